/* ins-recipe-area.c - outline, mask and regions of a recipe, in its file
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "config.h"

#include <glib/gi18n.h>
#include <math.h>
#include <string.h>

#include "core/ins-error.h"
#include "core/ins-number.h"
#include "scan/ins-recipe-private.h"

/* More changes between wanted and not are noise in the picture, and make a long text. */
#define MAX_RUNS 100000

#define MAX_COORDINATE_MM 1e4

const char *const ins_recipe_area_keys[] = { "Outline", "Mask", "MaskRuns", NULL };
const char *const ins_recipe_region_keys[] = { "StartMm",    "ScanLengthMm", "IndexLengthMm",
                                               "ScanStepMm", "IndexStepMm",  NULL };

GArray *
ins_recipe_read_list (const InsKeyFile *file, const char *group, const char *key, GError **error)
{
  g_autofree char *text = NULL;
  g_autoptr (GArray) numbers = g_array_new (FALSE, FALSE, sizeof (double));
  g_auto (GStrv) parts = NULL;

  if (!ins_key_file_get_text (file, group, key, &text, error))
    return NULL;
  if (text != NULL && g_str_has_suffix (text, ";"))
    text[strlen (text) - 1] = '\0';
  parts = g_strsplit (text != NULL ? text : "", ";", -1);
  for (char **part = parts; *part != NULL; part++)
    {
      double number;

      if (!ins_number_parse (*part, &number))
        {
          ins_key_file_set_error (file, group, key, INS_RECIPE_ERROR_VALUE, error,
                                  _ ("“%s” is not a number (decimals take a point, no unit)."),
                                  *part);
          return NULL;
        }
      g_array_append_val (numbers, number);
    }

  return g_steal_pointer (&numbers);
}

static gboolean
read_outline (const InsKeyFile *file, InsRecipe *self, GError **error)
{
  g_autoptr (GArray) numbers = ins_recipe_read_list (file, "Scan", "Outline", error);
  g_autofree InsAreaPoint *corners = NULL;

  if (numbers == NULL)
    return FALSE;
  if (numbers->len % 2 != 0)
    {
      ins_key_file_set_error (file, "Scan", "Outline", INS_RECIPE_ERROR_VALUE, error,
                              _ ("%u numbers are no pairs of coordinates."), numbers->len);
      return FALSE;
    }
  corners = g_new (InsAreaPoint, numbers->len / 2);
  for (guint i = 0; i < numbers->len / 2; i++)
    corners[i] = (InsAreaPoint){ g_array_index (numbers, double, 2 * i),
                                 g_array_index (numbers, double, 2 * i + 1) };
  ins_recipe_set_outline (self, corners, numbers->len / 2);

  return TRUE;
}

/* Width; height; and the runs as ins_mask_new_from_runs() takes them. */
static gboolean
read_runs (const InsKeyFile *file, InsRecipe *self, GError **error)
{
  g_autoptr (GArray) numbers = ins_recipe_read_list (file, "Scan", "MaskRuns", error);
  g_autoptr (GArray) runs = g_array_new (FALSE, FALSE, sizeof (guint32));

  if (numbers == NULL)
    return FALSE;
  for (guint i = 0; i < numbers->len; i++)
    {
      double number = g_array_index (numbers, double, i);
      guint32 run = number >= 0.0 && number <= INS_MASK_MAX_PIXELS ? (guint32)number : G_MAXUINT32;

      g_array_append_val (runs, run);
    }
  if (runs->len > 2 && runs->len <= MAX_RUNS + 2)
    self->mask = ins_mask_new_from_runs (g_array_index (runs, guint32, 0),
                                         g_array_index (runs, guint32, 1),
                                         &g_array_index (runs, guint32, 2), runs->len - 2);
  if (self->mask == NULL)
    ins_key_file_set_error (file, "Scan", "MaskRuns", INS_RECIPE_ERROR_VALUE, error,
                            _ ("these are not width, height and the runs of a mask of that size. "
                               "Name a picture by Mask instead."));

  return self->mask != NULL;
}

static gboolean
read_picture (const InsKeyFile *file, const char *folder, InsRecipe *self, GError **error)
{
  g_autofree char *name = NULL;
  g_autofree char *path = NULL;
  g_autoptr (GError) cause = NULL;

  if (!ins_key_file_get_text (file, "Scan", "Mask", &name, error))
    return FALSE;
  if (folder == NULL)
    {
      ins_key_file_set_error (file, "Scan", "Mask", INS_RECIPE_ERROR_VALUE, error,
                              _ ("only a recipe in a file of its own can name a picture."));
      return FALSE;
    }
  path = g_path_is_absolute (name) ? g_strdup (name) : g_build_filename (folder, name, NULL);
  self->mask = ins_mask_new_from_png (path, &cause);
  if (self->mask == NULL)
    ins_key_file_set_error (file, "Scan", "Mask", INS_RECIPE_ERROR_VALUE, error, "%s",
                            cause->message);

  return self->mask != NULL;
}

gboolean
ins_recipe_read_area (const InsKeyFile *file, const char *folder, InsRecipe *self, GError **error)
{
  gboolean has_picture = g_key_file_has_key (file->file, "Scan", "Mask", NULL);
  gboolean has_runs = g_key_file_has_key (file->file, "Scan", "MaskRuns", NULL);

  if (g_key_file_has_key (file->file, "Scan", "Outline", NULL) && !read_outline (file, self, error))
    return FALSE;
  if (has_picture && has_runs)
    {
      ins_key_file_set_error (file, "Scan", "Mask", INS_RECIPE_ERROR_VALUE, error,
                              _ ("there is MaskRuns already; leave out one of them."));
      return FALSE;
    }

  return (!has_picture || read_picture (file, folder, self, error)) &&
         (!has_runs || read_runs (file, self, error));
}

static gboolean
read_region (const InsKeyFile *file, const char *group, InsRecipe *self, GError **error)
{
  InsRecipeRegion region = { .start = self->start,
                             .scan_step_mm = self->scan_step_mm,
                             .index_step_mm = self->index_step_mm };
  double *const values[] = { &region.scan_length_mm, &region.index_length_mm, &region.scan_step_mm,
                             &region.index_step_mm };
  const char *const *keys = ins_recipe_region_keys;

  for (guint i = 0; i < 3; i++)
    if (!g_key_file_has_key (file->file, group, keys[i], NULL))
      {
        ins_key_file_set_error (file, group, keys[i], INS_RECIPE_ERROR_KEY, error,
                                _ ("this is missing; a region must say where it lies and how large "
                                   "it is."));
        return FALSE;
      }
  if (self->n_regions == INS_RECIPE_MAX_REGIONS)
    {
      ins_key_file_set_error (file, group, NULL, INS_RECIPE_ERROR_VALUE, error,
                              _ ("there can be at most %d regions. Take this one out."),
                              INS_RECIPE_MAX_REGIONS);
      return FALSE;
    }
  if (!ins_key_file_get_numbers (file, group, keys[0], region.start.mm, INS_N_AXES, error))
    return FALSE;
  for (guint i = 0; i < G_N_ELEMENTS (values); i++)
    if (!ins_key_file_get_number (file, group, keys[i + 1], 1e-5, i < 2 ? 1e4 : 1e3, values[i],
                                  error))
      return FALSE;
  /* one that is too long is found by the check */
  g_strlcpy (region.name, group + strlen (INS_RECIPE_REGION_PREFIX), sizeof region.name);
  self->regions[self->n_regions++] = region;

  return TRUE;
}

/* Where the recipe gives no area of its own it is the first region's. */
gboolean
ins_recipe_read_regions (const InsKeyFile *file, InsRecipe *self, GError **error)
{
  g_auto (GStrv) groups = g_key_file_get_groups (file->file, NULL);

  for (char **group = groups; *group != NULL; group++)
    if (g_str_has_prefix (*group, INS_RECIPE_REGION_PREFIX))
      {
        if (!ins_recipe_check_region_name (*group + strlen (INS_RECIPE_REGION_PREFIX), *group, file,
                                           error) ||
            !read_region (file, *group, self, error))
          return FALSE;
      }
  if (self->n_regions == 0)
    return TRUE;
  if (!g_key_file_has_key (file->file, "Scan", "StartMm", NULL))
    self->start = self->regions[0].start;
  if (!g_key_file_has_key (file->file, "Scan", "ScanLengthMm", NULL))
    self->scan_length_mm = self->regions[0].scan_length_mm;
  if (!g_key_file_has_key (file->file, "Scan", "IndexLengthMm", NULL))
    self->index_length_mm = self->regions[0].index_length_mm;

  return TRUE;
}

static void
append_number (GString *list, double number)
{
  g_autofree char *text = ins_number_format (number + 0.0);

  g_string_append_printf (list, "%s%s", list->len > 0 ? ";" : "", text);
}

static void
write_numbers (GKeyFile *file, const char *group, const char *key, const double *values, gsize n)
{
  g_autoptr (GString) list = g_string_new (NULL);

  for (gsize i = 0; i < n; i++)
    append_number (list, values[i]);
  g_key_file_set_value (file, group, key, list->str);
}

/* The mask as runs: so the recipe says all by itself, wherever it is kept. */
void
ins_recipe_write_area (const InsRecipe *self, GKeyFile *file)
{
  G_STATIC_ASSERT (sizeof (InsAreaPoint) == 2 * sizeof (double));

  if (self->n_corners > 0)
    write_numbers (file, "Scan", "Outline", &self->corners[0].x_mm, 2 * (gsize)self->n_corners);
  if (self->mask != NULL)
    {
      g_autoptr (GArray) runs = ins_mask_get_runs (self->mask);
      g_autoptr (GString) list = g_string_new (NULL);
      guint width, height;

      ins_mask_get_size (self->mask, &width, &height);
      g_string_printf (list, "%u;%u", width, height);
      for (guint i = 0; i < runs->len; i++)
        g_string_append_printf (list, ";%u", g_array_index (runs, guint32, i));
      g_key_file_set_value (file, "Scan", "MaskRuns", list->str);
    }
}

void
ins_recipe_write_regions (const InsRecipe *self, GKeyFile *file)
{
  for (guint i = 0; i < self->n_regions; i++)
    {
      const InsRecipeRegion *region = &self->regions[i];
      g_autofree char *group = g_strconcat (INS_RECIPE_REGION_PREFIX, region->name, NULL);
      const char *const *keys = ins_recipe_region_keys;

      write_numbers (file, group, keys[0], region->start.mm, INS_N_AXES);
      write_numbers (file, group, keys[1], &region->scan_length_mm, 1);
      write_numbers (file, group, keys[2], &region->index_length_mm, 1);
      write_numbers (file, group, keys[3], &region->scan_step_mm, 1);
      write_numbers (file, group, keys[4], &region->index_step_mm, 1);
    }
}

/* The name ends up in a file's. */
gboolean
ins_recipe_check_region_name (const char *name,
                              const char *group,
                              const InsKeyFile *context,
                              GError **error)
{
  gsize length = strnlen (name, INS_GATE_NAME_SIZE);
  gboolean good = length > 0 && length < INS_GATE_NAME_SIZE && g_utf8_validate (name, -1, NULL);

  for (const char *at = name; good && *at != '\0'; at = g_utf8_next_char (at))
    good = g_unichar_isalnum (g_utf8_get_char (at)) || *at == '-' || *at == '_';
  if (!good)
    ins_key_file_set_error (context, group, NULL, INS_RECIPE_ERROR_VALUE, error,
                            _ ("the name of a region has 1 to %d bytes of letters, digits, “-” and "
                               "“_”; it becomes part of a file's name."),
                            INS_GATE_NAME_SIZE - 1);

  return good;
}

static gboolean
check_region (const InsRecipe *self, guint index, const InsKeyFile *context, GError **error)
{
  const InsRecipeRegion *region = &self->regions[index];
  g_autofree char *name = g_strndup (region->name, INS_GATE_NAME_SIZE);
  g_autofree char *valid = g_utf8_make_valid (name, -1);
  g_autofree char *group = g_strconcat (INS_RECIPE_REGION_PREFIX, valid, NULL);

  if (!ins_recipe_check_region_name (name, group, context, error))
    return FALSE;
  for (guint i = 0; i < index; i++)
    if (g_ascii_strcasecmp (self->regions[i].name, region->name) == 0)
      {
        ins_key_file_set_error (context, group, NULL, INS_RECIPE_ERROR_VALUE, error,
                                _ ("there are two regions of this name. Rename one."));
        return FALSE;
      }
  for (guint axis = 0; axis < INS_N_AXES; axis++)
    if (!(fabs (region->start.mm[axis]) <= MAX_COORDINATE_MM))
      {
        ins_key_file_set_error (context, group, "StartMm", INS_RECIPE_ERROR_VALUE, error,
                                _ ("%g for %c is outside %g to %g."), region->start.mm[axis],
                                INS_AXIS_LETTERS[axis], -MAX_COORDINATE_MM, MAX_COORDINATE_MM);
        return FALSE;
      }

  return TRUE;
}

static gboolean
check_outline (const InsRecipe *self, const InsKeyFile *context, GError **error)
{
  gboolean good = self->n_corners == 0 ||
                  (self->n_corners >= 3 && self->n_corners <= INS_RECIPE_MAX_CORNERS);

  if (!good)
    ins_key_file_set_error (context, "Scan", "Outline", INS_RECIPE_ERROR_VALUE, error,
                            _ ("an outline has 3 to %d corners; these are %u."),
                            INS_RECIPE_MAX_CORNERS, self->n_corners);
  for (guint i = 0; good && i < self->n_corners; i++)
    {
      const InsAreaPoint *corner = &self->corners[i];

      good = fabs (corner->x_mm) <= MAX_COORDINATE_MM && fabs (corner->y_mm) <= MAX_COORDINATE_MM;
      if (!good)
        ins_key_file_set_error (context, "Scan", "Outline", INS_RECIPE_ERROR_VALUE, error,
                                _ ("the corner %g; %g is outside %g to %g."), corner->x_mm,
                                corner->y_mm, -MAX_COORDINATE_MM, MAX_COORDINATE_MM);
    }

  return good;
}

static gboolean
check_mask (const InsRecipe *self, const InsKeyFile *context, GError **error)
{
  g_autoptr (GArray) runs = NULL;

  if (self->mask == NULL)
    return TRUE;
  if (self->n_regions > 0)
    {
      ins_key_file_set_error (context, "Scan", "Mask", INS_RECIPE_ERROR_VALUE, error,
                              _ ("a mask is for one area, and this recipe has regions. Leave out "
                                 "either."));
      return FALSE;
    }
  runs = ins_mask_get_runs (self->mask);
  if (runs->len <= MAX_RUNS)
    return TRUE;
  ins_key_file_set_error (context, "Scan", "Mask", INS_RECIPE_ERROR_VALUE, error,
                          _ ("the picture changes %u times between black and white, which looks "
                             "like noise. Smooth it, or draw it anew."),
                          runs->len);

  return FALSE;
}

/* FALSE if nothing at all is left to scan. */
static gboolean
check_wanted (const InsRecipe *self, const InsKeyFile *context, GError **error)
{
  g_autoptr (InsArea) area = ins_recipe_make_area (self);
  g_autofree guint8 *wanted = NULL;
  InsScanGrid grid;

  if (area == NULL)
    return TRUE;
  ins_recipe_get_grid (self, &grid);
  wanted = g_malloc (grid.n_columns);
  for (guint row = 0; row < grid.n_rows; row++)
    if (ins_area_get_row (area, row, wanted) > 0)
      return TRUE;
  ins_key_file_set_error (context, "Scan", self->n_corners > 0 ? "Outline" : "Mask",
                          INS_RECIPE_ERROR_VALUE, error,
                          _ ("it leaves no pixel of the area to scan."));

  return FALSE;
}

gboolean
ins_recipe_check_area (const InsRecipe *self, const InsKeyFile *context, GError **error)
{
  if (self->n_regions > INS_RECIPE_MAX_REGIONS)
    {
      ins_key_file_set_error (context, NULL, NULL, INS_RECIPE_ERROR_VALUE, error,
                              _ ("%u regions; there can be at most %d."), self->n_regions,
                              INS_RECIPE_MAX_REGIONS);
      return FALSE;
    }
  if (!check_outline (self, context, error) || !check_mask (self, context, error))
    return FALSE;
  for (guint i = 0; i < self->n_regions; i++)
    {
      g_autofree char *group = NULL;
      g_autoptr (InsRecipe) part = NULL;

      if (!check_region (self, i, context, error))
        return FALSE;
      group = g_strconcat (INS_RECIPE_REGION_PREFIX, self->regions[i].name, NULL);
      part = ins_recipe_new_for_region (self, i);
      if (!ins_recipe_check_sizes (context, group, part, error) ||
          !check_wanted (part, context, error))
        return FALSE;
    }

  return self->n_regions > 0 || check_wanted (self, context, error);
}
