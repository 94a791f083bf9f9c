/* ins-serial-stage-private.h - what the files of InsSerialStage share
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "devices/stage/ins-serial-stage.h"

G_BEGIN_DECLS

typedef struct
{
  InsTransport *transport; /* read-only after new; writing is for every thread */
  InsStageOptions options; /* read-only after new */
  InsSerialTraits traits;  /* read-only after new */

  /* atomic */
  atomic_uint n_stops_begun; /* counted before their bytes are written */
  atomic_uint n_stops;       /* and after */
  atomic_uint n_stops_done;  /* those that have come to their end */
  atomic_bool stops_hard;

  /* owner */
  InsLineLink link;
  InsStageInfo info; /* in the rig's coordinates */
  gboolean is_open;
  InsSerialState state; /* the newest, in the rig's coordinates */
  gboolean has_state;
  gboolean is_lost;      /* by what the base saw: a jump, homing that failed */
  gboolean is_confirmed; /* a person's word instead of homing */
  guint confirmed_mask;  /* and for these the controller does not vouch */
  InsStageActivity activity;
  double stop_deadline_s, stop_again_s;
  double accepted_s;  /* when the last motion was accepted; 0 it has been seen */
  double commanded_s; /* when the last one was commanded, whatever became of it */
  InsPosition target; /* of that motion, NaN for axes that stay */
  InsPosition acceleration;
  InsAxis jog_axis;
  gboolean is_jog_ending;
  gboolean is_homing;
  guint home_at, home_mask; /* group under way, and its axes */
  double home_deadline_s;
  char message[240];
} InsSerialStagePrivate;

InsSerialStagePrivate *ins_serial_stage_get_private (InsSerialStage *self);
/* Does not end in the middle of a letter. */
void ins_serial_stage_copy_text (const char *text, char *copy, gsize size);
void ins_serial_stage_set_message (InsSerialStagePrivate *priv, const char *text);

/* Turns axes round as the options say; its own inverse. */
void ins_serial_stage_turn (const InsSerialStagePrivate *priv, InsPosition *position);

/* ins-serial-stage-poll.c: asks, and brings activity, homing, message and a stop under way up to
 * date.
 */
gboolean ins_serial_stage_update (InsSerialStage *self, GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* Of a stage that no longer answers: it may hear all the same. Nothing if it stood. */
void ins_serial_stage_tell_to_stop (InsSerialStage *self);

/* The position means nothing until it is homed or confirmed. */
gboolean ins_serial_stage_is_lost (const InsSerialStagePrivate *priv);

/* What is written to stop now: ramped, repeated while a stop is under way, or at once. */
const char *
ins_serial_stage_get_stop_bytes (InsSerialStagePrivate *priv, gboolean is_again, gboolean at_once);

/* Homes the group home_at, or the next one that has axes. */
gboolean ins_serial_stage_home_group (InsSerialStage *self,
                                      GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* ins-serial-stage-commands.c */
void ins_serial_stage_commands_init (InsStageInterface *iface);

G_END_DECLS
