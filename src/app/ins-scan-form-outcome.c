/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n.h>

#include "app/ins-check-row.h"
#include "app/ins-panel-text.h"
#include "app/ins-scan-form-private.h"
#include "core/ins-number.h"
#include "scan/ins-advice.h"
#include "scan/ins-preflight-fix.h"

static const char *
find_area_error (InsScanForm *self)
{
  InsNumberEntry *entries[] = { self->scan_start,  self->scan_length,  self->scan_step,
                                self->index_start, self->index_length, self->index_step,
                                self->third_start };
  const char *names[] = { _ ("Scan start"),
                          _ ("Scan length"),
                          _ ("Scan step"),
                          _ ("Index start"),
                          _ ("Index length"),
                          _ ("Index step"),
                          _ ("Height of the third axis") };

  for (guint i = 0; i < G_N_ELEMENTS (entries); i++)
    {
      const char *error = ins_number_entry_get_error (entries[i]);

      if (error != NULL)
        {
          g_free (self->error);
          self->error = g_strdup_printf ("%s: %s", names[i], error);
          return self->error;
        }
    }

  return NULL;
}

static const char *
find_field_error (InsScanForm *self)
{
  InsField *fields[] = { self->speed,           self->sample_rate, self->samples,
                         self->delay,           self->pulse_rate,  self->averages,
                         self->probe_frequency, self->velocity,    self->couplant_velocity,
                         self->probe_element,   self->probe_focus, self->probe_depth };

  for (guint i = 0; i < G_N_ELEMENTS (fields); i++)
    {
      const char *error = ins_number_entry_get_error (ins_field_get_entry (fields[i]));

      if (error != NULL)
        {
          g_autofree char *label = NULL;

          g_object_get (fields[i], "label", &label, NULL);
          g_free (self->error);
          self->error = g_strdup_printf ("%s: %s", label, error);
          return self->error;
        }
    }

  return NULL;
}

void
ins_scan_form_update_errors (InsScanForm *self)
{
  const char *error = find_area_error (self);

  gtk_label_set_text (self->area_error, error != NULL ? error : "");
  gtk_widget_set_visible (GTK_WIDGET (self->area_error), error != NULL);
  if (error == NULL)
    error = find_field_error (self);
  if (error == NULL && ins_gate_list_get_error (self->gate_list) != NULL)
    {
      g_free (self->error);
      self->error = g_strdup_printf (_ ("Gates: %s"), ins_gate_list_get_error (self->gate_list));
      error = self->error;
    }
  if (error == NULL)
    g_clear_pointer (&self->error, g_free);
  if (self->session != NULL)
    ins_session_set_form_error (self->session, self->error);
}

/* What mends it, as a button; @check: NULL: the recipe itself is wrong. */
static void
show_fix (InsScanForm *self, InsCheckRow *row, const InsCheck *check)
{
  const InsFix fix = check != NULL
                         ? check->fix
                         : ins_fix_find_for_recipe (ins_session_get_recipe (self->session));
  g_autofree char *action = g_strdup_printf ("win.fix(%d)", (int)fix);
  g_autofree char *label = NULL;

  if (check != NULL)
    label = g_strdup (check->fix_label);
  else
    label = ins_session_dup_fix_label (self->session, fix);
  ins_check_row_set_action (row, fix != INS_FIX_NONE && *label != '\0' ? action : NULL, label);
}

static void
show_checks (InsScanForm *self)
{
  const GError *recipe_error = ins_session_get_recipe_error (self->session);
  GPtrArray *checks = ins_session_get_checks (self->session);
  GtkWidget *row = gtk_widget_get_first_child (GTK_WIDGET (self->checks));
  const guint n_checks = checks != NULL ? checks->len : 0;

  /* self->error is not among them: the field says it already. */
  for (guint i = 0; i < n_checks + 1; i++)
    {
      const InsCheck *check = i < n_checks ? checks->pdata[i] : NULL;
      const char *text = check != NULL          ? check->text
                         : recipe_error != NULL ? recipe_error->message
                                                : NULL;

      if (text == NULL || (check != NULL && check->is_minor && check->level == INS_CHECK_OK))
        continue;
      if (row == NULL)
        {
          row = ins_check_row_new ();
          gtk_box_append (self->checks, row);
        }
      ins_check_row_set (INS_CHECK_ROW (row), check != NULL ? check->level : INS_CHECK_BAD, text);
      show_fix (self, INS_CHECK_ROW (row), check);
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
  const guint n_regions = ins_session_get_recipe (self->session)->n_regions;
  InsScanJobSum sum;

  if (plan != NULL && ins_session_get_sum (self->session, &sum))
    {
      g_autofree char *time = ins_panel_text_duration (sum.total_s);
      g_autofree char *lines = g_strdup_printf ("%u", sum.n_lines);
      /* Translators: small print under a number, "500" lines of 400 pixels */
      g_autofree char *caption = n_regions > 0
                                     /* Translators: small print under a number of lines */
                                     ? g_strdup_printf (ngettext ("lines, %u region",
                                                                  "lines, %u regions", n_regions),
                                                        n_regions)
                                     : g_strdup_printf (_ ("lines of %u"), plan->grid.n_columns);
      g_autofree char *disk = g_format_size (sum.n_bytes);

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
show_note (GtkLabel *label, const char *text)
{
  gtk_label_set_text (label, text != NULL ? text : "");
  gtk_widget_set_visible (GTK_WIDGET (label), text != NULL);
}

/* What the probe asks for, where it is described. */
static void
show_advice (InsScanForm *self, const InsRecipe *recipe)
{
  g_autofree char *beam = ins_advice_dup_beam (recipe), *water = ins_advice_dup_water (recipe);
  g_autofree char *element = ins_panel_text_number (recipe->probe_element_mm);
  g_autofree char *frequency = ins_panel_text_number (recipe->probe_frequency_hz * 1e-6);
  g_autofree char *summary = recipe->probe_element_mm > 0.0
                                 ? g_strdup_printf ("%s MHz, ⌀ %s mm", frequency, element)
                                 : g_strdup_printf ("%s MHz", frequency);

  show_note (self->beam_note, beam);
  show_note (self->water_note, water);
  ins_group_set_summary (self->probe_group, summary);
}

static void
show_summaries (InsScanForm *self, const InsRecipe *recipe)
{
  g_autofree char *area = recipe->n_regions > 0
                              ? g_strdup_printf (
                                    ngettext ("%u region", "%u regions", recipe->n_regions),
                                    recipe->n_regions)
                              : ins_panel_text_area (recipe);
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
  show_advice (self, ins_session_get_recipe (self->session));
  show_estimate (self);
  show_checks (self);
  /* They are about the last good number, not about what stands in the field. */
  gtk_widget_set_sensitive (GTK_WIDGET (self->figures), self->error == NULL);
  gtk_widget_set_sensitive (GTK_WIDGET (self->checks), self->error == NULL);
}
