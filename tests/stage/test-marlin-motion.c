/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <math.h>
#include <string.h>

#include "core/ins-clock.h"
#include "core/ins-error.h"
#include "marlin-fixture.h"

/* ---- homing and stops ----------------------------------------------------------------------- */

static void
test_homing (MarlinFixture *f, gconstpointer data)
{
  InsStageReport report;

  marlin_open (f);
  g_assert_true (ins_stage_home (f->stage, NULL));
  for (guint i = 0; i < 5; i++)
    {
      report = marlin_poll (f);
      g_assert_cmpint (report.activity, ==, INS_STAGE_HOMING);
      g_assert_false (report.position_known);
      peer_end_send (&f->peer->wire, "echo:busy: processing\n");
    }
  g_assert_cmpuint (peer_end_count (&f->peer->wire, "G92 E0\n"), >, 0);
  g_assert_cmpuint (peer_end_count (&f->peer->wire, "G28 Z\n"), >, 0);
  g_assert_cmpuint (peer_end_count (&f->peer->wire, "G28 X"), ==, 0);
  peer_end_send (&f->peer->wire, "X:0.00 Y:0.00 Z:0.00 E:0.00 Count X:0 Y:0 Z:0\nok\n");
  while (!peer_end_count (&f->peer->wire, "G28 X Y\n"))
    g_assert_cmpint (marlin_poll (f).activity, ==, INS_STAGE_HOMING);
  peer_end_send (&f->peer->wire, "X:0.00 Y:0.00 Z:0.00 E:0.00 Count X:0 Y:0 Z:0\nok\n");
  report = marlin_poll_until (f, INS_STAGE_IDLE);
  g_assert_true (report.homed && report.position_known);
  marlin_poll (f);
  g_assert_cmpuint (peer_end_count (&f->peer->wire, "G92 E-77.13\n"), >, 0);
}

static void
test_homing_fails (MarlinFixture *f, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  InsStageReport report;

  marlin_open (f);
  g_assert_true (ins_stage_home (f->stage, NULL));
  marlin_poll (f);
  marlin_lock (f);
  f->peer->is_halted = TRUE;
  marlin_unlock (f);
  peer_end_send (&f->peer->wire, "echo:Homing Failed\nError:Printer halted. kill() called!\n");
  report = marlin_poll_until (f, INS_STAGE_ALARM);
  g_assert_false (report.homed || report.position_known);
  g_assert_nonnull (strstr (report.message, "reset button"));
  /* mute, but not lost */
  for (guint i = 0; i < 100; i++)
    g_assert_cmpint (marlin_poll (f).activity, ==, INS_STAGE_ALARM);
  g_assert_false (ins_stage_unlock (f->stage, &error));
  g_assert_error (error, INS_DEVICE_ERROR, INS_DEVICE_ERROR_ALARM);

  /* somebody presses it */
  marlin_lock (f);
  f->peer->is_halted = FALSE;
  marlin_unlock (f);
  peer_end_send (&f->peer->wire, "start\necho:Marlin 2.1.2\n");
  do
    report = marlin_poll (f);
  while (strstr (report.message, "restarted") == NULL);
  g_assert_false (report.homed || report.position_known);
  g_assert_true (ins_stage_unlock (f->stage, NULL));
  g_assert_cmpint (marlin_poll (f).activity, ==, INS_STAGE_IDLE);
}

static void
test_homing_falls_silent (MarlinFixture *f, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  double begun_s;
  InsStageReport report;

  marlin_open (f);
  g_assert_true (ins_stage_home (f->stage, NULL));
  marlin_lock (f);
  f->peer->wire.is_silent = TRUE;
  marlin_unlock (f);
  begun_s = ins_clock_now_s ();
  while (ins_stage_poll (f->stage, &report, &error))
    g_assert_cmpfloat (ins_clock_now_s () - begun_s, <, MARLIN_LONGEST_S);
  g_assert_error (error, INS_DEVICE_ERROR, INS_DEVICE_ERROR_LOST);
}

/* Only the ok of G28 is lost: a question that is answered tells that it has ended. */
static void
test_homing_ends_unheard (MarlinFixture *f, gconstpointer data)
{
  marlin_open (f);
  g_assert_true (ins_stage_home (f->stage, NULL));
  while (!peer_end_count (&f->peer->wire, "G28 X Y\n"))
    g_assert_cmpint (marlin_poll (f).activity, ==, INS_STAGE_HOMING);
  g_assert_true (marlin_poll_until (f, INS_STAGE_IDLE).homed);
}

/* Answers stop for a second, and stray oks come: neither is a lost link, nor a position. */
static void
test_stop (MarlinFixture *f, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  InsStageReport report;
  double until_s;

  f->peer->runs_forever = TRUE;
  marlin_open (f);
  marlin_move_x (f, 20.0);
  marlin_lock (f);
  f->peer->here[0] = 437;
  f->peer->wire.is_silent = TRUE;
  marlin_unlock (f);
  ins_stage_stop (f->stage);
  until_s = ins_clock_now_s () + 1.2;
  while (ins_clock_now_s () < until_s)
    g_assert_cmpint (marlin_poll (f).activity, ==, INS_STAGE_STOPPING);
  g_assert_false (marlin_try_move (f, 30.0, &error));
  g_assert_error (error, INS_DEVICE_ERROR, INS_DEVICE_ERROR_REFUSED);
  marlin_lock (f);
  f->peer->wire.is_silent = FALSE;
  marlin_unlock (f);
  peer_end_send (&f->peer->wire, "ok\nok\nok\n");
  report = marlin_poll_until (f, INS_STAGE_IDLE);
  g_assert_true (report.position_known && report.homed);
  g_assert_cmpfloat_with_epsilon (report.position.mm[INS_AXIS_X], 437.0 / 80.0, 1e-9);
  g_assert_nonnull (strstr (report.message, "no ramp"));
  g_assert_cmpuint (peer_end_count (&f->peer->wire, "M410\n"), >, 0);
  f->peer->runs_forever = FALSE;
  marlin_move_x (f, 20.0);
  g_assert_cmpfloat (marlin_poll_until (f, INS_STAGE_IDLE).position.mm[INS_AXIS_X], ==, 20.0);
}

/* The switch stops its own axis; the others are told to. */
static void
test_switch_hit (MarlinFixture *f, gconstpointer data)
{
  InsStageReport report;

  f->peer->runs_forever = TRUE;
  marlin_open (f);
  marlin_move_x (f, 20.0);
  peer_end_send (&f->peer->wire, "echo:endstops hit:  X:12.00\n");
  report = marlin_poll_until (f, INS_STAGE_ALARM);
  g_assert_cmpuint (report.limit_mask, ==, 1u << INS_AXIS_X);
  g_assert_false (report.homed || report.position_known);
  g_assert_nonnull (strstr (report.message, "limit switch"));
  g_assert_cmpuint (peer_end_count (&f->peer->wire, "M410\n"), >, 0);
  g_assert_true (ins_stage_unlock (f->stage, NULL));
  g_assert_cmpuint (marlin_poll_until (f, INS_STAGE_IDLE).limit_mask, ==, 0);
}

static void
test_restart_in_motion (MarlinFixture *f, gconstpointer data)
{
  InsStageReport report;

  f->peer->runs_forever = TRUE;
  marlin_open (f);
  marlin_move_x (f, 20.0);
  marlin_lock (f);
  memset (f->peer->here, 0, sizeof f->peer->here);
  memset (f->peer->end, 0, sizeof f->peer->end);
  f->peer->extruder = " E:0.00";
  marlin_unlock (f);
  peer_end_send (&f->peer->wire, "start\necho:Marlin 2.1.2\n");
  report = marlin_poll_until (f, INS_STAGE_ALARM);
  g_assert_false (report.homed || report.position_known);
  g_assert_nonnull (strstr (report.message, "restarted"));
  for (guint i = 0; i < 5; i++)
    g_assert_false (marlin_poll (f).position_known);
}

/* ---- jogging -------------------------------------------------------------------------------- */

static gboolean
hold (MarlinFixture *f)
{
  return ins_stage_jog_hold (f->stage, INS_AXIS_X, 1, 20.0, 0.3, NULL);
}

/* Absolute links, never more ahead than asked for. */
static void
test_held_jog (MarlinFixture *f, gconstpointer data)
{
  guint n_lines;

  f->peer->runs_forever = TRUE;
  marlin_open (f);
  g_assert_true (hold (f));
  /* whether it can be prolonged shows in motion: the first link does not count on it */
  g_assert_cmpuint (peer_end_count (&f->peer->wire, "N1 G1 X6.0000 F1200.000*"), >, 0);
  g_assert_true (hold (f));
  n_lines = peer_end_count (&f->peer->wire, " G1 X");
  g_assert_cmpuint (n_lines, <=, 2);
  g_assert_true (hold (f)); /* not worth a line */
  g_assert_cmpuint (peer_end_count (&f->peer->wire, " G1 X"), ==, n_lines);
  for (int i = 1; i <= 10; i++)
    {
      marlin_lock (f);
      f->peer->here[0] = 80 * i;
      marlin_unlock (f);
      g_assert_true (hold (f));
      marlin_lock (f);
      g_assert_cmpint (f->peer->end[0], <=, 80 * i + 512 + 1);
      marlin_unlock (f);
    }
  n_lines = peer_end_count (&f->peer->wire, " G1 X");
  g_assert_cmpuint (n_lines, >=, 5);
  /* let go: what is left of the chain has its ramp, M410 has none */
  marlin_lock (f);
  f->peer->runs_forever = FALSE;
  marlin_unlock (f);
  g_assert_true (ins_stage_jog_cancel (f->stage, NULL));
  g_assert_true (marlin_poll_until (f, INS_STAGE_IDLE).position_known);
  g_assert_cmpuint (peer_end_count (&f->peer->wire, "M410"), ==, 0);
  g_assert_cmpuint (peer_end_count (&f->peer->wire, " G1 X"), ==, n_lines);
}

static void
assert_cut_off (MarlinFixture *f)
{
  g_assert_true (ins_stage_jog_cancel (f->stage, NULL));
  marlin_poll_until (f, INS_STAGE_IDLE);
  g_assert_cmpuint (peer_end_count (&f->peer->wire, "M410"), ==, 1);
}

/* Slower than Marlin's own jerk nothing is lost by it. */
static void
test_slow_jog_is_cut_off (MarlinFixture *f, gconstpointer data)
{
  f->peer->runs_forever = TRUE;
  marlin_open (f);
  for (guint i = 0; i < 3; i++)
    g_assert_true (ins_stage_jog_hold (f->stage, INS_AXIS_X, 1, 5.0, 0.3, NULL));
  assert_cut_off (f);
}

/* A long way is not waited for. */
static void
test_long_jog_is_cut_off (MarlinFixture *f, gconstpointer data)
{
  f->peer->runs_forever = TRUE;
  marlin_open (f);
  g_assert_true (ins_stage_jog (f->stage, INS_AXIS_X, 100.0, 20.0, NULL));
  assert_cut_off (f);
}

/* Slower: what is in the queue is enough. The other way: not behind what is in it. */
static void
test_held_jog_changes (MarlinFixture *f, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  f->peer->runs_forever = TRUE;
  marlin_open (f);
  g_assert_true (hold (f));
  g_assert_true (hold (f));
  marlin_lock (f);
  f->peer->here[0] = 40;
  marlin_unlock (f);
  g_assert_true (ins_stage_jog_hold (f->stage, INS_AXIS_X, 1, 2.0, 0.3, NULL));
  g_assert_cmpuint (peer_end_count (&f->peer->wire, " G1 X"), ==, 1);
  g_assert_false (ins_stage_jog_hold (f->stage, INS_AXIS_X, -1, 5.0, 0.05, &error));
  g_assert_error (error, INS_DEVICE_ERROR, INS_DEVICE_ERROR_REFUSED);
  g_assert_cmpuint (peer_end_count (&f->peer->wire, " G1 X"), ==, 1);
}

/* The M410 of a stop is lost: it is not answered, so it is said again, and a target that looks like
 * a position is not believed before M400. */
static void
test_lost_stop (MarlinFixture *f, gconstpointer data)
{
  InsStageReport report;

  f->peer->is_realtime = FALSE;
  f->peer->runs_forever = TRUE;
  marlin_open (f);
  marlin_move_x (f, 150.0);
  marlin_poll (f);
  marlin_lock (f);
  f->peer->lost_stops = 1;
  f->peer->here[0] = 800;
  marlin_unlock (f);
  peer_end_forget (&f->peer->wire);
  ins_stage_stop (f->stage);
  while ((report = marlin_poll (f)).activity == INS_STAGE_STOPPING)
    g_assert_false (report.position_known);
  g_assert_cmpint (report.activity, ==, INS_STAGE_IDLE);
  g_assert_cmpfloat (report.position.mm[INS_AXIS_X], ==, 10.0);
  g_assert_cmpuint (peer_end_count (&f->peer->wire, "M410\n"), >=, 2);
  g_assert_cmpuint (peer_end_count (&f->peer->wire, "M400\n"), >, 0);
}

/* Without true positions: one bounded piece after the other. */
static void
test_held_jog_in_pieces (MarlinFixture *f, gconstpointer data)
{
  f->peer->is_realtime = FALSE;
  marlin_open (f);
  g_assert_true (hold (f));
  g_assert_true (hold (f));
  g_assert_true (hold (f));
  g_assert_cmpuint (peer_end_count (&f->peer->wire, " G1 X"), ==, 1);
  g_assert_cmpfloat (marlin_poll_until (f, INS_STAGE_IDLE).position.mm[INS_AXIS_X], ==, 6.0);
  g_assert_true (hold (f));
  g_assert_cmpuint (peer_end_count (&f->peer->wire, " G1 X12.0000"), >, 0);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  MARLIN_TEST ("/marlin-motion/homing", test_homing);
  MARLIN_TEST ("/marlin-motion/homing-fails", test_homing_fails);
  MARLIN_TEST ("/marlin-motion/homing-falls-silent", test_homing_falls_silent);
  MARLIN_TEST ("/marlin-motion/homing-ends-unheard", test_homing_ends_unheard);
  MARLIN_TEST ("/marlin-motion/stop", test_stop);
  MARLIN_TEST ("/marlin-motion/switch-hit", test_switch_hit);
  MARLIN_TEST ("/marlin-motion/restart-in-motion", test_restart_in_motion);
  MARLIN_TEST ("/marlin-motion/held-jog", test_held_jog);
  MARLIN_TEST ("/marlin-motion/slow-jog-is-cut-off", test_slow_jog_is_cut_off);
  MARLIN_TEST ("/marlin-motion/long-jog-is-cut-off", test_long_jog_is_cut_off);
  MARLIN_TEST ("/marlin-motion/held-jog-changes", test_held_jog_changes);
  MARLIN_TEST ("/marlin-motion/lost-stop", test_lost_stop);
  MARLIN_TEST ("/marlin-motion/held-jog-in-pieces", test_held_jog_in_pieces);

  return g_test_run ();
}
