/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n.h>
#include <math.h>
#include <string.h>

#include "core/ins-clock.h"
#include "core/ins-error.h"
#include "core/ins-number.h"
#include "devices/stage/ins-zaber-stage-private.h"

#define UM_PER_MM 1000.0
#define N_EDGES 2       /* each event turns the output over: two of them make a pulse */
#define MOST_DRIFT 0.1  /* of a step, over the whole way */
#define MOST_OFFSET 0.1 /* of a step */

/* The word for turning an output over has changed with the firmware. */
static const char *const actions[] = {
  "trigger dist 1 action a io set do 1 t",
  "trigger dist 1 action a io do 1 toggle",
};

static gboolean
switch_off (InsZaberStage *self, GError **error)
{
  guint device = self->trigger_device;

  self->trigger_device = 0;

  return device == 0 || (ins_zaber_stage_tell (self, device, 0, "trigger dist 1 disable", error) &&
                         ins_zaber_stage_tell (self, device, 0, "io set do 1 0", error));
}

static gboolean
set_action (InsZaberStage *self, guint device, GError **error)
{
  double until_s = ins_clock_now_s () + INS_ZABER_ANSWER_S;
  InsZaberRequest request = { .device = device, .command = actions[0] };

  if (!ins_zaber_stage_exchange (self, &request, 1, until_s, error))
    return FALSE;

  return request.reply.is_accepted || ins_zaber_stage_tell (self, device, 0, actions[1], error);
}

/* Microsteps between two edges. FALSE: no whole number of them is near enough. */
static gboolean
find_interval (const InsZaberAxis *axis,
               double way_mm,
               double step_mm,
               double *steps,
               GError **error)
{
  double edge_um = UM_PER_MM * step_mm / N_EDGES;
  double drift_mm;
  g_autofree char *step = NULL;
  g_autofree char *better = NULL;

  *steps = fmax (round (edge_um / axis->um_per_step), 1.0);
  drift_mm = fabs (way_mm / step_mm) *
             fabs (*steps * N_EDGES * axis->um_per_step / UM_PER_MM - step_mm);
  if (drift_mm <= MOST_DRIFT * step_mm)
    return TRUE;
  step = ins_number_format_typed (step_mm, 4);
  better = ins_number_format_typed (*steps * N_EDGES * axis->um_per_step / UM_PER_MM, 6);
  g_set_error (error, INS_DEVICE_ERROR, INS_DEVICE_ERROR_UNSUPPORTED,
               _ ("The controller counts in microsteps and cannot give a pulse every %s mm over "
                  "this way. Take %s mm, a shorter way, or let the card take its own pulses."),
               step, better);

  return FALSE;
}

/* Distances count from where the axis stands when the trigger is armed: pulses fall half a step
 * behind that, and then every step. */
static gboolean
check_phase (double stand_mm, double start_mm, double end_mm, double step_mm, GError **error)
{
  double way_mm = end_mm < start_mm ? -(start_mm - stand_mm) : start_mm - stand_mm;
  double phase = way_mm / step_mm - 0.5;
  g_autofree char *place = NULL;

  if (phase > -MOST_OFFSET && fabs (phase - round (phase)) <= MOST_OFFSET)
    return TRUE;
  place = ins_number_format_typed (start_mm + (end_mm < start_mm ? 0.5 : -0.5) * step_mm, 4);
  g_set_error (
      error, INS_DEVICE_ERROR, INS_DEVICE_ERROR_REFUSED,
      _ ("Pulses count from where the axis stands. Move it to %s mm, or whole steps before "
         "that, then switch them on."),
      place);

  return FALSE;
}

static gboolean
arm (InsZaberStage *self, const InsZaberAxis *axis, double interval, GError **error)
{
  g_autofree char *steps = ins_number_format_fixed (interval, 0);
  g_autofree char *distance = g_strdup_printf ("trigger dist 1 %u %s", axis->number, steps);

  return ins_zaber_stage_tell (self, axis->device, 0, "io set do 1 0", error) &&
         ins_zaber_stage_tell (self, axis->device, 0, distance, error) &&
         set_action (self, axis->device, error) &&
         ins_zaber_stage_tell (self, axis->device, 0, "trigger dist 1 enable", error);
}

gboolean
ins_zaber_stage_set_trigger (InsSerialStage *stage,
                             InsAxis axis,
                             double start_mm,
                             double end_mm,
                             double step_mm,
                             GError **error)
{
  InsZaberStage *self = INS_ZABER_STAGE (stage);
  const InsZaberAxis *which = &self->axes[axis];
  InsSerialState state = { .position = { { (double)NAN, (double)NAN, (double)NAN } } };
  double interval, until_s = ins_clock_now_s () + INS_ZABER_ANSWER_S;

  if (!switch_off (self, error))
    return FALSE;
  if (step_mm == 0.0)
    return TRUE;
  if (which->device == 0 || isnan (which->um_per_step))
    {
      g_set_error (
          error, INS_DEVICE_ERROR, INS_DEVICE_ERROR_UNSUPPORTED,
          _ ("The %c axis cannot give pulses: it is not there, or its scale is not known."),
          INS_AXIS_LETTERS[axis]);
      return FALSE;
    }
  if (!find_interval (which, end_mm - start_mm, step_mm, &interval, error) ||
      !ins_zaber_stage_query (stage, &state, until_s, error) ||
      !check_phase (state.position.mm[axis], start_mm, end_mm, step_mm, error))
    return FALSE;
  self->trigger_device = which->device;

  return arm (self, which, interval, error);
}
