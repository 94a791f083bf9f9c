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

G_END_DECLS
