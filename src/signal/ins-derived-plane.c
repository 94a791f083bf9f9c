/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "signal/ins-derived-plane.h"

const char *const ins_derived_words[] = { "db",         "depth",        "thickness",
                                          "phase",      "signed-range", "noise",
                                          "noise-peak", "echoes",       NULL };
const char *const ins_phase_rule_words[] = { "peaks", "order", "both", NULL };

InsPlaneUnit
ins_derived_get_unit (InsDerivedKind kind)
{
  switch (kind)
    {
    case INS_DERIVED_DB:
      return INS_UNIT_DB;
    case INS_DERIVED_DEPTH:
    case INS_DERIVED_THICKNESS:
      return INS_UNIT_MM;
    case INS_DERIVED_SIGNED_RANGE:
    case INS_DERIVED_NOISE:
    case INS_DERIVED_NOISE_PEAK:
      return INS_UNIT_PERCENT;
    case INS_DERIVED_PHASE:
    case INS_DERIVED_ECHOES:
    case INS_N_DERIVED_KINDS:
    default:
      return INS_UNIT_NONE;
    }
}

gboolean
ins_derived_wants_samples (InsDerivedKind kind)
{
  return kind >= INS_DERIVED_PHASE;
}

static double
get_phase (const InsDerived *self, const InsSamples *samples, double full_scale)
{
  const InsPhaseThresholds thresholds = {
    .sound = self->sound_negative ? INS_POLARITY_NEGATIVE : INS_POLARITY_POSITIVE,
    .consider_counts = self->consider_percent / 100.0 * full_scale,
    .sound_share = self->sound_percent / 100.0,
    .inverted_shares = { self->inverted_percent / 100.0, self->clearly_percent / 100.0 },
  };
  InsPhase phase = ins_samples_get_phase (samples, &thresholds);

  return phase == INS_PHASE_UNKNOWN ? (double)NAN : (double)((int)phase - (int)INS_PHASE_SOUND);
}

double
ins_derived_measure (const InsDerived *self,
                     const InsGate *gate,
                     const InsSamples *samples,
                     double sample_rate_hz,
                     double full_scale_counts,
                     double probe_frequency_hz)
{
  double gap_s = self->gap_s > 0.0 ? self->gap_s : 1.0 / probe_frequency_hz;
  double rms, peak;

  switch (self->kind)
    {
    case INS_DERIVED_PHASE:
      return get_phase (self, samples, full_scale_counts);
    case INS_DERIVED_SIGNED_RANGE:
      return 100.0 / full_scale_counts *
             ins_samples_get_signed_range (
                 samples, self->sound_negative ? INS_POLARITY_NEGATIVE : INS_POLARITY_POSITIVE,
                 self->rule);
    case INS_DERIVED_NOISE:
    case INS_DERIVED_NOISE_PEAK:
      ins_samples_get_noise (samples, &rms, &peak);
      return 100.0 / full_scale_counts * (self->kind == INS_DERIVED_NOISE ? rms : peak);
    case INS_DERIVED_ECHOES:
      return ins_samples_count_echoes (samples, gate->polarity,
                                       gate->threshold_percent / 100.0 * full_scale_counts,
                                       (guint)CLAMP (gap_s * sample_rate_hz, 0.0, 1e9));
    case INS_DERIVED_DB:
    case INS_DERIVED_DEPTH:
    case INS_DERIVED_THICKNESS:
    case INS_N_DERIVED_KINDS:
    default:
      return (double)NAN;
    }
}
