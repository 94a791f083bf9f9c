/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <math.h>

#include "scan/ins-clock-fit.h"

#define RATE (1.0 - 60e-6)
#define ORIGIN_S 123456.789

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

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/clock-fit/error-bound", test_error_bound);
  g_test_add_func ("/clock-fit/rate", test_rate);
  g_test_add_func ("/clock-fit/reset", test_reset);
  g_test_add_func ("/clock-fit/young", test_young);
  g_test_add_func ("/clock-fit/garbage", test_garbage);

  return g_test_run ();
}
