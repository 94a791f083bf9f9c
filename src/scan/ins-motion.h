/* ins-motion.h - the worker that owns the stage
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "devices/stage/ins-stage.h"
#include "scan/ins-engine.h"
#include "scan/ins-motion-chain.h"
#include "scan/ins-reference.h"

G_BEGIN_DECLS

typedef enum
{
  INS_MOTION_CONNECT,
  INS_MOTION_DISCONNECT,
  INS_MOTION_JOG,
  INS_MOTION_JOG_HOLD, /* a chain: the stage is asked again and again to go on for a moment */
  INS_MOTION_MOVE,
  INS_MOTION_HOME,
  INS_MOTION_UNLOCK,
  INS_MOTION_TRIGGER,  /* moves nothing: sets the stage's trigger output */
  INS_MOTION_CONFIRM,  /* moves nothing: has the stage say anew where it stands */
  INS_MOTION_SWEEP,    /* a move whose reports are kept */
  INS_MOTION_LINES,    /* sweeps one after the other: ins_motion_push_line() */
  INS_MOTION_EXCHANGE, /* another stage, which is then connected: ins_motion_set_stage() */
  INS_MOTION_FIND,     /* which stages are there? */
} InsMotionVerb;

typedef struct
{
  InsMotionVerb verb;
  InsPosition target; /* MOVE, SWEEP: NaN for axes that stay */
  InsAxis axis;       /* JOG, JOG_HOLD, TRIGGER; SWEEP: the axis whose reports are kept */
  double distance_mm; /* JOG */
  int direction;      /* JOG_HOLD: +1, -1 */
  double speed_mm_s;
  /* TRIGGER: as ins_stage_set_trigger(). MOVE: that, too, once it has begun, if step_mm > 0; the
   * axis must not be one that moves */
  double first_mm, last_mm, step_mm;

  /* SWEEP: owned by the caller, lent to the worker until the request has ended */
  InsTrackReport *reports;
  guint max_reports;
} InsMotionRequest;

typedef struct
{
  guint n_reports; /* SWEEP: filled */
  double ended_s;  /* when rest was reported */
  InsPosition position;
  InsStageReport report; /* the one that ended it */
} InsMotionResult;

/* Snapshot for people. */
typedef struct
{
  InsLinkState link;
  char message[400];
  InsStageInfo info;
  InsStageReport report;
  gint64 report_unix_us;
  char motion_message[400];
  char reference_message[300]; /* why nothing moves before homing or a person's word; "" it may */
  char arrival_message[400];   /* it does not stand where or when it says so; "" nothing was seen */
  InsReference reference;      /* home: since it was connected or confirmed */
  gboolean busy;               /* a request is under way */
  gboolean is_finding;         /* and that is FIND, */
  char finding_at[300];        /* which asks at this port, "/dev/ttyUSB0 (2 of 4)"; "" */
  guint offers_serial;         /* raised by each FIND */
} InsMotionStatus;

/* One thread from new to free owns the stage: polls it at rest and in motion and carries out one
 * request at a time. Nothing queues. */
typedef struct _InsMotion InsMotion;

InsMotion *ins_motion_new (InsStage *stage, InsEngineNotify notify, gpointer data);
void ins_motion_free (InsMotion *self);

/* Any thread, returns at once. FALSE if a request is under way (nothing queues); its message is
 * then in the status. */
gboolean ins_motion_post (InsMotion *self, const InsMotionRequest *request);

/**
 * ins_motion_wait:
 * @serial: as ins_motion_begin() gave it
 *
 * Conductor only. Returns: %TRUE when the request has ended well; %FALSE with @error, or
 *   %G_IO_ERROR_CANCELLED after a stop, or %G_IO_ERROR_TIMED_OUT (it is then still under way)
 */
gboolean ins_motion_wait (InsMotion *self,
                          guint64 serial,
                          double timeout_s,
                          InsMotionResult *result,
                          GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* Any thread: has the worker close its stage and open this one instead. Nothing moves. FALSE, and
 * nothing changes, while a request is under way. */
gboolean ins_motion_set_stage (InsMotion *self, InsStage *stage);

#define INS_MOTION_MAX_LINES 4

/**
 * ins_motion_push_line:
 * @n_stops: as for ins_motion_begin()
 *
 * Conductor: one more line for the stage, behind those that were pushed before; the worker goes on
 * to it by itself, ahead of time where the controller has a planner. What was pushed is one request
 * that ends when there is no further line. With @line->follows nothing is begun anew behind a line
 * that was stopped or failed: its end is still to be waited for.
 *
 * Returns: what to wait for; 0 if another request is under way, there are so many lines already, or
 *   the line before has failed
 */
guint64 ins_motion_push_line (InsMotion *self, const InsMotionLine *line, guint n_stops);

/**
 * ins_motion_wait_line:
 *
 * Conductor: until the sweep has no pixel any more; the stage may be on its way to the next one.
 * After an error no line is under way but with %G_IO_ERROR_TIMED_OUT.
 */
gboolean ins_motion_wait_line (InsMotion *self,
                               guint64 serial,
                               double timeout_s,
                               InsMotionLineResult *result,
                               GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* Conductor: ramps down what was pushed and waits until the stage rests. It is no stop by a person.
 * FALSE: not in time; then lent reports are the caller's again all the same. */
gboolean ins_motion_drop_lines (InsMotion *self, double timeout_s);

/* Conductor, likewise: waits until what was pushed is done and the stage rests. */
gboolean ins_motion_finish_lines (InsMotion *self, double timeout_s);

/* Raised by every stop. Any thread. */
guint ins_motion_get_n_stops (InsMotion *self);

/**
 * ins_motion_begin:
 * @n_stops: ins_motion_get_n_stops() of the moment when a person wanted this: nothing is started
 *   if there was a stop since, however late it is noticed
 *
 * As post, for the conductor. Returns: 0 if refused, else the serial to wait for
 */
guint64 ins_motion_begin (InsMotion *self, const InsMotionRequest *request, guint n_stops);

/* Conductor, when a wait has timed out: the lent reports are the caller's again at once. */
void ins_motion_abandon (InsMotion *self, guint64 serial);

/* A held jog under way along the request's axis and direction is prolonged at its speed from now
 * on, and counts as held. FALSE: there is none, or it was let go. Any thread. */
gboolean ins_motion_change_hold (InsMotion *self, const InsMotionRequest *request);

/* Dead man of a held jog; release() has the bytes of a stop on the wire before it returns. Any
 * thread. */
void ins_motion_keep_alive (InsMotion *self);
void ins_motion_release (InsMotion *self);

/* Any thread: bytes on the wire before it returns. */
void ins_motion_stop (InsMotion *self);

/* As stop(), but at once and whatever it costs: if anything moved the position has to be found
 * again. */
void ins_motion_halt (InsMotion *self);

/* Something moves that a stop was already meant for. Any thread. */
gboolean ins_motion_runs_on (InsMotion *self);

/* A FIND under way ends within 0.2 s, with what it has found so far. Any thread. */
void ins_motion_cancel_find (InsMotion *self);

/* (element-type InsStageOffer) (transfer full) (nullable): what the last FIND found. Any thread. */
GPtrArray *ins_motion_dup_offers (InsMotion *self);

/* Any thread: the controller's firmware looks where it is only every so often, so that sweeps are
 * to be polled several times within each. 0: it does not. */
void ins_motion_set_frame (InsMotion *self, double frame_s);

/* Any thread: whether the worker is to run in real time, and how that went. */
InsRealtimeWorker *ins_motion_get_realtime (InsMotion *self);
void ins_motion_get_status (InsMotion *self, InsMotionStatus *status);

/* A refusal to show beside the jog pad; "" clears it. Any thread. */
void ins_motion_set_message (InsMotion *self, const char *message);

G_END_DECLS
