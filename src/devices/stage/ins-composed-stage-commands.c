/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n.h>
#include <math.h>

#include "core/ins-error.h"
#include "devices/stage/ins-composed-stage-private.h"
#include "devices/stage/ins-stage-travel.h"

#define NO_WAY_MM 1e-6

/* A target in the part's own axes, NaN for those that stay. */
static InsPosition
scatter (const InsPart *part, const InsPosition *ours)
{
  InsPosition theirs = { { (double)NAN, (double)NAN, (double)NAN } };

  for (guint axis = 0; axis < INS_N_AXES; axis++)
    if (part->mask & (1u << axis))
      theirs.mm[part->wiring.axis[axis]] = part->wiring.sign[axis] * ours->mm[axis];

  return theirs;
}

void
ins_composed_stage_fail (InsComposedStage *self, const InsPart *failed, const GError *problem)
{
  gboolean is_lost = problem == NULL ||
                     g_error_matches (problem, INS_DEVICE_ERROR, INS_DEVICE_ERROR_LOST);

  for (guint i = 0; i < self->n_parts; i++)
    if (&self->parts[i] != failed && (is_lost || self->parts[i].moves))
      ins_stage_stop (self->parts[i].wiring.stage);
}

/* What a part answers to a command: (transfer full) problem. The others do not go on alone. */
static gboolean
note (InsComposedStage *self, InsPart *part, gboolean done, GError *problem, GError **error)
{
  if (done)
    {
      part->moves = TRUE;
      self->message[0] = '\0';
      return TRUE;
    }
  ins_composed_stage_fail (self, part, problem);
  self->is_open &= !g_error_matches (problem, INS_DEVICE_ERROR, INS_DEVICE_ERROR_LOST);
  g_propagate_error (error, problem);

  return FALSE;
}

static gboolean
check_ready (InsComposedStage *self, GError **error)
{
  if (!ins_composed_stage_check_open (self, error))
    return FALSE;
  if (self->is_homing)
    {
      g_set_error_literal (error, INS_DEVICE_ERROR, INS_DEVICE_ERROR_REFUSED,
                           _ ("The stage is homing. Wait until it is done."));
      return FALSE;
    }
  for (guint i = 0; i < self->n_parts; i++)
    if (self->parts[i].report.activity == INS_STAGE_ALARM)
      {
        g_set_error_literal (error, INS_DEVICE_ERROR, INS_DEVICE_ERROR_ALARM,
                             self->parts[i].report.message);
        return FALSE;
      }

  return TRUE;
}

static gboolean
refuse_missing (guint axis, GError **error)
{
  g_set_error (error, INS_DEVICE_ERROR, INS_DEVICE_ERROR_LIMIT,
               _ ("This stage has no %c axis, which counts as standing at 0. Nothing moves."),
               INS_AXIS_LETTERS[axis]);

  return FALSE;
}

static InsPart *
find_part (InsComposedStage *self, guint axis, GError **error)
{
  for (guint i = 0; i < self->n_parts; i++)
    if (self->parts[i].mask & (1u << axis))
      return &self->parts[i];
  refuse_missing (axis, error);

  return NULL;
}

/* How far the axes of @mask go. */
static double
get_way_mm (const InsComposedStage *self, const InsPosition *target, guint mask)
{
  double way_mm = 0.0;

  for (guint axis = 0; axis < INS_N_AXES; axis++)
    if ((mask & (1u << axis)) && !isnan (target->mm[axis]))
      way_mm = hypot (way_mm, target->mm[axis] - self->position.mm[axis]);

  return way_mm;
}

/* The slowest axis slows all of them, so that the parts arrive together. */
static double
limit_speed (const InsComposedStage *self, const InsPosition *target, double speed_mm_s)
{
  double way_mm = get_way_mm (self, target, (1u << INS_N_AXES) - 1);

  for (guint axis = 0; axis < INS_N_AXES; axis++)
    {
      double share = get_way_mm (self, target, 1u << axis) / way_mm;
      double maximum = self->info.maximum_speed.mm[axis];

      if (share > 0.0 && maximum > 0.0) /* FALSE for NaN */
        speed_mm_s = fmin (speed_mm_s, maximum / share);
    }

  return speed_mm_s;
}

static gboolean
move_part (InsComposedStage *self,
           InsPart *part,
           const InsPosition *target,
           double speed_mm_s,
           GError **error)
{
  double way_mm = get_way_mm (self, target, (1u << INS_N_AXES) - 1);
  double part_mm = get_way_mm (self, target, part->mask);
  InsPosition theirs = scatter (part, target);
  GError *problem = NULL;
  gboolean done;

  if (isnan (theirs.mm[INS_AXIS_X]) && isnan (theirs.mm[INS_AXIS_Y]) &&
      isnan (theirs.mm[INS_AXIS_Z]))
    return TRUE;
  /* also where it is not known, or no way is left */
  if (part_mm > NO_WAY_MM && way_mm > NO_WAY_MM)
    speed_mm_s *= part_mm / way_mm;
  done = ins_stage_move (part->wiring.stage, &theirs, speed_mm_s, &problem);

  return note (self, part, done, problem, error);
}

static gboolean
composed_move (InsStage *stage, const InsPosition *target, double speed_mm_s, GError **error)
{
  InsComposedStage *self = INS_COMPOSED_STAGE (stage);
  InsPosition wanted = *target;

  if (!check_ready (self, error))
    return FALSE;
  for (guint axis = 0; axis < INS_N_AXES; axis++)
    {
      if (isnan (wanted.mm[axis]) || find_part (self, axis, NULL) != NULL)
        continue;
      if (wanted.mm[axis] < 0.0 || wanted.mm[axis] > 0.0)
        return refuse_missing (axis, error);
      wanted.mm[axis] = (double)NAN;
    }
  /* all of them, before any part moves */
  if (!ins_stage_travel_check (&self->info, &wanted, error))
    return FALSE;
  speed_mm_s = limit_speed (self, &wanted, speed_mm_s);
  for (guint i = 0; i < self->n_parts; i++)
    if (!move_part (self, &self->parts[i], &wanted, speed_mm_s, error))
      return FALSE;

  return TRUE;
}

static gboolean
composed_jog (InsStage *stage, InsAxis axis, double distance_mm, double speed_mm_s, GError **error)
{
  InsComposedStage *self = INS_COMPOSED_STAGE (stage);
  InsPart *part = check_ready (self, error) ? find_part (self, axis, error) : NULL;
  GError *problem = NULL;
  gboolean done;

  if (part == NULL)
    return FALSE;
  done = ins_stage_jog (part->wiring.stage, (InsAxis)part->wiring.axis[axis],
                        part->wiring.sign[axis] * distance_mm, speed_mm_s, &problem);

  return note (self, part, done, problem, error);
}

static gboolean
composed_jog_hold (InsStage *stage,
                   InsAxis axis,
                   int direction,
                   double speed_mm_s,
                   double ahead_s,
                   GError **error)
{
  InsComposedStage *self = INS_COMPOSED_STAGE (stage);
  InsPart *part = check_ready (self, error) ? find_part (self, axis, error) : NULL;
  GError *problem = NULL;
  gboolean done;

  if (part == NULL)
    return FALSE;
  done = ins_stage_jog_hold (part->wiring.stage, (InsAxis)part->wiring.axis[axis],
                             part->wiring.sign[axis] * direction, speed_mm_s, ahead_s, &problem);

  return note (self, part, done, problem, error);
}

static gboolean
composed_jog_cancel (InsStage *stage, GError **error)
{
  InsComposedStage *self = INS_COMPOSED_STAGE (stage);
  gboolean done = ins_composed_stage_check_open (self, error);

  for (guint i = 0; i < self->n_parts && self->is_open; i++)
    done = ins_stage_jog_cancel (self->parts[i].wiring.stage, done ? error : NULL) && done;

  return done;
}

static gboolean
composed_unlock (InsStage *stage, GError **error)
{
  InsComposedStage *self = INS_COMPOSED_STAGE (stage);

  if (!ins_composed_stage_check_open (self, error))
    return FALSE;
  for (guint i = 0; i < self->n_parts; i++)
    if (self->parts[i].moves || self->is_homing)
      {
        g_set_error_literal (error, INS_DEVICE_ERROR, INS_DEVICE_ERROR_REFUSED,
                             _ ("The stage is moving. Stop it first."));
        return FALSE;
      }
  for (guint i = 0; i < self->n_parts; i++)
    if (!ins_stage_unlock (self->parts[i].wiring.stage, error))
      return FALSE;
  self->message[0] = '\0';

  return TRUE;
}

static gboolean
composed_set_trigger (InsStage *stage,
                      InsAxis axis,
                      double start_mm,
                      double end_mm,
                      double step_mm,
                      GError **error)
{
  InsComposedStage *self = INS_COMPOSED_STAGE (stage);
  InsPart *part = ins_composed_stage_check_open (self, error) ? find_part (self, axis, error)
                                                              : NULL;

  return part != NULL &&
         ins_stage_set_trigger (part->wiring.stage, (InsAxis)part->wiring.axis[axis],
                                part->wiring.sign[axis] * start_mm,
                                part->wiring.sign[axis] * end_mm, step_mm, error);
}

void
ins_composed_stage_commands_init (InsStageInterface *iface)
{
  iface->move = composed_move;
  iface->jog = composed_jog;
  iface->jog_hold = composed_jog_hold;
  iface->jog_cancel = composed_jog_cancel;
  iface->unlock = composed_unlock;
  iface->set_trigger = composed_set_trigger;
}
