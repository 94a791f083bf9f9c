/* ins-jog-limits.c - how far and how fast a person may move the stage
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "config.h"

#include <glib/gi18n.h>
#include <math.h>

#include "app/ins-jog-control-private.h"
#include "core/ins-number.h"

#define FAST_FACTOR 4.0

/* A probe is lowered into a part slowly, and an unhomed stage knows no limits. */
#define Z_SPEED_MM_S 10.0
#define UNHOMED_SPEED_MM_S 5.0

/* From one report to a stop that is felt. */
#define BRAKE_DELAY_S 0.25
/* A stage that stands so near to the end of its travel has come there. */
#define AT_END_MM 0.02
#define USUAL_ACCELERATION_MM_S2 100.0 /* where the controller does not say */

static const char axis_letters[] = INS_AXIS_LETTERS;

static const InsSnapshot *
get_snapshot (InsJogControl *self)
{
  return ins_session_get_snapshot (self->session);
}

static gboolean
knows_where (InsJogControl *self)
{
  return ins_jog_control_get_engine (self) != NULL && get_snapshot (self)->report.homed &&
         get_snapshot (self)->report.position_known;
}

static double
get_travel (InsJogControl *self, InsAxis axis, int direction, gboolean *soft)
{
  const InsSnapshot *snapshot = get_snapshot (self);
  g_autoptr (InsRig) rig = ins_engine_dup_rig (ins_jog_control_get_engine (self));
  double travel = direction > 0 ? snapshot->stage_info.travel_maximum.mm[axis]
                                : snapshot->stage_info.travel_minimum.mm[axis];
  double limit = direction > 0 ? rig->soft_maximum.mm[axis] : rig->soft_minimum.mm[axis];

  *soft = isfinite (limit) && (!isfinite (travel) || (limit - travel) * direction < 0.0);
  if (*soft)
    return limit;

  return isfinite (travel) ? travel : direction * (double)INFINITY;
}

/* The limit in this direction; infinite while the stage does not know where it is. */
static double
get_limit (InsJogControl *self, InsAxis axis, int direction, gboolean *soft)
{
  *soft = FALSE;
  if (!knows_where (self))
    return direction * (double)INFINITY;

  return get_travel (self, axis, direction, soft);
}

static void
say_limit (InsJogControl *self, InsAxis axis, double limit_mm, gboolean soft)
{
  g_autofree char *number = ins_number_format_typed (limit_mm, 3);
  const char letter[2] = { axis_letters[axis], '\0' };
  g_autofree char *text = NULL;

  if (soft)
    /* Translators: axis, then position: "X stops at 200.000 mm, ..." */
    text = g_strdup_printf (_ ("%s stops at %s mm, the limit set for this rig."), letter, number);
  else
    text = g_strdup_printf (_ ("%s stops at %s mm, the end of its travel."), letter, number);
  ins_jog_control_say (self, text);
}

double
ins_jog_control_clip (InsJogControl *self, InsAxis axis, int direction, double wanted_mm)
{
  gboolean soft = FALSE;
  double limit_mm = get_limit (self, axis, direction, &soft);
  double room_mm;

  if (!isfinite (limit_mm))
    return wanted_mm;
  room_mm = (limit_mm - get_snapshot (self)->report.position.mm[axis]) * direction;
  if (room_mm >= wanted_mm)
    return wanted_mm;
  say_limit (self, axis, limit_mm, soft);

  return room_mm > INS_JOG_AT_LIMIT_MM ? room_mm : 0.0;
}

void
ins_jog_control_get_limits (InsJogControl *self, InsAxis axis, double *minimum, double *maximum)
{
  gboolean soft = FALSE;

  *minimum = get_limit (self, axis, -1, &soft);
  *maximum = get_limit (self, axis, 1, &soft);
}

char *
ins_jog_control_check_target (InsJogControl *self, const InsPosition *target)
{
  for (int axis = 0; axis < INS_N_AXES; axis++)
    {
      double minimum, maximum;

      ins_jog_control_get_limits (self, (InsAxis)axis, &minimum, &maximum);
      if (target->mm[axis] < minimum - INS_JOG_AT_LIMIT_MM ||
          target->mm[axis] > maximum + INS_JOG_AT_LIMIT_MM)
        {
          g_autofree char *low = ins_number_format_typed (minimum, 1);
          g_autofree char *high = ins_number_format_typed (maximum, 1);

          /* Translators: axis and two positions */
          return g_strdup_printf (_ ("%c goes from %s to %s mm."), axis_letters[axis], low, high);
        }
    }

  return NULL;
}

/* ---- speed -------------------------------------------------------------------------------- */

/* Where the rig's own limit or the slow zone would be met if it braked now. */
static double
get_brake_mm (InsJogControl *self, InsAxis axis, double speed_mm_s)
{
  double acceleration = get_snapshot (self)->stage_info.acceleration.mm[axis];

  if (!(acceleration > 0.0))
    acceleration = USUAL_ACCELERATION_MM_S2;

  return speed_mm_s * BRAKE_DELAY_S + speed_mm_s * speed_mm_s / 2.0 / acceleration;
}

static gboolean
is_slow_at (InsJogControl *self, double z_mm)
{
  return self->safety.has_slow_zone && knows_where (self) && z_mm < self->safety.slow_below_mm;
}

gboolean
ins_jog_control_is_in_slow_zone (InsJogControl *self)
{
  return ins_jog_control_get_engine (self) != NULL &&
         is_slow_at (self, get_snapshot (self)->report.position.mm[INS_AXIS_Z]);
}

static double
get_usual_speed (InsJogControl *self, InsAxis axis)
{
  double speed_mm_s = self->speed_mm_s;

  if (ins_jog_control_get_engine (self) != NULL)
    {
      const InsSnapshot *snapshot = get_snapshot (self);
      double maximum = snapshot->stage_info.maximum_speed.mm[axis];

      if (self->hold && self->fast && self->state != INS_JOG_UP)
        speed_mm_s *= FAST_FACTOR;
      if (maximum > 0.0)
        speed_mm_s = MIN (speed_mm_s, maximum);
      if (!snapshot->report.homed)
        speed_mm_s = MIN (speed_mm_s, UNHOMED_SPEED_MM_S);
    }

  return axis == INS_AXIS_Z ? MIN (speed_mm_s, Z_SPEED_MM_S) : speed_mm_s;
}

static double
slow_down (InsJogControl *self, double speed_mm_s, gboolean slow)
{
  return slow ? MIN (speed_mm_s, self->safety.slow_speed_mm_s) : speed_mm_s;
}

double
ins_jog_control_get_speed (InsJogControl *self, InsAxis axis)
{
  return slow_down (self, get_usual_speed (self, axis), ins_jog_control_is_in_slow_zone (self));
}

double
ins_jog_control_get_step_speed (InsJogControl *self, InsAxis axis, double distance_mm)
{
  double z_mm = get_snapshot (self)->report.position.mm[INS_AXIS_Z];

  return slow_down (self, get_usual_speed (self, axis),
                    is_slow_at (self, z_mm) ||
                        (axis == INS_AXIS_Z && is_slow_at (self, z_mm + distance_mm)));
}

double
ins_jog_control_get_move_speed (InsJogControl *self, const InsPosition *target)
{
  const InsPosition *position = &get_snapshot (self)->report.position;
  double z_mm = isfinite (target->mm[INS_AXIS_Z]) ? target->mm[INS_AXIS_Z]
                                                  : position->mm[INS_AXIS_Z];
  gboolean moves_z = fabs (z_mm - position->mm[INS_AXIS_Z]) > INS_JOG_AT_LIMIT_MM;

  return slow_down (self, get_usual_speed (self, moves_z ? INS_AXIS_Z : INS_AXIS_X),
                    is_slow_at (self, position->mm[INS_AXIS_Z]) || is_slow_at (self, z_mm));
}

/* Millimetres above the slow zone; infinite where a jog in this direction does not come to it. */
static double
get_room_above_zone (InsJogControl *self)
{
  double z_mm = get_snapshot (self)->report.position.mm[INS_AXIS_Z];

  if (self->axis != INS_AXIS_Z || self->direction > 0 || !self->safety.has_slow_zone ||
      !knows_where (self))
    return (double)INFINITY;

  return z_mm - self->safety.slow_below_mm;
}

double
ins_jog_control_get_hold_speed (InsJogControl *self)
{
  double speed_mm_s = get_usual_speed (self, self->axis) * self->share;

  return slow_down (self, speed_mm_s,
                    ins_jog_control_is_in_slow_zone (self) ||
                        get_room_above_zone (self) <= get_brake_mm (self, self->axis, speed_mm_s));
}

static gboolean
may_near_zone (InsJogControl *self)
{
  g_autofree char *edge = ins_number_format_typed (self->safety.slow_below_mm, 1);
  g_autofree char *speed = ins_number_format_typed (self->safety.slow_speed_mm_s, 1);
  g_autofree char *text = NULL;

  if (self->held_speed_mm_s <= self->safety.slow_speed_mm_s ||
      get_room_above_zone (self) > get_brake_mm (self, self->axis, self->held_speed_mm_s))
    return TRUE;
  /* Translators: a position and a speed */
  text = g_strdup_printf (
      _ ("Z stops above %s mm, where the slow zone begins. Press again to go on "
         "at %s mm/s."),
      edge, speed);
  ins_jog_control_say (self, text);

  return FALSE;
}

/* A limit of the rig is not known to the controller, so the program brakes before it. To the end of
 * the travel the controller itself goes, and stands some steps before. */
gboolean
ins_jog_control_may_run_on (InsJogControl *self)
{
  const gboolean stands = get_snapshot (self)->report.activity == INS_STAGE_IDLE;
  gboolean soft = FALSE;
  double limit_mm = get_limit (self, self->axis, self->direction, &soft);
  double brake_mm = soft     ? get_brake_mm (self, self->axis, self->held_speed_mm_s)
                    : stands ? AT_END_MM
                             : INS_JOG_AT_LIMIT_MM;
  double room_mm = (limit_mm - get_snapshot (self)->report.position.mm[self->axis]) *
                   self->direction;

  if (isfinite (limit_mm) && room_mm <= brake_mm)
    {
      say_limit (self, self->axis, limit_mm, soft);
      return FALSE;
    }

  return may_near_zone (self);
}
