/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <math.h>
#include <string.h>

#include "core/ins-clock.h"
#include "core/ins-error.h"
#include "marlin-fixture.h"

static void
assert_open_fails (MarlinFixture *f, int code, const char *word)
{
  g_autoptr (GError) error = NULL;

  marlin_peer_start (f->peer);
  g_assert_false (ins_stage_open (f->stage, NULL, &error));
  g_assert_error (error, INS_DEVICE_ERROR, code);
  g_assert_nonnull (strstr (error->message, word));
}

/* ---- connecting ----------------------------------------------------------------------------- */

static void
test_open (MarlinFixture *f, gconstpointer data)
{
  InsStageInfo info;
  InsStageReport report;

  marlin_open (f);
  ins_stage_get_info (f->stage, &info);
  g_assert_cmpstr (info.name, ==, "Marlin 2.1.2");
  g_assert_cmpstr (info.protocol, ==, "marlin");
  g_assert_cmpfloat (info.travel_maximum.mm[INS_AXIS_X], ==, 200.0); /* not the address' */
  g_assert_cmpfloat (info.maximum_speed.mm[INS_AXIS_Z], ==, 10.0);
  g_assert_cmpfloat (info.acceleration.mm[INS_AXIS_X], ==, 500.0);
  g_assert_cmpfloat (info.resolution.mm[INS_AXIS_X], ==, 1.0 / MARLIN_PEER_STEPS);
  g_assert_true (info.can_home && info.coordinated_axes && info.reports_in_motion);
  report = marlin_poll (f);
  g_assert_cmpint (report.activity, ==, INS_STAGE_IDLE);
  g_assert_true (report.homed && report.position_known);
  /* reports that nobody asks for are switched off; nothing moves, nothing is stored */
  g_assert_cmpuint (peer_end_count (&f->peer->wire, "M154 S0\n"), >, 0);
  g_assert_false (peer_end_count (&f->peer->wire, "G1") || peer_end_count (&f->peer->wire, "G28") ||
                  peer_end_count (&f->peer->wire, "M500"));
}

/* A digit that is lost leaves a good number: two readings have to agree. */
static void
test_lost_digit_of_a_setting (MarlinFixture *f, gconstpointer data)
{
  InsStageInfo info;

  f->peer->spoiled_settings = "echo:  M92 X8.00 Y80.00 Z80.00 E93.00\n"
                              "echo:  M203 X10.00 Y100.00 Z10.00 E25.00\n"
                              "echo:  M201 X1000.00 Y1000.00 Z100.00 E10000.00\n"
                              "echo:  M204 P500.00 R1000.00 T50.00\n";
  marlin_open (f);
  ins_stage_get_info (f->stage, &info);
  g_assert_cmpfloat (info.maximum_speed.mm[INS_AXIS_X], ==, 100.0);
  g_assert_cmpfloat (info.acceleration.mm[INS_AXIS_X], ==, 500.0);
  g_assert_cmpfloat (info.resolution.mm[INS_AXIS_X], ==, 1.0 / MARLIN_PEER_STEPS);
}

/* After power-up: Marlin would move, but its position means nothing. */
static void
test_not_homed (MarlinFixture *f, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  InsStageReport report;

  f->peer->extruder = " E:0.00";
  marlin_open (f);
  report = marlin_poll (f);
  g_assert_cmpint (report.activity, ==, INS_STAGE_ALARM);
  g_assert_false (report.homed || report.position_known);
  g_assert_false (marlin_try_move (f, 10.0, &error));
  g_assert_error (error, INS_DEVICE_ERROR, INS_DEVICE_ERROR_ALARM);
  g_assert_true (ins_stage_unlock (f->stage, NULL));
  report = marlin_poll (f);
  g_assert_true (report.homed && report.position_known);
  g_assert_cmpuint (peer_end_count (&f->peer->wire, "G92 E-77.13"), ==,
                    0); /* a person's word for this session */
}

static void
test_bare_build (MarlinFixture *f, gconstpointer data)
{
  InsStageInfo info;
  InsStageReport report;

  f->peer->identity = "FIRMWARE_NAME:Marlin 1.1.9\n";
  f->peer->settings = "";
  f->peer->endstops = "";
  f->peer->unknown = "M113";
  f->peer->here[0] = f->peer->end[0] = 801;
  marlin_open (f);
  ins_stage_get_info (f->stage, &info);
  g_assert_cmpfloat (info.travel_minimum.mm[INS_AXIS_X], ==, -5.0);
  g_assert_cmpfloat (info.travel_maximum.mm[INS_AXIS_X], ==, 150.0);
  g_assert_true (isnan (info.travel_maximum.mm[INS_AXIS_Y]));
  report = marlin_poll (f);
  g_assert_cmpfloat (report.position.mm[INS_AXIS_X], ==, 10.01); /* as displayed */
}

static void
test_somebody_else (MarlinFixture *f, gconstpointer data)
{
  f->peer->identity = "FIRMWARE_NAME:Klipper FIRMWARE_VERSION:v0.12\n";
  assert_open_fails (f, INS_DEVICE_ERROR_PROTOCOL, "Klipper");
}

static void
test_nobody (MarlinFixture *f, gconstpointer data)
{
  f->peer->wire.is_silent = TRUE;
  assert_open_fails (f, INS_DEVICE_ERROR_NOT_FOUND, "reset button");
}

static void
test_moving_at_open (MarlinFixture *f, gconstpointer data)
{
  f->peer->keeps_m400 = TRUE;
  assert_open_fails (f, INS_DEVICE_ERROR_BUSY, "moving");
  g_assert_cmpuint (peer_end_count (&f->peer->wire, "M410"), ==, 0);
}

/* ---- positions ------------------------------------------------------------------------------ */

/* As fine as the steps, whatever the display rounds; with and without an offset. */
static void
test_counts (MarlinFixture *f, gconstpointer data)
{
  f->peer->here[0] = f->peer->end[0] = 801;
  f->peer->offset_mm = GPOINTER_TO_INT (data) / 8.0;
  marlin_open (f);
  g_assert_cmpfloat_with_epsilon (marlin_poll (f).position.mm[INS_AXIS_X],
                                  801.0 / 80.0 + f->peer->offset_mm, 0.0051);
  marlin_move_x (f, 20.0);
  g_assert_cmpfloat_with_epsilon (marlin_poll_until (f, INS_STAGE_IDLE).position.mm[INS_AXIS_X],
                                  20.0, 0.0126);
}

/* Motors that are not axes: what is displayed has to do. */
static void
test_corexy (MarlinFixture *f, gconstpointer data)
{
  f->peer->motors = "ABC";
  f->peer->here[0] = f->peer->end[0] = 800;
  marlin_open (f);
  g_assert_cmpfloat (marlin_poll (f).position.mm[INS_AXIS_X], ==, 10.0);
  marlin_move_x (f, 20.0);
  g_assert_true (marlin_reports_in_motion (f));
  g_assert_cmpfloat (marlin_poll_until (f, INS_STAGE_IDLE).position.mm[INS_AXIS_X], ==, 20.0);
}

static void
test_lost_digit (MarlinFixture *f, gconstpointer data)
{
  f->peer->here[0] = f->peer->end[0] = 8000;
  marlin_open (f);
  for (guint i = 0; i < 5; i++)
    {
      marlin_lock (f);
      f->peer->garble_positions = 1;
      marlin_unlock (f);
      g_assert_cmpfloat (marlin_poll (f).position.mm[INS_AXIS_X], ==, 100.0);
    }
}

/* Answers that nobody waits for any more, several in one packet: none is one to the next question,
 * even if it looks like it. */
static void
test_stale_answers (MarlinFixture *f, gconstpointer data)
{
  f->peer->here[0] = f->peer->end[0] = 800;
  marlin_open (f);
  marlin_poll (f);
  for (guint i = 0; i < 5; i++)
    {
      double before_s = ins_clock_now_s ();
      InsStageReport report;

      peer_end_send (&f->peer->wire, "ok\nok\n"
                                     "X:10.00 Y:0.00 Z:0.00 E:0.00 Count X:800 Y:0 Z:0\nok\n");
      report = marlin_poll (f);
      g_assert_cmpfloat (report.position.mm[INS_AXIS_X], ==, 10.0);
      g_assert_cmpint (report.activity, ==, INS_STAGE_IDLE);
      g_assert_cmpfloat (report.asked_s, >=, before_s);
      g_assert_cmpfloat (report.asked_s, <=, report.answered_s);
    }
}

static void
test_true_positions (MarlinFixture *f, gconstpointer data)
{
  InsStageReport report;

  marlin_open (f);
  marlin_move_x (f, 20.0);
  g_assert_cmpuint (peer_end_count (&f->peer->wire, "N1 G1 X20.0000 F1200.000*"), >, 0);
  g_assert_true (marlin_reports_in_motion (f));
  report = marlin_poll (f);
  g_assert_cmpint (report.activity, ==, INS_STAGE_MOVING);
  g_assert_true (report.position_known);
  g_assert_cmpfloat (report.position.mm[INS_AXIS_X], <, 1.0); /* not the target */
  report = marlin_poll_until (f, INS_STAGE_IDLE);
  g_assert_cmpfloat (report.position.mm[INS_AXIS_X], ==, 20.0);
  g_assert_cmpuint (peer_end_count (&f->peer->wire, "M400"), ==, 1); /* at open */
}

/* The R is ignored: the target must never be shown as a position. */
static void
test_targets_only (MarlinFixture *f, gconstpointer data)
{
  InsStageReport report;
  guint n_moving = 0;

  f->peer->is_realtime = FALSE;
  marlin_open (f);
  g_assert_true (marlin_reports_in_motion (f));
  marlin_move_x (f, 10.0);
  g_assert_false (marlin_reports_in_motion (f));
  for (report = marlin_poll (f); report.activity == INS_STAGE_MOVING; report = marlin_poll (f))
    {
      n_moving++;
      g_assert_false (report.position_known);
      g_assert_nonnull (strstr (report.message, "M114_REALTIME"));
      ins_clock_sleep_s (0.005);
    }
  g_assert_cmpuint (n_moving, >, 5);
  g_assert_cmpint (report.activity, ==, INS_STAGE_IDLE);
  g_assert_true (report.position_known);
  g_assert_cmpfloat (report.position.mm[INS_AXIS_X], ==, 10.0);
  g_assert_cmpstr (report.message, ==, "");
  /* M400 said so */
  g_assert_cmpuint (peer_end_count (&f->peer->wire, "M400"), ==, 2);
}

/* Soft endstops clamp without a word. */
static void
test_shortened (MarlinFixture *f, gconstpointer data)
{
  InsStageReport report;

  f->peer->longest_x = 1200;
  marlin_open (f);
  marlin_move_x (f, 20.0);
  report = marlin_poll_until (f, INS_STAGE_IDLE);
  g_assert_cmpfloat (report.position.mm[INS_AXIS_X], ==, 15.0);
  g_assert_nonnull (strstr (report.message, "soft endstop"));
  marlin_move_x (f, 10.0);
  g_assert_cmpstr (marlin_poll_until (f, INS_STAGE_IDLE).message, ==, "");
}

/* ---- lines that do not get through ---------------------------------------------------------- */

static void
test_resend (MarlinFixture *f, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  marlin_open (f);
  marlin_lock (f);
  f->peer->refuse_moves = 2;
  marlin_unlock (f);
  marlin_move_x (f, 20.0);
  g_assert_cmpuint (peer_end_count (&f->peer->wire, "N1 G1 X20.0000"), ==, 3);
  marlin_poll_until (f, INS_STAGE_IDLE);
  marlin_move_x (f, 30.0);
  g_assert_cmpuint (peer_end_count (&f->peer->wire, "N2 G1 X30.0000"), >, 0);
  marlin_poll_until (f, INS_STAGE_IDLE);
  marlin_lock (f);
  f->peer->refuse_moves = 5;
  marlin_unlock (f);
  g_assert_false (marlin_try_move (f, 40.0, &error));
  g_assert_error (error, INS_DEVICE_ERROR, INS_DEVICE_ERROR_REFUSED);
  g_assert_cmpfloat (marlin_poll_until (f, INS_STAGE_IDLE).position.mm[INS_AXIS_X], ==, 30.0);
}

/* Taken, but its ok is lost: sent again it is refused as a repetition, and that tells. */
static void
test_lost_ok (MarlinFixture *f, gconstpointer data)
{
  marlin_open (f);
  marlin_lock (f);
  f->peer->swallow_moves = 1;
  marlin_unlock (f);
  marlin_move_x (f, 20.0);
  g_assert_cmpuint (peer_end_count (&f->peer->wire, "N1 G1 X20.0000"), ==, 2);
  g_assert_cmpfloat (marlin_poll_until (f, INS_STAGE_IDLE).position.mm[INS_AXIS_X], ==, 20.0);
  marlin_move_x (f, 30.0);
  g_assert_cmpuint (peer_end_count (&f->peer->wire, "N2 G1 X30.0000"), ==, 1);
}

static void
test_refused (MarlinFixture *f, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  marlin_open (f);
  marlin_lock (f);
  f->peer->complaint = "Error:Home XYZ First\n";
  marlin_unlock (f);
  g_assert_false (marlin_try_move (f, 20.0, &error));
  g_assert_error (error, INS_DEVICE_ERROR, INS_DEVICE_ERROR_REFUSED);
  g_assert_nonnull (strstr (error->message, "Home XYZ First"));
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  MARLIN_TEST ("/marlin-stage/open", test_open);
  MARLIN_TEST ("/marlin-stage/lost-digit-of-a-setting", test_lost_digit_of_a_setting);
  MARLIN_TEST ("/marlin-stage/not-homed", test_not_homed);
  MARLIN_TEST ("/marlin-stage/bare-build", test_bare_build);
  MARLIN_TEST ("/marlin-stage/somebody-else", test_somebody_else);
  MARLIN_TEST ("/marlin-stage/nobody", test_nobody);
  MARLIN_TEST ("/marlin-stage/moving-at-open", test_moving_at_open);
  MARLIN_TEST ("/marlin-stage/counts", test_counts);
  g_test_add ("/marlin-stage/counts-with-offset", MarlinFixture, GINT_TO_POINTER (3), marlin_set_up,
              test_counts, marlin_tear_down);
  MARLIN_TEST ("/marlin-stage/corexy", test_corexy);
  MARLIN_TEST ("/marlin-stage/lost-digit", test_lost_digit);
  MARLIN_TEST ("/marlin-stage/stale-answers", test_stale_answers);
  MARLIN_TEST ("/marlin-stage/true-positions", test_true_positions);
  MARLIN_TEST ("/marlin-stage/targets-only", test_targets_only);
  MARLIN_TEST ("/marlin-stage/shortened", test_shortened);
  MARLIN_TEST ("/marlin-stage/resend", test_resend);
  MARLIN_TEST ("/marlin-stage/lost-ok", test_lost_ok);
  MARLIN_TEST ("/marlin-stage/refused", test_refused);

  return g_test_run ();
}
