/* test-arrival-watch.c - a stage that goes on after it has arrived, or tells its target, is named
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "config.h"

#include <math.h>
#include <string.h>

#include "scan/ins-arrival-watch.h"

#define SPEED_MM_S 10.0
#define WAY_MM 5.0
#define POLL_S 0.02

static const InsPosition origin = { { 0.0, 0.0, 0.0 } };
static const InsPosition tolerance = { { 0.0035, 0.0035, 0.0035 } };

typedef struct
{
  double lag_s;    /* so long it still says that it stands */
  double early_mm; /* it says that it stands so far before its place, and comes nearer ... */
  double tau_s;    /* ... in this time */
  double poll_s;
  gboolean tells_target;
} Habit;

static InsStageReport
make_report (const Habit *habit, double time_s)
{
  double moving_s = (WAY_MM - habit->early_mm) / SPEED_MM_S, since_s = time_s - habit->lag_s;
  double there_s = since_s - moving_s;
  InsStageReport report = { .activity = INS_STAGE_IDLE,
                            .position_known = TRUE,
                            .asked_s = time_s,
                            .answered_s = time_s + 0.002 };

  if (since_s < 0.0)
    return report;
  if (there_s < 0.0)
    {
      report.activity = INS_STAGE_MOVING;
      report.position.mm[INS_AXIS_X] = habit->tells_target ? WAY_MM : SPEED_MM_S * since_s;
    }
  else
    report.position.mm[INS_AXIS_X] = habit->tau_s > 0.0
                                         ? WAY_MM - habit->early_mm * exp (-there_s / habit->tau_s)
                                         : WAY_MM;

  return report;
}

static void
watch_move (InsArrivalWatch *watch, const Habit *habit, double seconds)
{
  const InsPosition target = { { WAY_MM, (double)NAN, (double)NAN } };

  ins_arrival_watch_command (watch, &origin, &target, SPEED_MM_S, 100.0);
  for (double time_s = 0.0; time_s < seconds; time_s += habit->poll_s)
    {
      InsStageReport report = make_report (habit, time_s);

      report.asked_s += 100.0;
      report.answered_s += 100.0;
      ins_arrival_watch_report (watch, &report, &tolerance);
    }
}

static void
assert_says (const InsArrivalWatch *watch, const char *wanted)
{
  char text[300];

  ins_arrival_watch_to_text (watch, text, sizeof text);
  g_test_message ("%s", text);
  if (wanted == NULL)
    g_assert_cmpstr (text, ==, "");
  else
    g_assert_nonnull (strstr (text, wanted));
}

/* Late to start, quick, or asked so seldom that nothing of the move is seen. */
static void
test_honest (void)
{
  static const Habit habits[] = { { 0.0, 0.0, 0.0, POLL_S, FALSE },
                                  { 0.2, 0.0, 0.0, POLL_S, FALSE },
                                  { 0.2, 0.0, 0.0, 1.0, FALSE },
                                  /* a servo that swings within its window */
                                  { 0.0, 0.002, 0.1, POLL_S, FALSE } };

  for (guint i = 0; i < G_N_ELEMENTS (habits); i++)
    {
      InsArrivalWatch watch = { 0 };

      watch_move (&watch, &habits[i], 5.0);
      assert_says (&watch, NULL);
    }
}

static void
test_creep (void)
{
  static const Habit habits[] = { { 0.0, 0.02, 0.3, POLL_S, FALSE },
                                  { 0.2, 0.02, 0.5, 0.1, FALSE } };

  for (guint i = 0; i < G_N_ELEMENTS (habits); i++)
    {
      InsArrivalWatch watch = { 0 };

      watch_move (&watch, &habits[i], 5.0);
      g_assert_cmpfloat (watch.creep_mm, >, 0.01);
      g_assert_cmpfloat (watch.creep_mm, <=, 0.02);
      g_assert_cmpint (watch.creep_axis, ==, INS_AXIS_X);
      assert_says (&watch, "along X after it had said that it stood");
    }
}

/* What a person does at the stage later is no creeping, nor is a jog. */
static void
test_moved_by_hand (void)
{
  static const Habit honest = { 0.0, 0.0, 0.0, POLL_S, FALSE };
  InsArrivalWatch watch = { 0 };
  InsStageReport report = make_report (&honest, 5.0);

  watch_move (&watch, &honest, 4.0);
  report.asked_s += 100.0;
  report.answered_s += 100.0;
  report.position.mm[INS_AXIS_Y] = 3.0;
  ins_arrival_watch_report (&watch, &report, &tolerance);
  assert_says (&watch, NULL);

  watch_move (&watch, &honest, 0.6);
  ins_arrival_watch_command (&watch, &origin, NULL, SPEED_MM_S, 100.7);
  report.asked_s = 100.75;
  report.answered_s = 100.752;
  ins_arrival_watch_report (&watch, &report, &tolerance);
  assert_says (&watch, NULL);
}

static void
test_targets (void)
{
  static const Habit habit = { 0.05, 0.0, 0.0, POLL_S, TRUE };
  InsArrivalWatch watch = { 0 };

  watch_move (&watch, &habit, 1.0);
  g_assert_true (watch.reports_targets);
  assert_says (&watch, "the place it is going to");
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/arrival-watch/honest", test_honest);
  g_test_add_func ("/arrival-watch/creep", test_creep);
  g_test_add_func ("/arrival-watch/moved-by-hand", test_moved_by_hand);
  g_test_add_func ("/arrival-watch/targets", test_targets);

  return g_test_run ();
}
