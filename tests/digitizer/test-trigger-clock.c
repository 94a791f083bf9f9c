/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <math.h>

#include "devices/digitizer/ins-trigger-clock.h"

#define N_SEEDS 20

/* A pulser, a card that is armed anew for each trigger, and a host that is sometimes busy. */
typedef struct
{
  double nominal_hz;
  double off;       /* real rate / nominal rate - 1 */
  double creep;     /* relative change of the rate per second */
  double jitter;    /* of each pulse, periods, either way */
  double late_s[2]; /* from trigger to arrival, uniform */
  double stalls;    /* share of the arrivals that come up to 20 ms later still */
  double dead_s[2]; /* from arrival to arming again, uniform */
} Setup;

typedef struct
{
  GRand *random;
  InsTriggerClock clock;
  double first_s, now_s;
  guint64 next; /* trigger that the card may take */
  guint n_records, n_trusted, n_wrong;
  gint64 origin;
  gboolean has_origin;
} Run;

static void
run_clear (Run *run)
{
  g_rand_free (run->random);
}

static double
between (Run *run, const double limits[2])
{
  return limits[0] + (limits[1] - limits[0]) * g_rand_double (run->random);
}

static void
run_init (Run *run, const Setup *setup, guint32 seed)
{
  *run = (Run){ .random = g_rand_new_with_seed (seed) };
  run->now_s = 1000 + g_rand_double (run->random);
  run->first_s = run->now_s + g_rand_double (run->random) / setup->nominal_hz;
  ins_trigger_clock_init (&run->clock, setup->nominal_hz);
}

static double
trigger_s (Run *run, const Setup *setup, guint64 number)
{
  double jitter = setup->jitter * g_rand_double_range (run->random, -1, 1);
  double since_s = ((double)number + jitter) / (setup->nominal_hz * (1 + setup->off));

  return run->first_s + since_s * (1 - setup->creep * since_s / 2);
}

/* One record: is armed, waits for the first trigger that comes then, and arrives. */
static void
step (Run *run, const Setup *setup)
{
  static const double call_s[2] = { 20e-6, 60e-6 };
  double armed_s = run->now_s, ready_s = armed_s + between (run, call_s), at_s, arrival_s;
  guint64 index;

  if (g_rand_double (run->random) < setup->stalls / 10)
    ready_s += g_rand_double_range (run->random, 0, 20e-3);
  run->next += (guint64)MAX (0, floor ((ready_s - trigger_s (run, setup, run->next)) *
                                       setup->nominal_hz * (1 + setup->off)) -
                                    1);
  while ((at_s = trigger_s (run, setup, run->next)) < ready_s)
    run->next++;
  arrival_s = at_s + between (run, setup->late_s);
  if (g_rand_double (run->random) < setup->stalls)
    arrival_s += g_rand_double_range (run->random, 0, 20e-3);
  run->now_s = arrival_s + between (run, setup->dead_s);

  run->n_records++;
  if (ins_trigger_clock_add (&run->clock, armed_s, arrival_s, &index))
    {
      gint64 origin = (gint64)run->next - (gint64)index;

      run->n_trusted++;
      run->n_wrong += run->has_origin && origin != run->origin;
      run->origin = origin;
      run->has_origin = TRUE;
    }
  run->next++;
}

/* Returns: the share of the records that was trusted. */
static double
run_all (Run *run, const Setup *setup, guint n)
{
  run->n_records = run->n_trusted = run->n_wrong = 0;
  for (guint i = 0; i < n; i++)
    step (run, setup);

  return (double)run->n_trusted / run->n_records;
}

/* Reached in practice: no miss, one in two, several, dozens, and a whole number of periods. */
static const double dead_s[][2] = {
  { 0.02e-3, 0.1e-3 }, { 0.1e-3, 2e-3 }, { 1.3e-3, 1.4e-3 }, { 1e-3, 15e-3 }, { 5e-3, 5.02e-3 },
};

#define WHOLE_PERIODS 4 /* of these */

static Setup
setup_for (double nominal_hz, gsize dead, guint32 seed)
{
  return (Setup){
    .nominal_hz = nominal_hz,
    .off = ((double)(seed % 7) - 3) / 100,
    .jitter = 1e-3,
    .late_s = { 0.05e-3, 0.5e-3 },
    .stalls = 0.01,
    .dead_s = { dead_s[dead][0], dead_s[dead][1] },
  };
}

static double
rate_error (const Run *run, const Setup *setup)
{
  return fabs (
      ins_trigger_clock_get_rate_hz (&run->clock) / (setup->nominal_hz * (1 + setup->off)) - 1);
}

static void
test_numbers_are_right (void)
{
  static const double prf_hz[] = { 200, 500, 1000 };

  for (gsize p = 0; p < G_N_ELEMENTS (prf_hz); p++)
    for (gsize dead = 0; dead < G_N_ELEMENTS (dead_s); dead++)
      for (guint32 seed = 0; seed < N_SEEDS; seed++)
        {
          Setup setup = setup_for (prf_hz[p], dead, seed);
          Run run;
          guint64 last, n_trusted;

          run_init (&run, &setup, seed);
          n_trusted = (guint64)(run_all (&run, &setup, 200) * 200 + 0.5);
          g_assert_cmpuint (run.n_wrong, ==, 0);
          /* if arming falls upon a trigger, it is often unknown whether it was still taken */
          g_assert_cmpfloat (run_all (&run, &setup, 2000), >, dead == WHOLE_PERIODS ? 0.4 : 0.8);
          g_assert_cmpuint (run.n_wrong, ==, 0);
          g_assert_cmpfloat (rate_error (&run, &setup), <, 1e-4);

          last = run.clock.index;
          n_trusted += run.n_trusted;
          g_assert_cmpuint (run.clock.n_doubtful, ==, 2200 - n_trusted);
          g_assert_cmpuint (run.clock.n_missed, ==, last + 1 - n_trusted);
          run_clear (&run);
        }
}

/* Records as late as the period is long could be anybody's. */
static void
test_refuses_what_cannot_be_known (void)
{
  static const double prf_hz[] = { 2000, 3000, 5000 };

  for (gsize p = 0; p < G_N_ELEMENTS (prf_hz); p++)
    for (gsize dead = 0; dead < G_N_ELEMENTS (dead_s); dead++)
      for (guint32 seed = 0; seed < N_SEEDS / 4; seed++)
        {
          Setup setup = setup_for (prf_hz[p], dead, seed);
          Run run;

          run_init (&run, &setup, seed);
          g_assert_cmpfloat (run_all (&run, &setup, 1000), <, 0.02);
          g_assert_cmpuint (run.n_wrong, ==, 0);
          run_clear (&run);
        }
}

/* A host that was busy and calms down: what was wrongly believed meanwhile is given up. */
static void
test_host_calms_down (void)
{
  for (guint32 seed = 0; seed < N_SEEDS; seed++)
    {
      Setup setup = setup_for (2000, seed % 4, seed);
      Run run;

      run_init (&run, &setup, seed);
      run_all (&run, &setup, 500);
      setup.late_s[1] = 0.12e-3;
      run_all (&run, &setup, 500);
      g_assert_cmpfloat (run_all (&run, &setup, 1000), >, 0.25); /* some arm upon a trigger */
      g_assert_cmpuint (run.n_wrong, ==, 0);
      run_clear (&run);
    }
}

/* ... and a prompt host knows them at once. */
static void
test_prompt_host_at_5_khz (void)
{
  for (guint32 seed = 0; seed < N_SEEDS; seed++)
    {
      Setup setup = setup_for (5000, 1, seed);
      Run run;

      setup.late_s[1] = 0.12e-3;
      run_init (&run, &setup, seed);
      run_all (&run, &setup, 500);
      g_assert_cmpfloat (run_all (&run, &setup, 2000), >, 0.4);
      g_assert_cmpuint (run.n_wrong, ==, 0);
      run_clear (&run);
    }
}

static void
test_pause_is_counted (void)
{
  for (guint32 seed = 0; seed < N_SEEDS; seed++)
    {
      Setup setup = setup_for (1000, seed % 5, seed);
      Run run;

      run_init (&run, &setup, seed);
      run_all (&run, &setup, 4000);
      run.now_s += 3.0;
      g_assert_cmpfloat (run_all (&run, &setup, 100), >, 0.6);
      g_assert_cmpuint (run.n_wrong, ==, 0);
      run_clear (&run);
    }
}

/* A pulser that warms up: 0.2 % in 100 s. */
static void
test_rate_creeps (void)
{
  for (guint32 seed = 0; seed < N_SEEDS; seed++)
    {
      Setup setup = setup_for (500, seed % 4, seed);
      Run run;

      setup.creep = 20e-6;
      run_init (&run, &setup, seed);
      run_all (&run, &setup, 500);
      while (run.now_s < run.first_s + 100)
        {
          g_assert_cmpfloat (run_all (&run, &setup, 1000), >, 0.7);
          g_assert_cmpuint (run.n_wrong, ==, 0);
        }
      run_clear (&run);
    }
}

/* Nothing is trusted on the old rate; the new one is found. */
static void
test_rate_is_turned (void)
{
  for (guint32 seed = 0; seed < N_SEEDS; seed++)
    {
      Setup setup = setup_for (1000, seed % 4, seed);
      Run run;

      run_init (&run, &setup, seed);
      run_all (&run, &setup, 1000);
      run.first_s += (double)run.next / (setup.nominal_hz * (1 + setup.off));
      run.next = 0;
      setup.off += setup.off > 0 ? -0.02 : 0.02;
      run.first_s += run.now_s - run.first_s;
      run_all (&run, &setup, 1000);
      run_all (&run, &setup, 1000);
      g_assert_cmpfloat (rate_error (&run, &setup), <, 1e-4);
      g_assert_cmpuint (run.n_wrong, ==, 0);
      g_assert_cmpuint (run.n_trusted, >, 700);
      run_clear (&run);
    }
}

/* A record whose trigger was a spike lies between the numbers. */
static void
test_spike_belongs_to_no_pulse (void)
{
  Setup setup = setup_for (500, 0, 3);
  double next_s;
  guint64 index;
  Run run;

  run_init (&run, &setup, 3);
  run_all (&run, &setup, 1000);
  next_s = trigger_s (&run, &setup, run.next);
  g_assert_false (ins_trigger_clock_add (&run.clock, next_s - 1.4e-3, next_s - 0.8e-3, &index));
  g_assert_true (ins_trigger_clock_add (&run.clock, next_s - 0.7e-3, next_s + 0.1e-3, &index));
  g_assert_cmpint ((gint64)index, ==, (gint64)run.next - run.origin);
  run_clear (&run);
}

/* Where no trigger is missed, the records before the line was known are counted as what they were.
 */
static void
test_numbers_begin_at_0 (void)
{
  for (guint32 seed = 0; seed < N_SEEDS; seed++)
    {
      Setup setup = setup_for (200, 0, seed);
      Run run;

      setup.stalls = 0;
      run_init (&run, &setup, seed);
      while (run.n_trusted == 0)
        step (&run, &setup);
      g_assert_cmpuint (run.clock.index, ==, run.n_records - 1);
      g_assert_cmpuint (run.clock.n_missed, ==, run.n_records - 1);
      run_clear (&run);
    }
}

static void
test_rate_before_it_is_known (void)
{
  Setup setup = setup_for (500, 0, 4);
  Run run;

  run_init (&run, &setup, 1);
  run_all (&run, &setup, 31);
  g_assert_true (isnan (ins_trigger_clock_get_rate_hz (&run.clock)));
  g_assert_cmpuint (run.clock.n_missed, ==, 31);
  g_assert_cmpuint (run.n_trusted, ==, 0);
  run_clear (&run);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/trigger-clock/numbers-are-right", test_numbers_are_right);
  g_test_add_func ("/trigger-clock/refuses-what-cannot-be-known",
                   test_refuses_what_cannot_be_known);
  g_test_add_func ("/trigger-clock/host-calms-down", test_host_calms_down);
  g_test_add_func ("/trigger-clock/prompt-host-at-5-khz", test_prompt_host_at_5_khz);
  g_test_add_func ("/trigger-clock/pause-is-counted", test_pause_is_counted);
  g_test_add_func ("/trigger-clock/rate-creeps", test_rate_creeps);
  g_test_add_func ("/trigger-clock/rate-is-turned", test_rate_is_turned);
  g_test_add_func ("/trigger-clock/spike-belongs-to-no-pulse", test_spike_belongs_to_no_pulse);
  g_test_add_func ("/trigger-clock/numbers-begin-at-0", test_numbers_begin_at_0);
  g_test_add_func ("/trigger-clock/rate-before-it-is-known", test_rate_before_it_is_known);

  return g_test_run ();
}
