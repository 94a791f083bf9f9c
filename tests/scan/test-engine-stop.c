/* test-engine-stop.c - STOP pressed twice, and a stage that falls silent, through the engine
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "config.h"

#include <string.h>

#include "core/ins-clock.h"
#include "engine-fixture.h"
#include "scripted-stage.h"

#define ONE_PRESS_S 0.15 /* longer than what counts as one */

static InsEngine *
scripted_engine_new (ScriptedStage **stage)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (InsRig) rig = ins_rig_new (NULL, "sim", "sim", &error);
  InsEngine *engine;

  g_assert_no_error (error);
  *stage = scripted_stage_new ();
  g_clear_object (&rig->stage);
  rig->stage = g_object_ref (INS_STAGE (*stage));
  engine = ins_engine_new (rig);
  ins_engine_connect (engine);
  wait_for (engine, is_connected);

  return engine;
}

static gboolean
is_moving (const InsSnapshot *snapshot)
{
  return snapshot->report.activity == INS_STAGE_MOVING;
}

static gboolean
is_at_rest (const InsSnapshot *snapshot)
{
  return snapshot->report.activity == INS_STAGE_IDLE;
}

static gboolean
is_stage_lost (const InsSnapshot *snapshot)
{
  return snapshot->stage_link == INS_LINK_LOST;
}

static guint
count_halts (ScriptedStage *stage)
{
  guint n;

  scripted_stage_lock (stage);
  n = stage->n_halts;
  scripted_stage_unlock (stage);

  return n;
}

static void
set_runs_out (ScriptedStage *stage, gboolean runs_out)
{
  scripted_stage_lock (stage);
  stage->runs_out = runs_out;
  scripted_stage_unlock (stage);
}

/* A second STOP is a halt if the stage still runs, and only then. */
static void
test_second_stop (void)
{
  const InsPosition far = { { 500.0, 0.0, 0.0 } }, back = { { -500.0, 0.0, 0.0 } };
  ScriptedStage *stage;
  g_autoptr (InsEngine) engine = scripted_engine_new (&stage);
  g_autoptr (ScriptedStage) owned G_GNUC_UNUSED = stage;
  InsSnapshot snapshot;

  ins_engine_move (engine, &far, 10.0);
  wait_for (engine, is_moving);
  ins_engine_stop (engine);
  wait_for (engine, is_at_rest);
  ins_clock_sleep_s (ONE_PRESS_S);
  ins_engine_stop (engine);
  g_assert_cmpuint (count_halts (stage), ==, 0);
  ins_engine_get_snapshot (engine, &snapshot);
  g_assert_cmpstr (snapshot.reference_message, ==, "");

  ins_clock_sleep_s (ONE_PRESS_S);
  wait_for (engine, is_at_rest);
  set_runs_out (stage, TRUE);
  ins_engine_move (engine, &back, 10.0);
  wait_for (engine, is_moving);
  ins_clock_sleep_s (1.1); /* the earlier presses are forgotten */
  ins_engine_stop (engine);
  ins_engine_stop (engine); /* the same press */
  g_assert_cmpuint (count_halts (stage), ==, 0);
  g_assert_true (scripted_stage_is_moving (stage));
  ins_clock_sleep_s (ONE_PRESS_S);
  ins_engine_stop (engine);
  g_assert_cmpuint (count_halts (stage), ==, 1);
  g_assert_false (scripted_stage_is_moving (stage));
  snapshot = wait_for (engine, is_at_rest);
  g_assert_cmpstr (snapshot.reference_message, !=, "");
  g_assert_false (snapshot.report.homed);
}

/* As long as nobody has looked, no scan begins. */
static void
test_no_scan_after_loss (void)
{
  ScriptedStage *stage;
  g_autoptr (InsEngine) engine = scripted_engine_new (&stage);
  g_autoptr (ScriptedStage) owned G_GNUC_UNUSED = stage;
  g_autoptr (InsRecipe) recipe = small_recipe_new ();
  g_autoptr (MemorySink) sink = memory_sink_new ();
  InsSnapshot snapshot;

  scripted_stage_lock (stage);
  stage->is_silent = TRUE;
  scripted_stage_unlock (stage);
  wait_for (engine, is_stage_lost);
  scripted_stage_lock (stage);
  stage->is_silent = FALSE;
  scripted_stage_unlock (stage);
  ins_engine_connect (engine);
  wait_for (engine, is_connected);
  ins_engine_set_timing (engine, &recipe->timing);
  start_scan (engine, recipe, sink);
  snapshot = wait_for (engine, is_over);
  g_assert_cmpint (snapshot.scan, ==, INS_SCAN_FAILED);
  g_assert_nonnull (strstr (snapshot.scan_message, snapshot.reference_message));
  g_assert_cmpuint (stage->n_moves, ==, 0);
}

/* The real driver: silence is noticed in motion and at rest, whatever the engine does. */
static void
test_silence (gconstpointer is_at_rest_then)
{
  g_autoptr (InsEngine) engine = connected_engine_new (
      is_at_rest_then ? "sim?fault=silence=1" : "sim?fault=silence=0.3", "sim");
  const InsPosition near = { { 1.0, 0.0, 0.0 } }, far = { { 200.0, 0.0, 0.0 } };
  double begin_s = ins_clock_now_s (), limit_s = is_at_rest_then ? 1.0 + 2.0 : 0.3 + 0.5;
  InsSnapshot snapshot;

  ins_engine_move (engine, is_at_rest_then ? &near : &far, 50.0);
  snapshot = wait_for (engine, is_stage_lost);
  g_test_message ("lost after %.2f s", ins_clock_now_s () - begin_s);
  /* generous: a busy computer */
  g_assert_cmpfloat (ins_clock_now_s () - begin_s, <, limit_s + 3.0);
  g_assert_false (snapshot.report.position_known);
  g_assert_cmpint (snapshot.report.activity, ==, INS_STAGE_UNKNOWN);
  g_assert_cmpstr (snapshot.stage_message, !=, "");
  g_assert_cmpstr (snapshot.reference_message, !=, "");
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/engine-stop/second-stop", test_second_stop);
  g_test_add_func ("/engine-stop/no-scan-after-loss", test_no_scan_after_loss);
  g_test_add_data_func ("/engine-stop/silent-in-motion", NULL, test_silence);
  g_test_add_data_func ("/engine-stop/silent-at-rest", "rest", test_silence);

  return g_test_run ();
}
