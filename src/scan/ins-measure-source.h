/* ins-measure-source.h - the values of a scan that a measurement is about
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "image/ins-measure-result.h"
#include "scan/ins-recipe.h"

G_BEGIN_DECLS

/* A copy of one plane in the unit that people read, with depths beside it where gates tell them.
 * Immutable and ref-counted; any thread. */
typedef struct _InsMeasureSource InsMeasureSource;

/**
 * ins_measure_source_new:
 * @recipe: its gates are those of @cscan
 * @measure: says which plane, gate, and gate to count from
 * @error: %INS_RECIPE_ERROR_VALUE: no such plane or gate, or nothing to count from
 *
 * The plane "depth" lies below the surface that the gate named by "from" hears, or else the one
 * that the gate is anchored at; "thickness" is between both gates.
 */
InsMeasureSource *ins_measure_source_new (InsCscan *cscan,
                                          const InsRecipe *recipe,
                                          const InsMeasure *measure,
                                          GError **error) G_GNUC_WARN_UNUSED_RESULT;
InsMeasureSource *ins_measure_source_ref (InsMeasureSource *self);
void ins_measure_source_unref (InsMeasureSource *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (InsMeasureSource, ins_measure_source_unref)

const InsMeasureInput *ins_measure_source_get_input (const InsMeasureSource *self);

G_END_DECLS
