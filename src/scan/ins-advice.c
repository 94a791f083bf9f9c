/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n.h>
#include <math.h>

#include "core/ins-number.h"
#include "scan/ins-advice.h"

#define SPOT 1.02      /* F lambda / D */
#define FLAT_SPOT 0.26 /* D, at the end of the near field */
#define STEPS_PER_SPOT 2.0
#define ROUND_TRIPS 4.0

void
ins_advice_get (const InsRecipe *recipe, InsAdvice *advice)
{
  const double water = recipe->couplant_velocity_m_s, part = recipe->velocity_m_s;
  const double element = recipe->probe_element_mm, focus = recipe->probe_focus_mm;
  const double depth = recipe->probe_depth_mm, none = (double)NAN;

  *advice = (InsAdvice){ .near_field_mm = none,
                         .focus_mm = none,
                         .spot_mm = none,
                         .greatest_step_mm = none,
                         .surface_path_mm = none,
                         .depth_path_mm = none,
                         .least_path_mm = none,
                         .greatest_prf_hz = none };
  advice->wavelength_mm = 1e3 * water / recipe->probe_frequency_hz;
  if (element > 0.0)
    {
      advice->near_field_mm = element * element / (4.0 * advice->wavelength_mm) -
                              advice->wavelength_mm / 4.0;
      advice->focus_mm = focus > 0.0 ? MIN (focus, advice->near_field_mm) : advice->near_field_mm;
      advice->spot_mm = focus > 0.0 ? SPOT * advice->focus_mm * advice->wavelength_mm / element
                                    : FLAT_SPOT * element;
      advice->greatest_step_mm = advice->spot_mm / STEPS_PER_SPOT;
    }
  else if (focus > 0.0)
    advice->focus_mm = focus;
  if (!(advice->focus_mm > 0.0))
    return;
  advice->surface_path_mm = advice->focus_mm;
  if (depth > 0.0)
    {
      advice->depth_path_mm = advice->focus_mm - depth * part / water;
      advice->least_path_mm = depth * water / part;
    }
  advice->greatest_prf_hz = 1e3 * water / (2.0 * advice->focus_mm * ROUND_TRIPS);
}

char *
ins_advice_dup_beam (const InsRecipe *recipe)
{
  InsAdvice advice;
  g_autofree char *near = NULL, *spot = NULL, *step = NULL;

  ins_advice_get (recipe, &advice);
  if (!isfinite (advice.spot_mm))
    return NULL;
  near = ins_number_format_typed (advice.near_field_mm, 1);
  spot = ins_number_format_typed (advice.spot_mm, 2);
  step = ins_number_format_typed (advice.greatest_step_mm, 2);
  if (recipe->probe_focus_mm > advice.near_field_mm)
    /* Translators: a probe cannot focus beyond its near field */
    return g_strdup_printf (_ ("Near field %s mm: it cannot focus beyond that. Spot %s mm there: "
                               "steps up to %s mm."),
                            near, spot, step);

  return g_strdup_printf (_ ("Near field %s mm. Spot %s mm at the focus: steps up to %s mm."), near,
                          spot, step);
}

char *
ins_advice_dup_water (const InsRecipe *recipe)
{
  InsAdvice advice;
  g_autofree char *surface = NULL, *depth = NULL, *path = NULL;

  ins_advice_get (recipe, &advice);
  if (!isfinite (advice.surface_path_mm))
    return NULL;
  surface = ins_number_format_typed (advice.surface_path_mm, 1);
  if (!isfinite (advice.depth_path_mm))
    return g_strdup_printf (_ ("Water path: %s mm focuses at the surface."), surface);
  depth = ins_number_format_typed (recipe->probe_depth_mm, 1);
  if (advice.depth_path_mm < advice.least_path_mm)
    return g_strdup_printf (_ ("Water path: %s mm focuses at the surface. At %s mm depth it would "
                               "be so short that the water's second echo hides the part's: take a "
                               "longer focus."),
                            surface, depth);
  path = ins_number_format_typed (advice.depth_path_mm, 1);

  return g_strdup_printf (_ ("Water path: %s mm focuses at the surface, %s mm at %s mm depth."),
                          surface, path, depth);
}
