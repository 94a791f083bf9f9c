/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "image/ins-plane-look.h"

InsKeep
ins_plane_get_keep (InsPlaneKind kind, const InsColouring *colouring)
{
  switch (kind)
    {
    case INS_PLANE_TOF:
    case INS_PLANE_PULSES:
      return INS_KEEP_LOWEST;
    case INS_PLANE_REGISTRATION:
      return INS_KEEP_HIGHEST;
    case INS_PLANE_STATUS:
    case INS_PLANE_DERIVED:
    case INS_PLANE_ALARMS:
    case INS_PLANE_AMPLITUDE:
    default:
      if (colouring->map->is_diverging)
        return INS_KEEP_FARTHEST;
      return colouring->is_inverted ? INS_KEEP_LOWEST : INS_KEEP_HIGHEST;
    }
}
