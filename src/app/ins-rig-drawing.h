/* ins-rig-drawing.h - small drawings that explain: a probe over a part, and a rig with its axes
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include <gtk/gtk.h>

#include "core/ins-axis.h"

G_BEGIN_DECLS

#define INS_TYPE_RIG_DRAWING (ins_rig_drawing_get_type ())
G_DECLARE_FINAL_TYPE (InsRigDrawing, ins_rig_drawing, INS, RIG_DRAWING, GtkWidget)

/* Property "gantry" (gboolean): the rig, seen as a person in front of it does; else the probe. Only
 * decoration: it says nothing that does not stand beside it in words. */

/* The arrow that is drawn in colour; -1: none. */
void ins_rig_drawing_set_axis (InsRigDrawing *self, int axis);

G_END_DECLS
