/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n.h>

#include "app/ins-words-form.h"

#define NOTES_HEIGHT 72

struct _InsWordsForm
{
  GtkBox parent_instance;

  GtkEntry *part, *operator_name;
  GtkTextView *notes;
  gboolean setting;
};

G_DEFINE_FINAL_TYPE (InsWordsForm, ins_words_form, GTK_TYPE_BOX)

static guint edited_signal;

static void
on_changed (InsWordsForm *self)
{
  if (!self->setting)
    g_signal_emit (self, edited_signal, 0);
}

/* NULL for blanks */
static char *
dup_stripped (const char *text)
{
  g_autofree char *stripped = g_strstrip (g_strdup (text));

  return *stripped != '\0' ? g_steal_pointer (&stripped) : NULL;
}

static char *
dup_notes (InsWordsForm *self)
{
  GtkTextBuffer *buffer = gtk_text_view_get_buffer (self->notes);
  GtkTextIter start, end;
  g_autofree char *text = NULL;

  gtk_text_buffer_get_bounds (buffer, &start, &end);
  text = gtk_text_buffer_get_text (buffer, &start, &end, FALSE);

  return dup_stripped (text);
}

void
ins_words_form_get (InsWordsForm *self, InsScanWords *words)
{
  g_return_if_fail (INS_IS_WORDS_FORM (self));

  words->part = dup_stripped (gtk_editable_get_text (GTK_EDITABLE (self->part)));
  words->operator_name = dup_stripped (gtk_editable_get_text (GTK_EDITABLE (self->operator_name)));
  words->notes = dup_notes (self);
}

void
ins_words_form_set (InsWordsForm *self, const InsScanWords *words)
{
  g_auto (InsScanWords) now = { 0 };

  g_return_if_fail (INS_IS_WORDS_FORM (self));

  ins_words_form_get (self, &now);
  self->setting = TRUE;
  if (g_strcmp0 (now.part, words->part) != 0)
    gtk_editable_set_text (GTK_EDITABLE (self->part), words->part != NULL ? words->part : "");
  if (g_strcmp0 (now.operator_name, words->operator_name) != 0)
    gtk_editable_set_text (GTK_EDITABLE (self->operator_name),
                           words->operator_name != NULL ? words->operator_name : "");
  if (g_strcmp0 (now.notes, words->notes) != 0)
    gtk_text_buffer_set_text (gtk_text_view_get_buffer (self->notes),
                              words->notes != NULL ? words->notes : "", -1);
  self->setting = FALSE;
}

/* ---- the widget ---------------------------------------------------------------------------- */

static GtkWidget *
append_label (InsWordsForm *self, const char *text, GtkWidget *of)
{
  GtkWidget *label = gtk_label_new (text);

  gtk_label_set_xalign (GTK_LABEL (label), 0.0f);
  gtk_label_set_mnemonic_widget (GTK_LABEL (label), of);
  gtk_widget_add_css_class (label, "lab");
  gtk_accessible_update_property (GTK_ACCESSIBLE (of), GTK_ACCESSIBLE_PROPERTY_LABEL, text, -1);
  gtk_box_append (GTK_BOX (self), label);

  return label;
}

static GtkEntry *
append_entry (InsWordsForm *self, const char *label)
{
  GtkWidget *entry = gtk_entry_new ();

  gtk_entry_set_max_length (GTK_ENTRY (entry), INS_RECIPE_MAX_WORD_BYTES / 4);
  append_label (self, label, entry);
  gtk_box_append (GTK_BOX (self), entry);
  g_signal_connect_swapped (entry, "changed", G_CALLBACK (on_changed), self);

  return GTK_ENTRY (entry);
}

static GtkTextView *
append_notes (InsWordsForm *self)
{
  GtkWidget *notes = gtk_text_view_new ();
  GtkWidget *scrolled = gtk_scrolled_window_new ();

  gtk_text_view_set_wrap_mode (GTK_TEXT_VIEW (notes), GTK_WRAP_WORD_CHAR);
  gtk_text_view_set_accepts_tab (GTK_TEXT_VIEW (notes), FALSE);
  gtk_text_view_set_left_margin (GTK_TEXT_VIEW (notes), 6);
  gtk_text_view_set_right_margin (GTK_TEXT_VIEW (notes), 6);
  gtk_text_view_set_top_margin (GTK_TEXT_VIEW (notes), 4);
  gtk_text_view_set_bottom_margin (GTK_TEXT_VIEW (notes), 4);
  gtk_scrolled_window_set_policy (GTK_SCROLLED_WINDOW (scrolled), GTK_POLICY_NEVER,
                                  GTK_POLICY_AUTOMATIC);
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (scrolled), notes);
  gtk_widget_set_size_request (scrolled, -1, NOTES_HEIGHT);
  gtk_widget_add_css_class (scrolled, "notes");
  append_label (self, _ ("Notes"), notes);
  gtk_box_append (GTK_BOX (self), scrolled);
  g_signal_connect_swapped (gtk_text_view_get_buffer (GTK_TEXT_VIEW (notes)), "changed",
                            G_CALLBACK (on_changed), self);

  return GTK_TEXT_VIEW (notes);
}

static void
ins_words_form_init (InsWordsForm *self)
{
  gtk_orientable_set_orientation (GTK_ORIENTABLE (self), GTK_ORIENTATION_VERTICAL);
  gtk_box_set_spacing (GTK_BOX (self), 3);
  self->part = append_entry (self, _ ("Part number"));
  self->operator_name = append_entry (self, _ ("Operator"));
  self->notes = append_notes (self);
}

static void
ins_words_form_class_init (InsWordsFormClass *klass)
{
  edited_signal = g_signal_new ("edited", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL,
                                NULL, NULL, G_TYPE_NONE, 0);
}

GtkWidget *
ins_words_form_new (void)
{
  return g_object_new (INS_TYPE_WORDS_FORM, NULL);
}
