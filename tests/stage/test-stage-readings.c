/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <math.h>

#include "devices/stage/ins-marlin-settings.h"
#include "devices/stage/ins-stage-readings.h"

#define NONE ((double)NAN)

static void
test_table (void)
{
  static const struct
  {
    double values[5];
    guint n;
    gboolean agree;
    double agreed;
  } cases[] = {
    { { 200.0 }, 1, FALSE, 200.0 },
    { { 200.0, 200.0 }, 2, TRUE, 200.0 },
    { { 200.0, 20.0 }, 2, FALSE, 200.0 },
    { { 200.0, 20.0, 200.0 }, 3, TRUE, 200.0 },
    { { 20.0, 200.0, 200.0, 20.0 }, 4, FALSE, 20.0 }, /* as often as the other */
    { { 20.0, 200.0, 200.0, 20.0, 200.0 }, 5, TRUE, 200.0 },
    { { NONE }, 1, FALSE, NONE },
    { { NONE, NONE }, 2, TRUE, NONE }, /* it does not say */
    { { NONE, 20.0, NONE }, 3, FALSE, 20.0 },
    { { NONE, 20.0, NONE, 20.0 }, 4, TRUE, 20.0 },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      double agreed = 1.0;

      g_test_message ("case %zu", i);
      g_assert_cmpint (ins_stage_readings_agree (cases[i].values, cases[i].n, &agreed), ==,
                       cases[i].agree);
      g_assert_true (isnan (cases[i].agreed) ? isnan (agreed) : agreed == cases[i].agreed);
    }
}

/* Each number by itself: on a bad line no list may come whole. */
static void
test_marlin (void)
{
  InsMarlinSettings readings[3], settings;

  for (guint i = 0; i < 3; i++)
    {
      ins_marlin_settings_clear (&readings[i]);
      readings[i].steps_per_mm = (InsPosition){ { 80.0, 80.0, 400.0 } };
      readings[i].minimum = readings[i].maximum = readings[i].maximum_speed =
          readings[i].maximum_acceleration = (InsPosition){ { 1.0, 2.0, 3.0 } };
      readings[i].travel_acceleration = 500.0;
    }
  readings[0].steps_per_mm.mm[2] = 40.0;
  readings[1].travel_acceleration = NONE;
  ins_marlin_settings_clear (&settings);
  g_assert_false (ins_marlin_settings_combine (&settings, readings, 2));
  g_assert_true (ins_marlin_settings_combine (&settings, readings, 3));
  g_assert_cmpfloat (settings.steps_per_mm.mm[2], ==, 400.0);
  g_assert_cmpfloat (settings.travel_acceleration, ==, 500.0);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/stage-readings/table", test_table);
  g_test_add_func ("/stage-readings/marlin", test_marlin);

  return g_test_run ();
}
