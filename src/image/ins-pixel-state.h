/* ins-pixel-state.h - what is known of a measured pixel beside its value
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* The greatest survives where several pixels share one on the screen. */
typedef enum
{
  INS_PIXEL_NO_ECHO,
  INS_PIXEL_NO_INTERFACE,
  INS_PIXEL_SATURATED, /* has a value: at least that */
  INS_N_PIXEL_STATES,
} InsPixelState;

/**
 * ins_pixel_states_find:
 * @values: (array length=n): of a row
 * @holes: (array length=n): InsHole; holes have no state
 * @status: (nullable) (array length=n): as an InsCscanRowFunc gets it
 * @states: (out caller-allocates) (array length=n): InsPixelState, INS_NO_DATA for none; not
 * touched if no pixel has one
 *
 * Returns: bit 1 << InsPixelState for each that is there
 */
guint ins_pixel_states_find (const float *values,
                             const guint8 *holes,
                             const guint8 *status,
                             guint n,
                             float *states);

/* 0xffRRGGBB; no palette comes near one of them. */
guint32 ins_pixel_state_get_colour (InsPixelState state);

G_END_DECLS
