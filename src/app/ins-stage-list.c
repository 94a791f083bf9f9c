/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n.h>
#include <string.h>

#include "app/ins-stage-list.h"

#define ADDRESS "ins-address" /* of a Use button */

struct _InsStageList
{
  GtkBox parent_instance;

  GtkListBox *rows;
  char *shown; /* what the rows were made of */
};

G_DEFINE_FINAL_TYPE (InsStageList, ins_stage_list, GTK_TYPE_BOX)

static guint chosen_signal;

GtkWidget *
ins_stage_list_new (void)
{
  return g_object_new (INS_TYPE_STAGE_LIST, NULL);
}

/* Of several controllers the options say which is which. */
static gsize
get_stage_length (const char *address)
{
  return strchr (address, '+') != NULL ? strlen (address) : strcspn (address, "?");
}

gboolean
ins_stage_list_is_same_stage (const char *address, const char *other)
{
  gsize length;

  if (address == NULL || other == NULL)
    return address == other;
  length = get_stage_length (address);

  return length == get_stage_length (other) && strncmp (address, other, length) == 0;
}

/* ---- rows ---------------------------------------------------------------------------------- */

static void
append_label (GtkWidget *box, const char *text, const char *const *classes)
{
  GtkWidget *label = gtk_label_new (text);

  gtk_label_set_xalign (GTK_LABEL (label), 0.0f);
  gtk_label_set_wrap (GTK_LABEL (label), TRUE);
  gtk_label_set_wrap_mode (GTK_LABEL (label), PANGO_WRAP_WORD_CHAR);
  gtk_label_set_max_width_chars (GTK_LABEL (label), 20);
  gtk_widget_set_hexpand (label, TRUE);
  gtk_widget_set_css_classes (label, (const char **)classes);
  gtk_box_append (GTK_BOX (box), label);
}

static void
on_use_clicked (GtkButton *button, InsStageList *self)
{
  /* the rows may be made anew while it is told */
  g_autofree char *address = g_strdup (g_object_get_data (G_OBJECT (button), ADDRESS));

  g_signal_emit (self, chosen_signal, 0, address);
}

static GtkWidget *
make_use_button (InsStageList *self, const InsStageOffer *offer)
{
  GtkWidget *button = gtk_button_new_with_label (_ ("Use"));
  /* Translators: a stage, then the port it is at */
  g_autofree char *label = g_strdup_printf (_ ("Use %s at %s"), offer->name, offer->port);

  gtk_widget_set_valign (button, GTK_ALIGN_CENTER);
  gtk_widget_set_tooltip_text (button, _ ("Connects this stage in place of the present one. "
                                          "Nothing moves."));
  gtk_accessible_update_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL, label,
                                  -1);
  g_object_set_data_full (G_OBJECT (button), ADDRESS, g_strdup (offer->address), g_free);
  g_signal_connect (button, "clicked", G_CALLBACK (on_use_clicked), self);

  return button;
}

static GtkWidget *
make_tick (void)
{
  GtkWidget *tick = gtk_image_new_from_icon_name ("emblem-ok-symbolic");

  gtk_widget_add_css_class (tick, "c-ok");
  gtk_widget_set_tooltip_text (tick, _ ("In use"));

  return tick;
}

static GtkWidget *
make_row (InsStageList *self, const InsStageOffer *offer, gboolean in_use)
{
  static const char *const name_classes[] = { "ck", "strong", NULL };
  static const char *const caption_classes[] = { "small", "dim", NULL };
  static const char *const problem_classes[] = { "small", "c-note", NULL };
  const gboolean usable = offer->message[0] == '\0';
  GtkWidget *row = gtk_list_box_row_new ();
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);
  GtkWidget *texts = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);
  const char *name = offer->name[0] != '\0' ? offer->name : offer->port;
  g_autofree char *title = in_use ? g_strdup_printf (_ ("%s, in use"), name) : g_strdup (name);

  append_label (texts, name, name_classes);
  if (offer->port[0] != '\0' && strcmp (offer->port, name) != 0)
    append_label (texts, offer->port, caption_classes);
  if (!usable)
    append_label (texts, offer->message, in_use ? problem_classes : caption_classes);
  gtk_box_append (GTK_BOX (box), texts);
  if (in_use)
    gtk_box_append (GTK_BOX (box), make_tick ());
  else if (usable)
    gtk_box_append (GTK_BOX (box), make_use_button (self, offer));
  gtk_list_box_row_set_child (GTK_LIST_BOX_ROW (row), box);
  gtk_list_box_row_set_activatable (GTK_LIST_BOX_ROW (row), FALSE);
  gtk_widget_set_focusable (row, FALSE);
  if (in_use)
    gtk_widget_add_css_class (row, "in-use");
  gtk_accessible_update_property (GTK_ACCESSIBLE (row), GTK_ACCESSIBLE_PROPERTY_LABEL, title,
                                  GTK_ACCESSIBLE_PROPERTY_DESCRIPTION,
                                  usable ? offer->port : offer->message, -1);

  return row;
}

/* Rows that stay as they are keep the focus of the keyboard. */
static char *
describe (GPtrArray *offers, const char *address)
{
  GString *text = g_string_new (address);

  for (guint i = 0; i < offers->len; i++)
    {
      const InsStageOffer *offer = offers->pdata[i];

      g_string_append_printf (text, "\n%s\n%s\n%s\n%s", offer->address, offer->port, offer->name,
                              offer->message);
    }

  return g_string_free (text, FALSE);
}

void
ins_stage_list_set_offers (InsStageList *self, GPtrArray *offers, const char *address)
{
  g_autofree char *shown = describe (offers, address);
  GtkListBoxRow *row;

  if (g_strcmp0 (shown, self->shown) == 0)
    return;
  g_free (self->shown);
  self->shown = g_steal_pointer (&shown);
  while ((row = gtk_list_box_get_row_at_index (self->rows, 0)) != NULL)
    gtk_list_box_remove (self->rows, GTK_WIDGET (row));
  for (guint i = 0; i < offers->len; i++)
    {
      const InsStageOffer *offer = offers->pdata[i];

      gtk_list_box_append (
          self->rows,
          make_row (self, offer, ins_stage_list_is_same_stage (offer->address, address)));
    }
}

static void
ins_stage_list_finalize (GObject *object)
{
  g_free (INS_STAGE_LIST (object)->shown);

  G_OBJECT_CLASS (ins_stage_list_parent_class)->finalize (object);
}

static void
ins_stage_list_class_init (InsStageListClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = ins_stage_list_finalize;

  chosen_signal = g_signal_new ("chosen", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL,
                                NULL, NULL, G_TYPE_NONE, 1, G_TYPE_STRING);
}

static void
ins_stage_list_init (InsStageList *self)
{
  GtkWidget *rows = gtk_list_box_new ();

  self->rows = GTK_LIST_BOX (rows);
  gtk_list_box_set_selection_mode (self->rows, GTK_SELECTION_NONE);
  gtk_widget_set_hexpand (rows, TRUE);
  gtk_widget_add_css_class (rows, "rows");
  gtk_widget_add_css_class (rows, "cards");
  gtk_accessible_update_property (GTK_ACCESSIBLE (rows), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _ ("Stages that were found"), -1);
  gtk_widget_add_css_class (GTK_WIDGET (self), "card");
  gtk_box_append (GTK_BOX (self), rows);
}
