/* ins-recipe-part.c - what is left out of a recipe's area, and recipes for parts of it
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "config.h"

#include <math.h>

#include "scan/ins-recipe-private.h"

/* A rectangle that ends on the edge between two pixels does not take in the one behind it. */
#define EDGE 1e-6

/* As the preflight wants it. */
#define SPEED_TO_SPARE 1.1

#define MASK_SIDE 8192u /* squared it is the most that a mask may have */

void
ins_recipe_set_outline (InsRecipe *self, const InsAreaPoint *corners, guint n_corners)
{
  InsAreaPoint *copy = g_memdup2 (corners, n_corners * sizeof *corners);

  g_free (self->corners);
  self->corners = copy;
  self->n_corners = n_corners;
}

void
ins_recipe_set_mask (InsRecipe *self, InsMask *mask)
{
  InsMask *old = self->mask;

  self->mask = mask != NULL ? ins_mask_ref (mask) : NULL;
  if (old != NULL)
    ins_mask_unref (old);
}

InsArea *
ins_recipe_make_area (const InsRecipe *self)
{
  InsScanGrid grid;

  if (self->n_corners == 0 && self->mask == NULL)
    return NULL;
  ins_recipe_get_grid (self, &grid);

  return ins_area_new (&grid, self->corners, self->n_corners, self->mask);
}

static void
rename_part (InsRecipe *self, const char *name)
{
  char *whole = g_strdup_printf ("%s %s", self->name, name);

  g_free (self->name);
  self->name = whole;
}

InsRecipe *
ins_recipe_new_for_region (const InsRecipe *self, guint index)
{
  const InsRecipeRegion *region = &self->regions[index];
  InsRecipe *part = ins_recipe_copy (self);

  rename_part (part, region->name);
  part->n_regions = 0;
  part->start = region->start;
  part->scan_length_mm = region->scan_length_mm;
  part->index_length_mm = region->index_length_mm;
  part->scan_step_mm = region->scan_step_mm;
  part->index_step_mm = region->index_step_mm;

  return part;
}

/* Pixels that cover [from, to], counted in steps from the centre of the first pixel of all. */
typedef struct
{
  double first, n;
} Pixels;

static Pixels
cover (double one, double other, double step_mm)
{
  double first = floor (MIN (one, other) / step_mm + 0.5 + EDGE);
  double last = ceil (MAX (one, other) / step_mm - 0.5 - EDGE);

  return (Pixels){ first, MAX (last - first + 1.0, 1.0) };
}

/* What the mask says of each pixel of the part, or of every so many where it has very many. */
static InsMask *
cut_mask (const InsRecipe *self, const InsRecipe *part)
{
  InsScanGrid grid, whole;
  g_autofree guint8 *pixels = NULL;
  guint width, height, n_x, n_y;
  double column0, row0, columns_per_x, rows_per_y;

  ins_recipe_get_grid (self, &whole);
  ins_recipe_get_grid (part, &grid);
  ins_mask_get_size (self->mask, &width, &height);
  n_x = MIN (grid.n_columns, MASK_SIDE);
  n_y = MIN (grid.n_rows, MASK_SIDE);
  column0 = (grid.start.mm[grid.scan_axis] - whole.start.mm[grid.scan_axis]) * grid.scan_sign /
            whole.scan_step_mm;
  row0 = (grid.start.mm[grid.index_axis] - whole.start.mm[grid.index_axis]) * grid.index_sign /
         whole.index_step_mm;
  columns_per_x = grid.n_columns * grid.scan_step_mm / whole.scan_step_mm / n_x;
  rows_per_y = grid.n_rows * grid.index_step_mm / whole.index_step_mm / n_y;
  column0 -= 0.5 * grid.scan_step_mm / whole.scan_step_mm;
  row0 -= 0.5 * grid.index_step_mm / whole.index_step_mm;
  pixels = g_malloc ((gsize)n_x * n_y);
  for (guint j = 0; j < n_y; j++)
    for (guint i = 0; i < n_x; i++)
      {
        double x = (column0 + (i + 0.5) * columns_per_x + 0.5) * width / whole.n_columns;
        double y = (row0 + (j + 0.5) * rows_per_y + 0.5) * height / whole.n_rows;

        pixels[(gsize)j * n_x + i] = (guint8)ins_mask_get (self->mask, (gint64)floor (x),
                                                           (gint64)floor (y));
      }

  return ins_mask_new_from_pixels (n_x, n_y, pixels);
}

InsRecipe *
ins_recipe_new_for_rectangle (const InsRecipe *self,
                              const InsAreaPoint *one,
                              const InsAreaPoint *other,
                              double scan_step_mm,
                              double index_step_mm)
{
  InsRecipe *part = ins_recipe_copy (self);
  InsAxis scan = self->scan_axis, index = self->index_axis;
  gboolean scan_is_x = scan < index;
  double scan0 = self->start.mm[scan], index0 = self->start.mm[index];
  Pixels columns = cover (((scan_is_x ? one->x_mm : one->y_mm) - scan0) * self->scan_sign,
                          ((scan_is_x ? other->x_mm : other->y_mm) - scan0) * self->scan_sign,
                          scan_step_mm);
  Pixels rows = cover (((scan_is_x ? one->y_mm : one->x_mm) - index0) * self->index_sign,
                       ((scan_is_x ? other->y_mm : other->x_mm) - index0) * self->index_sign,
                       index_step_mm);

  part->n_regions = 0;
  part->scan_step_mm = scan_step_mm;
  part->index_step_mm = index_step_mm;
  part->scan_length_mm = columns.n * scan_step_mm;
  part->index_length_mm = rows.n * index_step_mm;
  part->start.mm[scan] = scan0 + self->scan_sign * columns.first * scan_step_mm;
  part->start.mm[index] = index0 + self->index_sign * rows.first * index_step_mm;
  if (self->mask != NULL)
    {
      g_autoptr (InsMask) mask = cut_mask (self, part);

      ins_recipe_set_mask (part, mask);
    }

  return part;
}

void
ins_recipe_limit_speed (InsRecipe *self)
{
  double most = self->scan_step_mm * self->timing.prf_hz / self->averages / SPEED_TO_SPARE;
  double unit = pow (10.0, floor (log10 (most)) - 1.0);

  if (self->motion == INS_SCAN_CONTINUOUS && self->speed_mm_s > most)
    self->speed_mm_s = floor (most / unit + 1e-9) * unit;
}

/* ---- regions ------------------------------------------------------------------------------ */

static gboolean
has_region (const InsRecipe *self, const char *name)
{
  for (guint i = 0; i < self->n_regions; i++)
    if (g_ascii_strcasecmp (self->regions[i].name, name) == 0)
      return TRUE;

  return FALSE;
}

/* A, B, C ... and then by numbers. */
static void
name_region (const InsRecipe *self, InsRecipeRegion *region)
{
  for (guint i = 0; i <= INS_RECIPE_MAX_REGIONS; i++)
    {
      if (i < 26)
        g_snprintf (region->name, sizeof region->name, "%c", 'A' + i);
      else
        g_snprintf (region->name, sizeof region->name, "R%u", i + 1);
      if (!has_region (self, region->name))
        return;
    }
}

gboolean
ins_recipe_add_region (InsRecipe *self, const InsAreaPoint *one, const InsAreaPoint *other)
{
  g_autoptr (InsRecipe) part = NULL;
  InsRecipeRegion region = { 0 };

  if (self->n_regions >= INS_RECIPE_MAX_REGIONS)
    return FALSE;
  part = ins_recipe_new_for_rectangle (self, one, other, self->scan_step_mm, self->index_step_mm);
  region = (InsRecipeRegion){ .start = part->start,
                              .scan_length_mm = part->scan_length_mm,
                              .index_length_mm = part->index_length_mm,
                              .scan_step_mm = part->scan_step_mm,
                              .index_step_mm = part->index_step_mm };
  name_region (self, &region);
  self->regions[self->n_regions++] = region;

  return TRUE;
}

gboolean
ins_recipe_duplicate_region (InsRecipe *self, guint index)
{
  InsRecipeRegion region = self->regions[index];

  if (self->n_regions >= INS_RECIPE_MAX_REGIONS)
    return FALSE;
  name_region (self, &region);
  for (guint i = self->n_regions++; i > index + 1; i--)
    self->regions[i] = self->regions[i - 1];
  self->regions[index + 1] = region;

  return TRUE;
}

void
ins_recipe_remove_region (InsRecipe *self, guint index)
{
  for (guint i = index + 1; i < self->n_regions; i++)
    self->regions[i - 1] = self->regions[i];
  self->n_regions--;
}
