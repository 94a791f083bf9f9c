/* ins-jog-key.h - one key of the jog pad: a drawn arrow and the name of the motion
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include <gtk/gtk.h>

#include "core/ins-axis.h"

G_BEGIN_DECLS

#define INS_TYPE_JOG_KEY (ins_jog_key_get_type ())
G_DECLARE_FINAL_TYPE (InsJogKey, ins_jog_key, INS, JOG_KEY, GtkButton)

/* Properties "axis" (InsAxis), "direction" (+1, -1), "arrow" (GtkArrowType).
 *
 * Signals: "held" () when the pointer goes down; "let-go" (gboolean completed) when it comes up
 * (TRUE), or the gesture is cancelled, or the key goes insensitive or out of sight (FALSE).
 * GtkButton's "clicked" () is left to the keyboard and to assistive tools, and means one step.
 */
InsAxis ins_jog_key_get_axis (InsJogKey *self);
int ins_jog_key_get_direction (InsJogKey *self);

G_END_DECLS
