/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <math.h>

#include "core/ins-clock.h"
#include "core/ins-error.h"
#include "devices/simulated/ins-sim-stage.h"

#define PATIENCE_S 10.0

typedef struct
{
  InsSimBench *bench;
  InsStage *stage;
} Rig;

static void
rig_init (Rig *rig, const char *uri_text)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (InsUri) uri = ins_uri_parse (uri_text, &error);

  rig->bench = ins_sim_bench_new ();
  rig->stage = ins_sim_stage_new (uri, rig->bench, &error);
  g_assert_no_error (error);
  g_assert_true (ins_stage_open (rig->stage, NULL, &error));
  g_assert_no_error (error);
}

static void
rig_clear (Rig *rig)
{
  ins_stage_close (rig->stage);
  g_object_unref (rig->stage);
  ins_sim_bench_unref (rig->bench);
}

/* Polls until the stage does what is wanted; the last report is left in @report. */
static void
wait_for (Rig *rig, InsStageActivity wanted, InsStageReport *report)
{
  double until_s = ins_clock_now_s () + PATIENCE_S;
  g_autoptr (GError) error = NULL;

  do
    {
      g_assert_cmpfloat (ins_clock_now_s (), <, until_s);
      g_assert_true (ins_stage_poll (rig->stage, report, &error));
      g_assert_no_error (error);
      ins_clock_sleep_s (0.002);
    }
  while (report->activity != wanted);
}

static void
wait_until_lost (Rig *rig)
{
  double until_s = ins_clock_now_s () + PATIENCE_S;
  InsStageReport report;
  g_autoptr (GError) error = NULL;

  while (ins_stage_poll (rig->stage, &report, &error))
    {
      g_assert_cmpfloat (ins_clock_now_s (), <, until_s);
      ins_clock_sleep_s (0.01);
    }
  g_assert_error (error, INS_DEVICE_ERROR, INS_DEVICE_ERROR_LOST);
  g_assert_false (report.position_known);
}

static void
start_move (Rig *rig, double x, double y, double z, double speed_mm_s)
{
  const InsPosition target = { { x, y, z } };
  g_autoptr (GError) error = NULL;

  g_assert_true (ins_stage_move (rig->stage, &target, speed_mm_s, &error));
  g_assert_no_error (error);
}

static void
assert_near (const InsPosition *position, double x, double y, double z)
{
  const double wanted[] = { x, y, z };

  for (guint axis = 0; axis < INS_N_AXES; axis++)
    g_assert_cmpfloat_with_epsilon (position->mm[axis], wanted[axis], 0.0011);
}

static void
test_info (void)
{
  Rig rig;
  InsStageInfo info;
  InsStageReport report;

  rig_init (&rig, "sim?max_speed_mm_s=120&acceleration_mm_s2=900");
  ins_stage_get_info (rig.stage, &info);
  g_assert_true (info.is_simulated);
  g_assert_cmpstr (info.protocol, ==, "grbl");
  g_assert_cmpuint (info.n_axes, ==, INS_N_AXES);
  for (guint axis = 0; axis < INS_N_AXES; axis++)
    {
      g_assert_cmpfloat_with_epsilon (info.travel_minimum.mm[axis], -25.0, 1e-9);
      g_assert_cmpfloat_with_epsilon (info.travel_maximum.mm[axis], 225.0, 1e-9);
      g_assert_cmpfloat_with_epsilon (info.maximum_speed.mm[axis], 120.0, 1e-9);
      g_assert_cmpfloat_with_epsilon (info.acceleration.mm[axis], 900.0, 1e-9);
    }
  wait_for (&rig, INS_STAGE_IDLE, &report);
  g_assert_true (report.position_known);
  g_assert_true (report.homed);
  assert_near (&report.position, 0.0, 0.0, 0.0);
  rig_clear (&rig);
}

static void
test_move_is_on_the_bench (void)
{
  Rig rig;
  InsStageReport report;
  InsPosition truth;

  rig_init (&rig, "sim?latency_ms=2&jitter_ms=2");
  start_move (&rig, 5.0, 2.5, 1.0, 50.0);
  wait_for (&rig, INS_STAGE_MOVING, &report);
  wait_for (&rig, INS_STAGE_IDLE, &report);
  assert_near (&report.position, 5.0, 2.5, 1.0);
  ins_sim_bench_get_position (rig.bench, ins_clock_now_s (), &truth);
  assert_near (&truth, 5.0, 2.5, 1.0);
  rig_clear (&rig);
}

/* What is reported lies on the true path between the moments of question and answer. */
static void
test_reports_bracket_the_truth (void)
{
  Rig rig;
  InsStageReport report;
  guint n_moving = 0;

  rig_init (&rig, "sim?latency_ms=3&jitter_ms=3&seed=5");
  start_move (&rig, 20.0, 0.0, 0.0, 40.0);
  do
    {
      InsPosition early, late;

      g_assert_true (ins_stage_poll (rig.stage, &report, NULL));
      ins_sim_bench_get_position (rig.bench, report.asked_s, &early);
      ins_sim_bench_get_position (rig.bench, report.answered_s, &late);
      g_assert_cmpfloat (report.position.mm[0], >=, early.mm[0] - 0.0011);
      g_assert_cmpfloat (report.position.mm[0], <=, late.mm[0] + 0.0011);
      n_moving += report.activity == INS_STAGE_MOVING;
    }
  while (report.position.mm[0] < 19.9);
  g_assert_cmpuint (n_moving, >, 10);
  rig_clear (&rig);
}

static void
test_jog_and_cancel (void)
{
  Rig rig;
  InsStageReport report;
  g_autoptr (GError) error = NULL;

  rig_init (&rig, "sim");
  g_assert_true (ins_stage_jog (rig.stage, INS_AXIS_Y, 100.0, 20.0, &error));
  wait_for (&rig, INS_STAGE_JOGGING, &report);
  ins_clock_sleep_s (0.1);
  g_assert_true (ins_stage_jog_cancel (rig.stage, &error));
  wait_for (&rig, INS_STAGE_IDLE, &report);
  g_assert_cmpfloat (report.position.mm[INS_AXIS_Y], >, 0.5);
  g_assert_cmpfloat (report.position.mm[INS_AXIS_Y], <, 99.0);
  rig_clear (&rig);
}

static void
test_stop_keeps_position (void)
{
  Rig rig;
  InsStageReport report;
  InsPosition truth;

  rig_init (&rig, "sim");
  start_move (&rig, 200.0, 0.0, 0.0, 50.0);
  ins_clock_sleep_s (0.2);
  ins_stage_stop (rig.stage);
  wait_for (&rig, INS_STAGE_IDLE, &report);
  g_assert_true (report.position_known);
  g_assert_cmpfloat (report.position.mm[0], >, 1.0);
  g_assert_cmpfloat (report.position.mm[0], <, 199.0);
  ins_sim_bench_get_position (rig.bench, ins_clock_now_s (), &truth);
  assert_near (&report.position, truth.mm[0], truth.mm[1], truth.mm[2]);
  start_move (&rig, 0.0, 0.0, 0.0, 200.0);
  wait_for (&rig, INS_STAGE_IDLE, &report);
  assert_near (&report.position, 0.0, 0.0, 0.0);
  rig_clear (&rig);
}

static void
test_starts_locked_then_homes (void)
{
  Rig rig;
  InsStageReport report;
  g_autoptr (GError) error = NULL;
  const InsPosition target = { { 1.0, 1.0, 1.0 } };

  rig_init (&rig, "sim?fault=alarm&max_speed_mm_s=1000&acceleration_mm_s2=20000");
  wait_for (&rig, INS_STAGE_ALARM, &report);
  g_assert_false (report.homed);
  g_assert_false (ins_stage_move (rig.stage, &target, 10.0, &error));
  g_clear_error (&error);
  g_assert_true (ins_stage_home (rig.stage, &error));
  wait_for (&rig, INS_STAGE_IDLE, &report);
  g_assert_true (report.homed);
  assert_near (&report.position, -24.0, -24.0, 224.0);
  rig_clear (&rig);
}

static void
test_beyond_travel_moves_nothing (void)
{
  Rig rig;
  InsStageReport report;
  g_autoptr (GError) error = NULL;
  const InsPosition target = { { 226.0, 0.0, 0.0 } };

  rig_init (&rig, "sim");
  g_assert_false (ins_stage_move (rig.stage, &target, 10.0, &error));
  g_assert_error (error, INS_DEVICE_ERROR, INS_DEVICE_ERROR_LIMIT);
  wait_for (&rig, INS_STAGE_IDLE, &report);
  assert_near (&report.position, 0.0, 0.0, 0.0);
  rig_clear (&rig);
}

static void
test_hard_limit (void)
{
  Rig rig;
  InsStageReport report;

  rig_init (&rig, "sim?fault=limit=0.1");
  start_move (&rig, 50.0, 0.0, 0.0, 20.0);
  wait_for (&rig, INS_STAGE_ALARM, &report);
  g_assert_cmpuint (report.alarm_code, ==, 1);
  rig_clear (&rig);
}

static void
test_power_cycle (void)
{
  Rig rig;
  InsStageReport report;
  InsPosition truth;

  rig_init (&rig, "sim?fault=reset=0.2");
  start_move (&rig, 50.0, 0.0, 0.0, 20.0);
  wait_for (&rig, INS_STAGE_ALARM, &report);
  g_assert_false (report.position_known);
  g_assert_false (report.homed);
  ins_sim_bench_get_position (rig.bench, ins_clock_now_s (), &truth);
  g_assert_cmpfloat (truth.mm[0], >, 0.1);
  g_assert_cmpfloat (truth.mm[0], <, 10.0);
  rig_clear (&rig);
}

/* The emulator goes on alone; the next connection finds it where it went. */
static void
check_lost_and_found (const char *uri)
{
  double until_s = ins_clock_now_s () + PATIENCE_S;
  Rig rig;
  InsStageReport report;
  g_autoptr (GError) error = NULL;

  rig_init (&rig, uri);
  start_move (&rig, 10.0, 0.0, 0.0, 20.0);
  wait_until_lost (&rig);
  ins_stage_close (rig.stage);
  while (!ins_stage_open (rig.stage, NULL, &error)) /* not before the rest of the move is done */
    {
      g_assert_error (error, INS_DEVICE_ERROR, INS_DEVICE_ERROR_BUSY);
      g_clear_error (&error);
      g_assert_cmpfloat (ins_clock_now_s (), <, until_s);
      ins_clock_sleep_s (0.05);
    }
  wait_for (&rig, INS_STAGE_IDLE, &report);
  assert_near (&report.position, 10.0, 0.0, 0.0);
  rig_clear (&rig);
}

static void
test_cut (void)
{
  check_lost_and_found ("sim?fault=cut=0.1");
}

static void
test_silence (void)
{
  check_lost_and_found ("sim?fault=silence=0.1");
}

static void
test_position_survives_reopening (void)
{
  Rig rig;
  InsStageReport report;
  g_autoptr (GError) error = NULL;

  rig_init (&rig, "sim");
  start_move (&rig, 3.0, 4.0, 5.0, 100.0);
  wait_for (&rig, INS_STAGE_IDLE, &report);
  ins_stage_close (rig.stage);
  g_assert_false (ins_stage_poll (rig.stage, &report, &error));
  g_assert_error (error, INS_DEVICE_ERROR, INS_DEVICE_ERROR_LOST);
  ins_stage_stop (rig.stage); /* harmless */
  g_clear_error (&error);
  g_assert_true (ins_stage_open (rig.stage, NULL, &error));
  wait_for (&rig, INS_STAGE_IDLE, &report);
  assert_near (&report.position, 3.0, 4.0, 5.0);
  rig_clear (&rig);
}

static void
test_split_replies (void)
{
  Rig rig;
  InsStageReport report;

  rig_init (&rig, "sim?fault=split");
  start_move (&rig, 2.0, 0.0, 0.0, 50.0);
  wait_for (&rig, INS_STAGE_IDLE, &report);
  assert_near (&report.position, 2.0, 0.0, 0.0);
  rig_clear (&rig);
}

static void
test_refused_addresses (void)
{
  static const struct
  {
    const char *uri;
    InsDeviceError code;
  } bad[] = {
    { "sim?protocol=nobody", INS_DEVICE_ERROR_UNSUPPORTED },
    { "sim?latency_ms=-1", INS_DEVICE_ERROR_URI },
    { "sim?speed=1", INS_DEVICE_ERROR_URI },
    { "sim?fault=explode", INS_DEVICE_ERROR_URI },
    { "sim:grbl", INS_DEVICE_ERROR_URI },
  };
  g_autoptr (InsSimBench) bench = ins_sim_bench_new ();

  for (gsize i = 0; i < G_N_ELEMENTS (bad); i++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (InsUri) uri = ins_uri_parse (bad[i].uri, NULL);

      g_test_message ("%s", bad[i].uri);
      g_assert_null (ins_sim_stage_new (uri, bench, &error));
      g_assert_error (error, INS_DEVICE_ERROR, (int)bad[i].code);
    }
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/sim-stage/info", test_info);
  g_test_add_func ("/sim-stage/move-is-on-the-bench", test_move_is_on_the_bench);
  g_test_add_func ("/sim-stage/reports-bracket-the-truth", test_reports_bracket_the_truth);
  g_test_add_func ("/sim-stage/jog-and-cancel", test_jog_and_cancel);
  g_test_add_func ("/sim-stage/stop-keeps-position", test_stop_keeps_position);
  g_test_add_func ("/sim-stage/starts-locked-then-homes", test_starts_locked_then_homes);
  g_test_add_func ("/sim-stage/beyond-travel-moves-nothing", test_beyond_travel_moves_nothing);
  g_test_add_func ("/sim-stage/hard-limit", test_hard_limit);
  g_test_add_func ("/sim-stage/power-cycle", test_power_cycle);
  g_test_add_func ("/sim-stage/cut", test_cut);
  g_test_add_func ("/sim-stage/silence", test_silence);
  g_test_add_func ("/sim-stage/position-survives-reopening", test_position_survives_reopening);
  g_test_add_func ("/sim-stage/split-replies", test_split_replies);
  g_test_add_func ("/sim-stage/refused-addresses", test_refused_addresses);

  return g_test_run ();
}
