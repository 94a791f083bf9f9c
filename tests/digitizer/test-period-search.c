/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <math.h>

#include "devices/digitizer/ins-period-search.h"

#define N INS_PERIOD_SEARCH_MAX
#define LOW_S 0.94e-3
#define HIGH_S 1.06e-3
#define N_SEEDS 100

typedef struct
{
  double times_s[N];
  gint64 ticks[N]; /* what they are */
  gint64 numbers[N];
} Times;

/* Ticks with gaps of up to most - 1, each heard up to late periods later. */
static void
make (Times *self, GRand *random, double period_s, int most, double late)
{
  gint64 tick = 0;

  for (guint i = 0; i < N; i++)
    {
      self->ticks[i] = tick;
      self->times_s[i] = 7.0 + ((double)tick + late * g_rand_double (random)) * period_s;
      tick += g_rand_int_range (random, 1, most + 1);
    }
}

static double
search (Times *self)
{
  return ins_period_search (self->times_s, N, LOW_S, HIGH_S, self->numbers);
}

/* Nothing is numbered as if it had come before its tick; a few may seem a period late. */
static void
check_numbers (const Times *times)
{
  guint n_right = 0;
  gint64 shift = G_MININT64;

  for (guint i = 0; i < N; i++)
    shift = MAX (shift, times->numbers[i] - times->ticks[i]);
  for (guint i = 0; i < N; i++)
    n_right += times->numbers[i] - times->ticks[i] == shift;
  g_assert_cmpuint (n_right, >=, N - 4);
}

static void
test_finds (void)
{
  static const int most[] = { 1, 2, 7, 15 };

  for (guint32 seed = 0; seed < N_SEEDS; seed++)
    {
      g_autoptr (GRand) random = g_rand_new_with_seed (seed);
      double period_s = g_rand_double_range (random, LOW_S, HIGH_S);
      Times times;

      make (&times, random, period_s, most[seed % 4], 0.3);
      g_assert_cmpfloat_with_epsilon (search (&times) / period_s, 1,
                                      0.3 / (double)times.ticks[N - 1]);
      check_numbers (&times);
    }
}

/* What comes nearly a period late belongs to its own tick, and is not early for the next one. */
static void
test_very_late_ones (void)
{
  for (guint32 seed = 0; seed < N_SEEDS; seed++)
    {
      g_autoptr (GRand) random = g_rand_new_with_seed (seed);
      guint a = 1 + seed % (N - 3), b = (a + 7) % (N - 3) + 1;
      Times times;

      make (&times, random, 1e-3, 4, 0.1);
      times.times_s[a] = 7.0 + 1e-3 * ((double)times.ticks[a] + 0.8);
      times.times_s[b] = 7.0 + 1e-3 * ((double)times.ticks[b] + 0.6);
      g_assert_cmpfloat (search (&times), >, 0);
      check_numbers (&times);
    }
}

static void
test_refuses (void)
{
  guint n_found = 0;

  for (guint32 seed = 0; seed < N_SEEDS; seed++)
    {
      g_autoptr (GRand) random = g_rand_new_with_seed (seed);
      Times times;

      make (&times, random, 1e-3, 5, 1.0); /* at any moment */
      n_found += isfinite (search (&times)) ? 1 : 0;

      for (guint i = 0; i < N; i++) /* every 20th of 1 ms, or every 19th or 21st of others */
        times.times_s[i] = 7.0 + 20e-3 * i + 0.1e-3 * g_rand_double (random);
      g_assert_true (isnan (search (&times)));
    }
  g_assert_cmpuint (n_found, <=, N_SEEDS / 50); /* 32 moments may look like it by chance */
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/period-search/finds", test_finds);
  g_test_add_func ("/period-search/very-late-ones", test_very_late_ones);
  g_test_add_func ("/period-search/refuses", test_refuses);

  return g_test_run ();
}
