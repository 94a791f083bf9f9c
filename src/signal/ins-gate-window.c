/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <math.h>

#include "signal/ins-gate-window.h"

/* The sample as the gate's polarity sees it. */
static inline double
get_value (const InsGateWindow *self, guint i)
{
  double sample = ins_gate_window_get_sample (self, i);

  switch (self->polarity)
    {
    case INS_POLARITY_POSITIVE:
      return sample;
    case INS_POLARITY_NEGATIVE:
      return -sample;
    case INS_POLARITY_ABSOLUTE:
    default:
      return fabs (sample);
    }
}

/* +1 or -1: the direction of the half wave that sample i belongs to. A straight line or a parabola
 * through its neighbours must keep it, not fold them over like an absolute value. */
static inline double
get_sign (const InsGateWindow *self, guint i)
{
  if (self->polarity == INS_POLARITY_ABSOLUTE)
    return copysign (1.0, ins_gate_window_get_sample (self, i) + 0.0); /* no branch to mispredict */

  return self->polarity == INS_POLARITY_NEGATIVE ? -1.0 : 1.0;
}

static double
get_low (const InsGateWindow *self, double value)
{
  return self->polarity == INS_POLARITY_POSITIVE ? INS_NEVER_LOW : self->zero_counts - value;
}

static double
get_high (const InsGateWindow *self, double value)
{
  return self->polarity == INS_POLARITY_NEGATIVE ? INS_NEVER_HIGH : self->zero_counts + value;
}

static double
get_peak_value (const InsGateWindow *self)
{
  switch (self->polarity)
    {
    case INS_POLARITY_POSITIVE:
      return self->maximum;
    case INS_POLARITY_NEGATIVE:
      return -self->minimum;
    case INS_POLARITY_ABSOLUTE:
    default:
      return MAX (self->maximum, -self->minimum);
    }
}

static guint
find_first (const InsGateWindow *self, double value)
{
  return self->kernels->find_first (self->samples, self->n, get_low (self, value),
                                    get_high (self, value));
}

static guint
find_last (const InsGateWindow *self, double value)
{
  return self->kernels->find_last (self->samples, self->n, get_low (self, value),
                                   get_high (self, value));
}

/* The first local maximum over the threshold, or the last: climb from the outermost sample over it
 * for as long as the signal does not fall; of a flat top the first sample met. */
static guint
climb (const InsGateWindow *self, guint from, gboolean upwards)
{
  guint best = from;

  for (guint at = from;;)
    {
      if (upwards ? at + 1 >= self->n : at == 0)
        return best;
      at = upwards ? at + 1 : at - 1;
      if (get_value (self, at) < get_value (self, best))
        return best;
      if (get_value (self, at) > get_value (self, best))
        best = at;
    }
}

static void
find_peak (InsGateWindow *self, InsAmplitude amplitude, double threshold_counts, double peak)
{
  switch (amplitude)
    {
    case INS_AMPLITUDE_FIRST_PEAK:
      if (self->has_peak)
        self->peak = climb (self, self->crossing, TRUE);
      break;
    case INS_AMPLITUDE_LAST_PEAK:
      if (self->has_peak)
        self->peak = climb (self, find_last (self, threshold_counts), FALSE);
      break;
    case INS_AMPLITUDE_PEAK:
    case INS_AMPLITUDE_PEAK_TO_PEAK:
    default:
      self->peak = find_first (self, peak);
      break;
    }
}

void
ins_gate_window_search (InsGateWindow *self,
                        InsAmplitude amplitude,
                        double threshold_counts,
                        gboolean wants_crossing,
                        gboolean wants_peak)
{
  gboolean is_outer_peak = amplitude == INS_AMPLITUDE_FIRST_PEAK ||
                           amplitude == INS_AMPLITUDE_LAST_PEAK;
  double threshold = MAX (threshold_counts, 0.0);
  double peak;

  self->kernels->get_range (self->samples, self->n, self->ahead, &self->minimum, &self->maximum);
  self->minimum -= self->zero_counts;
  self->maximum -= self->zero_counts;
  peak = get_peak_value (self);

  self->has_echo = peak >= threshold;
  self->has_peak = !is_outer_peak || self->has_echo;
  if (self->has_echo && (wants_crossing || amplitude == INS_AMPLITUDE_FIRST_PEAK))
    self->crossing = find_first (self, threshold);
  if (wants_peak || is_outer_peak)
    find_peak (self, amplitude, threshold, peak);
}

double
ins_gate_window_get_amplitude (const InsGateWindow *self, InsAmplitude amplitude)
{
  switch (amplitude)
    {
    case INS_AMPLITUDE_PEAK_TO_PEAK:
      return self->maximum - self->minimum;
    case INS_AMPLITUDE_FIRST_PEAK:
    case INS_AMPLITUDE_LAST_PEAK:
      return get_value (self, self->peak);
    case INS_AMPLITUDE_PEAK:
    default:
      return get_peak_value (self);
    }
}

/* Where the straight line from sample i - 1 to sample i passes @level. */
static double
interpolate (const InsGateWindow *self, guint i, double sign, double level)
{
  double before = sign * ins_gate_window_get_sample (self, i - 1);
  double after = sign * ins_gate_window_get_sample (self, i);

  return i - 1.0 + (level - before) / (after - before);
}

double
ins_gate_window_get_crossing (const InsGateWindow *self, double threshold_counts)
{
  guint i = self->crossing;

  /* in a polarity of its own sign the sample before is below the threshold too */
  return i > 0 ? interpolate (self, i, get_sign (self, i), threshold_counts) : 0.0;
}

/* Vertex of the parabola through the peak and its neighbours. */
double
ins_gate_window_get_peak (const InsGateWindow *self)
{
  guint i = self->peak;
  double sign, before, at, after, bend;

  if (i == 0 || i + 1 >= self->n)
    return i;
  sign = get_sign (self, i);
  before = sign * ins_gate_window_get_sample (self, i - 1);
  at = sign * ins_gate_window_get_sample (self, i);
  after = sign * ins_gate_window_get_sample (self, i + 1);
  bend = before - 2.0 * at + after;
  if (bend >= 0.0)
    return i;

  return i + CLAMP (0.5 * (before - after) / bend, -0.5, 0.5);
}

/* The last passing of @level upwards before the peak, or NaN where the gate holds none. */
static double
get_flank (const InsGateWindow *self, double level)
{
  double sign = get_sign (self, self->peak);
  double low = sign > 0.0 ? self->zero_counts + level : INS_NEVER_LOW;
  double high = sign > 0.0 ? INS_NEVER_HIGH : self->zero_counts - level;
  guint before;

  if (sign * ins_gate_window_get_sample (self, self->peak) <= level)
    return (double)NAN;
  before = self->kernels->find_last (self->samples, self->peak, low, high);

  return before < self->peak ? interpolate (self, before + 1, sign, level) : (double)NAN;
}

/* The first passing of @level downwards after the peak, or NaN where the gate holds none. */
static double
get_flank_after (const InsGateWindow *self, double level)
{
  double sign = get_sign (self, self->peak);
  double low = sign > 0.0 ? self->zero_counts + level : INS_NEVER_LOW;
  double high = sign > 0.0 ? INS_NEVER_HIGH : self->zero_counts - level;
  guint from = self->peak + 1, i;
  const char *samples = self->samples;

  if (sign * ins_gate_window_get_sample (self, self->peak) <= level)
    return (double)NAN;
  i = from + self->kernels->find_first (samples + from * ins_sample_type_get_size (self->type),
                                        self->n - from, low, high);

  return i < self->n ? interpolate (self, i, sign, level) : (double)NAN;
}

double
ins_gate_window_get_tof (const InsGateWindow *self, InsTof tof, double threshold_counts)
{
  if (!self->has_echo)
    return (double)NAN;

  switch (tof)
    {
    case INS_TOF_PEAK:
      return ins_gate_window_get_peak (self);
    case INS_TOF_RELATIVE_6DB:
      return get_flank (self, 0.5 * get_value (self, self->peak));
    case INS_TOF_ZERO_CROSSING:
      return get_flank (self, 0.0);
    case INS_TOF_RELATIVE_6DB_AFTER:
      return get_flank_after (self, 0.5 * get_value (self, self->peak));
    case INS_TOF_ZERO_CROSSING_AFTER:
      return get_flank_after (self, 0.0);
    case INS_TOF_CROSSING:
    default:
      return ins_gate_window_get_crossing (self, threshold_counts);
    }
}
