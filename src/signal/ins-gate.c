/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <math.h>

#include "signal/ins-gate.h"
#include "signal/ins-sample-search.h"

/* Sample positions that differ by less than this are the same: gate times are decimal fractions. */
#define POSITION_TOLERANCE 1e-6

const char *const ins_polarity_words[] = { "absolute", "positive", "negative", NULL };
const char *const ins_amplitude_words[] = { "peak", "peak-to-peak", "first-peak", "last-peak",
                                            NULL };
const char *const ins_tof_words[] = { "crossing", "peak", "relative-6db", "zero-crossing", NULL };

/* One gate laid over one A-scan. Indices count from the gate's first sample. */
typedef struct
{
  const gint16 *samples;
  guint n; /* 0: the gate lies outside the record */
  InsPolarity polarity;
  int threshold_counts;
  int minimum, maximum;
  gboolean has_echo;
  guint crossing; /* first sample over the threshold, with has_echo */
  gboolean has_peak;
  guint peak;
} Window;

/* The sample as the gate's polarity sees it. */
static inline int
get_value (const Window *self, guint i)
{
  int sample = self->samples[i];

  switch (self->polarity)
    {
    case INS_POLARITY_POSITIVE:
      return sample;
    case INS_POLARITY_NEGATIVE:
      return -sample;
    case INS_POLARITY_ABSOLUTE:
    default:
      return ABS (sample);
    }
}

/* +1 or -1: the direction of the half wave that sample i belongs to. A straight line or a parabola
 * through its neighbours must keep it, not fold them over like an absolute value. */
static inline int
get_sign (const Window *self, guint i)
{
  if (self->polarity == INS_POLARITY_ABSOLUTE)
    return self->samples[i] < 0 ? -1 : 1;

  return self->polarity == INS_POLARITY_NEGATIVE ? -1 : 1;
}

static int
get_low (const Window *self, int value)
{
  return self->polarity == INS_POLARITY_POSITIVE ? INS_SAMPLE_NEVER_LOW : -value;
}

static int
get_high (const Window *self, int value)
{
  return self->polarity == INS_POLARITY_NEGATIVE ? INS_SAMPLE_NEVER_HIGH : value;
}

static int
get_peak_value (const Window *self)
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

/* Clips the gate to the record. Returns the record's sample at which it begins. */
static guint
lay_window (Window *self,
            const InsGate *gate,
            double anchor_s,
            const gint16 *samples,
            guint n_samples,
            double sample_rate_hz,
            double delay_s)
{
  double from = (anchor_s + gate->start_s - delay_s) * sample_rate_hz;
  double to = from + gate->length_s * sample_rate_hz;
  double first = CLAMP (ceil (from - POSITION_TOLERANCE), 0.0, (double)n_samples);
  double end = CLAMP (ceil (to - POSITION_TOLERANCE), 0.0, (double)n_samples);

  self->polarity = gate->polarity;
  /* in this form NaN ends up as no window */
  if (!(end > first))
    return 0;
  self->samples = samples + (guint)first;
  self->n = (guint)end - (guint)first;

  return (guint)first;
}

/* The first local maximum over the threshold, or the last: climb from the outermost sample over it
 * for as long as the signal does not fall; of a flat top the first sample met. */
static guint
climb (const Window *self, guint from, gboolean upwards)
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
find_peak (Window *self, InsAmplitude amplitude)
{
  int peak = get_peak_value (self);
  int low = get_low (self, self->threshold_counts), high = get_high (self, self->threshold_counts);

  self->has_echo = peak >= self->threshold_counts;
  if (self->has_echo)
    self->crossing = ins_samples_find_first (self->samples, self->n, low, high);

  switch (amplitude)
    {
    case INS_AMPLITUDE_FIRST_PEAK:
      self->has_peak = self->has_echo;
      if (self->has_peak)
        self->peak = climb (self, self->crossing, TRUE);
      break;
    case INS_AMPLITUDE_LAST_PEAK:
      self->has_peak = self->has_echo;
      if (self->has_peak)
        self->peak = climb (self, ins_samples_find_last (self->samples, self->n, low, high), FALSE);
      break;
    case INS_AMPLITUDE_PEAK:
    case INS_AMPLITUDE_PEAK_TO_PEAK:
    default:
      self->has_peak = TRUE;
      self->peak = ins_samples_find_first (self->samples, self->n, get_low (self, peak),
                                           get_high (self, peak));
      break;
    }
}

/* Where the straight line from sample i - 1 to sample i passes @level, which lies above the first
 * and not above the second. */
static double
interpolate (const Window *self, guint i, int sign, double level)
{
  double before = sign * self->samples[i - 1], after = sign * self->samples[i];

  return i - 1.0 + (level - before) / (after - before);
}

static double
get_crossing (const Window *self, double threshold)
{
  guint i = self->crossing;

  /* in a polarity of its own sign the sample before is below the threshold too */
  return i > 0 ? interpolate (self, i, get_sign (self, i), threshold) : 0.0;
}

/* Vertex of the parabola through the peak and its neighbours. */
static double
get_peak (const Window *self)
{
  guint i = self->peak;
  int sign = get_sign (self, i);
  double before, at, after, bend;

  if (i == 0 || i + 1 >= self->n)
    return i;
  before = sign * self->samples[i - 1];
  at = sign * self->samples[i];
  after = sign * self->samples[i + 1];
  bend = before - 2.0 * at + after;
  if (bend >= 0.0)
    return i;

  return i + CLAMP (0.5 * (before - after) / bend, -0.5, 0.5);
}

/* The last passing of @level upwards before the peak, or NaN where the gate holds none. */
static double
get_flank (const Window *self, double level)
{
  int sign = get_sign (self, self->peak);

  if (sign * self->samples[self->peak] <= level)
    return (double)NAN;
  for (guint i = self->peak; i > 0; i--)
    if (sign * self->samples[i - 1] <= level)
      return interpolate (self, i, sign, level);

  return (double)NAN;
}

static double
get_tof (const Window *self, InsTof tof, double threshold)
{
  if (!self->has_echo)
    return (double)NAN;

  switch (tof)
    {
    case INS_TOF_PEAK:
      return get_peak (self);
    case INS_TOF_RELATIVE_6DB:
      return get_flank (self, 0.5 * get_value (self, self->peak));
    case INS_TOF_ZERO_CROSSING:
      return get_flank (self, 0.0);
    case INS_TOF_CROSSING:
    default:
      return get_crossing (self, threshold);
    }
}

/* FALSE if the gate waits for an echo that is not there. */
static gboolean
get_anchor_s (const InsGate *gate, guint index, const InsGateResult *results, double *anchor_s)
{
  const InsGateResult *anchor;

  *anchor_s = 0.0;
  if (gate->anchor == INS_ANCHOR_PULSE)
    return TRUE;
  if (gate->anchor_gate >= index)
    return FALSE;

  anchor = &results[gate->anchor_gate];
  *anchor_s = gate->anchor == INS_ANCHOR_PEAK ? anchor->peak_s : anchor->crossing_s;

  return (anchor->status & (INS_STATUS_NO_ECHO | INS_STATUS_NO_SYNCHRO)) == 0 &&
         isfinite (*anchor_s);
}

static void
measure (Window *self,
         const InsGate *gate,
         double origin_s,
         double sample_s,
         double full_scale,
         InsGateResult *result)
{
  double threshold = gate->threshold_percent / 100.0 * full_scale;
  double counts;

  ins_samples_get_range (self->samples, self->n, &self->minimum, &self->maximum);
  if (self->maximum >= full_scale || self->minimum <= -full_scale)
    result->status |= INS_STATUS_SATURATED;
  /* samples are whole numbers, so the next one up is the same threshold */
  self->threshold_counts = (int)CLAMP (ceil (threshold), 0.0, 1e6);
  find_peak (self, gate->amplitude);

  if (self->has_echo)
    result->crossing_s = origin_s + get_crossing (self, threshold) * sample_s;
  else
    result->status |= INS_STATUS_NO_ECHO;
  result->tof_s = (float)(origin_s + get_tof (self, gate->tof, threshold) * sample_s);
  if (!self->has_peak)
    return;

  counts = gate->amplitude == INS_AMPLITUDE_PEAK_TO_PEAK ? self->maximum - self->minimum
                                                         : get_value (self, self->peak);
  result->amplitude_percent = (float)(100.0 * counts / full_scale);
  result->peak_s = origin_s + get_peak (self) * sample_s;
  result->status |= INS_STATUS_HAS_DATA;
}

void
ins_gates_evaluate (const InsGate *gates,
                    guint n_gates,
                    const gint16 *samples,
                    guint n_samples,
                    double sample_rate_hz,
                    double delay_s,
                    int full_scale_counts,
                    InsGateResult *results)
{
  double sample_s = 1.0 / sample_rate_hz;

  for (guint i = 0; i < n_gates; i++)
    {
      Window window = { .n = 0 };
      double anchor_s;
      guint first;

      results[i] = (InsGateResult){
        .amplitude_percent = NAN, .tof_s = NAN, .crossing_s = (double)NAN, .peak_s = (double)NAN
      };
      if (!get_anchor_s (&gates[i], i, results, &anchor_s))
        {
          results[i].status = INS_STATUS_NO_SYNCHRO;
          continue;
        }
      first = lay_window (&window, &gates[i], anchor_s, samples, n_samples, sample_rate_hz,
                          delay_s);
      if (window.n == 0)
        results[i].status = INS_STATUS_NO_ECHO;
      else
        measure (&window, &gates[i], delay_s + first * sample_s, sample_s,
                 MAX (full_scale_counts, 1), &results[i]);
    }
}
