/* A scan file with one reflector, focused into another.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "config.h"

#include <glib/gstdio.h>
#include <math.h>

#include "core/ins-error.h"
#include "storage/ins-nde-saft.h"

#define N_ROWS 3
#define N_COLUMNS 81
#define N_SAMPLES 400
#define STEP_MM 0.5
#define DEPTH_MM 30.0
#define COLUMN 33
#define VELOCITY_M_S 5900.0

typedef struct
{
  char *folder, *input, *output;
} Fixture;

/* Heard from everywhere, but the middle row only; one place is a hole. */
static gboolean
read_row (gpointer source, guint row, gint16 *ascans, guint8 *holes, GError **error)
{
  const InsVolume *volume = source;

  for (guint column = 0; column < N_COLUMNS; column++)
    for (guint i = 0; i < N_SAMPLES; i++)
      {
        double way_mm = hypot (DEPTH_MM, ((double)column - COLUMN) * STEP_MM);
        double t = volume->delay_s + i / volume->sample_rate_hz - 2e-3 * way_mm / VELOCITY_M_S;

        holes[column] = column == 5;
        ascans[column * N_SAMPLES + i] = row != 1
                                             ? 0
                                             : (gint16)lrint (20000 * cos (2 * G_PI * 5e6 * t) *
                                                              exp (-t * t / 4e-14));
      }

  return TRUE;
}

static void
set_up (Fixture *self, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  InsVolume volume;

  self->folder = g_dir_make_tmp ("insonify-saft-XXXXXX", NULL);
  self->input = g_build_filename (self->folder, "in.nde", NULL);
  self->output = g_build_filename (self->folder, "out.nde", NULL);
  ins_volume_init (&volume);
  volume.n_rows = N_ROWS;
  volume.n_columns = N_COLUMNS;
  volume.n_samples = N_SAMPLES;
  volume.scan_step_mm = volume.index_step_mm = STEP_MM;
  volume.scan_start_mm = 7.0;
  volume.sample_rate_hz = 50e6;
  volume.delay_s = 8e-6;
  volume.velocity_m_s = VELOCITY_M_S;
  volume.signal = GPOINTER_TO_INT (data) ? INS_SIGNAL_RECTIFIED : INS_SIGNAL_RF;
  if (!ins_volume_write (&volume, self->input, FALSE, read_row, &volume, NULL, NULL, NULL, &error))
    g_error ("%s", error->message);
}

static void
tear_down (Fixture *self, gconstpointer data)
{
  g_unlink (self->input);
  g_unlink (self->output);
  g_assert_cmpint (g_rmdir (self->folder), ==, 0);
  g_free (self->folder);
  g_free (self->input);
  g_free (self->output);
}

static void
on_progress (double fraction, gpointer data)
{
  double *last = data;

  g_assert_cmpfloat (fraction, >=, *last);
  *last = fraction;
}

/* How many pixels of the middle row reach half of the greatest, and where that is. */
static guint
count_wide (InsNdeFile *file, guint *best_column)
{
  g_autoptr (InsCscan) cscan = ins_nde_file_dup_cscan (file);
  guint n = 0;
  int peaks[N_COLUMNS] = { 0 }, best = 0;

  for (guint column = 0; column < N_COLUMNS; column++)
    {
      const gint16 *ascan = ins_nde_file_get_ascan (file, 1, column);

      g_assert_true ((ascan == NULL) == (column == 5));
      for (guint i = 0; ascan != NULL && i < N_SAMPLES; i++)
        peaks[column] = MAX (peaks[column], ABS ((int)ascan[i]));
      if (peaks[column] > best)
        {
          best = peaks[column];
          *best_column = column;
        }
    }
  for (guint column = 0; column < N_COLUMNS; column++)
    n += peaks[column] > best / 2;

  return n;
}

static void
test_focus (Fixture *self, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (InsNdeFile) file = ins_nde_file_open (self->input, &error);
  g_autoptr (InsNdeFile) focused = NULL;
  const InsNdeSaft wish = { .half_angle_deg = 20.0, .is_flat = TRUE, .is_windowed = TRUE };
  double progress = 0.0;
  guint before, after, column = 0;

  g_assert_no_error (error);
  if (!ins_nde_saft (file, &wish, self->output, FALSE, on_progress, &progress, NULL, &error))
    g_error ("%s", error->message);
  g_assert_cmpfloat (progress, >, 0.5);
  focused = ins_nde_file_open (self->output, &error);
  g_assert_no_error (error);
  before = count_wide (file, &column);
  after = count_wide (focused, &column);
  g_test_message ("%u pixels wide before, %u after, at %u", before, after, column);
  g_assert_cmpuint (before, >, 50);
  g_assert_cmpuint (after, <=, 5);
  g_assert_cmpuint (column, ==, COLUMN);
  g_assert_cmpfloat (ins_scan_grid_get_scan_mm (ins_nde_file_get_grid (focused), 0), ==, 7.0);
  g_assert_cmpint (ins_nde_file_get_full_scale_counts (focused), ==, 32767);
}

static void
test_refusals (Fixture *self, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (InsNdeFile) file = ins_nde_file_open (self->input, NULL);
  InsNdeSaft wish = { .half_angle_deg = (double)NAN, .diameter_mm = (double)NAN };

  g_assert_false (ins_nde_saft (file, &wish, self->output, FALSE, NULL, NULL, NULL, &error));
  g_assert_error (error, INS_RECIPE_ERROR, INS_RECIPE_ERROR_VALUE);
  g_clear_error (&error);
  wish.half_angle_deg = 95.0;
  g_assert_false (ins_nde_saft (file, &wish, self->output, FALSE, NULL, NULL, NULL, &error));
  g_assert_error (error, INS_RECIPE_ERROR, INS_RECIPE_ERROR_VALUE);
  g_clear_error (&error);
  wish.half_angle_deg = 10.0;
  g_assert_false (ins_nde_saft (file, &wish, self->input, TRUE, NULL, NULL, NULL, &error));
  g_assert_error (error, INS_FILE_ERROR, INS_FILE_ERROR_IO);
  g_clear_error (&error);
  g_cancellable_cancel (cancellable);
  g_assert_false (ins_nde_saft (file, &wish, self->output, FALSE, NULL, NULL, cancellable, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_assert_false (g_file_test (self->output, G_FILE_TEST_EXISTS));
}

static void
test_no_rf (Fixture *self, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (InsNdeFile) file = ins_nde_file_open (self->input, NULL);
  const InsNdeSaft wish = { .half_angle_deg = 20.0 };

  g_assert_false (ins_nde_saft (file, &wish, self->output, FALSE, NULL, NULL, NULL, &error));
  g_assert_error (error, INS_DEVICE_ERROR, INS_DEVICE_ERROR_UNSUPPORTED);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add ("/nde-saft/focus", Fixture, NULL, set_up, test_focus, tear_down);
  g_test_add ("/nde-saft/refusals", Fixture, NULL, set_up, test_refusals, tear_down);
  g_test_add ("/nde-saft/no-rf", Fixture, GINT_TO_POINTER (1), set_up, test_no_rf, tear_down);

  return g_test_run ();
}
