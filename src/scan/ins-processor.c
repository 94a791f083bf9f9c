/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "ins-processor"

#include "config.h"

#include <math.h>
#include <string.h>

#include "scan/ins-processor.h"

#define NEAR_STEPS                                                                                 \
  0.75 /* how far a pulse may lie from the centre of a pixel that has none of its own */

struct _InsProcessor
{
  InsRecipe *recipe;
  const InsPlan *plan; /* outlives us */
  int full_scale_counts;
  double latency_s;
  double backlash_mm;
  InsTrack *track;

  /* scratch of one line */
  gint32 *sums;    /* n_samples */
  guint16 *n_lost; /* n_pixels: pulses lost within the pixel */
  double *columns; /* one per pulse, grows to the largest line */
  guint max_columns;
};

InsProcessor *
ins_processor_new (const InsRecipe *recipe,
                   const InsPlan *plan,
                   const InsRig *rig,
                   int full_scale_counts,
                   double quantum_mm)
{
  InsProcessor *self = g_new0 (InsProcessor, 1);

  self->recipe = ins_recipe_copy (recipe);
  self->plan = plan;
  self->full_scale_counts = full_scale_counts;
  self->latency_s = rig->latency_ms * 1e-3;
  self->backlash_mm = rig->backlash_mm;
  self->track = ins_track_new (plan->speed_mm_s, plan->acceleration_mm_s2, quantum_mm);
  self->sums = g_new0 (gint32, plan->timing.n_samples);
  self->n_lost = g_new0 (guint16, plan->grid.n_columns);

  return self;
}

void
ins_processor_free (InsProcessor *self)
{
  ins_recipe_free (self->recipe);
  ins_track_free (self->track);
  g_free (self->sums);
  g_free (self->n_lost);
  g_free (self->columns);
  g_free (self);
}

/* Column (not rounded) in which a pulse was heard. Backlash: the load lags behind the counter by
 * half of it in the direction of motion. */
static double
get_column (const InsProcessor *self,
            const InsLine *line,
            const InsTrackLine *track,
            const InsClockMap *map,
            double card_s)
{
  const InsScanGrid *grid = &self->plan->grid;
  double start_mm = line->start.mm[grid->scan_axis];
  double end_mm = line->end.mm[grid->scan_axis];
  double time_s = ins_clock_map_to_host_s (map, card_s) - self->latency_s;
  double position_mm = ins_track_line_get_mm (track, 0.5 * (start_mm + end_mm), time_s);

  position_mm -= copysign (0.5 * self->backlash_mm, end_mm - start_mm);

  return (position_mm - grid->start.mm[grid->scan_axis]) * grid->scan_sign / grid->scan_step_mm;
}

static void
get_columns (InsProcessor *self, const InsLinePulses *pulses, const InsLineData *data)
{
  if (self->max_columns < pulses->n_pulses)
    {
      self->max_columns = pulses->n_pulses;
      self->columns = g_renew (double, self->columns, self->max_columns);
    }
  for (guint i = 0; i < pulses->n_pulses; i++)
    self->columns[i] = get_column (self, &data->line, &data->track, &pulses->map,
                                   pulses->pulses[i].card_s);
}

/* Where the lost pulses would have been: evenly between their neighbours. */
static void
count_lost (InsProcessor *self, const InsLinePulses *pulses, InsLineData *data)
{
  memset (self->n_lost, 0, data->n_pixels * sizeof *self->n_lost);
  data->n_lost_pulses = 0;

  for (guint i = 1; i < pulses->n_pulses; i++)
    {
      guint64 gap = pulses->pulses[i].index - pulses->pulses[i - 1].index;

      for (guint64 k = 1; k < gap; k++)
        {
          double share = (double)k / (double)gap;
          double column = floor (self->columns[i - 1] +
                                 share * (self->columns[i] - self->columns[i - 1]) + 0.5);

          if (column < 0.0 || column >= data->n_pixels)
            continue;
          data->n_lost_pulses++;
          if (self->n_lost[(guint)column] < G_MAXUINT16)
            self->n_lost[(guint)column]++;
        }
    }
}

static void
add_pulse (gint32 *restrict sums, const gint16 *restrict samples, guint n)
{
  for (guint i = 0; i < n; i++)
    sums[i] += samples[i];
}

static gboolean
is_saturated (const gint16 *samples, guint n, int full_scale_counts)
{
  int highest = 0, lowest = 0;

  for (guint i = 0; i < n; i++)
    {
      highest = MAX (highest, samples[i]);
      lowest = MIN (lowest, samples[i]);
    }

  /* the positive end of a two's complement range is one count short */
  return highest >= full_scale_counts - 1 || -lowest >= full_scale_counts;
}

/* Mean of pulses first..first+n-1 into the pixel's A-scan; halves round away from zero. */
static void
average_pixel (InsProcessor *self,
               const InsLinePulses *pulses,
               guint first,
               guint n,
               InsLineData *data,
               guint column,
               gint16 *ascan)
{
  guint n_samples = data->n_samples;
  gint32 count = (gint32)n;

  data->n_pulses[column] = (guint16)MIN (n, G_MAXUINT16);
  data->status[column] = INS_STATUS_HAS_DATA;
  memset (self->sums, 0, n_samples * sizeof *self->sums);
  for (guint i = first; i < first + n; i++)
    {
      const gint16 *samples = pulses->samples + (gsize)i * n_samples;

      add_pulse (self->sums, samples, n_samples);
      if (is_saturated (samples, n_samples, self->full_scale_counts))
        data->status[column] |= INS_STATUS_SATURATED;
    }
  for (guint i = 0; i < n_samples; i++)
    {
      gint32 sum = self->sums[i];

      ascan[i] = (gint16)((sum + (sum < 0 ? -count : count) / 2) / count);
    }
}

static void
gate_pixel (InsProcessor *self, InsLineData *data, guint column, const gint16 *ascan)
{
  const InsTiming *timing = &self->plan->timing;
  InsGateResult results[INS_MAX_GATES];

  ins_gates_evaluate (self->recipe->gates, data->n_gates, ascan, data->n_samples,
                      timing->sample_rate_hz, timing->delay_s, self->full_scale_counts, results);
  for (guint gate = 0; gate < data->n_gates; gate++)
    {
      gsize at = (gsize)gate * data->n_pixels + column;

      data->amplitude_percent[at] = results[gate].amplitude_percent;
      data->tof_s[at] = results[gate].tof_s;
      data->gate_status[at] = (guint8)(results[gate].status |
                                       (data->status[column] & INS_STATUS_SATURATED));
    }
}

static void
clear_line (InsLineData *data, InsHole reason)
{
  gsize n_values = (gsize)data->n_gates * data->n_pixels;

  if (data->ascans != NULL)
    memset (data->ascans, 0, (gsize)data->n_pixels * data->n_samples * sizeof *data->ascans);
  memset (data->n_pulses, 0, data->n_pixels * sizeof *data->n_pulses);
  memset (data->holes, (int)reason, data->n_pixels);
  memset (data->status, 0, data->n_pixels);
  memset (data->gate_status, 0, n_values);
  for (gsize i = 0; i < n_values; i++)
    data->amplitude_percent[i] = data->tof_s[i] = (float)NAN;
}

static void
fill_pixel (InsProcessor *self,
            const InsLinePulses *pulses,
            guint first,
            guint n,
            InsLineData *data,
            guint column,
            gint16 *scratch)
{
  gint16 *ascan = data->ascans != NULL ? data->ascans + (gsize)column * data->n_samples : scratch;

  if (self->n_lost[column] > 0 && n < self->recipe->averages)
    {
      data->holes[column] = INS_HOLE_LOST_PULSES;
      return;
    }
  data->holes[column] = INS_HOLE_NONE;
  average_pixel (self, pulses, first, n, data, column, ascan);
  gate_pixel (self, data, column, ascan);
}

/* A pixel between two neighbouring pulses that fell into none: it takes the nearer one. */
static void
fill_between (InsProcessor *self,
              const InsLinePulses *pulses,
              guint before,
              InsLineData *data,
              gint16 *scratch)
{
  double from = self->columns[before], to = self->columns[before + 1];
  double low = floor (MIN (from, to) + 0.5) + 1.0;
  double high = floor (MAX (from, to) + 0.5) - 1.0;
  gboolean lost = pulses->pulses[before + 1].index - pulses->pulses[before].index != 1;

  for (double column = MAX (low, 0.0); column <= MIN (high, data->n_pixels - 1.0); column += 1.0)
    {
      guint nearer = fabs (from - column) <= fabs (to - column) ? before : before + 1;

      if (lost && self->n_lost[(guint)column] > 0)
        data->holes[(guint)column] = INS_HOLE_LOST_PULSES;
      else if (fabs (self->columns[nearer] - column) <= NEAR_STEPS)
        fill_pixel (self, pulses, nearer, 1, data, (guint)column, scratch);
      else
        data->holes[(guint)column] = INS_HOLE_LOST_PULSES;
    }
}

static void
fill_line (InsProcessor *self, const InsLinePulses *pulses, InsLineData *data)
{
  g_autofree gint16 *scratch = data->ascans == NULL ? g_new (gint16, data->n_samples) : NULL;
  guint first = 0;

  while (first < pulses->n_pulses)
    {
      double column = floor (self->columns[first] + 0.5);
      guint n = 1;

      while (first + n < pulses->n_pulses && floor (self->columns[first + n] + 0.5) == column)
        n++;
      if (column >= 0.0 && column < data->n_pixels)
        fill_pixel (self, pulses, first, n, data, (guint)column, scratch);
      if (first + n < pulses->n_pulses)
        fill_between (self, pulses, first + n - 1, data, scratch);
      first += n;
    }
}

/* A line whose place is only guessed, or doubted by more than half a pixel, is not shown. */
static gboolean
is_trusted (const InsProcessor *self, const InsTrackLine *track)
{
  double doubt_mm = fabs (track->speed_mm_s) * track->sigma_s;

  return !track->interpolated && doubt_mm <= 0.5 * self->plan->grid.scan_step_mm;
}

void
ins_processor_process_line (InsProcessor *self, const InsLinePulses *pulses, InsLineData *data)
{
  InsAxis axis = self->plan->grid.scan_axis;
  gboolean registered;

  clear_line (data, INS_HOLE_NOT_REACHED);
  memset (&data->track, 0, sizeof data->track);
  data->n_lost_pulses = 0;
  data->clock_rate = pulses->map.rate;
  registered = ins_track_add_line (self->track, data->line.start.mm[axis], data->line.end.mm[axis],
                                   data->reports, data->n_reports, &data->track);
  if (!registered || !is_trusted (self, &data->track))
    {
      clear_line (data, INS_HOLE_REGISTRATION);
      return;
    }
  if (pulses->n_pulses == 0)
    {
      clear_line (data, INS_HOLE_LOST_PULSES);
      return;
    }

  get_columns (self, pulses, data);
  count_lost (self, pulses, data);
  fill_line (self, pulses, data);
}
