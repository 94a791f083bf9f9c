/* ins-vxm-stage-private.h - what the files of InsVxmStage share
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "devices/stage/ins-vxm-protocol.h"
#include "devices/stage/ins-vxm-stage.h"

G_BEGIN_DECLS

#define INS_VXM_BACK_OFF_STEPS 200 /* from the switch */
#define INS_VXM_ANSWER_S 0.15      /* 10 to 20 ms each at 9600 baud */

/* All of it is the motion worker's. Masks are of the rig's axes. */
struct _InsVxmStage
{
  InsSerialStage parent_instance;

  guint motors[INS_N_AXES];       /* the controller's; 0: the rig has no such axis */
  double mm_per_step[INS_N_AXES]; /* NaN: nobody has said */
  InsStageInfo *info;             /* (transfer none): of the base */
  guint n_digits;                 /* of its positions, if they are padded; else 0 */
  gint64 steps[INS_N_AXES];       /* the newest */
  double zero_mm[INS_N_AXES];     /* where the controller counts 0: a step back from its home */

  gboolean is_running; /* a program of ours, whose end has not been seen */
  guint running_mask, homing_mask, homed_mask, limit_mask, lost_mask;
  gint64 target_steps[INS_N_AXES];
  double expected_end_s;
  gboolean has_begun;                  /* it has been seen to run, or to end */
  gboolean is_cut_short;               /* a stop has been sent since: it need not arrive */
  gboolean answers_in_motion, is_mute; /* proven, and taken for granted after silence */
  gboolean was_stopped_for_silence;    /* and nobody has taken note yet */
  gboolean has_moved;                  /* since it was opened */

  gboolean is_off_line; /* somebody has taken it back, or it was switched off and on */
  int stopped_axis;     /* it ended a move short of its target; -1 none */
  double missing_mm;
};

/* Asks one question; says in *answered whether the answer came by @until_s. FALSE with an error if
 * the port failed. What comes by itself is noted. */
gboolean ins_vxm_stage_ask (InsVxmStage *self,
                            const char *question,
                            InsVxmForm form,
                            InsVxmReply *reply,
                            double until_s,
                            gboolean *answered,
                            GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* Position of every axis of @mask, asked for until it comes or the time is up. */
gboolean ins_vxm_stage_ask_positions (InsVxmStage *self,
                                      guint mask,
                                      double until_s,
                                      gboolean *answered,
                                      GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* Those the rig has. */
guint ins_vxm_stage_get_axes (const InsVxmStage *self);

/* Drops what has been said so far. */

/* Nothing of ours runs any more. */
void ins_vxm_stage_forget_program (InsVxmStage *self);

/* Parts of the class, in files of their own. */
gboolean ins_vxm_stage_connect (InsSerialStage *stage, InsStageInfo *info, GError **error);
gboolean
ins_vxm_stage_query (InsSerialStage *stage, InsSerialState *state, double until_s, GError **error);
void ins_vxm_stage_commands_init (InsSerialStageClass *klass);

G_END_DECLS
