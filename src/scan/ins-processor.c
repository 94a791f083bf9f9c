/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "ins-processor"

#include "config.h"

#include <math.h>
#include <string.h>

#include "core/ins-clock.h"
#include "scan/ins-processor-private.h"
#include "scan/ins-registration-map.h"

#define NEAR_STEPS                                                                                 \
  0.75 /* how far a pulse may lie from the centre of a pixel that has none of its own */

#define MOVED_STEPS 0.5 /* further a line must not lie from where it was put */

static InsEvaluator *
make_evaluator (const InsProcessor *self, const InsRecipe *recipe)
{
  const InsTiming *timing = &self->plan->timing;
  const InsAscanFormat format = { .type = INS_SAMPLE_INT16,
                                  .n_samples = timing->n_samples,
                                  .stride = timing->n_samples,
                                  .sample_rate_hz = timing->sample_rate_hz,
                                  .delay_s = timing->delay_s,
                                  .full_scale_counts = self->full_scale_counts };

  return ins_evaluator_new (recipe, &format);
}

InsProcessor *
ins_processor_new (const InsRecipe *recipe,
                   const InsPlan *plan,
                   const InsRig *rig,
                   const InsDigitizerInfo *card,
                   double quantum_mm)
{
  InsProcessor *self = g_new0 (InsProcessor, 1);

  self->recipe = ins_recipe_copy (recipe);
  self->plan = plan;
  self->full_scale_counts = card->full_scale_counts;
  self->is_gated = card->n_outputs > 0;
  ins_gated_values_init (&self->gated, recipe, card);
  self->evaluator = make_evaluator (self, recipe);
  self->quantum_mm = quantum_mm;
  self->track = ins_track_new (plan->speed_mm_s, plan->acceleration_mm_s2, quantum_mm);
  self->has_encoder = card->has_encoder;
  self->encoder_sigma_mm = card->encoder_step_mm > 0.0 ? card->encoder_step_mm / sqrt (12.0)
                                                       : (double)NAN;
  ins_pulse_places_init (&self->places, plan, rig);
  self->sums = g_new0 (gint32, plan->timing.n_samples);
  self->scratch = g_new0 (gint16, plan->timing.n_samples);
  self->wanted = g_new0 (guint8, plan->grid.n_columns);

  return self;
}

void
ins_processor_free (InsProcessor *self)
{
  ins_recipe_free (self->recipe);
  ins_evaluator_free (self->evaluator);
  ins_track_free (self->track);
  ins_pulse_places_clear (&self->places);
  g_free (self->sums);
  g_free (self->scratch);
  g_free (self->wanted);
  g_free (self);
}

InsTrack *
ins_processor_get_track (InsProcessor *self)
{
  return self->track;
}

static void
clear_line (InsLineData *data, InsHole reason)
{
  ins_processor_clear_pixels (data, 0, data->n_pixels, reason);
}

/* Nothing was to be measured there, whatever was heard in passing. */
static void
leave_out_unwanted (InsProcessor *self, InsLineData *data)
{
  if (self->plan->area == NULL)
    return;
  (void)ins_plan_get_wanted (self->plan, data->line.row, self->wanted);
  for (guint column = 0; column < data->n_pixels; column++)
    if (self->wanted[column] == 0)
      ins_processor_clear_pixels (data, column, 1, INS_HOLE_OUTSIDE);
}

/* A pixel between two neighbouring pulses that fell into none: it takes the nearer one. */
static void
fill_between (InsProcessor *self, const InsLinePulses *pulses, guint before, InsLineData *data)
{
  double from = self->places.columns[before], to = self->places.columns[before + 1];
  double low = floor (MIN (from, to) + 0.5) + 1.0;
  double high = floor (MAX (from, to) + 0.5) - 1.0;
  gboolean lost = self->places.gaps[before + 1] != 1;

  if (isnan (from) || isnan (to))
    return;
  for (double column = MAX (low, 0.0); column <= MIN (high, data->n_pixels - 1.0); column += 1.0)
    {
      guint nearer = fabs (from - column) <= fabs (to - column) ? before : before + 1;

      if (lost && self->places.n_lost[(guint)column] > 0)
        data->holes[(guint)column] = INS_HOLE_LOST_PULSES;
      else if (fabs (self->places.columns[nearer] - column) <= NEAR_STEPS)
        ins_processor_fill_pixel (self, pulses, nearer, 1, data, (guint)column);
      else
        data->holes[(guint)column] = INS_HOLE_LOST_PULSES;
    }
}

static void
fill_line (InsProcessor *self, const InsLinePulses *pulses, InsLineData *data)
{
  guint first = 0;

  while (first < pulses->n_pulses)
    {
      double column = floor (self->places.columns[first] + 0.5);
      guint n = 1;

      while (first + n < pulses->n_pulses &&
             floor (self->places.columns[first + n] + 0.5) == column)
        n++;
      if (column >= 0.0 && column < data->n_pixels)
        ins_processor_fill_pixel (self, pulses, first, n, data, (guint)column);
      if (first + n < pulses->n_pulses)
        fill_between (self, pulses, first + n - 1, data);
      first += n;
    }
}

/* A line whose place is only guessed, or doubted by more than half a pixel, is not shown. */
static gboolean
is_trusted (const InsProcessor *self, const InsLinePulses *pulses, InsTrackLine *track)
{
  if (track->state == INS_TRACK_OK && pulses->n_parts > 0 &&
      pulses->parts[pulses->n_parts - 1].map.span_s < INS_CLOCK_YOUNG_S)
    track->state = INS_TRACK_CLOCK_YOUNG;
  track->verdict = ins_track_judge (track, self->plan->grid.scan_step_mm);

  return ins_track_is_believed (track->verdict);
}

/* TRUE if the encoder has told where the pulses were heard; then its uncertainty is the line's. */
static gboolean
place_by_encoder (InsProcessor *self, const InsLinePulses *pulses, InsLineData *data)
{
  InsAxis axis = self->plan->grid.scan_axis;
  const InsEncoderRest rest = { .position_mm = data->line.start.mm[axis],
                                .from_s = data->started_s,
                                .until_s = data->moved_s,
                                .acceleration_mm_s2 = self->plan->acceleration_mm_s2 };
  double speed_mm_s = data->track.n_reports > 0 && !data->track.interpolated
                          ? data->track.speed_mm_s
                          : copysign (self->plan->speed_mm_s,
                                      data->line.end.mm[axis] - data->line.start.mm[axis]);

  data->card.encoder = ins_pulse_places_use_encoder (&self->places, pulses, data, &rest, speed_mm_s,
                                                     &self->encoder, &data->card.slip_mm);
  if (data->card.encoder != INS_ENCODER_PLACED)
    return FALSE;

  data->card.placing = INS_PLACED_BY_ENCODER;
  data->track.speed_mm_s = speed_mm_s;
  data->track.sigma_s = self->encoder_sigma_mm / fabs (speed_mm_s);

  return TRUE;
}

/* There is no uncertainty but the controller's own. */
static gboolean
place_by_triggers (InsProcessor *self, const InsLinePulses *pulses, InsLineData *data)
{
  InsAxis axis = self->plan->grid.scan_axis;

  data->card.placing = INS_PLACED_BY_TRIGGER;
  data->card.n_triggers = pulses->n_pulses;
  if (!ins_pulse_places_use_triggers (&self->places, pulses, data, self->plan))
    {
      clear_line (data, INS_HOLE_LOST_PULSES);
      return FALSE;
    }
  data->track.speed_mm_s = copysign (self->plan->speed_mm_s,
                                     data->line.end.mm[axis] - data->line.start.mm[axis]);
  data->track.sigma_s = 0.0;

  return TRUE;
}

/* FALSE with the line cleared if where its pulses were heard is not known. */
static gboolean
place_line (InsProcessor *self, const InsLinePulses *pulses, InsLineData *data)
{
  if (data->is_registered)
    ins_track_look_again (self->track, data->reports, data->n_reports, &data->track);
  ins_pulse_places_set_times (&self->places, pulses);
  if (self->plan->pulse_step_mm > 0.0)
    return place_by_triggers (self, pulses, data);
  if (self->has_encoder && place_by_encoder (self, pulses, data))
    return TRUE;
  if (!data->is_registered)
    data->track.verdict = INS_TRACK_LOST;
  if (!data->is_registered || !is_trusted (self, pulses, &data->track) ||
      data->card.encoder == INS_ENCODER_SLIPPED || data->card.encoder == INS_ENCODER_STRANGER)
    {
      clear_line (data, INS_HOLE_REGISTRATION);
      return FALSE;
    }
  ins_pulse_places_use_track (&self->places, pulses, data, self->track);
  ins_track_note_placed (self->track, data->reports, data->n_reports, data->line.row, &data->track);

  return TRUE;
}

/* Pixels at which the stage rested. The reports say so, two of each pixel in the order of the
 * visit: without them nobody came there. */
static void
fill_points (InsProcessor *self, const InsLinePulses *pulses, InsLineData *data)
{
  const InsLine *line = &data->line;
  double began_s = ins_clock_now_s ();
  guint slot = 0, n;

  data->card.placing = INS_PLACED_AT_REST;
  memset (self->places.n_lost, 0, data->n_pixels * sizeof *self->places.n_lost);
  (void)ins_plan_get_wanted (self->plan, line->row, self->wanted);
  for (guint i = 0; i < line->n_columns; i++)
    {
      guint column = line->first_column + (line->direction > 0 ? i : line->n_columns - 1 - i);

      if (self->wanted[column] != 0 && 2 * slot + 1 < data->n_reports)
        data->holes[column] = isnan (data->reports[2 * slot++ + 1].asked_s) ? INS_HOLE_NOT_REACHED
                                                                            : INS_HOLE_LOST_PULSES;
    }
  for (guint first = 0; first < pulses->n_pulses; first += n)
    {
      for (n = 1;
           first + n < pulses->n_pulses && pulses->columns[first + n] == pulses->columns[first];)
        {
          data->n_lost_pulses += (guint)(pulses->pulses[first + n].index -
                                         pulses->pulses[first + n - 1].index - 1);
          n++;
        }
      ins_processor_fill_pixel (self, pulses, first, n, data, pulses->columns[first]);
    }
  data->average_s = ins_clock_now_s () - began_s - data->gate_s;
}

static void
fill_swept (InsProcessor *self, const InsLinePulses *pulses, InsLineData *data)
{
  double began_s = ins_clock_now_s (), placed_s;
  gboolean is_placed = place_line (self, pulses, data);

  placed_s = ins_clock_now_s ();
  data->place_s = placed_s - began_s;
  if (!is_placed)
    return;

  data->n_lost_pulses = ins_pulse_places_count_lost (&self->places, pulses->n_pulses);
  fill_line (self, pulses, data);
  data->average_s = ins_clock_now_s () - placed_s - data->gate_s;
}

/* Of the part that knows its clock least. */
static double
get_clock_sigma_s (const InsLinePulses *pulses)
{
  double sigma_s = 0.0;

  for (guint i = 0; i < pulses->n_parts; i++)
    sigma_s = MAX (sigma_s, pulses->parts[i].map.sigma_s);

  return sigma_s;
}

void
ins_processor_register_line (InsProcessor *self, const InsLinePulses *pulses, InsLineData *data)
{
  InsAxis axis = self->plan->grid.scan_axis;
  gboolean lossy = pulses->n_overruns > 0 || pulses->overflow || pulses->n_pulses == 0;

  clear_line (data, lossy ? INS_HOLE_LOST_PULSES : INS_HOLE_NOT_REACHED);
  memset (&data->track, 0, sizeof data->track);
  data->n_lost_pulses = 0;
  data->clock_rate = pulses->n_parts > 0 ? pulses->parts[pulses->n_parts - 1].map.rate : 1.0;
  data->card = (InsLineCard){ .first_card_s = (double)NAN,
                              .last_card_s = (double)NAN,
                              .first_host_s = (double)NAN,
                              .slip_mm = (double)NAN,
                              .n_overruns = pulses->n_overruns };
  data->place_s = data->average_s = data->gate_s = data->derive_s = 0.0;
  data->is_registered = data->line.n_columns > 0 && self->plan->motion != INS_SCAN_POINTS &&
                        ins_track_add_line (self->track, data->line.start.mm[axis],
                                            data->line.end.mm[axis], data->reports, data->n_reports,
                                            &data->track);
}

gboolean
ins_processor_wants_more (const InsProcessor *self, const InsLineData *data)
{
  return data->is_registered && !ins_track_is_anchored (self->track) && !self->has_encoder &&
         !(self->plan->pulse_step_mm > 0.0);
}

void
ins_processor_place_line (InsProcessor *self, const InsLinePulses *pulses, InsLineData *data)
{
  if (data->is_registered && !ins_track_is_anchored (self->track))
    ins_track_anchor_now (self->track);
  if (data->line.n_columns > 0 && self->plan->motion == INS_SCAN_POINTS)
    fill_points (self, pulses, data);
  else if (data->line.n_columns > 0)
    fill_swept (self, pulses, data);
  leave_out_unwanted (self, data);
  ins_processor_gate_line (self, data);
  ins_registration_map_fill (self->track, &self->plan->grid, get_clock_sigma_s (pulses),
                             self->quantum_mm, data);
}

double
ins_processor_get_moved_limit_s (const InsProcessor *self)
{
  return MOVED_STEPS * self->plan->grid.scan_step_mm / self->plan->speed_mm_s;
}

void
ins_processor_take_moved (InsProcessor *self, GArray *rows)
{
  ins_track_take_moved (self->track, ins_processor_get_moved_limit_s (self), rows);
}
