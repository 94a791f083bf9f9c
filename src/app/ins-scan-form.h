/* ins-scan-form.h - the recipe as a form, and what would come of it
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include <gtk/gtk.h>

#include "app/ins-session.h"

G_BEGIN_DECLS

#define INS_TYPE_SCAN_FORM (ins_scan_form_get_type ())
G_DECLARE_FINAL_TYPE (InsScanForm, ins_scan_form, INS, SCAN_FORM, GtkBox)

GtkWidget *ins_scan_form_new (void);

/* (transfer none) (nullable): every good value goes to its recipe at once; what is wrong goes to
 * ins_session_set_form_error() and leaves the recipe as it was. */
void ins_scan_form_set_session (InsScanForm *self, InsSession *session);

/* The first wrong field, or NULL. */
const char *ins_scan_form_get_error (InsScanForm *self);

/* The area is taught by two opposite corners, each where the probe is then: the first call takes
 * the one, the second the other, and the area is set. Signal "frame-changed" (): meanwhile, and
 * when it ends. */
void ins_scan_form_take_corner (InsScanForm *self);
void ins_scan_form_cancel_corner (InsScanForm *self);
/* Opens the list of recipes. */
void ins_scan_form_show_recipes (InsScanForm *self);
/* What the area would be if the other corner were where the probe is now. FALSE: none was taken, or
 * it makes no area. */
gboolean ins_scan_form_get_frame (InsScanForm *self, InsScanGrid *grid);

G_END_DECLS
