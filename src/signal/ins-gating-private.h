/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "signal/ins-gating.h"

/* One gate with everything that is the same for all A-scans. */
typedef struct
{
  InsGate settings;
  double threshold_counts;
  guint first, end;              /* samples, of a gate anchored at the pulse; none: 0, 0 */
  gboolean is_crossing_followed; /* a later gate is anchored at this one's crossing */
  gboolean is_peak_followed;
  gboolean wants_crossing; /* for its own time or for a gate that follows */
  gboolean wants_peak;
  gboolean is_conditioned; /* does not look at the samples as recorded */
} InsGatePlan;

struct _InsGating
{
  InsGatePlan gates[INS_MAX_GATES];
  InsSamples looked_at[INS_MAX_GATES]; /* of the last A-scan */
  guint n_gates;
  gboolean has_followers;
  guint least, most; /* samples that gates have looked at so far */
  InsAscanFormat format;
  InsConditioner *conditioner; /* NULL: no gate needs it */
  double sample_s, full_scale;
  double highest; /* from here on a recorded sample is saturated; below at -full_scale */
};

/* For a struct on the stack. */
void ins_gating_init (InsGating *self,
                      const InsGate *gates,
                      guint n_gates,
                      const InsAscanFormat *format,
                      const InsConditioning *conditioning);
void ins_gating_clear (InsGating *self);
