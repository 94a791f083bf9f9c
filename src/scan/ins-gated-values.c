/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <math.h>

#include "scan/ins-gated-values.h"

#define END_SHARE 0.005 /* of full scale: so near its ends a time output says "no echo" */

void
ins_gated_values_init (InsGatedValues *self, const InsRecipe *recipe, const InsDigitizerInfo *card)
{
  *self = (InsGatedValues){ .n_outputs = MIN (card->n_outputs, INS_MAX_OUTPUTS),
                            .full_scale_counts = card->full_scale_counts };
  for (guint i = 0; i < self->n_outputs; i++)
    {
      self->outputs[i] = card->outputs[i];
      self->gates[i] = card->outputs[i].kind != INS_OUTPUT_SPARE
                           ? ins_recipe_find_gate (recipe, card->outputs[i].gate)
                           : -1;
    }
}

static gboolean
is_at_end (const InsGatedValues *self, int counts)
{
  /* the positive end of a two's complement range is one count short */
  return counts >= self->full_scale_counts - 1 || -counts >= self->full_scale_counts;
}

/* Off the range or at zero volts, which is where such outputs rest. */
static gboolean
is_no_echo (const InsGatedValues *self, const InsCardOutput *output, int counts)
{
  double full_v = ins_card_scale_to_v (&output->scale, self->full_scale_counts);
  double value_v = ins_card_scale_to_v (&output->scale, counts);

  return is_at_end (self, counts) ||
         !(value_v > END_SHARE * full_v && value_v < (1.0 - END_SHARE) * full_v);
}

static double
get_value (const InsCardOutput *output, int counts)
{
  return output->at_zero_v + output->per_v * ins_card_scale_to_v (&output->scale, counts);
}

static void
put_amplitude (const InsGatedValues *self,
               guint output,
               const gint16 *samples,
               guint n_pulses,
               InsGateResult *result)
{
  double sum = 0.0;

  result->status |= INS_STATUS_HAS_DATA;
  for (guint i = 0; i < n_pulses; i++)
    {
      int counts = samples[(gsize)i * self->n_outputs + output];

      sum += get_value (&self->outputs[output], counts);
      if (counts >= self->full_scale_counts - 1)
        result->status |= INS_STATUS_SATURATED;
    }
  result->amplitude_percent = (float)(sum / n_pulses);
}

static void
put_time (const InsGatedValues *self,
          guint output,
          const gint16 *samples,
          guint n_pulses,
          InsGateResult *result)
{
  double sum = 0.0;
  guint n = 0;

  result->status |= INS_STATUS_HAS_DATA;
  for (guint i = 0; i < n_pulses; i++)
    {
      int counts = samples[(gsize)i * self->n_outputs + output];

      if (is_no_echo (self, &self->outputs[output], counts))
        continue;
      sum += get_value (&self->outputs[output], counts);
      n++;
    }
  if (n == 0)
    {
      result->status |= INS_STATUS_NO_ECHO;
      return;
    }
  result->crossing_s = result->peak_s = sum / n;
  result->tof_s = (float)result->crossing_s;
}

void
ins_gated_values_evaluate (const InsGatedValues *self,
                           const gint16 *samples,
                           guint n_pulses,
                           guint n_gates,
                           InsGateResult *results)
{
  for (guint gate = 0; gate < n_gates; gate++)
    results[gate] = (InsGateResult){
      .amplitude_percent = NAN, .tof_s = NAN, .crossing_s = (double)NAN, .peak_s = (double)NAN
    };
  for (guint i = 0; i < self->n_outputs && n_pulses > 0; i++)
    {
      if (self->gates[i] < 0)
        continue;
      if (self->outputs[i].kind == INS_OUTPUT_AMPLITUDE)
        put_amplitude (self, i, samples, n_pulses, &results[self->gates[i]]);
      else
        put_time (self, i, samples, n_pulses, &results[self->gates[i]]);
    }
}
