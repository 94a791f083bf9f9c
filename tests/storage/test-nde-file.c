/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gstdio.h>
#include <math.h>
#include <string.h>

#include "core/ins-error.h"
#include "storage-fixture.h"

/* Row-major copy of a plane, as a view would collect it. */
typedef struct
{
  float values[5][7];
  guint n_rows;
} Collected;

static void
on_row (guint row, const float *values, const guint8 *holes, const guint8 *status, gpointer data)
{
  Collected *collected = data;

  memcpy (collected->values[row], values, sizeof collected->values[row]);
  collected->n_rows++;
}

static void
assert_planes (InsNdeFile *file, const gboolean *wanted)
{
  g_autoptr (InsCscan) cscan = ins_nde_file_dup_cscan (file);

  for (guint k = 0; k < 4; k++)
    {
      Collected found = { .n_rows = 0 };
      guint gate = k / 2;

      ins_cscan_collect (cscan, gate, k % 2 == 0 ? INS_PLANE_AMPLITUDE : INS_PLANE_TOF, 0, on_row,
                         &found);
      for (guint row = 0; row < 5; row++)
        for (guint column = 0; column < 7; column++)
          {
            float expected = k % 2 == 0 ? fixture_get_amplitude (gate, row, column)
                                        : fixture_get_tof (gate, row, column);

            if (wanted != NULL && !wanted[row])
              continue;
            if (isnan (expected))
              expected = INS_NO_DATA;
            g_assert_cmpfloat (found.values[row][column], ==, expected);
          }
    }
}

/* The maps of the whole scan, and that holes are holes in them too. */
static void
assert_maps (InsNdeFile *file)
{
  static const InsPlaneKind maps[] = { INS_PLANE_REGISTRATION, INS_PLANE_PULSES };
  g_autoptr (InsCscan) cscan = ins_nde_file_dup_cscan (file);

  for (guint map = 0; map < G_N_ELEMENTS (maps); map++)
    {
      g_autoptr (GError) error = NULL;
      Collected found = { .n_rows = 0 };

      g_assert_true (ins_nde_file_check_plane (file, maps[map], &error));
      g_assert_no_error (error);
      ins_cscan_collect (cscan, 0, maps[map], 0, on_row, &found);
      g_assert_cmpuint (found.n_rows, ==, 5);
      for (guint row = 0; row < 5; row++)
        for (guint column = 0; column < 7; column++)
          {
            float value = found.values[row][column];

            if (isnan (fixture_get_amplitude (0, row, column)))
              g_assert_true (value == INS_NO_DATA);
            else if (maps[map] == INS_PLANE_REGISTRATION)
              g_assert_cmpfloat (value, ==, 0.25F * (float)(row + column));
            else
              g_assert_cmpfloat (value, ==, (float)(row + column + 1));
          }
    }
}

static void
check_round_trip (const char *text)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (Fixture) fixture = fixture_new (text);
  g_autoptr (InsNdeFile) file = NULL;
  InsScanAccount account;
  g_autofree char *hash = NULL;
  g_autofree char *expected_hash = ins_recipe_hash (fixture->recipe);

  fixture_write (fixture, NULL, TRUE);
  file = ins_nde_file_open (fixture->path, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (ins_nde_file_get_n_lines_done (file), ==, 5);
  for (guint row = 0; row < 5; row++)
    fixture_assert_line (file, row);
  assert_planes (file, NULL);
  assert_maps (file);

  g_assert_false (ins_nde_file_is_line_done (file, 5));
  g_assert_null (ins_nde_file_get_ascan (file, 0, 7));
  g_assert_cmpuint (ins_nde_file_get_timing (file)->n_samples, ==, 16);
  g_assert_cmpfloat (ins_nde_file_get_timing (file)->delay_s, ==, 12e-6);
  g_assert_cmpint (ins_nde_file_get_full_scale_counts (file), ==, 2047);
  g_assert_true (ins_nde_file_is_simulated (file));
  g_assert_true (g_str_has_prefix (ins_nde_file_get_software (file), "Insonify "));
  g_assert_cmpuint (strlen (ins_nde_file_get_created (file)), ==, strlen ("2026-01-01T00:00:00Z"));
  g_assert_true (ins_nde_file_get_account (file, &account));
  g_assert_cmpuint (account.count.n_samples, ==, 123456);
  g_assert_cmpuint (account.count.n_pulses, ==, 1000);
  g_assert_cmpuint (account.count.n_missed, ==, 3);
  g_assert_cmpfloat (account.count.prf_hz, ==, 999.5);
  g_assert_cmpuint (account.n_restarts, ==, 2);
  g_assert_cmpuint (account.n_residuals, ==, 500);
  g_assert_cmpfloat (account.elapsed_s, ==, 4.5);
  g_assert_cmpfloat (account.clock_ppm, ==, -12.5);
  g_assert_cmpfloat (account.residual_p50_s, ==, 1e-4);
  g_assert_cmpfloat (account.residual_p99_s, ==, 2e-3);
  g_assert_nonnull (strstr (ins_nde_file_get_devices (file), "Acquires: stream."));
  g_assert_nonnull (strstr (ins_nde_file_get_devices (file),
                            "2047 counts; V = 0.5 + 0.25 (counts - 3); calibration by hand."));
  hash = ins_recipe_hash (ins_nde_file_get_recipe (file));
  g_assert_cmpstr (hash, ==, expected_hash);
}

static void
test_round_trip (void)
{
  check_round_trip (FIXTURE_RECIPE);
}

static void
test_gated (void)
{
  check_round_trip (FIXTURE_TEXT ("ScanAxis=Y\nIndexAxis=-X\n", "Mode=gated\n"));
}

/* Opened while a writer is at it, and after one that never finished. */
static void
test_unfinished (void)
{
  const gboolean wanted[] = { TRUE, FALSE, TRUE, TRUE, FALSE };
  g_autoptr (GError) error = NULL;
  g_autoptr (Fixture) fixture = fixture_new (FIXTURE_RECIPE);
  g_autoptr (InsNdeFile) file = NULL;
  InsTrackLine track;
  InsLineCard card;
  InsScanAccount account;

  fixture_write (fixture, wanted, FALSE);
  file = ins_nde_file_open (fixture->path, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (ins_nde_file_get_n_lines_done (file), ==, 3);
  for (guint row = 0; row < 5; row++)
    if (wanted[row])
      fixture_assert_line (file, row);
    else
      {
        g_assert_false (ins_nde_file_is_line_done (file, row));
        g_assert_null (ins_nde_file_get_ascan (file, row, 0));
        g_assert_false (ins_nde_file_get_track (file, row, &track));
        g_assert_false (ins_nde_file_get_line_card (file, row, &card));
      }
  g_assert_false (ins_nde_file_get_account (file, &account));
  assert_planes (file, wanted);
}

static void
test_exists (void)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (Fixture) fixture = fixture_new (FIXTURE_RECIPE);
  g_autoptr (InsNdeWriter) writer = ins_nde_writer_new (fixture->path, FALSE, FALSE);
  g_autoptr (InsNdeWriter) over = ins_nde_writer_new (fixture->path, FALSE, TRUE);
  InsLineSink *sink = ins_nde_writer_get_sink (writer);
  gboolean done[5];
  g_autofree char *text = NULL;

  g_assert_true (g_file_set_contents (fixture->path, "precious", -1, NULL));
  g_assert_false (sink->begin (sink, &fixture->info, done, &error));
  g_assert_error (error, INS_FILE_ERROR, INS_FILE_ERROR_EXISTS);
  g_clear_error (&error);
  g_assert_true (g_file_get_contents (fixture->path, &text, NULL, NULL));
  g_assert_cmpstr (text, ==, "precious");

  sink = ins_nde_writer_get_sink (over);
  g_assert_true (sink->begin (sink, &fixture->info, done, &error));
  g_assert_no_error (error);

  /* now it is being written: nobody else may, but anyone may read */
  g_assert_false (ins_nde_recover (fixture->path, NULL, NULL, &error));
  g_assert_error (error, INS_DEVICE_ERROR, INS_DEVICE_ERROR_BUSY);
  g_clear_error (&error);
  {
    g_autoptr (InsNdeFile) file = ins_nde_file_open (fixture->path, &error);

    g_assert_no_error (error);
    g_assert_cmpuint (ins_nde_file_get_n_lines_done (file), ==, 0);
  }
}

static void
test_no_folder (void)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (Fixture) fixture = fixture_new (FIXTURE_RECIPE);
  g_autofree char *path = g_build_filename (fixture->folder, "none", "scan.nde", NULL);
  g_autoptr (InsNdeWriter) writer = ins_nde_writer_new (path, FALSE, FALSE);
  InsLineSink *sink = ins_nde_writer_get_sink (writer);
  gboolean done[5];

  g_assert_false (sink->begin (sink, &fixture->info, done, &error));
  g_assert_error (error, INS_FILE_ERROR, INS_FILE_ERROR_IO);
  g_clear_error (&error);
  g_assert_null (ins_nde_file_open (path, &error));
  g_assert_error (error, INS_FILE_ERROR, INS_FILE_ERROR_IO);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/nde-file/round-trip", test_round_trip);
  g_test_add_func ("/nde-file/gated", test_gated);
  g_test_add_func ("/nde-file/unfinished", test_unfinished);
  g_test_add_func ("/nde-file/exists", test_exists);
  g_test_add_func ("/nde-file/no-folder", test_no_folder);

  return g_test_run ();
}
