/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <math.h>

#include "devices/simulated/ins-sim-motion.h"

#define EXACT 1e-9

static const InsSimMotionConfig plain = { .maximum_speed = { { 200.0, 200.0, 50.0 } },
                                          .acceleration = { { 500.0, 500.0, 250.0 } },
                                          .step_mm = 0.001 };

static void
add (InsSimMotion *motion, double x, double y, double z, double speed_mm_s, double now_s)
{
  const InsPosition target = { { x, y, z } };

  g_assert_true (ins_sim_motion_add (motion, &target, speed_mm_s, now_s));
}

static double
position_of (InsSimMotion *motion, InsAxis axis, double time_s)
{
  InsPosition position;

  ins_sim_motion_get_position (motion, time_s, &position);

  return position.mm[axis];
}

static double
bench_of (InsSimBench *bench, InsAxis axis, double time_s)
{
  InsPosition position;

  ins_sim_bench_get_position (bench, time_s, &position);

  return position.mm[axis];
}

/* 50 mm at 100 mm/s and 500 mm/s^2: ramps of 0.2 s and 10 mm, 0.3 s of cruising. */
static void
test_trapezoid (void)
{
  g_autoptr (InsSimBench) bench = ins_sim_bench_new ();
  g_autoptr (InsSimMotion) motion = ins_sim_motion_new (&plain, bench);

  add (motion, 50.0, 0.0, 0.0, 100.0, 7.0);
  g_assert_cmpfloat_with_epsilon (ins_sim_motion_next_event_s (motion), 7.7, EXACT);
  g_assert_cmpfloat_with_epsilon (position_of (motion, INS_AXIS_X, 7.1), 2.5, EXACT);
  g_assert_cmpfloat_with_epsilon (position_of (motion, INS_AXIS_X, 7.2), 10.0, EXACT);
  g_assert_cmpfloat_with_epsilon (position_of (motion, INS_AXIS_X, 7.35), 25.0, EXACT);
  g_assert_cmpfloat_with_epsilon (position_of (motion, INS_AXIS_X, 7.6), 47.5, EXACT);
  g_assert_cmpfloat_with_epsilon (ins_sim_motion_get_speed (motion, 7.1), 50.0, EXACT);
  g_assert_cmpfloat_with_epsilon (ins_sim_motion_get_speed (motion, 7.35), 100.0, EXACT);
  g_assert_cmpfloat_with_epsilon (ins_sim_motion_get_speed (motion, 7.6), 50.0, 1e-6);
  for (double t = 6.9; t < 8.0; t += 0.0137)
    g_assert_cmpfloat_with_epsilon (bench_of (bench, INS_AXIS_X, t),
                                    t < 7.0 ? 0.0 : position_of (motion, INS_AXIS_X, t), EXACT);
  ins_sim_motion_advance (motion, 7.8);
  g_assert_cmpuint (ins_sim_motion_get_n_blocks (motion), ==, 0);
  g_assert_true (isinf (ins_sim_motion_next_event_s (motion)));
  g_assert_cmpfloat_with_epsilon (position_of (motion, INS_AXIS_X, 7.8), 50.0, EXACT);
}

/* 5 mm are too short for 100 mm/s: the peak is sqrt (500 * 5) = 50 mm/s after 0.1 s. */
static void
test_triangle (void)
{
  g_autoptr (InsSimMotion) motion = ins_sim_motion_new (&plain, NULL);

  add (motion, -5.0, 0.0, 0.0, 100.0, 0.0);
  g_assert_cmpfloat_with_epsilon (ins_sim_motion_next_event_s (motion), 0.2, EXACT);
  g_assert_cmpfloat_with_epsilon (ins_sim_motion_get_speed (motion, 0.0999999), 50.0, 1e-3);
  g_assert_cmpfloat_with_epsilon (position_of (motion, INS_AXIS_X, 0.1), -2.5, EXACT);
}

/* A slight corner is passed at full speed where there is a junction deviation, and the path is as
 * long as ever; without one, and at a sharp corner, the axes rest. */
static void
test_corner (void)
{
  InsSimMotionConfig config = plain;

  for (guint i = 0; i < 2; i++)
    {
      g_autoptr (InsSimMotion) motion = NULL;

      config.junction_mm = i == 0 ? 0.0 : 0.01;
      motion = ins_sim_motion_new (&config, NULL);
      add (motion, 20.0, 0.0, 0.0, 50.0, 7.0);
      add (motion, 22.5, 0.1, 0.0, 50.0, 7.0);
      add (motion, 22.5, 5.0, 0.0, 50.0, 7.0);
      g_assert_cmpfloat_with_epsilon (ins_sim_motion_get_speed (motion, 7.4), 50.0, 1e-6);
      if (i == 0)
        {
          g_assert_cmpfloat_with_epsilon (position_of (motion, INS_AXIS_X, 7.5), 20.0, EXACT);
          continue;
        }
      /* 0.1 s and 2.5 mm to speed up, 17.5 mm, then the ramp of the second one */
      g_assert_cmpfloat_with_epsilon (ins_sim_motion_get_speed (motion, 7.45), 50.0, 1e-6);
      g_assert_cmpfloat_with_epsilon (position_of (motion, INS_AXIS_X, 7.45), 20.0, 1e-6);
      g_assert_cmpfloat_with_epsilon (position_of (motion, INS_AXIS_Y, 7.45), 0.0, 1e-6);
      g_assert_cmpfloat_with_epsilon (position_of (motion, INS_AXIS_X, 7.551), 22.5, 1e-3);
      g_assert_cmpfloat_with_epsilon (position_of (motion, INS_AXIS_Y, 7.551), 0.1, 1e-3);
      ins_sim_motion_advance (motion, 9.0);
      g_assert_cmpfloat_with_epsilon (position_of (motion, INS_AXIS_Y, 9.0), 5.0, EXACT);
    }
}

/* The slowest axis sets the pace, and all arrive together on a straight line. */
static void
test_axes_are_coordinated (void)
{
  g_autoptr (InsSimMotion) motion = ins_sim_motion_new (&plain, NULL);
  double end_s;

  add (motion, 30.0, 0.0, 40.0, 1000.0, 0.0); /* 50 mm; z is 0.8 of the way */
  end_s = 50.0 / 62.5 + 62.5 / 312.5;         /* 50 / 0.8 mm/s, 250 / 0.8 mm/s^2 */
  g_assert_cmpfloat_with_epsilon (ins_sim_motion_next_event_s (motion), end_s, EXACT);
  for (double t = 0.01; t < end_s; t += 0.01)
    g_assert_cmpfloat_with_epsilon (position_of (motion, INS_AXIS_X, t) * 4.0 / 3.0,
                                    position_of (motion, INS_AXIS_Z, t), EXACT);
}

static void
test_queue (void)
{
  g_autoptr (InsSimMotion) motion = ins_sim_motion_new (&plain, NULL);
  const InsPosition one_more = { { 100.0, 0.0, 0.0 } };
  InsPosition end;

  for (guint i = 0; i < INS_SIM_MOTION_N_BLOCKS; i++)
    add (motion, i + 1.0, 0.0, 0.0, 10.0, 0.0);
  g_assert_false (ins_sim_motion_add (motion, &one_more, 10.0, 0.0));
  ins_sim_motion_get_end (motion, &end);
  g_assert_cmpfloat_with_epsilon (end.mm[0], 15.0, EXACT);
  /* straight on without a halt: a ramp of 0.02 s and 0.1 mm, then 10 mm/s */
  g_assert_cmpfloat_with_epsilon (position_of (motion, INS_AXIS_X, 0.32), 3.1, EXACT);
  g_assert_true (ins_sim_motion_add (motion, &one_more, 10.0, 0.121));
  g_assert_cmpuint (ins_sim_motion_get_n_blocks (motion), ==, INS_SIM_MOTION_N_BLOCKS);
}

/* Prolonged before it has to slow down, a chain of short moves is one long move: 20 mm/s, ramps of
 * 0.04 s and 0.4 mm. Prolonged too late, it speeds up again. */
static void
test_chain_runs_smoothly (void)
{
  g_autoptr (InsSimBench) bench = ins_sim_bench_new ();
  g_autoptr (InsSimMotion) motion = ins_sim_motion_new (&plain, bench);

  for (guint i = 0; i < 20; i++)
    add (motion, 3.0 + i, 0.0, 0.0, 20.0, 0.05 * i);
  for (double t = 0.951; t < 1.1; t += 0.01)
    {
      g_assert_cmpfloat_with_epsilon (ins_sim_motion_get_speed (motion, t), 20.0, 1e-6);
      g_assert_cmpfloat_with_epsilon (position_of (motion, INS_AXIS_X, t), 20.0 * t - 0.4, 1e-6);
    }
  for (double t = 0.01; t < 1.1; t += 0.01)
    g_assert_cmpfloat_with_epsilon (bench_of (bench, INS_AXIS_X, t),
                                    t < 0.04 ? 250.0 * t * t : 20.0 * t - 0.4, 1e-6);
  ins_sim_motion_advance (motion, 1.13); /* 22 mm: at rest at 1.14 s */
  g_assert_cmpfloat_with_epsilon (ins_sim_motion_get_speed (motion, 1.13), 5.0, 1e-6);
  add (motion, 24.0, 0.0, 0.0, 20.0, 1.13);
  g_assert_cmpfloat_with_epsilon (ins_sim_motion_get_speed (motion, 1.14), 10.0, 1e-6);
  ins_sim_motion_advance (motion, 3.0);
  g_assert_cmpfloat_with_epsilon (bench_of (bench, INS_AXIS_X, 3.0), 24.0, 1e-6);
}

/* The ramp takes 1 mm at 500 mm/s^2 and 31.6 mm/s: more than the block that runs. */
static void
test_hold_across_a_chain (void)
{
  for (double hold_s = 0.02; hold_s < 0.6; hold_s += 0.017)
    {
      g_autoptr (InsSimBench) bench = ins_sim_bench_new ();
      g_autoptr (InsSimMotion) motion = ins_sim_motion_new (&plain, bench);
      double v, expected_mm;

      for (guint i = 0; i < 15; i++)
        add (motion, 0.5 * (i + 1), 0.0, 0.0, 31.6, 0.0);
      v = ins_sim_motion_get_speed (motion, hold_s);
      expected_mm = position_of (motion, INS_AXIS_X, hold_s) + v * v / 1000.0;
      ins_sim_motion_hold (motion, hold_s);
      ins_sim_motion_advance (motion, 2.0);
      g_assert_cmpfloat_with_epsilon (bench_of (bench, INS_AXIS_X, 2.0), expected_mm, 1e-6);
      ins_sim_motion_resume (motion, 2.0);
      ins_sim_motion_advance (motion, 4.0);
      g_assert_cmpfloat_with_epsilon (bench_of (bench, INS_AXIS_X, 4.0), 7.5, 1e-6);
      g_assert_cmpuint (ins_sim_motion_get_n_blocks (motion), ==, 0);
    }
}

static void
test_less_than_a_step_is_nothing (void)
{
  g_autoptr (InsSimMotion) motion = ins_sim_motion_new (&plain, NULL);

  add (motion, 0.0004, 0.0, 0.0, 10.0, 0.0);
  g_assert_cmpuint (ins_sim_motion_get_n_blocks (motion), ==, 0);
  add (motion, 0.0126, 0.0, 0.0, 10.0, 0.0);
  g_assert_cmpfloat_with_epsilon (position_of (motion, INS_AXIS_X, 9.0), 0.013, EXACT);
}

/* At 100 mm/s the ramp takes 0.2 s and 10 mm; resume() goes all the way. */
/* Settings and targets that a host can send, but that no machine follows. */
static void
test_beyond_any_machine (void)
{
  InsSimMotionConfig config = plain;
  g_autoptr (InsSimBench) bench = ins_sim_bench_new ();
  g_autoptr (InsSimMotion) motion = NULL;

  config.maximum_speed.mm[INS_AXIS_X] = 1e99;
  config.acceleration.mm[INS_AXIS_X] = 1e99;
  motion = ins_sim_motion_new (&config, bench);
  add (motion, 1e200, 0.0, 0.0, 1e99, 0.0);
  g_assert_cmpfloat (ins_sim_motion_get_speed (motion, 5.0), ==, INS_SIM_MOTION_FASTEST_MM_S);
  g_assert_cmpfloat (position_of (motion, INS_AXIS_X, 5.0), >, 0.0);
  g_assert_cmpfloat (bench_of (bench, INS_AXIS_X, 10.0), <, 10.0 * INS_SIM_MOTION_FASTEST_MM_S);
  ins_sim_motion_advance (motion, 1e6);
  g_assert_cmpuint (ins_sim_motion_get_n_blocks (motion), ==, 0);
  g_assert_cmpfloat (position_of (motion, INS_AXIS_X, 1e6), ==, INS_SIM_MOTION_FARTHEST_MM);
}

static void
test_hold_and_resume (void)
{
  g_autoptr (InsSimBench) bench = ins_sim_bench_new ();
  g_autoptr (InsSimMotion) motion = ins_sim_motion_new (&plain, bench);

  add (motion, 100.0, 0.0, 0.0, 100.0, 0.0);
  add (motion, 100.0, 10.0, 0.0, 100.0, 0.0);
  ins_sim_motion_hold (motion, 0.5); /* at 10 + 30 mm */
  g_assert_cmpfloat_with_epsilon (ins_sim_motion_next_event_s (motion), 0.7, EXACT);
  g_assert_cmpfloat_with_epsilon (position_of (motion, INS_AXIS_X, 0.6), 47.5, EXACT);
  ins_sim_motion_advance (motion, 5.0);
  g_assert_true (isinf (ins_sim_motion_next_event_s (motion)));
  g_assert_cmpfloat_with_epsilon (position_of (motion, INS_AXIS_X, 5.0), 50.0, EXACT);
  g_assert_cmpfloat_with_epsilon (bench_of (bench, INS_AXIS_X, 0.6), 47.5, EXACT);
  g_assert_cmpfloat_with_epsilon (bench_of (bench, INS_AXIS_X, 4.0), 50.0, EXACT);
  ins_sim_motion_resume (motion, 6.0);
  g_assert_cmpfloat_with_epsilon (position_of (motion, INS_AXIS_X, 6.1), 52.5, EXACT);
  ins_sim_motion_advance (motion, 9.0);
  g_assert_cmpfloat_with_epsilon (bench_of (bench, INS_AXIS_X, 9.0), 100.0, EXACT);
  g_assert_cmpfloat_with_epsilon (bench_of (bench, INS_AXIS_Y, 9.0), 10.0, EXACT);
}

static void
test_hold_at_any_moment (void)
{
  for (double hold_s = 0.0; hold_s < 0.75; hold_s += 0.01)
    {
      g_autoptr (InsSimBench) bench = ins_sim_bench_new ();
      g_autoptr (InsSimMotion) motion = ins_sim_motion_new (&plain, bench);
      double speed_mm_s, expected_mm;

      add (motion, 50.0, 0.0, 0.0, 100.0, 0.0);
      speed_mm_s = ins_sim_motion_get_speed (motion, hold_s);
      expected_mm = position_of (motion, INS_AXIS_X, hold_s) + speed_mm_s * speed_mm_s / 1000.0;
      ins_sim_motion_hold (motion, hold_s);
      ins_sim_motion_advance (motion, 2.0);
      g_assert_cmpfloat_with_epsilon (position_of (motion, INS_AXIS_X, 2.0), expected_mm, 1e-6);
      g_assert_cmpfloat_with_epsilon (bench_of (bench, INS_AXIS_X, 2.0), expected_mm, 1e-6);
      ins_sim_motion_resume (motion, 2.0);
      ins_sim_motion_advance (motion, 4.0);
      g_assert_cmpfloat_with_epsilon (bench_of (bench, INS_AXIS_X, 4.0), 50.0, 1e-6);
      g_assert_cmpuint (ins_sim_motion_get_n_blocks (motion), ==, 0);
    }
}

static void
test_cancel_and_stop (void)
{
  g_autoptr (InsSimBench) bench = ins_sim_bench_new ();
  g_autoptr (InsSimMotion) motion = ins_sim_motion_new (&plain, bench);

  add (motion, 100.0, 0.0, 0.0, 100.0, 0.0);
  add (motion, 100.0, 10.0, 0.0, 100.0, 0.0);
  ins_sim_motion_cancel (motion, 0.5);
  g_assert_cmpuint (ins_sim_motion_get_n_blocks (motion), ==, 1);
  ins_sim_motion_advance (motion, 0.7);
  g_assert_cmpuint (ins_sim_motion_get_n_blocks (motion), ==, 0);
  g_assert_cmpfloat_with_epsilon (bench_of (bench, INS_AXIS_X, 3.0), 50.0, EXACT);

  add (motion, 0.0, 0.0, 0.0, 100.0, 3.0);
  ins_sim_motion_stop (motion, 3.3); /* 10 + 10 mm on */
  g_assert_cmpuint (ins_sim_motion_get_n_blocks (motion), ==, 0);
  g_assert_cmpfloat_with_epsilon (bench_of (bench, INS_AXIS_X, 9.0), 30.0, EXACT);
  g_assert_cmpfloat_with_epsilon (position_of (motion, INS_AXIS_X, 9.0), 30.0, EXACT);
}

/* On the way back the load waits for 0.1 mm of the motor, then follows 0.1 mm above it. */
static void
test_backlash (void)
{
  InsSimMotionConfig config = plain;
  g_autoptr (InsSimBench) bench = ins_sim_bench_new ();
  g_autoptr (InsSimMotion) motion = NULL;

  config.backlash_mm = 0.1;
  motion = ins_sim_motion_new (&config, bench);
  add (motion, 10.0, 10.0, 0.0, 100.0, 0.0);
  ins_sim_motion_advance (motion, 1.0);
  add (motion, 0.0, 20.0, 0.0, 100.0, 1.0);
  for (double t = 1.0; t < 2.0; t += 0.003)
    {
      g_assert_cmpfloat_with_epsilon (bench_of (bench, INS_AXIS_X, t),
                                      MIN (10.0, position_of (motion, INS_AXIS_X, t) + 0.1), EXACT);
      g_assert_cmpfloat_with_epsilon (bench_of (bench, INS_AXIS_Y, t),
                                      position_of (motion, INS_AXIS_Y, t), EXACT);
    }
  ins_sim_motion_advance (motion, 2.0);
  g_assert_cmpfloat_with_epsilon (bench_of (bench, INS_AXIS_X, 2.0), 0.1, EXACT);
  add (motion, 0.05, 20.0, 0.0, 100.0, 2.0); /* inside the play: the load stands */
  ins_sim_motion_advance (motion, 3.0);
  g_assert_cmpfloat_with_epsilon (bench_of (bench, INS_AXIS_X, 3.0), 0.1, EXACT);
  add (motion, 5.0, 20.0, 0.0, 100.0, 3.0);
  g_assert_cmpfloat_with_epsilon (bench_of (bench, INS_AXIS_X, 9.0), 5.0, EXACT);
}

static void
test_bench_history (void)
{
  const InsPosition velocity = { { 1.0, 0.0, 0.0 } }, still = { { 0.0 } };
  g_autoptr (InsSimBench) bench = ins_sim_bench_new ();

  g_assert_cmpfloat (bench_of (bench, INS_AXIS_X, 5.0), ==, 0.0);
  for (guint i = 0; i < 20000; i++)
    ins_sim_bench_add_segment (bench, 0.1 * i, 0.1 * i + 0.1, &(InsPosition){ { 0.1 * i, 0, 0 } },
                               &velocity, &still);
  for (double t = 1941.0; t < 2000.0; t += 0.33)
    g_assert_cmpfloat_with_epsilon (bench_of (bench, INS_AXIS_X, t), t, 1e-6);
  /* a new plan replaces what was predicted from its start on */
  ins_sim_bench_add_segment (bench, 1990.05, 1990.05, &(InsPosition){ { 7.0, 0, 0 } }, &still,
                             &still);
  g_assert_cmpfloat_with_epsilon (bench_of (bench, INS_AXIS_X, 1990.04), 1990.04, 1e-6);
  g_assert_cmpfloat (bench_of (bench, INS_AXIS_X, 1990.06), ==, 7.0);
  g_assert_cmpfloat (bench_of (bench, INS_AXIS_X, 2500.0), ==, 7.0);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/sim-motion/trapezoid", test_trapezoid);
  g_test_add_func ("/sim-motion/corner", test_corner);
  g_test_add_func ("/sim-motion/triangle", test_triangle);
  g_test_add_func ("/sim-motion/axes-are-coordinated", test_axes_are_coordinated);
  g_test_add_func ("/sim-motion/queue", test_queue);
  g_test_add_func ("/sim-motion/chain-runs-smoothly", test_chain_runs_smoothly);
  g_test_add_func ("/sim-motion/hold-across-a-chain", test_hold_across_a_chain);
  g_test_add_func ("/sim-motion/less-than-a-step", test_less_than_a_step_is_nothing);
  g_test_add_func ("/sim-motion/beyond-any-machine", test_beyond_any_machine);
  g_test_add_func ("/sim-motion/hold-and-resume", test_hold_and_resume);
  g_test_add_func ("/sim-motion/hold-at-any-moment", test_hold_at_any_moment);
  g_test_add_func ("/sim-motion/cancel-and-stop", test_cancel_and_stop);
  g_test_add_func ("/sim-motion/backlash", test_backlash);
  g_test_add_func ("/sim-bench/history", test_bench_history);

  return g_test_run ();
}
