/* test-engine-stage.c - the loop on stages that are not like Grbl
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "config.h"

#include <math.h>
#include <string.h>

#include "core/ins-error.h"
#include "engine-fixture.h"

static gboolean
is_homed (const InsSnapshot *snapshot)
{
  return snapshot->report.homed;
}

static gboolean
is_in_alarm (const InsSnapshot *snapshot)
{
  return snapshot->report.activity == INS_STAGE_ALARM;
}

static gboolean
is_idle (const InsSnapshot *snapshot)
{
  return snapshot->report.activity == INS_STAGE_IDLE;
}

static gboolean
is_without_reports (const InsSnapshot *snapshot)
{
  return !snapshot->stage_info.reports_in_motion;
}

/* A controller that does not say whether it was homed scans on a person's word only. */
static void
test_needs_a_word (gconstpointer stage_uri)
{
  g_autoptr (InsEngine) engine = connected_engine_new (stage_uri, "sim");
  g_autoptr (InsRecipe) recipe = small_recipe_new ();
  g_autoptr (MemorySink) sink = memory_sink_new ();
  InsSnapshot snapshot;

  recipe->speed_mm_s = 20.0;
  start_scan (engine, recipe, sink);
  snapshot = wait_for (engine, is_over);
  g_assert_cmpint (snapshot.scan, ==, INS_SCAN_FAILED);
  g_assert_cmpint (snapshot.error_code, ==, INS_RECIPE_ERROR_PREFLIGHT);
  g_assert_nonnull (strstr (snapshot.scan_message, "not homed"));
  g_assert_cmpuint (sink->n_begun, ==, 0);

  ins_engine_unlock (engine);
  wait_for (engine, is_homed);
  start_scan (engine, recipe, sink);
  snapshot = wait_for (engine, is_over);
  g_assert_cmpstr (snapshot.scan_message, ==, "");
  g_assert_cmpint (snapshot.scan, ==, INS_SCAN_COMPLETE);
  g_assert_cmpuint (snapshot.n_holes, ==, 0);
  g_assert_cmpuint (memory_sink_get_n_put (sink), ==, snapshot.n_lines);
}

/* One that turns out to say nothing while it moves is refused before the next scan, in words. */
static void
test_mute (void)
{
  g_autoptr (InsEngine) engine = connected_engine_new ("sim?protocol=vxm&variant=mute", "sim");
  g_autoptr (InsRecipe) recipe = small_recipe_new ();
  g_autoptr (MemorySink) sink = memory_sink_new ();
  InsPosition target = { { 50.0, (double)NAN, (double)NAN } };
  InsSnapshot snapshot;

  recipe->speed_mm_s = 20.0;
  ins_engine_unlock (engine);
  wait_for (engine, is_homed);
  ins_engine_move (engine, &target, 10.0);
  snapshot = wait_for (engine, is_in_alarm);
  g_assert_nonnull (strstr (snapshot.report.message, "nothing while it moved"));
  g_assert_cmpfloat (snapshot.report.position.mm[INS_AXIS_X], <, 40.0);
  wait_for (engine, is_without_reports);
  ins_engine_unlock (engine);
  wait_for (engine, is_idle);
  start_scan (engine, recipe, sink);
  snapshot = wait_for (engine, is_over);
  g_assert_cmpint (snapshot.scan, ==, INS_SCAN_FAILED);
  g_assert_cmpint (snapshot.error_code, ==, INS_RECIPE_ERROR_PREFLIGHT);
  g_assert_nonnull (strstr (snapshot.scan_message, "does not say where it is while it moves"));
  g_assert_cmpuint (sink->n_begun, ==, 0);
}

static gboolean
is_zaber (const InsSnapshot *snapshot)
{
  return is_connected (snapshot) && strcmp (snapshot->stage_info.protocol, "zaber") == 0;
}

static gboolean
is_at_seven (const InsSnapshot *snapshot)
{
  return is_idle (snapshot) && fabs (snapshot->report.position.mm[INS_AXIS_X] - 7.0) < 0.01;
}

/* Another family in its place, while everything is connected: nothing moves, the card stays, and a
 * scan on the new one hears what lies under it. */
static void
test_exchange (void)
{
  g_autoptr (InsEngine) engine = connected_engine_new ("sim", "sim");
  g_autoptr (InsRecipe) recipe = small_recipe_new ();
  g_autoptr (MemorySink) sink = memory_sink_new ();
  g_autoptr (InsRig) before = ins_engine_dup_rig (engine);
  g_autoptr (InsRig) rig = NULL;
  g_autoptr (GError) error = NULL;
  const InsPosition target = { { 7.0, (double)NAN, (double)NAN } };
  InsSnapshot snapshot;

  g_assert_false (ins_engine_set_stage (engine, "nonsense", &error));
  g_assert_error (error, INS_DEVICE_ERROR, INS_DEVICE_ERROR_URI);
  g_clear_error (&error);
  start_scan (engine, recipe, sink);
  g_assert_false (ins_engine_set_stage (engine, "sim?protocol=zaber", &error));
  g_assert_error (error, INS_DEVICE_ERROR, INS_DEVICE_ERROR_BUSY);
  g_clear_error (&error);
  ins_engine_stop (engine);
  wait_for (engine, is_over);
  wait_for (engine, is_idle);

  g_assert_true (ins_engine_set_stage (engine, "sim?protocol=zaber", &error));
  g_assert_no_error (error);
  snapshot = wait_for (engine, is_zaber);
  g_assert_cmpfloat (snapshot.report.position.mm[INS_AXIS_X], ==,
                     wait_for (engine, is_idle).report.position.mm[INS_AXIS_X]);
  rig = ins_engine_dup_rig (engine);
  g_assert_cmpstr (rig->stage_uri, ==, "sim?protocol=zaber");
  g_assert_true (rig->digitizer == before->digitizer);
  g_assert_true (snapshot.report.homed);
  ins_engine_move (engine, &target, 20.0);
  wait_for (engine, is_at_seven);
}

/* The wiring of the trigger is changed by making the card anew. */
static void
test_position_trigger (void)
{
  g_autoptr (InsEngine) engine = connected_engine_new ("sim?protocol=zaber", "sim");
  g_autoptr (InsRig) before = ins_engine_dup_rig (engine);
  g_autoptr (InsRig) rig = NULL;
  g_autoptr (GError) error = NULL;
  InsRigStatus status;

  ins_engine_get_rig_status (engine, &status);
  g_assert_false (status.position_trigger);
  g_assert_true (ins_engine_set_position_trigger (engine, TRUE, &error));
  g_assert_no_error (error);
  wait_for (engine, is_connected);
  ins_engine_get_rig_status (engine, &status);
  g_assert_true (status.position_trigger);
  rig = ins_engine_dup_rig (engine);
  g_assert_true (rig->position_trigger);
  g_assert_false (before->position_trigger);
  g_assert_true (rig->stage == before->stage);
  g_assert_cmpstr (rig->digitizer_uri, ==, before->digitizer_uri);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_data_func ("/engine-stage/esp301", "sim?protocol=esp301", test_needs_a_word);
  g_test_add_data_func ("/engine-stage/vxm", "sim?protocol=vxm", test_needs_a_word);
  g_test_add_func ("/engine-stage/mute", test_mute);
  g_test_add_func ("/engine-stage/exchange", test_exchange);
  g_test_add_func ("/engine-stage/position-trigger", test_position_trigger);

  return g_test_run ();
}
