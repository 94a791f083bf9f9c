/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gstdio.h>
#include <math.h>
#include <png.h>
#include <stdlib.h>

#include "core/ins-error.h"
#include "devices/simulated/ins-sim-shape.h"
#include "devices/simulated/ins-sim-specimen.h"
#include "devices/simulated/ins-sim-trace.h"

/* 4 x 2 pixels, the same in no two directions. */
#define N_COLUMNS 4
#define N_ROWS 2
static const guint8 pixels[N_ROWS][N_COLUMNS] = { { 255, 128, 64, 0 }, { 32, 0, 16, 200 } };

static char *
write_picture (void)
{
  png_image image = {
    .version = PNG_IMAGE_VERSION, .width = N_COLUMNS, .height = N_ROWS, .format = PNG_FORMAT_GRAY
  };
  g_autofree char *folder = g_dir_make_tmp ("sim-XXXXXX", NULL);
  char *path = g_build_filename (folder, "part.png", NULL);

  g_assert_true (png_image_write_to_file (&image, path, 0, pixels, 0, NULL));

  return path;
}

static void
remove_picture (const char *path)
{
  g_autofree char *folder = g_path_get_dirname (path);

  g_unlink (path);
  g_rmdir (folder);
}

static double
front_amplitude (const InsSimSpecimen *specimen, double u_mm, double v_mm)
{
  InsSimEcho echoes[INS_SIM_MAX_ECHOES];

  return ins_sim_specimen_get_echoes (specimen, u_mm, v_mm, 0.0, echoes) > 0 ? echoes[0].amplitude
                                                                             : 0.0;
}

static void
test_picture_lies_the_right_way (void)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *path = write_picture ();
  g_autoptr (InsSimSpecimen) specimen = ins_sim_specimen_new (path, 2.0, 0.0, &error);

  g_assert_no_error (error);
  g_assert_true (ins_sim_specimen_is_picture (specimen));
  for (guint row = 0; row < N_ROWS; row++)
    for (guint column = 0; column < N_COLUMNS; column++)
      for (guint part = 0; part < 3; part++)
        {
          static const double shares[] = { 0.001, 0.5, 0.999 };
          double wanted = 0.8 * pixels[row][column] / 255.0;

          g_assert_cmpfloat_with_epsilon (
              front_amplitude (specimen, 0.5 * (column + shares[part]), 0.5 * (row + shares[part])),
              wanted, 1e-6);
        }
  g_assert_cmpfloat (front_amplitude (specimen, -0.001, 0.25), ==, 0.0);
  g_assert_cmpfloat (front_amplitude (specimen, 0.25, -0.001), ==, 0.0);
  g_assert_cmpfloat (front_amplitude (specimen, 2.001, 0.75), ==, 0.0);
  g_assert_cmpfloat (front_amplitude (specimen, 0.25, 1.001), ==, 0.0);
  remove_picture (path);
}

/* A beam much wider than the picture hears its mean; integral over the plane is kept. */
static void
test_beam_keeps_the_sum (void)
{
  g_autofree char *path = write_picture ();
  g_autoptr (InsSimSpecimen) sharp = ins_sim_specimen_new (path, 2.0, 0.0, NULL);
  g_autoptr (InsSimSpecimen) soft = ins_sim_specimen_new (path, 2.0, 0.8, NULL);
  double sharp_sum = 0.0, soft_sum = 0.0;

  for (double v = -3.0; v < 4.0; v += 0.05)
    for (double u = -3.0; u < 5.0; u += 0.05)
      {
        sharp_sum += front_amplitude (sharp, u + 0.025, v + 0.025);
        soft_sum += front_amplitude (soft, u + 0.025, v + 0.025);
      }
  g_assert_cmpfloat (sharp_sum, >, 1.0);
  g_assert_cmpfloat_with_epsilon (soft_sum, sharp_sum, 0.002 * sharp_sum);
  g_assert_cmpfloat (front_amplitude (soft, 0.25, 0.25), <, front_amplitude (sharp, 0.25, 0.25));
  g_assert_cmpfloat (front_amplitude (soft, -0.1, 0.25), >, 0.0);
  remove_picture (path);
}

static void
test_echo_time (void)
{
  static const char *const names[] = { "blocks", "resolution" };
  static const double lifts_mm[] = { 0.0, 5.0, -7.5 };
  InsSimEcho echoes[INS_SIM_MAX_ECHOES];

  for (gsize i = 0; i < G_N_ELEMENTS (names); i++)
    for (gsize k = 0; k < G_N_ELEMENTS (lifts_mm); k++)
      {
        g_autoptr (InsSimSpecimen) specimen = ins_sim_specimen_new (names[i], 20.0, 0.0, NULL);

        g_assert_cmpuint (ins_sim_specimen_get_echoes (specimen, 1.0, 1.0, lifts_mm[k], echoes), >,
                          0);
        g_assert_cmpfloat_with_epsilon (echoes[0].time_s, 2.0 * (20e-3 + 1e-3 * lifts_mm[k]) / 1480,
                                        1e-15);
        g_assert_cmpuint (ins_sim_specimen_get_echoes (specimen, 1.0, 1.0, -20.1, echoes), ==, 0);
      }
}

static void
test_holes_are_as_listed (void)
{
  g_autoptr (InsSimSpecimen) specimen = ins_sim_specimen_new ("blocks", 20.0, 0.0, NULL);
  InsSimEcho echoes[INS_SIM_MAX_ECHOES];

  for (guint i = 0; i < INS_SIM_N_HOLES; i++)
    {
      const InsSimHole *hole = &ins_sim_holes[i];
      double inside_mm = 0.499 * hole->diameter_mm, outside_mm = 0.501 * hole->diameter_mm;

      g_assert_cmpuint (
          ins_sim_specimen_get_echoes (specimen, hole->u_mm - inside_mm, hole->v_mm, 0.0, echoes),
          ==, 2);
      g_assert_cmpfloat (echoes[1].amplitude, <, 0.0);
      g_assert_cmpfloat_with_epsilon (echoes[1].time_s - echoes[0].time_s,
                                      2e-3 * hole->depth_mm / 5900.0, 1e-12);
      g_assert_cmpuint (
          ins_sim_specimen_get_echoes (specimen, hole->u_mm, hole->v_mm + outside_mm, 0.0, echoes),
          ==, 2);
      g_assert_cmpfloat_with_epsilon (echoes[1].time_s - echoes[0].time_s, 20e-3 / 5900.0, 1e-12);
    }
  g_assert_cmpuint (ins_sim_specimen_get_echoes (specimen, 30.1, 5.0, 0.0, echoes), ==, 0);
}

static void
test_bars_are_as_listed (void)
{
  g_autoptr (InsSimSpecimen) specimen = ins_sim_specimen_new ("resolution", 20.0, 0.0, NULL);

  for (guint i = 0; i < INS_SIM_N_BAR_GROUPS; i++)
    for (guint stripe = 0; stripe < 9; stripe++)
      {
        const InsSimBarGroup *group = &ins_sim_bar_groups[i];
        double middle_mm = (stripe + 0.5) * group->width_mm;
        double wanted = stripe % 2 == 0 ? 0.8 : 0.08;

        g_assert_cmpfloat_with_epsilon (front_amplitude (specimen, group->u_mm + middle_mm, 7.0),
                                        wanted, 1e-9);
        g_assert_cmpfloat_with_epsilon (
            front_amplitude (specimen, group->u_mm + 0.01, 14.0 + middle_mm), wanted, 1e-9);
      }
}

/* Every built-in part shows itself in the default view, and not in the same way everywhere. */
static void
test_built_in_parts_have_contrast (void)
{
  static const char *const names[] = { "coin", "blocks", "resolution", "composite", "package" };

  for (gsize i = 0; i < G_N_ELEMENTS (names); i++)
    {
      g_autoptr (InsSimSpecimen) specimen = ins_sim_specimen_new (names[i], 20.0, 0.3, NULL);
      guint n_heard = 0, n_different = 0;
      double first = 0.0;

      for (double v = 0.1; v < 30.0; v += 0.25)
        for (double u = 0.1; u < 30.0; u += 0.25)
          {
            InsSimEcho echoes[INS_SIM_MAX_ECHOES];
            guint n_echoes = ins_sim_specimen_get_echoes (specimen, u, v, 0.0, echoes);
            double sum = 0.0;

            for (guint k = 0; k < n_echoes; k++)
              {
                sum += echoes[k].amplitude;
                g_assert_cmpfloat (fabs (echoes[k].amplitude), <=, 0.8 + 1e-6);
                g_assert_cmpfloat (echoes[k].time_s, >, 26e-6);
                g_assert_cmpfloat (echoes[k].time_s, <, 35e-6);
              }
            first = n_heard == 0 ? sum : first;
            n_heard += n_echoes > 0;
            n_different += n_echoes > 0 && fabs (sum - first) > 0.05;
          }
      g_test_message ("%s: %u points, %u differ", names[i], n_heard, n_different);
      g_assert_cmpuint (n_heard, >, 3000);
      g_assert_cmpuint (n_different, >, 100);
    }
}

static void
test_missing_and_broken_pictures (void)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *path = write_picture ();

  g_assert_null (ins_sim_specimen_new ("/nowhere/part.png", 20.0, 0.0, &error));
  g_assert_error (error, INS_DEVICE_ERROR, INS_DEVICE_ERROR_NOT_FOUND);
  g_clear_error (&error);
  g_assert_true (g_file_set_contents (path, "no picture", -1, NULL));
  g_assert_null (ins_sim_specimen_new (path, 20.0, 0.0, &error));
  g_assert_error (error, INS_DEVICE_ERROR, INS_DEVICE_ERROR_UNSUPPORTED);
  remove_picture (path);
}

/* 80 % of 2048 counts whatever the distance, linear in the reflectivity. */
static void
test_trace_amplitude (void)
{
  static const double rates_hz[] = { 20e6, 25e6, 33.3e6, 100e6, 200e6 };
  g_autofree gint16 *samples = g_new (gint16, 4096);

  for (gsize i = 0; i < G_N_ELEMENTS (rates_hz); i++)
    {
      g_autoptr (InsSimTrace) trace = ins_sim_trace_new (rates_hz[i], 4096, 0.0, 1);

      for (guint step = 0; step < 40; step++)
        {
          const InsSimEcho echo = { 15e-6 + 1.7e-9 * step, 0.8 * (step + 1) / 40.0 };
          int largest = 0, at = 0;

          ins_sim_trace_fill (trace, &echo, 1, 10e-6, step, samples);
          for (int k = 0; k < 4096; k++)
            if (abs (samples[k]) > largest)
              largest = abs (samples[at = k]);
          g_assert_cmpint (abs (largest - (int)lrint (2048 * echo.amplitude)), <=, 1);
          g_assert_cmpfloat (fabs (10e-6 + at / rates_hz[i] - echo.time_s), <=, 0.51 / rates_hz[i]);
        }
    }
}

static void
test_trace_clips_and_inverts (void)
{
  g_autoptr (InsSimTrace) trace = ins_sim_trace_new (100e6, 1000, 0.0, 1);
  const InsSimEcho loud[] = { { 5e-6, 1.5 }, { 8e-6, -1.5 } };
  gint16 samples[1000];

  ins_sim_trace_fill (trace, loud, 2, 0.0, 0, samples);
  g_assert_cmpint (samples[500], ==, 2047);
  g_assert_cmpint (samples[800], ==, -2048);
  g_assert_cmpint (samples[0], ==, 0);
}

static void
test_trace_noise (void)
{
  g_autoptr (InsSimTrace) trace = ins_sim_trace_new (100e6, 4096, 2.0, 7);
  gint16 first[4096], again[4096], other[4096];
  double sum = 0.0, squares = 0.0;

  ins_sim_trace_fill (trace, NULL, 0, 0.0, 5, first);
  ins_sim_trace_fill (trace, NULL, 0, 0.0, 6, other);
  ins_sim_trace_fill (trace, NULL, 0, 0.0, 5, again);
  g_assert_cmpmem (first, sizeof first, again, sizeof again);
  g_assert_cmpint (memcmp (first, other, sizeof first), !=, 0);
  for (guint i = 0; i < 4096; i++)
    {
      sum += first[i];
      squares += (double)first[i] * first[i];
    }
  g_assert_cmpfloat_with_epsilon (sum / 4096, 0.0, 3.0);
  g_assert_cmpfloat_with_epsilon (sqrt (squares / 4096), 0.02 * 2048, 3.0);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/sim-specimen/picture-lies-the-right-way", test_picture_lies_the_right_way);
  g_test_add_func ("/sim-specimen/beam-keeps-the-sum", test_beam_keeps_the_sum);
  g_test_add_func ("/sim-specimen/echo-time", test_echo_time);
  g_test_add_func ("/sim-specimen/holes-are-as-listed", test_holes_are_as_listed);
  g_test_add_func ("/sim-specimen/bars-are-as-listed", test_bars_are_as_listed);
  g_test_add_func ("/sim-specimen/built-in-parts-have-contrast", test_built_in_parts_have_contrast);
  g_test_add_func ("/sim-specimen/missing-and-broken-pictures", test_missing_and_broken_pictures);
  g_test_add_func ("/sim-trace/amplitude", test_trace_amplitude);
  g_test_add_func ("/sim-trace/clips-and-inverts", test_trace_clips_and_inverts);
  g_test_add_func ("/sim-trace/noise", test_trace_noise);

  return g_test_run ();
}
