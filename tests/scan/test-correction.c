/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gstdio.h>
#include <math.h>
#include <string.h>

#include "core/ins-error.h"
#include "scan/ins-correction.h"

#define N_ROWS 31
#define N_COLUMNS 120
#define STEP_MM 0.05

static InsScanGrid
make_grid (int scan_sign)
{
  return (InsScanGrid){ N_ROWS, N_COLUMNS, INS_AXIS_X, INS_AXIS_Y,     scan_sign,
                        1,      STEP_MM,   STEP_MM,    { { 0, 0, 0 } } };
}

/* A part with slanted, irregular structure, or a flat one; the time is flat but for an edge. */
static InsCscan *
picture_new (const InsScanGrid *grid, double comb_px, gboolean is_flat)
{
  InsCscan *cscan = ins_cscan_new (grid, 1);
  g_autoptr (GRand) random = g_rand_new_with_seed (3);
  const guint8 holes[N_COLUMNS] = { 0 };

  for (guint row = 0; row < N_ROWS; row++)
    {
      int direction = row % 2 == 0 ? 1 : -1;
      float amplitude[N_COLUMNS], tof[N_COLUMNS];

      for (guint column = 0; column < N_COLUMNS; column++)
        {
          double x = column - 0.5 * direction * comb_px + 0.3 * row;
          double value = is_flat ? 0.0 : sin (0.31 * x) + sin (0.53 * x + 1) + sin (0.97 * x + 2);

          amplitude[column] = (float)(50.0 + 10.0 * value + g_rand_double (random));
          tof[column] = (float)(27e-6 + 1e-9 * g_rand_double (random));
        }
      ins_cscan_set_direction (cscan, row, direction);
      ins_cscan_put_row (cscan, row, amplitude, tof, holes);
    }

  return cscan;
}

static const InsTrackLine track = { .speed_mm_s = -50.0,
                                    .offset_s = 1e-3,
                                    .offset_low_s = 0.5e-3,
                                    .offset_high_s = 2e-3 };

/* Rows placed with too small a delay show a feature too far along the motion, rows swept towards
 * minus by the backlash too far towards minus; columns may run either way. */
static void
test_shift_of_latency_and_backlash (void)
{
  InsScanGrid grid = make_grid (1);
  InsRowShift shift;

  ins_correction_get_shift (&grid, -50.0, 1e-3, 0.0, &shift);
  g_assert_cmpfloat_with_epsilon (shift.forward_px, 1.0, 1e-9);
  g_assert_cmpfloat_with_epsilon (shift.backward_px, -1.0, 1e-9);
  ins_correction_get_shift (&grid, 50.0, 0.0, 0.08, &shift);
  g_assert_cmpfloat_with_epsilon (shift.forward_px, 0.0, 1e-9);
  g_assert_cmpfloat_with_epsilon (shift.backward_px, -1.6, 1e-9);
  grid = make_grid (-1);
  ins_correction_get_shift (&grid, 50.0, 1e-3, 0.08, &shift);
  g_assert_cmpfloat_with_epsilon (shift.forward_px, 2.6, 1e-9);
  g_assert_cmpfloat_with_epsilon (shift.backward_px, -1.0, 1e-9);
}

static void
test_comb_is_measured_and_removed (void)
{
  const InsScanGrid grid = make_grid (1);
  g_autoptr (InsCscan) cscan = picture_new (&grid, 1.4, FALSE);
  g_autofree float *values = g_new (float, N_ROWS *N_COLUMNS);
  g_autofree char *text = NULL;
  InsCorrection correction;
  InsRowShift shift;

  ins_correction_init (&correction, 0.0, 0.0);
  ins_correction_set_bounds (&correction, &track, 0.2);
  ins_correction_measure (&correction, cscan, 0, N_ROWS, 0);
  g_assert_cmpint (correction.comb.verdict, ==, INS_COMB_OK);
  g_assert_cmpfloat_with_epsilon (correction.comb.comb_px, 1.4, 0.05);
  g_assert_cmpint (correction.kind, ==, INS_PLANE_AMPLITUDE);
  ins_correction_use_picture (&correction, &grid);
  g_assert_cmpint (correction.source, ==, INS_CORRECTION_PICTURE);
  g_assert_cmpfloat_with_epsilon (correction.shift.forward_px, 0.7, 0.03);
  g_assert_cmpfloat_with_epsilon (correction.shift.backward_px, -0.7, 0.03);
  text = ins_correction_to_text (&correction, &grid);
  g_assert_nonnull (strstr (text, "15 lines, removed."));

  /* a shift in force does not change what is measured: it counts from what was recorded */
  shift = correction.shift;
  ins_cscan_set_shift (cscan, &shift);
  ins_correction_measure (&correction, cscan, 0, N_ROWS, 0);
  g_assert_cmpfloat_with_epsilon (correction.comb.comb_px, 1.4, 0.05);
  ins_correction_use_nothing (&correction);
  g_assert_cmpfloat (correction.shift.forward_px, ==, 0.0);
}

static void
test_nothing_is_removed_without_structure (void)
{
  const InsScanGrid grid = make_grid (1);
  g_autoptr (InsCscan) cscan = picture_new (&grid, 1.4, TRUE);
  g_autofree char *text = NULL;
  InsCorrection correction;

  ins_correction_init (&correction, 0.0, 0.0);
  ins_correction_set_bounds (&correction, &track, 0.2);
  ins_correction_measure (&correction, cscan, 0, N_ROWS, 0);
  ins_correction_use_picture (&correction, &grid);
  g_assert_cmpint (correction.comb.verdict, ==, INS_COMB_UNKNOWN);
  g_assert_cmpint (correction.source, ==, INS_CORRECTION_NONE);
  text = ins_correction_to_text (&correction, &grid);
  g_assert_nonnull (strstr (text, "too little structure"));
}

/* What delay and backlash cannot make is not removed, but shown. */
static void
test_bounds (void)
{
  const InsScanGrid grid = make_grid (1);
  InsTrackLine stale = track;
  InsCorrection correction;
  static const struct
  {
    double comb_px, se_px;
    gboolean may;
  } cases[] = {
    { 7.9, 0.02, TRUE }, /* 2 v (1 ms + the card's 1 ms) + 0.2 mm = 8 px */
    { 8.03, 0.02, TRUE },  { 8.1, 0.02, FALSE },  { -0.9, 0.02, TRUE },
    { -1.1, 0.02, FALSE }, { 0.03, 0.02, FALSE }, /* noise */
  };

  ins_correction_init (&correction, 0.0, 0.0);
  ins_correction_set_bounds (&correction, &track, 0.2);
  g_assert_cmpfloat_with_epsilon (correction.low_mm, -0.05, 1e-9);
  g_assert_cmpfloat_with_epsilon (correction.high_mm, 0.4, 1e-9);
  correction.comb.verdict = INS_COMB_OK;
  correction.comb.n_lines = 15;
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      correction.comb.comb_px = cases[i].comb_px;
      correction.comb.se_px = cases[i].se_px;
      g_assert_cmpint (ins_correction_may_use_picture (&correction, &grid), ==, cases[i].may);
    }
  stale.offset_low_s = 3e-3;
  ins_correction_set_bounds (&correction, &stale, 0.2);
  correction.comb.comb_px = 1.0;
  g_assert_false (ins_correction_may_use_picture (&correction, &grid));

  /* with what the rows were placed with */
  ins_correction_init (&correction, 0.5e-3, 0.08);
  ins_correction_set_bounds (&correction, &track, 0.2);
  g_assert_cmpfloat_with_epsilon (correction.low_mm, -0.18, 1e-9);
  g_assert_cmpfloat_with_epsilon (correction.high_mm, 0.27, 1e-9);
}

/* Given values count from what the rows were placed with, so that these give nothing. */
static void
test_given_values (void)
{
  const InsScanGrid grid = make_grid (1);
  InsCorrection correction;

  ins_correction_init (&correction, 1e-3, 0.02);
  ins_correction_use_values (&correction, &grid, 50.0, 2e-3, 0.1);
  g_assert_cmpint (correction.source, ==, INS_CORRECTION_GIVEN);
  g_assert_cmpfloat_with_epsilon (correction.shift.forward_px, 1.0, 1e-9);
  g_assert_cmpfloat_with_epsilon (correction.shift.backward_px, -2.6, 1e-9);
  ins_correction_use_values (&correction, &grid, 50.0, 1e-3, 0.02);
  g_assert_cmpint (correction.source, ==, INS_CORRECTION_NONE);
  g_assert_cmpfloat (correction.shift.forward_px, ==, 0.0);
  g_assert_cmpfloat (correction.shift.backward_px, ==, 0.0);
}

/* What a calibration finds goes into the rig file, and nothing else of it changes. */
static void
test_rig_file (void)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *path = g_build_filename (g_get_tmp_dir (), "insonify-rig-XXXXXX", NULL);
  int fd = g_mkstemp (path);
  const char *text = "# of the tank\n[Rig]\nName=Tank\nStage=sim\n[Correction]\nLatencyMs=9\n"
                     "CombCorrection=off\nBacklashLimitMm=0.5\n";
  g_autofree char *saved = NULL;
  g_autoptr (InsRig) rig = NULL;
  g_autoptr (InsRig) other = NULL;

  g_assert_cmpint (fd, >=, 0);
  g_close (fd, NULL);
  g_assert_true (g_file_set_contents (path, text, -1, &error));
  g_assert_true (ins_rig_save_correction (path, 0.25, 0.08, &error));
  g_assert_no_error (error);
  g_assert_true (g_file_get_contents (path, &saved, NULL, &error));
  g_assert_nonnull (strstr (saved, "# of the tank"));
  rig = ins_rig_new (path, NULL, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (rig->name, ==, "Tank");
  g_assert_cmpfloat (rig->latency_ms, ==, 0.25);
  g_assert_cmpfloat (rig->backlash_mm, ==, 0.08);
  g_assert_cmpfloat (rig->backlash_limit_mm, ==, 0.5);
  g_assert_false (rig->corrects_comb);
  other = ins_rig_new_with_correction (rig, 1.0, 0.0);
  g_assert_cmpfloat (other->latency_ms, ==, 1.0);
  g_assert_true (other->stage == rig->stage);

  g_assert_true (g_file_set_contents (path, "[Correction]\nCombCorrection=maybe\n", -1, NULL));
  g_assert_null (ins_rig_new (path, NULL, NULL, &error));
  g_assert_error (error, INS_RECIPE_ERROR, INS_RECIPE_ERROR_VALUE);
  g_unlink (path);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/correction/shift-of-latency-and-backlash", test_shift_of_latency_and_backlash);
  g_test_add_func ("/correction/comb-is-measured-and-removed", test_comb_is_measured_and_removed);
  g_test_add_func ("/correction/nothing-is-removed-without-structure",
                   test_nothing_is_removed_without_structure);
  g_test_add_func ("/correction/bounds", test_bounds);
  g_test_add_func ("/correction/given-values", test_given_values);
  g_test_add_func ("/correction/rig-file", test_rig_file);

  return g_test_run ();
}
