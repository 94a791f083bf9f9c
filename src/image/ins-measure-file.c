/* ins-measure-file.c - measurements in key files
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "config.h"

#include <glib/gi18n.h>
#include <math.h>
#include <string.h>

#include "core/ins-error.h"
#include "core/ins-number.h"
#include "image/ins-measure.h"

#define PREFIX "Measurement "
#define RESULT_PREFIX "Result "
#define MOST 1e9

static const char *const keys[] = { "Kind",      "Shape",       "PointsMm", "Plane",
                                    "Gate",      "From",        "Side",     "Threshold",
                                    "Limit",     "LeastPixels", "MergeMm",  "DropDb",
                                    "Reference", "Text",        "Software", NULL };
static const char *const kinds[] = { "distance", "statistics", "sizing", "clusters",
                                     "voids",    "profile",    "note",   NULL };
static const char *const shapes[] = { "all", "rectangle", "polygon", "circle", NULL };
static const char *const sides[] = { "above", "below", NULL };

static gboolean
read_points (InsMeasure *self, const InsKeyFile *file, const char *group, GError **error)
{
  gsize n = 0;
  g_auto (GStrv) words = g_key_file_get_string_list (file->file, group, "PointsMm", &n, NULL);
  g_autofree double *values = NULL;

  if (words == NULL)
    return TRUE;
  if (n % 2 != 0 || n > 2 * INS_MEASURE_MAX_POINTS)
    {
      ins_key_file_set_error (file, group, "PointsMm", INS_RECIPE_ERROR_VALUE, error,
                              _ ("it takes x and y of up to %d points, separated by semicolons."),
                              INS_MEASURE_MAX_POINTS);
      return FALSE;
    }
  values = g_new0 (double, n);
  if (!ins_key_file_get_numbers (file, group, "PointsMm", values, n, error))
    return FALSE;
  self->n_points = (guint)(n / 2);
  self->points = g_new0 (InsAreaPoint, self->n_points);
  for (guint i = 0; i < self->n_points; i++)
    self->points[i] = (InsAreaPoint){ values[2 * i], values[2 * i + 1] };

  return TRUE;
}

static gboolean
read_texts (InsMeasure *self, const InsKeyFile *file, const char *group, GError **error)
{
  const struct
  {
    const char *key;
    char **value;
  } texts[] = { { "Plane", &self->plane },
                { "Gate", &self->gate },
                { "From", &self->from },
                { "Text", &self->text } };

  for (guint i = 0; i < G_N_ELEMENTS (texts); i++)
    {
      if (!ins_key_file_get_text (file, group, texts[i].key, texts[i].value, error))
        return FALSE;
      if (*texts[i].value != NULL && strlen (*texts[i].value) > INS_MEASURE_MAX_TEXT)
        {
          ins_key_file_set_error (file, group, texts[i].key, INS_RECIPE_ERROR_VALUE, error,
                                  _ ("it takes up to %d bytes."), INS_MEASURE_MAX_TEXT);
          return FALSE;
        }
    }

  return TRUE;
}

static gboolean
read_numbers (InsMeasure *self, const InsKeyFile *file, const char *group, GError **error)
{
  const struct
  {
    const char *key;
    double least, most;
    double *value;
  } numbers[] = { { "Threshold", -MOST, MOST, &self->threshold },
                  { "Limit", -MOST, MOST, &self->limit },
                  { "MergeMm", 0.0, MOST, &self->merge_mm },
                  { "DropDb", 0.0, MOST, &self->drop_db },
                  { "Reference", -MOST, MOST, &self->reference } };

  for (guint i = 0; i < G_N_ELEMENTS (numbers); i++)
    if (!ins_key_file_get_number (file, group, numbers[i].key, numbers[i].least, numbers[i].most,
                                  numbers[i].value, error))
      return FALSE;

  return ins_key_file_get_count (file, group, "LeastPixels", 1, G_MAXINT, &self->least_pixels,
                                 error);
}

InsMeasure *
ins_measure_read_keys (const InsKeyFile *file, const char *group, const char *name, GError **error)
{
  g_autoptr (InsMeasure) self = NULL;
  int kind = -1, shape = INS_MEASURE_ALL, side = 0;

  if (!ins_key_file_get_word (file, group, "Kind", kinds, &kind, error) ||
      !ins_key_file_get_word (file, group, "Shape", shapes, &shape, error) ||
      !ins_key_file_get_word (file, group, "Side", sides, &side, error))
    return NULL;
  if (kind < 0)
    {
      ins_key_file_set_error (file, group, "Kind", INS_RECIPE_ERROR_KEY, error,
                              _ ("it is missing: say what is to be measured."));
      return NULL;
    }
  self = ins_measure_new ((InsMeasureKind)kind, name);
  self->shape = (InsMeasureShape)shape;
  self->is_below = side == 1;
  if (!read_points (self, file, group, error) || !read_texts (self, file, group, error) ||
      !read_numbers (self, file, group, error) || !ins_measure_validate (self, error))
    return NULL;

  return g_steal_pointer (&self);
}

InsMeasure *
ins_measure_read (const InsKeyFile *file, const char *group, GError **error)
{
  gsize length = strlen (group);

  if (!g_str_has_prefix (group, PREFIX) || length == strlen (PREFIX) ||
      length > INS_MEASURE_MAX_TEXT)
    {
      g_set_error (error, INS_RECIPE_ERROR, INS_RECIPE_ERROR_KEY,
                   _ ("%s: there is no group “%.60s”; one is called [Measurement NAME]."),
                   file->name, group);
      return NULL;
    }
  if (!ins_key_file_check_keys (file, group, keys, error))
    return NULL;

  return ins_measure_read_keys (file, group, group + strlen (PREFIX), error);
}

GPtrArray *
ins_measure_read_all (const InsKeyFile *file, GError **error)
{
  g_autoptr (GPtrArray) all = g_ptr_array_new_with_free_func ((GDestroyNotify)ins_measure_free);
  gsize n = 0;
  g_auto (GStrv) groups = g_key_file_get_groups (file->file, &n);

  for (gsize i = 0; i < n; i++)
    {
      InsMeasure *measure;

      if (g_str_has_prefix (groups[i], RESULT_PREFIX))
        continue;
      if (all->len == INS_MEASURE_MAX_NUMBER)
        {
          g_set_error (error, INS_RECIPE_ERROR, INS_RECIPE_ERROR_VALUE,
                       _ ("%s: there are more than %d measurements."), file->name,
                       INS_MEASURE_MAX_NUMBER);
          return NULL;
        }
      measure = ins_measure_read (file, groups[i], error);
      if (measure == NULL)
        return NULL;
      g_ptr_array_add (all, measure);
    }

  return g_steal_pointer (&all);
}

static void
write_number (GKeyFile *file, const char *group, const char *key, double value)
{
  g_autofree char *text = isfinite (value) ? ins_number_format (value) : NULL;

  if (text != NULL)
    g_key_file_set_value (file, group, key, text);
}

static void
write_text (GKeyFile *file, const char *group, const char *key, const char *text)
{
  if (text != NULL)
    g_key_file_set_string (file, group, key, text);
}

static void
write_points (const InsMeasure *self, GKeyFile *file, const char *group)
{
  g_autoptr (GString) text = g_string_new (NULL);

  for (guint i = 0; i < self->n_points; i++)
    {
      g_autofree char *x = ins_number_format (self->points[i].x_mm);
      g_autofree char *y = ins_number_format (self->points[i].y_mm);

      g_string_append_printf (text, "%s%s;%s", i > 0 ? ";" : "", x, y);
    }
  if (self->n_points > 0)
    g_key_file_set_value (file, group, "PointsMm", text->str);
}

void
ins_measure_write_keys (const InsMeasure *self, GKeyFile *file, const char *group)
{
  g_key_file_set_value (file, group, "Kind", ins_measure_kind_to_word (self->kind));
  if (ins_measure_has_region (self))
    g_key_file_set_value (file, group, "Shape", ins_measure_shape_to_word (self->shape));
  write_points (self, file, group);
  write_text (file, group, "Plane", self->plane);
  write_text (file, group, "Gate", self->gate);
  write_text (file, group, "From", self->from);
  if (self->is_below)
    g_key_file_set_value (file, group, "Side", "below");
  write_number (file, group, "Threshold", self->threshold);
  write_number (file, group, "Limit", self->limit);
  write_number (file, group, "Reference", self->reference);
  if (self->kind == INS_MEASURE_CLUSTERS || self->kind == INS_MEASURE_VOIDS)
    {
      g_key_file_set_integer (file, group, "LeastPixels", (int)self->least_pixels);
      write_number (file, group, "MergeMm", self->merge_mm);
    }
  if (self->kind == INS_MEASURE_SIZING)
    write_number (file, group, "DropDb", self->drop_db);
  write_text (file, group, "Text", self->text);
}

void
ins_measure_write (const InsMeasure *self, GKeyFile *file)
{
  g_autofree char *group = g_strconcat (PREFIX, self->name, NULL);

  ins_measure_write_keys (self, file, group);
}
