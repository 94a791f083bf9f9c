/* ins-engine-private.h - what the engine's own files share
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include <stdatomic.h>

#include "core/ins-lock.h"
#include "core/ins-ring.h"
#include "scan/ins-acquisition.h"
#include "scan/ins-comb-watch.h"
#include "scan/ins-disk-state.h"
#include "scan/ins-engine.h"
#include "scan/ins-motion.h"
#include "scan/ins-processor.h"
#include "scan/ins-settle.h"

G_BEGIN_DECLS

/* one collected, one ahead of it, one processed, one in between, one that waits for the next */
#define INS_N_JOBS 5

/* Finished lines that may wait for the disk: as many as come in INS_DISK_BUFFER_S. */
#define INS_MIN_LINES 4
#define INS_MAX_LINES 512

/* A line between conductor and processing worker. The pulses stay with the job for the whole scan.
 */
typedef struct
{
  InsLinePulses *pulses;
  InsLineData *data;
  InsProcessor *processor;
  InsCscan *cscan;
  InsCombWatch *watch;
  InsLineQuality *qualities; /* of the whole scan, by row */
} InsLineJob;

/* Threads (besides the two in InsMotion and InsAcquisition)
 *
 *   conductor   ins-conductor.c: waits for start_scan, runs the scan, hands the same line to both
 * workers processing  ins-line-workers.c: registers, averages, gates; fills the picture writer
 * ins-line-workers.c: the only one to call the sink after begin()
 */
struct _InsEngine
{
  /* set by ins_engine_new(), read-only afterwards */
  InsMotion *motion;
  InsAcquisition *acquisition;
  GThread *conductor, *processing, *writer;

  atomic_bool quit;
  atomic_bool quit_conductor; /* first, so that a running scan still has its workers */
  atomic_bool stop_wanted;    /* of the running scan */
  atomic_bool pause_wanted;
  atomic_bool realtime_wanted;
  atomic_bool memory_refused;      /* the last scan's buffers could not be locked */
  atomic_bool lines_wanted;        /* no more come: those that wait for the next are to be placed */
  atomic_bool pause_now_wanted;    /* the line under way is given up, too */
  atomic_int_least64_t stopped_us; /* when STOP was last pressed */

  InsLock notify_lock; /* held while notify runs, so that it can be taken away */
  InsEngineNotify notify;
  gpointer notify_data;

  InsLock lock;
  InsCondition changed;
  InsRig *rig;             /* lock; another one when the card is changed, never during a scan */
  guint64 generation;      /* lock */
  InsSnapshot scan;        /* lock; only its scan fields are used */
  double scan_started_s;   /* lock */
  double sigma_square_sum; /* lock; mm^2 */
  guint n_sigmas;          /* lock */
  InsTrackCommon *common;  /* lock; of this scan's lines so far */
  InsTrackAnchor anchor;   /* lock; of the stage's link, outlives the scan */
  gboolean keeps_anchor;   /* lock; the next scan is to be placed as the one before */
  guint n_processed;       /* lock; lines of this scan that the processing worker is through with */
  InsRecipe *recipe;       /* lock; wish of start_scan, taken by the conductor */
  InsLineSink *sink;       /* lock */
  guint start_n_stops;     /* lock; stops before start_scan */
  InsScanOptions options;  /* lock; of start_scan */
  InsCscan *cscan;         /* lock */
  InsSettle settle;        /* conductor; outlives the scan */
  GError *writer_error;    /* lock */
  InsDiskState disk;       /* lock */
  gboolean writer_finished; /* lock; the sink has been finished */
  gboolean finish_complete; /* lock; what finish() is to be told */

  InsLock line_lock;
  gint16 *line;         /* line_lock; newest A-scans for the B-scan */
  guint line_row;       /* line_lock */
  guint line_n_pixels;  /* line_lock; 0 none */
  guint line_n_samples; /* line_lock */

  InsRing *jobs_free, *jobs_full;
  InsRing *lines_free, *lines_full;
  InsLineData finish_marker; /* its address in lines_full means: finish the sink */
};

/* Any worker: raises the generation, wakes waiters, tells the application. */
void ins_engine_tell (InsEngine *self);

/* The worker that owns the watch: what it says into the snapshot. */
void ins_engine_publish_comb (InsEngine *self, const InsCombWatch *watch);

/* What InsEngine.disk says into the snapshot. */
void ins_engine_publish_disk_locked (InsEngine *self);

/* Starting, running, pausing, paused or stopping. */
gboolean ins_engine_is_scanning_locked (const InsEngine *self);

void ins_engine_fill_stage (const InsMotionStatus *motion, InsSnapshot *snapshot);
void ins_engine_fill_realtime (InsEngine *self, InsSnapshot *snapshot);

gpointer ins_conductor_main (gpointer engine);
gpointer ins_processing_main (gpointer engine);
gpointer ins_writer_main (gpointer engine);

/* (transfer full) (nullable) */
GError *ins_engine_dup_writer_error (InsEngine *self);

G_END_DECLS
