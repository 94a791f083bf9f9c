/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <math.h>

#include "core/ins-error.h"
#include "scan/ins-calibration.h"

static void
test_two_speeds_tell_both (void)
{
  static const struct
  {
    double latency_s, backlash_mm, slow_mm_s, fast_mm_s;
  } cases[] = {
    { 0.0, 0.0, 10, 50 },     { 0.25e-3, 0.0, 10, 50 },   { 0.0, 0.08, 10, 50 },
    { -0.4e-3, 0.08, 5, 20 }, { 3e-3, 0.012, 12.5, 100 },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      InsCombAtSpeed points[2] = { { cases[i].slow_mm_s, 0, 1e-3 },
                                   { cases[i].fast_mm_s, 0, 1e-3 } };
      InsCalibration result;
      g_autoptr (GError) error = NULL;

      for (guint k = 0; k < 2; k++)
        points[k].comb_mm = cases[i].backlash_mm + 2.0 * points[k].speed_mm_s * cases[i].latency_s;
      g_assert_true (ins_calibration_solve (points, 2, &result, &error));
      g_assert_no_error (error);
      g_assert_cmpfloat_with_epsilon (result.latency_s, cases[i].latency_s, 1e-12);
      g_assert_cmpfloat_with_epsilon (result.backlash_mm, cases[i].backlash_mm, 1e-12);
      /* registration's formula for equal errors */
      g_assert_cmpfloat_with_epsilon (
          result.latency_se_s, 1e-3 / (sqrt (2.0) * (cases[i].fast_mm_s - cases[i].slow_mm_s)),
          1e-12);
    }
}

/* Of 10 and 50 mm/s with 1 um each: 18 us and 1.3 um. */
static void
test_errors_of_the_usual_speeds (void)
{
  const InsCombAtSpeed points[] = { { 10, 0.1, 1e-3 }, { 50, 0.18, 1e-3 } };
  InsCalibration result;

  g_assert_true (ins_calibration_solve (points, 2, &result, NULL));
  g_assert_cmpfloat_with_epsilon (result.latency_se_s, 17.7e-6, 0.1e-6);
  g_assert_cmpfloat_with_epsilon (result.backlash_se_mm, 1.27e-3, 0.01e-3);
}

/* A poor measurement hardly counts beside good ones. */
static void
test_weights (void)
{
  const InsCombAtSpeed points[] = {
    { 10, 0.01, 1e-4 }, { 20, 0.5, 1.0 }, { 40, 0.04, 1e-4 }, { 80, 0.08, 1e-4 }
  };
  InsCalibration result;

  g_assert_true (ins_calibration_solve (points, 4, &result, NULL));
  g_assert_cmpfloat_with_epsilon (result.latency_s, 0.5e-3, 1e-6);
  g_assert_cmpfloat_with_epsilon (result.backlash_mm, 0.0, 1e-4);
}

static void
test_what_cannot_tell_is_refused (void)
{
  static const InsCombAtSpeed points[][2] = {
    { { 50, 0.1, 1e-3 }, { 55, 0.1, 1e-3 } },
    { { 10, 0.1, 1e-3 }, { 50, 0.1, 0.0 } },
    { { 10, NAN, NAN }, { 50, 0.1, 1e-3 } },
    { { 0, 0.1, 1e-3 }, { 50, 0.1, 1e-3 } },
  };
  InsCalibration result;

  for (guint i = 0; i < G_N_ELEMENTS (points); i++)
    {
      g_autoptr (GError) error = NULL;

      g_assert_false (ins_calibration_solve (points[i], 2, &result, &error));
      g_assert_error (error, INS_DEVICE_ERROR, INS_DEVICE_ERROR_REFUSED);
    }
  g_assert_false (ins_calibration_solve (points[0], 1, &result, NULL));
}

static void
test_one_way (void)
{
  InsCalibration result;
  g_autoptr (GError) error = NULL;

  g_assert_true (ins_calibration_solve_one_way (10, 50, 0.02, 1e-3, &result, &error));
  g_assert_cmpfloat_with_epsilon (result.latency_s, 0.5e-3, 1e-12);
  g_assert_cmpfloat_with_epsilon (result.latency_se_s, 25e-6, 1e-12);
  g_assert_true (isnan (result.backlash_mm));
  g_assert_true (ins_calibration_solve_one_way (50, 10, -0.02, 1e-3, &result, &error));
  g_assert_cmpfloat_with_epsilon (result.latency_s, 0.5e-3, 1e-12);
  g_assert_false (ins_calibration_has_backlash (&result));
  g_assert_false (ins_calibration_solve_one_way (50, 50, 0.02, 1e-3, &result, &error));
  g_assert_error (error, INS_DEVICE_ERROR, INS_DEVICE_ERROR_REFUSED);
}

static void
test_noise_is_no_reason (void)
{
  const InsCalibration result = { 30e-6, 18e-6, 0.08, 1.3e-3 };
  const InsCalibration other = { 40e-6, 18e-6, -0.002, 1.3e-3 };

  g_assert_false (ins_calibration_has_latency (&result));
  g_assert_true (ins_calibration_has_backlash (&result));
  g_assert_true (ins_calibration_has_latency (&other));
  g_assert_false (ins_calibration_has_backlash (&other));
}

static void
test_limits (void)
{
  static const InsCalibrationLimits limits = { -1e-3, 2e-3, -0.05, 0.2 };
  static const struct
  {
    InsCalibration result;
    gboolean is_good;
  } cases[] = {
    { { 0.0, 1e-5, 0.08, 1e-3 }, TRUE },     { { 2.01e-3, 1e-5, 0.08, 1e-3 }, TRUE },
    { { 2.1e-3, 1e-5, 0.08, 1e-3 }, FALSE }, { { -1.1e-3, 1e-5, 0.08, 1e-3 }, FALSE },
    { { 0.0, 1e-5, 0.21, 1e-3 }, FALSE },    { { 0.0, 1e-5, -0.053, 1e-3 }, FALSE },
    { { 0.0, 1e-5, -0.0515, 1e-3 }, TRUE },  { { 0.0, 1e-5, NAN, NAN }, TRUE },
    { { NAN, 1e-5, 0.0, 1e-3 }, FALSE },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GError) error = NULL;

      g_assert_cmpint (ins_calibration_check (&cases[i].result, &limits, &error), ==,
                       cases[i].is_good);
      if (!cases[i].is_good)
        g_assert_error (error, INS_DEVICE_ERROR, INS_DEVICE_ERROR_REFUSED);
    }
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/calibration/two-speeds-tell-both", test_two_speeds_tell_both);
  g_test_add_func ("/calibration/errors-of-the-usual-speeds", test_errors_of_the_usual_speeds);
  g_test_add_func ("/calibration/weights", test_weights);
  g_test_add_func ("/calibration/what-cannot-tell-is-refused", test_what_cannot_tell_is_refused);
  g_test_add_func ("/calibration/one-way", test_one_way);
  g_test_add_func ("/calibration/noise-is-no-reason", test_noise_is_no_reason);
  g_test_add_func ("/calibration/limits", test_limits);

  return g_test_run ();
}
