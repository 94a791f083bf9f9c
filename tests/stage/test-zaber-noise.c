/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <math.h>
#include <string.h>

#include "core/ins-clock.h"
#include "core/ins-error.h"
#include "zaber-fixture.h"

#define AT_MM (-20.0)

static void
put_at_minus_20 (ZaberFixture *f)
{
  for (guint axis = 0; axis < ZABER_MAX_AXES; axis++)
    f->devices[0].steps[axis] = -40000.0;
}

static void
assert_true_or_unknown (const InsStageReport *report)
{
  if (report->position_known)
    g_assert_cmpfloat_with_epsilon (report->position.mm[INS_AXIS_X], AT_MM, 1e-9);
}

/* Asked for, and given back at the end. */
static void
test_checksums (ZaberFixture *f, gconstpointer data)
{
  f->devices[1].n_axes = 1;
  f->devices[2].n_axes = 1;
  f->devices[2].gives_sums = TRUE; /* as somebody wants it */
  f->devices[0].n_axes = 1;
  zaber_fixture_open (f, "");
  g_assert_true (f->devices[0].gives_sums && f->devices[1].gives_sums);
  ins_stage_close (f->stage);
  g_assert_false (f->devices[0].gives_sums || f->devices[1].gives_sums);
  g_assert_true (f->devices[2].gives_sums);
}

/* At rest, in motion, and while it homes, when a counter may jump for good. */
static void
test_lost_sign (ZaberFixture *f, gconstpointer data)
{
  put_at_minus_20 (f);
  f->n_no_signs = 1;
  f->devices[0].knows_sums = data == NULL;
  zaber_fixture_open (f, "");
  for (guint i = 0; i < 10; i++)
    {
      InsStageReport report = zaber_fixture_poll (f);

      g_assert_true (report.position_known);
      assert_true_or_unknown (&report);
      line_peer_lock (f->peer);
      f->n_no_signs = i % 2;
      line_peer_unlock (f->peer);
    }
  g_assert_true (ins_stage_home (f->stage, NULL));
  line_peer_lock (f->peer);
  f->devices[0].is_busy = TRUE;
  line_peer_unlock (f->peer);
  for (guint i = 0; i < 10; i++)
    {
      InsStageReport report;

      line_peer_lock (f->peer);
      f->n_no_signs = i % 2;
      line_peer_unlock (f->peer);
      report = zaber_fixture_poll (f);
      g_assert_cmpint (report.activity, ==, INS_STAGE_HOMING);
      assert_true_or_unknown (&report);
    }
}

/* Homing sets the counter anew: that it has jumped and stays there is no fault then. */
static void
test_homing_may_jump (ZaberFixture *f, gconstpointer data)
{
  InsStageReport report;

  put_at_minus_20 (f);
  f->devices[0].knows_sums = FALSE;
  zaber_fixture_open (f, "");
  line_peer_lock (f->peer);
  f->devices[0].is_busy = TRUE;
  line_peer_unlock (f->peer);
  g_assert_true (ins_stage_home (f->stage, NULL));
  zaber_fixture_poll (f);
  line_peer_lock (f->peer);
  f->devices[0].steps[0] = 100000.0;
  line_peer_unlock (f->peer);
  report = zaber_fixture_poll (f);
  g_assert_cmpint (report.activity, ==, INS_STAGE_HOMING);
  g_assert_cmpfloat_with_epsilon (report.position.mm[INS_AXIS_X], 50.0, 1e-9);
}

/* In motion one that is lost, garbled or has run into the next is asked for again, often enough
 * before the stage counts as lost. */
static void
test_again_in_motion (ZaberFixture *f, gconstpointer data)
{
  InsStageReport report;

  f->devices[0].n_axes = 1;
  f->devices[1].n_axes = 2;
  zaber_fixture_open (f, "");
  g_assert_true (ins_stage_move (f->stage, &(InsPosition){ { 90.0, NAN, NAN } }, 10.0, NULL));
  for (guint i = 0; i < 4; i++)
    {
      line_peer_lock (f->peer);
      f->devices[0].is_busy = f->devices[1].is_busy = TRUE;
      f->n_merged = 1 + i % 3;
      f->n_garbled = i % 3;
      line_peer_unlock (f->peer);
      report = zaber_fixture_poll (f);
      g_assert_cmpint (report.activity, ==, INS_STAGE_MOVING);
      g_assert_true (report.position_known);
      g_assert_cmpfloat_with_epsilon (report.position.mm[INS_AXIS_X], 0.5, 1e-9);
    }
}

/* A device of slow answers: what is said to the first question is not thrown away for the second.
 */
static void
test_slow_answers (ZaberFixture *f, gconstpointer data)
{
  InsStageReport report;

  zaber_fixture_open (f, "");
  line_peer_lock (f->peer);
  f->delay_s = 0.2;
  line_peer_unlock (f->peer);
  report = zaber_fixture_poll (f);
  g_assert_true (report.position_known);
  g_assert_cmpfloat (report.answered_s - report.asked_s, >, 0.19);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  ZABER_TEST ("/zaber-noise/checksums", test_checksums);
  ZABER_TEST ("/zaber-noise/lost-sign", test_lost_sign);
  g_test_add ("/zaber-noise/lost-sign-without-checksums", ZaberFixture, "", zaber_fixture_set_up,
              test_lost_sign, zaber_fixture_tear_down);
  ZABER_TEST ("/zaber-noise/homing-may-jump", test_homing_may_jump);
  ZABER_TEST ("/zaber-noise/again-in-motion", test_again_in_motion);
  ZABER_TEST ("/zaber-noise/slow-answers", test_slow_answers);

  return g_test_run ();
}
