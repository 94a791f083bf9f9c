/* ins-recipe-button-list.c - a row for each recipe that is kept
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "config.h"

#include <glib/gi18n.h>

#include "app/ins-panel-text.h"
#include "app/ins-recipe-button-private.h"

/* (nullable): that the row of this widget is about. */
static const InsShelfEntry *
find_entry (InsRecipeButton *self, GtkWidget *widget)
{
  GtkWidget *row = gtk_widget_get_ancestor (widget, GTK_TYPE_LIST_BOX_ROW);
  const int index = row != NULL ? gtk_list_box_row_get_index (GTK_LIST_BOX_ROW (row)) : -1;

  if (index < 0 || self->entries == NULL || (guint)index >= self->entries->len)
    return NULL;

  return self->entries->pdata[index];
}

static void
on_take_clicked (GtkWidget *button, InsRecipeButton *self)
{
  const InsShelfEntry *entry = find_entry (self, button);

  if (entry != NULL)
    ins_recipe_button_take (self, entry);
}

static void
on_star_toggled (GtkWidget *button, InsRecipeButton *self)
{
  const InsShelfEntry *entry = find_entry (self, button);

  if (entry == NULL)
    return;
  self->starring = gtk_toggle_button_get_active (GTK_TOGGLE_BUTTON (button));
  ins_recipe_button_ask (self, INS_SHELF_STAR, entry->path, NULL);
}

static void
on_remove_clicked (GtkWidget *button, InsRecipeButton *self)
{
  const InsShelfEntry *entry = find_entry (self, button);

  if (entry != NULL)
    ins_recipe_button_ask (self, INS_SHELF_REMOVE, entry->path, NULL);
}

static void
on_renamed (GtkWidget *entry, InsRecipeButton *self)
{
  const InsShelfEntry *old = find_entry (self, entry);
  g_autofree char *name = g_strstrip (g_strdup (gtk_editable_get_text (GTK_EDITABLE (entry))));

  if (old != NULL && name[0] != '\0' && g_strcmp0 (name, old->name) != 0)
    ins_recipe_button_ask (self, INS_SHELF_RENAME, old->path, name);
  else
    ins_recipe_button_show (self, NULL);
}

/* The name turns into an entry; Enter keeps what was typed. */
static void
on_rename_clicked (GtkWidget *button, InsRecipeButton *self)
{
  const InsShelfEntry *old = find_entry (self, button);
  GtkWidget *row = gtk_widget_get_ancestor (button, GTK_TYPE_LIST_BOX_ROW);
  GtkWidget *entry = gtk_entry_new ();

  if (old == NULL)
    return;
  gtk_editable_set_text (GTK_EDITABLE (entry), old->name);
  gtk_accessible_update_property (GTK_ACCESSIBLE (entry), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _ ("New name of the recipe"), -1);
  g_signal_connect (entry, "activate", G_CALLBACK (on_renamed), self);
  gtk_list_box_row_set_child (GTK_LIST_BOX_ROW (row), entry);
  gtk_widget_grab_focus (entry);
}

static GtkWidget *
make_icon_button (GtkWidget *button, const char *icon, const char *words)
{
  gtk_button_set_icon_name (GTK_BUTTON (button), icon);
  gtk_widget_add_css_class (button, "flat");
  gtk_widget_add_css_class (button, "mini");
  gtk_widget_set_valign (button, GTK_ALIGN_CENTER);
  gtk_widget_set_tooltip_text (button, words);
  gtk_accessible_update_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL, words,
                                  -1);

  return button;
}

static GtkWidget *
make_label (const char *text, const char *css_class)
{
  GtkWidget *label = gtk_label_new (text);

  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_label_set_ellipsize (GTK_LABEL (label), PANGO_ELLIPSIZE_END);
  gtk_widget_add_css_class (label, css_class);

  return label;
}

/* "26 x 26 mm, 0.25 mm   12 May 2026", or why it cannot be read. */
static char *
dup_summary (const InsShelfEntry *entry)
{
  g_autofree char *area = NULL, *step = NULL, *day = NULL;
  g_autoptr (GDateTime) used = NULL;

  if (entry->recipe == NULL)
    return g_strdup (entry->error);
  area = ins_panel_text_area (entry->recipe);
  step = ins_panel_text_step (entry->recipe);
  if (entry->used_unix_s <= 0)
    return g_strdup_printf ("%s, %s", area, step);
  used = g_date_time_new_from_unix_local (entry->used_unix_s);
  day = g_date_time_format (used, "%x");

  /* Translators: size and step of a recipe's area, and the day when it was used last */
  return g_strdup_printf (_ ("%s, %s, used %s"), area, step, day);
}

static GtkWidget *
make_words (InsRecipeButton *self, const InsShelfEntry *entry)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0), *button = gtk_button_new ();
  g_autofree char *summary = dup_summary (entry);
  GtkWidget *small = make_label (summary, "small");

  gtk_widget_add_css_class (small, entry->recipe != NULL ? "dim" : "c-bad");
  gtk_label_set_wrap (GTK_LABEL (small), entry->recipe == NULL);
  gtk_label_set_ellipsize (GTK_LABEL (small),
                           entry->recipe == NULL ? PANGO_ELLIPSIZE_NONE : PANGO_ELLIPSIZE_END);
  gtk_label_set_max_width_chars (GTK_LABEL (small), 30);
  gtk_box_append (GTK_BOX (box), make_label (entry->name, "strong"));
  gtk_box_append (GTK_BOX (box), small);
  gtk_button_set_child (GTK_BUTTON (button), box);
  gtk_widget_add_css_class (button, "flat");
  gtk_widget_set_hexpand (button, TRUE);
  gtk_widget_set_sensitive (button, entry->recipe != NULL);
  gtk_accessible_update_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  entry->name, -1);
  g_signal_connect (button, "clicked", G_CALLBACK (on_take_clicked), self);

  return button;
}

static GtkWidget *
make_row (InsRecipeButton *self, const InsShelfEntry *entry)
{
  GtkWidget *row = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 0);
  GtkWidget *star = make_icon_button (
      gtk_toggle_button_new (), entry->is_starred ? "starred-symbolic" : "non-starred-symbolic",
      _ ("At the top of the list"));

  gtk_toggle_button_set_active (GTK_TOGGLE_BUTTON (star), entry->is_starred);
  g_signal_connect (star, "toggled", G_CALLBACK (on_star_toggled), self);
  gtk_box_append (GTK_BOX (row), star);
  gtk_box_append (GTK_BOX (row), make_words (self, entry));
  if (entry->is_kept)
    {
      GtkWidget *rename = make_icon_button (gtk_button_new (), "document-edit-symbolic",
                                            _ ("Rename the recipe"));
      GtkWidget *remove = make_icon_button (gtk_button_new (), "user-trash-symbolic",
                                            _ ("Remove the recipe"));

      gtk_widget_set_sensitive (rename, entry->recipe != NULL);
      g_signal_connect (rename, "clicked", G_CALLBACK (on_rename_clicked), self);
      g_signal_connect (remove, "clicked", G_CALLBACK (on_remove_clicked), self);
      gtk_box_append (GTK_BOX (row), rename);
      gtk_box_append (GTK_BOX (row), remove);
    }

  return row;
}

static void
show_undo (InsRecipeButton *self)
{
  g_autofree char *base = self->removed != NULL ? g_path_get_basename (self->removed) : NULL;
  g_autofree char *text = NULL;

  gtk_widget_set_visible (self->undo_row, base != NULL);
  if (base == NULL)
    return;
  if (g_str_has_suffix (base, INS_RECIPE_SUFFIX))
    base[strlen (base) - strlen (INS_RECIPE_SUFFIX)] = '\0';
  text = g_strdup_printf (_ ("“%s” was removed."), base);
  gtk_label_set_text (self->undo_label, text);
}

void
ins_recipe_button_show (InsRecipeButton *self, const char *error)
{
  GtkListBoxRow *row;
  const gboolean is_empty = self->entries != NULL && self->entries->len == 0;
  const char *text = error != NULL ? error
                     : is_empty    ? _ ("No recipe is kept yet. Save the present one.")
                                   : "";

  while ((row = gtk_list_box_get_row_at_index (self->list, 0)) != NULL)
    gtk_list_box_remove (self->list, GTK_WIDGET (row));
  for (guint i = 0; self->entries != NULL && i < self->entries->len; i++)
    {
      GtkWidget *box = make_row (self, self->entries->pdata[i]);

      gtk_list_box_append (self->list, box);
      row = gtk_list_box_get_row_at_index (self->list, (int)i);
      gtk_list_box_row_set_activatable (row, FALSE);
      gtk_widget_set_focusable (GTK_WIDGET (row), FALSE);
    }
  gtk_label_set_text (self->message, text);
  gtk_widget_set_visible (GTK_WIDGET (self->message), *text != '\0');
  if (error != NULL)
    gtk_widget_add_css_class (GTK_WIDGET (self->message), "c-bad");
  else
    gtk_widget_remove_css_class (GTK_WIDGET (self->message), "c-bad");
  gtk_button_set_label (self->save, self->can_replace ? _ ("Replace") : _ ("Save"));
  show_undo (self);
}
