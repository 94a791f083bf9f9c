/* ins-correction-button.h - where lines of the picture lie, changed under a slider
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include <gtk/gtk.h>

#include "app/ins-session.h"

G_BEGIN_DECLS

#define INS_TYPE_CORRECTION_BUTTON (ins_correction_button_get_type ())
G_DECLARE_FINAL_TYPE (InsCorrectionButton, ins_correction_button, INS, CORRECTION_BUTTON, GtkBox)

/* A button of the picture's tool bar with a popover: what was measured between lines swept forward
 * and back, the picture as recorded, as it says itself, or with a latency and backlash that sliders
 * change; a corrected copy of the file; the rig's calibration. Main thread; no I/O. */
GtkWidget *ins_correction_button_new (void);

/* (transfer none): follows its "changed" and "picture-changed". */
void ins_correction_button_set_session (InsCorrectionButton *self, InsSession *session);

G_END_DECLS
