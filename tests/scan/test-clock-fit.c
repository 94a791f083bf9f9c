/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <math.h>

#include "scan/ins-clock-fit.h"

#define RATE (1.0 - 60e-6)
#define ORIGIN_S 123456.789

/* A crystal that is 100 ppm off and warms up: by 6 ppm, and 1 ppm to and fro with the room. */
#define WARM_PPM 6.0
#define WARMING_S 300.0
#define ROOM_PPM 1.0
#define ROOM_S 600.0

typedef enum
{
  DELAY_UNIFORM,     /* 0 to 20 ms */
  DELAY_EXPONENTIAL, /* 4 ms mean, at most 20 ms */
} Delay;

static double
true_host_s (double card_s)
{
  return ORIGIN_S + card_s * RATE;
}

static double
get_delay_s (GRand *rand, Delay delay)
{
  if (delay == DELAY_UNIFORM)
    return g_rand_double_range (rand, 0, 0.02);

  return MIN (-0.004 * log (1.0 - g_rand_double (rand)), 0.02);
}

/* Blocks of 10 ms, the card 60 ppm fast, a stall now and then that queues what follows. Calls back
 * after every block. */
typedef void (*CheckFunc) (double elapsed_s, const InsClockMap *map, gpointer data);

static void
simulate (InsClockFit *fit, guint seed, Delay delay, double seconds, CheckFunc check, gpointer data)
{
  g_autoptr (GRand) rand = g_rand_new_with_seed (seed);
  double last_s = -G_MAXDOUBLE;

  for (guint block = 1; block * 0.01 <= seconds; block++)
    {
      double card_s = 5.0 + block * 0.01;
      double arrival_s = true_host_s (card_s) + get_delay_s (rand, delay);
      InsClockMap map;

      if (g_rand_int_range (rand, 0, 500) == 0)
        arrival_s += g_rand_double_range (rand, 0.1, 0.3);
      last_s = MAX (arrival_s, last_s);
      ins_clock_fit_add (fit, card_s, last_s);
      g_assert_true (ins_clock_fit_get_map (fit, &map));
      check (block * 0.01, &map, data);
    }
}

typedef struct
{
  double sum, worst, worst_young;
  guint n;
} Errors;

static void
on_block (double elapsed_s, const InsClockMap *map, gpointer data)
{
  Errors *errors = data;
  double error = ins_clock_map_to_host_s (map, map->card_s) - true_host_s (map->card_s);

  g_assert_cmpfloat (map->rate, >=, 0.999);
  g_assert_cmpfloat (map->rate, <=, 1.001);
  g_assert_cmpfloat (map->span_s, <=, 60.51);
  if (elapsed_s >= 20.0)
    {
      errors->worst = MAX (errors->worst, fabs (error));
      errors->sum += error * error;
      errors->n++;
    }
  else if (elapsed_s >= 1.0)
    errors->worst_young = MAX (errors->worst_young, fabs (error));
}

/* Below 100 us (root mean square) after 20 s, wherever the delays lie. */
static void
test_error_bound (void)
{
  static const double bounds_s[][3] = { { 100e-6, 500e-6, 1.5e-3 }, { 20e-6, 100e-6, 500e-6 } };

  for (guint delay = 0; delay < G_N_ELEMENTS (bounds_s); delay++)
    {
      Errors errors = { 0 };

      for (guint seed = 0; seed < 20; seed++)
        {
          g_autoptr (InsClockFit) fit = ins_clock_fit_new ();

          simulate (fit, 100 + seed, (Delay)delay, 90.0, on_block, &errors);
        }
      g_test_message ("delay %u: rms %.1f us, worst %.1f us, before 20 s %.1f us", delay,
                      sqrt (errors.sum / errors.n) * 1e6, errors.worst * 1e6,
                      errors.worst_young * 1e6);
      g_assert_cmpfloat (sqrt (errors.sum / errors.n), <, bounds_s[delay][0]);
      g_assert_cmpfloat (errors.worst, <, bounds_s[delay][1]);
      g_assert_cmpfloat (errors.worst_young, <, bounds_s[delay][2]);
    }
}

typedef struct
{
  guint n, n_covered;
  double sum_s;
} Coverage;

static void
on_coverage (double elapsed_s, const InsClockMap *map, gpointer data)
{
  Coverage *coverage = data;
  double error = ins_clock_map_to_host_s (map, map->card_s) - true_host_s (map->card_s);

  if (elapsed_s < 1.0)
    return;
  coverage->n++;
  coverage->n_covered += fabs (error) <= 2.0 * map->sigma_s;
  coverage->sum_s += map->sigma_s;
}

/* The stated uncertainty covers the truth, and is no larger than it need be. */
static void
test_uncertainty (void)
{
  static const double most_s[] = { 150e-6, 30e-6 };

  for (guint delay = 0; delay < G_N_ELEMENTS (most_s); delay++)
    {
      Coverage coverage = { 0 };

      for (guint seed = 0; seed < 20; seed++)
        {
          g_autoptr (InsClockFit) fit = ins_clock_fit_new ();

          simulate (fit, 200 + seed, (Delay)delay, 60.0, on_coverage, &coverage);
        }
      g_test_message ("delay %u: covered %.3f, stated %.1f us", delay,
                      (double)coverage.n_covered / coverage.n, coverage.sum_s / coverage.n * 1e6);
      g_assert_cmpuint (100 * coverage.n_covered, >=, 93 * coverage.n);
      g_assert_cmpfloat (coverage.sum_s / coverage.n, <, most_s[delay]);
    }
}

static void
on_rate (double elapsed_s, const InsClockMap *map, gpointer data)
{
  if (elapsed_s > 30.0)
    g_assert_cmpfloat_with_epsilon (map->rate, RATE, 10e-6);
}

static void
test_rate (void)
{
  g_autoptr (InsClockFit) fit = ins_clock_fit_new ();

  simulate (fit, 7, DELAY_EXPONENTIAL, 60.0, on_rate, NULL);
}

static double
warming_host_s (double card_s)
{
  double warm_s = WARM_PPM * WARMING_S * (1.0 - exp (-card_s / WARMING_S));
  double room_s = ROOM_PPM * ROOM_S / (2.0 * G_PI) * cos (2.0 * G_PI * card_s / ROOM_S);

  return ORIGIN_S + card_s + 1e-6 * (100.0 * card_s + warm_s - room_s);
}

/* In a scan of 40 minutes (fast) the clock is fitted anew all the time: where its pulses are put
 * neither wanders off nor lags behind the crystal, by 2 um at 50 mm/s. */
static void
test_warming_crystal (void)
{
  g_autoptr (GRand) rand = g_rand_new_with_seed (9);
  g_autoptr (InsClockFit) fit = ins_clock_fit_new ();
  double sum = 0.0, worst_s = 0.0, fixed_s = 0.0, last_s = -G_MAXDOUBLE;
  InsClockMap first = { 0 };
  guint n = 0;

  for (guint block = 1; block <= 120000; block++)
    {
      double card_s = block * 0.02, error_s;
      InsClockMap map;

      last_s = MAX (warming_host_s (card_s) + get_delay_s (rand, DELAY_EXPONENTIAL), last_s);
      ins_clock_fit_add (fit, card_s, last_s);
      g_assert_true (ins_clock_fit_get_map (fit, &map));
      if (card_s < 30.0)
        continue;
      if (first.rate == 0.0)
        first = map;
      error_s = ins_clock_map_to_host_s (&map, card_s) - warming_host_s (card_s);
      fixed_s = ins_clock_map_to_host_s (&first, card_s) - warming_host_s (card_s);
      sum += error_s * error_s;
      worst_s = MAX (worst_s, fabs (error_s));
      n++;
    }
  g_test_message ("rms %.1f us, worst %.1f us; %.1f us had it not been followed",
                  sqrt (sum / n) * 1e6, worst_s * 1e6, fixed_s * 1e6);
  g_assert_cmpfloat (sqrt (sum / n), <, 40e-6);
  g_assert_cmpfloat (worst_s, <, 0.2e-3);
  g_assert_cmpfloat (fabs (fixed_s), >, 1e-3);
}

/* After a gap only what came later counts. */
static void
test_reset (void)
{
  g_autoptr (InsClockFit) fit = ins_clock_fit_new ();
  InsClockMap map;

  g_assert_false (ins_clock_fit_get_map (fit, &map));
  for (guint i = 0; i < 1000; i++)
    ins_clock_fit_add (fit, i * 0.01, 50.0 + i * 0.01);
  g_assert_true (ins_clock_fit_get_map (fit, &map));
  g_assert_cmpfloat_with_epsilon (ins_clock_map_to_host_s (&map, 5.0), 55.0, 1e-9);
  ins_clock_fit_reset (fit);
  g_assert_false (ins_clock_fit_get_map (fit, &map));
  ins_clock_fit_add (fit, 0.0, 70.0);
  g_assert_true (ins_clock_fit_get_map (fit, &map));
  g_assert_cmpfloat (map.rate, ==, 1.0);
  g_assert_cmpfloat (map.span_s, ==, 0.0);
  g_assert_cmpfloat (ins_clock_map_to_host_s (&map, 1.0), ==, 71.0);
}

/* The youngest points: rate 1 and the least delayed one. */
static void
test_young (void)
{
  g_autoptr (InsClockFit) fit = ins_clock_fit_new ();
  InsClockMap map;

  ins_clock_fit_add (fit, 0.00, 10.005);
  ins_clock_fit_add (fit, 0.01, 10.012);
  ins_clock_fit_add (fit, 0.02, 10.030);
  g_assert_true (ins_clock_fit_get_map (fit, &map));
  g_assert_cmpfloat (map.rate, ==, 1.0);
  g_assert_cmpfloat_with_epsilon (ins_clock_map_to_host_s (&map, 0.02), 10.022, 1e-9);
}

/* Whatever comes, the rate is one that a crystal can have and the line lies below the points. */
static void
test_garbage (void)
{
  g_autoptr (GRand) rand = g_rand_new_with_seed (8);

  for (guint turn = 0; turn < 200; turn++)
    {
      g_autoptr (InsClockFit) fit = ins_clock_fit_new ();
      double card_s = 0.0;

      for (guint i = 0; i < 3000; i++)
        {
          double arrival_s = card_s + g_rand_double_range (rand, -1, 1);
          InsClockMap map;

          switch (g_rand_int_range (rand, 0, 20))
            {
            case 0:
              ins_clock_fit_add (fit, (double)NAN, arrival_s);
              break;
            case 1:
              ins_clock_fit_add (fit, card_s, (double)INFINITY);
              break;
            case 2:
              ins_clock_fit_add (fit, card_s - 3.0, arrival_s);
              break;
            case 3:
              card_s += g_rand_double_range (rand, 0, 40);
              break;
            case 4:
              break;
            default:
              card_s += g_rand_double_range (rand, 0, 0.001);
              break;
            }
          ins_clock_fit_add (fit, card_s, arrival_s);
          g_assert_true (ins_clock_fit_get_map (fit, &map));
          g_assert_cmpfloat (fabs (map.rate - 1.0), <=, 0.001 + 1e-12);
          if (map.card_s == card_s)
            g_assert_cmpfloat (ins_clock_map_to_host_s (&map, card_s), <=, arrival_s + 1e-6);
        }
    }
}

/* A pulser that runs where it likes: its number over the nominal rate is the card's time. Blocks
 * of 4 ms, delays as on a busy host. */
static double
simulate_free (InsClockFit *fit, double frequency, guint seed, double seconds, double *known_s)
{
  g_autoptr (GRand) rand = g_rand_new_with_seed (seed);
  double error_s = 0.0;

  *known_s = (double)INFINITY;
  for (guint block = 1; block * 0.004 <= seconds; block++)
    {
      double host_s = block * 0.004, card_s = host_s * frequency;
      InsClockMap map;

      ins_clock_fit_add (fit, card_s, ORIGIN_S + host_s + get_delay_s (rand, DELAY_EXPONENTIAL));
      g_assert_true (ins_clock_fit_get_map (fit, &map));
      if (ins_clock_fit_is_known (fit))
        {
          double start_s = card_s - 0.5; /* as far back as a line may begin */

          *known_s = MIN (*known_s, host_s);
          error_s = MAX (error_s, fabs (ins_clock_map_to_host_s (&map, start_s) - ORIGIN_S -
                                        start_s / frequency));
        }
    }

  return error_s;
}

static void
test_free_pulser (void)
{
  static const double frequencies[] = { 0.81, 0.93, 1.0, 1.002, 1.19 };
  double worst_s = 0.0;

  for (guint i = 0; i < G_N_ELEMENTS (frequencies); i++)
    for (guint seed = 0; seed < 20; seed++)
      {
        g_autoptr (InsClockFit) fit = ins_clock_fit_new ();
        double known_s;

        ins_clock_fit_begin (fit, 0.2);
        g_assert_false (ins_clock_fit_is_known (fit));
        worst_s = MAX (worst_s, simulate_free (fit, frequencies[i], 300 + seed, 5.0, &known_s));
        g_assert_cmpfloat (known_s, <, 2.0);
      }
  g_test_message ("worst %.0f us", worst_s * 1e6);
  g_assert_cmpfloat (worst_s, <, 2e-3);
}

/* Samples were lost: the clock starts anew, but it is the same clock. */
static void
test_gap_keeps_rate (void)
{
  static const double tolerances[] = { INS_CLOCK_CRYSTAL, 0.2 };
  static const double frequencies[] = { 1.0 / RATE, 1.13 };

  for (guint i = 0; i < G_N_ELEMENTS (tolerances); i++)
    {
      g_autoptr (InsClockFit) fit = ins_clock_fit_new ();
      double known_s;
      InsClockMap map;

      ins_clock_fit_begin (fit, tolerances[i]);
      simulate_free (fit, frequencies[i], 7, 30.0, &known_s);
      ins_clock_fit_reset (fit);
      g_assert_false (ins_clock_fit_get_map (fit, &map));
      ins_clock_fit_add (fit, 0.0, 1000.0);
      g_assert_true (ins_clock_fit_get_map (fit, &map));
      g_assert_true (ins_clock_fit_is_known (fit));
      g_assert_cmpfloat_with_epsilon (map.rate, 1.0 / frequencies[i], 20e-6);

      /* of another card nothing is known */
      ins_clock_fit_begin (fit, tolerances[i]);
      ins_clock_fit_add (fit, 0.0, 1000.0);
      g_assert_true (ins_clock_fit_get_map (fit, &map));
      g_assert_cmpfloat (map.rate, ==, 1.0);
    }
}

/* The delays that went in come out, and the counting can begin anew. */
static void
test_residual (void)
{
  g_autoptr (InsClockFit) fit = ins_clock_fit_new ();
  g_autoptr (GRand) rand = g_rand_new_with_seed (3);
  InsClockResidual residual;
  InsClockMap map;

  ins_clock_fit_get_residual (fit, &residual);
  g_assert_true (residual.n == 0 && isnan (residual.p50_s) && isnan (residual.p99_s));
  for (guint i = 0; i < 20000; i++)
    {
      ins_clock_fit_add (fit, i * 0.001, 10.0 + i * 0.001 + g_rand_double_range (rand, 0, 0.008));
      g_assert_true (ins_clock_fit_get_map (fit, &map));
      g_assert_true (ins_clock_fit_get_map (fit, &map)); /* counts once */
      if (i == 5000)
        ins_clock_fit_clear_residual (fit);
    }
  ins_clock_fit_get_residual (fit, &residual);
  g_assert_cmpuint (residual.n, ==, 14999);
  g_assert_cmpfloat_with_epsilon (residual.p50_s, 0.004, 0.0005);
  g_assert_cmpfloat_with_epsilon (residual.p99_s, 0.00792, 0.0009);

  ins_clock_fit_reset (fit);
  ins_clock_fit_get_residual (fit, &residual);
  g_assert_cmpuint (residual.n, ==, 14999);
  ins_clock_fit_clear_residual (fit);
  ins_clock_fit_get_residual (fit, &residual);
  g_assert_cmpuint (residual.n, ==, 0);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/clock-fit/error-bound", test_error_bound);
  g_test_add_func ("/clock-fit/uncertainty", test_uncertainty);
  g_test_add_func ("/clock-fit/rate", test_rate);
  g_test_add_func ("/clock-fit/warming-crystal", test_warming_crystal);
  g_test_add_func ("/clock-fit/reset", test_reset);
  g_test_add_func ("/clock-fit/young", test_young);
  g_test_add_func ("/clock-fit/garbage", test_garbage);
  g_test_add_func ("/clock-fit/free-pulser", test_free_pulser);
  g_test_add_func ("/clock-fit/gap-keeps-rate", test_gap_keeps_rate);
  g_test_add_func ("/clock-fit/residual", test_residual);

  return g_test_run ();
}
