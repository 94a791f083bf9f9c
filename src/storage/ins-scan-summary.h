/* ins-scan-summary.h - what a list of scans shows of each file
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "storage/ins-nde-file.h"

G_BEGIN_DECLS

typedef enum
{
  INS_SCAN_FILE_COMPLETE,    /* every line is there */
  INS_SCAN_FILE_INCOMPLETE,  /* ended before, and its file was closed */
  INS_SCAN_FILE_INTERRUPTED, /* the program or the computer went down while it ran */
  INS_SCAN_FILE_BEING_WRITTEN,
  INS_SCAN_FILE_FOREIGN, /* of another program */
  INS_SCAN_FILE_BAD,     /* no scan that can be read */
  INS_SCAN_FILE_N_STATES,
} InsScanFileState;

/* Longest side of a thumbnail. */
#define INS_THUMBNAIL_PX 160

/* Owned. Strings may be NULL for none; of a foreign or bad file there are path, time, size and
 * sentence only. */
typedef struct
{
  char *path;
  gint64 modified_us; /* of the file, Unix time */
  guint64 n_bytes;
  InsScanFileState state;
  char *sentence; /* what is the matter; NULL for a complete scan */
  char *name, *part, *operator_name, *notes;
  gint64 created_us; /* Unix time; of a bad file that of its last change */
  double width_mm, height_mm;
  guint n_rows, n_columns, n_lines_done, n_holes;
  double duration_s; /* from the file's making to its newest line; NaN unknown */
  gboolean is_simulated;
  GBytes *thumbnail; /* (nullable): a PNG */
} InsScanSummary;

void ins_scan_summary_free (InsScanSummary *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (InsScanSummary, ins_scan_summary_free)

/**
 * ins_scan_summary_read:
 *
 * Looks at records and planes, not at the A-scans, so a line counts whose A-scans may be damaged.
 * Blocks on the disk. Never fails: a file that cannot be read is a bad one with a sentence; %NULL
 * if there is none.
 */
InsScanSummary *ins_scan_summary_read (const char *path);

/**
 * ins_scan_summary_look:
 * @cache: (nullable): folder for what was read, made when it is needed
 *
 * ins_scan_summary_read(), but from @cache if the file has the same path, time and size as when it
 * was read. What is being written is never taken from there. A cache that cannot be written or is
 * damaged does not matter.
 */
InsScanSummary *ins_scan_summary_look (const char *path, const char *cache);

/* (transfer full): the folder for it in the user's cache */
char *ins_scan_summary_get_cache (void);

/* Newest first: for sorting. */
int ins_scan_summary_compare (const InsScanSummary *a, const InsScanSummary *b);

/* Every word of @text is somewhere in name, file name, part, operator, notes or date, whatever its
 * case. TRUE for an empty text. */
gboolean ins_scan_summary_matches (const InsScanSummary *self, const char *text);

G_END_DECLS
