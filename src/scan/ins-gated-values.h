/* ins-gated-values.h - a flaw detector's outputs to the planes of the recipe's gates
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "scan/ins-recipe.h"

G_BEGIN_DECLS

/* Which plane of which gate an output goes to, and what its counts mean. A value; pure. */
typedef struct
{
  guint n_outputs;
  int gates[INS_MAX_OUTPUTS]; /* index of the recipe's gate; -1: none, a spare output */
  InsCardOutput outputs[INS_MAX_OUTPUTS];
  int full_scale_counts;
} InsGatedValues;

void
ins_gated_values_init (InsGatedValues *self, const InsRecipe *recipe, const InsDigitizerInfo *card);

/**
 * ins_gated_values_evaluate:
 * @samples: (array length=n_pulses): one row of n_outputs counts for each pulse of a pixel
 * @results: (out caller-allocates) (array length=n_gates): amplitude, time and status
 *
 * Mean over the pulses. A time output that stands at either end of its range (within half a percent
 * of it) says "no echo": that pulse has no time; if no pulse has one, the time is NaN with
 * %INS_STATUS_NO_ECHO. An amplitude at the end of the range is %INS_STATUS_SATURATED. A gate
 * without an output has NaN and no status at all.
 */
void ins_gated_values_evaluate (const InsGatedValues *self,
                                const gint16 *samples,
                                guint n_pulses,
                                guint n_gates,
                                InsGateResult *results);

G_END_DECLS
