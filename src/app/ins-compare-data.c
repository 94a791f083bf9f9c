/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n.h>
#include <math.h>

#include "app/ins-compare-data.h"
#include "app/ins-panel-text.h"

#define US_PER_S 1e6

void
ins_compare_plane_free (InsComparePlane *self)
{
  g_free (self->title);
  g_free (self->unit);
  g_free (self);
}

static void
add (GPtrArray *planes,
     InsPlaneKind kind,
     guint index_a,
     guint index_b,
     char *title,
     const char *unit)
{
  InsComparePlane *plane = g_new0 (InsComparePlane, 1);

  *plane = (InsComparePlane){ kind, index_a, index_b, title, g_strdup (unit) };
  g_ptr_array_add (planes, plane);
}

static const char *
get_unit (const InsDerived *plane)
{
  static const char *const units[] = { [INS_UNIT_NONE] = "",
                                       [INS_UNIT_PERCENT] = "%",
                                       [INS_UNIT_S] = "s",
                                       [INS_UNIT_DB] = "dB",
                                       [INS_UNIT_MM] = "mm" };

  return units[ins_derived_get_unit (plane->kind)];
}

GPtrArray *
ins_compare_list_planes (const InsRecipe *a, const InsRecipe *b)
{
  GPtrArray *planes = g_ptr_array_new_with_free_func ((GDestroyNotify)ins_compare_plane_free);

  for (guint i = 0; i < a->n_gates; i++)
    {
      const char *name = a->gates[i].name;
      int other = ins_recipe_find_gate (b, name);

      if (other < 0)
        continue;
      add (planes, INS_PLANE_AMPLITUDE, i, (guint)other,
           g_strdup_printf (_ ("Gate %s  amplitude"), name), "%");
      add (planes, INS_PLANE_TOF, i, (guint)other, g_strdup_printf (_ ("Gate %s  time"), name),
           "µs");
    }
  for (guint i = 0; i < a->n_planes; i++)
    {
      int other = ins_recipe_find_plane (b, a->planes[i].name);

      if (other >= 0 && b->planes[other].kind == a->planes[i].kind)
        add (planes, INS_PLANE_DERIVED, i, (guint)other, g_strdup (a->planes[i].name),
             get_unit (&a->planes[i]));
    }
  add (planes, INS_PLANE_REGISTRATION, 0, 0, g_strdup (_ ("Registration (µm)")), "µm");
  add (planes, INS_PLANE_PULSES, 0, 0, g_strdup (_ ("Pulses per pixel")), "");

  return planes;
}

void
ins_compare_result_free (InsCompareResult *self)
{
  g_clear_pointer (&self->difference, ins_cscan_unref);
  g_free (self);
}

typedef struct
{
  float *values;
  guint n_columns;
  float low, high;
} Copy;

static void
on_row (guint row, const float *values, const guint8 *holes, const guint8 *status, gpointer data)
{
  Copy *copy = data;

  for (guint i = 0; i < copy->n_columns; i++)
    {
      const float value = holes[i] == INS_HOLE_NONE && isfinite (values[i]) ? values[i] : NAN;

      copy->values[(gsize)row * copy->n_columns + i] = value;
      if (isnan (value))
        continue;
      copy->low = isnan (copy->low) ? value : fminf (copy->low, value);
      copy->high = isnan (copy->high) ? value : fmaxf (copy->high, value);
    }
}

/* (transfer full): the plane as it is shown; widens the range to what is in it */
static float *
copy_plane (InsCscan *cscan, guint index, InsPlaneKind kind, float *low, float *high)
{
  const InsScanGrid *grid = ins_cscan_get_grid (cscan);
  const gsize n = (gsize)grid->n_rows * grid->n_columns;
  Copy copy = {
    .values = g_new (float, n), .n_columns = grid->n_columns, .low = *low, .high = *high
  };

  for (gsize i = 0; i < n; i++)
    copy.values[i] = NAN;
  (void)ins_cscan_collect (cscan, index, kind, 0, on_row, &copy);
  *low = copy.low;
  *high = copy.high;

  return copy.values;
}

/* What has no value was not wanted: it is no fault of the scan. */
static InsCscan *
make_cscan (const InsScanGrid *grid, const float *values, float factor)
{
  const guint n = grid->n_columns;
  InsCscan *cscan = ins_cscan_new_with (grid, 1, 1, 0);
  g_autofree float *none = g_new (float, n);
  g_autofree float *row_values = g_new (float, n);
  g_autofree guint8 *status = g_new0 (guint8, n);
  g_autofree guint8 *holes = g_new (guint8, n);
  g_autofree guint32 *alarms = g_new0 (guint32, n);

  for (guint i = 0; i < n; i++)
    none[i] = NAN;
  for (guint row = 0; row < grid->n_rows; row++)
    {
      for (guint i = 0; i < n; i++)
        {
          row_values[i] = values[(gsize)row * n + i] * factor;
          holes[i] = isnan (row_values[i]) ? INS_HOLE_OUTSIDE : INS_HOLE_NONE;
        }
      ins_cscan_put_states (cscan, row, status, row_values, alarms);
      ins_cscan_put_row (cscan, row, none, none, holes);
    }

  return cscan;
}

static void
scale (InsDifferenceFigures *figures, double factor)
{
  figures->mean *= factor;
  figures->rms *= factor;
  figures->deviation *= factor;
  figures->least *= factor;
  figures->greatest *= factor;
}

/* Times of different echoes, counts and codes have no mean. */
static gboolean
averages (InsPlaneKind kind)
{
  return kind == INS_PLANE_AMPLITUDE || kind == INS_PLANE_REGISTRATION;
}

InsCompareResult *
ins_compare_make (InsCscan *a, InsCscan *b, const InsComparePlane *plane)
{
  InsCompareResult *self = g_new0 (InsCompareResult, 1);
  const InsScanGrid *grid = ins_cscan_get_grid (a);
  const double factor = plane->kind == INS_PLANE_TOF ? US_PER_S : 1.0;
  g_autofree float *values_a = NULL;
  g_autofree float *values_b = NULL;
  g_autofree float *difference = g_new (float, (gsize)grid->n_rows * grid->n_columns);

  self->low = self->high = NAN;
  values_a = copy_plane (a, plane->index_a, plane->kind, &self->low, &self->high);
  values_b = copy_plane (b, plane->index_b, plane->kind, &self->low, &self->high);
  self->outcome = ins_difference_make (&(InsDifferenceInput){ grid, values_a },
                                       &(InsDifferenceInput){ ins_cscan_get_grid (b), values_b },
                                       averages (plane->kind), difference, &self->figures);
  scale (&self->figures, factor);
  self->difference = make_cscan (grid, difference, (float)factor);
  if (!isnan (self->low))
    ins_plane_widen_range (plane->kind, &self->low, &self->high);

  return self;
}

/* "X 10 to 30 mm, Y 0 to 20 mm" */
static char *
describe_place (const InsScanGrid *grid)
{
  const double along[] = { ins_scan_grid_get_scan_mm (grid, 0),
                           ins_scan_grid_get_scan_mm (grid, grid->n_columns - 1.0) };
  const double across[] = { ins_scan_grid_get_index_mm (grid, 0),
                            ins_scan_grid_get_index_mm (grid, grid->n_rows - 1.0) };
  g_autofree char *along_low = ins_panel_text_number (fmin (along[0], along[1]));
  g_autofree char *along_high = ins_panel_text_number (fmax (along[0], along[1]));
  g_autofree char *across_low = ins_panel_text_number (fmin (across[0], across[1]));
  g_autofree char *across_high = ins_panel_text_number (fmax (across[0], across[1]));

  return g_strdup_printf (_ ("%c %s to %s mm, %c %s to %s mm"), INS_AXIS_LETTERS[grid->scan_axis],
                          along_low, along_high, INS_AXIS_LETTERS[grid->index_axis], across_low,
                          across_high);
}

char *
ins_compare_describe_outcome (const InsCompareResult *self,
                              const InsScanGrid *a,
                              const InsScanGrid *b)
{
  g_autofree char *place_a = describe_place (a);
  g_autofree char *place_b = describe_place (b);

  if (self->outcome == INS_DIFFERENCE_MADE && self->figures.n_compared > 0)
    return NULL;
  if (self->outcome == INS_DIFFERENCE_MADE)
    return g_strdup (_ ("Where the two scans overlap, no place has a value in both. Choose another "
                        "plane."));

  return g_strdup_printf (_ ("The two scans do not overlap. A lies at %s; B lies at %s. Compare "
                             "scans of the same place "
                             "in stage coordinates."),
                          place_a, place_b);
}
