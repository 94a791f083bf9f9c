/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <math.h>
#include <string.h>

#include "core/ins-clock.h"
#include "core/ins-error.h"
#include "devices/stage/ins-marlin-stage.h"
#include "devices/transport/ins-fd-transport.h"
#include "marlin-peer.h"

#define LONGEST_S 20.0

typedef struct
{
  InsTransport *near_end;
  MarlinPeer *peer;
  InsStage *stage;
} Fixture;

static void
set_up (Fixture *f, gconstpointer data)
{
  g_autoptr (InsTransport) far_end = NULL;
  InsStageOptions options;

  ins_fd_transport_new_loopback (&f->near_end, &far_end);
  f->peer = marlin_peer_new (far_end);
  ins_stage_options_init (&options);
  options.travel_minimum.mm[INS_AXIS_X] = -5.0;
  options.travel_maximum.mm[INS_AXIS_X] = 150.0;
  f->stage = ins_marlin_stage_new (f->near_end, &options);
}

static void
tear_down (Fixture *f, gconstpointer data)
{
  g_object_unref (f->stage);
  marlin_peer_free (f->peer);
  g_object_unref (f->near_end);
}

static void
open_stage (Fixture *f)
{
  g_autoptr (GError) error = NULL;
  gboolean open;

  marlin_peer_start (f->peer);
  open = ins_stage_open (f->stage, NULL, &error);
  g_assert_no_error (error);
  g_assert_true (open);
}

static void
assert_open_fails (Fixture *f, int code, const char *word)
{
  g_autoptr (GError) error = NULL;

  marlin_peer_start (f->peer);
  g_assert_false (ins_stage_open (f->stage, NULL, &error));
  g_assert_error (error, INS_DEVICE_ERROR, code);
  g_assert_nonnull (strstr (error->message, word));
}

static InsStageReport
poll_stage (Fixture *f)
{
  g_autoptr (GError) error = NULL;
  InsStageReport report;
  gboolean done = ins_stage_poll (f->stage, &report, &error);

  g_assert_no_error (error);
  g_assert_true (done);
  g_assert_cmpfloat (report.asked_s, <=, report.answered_s);

  return report;
}

static InsStageReport
poll_until (Fixture *f, InsStageActivity activity)
{
  double until_s = ins_clock_now_s () + LONGEST_S;
  InsStageReport report = poll_stage (f);

  while (report.activity != activity && ins_clock_now_s () < until_s)
    report = poll_stage (f);
  g_assert_cmpint (report.activity, ==, activity);

  return report;
}

static gboolean
try_move (Fixture *f, double x_mm, GError **error)
{
  InsPosition target = { { x_mm, (double)NAN, (double)NAN } };

  return ins_stage_move (f->stage, &target, 20.0, error);
}

static void
move_x (Fixture *f, double x_mm)
{
  g_autoptr (GError) error = NULL;
  gboolean done = try_move (f, x_mm, &error);

  g_assert_no_error (error);
  g_assert_true (done);
}

static void
lock (Fixture *f)
{
  ins_lock_acquire (&f->peer->lock);
}

static void
unlock (Fixture *f)
{
  ins_lock_release (&f->peer->lock);
}

static gboolean
reports_in_motion (Fixture *f)
{
  InsStageInfo info;

  ins_stage_get_info (f->stage, &info);

  return info.reports_in_motion;
}

/* ---- connecting ----------------------------------------------------------------------------- */

static void
test_open (Fixture *f, gconstpointer data)
{
  InsStageInfo info;
  InsStageReport report;

  open_stage (f);
  ins_stage_get_info (f->stage, &info);
  g_assert_cmpstr (info.name, ==, "Marlin 2.1.2");
  g_assert_cmpstr (info.protocol, ==, "marlin");
  g_assert_cmpfloat (info.travel_maximum.mm[INS_AXIS_X], ==, 200.0); /* not the address' */
  g_assert_cmpfloat (info.maximum_speed.mm[INS_AXIS_Z], ==, 10.0);
  g_assert_cmpfloat (info.acceleration.mm[INS_AXIS_X], ==, 500.0);
  g_assert_cmpfloat (info.resolution.mm[INS_AXIS_X], ==, 1.0 / MARLIN_PEER_STEPS);
  g_assert_true (info.can_home && info.coordinated_axes && info.reports_in_motion);
  report = poll_stage (f);
  g_assert_cmpint (report.activity, ==, INS_STAGE_IDLE);
  g_assert_true (report.homed && report.position_known);
  /* reports that nobody asks for are switched off; nothing moves, nothing is stored */
  g_assert_true (marlin_peer_has (f->peer, "M154 S0\n"));
  g_assert_false (marlin_peer_has (f->peer, "G1") || marlin_peer_has (f->peer, "G28") ||
                  marlin_peer_has (f->peer, "M500"));
}

/* After power-up: Marlin would move, but its position means nothing. */
static void
test_not_homed (Fixture *f, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  InsStageReport report;

  f->peer->extruder = " E:0.00";
  open_stage (f);
  report = poll_stage (f);
  g_assert_cmpint (report.activity, ==, INS_STAGE_ALARM);
  g_assert_false (report.homed || report.position_known);
  g_assert_false (try_move (f, 10.0, &error));
  g_assert_error (error, INS_DEVICE_ERROR, INS_DEVICE_ERROR_ALARM);
  g_assert_true (ins_stage_unlock (f->stage, NULL));
  report = poll_stage (f);
  g_assert_true (report.homed && report.position_known);
  g_assert_false (marlin_peer_has (f->peer, "G92 E-77.13")); /* a person's word for this session */
}

static void
test_bare_build (Fixture *f, gconstpointer data)
{
  InsStageInfo info;
  InsStageReport report;

  f->peer->identity = "FIRMWARE_NAME:Marlin 1.1.9\n";
  f->peer->settings = "";
  f->peer->endstops = "";
  f->peer->unknown = "M113";
  f->peer->here[0] = f->peer->end[0] = 801;
  open_stage (f);
  ins_stage_get_info (f->stage, &info);
  g_assert_cmpfloat (info.travel_minimum.mm[INS_AXIS_X], ==, -5.0);
  g_assert_cmpfloat (info.travel_maximum.mm[INS_AXIS_X], ==, 150.0);
  g_assert_true (isnan (info.travel_maximum.mm[INS_AXIS_Y]));
  report = poll_stage (f);
  g_assert_cmpfloat (report.position.mm[INS_AXIS_X], ==, 10.01); /* as displayed */
}

static void
test_somebody_else (Fixture *f, gconstpointer data)
{
  f->peer->identity = "FIRMWARE_NAME:Klipper FIRMWARE_VERSION:v0.12\n";
  assert_open_fails (f, INS_DEVICE_ERROR_PROTOCOL, "Klipper");
}

static void
test_nobody (Fixture *f, gconstpointer data)
{
  f->peer->is_silent = TRUE;
  assert_open_fails (f, INS_DEVICE_ERROR_NOT_FOUND, "reset button");
}

static void
test_moving_at_open (Fixture *f, gconstpointer data)
{
  f->peer->keeps_m400 = TRUE;
  assert_open_fails (f, INS_DEVICE_ERROR_BUSY, "moving");
  g_assert_false (marlin_peer_has (f->peer, "M410"));
}

/* ---- positions ------------------------------------------------------------------------------ */

/* As fine as the steps, whatever the display rounds; with and without an offset. */
static void
test_counts (Fixture *f, gconstpointer data)
{
  f->peer->here[0] = f->peer->end[0] = 801;
  f->peer->offset_mm = GPOINTER_TO_INT (data) / 8.0;
  open_stage (f);
  g_assert_cmpfloat_with_epsilon (poll_stage (f).position.mm[INS_AXIS_X],
                                  801.0 / 80.0 + f->peer->offset_mm, 0.0051);
  move_x (f, 20.0);
  g_assert_cmpfloat_with_epsilon (poll_until (f, INS_STAGE_IDLE).position.mm[INS_AXIS_X], 20.0,
                                  0.0126);
}

/* Motors that are not axes: what is displayed has to do. */
static void
test_corexy (Fixture *f, gconstpointer data)
{
  f->peer->motors = "ABC";
  f->peer->here[0] = f->peer->end[0] = 800;
  open_stage (f);
  g_assert_cmpfloat (poll_stage (f).position.mm[INS_AXIS_X], ==, 10.0);
  move_x (f, 20.0);
  g_assert_true (reports_in_motion (f));
  g_assert_cmpfloat (poll_until (f, INS_STAGE_IDLE).position.mm[INS_AXIS_X], ==, 20.0);
}

static void
test_lost_digit (Fixture *f, gconstpointer data)
{
  f->peer->here[0] = f->peer->end[0] = 8000;
  open_stage (f);
  for (guint i = 0; i < 5; i++)
    {
      lock (f);
      f->peer->garble_positions = 1;
      unlock (f);
      g_assert_cmpfloat (poll_stage (f).position.mm[INS_AXIS_X], ==, 100.0);
    }
}

static void
test_true_positions (Fixture *f, gconstpointer data)
{
  InsStageReport report;

  open_stage (f);
  move_x (f, 20.0);
  g_assert_true (marlin_peer_has (f->peer, "N1 G1 X20.0000 F1200.000*"));
  g_assert_true (reports_in_motion (f));
  report = poll_stage (f);
  g_assert_cmpint (report.activity, ==, INS_STAGE_MOVING);
  g_assert_true (report.position_known);
  g_assert_cmpfloat (report.position.mm[INS_AXIS_X], <, 1.0); /* not the target */
  report = poll_until (f, INS_STAGE_IDLE);
  g_assert_cmpfloat (report.position.mm[INS_AXIS_X], ==, 20.0);
  g_assert_cmpuint (marlin_peer_count (f->peer, "M400"), ==, 1); /* at open */
}

/* The R is ignored: the target must never be shown as a position. */
static void
test_targets_only (Fixture *f, gconstpointer data)
{
  InsStageReport report;
  guint n_moving = 0;

  f->peer->is_realtime = FALSE;
  open_stage (f);
  g_assert_true (reports_in_motion (f));
  move_x (f, 10.0);
  g_assert_false (reports_in_motion (f));
  for (report = poll_stage (f); report.activity == INS_STAGE_MOVING; report = poll_stage (f))
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
  g_assert_cmpuint (marlin_peer_count (f->peer, "M400"), ==, 2);
}

/* Soft endstops clamp without a word. */
static void
test_shortened (Fixture *f, gconstpointer data)
{
  InsStageReport report;

  f->peer->longest_x = 1200;
  open_stage (f);
  move_x (f, 20.0);
  report = poll_until (f, INS_STAGE_IDLE);
  g_assert_cmpfloat (report.position.mm[INS_AXIS_X], ==, 15.0);
  g_assert_nonnull (strstr (report.message, "soft endstop"));
  move_x (f, 10.0);
  g_assert_cmpstr (poll_until (f, INS_STAGE_IDLE).message, ==, "");
}

/* ---- lines that do not get through ---------------------------------------------------------- */

static void
test_resend (Fixture *f, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  open_stage (f);
  lock (f);
  f->peer->refuse_moves = 2;
  unlock (f);
  move_x (f, 20.0);
  g_assert_cmpuint (marlin_peer_count (f->peer, "N1 G1 X20.0000"), ==, 3);
  poll_until (f, INS_STAGE_IDLE);
  move_x (f, 30.0);
  g_assert_true (marlin_peer_has (f->peer, "N2 G1 X30.0000"));
  poll_until (f, INS_STAGE_IDLE);
  lock (f);
  f->peer->refuse_moves = 5;
  unlock (f);
  g_assert_false (try_move (f, 40.0, &error));
  g_assert_error (error, INS_DEVICE_ERROR, INS_DEVICE_ERROR_REFUSED);
  g_assert_cmpfloat (poll_until (f, INS_STAGE_IDLE).position.mm[INS_AXIS_X], ==, 30.0);
}

/* Taken, but its ok is lost: sent again it is refused as a repetition, and that tells. */
static void
test_lost_ok (Fixture *f, gconstpointer data)
{
  open_stage (f);
  lock (f);
  f->peer->swallow_moves = 1;
  unlock (f);
  move_x (f, 20.0);
  g_assert_cmpuint (marlin_peer_count (f->peer, "N1 G1 X20.0000"), ==, 2);
  g_assert_cmpfloat (poll_until (f, INS_STAGE_IDLE).position.mm[INS_AXIS_X], ==, 20.0);
  move_x (f, 30.0);
  g_assert_cmpuint (marlin_peer_count (f->peer, "N2 G1 X30.0000"), ==, 1);
}

static void
test_refused (Fixture *f, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  open_stage (f);
  lock (f);
  f->peer->complaint = "Error:Home XYZ First\n";
  unlock (f);
  g_assert_false (try_move (f, 20.0, &error));
  g_assert_error (error, INS_DEVICE_ERROR, INS_DEVICE_ERROR_REFUSED);
  g_assert_nonnull (strstr (error->message, "Home XYZ First"));
}

/* ---- homing and stops ----------------------------------------------------------------------- */

static void
test_homing (Fixture *f, gconstpointer data)
{
  InsStageReport report;

  open_stage (f);
  g_assert_true (ins_stage_home (f->stage, NULL));
  for (guint i = 0; i < 5; i++)
    {
      report = poll_stage (f);
      g_assert_cmpint (report.activity, ==, INS_STAGE_HOMING);
      g_assert_false (report.position_known);
      marlin_peer_send (f->peer, "echo:busy: processing\n");
    }
  g_assert_true (marlin_peer_has (f->peer, "G92 E0\n"));
  g_assert_true (marlin_peer_has (f->peer, "G28 Z\n"));
  g_assert_false (marlin_peer_has (f->peer, "G28 X"));
  marlin_peer_send (f->peer, "X:0.00 Y:0.00 Z:0.00 E:0.00 Count X:0 Y:0 Z:0\nok\n");
  while (!marlin_peer_has (f->peer, "G28 X Y\n"))
    g_assert_cmpint (poll_stage (f).activity, ==, INS_STAGE_HOMING);
  marlin_peer_send (f->peer, "X:0.00 Y:0.00 Z:0.00 E:0.00 Count X:0 Y:0 Z:0\nok\n");
  report = poll_until (f, INS_STAGE_IDLE);
  g_assert_true (report.homed && report.position_known);
  poll_stage (f);
  g_assert_true (marlin_peer_has (f->peer, "G92 E-77.13\n"));
}

static void
test_homing_fails (Fixture *f, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  InsStageReport report;

  open_stage (f);
  g_assert_true (ins_stage_home (f->stage, NULL));
  poll_stage (f);
  lock (f);
  f->peer->is_halted = TRUE;
  unlock (f);
  marlin_peer_send (f->peer, "echo:Homing Failed\nError:Printer halted. kill() called!\n");
  report = poll_until (f, INS_STAGE_ALARM);
  g_assert_false (report.homed || report.position_known);
  g_assert_nonnull (strstr (report.message, "reset button"));
  /* mute, but not lost */
  for (guint i = 0; i < 100; i++)
    g_assert_cmpint (poll_stage (f).activity, ==, INS_STAGE_ALARM);
  g_assert_false (ins_stage_unlock (f->stage, &error));
  g_assert_error (error, INS_DEVICE_ERROR, INS_DEVICE_ERROR_ALARM);

  /* somebody presses it */
  lock (f);
  f->peer->is_halted = FALSE;
  unlock (f);
  marlin_peer_send (f->peer, "start\necho:Marlin 2.1.2\n");
  do
    report = poll_stage (f);
  while (strstr (report.message, "restarted") == NULL);
  g_assert_false (report.homed || report.position_known);
  g_assert_true (ins_stage_unlock (f->stage, NULL));
  g_assert_cmpint (poll_stage (f).activity, ==, INS_STAGE_IDLE);
}

static void
test_homing_falls_silent (Fixture *f, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  double begun_s;
  InsStageReport report;

  open_stage (f);
  g_assert_true (ins_stage_home (f->stage, NULL));
  begun_s = ins_clock_now_s ();
  while (ins_stage_poll (f->stage, &report, &error))
    g_assert_cmpfloat (ins_clock_now_s () - begun_s, <, LONGEST_S);
  g_assert_error (error, INS_DEVICE_ERROR, INS_DEVICE_ERROR_LOST);
}

/* Answers stop for a second, and stray oks come: neither is a lost link, nor a position. */
static void
test_stop (Fixture *f, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  InsStageReport report;
  double until_s;

  f->peer->runs_forever = TRUE;
  open_stage (f);
  move_x (f, 20.0);
  lock (f);
  f->peer->here[0] = 437;
  f->peer->is_silent = TRUE;
  unlock (f);
  ins_stage_stop (f->stage);
  until_s = ins_clock_now_s () + 1.2;
  while (ins_clock_now_s () < until_s)
    g_assert_cmpint (poll_stage (f).activity, ==, INS_STAGE_STOPPING);
  g_assert_false (try_move (f, 30.0, &error));
  g_assert_error (error, INS_DEVICE_ERROR, INS_DEVICE_ERROR_REFUSED);
  lock (f);
  f->peer->is_silent = FALSE;
  unlock (f);
  marlin_peer_send (f->peer, "ok\nok\nok\n");
  report = poll_until (f, INS_STAGE_IDLE);
  g_assert_true (report.position_known && report.homed);
  g_assert_cmpfloat_with_epsilon (report.position.mm[INS_AXIS_X], 437.0 / 80.0, 1e-9);
  g_assert_nonnull (strstr (report.message, "no ramp"));
  g_assert_true (marlin_peer_has (f->peer, "M410\n"));
  f->peer->runs_forever = FALSE;
  move_x (f, 20.0);
  g_assert_cmpfloat (poll_until (f, INS_STAGE_IDLE).position.mm[INS_AXIS_X], ==, 20.0);
}

/* The switch stops its own axis; the others are told to. */
static void
test_switch_hit (Fixture *f, gconstpointer data)
{
  InsStageReport report;

  f->peer->runs_forever = TRUE;
  open_stage (f);
  move_x (f, 20.0);
  marlin_peer_send (f->peer, "echo:endstops hit:  X:12.00\n");
  report = poll_until (f, INS_STAGE_ALARM);
  g_assert_cmpuint (report.limit_mask, ==, 1u << INS_AXIS_X);
  g_assert_false (report.homed || report.position_known);
  g_assert_nonnull (strstr (report.message, "limit switch"));
  g_assert_true (marlin_peer_has (f->peer, "M410\n"));
  g_assert_true (ins_stage_unlock (f->stage, NULL));
  g_assert_cmpuint (poll_until (f, INS_STAGE_IDLE).limit_mask, ==, 0);
}

static void
test_restart_in_motion (Fixture *f, gconstpointer data)
{
  InsStageReport report;

  f->peer->runs_forever = TRUE;
  open_stage (f);
  move_x (f, 20.0);
  lock (f);
  memset (f->peer->here, 0, sizeof f->peer->here);
  memset (f->peer->end, 0, sizeof f->peer->end);
  f->peer->extruder = " E:0.00";
  unlock (f);
  marlin_peer_send (f->peer, "start\necho:Marlin 2.1.2\n");
  report = poll_until (f, INS_STAGE_ALARM);
  g_assert_false (report.homed || report.position_known);
  g_assert_nonnull (strstr (report.message, "restarted"));
  for (guint i = 0; i < 5; i++)
    g_assert_false (poll_stage (f).position_known);
}

/* ---- jogging -------------------------------------------------------------------------------- */

static gboolean
hold (Fixture *f)
{
  return ins_stage_jog_hold (f->stage, INS_AXIS_X, 1, 20.0, 0.3, NULL);
}

/* Absolute links, never more ahead than asked for. */
static void
test_held_jog (Fixture *f, gconstpointer data)
{
  guint n_lines;

  f->peer->runs_forever = TRUE;
  open_stage (f);
  g_assert_true (hold (f));
  g_assert_true (marlin_peer_has (f->peer, "N1 G1 X6.4000 F1200.000*"));
  g_assert_true (hold (f));
  g_assert_true (hold (f)); /* not worth a line */
  g_assert_cmpuint (marlin_peer_count (f->peer, " G1 X"), ==, 1);
  for (int i = 1; i <= 10; i++)
    {
      lock (f);
      f->peer->here[0] = 80 * i;
      unlock (f);
      g_assert_true (hold (f));
      lock (f);
      g_assert_cmpint (f->peer->end[0], <=, 80 * i + 512 + 1);
      unlock (f);
    }
  n_lines = marlin_peer_count (f->peer, " G1 X");
  g_assert_cmpuint (n_lines, >=, 5);
  g_assert_true (ins_stage_jog_cancel (f->stage, NULL));
  poll_until (f, INS_STAGE_IDLE);
  g_assert_cmpuint (marlin_peer_count (f->peer, "M410"), ==, 1);
  g_assert_cmpuint (marlin_peer_count (f->peer, " G1 X"), ==, n_lines);
}

/* Without true positions: one bounded piece after the other. */
static void
test_held_jog_in_pieces (Fixture *f, gconstpointer data)
{
  f->peer->is_realtime = FALSE;
  open_stage (f);
  g_assert_true (hold (f));
  g_assert_true (hold (f));
  g_assert_true (hold (f));
  g_assert_cmpuint (marlin_peer_count (f->peer, " G1 X"), ==, 1);
  g_assert_cmpfloat (poll_until (f, INS_STAGE_IDLE).position.mm[INS_AXIS_X], ==, 6.4);
  g_assert_true (hold (f));
  g_assert_true (marlin_peer_has (f->peer, " G1 X12.8000"));
}

#define MARLIN_TEST(path, function)                                                                \
  g_test_add ("/marlin-stage/" path, Fixture, NULL, set_up, function, tear_down)

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  MARLIN_TEST ("open", test_open);
  MARLIN_TEST ("not-homed", test_not_homed);
  MARLIN_TEST ("bare-build", test_bare_build);
  MARLIN_TEST ("somebody-else", test_somebody_else);
  MARLIN_TEST ("nobody", test_nobody);
  MARLIN_TEST ("moving-at-open", test_moving_at_open);
  MARLIN_TEST ("counts", test_counts);
  g_test_add ("/marlin-stage/counts-with-offset", Fixture, GINT_TO_POINTER (3), set_up, test_counts,
              tear_down);
  MARLIN_TEST ("corexy", test_corexy);
  MARLIN_TEST ("lost-digit", test_lost_digit);
  MARLIN_TEST ("true-positions", test_true_positions);
  MARLIN_TEST ("targets-only", test_targets_only);
  MARLIN_TEST ("shortened", test_shortened);
  MARLIN_TEST ("resend", test_resend);
  MARLIN_TEST ("lost-ok", test_lost_ok);
  MARLIN_TEST ("refused", test_refused);
  MARLIN_TEST ("homing", test_homing);
  MARLIN_TEST ("homing-fails", test_homing_fails);
  MARLIN_TEST ("homing-falls-silent", test_homing_falls_silent);
  MARLIN_TEST ("stop", test_stop);
  MARLIN_TEST ("switch-hit", test_switch_hit);
  MARLIN_TEST ("restart-in-motion", test_restart_in_motion);
  MARLIN_TEST ("held-jog", test_held_jog);
  MARLIN_TEST ("held-jog-in-pieces", test_held_jog_in_pieces);

  return g_test_run ();
}
