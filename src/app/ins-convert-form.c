/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n.h>
#include <math.h>

#include "app/ins-convert-form.h"

#define BUTTON_KEY "ins-convert-button"
#define SENTENCE_KEY "ins-convert-sentence"

GtkWidget *
ins_convert_form_new_button (const char *verb)
{
  GtkWidget *button = gtk_button_new_with_mnemonic (verb);

  /* it would be the verb with its underscore, and then what the label within says */
  gtk_accessible_reset_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL);

  return button;
}

GtkWindow *
ins_convert_form_new (GtkWindow *parent, const char *title, const char *verb, GtkBox **column)
{
  GtkWindow *self = GTK_WINDOW (gtk_window_new ());
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 8);
  GtkWidget *fields = gtk_box_new (GTK_ORIENTATION_VERTICAL, 6);
  GtkWidget *sentence = gtk_label_new (NULL);
  GtkWidget *button = ins_convert_form_new_button (verb);

  gtk_window_set_title (self, title);
  gtk_window_set_transient_for (self, parent);
  gtk_window_set_destroy_with_parent (self, TRUE);
  gtk_window_set_default_size (self, 460, -1);
  gtk_widget_set_margin_start (box, 18);
  gtk_widget_set_margin_end (box, 18);
  gtk_widget_set_margin_top (box, 18);
  gtk_widget_set_margin_bottom (box, 18);
  gtk_label_set_wrap (GTK_LABEL (sentence), TRUE);
  gtk_label_set_xalign (GTK_LABEL (sentence), 0.0f);
  gtk_widget_add_css_class (sentence, "c-bad");
  gtk_widget_set_visible (sentence, FALSE);
  gtk_widget_add_css_class (button, "suggested-action");
  gtk_widget_set_halign (button, GTK_ALIGN_END);
  gtk_box_append (GTK_BOX (box), fields);
  gtk_box_append (GTK_BOX (box), sentence);
  gtk_box_append (GTK_BOX (box), button);
  gtk_window_set_child (self, box);
  g_object_set_data (G_OBJECT (self), BUTTON_KEY, button);
  g_object_set_data (G_OBJECT (self), SENTENCE_KEY, sentence);
  *column = GTK_BOX (fields);

  return self;
}

GtkButton *
ins_convert_form_get_button (GtkWindow *form)
{
  return g_object_get_data (G_OBJECT (form), BUTTON_KEY);
}

void
ins_convert_form_set_sentence (GtkWindow *form, const char *sentence)
{
  GtkLabel *label = g_object_get_data (G_OBJECT (form), SENTENCE_KEY);

  gtk_label_set_text (label, sentence != NULL ? sentence : "");
  gtk_widget_set_visible (GTK_WIDGET (label), sentence != NULL);
}

static InsField *
find_wrong_field (GtkWidget *widget)
{
  InsField *found = NULL;

  if (INS_IS_FIELD (widget))
    {
      InsNumberEntry *entry = ins_field_get_entry (INS_FIELD (widget));

      return ins_number_entry_get_error (entry) != NULL &&
                     *gtk_editable_get_text (GTK_EDITABLE (entry)) != '\0'
                 ? INS_FIELD (widget)
                 : NULL;
    }
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL && found == NULL;
       child = gtk_widget_get_next_sibling (child))
    found = find_wrong_field (child);

  return found;
}

gboolean
ins_convert_form_check (GtkWindow *form)
{
  InsField *wrong = find_wrong_field (gtk_window_get_child (form));

  if (wrong != NULL)
    gtk_widget_grab_focus (GTK_WIDGET (ins_field_get_entry (wrong)));

  return wrong == NULL;
}

InsField *
ins_convert_form_add_field (GtkBox *column,
                            const char *label,
                            const char *unit,
                            double minimum,
                            double maximum,
                            double value)
{
  guint n_digits = *unit == '\0' ? 0 : 2; /* counts, and numbers that mean nothing yet */
  InsField *field = g_object_new (INS_TYPE_FIELD, "label", label, "unit", unit, "digits", n_digits,
                                  "minimum", minimum, "maximum", maximum, NULL);

  ins_field_set_value (field, value);
  gtk_box_append (column, GTK_WIDGET (field));

  return field;
}

InsChoice *
ins_convert_form_add_choice (GtkBox *column,
                             const char *label,
                             const char *const *items,
                             guint selected)
{
  InsChoice *choice = g_object_new (INS_TYPE_CHOICE, "label", label, NULL);

  ins_choice_set_items (choice, items);
  ins_choice_set_selected (choice, selected);
  gtk_box_append (column, GTK_WIDGET (choice));

  return choice;
}

GtkCheckButton *
ins_convert_form_add_check (GtkBox *column, const char *label, gboolean is_active)
{
  GtkWidget *check = gtk_check_button_new_with_label (label);

  gtk_check_button_set_active (GTK_CHECK_BUTTON (check), is_active);
  gtk_box_append (column, check);

  return GTK_CHECK_BUTTON (check);
}

double
ins_convert_form_get (InsField *field, double otherwise)
{
  double value = (double)NAN;

  return ins_number_entry_get_value (ins_field_get_entry (field), &value) && !isnan (value)
             ? value
             : otherwise;
}
