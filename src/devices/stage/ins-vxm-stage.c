/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n.h>
#include <math.h>

#include "core/ins-clock.h"
#include "core/ins-error.h"
#include "devices/stage/ins-vxm-stage-private.h"

#define QUIET_S 0.03
#define GAP_S 0.04 /* within an answer at most: adapters pass bytes on every 16 ms */
#define IDENTITY_S 0.4
#define MAX_TRIES 3
#define POSITIONS_S 1.0
#define UM_PER_MM 1e3
#define N_DIGITS_PADDED 7

G_DEFINE_FINAL_TYPE (InsVxmStage, ins_vxm_stage, INS_TYPE_SERIAL_STAGE)

guint
ins_vxm_stage_get_axes (const InsVxmStage *self)
{
  guint mask = 0;

  for (guint axis = 0; axis < INS_N_AXES; axis++)
    if (self->motors[axis] != 0)
      mask |= 1u << axis;

  return mask;
}

void
ins_vxm_stage_forget_program (InsVxmStage *self)
{
  self->is_running = FALSE;
  self->running_mask = self->homing_mask = 0;
}

/* Waits for the next line. What comes to a standstill in the middle is garbled: a letter behind
 * noise does not end a line. */
static InsLineOutcome
read_line (InsLineLink *link, double until_s, GError **error)
{
  InsLineOutcome outcome;

  do
    outcome = ins_line_link_read (link, fmin (ins_clock_now_s () + GAP_S, until_s), error);
  while (outcome == INS_LINE_NONE && link->n_pending == 0 && ins_clock_now_s () < until_s);

  return outcome;
}

gboolean
ins_vxm_stage_ask (InsVxmStage *self,
                   const char *question,
                   InsVxmForm form,
                   InsVxmReply *reply,
                   double until_s,
                   gboolean *answered,
                   GError **error)
{
  InsLineLink *link = ins_serial_stage_get_link (INS_SERIAL_STAGE (self));
  InsVxmOutcome outcome = INS_VXM_NEED_MORE;

  *answered = FALSE;
  if (!ins_line_link_skip (link, error) || !ins_line_link_write (link, question, error))
    return FALSE;
  while (outcome == INS_VXM_NEED_MORE)
    {
      InsLineOutcome read = read_line (link, until_s, error);

      if (read == INS_LINE_FAILED)
        return FALSE;
      if (read == INS_LINE_NONE)
        break;
      outcome = ins_vxm_parse (link->line, form, reply);
      self->has_begun |= reply->has_ended;
      if (reply->at_limit)
        self->limit_mask |= self->running_mask;
    }
  *answered = outcome == INS_VXM_REPLY;
  /* a padded number that lacks a digit has lost it on its way */
  if (*answered && form == INS_VXM_FORM_POSITION && self->n_digits > 0)
    *answered = reply->n_digits == self->n_digits;

  return *answered || ins_line_link_drain (link, QUIET_S, error);
}

gboolean
ins_vxm_stage_ask_positions (InsVxmStage *self,
                             guint mask,
                             double until_s,
                             gboolean *answered,
                             GError **error)
{
  *answered = TRUE;
  for (guint axis = 0; axis < INS_N_AXES && *answered; axis++)
    {
      const char *question;
      InsVxmReply reply;

      if ((mask & (1u << axis)) == 0)
        continue;
      question = ins_vxm_get_position_question (self->motors[axis]);
      do
        if (!ins_vxm_stage_ask (self, question, INS_VXM_FORM_POSITION, &reply,
                                fmin (ins_clock_now_s () + INS_VXM_ANSWER_S, until_s), answered,
                                error))
          return FALSE;
      while (!*answered && ins_clock_now_s () < until_s);
      if (*answered)
        self->steps[axis] = reply.steps;
    }

  return TRUE;
}

/* ---- connecting ----------------------------------------------------------------------------- */

/* "1" to "4"; without a name the rig's X, Y and Z are 1, 2 and 3. */
static gboolean
choose_motors (InsVxmStage *self, GError **error)
{
  const InsStageOptions *options = ins_serial_stage_get_options (INS_SERIAL_STAGE (self));

  for (guint axis = 0; axis < INS_N_AXES; axis++)
    {
      const char *name = options->name[axis];

      self->motors[axis] = axis + 1;
      self->mm_per_step[axis] = options->um_per_step[axis] / UM_PER_MM;
      if (!options->has_name[axis])
        continue;
      self->motors[axis] = name[0] >= '1' && name[0] <= '0' + INS_VXM_MAX_MOTOR && name[1] == '\0'
                               ? (guint)(name[0] - '0')
                               : 0;
      if (*name == '\0' || self->motors[axis] != 0)
        continue;
      g_set_error (error, INS_DEVICE_ERROR, INS_DEVICE_ERROR_URI,
                   _ ("A VXM has motors 1 to %d; %c is set to “%s”."), INS_VXM_MAX_MOTOR,
                   INS_AXIS_LETTERS[axis], name);
      return FALSE;
    }

  return TRUE;
}

/* Homing ends a little off the lower limit switch, and the controller counts from there. Where the
 * address says which end of the travel that is, the rig's coordinates follow from it. */
static void
place_zero (InsVxmStage *self)
{
  const InsStageOptions *options = ins_serial_stage_get_options (INS_SERIAL_STAGE (self));

  for (guint axis = 0; axis < INS_N_AXES; axis++)
    {
      double end_mm = options->sign[axis] > 0 ? options->travel_minimum.mm[axis]
                                              : -options->travel_maximum.mm[axis];

      self->zero_mm[axis] = isnan (end_mm)
                                ? 0.0
                                : end_mm + INS_VXM_BACK_OFF_STEPS * self->mm_per_step[axis];
    }
}

/* Steps mean nothing before somebody has said how long they are. */
static void
check_scale (InsVxmStage *self)
{
  InsSerialTraits *traits = ins_serial_stage_get_traits (INS_SERIAL_STAGE (self));

  traits->refusal[0] = '\0';
  for (guint axis = 0; axis < INS_N_AXES; axis++)
    if (self->motors[axis] != 0 && isnan (self->mm_per_step[axis]))
      {
        char letter = (char)g_ascii_tolower (INS_AXIS_LETTERS[axis]);

        g_snprintf (traits->refusal, sizeof traits->refusal,
                    _ ("A VXM does not say how long its steps are. Write %c_um_per_step= into the "
                       "stage's address (micrometres per step, often 5)."),
                    letter);
        return;
      }
}

/* @state: what it said; 0: nothing */
static gboolean
ask_state (InsVxmStage *self, char *state, GError **error)
{
  gboolean answered;
  InsVxmReply reply;

  if (!ins_vxm_stage_ask (self, INS_VXM_STATE, INS_VXM_FORM_STATE, &reply,
                          ins_clock_now_s () + IDENTITY_S, &answered, error))
    return FALSE;
  *state = answered ? reply.state : '\0';

  return TRUE;
}

/* On-line, which switches the joystick off; not while somebody has it in his hand. */
static gboolean
go_on_line (InsVxmStage *self, GError **error)
{
  InsLineLink *link = ins_serial_stage_get_link (INS_SERIAL_STAGE (self));
  const char *name = ins_transport_get_name (link->transport);
  guint n_lines = link->n_lines;
  char state;

  if (!ask_state (self, &state, error))
    return FALSE;
  for (guint i = 0; i < MAX_TRIES && state != 'R' && state != 'B' && state != 'b'; i++)
    if (!ins_line_link_write (link, INS_VXM_ON_LINE, error) || !ask_state (self, &state, error))
      return FALSE;
  if (state == 'R' || state == 'B')
    return ins_line_link_write (link, INS_VXM_ON_LINE, error); /* with echo it would be, else */

  if (state == 'b')
    g_set_error (
        error, INS_DEVICE_ERROR, INS_DEVICE_ERROR_BUSY,
        _ ("The stage at %s is being moved with its joystick. Let go of it, then connect."), name);
  else if (state == 'J')
    g_set_error (
        error, INS_DEVICE_ERROR, INS_DEVICE_ERROR_BUSY,
        _ ("The VXM at %s stays with its joystick. Press Run or switch it off and on, then "
           "connect."),
        name);
  else if (link->n_lines > n_lines)
    g_set_error (
        error, INS_DEVICE_ERROR, INS_DEVICE_ERROR_PROTOCOL,
        _ ("Something answers at %s, but not as a VXM does. Check protocol and baud rate."), name);
  else
    g_set_error (error, INS_DEVICE_ERROR, INS_DEVICE_ERROR_NOT_FOUND,
                 _ ("No VXM answers at %s. Check power, cable and baud rate (9600)."), name);

  return FALSE;
}

/* Asked twice: from then on it is known how many digits a whole number has. */
static gboolean
learn_digits (InsVxmStage *self, GError **error)
{
  guint n_padded = 0, n = 0;
  double until_s = ins_clock_now_s () + POSITIONS_S;
  guint first = 0;

  self->n_digits = 0;
  while (first + 1 < INS_N_AXES && self->motors[first] == 0)
    first++;
  for (guint i = 0; i < 2 * MAX_TRIES && n < 2 && ins_clock_now_s () < until_s; i++)
    {
      gboolean answered;
      InsVxmReply reply;

      if (!ins_vxm_stage_ask (self, ins_vxm_get_position_question (MAX (self->motors[first], 1)),
                              INS_VXM_FORM_POSITION, &reply, ins_clock_now_s () + INS_VXM_ANSWER_S,
                              &answered, error))
        return FALSE;
      n += answered;
      n_padded += answered && reply.n_digits == N_DIGITS_PADDED;
    }
  if (n_padded > 0)
    self->n_digits = N_DIGITS_PADDED;

  return TRUE;
}

gboolean
ins_vxm_stage_connect (InsSerialStage *stage, InsStageInfo *info, GError **error)
{
  InsVxmStage *self = INS_VXM_STAGE (stage);

  self->info = info;
  ins_vxm_stage_forget_program (self);
  self->homed_mask = self->limit_mask = self->lost_mask = 0;
  self->was_stopped_for_silence = FALSE;
  self->answers_in_motion = self->is_off_line = self->has_moved = FALSE;
  self->stopped_axis = -1;
  if (!choose_motors (self, error) || !go_on_line (self, error) || !learn_digits (self, error))
    return FALSE;
  check_scale (self);
  place_zero (self);
  ins_serial_stage_get_traits (stage)->missing_mask = ((1u << INS_N_AXES) - 1) &
                                                      ~ins_vxm_stage_get_axes (self);
  g_strlcpy (info->name, "Velmex VXM", sizeof info->name);
  info->reports_in_motion = !self->is_mute; /* which is remembered */
  info->coordinated_axes = FALSE;           /* motors run one after the other */
  for (guint axis = 0; axis < INS_N_AXES; axis++)
    if (self->motors[axis] != 0)
      {
        info->maximum_speed.mm[axis] = INS_VXM_MAX_SPEED * self->mm_per_step[axis];
        info->resolution.mm[axis] = self->mm_per_step[axis];
      }

  return TRUE;
}

static void
vxm_disconnect (InsSerialStage *stage)
{
  (void)!ins_line_link_write (ins_serial_stage_get_link (stage), INS_VXM_QUIT, NULL);
}

/* ---- the object ----------------------------------------------------------------------------- */

static void
ins_vxm_stage_class_init (InsVxmStageClass *klass)
{
  InsSerialStageClass *serial = INS_SERIAL_STAGE_CLASS (klass);

  serial->protocol = "vxm";
  serial->lone = INS_VXM_LONE;
  serial->connect = ins_vxm_stage_connect;
  serial->query = ins_vxm_stage_query;
  serial->disconnect = vxm_disconnect;
  ins_vxm_stage_commands_init (serial);
}

static void
ins_vxm_stage_init (InsVxmStage *self)
{
}

InsStage *
ins_vxm_stage_new (InsTransport *transport, const InsStageOptions *options)
{
  InsStage *stage = ins_serial_stage_new (INS_TYPE_VXM_STAGE, transport, options);
  InsSerialTraits *traits = ins_serial_stage_get_traits (INS_SERIAL_STAGE (stage));

  g_strlcpy (traits->stop_bytes, INS_VXM_STOP, sizeof traits->stop_bytes);
  g_strlcpy (traits->halt_bytes, INS_VXM_KILL, sizeof traits->halt_bytes);

  return stage;
}
