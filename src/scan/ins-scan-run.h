/* ins-scan-run.h - what one scan has, from its start to its end
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "scan/ins-engine-private.h"

G_BEGIN_DECLS

/* On the conductor's stack; only blocks that travel through the rings are seen by others. */
typedef struct
{
  InsEngine *engine;
  InsRig *rig;
  InsRecipe *recipe;
  InsLineSink *sink;
  guint n_stops; /* of the moment when the scan was started: any stop since ends it */
  InsPlan *plan;
  InsStageInfo stage_info;
  InsDigitizerInfo digitizer_info;
  InsProcessor *processor;
  InsCscan *cscan;
  gboolean *done;       /* by row */
  gboolean begun;       /* the sink has a file */
  gboolean has_trigger; /* the stage's output may be on */
  guint n_handed;       /* lines given to the processing worker */
  double swept_s;       /* when the last sweep ended; 0: what follows is no dead time */
  InsLineJob jobs[INS_N_JOBS];
  InsLineData *lines[INS_N_LINES];
} InsScanRun;

/* Preallocates everything that the scan will hand around; nothing is allocated after it. */
gboolean ins_scan_run_make_buffers (InsScanRun *run, GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* The pulses' buffers stay in memory, where real time is wanted and that is allowed. */
void ins_scan_run_lock_buffers (InsScanRun *run);
void ins_scan_run_unlock_buffers (InsScanRun *run);

/* FALSE with %G_IO_ERROR_CANCELLED if the scan is to end, or with what the writer failed at. */
gboolean ins_scan_run_check_stop (InsScanRun *run, GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* To the first line, at the speed that the person chose: the probe's height first if that takes it
 * away from the part (up), last if it brings it nearer, so that it does not cross the part low. */
gboolean ins_scan_run_approach (InsScanRun *run,
                                const InsLine *line,
                                GError **error) G_GNUC_WARN_UNUSED_RESULT;

/**
 * ins_scan_run_scan_line:
 *
 * Sweeps the line and hands it to the processing worker. One that cannot be registered, or in which
 * the card lost samples, is swept again, three times in all; then it goes as it is, with holes.
 */
gboolean ins_scan_run_scan_line (InsScanRun *run,
                                 const InsLine *line,
                                 GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* For the figures: how many buffers are free for a line, before it takes its own; how long that
 * took; and a sweep from the moment when it was told to begin. */
void ins_scan_run_note_buffers (InsScanRun *run);
void ins_scan_run_note_wait (InsScanRun *run, double waited_s);
void ins_scan_run_note_sweep (InsScanRun *run, double began_s, double ended_s);

/* Switches the stage's trigger output off, if it can be reached; also after a failure. */
void ins_scan_run_clear_trigger (InsScanRun *run);

/* No worker may still have a block of this scan. */
void ins_scan_run_clear (InsScanRun *run);

G_END_DECLS
