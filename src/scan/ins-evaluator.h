/* ins-evaluator.h - a recipe's gates, derived planes and alarms over lines of A-scans
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "image/ins-cscan.h"
#include "scan/ins-recipe.h"
#include "signal/ins-gating.h"

G_BEGIN_DECLS

/* Everything that is made of one line. The numbers of a gate or plane stand together, n_pixels of
 * them, gate after gate. */
typedef struct
{
  float *amplitude_percent, *tof_s; /* n_gates x n_pixels; NaN none */
  guint8 *gate_status;              /* n_gates x n_pixels */
  float *derived;                   /* n_planes x n_pixels, each in its unit; NaN none */
  guint32 *alarms;                  /* n_pixels; bit i: alarm i of the recipe */
} InsEvaluation;

/* Owned arrays for a line of that recipe, all 0. */
void ins_evaluation_init (InsEvaluation *self, const InsRecipe *recipe, guint n_pixels);
void ins_evaluation_clear (InsEvaluation *self);

/* A picture with the recipe's planes. */
InsCscan *ins_evaluation_new_cscan (const InsRecipe *recipe, const InsScanGrid *grid);
/* It is to show another recipe's planes, of the same number. */
void ins_evaluation_set_cscan (const InsRecipe *recipe, InsCscan *cscan);

/* One thread at a time may use it. */
typedef struct _InsEvaluator InsEvaluator;

/* @recipe, @format: copied. Any thread. */
InsEvaluator *ins_evaluator_new (const InsRecipe *recipe, const InsAscanFormat *format);
void ins_evaluator_free (InsEvaluator *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (InsEvaluator, ins_evaluator_free)

/**
 * ins_evaluator_measure:
 * @ascans: of @n neighbouring pixels, as the format says
 * @holes: (nullable) (array length=n_pixels): InsHole of the whole line: nothing is measured there
 * @first, @n: the pixels; @ascans begins with that of @first
 * @n_pixels: of the line
 * @result: (inout): gates' planes, and the derived ones that are made of samples
 *
 * Allocates nothing after the first call.
 */
void ins_evaluator_measure (InsEvaluator *self,
                            gconstpointer ascans,
                            const guint8 *holes,
                            guint first,
                            guint n,
                            guint n_pixels,
                            InsEvaluation *result);

/* When a line's gates are all there, also those of a flaw detector: the other derived planes, and
 * the alarms. */
void ins_evaluator_derive (InsEvaluator *self, guint n_pixels, InsEvaluation *result);

/**
 * ins_evaluator_add_saturation:
 * @n_pulses: (array length=n_pixels): that were averaged
 * @ascan_status: (array length=n_pixels): of the pulses
 *
 * In a mean of pulses it cannot be seen any more which samples reached the end of the card's range:
 * where one of several did anywhere, each gate says so.
 */
void ins_evaluator_add_saturation (InsEvaluator *self,
                                   const guint16 *n_pulses,
                                   const guint8 *ascan_status,
                                   guint n_pixels,
                                   InsEvaluation *result);

G_END_DECLS
