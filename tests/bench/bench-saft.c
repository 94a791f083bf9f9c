/* bench-saft.c - synthetic aperture focusing, by the loops for any processor and by those for this
 * one; bench-saft.py compares both with numpy
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * bench-saft FILE N_ROWS N_COLUMNS N_SAMPLES: writes A-scans to FILE and what becomes of them to
 * FILE.scalar and FILE.fastest; prints the processor's time for each.
 */
#include "config.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "bench.h"
#include "signal/ins-kernels.h"
#include "signal/ins-saft.h"

#define N_ROUNDS 3

typedef struct
{
  guint n_rows, n_columns, n_samples;
  gint16 *ascans;
} Raster;

static const gint16 *
get_ascan (gpointer source, guint row, guint column)
{
  const Raster *self = source;

  return self->ascans + ((gsize)row * self->n_columns + column) * self->n_samples;
}

static double
focus (Raster *raster, const InsSaft *saft, float *focused)
{
  g_autofree float *scratch = g_new (float, raster->n_samples);
  double began_s = bench_cpu_s ();

  for (guint row = 0; row < raster->n_rows; row++)
    for (guint column = 0; column < raster->n_columns; column++)
      ins_saft_focus (saft, get_ascan, raster, raster->n_rows, raster->n_columns, row, column,
                      scratch,
                      focused + ((gsize)row * raster->n_columns + column) * raster->n_samples);

  return bench_cpu_s () - began_s;
}

static void
measure (Raster *raster, const InsSaft *saft, const char *path, const char *way)
{
  gsize n = (gsize)raster->n_rows * raster->n_columns * raster->n_samples;
  g_autofree float *focused = g_new (float, n);
  g_autofree char *name = g_strdup_printf ("%s.%s", path, way);
  double times[N_ROUNDS];

  for (guint i = 0; i < N_ROUNDS; i++)
    times[i] = focus (raster, saft, focused);
  if (!g_file_set_contents (name, (const char *)focused, (gssize)(n * sizeof *focused), NULL))
    g_error ("%s cannot be written.", name);
  printf ("%s\t%.9g\n", way, bench_quantile (times, N_ROUNDS, 0.0));
}

int
main (int argc, char **argv)
{
  g_autoptr (GRand) random = g_rand_new_with_seed (1);
  g_autoptr (InsSaft) saft = NULL;
  Raster raster;
  gsize n;

  /* "./dev bench" runs every program; this one is bench-saft.py's */
  if (argc != 5)
    return 0;
  raster = (Raster){ (guint)atoi (argv[2]), (guint)atoi (argv[3]), (guint)atoi (argv[4]), NULL };
  n = (gsize)raster.n_rows * raster.n_columns * raster.n_samples;
  raster.ascans = g_new (gint16, n);
  for (gsize i = 0; i < n; i++)
    raster.ascans[i] = (gint16)g_rand_int_range (random, -2000, 2001);
  if (!g_file_set_contents (argv[1], (const char *)raster.ascans,
                            (gssize)(n * sizeof *raster.ascans), NULL))
    g_error ("%s cannot be written.", argv[1]);
  /* what bench-saft.py has, too */
  saft = ins_saft_new (&(InsSaftSetup){ .sample_rate_hz = 50e6,
                                        .n_samples = raster.n_samples,
                                        .scan_step_mm = 0.5,
                                        .index_step_mm = 0.5,
                                        .velocity_m_s = 5900,
                                        .couplant_velocity_m_s = 1480,
                                        .half_angle_deg = 8,
                                        .is_windowed = TRUE });
  printf ("n_ascans\t%u\n", ins_saft_get_n_ascans (saft));
  ins_kernels_force ("scalar");
  measure (&raster, saft, argv[1], "scalar");
  ins_kernels_force (NULL);
  measure (&raster, saft, argv[1], "fastest");
  g_free (raster.ascans);

  return 0;
}
