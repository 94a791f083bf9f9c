/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n.h>
#include <math.h>

#include "app/ins-measure-panel-private.h"
#include "core/ins-number.h"

G_DEFINE_FINAL_TYPE (InsMeasurePanel, ins_measure_panel, GTK_TYPE_BOX)

enum
{
  PUT_ONE,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

/* ---- the list ------------------------------------------------------------------------------ */

static GtkWidget *
make_row (const InsMeasureItem *item)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 8);
  GtkWidget *name = gtk_label_new (item->measure->name);
  g_autofree char *text = ins_measure_item_dup_value (item);
  GtkWidget *value = gtk_label_new (text);

  gtk_widget_set_margin_start (box, 10);
  gtk_widget_set_margin_end (box, 10);
  gtk_label_set_xalign (GTK_LABEL (name), 0);
  gtk_label_set_ellipsize (GTK_LABEL (name), PANGO_ELLIPSIZE_END);
  gtk_label_set_ellipsize (GTK_LABEL (value), PANGO_ELLIPSIZE_END);
  gtk_widget_set_hexpand (name, TRUE);
  gtk_widget_add_css_class (value, "tn");
  gtk_box_append (GTK_BOX (box), name);
  gtk_box_append (GTK_BOX (box), value);

  return box;
}

/* Only what has changed, so that a list that is read aloud stays where it is. */
static void
update_row (InsMeasurePanel *self, guint index)
{
  const InsMeasureItem *item = ins_measure_model_get (self->model, index);
  GtkListBoxRow *row = gtk_list_box_get_row_at_index (self->list, (int)index);
  GtkWidget *name, *value;
  g_autofree char *text = NULL;

  if (row == NULL)
    {
      gtk_list_box_insert (self->list, make_row (item), -1);
      return;
    }
  name = gtk_widget_get_first_child (gtk_list_box_row_get_child (row));
  value = gtk_widget_get_last_child (gtk_list_box_row_get_child (row));
  text = ins_measure_item_dup_value (item);
  if (g_strcmp0 (gtk_label_get_text (GTK_LABEL (name)), item->measure->name) != 0)
    gtk_label_set_text (GTK_LABEL (name), item->measure->name);
  if (g_strcmp0 (gtk_label_get_text (GTK_LABEL (value)), text) != 0)
    gtk_label_set_text (GTK_LABEL (value), text);
}

static void
update_list (InsMeasurePanel *self)
{
  guint n = ins_measure_model_get_n (self->model);
  int selected = ins_measure_model_get_selected (self->model);
  GtkListBoxRow *row;

  self->is_filling = TRUE;
  while ((row = gtk_list_box_get_row_at_index (self->list, (int)n)) != NULL)
    gtk_list_box_remove (self->list, GTK_WIDGET (row));
  for (guint i = 0; i < n; i++)
    update_row (self, i);
  row = selected >= 0 ? gtk_list_box_get_row_at_index (self->list, selected) : NULL;
  if (gtk_list_box_get_selected_row (self->list) != row)
    gtk_list_box_select_row (self->list, row);
  self->is_filling = FALSE;
}

static void
on_row_selected (GtkListBox *list, GtkListBoxRow *row, InsMeasurePanel *self)
{
  if (!self->is_filling && self->model != NULL)
    ins_measure_model_select (self->model, row != NULL ? gtk_list_box_row_get_index (row) : -1);
}

/* Rows that say nothing about what is selected, or would be made, are not shown. */
void
ins_measure_panel_show_settings (InsMeasurePanel *self, const InsMeasureItem *item)
{
  gboolean draws_region = gtk_toggle_button_get_active (GTK_TOGGLE_BUTTON (self->tool_rectangle)) ||
                          gtk_toggle_button_get_active (GTK_TOGGLE_BUTTON (self->tool_polygon)) ||
                          gtk_toggle_button_get_active (GTK_TOGGLE_BUTTON (self->tool_circle));
  gboolean region = item != NULL ? ins_measure_has_region (item->measure) : TRUE;
  gboolean finds = gtk_drop_down_get_selected (self->purpose) != 0;
  GtkWidget *rows[] = { self->purpose_label,   GTK_WIDGET (self->purpose),
                        self->side_label,      GTK_WIDGET (self->side),
                        self->threshold_label, GTK_WIDGET (self->threshold),
                        self->least_label,     GTK_WIDGET (self->least),
                        self->merge_label,     GTK_WIDGET (self->merge) };

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    gtk_widget_set_visible (rows[i], (region || draws_region) && (finds || i < 6));
}

static void
update (InsMeasurePanel *self)
{
  const InsMeasureItem *item = ins_measure_panel_get_selected (self);
  gboolean has_picture = ins_measure_model_get_cscan (self->model) != NULL;

  update_list (self);
  if (item != NULL)
    ins_measure_panel_fill_settings (self, item->measure);
  if (item == NULL || !gtk_widget_has_focus (GTK_WIDGET (self->points)))
    ins_measure_panel_fill_definition (self, item != NULL ? item->measure : NULL);
  ins_measure_panel_show_settings (self, item);
  ins_measure_panel_show_figures (self, item);
  gtk_widget_set_visible (self->edit, item != NULL);
  gtk_widget_set_sensitive (self->delete_button, item != NULL);
  gtk_widget_set_sensitive (self->undo_button, ins_measure_model_can_undo (self->model));
  gtk_widget_set_sensitive (self->copy_button, ins_measure_model_get_n (self->model) > 0);
  gtk_widget_set_sensitive (self->csv_button, ins_measure_model_get_n (self->model) > 0);
  gtk_widget_set_sensitive (self->add_button, has_picture);
  gtk_widget_set_sensitive (self->whole_button, has_picture);
}

static void
on_model_changed (InsMeasureModel *model, InsMeasurePanel *self)
{
  update (self);
}

/* ---- buttons ------------------------------------------------------------------------------- */

static void
on_tool_toggled (GtkToggleButton *button, InsMeasurePanel *self)
{
  GtkWidget *tools[INS_MEASURE_N_TOOLS] = {
    [INS_MEASURE_TOOL_SELECT] = self->tool_select,
    [INS_MEASURE_TOOL_DISTANCE] = self->tool_distance,
    [INS_MEASURE_TOOL_RECTANGLE] = self->tool_rectangle,
    [INS_MEASURE_TOOL_POLYGON] = self->tool_polygon,
    [INS_MEASURE_TOOL_CIRCLE] = self->tool_circle,
    [INS_MEASURE_TOOL_PROFILE] = self->tool_profile,
    [INS_MEASURE_TOOL_SIZE] = self->tool_size,
    [INS_MEASURE_TOOL_NOTE] = self->tool_note,
  };

  if (!gtk_toggle_button_get_active (button) || self->overlay == NULL)
    return;
  for (guint i = 0; i < INS_MEASURE_N_TOOLS; i++)
    if (tools[i] == GTK_WIDGET (button))
      ins_measure_overlay_set_tool (self->overlay, (InsMeasureTool)i);
  ins_measure_panel_show_settings (self, ins_measure_panel_get_selected (self));
}

static void
on_add_clicked (InsMeasurePanel *self)
{
  g_signal_emit (self, signals[PUT_ONE], 0);
}

static void
on_whole_clicked (InsMeasurePanel *self)
{
  InsMeasure *measure = ins_measure_new (INS_MEASURE_STATISTICS, _ ("Whole picture"));

  ins_measure_panel_prepare (
      self, measure, self->shown_plane != NULL ? self->shown_plane : "amplitude", self->shown_gate);
  ins_measure_model_add (self->model, measure);
}

static void
on_delete_clicked (InsMeasurePanel *self)
{
  if (ins_measure_panel_get_selected (self) != NULL)
    ins_measure_model_remove (self->model, (guint)ins_measure_model_get_selected (self->model));
}

static void
on_undo_clicked (InsMeasurePanel *self)
{
  (void)ins_measure_model_undo (self->model);
}

InsMeasureTable *
ins_measure_panel_dup_table (InsMeasurePanel *self)
{
  const InsMeasureItem *item = ins_measure_panel_get_selected (self);
  InsMeasureTable *table = item != NULL && item->result != NULL
                               ? ins_measure_table_new_rows (item->measure, item->result,
                                                             item->unit)
                               : NULL;

  if (table != NULL)
    return table;
  table = ins_measure_table_new_figures ();
  for (guint i = 0; i < ins_measure_model_get_n (self->model); i++)
    {
      const InsMeasureItem *each = ins_measure_model_get (self->model, i);

      if (each->result != NULL && (item == NULL || item == each))
        ins_measure_table_add_figures (table, each->measure, each->result);
    }

  return table;
}

static void
on_copy_clicked (InsMeasurePanel *self)
{
  g_autoptr (InsMeasureTable) table = ins_measure_panel_dup_table (self);
  g_autofree char *text = ins_measure_table_to_tabs (table);

  gdk_clipboard_set_text (gtk_widget_get_clipboard (GTK_WIDGET (self)), text);
}

/* -------------------------------------------------------------------------------------------- */

GtkWidget *
ins_measure_panel_new (void)
{
  return g_object_new (INS_TYPE_MEASURE_PANEL, NULL);
}

void
ins_measure_panel_set_model (InsMeasurePanel *self,
                             InsMeasureModel *model,
                             InsMeasureOverlay *overlay)
{
  if (self->model != NULL)
    g_signal_handler_disconnect (self->model, self->handler);
  self->model = model;
  self->overlay = overlay;
  if (model == NULL)
    return;
  self->handler = g_signal_connect (model, "changed", G_CALLBACK (on_model_changed), self);
  update (self);
}

static void
ins_measure_panel_dispose (GObject *object)
{
  InsMeasurePanel *self = INS_MEASURE_PANEL (object);

  ins_measure_panel_set_model (self, NULL, NULL);
  g_clear_pointer (&self->shown_plane, g_free);
  g_clear_pointer (&self->shown_gate, g_free);

  G_OBJECT_CLASS (ins_measure_panel_parent_class)->dispose (object);
}

#define BIND(name) gtk_widget_class_bind_template_child (widget_class, InsMeasurePanel, name)

static void
bind_children (GtkWidgetClass *widget_class)
{
  BIND (tool_select);
  BIND (tool_distance);
  BIND (tool_profile);
  BIND (tool_rectangle);
  BIND (tool_polygon);
  BIND (tool_circle);
  BIND (tool_size);
  BIND (tool_note);
  BIND (add_button);
  BIND (whole_button);
  BIND (plane);
  BIND (purpose);
  BIND (purpose_label);
  BIND (side);
  BIND (side_label);
  BIND (threshold);
  BIND (threshold_label);
  BIND (least);
  BIND (least_label);
  BIND (merge);
  BIND (merge_label);
  BIND (name);
  BIND (points);
  BIND (text);
  BIND (list);
  BIND (plot);
  BIND (figures);
  BIND (edit);
  BIND (delete_button);
  BIND (undo_button);
  BIND (copy_button);
  BIND (csv_button);
}

static void
ins_measure_panel_class_init (InsMeasurePanelClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = ins_measure_panel_dispose;
  signals[PUT_ONE] = g_signal_new ("put-one", INS_TYPE_MEASURE_PANEL, G_SIGNAL_RUN_LAST, 0, NULL,
                                   NULL, NULL, G_TYPE_NONE, 0);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/io/github/insonify/Insonify/ins-measure-panel.ui");
  bind_children (widget_class);
  gtk_widget_class_bind_template_callback (widget_class, on_tool_toggled);
  gtk_widget_class_bind_template_callback_full (widget_class, "on_setting_changed",
                                                G_CALLBACK (ins_measure_panel_on_setting_changed));
  gtk_widget_class_bind_template_callback_full (widget_class, "on_name_activated",
                                                G_CALLBACK (ins_measure_panel_on_name_activated));
  gtk_widget_class_bind_template_callback_full (widget_class, "on_points_activated",
                                                G_CALLBACK (ins_measure_panel_on_points_activated));
  gtk_widget_class_bind_template_callback_full (widget_class, "on_text_activated",
                                                G_CALLBACK (ins_measure_panel_on_text_activated));
  gtk_widget_class_bind_template_callback (widget_class, on_row_selected);
  gtk_widget_class_bind_template_callback (widget_class, on_add_clicked);
  gtk_widget_class_bind_template_callback (widget_class, on_whole_clicked);
  gtk_widget_class_bind_template_callback (widget_class, on_delete_clicked);
  gtk_widget_class_bind_template_callback (widget_class, on_undo_clicked);
  gtk_widget_class_bind_template_callback (widget_class, on_copy_clicked);
}

static void
ins_measure_panel_init (InsMeasurePanel *self)
{
  self->is_filling = TRUE;
  gtk_widget_init_template (GTK_WIDGET (self));
  ins_measure_panel_set_entry (self->threshold, 50.0, 0);
  ins_measure_panel_set_entry (self->least, 4.0, 0);
  ins_measure_panel_set_entry (self->merge, 0.0, 1);
  ins_measure_panel_init_plot (self);
  self->is_filling = FALSE;
}
