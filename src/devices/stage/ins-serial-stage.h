/* ins-serial-stage.h - what the drivers of text-speaking controllers have in common
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include <stdatomic.h>

#include "devices/stage/ins-line-link.h"
#include "devices/stage/ins-stage-options.h"
#include "devices/stage/ins-stage.h"

G_BEGIN_DECLS

/* What a controller said when it was asked how it stands. */
typedef struct
{
  InsPosition position; /* mm; NaN for an axis that it does not have or know */
  guint moving_mask;    /* bit n: axis n moves */
  guint homed_mask;     /* axis n has been referenced since power-up */
  guint limit_mask;
  guint alarm_code;           /* the controller's own; 0 none */
  guint lost_mask;            /* axis n: the controller itself does not vouch for its position */
  char alarm_message[240];    /* in words; "" no alarm: the controller would take a move */
  char notice[240];           /* a warning in words that hinders nothing; "" none */
  double asked_s, answered_s; /* of the position */
} InsSerialState;

#define INS_TYPE_SERIAL_STAGE (ins_serial_stage_get_type ())
G_DECLARE_DERIVABLE_TYPE (InsSerialStage, ins_serial_stage, INS, SERIAL_STAGE, GObject)

/* What a family does. All of it runs on the motion worker and is bounded to 1 s (connect: 5 s). The
 * base keeps travel limits, stops, homing order, dead man, activity, silence and trust in the
 * position. Bytes that begin a motion go through ins_serial_stage_write_motion().
 */
struct _InsSerialStageClass
{
  GObjectClass parent_class;

  const char *protocol;
  const char *lone;   /* for InsLineLink */
  gboolean may_reset; /* its board may restart when its port is opened, and greets then */

  /* Finds out who is there, reads settings, fills @info (travel, speed ...). Moves nothing, writes
   * no setting that survives but for what disconnect() takes back and no motion depends on. The
   * transport is open; where may_reset is set, a greeting has been waited for. */
  gboolean (*connect) (InsSerialStage *self, InsStageInfo *info, GError **error);

  /* Asks for position and state. FALSE with _LOST if no answer came by @until_s; answers that are
   * garbled are asked for again until then. */
  gboolean (*query) (InsSerialStage *self, InsSerialState *state, double until_s, GError **error);

  /* Starts; returns when it is accepted. @target: NaN for axes that stay, inside the travel;
   * @speed: of each axis so that all of them arrive together (and so the accelerations of
   * ins_serial_stage_get_acceleration()); @path_mm_s: along the path.
   * @is_jog: a later call while it runs moves the target further without a halt, if
   * can_extend_jog. */
  gboolean (*start) (InsSerialStage *self,
                     const InsPosition *target,
                     const InsPosition *speed,
                     double path_mm_s,
                     gboolean is_jog,
                     GError **error);

  /* Ramped end of a jog. */
  gboolean (*end_jog) (InsSerialStage *self, GError **error);

  /* Starts homing the axes of @mask together; query() tells when they stand and are homed. */
  gboolean (*home) (InsSerialStage *self, guint mask, GError **error);

  /* Leaves alarm, error and hold states on a person's word; what is reported is the position. */
  gboolean (*unlock) (InsSerialStage *self, GError **error);

  /* (nullable) Once nothing moves after a stop: discard the error that the stop has left, renew
   * servo ... */
  gboolean (*after_stop) (InsSerialStage *self, GError **error);

  /* (nullable) Before the port is closed, at rest: gives back what start() has changed. */
  void (*disconnect) (InsSerialStage *self);

  /* (nullable) Position trigger output: a pulse every @step_mm of @axis from @start_mm on towards
   * @end_mm. @step_mm 0: off. */
  gboolean (*set_trigger) (InsSerialStage *self,
                           InsAxis axis,
                           double start_mm,
                           double end_mm,
                           double step_mm,
                           GError **error);
};

/* Set by the family's constructor or connect(), before the stage is shared. */
typedef struct
{
  gboolean can_extend_jog;
  gboolean
      homes_together; /* all axes by one command in an order of its own: home() gets them all */
  guint missing_mask; /* axis n: the controller has none; it stands at 0 and is homed */
  char refusal[240];  /* why nothing may move though nothing is wrong, in words; "" it may */
  /* Written by any thread when a stop is wanted; ramped where the family can, else immediate. */
  char stop_bytes[32];
  char stop_again_bytes[32]; /* while a stop is under way, if stop_bytes would then do harm */
  char halt_bytes[32];       /* at once, whatever it costs; "" as stop */
  double stop_repeat_s;      /* a stop that shows no effect is written again after that; 0: 0.2 s */
} InsSerialTraits;

/* For the families: */
InsLineLink *ins_serial_stage_get_link (InsSerialStage *self);
InsSerialTraits *ins_serial_stage_get_traits (InsSerialStage *self);
const InsStageOptions *ins_serial_stage_get_options (InsSerialStage *self);

/* Where it turns out only in motion; TRUE from connect() on unless that said otherwise. */
void ins_serial_stage_set_reports_in_motion (InsSerialStage *self, gboolean reports_in_motion);

/* A stop was asked for and has not come to its end: start nothing. */
gboolean ins_serial_stage_stop_is_asked (InsSerialStage *self);

/* For a controller that takes no ramped stop while it homes: until further notice stop() writes the
 * bytes of halt(). */
void ins_serial_stage_set_stops_hard (InsSerialStage *self, gboolean stops_hard);

/**
 * ins_serial_stage_write_motion:
 * @text: begins a motion
 *
 * Writes it unless a stop was asked for; if one comes meanwhile, writes the stop once more behind
 * it, so that the motion cannot slip out.
 *
 * Returns: %FALSE with %INS_DEVICE_ERROR_REFUSED for a stop (an answer to @text may still come)
 */
gboolean ins_serial_stage_write_motion (InsSerialStage *self,
                                        const char *text,
                                        GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* Sets _REFUSED: told to stop. FALSE. */
gboolean ins_serial_stage_refuse_for_stop (GError **error);

/* Sets _PROTOCOL: no two answers to the same question agree. FALSE. @port: its name. */
gboolean ins_serial_stage_refuse_unsure (const char *port, GError **error);

/* For start(): of each axis, mm/s^2, so that their ramps end together; NaN where it is not known.
 */
const InsPosition *ins_serial_stage_get_acceleration (InsSerialStage *self);

/* Sets _LOST: silent for so long. */
void ins_serial_stage_set_silent_error (InsSerialStage *self, double silence_s, GError **error);

/* Sets _REFUSED: "The controller refused “%s”: %s." */
void ins_serial_stage_set_refused_error (InsSerialStage *self,
                                         const char *command,
                                         const char *reason,
                                         GError **error);

/* Constructor of a family: @type derives from InsSerialStage. */
InsStage *
ins_serial_stage_new (GType type, InsTransport *transport, const InsStageOptions *options);

G_END_DECLS
