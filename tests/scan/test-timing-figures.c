/* test-timing-figures.c - sums, limits and names of what the pipeline's steps cost
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "config.h"

#include <math.h>
#include <string.h>

#include "scan/ins-timing-figures.h"

static void
test_costs_add_up (void)
{
  InsTimingFigures figures = { .elapsed_s = 2.0 };
  InsTimingCost *cost = &figures.costs[INS_TIMING_CUT];

  g_assert_true (isnan (ins_timing_cost_get_mean_s (cost)));
  ins_timing_cost_add (cost, 0.5);
  ins_timing_cost_add (cost, 0.25);
  g_assert_cmpuint (cost->n, ==, 2);
  g_assert_cmpfloat (cost->longest_s, ==, 0.5);
  g_assert_cmpfloat (ins_timing_cost_get_mean_s (cost), ==, 0.375);
  g_assert_cmpfloat (ins_timing_figures_get_share (&figures, INS_TIMING_CUT), ==, 0.375);
  g_assert_cmpfloat (ins_timing_figures_get_share (&figures, INS_TIMING_SYNC), ==, 0.0);
  figures.elapsed_s = 0.0;
  g_assert_true (isnan (ins_timing_figures_get_share (&figures, INS_TIMING_CUT)));
}

static void
test_fewest_free_is_kept (void)
{
  InsTimingFigures figures = { 0 };
  const guint n_free[] = { 3, 1, 2 };

  for (guint i = 0; i < G_N_ELEMENTS (n_free); i++)
    ins_timing_figures_count_free (&figures.fewest_free_buffers, &figures.n_buffers, 3, n_free[i]);
  g_assert_cmpuint (figures.n_buffers, ==, 3);
  g_assert_cmpuint (figures.fewest_free_buffers, ==, 1);
}

/* The card's steps come from one thread, the others from others: each keeps its own. */
static void
test_card_does_not_touch_the_others (void)
{
  InsTimingFigures figures = { .n_lines = 4 };
  InsTimingFigures card = { .elapsed_s = 9.0, .latest_block_s = 0.5, .longest_away_s = 0.25 };

  for (guint step = 0; step < INS_N_TIMING_STEPS; step++)
    {
      ins_timing_cost_add (&figures.costs[step], 1.0);
      ins_timing_cost_add (&card.costs[step], 2.0);
    }
  ins_timing_figures_merge_card (&figures, &card);
  for (guint step = 0; step < INS_N_TIMING_STEPS; step++)
    g_assert_cmpfloat (figures.costs[step].sum_s, ==, step <= INS_TIMING_PUBLISH ? 2.0 : 1.0);
  g_assert_cmpuint (figures.n_lines, ==, 4);
  g_assert_cmpfloat (figures.elapsed_s, ==, 9.0);
  g_assert_cmpfloat (figures.latest_block_s, ==, 0.5);
  g_assert_cmpfloat (figures.longest_away_s, ==, 0.25);
}

static void
test_every_step_has_a_name_of_its_own (void)
{
  for (InsTimingStep step = 0; step < INS_N_TIMING_STEPS; step++)
    {
      g_assert_cmpuint (strlen (ins_timing_step_get_name (step)), >, 0);
      for (InsTimingStep other = 0; other < step; other++)
        g_assert_cmpstr (ins_timing_step_get_id (step), !=, ins_timing_step_get_id (other));
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/timing-figures/costs-add-up", test_costs_add_up);
  g_test_add_func ("/timing-figures/fewest-free-is-kept", test_fewest_free_is_kept);
  g_test_add_func ("/timing-figures/card-does-not-touch-the-others",
                   test_card_does_not_touch_the_others);
  g_test_add_func ("/timing-figures/every-step-has-a-name-of-its-own",
                   test_every_step_has_a_name_of_its_own);

  return g_test_run ();
}
