/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <math.h>

#include "core/ins-clock.h"
#include "motion-fixture.h"

#define SLICE_S 0.005

const InsMotionRequest hold_request = {
  .verb = INS_MOTION_JOG_HOLD,
  .axis = INS_AXIS_X,
  .direction = 1,
  .speed_mm_s = 10.0,
};

static void
on_notify (gpointer data)
{
}

InsMotionStatus
get_status (Fixture *f)
{
  InsMotionStatus status;

  ins_motion_get_status (f->motion, &status);

  return status;
}

/* Until no request is under way. */
InsMotionStatus
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

InsMotionStatus
do_verb (Fixture *f, InsMotionVerb verb)
{
  InsMotionRequest request = { .verb = verb, .speed_mm_s = 10.0, .distance_mm = 0.5 };
  InsMotionStatus before = get_status (f);

  request.target.mm[INS_AXIS_X] = before.report.position.mm[INS_AXIS_X] + 0.5;
  request.target.mm[INS_AXIS_Y] = request.target.mm[INS_AXIS_Z] = (double)NAN;
  g_assert_true (ins_motion_post (f->motion, &request));

  return wait_until_free (f);
}

void
wait_for_link (Fixture *f, InsLinkState link)
{
  double until_s = ins_clock_now_s () + WATCHDOG_S;

  while (get_status (f).link != link)
    {
      g_assert_cmpfloat (ins_clock_now_s (), <, until_s);
      ins_clock_sleep_s (SLICE_S);
    }
}

void
connect_stage (Fixture *f)
{
  do_verb (f, INS_MOTION_CONNECT);
  wait_for_link (f, INS_LINK_READY);
}

void
set_up (Fixture *f, gconstpointer data)
{
  f->stage = scripted_stage_new ();
  f->motion = ins_motion_new (INS_STAGE (f->stage), on_notify, NULL);
  connect_stage (f);
}

void
tear_down (Fixture *f, gconstpointer data)
{
  ins_motion_free (f->motion);
  g_object_unref (f->stage);
}

guint
read_counter (Fixture *f, const guint *counter)
{
  guint value;

  scripted_stage_lock (f->stage);
  value = *counter;
  scripted_stage_unlock (f->stage);

  return value;
}

/* Holds the key until the stage was asked @n times. */
void
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
void
assert_rests (Fixture *f)
{
  guint n_holds = READ (f, n_holds);

  ins_clock_sleep_s (0.2);
  g_assert_cmpuint (READ (f, n_holds), ==, n_holds);
  g_assert_false (scripted_stage_is_moving (f->stage));
}

void
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
