/* ins-cli-measure-print.c - results of measurements for people and scripts
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "config.h"

#include <json-glib/json-glib.h>
#include <math.h>
#include <string.h>

#include "cli/ins-cli-measure.h"
#include "core/ins-json-text.h"
#include "core/ins-number.h"

void
ins_cli_measured_free (InsCliMeasured *self)
{
  g_clear_pointer (&self->result, ins_measure_result_free);
  g_free (self->reason);
  g_free (self->differences);
  g_free (self);
}

static void
print_table (const InsMeasureTable *table)
{
  for (guint row = 0; row < ins_measure_table_get_n_rows (table); row++)
    for (guint column = 0; column < table->n_columns; column++)
      {
        const char *cell = ins_measure_table_get (table, row, column);

        g_print ("%s%c", *cell != '\0' ? cell : "-", column + 1 < table->n_columns ? '\t' : '\n');
      }
}

static void
print_heading (const InsCliMeasured *self)
{
  const InsMeasure *measure = self->measure;

  g_print ("[%s] %s", measure->name, ins_measure_kind_to_word (measure->kind));
  if (ins_measure_has_region (measure))
    g_print (" %s", ins_measure_shape_to_word (measure->shape));
  if (measure->kind != INS_MEASURE_DISTANCE && measure->kind != INS_MEASURE_NOTE)
    g_print (" %s", measure->plane);
  if (measure->gate != NULL)
    g_print (" %s", measure->gate);
  g_print ("\n");
}

static void
print_one (const InsCliMeasured *self)
{
  g_autoptr (InsMeasureTable) table = NULL;

  print_heading (self);
  if (self->measure->text != NULL)
    g_print ("text %s\n", self->measure->text);
  if (self->result == NULL)
    {
      g_print ("none %s\n", self->reason);
      return;
    }
  for (guint i = 0; i < self->result->figures->len; i++)
    {
      const InsMeasureFigure *figure = &g_array_index (self->result->figures, InsMeasureFigure, i);
      g_autofree char *value = isfinite (figure->value) ? ins_number_format (figure->value)
                                                        : g_strdup ("none");

      g_print ("%s %s%s%s\n", figure->key, value, *figure->unit != '\0' ? " " : "", figure->unit);
    }
  table = ins_measure_table_new_rows (self->measure, self->result, self->unit);
  if (table != NULL)
    print_table (table);
  if (self->was_saved)
    g_print ("saved %s\n", self->differences == NULL ? "same" : "differs");
  if (self->differences != NULL)
    g_print ("%s", self->differences);
}

void
ins_cli_measure_print (const GPtrArray *all)
{
  for (guint i = 0; i < all->len; i++)
    {
      if (i > 0)
        g_print ("\n");
      print_one (g_ptr_array_index (all, i));
    }
}

static void
add_value (JsonBuilder *builder, const char *key, double value)
{
  json_builder_set_member_name (builder, key);
  if (isfinite (value))
    json_builder_add_double_value (builder, value);
  else
    json_builder_add_null_value (builder);
}

static void
add_word (JsonBuilder *builder, const char *key, const char *word)
{
  json_builder_set_member_name (builder, key);
  if (word != NULL)
    json_builder_add_string_value (builder, word);
  else
    json_builder_add_null_value (builder);
}

static void
add_rows (JsonBuilder *builder, const InsMeasureResult *result)
{
  json_builder_set_member_name (builder, "clusters");
  json_builder_begin_array (builder);
  for (guint i = 0; result->clusters != NULL && i < result->clusters->len; i++)
    {
      json_builder_begin_object (builder);
      for (guint column = 0; column < INS_CLUSTER_N_COLUMNS; column++)
        add_value (builder, ins_measure_cluster_key ((InsClusterColumn)column),
                   ins_measure_cluster_get (&g_array_index (result->clusters, InsMeasureCluster, i),
                                            (InsClusterColumn)column));
      json_builder_end_object (builder);
    }
  json_builder_end_array (builder);
  json_builder_set_member_name (builder, "profile");
  json_builder_begin_array (builder);
  for (guint i = 0; result->profile != NULL && i < result->profile->len; i++)
    {
      const InsMeasureSample *sample = &g_array_index (result->profile, InsMeasureSample, i);

      json_builder_begin_object (builder);
      add_value (builder, "distance_mm", sample->distance_mm);
      add_value (builder, "value", sample->value);
      json_builder_end_object (builder);
    }
  json_builder_end_array (builder);
}

static void
add_one (JsonBuilder *builder, const InsCliMeasured *self)
{
  const InsMeasure *measure = self->measure;

  json_builder_begin_object (builder);
  add_word (builder, "name", measure->name);
  add_word (builder, "kind", ins_measure_kind_to_word (measure->kind));
  add_word (builder, "plane", measure->plane);
  add_word (builder, "gate", measure->gate);
  add_word (builder, "unit", self->unit);
  add_word (builder, "text", measure->text);
  add_word (builder, "error", self->reason);
  if (self->was_saved)
    add_word (builder, "saved", self->differences == NULL ? "same" : "differs");
  if (self->result != NULL)
    {
      json_builder_set_member_name (builder, "figures");
      json_builder_begin_object (builder);
      for (guint i = 0; i < self->result->figures->len; i++)
        add_value (builder, g_array_index (self->result->figures, InsMeasureFigure, i).key,
                   g_array_index (self->result->figures, InsMeasureFigure, i).value);
      json_builder_end_object (builder);
      add_rows (builder, self->result);
    }
  json_builder_end_object (builder);
}

void
ins_cli_measure_print_json (const GPtrArray *all)
{
  g_autoptr (JsonBuilder) builder = json_builder_new ();
  g_autoptr (JsonNode) root = NULL;
  g_autofree char *text = NULL;

  json_builder_begin_array (builder);
  for (guint i = 0; i < all->len; i++)
    add_one (builder, g_ptr_array_index (all, i));
  json_builder_end_array (builder);
  root = json_builder_get_root (builder);
  text = ins_json_text_mend (json_to_string (root, TRUE));
  g_print ("%s\n", text);
}

/* ---- CSV ----------------------------------------------------------------------------------- */

static gboolean
write_table (const InsMeasureTable *table, const char *path, GError **error)
{
  g_autofree char *text = ins_measure_table_to_csv (table);

  return g_file_set_contents (path, text, -1, error);
}

/* PATH.csv -> PATH-NAME.csv; what a file name cannot hold becomes "_". */
static char *
make_path (const char *path, const char *name)
{
  gboolean ends = g_str_has_suffix (path, ".csv");
  g_autofree char *stem = g_strndup (path, strlen (path) - (ends ? strlen (".csv") : 0));
  g_autofree char *clean = g_strdup (name);

  return g_strdup_printf ("%s-%s.csv", stem, g_strdelimit (clean, "/\\:", '_'));
}

gboolean
ins_cli_measure_write_csv (const GPtrArray *all, const char *path, GError **error)
{
  g_autoptr (InsMeasureTable) figures = ins_measure_table_new_figures ();

  for (guint i = 0; i < all->len; i++)
    {
      const InsCliMeasured *self = g_ptr_array_index (all, i);
      g_autoptr (InsMeasureTable) rows = NULL;
      g_autofree char *beside = NULL;

      if (self->result == NULL)
        continue;
      ins_measure_table_add_figures (figures, self->measure, self->result);
      rows = ins_measure_table_new_rows (self->measure, self->result, self->unit);
      if (rows != NULL && all->len == 1)
        return write_table (rows, path, error);
      beside = make_path (path, self->measure->name);
      if (rows != NULL && !write_table (rows, beside, error))
        return FALSE;
    }

  return write_table (figures, path, error);
}
