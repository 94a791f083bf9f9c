/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n.h>
#include <math.h>
#include <string.h>

#include "core/ins-clock.h"
#include "core/ins-error.h"
#include "devices/stage/ins-marlin-stage-private.h"

#define SLICE_S 0.03
#define HOMING_SILENCE_S 2.5 /* "busy" comes every second */
#define QUIET_AFTER_STOP_S 0.3
#define STOP_SILENCE_S 2.5
#define MARK_SILENCE_S 0.5
#define PROBE_S 0.5
#define MOST_STOPS 3 /* M410 that nobody answers */

/* Nothing is known but that it moves. */
static gboolean
report_motion (InsSerialState *state, guint mask)
{
  state->moving_mask = mask;
  state->asked_s = state->answered_s = ins_clock_now_s ();

  return TRUE;
}

static gboolean
report_alarm (InsSerialState *state, const char *text)
{
  state->asked_s = state->answered_s = ins_clock_now_s ();
  g_strlcpy (state->alarm_message, text, sizeof state->alarm_message);

  return TRUE;
}

static void
forget_motion (InsMarlinStage *self)
{
  self->homing_mask = self->moving_mask = 0;
  self->waits_for_end = FALSE;
}

/* ---- stops ---------------------------------------------------------------------------------- */

void
ins_marlin_stage_begin_flush (InsMarlinStage *self)
{
  self->flush = (InsMarlinFlush){ .is_under_way = TRUE, .begun_s = ins_clock_now_s () };
  self->n_open = 0;
  forget_motion (self);
}

gboolean
ins_marlin_stage_cut_off (InsMarlinStage *self, GError **error)
{
  ins_marlin_stage_begin_flush (self);

  return ins_line_link_write (ins_serial_stage_get_link (INS_SERIAL_STAGE (self)), INS_MARLIN_STOP,
                              error);
}

/* Every M410 is answered. One that was not got lost on its way. Plain positions after it are true
 * only if it was heard, which M400 makes sure of. */
static gboolean
end_flush (InsMarlinStage *self, GError **error)
{
  InsMarlinFlush *flush = &self->flush;
  guint n_repeats = flush->n_repeats + 1;

  if (flush->n_oks == 0 && !self->is_halted && n_repeats < MOST_STOPS)
    {
      if (!ins_marlin_stage_cut_off (self, error))
        return FALSE;
      flush->n_repeats = n_repeats;
      return TRUE;
    }
  flush->is_under_way = FALSE;
  flush->is_done = TRUE;
  self->n_open = 0;
  self->has_end = FALSE; /* the queue is gone */
  if (self->truth != INS_MARLIN_TRUTH_REAL)
    {
      self->moving_mask = INS_MARLIN_ALL_AXES;
      self->expected_end_s = 0.0;
    }

  return TRUE;
}

/* M410 stands still at once, but for a second every answer waits, and more than one ok may follow
 * (planner.cpp quick_stop(), cleaning_buffer_counter). TRUE with is_under_way FALSE: it is over. */
static gboolean
continue_flush (InsMarlinStage *self, double until_s, GError **error)
{
  InsLineLink *link = ins_serial_stage_get_link (INS_SERIAL_STAGE (self));
  InsMarlinFlush *flush = &self->flush;
  double now_s = ins_clock_now_s ();

  if (!ins_marlin_stage_listen (self, fmin (now_s + SLICE_S, until_s), error))
    return FALSE;
  now_s = ins_clock_now_s ();
  if ((flush->n_oks > 0 && now_s > link->heard_s + QUIET_AFTER_STOP_S) ||
      now_s > fmax (flush->begun_s, link->heard_s) + STOP_SILENCE_S || self->is_halted)
    return end_flush (self, error);

  return TRUE;
}

static void
heed_stop (InsMarlinStage *self)
{
  if (!ins_serial_stage_stop_is_asked (INS_SERIAL_STAGE (self)))
    self->flush.is_done = FALSE;
  else if (!self->flush.is_under_way && !self->flush.is_done)
    {
      self->was_cut_off |= self->moving_mask != 0 || self->homing_mask != 0;
      ins_marlin_stage_begin_flush (self);
    }
}

/* A command in progress has been silent for longer than it may. Commands are carried out one after
 * the other: if a question is answered, it has ended, and its ok was lost. */
static gboolean
find_end (InsMarlinStage *self, double silence_s, GError **error)
{
  double asked_s = 0.0;

  if (ins_marlin_stage_locate (self, FALSE, ins_clock_now_s () + PROBE_S, &asked_s, NULL) &&
      !self->is_halted)
    return TRUE;
  ins_serial_stage_set_silent_error (INS_SERIAL_STAGE (self), silence_s, error);

  return FALSE;
}

/* ---- homing --------------------------------------------------------------------------------- */

/* G28 is answered at its end; until then nothing but "busy" comes. */
static gboolean
follow_homing (InsMarlinStage *self, InsSerialState *state, double until_s, GError **error)
{
  InsLineLink *link = ins_serial_stage_get_link (INS_SERIAL_STAGE (self));

  if (!ins_marlin_stage_listen (self, fmin (ins_clock_now_s () + SLICE_S, until_s), error))
    return FALSE;
  if (self->n_open > 0 && !self->is_halted && !self->is_restarted)
    {
      double silence_s = ins_clock_now_s () - link->heard_s;

      if (!self->has_busy || silence_s < HOMING_SILENCE_S)
        return report_motion (state, self->homing_mask);
      if (!find_end (self, silence_s, error))
        return FALSE;
    }
  if (self->complaint[0] == '\0' && !self->is_halted && !self->is_restarted)
    self->homed_mask |= self->homing_mask;
  self->homing_mask = 0;
  self->has_end = FALSE;
  self->has_offset = FALSE;
  if (self->homed_mask == INS_MARLIN_ALL_AXES)
    self->was_cut_off = FALSE;

  return TRUE;
}

/* ---- moves whose end only M400 tells -------------------------------------------------------- */

/* M400 would make a build without emergency parser deaf to M410 as long as the move takes, so it is
 * sent when the move should have ended. Until then plain M114 shows that somebody is there. */
static gboolean
follow_blind_move (InsMarlinStage *self, InsSerialState *state, double until_s, GError **error)
{
  InsLineLink *link = ins_serial_stage_get_link (INS_SERIAL_STAGE (self));
  double asked_s = 0.0, silence_s;

  if (!self->waits_for_end && ins_clock_now_s () < self->expected_end_s)
    return ins_marlin_stage_locate (self, FALSE, until_s, &asked_s, error) &&
           report_motion (state, self->moving_mask);
  if (!self->waits_for_end)
    {
      self->n_open = 0;
      if (!ins_marlin_stage_send (self, "M400\n", error))
        return FALSE;
      self->waits_for_end = TRUE;
      link->heard_s = ins_clock_now_s ();
    }
  if (!ins_marlin_stage_listen (self, fmin (ins_clock_now_s () + SLICE_S, until_s), error))
    return FALSE;
  silence_s = ins_clock_now_s () - link->heard_s;
  if (self->n_open > 0 && silence_s < HOMING_SILENCE_S)
    return report_motion (state, self->moving_mask);
  if (self->n_open > 0 && !find_end (self, silence_s, error))
    return FALSE;
  forget_motion (self);

  return TRUE;
}

/* ---- where it is ---------------------------------------------------------------------------- */

static guint
get_differing_axes (const InsMarlinReply *a, const InsMarlinReply *b)
{
  guint mask = 0;

  for (guint axis = 0; axis < INS_N_AXES; axis++)
    if (!a->has_counts || !b->has_counts || a->counts[axis] != b->counts[axis])
      mask |= 1u << axis;

  return mask;
}

static const char *
get_alarm (const InsMarlinStage *self)
{
  if (self->is_halted)
    return _ ("The controller has halted itself (kill) and hears nothing more. Press its reset "
              "button or switch it off and on, then home.");
  if (self->is_restarted)
    return _ ("The controller has restarted by itself, so its position is lost. Check its power "
              "and home again.");
  if (self->hit_mask != 0)
    return _ ("A limit switch was hit and the stage stopped at once. Look what is in its way, "
              "unlock, and home again.");

  return NULL;
}

/* Moves as long as it is not where the queue ends. */
static gboolean
find_place (InsMarlinStage *self, InsSerialState *state, double until_s, GError **error)
{
  gboolean is_real = self->truth != INS_MARLIN_TRUTH_PROJECTED;
  guint n_greetings = self->n_greetings;
  InsMarlinReply here;
  double asked_s = 0.0;

  if (!ins_marlin_stage_locate (self, is_real, until_s, &state->asked_s, error))
    return FALSE;
  /* it restarted or halted itself instead of answering: what it last said is no answer */
  if (self->is_halted || self->n_greetings != n_greetings)
    return report_alarm (state, get_alarm (self));
  here = self->place;
  state->answered_s = self->place_s;
  if (!is_real)
    self->end = here;
  else if (!self->has_end || !ins_marlin_is_same_place (&here, &self->end))
    {
      gboolean is_new = !self->has_end || self->truth != INS_MARLIN_TRUTH_REAL;

      /* one in motion knows its end; one at rest was moved by somebody else */
      if (self->moving_mask == 0 || is_new)
        {
          if (!ins_marlin_stage_locate (self, FALSE, until_s, &asked_s, error))
            return FALSE;
          self->end = self->place;
        }
      if (!ins_marlin_is_same_place (&here, &self->end))
        state->moving_mask = get_differing_axes (&here, &self->end);
    }
  self->has_end = TRUE;
  if (state->moving_mask == 0)
    self->moving_mask = 0;
  ins_marlin_stage_get_position (self, &here, &self->here);
  state->position = self->here;

  return TRUE;
}

/* A stop of which this driver has not heard yet silences the controller as well. */
static gboolean
bear_silence (InsMarlinStage *self, InsSerialState *state, GError **error)
{
  if (!ins_serial_stage_stop_is_asked (INS_SERIAL_STAGE (self)) ||
      ins_clock_now_s () > self->flush.begun_s + 3.0 * STOP_SILENCE_S)
    return FALSE;
  g_clear_error (error);
  ins_marlin_stage_begin_flush (self);

  return report_motion (state, INS_MARLIN_ALL_AXES);
}

static const char *
get_notice (const InsMarlinStage *self)
{
  if (self->moving_mask != 0 && self->truth == INS_MARLIN_TRUTH_PROJECTED)
    return _ ("This firmware does not say where it is while it moves (built without "
              "M114_REALTIME); the position is known again when it stands.");
  if (self->homing_mask != 0 && !self->settings.has_emergency_parser)
    return _ ("This firmware hears no stop while it homes (built without EMERGENCY_PARSER). Keep "
              "a hand on its power switch.");
  if (self->is_shortened)
    return _ ("The controller's own soft endstop has shortened the move.");
  if (self->was_cut_off)
    return _ ("The last stop had no ramp: Marlin has none. If the motors lost steps the position "
              "is wrong; home again if in doubt.");

  return "";
}

/* The extruder's coordinate is to say what is true, whoever asks later. */
static void
keep_mark (InsMarlinStage *self)
{
  gboolean is_homed = self->homed_mask == INS_MARLIN_ALL_AXES;

  if (is_homed == self->is_marked || get_alarm (self) != NULL)
    return;
  if (!ins_marlin_stage_mark (self, is_homed, NULL))
    g_debug ("the controller does not take note of its homing");
  self->is_marked = is_homed; /* tried once */
}

/* The axis that hit its switch stops by itself; the others are told to. */
static gboolean
heed_switches (InsMarlinStage *self, GError **error)
{
  if (self->hit_mask == self->heeded_hit_mask)
    return TRUE;
  self->heeded_hit_mask = self->hit_mask;
  self->homed_mask = 0;

  return ins_marlin_stage_cut_off (self, error);
}

static gboolean
query (InsMarlinStage *self, InsSerialState *state, double until_s, GError **error)
{
  guint n_greetings = self->n_greetings;

  if (self->is_halted)
    return ins_marlin_stage_listen (self, fmin (ins_clock_now_s () + SLICE_S, until_s), error) &&
           report_alarm (state, get_alarm (self));
  heed_stop (self);
  if (self->flush.is_under_way)
    {
      if (!continue_flush (self, until_s, error))
        return FALSE;
      if (self->flush.is_under_way)
        return report_motion (state, INS_MARLIN_ALL_AXES);
    }
  if (self->homing_mask != 0)
    {
      if (!follow_homing (self, state, until_s, error))
        return FALSE;
      if (self->homing_mask != 0)
        return TRUE;
    }
  if (self->moving_mask != 0 && self->truth != INS_MARLIN_TRUTH_REAL)
    {
      if (!follow_blind_move (self, state, until_s, error))
        return FALSE;
      if (self->moving_mask != 0)
        return TRUE;
    }
  if (self->is_halted || self->n_greetings != n_greetings)
    return report_alarm (state, get_alarm (self));
  keep_mark (self);

  return find_place (self, state, fmax (until_s, ins_clock_now_s () + MARK_SILENCE_S), error);
}

gboolean
ins_marlin_stage_query (InsSerialStage *stage,
                        InsSerialState *state,
                        double until_s,
                        GError **error)
{
  InsMarlinStage *self = INS_MARLIN_STAGE (stage);
  g_autoptr (GError) own = NULL;

  if (!query (self, state, until_s, &own) && !bear_silence (self, state, &own))
    {
      g_propagate_error (error, g_steal_pointer (&own));
      return FALSE;
    }
  if (!heed_switches (self, error))
    return FALSE;
  if (self->is_halted || self->is_restarted)
    {
      forget_motion (self);
      self->homed_mask = 0;
      self->flush.is_under_way = FALSE;
      self->is_marked = FALSE;
    }
  if (self->flush.is_under_way)
    state->moving_mask = INS_MARLIN_ALL_AXES;
  else if (get_alarm (self) != NULL)
    {
      g_strlcpy (state->alarm_message, get_alarm (self), sizeof state->alarm_message);
      state->moving_mask = 0;
    }
  if (self->is_halted || self->is_restarted)
    state->position = (InsPosition){ { (double)NAN, (double)NAN, (double)NAN } };
  state->homed_mask = self->homed_mask;
  state->lost_mask = INS_MARLIN_ALL_AXES & ~self->homed_mask;
  state->limit_mask = self->hit_mask;
  g_strlcpy (state->notice, get_notice (self), sizeof state->notice);

  return TRUE;
}
