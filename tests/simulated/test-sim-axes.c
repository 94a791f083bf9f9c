/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <math.h>

#include "devices/simulated/ins-sim-axes.h"

#define SPEED 40.0
#define ACCELERATION 200.0

static const InsSimMotionConfig usual = {
  .maximum_speed = { { SPEED, SPEED, SPEED } },
  .acceleration = { { ACCELERATION, ACCELERATION, ACCELERATION } },
  .step_mm = 0.001,
};

static void
test_trapezoid (void)
{
  g_autoptr (InsSimAxes) axes = ins_sim_axes_new (&usual, NULL);

  ins_sim_axes_move (axes, 0, 20.0, 1000.0, 1e9, 1.0);
  /* 0.2 s and 4 mm each ramp, 12 mm at 40 mm/s */
  g_assert_cmpfloat_with_epsilon (ins_sim_axes_get_mm (axes, 0, 1.2), 4.0, 1e-9);
  g_assert_cmpfloat_with_epsilon (ins_sim_axes_get_speed_mm_s (axes, 0, 1.35), 40.0, 1e-9);
  g_assert_cmpfloat_with_epsilon (ins_sim_axes_next_rest_s (axes, 1.0), 1.7, 1e-9);
  g_assert_true (ins_sim_axes_is_moving (axes, 0, 1.69));
  g_assert_false (ins_sim_axes_is_moving (axes, 0, 1.71));
  g_assert_false (ins_sim_axes_is_moving (axes, 1, 1.3));
  g_assert_cmpfloat_with_epsilon (ins_sim_axes_get_mm (axes, 0, 5.0), 20.0, 1e-9);
  g_assert_cmpfloat (ins_sim_axes_next_rest_s (axes, 2.0), ==, (double)INFINITY);
}

/* A command while it moves: wherever it comes, the axis ends at the newest target, and neither its
 * speed nor its position jumps. */
static void
test_any_replacement (void)
{
  g_autoptr (GRand) random = g_rand_new_with_seed (7);
  g_autoptr (InsSimAxes) axes = ins_sim_axes_new (&usual, NULL);
  double now_s = 0.0, target = 0.0;

  for (guint i = 0; i < 2000; i++)
    {
      double before_mm = ins_sim_axes_get_mm (axes, 1, now_s);
      double before_mm_s = ins_sim_axes_get_speed_mm_s (axes, 1, now_s), rest_s;

      if (g_rand_int_range (random, 0, 4) == 0)
        ins_sim_axes_stop (axes, 1, ACCELERATION, now_s);
      else
        {
          target = 0.001 * g_rand_int_range (random, -25000, 225000);
          ins_sim_axes_move (axes, 1, target, g_rand_double_range (random, 0.1, 60.0), 1e9, now_s);
          g_assert_cmpfloat_with_epsilon (ins_sim_axes_get_end_mm (axes, 1), target, 1e-6);
        }
      g_assert_cmpfloat_with_epsilon (ins_sim_axes_get_mm (axes, 1, now_s), before_mm, 1e-9);
      rest_s = ins_sim_axes_next_rest_s (axes, now_s);
      if (isfinite (rest_s))
        g_assert_cmpfloat_with_epsilon (ins_sim_axes_get_speed_mm_s (axes, 1, now_s), before_mm_s,
                                        1e-9);
      for (guint k = 1; k <= 20 && isfinite (rest_s); k++)
        {
          double t = now_s + (rest_s - now_s) * k / 20.0, dt = 1e-6;
          double speed = ins_sim_axes_get_speed_mm_s (axes, 1, t - dt);

          g_assert_cmpfloat (fabs (speed), <=, SPEED + 1e-6);
          g_assert_cmpfloat (
              fabs (ins_sim_axes_get_mm (axes, 1, t) - ins_sim_axes_get_mm (axes, 1, t - dt)), <=,
              (SPEED + 1e-3) * dt);
        }
      now_s += g_rand_double_range (random, 0.0, 1.5);
    }
}

static void
test_stop_and_halt (void)
{
  g_autoptr (InsSimAxes) axes = ins_sim_axes_new (&usual, NULL);

  ins_sim_axes_move (axes, 2, -20.0, SPEED, 1e9, 0.0);
  ins_sim_axes_stop (axes, 2, 1e9, 0.3);
  g_assert_cmpfloat_with_epsilon (ins_sim_axes_get_mm (axes, 2, 9.0), -12.0, 1e-9);
  ins_sim_axes_move (axes, 2, 20.0, SPEED, 1e9, 10.0);
  ins_sim_axes_halt (axes, 2, 10.3);
  g_assert_cmpfloat_with_epsilon (ins_sim_axes_get_mm (axes, 2, 19.0), -4.0, 1e-9);
  g_assert_false (ins_sim_axes_is_moving (axes, 2, 10.3));
}

/* The load follows exactly on the way up and stands the backlash above on the way down. */
static void
test_backlash_on_the_bench (void)
{
  InsSimMotionConfig config = usual;
  g_autoptr (InsSimBench) bench = ins_sim_bench_new ();
  g_autoptr (InsSimAxes) axes = NULL;

  config.backlash_mm = 0.5;
  axes = ins_sim_axes_new (&config, bench);
  ins_sim_axes_move (axes, 0, 10.0, SPEED, 1e9, 100.0);
  ins_sim_axes_move (axes, 1, 5.0, 10.0, 1e9, 100.1);
  ins_sim_axes_move (axes, 0, 2.0, SPEED, 1e9, 102.0);
  ins_sim_axes_move (axes, 0, 2.2, SPEED, 1e9, 104.0);
  for (double t = 100.0; t < 106.0; t += 0.0137)
    {
      InsPosition truth;
      double x;

      ins_sim_bench_get_position (bench, t, &truth);
      if (t < 102.0 || t >= 104.0)
        {
          x = ins_sim_axes_get_load_mm (axes, 0, t);
          if (t >= 104.0)
            g_assert_cmpfloat_with_epsilon (truth.mm[0], x, 1e-9);
        }
      if (t >= 101.0 && t < 102.0)
        g_assert_cmpfloat_with_epsilon (truth.mm[0], 10.0, 1e-9);
      if (t >= 103.0 && t < 104.0)
        g_assert_cmpfloat_with_epsilon (truth.mm[0], 2.5, 1e-9);
      if (t >= 105.0)
        g_assert_cmpfloat_with_epsilon (truth.mm[0], 2.5, 1e-9); /* still within the play */
      g_assert_cmpfloat_with_epsilon (truth.mm[1], ins_sim_axes_get_load_mm (axes, 1, t), 1e-9);
    }
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/sim-axes/trapezoid", test_trapezoid);
  g_test_add_func ("/sim-axes/any-replacement", test_any_replacement);
  g_test_add_func ("/sim-axes/stop-and-halt", test_stop_and_halt);
  g_test_add_func ("/sim-axes/backlash-on-the-bench", test_backlash_on_the_bench);

  return g_test_run ();
}
