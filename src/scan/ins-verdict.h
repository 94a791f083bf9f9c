/* ins-verdict.h - a picture judged by the rules of its recipe
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "scan/ins-recipe.h"

G_BEGIN_DECLS

/* A value. */
typedef struct
{
  InsVerdictResult result; /* bad if one is, else good if all are */
  guint n_outcomes;        /* as many as the recipe has rules, in their order */
  InsRuleOutcome outcomes[INS_MAX_RULES];
} InsVerdict;

/**
 * ins_verdict_evaluate:
 * @cscan: also of a scan that still runs: lines to go are missing then
 * @recipe: its gates are those of @cscan
 *
 * Pure but for the picture's lock, which is held for a few rows at a time; any thread.
 */
void ins_verdict_evaluate (InsCscan *cscan, const InsRecipe *recipe, InsVerdict *verdict);

/* The first rule that made it what it is; -1: there is none. */
int ins_verdict_find_cause (const InsVerdict *self);

/* From the outcomes. */
void ins_verdict_conclude (InsVerdict *self);

G_END_DECLS
