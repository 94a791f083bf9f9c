/* test-motion-lines.c - lines one after the other on a controller with a planner, and on one
 * without
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "config.h"

#include <math.h>

#include "core/ins-clock.h"
#include "devices/ins-rig.h"
#include "scan/ins-motion.h"

#define WATCHDOG_S 20.0
#define MAX_REPORTS 2000
#define N_ROUNDS 8

typedef struct
{
  InsRig *rig;
  InsMotion *motion;
  InsTrackReport reports[INS_MOTION_MAX_LINES][MAX_REPORTS];
} Fixture;

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

static InsMotionStatus
wait_until_free (Fixture *f)
{
  double until_s = ins_clock_now_s () + WATCHDOG_S;

  while (get_status (f).busy)
    {
      g_assert_cmpfloat (ins_clock_now_s (), <, until_s);
      ins_clock_sleep_s (0.005);
    }

  return get_status (f);
}

static void
set_up (Fixture *f, gconstpointer uri)
{
  g_autoptr (GError) error = NULL;
  InsMotionStatus status;

  f->rig = ins_rig_new (NULL, uri, "sim", &error);
  g_assert_no_error (error);
  f->motion = ins_motion_new (f->rig->stage, on_notify, NULL);
  g_assert_true (ins_motion_post (f->motion, &(InsMotionRequest){ .verb = INS_MOTION_CONNECT }));
  status = wait_until_free (f);
  if (status.link != INS_LINK_READY)
    g_test_message ("%s", status.message);
  g_assert_cmpint (status.link, ==, INS_LINK_READY);
}

static void
tear_down (Fixture *f, gconstpointer uri)
{
  ins_motion_free (f->motion);
  ins_rig_unref (f->rig);
}

/* Row after row, there and back: 3 mm of pixels from 1 mm on. */
static InsMotionLine
get_line (Fixture *f, guint row)
{
  gboolean back = row % 2 == 1;
  double before_mm = 0.4, after_mm = 4.6;
  InsMotionLine line = { .scan_axis = INS_AXIS_X,
                         .start = { { back ? after_mm : before_mm, 1.0 + 0.1 * row, 0.0 } },
                         .end = { { back ? before_mm : after_mm, 1.0 + 0.1 * row, 0.0 } },
                         .pixels_end_mm = back ? 1.0 : 4.0,
                         .speed_mm_s = 50.0,
                         .acceleration_mm_s2 = 5000.0,
                         .travel_speed_mm_s = 200.0,
                         .reports = f->reports[row % INS_MOTION_MAX_LINES],
                         .max_reports = MAX_REPORTS };

  line.exit = line.end;
  line.exit.mm[INS_AXIS_Y] += 0.1;

  return line;
}

static guint64
push (Fixture *f, guint row)
{
  const InsMotionLine line = get_line (f, row);

  return ins_motion_push_line (f->motion, &line, ins_motion_get_n_stops (f->motion));
}

static InsMotionLineResult
wait_well (Fixture *f, guint64 serial)
{
  g_autoptr (GError) error = NULL;
  InsMotionLineResult result = { 0 };
  gboolean done = ins_motion_wait_line (f->motion, serial, WATCHDOG_S, &result, &error);

  g_assert_no_error (error);
  g_assert_true (done);

  return result;
}

/* Each line gets its own reports, and only its own. */
static void
test_in_order (Fixture *f, gconstpointer uri)
{
  guint64 serials[8];
  double last_s = 0.0;
  guint n_heard = 0;

  serials[0] = push (f, 0);
  for (guint row = 0; row < G_N_ELEMENTS (serials); row++)
    {
      InsMotionLineResult result;
      const InsTrackReport *reports = f->reports[row % INS_MOTION_MAX_LINES];
      int direction = row % 2 == 1 ? -1 : 1;

      if (row + 1 < G_N_ELEMENTS (serials))
        serials[row + 1] = push (f, row + 1);
      g_assert_cmpuint (serials[row], !=, 0);
      result = wait_well (f, serials[row]);
      if (result.n_reports == 0) /* a line of 0.1 s on a computer that was busy elsewhere */
        continue;
      n_heard++;
      g_assert_cmpfloat (result.low_s, <=, result.high_s);
      g_assert_cmpfloat (reports[0].asked_s, >=, last_s);
      last_s = reports[result.n_reports - 1].asked_s;
      for (guint i = 1; i < result.n_reports; i++)
        g_assert_cmpfloat (direction * (reports[i].position_mm - reports[i - 1].position_mm), >=,
                           -0.003);
    }
  g_assert_cmpuint (n_heard, >, 0);
  g_assert_true (ins_motion_finish_lines (f->motion, WATCHDOG_S));
  g_assert_cmpint (get_status (f).report.activity, ==, INS_STAGE_IDLE);
}

/* Whenever what lies ahead is dropped, the next line begins, and is swept whole. */
static void
test_drop (Fixture *f, gconstpointer uri)
{
  g_autoptr (GRand) random = g_rand_new_with_seed (7);

  for (guint round = 0; round < N_ROUNDS; round++)
    {
      g_assert_cmpuint (push (f, 0), !=, 0);
      g_assert_cmpuint (push (f, 1), !=, 0);
      ins_clock_sleep_s (g_rand_double_range (random, 0.0, 0.3));
      g_assert_true (ins_motion_drop_lines (f->motion, WATCHDOG_S));
      g_assert_false (get_status (f).busy);
      wait_well (f, push (f, 0));
      g_assert_true (ins_motion_finish_lines (f->motion, WATCHDOG_S));
      g_assert_cmpfloat_with_epsilon (get_status (f).report.position.mm[INS_AXIS_X], 4.6, 0.1);
    }
}

/* A stop ends all of it, and nothing of what was queued comes behind it. */
static void
test_stop (Fixture *f, gconstpointer uri)
{
  g_autoptr (GRand) random = g_rand_new_with_seed (8);
  guint n_stopped = 0;

  for (guint round = 0; round < N_ROUNDS; round++)
    {
      g_autoptr (GError) error = NULL;
      InsMotionLineResult result;
      InsPosition rest, later;
      guint64 serial;
      double until_s;

      g_assert_cmpuint (push (f, 0), !=, 0);
      g_assert_cmpuint (push (f, 1), !=, 0);
      serial = push (f, 2);
      ins_clock_sleep_s (g_rand_double_range (random, 0.0, 0.15));
      ins_motion_stop (f->motion);
      /* a computer that was busy elsewhere may have let all of them pass */
      if (!ins_motion_wait_line (f->motion, serial, WATCHDOG_S, &result, &error))
        g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
      n_stopped += error != NULL;
      wait_until_free (f);
      until_s = ins_clock_now_s () + WATCHDOG_S;
      while (get_status (f).report.activity != INS_STAGE_IDLE || ins_motion_runs_on (f->motion))
        {
          if (ins_clock_now_s () > until_s)
            g_test_message ("%d, %s", get_status (f).report.activity,
                            get_status (f).report.message);
          g_assert_cmpfloat (ins_clock_now_s (), <, until_s);
          ins_clock_sleep_s (0.01);
        }
      ins_clock_sleep_s (0.15); /* a report of now */
      ins_sim_bench_get_position (f->rig->bench, ins_clock_now_s (), &rest);
      ins_clock_sleep_s (0.1);
      ins_sim_bench_get_position (f->rig->bench, ins_clock_now_s (), &later);
      for (guint axis = 0; axis < INS_N_AXES; axis++)
        g_assert_cmpfloat (rest.mm[axis], ==, later.mm[axis]);
    }
  g_assert_cmpuint (n_stopped, >, 0);
}

/* A line that a stop kept from being begun is not done, whatever is asked for next. */
static void
test_stop_before (Fixture *f, gconstpointer uri)
{
  const guint n_stops = ins_motion_get_n_stops (f->motion);
  InsMotionLine first = get_line (f, 0), second = get_line (f, 1);
  g_autoptr (GError) error = NULL;
  InsMotionLineResult result;
  guint64 serial;

  second.follows = TRUE;
  ins_motion_stop (f->motion);
  serial = ins_motion_push_line (f->motion, &first, n_stops);
  g_assert_cmpuint (serial, !=, 0);
  wait_until_free (f);
  g_assert_cmpuint (ins_motion_push_line (f->motion, &second, n_stops), ==, 0);
  g_assert_false (ins_motion_wait_line (f->motion, serial, WATCHDOG_S, &result, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);

  wait_well (f, push (f, 0)); /* wanted anew */
  second.follows = TRUE;
  serial = ins_motion_push_line (f->motion, &second, ins_motion_get_n_stops (f->motion));
  wait_well (f, serial);
}

/* A stop at rest is one, too: what is wanted right behind it waits until the stage is through. */
static void
test_after_stop (Fixture *f, gconstpointer uri)
{
  for (guint round = 0; round < N_ROUNDS; round++)
    {
      const InsMotionRequest request = { .verb = INS_MOTION_MOVE,
                                         .target = { { 0.1 * (round + 1), 0.0, 0.0 } },
                                         .speed_mm_s = 50.0 };
      g_autoptr (GError) error = NULL;
      gboolean done;
      guint64 serial;

      ins_motion_stop (f->motion);
      serial = ins_motion_begin (f->motion, &request, ins_motion_get_n_stops (f->motion));
      g_assert_cmpuint (serial, !=, 0);
      done = ins_motion_wait (f->motion, serial, WATCHDOG_S, NULL, &error);
      g_assert_no_error (error);
      g_assert_true (done);
    }
}

int
main (int argc, char *argv[])
{
  static const struct
  {
    const char *name;
    const char *uri;
  } stages[] = {
    { "grbl", "sim?latency_ms=2&jitter_ms=1&acceleration_mm_s2=5000" },
    { "zaber", "sim?protocol=zaber&latency_ms=2&jitter_ms=1&acceleration_mm_s2=5000" },
  };
  static const struct
  {
    const char *name;
    void (*run) (Fixture *f, gconstpointer uri);
  } tests[] = { { "in-order", test_in_order },
                { "drop", test_drop },
                { "stop", test_stop },
                { "stop-before", test_stop_before },
                { "after-stop", test_after_stop } };

  g_test_init (&argc, &argv, NULL);
  for (gsize s = 0; s < G_N_ELEMENTS (stages); s++)
    for (gsize t = 0; t < G_N_ELEMENTS (tests); t++)
      {
        g_autofree char *path = g_strdup_printf ("/motion-lines/%s/%s", stages[s].name,
                                                 tests[t].name);

        g_test_add (path, Fixture, stages[s].uri, set_up, tests[t].run, tear_down);
      }

  return g_test_run ();
}
