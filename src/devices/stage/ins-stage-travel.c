/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n.h>
#include <math.h>

#include "core/ins-error.h"
#include "core/ins-number.h"
#include "devices/stage/ins-stage-travel.h"

/* Targets this little beyond the end are meant to be on it. */
#define TOLERANCE_MM 0.001

gboolean
ins_stage_travel_check (const InsStageInfo *info, InsPosition *target, GError **error)
{
  for (guint axis = 0; axis < INS_N_AXES; axis++)
    {
      double minimum = info->travel_minimum.mm[axis];
      double maximum = info->travel_maximum.mm[axis];
      double mm = target->mm[axis];
      double beyond_mm = mm < minimum ? minimum - mm : mm - maximum;

      if (!(mm < minimum || mm > maximum))
        continue;
      if (beyond_mm > TOLERANCE_MM)
        {
          g_autofree char *beyond = ins_number_format_typed (beyond_mm, 3);
          g_autofree char *limit = ins_number_format_typed (mm < minimum ? minimum : maximum, 3);

          g_set_error (error, INS_DEVICE_ERROR, INS_DEVICE_ERROR_LIMIT,
                       _ ("The target lies %s mm beyond the end of the %c axis, which is at %s mm. "
                          "Nothing moves."),
                       beyond, INS_AXIS_LETTERS[axis], limit);
          return FALSE;
        }
      target->mm[axis] = CLAMP (mm, minimum, maximum);
    }

  return TRUE;
}

gboolean
ins_stage_travel_clip (const InsStageInfo *info,
                       const InsPosition *position,
                       InsAxis axis,
                       double *distance_mm,
                       GError **error)
{
  double low_mm = info->travel_minimum.mm[axis] - position->mm[axis] + TOLERANCE_MM;
  double high_mm = info->travel_maximum.mm[axis] - position->mm[axis] - TOLERANCE_MM;
  gboolean was_clipped = (*distance_mm < 0.0 && *distance_mm < low_mm) ||
                         (*distance_mm > 0.0 && *distance_mm > high_mm);

  if (was_clipped)
    *distance_mm = *distance_mm < 0.0 ? fmin (low_mm, 0.0) : fmax (high_mm, 0.0);
  /* less than a step of the controller is nothing to it */
  if (fabs (*distance_mm) >
      (was_clipped && info->resolution.mm[axis] > 0.0 ? info->resolution.mm[axis] : 0.0))
    return TRUE;
  g_set_error (error, INS_DEVICE_ERROR, INS_DEVICE_ERROR_LIMIT,
               _ ("The %c axis is at the end of its travel. Jog the other way."),
               INS_AXIS_LETTERS[axis]);

  return FALSE;
}
