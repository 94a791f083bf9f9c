/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n.h>

#include "app/ins-check-row.h"
#include "app/ins-panel-text.h"
#include "app/ins-scan-form-private.h"
#include "core/ins-number.h"

static void
show_checks (InsScanForm *self)
{
  const GError *recipe_error = ins_session_get_recipe_error (self->session);
  GPtrArray *checks = ins_session_get_checks (self->session);
  GtkWidget *row = gtk_widget_get_first_child (GTK_WIDGET (self->checks));
  const guint n_checks = checks != NULL ? checks->len : 0;

  for (guint i = 0; i < n_checks + 2; i++)
    {
      const InsCheck *check = i < n_checks ? checks->pdata[i] : NULL;
      const char *text = check != NULL          ? check->text
                         : i == n_checks        ? self->error
                         : recipe_error != NULL ? recipe_error->message
                                                : NULL;

      if (text == NULL)
        continue;
      if (row == NULL)
        {
          row = ins_check_row_new ();
          gtk_box_append (self->checks, row);
        }
      ins_check_row_set (INS_CHECK_ROW (row), check != NULL ? check->level : INS_CHECK_BAD, text);
      row = gtk_widget_get_next_sibling (row);
    }
  while (row != NULL)
    {
      GtkWidget *next = gtk_widget_get_next_sibling (row);

      gtk_box_remove (self->checks, row);
      row = next;
    }
}

static void
show_estimate (InsScanForm *self)
{
  const InsPlan *plan = ins_session_get_plan (self->session);

  if (plan != NULL)
    {
      g_autofree char *time = ins_panel_text_duration (plan->total_s);
      g_autofree char *lines = g_strdup_printf ("%u", plan->n_lines);
      g_autofree char *caption = g_strdup_printf (_ ("lines of %u"), plan->grid.n_columns);
      g_autofree char *disk = g_format_size (plan->n_bytes);

      gtk_label_set_text (self->time, time);
      gtk_label_set_text (self->lines, lines);
      gtk_label_set_text (self->lines_caption, caption);
      gtk_label_set_text (self->disk, disk);
    }
  else
    {
      gtk_label_set_text (self->time, "–");
      gtk_label_set_text (self->lines, "–");
      gtk_label_set_text (self->lines_caption, _ ("lines"));
      gtk_label_set_text (self->disk, "–");
    }
}

static void
show_summaries (InsScanForm *self, const InsRecipe *recipe)
{
  g_autofree char *area = ins_panel_text_area (recipe);
  g_autofree char *speed = ins_panel_text_number (recipe->speed_mm_s);
  g_autofree char *motion = g_strdup_printf ("%s mm/s, %s", speed,
                                             ins_panel_text_pattern (recipe->pattern));
  g_autofree char *rate = ins_panel_text_number (recipe->timing.sample_rate_hz / 1e6);
  g_autofree char *acquisition = g_strdup_printf ("%s MHz, %u, × %u", rate,
                                                  recipe->timing.n_samples, recipe->averages);
  g_autofree char *velocity = ins_panel_text_number (recipe->velocity_m_s);
  g_autofree char *material = g_strdup_printf ("%s m/s", velocity);
  g_autofree char *gates = ins_panel_text_gates (recipe);
  g_autofree char *record = ins_number_format_typed (
      recipe->timing.n_samples / recipe->timing.sample_rate_hz * 1e6, 1);
  g_autofree char *record_us = g_strdup_printf ("%s µs", record);

  ins_group_set_summary (self->area_group, area);
  ins_group_set_summary (self->motion_group, motion);
  ins_group_set_summary (self->acquisition_group, acquisition);
  ins_group_set_summary (self->material_group, material);
  ins_group_set_summary (self->gates_group, gates);
  ins_field_set_unit (self->samples, record_us);
}

void
ins_scan_form_show_outcome (InsScanForm *self)
{
  show_summaries (self, ins_session_get_recipe (self->session));
  show_estimate (self);
  show_checks (self);
}
