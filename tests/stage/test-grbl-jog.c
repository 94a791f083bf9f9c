/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <math.h>
#include <string.h>

#include "core/ins-error.h"
#include "devices/stage/ins-stage-chain.h"
#include "grbl-fixture.h"

#define AHEAD_S 0.3

/* Ways by hand: v = 20 mm/s, a = 500 mm/s^2: a ramp takes 0.04 s and 0.4 mm. */
static void
test_chain (void)
{
  static const struct
  {
    double from, wanted, a, ahead_s, mm;
  } cases[] = {
    { 20.0, 20.0, 500.0, 0.3, 6.0 + 0.4 },
    { 0.0, 20.0, 500.0, 0.3, 0.4 + 20.0 * 0.26 + 0.4 },
    { 0.0, 100.0, 500.0, 0.1, 2.5 + 2.5 }, /* gets to 50 mm/s only */
    { 40.0, 20.0, 500.0, 0.3, 1.2 + 20.0 * 0.26 + 0.4 },
    { 10.0, 20.0, 500.0, 0.05, 0.3 + 20.0 * 0.03 + 0.4 },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    g_assert_cmpfloat_with_epsilon (
        ins_stage_chain_get_reach_mm (cases[i].from, cases[i].wanted, cases[i].a, cases[i].ahead_s),
        cases[i].mm, 1e-9);
  g_assert_cmpfloat_with_epsilon (ins_stage_chain_get_speed_mm_s (0.0, 20.0, 500.0, 0.01), 5.0,
                                  1e-9);
  g_assert_cmpfloat_with_epsilon (ins_stage_chain_get_speed_mm_s (0.0, 20.0, 500.0, 1.0), 20.0,
                                  1e-9);
  g_assert_cmpfloat_with_epsilon (ins_stage_chain_get_speed_mm_s (30.0, 20.0, 500.0, 0.01), 25.0,
                                  1e-9);
  g_assert_cmpfloat_with_epsilon (ins_stage_chain_get_speed_mm_s (5.0, 20.0, 500.0, -1.0), 5.0,
                                  1e-9);
  g_assert_cmpfloat_with_epsilon (ins_stage_chain_get_shortest_mm (20.0, 0.3, 6.4), 2.0, 1e-9);
  g_assert_cmpfloat_with_epsilon (ins_stage_chain_get_shortest_mm (200.0, 0.3, 260.0), 26.0, 1e-9);
}

static void
hold (Fixture *f, InsAxis axis, int direction)
{
  g_autoptr (GError) error = NULL;
  gboolean done = ins_stage_jog_hold (f->stage, axis, direction, 20.0, AHEAD_S, &error);

  g_assert_no_error (error);
  g_assert_true (done);
}

static void
assert_hold_fails (Fixture *f, InsAxis axis, int direction, int code)
{
  g_autoptr (GError) error = NULL;

  g_assert_false (ins_stage_jog_hold (f->stage, axis, direction, 20.0, AHEAD_S, &error));
  g_assert_error (error, INS_DEVICE_ERROR, code);
}

static void
set_x (Fixture *f, double machine_mm)
{
  fixture_lock (f);
  f->peer->position.mm[INS_AXIS_X] = machine_mm;
  fixture_unlock (f);
}

/* Of the jog lines that came since the last forget; their sum in @mm. */
static guint
count_links (Fixture *f, double *mm)
{
  const char *at;
  guint n = 0;

  *mm = 0.0;
  fixture_lock (f);
  for (at = f->peer->wire.received->str; (at = strstr (at, "$J=G91 G21 X")) != NULL; n++)
    {
      at += strlen ("$J=G91 G21 X");
      *mm += g_ascii_strtod (at, NULL);
    }
  fixture_unlock (f);

  return n;
}

static void
begin (Fixture *f)
{
  f->peer->run_reports = G_MAXUINT;
  open_stage (f);
  peer_end_forget (&f->peer->wire);
}

static void
test_hold_is_a_chain (Fixture *f, gconstpointer data)
{
  double mm;

  begin (f); /* at work 10 mm, machine -140 */
  hold (f, INS_AXIS_X, 1);
  g_assert_cmpuint (peer_end_count (&f->peer->wire, "$J=G91 G21 X6.0000 F1200.000\n"), >, 0);
  /* far enough ahead: nothing to add, whatever speed it has got to */
  hold (f, INS_AXIS_X, 1);
  g_assert_cmpuint (count_links (f, &mm), ==, 1);
  g_assert_cmpint (fixture_poll (f).activity, ==, INS_STAGE_JOGGING);

  set_x (f, -137.0);
  hold (f, INS_AXIS_X, 1);
  g_assert_cmpuint (count_links (f, &mm), ==, 2);
  g_assert_cmpfloat (mm, >=, 3.0 + 6.0 - 1e-9); /* from rest still, or at full speed by now */
  g_assert_cmpfloat (mm, <=, 3.0 + 6.4 + 1e-9);
  for (guint i = 1; i <= 20; i++)
    {
      set_x (f, -137.0 + i);
      hold (f, INS_AXIS_X, 1);
      count_links (f, &mm);
      g_assert_cmpfloat (mm, <=, 3.0 + i + 6.4 + 1e-9); /* never more ahead than asked for */
      g_assert_cmpfloat (mm, >=, 3.0 + i + 6.0 - 2.0 - 1e-9);
    }
  g_assert_cmpuint (count_links (f, &mm), <=, 2 + 10); /* of 2 mm at least */
  g_assert_cmpint (fixture_poll (f).activity, ==, INS_STAGE_JOGGING);
}

static void
test_hold_ends_by_itself (Fixture *f, gconstpointer data)
{
  f->peer->run_reports = 4;
  open_stage (f);
  hold (f, INS_AXIS_X, -1);
  peer_end_wait_for (&f->peer->wire, "$J=G91 G21 X-6.0000 F1200.000\n");
  g_assert_cmpfloat_with_epsilon (poll_until (f, INS_STAGE_IDLE).position.mm[INS_AXIS_X], 4.0,
                                  1e-9);
  /* and begins anew, from rest */
  peer_end_forget (&f->peer->wire);
  hold (f, INS_AXIS_X, 1);
  peer_end_wait_for (&f->peer->wire, "$J=G91 G21 X6.0000 F1200.000\n");
}

static void
test_hold_is_clipped (Fixture *f, gconstpointer data)
{
  double mm;

  f->peer->position.mm[INS_AXIS_X] = -4.0;
  begin (f);
  hold (f, INS_AXIS_X, 1);
  peer_end_wait_for (&f->peer->wire, "$J=G91 G21 X3.9990 F1200.000\n");
  set_x (f, -2.0);
  hold (f, INS_AXIS_X, 1); /* still on its way to the end */
  g_assert_cmpuint (count_links (f, &mm), ==, 1);
  set_x (f, 0.0);
  assert_hold_fails (f, INS_AXIS_X, 1, INS_DEVICE_ERROR_LIMIT);
  g_assert_cmpuint (count_links (f, &mm), ==, 1);
}

/* The last link of a chain may be shorter than the others. */
static void
test_hold_goes_to_the_end (Fixture *f, gconstpointer data)
{
  double mm;

  f->peer->position.mm[INS_AXIS_X] = -6.5;
  begin (f);
  hold (f, INS_AXIS_X, 1);
  set_x (f, -4.0);
  hold (f, INS_AXIS_X, 1);
  g_assert_cmpuint (count_links (f, &mm), ==, 2);
  g_assert_cmpfloat_with_epsilon (mm, 6.499, 1e-4);
}

static void
test_hold_one_way_at_a_time (Fixture *f, gconstpointer data)
{
  double mm;

  begin (f);
  hold (f, INS_AXIS_X, 1);
  assert_hold_fails (f, INS_AXIS_X, -1, INS_DEVICE_ERROR_REFUSED);
  assert_hold_fails (f, INS_AXIS_Y, 1, INS_DEVICE_ERROR_REFUSED);
  g_assert_cmpuint (count_links (f, &mm), ==, 1);
  g_assert_cmpuint (peer_end_count (&f->peer->wire, "Y"), ==, 0);
  g_assert_true (ins_stage_jog_cancel (f->stage, NULL));
  peer_end_wait_for (&f->peer->wire, "^J");
  poll_until (f, INS_STAGE_IDLE);
  hold (f, INS_AXIS_X, -1);
}

/* One that runs out after its cancel is not prolonged. */
static void
test_hold_after_cancel (Fixture *f, gconstpointer data)
{
  begin (f);
  hold (f, INS_AXIS_X, 1);
  g_assert_true (ins_stage_jog_cancel (f->stage, NULL));
  peer_end_wait_for (&f->peer->wire, "^J");
  fixture_lock (f);
  g_strlcpy (f->peer->state, "Jog", sizeof f->peer->state);
  fixture_unlock (f);
  assert_hold_fails (f, INS_AXIS_X, 1, INS_DEVICE_ERROR_REFUSED);
}

static void
test_stop_ends_a_hold (Fixture *f, gconstpointer data)
{
  begin (f);
  hold (f, INS_AXIS_X, 1);
  ins_stage_stop (f->stage);
  assert_hold_fails (f, INS_AXIS_X, 1, INS_DEVICE_ERROR_REFUSED);
  peer_end_wait_for (&f->peer->wire, "!^J");
  g_assert_true (poll_until (f, INS_STAGE_IDLE).homed);
  hold (f, INS_AXIS_X, 1);
}

/* A jog that goes on although it was told to stop is told again. */
static void
test_lost_cancel_is_repeated (Fixture *f, gconstpointer data)
{
  begin (f);
  hold (f, INS_AXIS_X, 1);
  ins_stage_stop (f->stage);
  peer_end_wait_for (&f->peer->wire, "!^J");
  fixture_lock (f);
  g_strlcpy (f->peer->state, "Jog", sizeof f->peer->state);
  g_string_truncate (f->peer->wire.received, 0);
  fixture_unlock (f);
  poll_until (f, INS_STAGE_IDLE);
  g_assert_cmpuint (peer_end_count (&f->peer->wire, "^J"), >, 0);
}

/* Relative: sent once, and counted as taken. */
static void
test_garbled_ok (Fixture *f, gconstpointer data)
{
  double mm;

  begin (f);
  fixture_lock (f);
  f->peer->garble_oks = 1;
  fixture_unlock (f);
  hold (f, INS_AXIS_X, 1);
  g_assert_cmpuint (count_links (f, &mm), ==, 1);
  hold (f, INS_AXIS_X, 1);
  g_assert_cmpuint (count_links (f, &mm), ==, 1);
}

static void
test_travel_error (Fixture *f, gconstpointer data)
{
  begin (f);
  fixture_lock (f);
  f->peer->next_error = 15;
  fixture_unlock (f);
  assert_hold_fails (f, INS_AXIS_X, 1, INS_DEVICE_ERROR_LIMIT);
  poll_until (f, INS_STAGE_IDLE);
}

static void
test_halt_in_motion (Fixture *f, gconstpointer data)
{
  InsStageReport report;

  begin (f);
  move_x (f, 20.0);
  ins_stage_halt (f->stage);
  peer_end_wait_for (&f->peer->wire, "^X");
  report = poll_until (f, INS_STAGE_ALARM);
  g_assert_cmpuint (report.alarm_code, ==, 3);
  g_assert_false (report.position_known || report.homed);
  g_assert_nonnull (strstr (report.message, "steps may be lost"));
  g_assert_cmpuint (peer_end_count (&f->peer->wire, "!"), ==, 0);
  g_assert_true (ins_stage_unlock (f->stage, NULL));
  poll_until (f, INS_STAGE_IDLE);
  move_x (f, 20.0);
}

static void
test_halt_at_rest (Fixture *f, gconstpointer data)
{
  InsStageReport report;

  open_stage (f);
  ins_stage_halt (f->stage);
  peer_end_wait_for (&f->peer->wire, "^X");
  report = poll_until (f, INS_STAGE_IDLE);
  g_assert_true (report.position_known && report.homed);
  assert_near (report.position.mm[INS_AXIS_X], 10.0);
  move_x (f, 20.0);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/stage-chain/ways", test_chain);
  GRBL_TEST ("/grbl-jog/hold-is-a-chain", test_hold_is_a_chain);
  GRBL_TEST ("/grbl-jog/hold-ends-by-itself", test_hold_ends_by_itself);
  GRBL_TEST ("/grbl-jog/hold-is-clipped", test_hold_is_clipped);
  GRBL_TEST ("/grbl-jog/hold-goes-to-the-end", test_hold_goes_to_the_end);
  GRBL_TEST ("/grbl-jog/hold-one-way-at-a-time", test_hold_one_way_at_a_time);
  GRBL_TEST ("/grbl-jog/hold-after-cancel", test_hold_after_cancel);
  GRBL_TEST ("/grbl-jog/stop-ends-a-hold", test_stop_ends_a_hold);
  GRBL_TEST ("/grbl-jog/lost-cancel-is-repeated", test_lost_cancel_is_repeated);
  GRBL_TEST ("/grbl-jog/garbled-ok", test_garbled_ok);
  GRBL_TEST ("/grbl-jog/travel-error", test_travel_error);
  GRBL_TEST ("/grbl-jog/halt-in-motion", test_halt_in_motion);
  GRBL_TEST ("/grbl-jog/halt-at-rest", test_halt_at_rest);

  return g_test_run ();
}
