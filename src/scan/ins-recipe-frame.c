/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n.h>
#include <math.h>

#include "core/ins-error.h"
#include "scan/ins-recipe-frame.h"

#define EDGE 1e-6          /* of a step: a corner there belongs to the pixel before */
#define RESOLUTION_MM 1e-3 /* of what a form says */

static double
round_mm (double mm)
{
  return round (mm / RESOLUTION_MM) * RESOLUTION_MM;
}

/* From where on, and how long, along one axis. */
static gboolean
frame_axis (InsAxis axis,
            int sign,
            double step_mm,
            double one_mm,
            double other_mm,
            double *start_mm,
            double *length_mm,
            GError **error)
{
  const double distance_mm = fabs (other_mm - one_mm);

  if (!(distance_mm >= step_mm))
    {
      g_set_error (error, INS_RECIPE_ERROR, INS_RECIPE_ERROR_VALUE,
                   _ ("The two corners are %.3g mm apart along %c, less than one step (%.3g mm). "
                      "Jog to the opposite corner first."),
                   isfinite (distance_mm) ? distance_mm : 0.0, INS_AXIS_LETTERS[axis], step_mm);
      return FALSE;
    }
  *start_mm = round_mm (sign > 0 ? MIN (one_mm, other_mm) : MAX (one_mm, other_mm));
  *length_mm = (ceil (distance_mm / step_mm - 0.5 - EDGE) + 1.0) * step_mm;

  return TRUE;
}

InsRecipe *
ins_recipe_new_for_corners (const InsRecipe *self,
                            const InsPosition *one,
                            const InsPosition *other,
                            GError **error)
{
  const InsAxis scan = self->scan_axis, index = self->index_axis;
  const InsAxis third = ins_axis_third (scan, index);
  g_autoptr (InsRecipe) framed = ins_recipe_copy (self);

  if (!frame_axis (scan, self->scan_sign, self->scan_step_mm, one->mm[scan], other->mm[scan],
                   &framed->start.mm[scan], &framed->scan_length_mm, error) ||
      !frame_axis (index, self->index_sign, self->index_step_mm, one->mm[index], other->mm[index],
                   &framed->start.mm[index], &framed->index_length_mm, error))
    return NULL;
  framed->start.mm[third] = round_mm (MAX (one->mm[third], other->mm[third]));
  framed->n_regions = 0;
  ins_recipe_set_outline (framed, NULL, 0);
  ins_recipe_set_mask (framed, NULL);

  return g_steal_pointer (&framed);
}
