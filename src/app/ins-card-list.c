/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n.h>
#include <string.h>

#include "app/ins-card-choice.h"
#include "app/ins-card-list.h"
#include "app/ins-card-text.h"

struct _InsCardList
{
  GtkBox parent_instance;

  GtkListBox *rows;
  GArray *offers; /* InsCardOffer, one a row */
  char *address;
};

G_DEFINE_FINAL_TYPE (InsCardList, ins_card_list, GTK_TYPE_BOX)

static guint chosen_signal;

GtkWidget *
ins_card_list_new (void)
{
  return g_object_new (INS_TYPE_CARD_LIST, NULL);
}

static GtkWidget *
make_label (const char *text, const char *const *classes)
{
  GtkWidget *label = gtk_label_new (text);

  gtk_label_set_xalign (GTK_LABEL (label), 0.0f);
  gtk_label_set_wrap (GTK_LABEL (label), TRUE);
  gtk_label_set_wrap_mode (GTK_LABEL (label), PANGO_WRAP_WORD_CHAR);
  gtk_label_set_max_width_chars (GTK_LABEL (label), 20);
  gtk_widget_set_hexpand (label, TRUE);
  gtk_widget_set_css_classes (label, (const char **)classes);

  return label;
}

static const char *
get_node (const InsCardOffer *offer)
{
  const char *colon = strchr (offer->address, ':');

  return colon != NULL ? colon + 1 : offer->address;
}

/* "comedi_test at /dev/comedi0", "8 channels, up to 1 MS/s" in a line of its own */
static char *
describe (const InsCardOffer *offer)
{
  const char *node = get_node (offer);
  g_autofree char *rate = ins_card_text_rate (offer->maximum_rate_hz);
  g_autofree char *place = NULL;
  g_autofree char *inputs = NULL;

  if (ins_card_choice_is_simulated (offer))
    return g_strdup (_ ("A part in software. Needs no hardware."));
  /* Translators: a driver, then the device node: "comedi_test at /dev/comedi0" */
  place = offer->driver[0] != '\0' ? g_strdup_printf (_ ("%s at %s"), offer->driver, node)
                                   : g_strdup (node);
  if (offer->n_channels == 0)
    return g_steal_pointer (&place);
  if (offer->maximum_rate_hz > 0.0)
    /* Translators: inputs of a card, its highest sample rate */
    inputs = g_strdup_printf (
        ngettext ("%u channel, up to %s", "%u channels, up to %s", offer->n_channels),
        offer->n_channels, rate);
  else
    inputs = g_strdup_printf (ngettext ("%u channel", "%u channels", offer->n_channels),
                              offer->n_channels);

  return g_strdup_printf ("%s\n%s", place, inputs);
}

static GtkWidget *
make_row (const InsCardOffer *offer, gboolean in_use)
{
  static const char *const name_classes[] = { "ck", "strong", NULL };
  static const char *const caption_classes[] = { "small", "dim", NULL };
  static const char *const problem_classes[] = { "small", "c-note", NULL };
  const gboolean usable = offer->problem[0] == '\0';
  GtkWidget *row = gtk_list_box_row_new ();
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);
  GtkWidget *texts = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);
  GtkWidget *tick = gtk_image_new_from_icon_name ("emblem-ok-symbolic");
  g_autofree char *caption = describe (offer);
  /* one that cannot be opened does not say what it is */
  const char *name = offer->name[0] != '\0' ? offer->name : get_node (offer);
  g_autofree char *title = in_use ? g_strdup_printf (_ ("%s, in use"), name) : g_strdup (name);

  gtk_box_append (GTK_BOX (texts), make_label (name, name_classes));
  if (strcmp (caption, name) != 0)
    gtk_box_append (GTK_BOX (texts), make_label (caption, caption_classes));
  if (!usable)
    gtk_box_append (GTK_BOX (texts), make_label (offer->problem, problem_classes));
  gtk_box_append (GTK_BOX (box), texts);
  gtk_widget_set_opacity (tick, in_use ? 1.0 : 0.0);
  gtk_widget_add_css_class (tick, "c-ok");
  gtk_box_append (GTK_BOX (box), tick);
  gtk_list_box_row_set_child (GTK_LIST_BOX_ROW (row), box);
  gtk_list_box_row_set_activatable (GTK_LIST_BOX_ROW (row), usable);
  if (in_use)
    gtk_widget_add_css_class (row, "in-use");
  gtk_accessible_update_property (GTK_ACCESSIBLE (row), GTK_ACCESSIBLE_PROPERTY_LABEL, title,
                                  GTK_ACCESSIBLE_PROPERTY_DESCRIPTION,
                                  usable ? caption : offer->problem, -1);

  return row;
}

/* Rows that stay as they are keep the focus of the keyboard. */
static gboolean
is_same (const InsCardList *self, GPtrArray *offers, const char *address)
{
  if (offers->len != self->offers->len || g_strcmp0 (address, self->address) != 0)
    return FALSE;
  for (guint i = 0; i < offers->len; i++)
    {
      const InsCardOffer *old = &g_array_index (self->offers, InsCardOffer, i);
      const InsCardOffer *new = offers->pdata[i];

      if (strcmp (old->address, new->address) != 0 || strcmp (old->name, new->name) != 0 ||
          strcmp (old->problem, new->problem) != 0 || strcmp (old->driver, new->driver) != 0 ||
          old->n_channels != new->n_channels || old->maximum_rate_hz != new->maximum_rate_hz)
        return FALSE;
    }

  return TRUE;
}

void
ins_card_list_set_offers (InsCardList *self, GPtrArray *offers, const char *address)
{
  GtkListBoxRow *row;

  if (is_same (self, offers, address))
    return;
  while ((row = gtk_list_box_get_row_at_index (self->rows, 0)) != NULL)
    gtk_list_box_remove (self->rows, GTK_WIDGET (row));
  g_array_set_size (self->offers, 0);
  g_free (self->address);
  self->address = g_strdup (address);
  for (guint i = 0; i < offers->len; i++)
    {
      const InsCardOffer *offer = offers->pdata[i];

      g_array_append_vals (self->offers, offer, 1);
      gtk_list_box_append (self->rows, make_row (offer, g_strcmp0 (offer->address, address) == 0));
    }
}

static void
on_row_activated (InsCardList *self, GtkListBoxRow *row)
{
  const InsCardOffer *offer = &g_array_index (self->offers, InsCardOffer,
                                              (guint)gtk_list_box_row_get_index (row));
  /* the rows may be made anew while it is told */
  g_autofree char *address = g_strdup (offer->address);

  if (offer->problem[0] == '\0')
    g_signal_emit (self, chosen_signal, 0, address);
}

static void
ins_card_list_finalize (GObject *object)
{
  InsCardList *self = INS_CARD_LIST (object);

  g_array_unref (self->offers);
  g_free (self->address);

  G_OBJECT_CLASS (ins_card_list_parent_class)->finalize (object);
}

static void
ins_card_list_class_init (InsCardListClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = ins_card_list_finalize;

  chosen_signal = g_signal_new ("chosen", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL,
                                NULL, NULL, G_TYPE_NONE, 1, G_TYPE_STRING);
}

static void
ins_card_list_init (InsCardList *self)
{
  GtkWidget *rows = gtk_list_box_new ();

  self->offers = g_array_new (FALSE, FALSE, sizeof (InsCardOffer));
  self->rows = GTK_LIST_BOX (rows);
  gtk_list_box_set_selection_mode (self->rows, GTK_SELECTION_NONE);
  gtk_widget_set_hexpand (rows, TRUE);
  gtk_widget_add_css_class (rows, "rows");
  gtk_widget_add_css_class (rows, "cards");
  gtk_accessible_update_property (GTK_ACCESSIBLE (rows), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _ ("Cards that were found"), -1);
  g_signal_connect_swapped (rows, "row-activated", G_CALLBACK (on_row_activated), self);
  gtk_widget_add_css_class (GTK_WIDGET (self), "card");
  gtk_box_append (GTK_BOX (self), rows);
}
