/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <math.h>

#include "core/ins-clock.h"
#include "core/ins-error.h"
#include "grbl-fixture.h"

static void
test_stop_while_moving (Fixture *f, gconstpointer data)
{
  InsStageReport report;

  fixture_lock (f);
  f->peer->run_reports = G_MAXUINT;
  fixture_unlock (f);
  open_stage (f);
  move_x (f, 100.0);
  poll_until (f, INS_STAGE_MOVING);
  ins_stage_stop (f->stage);
  assert_move_fails (f, 0.0, INS_DEVICE_ERROR_REFUSED);
  report = fixture_poll (f);
  g_assert_cmpint (report.activity, ==, INS_STAGE_STOPPING);
  report = poll_until (f, INS_STAGE_IDLE);
  g_assert_true (report.position_known && report.homed);
  g_assert_cmpuint (peer_end_count (&f->peer->wire, "!^J"), >, 0);
  g_assert_cmpuint (peer_end_count (&f->peer->wire, "^X"), >, 0);
  g_assert_cmpstr (report.message, ==, "");
  /* and on */
  fixture_lock (f);
  f->peer->run_reports = 1;
  fixture_unlock (f);
  move_x (f, 0.0);
  poll_until (f, INS_STAGE_IDLE);
}

static void
test_stop_at_rest (Fixture *f, gconstpointer data)
{
  InsStageReport report;

  ins_stage_stop (f->stage); /* not open */
  open_stage (f);
  peer_end_forget (&f->peer->wire);
  ins_stage_stop (f->stage);
  g_assert_cmpint (fixture_poll (f).activity, ==, INS_STAGE_STOPPING);
  report = poll_until (f, INS_STAGE_IDLE);
  g_assert_true (report.homed && report.position_known);
  assert_near (report.position.mm[INS_AXIS_X], 10.0);
}

static void
test_stop_while_jogging (Fixture *f, gconstpointer data)
{
  fixture_lock (f);
  f->peer->run_reports = G_MAXUINT;
  fixture_unlock (f);
  open_stage (f);
  g_assert_true (ins_stage_jog (f->stage, INS_AXIS_Y, 5.0, 20.0, NULL));
  ins_stage_stop (f->stage);
  g_assert_true (poll_until (f, INS_STAGE_IDLE).homed);
}

static gpointer
stop_main (gpointer data)
{
  Fixture *f = data;

  peer_end_wait_for (&f->peer->wire, "G1 X30");
  ins_stage_stop (f->stage);

  return NULL;
}

/* The bytes of a stop overtake the command in flight. */
static void
test_stop_while_waiting_for_ok (Fixture *f, gconstpointer data)
{
  GThread *thread;

  open_stage (f);
  fixture_lock (f);
  f->peer->keeps_oks = TRUE;
  fixture_unlock (f);
  thread = g_thread_new ("stop", stop_main, f);
  assert_move_fails (f, 30.0, INS_DEVICE_ERROR_REFUSED);
  g_thread_join (thread);
  g_assert_cmpuint (peer_end_count (&f->peer->wire, "!^J"), >, 0);
  fixture_lock (f);
  f->peer->keeps_oks = FALSE;
  fixture_unlock (f);
  g_assert_true (poll_until (f, INS_STAGE_IDLE).homed);
  move_x (f, 30.0);
}

#define RESTING "<Idle|MPos:-140.000,-100.000,-50.000|FS:0,0>\r\n"

static gpointer
late_answer_main (gpointer data)
{
  Fixture *f = data;

  peer_end_wait_for (&f->peer->wire, "?");
  peer_end_send (&f->peer->wire, "noise\r\n"); /* so it asks once more */
  peer_end_wait_for (&f->peer->wire, "??");
  peer_end_send (&f->peer->wire, RESTING);

  return NULL;
}

static gpointer
later_answer_main (gpointer data)
{
  Fixture *f = data;

  peer_end_wait_for (&f->peer->wire, "?");
  peer_end_send (&f->peer->wire, RESTING);

  return NULL;
}

/* The answer to a question from before the stop does not say that it has been heard. */
static void
test_late_answer (Fixture *f, gconstpointer data)
{
  GThread *thread;

  open_stage (f);
  peer_end_forget (&f->peer->wire);
  fixture_lock (f);
  f->peer->keeps_reports = TRUE;
  fixture_unlock (f);
  thread = g_thread_new ("answer", late_answer_main, f);
  g_assert_cmpint (fixture_poll (f).activity, ==, INS_STAGE_IDLE);
  g_thread_join (thread); /* one is still to come */
  ins_stage_stop (f->stage);
  peer_end_forget (&f->peer->wire);
  thread = g_thread_new ("answer", later_answer_main, f);
  g_assert_cmpint (fixture_poll (f).activity, ==, INS_STAGE_STOPPING);
  g_thread_join (thread);
  fixture_lock (f);
  f->peer->keeps_reports = FALSE;
  fixture_unlock (f);
  g_assert_cmpint (fixture_poll (f).activity, ==, INS_STAGE_STOPPING);
  poll_until (f, INS_STAGE_IDLE);
}

#define LIMIT                                                                                      \
  "<Run|MPos:-140.000,-100.000,-50.000|FS:600,0>\r\nALARM:1\r\n[MSG:Reset to continue]\r\n"

static gpointer
limit_main (gpointer data)
{
  Fixture *f = data;

  peer_end_wait_for (&f->peer->wire, "?");
  peer_end_send (&f->peer->wire, LIMIT);

  return NULL;
}

/* An alarm that comes in one piece with the last report. @stops: and a stop is under way. */
static void
meet_limit (Fixture *f, gboolean stops)
{
  GThread *thread;

  open_stage (f);
  move_x (f, 100.0);
  peer_end_forget (&f->peer->wire);
  fixture_lock (f);
  f->peer->keeps_reports = TRUE;
  f->peer->is_deaf = TRUE;
  fixture_unlock (f);
  if (stops)
    ins_stage_stop (f->stage);
  thread = g_thread_new ("limit", limit_main, f);
  g_assert_cmpint (fixture_poll (f).activity, ==, INS_STAGE_ALARM);
  g_thread_join (thread);
  g_assert_cmpint (fixture_poll (f).activity, ==, INS_STAGE_ALARM);
}

static void
test_limit_behind_report (Fixture *f, gconstpointer data)
{
  meet_limit (f, FALSE);
}

static void
test_limit_while_stopping (Fixture *f, gconstpointer data)
{
  meet_limit (f, TRUE);
}

static void
test_stop_while_homing (Fixture *f, gconstpointer data)
{
  InsStageReport report;

  open_stage (f);
  g_assert_true (ins_stage_home (f->stage, NULL));
  g_assert_cmpint (fixture_poll (f).activity, ==, INS_STAGE_HOMING);
  peer_end_forget (&f->peer->wire);
  ins_stage_stop (f->stage);
  peer_end_wait_for (&f->peer->wire, "^X");
  report = poll_until (f, INS_STAGE_ALARM);
  g_assert_cmpuint (report.alarm_code, ==, 6);
  g_assert_false (report.homed);
}

/* Left moving by a client that died: not to be opened, but to be stopped. */
static void
test_moving_at_open (Fixture *f, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  g_strlcpy (f->peer->state, "Run", sizeof f->peer->state);
  f->peer->run_left = G_MAXUINT;
  grbl_peer_start (f->peer);
  g_assert_false (ins_stage_open (f->stage, NULL, &error));
  g_assert_error (error, INS_DEVICE_ERROR, INS_DEVICE_ERROR_BUSY);
  g_assert_cmpuint (peer_end_count (&f->peer->wire, "!"), ==, 0);
}

static void
test_stop_before_open (Fixture *f, gconstpointer data)
{
  InsStageReport report;

  g_strlcpy (f->peer->state, "Run", sizeof f->peer->state);
  f->peer->run_left = G_MAXUINT;
  ins_stage_stop (f->stage);
  open_stage (f);
  report = fixture_poll (f);
  g_assert_cmpint (report.activity, ==, INS_STAGE_IDLE);
  g_assert_true (report.homed);
  g_assert_cmpuint (peer_end_count (&f->peer->wire, "!^J"), >, 0);
}

static gpointer
stop_often_main (gpointer stage)
{
  for (guint i = 0; i < 50; i++)
    {
      ins_stage_stop (stage);
      ins_clock_sleep_s (0.001);
    }

  return NULL;
}

static void
test_many_stops (Fixture *f, gconstpointer data)
{
  GThread *threads[2];

  open_stage (f);
  for (guint i = 0; i < G_N_ELEMENTS (threads); i++)
    threads[i] = g_thread_new ("stop", stop_often_main, f->stage);
  for (guint i = 0; i < 20; i++)
    {
      InsPosition target = { { (double)i, (double)NAN, (double)NAN } };
      gboolean moves = ins_stage_move (f->stage, &target, 20.0, NULL);

      g_assert_true (moves || fixture_poll (f).activity != INS_STAGE_UNKNOWN);
    }
  for (guint i = 0; i < G_N_ELEMENTS (threads); i++)
    g_thread_join (threads[i]);
  poll_until (f, INS_STAGE_IDLE);
  /* in motion at its reset: an alarm would have locked it */
  move_x (f, 5.0);
  assert_near (poll_until (f, INS_STAGE_IDLE).position.mm[INS_AXIS_X], 5.0);
}

static void
test_close_stops (Fixture *f, gconstpointer data)
{
  open_stage (f);
  fixture_lock (f);
  f->peer->run_reports = G_MAXUINT;
  fixture_unlock (f);
  move_x (f, 20.0);
  ins_stage_close (f->stage);
  fixture_lock (f);
  g_assert_cmpstr (f->peer->state, ==, "Idle");
  fixture_unlock (f);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  GRBL_TEST ("/grbl-stop/stop-while-moving", test_stop_while_moving);
  GRBL_TEST ("/grbl-stop/stop-at-rest", test_stop_at_rest);
  GRBL_TEST ("/grbl-stop/stop-while-jogging", test_stop_while_jogging);
  GRBL_TEST ("/grbl-stop/stop-while-waiting-for-ok", test_stop_while_waiting_for_ok);
  GRBL_TEST ("/grbl-stop/late-answer", test_late_answer);
  GRBL_TEST ("/grbl-stop/limit-behind-report", test_limit_behind_report);
  GRBL_TEST ("/grbl-stop/limit-while-stopping", test_limit_while_stopping);
  GRBL_TEST ("/grbl-stop/stop-while-homing", test_stop_while_homing);
  GRBL_TEST ("/grbl-stop/moving-at-open", test_moving_at_open);
  GRBL_TEST ("/grbl-stop/stop-before-open", test_stop_before_open);
  GRBL_TEST ("/grbl-stop/many-stops", test_many_stops);
  GRBL_TEST ("/grbl-stop/close-stops", test_close_stops);

  return g_test_run ();
}
