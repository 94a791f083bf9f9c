/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <math.h>

#include "core/ins-clock.h"
#include "turning-stage.h"

#define HALF_TRIP_S 0.002
#define SPEED_MM_S 200.0
#define ACCELERATION_MM_S2 5000.0
#define STEP_MM 0.001

static void turning_stage_iface_init (InsStageInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (TurningStage,
                               turning_stage,
                               G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (INS_TYPE_STAGE, turning_stage_iface_init))

static void
note (TurningStage *self, char event)
{
  g_autoptr (InsLocker) locker G_GNUC_UNUSED = ins_lock_acquire (&self->lock);

  g_string_append_c (self->events, event);
}

char *
turning_stage_dup_events (TurningStage *self)
{
  g_autoptr (InsLocker) locker G_GNUC_UNUSED = ins_lock_acquire (&self->lock);

  return g_strdup (self->events->str);
}

static gboolean
moves (TurningStage *self, double now_s)
{
  for (guint axis = 0; axis < INS_N_AXES; axis++)
    if (ins_sim_axes_is_moving (self->axes, axis, now_s))
      return TRUE;

  return FALSE;
}

static gboolean
turning_open (InsStage *stage, GCancellable *cancellable, GError **error)
{
  return TRUE;
}

static void
turning_close (InsStage *stage)
{
}

static void
turning_get_info (InsStage *stage, InsStageInfo *info)
{
  TurningStage *self = TURNING_STAGE (stage);

  *info = (InsStageInfo){ .name = "Turning",
                          .protocol = "turning",
                          .n_axes = INS_N_AXES,
                          .reports_in_motion = TRUE,
                          .coordinated_axes = TRUE,
                          .axes_independent = TRUE,
                          .starts_together = self->starts_together,
                          .preempts = self->preempts,
                          .stops_hard = self->stops_hard };
  for (guint axis = 0; axis < INS_N_AXES; axis++)
    {
      info->travel_minimum.mm[axis] = -100.0;
      info->travel_maximum.mm[axis] = 100.0;
      info->maximum_speed.mm[axis] = SPEED_MM_S;
      info->acceleration.mm[axis] = ACCELERATION_MM_S2;
      info->resolution.mm[axis] = STEP_MM;
    }
}

static gboolean
turning_poll (InsStage *stage, InsStageReport *report, GError **error)
{
  TurningStage *self = TURNING_STAGE (stage);
  double now_s;

  *report = (InsStageReport){ .position_known = TRUE, .homed = TRUE };
  report->asked_s = ins_clock_now_s ();
  ins_clock_sleep_s (HALF_TRIP_S);
  now_s = ins_clock_now_s ();
  report->activity = moves (self, now_s) ? INS_STAGE_MOVING : INS_STAGE_IDLE;
  note (self, report->activity == INS_STAGE_IDLE ? 'i' : 'm');
  for (guint axis = 0; axis < INS_N_AXES; axis++)
    report->position.mm[axis] = ins_sim_axes_get_mm (self->axes, axis, now_s);
  ins_clock_sleep_s (HALF_TRIP_S);
  report->answered_s = ins_clock_now_s ();

  return TRUE;
}

static void
command (TurningStage *self, const InsPosition *target, const InsPosition *speed, char both)
{
  gboolean x = !isnan (target->mm[INS_AXIS_X]), y = !isnan (target->mm[INS_AXIS_Y]);
  double now_s;

  ins_clock_sleep_s (HALF_TRIP_S);
  now_s = ins_clock_now_s ();
  if (ins_sim_axes_is_moving (self->axes, INS_AXIS_X, now_s))
    note (self, '!');
  note (self, x && y ? both : (x ? 'x' : 'y'));
  for (guint axis = 0; axis < INS_N_AXES; axis++)
    if (!isnan (target->mm[axis]))
      ins_sim_axes_move (self->axes, axis, target->mm[axis], speed->mm[axis],
                         axis == INS_AXIS_Y ? self->index_acceleration_mm_s2 : ACCELERATION_MM_S2,
                         now_s);
  ins_clock_sleep_s (HALF_TRIP_S);
}

static gboolean
turning_move (InsStage *stage, const InsPosition *target, double speed_mm_s, GError **error)
{
  const InsPosition speed = { { speed_mm_s, speed_mm_s, speed_mm_s } };

  command (TURNING_STAGE (stage), target, &speed, 'b');

  return TRUE;
}

static gboolean
turning_move_each (InsStage *stage,
                   const InsPosition *target,
                   const InsPosition *speed_mm_s,
                   GError **error)
{
  command (TURNING_STAGE (stage), target, speed_mm_s, 'B');

  return TRUE;
}

static void
turning_stop (InsStage *stage)
{
  note (TURNING_STAGE (stage), 's');
}

static void
turning_stage_iface_init (InsStageInterface *iface)
{
  iface->open = turning_open;
  iface->close = turning_close;
  iface->get_info = turning_get_info;
  iface->poll = turning_poll;
  iface->move = turning_move;
  iface->move_each = turning_move_each;
  iface->stop = turning_stop;
}

static void
turning_stage_finalize (GObject *object)
{
  TurningStage *self = TURNING_STAGE (object);

  ins_sim_axes_free (self->axes);
  g_string_free (self->events, TRUE);
  ins_lock_clear (&self->lock);

  G_OBJECT_CLASS (turning_stage_parent_class)->finalize (object);
}

static void
turning_stage_class_init (TurningStageClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = turning_stage_finalize;
}

static void
turning_stage_init (TurningStage *self)
{
  InsSimMotionConfig config = { .step_mm = STEP_MM };

  for (guint axis = 0; axis < INS_N_AXES; axis++)
    {
      config.maximum_speed.mm[axis] = SPEED_MM_S;
      config.acceleration.mm[axis] = ACCELERATION_MM_S2;
    }
  self->axes = ins_sim_axes_new (&config, NULL);
  self->events = g_string_new (NULL);
  self->index_acceleration_mm_s2 = ACCELERATION_MM_S2;
  ins_lock_init (&self->lock);
}

TurningStage *
turning_stage_new (void)
{
  return g_object_new (TYPE_TURNING_STAGE, NULL);
}
