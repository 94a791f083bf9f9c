/* test-gated-values.c - counts of a flaw detector's outputs to values
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "config.h"

#include <math.h>

#include "scan/ins-gated-values.h"

/* 12 bits over 0 to 10 V: the middle of the range, 5 V, is count 0. */
#define FULL_SCALE 2048
#define UNIPOLAR                                                                                   \
  {                                                                                                \
    .n_terms = 2, .coefficients = { 5.0, 5.0 / FULL_SCALE }                                        \
  }

static gint16
to_counts (double v)
{
  return (gint16)CLAMP (lrint ((v - 5.0) / 5.0 * FULL_SCALE), -FULL_SCALE, FULL_SCALE - 1);
}

static void
init (InsGatedValues *self)
{
  g_autoptr (InsRecipe) recipe = ins_recipe_new ();
  const InsDigitizerInfo card = {
    .full_scale_counts = FULL_SCALE,
    .n_outputs = 4,
    .outputs = { { .kind = INS_OUTPUT_SPARE, .scale = UNIPOLAR },
                 { .kind = INS_OUTPUT_TIME,
                   .gate = "F",
                   .scale = UNIPOLAR,
                   .per_v = 4e-6,
                   .at_zero_v = 10e-6 },
                 { .kind = INS_OUTPUT_AMPLITUDE, .gate = "F", .scale = UNIPOLAR, .per_v = 10.0 },
                 { .kind = INS_OUTPUT_AMPLITUDE, .gate = "I", .scale = UNIPOLAR, .per_v = 10.0 } },
  };

  recipe->n_gates = 3;
  recipe->gates[0] = (InsGate){ .name = "I" };
  recipe->gates[1] = (InsGate){ .name = "X" };
  recipe->gates[2] = (InsGate){ .name = "F" };
  ins_gated_values_init (self, recipe, &card);
}

#define ROW(time_v, flaw_v, interface_v)                                                           \
  0, to_counts (time_v), to_counts (flaw_v), to_counts (interface_v)

static void
test_mean (void)
{
  const gint16 samples[] = { ROW (4.0, 3.0, 8.0), ROW (4.5, 3.2, 8.1), ROW (5.0, 3.4, 8.2) };
  InsGateResult results[3];
  InsGatedValues values;

  init (&values);
  ins_gated_values_evaluate (&values, samples, 3, 3, results);
  g_assert_cmpfloat_with_epsilon ((double)results[0].amplitude_percent, 81.0, 0.03);
  g_assert_cmpfloat_with_epsilon ((double)results[2].amplitude_percent, 32.0, 0.03);
  g_assert_cmpfloat_with_epsilon ((double)results[2].tof_s, 28e-6, 0.01e-6);
  g_assert_cmpint (results[2].status, ==, INS_STATUS_HAS_DATA);
  /* a gate with one output of the two, and one with none */
  g_assert_true (isnan (results[0].tof_s));
  g_assert_cmpint (results[0].status, ==, INS_STATUS_HAS_DATA);
  g_assert_true (isnan (results[1].tof_s) && isnan (results[1].amplitude_percent));
  g_assert_cmpint (results[1].status, ==, 0);
}

/* A time at either end of the range is none, and spoils no other pulse's. */
static void
test_no_echo (void)
{
  const gint16 some[] = { ROW (10.0, 1.0, 8.0), ROW (4.0, 3.0, 8.0), ROW (9.96, 1.0, 8.0),
                          ROW (0.0, 1.0, 8.0), ROW (0.04, 1.0, 8.0) };
  const gint16 none[] = { ROW (10.0, 0.2, 8.0), ROW (0.0, 0.4, 8.0) };
  InsGateResult results[3];
  InsGatedValues values;

  init (&values);
  ins_gated_values_evaluate (&values, some, 5, 3, results);
  g_assert_cmpfloat_with_epsilon ((double)results[2].tof_s, 26e-6, 0.01e-6);
  g_assert_cmpint (results[2].status, ==, INS_STATUS_HAS_DATA);
  g_assert_cmpfloat_with_epsilon ((double)results[2].amplitude_percent, 14.0, 0.03);

  ins_gated_values_evaluate (&values, none, 2, 3, results);
  g_assert_true (isnan (results[2].tof_s));
  g_assert_cmpfloat_with_epsilon ((double)results[2].amplitude_percent, 3.0, 0.03);
  g_assert_cmpint (results[2].status, ==, INS_STATUS_HAS_DATA | INS_STATUS_NO_ECHO);
}

/* Within half a percent of the ends, and not a whole one. */
static void
test_ends (void)
{
  static const struct
  {
    double v;
    gboolean is_echo;
  } cases[] = { { 9.9, TRUE }, { 9.94, TRUE }, { 9.97, FALSE }, { 0.1, TRUE }, { 0.03, FALSE } };
  InsGatedValues values;

  init (&values);
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      const gint16 samples[] = { ROW (cases[i].v, 1.0, 1.0) };
      InsGateResult results[3];

      ins_gated_values_evaluate (&values, samples, 1, 3, results);
      g_assert_true (cases[i].is_echo == !isnan (results[2].tof_s));
    }
}

static void
test_saturated (void)
{
  const gint16 samples[] = { ROW (4.0, 3.0, 8.0), ROW (4.0, 3.0, 10.0) };
  InsGateResult results[3];
  InsGatedValues values;

  init (&values);
  ins_gated_values_evaluate (&values, samples, 2, 3, results);
  g_assert_cmpint (results[0].status, ==, INS_STATUS_HAS_DATA | INS_STATUS_SATURATED);
  g_assert_cmpint (results[2].status, ==, INS_STATUS_HAS_DATA);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/gated-values/mean", test_mean);
  g_test_add_func ("/gated-values/no-echo", test_no_echo);
  g_test_add_func ("/gated-values/ends", test_ends);
  g_test_add_func ("/gated-values/saturated", test_saturated);

  return g_test_run ();
}
