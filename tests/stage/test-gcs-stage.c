/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <math.h>
#include <string.h>

#include "core/ins-clock.h"
#include "core/ins-error.h"
#include "gcs-peer.h"

#define STAYS ((double)NAN)

static void
go (GcsPeer *p, double x, double y, double z)
{
  stage_must_move (p->stage, x, y, z, 100.0);
  stage_must_become (p->stage, INS_STAGE_IDLE);
}

/* Neither a servo nor a setting is touched, and nothing moves, before a person wants it to. */
static void
test_open_asks_only (void)
{
  g_autoptr (GcsPeer) p = gcs_peer_new ("", "", "");
  static const char *const commands[] = { "MOV",  "MVR", "SVO ", "VEL ", "ACC ", "RON ",
                                          "FRF ", "HLT", "CTO ", "TRO ", "^X" };
  InsStageInfo info;
  InsStageReport report;

  stage_must_open (p->stage);
  report = stage_must_poll (p->stage);
  ins_stage_get_info (p->stage, &info);
  g_assert_cmpstr (info.name, ==, "PI C-884.4DC 1.3.0.1");
  g_assert_cmpstr (info.protocol, ==, "pi-gcs");
  g_assert_cmpfloat (info.maximum_speed.mm[0], ==, 100.0);
  g_assert_cmpfloat (info.acceleration.mm[2], ==, 1000.0);
  g_assert_true (info.can_trigger && info.can_home && info.coordinated_axes);
  g_assert_cmpint (report.activity, ==, INS_STAGE_IDLE);
  for (gsize i = 0; i < G_N_ELEMENTS (commands); i++)
    g_assert_false (gcs_peer_has (p, commands[i]));
}

/* Speeds and ramps in shares of the path, one MOV for all, and what was found is given back. */
static void
test_move_bytes (void)
{
  g_autoptr (GcsPeer) p = gcs_peer_new ("", "", "VEL 1 7\n");

  stage_must_open (p->stage);
  go (p, 30.0, -4.0, STAYS);
  g_assert_true (gcs_peer_has (p, "VEL 1 99.122790 2 13.216372\n"));
  g_assert_true (gcs_peer_has (p, "ACC 2 133.333333\n"));
  g_assert_true (gcs_peer_has (p, "DEC 2 133.333333\n"));
  g_assert_true (gcs_peer_has (p, "MOV 1 30.000000 2 -4.000000\nERR?\n"));
  gcs_peer_forget (p);
  ins_stage_close (p->stage);
  g_assert_true (gcs_peer_has (p, "VEL 1 7.000000 2 50.000000\n"));
  g_assert_true (gcs_peer_has (p, "ACC 2 1000.000000\n"));
  g_assert_true (gcs_peer_has (p, "DEC 2 1000.000000\n"));
}

static void
test_axes_by_name (void)
{
  g_autoptr (GcsPeer) p = gcs_peer_new ("", "x=-3&y=-&z=1", "");
  g_autoptr (GError) error = NULL;
  InsPosition truth;

  stage_must_open (p->stage);
  go (p, -10.0, STAYS, 5.0);
  g_assert_true (gcs_peer_has (p, "MOV 3 10.000000 1 5.000000\n"));
  ins_sim_bench_get_position (p->bench, ins_clock_now_s (), &truth);
  g_assert_cmpfloat_with_epsilon (truth.mm[2], 10.0, 1e-3);
  g_assert_cmpfloat_with_epsilon (stage_must_poll (p->stage).position.mm[0], -10.0, 1e-3);
  g_assert_cmpfloat (stage_must_poll (p->stage).position.mm[1], ==, 0.0);
  g_assert_false (gcs_peer_try_move (p, STAYS, 1.0, STAYS, &error));
  g_assert_error (error, INS_DEVICE_ERROR, INS_DEVICE_ERROR_LIMIT);
}

static void
test_axis_that_is_not_there (void)
{
  g_autoptr (GcsPeer) p = gcs_peer_new ("", "x=7", "");

  stage_must_not_open (p->stage, INS_DEVICE_ERROR_NOT_FOUND, "1, 2, 3");
}

/* One axis per controller; #4 tells of its switches. */
static void
test_single_axis (void)
{
  g_autoptr (GcsPeer) p = gcs_peer_new ("c-863", "", "");
  InsStageInfo info;

  stage_must_open (p->stage);
  ins_stage_get_info (p->stage, &info);
  g_assert_cmpuint (info.n_axes, ==, 1);
  g_assert_cmpstr (info.name, ==, "PI C-863.12 1.2.1.0");
  g_assert_true (gcs_peer_has (p, "^D"));
  go (p, 10.0, STAYS, 0.0);
  g_assert_true (gcs_peer_has (p, "MOV 1 10.000000\n"));
}

/* Soft limits that are switched on end the travel. */
static void
test_soft_limits (void)
{
  g_autoptr (GcsPeer) p = gcs_peer_new ("", "", "NLM 1 -5\nPLM 1 50\nSSL 1 1\nNLM 2 -1\n");
  g_autoptr (GError) error = NULL;
  InsStageInfo info;

  stage_must_open (p->stage);
  ins_stage_get_info (p->stage, &info);
  g_assert_cmpfloat (info.travel_minimum.mm[0], ==, -5.0);
  g_assert_cmpfloat (info.travel_maximum.mm[0], ==, 50.0);
  g_assert_cmpfloat (info.travel_minimum.mm[1], ==, -25.0);
  g_assert_false (gcs_peer_try_move (p, 50.1, STAYS, STAYS, &error));
  g_assert_error (error, INS_DEVICE_ERROR, INS_DEVICE_ERROR_LIMIT);
}

static void
test_old_firmware (void)
{
  g_autoptr (GcsPeer) p = gcs_peer_new ("", "", "");
  InsStageInfo info;

  gcs_peer_lock (p);
  p->deaf_to = "SPA?";
  gcs_peer_unlock (p);
  stage_must_open (p->stage);
  ins_stage_get_info (p->stage, &info);
  g_assert_true (isnan (info.maximum_speed.mm[0]));
  go (p, 5.0, STAYS, STAYS);
}

/* Told, and switched on by a move only. */
static void
test_servo_off (void)
{
  g_autoptr (GcsPeer) p = gcs_peer_new ("", "", "SVO 1 0 3 0\n");
  InsStageReport report;

  stage_must_open (p->stage);
  report = stage_must_poll (p->stage);
  g_assert_cmpint (report.activity, ==, INS_STAGE_IDLE);
  g_assert_nonnull (strstr (report.message, "XZ"));
  g_assert_false (gcs_peer_has (p, "SVO 1"));
  go (p, 5.0, STAYS, STAYS);
  g_assert_true (gcs_peer_has (p, "SVO 1 1\nERR?\n"));
  g_assert_nonnull (strstr (stage_must_poll (p->stage).message, " Z "));
}

/* An axis that could not follow: a person looks, the servo comes back with the next move. */
static void
test_following_error (void)
{
  g_autoptr (GcsPeer) p = gcs_peer_new ("", "", "");
  g_autoptr (GError) error = NULL;
  InsStageReport report;

  stage_must_open (p->stage);
  g_assert_true (gcs_peer_try_move (p, 50.0, STAYS, STAYS, NULL));
  ins_clock_sleep_s (0.2);
  gcs_peer_lock (p);
  ins_sim_controller_input (p->controller, (const guint8 *)"SVO 1 0\n", 8, ins_clock_now_s ());
  p->next_error = 1024;
  gcs_peer_unlock (p);
  report = stage_must_become (p->stage, INS_STAGE_ALARM);
  g_assert_cmpuint (report.alarm_code, ==, 1024);
  g_assert_nonnull (strstr (report.message, "could not follow"));
  g_assert_false (gcs_peer_try_move (p, 1.0, STAYS, STAYS, &error));
  g_assert_error (error, INS_DEVICE_ERROR, INS_DEVICE_ERROR_ALARM);
  g_assert_true (ins_stage_unlock (p->stage, NULL));
  gcs_peer_forget (p);
  go (p, 2.0, STAYS, STAYS);
  g_assert_true (gcs_peer_has (p, "SVO 1 1\n"));
}

static void
test_refusals (void)
{
  static const struct
  {
    int code;
    int error;
    const char *words;
  } cases[] = {
    { 7, INS_DEVICE_ERROR_LIMIT, "outside the travel" },
    { 27, INS_DEVICE_ERROR_LIMIT, "soft limits" },
    { 216, INS_DEVICE_ERROR_LIMIT, "limit switch" },
    { 5, INS_DEVICE_ERROR_REFUSED, "homed" },
    { 8, INS_DEVICE_ERROR_REFUSED, "that fast" },
    { 4711, INS_DEVICE_ERROR_REFUSED, "4711" },
    { 501, INS_DEVICE_ERROR_ALARM, "emergency stop" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GcsPeer) p = gcs_peer_new ("", "", "VEL 1 100\n");
      g_autoptr (GError) error = NULL;

      stage_must_open (p->stage);
      gcs_peer_lock (p);
      p->deaf_to = "MOV";
      p->deaf_error = cases[i].code;
      gcs_peer_unlock (p);
      g_assert_false (gcs_peer_try_move (p, 5.0, STAYS, STAYS, &error));
      g_test_message ("%d: %s", cases[i].code, error->message);
      g_assert_error (error, INS_DEVICE_ERROR, cases[i].error);
      g_assert_nonnull (strstr (error->message, cases[i].words));
      g_assert_cmpfloat_with_epsilon (stage_must_poll (p->stage).position.mm[0], 0.0, 1e-6);
    }
}

/* The controller knows no position: homing or a person's word, which is POS. */
static void
test_unlock_forces_position (void)
{
  g_autoptr (GcsPeer) p = gcs_peer_new ("", "", "FRF 2\n\x18");
  InsStageReport report;

  stage_must_open (p->stage);
  report = stage_must_poll (p->stage);
  g_assert_cmpint (report.activity, ==, INS_STAGE_ALARM);
  g_assert_false (report.position_known || report.homed);
  g_assert_true (ins_stage_unlock (p->stage, NULL));
  g_assert_true (gcs_peer_has (p, "RON 2 0\nERR?\nPOS 2 "));
  g_assert_true (gcs_peer_has (p, "RON 2 1\n"));
  report = stage_must_poll (p->stage);
  g_assert_true (report.position_known && report.homed);
  go (p, STAYS, 1.0, STAYS);
}

/* While it homes it takes no line: the stop is the single byte. */
static void
test_stop_bytes (void)
{
  g_autoptr (GcsPeer) p = gcs_peer_new ("", "", "");

  stage_must_open (p->stage);
  g_assert_true (gcs_peer_try_move (p, 100.0, STAYS, STAYS, NULL));
  stage_must_become (p->stage, INS_STAGE_MOVING);
  ins_stage_stop (p->stage);
  stage_must_become (p->stage, INS_STAGE_IDLE);
  g_assert_true (gcs_peer_has (p, "HLT\n"));
  g_assert_false (gcs_peer_has (p, "^X"));

  gcs_peer_forget (p);
  g_assert_true (ins_stage_home (p->stage, NULL));
  stage_must_become (p->stage, INS_STAGE_HOMING);
  ins_stage_stop (p->stage);
  stage_must_become (p->stage, INS_STAGE_ALARM); /* unreferenced now */
  g_assert_true (gcs_peer_has (p, "FRF 3\n"));
  g_assert_true (gcs_peer_has (p, "^X"));
  g_assert_false (gcs_peer_has (p, "HLT"));

  g_assert_true (ins_stage_home (p->stage, NULL));
  stage_must_become (p->stage, INS_STAGE_IDLE);
  gcs_peer_forget (p);
  g_assert_true (gcs_peer_try_move (p, 50.0, STAYS, STAYS, NULL));
  stage_must_become (p->stage, INS_STAGE_MOVING);
  ins_stage_stop (p->stage);
  stage_must_become (p->stage, INS_STAGE_IDLE);
  g_assert_false (gcs_peer_has (p, "^X"));
}

/* An answer that comes when nobody waits for it any more is not taken for the next one's. */
static void
test_late_answers (void)
{
  g_autoptr (GcsPeer) p = gcs_peer_new ("", "", "");

  stage_must_open (p->stage);
  go (p, 12.0, 3.0, STAYS);
  for (guint i = 0; i < 6; i++)
    {
      InsStageReport report;

      gcs_peer_lock (p);
      p->n_late = 1;
      gcs_peer_unlock (p);
      report = stage_must_poll (p->stage);
      g_assert_cmpfloat_with_epsilon (report.position.mm[0], 12.0, 1e-3);
      g_assert_cmpfloat_with_epsilon (report.position.mm[1], 3.0, 1e-3);
      g_assert_cmpfloat (report.answered_s - report.asked_s, <, 0.3);
    }
}

/* Noise comes quickly: it is the time that counts, not how often it came. */
static void
test_garbled_answers (void)
{
  g_autoptr (GcsPeer) p = gcs_peer_new ("", "", "");
  InsStageInfo info;

  p->n_garbled = 6; /* of the identity */
  stage_must_open (p->stage);
  ins_stage_get_info (p->stage, &info);
  g_assert_cmpstr (info.name, ==, "PI C-884.4DC 1.3.0.1");
  gcs_peer_lock (p);
  p->n_garbled = 6; /* at rest, of whatever is asked now */
  gcs_peer_unlock (p);
  go (p, 5.0, STAYS, STAYS);
  g_assert_cmpuint (p->n_garbled, ==, 0);
  g_assert_cmpfloat_with_epsilon (stage_must_poll (p->stage).position.mm[0], 5.0, 1e-3);
}

/* Wherever they begin while it is connected to. */
static void
test_garbled_settings (void)
{
  static const char *const questions[] = { "CSV?", "SAI?", "TMX?", "VEL?", "SPA?", "TRO?" };

  for (gsize i = 0; i < G_N_ELEMENTS (questions); i++)
    {
      g_autoptr (GcsPeer) p = gcs_peer_new ("", "", "");
      InsStageInfo info;

      p->garble_from = questions[i];
      stage_must_open (p->stage);
      ins_stage_get_info (p->stage, &info);
      g_assert_null (p->garble_from);
      g_assert_cmpfloat (info.travel_maximum.mm[0], ==, 225.0);
      g_assert_cmpfloat (info.maximum_speed.mm[0], ==, 100.0);
      g_assert_true (info.can_trigger);
    }
}

/* A digit that is lost leaves a good number: settings are believed when they were said twice. */
static void
test_lost_digit (void)
{
  static const char *const questions[] = { "TMN?", "TMX?", "ACC?", "SPA?", "VEL?" };

  for (gsize i = 0; i < G_N_ELEMENTS (questions); i++)
    {
      g_autoptr (GcsPeer) p = gcs_peer_new ("", "", "");
      InsStageInfo info;

      p->lose_digit_of = questions[i];
      stage_must_open (p->stage);
      ins_stage_get_info (p->stage, &info);
      g_assert_null (p->lose_digit_of);
      g_assert_cmpfloat (info.travel_minimum.mm[0], ==, -25.0);
      g_assert_cmpfloat (info.travel_maximum.mm[0], ==, 225.0);
      g_assert_cmpfloat (info.maximum_speed.mm[0], ==, 100.0);
      g_assert_cmpfloat (info.acceleration.mm[0], ==, 1000.0);
      go (p, 1.0, STAYS, STAYS);
      gcs_peer_forget (p);
      ins_stage_close (p->stage); /* what is given back is what was there */
      g_assert_true (gcs_peer_has (p, "VEL 1 50.000000"));
    }
}

/* ---- position trigger ------------------------------------------------------------------------ */

static void
test_trigger (void)
{
  g_autoptr (GcsPeer) p = gcs_peer_new ("", "x=-2", "");
  g_autoptr (GError) error = NULL;
  double times_s[64];
  guint n;

  stage_must_open (p->stage);
  g_assert_true (ins_stage_set_trigger (p->stage, INS_AXIS_X, -5.0, -7.0, 0.1, &error));
  g_assert_no_error (error);
  g_assert_true (gcs_peer_has (p, "CTO 1 2 2 1 3 0 1 1 0.100000 1 8 5.000000 1 9 7.025000\n"));
  g_assert_true (gcs_peer_has (p, "CTO? 1 1 1 2 1 3 1 8 1 9\n"));
  g_assert_true (gcs_peer_has (p, "TRO 1 1\nERR?\n"));
  go (p, -10.0, STAYS, STAYS);
  n = ins_sim_bench_get_triggers (p->bench, 0, times_s, G_N_ELEMENTS (times_s));
  g_assert_cmpuint (n, ==, 21);
  for (guint i = 0; i < n; i++)
    {
      InsPosition truth;

      ins_sim_bench_get_position (p->bench, times_s[i], &truth);
      g_assert_cmpfloat_with_epsilon (truth.mm[1], 5.0 + 0.1 * i, 1e-3);
    }
  gcs_peer_forget (p);
  ins_stage_close (p->stage);
  g_assert_true (gcs_peer_has (p, "TRO 1 0\n"));
}

/* A stop takes it back, and so does step 0. */
static void
test_trigger_is_cleared (void)
{
  g_autoptr (GcsPeer) p = gcs_peer_new ("", "", "");

  stage_must_open (p->stage);
  g_assert_true (ins_stage_set_trigger (p->stage, INS_AXIS_X, 10.0, 90.0, 0.1, NULL));
  g_assert_true (gcs_peer_try_move (p, 100.0, STAYS, STAYS, NULL));
  stage_must_become (p->stage, INS_STAGE_MOVING);
  ins_clock_sleep_s (0.3);
  g_assert_false (gcs_peer_has (p, "TRO 1 0\n"));
  ins_stage_stop (p->stage);
  stage_must_become (p->stage, INS_STAGE_IDLE);
  g_assert_true (gcs_peer_has (p, "TRO 1 0\n"));

  g_assert_true (ins_stage_set_trigger (p->stage, INS_AXIS_X, 10.0, 90.0, 0.1, NULL));
  gcs_peer_forget (p);
  g_assert_true (ins_stage_set_trigger (p->stage, INS_AXIS_X, 0.0, 0.0, 0.0, NULL));
  g_assert_true (gcs_peer_has (p, "TRO 1 0\n"));
}

/* What does not read back as it was set is not switched on. */
static void
test_trigger_not_taken (void)
{
  g_autoptr (GcsPeer) p = gcs_peer_new ("", "", "");
  g_autoptr (GError) error = NULL;

  stage_must_open (p->stage);
  gcs_peer_lock (p);
  p->deaf_to = "CTO ";
  p->deaf_error = 10; /* says nothing about it */
  gcs_peer_unlock (p);
  g_assert_false (ins_stage_set_trigger (p->stage, INS_AXIS_X, 10.0, 20.0, 0.3, &error));
  g_assert_error (error, INS_DEVICE_ERROR, INS_DEVICE_ERROR_REFUSED);
  g_assert_false (gcs_peer_has (p, "TRO 1 1"));
}

static void
test_no_trigger_output (void)
{
  g_autoptr (GcsPeer) p = gcs_peer_new ("", "", "");
  g_autoptr (GError) error = NULL;
  InsStageInfo info;

  p->deaf_to = "TRO?";
  stage_must_open (p->stage);
  ins_stage_get_info (p->stage, &info);
  g_assert_false (info.can_trigger);
  g_assert_false (ins_stage_set_trigger (p->stage, INS_AXIS_X, 10.0, 20.0, 0.3, &error));
  g_assert_error (error, INS_DEVICE_ERROR, INS_DEVICE_ERROR_UNSUPPORTED);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/gcs-stage/open-asks-only", test_open_asks_only);
  g_test_add_func ("/gcs-stage/move-bytes", test_move_bytes);
  g_test_add_func ("/gcs-stage/axes-by-name", test_axes_by_name);
  g_test_add_func ("/gcs-stage/axis-that-is-not-there", test_axis_that_is_not_there);
  g_test_add_func ("/gcs-stage/single-axis", test_single_axis);
  g_test_add_func ("/gcs-stage/soft-limits", test_soft_limits);
  g_test_add_func ("/gcs-stage/old-firmware", test_old_firmware);
  g_test_add_func ("/gcs-stage/servo-off", test_servo_off);
  g_test_add_func ("/gcs-stage/following-error", test_following_error);
  g_test_add_func ("/gcs-stage/refusals", test_refusals);
  g_test_add_func ("/gcs-stage/unlock-forces-position", test_unlock_forces_position);
  g_test_add_func ("/gcs-stage/stop-bytes", test_stop_bytes);
  g_test_add_func ("/gcs-stage/late-answers", test_late_answers);
  g_test_add_func ("/gcs-stage/garbled-answers", test_garbled_answers);
  g_test_add_func ("/gcs-stage/garbled-settings", test_garbled_settings);
  g_test_add_func ("/gcs-stage/lost-digit", test_lost_digit);
  g_test_add_func ("/gcs-stage/trigger", test_trigger);
  g_test_add_func ("/gcs-stage/trigger-is-cleared", test_trigger_is_cleared);
  g_test_add_func ("/gcs-stage/trigger-not-taken", test_trigger_not_taken);
  g_test_add_func ("/gcs-stage/no-trigger-output", test_no_trigger_output);

  return g_test_run ();
}
