/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n.h>
#include <math.h>

#include "core/ins-clock.h"
#include "core/ins-error.h"
#include "devices/stage/ins-vxm-stage-private.h"

#define START_S 0.4 /* to be busy after "R" */
#define START_ANSWER_S 0.1
#define HOMING_STEPS_S 2000u
#define LONGEST_HOMING_S 300.0
#define RAMPS_S 2.0 /* of one motor: it does not say its acceleration */
#define SLOWER 1.2  /* than asked for */
#define TAKE_OVER_S 0.5

static void
note_program (InsVxmStage *self, guint mask, guint homing_mask, double duration_s)
{
  self->is_running = TRUE;
  self->running_mask = mask;
  self->homing_mask = homing_mask;
  self->homed_mask &= ~homing_mask;
  self->limit_mask &= ~mask;
  self->is_cut_short = self->has_begun = FALSE;
  self->has_moved = TRUE;
  self->expected_end_s = ins_clock_now_s () + duration_s;
}

static gboolean
is_at_target (const InsVxmStage *self, guint mask)
{
  for (guint axis = 0; axis < INS_N_AXES; axis++)
    if ((mask & (1u << axis)) != 0 && self->steps[axis] != self->target_steps[axis])
      return FALSE;

  return TRUE;
}

/* There is no acknowledgement: it is busy then, or has ended already. Silence is no proof of
 * anything; query() deals with it. */
static gboolean
wait_for_start (InsVxmStage *self, guint mask, GError **error)
{
  double until_s = ins_clock_now_s () + START_S;
  InsVxmReply reply;
  gboolean answered;

  do
    {
      if (!ins_vxm_stage_ask (self, INS_VXM_STATE, INS_VXM_FORM_STATE, &reply,
                              ins_clock_now_s () + START_ANSWER_S, &answered, error))
        return FALSE;
      self->has_begun |= answered && reply.state == 'B';
      if (!answered || self->has_begun || ins_serial_stage_stop_is_asked (INS_SERIAL_STAGE (self)))
        return TRUE;
      if (!ins_vxm_stage_ask_positions (self, mask, until_s, &answered, error))
        return FALSE;
      if (answered && is_at_target (self, mask))
        return TRUE;
    }
  while (ins_clock_now_s () < until_s);
  ins_vxm_stage_forget_program (self);
  g_set_error_literal (error, INS_DEVICE_ERROR, INS_DEVICE_ERROR_REFUSED,
                       _ ("The VXM did not start the move. Try again."));

  return FALSE;
}

static gboolean
run_program (InsVxmStage *self, const char *program, guint mask, GError **error)
{
  if (ins_line_link_skip (ins_serial_stage_get_link (INS_SERIAL_STAGE (self)), error) &&
      ins_serial_stage_write_motion (INS_SERIAL_STAGE (self), program, error))
    return wait_for_start (self, mask, error);
  ins_vxm_stage_forget_program (self);

  return FALSE;
}

static gboolean
check_standing (InsVxmStage *self, GError **error)
{
  if (!self->is_running)
    return TRUE;
  g_set_error_literal (error, INS_DEVICE_ERROR, INS_DEVICE_ERROR_REFUSED,
                       _ ("The VXM takes no other move before this one has ended. Wait until it "
                          "stands, or stop it."));

  return FALSE;
}

/* Motors run one after the other, each at the speed that was meant for the path. */
static gboolean
vxm_start (InsSerialStage *stage,
           const InsPosition *target,
           const InsPosition *speed,
           double path_mm_s,
           gboolean is_jog,
           GError **error)
{
  InsVxmStage *self = INS_VXM_STAGE (stage);
  g_autoptr (GString) program = g_string_new (NULL);
  double duration_s = 0.0;
  guint mask = 0;

  if (!check_standing (self, error))
    return FALSE;
  ins_vxm_program_begin (program);
  for (guint axis = 0; axis < INS_N_AXES; axis++)
    {
      double steps = (target->mm[axis] - self->zero_mm[axis]) / self->mm_per_step[axis];
      double steps_s = round (path_mm_s / self->mm_per_step[axis]);
      gint64 way;

      if (isnan (target->mm[axis]) || self->motors[axis] == 0)
        continue;
      if (fabs (steps) > INS_VXM_MAX_STEPS)
        {
          g_set_error (error, INS_DEVICE_ERROR, INS_DEVICE_ERROR_LIMIT,
                       _ ("A VXM counts to %d steps only; %.3f mm on %c is more. Nothing moves."),
                       INS_VXM_MAX_STEPS, target->mm[axis], INS_AXIS_LETTERS[axis]);
          return FALSE;
        }
      self->target_steps[axis] = (gint64)round (steps);
      way = ABS (self->target_steps[axis] - self->steps[axis]);
      if (way == 0)
        continue;
      mask |= 1u << axis;
      steps_s = CLAMP (steps_s, 1.0, INS_VXM_MAX_SPEED);
      ins_vxm_program_add_speed (program, self->motors[axis], (guint)steps_s);
      ins_vxm_program_add_move (program, self->motors[axis], self->target_steps[axis]);
      duration_s += SLOWER * (double)way / steps_s + RAMPS_S;
    }
  if (mask == 0)
    return TRUE;
  ins_vxm_program_end (program);
  note_program (self, mask, 0, duration_s);

  return run_program (self, program->str, mask, error);
}

static gboolean
vxm_end_jog (InsSerialStage *stage, GError **error)
{
  INS_VXM_STAGE (stage)->is_cut_short = TRUE;

  return ins_line_link_write (ins_serial_stage_get_link (stage), INS_VXM_STOP, error);
}

/* Takes it back from its joystick, too. */
static gboolean
vxm_unlock (InsSerialStage *stage, GError **error)
{
  InsVxmStage *self = INS_VXM_STAGE (stage);
  InsVxmReply reply = { 0 };
  gboolean answered = TRUE;

  if (self->is_off_line)
    {
      if (!ins_line_link_write (ins_serial_stage_get_link (stage), INS_VXM_ON_LINE, error) ||
          !ins_vxm_stage_ask (self, INS_VXM_STATE, INS_VXM_FORM_STATE, &reply,
                              ins_clock_now_s () + TAKE_OVER_S, &answered, error))
        return FALSE;
      if (!answered || reply.state != 'R')
        {
          g_set_error_literal (error, INS_DEVICE_ERROR, INS_DEVICE_ERROR_REFUSED,
                               _ ("The VXM stays with its joystick. Let go of it, then unlock "
                                  "again."));
          return FALSE;
        }
    }
  self->is_off_line = FALSE;
  self->was_stopped_for_silence = FALSE;
  self->stopped_axis = -1;
  self->limit_mask = self->lost_mask = 0;

  return TRUE;
}

/* To the negative limit switch, off it, and there is 0: there is no other home. */
static gboolean
vxm_home (InsSerialStage *stage, guint mask, GError **error)
{
  InsVxmStage *self = INS_VXM_STAGE (stage);
  g_autoptr (GString) program = g_string_new (NULL);
  guint lost_mask = self->lost_mask;

  if (!check_standing (self, error) || !vxm_unlock (stage, error))
    return FALSE;
  mask &= ins_vxm_stage_get_axes (self);
  self->lost_mask = lost_mask | mask; /* until each of them is home */
  ins_vxm_program_begin (program);
  for (guint axis = 0; axis < INS_N_AXES; axis++)
    {
      guint motor = self->motors[axis];

      if ((mask & (1u << axis)) == 0)
        continue;
      /* never where it stands: a controller that did nothing is not to be taken for homed */
      self->target_steps[axis] = G_MAXINT64;
      ins_vxm_program_add_speed (program, motor, HOMING_STEPS_S);
      ins_vxm_program_add_home (program, motor, INS_VXM_BACK_OFF_STEPS);
    }
  ins_vxm_program_end (program);
  note_program (self, mask, mask, LONGEST_HOMING_S);

  return run_program (self, program->str, mask, error);
}

static gboolean
vxm_after_stop (InsSerialStage *stage, GError **error)
{
  ins_vxm_stage_forget_program (INS_VXM_STAGE (stage));

  return TRUE;
}

void
ins_vxm_stage_commands_init (InsSerialStageClass *klass)
{
  klass->start = vxm_start;
  klass->end_jog = vxm_end_jog;
  klass->home = vxm_home;
  klass->unlock = vxm_unlock;
  klass->after_stop = vxm_after_stop;
}
