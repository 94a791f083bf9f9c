/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <math.h>
#include <string.h>

#include "core/ins-clock.h"
#include "core/ins-error.h"
#include "zaber-fixture.h"

#define STAYS ((double)NAN)

static void
set_busy (ZaberFixture *f, gboolean is_busy)
{
  line_peer_lock (f->peer);
  f->devices[0].is_busy = is_busy;
  line_peer_unlock (f->peer);
}

static void
move_x (ZaberFixture *f, double mm)
{
  g_autoptr (GError) error = NULL;

  g_assert_true (ins_stage_move (f->stage, &(InsPosition){ { mm, STAYS, STAYS } }, 50.0, &error));
  g_assert_no_error (error);
}

/* One "stop" ramps; what comes behind it must not be a second one, which would be hard. */
static void
test_stop (ZaberFixture *f, gconstpointer data)
{
  zaber_fixture_open (f, "");
  move_x (f, 40.0);
  set_busy (f, TRUE);
  g_assert_cmpint (zaber_fixture_poll (f).activity, ==, INS_STAGE_MOVING);
  line_peer_forget (f->peer);
  ins_stage_stop (f->stage);
  ins_stage_stop (f->stage);
  line_peer_wait_for (f->peer, "/stop\n/move vel 0\n");
  g_assert_cmpint (zaber_fixture_poll (f).activity, ==, INS_STAGE_STOPPING);
  zaber_fixture_assert_move_fails (f, 0.0, STAYS, INS_DEVICE_ERROR_REFUSED, "stop");
  line_peer_lock (f->peer);
  g_assert_null (strstr (strstr (f->peer->received->str, "/stop") + 1, "/stop"));
  line_peer_unlock (f->peer);
  set_busy (f, FALSE);
  g_assert_cmpint (zaber_fixture_poll (f).activity, ==, INS_STAGE_IDLE);
  move_x (f, 0.0);
}

static void
test_halt (ZaberFixture *f, gconstpointer data)
{
  zaber_fixture_open (f, "");
  move_x (f, 40.0);
  set_busy (f, TRUE);
  ins_stage_halt (f->stage);
  line_peer_wait_for (f->peer, "/estop\n/stop\n/stop\n");
}

/* A device may be too busy even for that. */
static void
test_stop_again (ZaberFixture *f, gconstpointer data)
{
  zaber_fixture_open (f, "");
  move_x (f, 40.0);
  set_busy (f, TRUE);
  line_peer_lock (f->peer);
  f->reject = "stop";
  f->reason = "AGAIN";
  f->n_rejections = 1;
  line_peer_unlock (f->peer);
  line_peer_forget (f->peer);
  ins_stage_stop (f->stage);
  line_peer_wait_for (f->peer, "/stop\n");
  line_peer_forget (f->peer);
  zaber_fixture_poll (f);
  line_peer_wait_for (f->peer, "/stop\n");
}

static gpointer
stop_main (gpointer data)
{
  ZaberFixture *f = data;

  line_peer_wait_for (f->peer, "move abs");
  ins_stage_stop (f->stage);

  return NULL;
}

/* The bytes of a stop overtake the command in flight. */
static void
test_stop_while_waiting (ZaberFixture *f, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  GThread *thread;

  zaber_fixture_open (f, "");
  line_peer_lock (f->peer);
  f->keep = "move abs";
  line_peer_unlock (f->peer);
  thread = g_thread_new ("stop", stop_main, f);
  g_assert_false (
      ins_stage_move (f->stage, &(InsPosition){ { 40.0, STAYS, STAYS } }, 50.0, &error));
  g_assert_error (error, INS_DEVICE_ERROR, INS_DEVICE_ERROR_REFUSED);
  g_thread_join (thread);
  g_assert_true (line_peer_has (f->peer, "/stop\n"));
  g_assert_cmpint (zaber_fixture_poll (f).activity, ==, INS_STAGE_IDLE);
}

static gpointer
stop_on_the_way_main (gpointer data)
{
  ZaberFixture *f = data;

  line_peer_wait_for (f->peer, "move abs");
  ins_clock_sleep_s (0.1);
  line_peer_lock (f->peer);
  f->devices[0].steps[0] += 6000.0; /* 3 mm */
  line_peer_unlock (f->peer);
  ins_stage_stop (f->stage);

  return NULL;
}

/* A move that a stop has overtaken may have begun and ended before anybody asks where it is. */
static void
test_stop_on_the_way (ZaberFixture *f, gconstpointer data)
{
  GThread *thread;
  InsStageReport report;

  zaber_fixture_open (f, "");
  line_peer_lock (f->peer);
  f->keep = "move abs";
  line_peer_unlock (f->peer);
  zaber_fixture_poll (f);
  thread = g_thread_new ("stop", stop_on_the_way_main, f);
  zaber_fixture_assert_move_fails (f, 40.0, STAYS, INS_DEVICE_ERROR_REFUSED, "stop");
  g_thread_join (thread);
  report = zaber_fixture_poll (f);
  g_assert_cmpstr (report.message, ==, "");
  g_assert_cmpint (report.activity, ==, INS_STAGE_IDLE);
  g_assert_true (report.position_known);
}

/* Nothing gets out behind a stop. */
static void
test_move_behind_stop (ZaberFixture *f, gconstpointer data)
{
  zaber_fixture_open (f, "");
  line_peer_forget (f->peer);
  ins_stage_stop (f->stage);
  zaber_fixture_assert_move_fails (f, 40.0, STAYS, INS_DEVICE_ERROR_REFUSED, "stop");
  g_assert_false (ins_stage_jog (f->stage, INS_AXIS_X, 1.0, 5.0, NULL));
  g_assert_false (ins_stage_home (f->stage, NULL));
  g_assert_false (line_peer_has (f->peer, "move abs"));
  g_assert_false (line_peer_has (f->peer, "home"));
  zaber_fixture_poll (f);
  move_x (f, 40.0);
}

static void
test_jog_cancel_once (ZaberFixture *f, gconstpointer data)
{
  zaber_fixture_open (f, "");
  g_assert_true (ins_stage_jog (f->stage, INS_AXIS_X, 10.0, 5.0, NULL));
  set_busy (f, TRUE);
  g_assert_cmpint (zaber_fixture_poll (f).activity, ==, INS_STAGE_JOGGING);
  line_peer_forget (f->peer);
  g_assert_true (ins_stage_jog_cancel (f->stage, NULL));
  g_assert_true (ins_stage_jog_cancel (f->stage, NULL));
  line_peer_lock (f->peer);
  g_assert_nonnull (strstr (f->peer->received->str, "stop"));
  g_assert_null (strstr (strstr (f->peer->received->str, "stop") + 1, "stop"));
  line_peer_unlock (f->peer);
}

/* Left moving by an earlier session: not opened, unless it was told to stop. */
static void
test_moving_at_open (ZaberFixture *f, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  f->devices[0].is_busy = TRUE;
  zaber_fixture_make (f, "");
  g_assert_false (ins_stage_open (f->stage, NULL, &error));
  g_assert_error (error, INS_DEVICE_ERROR, INS_DEVICE_ERROR_BUSY);
  g_assert_false (line_peer_has (f->peer, "stop"));
  g_assert_false (line_peer_has (f->peer, "vel"));
  g_clear_error (&error);
}

static void
test_stop_before_open (ZaberFixture *f, gconstpointer data)
{
  zaber_fixture_make (f, "");
  ins_stage_stop (f->stage);
  g_assert_true (ins_stage_open (f->stage, NULL, NULL));
  g_assert_true (line_peer_has (f->peer, "/stop\n"));
  move_x (f, 40.0);
}

static void
test_silence (ZaberFixture *f, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  InsStageReport report;

  zaber_fixture_open (f, "");
  line_peer_lock (f->peer);
  f->peer->is_silent = TRUE;
  line_peer_unlock (f->peer);
  line_peer_forget (f->peer);
  g_assert_false (ins_stage_poll (f->stage, &report, &error));
  g_assert_error (error, INS_DEVICE_ERROR, INS_DEVICE_ERROR_LOST);
  g_assert_cmpint (report.activity, ==, INS_STAGE_UNKNOWN);
  g_assert_false (report.position_known);
  /* asked once again before giving up */
  line_peer_lock (f->peer);
  g_assert_nonnull (strstr (strstr (f->peer->received->str, "get pos") + 1, "get pos"));
  line_peer_unlock (f->peer);
  ins_stage_close (f->stage);
}

static void
test_nobody_there (ZaberFixture *f, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  f->devices[0].n_axes = 0;
  zaber_fixture_make (f, "");
  g_assert_false (ins_stage_open (f->stage, NULL, &error));
  g_assert_error (error, INS_DEVICE_ERROR, INS_DEVICE_ERROR_NOT_FOUND);
}

static void
test_somebody_else (ZaberFixture *f, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  f->devices[0].n_axes = 0;
  zaber_fixture_make (f, "");
  line_peer_send (f->peer, "error:9\r\nerror:9\r\n");
  g_assert_false (ins_stage_open (f->stage, NULL, &error));
  g_assert_error (error, INS_DEVICE_ERROR, INS_DEVICE_ERROR_PROTOCOL);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  ZABER_TEST ("/zaber-stop/stop", test_stop);
  ZABER_TEST ("/zaber-stop/halt", test_halt);
  ZABER_TEST ("/zaber-stop/stop-again", test_stop_again);
  ZABER_TEST ("/zaber-stop/stop-while-waiting", test_stop_while_waiting);
  ZABER_TEST ("/zaber-stop/on-the-way", test_stop_on_the_way);
  ZABER_TEST ("/zaber-stop/move-behind-stop", test_move_behind_stop);
  ZABER_TEST ("/zaber-stop/jog-cancel-once", test_jog_cancel_once);
  ZABER_TEST ("/zaber-stop/moving-at-open", test_moving_at_open);
  ZABER_TEST ("/zaber-stop/stop-before-open", test_stop_before_open);
  ZABER_TEST ("/zaber-stop/silence", test_silence);
  ZABER_TEST ("/zaber-stop/nobody-there", test_nobody_there);
  ZABER_TEST ("/zaber-stop/somebody-else", test_somebody_else);

  return g_test_run ();
}
