/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <math.h>

#include "image/ins-comb.h"

#define N_COLUMNS 120
#define MAX_ROWS 101
#define N_WAVES 60

typedef enum
{
  TEXTURE,  /* of scale 2.5 px, rms 1 */
  FEATURES, /* three round ones of height 3 */
  EDGE,     /* one, slanted */
  NOTHING,
  BANDS,     /* structure across the lines only */
  PERIOD_5,  /* along the lines */
  PERIOD_12, /* longer than the search can confuse */
} Part;

typedef struct
{
  Part part;
  guint n_rows;
  double noise, comb_px, phase;
  double waves[N_WAVES][3]; /* per column, per row, phase */
  double features[3][2];    /* column, row */
} Scene;

static double
normal (GRand *random)
{
  return sqrt (-2.0 * log (1.0 - g_rand_double (random))) *
         cos (2.0 * G_PI * g_rand_double (random));
}

static void
scene_init (Scene *self, GRand *random, Part part, guint n_rows, double noise)
{
  *self = (Scene){ .part = part, .n_rows = n_rows, .noise = noise };
  self->comb_px = g_rand_double_range (random, -3.0, 3.0);
  self->phase = g_rand_double_range (random, 0.0, 2.0 * G_PI);
  for (guint i = 0; i < N_WAVES; i++)
    {
      self->waves[i][0] = normal (random) / (2.5 * sqrt (2.0));
      self->waves[i][1] = normal (random) / (2.5 * sqrt (2.0));
      self->waves[i][2] = g_rand_double_range (random, 0.0, 2.0 * G_PI);
    }
  for (guint i = 0; i < 3; i++)
    {
      self->features[i][0] = g_rand_double_range (random, 20.0, N_COLUMNS - 20.0);
      self->features[i][1] = g_rand_double_range (random, 2.0, n_rows - 3.0);
    }
}

static double
get_truth (const Scene *self, double x, double y)
{
  double value = 0.0;

  switch (self->part)
    {
    case TEXTURE:
      for (guint i = 0; i < N_WAVES; i++)
        value += cos (self->waves[i][0] * x + self->waves[i][1] * y + self->waves[i][2]);
      return value * sqrt (2.0 / N_WAVES);
    case FEATURES:
      for (guint i = 0; i < 3; i++)
        value += 3.0 *
                 exp (-0.5 *
                      (pow (x - self->features[i][0], 2) + pow (y - self->features[i][1], 2)) /
                      (2.5 * 2.5));
      return value;
    case EDGE:
      return 1.5 * (1.0 + tanh ((x - 50.0 - 0.4 * y) / 1.5));
    case BANDS:
      return sin (0.9 * y + self->phase);
    case PERIOD_5:
      return sqrt (2.0) * sin (2.0 * G_PI * x / 5.0 + self->phase);
    case PERIOD_12:
      return sqrt (2.0) * sin (2.0 * G_PI * x / 12.0 + self->phase);
    case NOTHING:
    default:
      return 0.0;
    }
}

static void
draw (const Scene *self, GRand *random, float *values, gint8 *directions)
{
  for (guint row = 0; row < self->n_rows; row++)
    {
      directions[row] = row % 2 == 0 ? 1 : -1;
      for (guint column = 0; column < N_COLUMNS; column++)
        values[row * N_COLUMNS + column] =
            (float)(40.0 + get_truth (self, column - 0.5 * directions[row] * self->comb_px, row) +
                    self->noise * normal (random));
    }
}

static void
estimate (const Scene *self, GRand *random, InsComb *comb)
{
  static float values[MAX_ROWS * N_COLUMNS];
  gint8 directions[MAX_ROWS];

  draw (self, random, values, directions);
  ins_comb_estimate (values, directions, self->n_rows, N_COLUMNS, G_MAXUINT, comb);
}

/* Errors, how often an answer is given, and that twice the stated error covers the truth. */
static void
test_finds_the_comb (void)
{
  const struct
  {
    Part part;
    double noise;
    guint n_rows, least_ok;
    double most_rms_px;
  } cases[] = {
    { TEXTURE, 0.03, 15, 12, 0.03 },  { TEXTURE, 0.1, 31, 12, 0.025 },
    { TEXTURE, 0.3, 31, 12, 0.07 },   { TEXTURE, 1.0, 101, 11, 0.13 },
    { FEATURES, 0.03, 31, 11, 0.03 }, { FEATURES, 0.1, 31, 11, 0.1 },
    { EDGE, 0.03, 15, 12, 0.03 },     { EDGE, 0.1, 31, 12, 0.06 },
    { EDGE, 0.3, 101, 10, 0.15 },
  };
  enum
  {
    N_PICTURES = 12
  };
  g_autoptr (GRand) random = g_rand_new_with_seed (7);
  guint n_ok = 0, n_covered = 0;

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      guint n = 0;
      double square = 0.0;

      for (guint picture = 0; picture < N_PICTURES; picture++)
        {
          Scene scene;
          InsComb comb;
          double error_px;

          scene_init (&scene, random, cases[i].part, cases[i].n_rows, cases[i].noise);
          estimate (&scene, random, &comb);
          g_assert_cmpuint (comb.n_lines, ==, cases[i].n_rows / 2);
          if (comb.verdict != INS_COMB_OK)
            continue;
          error_px = comb.comb_px - scene.comb_px;
          square += error_px * error_px;
          n_covered += fabs (error_px) <= 2.0 * comb.se_px;
          n++;
        }
      g_test_message ("part %d, noise %g, %u rows: %u of %d, rms %.4f px", (int)cases[i].part,
                      cases[i].noise, cases[i].n_rows, n, N_PICTURES, sqrt (square / MAX (n, 1)));
      g_assert_cmpuint (n, >=, cases[i].least_ok);
      g_assert_cmpfloat (sqrt (square / n), <=, cases[i].most_rms_px);
      n_ok += n;
    }
  g_test_message ("covered %u of %u", n_covered, n_ok);
  g_assert_cmpfloat ((double)n_covered / n_ok, >=, 0.9);
}

/* Whatever the noise: where nothing along the lines tells, nothing is said. */
static void
test_says_nothing_without_structure (void)
{
  static const Part parts[] = { NOTHING, BANDS, PERIOD_5 };
  static const double noises[] = { 0.03, 0.3, 1.0 };
  static const guint n_rows[] = { 7, 15, 31, 101 };
  g_autoptr (GRand) random = g_rand_new_with_seed (11);

  for (guint i = 0; i < 3 * 3 * 4 * 5; i++)
    {
      Scene scene;
      InsComb comb;

      scene_init (&scene, random, parts[i % 3], n_rows[i / 9 % 4], noises[i / 3 % 3]);
      estimate (&scene, random, &comb);
      g_assert_cmpint (comb.verdict, !=, INS_COMB_OK);
      g_assert_false (ins_comb_is_significant (&comb));
      if (scene.part != PERIOD_5)
        g_assert_cmpint (comb.verdict, ==, INS_COMB_UNKNOWN);
    }
}

static void
test_short_period_is_ambiguous (void)
{
  g_autoptr (GRand) random = g_rand_new_with_seed (13);
  Scene scene;
  InsComb comb;

  scene_init (&scene, random, PERIOD_5, 31, 0.1);
  estimate (&scene, random, &comb);
  g_assert_cmpint (comb.verdict, ==, INS_COMB_AMBIGUOUS);
}

static void
test_long_period_is_measured (void)
{
  g_autoptr (GRand) random = g_rand_new_with_seed (17);

  for (guint i = 0; i < 8; i++)
    {
      Scene scene;
      InsComb comb;

      scene_init (&scene, random, PERIOD_12, 31, 0.1);
      estimate (&scene, random, &comb);
      g_assert_cmpint (comb.verdict, ==, INS_COMB_OK);
      g_assert_cmpfloat (fabs (comb.comb_px - scene.comb_px), <, 0.1);
    }
}

/* Pixels and rows without a value take no part, whatever stands in their places. */
static void
test_holes_do_not_matter (void)
{
  g_autoptr (GRand) random = g_rand_new_with_seed (19);
  static float values[31 * N_COLUMNS];
  gint8 directions[31];
  Scene scene;
  InsComb comb;

  scene_init (&scene, random, TEXTURE, 31, 0.1);
  draw (&scene, random, values, directions);
  for (guint i = 0; i < G_N_ELEMENTS (values); i++)
    if (i % 97 == 3 || i / N_COLUMNS == 12)
      values[i] = NAN;
  directions[20] = 0;
  ins_comb_estimate (values, directions, 31, N_COLUMNS, G_MAXUINT, &comb);
  g_assert_cmpint (comb.verdict, ==, INS_COMB_OK);
  g_assert_cmpuint (comb.n_lines, ==, 13);
  g_assert_cmpfloat (fabs (comb.comb_px - scene.comb_px), <, 0.1);

  ins_comb_estimate (values, directions, 31, N_COLUMNS, 5, &comb);
  g_assert_cmpuint (comb.n_lines, ==, 5);
  for (guint i = 0; i < G_N_ELEMENTS (values); i++)
    values[i] = NAN;
  ins_comb_estimate (values, directions, 31, N_COLUMNS, G_MAXUINT, &comb);
  g_assert_cmpint (comb.verdict, ==, INS_COMB_UNKNOWN);
}

/* Begun backward, or not one line after the other: the sign stays, and rows without two neighbours
 * of the other direction are left out. */
static void
test_order_of_directions (void)
{
  g_autoptr (GRand) random = g_rand_new_with_seed (29);
  static float values[31 * N_COLUMNS];
  gint8 directions[31];
  Scene scene;
  InsComb comb;

  scene_init (&scene, random, TEXTURE, 31, 0.03);
  draw (&scene, random, values, directions);
  ins_comb_estimate (values + N_COLUMNS, directions + 1, 29, N_COLUMNS, G_MAXUINT, &comb);
  g_assert_cmpuint (comb.n_lines, ==, 14);
  g_assert_cmpfloat (fabs (comb.comb_px - scene.comb_px), <, 0.05);
  for (guint row = 0; row < 31; row++)
    if (row % 2 == 0 && row % 8 != 2 && row % 8 != 4)
      directions[row] = 0;
  ins_comb_estimate (values, directions, 31, N_COLUMNS, G_MAXUINT, &comb);
  g_assert_cmpuint (comb.n_lines, ==, 8);
  g_assert_cmpfloat (fabs (comb.comb_px - scene.comb_px), <, 0.1);
}

/* One direction, too few rows or columns: nothing to compare. */
static void
test_small_pictures_are_unknown (void)
{
  g_autoptr (GRand) random = g_rand_new_with_seed (23);
  static float values[31 * N_COLUMNS];
  gint8 directions[31], all_forward[31];
  Scene scene;
  InsComb comb;

  scene_init (&scene, random, TEXTURE, 31, 0.03);
  draw (&scene, random, values, directions);
  for (guint i = 0; i < 31; i++)
    all_forward[i] = 1;
  ins_comb_estimate (values, all_forward, 31, N_COLUMNS, G_MAXUINT, &comb);
  g_assert_cmpuint (comb.n_lines, ==, 0);
  g_assert_cmpint (comb.verdict, ==, INS_COMB_UNKNOWN);
  ins_comb_estimate (values, directions, 5, N_COLUMNS, G_MAXUINT, &comb);
  g_assert_cmpint (comb.verdict, ==, INS_COMB_UNKNOWN);
  ins_comb_estimate (values, directions, 31, 20, G_MAXUINT, &comb);
  g_assert_cmpint (comb.verdict, ==, INS_COMB_UNKNOWN);
  ins_comb_estimate (values, directions, 0, N_COLUMNS, G_MAXUINT, &comb);
  g_assert_cmpint (comb.verdict, ==, INS_COMB_UNKNOWN);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/comb/finds-it", test_finds_the_comb);
  g_test_add_func ("/comb/says-nothing-without-structure", test_says_nothing_without_structure);
  g_test_add_func ("/comb/short-period-is-ambiguous", test_short_period_is_ambiguous);
  g_test_add_func ("/comb/long-period-is-measured", test_long_period_is_measured);
  g_test_add_func ("/comb/holes-do-not-matter", test_holes_do_not_matter);
  g_test_add_func ("/comb/order-of-directions", test_order_of_directions);
  g_test_add_func ("/comb/small-pictures-are-unknown", test_small_pictures_are_unknown);

  return g_test_run ();
}
