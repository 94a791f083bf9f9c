/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n.h>
#include <math.h>
#include <string.h>

#include "core/ins-error.h"
#include "scan/ins-measure-source.h"
#include "signal/ins-derive.h"

#define US_PER_S 1e6F
#define N_ROWS_AT_ONCE 64 /* the lock of the picture is held so long */

struct _InsMeasureSource
{
  gatomicrefcount ref_count;
  InsScanGrid grid;
  InsMeasureInput input;
  float *values, *depth_mm;
  guint8 *holes, *saturated;
};

typedef enum
{
  PLANE_AMPLITUDE,
  PLANE_TOF,
  PLANE_DEPTH,
  PLANE_THICKNESS,
  PLANE_REGISTRATION,
  PLANE_PULSES,
} Plane;

static const struct
{
  const char *name, *unit;
  InsPlaneKind kind; /* that it is, or is made of */
} planes[] = {
  [PLANE_AMPLITUDE] = { "amplitude", "%FSH", INS_PLANE_AMPLITUDE },
  [PLANE_TOF] = { "tof", "us", INS_PLANE_TOF },
  [PLANE_DEPTH] = { "depth", "mm", INS_PLANE_TOF },
  [PLANE_THICKNESS] = { "thickness", "mm", INS_PLANE_TOF },
  [PLANE_REGISTRATION] = { "registration", "um", INS_PLANE_REGISTRATION },
  [PLANE_PULSES] = { "pulses", "1", INS_PLANE_PULSES },
};

typedef struct
{
  float *values;
  guint8 *holes, *saturated; /* (nullable) */
  guint n_columns;
} Copy;

static void
on_row (guint row, const float *values, const guint8 *holes, const guint8 *status, gpointer data)
{
  const Copy *copy = data;
  gsize start = (gsize)row * copy->n_columns;

  for (guint i = 0; i < copy->n_columns; i++)
    copy->values[start + i] = isfinite (values[i]) ? values[i] : NAN;
  if (copy->holes == NULL)
    return;
  memcpy (copy->holes + start, holes, copy->n_columns);
  for (guint i = 0; status != NULL && i < copy->n_columns; i++)
    copy->saturated[start + i] = (status[i] & INS_STATUS_SATURATED) != 0;
}

/* @holes, @saturated: (out) (nullable): both or none */
static float *
copy_plane (InsCscan *cscan, guint gate, InsPlaneKind kind, guint8 *holes, guint8 *saturated)
{
  const InsScanGrid *grid = ins_cscan_get_grid (cscan);
  gsize n = (gsize)grid->n_rows * grid->n_columns;
  Copy copy = { g_new (float, n), holes, saturated, grid->n_columns };
  guint row = 0;

  for (gsize i = 0; i < n; i++)
    copy.values[i] = NAN;
  if (holes != NULL)
    memset (holes, INS_HOLE_TO_GO, n);
  while (row < grid->n_rows)
    (void)ins_cscan_collect_some (cscan, gate, kind, 0, &row, N_ROWS_AT_ONCE, on_row, &copy);

  return copy.values;
}

static gboolean
find_gate (const InsRecipe *recipe, const char *name, guint *gate, GError **error)
{
  int found = name != NULL ? ins_recipe_find_gate (recipe, name) : 0;
  g_autoptr (GString) names = NULL;

  *gate = (guint)MAX (found, 0);
  if (found >= 0)
    return TRUE;
  names = g_string_new (NULL);
  for (guint i = 0; i < recipe->n_gates; i++)
    g_string_append_printf (names, "%s%s", i > 0 ? ", " : "", recipe->gates[i].name);
  g_set_error (error, INS_RECIPE_ERROR, INS_RECIPE_ERROR_VALUE,
               _ ("The scan has no gate “%s”. Its gates: %s."), name, names->str);

  return FALSE;
}

/* The gate that depths are counted from; FALSE with the error if there is none. */
static gboolean
find_surface (const InsRecipe *recipe,
              const InsMeasure *measure,
              guint gate,
              guint *surface,
              GError **error)
{
  if (measure->from != NULL)
    return find_gate (recipe, measure->from, surface, error);
  if (recipe->gates[gate].anchor != INS_ANCHOR_PULSE)
    {
      *surface = recipe->gates[gate].anchor_gate;
      return TRUE;
    }
  g_set_error (error, INS_RECIPE_ERROR, INS_RECIPE_ERROR_VALUE,
               _ ("Gate “%s” is not anchored at another one: say which gate hears the surface that "
                  "it is counted from."),
               recipe->gates[gate].name);

  return FALSE;
}

/* From the surface's echo to the gate's; NULL with the error if nothing says where the surface is.
 */
static float *
make_depth (InsCscan *cscan,
            const InsRecipe *recipe,
            const InsMeasure *measure,
            guint gate,
            gboolean is_thickness,
            GError **error)
{
  const InsScanGrid *grid = ins_cscan_get_grid (cscan);
  gsize n = (gsize)grid->n_rows * grid->n_columns;
  guint surface = 0;
  g_autofree float *surface_s = NULL;
  float *depth_mm;

  if (!find_surface (recipe, measure, gate, &surface, error))
    return NULL;
  surface_s = copy_plane (cscan, surface, INS_PLANE_TOF, NULL, NULL);
  depth_mm = copy_plane (cscan, gate, INS_PLANE_TOF, NULL, NULL);
  if (is_thickness)
    ins_derive_thickness (depth_mm, surface_s, n, recipe->velocity_m_s, depth_mm);
  else
    ins_derive_depth (depth_mm, surface_s, n, 0.0, recipe->velocity_m_s, depth_mm);

  return depth_mm;
}

/* One that the recipe derives from its gates goes before a plane of ours of that name. */
static InsMeasureSource *
new_derived (InsCscan *cscan, const InsRecipe *recipe, guint index)
{
  static const char *const units[] = { [INS_UNIT_NONE] = "1",
                                       [INS_UNIT_PERCENT] = "%FSH",
                                       [INS_UNIT_S] = "us",
                                       [INS_UNIT_DB] = "dB",
                                       [INS_UNIT_MM] = "mm" };
  const InsScanGrid *grid = ins_cscan_get_grid (cscan);
  gsize n = (gsize)grid->n_rows * grid->n_columns;
  InsPlaneUnit unit = ins_derived_get_unit (recipe->planes[index].kind);
  InsMeasureSource *self = g_new0 (InsMeasureSource, 1);

  g_atomic_ref_count_init (&self->ref_count);
  self->grid = *grid;
  self->holes = g_malloc (n);
  self->saturated = g_malloc0 (n);
  self->values = copy_plane (cscan, index, INS_PLANE_DERIVED, self->holes, self->saturated);
  for (gsize i = 0; unit == INS_UNIT_S && i < n; i++)
    self->values[i] *= US_PER_S;
  self->input = (InsMeasureInput){ .plane = { &self->grid, self->values, self->holes, NULL,
                                              self->saturated },
                                   .unit = units[unit],
                                   .is_db = unit == INS_UNIT_DB };

  return self;
}

static gboolean
find_plane (const char *name, Plane *plane, GError **error)
{
  for (guint i = 0; i < G_N_ELEMENTS (planes); i++)
    if (g_str_equal (planes[i].name, name))
      {
        *plane = (Plane)i;
        return TRUE;
      }
  g_set_error (error, INS_RECIPE_ERROR, INS_RECIPE_ERROR_VALUE,
               _ ("There is no plane “%s”. Known ones: amplitude, tof, depth, thickness, "
                  "registration, pulses, and what the recipe derives."),
               name);

  return FALSE;
}

InsMeasureSource *
ins_measure_source_new (InsCscan *cscan,
                        const InsRecipe *recipe,
                        const InsMeasure *measure,
                        GError **error)
{
  const InsScanGrid *grid = ins_cscan_get_grid (cscan);
  gsize n = (gsize)grid->n_rows * grid->n_columns;
  g_autoptr (InsMeasureSource) self = NULL;
  int derived = ins_recipe_find_plane (recipe, measure->plane);
  Plane plane;
  guint gate;

  if (derived >= 0)
    return new_derived (cscan, recipe, (guint)derived);
  if (!find_plane (measure->plane, &plane, error) ||
      !find_gate (recipe, measure->gate, &gate, error))
    return NULL;
  self = g_new0 (InsMeasureSource, 1);
  g_atomic_ref_count_init (&self->ref_count);
  self->grid = *grid;
  self->holes = g_malloc (n);
  self->saturated = g_malloc0 (n);
  self->values = copy_plane (cscan, gate, planes[plane].kind, self->holes, self->saturated);
  if (plane == PLANE_DEPTH || plane == PLANE_THICKNESS)
    {
      g_free (self->values);
      self->values = make_depth (cscan, recipe, measure, gate, plane == PLANE_THICKNESS, error);
      if (self->values == NULL)
        return NULL;
    }
  else if (!ins_plane_is_map (planes[plane].kind))
    self->depth_mm = make_depth (cscan, recipe, measure, gate, FALSE, NULL);
  for (gsize i = 0; plane == PLANE_TOF && i < n; i++)
    self->values[i] *= US_PER_S;
  self->input = (InsMeasureInput){
    .plane = { &self->grid, self->values, self->holes,
               plane == PLANE_DEPTH ? self->values : self->depth_mm, self->saturated },
    .unit = planes[plane].unit,
    .is_amplitude = plane == PLANE_AMPLITUDE,
  };

  return g_steal_pointer (&self);
}

InsMeasureSource *
ins_measure_source_ref (InsMeasureSource *self)
{
  g_atomic_ref_count_inc (&self->ref_count);

  return self;
}

void
ins_measure_source_unref (InsMeasureSource *self)
{
  if (!g_atomic_ref_count_dec (&self->ref_count))
    return;
  g_free (self->values);
  g_free (self->depth_mm);
  g_free (self->holes);
  g_free (self->saturated);
  g_free (self);
}

const InsMeasureInput *
ins_measure_source_get_input (const InsMeasureSource *self)
{
  return &self->input;
}
