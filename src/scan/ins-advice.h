/* ins-advice.h - what a probe and its water path ask of a scan
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "scan/ins-recipe.h"

G_BEGIN_DECLS

/* Of a round probe in the couplant; mm. NaN where the recipe does not say what is needed for it
 * (element and focus are 0 there). */
typedef struct
{
  double wavelength_mm;
  double near_field_mm;    /* D^2 / 4 lambda - lambda / 4 (Kinsler and Frey) */
  double focus_mm;         /* of a flat probe the end of its near field */
  double spot_mm;          /* -6 dB width of the pulse-echo beam there: 1.02 F lambda / D; of a flat
                            * probe at the end of its near field 0.26 D (Krautkraemer) */
  double greatest_step_mm; /* half of that: two pixels a spot */
  double surface_path_mm;  /* of water that focuses at the surface, */
  double depth_path_mm;    /* and at the recipe's depth: F - d c_m / c_w */
  double least_path_mm;    /* that keeps the water's second echo behind the depth: d c_w / c_m */
  double greatest_prf_hz;  /* at which echoes of the last pulse have died: four round trips in the
                            * water; NaN without a water path */
} InsAdvice;

/* Pure. */
void ins_advice_get (const InsRecipe *recipe, InsAdvice *advice);

/* (transfer full) (nullable): sentences for the form, NULL where nothing can be said: about the
 * beam
 * ("Near field 27.2 mm, spot 1.2 mm"), and about the water. */
char *ins_advice_dup_beam (const InsRecipe *recipe);
char *ins_advice_dup_water (const InsRecipe *recipe);

G_END_DECLS
