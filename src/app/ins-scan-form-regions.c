/* ins-scan-form-regions.c - the regions of the form, of which the area's table shows one
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "config.h"

#include <glib/gi18n.h>
#include <string.h>

#include "app/ins-panel-text.h"
#include "app/ins-scan-form-private.h"

/* Between a region and the one that is added beside it. */
#define GAP_MM 2.0

/* ---- one region in the place of the whole area -------------------------------------------- */

static void
keep_chosen (InsScanForm *self, const InsRecipe *recipe)
{
  self->region = MIN (self->region, MAX (recipe->n_regions, 1) - 1);
}

InsRecipe *
ins_scan_form_load_region (InsScanForm *self, const InsRecipe *recipe)
{
  InsRecipe *shown = ins_recipe_copy (recipe);
  const InsRecipeRegion *region;

  keep_chosen (self, recipe);
  if (recipe->n_regions == 0)
    return shown;
  region = &recipe->regions[self->region];
  shown->start = region->start;
  shown->scan_length_mm = region->scan_length_mm;
  shown->index_length_mm = region->index_length_mm;
  shown->scan_step_mm = region->scan_step_mm;
  shown->index_step_mm = region->index_step_mm;

  return shown;
}

static void
take_area (InsRecipeRegion *region, const InsRecipe *shown)
{
  region->start = shown->start;
  region->scan_length_mm = shown->scan_length_mm;
  region->index_length_mm = shown->index_length_mm;
  region->scan_step_mm = shown->scan_step_mm;
  region->index_step_mm = shown->index_step_mm;
}

void
ins_scan_form_store_region (InsScanForm *self, InsRecipe *shown, const InsRecipe *recipe)
{
  if (shown->n_regions == 0 || self->region >= shown->n_regions)
    return;
  take_area (&shown->regions[self->region], shown);
  shown->start = recipe->start;
  shown->scan_length_mm = recipe->scan_length_mm;
  shown->index_length_mm = recipe->index_length_mm;
  shown->scan_step_mm = recipe->scan_step_mm;
  shown->index_step_mm = recipe->index_step_mm;
}

/* ---- rows ---------------------------------------------------------------------------------- */

static guint
get_index (GtkWidget *child)
{
  GtkWidget *row = gtk_widget_get_ancestor (child, GTK_TYPE_LIST_BOX_ROW);

  return (guint)gtk_list_box_row_get_index (GTK_LIST_BOX_ROW (row));
}

static void
choose (InsScanForm *self, guint region)
{
  if (self->updating || region == self->region)
    return;
  self->region = region;
  ins_session_set_shown_region (self->session, region);
}

static void
on_row_selected (GtkListBox *list, GtkListBoxRow *row, InsScanForm *self)
{
  if (row != NULL)
    choose (self, (guint)gtk_list_box_row_get_index (row));
}

static void
on_row_name_focused (GtkEventControllerFocus *controller, InsScanForm *self)
{
  GtkWidget *entry = gtk_event_controller_get_widget (GTK_EVENT_CONTROLLER (controller));

  choose (self, get_index (entry));
}

static void
on_row_name_edited (GtkEditable *entry, InsScanForm *self)
{
  g_autoptr (InsRecipe) recipe = NULL;
  guint index;

  if (self->updating || self->session == NULL)
    return;
  index = get_index (GTK_WIDGET (entry));
  recipe = ins_recipe_copy (ins_session_get_recipe (self->session));
  if (index >= recipe->n_regions)
    return;
  g_strlcpy (recipe->regions[index].name, gtk_editable_get_text (entry),
             sizeof recipe->regions[index].name);
  ins_scan_form_give_recipe (self, recipe);
}

static void
on_row_duplicate_clicked (GtkButton *button, InsScanForm *self)
{
  g_autoptr (InsRecipe) recipe = ins_recipe_copy (ins_session_get_recipe (self->session));
  guint index = get_index (GTK_WIDGET (button));

  if (index >= recipe->n_regions || !ins_recipe_duplicate_region (recipe, index))
    return;
  self->region = index + 1;
  ins_scan_form_give_recipe (self, recipe);
}

static void
on_row_remove_clicked (GtkButton *button, InsScanForm *self)
{
  g_autoptr (InsRecipe) recipe = ins_recipe_copy (ins_session_get_recipe (self->session));
  guint index = get_index (GTK_WIDGET (button));

  if (index >= recipe->n_regions)
    return;
  ins_recipe_remove_region (recipe, index);
  if (self->region > index)
    self->region--;
  ins_scan_form_give_recipe (self, recipe);
}

static GtkWidget *
make_button (const char *icon, const char *words, GCallback clicked, InsScanForm *self)
{
  GtkWidget *button = gtk_button_new_from_icon_name (icon);

  gtk_widget_add_css_class (button, "flat");
  gtk_widget_add_css_class (button, "mini");
  gtk_widget_set_valign (button, GTK_ALIGN_CENTER);
  gtk_widget_set_tooltip_text (button, words);
  gtk_accessible_update_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL, words,
                                  -1);
  g_signal_connect (button, "clicked", clicked, self);

  return button;
}

static void
append_row (InsScanForm *self)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);
  GtkWidget *entry = gtk_entry_new (), *summary = gtk_label_new (NULL);
  GtkEventController *focus = gtk_event_controller_focus_new ();

  gtk_editable_set_width_chars (GTK_EDITABLE (entry), 6);
  gtk_editable_set_max_width_chars (GTK_EDITABLE (entry), 8);
  gtk_accessible_update_property (GTK_ACCESSIBLE (entry), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _ ("Name of the region"), -1);
  g_signal_connect (entry, "changed", G_CALLBACK (on_row_name_edited), self);
  g_signal_connect (focus, "enter", G_CALLBACK (on_row_name_focused), self);
  gtk_widget_add_controller (entry, focus);
  gtk_widget_add_css_class (summary, "small");
  gtk_widget_set_hexpand (summary, TRUE);
  gtk_label_set_xalign (GTK_LABEL (summary), 1);
  gtk_label_set_ellipsize (GTK_LABEL (summary), PANGO_ELLIPSIZE_END);
  gtk_box_append (GTK_BOX (box), entry);
  gtk_box_append (GTK_BOX (box), summary);
  gtk_box_append (GTK_BOX (box), make_button ("edit-copy-symbolic", _ ("Copy this region"),
                                              G_CALLBACK (on_row_duplicate_clicked), self));
  gtk_box_append (GTK_BOX (box), make_button ("list-remove-symbolic", _ ("Remove this region"),
                                              G_CALLBACK (on_row_remove_clicked), self));
  gtk_list_box_append (self->region_list, box);
}

static void
show_row (InsScanForm *self, const InsRecipe *recipe, guint index)
{
  GtkListBoxRow *row = gtk_list_box_get_row_at_index (self->region_list, (int)index);
  GtkWidget *entry = gtk_widget_get_first_child (gtk_list_box_row_get_child (row));
  GtkWidget *summary = gtk_widget_get_next_sibling (entry);
  g_autoptr (InsRecipe) part = ins_recipe_new_for_region (recipe, index);
  g_autofree char *area = ins_panel_text_area (part);

  if (g_strcmp0 (gtk_editable_get_text (GTK_EDITABLE (entry)), recipe->regions[index].name) != 0)
    gtk_editable_set_text (GTK_EDITABLE (entry), recipe->regions[index].name);
  gtk_label_set_text (GTK_LABEL (summary), area);
  if (index == self->region && !gtk_list_box_row_is_selected (row))
    gtk_list_box_select_row (self->region_list, row);
}

void
ins_scan_form_show_regions (InsScanForm *self, const InsRecipe *recipe)
{
  GtkListBoxRow *row;
  guint n_rows = 0;

  keep_chosen (self, recipe);
  while (gtk_list_box_get_row_at_index (self->region_list, (int)n_rows) != NULL)
    n_rows++;
  for (; n_rows < recipe->n_regions; n_rows++)
    append_row (self);
  while ((row = gtk_list_box_get_row_at_index (self->region_list, (int)recipe->n_regions)) != NULL)
    gtk_list_box_remove (self->region_list, GTK_WIDGET (row));
  for (guint i = 0; i < recipe->n_regions; i++)
    show_row (self, recipe, i);
  gtk_widget_set_visible (GTK_WIDGET (self->region_list), recipe->n_regions > 0);
  gtk_widget_set_sensitive (GTK_WIDGET (self->add_region),
                            recipe->n_regions < INS_RECIPE_MAX_REGIONS);
}

/* The area that the table shows becomes the first; later ones come beside the one that is shown. */
void
ins_scan_form_add_region (InsScanForm *self)
{
  g_autoptr (InsRecipe) recipe = NULL;
  InsRecipeRegion *region;

  if (self->session == NULL)
    return;
  recipe = ins_recipe_copy (ins_session_get_recipe (self->session));
  if (recipe->n_regions == 0)
    {
      const InsAreaPoint corner = { 0.0, 0.0 };

      if (!ins_recipe_add_region (recipe, &corner, &corner))
        return;
      take_area (&recipe->regions[0], recipe);
      self->region = 0;
    }
  else
    {
      if (!ins_recipe_duplicate_region (recipe, self->region))
        return;
      self->region++;
      region = &recipe->regions[self->region];
      region->start.mm[recipe->index_axis] += recipe->index_sign *
                                              (region->index_length_mm + GAP_MM);
    }
  ins_scan_form_give_recipe (self, recipe);
}

void
ins_scan_form_init_regions (InsScanForm *self)
{
  g_signal_connect (self->region_list, "row-selected", G_CALLBACK (on_row_selected), self);
}
