/* test-motion-order.c - in which order a stage without a planner is told and asked
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "config.h"

#include <math.h>
#include <string.h>

#include "core/ins-clock.h"
#include "scan/ins-motion.h"
#include "turning-stage.h"

#define WATCHDOG_S 20.0
#define MAX_REPORTS 500
#define N_ROWS 8u
#define SPEED_MM_S 50.0

typedef struct
{
  TurningStage *stage;
  InsMotion *motion;
  InsTrackReport reports[INS_MOTION_MAX_LINES][MAX_REPORTS];
  guint n_reports[N_ROWS];
  double speed_mm_s;
} Fixture;

static void
on_notify (gpointer data)
{
}

static void
wait_until_free (Fixture *f)
{
  double until_s = ins_clock_now_s () + WATCHDOG_S;
  InsMotionStatus status;

  for (ins_motion_get_status (f->motion, &status); status.busy;
       ins_motion_get_status (f->motion, &status))
    {
      g_assert_cmpfloat (ins_clock_now_s (), <, until_s);
      ins_clock_sleep_s (0.005);
    }
}

static void
set_up (Fixture *f, gconstpointer data)
{
  f->stage = turning_stage_new ();
  f->speed_mm_s = SPEED_MM_S;
  f->stage->starts_together = f->stage->preempts = TRUE;
}

static void
tear_down (Fixture *f, gconstpointer data)
{
  ins_motion_free (f->motion);
  g_object_unref (f->stage);
}

/* 3 mm of pixels from 1 mm on. */
static guint64
push (Fixture *f, guint row, gboolean back, double index_mm)
{
  double before_mm = 0.4, after_mm = 4.6;
  InsMotionLine line = { .scan_axis = INS_AXIS_X,
                         .start = { { back ? after_mm : before_mm, index_mm * row, 0.0 } },
                         .end = { { back ? before_mm : after_mm, index_mm * row, 0.0 } },
                         .pixels_start_mm = back ? 4.0 : 1.0,
                         .pixels_end_mm = back ? 1.0 : 4.0,
                         .speed_mm_s = f->speed_mm_s,
                         .acceleration_mm_s2 = 5000.0,
                         .travel_speed_mm_s = 200.0,
                         .reports = f->reports[row % INS_MOTION_MAX_LINES],
                         .max_reports = MAX_REPORTS };

  return ins_motion_push_line (f->motion, &line, ins_motion_get_n_stops (f->motion));
}

static void
connect_stage (Fixture *f)
{
  f->motion = ins_motion_new (INS_STAGE (f->stage), on_notify, NULL);
  g_assert_true (ins_motion_post (f->motion, &(InsMotionRequest){ .verb = INS_MOTION_CONNECT }));
  wait_until_free (f);
}

/* All rows one behind the other. Returns: what happened from the first sweep on */
static char *
run (Fixture *f, gboolean there_and_back, double index_mm)
{
  guint64 serials[N_ROWS];
  g_autofree char *events = NULL;

  connect_stage (f);
  serials[0] = push (f, 0, FALSE, index_mm);
  for (guint row = 0; row < N_ROWS; row++)
    {
      g_autoptr (GError) error = NULL;
      InsMotionLineResult result;

      if (row + 1 < N_ROWS)
        serials[row + 1] = push (f, row + 1, there_and_back && row % 2 == 0, index_mm);
      g_assert_cmpuint (serials[row], !=, 0);
      g_assert_true (ins_motion_wait_line (f->motion, serials[row], WATCHDOG_S, &result, &error));
      g_assert_no_error (error);
      f->n_reports[row] = result.n_reports;
    }
  g_assert_true (ins_motion_finish_lines (f->motion, WATCHDOG_S));
  events = turning_stage_dup_events (f->stage);

  return g_strdup (strchr (events, 'x'));
}

static guint
count (const char *events, char event)
{
  guint n = 0;

  for (; *events != '\0'; events++)
    n += *events == event;

  return n;
}

/* Serpentine: one command a line, after one answer that the stage rests. */
static void
test_one_command_a_line (Fixture *f, gconstpointer data)
{
  g_autofree char *events = run (f, TRUE, 0.02);
  const char *at = events;

  g_assert_cmpuint (count (events, 'B'), ==, N_ROWS - 1);
  g_assert_cmpuint (count (events, 'x'), ==, 2); /* to the first line, and along it */
  g_assert_cmpuint (count (events, 'y') + count (events, 'b') + count (events, '!'), ==, 0);
  for (at = strchr (at, 'B'); at != NULL; at = strchr (at + 1, 'B'))
    {
      g_assert_cmpint (at[-1], ==, 'i');
      g_assert_cmpint (at[-2], ==, 'm');
    }
  for (guint row = 0; row < N_ROWS; row++)
    g_assert_cmpuint (f->n_reports[row], >, 0);
}

/* An index move that takes longer than the runway begins while the sweep runs out. */
static void
test_long_index_move (Fixture *f, gconstpointer data)
{
  g_autofree char *events = run (f, TRUE, 2.0);

  g_assert_cmpuint (count (events, 'B') + count (events, 'b'), ==, 0);
  g_assert_cmpuint (count (events, 'y'), ==, N_ROWS - 1);
  g_assert_nonnull (strstr (events, "!y")); /* on a busy computer not at every line */
}

/* One way: the way back is not waited for, the sweep is. */
static void
test_return (Fixture *f, gconstpointer data)
{
  g_autofree char *events = run (f, FALSE, 0.02);
  guint n_early = 0;

  g_assert_cmpuint (count (events, 'b'), ==, N_ROWS - 1);
  g_assert_cmpuint (count (events, 'x'), ==, N_ROWS + 1); /* and to the first line */
  for (const char *at = strchr (events, 'b'); at != NULL; at = strchr (at + 1, 'b'))
    n_early += at[-1] != 'i';
  g_assert_cmpuint (n_early, >, 0);
  for (const char *at = strchr (events + 1, 'x'); at != NULL; at = strchr (at + 1, 'x'))
    g_assert_cmpint (at[-1], ==, 'i');
}

/* Where a move in motion is not taken both are. */
static void
test_no_preemption (Fixture *f, gconstpointer data)
{
  g_autofree char *events = NULL;

  f->stage->preempts = FALSE;
  events = run (f, FALSE, 0.02);
  g_assert_cmpuint (count (events, '!'), ==, 0);
  for (const char *at = strpbrk (events + 1, "xb"); at != NULL; at = strpbrk (at + 1, "xb"))
    g_assert_cmpint (at[-1], ==, 'i');
}

/* An index axis that is slower than the controller says: the line that it was late for has no
 * reports, so that it is swept again, and no later one is set off together with it. */
static void
test_late_index (Fixture *f, gconstpointer data)
{
  g_autofree char *events = NULL;
  guint n_bad = 0;

  f->stage->index_acceleration_mm_s2 = 10.0;
  events = run (f, TRUE, 0.02);
  g_assert_cmpuint (count (events, 'B'), <=, 2); /* the next may be on its way when it is seen */
  g_assert_cmpuint (count (events, 'B') + count (events, 'y'), ==, N_ROWS - 1);
  for (guint row = 0; row < N_ROWS; row++)
    n_bad += f->n_reports[row] == 0;
  g_assert_cmpuint (n_bad, >, 0);
  g_assert_cmpuint (n_bad, <, N_ROWS);
}

/* What lies ahead is dropped with a ramp; where a stop has none the move under way ends as it was
 * told to, and nothing comes behind it. */
static void
test_drop (Fixture *f, gconstpointer is_hard)
{
  double until_s = ins_clock_now_s () + WATCHDOG_S;
  g_autofree char *events = NULL;

  f->stage->stops_hard = is_hard != NULL;
  f->speed_mm_s = SPEED_MM_S / 10.0;
  connect_stage (f);
  g_assert_cmpuint (push (f, 0, FALSE, 0.02), !=, 0);
  g_assert_cmpuint (push (f, 1, TRUE, 0.02), !=, 0);
  do
    {
      g_assert_cmpfloat (ins_clock_now_s (), <, until_s);
      g_free (events);
      events = turning_stage_dup_events (f->stage);
    }
  while (count (events, 'x') < 2);
  g_assert_true (ins_motion_drop_lines (f->motion, WATCHDOG_S));
  g_free (events);
  events = turning_stage_dup_events (f->stage);
  g_assert_cmpuint (count (events, 's'), ==, is_hard != NULL ? 0 : 1);
  g_assert_cmpuint (count (events, 'B'), ==, 0);
}

int
main (int argc, char *argv[])
{
  static const struct
  {
    const char *path;
    void (*run) (Fixture *f, gconstpointer data);
  } tests[] = { { "/motion-order/one-command-a-line", test_one_command_a_line },
                { "/motion-order/long-index-move", test_long_index_move },
                { "/motion-order/return", test_return },
                { "/motion-order/no-preemption", test_no_preemption },
                { "/motion-order/late-index", test_late_index } };
  const char *hard = "hard";

  g_test_init (&argc, &argv, NULL);
  for (gsize t = 0; t < G_N_ELEMENTS (tests); t++)
    g_test_add (tests[t].path, Fixture, NULL, set_up, tests[t].run, tear_down);

  g_test_add ("/motion-order/drop/ramp", Fixture, NULL, set_up, test_drop, tear_down);
  g_test_add ("/motion-order/drop/no-ramp", Fixture, hard, set_up, test_drop, tear_down);

  return g_test_run ();
}
