/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n.h>

#include "core/ins-error.h"
#include "devices/stage/ins-mapped-stage.h"
#include "devices/stage/ins-stage-travel.h"

/* Threads: both fields are read-only after new, so stop() needs no lock. */
struct _InsMappedStage
{
  GObject parent_instance;

  InsStage *stage;
  InsAxisMap map;
};

#define INS_TYPE_MAPPED_STAGE (ins_mapped_stage_get_type ())
G_DECLARE_FINAL_TYPE (InsMappedStage, ins_mapped_stage, INS, MAPPED_STAGE, GObject)

static void ins_mapped_stage_iface_init (InsStageInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (InsMappedStage,
                               ins_mapped_stage,
                               G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (INS_TYPE_STAGE, ins_mapped_stage_iface_init))

InsStage *
ins_mapped_stage_new (InsStage *stage, const InsAxisMap *map)
{
  InsMappedStage *self;

  g_return_val_if_fail (ins_axis_map_is_valid (map), NULL);

  self = g_object_new (INS_TYPE_MAPPED_STAGE, NULL);
  self->stage = g_object_ref (stage);
  self->map = *map;

  return INS_STAGE (self);
}

/* ---- what it says -------------------------------------------------------------------------- */

static void
mapped_get_info (InsStage *stage, InsStageInfo *info)
{
  InsMappedStage *self = INS_MAPPED_STAGE (stage);

  ins_stage_get_info (self->stage, info);
  ins_axis_map_limits_from_stage (&self->map, &info->travel_minimum, &info->travel_maximum);
  info->maximum_speed = ins_axis_map_sizes_from_stage (&self->map, &info->maximum_speed);
  info->acceleration = ins_axis_map_sizes_from_stage (&self->map, &info->acceleration);
  info->resolution = ins_axis_map_sizes_from_stage (&self->map, &info->resolution);
  info->zero = ins_axis_map_from_stage (&self->map, &info->zero);
}

static gboolean
mapped_poll (InsStage *stage, InsStageReport *report, GError **error)
{
  InsMappedStage *self = INS_MAPPED_STAGE (stage);
  const gboolean answered = ins_stage_poll (self->stage, report, error);

  report->position = ins_axis_map_from_stage (&self->map, &report->position);
  report->limit_mask = ins_axis_map_mask_from_stage (&self->map, report->limit_mask);

  return answered;
}

/* ---- what it does -------------------------------------------------------------------------- */

/* By the rig's name of the axis, before the controller's driver says it by its own. */
static gboolean
to_stage (InsMappedStage *self, const InsPosition *target, InsPosition *theirs, GError **error)
{
  InsPosition ours = *target;
  InsStageInfo info;

  mapped_get_info (INS_STAGE (self), &info);
  if (!ins_stage_travel_check (&info, &ours, error))
    return FALSE;
  *theirs = ins_axis_map_to_stage (&self->map, &ours);

  return TRUE;
}

static gboolean
mapped_move (InsStage *stage, const InsPosition *target, double speed_mm_s, GError **error)
{
  InsMappedStage *self = INS_MAPPED_STAGE (stage);
  InsPosition theirs;

  return to_stage (self, target, &theirs, error) &&
         ins_stage_move (self->stage, &theirs, speed_mm_s, error);
}

static gboolean
mapped_queue (InsStage *stage, const InsPosition *target, double speed_mm_s, GError **error)
{
  InsMappedStage *self = INS_MAPPED_STAGE (stage);
  InsPosition theirs;

  return to_stage (self, target, &theirs, error) &&
         ins_stage_queue (self->stage, &theirs, speed_mm_s, error);
}

static gboolean
mapped_move_each (InsStage *stage,
                  const InsPosition *target,
                  const InsPosition *speed_mm_s,
                  GError **error)
{
  InsMappedStage *self = INS_MAPPED_STAGE (stage);
  const InsPosition speed = ins_axis_map_sizes_to_stage (&self->map, speed_mm_s);
  InsPosition theirs;

  return to_stage (self, target, &theirs, error) &&
         ins_stage_move_each (self->stage, &theirs, &speed, error);
}

/* At an end of the travel the driver names its own axis. */
static gboolean
name_axis (gboolean done, InsAxis axis, InsAxis theirs, GError *problem, GError **error)
{
  if (done)
    return TRUE;
  if (axis != theirs && g_error_matches (problem, INS_DEVICE_ERROR, INS_DEVICE_ERROR_LIMIT))
    {
      g_error_free (problem);
      problem = g_error_new (INS_DEVICE_ERROR, INS_DEVICE_ERROR_LIMIT,
                             _ ("The %c axis is at the end of its travel. Jog the other way."),
                             INS_AXIS_LETTERS[axis]);
    }
  g_propagate_error (error, problem);

  return FALSE;
}

static gboolean
mapped_jog (InsStage *stage, InsAxis axis, double distance_mm, double speed_mm_s, GError **error)
{
  InsMappedStage *self = INS_MAPPED_STAGE (stage);
  const InsAxis theirs = self->map.axis[axis];
  GError *problem = NULL;
  const gboolean done = ins_stage_jog (self->stage, theirs, self->map.sign[axis] * distance_mm,
                                       speed_mm_s, &problem);

  return name_axis (done, axis, theirs, problem, error);
}

static gboolean
mapped_jog_hold (InsStage *stage,
                 InsAxis axis,
                 int direction,
                 double speed_mm_s,
                 double ahead_s,
                 GError **error)
{
  InsMappedStage *self = INS_MAPPED_STAGE (stage);
  const InsAxis theirs = self->map.axis[axis];
  GError *problem = NULL;
  const gboolean done = ins_stage_jog_hold (self->stage, theirs, self->map.sign[axis] * direction,
                                            speed_mm_s, ahead_s, &problem);

  return name_axis (done, axis, theirs, problem, error);
}

static gboolean
mapped_set_trigger (InsStage *stage,
                    InsAxis axis,
                    double start_mm,
                    double end_mm,
                    double step_mm,
                    GError **error)
{
  InsMappedStage *self = INS_MAPPED_STAGE (stage);
  const int sign = self->map.sign[axis];

  return ins_stage_set_trigger (self->stage, self->map.axis[axis], sign * start_mm, sign * end_mm,
                                step_mm, error);
}

/* ---- what has no axis ---------------------------------------------------------------------- */

static gboolean
mapped_open (InsStage *stage, GCancellable *cancellable, GError **error)
{
  return ins_stage_open (INS_MAPPED_STAGE (stage)->stage, cancellable, error);
}

static void
mapped_close (InsStage *stage)
{
  ins_stage_close (INS_MAPPED_STAGE (stage)->stage);
}

static gboolean
mapped_jog_cancel (InsStage *stage, GError **error)
{
  return ins_stage_jog_cancel (INS_MAPPED_STAGE (stage)->stage, error);
}

static gboolean
mapped_home (InsStage *stage, GError **error)
{
  return ins_stage_home (INS_MAPPED_STAGE (stage)->stage, error);
}

static gboolean
mapped_unlock (InsStage *stage, GError **error)
{
  return ins_stage_unlock (INS_MAPPED_STAGE (stage)->stage, error);
}

static void
mapped_stop (InsStage *stage)
{
  ins_stage_stop (INS_MAPPED_STAGE (stage)->stage);
}

static void
mapped_halt (InsStage *stage)
{
  ins_stage_halt (INS_MAPPED_STAGE (stage)->stage);
}

static void
ins_mapped_stage_iface_init (InsStageInterface *iface)
{
  iface->open = mapped_open;
  iface->close = mapped_close;
  iface->get_info = mapped_get_info;
  iface->poll = mapped_poll;
  iface->move = mapped_move;
  iface->queue = mapped_queue;
  iface->move_each = mapped_move_each;
  iface->jog = mapped_jog;
  iface->jog_hold = mapped_jog_hold;
  iface->jog_cancel = mapped_jog_cancel;
  iface->home = mapped_home;
  iface->unlock = mapped_unlock;
  iface->set_trigger = mapped_set_trigger;
  iface->stop = mapped_stop;
  iface->halt = mapped_halt;
}

static void
ins_mapped_stage_finalize (GObject *object)
{
  g_object_unref (INS_MAPPED_STAGE (object)->stage);

  G_OBJECT_CLASS (ins_mapped_stage_parent_class)->finalize (object);
}

static void
ins_mapped_stage_class_init (InsMappedStageClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = ins_mapped_stage_finalize;
}

static void
ins_mapped_stage_init (InsMappedStage *self)
{
}
