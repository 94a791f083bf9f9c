/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "signal/ins-gating-private.h"

const char *const ins_polarity_words[] = { "absolute", "positive", "negative", NULL };
const char *const ins_amplitude_words[] = { "peak", "peak-to-peak", "first-peak", "last-peak",
                                            NULL };
const char *const ins_tof_words[] = {
  "crossing", "peak", "relative-6db", "zero-crossing", "relative-6db-after", "zero-crossing-after",
  NULL
};

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
  const InsAscanFormat format = { .type = INS_SAMPLE_INT16,
                                  .n_samples = n_samples,
                                  .stride = n_samples,
                                  .sample_rate_hz = sample_rate_hz,
                                  .delay_s = delay_s,
                                  .full_scale_counts = full_scale_counts };
  InsGating gating;

  g_return_if_fail (n_gates <= INS_MAX_GATES);

  ins_gating_init (&gating, gates, n_gates, &format, NULL);
  ins_gating_evaluate_one (&gating, samples, results);
  ins_gating_clear (&gating);
}
