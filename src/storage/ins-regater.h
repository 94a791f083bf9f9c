/* ins-regater.h - other gates over a volume, followed while they are dragged
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "storage/ins-nde-file.h"

G_BEGIN_DECLS

/* Threads of its own (one a processor) evaluate the newest gates over every A-scan of a file: first
 * every so many rows and columns, so many that it takes about half a frame, then all. No call
 * waits for that, or for the disk. Any thread. */
typedef struct _InsRegater InsRegater;

typedef struct
{
  guint64 generation;        /* raised by every wish; 0: there was none */
  guint n_rows, n_rows_done; /* rows of the file that have A-scans; exactly evaluated so far */
  gboolean is_coarse;        /* every row shows something of this wish */
  gboolean is_exact;
  double coarse_s, exact_s; /* from the wish until then; NaN: not yet */
  guint64 n_evaluated;      /* rows, exactly, of all wishes together */
} InsRegaterState;

/* There is news in the picture or the state; on one of the threads, with no lock held: queue one
 * idle that looks again. At most every 10 ms. */
typedef void (*InsRegaterFunc) (gpointer data);

/**
 * ins_regater_new:
 * @file: (transfer none): with A-scans
 * @on_news: (nullable)
 *
 * Does nothing before the first wish. %NULL if the file has no A-scans.
 */
InsRegater *ins_regater_new (InsNdeFile *file, InsRegaterFunc on_news, gpointer data);

/* Joins the threads, which leave within a row. @on_news is not called any more then. */
void ins_regater_free (InsRegater *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (InsRegater, ins_regater_free)

/**
 * ins_regater_set_gates:
 * @recipe: whose conditioning, gates, planes and alarms are taken; valid (ins_recipe_validate()).
 *   Everything else stays the file's
 *
 * What runs for older gates is given up, but for a coarse picture, which is short. So a picture
 * comes for every wish that leaves it the time.
 */
void ins_regater_set_gates (InsRegater *self, const InsRecipe *recipe);

/* A newer view of the same file, with more lines: those, and lines that were swept again, are
 * evaluated with the same gates. What is in the picture already stays. */
void ins_regater_set_file (InsRegater *self, InsNdeFile *file);

/**
 * ins_regater_dup_cscan:
 *
 * (transfer full) (nullable): the picture of the newest wish; ask ins_cscan_collect() what has
 * changed, as in a scan. It is the same one as before if numbers of gates, planes and alarms are;
 * then rows show the older gates until they are evaluated. %NULL before the first wish.
 */
InsCscan *ins_regater_dup_cscan (InsRegater *self);

/* (transfer full) (nullable): what that is a picture of: the file's recipe with the gates wished.
 */
InsRecipe *ins_regater_dup_recipe (InsRegater *self);

void ins_regater_get_state (InsRegater *self, InsRegaterState *state);

G_END_DECLS
