/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <math.h>
#include <string.h>

#include "signal/ins-filter-kernels.h"
#include "signal/ins-saft.h"

#define MAX_TABLE_BYTES (256u << 20)
#define SNELL_STEPS 40

/* For one place of the aperture: which samples it adds to, and what. The deeper, the later and the
 * wider the beam, so they lie together. */
typedef struct
{
  guint first, end;
  float *at;     /* n_samples: which sample of that A-scan; the next one is still within */
  float *weight; /* n_samples */
} Table;

typedef struct
{
  int rows, columns;
  guint table;
} Place;

struct _InsSaft
{
  guint n_samples, n_surface; /* samples before the surface */
  GArray *places;             /* Place */
  GArray *tables;             /* Table */
};

double
ins_saft_get_half_angle_deg (double velocity_m_s, double frequency_hz, double diameter_mm)
{
  double sine = 0.51 * velocity_m_s / frequency_hz / (diameter_mm * 1e-3);

  return sine >= 1.0 ? 90.0 : asin (sine) * 180.0 / G_PI;
}

static double
get_depth_mm (const InsSaftSetup *setup, guint sample)
{
  double time_s = setup->delay_s + sample / setup->sample_rate_hz;
  double surface_s = 2e-3 * setup->water_path_mm / setup->couplant_velocity_m_s;

  return (time_s - surface_s) * setup->velocity_m_s * 1e3 / 2.0;
}

/* Where the ray goes through the surface, counted from the probe: the way with the least time has
 * no slope there. The slope rises along the surface. */
static double
find_crossing (const InsSaftSetup *setup, double distance_mm, double depth_mm)
{
  double low = 0.0, high = distance_mm;

  if (setup->water_path_mm <= 0.0)
    return 0.0;
  for (guint i = 0; i < SNELL_STEPS; i++)
    {
      double middle = (low + high) / 2.0, rest = distance_mm - middle;
      double slope = middle / hypot (middle, setup->water_path_mm) / setup->couplant_velocity_m_s -
                     rest / fmax (hypot (rest, depth_mm), 1e-12) / setup->velocity_m_s;

      if (slope > 0.0)
        high = middle;
      else
        low = middle;
    }

  return (low + high) / 2.0;
}

/* There and back. */
static double
get_time_s (const InsSaftSetup *setup, double distance_mm, double depth_mm)
{
  double crossing = find_crossing (setup, distance_mm, depth_mm);

  return 2e-3 * (hypot (crossing, setup->water_path_mm) / setup->couplant_velocity_m_s +
                 hypot (distance_mm - crossing, depth_mm) / setup->velocity_m_s);
}

/* How far from the beam's axis it still reaches. */
static double
get_reach_mm (const InsSaftSetup *setup, double depth_mm)
{
  double sine = sin (setup->half_angle_deg * G_PI / 180.0);
  double in_water = fmin (sine * setup->couplant_velocity_m_s / setup->velocity_m_s, 0.999);

  return depth_mm * tan (asin (fmin (sine, 0.999))) + setup->water_path_mm * tan (asin (in_water));
}

static void
fill_table (const InsSaftSetup *setup, double distance_mm, Table *table)
{
  table->at = g_new (float, setup->n_samples);
  table->weight = g_new0 (float, setup->n_samples);
  table->first = setup->n_samples;
  table->end = 0;
  for (guint i = 0; i < setup->n_samples; i++)
    {
      double depth_mm = get_depth_mm (setup, i), reach_mm, share;

      table->at[i] = 0.0F;
      if (depth_mm <= 0.0)
        continue;
      reach_mm = get_reach_mm (setup, depth_mm);
      share = reach_mm > 0.0 ? distance_mm / reach_mm : 2.0;
      if (distance_mm > 0.0 && share >= 1.0)
        continue;
      table->at[i] = (float)((get_time_s (setup, distance_mm, depth_mm) - setup->delay_s) *
                             setup->sample_rate_hz);
      if (!(table->at[i] >= 0.0F && table->at[i] < (float)setup->n_samples - 1.0F))
        continue;
      table->weight[i] = setup->is_windowed && distance_mm > 0.0
                             ? (float)(0.5 + 0.5 * cos (G_PI * share))
                             : 1.0f;
      table->first = MIN (table->first, i);
      table->end = i + 1;
    }
}

/* The table of that distance, made if there is none. */
static guint
get_table (InsSaft *self, const InsSaftSetup *setup, GArray *distances, double distance_mm)
{
  Table table;

  for (guint i = 0; i < distances->len; i++)
    if (fabs (g_array_index (distances, double, i) - distance_mm) < 1e-9)
      return i;
  fill_table (setup, distance_mm, &table);
  g_array_append_val (distances, distance_mm);
  g_array_append_val (self->tables, table);

  return distances->len - 1;
}

/* One quarter has all distances; the others are its mirror pictures. */
static gboolean
make_places (InsSaft *self, const InsSaftSetup *setup, double reach_mm)
{
  double n_columns = floor (reach_mm / setup->scan_step_mm);
  double n_rows = setup->is_flat ? 0.0 : floor (reach_mm / setup->index_step_mm);
  g_autoptr (GArray) distances = g_array_new (FALSE, FALSE, sizeof (double));

  if ((n_columns + 1.0) * (n_rows + 1.0) * setup->n_samples * 2 * sizeof (float) > MAX_TABLE_BYTES)
    return FALSE;
  for (int row = 0; row <= (int)n_rows; row++)
    for (int column = 0; column <= (int)n_columns; column++)
      {
        double distance_mm = hypot (row * setup->index_step_mm, column * setup->scan_step_mm);
        guint table;

        if (distance_mm > 0.0 && distance_mm >= reach_mm)
          continue;
        table = get_table (self, setup, distances, distance_mm);
        for (int mirror = 0; mirror < 4; mirror++)
          {
            Place place = { mirror & 1 ? -row : row, mirror & 2 ? -column : column, table };

            if (((mirror & 1) && row == 0) || ((mirror & 2) && column == 0))
              continue;
            g_array_append_val (self->places, place);
          }
      }

  return TRUE;
}

InsSaft *
ins_saft_new (const InsSaftSetup *setup)
{
  g_autoptr (InsSaft) self = g_new0 (InsSaft, 1);

  self->n_samples = setup->n_samples;
  self->places = g_array_new (FALSE, FALSE, sizeof (Place));
  self->tables = g_array_new (FALSE, FALSE, sizeof (Table));
  while (self->n_surface < setup->n_samples && get_depth_mm (setup, self->n_surface) <= 0.0)
    self->n_surface++;
  if (!make_places (self, setup,
                    get_reach_mm (setup, fmax (get_depth_mm (setup, setup->n_samples - 1), 0.0))))
    return NULL;

  return g_steal_pointer (&self);
}

void
ins_saft_free (InsSaft *self)
{
  for (guint i = 0; i < self->tables->len; i++)
    {
      g_free (g_array_index (self->tables, Table, i).at);
      g_free (g_array_index (self->tables, Table, i).weight);
    }
  g_array_unref (self->tables);
  g_array_unref (self->places);
  g_free (self);
}

guint
ins_saft_get_n_ascans (const InsSaft *self)
{
  return self->places->len;
}

/* Between two samples along a straight line. */
static void
add_ascan (const InsFilterKernels *kernels,
           const Table *table,
           const gint16 *ascan,
           guint n_samples,
           float *sums,
           float *weights)
{
  if (table->end > table->first)
    kernels->add_delayed (ascan, n_samples, table->at + table->first, table->weight + table->first,
                          table->end - table->first, sums + table->first, weights + table->first);
}

void
ins_saft_focus (const InsSaft *self,
                InsSaftGet get,
                gpointer source,
                guint n_rows,
                guint n_columns,
                guint row,
                guint column,
                float *scratch,
                float *focused)
{
  const InsFilterKernels *kernels = ins_filter_kernels_get ();
  const gint16 *middle = get (source, row, column);

  memset (scratch, 0, self->n_samples * sizeof *scratch);
  memset (focused, 0, self->n_samples * sizeof *focused);
  for (guint i = 0; i < self->places->len; i++)
    {
      const Place *place = &g_array_index (self->places, Place, i);
      gint64 from_row = (gint64)row + place->rows, from_column = (gint64)column + place->columns;
      const gint16 *ascan;

      if (from_row < 0 || from_row >= n_rows || from_column < 0 || from_column >= n_columns)
        continue;
      ascan = get (source, (guint)from_row, (guint)from_column);
      if (ascan != NULL)
        add_ascan (kernels, &g_array_index (self->tables, Table, place->table), ascan,
                   self->n_samples, focused, scratch);
    }
  for (guint i = 0; i < self->n_samples; i++)
    {
      if (scratch[i] > 0.0f)
        focused[i] /= scratch[i];
      else
        focused[i] = middle != NULL ? middle[i] : 0.0f;
    }
}
