/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <math.h>

#include "scan/ins-reference.h"

InsReferenceVerdict
ins_reference_compare (const InsReference *then,
                       const InsReference *now,
                       gboolean can_home,
                       const InsPosition *tolerance_mm,
                       InsPosition *shift_mm)
{
  gboolean by_home = then->has_home && now->has_home;
  gboolean is_shifted = FALSE;

  *shift_mm = (InsPosition){ { 0.0, 0.0, 0.0 } };
  if (then->has_home && !now->has_home && can_home)
    return INS_REFERENCE_TO_HOME;
  if (!by_home && !(then->has_zero && now->has_zero))
    return INS_REFERENCE_UNKNOWN;
  for (guint axis = 0; axis < INS_N_AXES; axis++)
    {
      double shift = by_home ? now->home_mm.mm[axis] - then->home_mm.mm[axis]
                             : then->zero_mm.mm[axis] - now->zero_mm.mm[axis];

      if (!isfinite (shift)) /* an axis that the stage has not */
        continue;
      shift_mm->mm[axis] = shift;
      is_shifted |= fabs (shift) > tolerance_mm->mm[axis];
    }

  return is_shifted ? INS_REFERENCE_SHIFTED : INS_REFERENCE_SAME;
}

void
ins_reference_get_tolerance (const InsScanGrid *grid, InsPosition *tolerance_mm)
{
  double most_mm = 0.5 * MAX (grid->scan_step_mm, grid->index_step_mm);

  *tolerance_mm = (InsPosition){ { most_mm, most_mm, most_mm } };
  tolerance_mm->mm[grid->scan_axis] = 0.5 * grid->scan_step_mm;
  tolerance_mm->mm[grid->index_axis] = 0.5 * grid->index_step_mm;
}

char *
ins_reference_describe (const InsPosition *shift_mm, const InsPosition *tolerance_mm)
{
  g_autoptr (GString) text = g_string_new (NULL);

  for (guint axis = 0; axis < INS_N_AXES; axis++)
    if (fabs (shift_mm->mm[axis]) > tolerance_mm->mm[axis])
      g_string_append_printf (text, "%s%c %+.3f mm", text->len > 0 ? ", " : "",
                              INS_AXIS_LETTERS[axis], shift_mm->mm[axis]);

  return g_string_free (g_steal_pointer (&text), FALSE);
}
