/* ins-timing-figures.h - what each step of the pipeline costs, and how near it came to its limits
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* What is done with a pulse, in order. Each step is one thread's, which alone counts it. */
typedef enum
{
  INS_TIMING_CARD_WAIT,   /* acquisition, per block: asleep until the card has something */
  INS_TIMING_CARD_READ,   /* acquisition, per block: asking the card, and taking what it has */
  INS_TIMING_CUT,         /* acquisition, per block: cutting that to pulses (computing them where
                             the card is simulated) */
  INS_TIMING_CLOCK_FIT,   /* acquisition, per block */
  INS_TIMING_COLLECT,     /* acquisition, per block: into the line's buffer */
  INS_TIMING_PUBLISH,     /* acquisition, per block: the account, the live A-scan */
  INS_TIMING_BUFFER_WAIT, /* conductor, per line: until a line's buffers were free */
  INS_TIMING_PLACE,       /* processing, per line: reports fitted, pulses placed */
  INS_TIMING_AVERAGE,     /* processing, per line: pulses averaged to pixels */
  INS_TIMING_GATE,        /* processing, per line: signal conditioned, gates evaluated, and what is
                             derived from their samples */
  INS_TIMING_DERIVE,      /* processing, per line: other derived planes, alarms */
  INS_TIMING_PICTURE,     /* processing, per line: handed to the picture */
  INS_TIMING_WRITE,       /* writer, per line: into the file, with its CRC */
  INS_TIMING_SYNC,        /* writer, about once a second: made to survive a power cut */
  INS_N_TIMING_STEPS
} InsTimingStep;

typedef struct
{
  guint64 n;               /* blocks, lines or syncs */
  double sum_s, longest_s; /* wall time: a busy computer makes them longer */
} InsTimingCost;

/* Of the running or the last scan; between scans the acquisition's steps are those of the stream at
 * rest, since a minute ago at most. A value; all 0: nothing is known. */
typedef struct
{
  InsTimingCost costs[INS_N_TIMING_STEPS];
  double elapsed_s;              /* over which the acquisition's steps were counted */
  guint n_buffers;               /* line buffers for pulses ... */
  guint fewest_free_buffers;     /* ... of which at least so many were free at any line's start */
  guint n_file_lines;            /* finished lines that may wait for the disk ... */
  guint fewest_free_lines;       /* ... likewise: 0 means that the scan had to wait for it */
  double latest_block_s;         /* the latest block against the card's fitted clock */
  double longest_away_s;         /* the longest time in which nobody looked at the card */
  guint n_lines;                 /* lines swept, repeated ones counted each time */
  double swept_s;                /* in which the stage swept them, runways and all */
  double dead_s, longest_dead_s; /* between one line's end and the next one's sweep; pauses,
                                    repeated attempts and the way to the first line not counted */
} InsTimingFigures;

void ins_timing_cost_add (InsTimingCost *cost, double duration_s);

/* Mean of one block or line; NaN none. */
double ins_timing_cost_get_mean_s (const InsTimingCost *cost);

/* A ring with @n places had @n_free free blocks. */
void ins_timing_figures_count_free (guint *fewest, guint *n_places, guint n, guint n_free);

/* Takes the acquisition thread's figures from @card, and leaves the others'. */
void ins_timing_figures_merge_card (InsTimingFigures *figures, const InsTimingFigures *card);

/* For scripts and files ("card_wait"), and for people (translated). */
const char *ins_timing_step_get_id (InsTimingStep step);
const char *ins_timing_step_get_name (InsTimingStep step);

/* Share of elapsed_s; NaN unknown. */
double ins_timing_figures_get_share (const InsTimingFigures *figures, InsTimingStep step);

G_END_DECLS
