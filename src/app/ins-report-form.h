/* ins-report-form.h - what is to be in a report, and how it will look
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include <gtk/gtk.h>

#include "storage/ins-export.h"

G_BEGIN_DECLS

#define INS_TYPE_REPORT_FORM (ins_report_form_get_type ())
G_DECLARE_FINAL_TYPE (InsReportForm, ins_report_form, INS, REPORT_FORM, GtkWindow)

/* A window beside @parent; a task thread draws the preview. Signal "save" (): a person wants it.
 * @plane, @gate: (nullable): of the picture, as InsExportWish has them */
GtkWindow *
ins_report_form_new (GtkWindow *parent, InsNdeFile *file, const char *plane, const char *gate);

InsNdeFile *ins_report_form_get_file (InsReportForm *self);

/* @wish: (out): strings are the form's and stay until it is changed */
void ins_report_form_get_wish (InsReportForm *self, InsExportWish *wish);

/* For tests: FALSE while there is none; pages of the report. */
gboolean ins_report_form_get_preview (InsReportForm *self, guint *n_pages);

G_END_DECLS
