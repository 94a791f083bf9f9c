/* ins-measure-panel-settings.c - what a measurement is about, in the widgets of the panel
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "config.h"

#include <glib/gi18n.h>
#include <math.h>

#include "app/ins-measure-panel-private.h"
#include "core/ins-number.h"

/* In the drop-downs. */
enum
{
  PLANE_SHOWN,
  PLANE_DEPTH,
  PLANE_THICKNESS,
};
enum
{
  PURPOSE_STATISTICS,
  PURPOSE_CLUSTERS,
  PURPOSE_VOIDS,
};

const InsMeasureItem *
ins_measure_panel_get_selected (InsMeasurePanel *self)
{
  int selected = self->model != NULL ? ins_measure_model_get_selected (self->model) : -1;

  return selected >= 0 ? ins_measure_model_get (self->model, (guint)selected) : NULL;
}

/* Takes @measure. */
static void
change_selected (InsMeasurePanel *self, InsMeasure *measure)
{
  ins_measure_model_change (self->model, (guint)ins_measure_model_get_selected (self->model),
                            measure, FALSE);
}

/* ---- settings ------------------------------------------------------------------------------ */

/* NaN: empty or no number, which the entry then shows. */
static double
read_entry (GtkEntry *entry)
{
  const char *text = gtk_editable_get_text (GTK_EDITABLE (entry));
  double value = (double)NAN;
  gboolean good = *text == '\0' || ins_number_parse_typed (text, &value, NULL);

  if (good)
    gtk_widget_remove_css_class (GTK_WIDGET (entry), "error");
  else
    gtk_widget_add_css_class (GTK_WIDGET (entry), "error");

  return value;
}

void
ins_measure_panel_set_entry (GtkEntry *entry, double value, guint n_decimals)
{
  g_autofree char *text = isfinite (value) ? ins_number_format_typed (value, n_decimals)
                                           : g_strdup ("");

  gtk_editable_set_text (GTK_EDITABLE (entry), text);
}

static void
apply_plane (InsMeasurePanel *self, InsMeasure *measure, const char *plane, const char *gate)
{
  static const char *const planes[] = { NULL, "depth", "thickness" };
  guint selected = gtk_drop_down_get_selected (self->plane);
  const InsRecipe *recipe = ins_measure_model_get_recipe (self->model);

  g_free (measure->plane);
  g_free (measure->gate);
  g_clear_pointer (&measure->from, g_free);
  measure->plane = g_strdup (
      selected == PLANE_SHOWN || selected >= G_N_ELEMENTS (planes) ? plane : planes[selected]);
  measure->gate = g_strdup (gate);
  /* a gate that is anchored says itself where the surface is */
  if (selected != PLANE_SHOWN && recipe != NULL && recipe->n_gates > 1 && gate != NULL)
    {
      int index = ins_recipe_find_gate (recipe, gate);

      if (index > 0 && recipe->gates[index].anchor == INS_ANCHOR_PULSE)
        measure->from = g_strdup (recipe->gates[0].name);
    }
}

static void
apply_settings (InsMeasurePanel *self, InsMeasure *measure)
{
  static const InsMeasureKind kinds[] = { INS_MEASURE_STATISTICS, INS_MEASURE_CLUSTERS,
                                          INS_MEASURE_VOIDS };
  double threshold = read_entry (self->threshold), least = read_entry (self->least),
         merge_mm = read_entry (self->merge);
  guint purpose = gtk_drop_down_get_selected (self->purpose);

  if (!ins_measure_has_region (measure))
    return;
  measure->kind = kinds[MIN (purpose, G_N_ELEMENTS (kinds) - 1)];
  measure->is_below = gtk_drop_down_get_selected (self->side) == 1;
  measure->threshold = measure->kind == INS_MEASURE_STATISTICS ? (double)NAN : threshold;
  measure->limit = measure->kind == INS_MEASURE_STATISTICS ? threshold : (double)NAN;
  measure->least_pixels = least >= 1.0 && least < 1e9 ? (guint)least : 1;
  measure->merge_mm = merge_mm > 0.0 ? merge_mm : 0.0;
}

void
ins_measure_panel_prepare (InsMeasurePanel *self,
                           InsMeasure *measure,
                           const char *plane,
                           const char *gate)
{
  apply_plane (self, measure, plane, gate);
  apply_settings (self, measure);
  if (measure->kind == INS_MEASURE_NOTE && measure->text == NULL)
    measure->text = g_strdup (_ ("Note"));
}

void
ins_measure_panel_set_plane (InsMeasurePanel *self, const char *plane, const char *gate)
{
  g_free (self->shown_plane);
  g_free (self->shown_gate);
  self->shown_plane = g_strdup (plane);
  self->shown_gate = g_strdup (gate);
}

void
ins_measure_panel_on_setting_changed (InsMeasurePanel *self)
{
  const InsMeasureItem *item = ins_measure_panel_get_selected (self);
  InsMeasure *measure;

  if (self->is_filling)
    return;
  if (item == NULL)
    {
      ins_measure_panel_show_settings (self, NULL);
      return;
    }
  measure = ins_measure_copy (item->measure);
  if (gtk_drop_down_get_selected (self->plane) != PLANE_SHOWN)
    apply_plane (self, measure, measure->plane, item->measure->gate);
  apply_settings (self, measure);
  change_selected (self, measure);
}

/* What the selected one is about, into the widgets. */
void
ins_measure_panel_fill_settings (InsMeasurePanel *self, const InsMeasure *measure)
{
  self->is_filling = TRUE;
  gtk_drop_down_set_selected (self->plane, g_str_equal (measure->plane, "depth") ? PLANE_DEPTH
                                           : g_str_equal (measure->plane, "thickness")
                                               ? PLANE_THICKNESS
                                               : PLANE_SHOWN);
  if (ins_measure_has_region (measure))
    {
      gboolean statistics = measure->kind == INS_MEASURE_STATISTICS;

      gtk_drop_down_set_selected (self->purpose, statistics ? PURPOSE_STATISTICS
                                                 : measure->kind == INS_MEASURE_VOIDS
                                                     ? PURPOSE_VOIDS
                                                     : PURPOSE_CLUSTERS);
      gtk_drop_down_set_selected (self->side, measure->is_below ? 1 : 0);
      if (!statistics || isfinite (measure->limit))
        ins_measure_panel_set_entry (self->threshold,
                                     statistics ? measure->limit : measure->threshold, 2);
      if (!statistics)
        {
          ins_measure_panel_set_entry (self->least, measure->least_pixels, 0);
          ins_measure_panel_set_entry (self->merge, measure->merge_mm, 2);
        }
    }
  self->is_filling = FALSE;
}

/* ---- definition as text -------------------------------------------------------------------- */

void
ins_measure_panel_fill_definition (InsMeasurePanel *self, const InsMeasure *measure)
{
  g_autoptr (GString) points = g_string_new (NULL);

  for (guint i = 0; measure != NULL && i < measure->n_points; i++)
    {
      g_autofree char *x = ins_number_format_typed (measure->points[i].x_mm, 3);
      g_autofree char *y = ins_number_format_typed (measure->points[i].y_mm, 3);

      g_string_append_printf (points, "%s%s; %s", i > 0 ? "; " : "", x, y);
    }
  gtk_editable_set_text (GTK_EDITABLE (self->name), measure != NULL ? measure->name : "");
  gtk_editable_set_text (GTK_EDITABLE (self->points), points->str);
  gtk_editable_set_text (GTK_EDITABLE (self->text),
                         measure != NULL && measure->text != NULL ? measure->text : "");
}

/* Takes @measure if it makes sense; else the entry shows that it does not. */
static void
try_change (InsMeasurePanel *self, InsMeasure *measure, GtkEntry *entry)
{
  g_autoptr (GError) error = NULL;

  if (!ins_measure_validate (measure, &error))
    {
      gtk_widget_add_css_class (GTK_WIDGET (entry), "error");
      gtk_widget_set_tooltip_text (GTK_WIDGET (entry), error->message);
      ins_measure_free (measure);
      return;
    }
  gtk_widget_remove_css_class (GTK_WIDGET (entry), "error");
  change_selected (self, measure);
}

void
ins_measure_panel_on_name_activated (InsMeasurePanel *self)
{
  const InsMeasureItem *item = ins_measure_panel_get_selected (self);
  InsMeasure *measure;

  if (item == NULL)
    return;
  measure = ins_measure_copy (item->measure);
  g_free (measure->name);
  measure->name = g_strstrip (g_strdup (gtk_editable_get_text (GTK_EDITABLE (self->name))));
  try_change (self, measure, self->name);
}

void
ins_measure_panel_on_text_activated (InsMeasurePanel *self)
{
  const InsMeasureItem *item = ins_measure_panel_get_selected (self);
  const char *text = gtk_editable_get_text (GTK_EDITABLE (self->text));
  InsMeasure *measure;

  if (item == NULL)
    return;
  measure = ins_measure_copy (item->measure);
  g_free (measure->text);
  measure->text = *text != '\0' ? g_strdup (text) : NULL;
  try_change (self, measure, self->text);
}

void
ins_measure_panel_on_points_activated (InsMeasurePanel *self)
{
  const InsMeasureItem *item = ins_measure_panel_get_selected (self);
  g_auto (GStrv) parts = g_strsplit (gtk_editable_get_text (GTK_EDITABLE (self->points)), ";", -1);
  guint n = g_strv_length (parts);
  g_autofree double *values = g_new0 (double, n + 1);
  InsMeasure *measure;

  if (item == NULL)
    return;
  for (guint i = 0; i < n; i++)
    if (!ins_number_parse_typed (g_strstrip (parts[i]), &values[i], NULL) || n % 2 != 0)
      {
        gtk_widget_add_css_class (GTK_WIDGET (self->points), "error");
        return;
      }
  measure = ins_measure_copy (item->measure);
  ins_measure_set_points (measure, (const InsAreaPoint *)(const void *)values, n / 2);
  try_change (self, measure, self->points);
}
