/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n.h>
#include <math.h>
#include <string.h>

#include "core/ins-clock.h"
#include "core/ins-error.h"
#include "devices/stage/ins-marlin-stage-private.h"

#define LOCATE_TIMEOUT_S 0.4
#define BLIND_MARGIN_S 0.15 /* the first block waits for others for 0.1 s */
#define SHORTEST_LINK_S 0.06
#define SHORTENED_MM 0.02
#define ABRUPT_MM_S 10.0  /* Marlin's own jerk (M205 X10) as it is distributed */
#define MOST_AHEAD_S 0.31 /* of a held jog's dead man, and rounding */
#define CERTAIN_SHARE 0.3 /* of its time by the settings, in which no move ends: feed override */

/* Threads: everything is the motion worker's. See the private header. */

G_DEFINE_FINAL_TYPE (InsMarlinStage, ins_marlin_stage, INS_TYPE_SERIAL_STAGE)

/* A move that has begun and of which nothing more can be learnt is not left running. */
static gboolean
abandon_motion (InsMarlinStage *self, GError **error)
{
  g_autoptr (GError) own = NULL;

  if (!ins_marlin_stage_cut_off (self, &own))
    g_debug ("stop could not be sent: %s", own->message);

  return ins_marlin_stage_blame_stop (self, error);
}

static guint
get_mask (const InsPosition *target)
{
  guint mask = 0;

  for (guint axis = 0; axis < INS_N_AXES; axis++)
    mask |= isnan (target->mm[axis]) ? 0 : 1u << axis;

  return mask;
}

/* Whether "M114 R" is true shows right after a move was taken: the axes then stand where they were
 * or are on their way, and plain M114 tells the target already. A build that ignores the R says the
 * target twice, long before anything could have got there. */
static gboolean
learn_truth (InsMarlinStage *self, double begun_s, double duration_s, GError **error)
{
  InsMarlinReply here;
  double asked_s = 0.0;

  if (self->truth == INS_MARLIN_TRUTH_OPEN)
    {
      if (!ins_marlin_stage_locate (self, TRUE, ins_clock_now_s () + LOCATE_TIMEOUT_S, &asked_s,
                                    error))
        return FALSE;
      here = self->place;
    }
  if (!ins_marlin_stage_locate (self, FALSE, ins_clock_now_s () + LOCATE_TIMEOUT_S, &asked_s,
                                error))
    return FALSE;
  self->end = self->place;
  self->has_end = TRUE;
  if (self->truth != INS_MARLIN_TRUTH_OPEN)
    return TRUE;
  if (!ins_marlin_is_same_place (&here, &self->end))
    self->truth = INS_MARLIN_TRUTH_REAL;
  else if (ins_clock_now_s () - begun_s < CERTAIN_SHARE * duration_s)
    self->truth = INS_MARLIN_TRUTH_PROJECTED;
  if (self->truth == INS_MARLIN_TRUTH_OPEN)
    return TRUE;
  ins_serial_stage_set_reports_in_motion (INS_SERIAL_STAGE (self),
                                          self->truth == INS_MARLIN_TRUTH_REAL);
  ins_serial_stage_get_traits (INS_SERIAL_STAGE (self))->can_extend_jog = self->truth ==
                                                                          INS_MARLIN_TRUTH_REAL;

  return TRUE;
}

/* Soft endstops clamp a target without a word. */
static void
compare_end (InsMarlinStage *self, const InsPosition *target)
{
  InsPosition end;

  ins_marlin_stage_get_position (self, &self->end, &end);
  self->is_shortened = FALSE;
  for (guint axis = 0; axis < INS_N_AXES; axis++)
    if (fabs (end.mm[axis] - target->mm[axis]) > SHORTENED_MM) /* FALSE for NaN */
      self->is_shortened = TRUE;
}

/* Of a jog, which has one axis. Links of nothing would fill the queue of one that runs, and one
 * that leads back would be carried out after all others. TRUE with *@is_needed FALSE: there is
 * enough in it. */
static gboolean
check_link (InsMarlinStage *self,
            const InsPosition *target,
            double path_mm_s,
            gboolean *is_needed,
            GError **error)
{
  double left_mm = 0.0, wanted_mm = 0.0;
  InsPosition end;

  *is_needed = self->moving_mask == 0 || !self->has_end;
  if (*is_needed)
    return TRUE;
  ins_marlin_stage_get_position (self, &self->end, &end);
  for (guint axis = 0; axis < INS_N_AXES; axis++)
    if (!isnan (target->mm[axis]))
      {
        left_mm = end.mm[axis] - self->here.mm[axis];
        wanted_mm = target->mm[axis] - self->here.mm[axis];
      }
  *is_needed = fabs (wanted_mm) >= fabs (left_mm) + path_mm_s * SHORTEST_LINK_S;
  if (left_mm * wanted_mm >= 0.0)
    return TRUE;
  g_set_error_literal (error, INS_DEVICE_ERROR, INS_DEVICE_ERROR_REFUSED,
                       _ ("The stage is still jogging the other way. Wait until it stands."));

  return FALSE;
}

static gboolean
marlin_start (InsSerialStage *stage,
              const InsPosition *target,
              const InsPosition *speed,
              double path_mm_s,
              gboolean is_jog,
              GError **error)
{
  InsMarlinStage *self = INS_MARLIN_STAGE (stage);
  g_autofree char *line = ins_marlin_format_move (target, 60.0 * path_mm_s);
  double begun_s = ins_clock_now_s (), duration_s;
  gboolean is_needed = TRUE;
  InsPosition from;

  if (line == NULL)
    {
      g_set_error_literal (error, INS_DEVICE_ERROR, INS_DEVICE_ERROR_LIMIT,
                           _ ("Target or speed is beyond what any stage can do. Nothing moves."));
      return FALSE;
    }
  if (is_jog && !check_link (self, target, path_mm_s, &is_needed, error))
    return FALSE;
  if (!is_needed)
    return TRUE;
  ins_marlin_stage_get_position (self, &self->end, &from);
  duration_s = ins_marlin_settings_get_duration_s (&self->settings, &from, target, path_mm_s);
  if (!ins_marlin_stage_command_motion (self, line, error))
    return FALSE;
  self->moving_mask |= get_mask (target);
  self->speed_mm_s = path_mm_s;
  self->expected_end_s = ins_clock_now_s () + duration_s + BLIND_MARGIN_S;
  if (!learn_truth (self, begun_s, duration_s, error))
    return abandon_motion (self, error);
  compare_end (self, target);

  return TRUE;
}

/* M410 drops the queue without a ramp, and steps may be lost. The last link of a chain ramps down
 * by itself: where that comes within what a held jog has ahead at most, it is waited for. Slower
 * than what Marlin starts and stops at of itself nothing is lost by M410. */
static gboolean
ends_soon_with_ramp (InsMarlinStage *self)
{
  double left_mm = 0.0, braking_mm = 0.0;
  InsPosition end;

  if (self->truth != INS_MARLIN_TRUTH_REAL || !self->has_end || !(self->speed_mm_s > ABRUPT_MM_S))
    return FALSE;
  ins_marlin_stage_get_position (self, &self->end, &end);
  for (guint axis = 0; axis < INS_N_AXES; axis++)
    {
      double acceleration = ins_marlin_settings_get_acceleration (&self->settings, axis);
      double way_mm = fabs (end.mm[axis] - self->here.mm[axis]);

      left_mm = fmax (left_mm, way_mm);
      if (way_mm > 0.0 && acceleration > 0.0)
        braking_mm = fmax (braking_mm, self->speed_mm_s * self->speed_mm_s / (2.0 * acceleration));
    }

  return left_mm <= self->speed_mm_s * MOST_AHEAD_S + braking_mm;
}

static gboolean
marlin_end_jog (InsSerialStage *stage, GError **error)
{
  InsMarlinStage *self = INS_MARLIN_STAGE (stage);

  if (ends_soon_with_ramp (self))
    return TRUE;
  self->was_cut_off = TRUE;

  return ins_marlin_stage_cut_off (self, error);
}

static gboolean
check_alive (InsMarlinStage *self, GError **error)
{
  if (!self->is_halted)
    return TRUE;
  g_set_error_literal (error, INS_DEVICE_ERROR, INS_DEVICE_ERROR_ALARM,
                       _ ("The controller has halted itself (kill) and hears nothing more. Press "
                          "its reset button or switch it off and on, then home."));

  return FALSE;
}

/* After a restart it is as at connect. */
static gboolean
prepare_again (InsMarlinStage *self, GError **error)
{
  if (!ins_marlin_stage_prepare (self, error))
    return FALSE;
  self->is_restarted = FALSE;
  self->hit_mask = self->heeded_hit_mask = 0;
  self->has_offset = FALSE;
  self->has_end = FALSE;

  return TRUE;
}

static gboolean
marlin_home (InsSerialStage *stage, guint mask, GError **error)
{
  InsMarlinStage *self = INS_MARLIN_STAGE (stage);
  g_autofree char *text = ins_marlin_format_home (mask);
  g_autofree char *line = g_strconcat (text, "\n", NULL);

  if (!check_alive (self, error))
    return FALSE;
  if (!prepare_again (self, error) ||
      (self->is_marked && !ins_marlin_stage_mark (self, FALSE, error)))
    return ins_marlin_stage_blame_stop (self, error);
  self->homed_mask &= ~mask;
  self->complaint[0] = '\0';
  self->is_shortened = FALSE;
  self->n_open = 1;
  if (!ins_serial_stage_write_motion (stage, line, error))
    return FALSE;
  ins_serial_stage_get_link (stage)->heard_s = ins_clock_now_s ();
  self->homing_mask = mask;

  return TRUE;
}

static gboolean
marlin_unlock (InsSerialStage *stage, GError **error)
{
  InsMarlinStage *self = INS_MARLIN_STAGE (stage);

  self->was_cut_off = FALSE;
  if (!check_alive (self, error))
    return FALSE;

  return prepare_again (self, error) || ins_marlin_stage_blame_stop (self, error);
}

static void
ins_marlin_stage_class_init (InsMarlinStageClass *klass)
{
  InsSerialStageClass *serial = INS_SERIAL_STAGE_CLASS (klass);

  serial->protocol = "marlin";
  serial->may_reset = TRUE;
  serial->connect = ins_marlin_stage_connect;
  serial->query = ins_marlin_stage_query;
  serial->start = marlin_start;
  serial->end_jog = marlin_end_jog;
  serial->home = marlin_home;
  serial->unlock = marlin_unlock;
}

static void
ins_marlin_stage_init (InsMarlinStage *self)
{
  self->resend = -1;
}

InsStage *
ins_marlin_stage_new (InsTransport *transport, const InsStageOptions *options)
{
  InsStage *stage = ins_serial_stage_new (INS_TYPE_MARLIN_STAGE, transport, options);
  InsSerialTraits *traits = ins_serial_stage_get_traits (INS_SERIAL_STAGE (stage));

  g_strlcpy (traits->stop_bytes, INS_MARLIN_STOP, sizeof traits->stop_bytes);

  return stage;
}
