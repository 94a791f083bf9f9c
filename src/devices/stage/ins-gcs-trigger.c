/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n.h>
#include <math.h>

#include "core/ins-clock.h"
#include "core/ins-error.h"
#include "devices/stage/ins-gcs-stage-private.h"

#define LINE "1" /* of the digital outputs */

/* Parameters of CTO (PI MS249E, C-863.12) */
#define STEP "1"
#define AXIS "2"
#define MODE "3"
#define START_THRESHOLD "8"
#define STOP_THRESHOLD "9"
#define MODE_POSITION_DISTANCE 0

#define TOLERANCE_MM 1e-6

gboolean
ins_gcs_stage_find_trigger (InsGcsStage *self, gboolean *can_trigger, GError **error)
{
  InsGcsReply reply;

  if (!ins_gcs_stage_ask_setting (self, "TRO? " LINE "\n", INS_GCS_FORM_VALUES, &reply, can_trigger,
                                  error))
    return FALSE;
  *can_trigger = *can_trigger && ins_gcs_reply_find (&reply, LINE) != NULL;

  return TRUE;
}

gboolean
ins_gcs_stage_clear_trigger (InsGcsStage *self, GError **error)
{
  if (!self->has_trigger)
    return TRUE;
  if (!ins_gcs_stage_command (self, "TRO " LINE " 0\n", FALSE, error))
    return FALSE;
  self->has_trigger = FALSE;

  return TRUE;
}

static gboolean
is_set_to (const InsGcsReply *reply, const char *parameter, double wanted)
{
  g_autofree char *key = g_strconcat (LINE " ", parameter, NULL);
  const InsGcsItem *item = ins_gcs_reply_find (reply, key);

  return item != NULL && fabs (item->number - wanted) <= TOLERANCE_MM;
}

/* It may round, or not know a parameter without saying so. */
static gboolean
check_settings (InsGcsStage *self,
                const char *axis,
                double start_mm,
                double stop_mm,
                double step_mm,
                GError **error)
{
  static const char question[] = "CTO? " LINE " " STEP " " LINE " " AXIS " " LINE " " MODE " " LINE
                                 " " START_THRESHOLD " " LINE " " STOP_THRESHOLD "\n";
  InsGcsReply reply;
  const InsGcsItem *item;

  if (!ins_gcs_stage_insist (self, question, INS_GCS_FORM_SETTINGS, &reply, error))
    return FALSE;
  item = ins_gcs_reply_find (&reply, LINE " " AXIS);
  if (item != NULL && g_strcmp0 (item->text, axis) == 0 &&
      is_set_to (&reply, MODE, MODE_POSITION_DISTANCE) && is_set_to (&reply, STEP, step_mm) &&
      is_set_to (&reply, START_THRESHOLD, start_mm) && is_set_to (&reply, STOP_THRESHOLD, stop_mm))
    return TRUE;
  ins_serial_stage_set_refused_error (
      INS_SERIAL_STAGE (self), "CTO",
      _ ("its trigger output is not set as it was told; take another step or let the card pulse "
         "by itself"),
      error);

  return FALSE;
}

/* Mode PositionDistance: a pulse whenever the axis has covered the step, between the thresholds and
 * in the direction from the first to the second only (MS249E, CTO; E727T0005, "Position
 * Distance"). The second one lies a quarter of a step behind the last pulse, so that rounding takes
 * none away and an axis that stops half a step behind it has passed it. */
gboolean
ins_gcs_stage_set_trigger (InsSerialStage *stage,
                           InsAxis axis,
                           double start_mm,
                           double end_mm,
                           double step_mm,
                           GError **error)
{
  InsGcsStage *self = INS_GCS_STAGE (stage);
  double way_mm = fabs (end_mm - start_mm), stop_mm;
  g_autoptr (GString) command = g_string_new ("CTO");

  if (step_mm == 0.0)
    return ins_gcs_stage_clear_trigger (self, error);
  if (!ins_gcs_stage_has_axis (self, axis) || !(step_mm > 0.0) || !(way_mm >= step_mm))
    {
      g_set_error (error, INS_DEVICE_ERROR, INS_DEVICE_ERROR_REFUSED,
                   _ ("A pulse every %g mm over %g mm of the %c axis cannot be set."), step_mm,
                   way_mm, INS_AXIS_LETTERS[axis]);
      return FALSE;
    }
  stop_mm = start_mm + copysign ((floor (way_mm / step_mm + TOLERANCE_MM) + 0.25) * step_mm,
                                 end_mm - start_mm);
  g_string_append_printf (command, " " LINE " " AXIS " %s " LINE " " MODE " %d", self->names[axis],
                          MODE_POSITION_DISTANCE);
  ins_gcs_append_value (command, LINE " " STEP, step_mm);
  ins_gcs_append_value (command, LINE " " START_THRESHOLD, start_mm);
  ins_gcs_append_value (command, LINE " " STOP_THRESHOLD, stop_mm);
  g_string_append_c (command, '\n');

  if (!ins_gcs_stage_clear_trigger (self, error) ||
      !ins_gcs_stage_command (self, command->str, FALSE, error) ||
      !check_settings (self, self->names[axis], start_mm, stop_mm, step_mm, error))
    return FALSE;
  self->has_trigger = TRUE;

  return ins_gcs_stage_command (self, "TRO " LINE " 1\n", FALSE, error);
}
