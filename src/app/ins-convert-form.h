/* ins-convert-form.h - the small windows that ask how a file is to be made
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "app/ins-choice.h"
#include "app/ins-field.h"

G_BEGIN_DECLS

/* A window over @parent with a column for fields and a button that begins. */
GtkWindow *
ins_convert_form_new (GtkWindow *parent, const char *title, const char *verb, GtkBox **column);
/* A button with a mnemonic, without which its name is read out. */
GtkWidget *ins_convert_form_new_button (const char *verb);
/* The button of that window. */
GtkButton *ins_convert_form_get_button (GtkWindow *form);
/* One sentence above the button; NULL: none. */
void ins_convert_form_set_sentence (GtkWindow *form, const char *sentence);

/* FALSE: there is something wrong in a field, which then has the focus; it says what. An empty
 * field is never wrong. */
gboolean ins_convert_form_check (GtkWindow *form);

InsField *ins_convert_form_add_field (GtkBox *column,
                                      const char *label,
                                      const char *unit,
                                      double minimum,
                                      double maximum,
                                      double value);
InsChoice *ins_convert_form_add_choice (GtkBox *column,
                                        const char *label,
                                        const char *const *items,
                                        guint selected);
GtkCheckButton *ins_convert_form_add_check (GtkBox *column, const char *label, gboolean is_active);

/* The number in it, @otherwise while there is none. */
double ins_convert_form_get (InsField *field, double otherwise);

G_END_DECLS
