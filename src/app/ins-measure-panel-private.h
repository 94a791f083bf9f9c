/* ins-measure-panel-private.h - what the panel's files share
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "app/ins-measure-panel.h"

G_BEGIN_DECLS

struct _InsMeasurePanel
{
  GtkBox parent_instance;

  GtkWidget *tool_select, *tool_distance, *tool_profile, *tool_rectangle, *tool_polygon;
  GtkWidget *tool_circle, *tool_size, *tool_note, *add_button, *whole_button;
  GtkDropDown *plane, *purpose, *side;
  GtkEntry *threshold, *least, *merge, *name, *points, *text;
  GtkWidget *purpose_label, *side_label, *threshold_label, *least_label, *merge_label;
  GtkListBox *list;
  GtkDrawingArea *plot;
  GtkGrid *figures;
  GtkWidget *edit, *delete_button, *undo_button, *copy_button, *csv_button;

  InsMeasureModel *model;     /* not owned; NULL: none */
  InsMeasureOverlay *overlay; /* not owned */
  gulong handler;
  char *shown_plane, *shown_gate; /* of the picture */
  gboolean is_filling;            /* widgets are being set, nobody touched them */
};

/* (nullable) */
const InsMeasureItem *ins_measure_panel_get_selected (InsMeasurePanel *self);

void ins_measure_panel_show_settings (InsMeasurePanel *self, const InsMeasureItem *item);

/* ins-measure-panel-settings.c: what the selected one is about, into the widgets, and back. */
void ins_measure_panel_fill_settings (InsMeasurePanel *self, const InsMeasure *measure);
void ins_measure_panel_fill_definition (InsMeasurePanel *self, const InsMeasure *measure);
void ins_measure_panel_set_entry (GtkEntry *entry, double value, guint n_decimals);
void ins_measure_panel_on_setting_changed (InsMeasurePanel *self);
void ins_measure_panel_on_name_activated (InsMeasurePanel *self);
void ins_measure_panel_on_text_activated (InsMeasurePanel *self);
void ins_measure_panel_on_points_activated (InsMeasurePanel *self);

/* ins-measure-panel-figures.c */
void ins_measure_panel_show_figures (InsMeasurePanel *self, const InsMeasureItem *item);
void ins_measure_panel_init_plot (InsMeasurePanel *self);

G_END_DECLS
