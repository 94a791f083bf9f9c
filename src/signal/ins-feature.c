/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "signal/ins-feature.h"

static gconstpointer
get_at (const InsSamples *self, guint i)
{
  return (const char *)self->samples + i * ins_sample_type_get_size (self->type);
}

/* First sample from @from on, on one side or, of INS_POLARITY_ABSOLUTE, on either, as far from the
 * zero line as @counts; n if there is none. */
static guint
find_first (const InsSamples *self, guint from, guint n, InsPolarity side, double counts)
{
  double low = side == INS_POLARITY_POSITIVE ? INS_NEVER_LOW : self->zero_counts - counts;
  double high = side == INS_POLARITY_NEGATIVE ? INS_NEVER_HIGH : self->zero_counts + counts;

  return from + ins_kernels_get (self->type)->find_first (get_at (self, from), n - from, low, high);
}

/* From the zero line. FALSE: there is no sample. */
static gboolean
get_range (const InsSamples *self, double *lowest, double *highest)
{
  if (self->n == 0)
    return FALSE;
  ins_kernels_get (self->type)->get_range (self->samples, self->n, NULL, lowest, highest);
  *lowest -= self->zero_counts;
  *highest -= self->zero_counts;

  return TRUE;
}

void
ins_samples_get_noise (const InsSamples *self, double *rms_counts, double *peak_counts)
{
  double lowest, highest, sum, squares, mean;

  *rms_counts = *peak_counts = (double)NAN;
  if (!get_range (self, &lowest, &highest))
    return;
  ins_kernels_get (self->type)->get_sums (self->samples, self->n, &sum, &squares);
  mean = sum / self->n;
  *rms_counts = sqrt (MAX (squares / self->n - mean * mean, 0.0));
  *peak_counts = MAX (highest, -lowest);
}

guint
ins_samples_count_echoes (const InsSamples *self,
                          InsPolarity polarity,
                          double threshold_counts,
                          guint gap)
{
  double threshold = MAX (threshold_counts, 0.0);
  guint n_echoes = 0, at = find_first (self, 0, self->n, polarity, threshold);

  while (at < self->n)
    {
      guint end = self->n - at - 1 > gap ? at + gap + 2 : self->n;
      guint next = find_first (self, at + 1, end, polarity, threshold);

      if (next == end)
        {
          n_echoes++;
          next = find_first (self, end, self->n, polarity, threshold);
        }
      at = next;
    }

  return n_echoes;
}

static InsPolarity
get_other_side (InsPolarity sound)
{
  return sound == INS_POLARITY_NEGATIVE ? INS_POLARITY_POSITIVE : INS_POLARITY_NEGATIVE;
}

InsPhase
ins_samples_get_phase (const InsSamples *self, const InsPhaseThresholds *thresholds)
{
  InsPolarity sound = thresholds->sound == INS_POLARITY_NEGATIVE ? INS_POLARITY_NEGATIVE
                                                                 : INS_POLARITY_POSITIVE;
  double lowest, highest, peak;
  guint phase = INS_PHASE_SOUND, sound_at;

  if (!get_range (self, &lowest, &highest))
    return INS_PHASE_UNKNOWN;
  peak = MAX (highest, -lowest);
  if (!(peak > 0.0 && peak >= thresholds->consider_counts))
    return INS_PHASE_UNKNOWN;

  sound_at = find_first (self, 0, self->n, sound, thresholds->sound_share * peak);
  for (guint i = 0; i < G_N_ELEMENTS (thresholds->inverted_shares); i++)
    if (find_first (self, 0, self->n, get_other_side (sound),
                    thresholds->inverted_shares[i] * peak) < sound_at)
      phase++;

  return (InsPhase)phase;
}

double
ins_samples_get_signed_range (const InsSamples *self, InsPolarity sound, InsPhaseRule rule)
{
  gboolean is_negative = sound == INS_POLARITY_NEGATIVE, is_larger, is_first, is_inverted;
  double lowest, highest, size;
  guint low_at, high_at;

  if (!get_range (self, &lowest, &highest))
    return (double)NAN;
  low_at = find_first (self, 0, self->n, INS_POLARITY_NEGATIVE, -lowest);
  high_at = find_first (self, 0, self->n, INS_POLARITY_POSITIVE, highest);
  is_larger = is_negative ? highest > -lowest : -lowest > highest;
  is_first = is_negative ? high_at < low_at : low_at < high_at;
  is_inverted = rule == INS_PHASE_RULE_PEAKS   ? is_larger
                : rule == INS_PHASE_RULE_ORDER ? is_first
                                               : is_larger && is_first;
  size = highest - lowest;

  return is_inverted ? -size : size;
}
