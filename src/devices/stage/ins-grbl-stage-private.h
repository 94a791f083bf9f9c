/* ins-grbl-stage-private.h - what the files of InsGrblStage share
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include <stdatomic.h>

#include "core/ins-clock.h"
#include "devices/stage/ins-grbl-link.h"
#include "devices/stage/ins-grbl-stage.h"

G_BEGIN_DECLS

#define INS_GRBL_START_DELAY_S 0.05 /* from the ok of a line to its motion */

/* A held jog: a chain of increments, prolonged before it ends. */
typedef struct
{
  int direction; /* 0: none */
  InsAxis axis;
  double end_mm;                 /* where the last increment leads, work coordinates */
  double estimate_s, speed_mm_s; /* how fast it is by the ramps, at what time */
  double wanted_mm_s;            /* and how fast it shall be */
} InsGrblHold;

/* How long the stage was listened to. A time in which the program did not get to run, on a busy
 * computer or one that slept, is no silence of the stage. */
typedef struct
{
  double looked_s, listened_s;
} InsGrblPatience;

struct _InsGrblStage
{
  GObject parent_instance;

  InsTransport *transport; /* read-only after new; writing is for every thread */

  /* atomic */
  atomic_uint n_stops_begun; /* counted before their bytes are written */
  atomic_uint n_stops;       /* and after */
  atomic_bool homing;        /* only a reset ends homing; set before $H is sent */

  /* owner */
  InsGrblLink link;
  InsStageInfo info;
  gboolean is_open;
  gboolean homed;
  gboolean frame_lost;       /* what is reported is not where it stands */
  guint n_stops_seen;        /* n_stops as it was seen last ... */
  double stop_seen_s;        /* ... and when it changed */
  guint n_stops_done;        /* stops that have come to their end */
  double stop_deadline_s;    /* 0: no stop under way */
  guint n_greetings_seen;    /* of link.n_greetings */
  guint n_alarms_seen;       /* of link.n_alarms */
  gboolean expects_greeting; /* a reset of ours is under way */
  double reset_sent_s;
  guint homing_line; /* number of the $H line */
  double homing_deadline_s;
  guint n_reports_homing; /* that came while it homes: more than one, and it answers then */
  double homing_heard_s;  /* link.heard_s as it was seen last */
  InsGrblPatience homing_patience;
  double accepted_s;  /* when the last motion was accepted; 0 it has been seen */
  InsPosition target; /* of that motion, NaN for axes that stay */
  InsStageActivity activity;
  gboolean is_queueing; /* lines may be on their way that nobody has waited for */
  guint n_refused_seen; /* of link.n_refused, while is_queueing */
  InsGrblHold hold;
  char message[160];
};

/* All on the motion worker. Errors are those of InsStage. */

/* TRUE until every stop has come to its end. */
gboolean ins_grbl_stage_stop_is_asked (InsGrblStage *self);

/* Looks at greetings and alarms that came since the last time. */
void ins_grbl_stage_take_events (InsGrblStage *self);

static inline InsGrblPatience
ins_grbl_patience_begin (void)
{
  return (InsGrblPatience){ .looked_s = ins_clock_now_s () };
}

/* To be called between two reads of at most @slice_s. */
static inline double
ins_grbl_patience_look (InsGrblPatience *self, double slice_s)
{
  double now_s = ins_clock_now_s ();

  self->listened_s += MIN (now_s - self->looked_s, 2.0 * slice_s);
  self->looked_s = now_s;

  return self->listened_s;
}

/* Asks once and waits for the report (asks once more half-way). TRUE also when the controller went
 * deaf or restarted meanwhile; then link.n_reports has not changed. */
gboolean ins_grbl_stage_query (InsGrblStage *self,
                               double timeout_s,
                               GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* Sends 0x18; the greeting that follows is expected. */
gboolean ins_grbl_stage_reset (InsGrblStage *self, GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* Sends a line and waits for its ok. An error is followed by the empty line that ends grblHAL's
 * error latch. */
gboolean ins_grbl_stage_command (InsGrblStage *self,
                                 const char *line,
                                 double timeout_s,
                                 GError **error) G_GNUC_WARN_UNUSED_RESULT;

void ins_grbl_stage_set_message (InsGrblStage *self, const char *text);

/* Sets _LOST. */
void ins_grbl_stage_set_silent (InsGrblStage *self, double silence_s, GError **error);

/* ins-grbl-connect.c */
gboolean ins_grbl_stage_connect (InsGrblStage *self,
                                 GCancellable *cancellable,
                                 GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* ins-grbl-poll.c: asks, and brings activity, homed, message and a stop under way up to date. */
gboolean ins_grbl_stage_update (InsGrblStage *self, GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* Everything that a new motion needs. */
gboolean ins_grbl_stage_check_ready (InsGrblStage *self, GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* A motion to @target was accepted. */
void ins_grbl_stage_note_motion (InsGrblStage *self,
                                 InsStageActivity activity,
                                 const InsPosition *target);

/* ins-grbl-jog.c */
void ins_grbl_stage_jog_init (InsStageInterface *iface);

/* ins-grbl-commands.c */
void ins_grbl_stage_commands_init (InsStageInterface *iface);

G_END_DECLS
