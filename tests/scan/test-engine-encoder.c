/* test-engine-encoder.c - pulses that carry an encoder's position
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "config.h"

#include <math.h>

#include "engine-fixture.h"

#define SLOW_STAGE "sim?latency_ms=20&jitter_ms=10&seed=5"

/* With a rig whose latency is set wrong on purpose: 10 ms at 50 mm/s are 0.5 mm, a quarter of the
 * bars' period. */
static InsSnapshot
scan_bars (const char *digitizer_uri, double latency_ms, MemorySink *sink)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (InsRig) rig = ins_rig_new (NULL, SLOW_STAGE, digitizer_uri, &error);
  g_autoptr (InsEngine) engine = NULL;
  g_autoptr (InsRecipe) recipe = bars_recipe_new ();
  InsSnapshot snapshot;

  g_assert_no_error (error);
  rig->latency_ms = latency_ms;
  engine = ins_engine_new (rig);
  ins_engine_set_timing (engine, &recipe->timing);
  ins_engine_connect (engine);
  wait_for (engine, is_connected);
  start_scan (engine, recipe, sink);
  snapshot = wait_for (engine, is_over);
  g_assert_cmpstr (snapshot.scan_message, ==, "");
  g_assert_cmpint (snapshot.scan, ==, INS_SCAN_COMPLETE);

  return snapshot;
}

/* On a slow link and with a wrong latency in the rig file every line lies where it belongs, in both
 * directions, within half a pixel: by the encoder. By the reports it does not. */
static void
test_in_register (void)
{
  g_autoptr (MemorySink) by_encoder = memory_sink_new ();
  g_autoptr (MemorySink) by_reports = memory_sink_new ();
  InsSnapshot snapshot = scan_bars ("sim:resolution?noise_percent=0&encoder_um=5", 40.0,
                                    by_encoder);

  g_assert_cmpuint (snapshot.n_holes, ==, 0);
  g_assert_cmpstr (snapshot.encoder_message, ==, "");
  g_assert_cmpfloat (snapshot.registration_rms_mm, <, 0.005);
  for (guint row = 0; row < by_encoder->n_rows; row++)
    {
      double shift_mm = get_bars_shift_mm (by_encoder, row);

      g_test_message ("row %u: %.4f mm, slip %.4f mm", row, shift_mm,
                      by_encoder->cards[row].slip_mm);
      g_assert_cmpint (by_encoder->cards[row].placing, ==, INS_PLACED_BY_ENCODER);
      g_assert_cmpint (by_encoder->cards[row].encoder, ==, INS_ENCODER_PLACED);
      g_assert_cmpfloat (fabs (shift_mm), <, 0.05);
      g_assert_cmpfloat (by_encoder->sigma_mm[row], <, 0.005);
    }
  g_assert_cmpfloat (fabs (by_encoder->cards[0].slip_mm), <, 1e-9);

  scan_bars ("sim:resolution?noise_percent=0", 10.0, by_reports);
  for (guint row = 0; row < by_reports->n_rows; row++)
    {
      g_assert_cmpint (by_reports->cards[row].placing, ==, INS_PLACED_BY_REPORTS);
      g_assert_cmpint (by_reports->cards[row].encoder, ==, INS_ENCODER_NONE);
      g_test_message ("by reports, row %u: %.3f mm", row, get_bars_shift_mm (by_reports, row));
      g_assert_cmpfloat (fabs (get_bars_shift_mm (by_reports, row)), >, 0.1);
    }
}

/* Wired the wrong way round: no line is placed by it, and somebody is told why. */
static void
test_wrong_way_round (void)
{
  g_autoptr (MemorySink) sink = memory_sink_new ();
  InsSnapshot snapshot = scan_bars ("sim:resolution?encoder_um=-5", 0.0, sink);

  g_assert_cmpuint (snapshot.n_holes, ==, sink->n_rows * sink->n_columns);
  g_assert_cmpstr (snapshot.encoder_message, !=, "");
  for (guint row = 0; row < sink->n_rows; row++)
    g_assert_cmpint (sink->cards[row].encoder, ==, INS_ENCODER_STRANGER);
  for (gsize i = 0; i < (gsize)sink->n_rows * sink->n_columns; i++)
    g_assert_cmpint (sink->holes[i], ==, INS_HOLE_REGISTRATION);
}

static gboolean
is_known (const InsSnapshot *snapshot)
{
  return snapshot->report.position_known && snapshot->report.homed &&
         snapshot->report.activity == INS_STAGE_IDLE;
}

/* A stage that says nothing in motion is found out in its first move, which is stopped. When a
 * person has looked at it, the encoder alone tells where pulses were heard. */
static void
test_mute_stage (void)
{
  g_autoptr (InsEngine) engine = connected_engine_new (
      "sim?protocol=vxm&variant=mute", "sim:resolution?noise_percent=0&encoder_um=5");
  g_autoptr (InsRecipe) recipe = bars_recipe_new ();
  g_autoptr (MemorySink) first = memory_sink_new ();
  g_autoptr (MemorySink) sink = memory_sink_new ();
  InsSnapshot snapshot;

  recipe->speed_mm_s = 20.0;
  recipe->index_length_mm = 2 * recipe->index_step_mm;
  ins_engine_unlock (engine);
  wait_for (engine, is_known);
  start_scan (engine, recipe, first);
  snapshot = wait_for (engine, is_over);
  g_assert_cmpint (snapshot.scan, ==, INS_SCAN_FAILED);
  ins_engine_unlock (engine);
  wait_for (engine, is_known);

  start_scan (engine, recipe, sink);
  snapshot = wait_for (engine, is_over);
  g_assert_cmpstr (snapshot.scan_message, ==, "");
  g_assert_cmpint (snapshot.scan, ==, INS_SCAN_COMPLETE);
  g_assert_cmpuint (snapshot.n_holes, ==, 0);
  for (guint row = 0; row < sink->n_rows; row++)
    {
      g_assert_cmpint (sink->cards[row].placing, ==, INS_PLACED_BY_ENCODER);
      g_assert_cmpfloat (fabs (get_bars_shift_mm (sink, row)), <, 0.05);
    }
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/engine-encoder/in-register", test_in_register);
  g_test_add_func ("/engine-encoder/wrong-way-round", test_wrong_way_round);
  g_test_add_func ("/engine-encoder/mute-stage", test_mute_stage);

  return g_test_run ();
}
