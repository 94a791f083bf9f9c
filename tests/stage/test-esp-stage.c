/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <math.h>
#include <string.h>

#include "core/ins-clock.h"
#include "core/ins-error.h"
#include "emulated-stage.h"

#define STAYS ((double)NAN)

static void
assert_near (double value, double expected)
{
  g_assert_cmpfloat_with_epsilon (value, expected, 2e-3);
}

static void
test_info (void)
{
  g_autoptr (EmulatedStage) e = emulated_stage_new ("esp301", "", "", "");
  InsStageInfo info;

  stage_must_open (e->stage);
  ins_stage_get_info (e->stage, &info);
  g_assert_cmpstr (info.name, ==, "Newport ESP301 3.0.1");
  g_assert_cmpstr (info.protocol, ==, "esp301");
  g_assert_true (info.reports_in_motion && info.can_home);
  g_assert_false (info.coordinated_axes);
  g_assert_cmpuint (info.n_axes, ==, 3);
  assert_near (info.maximum_speed.mm[1], 100.0);
  assert_near (info.acceleration.mm[1], 1000.0);
  assert_near (info.resolution.mm[2], 0.001);
}

/* Nothing tells whether it was homed since it has power: not before somebody says so. */
static void
test_homed_or_confirmed (void)
{
  g_autoptr (EmulatedStage) e = emulated_stage_new ("esp301", "", "", "");
  InsStageReport report = stage_must_open (e->stage);

  g_assert_cmpint (report.activity, ==, INS_STAGE_IDLE);
  g_assert_true (report.position_known);
  g_assert_false (report.homed);
  g_assert_true (ins_stage_unlock (e->stage, NULL));
  g_assert_true (stage_must_poll (e->stage).homed);
  ins_stage_close (e->stage);
}

/* Motors that are off are switched on by a person's unlock or home, not by a move. */
static void
test_motors_off (void)
{
  g_autoptr (EmulatedStage) e = emulated_stage_new ("esp301", "", "2MF\r", "");
  InsPosition target = { { 5.0, STAYS, STAYS } };
  g_autoptr (GError) error = NULL;
  InsStageReport report = stage_must_open (e->stage);

  g_assert_cmpint (report.activity, ==, INS_STAGE_ALARM);
  g_assert_nonnull (strstr (report.message, "motors of Y are off"));
  g_assert_false (ins_stage_move (e->stage, &target, 10.0, &error));
  g_assert_error (error, INS_DEVICE_ERROR, INS_DEVICE_ERROR_ALARM);
  g_assert_true (ins_stage_unlock (e->stage, NULL));
  g_assert_cmpint (stage_must_poll (e->stage).activity, ==, INS_STAGE_IDLE);
  stage_must_move (e->stage, 1.0, 2.0, STAYS, 50.0);
  report = stage_must_become (e->stage, INS_STAGE_IDLE);
  assert_near (report.position.mm[1], 2.0);
}

static void
test_motors_off_and_home (void)
{
  g_autoptr (EmulatedStage) e = emulated_stage_new ("esp301", "", "1MF;2MF;3MF\r", "");
  InsStageReport report = stage_must_open (e->stage);

  g_assert_cmpint (report.activity, ==, INS_STAGE_ALARM);
  g_assert_true (ins_stage_home (e->stage, NULL));
  report = stage_must_become (e->stage, INS_STAGE_IDLE);
  g_assert_true (report.homed && report.position_known);
}

/* Whatever it counts in. */
static void
test_units (void)
{
  static const char *const units[] = { "1SN3;2SN4\r", "1SN5;3SN4\r", "1SN6\r" };

  for (gsize i = 0; i < G_N_ELEMENTS (units); i++)
    {
      g_autoptr (EmulatedStage) e = emulated_stage_new ("esp301", "", units[i], "");
      InsStageReport report = stage_must_open (e->stage);
      InsStageInfo info;

      ins_stage_get_info (e->stage, &info);
      assert_near (info.travel_maximum.mm[0], 225.0);
      assert_near (info.maximum_speed.mm[0], 100.0);
      stage_must_move (e->stage, 12.5, -3.0, 2.0, 60.0);
      report = stage_must_become (e->stage, INS_STAGE_IDLE);
      assert_near (report.position.mm[0], 12.5);
      assert_near (report.position.mm[1], -3.0);
      assert_near (report.position.mm[2], 2.0);
    }
}

static void
test_no_length (void)
{
  g_autoptr (EmulatedStage) e = emulated_stage_new ("esp301", "", "3SN7\r", "");

  stage_must_not_open (e->stage, INS_DEVICE_ERROR_UNSUPPORTED, "Axis 3");
}

static void
test_axes (void)
{
  g_autoptr (EmulatedStage) turned = emulated_stage_new ("esp301", "", "", "x=3&y=-1&z=-");
  g_autoptr (EmulatedStage) missing = emulated_stage_new ("esp301", "", "", "z=5");
  g_autoptr (EmulatedStage) wrong = emulated_stage_new ("esp301", "", "", "x=A");
  g_autofree char *answer = NULL;
  InsStageReport report;
  InsStageInfo info;

  stage_must_open (turned->stage);
  ins_stage_get_info (turned->stage, &info);
  g_assert_cmpuint (info.n_axes, ==, 2);
  assert_near (info.travel_minimum.mm[1], -225.0);
  stage_must_move (turned->stage, 7.0, -9.0, 0.0, 50.0);
  report = stage_must_become (turned->stage, INS_STAGE_IDLE);
  assert_near (report.position.mm[0], 7.0);
  assert_near (report.position.mm[1], -9.0);
  g_assert_true (report.position_known);
  answer = emulated_stage_ask_after (turned, "1TP;2TP;3TP\r");
  g_assert_cmpstr (answer, ==, "9.000\r\n0.000\r\n7.000\r\n");

  stage_must_not_open (missing->stage, INS_DEVICE_ERROR_NOT_FOUND, "no axis 5");
  stage_must_not_open (wrong->stage, INS_DEVICE_ERROR_URI, "“A”");
}

/* Errors of an earlier time are not those of the next move. */
static void
test_old_errors (void)
{
  g_autoptr (EmulatedStage) e = emulated_stage_new ("esp301", "", "XX;YY;1PA999;4MO\r", "");
  InsStageReport report = stage_must_open (e->stage);

  g_assert_cmpint (report.activity, ==, INS_STAGE_IDLE);
  stage_must_move (e->stage, 3.0, STAYS, STAYS, 50.0);
  assert_near (stage_must_become (e->stage, INS_STAGE_IDLE).position.mm[0], 3.0);
}

/* Its soft limits may be narrower by now than when it was asked for them. */
static void
test_soft_limit (void)
{
  g_autoptr (EmulatedStage) e = emulated_stage_new ("esp301", "", "1SR20\r", "");
  InsPosition target = { { 20.5, STAYS, STAYS } };
  g_autoptr (GError) error = NULL;
  InsStageInfo info;

  stage_must_open (e->stage);
  ins_stage_get_info (e->stage, &info);
  assert_near (info.travel_maximum.mm[0], 20.0);
  g_assert_false (ins_stage_move (e->stage, &target, 10.0, &error));
  g_assert_error (error, INS_DEVICE_ERROR, INS_DEVICE_ERROR_LIMIT);
}

/* PA in motion is taken, but not to turn it round. */
static void
test_no_turning_round (void)
{
  g_autoptr (EmulatedStage) e = emulated_stage_new ("esp301", "", "", "");
  InsPosition back = { { -5.0, STAYS, STAYS } };
  g_autoptr (GError) error = NULL;

  stage_must_open (e->stage);
  stage_must_move (e->stage, 60.0, STAYS, STAYS, 30.0);
  while (stage_must_poll (e->stage).position.mm[0] < 5.0)
    ins_clock_sleep_s (0.005);
  g_assert_false (ins_stage_move (e->stage, &back, 30.0, &error));
  g_assert_error (error, INS_DEVICE_ERROR, INS_DEVICE_ERROR_REFUSED);
  g_assert_nonnull (strstr (error->message, "the other way"));
  ins_stage_stop (e->stage);
  stage_must_become (e->stage, INS_STAGE_IDLE);
  stage_must_move (e->stage, -5.0, STAYS, STAYS, 100.0);
  assert_near (stage_must_become (e->stage, INS_STAGE_IDLE).position.mm[0], -5.0);
}

/* AB leaves the motors off. */
static void
test_halt (void)
{
  g_autoptr (EmulatedStage) e = emulated_stage_new ("esp301", "", "", "");
  InsStageReport report;

  stage_must_open (e->stage);
  stage_must_move (e->stage, 100.0, STAYS, STAYS, 50.0);
  ins_clock_sleep_s (0.2);
  ins_stage_halt (e->stage);
  report = stage_must_become (e->stage, INS_STAGE_ALARM);
  g_assert_false (report.position_known || report.homed);
  g_assert_cmpfloat (report.position.mm[0], <, 60.0);
  g_assert_true (ins_stage_unlock (e->stage, NULL));
  stage_must_move (e->stage, 0.0, STAYS, STAYS, 100.0);
  stage_must_become (e->stage, INS_STAGE_IDLE);
}

/* What somebody has left unfinished is spoilt by what is asked first, and moves nothing. */
static void
test_half_a_line (void)
{
  g_autoptr (EmulatedStage) e = emulated_stage_new ("esp301", "", "1PA3", "");

  g_assert_cmpint (stage_must_open (e->stage).activity, ==, INS_STAGE_IDLE);
  assert_near (stage_must_poll (e->stage).position.mm[0], 0.0);
}

static void
test_power_lost_in_homing (void)
{
  g_autoptr (EmulatedStage) e = emulated_stage_new_faulty ("esp301", "reset=0.9", "");

  stage_must_lose_homing (e->stage);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/stage/esp/info", test_info);
  g_test_add_func ("/stage/esp/homed-or-confirmed", test_homed_or_confirmed);
  g_test_add_func ("/stage/esp/motors-off", test_motors_off);
  g_test_add_func ("/stage/esp/motors-off-and-home", test_motors_off_and_home);
  g_test_add_func ("/stage/esp/units", test_units);
  g_test_add_func ("/stage/esp/no-length", test_no_length);
  g_test_add_func ("/stage/esp/axes", test_axes);
  g_test_add_func ("/stage/esp/old-errors", test_old_errors);
  g_test_add_func ("/stage/esp/soft-limit", test_soft_limit);
  g_test_add_func ("/stage/esp/no-turning-round", test_no_turning_round);
  g_test_add_func ("/stage/esp/halt", test_halt);
  g_test_add_func ("/stage/esp/half-a-line", test_half_a_line);
  g_test_add_func ("/stage/esp/power-lost-in-homing", test_power_lost_in_homing);

  return g_test_run ();
}
