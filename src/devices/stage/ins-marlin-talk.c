/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n.h>
#include <math.h>
#include <string.h>

#include "core/ins-clock.h"
#include "core/ins-error.h"
#include "devices/stage/ins-marlin-stage-private.h"

#define SLICE_S 0.02
#define QUIET_S 0.02 /* then what a garbled answer belongs to has passed */
#define MOST_TRIES 3
#define ROUNDING_MM 0.0051
#define MOST_MISFITS 2
#define SKEW_S 0.01

static void
take_reply (InsMarlinStage *self, const InsMarlinReply *reply)
{
  switch (reply->kind)
    {
    case INS_MARLIN_OK:
      self->n_open -= self->n_open > 0;
      self->flush.n_oks++;
      break;
    case INS_MARLIN_ERROR:
      g_strlcpy (self->complaint, reply->text, sizeof self->complaint);
      break;
    case INS_MARLIN_RESEND:
      self->resend = reply->number;
      break;
    case INS_MARLIN_HALTED:
      self->is_halted = TRUE;
      break;
    case INS_MARLIN_GREETING:
      self->is_halted = FALSE;
      self->is_restarted = TRUE;
      self->n_greetings++;
      self->n_open = 0;
      break;
    case INS_MARLIN_POSITION:
      self->place = *reply;
      self->place.text = NULL;
      self->place_s = ins_serial_stage_get_link (INS_SERIAL_STAGE (self))->heard_s;
      self->n_positions++;
      break;
    case INS_MARLIN_HIT:
      self->hit_mask |= reply->axis_mask != 0 ? reply->axis_mask : INS_MARLIN_ALL_AXES;
      break;
    case INS_MARLIN_UNKNOWN:
      self->is_unknown = TRUE;
      break;
    case INS_MARLIN_BUSY:
      self->is_busy = TRUE;
      break;
    case INS_MARLIN_FIRMWARE:
    case INS_MARLIN_CAP:
    case INS_MARLIN_SETTING:
    case INS_MARLIN_TRAVEL:
    case INS_MARLIN_SWITCH:
    case INS_MARLIN_TEXT:
    default:
      ins_marlin_settings_take (&self->settings, reply);
      break;
    }
}

gboolean
ins_marlin_stage_listen (InsMarlinStage *self, double until_s, GError **error)
{
  InsLineLink *link = ins_serial_stage_get_link (INS_SERIAL_STAGE (self));
  guint n_dropped = link->n_dropped;
  InsMarlinReply reply;

  switch (ins_line_link_read (link, until_s, error))
    {
    case INS_LINE_FAILED:
      return FALSE;
    case INS_LINE_READ:
      if (ins_marlin_parse_line (link->line, &reply))
        take_reply (self, &reply);
      else
        self->n_bad_lines++;
      break;
    case INS_LINE_NONE:
    default:
      break;
    }
  self->n_bad_lines += link->n_dropped - n_dropped;

  return TRUE;
}

gboolean
ins_marlin_stage_send (InsMarlinStage *self, const char *text, GError **error)
{
  self->n_open++;

  return ins_line_link_write (ins_serial_stage_get_link (INS_SERIAL_STAGE (self)), text, error);
}

/* So that no answer to an earlier line is taken for one to the next. */
static gboolean
get_in_step (InsMarlinStage *self, GError **error)
{
  InsLineLink *link = ins_serial_stage_get_link (INS_SERIAL_STAGE (self));
  double end_s = ins_clock_now_s () + 10.0 * QUIET_S, heard_s;

  do
    {
      heard_s = link->heard_s;
      if (!ins_marlin_stage_listen (self, ins_clock_now_s () + (self->n_open > 0 ? QUIET_S : 0.0),
                                    error))
        return FALSE;
    }
  while ((link->heard_s != heard_s || ins_line_link_holds_more (link)) &&
         ins_clock_now_s () < end_s);
  self->n_open = 0;

  return TRUE;
}

static gboolean
set_halted_error (GError **error)
{
  g_set_error_literal (error, INS_DEVICE_ERROR, INS_DEVICE_ERROR_ALARM,
                       _ ("The controller has halted itself (kill) and hears nothing more. Press "
                          "its reset button or switch it off and on, then home."));

  return FALSE;
}

gboolean
ins_marlin_stage_blame_stop (InsMarlinStage *self, GError **error)
{
  if (!ins_serial_stage_stop_is_asked (INS_SERIAL_STAGE (self)))
    return FALSE;
  g_clear_error (error);

  return ins_serial_stage_refuse_for_stop (error);
}

/* For the ok of the newest line. */
static gboolean
wait_for_ok (InsMarlinStage *self, double timeout_s, gboolean heeds_stop, GError **error)
{
  InsSerialStage *stage = INS_SERIAL_STAGE (self);
  InsLineLink *link = ins_serial_stage_get_link (stage);
  double until_s = ins_clock_now_s () + timeout_s;
  guint n_bad_lines = self->n_bad_lines, n_greetings = self->n_greetings;

  while (self->n_open > 0 && !self->is_halted && self->n_greetings == n_greetings)
    {
      double now_s = ins_clock_now_s ();

      if (self->is_busy) /* it goes on: the time counts from there */
        until_s = fmax (until_s, link->heard_s + timeout_s);
      self->is_busy = FALSE;
      if (now_s >= until_s || (self->n_bad_lines != n_bad_lines && now_s > link->heard_s + QUIET_S))
        {
          ins_serial_stage_set_silent_error (stage, timeout_s, error);
          return FALSE;
        }
      if (heeds_stop && ins_serial_stage_stop_is_asked (stage))
        return ins_serial_stage_refuse_for_stop (error);
      if (!ins_marlin_stage_listen (self, fmin (now_s + SLICE_S, until_s), error))
        return FALSE;
    }
  if (self->is_halted)
    return set_halted_error (error);
  if (self->n_greetings == n_greetings)
    return TRUE;
  g_set_error_literal (error, INS_DEVICE_ERROR, INS_DEVICE_ERROR_REFUSED,
                       _ ("The controller was reset before it took the command."));

  return FALSE;
}

static void
forget_complaints (InsMarlinStage *self)
{
  self->complaint[0] = '\0';
  self->is_unknown = FALSE;
  self->resend = -1;
}

static gboolean
is_accepted (InsMarlinStage *self, const char *text, GError **error)
{
  if (self->complaint[0] != '\0')
    ins_serial_stage_set_refused_error (INS_SERIAL_STAGE (self), text, self->complaint, error);
  else if (self->is_unknown)
    ins_serial_stage_set_refused_error (INS_SERIAL_STAGE (self), text,
                                        _ ("it does not know this command"), error);

  return self->complaint[0] == '\0' && !self->is_unknown;
}

gboolean
ins_marlin_stage_command (InsMarlinStage *self,
                          const char *text,
                          double timeout_s,
                          gboolean forgives,
                          GError **error)
{
  if (!get_in_step (self, error))
    return FALSE;
  forget_complaints (self);

  return ins_marlin_stage_send (self, text, error) && wait_for_ok (self, timeout_s, FALSE, error) &&
         (forgives || is_accepted (self, text, error));
}

/* It was taken, or has to be sent again as @self->resend, or failed. A garbled answer means nothing
 * yet: sent again under the same number it is refused as a repetition, and its resend tells. */
static gboolean
try_motion (InsMarlinStage *self, const char *text, gboolean *is_again, GError **error)
{
  g_autofree char *line = ins_marlin_format_numbered (self->n_numbered, text);
  guint n_bad_lines = self->n_bad_lines;
  g_autoptr (GError) own = NULL;

  forget_complaints (self);
  self->n_open++;
  if (!ins_serial_stage_write_motion (INS_SERIAL_STAGE (self), line, error))
    return FALSE;
  *is_again = FALSE;
  if (!wait_for_ok (self, INS_MARLIN_OK_TIMEOUT_S, TRUE, &own))
    {
      *is_again = self->n_bad_lines != n_bad_lines &&
                  g_error_matches (own, INS_DEVICE_ERROR, INS_DEVICE_ERROR_LOST);
      if (!*is_again)
        g_propagate_error (error, g_steal_pointer (&own));
      return *is_again;
    }
  *is_again = self->resend >= 0;

  return *is_again || is_accepted (self, text, error);
}

gboolean
ins_marlin_stage_command_motion (InsMarlinStage *self, const char *text, GError **error)
{
  gboolean is_again = TRUE;

  if (!get_in_step (self, error))
    return FALSE;
  self->n_numbered++;
  for (guint i = 0; i < MOST_TRIES && is_again; i++)
    {
      guint number = self->n_numbered;

      if (!try_motion (self, text, &is_again, error))
        return FALSE;
      if (!is_again)
        break;
      if (self->resend == (int)number + 1) /* it has taken it, and only its ok was garbled */
        return TRUE;
      if (self->resend >= 0)
        self->n_numbered = (guint)self->resend;
      if (!get_in_step (self, error))
        return FALSE;
    }
  if (!is_again)
    return TRUE;
  ins_serial_stage_set_refused_error (INS_SERIAL_STAGE (self), text,
                                      _ ("it did not get through. Check cable and baud rate"),
                                      error);

  return FALSE;
}

/* ---- positions ------------------------------------------------------------------------------ */

gboolean
ins_marlin_is_same_place (const InsMarlinReply *a, const InsMarlinReply *b)
{
  for (guint axis = 0; axis < INS_N_AXES; axis++)
    if (a->has_counts && b->has_counts
            ? a->counts[axis] != b->counts[axis]
            : fabs (a->position.mm[axis] - b->position.mm[axis]) > ROUNDING_MM)
      return FALSE;

  return TRUE;
}

static double
count_mm (const InsMarlinStage *self, const InsMarlinReply *place, guint axis)
{
  double steps = self->settings.steps_per_mm.mm[axis];

  return place->has_counts && steps > 0.0 ? (double)place->counts[axis] / steps : (double)NAN;
}

/* What is displayed has two decimals; a target is displayed as it was asked for, and counted in
 * whole steps. */
static double
get_tolerance_mm (const InsMarlinStage *self, guint axis)
{
  return ROUNDING_MM + 0.51 / self->settings.steps_per_mm.mm[axis];
}

static void
learn_offset (InsMarlinStage *self, const InsMarlinReply *place)
{
  for (guint axis = 0; axis < INS_N_AXES; axis++)
    {
      double offset_mm = place->position.mm[axis] - count_mm (self, place, axis);

      self->offset.mm[axis] = fabs (offset_mm) <= get_tolerance_mm (self, axis) ? 0.0 : offset_mm;
    }
  self->has_offset = TRUE;
  self->n_misfits = 0;
}

/* How far an axis may get between its two numbers, which are taken one after the other. */
static double
get_skew_mm (const InsMarlinStage *self, guint axis)
{
  double speed = self->settings.maximum_speed.mm[axis];

  if (self->moving_mask != 0)
    speed = fmin (speed, self->speed_mm_s);

  return isnan (speed) ? 0.0 : SKEW_S * speed;
}

/* Marlin's answers have no checksum, but say everything twice: a lost digit shows. Where it stays
 * so, somebody has moved the origin. */
static gboolean
is_consistent (InsMarlinStage *self, const InsMarlinReply *place, gboolean is_real)
{
  gboolean fits = TRUE;

  for (guint axis = 0; axis < INS_N_AXES && self->has_offset; axis++)
    fits &= !(
        fabs (place->position.mm[axis] - self->offset.mm[axis] - count_mm (self, place, axis)) >
        2.0 * get_tolerance_mm (self, axis) +
            (is_real ? get_skew_mm (self, axis) : 0.0)); /* never without counts */
  self->n_misfits = fits ? 0 : self->n_misfits + 1;
  if (self->n_misfits > MOST_MISFITS)
    self->has_offset = FALSE;
  if (!self->has_offset && !is_real)
    learn_offset (self, place);

  return fits || !self->has_offset;
}

void
ins_marlin_stage_get_position (InsMarlinStage *self,
                               const InsMarlinReply *place,
                               InsPosition *position)
{
  for (guint axis = 0; axis < INS_N_AXES; axis++)
    {
      double mm = count_mm (self, place, axis) + self->offset.mm[axis];

      position->mm[axis] = isnan (mm) || !self->has_offset ? place->position.mm[axis] : mm;
    }
}

/* One question. TRUE with *@is_good FALSE: ask again. */
static gboolean
ask_position (InsMarlinStage *self,
              gboolean is_real,
              double until_s,
              gboolean *is_good,
              GError **error)
{
  InsLineLink *link = ins_serial_stage_get_link (INS_SERIAL_STAGE (self));
  guint n_bad_lines = self->n_bad_lines, n_positions = self->n_positions;
  guint n_greetings = self->n_greetings;
  double sent_s = ins_clock_now_s ();

  *is_good = FALSE;
  if (!ins_marlin_stage_send (self, is_real ? "M114 R\n" : "M114\n", error))
    return FALSE;
  while (self->n_open > 0 && !self->is_halted && self->n_greetings == n_greetings &&
         ins_clock_now_s () < until_s)
    {
      if (self->n_bad_lines != n_bad_lines && ins_clock_now_s () > link->heard_s + QUIET_S)
        return TRUE;
      if (!ins_marlin_stage_listen (self, fmin (ins_clock_now_s () + SLICE_S, until_s), error))
        return FALSE;
    }
  *is_good = self->n_open == 0 && self->n_positions == n_positions + 1 && self->place_s >= sent_s &&
             self->n_bad_lines == n_bad_lines && is_consistent (self, &self->place, is_real);

  return TRUE;
}

gboolean
ins_marlin_stage_locate (InsMarlinStage *self,
                         gboolean is_real,
                         double until_s,
                         double *asked_s,
                         GError **error)
{
  double begun_s = ins_clock_now_s (), half_s = 0.5 * (begun_s + until_s);
  guint n_greetings = self->n_greetings;
  gboolean is_good = FALSE;

  *asked_s = 0.0;
  while (!is_good && ins_clock_now_s () < until_s)
    {
      if (!get_in_step (self, error))
        return FALSE;
      if (*asked_s == 0.0)
        *asked_s = ins_clock_now_s ();
      if (!ask_position (self, is_real, ins_clock_now_s () < half_s ? half_s : until_s, &is_good,
                         error))
        return FALSE;
      if (self->is_halted || self->n_greetings != n_greetings)
        return TRUE;
    }
  if (!is_good)
    ins_serial_stage_set_silent_error (INS_SERIAL_STAGE (self), until_s - begun_s, error);

  return is_good;
}
