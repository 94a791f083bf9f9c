/* ins-cli-measure-options.c - measurements from a command line
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "config.h"

#include <glib/gi18n.h>
#include <math.h>

#include "cli/ins-cli-measure.h"
#include "cli/ins-cli.h"
#include "core/ins-number.h"

void
ins_cli_measure_options_clear (InsCliMeasureOptions *self)
{
  char ***lists[] = { &self->distances,  &self->profiles, &self->sizes,   &self->notes,
                      &self->rectangles, &self->polygons, &self->circles, &self->remove };
  char **words[] = { &self->plane,   &self->gate,      &self->from,         &self->name,
                     &self->text,    &self->threshold, &self->limit,        &self->merge_mm,
                     &self->drop_db, &self->reference, &self->measurements, &self->output };

  for (guint i = 0; i < G_N_ELEMENTS (lists); i++)
    g_clear_pointer (lists[i], g_strfreev);
  for (guint i = 0; i < G_N_ELEMENTS (words); i++)
    g_clear_pointer (words[i], g_free);
}

/* FALSE after a message. */
static gboolean
read_number (const char *option, const char *text, double *value)
{
  if (text == NULL || ins_number_parse (text, value))
    return TRUE;
  ins_cli_complain (_ ("--%s takes a number with a point, not “%s”."), option, text);

  return FALSE;
}

/* "1;2;3;4", also with commas. (element-type double); NULL after a message. */
static GArray *
read_numbers (const char *option, const char *text)
{
  g_autoptr (GArray) values = g_array_new (FALSE, FALSE, sizeof (double));
  g_auto (GStrv) parts = g_strsplit_set (text, ";,", -1);

  for (char **part = parts; *part != NULL; part++)
    {
      double value;

      if (!ins_number_parse (*part, &value))
        {
          ins_cli_complain (
              _ ("--%s takes numbers of mm with a point, separated by semicolons, not “%s”."),
              option, text);
          return NULL;
        }
      g_array_append_val (values, value);
    }

  return g_steal_pointer (&values);
}

/* The circle's third number is its radius. */
static gboolean
read_points (const char *option, const char *text, InsMeasure *measure)
{
  g_autoptr (GArray) values = read_numbers (option, text);
  gboolean is_circle = ins_measure_has_region (measure) && measure->shape == INS_MEASURE_CIRCLE;

  if (values == NULL)
    return FALSE;
  if (is_circle && values->len == 3)
    {
      double rim[] = { g_array_index (values, double, 0) + g_array_index (values, double, 2),
                       g_array_index (values, double, 1) };

      g_array_set_size (values, 2);
      g_array_append_vals (values, rim, G_N_ELEMENTS (rim));
    }
  else if (is_circle || values->len % 2 != 0)
    {
      ins_cli_complain (is_circle ? _ ("--%s takes X;Y;RADIUS in mm, not “%s”.")
                                  : _ ("--%s takes X;Y of each point in mm, not “%s”."),
                        option, text);
      return FALSE;
    }
  ins_measure_set_points (measure, (const InsAreaPoint *)(const void *)values->data,
                          values->len / 2);

  return TRUE;
}

/* What all measurements of a call share. FALSE after a message. */
static gboolean
read_common (const InsCliMeasureOptions *options, InsMeasure *measure)
{
  char **words[] = { &measure->gate, &measure->from, &measure->text };
  const char *texts[] = { options->gate, options->from, options->text };

  for (guint i = 0; i < G_N_ELEMENTS (words); i++)
    *words[i] = g_strdup (texts[i]);
  if (options->plane != NULL)
    {
      g_free (measure->plane);
      measure->plane = g_strdup (options->plane);
    }
  measure->is_below = options->below;
  measure->least_pixels = (guint)MAX (options->least_pixels, 1);

  return read_number ("threshold", options->threshold, &measure->threshold) &&
         read_number ("limit", options->limit, &measure->limit) &&
         read_number ("merge-mm", options->merge_mm, &measure->merge_mm) &&
         read_number ("drop-db", options->drop_db, &measure->drop_db) &&
         read_number ("reference", options->reference, &measure->reference);
}

/* @option: (nullable): the whole picture. FALSE after a message. */
static gboolean
add (const InsCliMeasureOptions *options,
     const char *option,
     const char *text,
     InsMeasureKind kind,
     InsMeasureShape shape,
     GPtrArray *all)
{
  const char *base = options->name != NULL ? options->name : ins_measure_kind_to_word (kind);
  g_autofree char *name = options->name != NULL && all->len == 0
                              ? g_strdup (base)
                              : g_strdup_printf ("%s %u", base, all->len + 1);
  g_autoptr (InsMeasure) measure = ins_measure_new (kind, name);
  GError *error = NULL;

  measure->shape = shape;
  if (!read_common (options, measure) || (option != NULL && !read_points (option, text, measure)))
    return FALSE;
  if (!ins_measure_validate (measure, &error))
    {
      ins_cli_fail (error);
      return FALSE;
    }
  g_ptr_array_add (all, g_steal_pointer (&measure));

  return TRUE;
}

static gboolean
add_file (const char *path, GPtrArray *all)
{
  GError *error = NULL;
  g_autoptr (InsKeyFile) file = ins_key_file_new_from_path (path, &error);
  g_autoptr (GPtrArray) measures = file != NULL ? ins_measure_read_all (file, &error) : NULL;

  if (measures == NULL)
    {
      ins_cli_fail (error);
      return FALSE;
    }
  for (guint i = 0; i < measures->len; i++)
    g_ptr_array_add (all, ins_measure_copy (g_ptr_array_index (measures, i)));

  return TRUE;
}

GPtrArray *
ins_cli_measure_read (const InsCliMeasureOptions *options)
{
  g_autoptr (GPtrArray) all = g_ptr_array_new_with_free_func ((GDestroyNotify)ins_measure_free);
  InsMeasureKind region = options->clusters ? INS_MEASURE_CLUSTERS
                          : options->voids  ? INS_MEASURE_VOIDS
                                            : INS_MEASURE_STATISTICS;
  const struct
  {
    const char *option;
    char **texts;
    InsMeasureKind kind;
    InsMeasureShape shape;
  } lists[] = {
    { "distance", options->distances, INS_MEASURE_DISTANCE, INS_MEASURE_ALL },
    { "profile", options->profiles, INS_MEASURE_PROFILE, INS_MEASURE_ALL },
    { "size", options->sizes, INS_MEASURE_SIZING, INS_MEASURE_ALL },
    { "note", options->notes, INS_MEASURE_NOTE, INS_MEASURE_ALL },
    { "rectangle", options->rectangles, region, INS_MEASURE_RECTANGLE },
    { "polygon", options->polygons, region, INS_MEASURE_POLYGON },
    { "circle", options->circles, region, INS_MEASURE_CIRCLE },
  };
  gboolean has_shape = options->rectangles != NULL || options->polygons != NULL ||
                       options->circles != NULL;

  if (options->clusters && options->voids)
    {
      ins_cli_complain (_ ("--clusters and --voids do not go together."));
      return NULL;
    }
  for (guint i = 0; i < G_N_ELEMENTS (lists); i++)
    for (char **text = lists[i].texts; text != NULL && *text != NULL; text++)
      if (!add (options, lists[i].option, *text, lists[i].kind, lists[i].shape, all))
        return NULL;
  if ((options->all || (!has_shape && (options->clusters || options->voids))) &&
      !add (options, NULL, NULL, region, INS_MEASURE_ALL, all))
    return NULL;
  if (options->measurements != NULL && !add_file (options->measurements, all))
    return NULL;

  return g_steal_pointer (&all);
}
