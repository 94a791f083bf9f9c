/* test-motion-link.c - a stage that is lost, disconnected, or exchanged for another one
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "config.h"

#include "core/ins-clock.h"
#include "motion-fixture.h"

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

/* Another stage in its place: the old one is closed, the new one opened, nothing moves. */
static void
test_exchange (Fixture *f, gconstpointer data)
{
  g_autoptr (ScriptedStage) before = g_object_ref (f->stage);
  g_autoptr (ScriptedStage) next = scripted_stage_new ();
  const gboolean doubted = data != NULL;
  InsMotionStatus status;

  g_assert_true (ins_motion_post (f->motion, &hold_request));
  hold_until (f, 2);
  g_assert_false (ins_motion_set_stage (f->motion, INS_STAGE (next)));
  WRITE (f, is_silent, doubted);
  ins_motion_release (f->motion);
  wait_until_free (f);
  WRITE (f, is_silent, FALSE);

  g_assert_true (ins_motion_set_stage (f->motion, INS_STAGE (next)));
  status = wait_until_free (f);
  g_assert_cmpuint (READ (f, n_closes), ==, 1);
  g_set_object (&f->stage, next);
  wait_for_link (f, INS_LINK_READY);
  g_assert_cmpuint (READ (f, n_holds) + READ (f, n_moves) + READ (f, n_jogs), ==, 0);
  g_assert_false (scripted_stage_is_moving (f->stage));
  status = get_status (f);
  if (doubted) /* it may be the same controller under another address */
    {
      g_assert_cmpstr (status.reference_message, !=, "");
      assert_refused (f, INS_MOTION_MOVE);
      do_verb (f, INS_MOTION_UNLOCK);
    }
  g_assert_cmpstr (get_status (f).reference_message, ==, "");
  g_assert_cmpstr (do_verb (f, INS_MOTION_MOVE).motion_message, ==, "");
  g_assert_cmpuint (READ (f, n_moves), ==, 1);
  g_assert_cmpuint (before->n_moves, ==, 0);

  /* and a stop goes to the new one */
  ins_motion_stop (f->motion);
  g_assert_cmpuint (READ (f, n_stops), ==, 1);
}

/* One that is not there leaves no stage connected, and nothing of the old one's place. */
static void
test_exchange_for_nothing (Fixture *f, gconstpointer data)
{
  g_autoptr (ScriptedStage) next = scripted_stage_new ();
  InsMotionStatus status;

  next->is_silent = TRUE;
  g_assert_true (ins_motion_set_stage (f->motion, INS_STAGE (next)));
  status = wait_until_free (f);
  g_assert_cmpstr (status.motion_message, ==, "Not there.");
  wait_for_link (f, INS_LINK_LOST);
  status = get_status (f);
  g_assert_false (status.report.position_known);
  g_assert_cmpint (status.report_unix_us, ==, 0);
  g_assert_true (ins_motion_set_stage (f->motion, INS_STAGE (f->stage)));
  wait_until_free (f);
  wait_for_link (f, INS_LINK_READY);
  g_assert_cmpstr (do_verb (f, INS_MOTION_MOVE).motion_message, ==, "");
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
    { "/motion-link/lost-in-jog-then-confirmed", test_lost_in_jog, NULL },
    { "/motion-link/lost-in-jog-then-homed", test_lost_in_jog, "homed" },
    { "/motion-link/disconnect-is-not-lost", test_disconnect_is_not_lost, NULL },
    { "/motion-link/exchange", test_exchange, NULL },
    { "/motion-link/exchange-in-doubt", test_exchange, "in doubt" },
    { "/motion-link/exchange-for-nothing", test_exchange_for_nothing, NULL },
  };

  g_test_init (&argc, &argv, NULL);
  for (gsize i = 0; i < G_N_ELEMENTS (tests); i++)
    g_test_add (tests[i].path, Fixture, tests[i].data, set_up, tests[i].run, tear_down);

  return g_test_run ();
}
