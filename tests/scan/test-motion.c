/* test-motion.c - what the worker that owns the stage asks of it, and what it refuses
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "config.h"

#include <fcntl.h>
#include <math.h>
#include <stdlib.h>
#include <unistd.h>

#include "core/ins-clock.h"
#include "devices/stage/ins-stage-finder.h"
#include "devices/transport/ins-serial-ports.h"
#include "motion-fixture.h"

#define SLICE_S 0.005

static int ptys[2]; /* of the ports at which nobody answers */

/* A stop that has no ramp is not for who only lets a key go: the worker ends the jog. */
static void
test_release_without_ramp (Fixture *f, gconstpointer data)
{
  WRITE (f, stops_hard, TRUE);
  do_verb (f, INS_MOTION_DISCONNECT);
  connect_stage (f);
  g_assert_true (ins_motion_post (f->motion, &hold_request));
  hold_until (f, 6);
  ins_motion_release (f->motion);
  g_assert_cmpstr (wait_until_free (f).motion_message, ==, "");
  g_assert_cmpuint (READ (f, n_cancels), ==, 1);
  g_assert_cmpuint (READ (f, n_stops), ==, 0);
  assert_rests (f);

  g_assert_true (ins_motion_post (f->motion, &hold_request));
  hold_until (f, 8);
  ins_motion_stop (f->motion); /* STOP is one */
  g_assert_cmpuint (READ (f, n_stops), ==, 1);
  wait_until_free (f);
}

static void
test_hold_and_release (Fixture *f, gconstpointer data)
{
  g_assert_true (ins_motion_post (f->motion, &hold_request));
  hold_until (f, 6);
  scripted_stage_lock (f->stage);
  g_assert_cmpfloat (f->stage->ahead_s, <=, 0.3);
  scripted_stage_unlock (f->stage);
  g_assert_true (scripted_stage_is_moving (f->stage));
  g_assert_cmpuint (READ (f, n_jogs), ==, 0);

  /* one outstanding, nothing queues */
  g_assert_false (ins_motion_post (f->motion, &hold_request));

  /* told at once, in this thread, and once */
  ins_motion_release (f->motion);
  g_assert_cmpuint (READ (f, n_stops), ==, 1);
  ins_motion_release (f->motion);
  g_assert_cmpstr (wait_until_free (f).motion_message, ==, "");
  ins_motion_release (f->motion);
  g_assert_cmpuint (READ (f, n_cancels), ==, 0);
  g_assert_cmpuint (READ (f, n_stops), ==, 1);
  assert_rests (f);
}

static double
read_speed (Fixture *f)
{
  double speed_mm_s;

  scripted_stage_lock (f->stage);
  speed_mm_s = f->stage->speed_mm_s;
  scripted_stage_unlock (f->stage);

  return speed_mm_s;
}

/* Asks again and again, as a stick does, until the stage is told that speed. */
static void
hold_at (Fixture *f, double speed_mm_s)
{
  const double until_s = ins_clock_now_s () + WATCHDOG_S;
  const double before_mm_s = read_speed (f);
  InsMotionRequest request = hold_request;

  request.speed_mm_s = speed_mm_s;
  while (read_speed (f) != speed_mm_s)
    {
      g_assert_cmpfloat (ins_clock_now_s (), <, until_s);
      g_assert_true (ins_motion_change_hold (f->motion, &request));
      g_assert_cmpfloat (read_speed (f), >=, fmin (before_mm_s, speed_mm_s));
      ins_clock_sleep_s (SLICE_S);
    }
}

/* One jog that is held at other speeds; slower only as a stage brakes, never at once. */
static void
test_hold_at_other_speeds (Fixture *f, gconstpointer data)
{
  InsMotionRequest other = hold_request;
  double slowest_mm_s = 30.0;
  guint n_holds;

  g_assert_false (ins_motion_change_hold (f->motion, &hold_request));
  g_assert_true (ins_motion_post (f->motion, &hold_request));
  hold_until (f, 2);
  n_holds = READ (f, n_holds);
  hold_at (f, 30.0);
  other.speed_mm_s = 1.0;
  while (slowest_mm_s > 1.0)
    {
      double now_mm_s;

      g_assert_true (ins_motion_change_hold (f->motion, &other));
      now_mm_s = read_speed (f);
      g_assert_cmpfloat (now_mm_s, >=, 0.45 * slowest_mm_s);
      slowest_mm_s = now_mm_s;
      ins_clock_sleep_s (SLICE_S);
    }
  g_assert_cmpuint (READ (f, n_holds), >, n_holds + 4);
  g_assert_cmpuint (READ (f, n_stops), ==, 0);
  g_assert_cmpuint (READ (f, n_cancels), ==, 0);

  other.axis = INS_AXIS_Y;
  g_assert_false (ins_motion_change_hold (f->motion, &other));
  other = hold_request;
  other.direction = -1;
  g_assert_false (ins_motion_change_hold (f->motion, &other));
  ins_motion_release (f->motion);
  g_assert_false (ins_motion_change_hold (f->motion, &hold_request));
  wait_until_free (f);
  assert_rests (f);
}

/* The window hangs, or has died while the worker lives. */
static void
test_keep_alive_lost (Fixture *f, gconstpointer data)
{
  guint n_holds;

  g_assert_true (ins_motion_post (f->motion, &hold_request));
  hold_until (f, 2);
  wait_until_free (f);
  n_holds = READ (f, n_holds);
  g_assert_cmpuint (READ (f, n_cancels), ==, 1);
  g_assert_cmpuint (n_holds, <, 12); /* 0.3 s at one in 60 ms, and what came before */

  /* too late: a jog that has ended is not held again */
  ins_motion_keep_alive (f->motion);
  assert_rests (f);
}

/* Let go before the worker came to it, as a click that is too short. */
static void
test_released_before_start (Fixture *f, gconstpointer data)
{
  WRITE (f, is_held, TRUE);
  ins_clock_sleep_s (0.15); /* at rest it asks every 0.1 s */
  g_assert_true (ins_motion_post (f->motion, &hold_request));
  ins_motion_release (f->motion);
  WRITE (f, is_held, FALSE);
  g_assert_cmpstr (wait_until_free (f).motion_message, ==, "");
  g_assert_cmpuint (READ (f, n_holds), ==, 0);
}

/* A stage whose moves cannot be prolonged goes on piece by piece. */
static void
test_pieces (Fixture *f, gconstpointer data)
{
  double until_s = ins_clock_now_s () + WATCHDOG_S;

  WRITE (f, piece_s, 0.05);
  g_assert_true (ins_motion_post (f->motion, &hold_request));
  while (READ (f, n_pieces) < 4)
    {
      g_assert_cmpfloat (ins_clock_now_s (), <, until_s);
      g_assert_true (get_status (f).busy);
      ins_motion_keep_alive (f->motion);
      ins_clock_sleep_s (SLICE_S);
    }
  ins_motion_release (f->motion);
  wait_until_free (f);
  assert_rests (f);
}

/* The end of the travel ends the jog and is named; it may run out to there. */
static void
test_limit (Fixture *f, gconstpointer data)
{
  WRITE (f, limit_after, 4);
  g_assert_true (ins_motion_post (f->motion, &hold_request));
  hold_until (f, 4);
  for (guint i = 0; get_status (f).busy && i < 1000; i++)
    {
      ins_motion_keep_alive (f->motion); /* still held */
      ins_clock_sleep_s (SLICE_S);
    }
  g_assert_cmpstr (wait_until_free (f).motion_message, ==, "The X axis is at its end.");
  g_assert_cmpint (get_status (f).link, ==, INS_LINK_READY);
  g_assert_cmpuint (READ (f, n_cancels) + READ (f, n_stops), ==, 0);
  g_assert_cmpuint (READ (f, n_holds), ==, 4);
  assert_rests (f);
}

static void
test_refused (Fixture *f, gconstpointer data)
{
  WRITE (f, refuse_after, 3);
  g_assert_true (ins_motion_post (f->motion, &hold_request));
  hold_until (f, 3);
  g_assert_cmpstr (wait_until_free (f).motion_message, ==, "No more.");
  g_assert_cmpuint (READ (f, n_cancels), ==, 1);
  assert_rests (f);
}

/* Stops at all moments of a jog that is held on: it stands, and nothing starts it again. */
static void
test_stop_at_random (Fixture *f, gconstpointer data)
{
  g_autoptr (GRand) random = g_rand_new_with_seed (20);

  for (guint round = 0; round < 60; round++)
    {
      double wait_s = g_rand_double_range (random, 0.0, 0.08);

      g_assert_true (ins_motion_post (f->motion, &hold_request));
      ins_clock_sleep_s (wait_s);
      ins_motion_stop (f->motion);
      ins_motion_keep_alive (f->motion); /* the key is still down */
      g_assert_cmpstr (wait_until_free (f).motion_message, ==, "");
      g_assert_false (scripted_stage_is_moving (f->stage));
    }
  assert_rests (f);
}

/* A hard stop in motion costs the position; at rest it costs nothing. */
static void
test_halt (Fixture *f, gconstpointer data)
{
  ins_motion_halt (f->motion);
  g_assert_cmpuint (READ (f, n_halts), ==, 1);
  g_assert_cmpstr (get_status (f).reference_message, ==, "");

  g_assert_true (ins_motion_post (f->motion, &hold_request));
  hold_until (f, 2);
  ins_motion_halt (f->motion);
  g_assert_cmpuint (READ (f, n_halts), ==, 2);
  wait_until_free (f);
  g_assert_false (scripted_stage_is_moving (f->stage));
  assert_refused (f, INS_MOTION_MOVE);
  g_assert_cmpstr (do_verb (f, INS_MOTION_HOME).reference_message, ==, "");
}

static GPtrArray *
list_one_port (void)
{
  GPtrArray *ports = g_ptr_array_new_with_free_func ((GDestroyNotify)ins_serial_port_free);

  g_ptr_array_add (ports, ins_serial_port_new ("/dev/no-such-port"));

  return ports;
}

/* Looking for stages takes seconds in which nobody would watch this one. */
static void
test_find (Fixture *f, gconstpointer data)
{
  g_autoptr (GPtrArray) offers = NULL;
  const InsStageOffer *offer;
  InsMotionStatus status;

  f->motion->list_ports = list_one_port;
  g_assert_cmpstr (do_verb (f, INS_MOTION_FIND).motion_message, !=, "");
  g_assert_null (ins_motion_dup_offers (f->motion));
  do_verb (f, INS_MOTION_DISCONNECT);
  status = do_verb (f, INS_MOTION_FIND);
  g_assert_cmpstr (status.motion_message, ==, "");
  g_assert_cmpuint (status.offers_serial, ==, 1);
  g_assert_false (status.is_finding);
  offers = ins_motion_dup_offers (f->motion);
  g_assert_cmpuint (offers->len, ==, 1);
  offer = offers->pdata[0];
  g_assert_cmpstr (offer->address, ==, "serial:/dev/no-such-port");
  g_assert_cmpstr (offer->message, !=, "");

  connect_stage (f);
  g_assert_cmpstr (do_verb (f, INS_MOTION_MOVE).motion_message, ==, "");
}

static GPtrArray *
list_two_listeners (void)
{
  GPtrArray *ports = g_ptr_array_new_with_free_func ((GDestroyNotify)ins_serial_port_free);

  /* nobody ever answers there: each would take its 15 s */
  for (guint i = 0; i < G_N_ELEMENTS (ptys); i++)
    g_ptr_array_add (ports, ins_serial_port_new (ptsname (ptys[i])));

  return ports;
}

/* A person who has seen enough need not wait for the last port. */
static void
test_cancel_find (Fixture *f, gconstpointer data)
{
  const InsMotionRequest request = { .verb = INS_MOTION_FIND };
  const double until_s = ins_clock_now_s () + WATCHDOG_S;
  g_autoptr (GPtrArray) offers = NULL;

  for (guint i = 0; i < G_N_ELEMENTS (ptys); i++)
    {
      ptys[i] = posix_openpt (O_RDWR | O_NOCTTY);
      g_assert_true (ptys[i] >= 0 && grantpt (ptys[i]) == 0 && unlockpt (ptys[i]) == 0);
    }
  f->motion->list_ports = list_two_listeners;
  do_verb (f, INS_MOTION_DISCONNECT);
  g_assert_true (ins_motion_post (f->motion, &request));
  while (g_str_has_suffix (get_status (f).finding_at, "(1 of 2)") == FALSE)
    {
      g_assert_cmpfloat (ins_clock_now_s (), <, until_s);
      ins_clock_sleep_s (SLICE_S);
    }
  g_assert_true (get_status (f).is_finding);
  ins_motion_cancel_find (f->motion);
  g_assert_cmpstr (wait_until_free (f).motion_message, ==, "");
  g_assert_cmpstr (get_status (f).finding_at, ==, "");
  offers = ins_motion_dup_offers (f->motion);
  g_assert_cmpuint (offers->len, <, 2);
  /* and the next look is not given up by it */
  f->motion->list_ports = list_one_port;
  do_verb (f, INS_MOTION_FIND);
  g_clear_pointer (&offers, g_ptr_array_unref);
  offers = ins_motion_dup_offers (f->motion);
  g_assert_cmpuint (offers->len, ==, 1);
  for (guint i = 0; i < G_N_ELEMENTS (ptys); i++)
    close (ptys[i]);
}

/* A stage that rests somewhere else, without a word of its own, has not arrived: where it is is
 * shown, and that it is not where it was sent. */
static void
test_stands_elsewhere (Fixture *f, gconstpointer data)
{
  InsMotionStatus status;

  WRITE (f, short_mm, 0.2);
  status = do_verb (f, INS_MOTION_MOVE);
  g_assert_nonnull (strstr (status.motion_message, "did not reach"));
  g_assert_cmpfloat_with_epsilon (status.report.position.mm[INS_AXIS_X], 0.3, 0.05);
}

/* One that says so too early is waited for, and named. */
static void
test_creeps (Fixture *f, gconstpointer data)
{
  InsMotionStatus status;

  WRITE (f, settles_mm, 0.1);
  status = do_verb (f, INS_MOTION_MOVE);
  g_assert_cmpstr (status.motion_message, ==, "");
  g_assert_cmpfloat_with_epsilon (status.report.position.mm[INS_AXIS_X], 0.5, 0.021);
  g_assert_nonnull (strstr (status.arrival_message, "along X after it had said that it stood"));
  /* another stage may have other habits */
  do_verb (f, INS_MOTION_DISCONNECT);
  connect_stage (f);
  g_assert_cmpstr (get_status (f).arrival_message, ==, "");
}

static void
test_tells_its_target (Fixture *f, gconstpointer data)
{
  const InsMotionRequest request = { .verb = INS_MOTION_MOVE,
                                     .target = { { 8.0, (double)NAN, (double)NAN } },
                                     .speed_mm_s = 10.0 };

  g_assert_cmpstr (get_status (f).arrival_message, ==, "");
  WRITE (f, tells_target, TRUE);
  g_assert_true (ins_motion_post (f->motion, &request));
  g_assert_nonnull (strstr (wait_until_free (f).arrival_message, "the place it is going to"));
}

/* Homing that ends without a switch ends, and says so. */
static void
test_homing_fails (Fixture *f, gconstpointer data)
{
  WRITE (f, finds_no_switch, TRUE);
  g_assert_cmpstr (do_verb (f, INS_MOTION_HOME).motion_message, !=, "");
  g_assert_false (get_status (f).report.homed);
}

/* Pulses are set while the stage is on its way; with a move that does not begin they are not. */
static void
test_trigger_on_the_way (Fixture *f, gconstpointer data)
{
  const InsMotionRequest request = { .verb = INS_MOTION_MOVE,
                                     .target = { { (double)NAN, 2.0, (double)NAN } },
                                     .speed_mm_s = 10.0,
                                     .axis = INS_AXIS_X,
                                     .first_mm = 0.05,
                                     .last_mm = 0.95,
                                     .step_mm = 0.1 };
  InsMotionRequest plain = request;

  plain.step_mm = 0.0;
  plain.target.mm[INS_AXIS_Y] = 1.0;
  g_assert_true (ins_motion_post (f->motion, &plain));
  g_assert_cmpstr (wait_until_free (f).motion_message, ==, "");
  g_assert_cmpuint (READ (f, n_triggers), ==, 0);

  g_assert_true (ins_motion_post (f->motion, &request));
  g_assert_cmpstr (wait_until_free (f).motion_message, ==, "");
  g_assert_cmpuint (READ (f, n_moves), ==, 2);
  g_assert_cmpuint (READ (f, n_triggers), ==, 1);
  g_assert_cmpuint (READ (f, n_moves_at_trigger), ==, 2);
  g_assert_cmpfloat (fabs (get_status (f).report.position.mm[INS_AXIS_Y] - 2.0), <, 0.05);

  WRITE (f, refuses, TRUE);
  g_assert_true (ins_motion_post (f->motion, &request));
  g_assert_cmpstr (wait_until_free (f).motion_message, !=, "");
  g_assert_cmpuint (READ (f, n_triggers), ==, 1);
}

int
main (int argc, char *argv[])
{
  static const struct
  {
    const char *path;
    void (*run) (Fixture *f, gconstpointer data);
    gconstpointer data;
  } tests[] = {
    { "/motion/hold-and-release", test_hold_and_release, NULL },
    { "/motion/release-without-ramp", test_release_without_ramp, NULL },
    { "/motion/keep-alive-lost", test_keep_alive_lost, NULL },
    { "/motion/released-before-start", test_released_before_start, NULL },
    { "/motion/pieces", test_pieces, NULL },
    { "/motion/limit", test_limit, NULL },
    { "/motion/refused", test_refused, NULL },
    { "/motion/stop-at-random", test_stop_at_random, NULL },
    { "/motion/halt", test_halt, NULL },
    { "/motion/hold-at-other-speeds", test_hold_at_other_speeds, NULL },
    { "/motion/find", test_find, NULL },
    { "/motion/cancel-find", test_cancel_find, NULL },
    { "/motion/stands-elsewhere", test_stands_elsewhere, NULL },
    { "/motion/creeps", test_creeps, NULL },
    { "/motion/tells-its-target", test_tells_its_target, NULL },
    { "/motion/homing-fails", test_homing_fails, NULL },
    { "/motion/trigger-on-the-way", test_trigger_on_the_way, NULL },
  };

  g_test_init (&argc, &argv, NULL);
  for (gsize i = 0; i < G_N_ELEMENTS (tests); i++)
    g_test_add (tests[i].path, Fixture, tests[i].data, set_up, tests[i].run, tear_down);

  return g_test_run ();
}
