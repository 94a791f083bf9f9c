/* ins-window-template.c - the children that the window has from its template
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "config.h"

#include "app/ins-window-private.h"

#define BIND(name) gtk_widget_class_bind_template_child (widget_class, InsWindow, name)

static void
bind_header (GtkWidgetClass *widget_class)
{
  BIND (stop_button);
  BIND (start_button);
  BIND (pause_button);
  BIND (pause_image);
  BIND (pause_label);
  BIND (title_label);
  BIND (subtitle_label);
  BIND (progress_box);
  BIND (percent_label);
  BIND (progress_bar);
  BIND (left_label);
  BIND (simulated_chip);
  BIND (simulated_image);
  BIND (simulated_label);
  BIND (banner);
  BIND (banner_image);
  BIND (banner_title);
  BIND (banner_text);
  BIND (reconnect_button);
  BIND (banner_close_button);
  BIND (note);
  BIND (note_box);
  BIND (note_image);
  BIND (note_label);
  BIND (resume_bar);
  BIND (resume_label);
  BIND (resume_button);
}

static void
bind_page (GtkWidgetClass *widget_class)
{
  BIND (operator_panel);
  BIND (operator_head);
  BIND (picture_toolbar);
  BIND (motion_panel);
  BIND (scan_form);
  BIND (card_page);
  BIND (stage_page);
  BIND (run_panel);
  BIND (measure_panel);
  BIND (side_stack);
  BIND (side_paned);
  BIND (plots_paned);
  BIND (recent_menu);
  BIND (plane_drop_down);
  BIND (cscan_view);
  BIND (colour_bar);
  BIND (correction_button);
  BIND (timing_button);
  BIND (readout_label);
  BIND (rectangle_bar);
  BIND (rectangle_label);
  BIND (plots);
  BIND (a_box);
  BIND (a_heading);
  BIND (a_sub);
  BIND (a_value);
  BIND (gates_bar);
  BIND (gates_label);
  BIND (stat_alarms);
  BIND (stat_alarms_label);
  BIND (live_button);
  BIND (to_b_button);
  BIND (ascan_view);
  BIND (card_values);
  BIND (b_box);
  BIND (b_sub);
  BIND (b_heading);
  BIND (to_a_button);
  BIND (bscan_view);
  BIND (stat_stage);
  BIND (stat_stage_label);
  BIND (stat_position);
  BIND (stat_position_label);
  BIND (stat_card);
  BIND (stat_card_label);
  BIND (stat_lines);
  BIND (stat_lines_label);
  BIND (stat_holes);
  BIND (stat_holes_label);
  BIND (stat_register);
  BIND (stat_register_label);
  BIND (stat_file);
  BIND (stat_file_label);
}

void
ins_window_bind_template (GtkWidgetClass *widget_class)
{
  g_type_ensure (INS_TYPE_CSCAN_VIEW);
  g_type_ensure (INS_TYPE_COLOUR_BAR);
  g_type_ensure (INS_TYPE_CORRECTION_BUTTON);
  g_type_ensure (INS_TYPE_TIMING_BUTTON);
  g_type_ensure (INS_TYPE_RESUME_BUTTON);
  g_type_ensure (INS_TYPE_ASCAN_VIEW);
  g_type_ensure (INS_TYPE_BSCAN_VIEW);
  g_type_ensure (INS_TYPE_CARD_PAGE);
  g_type_ensure (INS_TYPE_CARD_VALUES);
  g_type_ensure (INS_TYPE_MEASURE_PANEL);
  g_type_ensure (INS_TYPE_MOTION_PANEL);
  g_type_ensure (INS_TYPE_OPERATOR_HEAD);
  g_type_ensure (INS_TYPE_OPERATOR_PANEL);
  g_type_ensure (INS_TYPE_SCAN_FORM);
  g_type_ensure (INS_TYPE_STAGE_PAGE);
  g_type_ensure (INS_TYPE_RUN_PANEL);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/io/github/insonify/Insonify/ins-window.ui");
  bind_header (widget_class);
  bind_page (widget_class);
  ins_window_bind_pages (widget_class);
}
