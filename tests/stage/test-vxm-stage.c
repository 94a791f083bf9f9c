/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <math.h>
#include <string.h>

#include "core/ins-clock.h"
#include "core/ins-error.h"
#include "emulated-stage.h"

#define STAYS ((double)NAN)
#define SCALE "x_um_per_step=5&y_um_per_step=5&z_um_per_step=5"
#define TRAVEL "&x_travel_mm=-25;225&y_travel_mm=-25;225&z_travel_mm=-25;225"

static void
assert_near (double value, double expected)
{
  g_assert_cmpfloat_with_epsilon (value, expected, 1e-6);
}

static void
test_info (void)
{
  g_autoptr (EmulatedStage) e = emulated_stage_new ("vxm", "", "", SCALE TRAVEL);
  g_autofree char *answer = NULL;
  InsStageReport report = stage_must_open (e->stage);
  InsStageInfo info;

  ins_stage_get_info (e->stage, &info);
  g_assert_cmpstr (info.name, ==, "Velmex VXM");
  g_assert_cmpstr (info.protocol, ==, "vxm");
  g_assert_true (info.reports_in_motion && info.can_home);
  g_assert_false (info.coordinated_axes);
  assert_near (info.resolution.mm[0], 0.005);
  assert_near (info.maximum_speed.mm[0], 30.0);
  g_assert_cmpint (report.activity, ==, INS_STAGE_IDLE);
  g_assert_false (report.homed);
  g_assert_nonnull (strstr (report.message, "joystick"));
  assert_near (report.position.mm[0], 0.0);
  /* who closes it gives the joystick back */
  answer = emulated_stage_ask_after (e, "V\r");
  g_assert_cmpstr (answer, ==, "J");
}

/* With echo, as somebody else left it. */
static void
test_echo (void)
{
  g_autoptr (EmulatedStage) e = emulated_stage_new ("vxm", "", "E\r", SCALE);

  stage_must_open (e->stage);
  stage_must_move (e->stage, 25.0, STAYS, STAYS, 30.0);
  assert_near (stage_must_become (e->stage, INS_STAGE_IDLE).position.mm[0], 25.0);
}

/* Steps of unknown length move nothing. */
static void
test_no_scale (void)
{
  g_autoptr (EmulatedStage) e = emulated_stage_new ("vxm", "", "", "x_um_per_step=5&z=-");
  InsPosition target = { { 1.0, STAYS, STAYS } };
  g_autoptr (GError) error = NULL;
  g_autofree char *answer = NULL;
  InsStageReport report = stage_must_open (e->stage);

  g_assert_false (report.position_known);
  g_assert_nonnull (strstr (report.message, "y_um_per_step"));
  g_assert_false (ins_stage_move (e->stage, &target, 10.0, &error));
  g_assert_error (error, INS_DEVICE_ERROR, INS_DEVICE_ERROR_REFUSED);
  g_clear_error (&error);
  g_assert_false (ins_stage_jog (e->stage, INS_AXIS_X, 1.0, 10.0, &error));
  g_assert_error (error, INS_DEVICE_ERROR, INS_DEVICE_ERROR_REFUSED);
  g_clear_error (&error);
  g_assert_false (ins_stage_home (e->stage, &error));
  g_assert_error (error, INS_DEVICE_ERROR, INS_DEVICE_ERROR_REFUSED);
  answer = emulated_stage_ask_after (e, "F\rX\r");
  g_assert_cmpstr (answer, ==, "+0004800\r");
}

static void
test_wrong_motor (void)
{
  g_autoptr (EmulatedStage) e = emulated_stage_new ("vxm", "", "", SCALE "&x=5");

  stage_must_not_open (e->stage, INS_DEVICE_ERROR_URI, "“5”");
}

/* Z first, each to its lower switch and off it, and the rig's coordinates follow from the travel.
 */
static void
test_home (void)
{
  g_autoptr (EmulatedStage) e = emulated_stage_new ("vxm", "", "F\rN\r", SCALE TRAVEL "&home=Z,YX");
  InsStageReport report = stage_must_open (e->stage);

  assert_near (report.position.mm[2], -24.0); /* somebody has set its counters to 0 */
  g_assert_true (ins_stage_home (e->stage, NULL));
  report = stage_must_poll (e->stage);
  while (report.activity == INS_STAGE_HOMING && report.position.mm[2] > -27.0)
    {
      assert_near (report.position.mm[0], -24.0);
      assert_near (report.position.mm[1], -24.0);
      ins_clock_sleep_s (0.01);
      report = stage_must_poll (e->stage);
    }
  g_assert_cmpint (report.activity, ==, INS_STAGE_HOMING);
  report = stage_must_become (e->stage, INS_STAGE_IDLE);
  g_assert_true (report.homed && report.position_known);
  for (guint axis = 0; axis < INS_N_AXES; axis++)
    assert_near (report.position.mm[axis], -24.0);
  stage_must_move (e->stage, 0.0, STAYS, STAYS, 30.0);
  report = stage_must_become (e->stage, INS_STAGE_IDLE);
  assert_near (report.position.mm[0], 0.0);
  g_assert_true (report.homed);
  g_assert_cmpstr (report.message, ==, "");
}

/* Motor 1 is the rig's Y, turned round: its lower switch is the upper end there. */
static void
test_turned (void)
{
  g_autoptr (EmulatedStage) e = emulated_stage_new (
      "vxm", "", "", "x=2&y=-1&z=-&x_um_per_step=5&y_um_per_step=5&y_travel_mm=-10;240");
  InsStageReport report = stage_must_open (e->stage);
  InsStageInfo info;

  ins_stage_get_info (e->stage, &info);
  g_assert_cmpuint (info.n_axes, ==, 2);
  /* 24 mm from there: 240 mm is the switch, 239 mm is its 0 */
  assert_near (report.position.mm[1], 239.0 - 24.0);
  g_assert_true (ins_stage_home (e->stage, NULL));
  report = stage_must_become (e->stage, INS_STAGE_IDLE);
  assert_near (report.position.mm[1], 239.0);
  assert_near (report.position.mm[0], 0.0); /* without a travel its home is 0 */
  assert_near (report.position.mm[2], 0.0);
}

/* One after the other, and no second move before the first has ended. */
static void
test_one_after_the_other (void)
{
  g_autoptr (EmulatedStage) e = emulated_stage_new ("vxm", "", "", SCALE TRAVEL);
  InsPosition target = { { 1.0, STAYS, STAYS } };
  g_autoptr (GError) error = NULL;
  InsStageReport report;

  stage_must_open (e->stage);
  stage_must_move (e->stage, 10.0, 10.0, STAYS, 20.0);
  g_assert_false (ins_stage_move (e->stage, &target, 10.0, &error));
  g_assert_error (error, INS_DEVICE_ERROR, INS_DEVICE_ERROR_REFUSED);
  for (report = stage_must_poll (e->stage); report.activity == INS_STAGE_MOVING;
       report = stage_must_poll (e->stage))
    g_assert_true (report.position.mm[0] > 9.99 || report.position.mm[1] < 0.01);
  g_assert_cmpint (report.activity, ==, INS_STAGE_IDLE);
  assert_near (report.position.mm[0], 10.0);
  assert_near (report.position.mm[1], 10.0);
}

/* The host is not told of a switch: that it did not arrive is what is noticed. */
static void
test_short_of_target (void)
{
  g_autoptr (EmulatedStage) e = emulated_stage_new ("vxm", "", "", SCALE);
  InsPosition target = { { STAYS, STAYS, 0.0 } };
  g_autoptr (GError) error = NULL;
  InsStageReport report;

  stage_must_open (e->stage);
  stage_must_move (e->stage, STAYS, STAYS, -5.0, 30.0); /* the switch is at -1 mm */
  report = stage_must_become (e->stage, INS_STAGE_ALARM);
  g_assert_nonnull (strstr (report.message, "Z axis"));
  g_assert_cmpuint (report.limit_mask, ==, 1u << INS_AXIS_Z);
  g_assert_false (report.position_known || report.homed);
  g_assert_false (ins_stage_move (e->stage, &target, 10.0, &error));
  g_assert_error (error, INS_DEVICE_ERROR, INS_DEVICE_ERROR_ALARM);
  g_assert_true (ins_stage_unlock (e->stage, NULL));
  stage_must_move (e->stage, STAYS, STAYS, 5.0, 30.0);
  assert_near (stage_must_become (e->stage, INS_STAGE_IDLE).position.mm[2], 5.0);
}

/* One that says nothing while it moves is found out by its silence, with a stop to be safe; from
 * then on it may move, and no position is shown meanwhile. */
static void
test_mute (void)
{
  g_autoptr (EmulatedStage) e = emulated_stage_new ("vxm", "mute", "", SCALE TRAVEL);
  InsStageReport report;
  InsStageInfo info;
  guint n_unknown = 0;

  stage_must_open (e->stage);
  stage_must_move (e->stage, 100.0, STAYS, STAYS, 10.0);
  report = stage_must_become (e->stage, INS_STAGE_ALARM);
  g_assert_cmpfloat (report.position.mm[0], >, 1.0);
  g_assert_cmpfloat (report.position.mm[0], <, 60.0);
  g_assert_true (report.position_known);
  g_assert_nonnull (strstr (report.message, "said nothing while it moved"));
  g_assert_true (ins_stage_unlock (e->stage, NULL));
  report = stage_must_poll (e->stage);
  g_assert_cmpint (report.activity, ==, INS_STAGE_IDLE);
  g_assert_nonnull (strstr (report.message, "says nothing while it moves"));
  ins_stage_get_info (e->stage, &info);
  g_assert_false (info.reports_in_motion);

  stage_must_move (e->stage, 0.0, 15.0, STAYS, 10.0);
  for (report = stage_must_poll (e->stage); report.activity == INS_STAGE_MOVING;
       report = stage_must_poll (e->stage))
    n_unknown += !report.position_known;
  g_assert_cmpuint (n_unknown, >, 5);
  g_assert_cmpint (report.activity, ==, INS_STAGE_IDLE);
  g_assert_true (report.position_known);
  assert_near (report.position.mm[0], 0.0);
  assert_near (report.position.mm[1], 15.0);
  /* a stop is heard all the same */
  stage_must_move (e->stage, 200.0, STAYS, STAYS, 10.0);
  ins_clock_sleep_s (0.3);
  ins_stage_stop (e->stage);
  report = stage_must_become (e->stage, INS_STAGE_IDLE);
  g_assert_true (report.position_known);
  g_assert_cmpfloat (report.position.mm[0], <, 30.0);
}

/* Mute and gone are told apart at the latest when the move should be over. */
static void
test_mute_and_gone (void)
{
  g_autoptr (EmulatedStage) e = emulated_stage_new ("vxm", "mute", "", SCALE TRAVEL);
  double until_s = ins_clock_now_s () + 20.0;
  InsStageReport report;

  stage_must_open (e->stage);
  stage_must_move (e->stage, 100.0, STAYS, STAYS, 10.0);
  stage_must_become (e->stage, INS_STAGE_ALARM);
  g_assert_true (ins_stage_unlock (e->stage, NULL));
  stage_must_move (e->stage, 0.0, STAYS, STAYS, 30.0);
  ins_sim_server_quit (e->server); /* nobody reads and nobody answers any more */
  while (ins_stage_poll (e->stage, &report, NULL) && ins_clock_now_s () < until_s)
    ins_clock_sleep_s (0.02);
  g_assert_cmpint (report.activity, ==, INS_STAGE_UNKNOWN);
  g_assert_false (report.position_known);
  g_assert_cmpfloat (ins_clock_now_s (), <, until_s);
}

/* Pieces: one is under way, and the next one begins where it ends. */
static void
test_jog_in_pieces (void)
{
  g_autoptr (EmulatedStage) e = emulated_stage_new ("vxm", "", "", SCALE TRAVEL);
  InsStageReport report = stage_must_open (e->stage);

  for (guint i = 0; i < 20; i++)
    {
      g_assert_true (ins_stage_jog_hold (e->stage, INS_AXIS_X, 1, 20.0, 0.2, NULL));
      report = stage_must_poll (e->stage);
      ins_clock_sleep_s (0.03);
    }
  g_assert_true (ins_stage_jog_cancel (e->stage, NULL));
  report = stage_must_become (e->stage, INS_STAGE_IDLE);
  g_assert_cmpfloat (report.position.mm[0], >, 5.0);
  g_assert_true (report.position_known);
}

static void
test_power_lost_in_homing (void)
{
  g_autoptr (EmulatedStage) e = emulated_stage_new_faulty ("vxm", "reset=3.0", SCALE TRAVEL);

  stage_must_lose_homing (e->stage);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/stage/vxm/info", test_info);
  g_test_add_func ("/stage/vxm/echo", test_echo);
  g_test_add_func ("/stage/vxm/no-scale", test_no_scale);
  g_test_add_func ("/stage/vxm/wrong-motor", test_wrong_motor);
  g_test_add_func ("/stage/vxm/home", test_home);
  g_test_add_func ("/stage/vxm/turned", test_turned);
  g_test_add_func ("/stage/vxm/one-after-the-other", test_one_after_the_other);
  g_test_add_func ("/stage/vxm/short-of-target", test_short_of_target);
  g_test_add_func ("/stage/vxm/mute", test_mute);
  g_test_add_func ("/stage/vxm/mute-and-gone", test_mute_and_gone);
  g_test_add_func ("/stage/vxm/jog-in-pieces", test_jog_in_pieces);
  g_test_add_func ("/stage/vxm/power-lost-in-homing", test_power_lost_in_homing);

  return g_test_run ();
}
