/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <math.h>

#include "devices/digitizer/ins-pulse-grid.h"

#define N_SEEDS 50

/* A pulser and what becomes of its edges. Times in seconds. */
typedef struct
{
  double expected_hz, prf_hz;
  double slope;   /* relative change of the rate per second */
  double jitter;  /* of each pulse, periods, either way */
  double missing; /* share of the pulses */
  double spikes;  /* per pulse, somewhere between 0.15 and 0.85 of the way */
} Pulser;

typedef struct
{
  InsPulseGrid grid;
  GRand *random;
  guint64 origin;      /* number of the pulse that the grid numbers 0 */
  guint n_seen;        /* pulses that came */
  guint n_taken;       /* of these those that the grid took */
  guint n_wrong;       /* with another number than they have */
  guint n_taken_noise; /* spikes that it took */
} Run;

static void
run_init (Run *run, const Pulser *pulser, guint32 seed)
{
  *run = (Run){ .random = g_rand_new_with_seed (seed) };
  ins_pulse_grid_init (&run->grid, 1 / pulser->expected_hz);
}

static void
run_clear (Run *run)
{
  g_rand_free (run->random);
}

static void
add_pulse (Run *run, guint64 number, double at_s)
{
  guint64 index;

  run->n_seen++;
  if (!ins_pulse_grid_add (&run->grid, at_s, &index))
    return;
  if (run->n_taken++ == 0)
    run->origin = number - index;
  else if (index != number - run->origin)
    {
      run->n_wrong++;
      run->origin = number - index;
    }
}

/* Pulses number first to last, of which pulse first comes at from_s; when the next one would come.
 */
static double
send (Run *run, const Pulser *pulser, double from_s, guint64 first, guint64 n)
{
  double at_s = from_s, rate_hz = pulser->prf_hz;
  guint64 index;

  for (guint64 k = first; k < first + n; k++)
    {
      double period_s = 1 / rate_hz;
      double late_s = pulser->jitter * g_rand_double_range (run->random, -1, 1) * period_s;

      if (k == first || g_rand_double (run->random) >= pulser->missing)
        add_pulse (run, k, at_s + late_s);
      if (g_rand_double (run->random) < pulser->spikes)
        run->n_taken_noise += ins_pulse_grid_add (
            &run->grid, at_s + g_rand_double_range (run->random, 0.15, 0.85) * period_s, &index);
      at_s += period_s;
      rate_hz *= 1 + pulser->slope * period_s;
    }

  return at_s;
}

static void
test_follows (void)
{
  static const Pulser pulsers[] = {
    { .expected_hz = 1000, .prf_hz = 1000, .jitter = 1e-3 },
    { .expected_hz = 1000, .prf_hz = 1230, .jitter = 1e-3 },
    { .expected_hz = 1000, .prf_hz = 790, .jitter = 1e-3, .missing = 0.05 },
    { .expected_hz = 1000, .prf_hz = 1010, .jitter = 1e-3, .missing = 0.2 },
    { .expected_hz = 20, .prf_hz = 21, .slope = 0.1, .jitter = 1e-3, .missing = 0.05 },
    { .expected_hz = 20, .prf_hz = 20, .slope = -0.1, .jitter = 1e-3, .missing = 0.05 },
    { .expected_hz = 200, .prf_hz = 195, .slope = 0.1, .jitter = 1e-3, .missing = 0.2 },
    { .expected_hz = 5000, .prf_hz = 5000, .slope = -0.5, .jitter = 1e-3, .missing = 0.2 },
    { .expected_hz = 1000, .prf_hz = 1000, .jitter = 0.03, .missing = 0.1 },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (pulsers); i++)
    for (guint32 seed = 0; seed < N_SEEDS; seed++)
      {
        Pulser settled = pulsers[i];
        Run run;
        double at_s;

        run_init (&run, &pulsers[i], seed);
        settled.missing = settled.slope = 0; /* nobody knows a gap before there is a grid */
        at_s = send (&run, &settled, 0.3, 0, 5);
        send (&run, &pulsers[i], at_s, 5, 2000 / (pulsers[i].expected_hz < 200 ? 20 : 1));
        g_assert_cmpuint (run.n_wrong, ==, 0);
        g_assert_cmpuint (run.n_taken, ==, run.n_seen);
        run_clear (&run);
      }
}

static void
test_spikes_are_no_pulses (void)
{
  static const Pulser pulser = {
    .expected_hz = 1000, .prf_hz = 980, .jitter = 1e-3, .missing = 0.02, .spikes = 0.1
  };
  guint n_seen = 0, n_taken = 0, n_taken_noise = 0, n_wrong = 0;

  for (guint32 seed = 0; seed < N_SEEDS; seed++)
    {
      Run run;

      run_init (&run, &pulser, seed);
      send (&run, &pulser, 0.3, 0, 2000);
      n_seen += run.n_seen;
      n_taken += run.n_taken;
      n_taken_noise += run.n_taken_noise;
      n_wrong += run.n_wrong;
      run_clear (&run);
    }
  g_test_message ("%u pulses: %u taken, %u with a wrong number; %u spikes taken", n_seen, n_taken,
                  n_wrong, n_taken_noise);
  /* 10,000 spikes; two in one gap may look like the next two of a train */
  g_assert_cmpuint (n_taken_noise, <, 50);
  g_assert_cmpuint (n_wrong, <, 50);
  g_assert_cmpuint (n_seen - n_taken, <, 50);
}

/* However far the expected rate is off, the real one is found within a few dozen pulses. */
static void
test_finds_any_rate (void)
{
  for (double ratio = 0.05; ratio < 20; ratio *= 1.07)
    {
      Pulser pulser = { .expected_hz = 1000, .prf_hz = 1000 * ratio, .jitter = 1e-3 };
      Run run;
      double at_s;

      run_init (&run, &pulser, 1);
      at_s = send (&run, &pulser, 0.0, 0, 60);
      run.n_seen = run.n_taken = run.n_wrong = 0;
      send (&run, &pulser, at_s, 60, 1000);
      g_assert_cmpuint (run.n_wrong, ==, 0);
      g_assert_cmpuint (run.n_taken, ==, 1000);
      g_assert_cmpfloat_with_epsilon (ins_pulse_grid_get_period (&run.grid) * pulser.prf_hz, 1,
                                      1e-3);
      run_clear (&run);
    }
}

/* The sync stops for seconds and comes back in another phase: the first pulse afterwards counts. */
static void
test_comes_back (void)
{
  static const Pulser pulser = { .expected_hz = 1000, .prf_hz = 1003, .jitter = 1e-3 };

  for (guint32 seed = 0; seed < N_SEEDS; seed++)
    {
      guint64 before, n_missing;
      Run run;
      double at_s, gap_s;

      run_init (&run, &pulser, seed);
      gap_s = g_rand_double_range (run.random, 0.2, 5);
      at_s = send (&run, &pulser, 0.3, 0, 100);
      before = run.grid.index;
      send (&run, &pulser, at_s + gap_s, 100, 1);
      n_missing = run.grid.index - before - 1;
      g_assert_cmpfloat_with_epsilon ((double)n_missing, gap_s * pulser.prf_hz,
                                      2 + 1e-3 * gap_s * pulser.prf_hz);
      run.n_wrong = run.n_taken = 0;
      send (&run, &pulser, at_s + gap_s + 1 / pulser.prf_hz, 101, 100);
      g_assert_cmpuint (run.n_taken, ==, 100);
      g_assert_cmpuint (run.n_wrong, ==, 0);
      run_clear (&run);
    }
}

/* A pulser that is switched to another phase or rate costs a few pulses. */
static void
test_jumps (void)
{
  static const Pulser before = { .expected_hz = 1000, .prf_hz = 1000, .jitter = 1e-3 };

  for (guint32 seed = 0; seed < N_SEEDS; seed++)
    {
      Pulser after = before;
      Run run;
      double at_s;

      run_init (&run, &before, seed);
      after.prf_hz = seed % 2 ? 1000 : g_rand_double_range (run.random, 600, 1900);
      at_s = send (&run, &before, 0.3, 0, 100) + g_rand_double (run.random) / 1000;
      run.n_taken = 0;
      at_s = send (&run, &after, at_s, 100, 30);
      g_assert_cmpuint (run.n_taken, >=, 22);
      run.n_taken = run.n_wrong = 0;
      send (&run, &after, at_s, 130, 100);
      g_assert_cmpuint (run.n_wrong, ==, 0);
      g_assert_cmpuint (run.n_taken, ==, 100);
      run_clear (&run);
    }
}

/* A pulser that is turned to half or a third at once. */
static void
test_fraction_of_the_rate (void)
{
  static const Pulser before = { .expected_hz = 1000, .prf_hz = 1000, .jitter = 1e-3 };

  for (guint n = 2; n <= 5; n++)
    {
      Pulser after = before;
      Run run;
      double at_s;

      run_init (&run, &before, n);
      after.prf_hz = before.prf_hz / n;
      at_s = send (&run, &before, 0.3, 0, 100);
      at_s = send (&run, &after, at_s, 100, 25);
      g_assert_cmpfloat_with_epsilon (ins_pulse_grid_get_period (&run.grid) * after.prf_hz, 1,
                                      1e-3);
      run.n_wrong = 0;
      send (&run, &after, at_s, 125, 100);
      g_assert_cmpuint (run.n_wrong, ==, 0);
      run_clear (&run);
    }
}

/* A sync that rings gives two edges for each pulse, or three. */
static void
test_ringing (void)
{
  InsPulseGrid grid;
  guint64 index;

  ins_pulse_grid_init (&grid, 1.0);
  for (guint k = 0; k < 200; k++)
    {
      double at_s = 1.1 * k;

      g_assert_true (ins_pulse_grid_add (&grid, at_s, &index));
      g_assert_cmpuint (index, ==, k);
      g_assert_false (ins_pulse_grid_add (&grid, at_s + 0.01, &index));
      if (k % 3 == 0)
        g_assert_false (ins_pulse_grid_add (&grid, at_s + 0.02 + 0.001 * k, &index));
    }
  g_assert_cmpfloat_with_epsilon (ins_pulse_grid_get_period (&grid), 1.1, 1e-9);
}

static void
test_period_before_two_pulses (void)
{
  InsPulseGrid grid;
  guint64 index;

  ins_pulse_grid_init (&grid, 1e-3);
  g_assert_true (isnan (ins_pulse_grid_get_period (&grid)));
  g_assert_true (ins_pulse_grid_add (&grid, 12.0, &index));
  g_assert_cmpuint (index, ==, 0);
  g_assert_true (isnan (ins_pulse_grid_get_period (&grid)));
  g_assert_true (ins_pulse_grid_add (&grid, 12.00101, &index));
  g_assert_cmpuint (index, ==, 1);
  g_assert_cmpfloat_with_epsilon (ins_pulse_grid_get_period (&grid), 1.01e-3, 1e-12);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/pulse-grid/follows", test_follows);
  g_test_add_func ("/pulse-grid/spikes-are-no-pulses", test_spikes_are_no_pulses);
  g_test_add_func ("/pulse-grid/finds-any-rate", test_finds_any_rate);
  g_test_add_func ("/pulse-grid/comes-back", test_comes_back);
  g_test_add_func ("/pulse-grid/jumps", test_jumps);
  g_test_add_func ("/pulse-grid/fraction-of-the-rate", test_fraction_of_the_rate);
  g_test_add_func ("/pulse-grid/ringing", test_ringing);
  g_test_add_func ("/pulse-grid/period-before-two-pulses", test_period_before_two_pulses);

  return g_test_run ();
}
