/* ins-plane-look.h - what must not be lost of a plane, however small it is drawn
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "image/ins-cscan.h"
#include "image/ins-pyramid.h"

G_BEGIN_DECLS

/**
 * ins_plane_get_keep:
 * @colouring: (in): its map and whether it is inverted
 *
 * Which of many pixels stands for all where they share one on the screen: the nearest echo, the
 * worst registration, the fewest pulses; of an amplitude the one that the colours lay stress on, so
 * that a loss of back wall shows as a flaw does; of values with a sign the farthest from 0.
 */
InsKeep ins_plane_get_keep (InsPlaneKind kind, const InsColouring *colouring);

G_END_DECLS
