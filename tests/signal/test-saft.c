/* Synthetic aperture focusing on point reflectors whose place is known.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "config.h"

#include <math.h>

#include "signal/ins-kernels.h"
#include "signal/ins-saft.h"

#define N_SAMPLES 700
#define STEP_MM 0.25
#define FREQUENCY_HZ 5e6
#define VELOCITY_M_S 5900.0
#define WATER_M_S 1480.0
#define DIAMETER_MM 3.0

/* A raster over one reflector; what a piston probe of that diameter hears of it. */
typedef struct
{
  InsSaftSetup setup;
  guint n_rows, n_columns;
  double row, column, depth_mm; /* of the reflector, in pixels */
  gint16 *samples;
  gboolean has_hole;
} Raster;

static const gint16 *
get_ascan (gpointer source, guint row, guint column)
{
  const Raster *self = source;

  if (self->has_hole && (row * self->n_columns + column) % 7 == 3)
    return NULL;

  return self->samples + ((gsize)row * self->n_columns + column) * N_SAMPLES;
}

/* The shortest time by trying: independent of what is tested. */
static double
find_time_s (const InsSaftSetup *setup, double distance_mm, double depth_mm, double *sine)
{
  double best = INFINITY;
  guint n = setup->water_path_mm > 0.0 ? 4000 : 0;

  for (guint i = 0; i <= n; i++)
    {
      double crossing = n > 0 ? distance_mm * i / n : 0.0;
      double way = hypot (distance_mm - crossing, depth_mm);
      double time = 2e-3 *
                    (hypot (crossing, setup->water_path_mm) / WATER_M_S + way / VELOCITY_M_S);

      if (time < best)
        {
          best = time;
          *sine = (distance_mm - crossing) / way;
        }
    }

  return best;
}

static void
raster_fill (Raster *self)
{
  self->samples = g_new0 (gint16, (gsize)self->n_rows * self->n_columns * N_SAMPLES);
  for (guint row = 0; row < self->n_rows; row++)
    for (guint column = 0; column < self->n_columns; column++)
      {
        double distance_mm = STEP_MM * hypot (row - self->row, column - self->column), sine = 0.0;
        double time_s = find_time_s (&self->setup, distance_mm, self->depth_mm, &sine);
        double x = G_PI * DIAMETER_MM * 1e-3 * FREQUENCY_HZ / VELOCITY_M_S * sine;
        double beam = fabs (x) < 1e-9 ? 1.0 : sin (x) / x; /* there and back: squared */
        gint16 *ascan = self->samples + ((gsize)row * self->n_columns + column) * N_SAMPLES;

        for (guint i = 0; i < N_SAMPLES; i++)
          {
            double t = self->setup.delay_s + i / self->setup.sample_rate_hz - time_s;

            ascan[i] = (gint16)lrint (20000.0 * beam * beam * cos (2 * G_PI * FREQUENCY_HZ * t) *
                                      exp (-t * t / 2.0 / 0.15e-6 / 0.15e-6));
          }
      }
}

static void
raster_init (Raster *self, guint n_rows, double water_path_mm, gboolean is_flat)
{
  *self = (Raster){ .n_rows = n_rows,
                    .n_columns = 121,
                    .row = n_rows / 2,
                    .column = 57.0,
                    .depth_mm = 30.0,
                    .setup = { .sample_rate_hz = 50e6,
                               .n_samples = N_SAMPLES,
                               .scan_step_mm = STEP_MM,
                               .index_step_mm = STEP_MM,
                               .velocity_m_s = VELOCITY_M_S,
                               .couplant_velocity_m_s = WATER_M_S,
                               .water_path_mm = water_path_mm,
                               .is_flat = is_flat } };
  self->setup.half_angle_deg = asin (VELOCITY_M_S / FREQUENCY_HZ / DIAMETER_MM * 1e3) * 180 / G_PI;
  self->setup.delay_s = 2e-3 * (water_path_mm / WATER_M_S + (self->depth_mm - 15.0) / VELOCITY_M_S);
}

/* Greatest amplitude over time in each column of a row; where in time it is in the best one. */
static void
measure (Raster *self, const InsSaft *saft, guint row, double *peaks, guint *at)
{
  g_autofree float *scratch = g_new (float, N_SAMPLES);
  g_autofree float *focused = g_new (float, N_SAMPLES);
  double best = 0.0;

  for (guint column = 0; column < self->n_columns; column++)
    {
      const gint16 *ascan = get_ascan (self, row, column);

      if (saft != NULL)
        ins_saft_focus (saft, get_ascan, self, self->n_rows, self->n_columns, row, column, scratch,
                        focused);
      peaks[column] = 0.0;
      for (guint i = 0; i < N_SAMPLES; i++)
        {
          double value = saft != NULL ? (double)focused[i] : ascan[i];

          peaks[column] = fmax (peaks[column], fabs (value));
          if (fabs (value) > best)
            {
              best = fabs (value);
              *at = i;
            }
        }
    }
}

/* Full width at half the peak, with straight lines between pixels; the middle of it. */
static double
get_width_mm (const double *peaks, guint n, double *centre)
{
  guint best = 0;
  double low, high;

  for (guint i = 1; i < n; i++)
    best = peaks[i] > peaks[best] ? i : best;
  low = high = best;
  for (guint i = best; i > 0; i--)
    if (peaks[i - 1] < peaks[best] / 2)
      {
        low = i - (peaks[i] - peaks[best] / 2) / (peaks[i] - peaks[i - 1]);
        break;
      }
  for (guint i = best; i + 1 < n; i++)
    if (peaks[i + 1] < peaks[best] / 2)
      {
        high = i + (peaks[i] - peaks[best] / 2) / (peaks[i] - peaks[i + 1]);
        break;
      }
  *centre = (low + high) / 2;

  return (high - low) * STEP_MM;
}

static void
check_point (guint n_rows, double water_path_mm, gboolean is_flat)
{
  Raster raster;
  double before[121], after[121], centre, width_before, width_after, true_at;
  g_autoptr (InsSaft) saft = NULL;
  guint at = 0, unused = 0;

  raster_init (&raster, n_rows, water_path_mm, is_flat);
  raster_fill (&raster);
  saft = ins_saft_new (&raster.setup);
  g_assert_nonnull (saft);
  measure (&raster, NULL, n_rows / 2, before, &unused);
  measure (&raster, saft, n_rows / 2, after, &at);
  width_before = get_width_mm (before, 121, &centre);
  width_after = get_width_mm (after, 121, &centre);
  true_at = (2e-3 * (water_path_mm / WATER_M_S + raster.depth_mm / VELOCITY_M_S) -
             raster.setup.delay_s) *
            raster.setup.sample_rate_hz;
  g_test_message ("%u A-scans: %.2f mm before, %.2f mm after, D/2 is %.2f mm; place off by %.3f mm "
                  "and %.2f samples",
                  ins_saft_get_n_ascans (saft), width_before, width_after, DIAMETER_MM / 2,
                  (centre - raster.column) * STEP_MM, at - true_at);
  g_assert_cmpfloat (width_before, >, 2.5 * DIAMETER_MM);
  g_assert_cmpfloat (width_after, <, 1.25 * DIAMETER_MM / 2);
  g_assert_cmpfloat (width_after, >, 0.6 * DIAMETER_MM / 2);
  g_assert_cmpfloat (fabs (centre - raster.column), <, 0.2);
  g_assert_cmpfloat (fabs (at - true_at), <, 1.0);
  g_free (raster.samples);
}

static void
test_point_flat (void)
{
  check_point (1, 0.0, TRUE);
}

static void
test_point_all_round (void)
{
  check_point (61, 0.0, FALSE);
}

/* Through water, with refraction. */
static void
test_point_water (void)
{
  check_point (1, 20.0, TRUE);
}

/* A back wall is heard at the same time everywhere: it keeps its height roughly where it can, is
 * not made of nothing at the edge, and holes do not matter. Before the surface nothing changes. */
static void
test_plane_and_holes (void)
{
  Raster raster;
  g_autoptr (InsSaft) saft = NULL;
  float scratch[N_SAMPLES], focused[N_SAMPLES];

  raster_init (&raster, 1, 20.0, TRUE);
  raster.setup.delay_s = 2e-3 * 20.0 / WATER_M_S - 50 / 50e6; /* the surface is at sample 50 */
  raster.samples = g_new (gint16, 121 * N_SAMPLES);
  for (guint i = 0; i < 121 * N_SAMPLES; i++)
    raster.samples[i] = 1000;
  raster.has_hole = TRUE;
  saft = ins_saft_new (&raster.setup);
  for (guint column = 0; column < 121; column += 4)
    {
      ins_saft_focus (saft, get_ascan, &raster, 1, 121, 0, column, scratch, focused);
      for (guint i = 0; i + 1 < N_SAMPLES; i++)
        if (get_ascan (&raster, 0, column) != NULL || scratch[i] > 0.0f)
          g_assert_cmpfloat_with_epsilon (focused[i], 1000.0f, 0.5f);
    }
  for (guint i = 0; i < 40; i++)
    raster.samples[60 * N_SAMPLES + i] = (gint16)i;
  ins_saft_focus (saft, get_ascan, &raster, 1, 121, 0, 60, scratch, focused);
  for (guint i = 0; i < 40; i++)
    g_assert_cmpfloat (focused[i], ==, (float)i);
  g_free (raster.samples);
}

/* To the bit the same whatever the processor can do. */
static void
test_paths (void)
{
  Raster raster;
  g_autoptr (InsSaft) saft = NULL;
  g_autoptr (GRand) random = g_rand_new_with_seed (5);
  float scratch[N_SAMPLES], expected[N_SAMPLES], focused[N_SAMPLES];

  raster_init (&raster, 9, 20.0, FALSE);
  raster.setup.is_windowed = TRUE;
  raster.samples = g_new (gint16, 9 * 121 * N_SAMPLES);
  for (guint i = 0; i < 9 * 121 * N_SAMPLES; i++)
    raster.samples[i] = (gint16)g_rand_int_range (random, G_MININT16, G_MAXINT16 + 1);
  saft = ins_saft_new (&raster.setup);
  for (guint column = 0; column < 121; column += 60)
    for (guint path = 0; ins_kernels_paths[path] != NULL; path++)
      {
        if (!ins_kernels_force (ins_kernels_paths[path]))
          continue;
        ins_saft_focus (saft, get_ascan, &raster, 9, 121, 4, column, scratch,
                        path == 0 ? expected : focused);
        if (path > 0)
          g_assert_cmpmem (focused, sizeof focused, expected, sizeof expected);
      }
  ins_kernels_force (NULL);
  g_free (raster.samples);
}

static void
test_limits (void)
{
  InsSaftSetup setup = { .sample_rate_hz = 50e6,
                         .n_samples = 100000,
                         .scan_step_mm = 0.01,
                         .index_step_mm = 0.01,
                         .velocity_m_s = VELOCITY_M_S,
                         .couplant_velocity_m_s = WATER_M_S,
                         .half_angle_deg = 60.0 };

  g_assert_null (ins_saft_new (&setup));
  g_assert_cmpfloat (ins_saft_get_half_angle_deg (5900, 5e6, 0.1), ==, 90.0);
  g_assert_cmpfloat_with_epsilon (ins_saft_get_half_angle_deg (5900, 5e6, 6), 5.756, 0.01);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/saft/point-flat", test_point_flat);
  g_test_add_func ("/saft/point-all-round", test_point_all_round);
  g_test_add_func ("/saft/point-water", test_point_water);
  g_test_add_func ("/saft/plane-and-holes", test_plane_and_holes);
  g_test_add_func ("/saft/paths", test_paths);
  g_test_add_func ("/saft/limits", test_limits);

  return g_test_run ();
}
