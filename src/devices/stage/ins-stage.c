/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n.h>

#include "core/ins-error.h"
#include "devices/stage/ins-stage.h"

G_DEFINE_INTERFACE (InsStage, ins_stage, G_TYPE_OBJECT)

static gboolean
hold_no_jog (InsStage *self,
             InsAxis axis,
             int direction,
             double speed_mm_s,
             double ahead_s,
             GError **error)
{
  g_set_error_literal (error, INS_DEVICE_ERROR, INS_DEVICE_ERROR_UNSUPPORTED,
                       _ ("This stage cannot run while a key is held. Jog it by steps."));

  return FALSE;
}

static gboolean
set_no_trigger (InsStage *self,
                InsAxis axis,
                double start_mm,
                double end_mm,
                double step_mm,
                GError **error)
{
  g_set_error_literal (error, INS_DEVICE_ERROR, INS_DEVICE_ERROR_UNSUPPORTED,
                       _ ("This stage gives no pulses at positions. Let the card take its own."));

  return FALSE;
}

static gboolean
queue_nothing (InsStage *self, const InsPosition *target, double speed_mm_s, GError **error)
{
  g_set_error_literal (error, INS_DEVICE_ERROR, INS_DEVICE_ERROR_UNSUPPORTED,
                       _ ("This stage takes one move at a time."));

  return FALSE;
}

static gboolean
move_none_apart (InsStage *self,
                 const InsPosition *target,
                 const InsPosition *speed_mm_s,
                 GError **error)
{
  g_set_error_literal (error, INS_DEVICE_ERROR, INS_DEVICE_ERROR_UNSUPPORTED,
                       _ ("This stage moves its axes along one path."));

  return FALSE;
}

static void
ins_stage_default_init (InsStageInterface *iface)
{
  iface->set_trigger = set_no_trigger;
  iface->jog_hold = hold_no_jog;
  iface->queue = queue_nothing;
  iface->move_each = move_none_apart;
  iface->halt = ins_stage_stop;
}

gboolean
ins_stage_open (InsStage *self, GCancellable *cancellable, GError **error)
{
  return INS_STAGE_GET_IFACE (self)->open (self, cancellable, error);
}

void
ins_stage_close (InsStage *self)
{
  INS_STAGE_GET_IFACE (self)->close (self);
}

void
ins_stage_get_info (InsStage *self, InsStageInfo *info)
{
  INS_STAGE_GET_IFACE (self)->get_info (self, info);
}

gboolean
ins_stage_poll (InsStage *self, InsStageReport *report, GError **error)
{
  return INS_STAGE_GET_IFACE (self)->poll (self, report, error);
}

gboolean
ins_stage_queue (InsStage *self, const InsPosition *target, double speed_mm_s, GError **error)
{
  g_return_val_if_fail (speed_mm_s > 0.0, FALSE);

  return INS_STAGE_GET_IFACE (self)->queue (self, target, speed_mm_s, error);
}

gboolean
ins_stage_move (InsStage *self, const InsPosition *target, double speed_mm_s, GError **error)
{
  g_return_val_if_fail (speed_mm_s > 0.0, FALSE);

  return INS_STAGE_GET_IFACE (self)->move (self, target, speed_mm_s, error);
}

gboolean
ins_stage_move_each (InsStage *self,
                     const InsPosition *target,
                     const InsPosition *speed_mm_s,
                     GError **error)
{
  return INS_STAGE_GET_IFACE (self)->move_each (self, target, speed_mm_s, error);
}

gboolean
ins_stage_jog (InsStage *self, InsAxis axis, double distance_mm, double speed_mm_s, GError **error)
{
  g_return_val_if_fail (speed_mm_s > 0.0, FALSE);

  return INS_STAGE_GET_IFACE (self)->jog (self, axis, distance_mm, speed_mm_s, error);
}

gboolean
ins_stage_jog_hold (InsStage *self,
                    InsAxis axis,
                    int direction,
                    double speed_mm_s,
                    double ahead_s,
                    GError **error)
{
  g_return_val_if_fail (speed_mm_s > 0.0 && ahead_s > 0.0, FALSE);

  return INS_STAGE_GET_IFACE (self)->jog_hold (self, axis, direction, speed_mm_s, ahead_s, error);
}

gboolean
ins_stage_jog_cancel (InsStage *self, GError **error)
{
  return INS_STAGE_GET_IFACE (self)->jog_cancel (self, error);
}

gboolean
ins_stage_home (InsStage *self, GError **error)
{
  return INS_STAGE_GET_IFACE (self)->home (self, error);
}

gboolean
ins_stage_unlock (InsStage *self, GError **error)
{
  return INS_STAGE_GET_IFACE (self)->unlock (self, error);
}

void
ins_stage_stop (InsStage *self)
{
  INS_STAGE_GET_IFACE (self)->stop (self);
}

void
ins_stage_halt (InsStage *self)
{
  INS_STAGE_GET_IFACE (self)->halt (self);
}

gboolean
ins_stage_set_trigger (InsStage *self,
                       InsAxis axis,
                       double start_mm,
                       double end_mm,
                       double step_mm,
                       GError **error)
{
  return INS_STAGE_GET_IFACE (self)->set_trigger (self, axis, start_mm, end_mm, step_mm, error);
}
