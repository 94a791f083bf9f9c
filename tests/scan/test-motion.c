/* test-motion.c - what the worker that owns the stage asks of it, and what it refuses
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "config.h"

#include <math.h>
#include <string.h>

#include "core/ins-clock.h"
#include "core/ins-error.h"
#include "devices/stage/ins-stage-finder.h"
#include "devices/transport/ins-serial-ports.h"
#include "scan/ins-motion-private.h"
#include "scripted-stage.h"

#define WATCHDOG_S 20.0
#define SLICE_S 0.005

typedef struct
{
  ScriptedStage *stage;
  InsMotion *motion;
} Fixture;

static const InsMotionRequest hold_request = {
  .verb = INS_MOTION_JOG_HOLD,
  .axis = INS_AXIS_X,
  .direction = 1,
  .speed_mm_s = 10.0,
};

static void
on_notify (gpointer data)
{
}

static InsMotionStatus
get_status (Fixture *f)
{
  InsMotionStatus status;

  ins_motion_get_status (f->motion, &status);

  return status;
}

/* Until no request is under way. */
static InsMotionStatus
wait_until_free (Fixture *f)
{
  double until_s = ins_clock_now_s () + WATCHDOG_S;

  while (get_status (f).busy)
    {
      g_assert_cmpfloat (ins_clock_now_s (), <, until_s);
      ins_clock_sleep_s (SLICE_S);
    }

  return get_status (f);
}

static InsMotionStatus
do_verb (Fixture *f, InsMotionVerb verb)
{
  InsMotionRequest request = { .verb = verb, .speed_mm_s = 10.0, .distance_mm = 0.5 };
  InsMotionStatus before = get_status (f);

  request.target.mm[INS_AXIS_X] = before.report.position.mm[INS_AXIS_X] + 0.5;
  request.target.mm[INS_AXIS_Y] = request.target.mm[INS_AXIS_Z] = (double)NAN;
  g_assert_true (ins_motion_post (f->motion, &request));

  return wait_until_free (f);
}

static void
wait_for_link (Fixture *f, InsLinkState link)
{
  double until_s = ins_clock_now_s () + WATCHDOG_S;

  while (get_status (f).link != link)
    {
      g_assert_cmpfloat (ins_clock_now_s (), <, until_s);
      ins_clock_sleep_s (SLICE_S);
    }
}

static void
connect_stage (Fixture *f)
{
  do_verb (f, INS_MOTION_CONNECT);
  wait_for_link (f, INS_LINK_READY);
}

static void
set_up (Fixture *f, gconstpointer data)
{
  f->stage = scripted_stage_new ();
  f->motion = ins_motion_new (INS_STAGE (f->stage), on_notify, NULL);
  connect_stage (f);
}

static void
tear_down (Fixture *f, gconstpointer data)
{
  ins_motion_free (f->motion);
  g_object_unref (f->stage);
}

static guint
read_counter (Fixture *f, const guint *counter)
{
  guint value;

  scripted_stage_lock (f->stage);
  value = *counter;
  scripted_stage_unlock (f->stage);

  return value;
}

#define READ(f, field) read_counter (f, &(f)->stage->field)
#define WRITE(f, field, value)                                                                     \
  G_STMT_START                                                                                     \
  {                                                                                                \
    scripted_stage_lock ((f)->stage);                                                              \
    (f)->stage->field = (value);                                                                   \
    scripted_stage_unlock ((f)->stage);                                                            \
  }                                                                                                \
  G_STMT_END

/* Holds the key until the stage was asked @n times. */
static void
hold_until (Fixture *f, guint n)
{
  double until_s = ins_clock_now_s () + WATCHDOG_S;

  while (READ (f, n_holds) < n)
    {
      g_assert_cmpfloat (ins_clock_now_s (), <, until_s);
      ins_motion_keep_alive (f->motion);
      ins_clock_sleep_s (SLICE_S);
    }
}

/* Nothing more is asked of the stage, and it stands. */
static void
assert_rests (Fixture *f)
{
  guint n_holds = READ (f, n_holds);

  ins_clock_sleep_s (0.2);
  g_assert_cmpuint (READ (f, n_holds), ==, n_holds);
  g_assert_false (scripted_stage_is_moving (f->stage));
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

static void
assert_refused (Fixture *f, InsMotionVerb verb)
{
  guint n = READ (f, n_moves) + READ (f, n_jogs) + READ (f, n_holds);
  InsMotionRequest request = hold_request;
  InsMotionStatus status;

  if (verb == INS_MOTION_JOG_HOLD)
    {
      g_assert_true (ins_motion_post (f->motion, &request));
      status = wait_until_free (f);
    }
  else
    status = do_verb (f, verb);
  g_assert_cmpstr (status.motion_message, !=, "");
  g_assert_cmpstr (status.motion_message, ==, status.reference_message);
  g_assert_cmpuint (READ (f, n_moves) + READ (f, n_jogs) + READ (f, n_holds), ==, n);
}

/* Lost in a held jog: it is closed, asked no more, and the position counts as unknown. Connected
 * again nothing moves, although the controller says that it is homed. */
static void
test_lost_in_jog (Fixture *f, gconstpointer data)
{
  InsMotionStatus status;
  guint n_holds;

  g_assert_true (ins_motion_post (f->motion, &hold_request));
  hold_until (f, 3);
  WRITE (f, is_silent, TRUE);
  status = wait_until_free (f);
  n_holds = READ (f, n_holds);
  g_assert_cmpint (status.link, ==, INS_LINK_LOST);
  g_assert_false (status.report.position_known);
  g_assert_cmpuint (READ (f, n_closes), ==, 1);
  g_assert_cmpstr (status.motion_message, ==, "Silent.");
  assert_rests (f);
  g_assert_cmpuint (READ (f, n_holds), ==, n_holds);

  WRITE (f, is_silent, FALSE);
  connect_stage (f);
  status = get_status (f);
  g_assert_false (status.report.homed);
  g_assert_false (status.report.position_known);
  /* and the whole chain of proof that nobody looked: still so some reports later */
  ins_clock_sleep_s (0.3);
  g_assert_false (get_status (f).report.homed);
  assert_refused (f, INS_MOTION_JOG);
  assert_refused (f, INS_MOTION_JOG_HOLD);
  assert_refused (f, INS_MOTION_MOVE);

  if (data != NULL) /* by homing, which may fail at first */
    {
      WRITE (f, finds_no_switch, TRUE);
      g_assert_cmpstr (do_verb (f, INS_MOTION_HOME).motion_message, !=, "");
      assert_refused (f, INS_MOTION_MOVE);
      WRITE (f, finds_no_switch, FALSE);
      status = do_verb (f, INS_MOTION_HOME);
    }
  else
    status = do_verb (f, INS_MOTION_UNLOCK);
  g_assert_cmpstr (status.reference_message, ==, "");
  g_assert_true (status.report.homed);
  g_assert_true (status.report.position_known);
  g_assert_cmpstr (do_verb (f, INS_MOTION_MOVE).motion_message, ==, "");
  g_assert_cmpuint (READ (f, n_moves), ==, 1);
}

/* A person who disconnects and connects again knows what happened between. */
static void
test_disconnect_is_not_lost (Fixture *f, gconstpointer data)
{
  do_verb (f, INS_MOTION_DISCONNECT);
  connect_stage (f);
  g_assert_cmpstr (get_status (f).reference_message, ==, "");
  g_assert_cmpstr (do_verb (f, INS_MOTION_MOVE).motion_message, ==, "");

  /* nor is one that was not there at all */
  do_verb (f, INS_MOTION_DISCONNECT);
  WRITE (f, is_silent, TRUE);
  g_assert_cmpstr (do_verb (f, INS_MOTION_CONNECT).motion_message, ==, "Not there.");
  WRITE (f, is_silent, FALSE);
  connect_stage (f);
  g_assert_cmpstr (do_verb (f, INS_MOTION_MOVE).motion_message, ==, "");
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

/* Homing that ends without a switch ends, and says so. */
static void
test_homing_fails (Fixture *f, gconstpointer data)
{
  WRITE (f, finds_no_switch, TRUE);
  g_assert_cmpstr (do_verb (f, INS_MOTION_HOME).motion_message, !=, "");
  g_assert_false (get_status (f).report.homed);
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
    { "/motion/keep-alive-lost", test_keep_alive_lost, NULL },
    { "/motion/released-before-start", test_released_before_start, NULL },
    { "/motion/pieces", test_pieces, NULL },
    { "/motion/limit", test_limit, NULL },
    { "/motion/refused", test_refused, NULL },
    { "/motion/stop-at-random", test_stop_at_random, NULL },
    { "/motion/lost-in-jog-then-confirmed", test_lost_in_jog, NULL },
    { "/motion/lost-in-jog-then-homed", test_lost_in_jog, "homed" },
    { "/motion/disconnect-is-not-lost", test_disconnect_is_not_lost, NULL },
    { "/motion/halt", test_halt, NULL },
    { "/motion/find", test_find, NULL },
    { "/motion/homing-fails", test_homing_fails, NULL },
  };

  g_test_init (&argc, &argv, NULL);
  for (gsize i = 0; i < G_N_ELEMENTS (tests); i++)
    g_test_add (tests[i].path, Fixture, tests[i].data, set_up, tests[i].run, tear_down);

  return g_test_run ();
}
