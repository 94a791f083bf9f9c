/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <math.h>
#include <string.h>

#include "core/ins-number.h"
#include "image/ins-measure-report.h"

#define N_FIGURE_COLUMNS 8
#define MOST_CLUSTERS_KEPT 1000
#define SOFTWARE_KEY "Software"

static void
add_text (InsMeasureTable *self, const char *text)
{
  g_ptr_array_add (self->cells, g_strdup (text != NULL ? text : ""));
}

static char *
number_to_text (double value)
{
  return isfinite (value) ? ins_number_format (value) : g_strdup ("");
}

static void
add_number (InsMeasureTable *self, double value)
{
  g_ptr_array_add (self->cells, number_to_text (value));
}

static InsMeasureTable *
table_new (guint n_columns, const char *const *heading)
{
  InsMeasureTable *self = g_new0 (InsMeasureTable, 1);

  self->n_columns = n_columns;
  self->cells = g_ptr_array_new_with_free_func (g_free);
  for (guint i = 0; i < n_columns; i++)
    add_text (self, heading[i]);

  return self;
}

void
ins_measure_table_free (InsMeasureTable *self)
{
  g_ptr_array_unref (self->cells);
  g_free (self);
}

guint
ins_measure_table_get_n_rows (const InsMeasureTable *self)
{
  return self->cells->len / self->n_columns;
}

const char *
ins_measure_table_get (const InsMeasureTable *self, guint row, guint column)
{
  return g_ptr_array_index (self->cells, row * self->n_columns + column);
}

InsMeasureTable *
ins_measure_table_new_figures (void)
{
  static const char *const heading[] = { "measurement", "kind",  "plane", "gate",
                                         "figure",      "value", "unit",  "text" };

  G_STATIC_ASSERT (G_N_ELEMENTS (heading) == N_FIGURE_COLUMNS);

  return table_new (N_FIGURE_COLUMNS, heading);
}

void
ins_measure_table_add_figures (InsMeasureTable *self,
                               const InsMeasure *measure,
                               const InsMeasureResult *result)
{
  gboolean has_plane = measure->kind != INS_MEASURE_DISTANCE && measure->kind != INS_MEASURE_NOTE;

  for (guint i = 0; i < result->figures->len; i++)
    {
      const InsMeasureFigure *figure = &g_array_index (result->figures, InsMeasureFigure, i);

      add_text (self, measure->name);
      add_text (self, ins_measure_kind_to_word (measure->kind));
      add_text (self, has_plane ? measure->plane : "");
      add_text (self, has_plane ? measure->gate : "");
      add_text (self, figure->key);
      add_number (self, figure->value);
      add_text (self, figure->unit);
      add_text (self, measure->text);
    }
}

static InsMeasureTable *
new_clusters (const InsMeasureResult *result, const char *unit)
{
  const char *heading[INS_CLUSTER_N_COLUMNS + 2] = { "number" };
  InsMeasureTable *self;

  for (guint i = 0; i < INS_CLUSTER_N_COLUMNS; i++)
    heading[i + 1] = ins_measure_cluster_key ((InsClusterColumn)i);
  heading[INS_CLUSTER_N_COLUMNS + 1] = "peak_unit";
  self = table_new (INS_CLUSTER_N_COLUMNS + 2, heading);
  for (guint row = 0; row < result->clusters->len; row++)
    {
      add_number (self, row + 1);
      for (guint i = 0; i < INS_CLUSTER_N_COLUMNS; i++)
        add_number (self, ins_measure_cluster_get (
                              &g_array_index (result->clusters, InsMeasureCluster, row),
                              (InsClusterColumn)i));
      add_text (self, unit);
    }

  return self;
}

InsMeasureTable *
ins_measure_table_new_rows (const InsMeasure *measure,
                            const InsMeasureResult *result,
                            const char *unit)
{
  static const char *const heading[] = { "distance_mm", "value", "unit" };
  InsMeasureTable *self;

  if (measure->kind == INS_MEASURE_CLUSTERS && result->clusters != NULL)
    return new_clusters (result, unit);
  if (result->profile == NULL)
    return NULL;
  self = table_new (G_N_ELEMENTS (heading), heading);
  for (guint i = 0; i < result->profile->len; i++)
    {
      const InsMeasureSample *sample = &g_array_index (result->profile, InsMeasureSample, i);

      add_number (self, sample->distance_mm);
      add_number (self, sample->value);
      add_text (self, unit);
    }

  return self;
}

static void
append_cell (GString *text, const char *cell)
{
  if (strpbrk (cell, ",\"\r\n") == NULL)
    {
      g_string_append (text, cell);
      return;
    }
  g_string_append_c (text, '"');
  for (; *cell != '\0'; cell++)
    {
      if (*cell == '"')
        g_string_append_c (text, '"');
      g_string_append_c (text, *cell);
    }
  g_string_append_c (text, '"');
}

char *
ins_measure_table_to_csv (const InsMeasureTable *self)
{
  GString *text = g_string_new (NULL);

  for (guint i = 0; i < self->cells->len; i++)
    {
      append_cell (text, g_ptr_array_index (self->cells, i));
      g_string_append (text, (i + 1) % self->n_columns == 0 ? "\r\n" : ",");
    }

  return g_string_free (text, FALSE);
}

char *
ins_measure_table_to_tabs (const InsMeasureTable *self)
{
  GString *text = g_string_new (NULL);

  for (guint i = 0; i < self->cells->len; i++)
    {
      g_autofree char *cell = g_strdup (g_ptr_array_index (self->cells, i));

      g_string_append (text, g_strdelimit (cell, "\t\r\n", ' '));
      g_string_append_c (text, (i + 1) % self->n_columns == 0 ? '\n' : '\t');
    }

  return g_string_free (text, FALSE);
}

/* ---- key files ----------------------------------------------------------------------------- */

static char *
make_group (const InsMeasure *measure)
{
  return g_strconcat ("Result ", measure->name, NULL);
}

static void
put_number (GKeyFile *file, const char *group, const char *key, double value)
{
  g_autofree char *text = number_to_text (value);

  g_key_file_set_value (file, group, key, text);
}

void
ins_measure_write_result (const InsMeasure *measure,
                          const InsMeasureResult *result,
                          const char *software,
                          GKeyFile *file)
{
  g_autofree char *group = make_group (measure);

  ins_measure_write (measure, file);
  g_key_file_set_string (file, group, SOFTWARE_KEY, software);
  for (guint i = 0; i < result->figures->len; i++)
    {
      const InsMeasureFigure *figure = &g_array_index (result->figures, InsMeasureFigure, i);

      put_number (file, group, figure->key, figure->value);
    }
  for (guint i = 0; result->clusters != NULL && i < MIN (result->clusters->len, MOST_CLUSTERS_KEPT);
       i++)
    {
      g_autoptr (GString) row = g_string_new (NULL);
      g_autofree char *key = g_strdup_printf ("Cluster %u", i + 1);

      for (guint column = 0; column < INS_CLUSTER_N_COLUMNS; column++)
        {
          g_autofree char *cell = number_to_text (ins_measure_cluster_get (
              &g_array_index (result->clusters, InsMeasureCluster, i), (InsClusterColumn)column));

          g_string_append_printf (row, "%s%s", column > 0 ? ";" : "", cell);
        }
      g_key_file_set_value (file, group, key, row->str);
    }
}

/* Adds the keys of @group whose value in @here is not that in @there, or only in @here. */
static void
append_differences (GString *text,
                    GKeyFile *here,
                    GKeyFile *there,
                    const char *group,
                    gboolean both)
{
  g_auto (GStrv) keys = g_key_file_get_keys (here, group, NULL, NULL);

  for (char **key = keys; key != NULL && *key != NULL; key++)
    {
      g_autofree char *old = g_key_file_get_value (here, group, *key, NULL);
      g_autofree char *new = g_key_file_get_value (there, group, *key, NULL);

      if (g_str_equal (*key, SOFTWARE_KEY) || g_strcmp0 (old, new) == 0 || (!both && new != NULL))
        continue;
      g_string_append_printf (text, "%s: %s, now %s\n", *key, both ? old : "none",
                              both ? (new != NULL ? new : "none") : old);
    }
}

char *
ins_measure_compare_result (const InsMeasure *measure,
                            const InsMeasureResult *result,
                            GKeyFile *file)
{
  g_autofree char *group = make_group (measure);
  g_autoptr (GKeyFile) now = g_key_file_new ();
  g_autoptr (GString) text = g_string_new (NULL);

  ins_measure_write_result (measure, result, "", now);
  append_differences (text, file, now, group, TRUE);
  append_differences (text, now, file, group, FALSE);

  return text->len > 0 ? g_strdup (text->str) : NULL;
}
