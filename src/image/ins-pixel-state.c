/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <math.h>

#include "image/ins-colour-map.h"
#include "image/ins-cscan.h"
#include "image/ins-pixel-state.h"
#include "signal/ins-gate.h"

/* No branch, so that the usual row without any is vector code. */
static gboolean
has_any (const float *values, const guint8 *holes, const guint8 *status, guint n)
{
  guint8 bits = 0;
  guint n_none = 0, n_holes = 0;

  for (guint i = 0; i < n; i++)
    n_none += values[i] > INS_NO_DATA ? 0 : 1;
  for (guint i = 0; i < n; i++)
    n_holes += holes[i] != INS_HOLE_NONE ? 1 : 0;
  for (guint i = 0; status != NULL && i < n; i++)
    bits |= status[i];

  return (bits & INS_STATUS_SATURATED) != 0 || n_none != n_holes;
}

guint
ins_pixel_states_find (const float *values,
                       const guint8 *holes,
                       const guint8 *status,
                       guint n,
                       float *states)
{
  guint seen = 0;

  if (!has_any (values, holes, status, n))
    return 0;
  for (guint i = 0; i < n; i++)
    {
      guint8 bits = status != NULL ? status[i] : 0;
      gboolean has_value = values[i] > INS_NO_DATA;
      InsPixelState state = (bits & INS_STATUS_NO_SYNCHRO) != 0 ? INS_PIXEL_NO_INTERFACE
                                                                : INS_PIXEL_NO_ECHO;

      states[i] = INS_NO_DATA;
      if (holes[i] != INS_HOLE_NONE || (has_value && (bits & INS_STATUS_SATURATED) == 0))
        continue;
      state = has_value ? INS_PIXEL_SATURATED : state;
      states[i] = (float)state;
      seen |= 1U << state;
    }

  return seen;
}

guint32
ins_pixel_state_get_colour (InsPixelState state)
{
  static const guint32 colours[INS_N_PIXEL_STATES] = {
    [INS_PIXEL_NO_ECHO] = INS_COLOUR_NO_ECHO,
    [INS_PIXEL_NO_INTERFACE] = INS_COLOUR_NO_INTERFACE,
    [INS_PIXEL_SATURATED] = INS_COLOUR_SATURATED,
  };

  return colours[state];
}
