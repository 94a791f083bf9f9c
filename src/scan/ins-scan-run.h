/* ins-scan-run.h - what one scan has, from its start to its end
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "core/ins-suspend.h"
#include "scan/ins-engine-private.h"
#include "scan/ins-scan-pace.h"

G_BEGIN_DECLS

/* A line that the stage has been given, with the buffers for it. */
typedef struct
{
  InsLine line; /* as the plan has it; the job's data have it as it is swept */
  InsLineJob *job;
  guint64 serial;        /* of the motion worker; 0: not given yet */
  gboolean is_collected; /* the acquisition has its pulses */
} InsScanAhead;

/* The way to the next line, where each is swept by itself. */
typedef struct
{
  InsLine line;
  guint64 serial;      /* of the motion worker; 0: none */
  gboolean has_pulses; /* the stage's are set for it */
} InsScanLead;

#define INS_N_AHEAD 2 /* the line that is swept, and the next */

/* On the conductor's stack; only blocks that travel through the rings are seen by others. */
typedef struct
{
  InsEngine *engine;
  InsRig *rig;
  InsRecipe *recipe;
  InsLineSink *sink;
  guint
      n_stops; /* of the moment when the scan was started or gone on with: any stop since ends it */
  InsScanOptions options;
  InsPlan *plan;
  InsStageInfo stage_info;
  InsDigitizerInfo digitizer_info;
  InsReference reference; /* of the stage, as it is now */
  InsReferenceCheck reference_check;
  InsScanGrid grid; /* of the recipe: the plan's may be shifted */
  InsProcessor *processor;
  InsCscan *cscan;
  InsCombWatch *watch;
  gboolean *done;            /* by row: in the file before this scan */
  gboolean *is_wanted;       /* by row: this pass sweeps it */
  InsLineQuality *qualities; /* by row; of the processing worker while it has a line */
  gboolean begun;            /* the sink has a file */
  gboolean has_trigger;      /* the stage's output may be on */
  InsScanPace pace;
  guint n_handed;  /* lines given to the processing worker */
  double paused_s; /* so long in all, and on its way to the first line */
  InsSuspendWatch suspend;
  double swept_s;       /* when the last sweep ended; 0: what follows is no dead time */
  InsPosition swept_to; /* and where */
  InsScanLead lead;
  InsScanAhead ahead[INS_N_AHEAD];
  guint n_ahead;
  InsPosition exit;     /* where the line that was given last leads; NaN: nowhere */
  InsLinePulses *point; /* points: what was heard around one of them */
  guint8 *wanted;       /* points: of a row */
  InsLineJob jobs[INS_N_JOBS];
  guint n_lines; /* finished lines that may wait for the disk */
  InsLineData **lines;
} InsScanRun;

/* Preallocates everything that the scan will hand around; nothing is allocated after it. */
gboolean ins_scan_run_make_buffers (InsScanRun *run, GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* The pulses' buffers stay in memory, where real time is wanted and that is allowed. */
void ins_scan_run_lock_buffers (InsScanRun *run);
void ins_scan_run_unlock_buffers (InsScanRun *run);
/* The rows that the file had before into the picture and into qualities. */
gboolean ins_scan_run_take_rows (InsScanRun *run, GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* ins-scan-run-earlier.c: those lines tell of the link. note() takes what is to be known of one
 * that was read, take() reads the reports of some into @data, whose content goes. @holds: (out):
 * lines are placed by it. */
GArray *ins_scan_run_earlier_new (void);
void ins_scan_run_earlier_note (GArray *lines, const InsLineData *data);
gboolean ins_scan_run_earlier_take (InsScanRun *run,
                                    GArray *lines,
                                    InsLineData *data,
                                    gboolean *holds,
                                    GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* Until the processing worker is through with every line that it was given. */
void ins_scan_run_wait_processed (InsScanRun *run);

/* Of a scan that is gone on with: the stage's coordinates mean what they did, or the plan is
 * shifted, if a person has agreed; else FALSE with %INS_DEVICE_ERROR_REFERENCE. */
gboolean ins_scan_run_check_reference (InsScanRun *run, GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* FALSE with %G_IO_ERROR_CANCELLED if the scan is to end, or with what the writer failed at. */
gboolean ins_scan_run_check_stop (InsScanRun *run, GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* FALSE if the scan is to end. After a pause the stage is the scan's again, and stands. */
gboolean ins_scan_run_wait_while_paused (InsScanRun *run, GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* After each sweep and each failure. TRUE if the computer was suspended meanwhile: the line is
 * void, the stage is told to stop, and the scan pauses until a person has looked. */
gboolean ins_scan_run_note_suspend (InsScanRun *run);

/* After a command has failed. TRUE, without an error any more, if it was stopped by a pause at once
 * that is over: the line is to be begun anew. */
gboolean ins_scan_run_survives (InsScanRun *run, GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* (nullable): a block of the ring, however long that takes; NULL if the scan is to end. */
gpointer
ins_scan_run_take_block (InsScanRun *run, InsRing *ring, GError **error) G_GNUC_WARN_UNUSED_RESULT;

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

/* ins-scan-run-alone.c: from rest to rest, once. @job: NULL: it is taken. */
gboolean ins_scan_run_sweep_alone (InsScanRun *run,
                                   const InsLine *line,
                                   InsLineJob **job,
                                   GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* Waits until the stage has gone where it was sent ahead of time. */
void ins_scan_run_drop_lead (InsScanRun *run);

/* FALSE: no line is wanted behind that of @order. */
gboolean ins_scan_run_get_following (const InsScanRun *run, guint order, InsLine *following);

/* ins-scan-run-chain.c: the stage goes on to the next line by itself. */
gboolean ins_scan_run_can_chain (const InsScanRun *run);

/* Sweeps ahead[0], with the next line pushed behind it if there is one, and takes its pulses. The
 * job is the caller's then. */
gboolean ins_scan_run_chain_line (InsScanRun *run,
                                  const InsLine *line,
                                  InsLineJob **job,
                                  GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* The line was no good: what lies ahead is dropped, and @job is the next to be swept. */
void ins_scan_run_chain_again (InsScanRun *run, const InsLine *line, InsLineJob *job);

/* The stage rests, nothing lies ahead and no worker has a buffer of the conductor's: before a pause
 * and at the end. */
void ins_scan_run_rest (InsScanRun *run);

/* A job that is not to be processed, to the rings. */
void ins_scan_run_give_back (InsScanRun *run, InsLineJob *job);

/* From the rings, as soon as there is one: NULL with an error if the scan is to end. */
InsLineJob *ins_scan_run_take_job (InsScanRun *run, const InsLine *line, GError **error);

/* For the figures: how many buffers are free for a line, before it takes its own; how long that
 * took; and how long a sweep took, and the time before it in which nothing moved. */
void ins_scan_run_note_buffers (InsScanRun *run);
void ins_scan_run_note_wait (InsScanRun *run, double waited_s);
void ins_scan_run_note_sweep (InsScanRun *run, double swept_s, double dead_s);
/* A move by itself; @expected_s: how long it should take. */
gboolean ins_scan_run_move_to (InsScanRun *run,
                               const InsPosition *target,
                               double speed_mm_s,
                               double expected_s,
                               GError **error) G_GNUC_WARN_UNUSED_RESULT;

/**
 * ins_scan_run_visit_points:
 *
 * Stops at each pixel of the job's line that is wanted, and keeps as many pulses as are averaged of
 * those heard while the stage rested there, by its own word before and after. Points where that did
 * not come about are visited again, three times in all; then they have no pulses.
 */
gboolean ins_scan_run_visit_points (InsScanRun *run,
                                    InsLineJob *job,
                                    GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* Switches the stage's trigger output off, if it can be reached; also after a failure. */
void ins_scan_run_clear_trigger (InsScanRun *run);

void ins_engine_set_scan_state (InsEngine *self, InsScanState state, const GError *error);

/* No worker may still have a block of this scan. */
void ins_scan_run_clear (InsScanRun *run);

G_END_DECLS
