/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <string.h>

#include "core/ins-clock.h"
#include "core/ins-error.h"
#include "grbl-fixture.h"

static void
test_deaf_alarm (Fixture *f, gconstpointer data)
{
  InsStageReport report;

  open_stage (f);
  fixture_lock (f);
  f->peer->is_deaf = TRUE;
  g_strlcpy (f->peer->state, "Alarm", sizeof f->peer->state);
  fixture_unlock (f);
  peer_end_send (&f->peer->wire, "ALARM:1\r\n[MSG:Reset to continue]\r\n");
  /* longer than any silence would be borne otherwise: 150 polls of 20 ms */
  for (guint i = 0; i < 150; i++)
    {
      report = fixture_poll (f);
      g_assert_cmpint (report.activity, ==, INS_STAGE_ALARM);
      g_assert_cmpuint (report.alarm_code, ==, 1);
      g_assert_false (report.position_known || report.homed);
    }
  assert_move_fails (f, 0.0, INS_DEVICE_ERROR_ALARM);
  peer_end_forget (&f->peer->wire);
  g_assert_true (ins_stage_unlock (f->stage, NULL));
  g_assert_cmpuint (peer_end_count (&f->peer->wire, "^X$X\n"), >, 0);
  report = fixture_poll (f);
  g_assert_cmpint (report.activity, ==, INS_STAGE_IDLE);
  g_assert_false (report.homed);
  g_assert_true (report.position_known);
  g_assert_cmpuint (report.alarm_code, ==, 0);
}

static void
test_home_out_of_a_deaf_alarm (Fixture *f, gconstpointer data)
{
  open_stage (f);
  fixture_lock (f);
  f->peer->is_deaf = TRUE;
  g_strlcpy (f->peer->state, "Alarm", sizeof f->peer->state);
  fixture_unlock (f);
  peer_end_send (&f->peer->wire, "ALARM:2\r\n[MSG:Reset to continue]\r\n");
  poll_until (f, INS_STAGE_ALARM);
  g_assert_true (ins_stage_home (f->stage, NULL));
  peer_end_wait_for (&f->peer->wire, "$H\n");
  grbl_peer_finish_homing (f->peer, 0);
  g_assert_true (poll_until (f, INS_STAGE_IDLE).homed);
}

/* One that went deaf in an earlier session answers after a reset. */
static void
test_deaf_at_open (Fixture *f, gconstpointer data)
{
  f->peer->is_deaf = TRUE;
  g_strlcpy (f->peer->state, "Alarm", sizeof f->peer->state);
  open_stage (f);
  g_assert_cmpint (fixture_poll (f).activity, ==, INS_STAGE_ALARM);
}

static void
test_error_latch (Fixture *f, gconstpointer data)
{
  open_stage (f);
  fixture_lock (f);
  f->peer->has_latch = TRUE;
  f->peer->next_error = 33;
  fixture_unlock (f);
  assert_move_fails (f, 20.0, INS_DEVICE_ERROR_REFUSED);
  move_x (f, 20.0);
}

static void
test_unexpected_reset (Fixture *f, gconstpointer data)
{
  InsStageReport report;

  open_stage (f);
  fixture_lock (f);
  f->peer->run_reports = G_MAXUINT;
  fixture_unlock (f);
  move_x (f, 20.0);
  fixture_lock (f);
  g_strlcpy (f->peer->state, "Idle", sizeof f->peer->state);
  f->peer->position = (InsPosition){ { 0.0, 0.0, 0.0 } };
  f->peer->n_reports = 0;
  fixture_unlock (f);
  peer_end_send (&f->peer->wire, "\r\nGrbl 1.1h ['$' for help]\r\n");
  report = poll_until (f, INS_STAGE_IDLE);
  g_assert_false (report.homed || report.position_known);
  g_assert_nonnull (strstr (report.message, "restarted"));
}

/* The ok of the line that caused it comes after the reset byte and before the greeting. */
static void
test_reset_in_motion_at_the_controller (Fixture *f, gconstpointer data)
{
  InsStageReport report;

  open_stage (f);
  peer_end_send (&f->peer->wire, "ok\r\nALARM:3\r\n\r\nGrbl 1.1h ['$' for help]\r\n"
                                 "[MSG:'$H'|'$X' to unlock]\r\n");
  fixture_lock (f);
  g_strlcpy (f->peer->state, "Alarm", sizeof f->peer->state);
  fixture_unlock (f);
  report = poll_until (f, INS_STAGE_ALARM);
  g_assert_cmpuint (report.alarm_code, ==, 3);
  g_assert_false (report.homed);
  g_assert_true (ins_stage_unlock (f->stage, NULL));
  move_x (f, 20.0);
}

static void
assert_lost (Fixture *f)
{
  g_autoptr (GError) error = NULL;
  InsStageReport report;

  g_assert_false (ins_stage_poll (f->stage, &report, &error));
  g_assert_error (error, INS_DEVICE_ERROR, INS_DEVICE_ERROR_LOST);
  g_assert_cmpint (report.activity, ==, INS_STAGE_UNKNOWN);
  g_assert_false (report.position_known);
  assert_near (report.position.mm[INS_AXIS_X], 10.0);
}

static void
test_silence (Fixture *f, gconstpointer data)
{
  open_stage (f);
  fixture_poll (f);
  fixture_lock (f);
  f->peer->wire.is_silent = TRUE;
  fixture_unlock (f);
  peer_end_forget (&f->peer->wire);
  assert_lost (f);
  /* asked once again before giving up */
  g_assert_cmpuint (peer_end_count (&f->peer->wire, "??"), >, 0);
}

static void
test_silence_in_motion (Fixture *f, gconstpointer data)
{
  open_stage (f);
  fixture_lock (f);
  f->peer->run_reports = G_MAXUINT;
  fixture_unlock (f);
  move_x (f, 20.0);
  poll_until (f, INS_STAGE_MOVING);
  fixture_lock (f);
  f->peer->wire.is_silent = TRUE;
  fixture_unlock (f);
  assert_lost (f);
}

/* A computer that had no time for the program is no silence of the stage: the answer is there. */
static void
test_stalled_program (Fixture *f, gconstpointer data)
{
  use_resetting_port (f);
  open_stage (f);
  fixture_lock (f);
  f->peer->run_reports = G_MAXUINT;
  fixture_unlock (f);
  move_x (f, 20.0);
  poll_until (f, INS_STAGE_MOVING);
  fixture_stall (f, 0.7);
  g_assert_true (fixture_poll (f).position_known);
}

static void
hang_up (Fixture *f)
{
  fixture_lock (f);
  f->peer->wire.quit = TRUE;
  fixture_unlock (f);
  g_thread_join (g_steal_pointer (&f->peer->wire.thread));
  ins_transport_close (f->peer->wire.transport);
}

static void
test_hang_up (Fixture *f, gconstpointer data)
{
  open_stage (f);
  fixture_poll (f);
  hang_up (f);
  assert_lost (f);
}

static void
test_garbled_replies (Fixture *f, gconstpointer data)
{
  InsStageReport report;

  open_stage (f);
  fixture_lock (f);
  f->peer->garble_reports = 1;
  f->peer->garble_oks = 1;
  fixture_unlock (f);
  report = fixture_poll (f);
  g_assert_true (report.position_known);
  assert_near (report.position.mm[INS_AXIS_X], 10.0);
  move_x (f, 20.0);
  assert_near (poll_until (f, INS_STAGE_IDLE).position.mm[INS_AXIS_X], 20.0);
}

/* A lost digit leaves a good number, but no motion explains it. */
static void
test_lost_digit (Fixture *f, gconstpointer data)
{
  open_stage (f);
  fixture_poll (f);
  fixture_lock (f);
  f->peer->lost_digits = 1;
  fixture_unlock (f);
  assert_near (fixture_poll (f).position.mm[INS_AXIS_X], 10.0);
  fixture_lock (f);
  g_assert_cmpuint (f->peer->lost_digits, ==, 0);
  fixture_unlock (f);
}

/* Nor is a setting that was heard once believed: two readings have to agree. */
static void
test_lost_digit_of_a_setting (Fixture *f, gconstpointer data)
{
  InsStageInfo info;

  f->peer->spoiled[0] = "$130=20.000";
  f->peer->spoiled[1] = "$13=200.000"; /* inches, it would seem */
  f->peer->spoiled[2] = "$130=00.000";
  open_stage (f);
  ins_stage_get_info (f->stage, &info);
  assert_near (info.travel_maximum.mm[INS_AXIS_X] - info.travel_minimum.mm[INS_AXIS_X], 200.0);
  g_assert_null (f->peer->spoiled[0]);
  assert_near (fixture_poll (f).position.mm[INS_AXIS_X], 10.0);
}

static void
start_homing (Fixture *f, gboolean answers)
{
  open_stage (f);
  fixture_lock (f);
  f->peer->answers_homing = answers;
  fixture_unlock (f);
  g_assert_true (ins_stage_home (f->stage, NULL));
  peer_end_wait_for (&f->peer->wire, "$H\n");
  for (guint i = 0; i < 20; i++)
    g_assert_cmpint (fixture_poll (f).activity, ==, INS_STAGE_HOMING);
}

/* One poll takes 30 ms at least: long before homing would have to be at its end. */
static void
assert_lost_in_homing (Fixture *f)
{
  g_autoptr (GError) error = NULL;
  InsStageReport report;
  guint n_polls = 0;

  while (ins_stage_poll (f->stage, &report, &error))
    g_assert_cmpuint (n_polls++, <, 100);
  g_assert_error (error, INS_DEVICE_ERROR, INS_DEVICE_ERROR_LOST);
  g_assert_cmpint (report.activity, ==, INS_STAGE_UNKNOWN);
  g_assert_false (report.position_known);
}

/* grblHAL answers while it homes, and is missed when it does not. */
static void
test_silence_in_homing (Fixture *f, gconstpointer data)
{
  start_homing (f, TRUE);
  fixture_lock (f);
  f->peer->wire.is_silent = TRUE;
  fixture_unlock (f);
  assert_lost_in_homing (f);
  peer_end_wait_for (&f->peer->wire, "^X"); /* it may hear all the same */
}

/* Grbl says nothing then, and that is no fault. */
static void
test_quiet_homing (Fixture *f, gconstpointer data)
{
  start_homing (f, FALSE);
  for (guint i = 0; i < 70; i++) /* 2 s */
    g_assert_cmpint (fixture_poll (f).activity, ==, INS_STAGE_HOMING);
  grbl_peer_finish_homing (f->peer, 0);
  g_assert_true (poll_until (f, INS_STAGE_IDLE).homed);
}

/* But a port that is gone tells that itself. */
static void
test_hang_up_in_homing (Fixture *f, gconstpointer data)
{
  start_homing (f, FALSE);
  hang_up (f);
  assert_lost_in_homing (f);
}

/* A report that nobody asked for is no answer. */
static void
test_unasked_report (Fixture *f, gconstpointer data)
{
  InsStageReport report;

  open_stage (f);
  peer_end_send (&f->peer->wire, "<Idle|MPos:-100.000,0.000,0.000|FS:0,0>\r\n");
  ins_clock_sleep_s (0.01);
  report = fixture_poll (f);
  assert_near (report.position.mm[INS_AXIS_X], 10.0);
}

static void
test_nobody_there (Fixture *f, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  f->peer->wire.is_silent = TRUE;
  grbl_peer_start (f->peer);
  g_assert_false (ins_stage_open (f->stage, NULL, &error));
  g_assert_error (error, INS_DEVICE_ERROR, INS_DEVICE_ERROR_NOT_FOUND);
}

static void
test_cancelled_open (Fixture *f, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();

  f->peer->wire.is_silent = TRUE;
  grbl_peer_start (f->peer);
  g_cancellable_cancel (cancellable);
  g_assert_false (ins_stage_open (f->stage, cancellable, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  GRBL_TEST ("/grbl-fault/deaf-alarm", test_deaf_alarm);
  GRBL_TEST ("/grbl-fault/home-out-of-a-deaf-alarm", test_home_out_of_a_deaf_alarm);
  GRBL_TEST ("/grbl-fault/deaf-at-open", test_deaf_at_open);
  GRBL_TEST ("/grbl-fault/error-latch", test_error_latch);
  GRBL_TEST ("/grbl-fault/unexpected-reset", test_unexpected_reset);
  GRBL_TEST ("/grbl-fault/reset-in-motion-at-the-controller",
             test_reset_in_motion_at_the_controller);
  GRBL_TEST ("/grbl-fault/silence", test_silence);
  GRBL_TEST ("/grbl-fault/silence-in-motion", test_silence_in_motion);
  GRBL_TEST ("/grbl-fault/stalled-program", test_stalled_program);
  GRBL_TEST ("/grbl-fault/hang-up", test_hang_up);
  GRBL_TEST ("/grbl-fault/garbled-replies", test_garbled_replies);
  GRBL_TEST ("/grbl-fault/lost-digit", test_lost_digit);
  GRBL_TEST ("/grbl-fault/lost-digit-of-a-setting", test_lost_digit_of_a_setting);
  GRBL_TEST ("/grbl-fault/silence-in-homing", test_silence_in_homing);
  GRBL_TEST ("/grbl-fault/quiet-homing", test_quiet_homing);
  GRBL_TEST ("/grbl-fault/hang-up-in-homing", test_hang_up_in_homing);
  GRBL_TEST ("/grbl-fault/unasked-report", test_unasked_report);
  GRBL_TEST ("/grbl-fault/nobody-there", test_nobody_there);
  GRBL_TEST ("/grbl-fault/cancelled-open", test_cancelled_open);

  return g_test_run ();
}
