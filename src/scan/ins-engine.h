/* ins-engine.h - the workers behind a rig, and the scan they run together
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "core/ins-realtime.h"
#include "devices/digitizer/ins-card-offer.h"
#include "devices/ins-rig.h"
#include "devices/stage/ins-stage-finder.h"
#include "image/ins-comb.h"
#include "scan/ins-line-data.h"
#include "scan/ins-preflight.h"

G_BEGIN_DECLS

typedef enum
{
  INS_LINK_CLOSED,
  INS_LINK_OPENING,
  INS_LINK_READY,
  INS_LINK_LOST, /* was ready, or could not be opened: see the message */
} InsLinkState;

typedef enum
{
  INS_SCAN_NONE,
  INS_SCAN_STARTING, /* preflight, file, probe on its way to the first line */
  INS_SCAN_RUNNING,
  INS_SCAN_PAUSING, /* the line is still being finished */
  INS_SCAN_PAUSED,
  INS_SCAN_STOPPING,
  INS_SCAN_COMPLETE,
  INS_SCAN_STOPPED, /* by a person */
  INS_SCAN_FAILED,  /* error says why; what was measured is in the file */
} InsScanState;

/* Everything the window shows but pictures; a value. */
typedef struct
{
  guint64 generation;

  InsLinkState stage_link;
  char stage_message[400];
  InsStageInfo stage_info;
  InsStageReport report;    /* the last one, also after the link is lost */
  gint64 report_unix_us;    /* wall clock of that report; 0 none */
  char motion_message[400]; /* last refusal of a jog, move or home; "" none */
  /* Why nothing moves until it is homed or a person confirms the position (ins_engine_unlock()):
   * the link was lost, or it was stopped hard in motion. "" it may move. Meanwhile homed and
   * position_known are FALSE, and report.position is what the controller believes. */
  char reference_message[300];
  char arrival_message[400]; /* the stage does not stand where or when it says so; "" */

  gboolean is_finding_stages;
  char finding_at[300];      /* at this port, "/dev/ttyUSB0 (2 of 4)" */
  guint stage_offers_serial; /* raised by each look for stages */

  InsLinkState digitizer_link;
  char digitizer_message[400];
  InsDigitizerInfo digitizer_info;
  gboolean timing_accepted;
  InsTiming timing;             /* as the card does it */
  char timing_note[400];        /* what was rounded, or why it was refused */
  InsDigitizerCount card_count; /* since the scan began; at rest since a minute ago at most */
  guint n_card_restarts;        /* after lost samples, likewise */
  gboolean pulse_missing;       /* the card is open and waits; digitizer_message says for what */
  double clock_ppm;             /* card against host; NaN unknown */
  double clock_residual_p50_s;  /* arrivals against the clock's line, of the running scan or the */
  double clock_residual_p99_s;  /* stream at rest; NaN unknown */
  guint offers_serial;          /* raised by each look for cards */

  InsScanState scan;
  char scan_message[600];
  GQuark error_domain; /* of a failed scan */
  int error_code;
  guint n_lines, n_lines_done; /* done: registered and gated, in the picture */
  guint n_lines_put;           /* handed to the disk */
  guint n_lines_written;       /* in the file and synced: a power cut does not take them any more */
  InsLine line;                /* the one being swept */
  guint n_holes;               /* pixels in finished lines */
  guint64 n_lost_pulses;
  gboolean gave_up_line;   /* the pause came within one, which is swept again */
  char shift_message[300]; /* a scan that is gone on with elsewhere than it was begun; "" it is not
                            */
  guint n_lines_flagged;   /* finished lines that have holes, or are doubted by half a pixel */
  guint n_lines_again;     /* of those, how many are being swept again; 0 none are */
  guint n_again_done;      /* of these */
  char pause_message[300]; /* why the scan has paused by itself; "" it has not */
  char disk_message[400];  /* the disk is slow or full, and for how long the scan can go on or has
                              waited; "" it is neither */
  double elapsed_s, remaining_s, line_s; /* line_s: mean over the last lines */
  double registration_rms_mm;            /* stated line-to-line uncertainty; NaN none yet */
  double registration_worst_mm;          /* likewise, of the worst line; NaN none yet */
  char encoder_message[300]; /* what is wrong with it, or with the stage's trigger in some line, and
                                what became of that; "" */
  InsComb
      comb; /* lines swept forward against lines swept back, as recorded; measured now and then */
  char comb_message[400]; /* that, and what is done about it, for people; "" nothing measured */
  guint64 n_bytes_written;
  InsScanAccount account;     /* of the scan, once it has ended */
  InsRealtimeState realtime;  /* the worse of the motion and the acquisition worker */
  char realtime_message[300]; /* what is not granted, and what an administrator can do; "" */
  InsTimingFigures figures;   /* of the running or the last scan; the card's at rest */
} InsSnapshot;

/* Owns five workers (motion, acquisition, conductor, processing, writer) from new to free. Every
 * function below may be called from any thread, returns at once and never waits for a device,
 * unless it says otherwise. */
typedef struct _InsEngine InsEngine;

InsEngine *ins_engine_new (InsRig *rig);

/* Stops what moves, joins every worker; waits for them (bounded by device time-outs, about 2 s). */
void ins_engine_free (InsEngine *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (InsEngine, ins_engine_free)

/* For programs, after new: asks the system to let the motion and the acquisition worker go before
 * other programs and to keep a scan's buffers in memory, unless the rig file says Realtime=no or
 * the environment INSONIFY_REALTIME=0. How that went is in the snapshot. */
void ins_engine_ask_realtime (InsEngine *self);

/* (transfer full): as it is now; another one after ins_engine_set_card(), _set_stage() ... */
InsRig *ins_engine_dup_rig (InsEngine *self);

/* Called on a worker whenever the snapshot has changed; must only take note (queue one idle). */
typedef void (*InsEngineNotify) (gpointer data);
void ins_engine_set_notify (InsEngine *self, InsEngineNotify notify, gpointer data);
void ins_engine_get_snapshot (InsEngine *self, InsSnapshot *snapshot);

/* Waits until generation differs from the given one; for the headless program and tests. */
gboolean ins_engine_wait (InsEngine *self, guint64 generation, double timeout_s);

/* Opens what is not open. Nothing moves. */
void ins_engine_connect (InsEngine *self);
void ins_engine_disconnect (InsEngine *self);

/**
 * ins_engine_set_card:
 * @digitizer_uri: address of the new card
 * @error: %INS_DEVICE_ERROR_BUSY while a scan runs, %INS_DEVICE_ERROR_URI; the old card stays then
 *
 * Exchanges the card and connects it with the present timing; how that went is in the snapshot
 * (link, message, timing). The stage is not touched.
 */
gboolean ins_engine_set_card (InsEngine *self,
                              const char *digitizer_uri,
                              GError **error) G_GNUC_WARN_UNUSED_RESULT;

/**
 * ins_engine_set_stage:
 * @stage_uri: address of the new stage
 * @error: %INS_DEVICE_ERROR_BUSY while a scan runs or the stage moves, %INS_DEVICE_ERROR_URI; the
 *   old stage stays then
 *
 * Closes the stage and connects another one in its place; how that went is in the snapshot.
 * Nothing moves. The new one's own word about its position counts, as at a first connection; where
 * the old one's was in doubt (reference_message) it has to be homed or confirmed.
 */
gboolean ins_engine_set_stage (InsEngine *self,
                               const char *stage_uri,
                               GError **error) G_GNUC_WARN_UNUSED_RESULT;

/**
 * ins_engine_set_rig:
 * @rig: what it shares with the present one stays connected (ins_rig_new_beside())
 * @error: as ins_engine_set_stage(); the present rig stays then
 *
 * Another stage, card, or both, and other limits and corrections. Nothing moves.
 */
gboolean
ins_engine_set_rig (InsEngine *self, InsRig *rig, GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* Whether the stage triggers the card, at positions (InsRig.position_trigger). The card is opened
 * anew. Errors as ins_engine_set_card(). */
gboolean ins_engine_set_position_trigger (InsEngine *self,
                                          gboolean on,
                                          GError **error) G_GNUC_WARN_UNUSED_RESULT;

/**
 * ins_engine_set_correction:
 * @error: %INS_DEVICE_ERROR_BUSY while a scan runs
 *
 * Another latency and backlash for the scans to come, as a calibration has found them.
 */
gboolean ins_engine_set_correction (InsEngine *self,
                                    double latency_ms,
                                    double backlash_mm,
                                    GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* Has the acquisition worker look which cards there are; ignored while a scan runs. */
void ins_engine_find_cards (InsEngine *self);

/* (element-type InsCardOffer) (transfer full) (nullable): what the last look found; NULL before. */
GPtrArray *ins_engine_dup_offers (InsEngine *self);

/**
 * ins_engine_find_stages:
 *
 * Has the motion worker ask at each serial port which stage is there (ins_stage_offers_find());
 * nothing moves. Takes up to 15 s a port; is_finding_stages says how long, stage_offers_serial when
 * it is done. Refused with a motion_message while a stage is connected.
 */
void ins_engine_find_stages (InsEngine *self);

/* Ends a look for stages within 0.2 s, with what was found so far. */
void ins_engine_stop_finding_stages (InsEngine *self);

/* The stage alone; what moves is told to stop first. Ignored while a scan runs. */
void ins_engine_disconnect_stage (InsEngine *self);

/* (element-type InsStageOffer) (transfer full) (nullable): what the last look found; NULL before.
 */
GPtrArray *ins_engine_dup_stage_offers (InsEngine *self);

/* Motion by hand; ignored with a motion_message while a scan runs. One outstanding at most: a
 * second request while one moves is refused, nothing queues. */
void ins_engine_jog (InsEngine *self, InsAxis axis, double distance_mm, double speed_mm_s);
/* Held jog: runs until release, or until no keep-alive came for 0.3 s (dead man). The stage is told
 * to go on for 0.3 s at a time, so it also stops if this program dies. At the end of the travel it
 * ends with a motion_message. Called again while it runs, for the same axis and direction, it is
 * also a sign of life, and the jog goes on at the new speed; in any other direction it is refused.
 */
void ins_engine_jog_hold (InsEngine *self, InsAxis axis, int direction, double speed_mm_s);
void ins_engine_jog_keep_alive (InsEngine *self);
void ins_engine_jog_release (InsEngine *self);
void ins_engine_move (InsEngine *self, const InsPosition *target, double speed_mm_s);
void ins_engine_home (InsEngine *self);
/* A person's word: leaves an alarm, and takes the position as the controller has it. */
void ins_engine_unlock (InsEngine *self);

/* STOP: everything that moves, and the scan. The bytes are on the wire when it returns. Ramped, so
 * that the position is kept; a second STOP within 1 s that finds the stage still running is a
 * halt. */
void ins_engine_stop (InsEngine *self);

/* As stop(), but at once and whatever it costs: what moved has to be homed or confirmed. */
void ins_engine_halt (InsEngine *self);

/* Timing asked of the card for the live A-scan and the preflight; negotiated by the worker. */
void ins_engine_set_timing (InsEngine *self, const InsTiming *timing);

/* What ties the stage's coordinates to the world, as far as is known now. */
void ins_engine_get_reference (InsEngine *self, InsReference *reference);

/* What the preflight looks at; n_free_bytes is left at -1 for the caller to fill. */
void ins_engine_get_rig_status (InsEngine *self, InsRigStatus *status);

/* How a scan is begun, beside its recipe. */
typedef struct
{
  gboolean rescan_holes; /* flagged lines are swept again at the end, also those of before */
  /* Where the stage's zero is not where it was (%INS_DEVICE_ERROR_REFERENCE) the lines to come are
   * swept that much further; where nobody knows because it was not homed, as they are. */
  gboolean accept_shift;
  /* It is one of several (InsScanJob) of which others were begun when this was so, and has their
   * coordinates: a file that is begun now is checked and shifted like one that is gone on with. */
  gboolean has_reference;
  InsReference reference;
} InsScanOptions;

/**
 * ins_engine_start_scan:
 * @recipe: copied
 * @sink: (transfer none): must live until the scan has ended and its state was seen; lines that its
 *   begin() reports as done are left out, and are in the picture
 *
 * FALSE, with %INS_DEVICE_ERROR_BUSY, only if a scan is running. Everything else (preflight, file,
 * devices) ends up in the snapshot's scan state and message.
 */
gboolean ins_engine_start_scan (InsEngine *self,
                                const InsRecipe *recipe,
                                InsLineSink *sink,
                                GError **error) G_GNUC_WARN_UNUSED_RESULT;
gboolean ins_engine_start_scan_with (InsEngine *self,
                                     const InsRecipe *recipe,
                                     const InsScanOptions *options,
                                     InsLineSink *sink,
                                     GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* At the end of the line that is being swept. */
void ins_engine_pause (InsEngine *self);
/* At once: the stage comes to rest on its ramp, and the line is swept again after resume. */
void ins_engine_pause_now (InsEngine *self);
void ins_engine_resume (InsEngine *self);

/* (transfer full) (nullable): the picture of the present or last scan. */
InsCscan *ins_engine_dup_cscan (InsEngine *self);

/**
 * ins_engine_copy_ascan:
 * @samples: (out caller-allocates): room for @capacity samples
 * @timing: (out): of these samples
 *
 * The newest A-scan, also at rest.
 *
 * Returns: number of samples; 0 if there is none yet
 */
guint ins_engine_copy_ascan (InsEngine *self, gint16 *samples, guint capacity, InsTiming *timing);

/**
 * ins_engine_copy_line:
 * @row: (out): of the newest finished line
 * @samples: (out caller-allocates): n_pixels x n_samples as the plan says, at most @capacity values
 *
 * The newest line's A-scans, for the B-scan. Returns: pixels copied, 0 none (yet, or gated mode).
 */
guint ins_engine_copy_line (InsEngine *self, guint *row, gint16 *samples, gsize capacity);

G_END_DECLS
