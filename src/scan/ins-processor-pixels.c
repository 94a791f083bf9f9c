/* ins-processor-pixels.c - the pulses of a pixel, and what is made of a line's A-scans
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "config.h"

#include <math.h>
#include <string.h>

#include "core/ins-clock.h"
#include "scan/ins-processor-private.h"
#include "signal/ins-average.h"

/* The positive end of a two's complement range is one count short. */
static gboolean
is_saturated (int lowest, int highest, int full_scale_counts)
{
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

  data->n_pulses[column] = (guint16)MIN (n, G_MAXUINT16);
  data->status[column] = INS_STATUS_HAS_DATA;
  memset (self->sums, 0, n_samples * sizeof *self->sums);
  for (guint i = first; i < first + n; i++)
    {
      int lowest, highest;

      ins_average_add (self->sums, pulses->samples + (gsize)i * n_samples, n_samples, &lowest,
                       &highest);
      if (is_saturated (lowest, highest, self->full_scale_counts))
        data->status[column] |= INS_STATUS_SATURATED;
    }
  ins_average_divide (self->sums, n_samples, n, ascan);
}

static void
put_results (InsLineData *data, guint column, const InsGateResult *results)
{
  for (guint gate = 0; gate < data->n_gates; gate++)
    {
      gsize at = (gsize)gate * data->n_pixels + column;

      data->amplitude_percent[at] = results[gate].amplitude_percent;
      data->tof_s[at] = results[gate].tof_s;
      data->gate_status[at] = results[gate].status;
    }
}

/* Pulses that have values in place of an A-scan. */
static void
take_values (InsProcessor *self,
             const InsLinePulses *pulses,
             guint first,
             guint n,
             InsLineData *data,
             guint column)
{
  InsGateResult results[INS_MAX_GATES];

  ins_gated_values_evaluate (&self->gated, pulses->samples + (gsize)first * data->n_samples, n,
                             data->n_gates, results);
  data->n_pulses[column] = (guint16)MIN (n, G_MAXUINT16);
  data->status[column] = INS_STATUS_HAS_DATA;
  for (guint gate = 0; gate < data->n_gates; gate++)
    data->status[column] |= results[gate].status & INS_STATUS_SATURATED;
  put_results (data, column, results);
}

void
ins_processor_clear_pixels (InsLineData *data, guint first, guint n, InsHole reason)
{
  if (data->ascans != NULL)
    memset (data->ascans + (gsize)first * data->n_samples, 0,
            (gsize)n * data->n_samples * sizeof *data->ascans);
  memset (data->n_pulses + first, 0, n * sizeof *data->n_pulses);
  memset (data->holes + first, (int)reason, n);
  memset (data->status + first, 0, n);
  memset (data->alarms + first, 0, n * sizeof *data->alarms);
  for (guint gate = 0; gate < data->n_gates; gate++)
    {
      gsize at = (gsize)gate * data->n_pixels + first;

      memset (data->gate_status + at, 0, n);
      for (gsize i = at; i < at + n; i++)
        data->amplitude_percent[i] = data->tof_s[i] = (float)NAN;
    }
  for (guint plane = 0; plane < data->n_planes; plane++)
    for (guint i = first; i < first + n; i++)
      data->derived[(gsize)plane * data->n_pixels + i] = (float)NAN;
}

static void
note_pulses (const InsLinePulses *pulses, guint first, guint n, InsLineData *data)
{
  InsLineCard *card = &data->card;

  if (isnan (card->first_card_s))
    {
      guint part = pulses->n_parts - 1;

      while (part > 0 && pulses->parts[part].first > first)
        part--;
      card->stream = pulses->parts[part].stream;
      card->first_pulse = pulses->pulses[first].index;
      card->first_card_s = pulses->pulses[first].card_s;
      card->first_host_s = ins_clock_map_to_host_s (&pulses->parts[part].map, card->first_card_s);
    }
  card->last_pulse = pulses->pulses[first + n - 1].index;
  card->last_card_s = pulses->pulses[first + n - 1].card_s;
}

/* An A-scan that nobody keeps. */
static void
gate_unkept (InsProcessor *self, InsLineData *data, guint column)
{
  InsEvaluation values = ins_line_data_get_values (data);
  double began_s = ins_clock_now_s ();

  ins_evaluator_measure (self->evaluator, self->scratch, NULL, column, 1, data->n_pixels, &values);
  data->gate_s += ins_clock_now_s () - began_s;
}

/* What the line's A-scans say, when every pixel has what it gets. */
void
ins_processor_gate_line (InsProcessor *self, InsLineData *data)
{
  InsEvaluation values = ins_line_data_get_values (data);
  double began_s = ins_clock_now_s (), gated_s;

  if (data->ascans != NULL && !self->is_gated)
    ins_evaluator_measure (self->evaluator, data->ascans, data->holes, 0, data->n_pixels,
                           data->n_pixels, &values);
  gated_s = ins_clock_now_s ();
  data->gate_s += gated_s - began_s;
  if (!self->is_gated)
    ins_evaluator_add_saturation (self->evaluator, data->n_pulses, data->status, data->n_pixels,
                                  &values);
  ins_evaluator_derive (self->evaluator, data->n_pixels, &values);
  data->derive_s = ins_clock_now_s () - gated_s;
}

void
ins_processor_fill_pixel (InsProcessor *self,
                          const InsLinePulses *pulses,
                          guint first,
                          guint n,
                          InsLineData *data,
                          guint column)
{
  gint16 *ascan = data->ascans != NULL ? data->ascans + (gsize)column * data->n_samples
                                       : self->scratch;

  note_pulses (pulses, first, n, data);
  if (self->places.n_lost[column] > 0 && n < self->recipe->averages)
    {
      data->holes[column] = INS_HOLE_LOST_PULSES;
      return;
    }
  data->holes[column] = INS_HOLE_NONE;
  if (self->is_gated)
    {
      take_values (self, pulses, first, n, data, column);
      return;
    }
  average_pixel (self, pulses, first, n, data, column, ascan);
  if (data->ascans == NULL)
    gate_unkept (self, data, column);
}
