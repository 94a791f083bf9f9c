/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <math.h>
#include <string.h>

#include "scan/ins-pulse-places.h"

/* More periods than that between two pulses are not gone through one by one. */
#define MAX_GAP 10000000.0

void
ins_pulse_places_init (InsPulsePlaces *self, const InsPlan *plan, const InsRig *rig)
{
  *self = (InsPulsePlaces){ .grid = plan->grid,
                            .prf_hz = plan->timing.prf_hz,
                            .latency_s = rig->latency_ms * 1e-3,
                            .backlash_mm = rig->backlash_mm,
                            .n_lost = g_new0 (guint16, plan->grid.n_columns) };
}

void
ins_pulse_places_clear (InsPulsePlaces *self)
{
  g_free (self->times_s);
  g_free (self->columns);
  g_free (self->gaps);
  g_free (self->n_lost);
  g_free (self->positions_mm);
}

static void
make_room (InsPulsePlaces *self, guint n_pulses)
{
  if (n_pulses <= self->capacity)
    return;
  self->capacity = n_pulses;
  self->times_s = g_renew (double, self->times_s, n_pulses);
  self->columns = g_renew (double, self->columns, n_pulses);
  self->gaps = g_renew (guint64, self->gaps, n_pulses);
  self->positions_mm = g_renew (double, self->positions_mm, n_pulses);
}

void
ins_pulse_places_set_times (InsPulsePlaces *self, const InsLinePulses *pulses)
{
  make_room (self, pulses->n_pulses);
  for (guint part = 0; part < pulses->n_parts; part++)
    {
      const InsClockMap *map = &pulses->parts[part].map;
      guint first = pulses->parts[part].first;
      guint end = part + 1 < pulses->n_parts ? pulses->parts[part + 1].first : pulses->n_pulses;

      for (guint i = first; i < end; i++)
        {
          self->times_s[i] = ins_clock_map_to_host_s (map, pulses->pulses[i].card_s);
          if (i > first)
            self->gaps[i] = pulses->pulses[i].index - pulses->pulses[i - 1].index;
          else if (i > 0)
            self->gaps[i] = (guint64)CLAMP (
                rint ((self->times_s[i] - self->times_s[i - 1]) * self->prf_hz / map->rate), 1.0,
                MAX_GAP);
          else
            self->gaps[i] = 1;
        }
    }
}

static double
to_column (const InsPulsePlaces *self, double position_mm)
{
  const InsScanGrid *grid = &self->grid;

  return (position_mm - grid->start.mm[grid->scan_axis]) * grid->scan_sign / grid->scan_step_mm;
}

/* Backlash: a stage coordinate is where the load is on the way up; on the way down it is the
 * backlash above. */
void
ins_pulse_places_use_track (InsPulsePlaces *self,
                            const InsLinePulses *pulses,
                            const InsLineData *data,
                            const InsTrack *track)
{
  double start_mm = data->line.start.mm[self->grid.scan_axis];
  double end_mm = data->line.end.mm[self->grid.scan_axis];
  double above_mm = end_mm < start_mm ? self->backlash_mm : 0.0;

  for (guint i = 0; i < pulses->n_pulses; i++)
    self->columns[i] = to_column (self, ins_track_get_mm (track, &data->track, start_mm, end_mm,
                                                          self->times_s[i] - self->latency_s) +
                                            above_mm);
}

InsEncoderVerdict
ins_pulse_places_use_encoder (InsPulsePlaces *self,
                              const InsLinePulses *pulses,
                              const InsLineData *data,
                              const InsEncoderRest *rest,
                              double speed_mm_s,
                              InsEncoderTrack *encoder,
                              double *slip_mm)
{
  double allowance_mm = 0.5 * self->grid.scan_step_mm + fabs (self->backlash_mm);
  InsEncoderVerdict verdict = ins_encoder_track_add_line (encoder, pulses->pulses, self->times_s,
                                                          pulses->n_pulses, rest, allowance_mm,
                                                          speed_mm_s, self->positions_mm, slip_mm);

  if (verdict == INS_ENCODER_PLACED)
    for (guint i = 0; i < pulses->n_pulses; i++)
      self->columns[i] = to_column (self, self->positions_mm[i]);

  return verdict;
}

gboolean
ins_pulse_places_use_triggers (InsPulsePlaces *self,
                               const InsLinePulses *pulses,
                               const InsLineData *data,
                               const InsPlan *plan)
{
  double per_pixel = self->grid.scan_step_mm / plan->pulse_step_mm;
  double first = data->line.first_column;
  double last = first + data->line.n_columns - 1.0;

  if (pulses->n_pulses != data->line.n_pulses || pulses->n_overruns > 0 || pulses->overflow)
    return FALSE;
  for (guint i = 0; i < pulses->n_pulses; i++)
    {
      double along = ((double)i - data->line.n_runway_pulses + 0.5) / per_pixel - 0.5;

      if (self->gaps[i] != 1)
        return FALSE;
      self->columns[i] = data->line.direction > 0 ? first + along : last - along;
    }

  return TRUE;
}

/* Comparisons are false for NaN. */
static void
lose_at (InsPulsePlaces *self, double column, guint *n)
{
  if (!(column >= 0.0 && column < self->grid.n_columns))
    return;
  (*n)++;
  if (self->n_lost[(guint)column] < G_MAXUINT16)
    self->n_lost[(guint)column]++;
}

guint
ins_pulse_places_count_lost (InsPulsePlaces *self, guint n_pulses)
{
  guint n = 0;

  memset (self->n_lost, 0, self->grid.n_columns * sizeof *self->n_lost);
  for (guint i = 1; i < n_pulses; i++)
    for (guint64 k = 1; k < self->gaps[i]; k++)
      {
        double share = (double)k / (double)self->gaps[i];

        lose_at (
            self,
            floor (self->columns[i - 1] + share * (self->columns[i] - self->columns[i - 1]) + 0.5),
            &n);
      }

  return n;
}
