/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n.h>
#include <math.h>
#include <string.h>

#include "core/ins-clock.h"
#include "core/ins-error.h"
#include "core/ins-number.h"
#include "devices/stage/ins-gcs-stage-private.h"

#define ANSWER_S 0.4
#define LEAST_TRIES 3
#define PATIENCE_S 1.2 /* with one that does not answer, or answers garbled */
#define AGREE_S 3.0    /* with one that does not say the same twice */
#define OLDEST_SYNTAX 2.0

/* Of SPA? (EPICS motorPIGCS2, MS249E): the most that VEL takes */
#define MAXIMUM_SPEED "0xA"

/* The first line may end one that somebody else has left unfinished. */
static gboolean
identify (InsGcsStage *self, InsStageInfo *info, GError **error)
{
  InsLineLink *link = ins_serial_stage_get_link (INS_SERIAL_STAGE (self));
  const char *name = ins_transport_get_name (link->transport);
  guint n_lines = link->n_lines;
  double until_s = ins_clock_now_s () + PATIENCE_S;
  gboolean answered = FALSE;
  InsGcsReply reply;

  while (ins_clock_now_s () < until_s)
    {
      if (!ins_gcs_stage_ask (self, "*IDN?\n", INS_GCS_FORM_TEXT, &reply,
                              ins_clock_now_s () + ANSWER_S, &answered, error))
        return FALSE;
      if (answered && ins_gcs_parse_identity (reply.text, info->name, sizeof info->name))
        return TRUE;
    }
  if (link->n_lines > n_lines)
    g_set_error (error, INS_DEVICE_ERROR, INS_DEVICE_ERROR_PROTOCOL,
                 _ ("Something answers at %s, but not as a controller of Physik Instrumente does. "
                    "Check protocol and baud rate."),
                 name);
  else
    g_set_error (error, INS_DEVICE_ERROR, INS_DEVICE_ERROR_NOT_FOUND,
                 _ ("No controller of Physik Instrumente answers at %s. Check power, cable and "
                    "baud rate (mostly 115200; switches at its back may set another)."),
                 name);

  return FALSE;
}

/* Some firmware does not know the question; then there is no answer but an error. */
static gboolean
ask_once (InsGcsStage *self,
          const char *question,
          InsGcsForm form,
          InsGcsReply *reply,
          gboolean *answered,
          GError **error)
{
  double until_s = ins_clock_now_s () + PATIENCE_S;
  int code = 0;

  *answered = FALSE;
  for (guint i = 0; !*answered && code == 0 && (i < LEAST_TRIES || ins_clock_now_s () < until_s);
       i++)
    if (!ins_gcs_stage_ask (self, question, form, reply, ins_clock_now_s () + ANSWER_S, answered,
                            error) ||
        (!*answered && !ins_gcs_stage_take_error (self, &code, error)))
      return FALSE;

  return TRUE;
}

gboolean
ins_gcs_stage_ask_setting (InsGcsStage *self,
                           const char *question,
                           InsGcsForm form,
                           InsGcsReply *reply,
                           gboolean *answered,
                           GError **error)
{
  double until_s = ins_clock_now_s () + AGREE_S;
  InsGcsReply before;

  if (!ask_once (self, question, form, reply, answered, error))
    return FALSE;
  while (*answered && ins_clock_now_s () < until_s)
    {
      before = *reply;
      if (!ask_once (self, question, form, reply, answered, error))
        return FALSE;
      if (*answered && memcmp (&before, reply, sizeof before) == 0)
        return TRUE;
    }

  return !*answered || ins_serial_stage_refuse_unsure (
                           ins_transport_get_name (
                               ins_serial_stage_get_link (INS_SERIAL_STAGE (self))->transport),
                           error);
}

static gboolean
ask_optional_axes (InsGcsStage *self, const char *question, InsPosition *values, GError **error)
{
  g_autofree char *text = ins_gcs_stage_make_question (self, question,
                                                       ins_gcs_stage_get_axes (self));
  gboolean answered = FALSE;
  InsGcsReply reply;

  *values = (InsPosition){ { (double)NAN, (double)NAN, (double)NAN } };
  if (!ins_gcs_stage_ask_setting (self, text, INS_GCS_FORM_VALUES, &reply, &answered, error))
    return FALSE;
  if (answered && !ins_gcs_stage_take_values (self, &reply, values))
    g_debug ("the answer to %s is about other axes", question);

  return TRUE;
}

static gboolean
check_syntax (InsGcsStage *self, GError **error)
{
  gboolean answered = FALSE;
  InsGcsReply reply;
  double version;

  if (!ins_gcs_stage_ask_setting (self, "CSV?\n", INS_GCS_FORM_TEXT, &reply, &answered, error))
    return FALSE;
  if (answered && ins_number_parse (reply.text, &version) && version >= OLDEST_SYNTAX)
    return TRUE;
  g_set_error (error, INS_DEVICE_ERROR, INS_DEVICE_ERROR_UNSUPPORTED,
               _ ("The controller speaks another version of its language (%s) than GCS 2.0. Switch "
                  "it over or give it newer firmware."),
               answered ? reply.text : "?");

  return FALSE;
}

/* ---- axes ----------------------------------------------------------------------------------- */

static int
find_name (const InsGcsReply *names, const char *name)
{
  for (guint i = 0; i < names->n; i++)
    if (strcmp (names->items[i].key, name) == 0)
      return (int)i;

  return -1;
}

static void
take_axis (InsGcsStage *self, guint axis, const InsGcsReply *names, guint at)
{
  g_strlcpy (self->names[axis], names->items[at].key, sizeof self->names[axis]);
  self->moving_bits[axis] = 1u << at;
}

static gboolean
take_named (InsGcsStage *self, const InsGcsReply *names, guint *used, GError **error)
{
  const InsStageOptions *options = ins_serial_stage_get_options (INS_SERIAL_STAGE (self));

  for (guint axis = 0; axis < INS_N_AXES; axis++)
    {
      int at = options->has_name[axis] ? find_name (names, options->name[axis]) : -1;
      g_autoptr (GString) known = g_string_new (NULL);

      if (!options->has_name[axis] || options->name[axis][0] == '\0')
        continue;
      if (at >= 0)
        {
          take_axis (self, axis, names, (guint)at);
          *used |= 1u << at;
          continue;
        }
      for (guint i = 0; i < names->n; i++)
        g_string_append_printf (known, "%s%s", i > 0 ? ", " : "", names->items[i].key);
      g_set_error (error, INS_DEVICE_ERROR, INS_DEVICE_ERROR_NOT_FOUND,
                   _ ("The controller has no axis “%s” for %c. Its axes are %s."),
                   options->name[axis], INS_AXIS_LETTERS[axis], known->str);
      return FALSE;
    }

  return TRUE;
}

/* What the address does not name are the controller's first ones that are left. */
static gboolean
choose_axes (InsGcsStage *self, GError **error)
{
  const InsStageOptions *options = ins_serial_stage_get_options (INS_SERIAL_STAGE (self));
  InsGcsReply names = { 0 };
  gboolean answered;
  guint used = 0, next = 0;

  memset (self->names, 0, sizeof self->names);
  memset (self->moving_bits, 0, sizeof self->moving_bits);
  if (!ins_gcs_stage_ask_setting (self, "SAI?\n", INS_GCS_FORM_NAMES, &names, &answered, error) ||
      !take_named (self, &names, &used, error))
    return FALSE;
  for (guint axis = 0; axis < INS_N_AXES; axis++)
    {
      if (options->has_name[axis])
        continue;
      while (next < names.n && (used & (1u << next)) != 0)
        next++;
      if (next == names.n)
        break;
      used |= 1u << next;
      take_axis (self, axis, &names, next);
    }
  ins_serial_stage_get_traits (INS_SERIAL_STAGE (self))->missing_mask = ((1u << INS_N_AXES) - 1) &
                                                                        ~ins_gcs_stage_get_axes (
                                                                            self);
  if (ins_gcs_stage_get_axes (self) != 0)
    return TRUE;
  g_set_error_literal (error, INS_DEVICE_ERROR, INS_DEVICE_ERROR_NOT_FOUND,
                       _ ("None of the controller's axes is X, Y or Z. Change the stage's address "
                          "or configure a stage at the controller."));

  return FALSE;
}

/* ---- settings ------------------------------------------------------------------------------- */

/* The limit of VEL, which many say. */
static gboolean
read_maximum_speed (InsGcsStage *self, InsStageInfo *info, GError **error)
{
  for (guint axis = 0; axis < INS_N_AXES; axis++)
    {
      g_autofree char *question = g_strdup_printf ("SPA? %s " MAXIMUM_SPEED "\n",
                                                   self->names[axis]);
      gboolean answered = FALSE;
      InsGcsReply reply;

      if (!ins_gcs_stage_has_axis (self, axis))
        continue;
      if (!ins_gcs_stage_ask_setting (self, question, INS_GCS_FORM_VALUES, &reply, &answered,
                                      error))
        return FALSE;
      if (answered && reply.n == 1 && reply.items[0].number > 0.0 &&
          g_str_has_prefix (reply.items[0].key, self->names[axis]))
        info->maximum_speed.mm[axis] = reply.items[0].number;
    }

  return TRUE;
}

static guint
get_set_mask (const InsPosition *values, guint unknown)
{
  guint mask = 0;

  for (guint axis = 0; axis < INS_N_AXES; axis++)
    if (isnan (values->mm[axis]) ? (unknown & (1u << axis)) != 0 : values->mm[axis] > 0.0)
      mask |= 1u << axis;

  return mask;
}

/* The controller's travel, or less where its soft limits are on. */
static gboolean
read_travel (InsGcsStage *self, InsStageInfo *info, GError **error)
{
  InsPosition are_on, low, high;

  if (!ask_optional_axes (self, "TMN?", &info->travel_minimum, error) ||
      !ask_optional_axes (self, "TMX?", &info->travel_maximum, error) ||
      !ask_optional_axes (self, "SSL?", &are_on, error))
    return FALSE;
  if (get_set_mask (&are_on, 0) == 0)
    return TRUE;
  if (!ask_optional_axes (self, "NLM?", &low, error) ||
      !ask_optional_axes (self, "PLM?", &high, error))
    return FALSE;
  for (guint axis = 0; axis < INS_N_AXES; axis++)
    if (are_on.mm[axis] > 0.0)
      {
        info->travel_minimum.mm[axis] = fmax (info->travel_minimum.mm[axis], low.mm[axis]);
        info->travel_maximum.mm[axis] = fmin (info->travel_maximum.mm[axis], high.mm[axis]);
      }

  return TRUE;
}

static gboolean
read_settings (InsGcsStage *self, InsStageInfo *info, GError **error)
{
  guint axes = ins_gcs_stage_get_axes (self);
  InsPosition references, limits;

  if (!read_travel (self, info, error) ||
      !ask_optional_axes (self, "VEL?", &self->first_speed, error) ||
      !ask_optional_axes (self, "ACC?", &self->first_acceleration, error) ||
      !ask_optional_axes (self, "DEC?", &self->first_deceleration, error) ||
      !ask_optional_axes (self, "TRS?", &references, error) ||
      !ask_optional_axes (self, "LIM?", &limits, error) ||
      !read_maximum_speed (self, info, error) ||
      !ins_gcs_stage_find_trigger (self, &info->can_trigger, error))
    return FALSE;
  self->speed = self->first_speed;
  self->acceleration = self->first_acceleration;
  self->deceleration = self->first_deceleration;
  self->has_acceleration = (get_set_mask (&self->acceleration, 0) & axes) == axes;
  self->has_deceleration = (get_set_mask (&self->deceleration, 0) & axes) == axes;
  for (guint axis = 0; axis < INS_N_AXES && self->has_acceleration; axis++)
    info->acceleration.mm[axis] = fmin (self->acceleration.mm[axis], self->deceleration.mm[axis]);
  self->reference_mask = get_set_mask (&references, axes); /* FRF where it does not say */
  self->limits_mask = get_set_mask (&limits, 0);
  info->can_home = ((self->reference_mask | self->limits_mask) & axes) == axes;
  info->coordinated_axes = self->has_acceleration;
  info->axes_independent = info->starts_together = info->preempts = TRUE;

  return TRUE;
}

/* A servo that is off stays off: what is switched on may jump or let a motor hum. */
gboolean
ins_gcs_stage_connect (InsSerialStage *stage, InsStageInfo *info, GError **error)
{
  InsGcsStage *self = INS_GCS_STAGE (stage);
  int code;

  self->moving_mask = self->servo_mask = self->homed_mask = self->limit_mask = 0;
  self->homing_mask = self->next_mask = self->forced_mask = 0;
  self->look_s = self->still_s = 0.0;
  self->has_trigger = FALSE;
  self->n_unanswered = 0;
  ins_serial_stage_set_stops_hard (stage, FALSE);
  if (!identify (self, info, error) || !ins_gcs_stage_take_error (self, &code, error) ||
      !check_syntax (self, error) || !choose_axes (self, error) ||
      !read_settings (self, info, error))
    return FALSE;
  self->fault_code = 0; /* of an earlier time; what lasts is told again when a move is tried */
  self->has_status = strstr (info->name, "C-863") != NULL || strstr (info->name, "C-867") != NULL;

  return TRUE;
}
