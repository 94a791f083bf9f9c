/* ins-motion-private.h - what the motion worker's two files share
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include <gio/gio.h>
#include <stdatomic.h>

#include "core/ins-lock.h"
#include "core/ins-realtime.h"
#include "scan/ins-arrival-watch.h"
#include "scan/ins-motion-aim.h"
#include "scan/ins-motion.h"

G_BEGIN_DECLS

/* The request that the worker is carrying out; serial 0: none. Motion thread only. */
typedef struct
{
  InsMotionRequest request;
  guint64 serial;
  guint n_stops;     /* when it was posted */
  gboolean accepted; /* the stage has taken the command */
  double accepted_s;
  gboolean seen_motion;
  InsPosition start;  /* where it stood when the command was taken */
  gboolean released;  /* a held jog: it is prolonged no more */
  double prolonged_s; /* and when it was last */
  GError *jog_error;  /* and why it ended; NULL: let go */
  guint n_reports;
  InsMotionAim aim;    /* of a MOVE or SWEEP */
  gboolean has_report; /* report is the one that ended the request: both are published at once */
  InsStageReport report;
} InsMotionActive;

struct _InsMotion
{
  /* set by ins_motion_new(), read-only afterwards */
  InsEngineNotify notify;
  gpointer notify_data;
  GThread *thread;
  GCancellable *cancellable;       /* of opening a stage */
  GCancellable *find_cancellable;  /* of FIND; reset when one is posted */
  GPtrArray *(*list_ports) (void); /* for FIND; tests have their own */

  atomic_bool quit;
  InsRealtimeWorker realtime;
  atomic_uint n_stops;      /* raised by every stop, so that a command on its way is stopped too */
  atomic_uint n_stops_sent; /* raised once the stage has been told */
  atomic_bool moves;        /* by the newest report, or just commanded */
  atomic_uint frame_us;     /* ins_motion_set_frame() */
  atomic_bool stops_hard;   /* info.stops_hard, for who lets a jog go */
  atomic_uint n_stops_then; /* n_stops when that motion was wanted */

  InsLock lock;
  InsCondition changed;
  InsStage *stage;        /* lock; the motion thread, which alone exchanges it, reads it without */
  InsStage *next_stage;   /* lock; of an EXCHANGE */
  InsMotionStatus status; /* lock */
  InsMotionRequest slot;  /* lock; valid while slot_serial > taken_serial */
  guint slot_n_stops;     /* lock; n_stops when it was posted */
  guint64 slot_serial;    /* lock; of the newest request */
  guint64 taken_serial;   /* lock; the worker has it */
  guint64 ended_serial;   /* lock; and has ended it */
  GError *ended_error;    /* lock; how; NULL well */
  InsMotionResult result; /* lock */
  guint64 abandoned_serial; /* lock; reports up to this request belong to the caller again */
  GPtrArray *offers;        /* lock; of the last FIND; NULL none yet; never changed once set */
  double alive_s;           /* lock; last keep-alive of a held jog */
  double hold_speed_mm_s;   /* lock; what it is to have from its next prolongation on */
  gboolean released;        /* lock */

  /* lock; a ring: line number n (from 1 on) is in place n % INS_MOTION_MAX_LINES */
  InsMotionLine pushed[INS_MOTION_MAX_LINES];
  InsMotionLineResult line_results[INS_MOTION_MAX_LINES];
  guint64 n_pushed, n_done;
  guint64 first_line;     /* lock; of the request */
  gboolean lines_dropped; /* lock; wish of ins_motion_drop_lines() */
  gboolean lines_closing; /* lock; the request takes no further line */

  /* motion thread only */
  InsMotionChainLine chain[INS_MOTION_MAX_LINES]; /* under way, oldest first */
  guint n_chain;
  guint64 n_taken;                     /* lines that were ever in the chain */
  InsPosition chain_end, chain_before; /* where the last command leads; the report before */
  InsPosition chain_tolerance;         /* of a position */
  double chain_sent_s;                 /* when it was written */
  double chain_rest_s;                 /* since when nothing moves; 0: something does */
  double chain_dead_s;                 /* so far, since the last sweep in this chain; NaN: none */
  gboolean chain_queues, chain_is_ramping;
  gboolean index_is_late; /* set off with a sweep it was not there at the first pixel */
  guint settled_n_stops;  /* the stage is through with so many of them */
  gboolean open;
  InsPosition position; /* of the newest report */
  InsArrivalWatch arrival;
  InsStageInfo info;
  GRand *random;
  guint n_polls;
  double lag_s; /* from a command to its motion, as the newest long move had it */
};

/* Motion thread only, all of them. */

/* The stage has been told of every stop and has answered since. */
gboolean ins_motion_has_settled (InsMotion *self);
void ins_motion_publish_report (InsMotion *self, const InsStageReport *report);
void ins_motion_take_request (InsMotion *self, InsMotionActive *active, double timeout_s);
void
ins_motion_follow_request (InsMotion *self, InsMotionActive *active, const InsStageReport *report);
void ins_motion_end_request (InsMotion *self, InsMotionActive *active, GError *error);

/* ins-motion-link.c */
void ins_motion_connect_stage (InsMotion *self, InsMotionActive *active);
void ins_motion_lose_stage (InsMotion *self, InsMotionActive *active, const GError *error);
void ins_motion_close_stage (InsMotion *self, InsLinkState link, const char *message);
void ins_motion_exchange_stage (InsMotion *self);
void ins_motion_learn_info (InsMotion *self);

/* Any thread, while no request is under way. */
void ins_motion_post_locked (InsMotion *self, const InsMotionRequest *request, guint n_stops);

/* ins-motion-find.c. FALSE with an error while a stage is connected. */
gboolean ins_motion_find (InsMotion *self, GError **error);

/* ins-motion-lines.c: sweeps one after the other. The first commands; FALSE as ins_stage_move(). */
gboolean ins_motion_start_lines (InsMotion *self, InsMotionActive *active, GError **error);
/* After each report: TRUE if the request has ended, then with error. */
gboolean ins_motion_follow_lines (InsMotion *self,
                                  InsMotionActive *active,
                                  const InsStageReport *report,
                                  GError **error);
/* How long the next question may wait, and what is due instead of it. */
double ins_motion_limit_wait_s (InsMotion *self, const InsMotionActive *active, double wait_s);
gboolean ins_motion_act_on_lines (InsMotion *self, InsMotionActive *active, GError **error);
/* Two steps and the rounding of a report in micrometres. */
double ins_motion_get_tolerance_mm (const InsMotion *self, guint axis);

/* ins-motion-jog.c: a held jog. Before it starts: FALSE if nobody holds it any more. */
gboolean ins_motion_is_held (InsMotion *self);
gboolean ins_motion_start_hold (InsMotion *self, InsMotionActive *active, GError **error);
/* After each report: prolongs it, or lets it end. FALSE: the stage is lost. */
gboolean ins_motion_continue_hold (InsMotion *self,
                                   InsMotionActive *active,
                                   const InsStageReport *report,
                                   GError **error);

G_END_DECLS
