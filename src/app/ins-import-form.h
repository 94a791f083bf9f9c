/* ins-import-form.h - what a table or array of A-scans is, guessed and to be changed
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include <gtk/gtk.h>

#include "storage/ins-import.h"

G_BEGIN_DECLS

/* @options: as the form says; valid during the call. @form: the window, which the callee closes
 * when all has gone well: what was typed is not to be typed again */
typedef void (*InsImportFormDone) (GtkWindow *form, const InsImportOptions *options, gpointer data);

/* A window with the first lines of the file and everything that was guessed. The import is not
 * kept.
 * @data: freed with the window */
GtkWindow *ins_import_form_new (GtkWindow *parent,
                                InsImport *import,
                                InsImportFormDone done,
                                gpointer data,
                                GDestroyNotify free_data);

G_END_DECLS
