/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n.h>
#include <math.h>
#include <string.h>

#include "core/ins-clock.h"
#include "core/ins-error.h"
#include "devices/stage/ins-esp-stage-private.h"

#define IDENTITY_S 0.4
#define SILENCE_S 1.2  /* of one that may not be there */
#define PATIENCE_S 2.0 /* with one that does not answer, or answers garbled */
#define AGREE_S 4.0    /* with one that does not say the same twice */

/* The first line may end one that somebody else has left unfinished. */
static gboolean
identify (InsEspStage *self, InsStageInfo *info, GError **error)
{
  InsLineLink *link = ins_serial_stage_get_link (INS_SERIAL_STAGE (self));
  const char *name = ins_transport_get_name (link->transport);
  const InsEspForm form = INS_ESP_FORM_IDENTITY;
  double until_s = ins_clock_now_s () + SILENCE_S;
  guint n_lines = link->n_lines;
  gboolean answered = FALSE;
  InsEspReply reply;

  while (!answered && ins_clock_now_s () < until_s)
    if (!ins_esp_stage_ask (self, "VE?", FALSE, &form, 1, &reply, ins_clock_now_s () + IDENTITY_S,
                            &answered, error))
      return FALSE;
  if (answered)
    return ins_esp_parse_identity (reply.text, info->name, sizeof info->name);

  if (link->n_lines > n_lines)
    g_set_error (error, INS_DEVICE_ERROR, INS_DEVICE_ERROR_PROTOCOL,
                 _ ("Something answers at %s, but not as an ESP300 or ESP301 does. Check protocol "
                    "and baud rate."),
                 name);
  else
    g_set_error (error, INS_DEVICE_ERROR, INS_DEVICE_ERROR_NOT_FOUND,
                 _ ("No ESP300 or ESP301 answers at %s. Check power, cable and baud rate (921600 "
                    "over USB, 19200 over RS-232)."),
                 name);

  return FALSE;
}

/* One question and, with it, whether the controller knows it: there is no answer to one that it
 * does not. @code: 0 and @value filled, or what it complained of. */
static gboolean
ask_once (InsEspStage *self,
          const char *line,
          InsEspForm form,
          InsEspReply *value,
          guint *code,
          GError **error)
{
  const InsEspForm both[] = { form, INS_ESP_FORM_ERROR };
  double until_s = ins_clock_now_s () + PATIENCE_S;
  InsEspReply replies[2];
  gboolean answered = FALSE;

  while (ins_clock_now_s () < until_s)
    {
      if (!ins_esp_stage_ask (self, line, FALSE, both, 2, replies,
                              ins_clock_now_s () + INS_ESP_ANSWER_S, &answered, error))
        return FALSE;
      if (answered && replies[1].code == 0)
        {
          *value = replies[0];
          *code = 0;
          return TRUE;
        }
      if (!answered && !ins_esp_stage_ask (self, line, FALSE, both + 1, 1, replies + 1,
                                           ins_clock_now_s () + INS_ESP_ANSWER_S, &answered, error))
        return FALSE;
      if (answered && replies[1].code != 0)
        {
          *code = replies[1].code;
          return TRUE;
        }
    }
  ins_serial_stage_set_silent_error (INS_SERIAL_STAGE (self), PATIENCE_S, error);

  return FALSE;
}

/* Until the same was heard twice in a row: nothing protects an answer, and a digit that was lost on
 * the way leaves a good number. */
static gboolean
ask_setting (InsEspStage *self,
             guint number,
             const char *question,
             InsEspForm form,
             InsEspReply *value,
             guint *code,
             GError **error)
{
  InsLineLink *link = ins_serial_stage_get_link (INS_SERIAL_STAGE (self));
  g_autofree char *line = g_strdup_printf ("%u%s;TB?", number, question);
  double until_s = ins_clock_now_s () + AGREE_S;
  InsEspReply before;
  guint code_before;

  if (!ask_once (self, line, form, value, code, error))
    return FALSE;
  while (ins_clock_now_s () < until_s)
    {
      before = *value;
      code_before = *code;
      if (!ask_once (self, line, form, value, code, error))
        return FALSE;
      if (*code == code_before && (*code != 0 || memcmp (&before, value, sizeof before) == 0))
        return TRUE;
    }

  return ins_serial_stage_refuse_unsure (ins_transport_get_name (link->transport), error);
}

/* NaN: it does not say. In the controller's units. */
static gboolean
ask_number (InsEspStage *self, guint axis, const char *question, double *number, GError **error)
{
  InsEspReply reply;
  guint code = 0;

  if (!ask_setting (self, self->numbers[axis], question, INS_ESP_FORM_NUMBER, &reply, &code, error))
    return FALSE;
  *number = code == 0 ? reply.number : (double)NAN;

  return TRUE;
}

/* "1" to "6"; without a name the rig's X, Y and Z are 1, 2 and 3. */
static gboolean
choose_axes (InsEspStage *self, GError **error)
{
  const InsStageOptions *options = ins_serial_stage_get_options (INS_SERIAL_STAGE (self));

  for (guint axis = 0; axis < INS_N_AXES; axis++)
    {
      const char *name = options->name[axis];

      self->numbers[axis] = axis + 1;
      if (!options->has_name[axis])
        continue;
      self->numbers[axis] = name[0] >= '1' && name[0] <= '0' + INS_ESP_MAX_AXIS && name[1] == '\0'
                                ? (guint)(name[0] - '0')
                                : 0;
      if (*name == '\0' || self->numbers[axis] != 0)
        continue;
      g_set_error (error, INS_DEVICE_ERROR, INS_DEVICE_ERROR_URI,
                   _ ("An ESP300 or ESP301 has axes 1 to %d; %c is set to “%s”."), INS_ESP_MAX_AXIS,
                   INS_AXIS_LETTERS[axis], name);
      return FALSE;
    }

  return TRUE;
}

/* Whether the axis is there, and what its numbers mean. */
static gboolean
read_unit (InsEspStage *self, guint axis, GError **error)
{
  const InsStageOptions *options = ins_serial_stage_get_options (INS_SERIAL_STAGE (self));
  guint number = self->numbers[axis];
  guint code = 0;
  InsEspReply unit;

  if (!ask_setting (self, number, "SN?", INS_ESP_FORM_CODE, &unit, &code, error))
    return FALSE;
  if (code != 0 && !options->has_name[axis])
    {
      self->numbers[axis] = 0;
      return TRUE;
    }
  if (code != 0)
    {
      g_set_error (error, INS_DEVICE_ERROR, INS_DEVICE_ERROR_NOT_FOUND,
                   _ ("The controller has no axis %u for %c (error %u: %s)."), number,
                   INS_AXIS_LETTERS[axis], code, ins_esp_get_error_text (code));
      return FALSE;
    }
  self->mm_per_unit[axis] = ins_esp_get_unit_mm (unit.code);
  if (self->mm_per_unit[axis] > 0.0)
    return TRUE;
  g_set_error (error, INS_DEVICE_ERROR, INS_DEVICE_ERROR_UNSUPPORTED,
               _ ("Axis %u of the controller counts in %s. Set it to millimetres at the controller "
                  "(%uSN2), then connect again."),
               number, ins_esp_get_unit_name (unit.code), number);

  return FALSE;
}

static gboolean
read_settings (InsEspStage *self, guint axis, InsStageInfo *info, GError **error)
{
  double mm = self->mm_per_unit[axis];
  double low, high, speed, acceleration, deceleration, resolution;

  if (!ask_number (self, axis, "SL?", &low, error) ||
      !ask_number (self, axis, "SR?", &high, error) ||
      !ask_number (self, axis, "VU?", &speed, error) ||
      !ask_number (self, axis, "AC?", &acceleration, error) ||
      !ask_number (self, axis, "AG?", &deceleration, error) ||
      !ask_number (self, axis, "SU?", &resolution, error))
    return FALSE;
  if (low < high)
    {
      info->travel_minimum.mm[axis] = mm * low;
      info->travel_maximum.mm[axis] = mm * high;
    }
  if (speed > 0.0)
    info->maximum_speed.mm[axis] = mm * speed;
  if (fmin (acceleration, deceleration) > 0.0)
    info->acceleration.mm[axis] = mm * fmin (acceleration, deceleration);
  if (fabs (resolution) > 0.0)
    info->resolution.mm[axis] = mm * fabs (resolution);

  return TRUE;
}

static gboolean
read_state (InsEspStage *self, guint axis, GError **error)
{
  InsEspReply reply;
  guint code = 0;

  if (!ask_setting (self, self->numbers[axis], "MO?", INS_ESP_FORM_FLAG, &reply, &code, error))
    return FALSE;
  if (code == 0 && reply.code == 0)
    self->off_mask |= 1u << axis;
  self->lost_mask |= self->off_mask; /* as after power-up */
  if (!ask_setting (self, self->numbers[axis], "PH", INS_ESP_FORM_SWITCHES, &reply, &code, error))
    return FALSE;
  self->has_switches = code == 0;

  return TRUE;
}

/* Whether it has been homed since it was switched on is nothing that it says: a person has to. */
gboolean
ins_esp_stage_connect (InsSerialStage *stage, InsStageInfo *info, GError **error)
{
  InsEspStage *self = INS_ESP_STAGE (stage);

  self->moving_mask = self->off_mask = self->limit_mask = 0;
  self->homed_mask = self->homing_mask = self->lost_mask = 0;
  self->unanswered_s = 0.0;
  self->next_extra = 0;
  if (!choose_axes (self, error) || !identify (self, info, error) ||
      !ins_esp_stage_take_errors (self, error))
    return FALSE;
  self->fault_code = 0; /* of an earlier time */
  info->coordinated_axes = FALSE;
  info->axes_independent = info->starts_together = TRUE;
  for (guint axis = 0; axis < INS_N_AXES; axis++)
    {
      self->speeds[axis] = self->targets[axis] = (double)NAN;
      self->position.mm[axis] = (double)NAN;
      if (ins_esp_stage_has_axis (self, axis) && !read_unit (self, axis, error))
        return FALSE;
      if (!ins_esp_stage_has_axis (self, axis))
        continue;
      if (!read_settings (self, axis, info, error) || !read_state (self, axis, error))
        return FALSE;
    }

  ins_serial_stage_get_traits (stage)->missing_mask = ((1u << INS_N_AXES) - 1) &
                                                      ~ins_esp_stage_get_axes (self);

  return TRUE;
}
