/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <math.h>
#include <string.h>

#include "core/ins-error.h"
#include "devices/stage/ins-stage-options.h"
#include "devices/stage/ins-stage-travel.h"

static gboolean
parse (const char *text, InsStageOptions *options, GError **error)
{
  g_autofree char *address = g_strdup_printf ("zaber:serial:/dev/ttyUSB0?%s", text);
  g_autoptr (InsUri) uri = ins_uri_parse (address, error);

  return uri != NULL && ins_stage_options_parse (options, uri, error);
}

static void
test_all (void)
{
  InsStageOptions options;

  g_assert_true (
      parse ("x=1.2&y=-B&z=-&x_um_per_step=0.5&z_travel_mm=-5;20.5&home=Z,X,Y", &options, NULL));
  g_assert_cmpstr (options.name[INS_AXIS_X], ==, "1.2");
  g_assert_cmpint (options.sign[INS_AXIS_X], ==, 1);
  g_assert_cmpstr (options.name[INS_AXIS_Y], ==, "B");
  g_assert_cmpint (options.sign[INS_AXIS_Y], ==, -1);
  g_assert_cmpstr (options.name[INS_AXIS_Z], ==, "");
  g_assert_true (options.has_name[INS_AXIS_Z]);
  g_assert_cmpfloat (options.um_per_step[INS_AXIS_X], ==, 0.5);
  g_assert_true (isnan (options.um_per_step[INS_AXIS_Y]));
  g_assert_cmpfloat (options.travel_minimum.mm[INS_AXIS_Z], ==, -5.0);
  g_assert_cmpfloat (options.travel_maximum.mm[INS_AXIS_Z], ==, 20.5);
  g_assert_cmpuint (options.n_home_masks, ==, 3);
  g_assert_cmpuint (options.home_masks[0], ==, 1u << INS_AXIS_Z);
  g_assert_cmpuint (options.home_masks[2], ==, 1u << INS_AXIS_Y);
}

/* The probe comes off the part first. */
static void
test_nothing (void)
{
  InsStageOptions options;

  ins_stage_options_init (&options);
  g_assert_false (options.has_name[INS_AXIS_X]);
  g_assert_cmpuint (options.n_home_masks, ==, 2);
  g_assert_cmpuint (options.home_masks[0], ==, 1u << INS_AXIS_Z);
  g_assert_cmpuint (options.home_masks[1], ==, (1u << INS_AXIS_X | 1u << INS_AXIS_Y));
}

static void
test_refused (void)
{
  static const char *const cases[] = {
    "x=1&y=1",
    "x=1&y=-1",
    "x=1.",
    "x=.1",
    "x=1..2",
    "x=1%202",
    "x=1%0D",
    "x=1;2",
    "x=abcdefghijklmnopq",
    "x=--1",
    "x_um_per_step=0",
    "x_um_per_step=-1",
    "x_um_per_step=1,5",
    "x_travel_mm=5",
    "x_travel_mm=5;5",
    "x_travel_mm=9;1",
    "x_travel_mm=1;2;3",
    "home=Z",
    "home=Z,X",
    "home=XX,YZ",
    "home=,XYZ",
    "home=X,Y,Z,",
    "home=zxy",
    "colour=red",
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GError) error = NULL;
      InsStageOptions options;

      g_test_message ("%s", cases[i]);
      g_assert_false (parse (cases[i], &options, &error));
      g_assert_error (error, INS_DEVICE_ERROR, INS_DEVICE_ERROR_URI);
    }
}

static const InsStageInfo usual = {
  .travel_minimum = { { 0.0, -10.0, (double)NAN } },
  .travel_maximum = { { 100.0, 10.0, (double)NAN } },
  .resolution = { { 0.004, 0.004, 0.004 } },
};

static void
test_travel_check (void)
{
  InsPosition inside = { { 100.0005, -10.0, 1e6 } }, outside = { { 50.0, 10.25, 0.0 } };
  g_autoptr (GError) error = NULL;

  g_assert_true (ins_stage_travel_check (&usual, &inside, NULL));
  g_assert_cmpfloat (inside.mm[INS_AXIS_X], ==, 100.0);
  g_assert_cmpfloat (inside.mm[INS_AXIS_Z], ==, 1e6);
  g_assert_false (ins_stage_travel_check (&usual, &outside, &error));
  g_assert_error (error, INS_DEVICE_ERROR, INS_DEVICE_ERROR_LIMIT);
  g_assert_nonnull (strstr (error->message, "0.250 mm"));
  g_assert_nonnull (strstr (error->message, "Y axis"));
}

static void
test_travel_clip (void)
{
  static const struct
  {
    double at, asked, left; /* NaN: refused */
  } cases[] = {
    { 50.0, 10.0, 10.0 },         { 50.0, 60.0, 49.999 },
    { 50.0, -60.0, -49.999 },     { 99.998, 1.0, (double)NAN }, /* less than a step is left */
    { 99.998, -1.0, -1.0 },       { 120.0, 1.0, (double)NAN },
    { 120.0, -30.0, -30.0 },      { 120.0, -1.0, -1.0 },  /* back in, if only a bit */
    { 0.0, -0.001, (double)NAN }, { 50.0, 0.001, 0.001 }, /* a short one that was meant */
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      InsPosition position = { { cases[i].at, 0.0, 0.0 } };
      double distance_mm = cases[i].asked;
      gboolean done = ins_stage_travel_clip (&usual, &position, INS_AXIS_X, &distance_mm, NULL);

      g_test_message ("%g %g: %g", cases[i].at, cases[i].asked, distance_mm);
      g_assert_cmpint (done, ==, !isnan (cases[i].left));
      if (done)
        g_assert_cmpfloat_with_epsilon (distance_mm, cases[i].left, 1e-9);
    }
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/stage-options/all", test_all);
  g_test_add_func ("/stage-options/nothing", test_nothing);
  g_test_add_func ("/stage-options/refused", test_refused);
  g_test_add_func ("/stage-travel/check", test_travel_check);
  g_test_add_func ("/stage-travel/clip", test_travel_clip);

  return g_test_run ();
}
