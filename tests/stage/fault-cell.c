/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <math.h>
#include <string.h>

#include "core/ins-clock.h"
#include "core/ins-error.h"
#include "devices/simulated/ins-sim-bench.h"
#include "devices/simulated/ins-sim-stage.h"
#include "fault-cell.h"
#include "scan/ins-motion.h"

#define SPEED_MM_S 40.0
#define IDLE_AT_MM 5.0
#define SWEEP_TO_MM 50.0
#define LONG_SWEEP_TO_MM 200.0 /* of a stage that is to be stopped: it would take 5 s */
#define JOG_S 1.0
#define IN_MOTION "=0.3" /* of the fault, after the first motion has begun */
#define AT_REST "=0.8"
#define IDLE_WATCH_S 3.6 /* silence at rest is noticed after 2 s */
#define LONGEST_S 46.0   /* to the end of what was asked: Grbl says nothing while it homes */
#define STANDS_WITHIN_S 4.0
#define STANDING_S 0.15
#define WATCH_S 0.002
#define MAX_REPORTS 4000
#define N_SAMPLES 9
#define TRUE_WITHIN_MM 0.06 /* resolution, and what the clocks of two threads differ by */

const char *const fault_state_names[FAULT_N_STATES] = { "idle", "jog", "home", "scan line" };
const char *const fault_end_names[] = {
  "-",       "went on, true", "short, said, true", "alarm, unknown",       "alarm, true",
  "unknown", "lost, stopped", "lost, ran out",     "unseen, homing heals", "UNTRUE",
  "HANG"
};

typedef struct
{
  FaultCell *cell;
  InsSimBench *bench;
  InsStage *stage;
  InsMotion *motion;
  InsMotionStatus status;
  double checked_s; /* answered_s of the last report that was looked at */
  guint n_off;      /* reports in a row that were off */
  InsTrackReport *reports;
} Run;

static void
on_notify (gpointer data)
{
}

static gboolean
run_open (Run *run)
{
  FaultCell *cell = run->cell;
  const char *when = cell->state == FAULT_STATE_IDLE ? AT_REST : IN_MOTION;
  g_autofree char *text = g_strdup_printf (
      "sim?protocol=%s&max_speed_mm_s=100&acceleration_mm_s2=1000&fault=%s%s", cell->protocol,
      cell->fault, cell->is_timed ? when : "");
  g_autoptr (GError) error = NULL;
  g_autoptr (InsUri) uri = ins_uri_parse (text, &error);

  g_assert_no_error (error);
  run->bench = ins_sim_bench_new ();
  run->stage = ins_sim_stage_new (uri, run->bench, &error);
  if (run->stage == NULL)
    {
      g_assert_error (error, INS_DEVICE_ERROR, INS_DEVICE_ERROR_UNSUPPORTED);
      return FALSE;
    }
  run->motion = ins_motion_new (run->stage, on_notify, NULL);
  run->reports = g_new0 (InsTrackReport, MAX_REPORTS);

  return TRUE;
}

static void
run_clear (Run *run)
{
  g_clear_pointer (&run->motion, ins_motion_free);
  g_clear_object (&run->stage);
  ins_sim_bench_unref (run->bench);
  g_free (run->reports);
}

/* ---- truth ---------------------------------------------------------------------------------- */

static double
get_error_mm (Run *run, guint axis, double mm, double asked_s, double answered_s)
{
  double low = (double)INFINITY, high = -(double)INFINITY;

  for (guint i = 0; i < N_SAMPLES; i++)
    {
      InsPosition truth;

      ins_sim_bench_get_position (run->bench,
                                  asked_s + (answered_s - asked_s) * i / (N_SAMPLES - 1), &truth);
      low = fmin (low, truth.mm[axis]);
      high = fmax (high, truth.mm[axis]);
    }

  return fmax (fmax (low - mm, mm - high), 0.0);
}

static void
note_error (Run *run, double error_mm)
{
  FaultCell *cell = run->cell;

  if (error_mm <= TRUE_WITHIN_MM)
    {
      run->n_off = 0;
      return;
    }
  cell->worst_mm = fmax (cell->worst_mm, error_mm);
  cell->n_glitches++;
  run->n_off++;
  if (!cell->is_noisy || run->n_off > 1)
    cell->end = FAULT_END_UNTRUE;
}

/* What is shown was so at some moment between question and answer. */
static void
look (Run *run)
{
  const InsStageReport *report = &run->status.report;
  double error_mm = 0.0;

  ins_motion_get_status (run->motion, &run->status);
  if (run->status.link != INS_LINK_READY || !report->position_known ||
      report->answered_s == run->checked_s)
    return;
  run->checked_s = report->answered_s;
  for (guint axis = 0; axis < INS_N_AXES; axis++)
    error_mm = fmax (error_mm, get_error_mm (run, axis, report->position.mm[axis], report->asked_s,
                                             report->answered_s));
  note_error (run, error_mm);
}

static void
look_at_sweep (Run *run, const InsMotionResult *result)
{
  run->n_off = 0;
  for (guint i = 0; i < result->n_reports; i++)
    note_error (run, get_error_mm (run, INS_AXIS_X, run->reports[i].position_mm,
                                   run->reports[i].asked_s, run->reports[i].answered_s));
}

static gboolean
stands (Run *run)
{
  InsPosition before, after;
  gboolean same = TRUE;

  ins_sim_bench_get_position (run->bench, ins_clock_now_s (), &before);
  ins_clock_sleep_s (STANDING_S);
  ins_sim_bench_get_position (run->bench, ins_clock_now_s (), &after);
  for (guint axis = 0; axis < INS_N_AXES; axis++)
    same &= fabs (after.mm[axis] - before.mm[axis]) < 1e-6;

  return same;
}

/* Shown now, and so. */
static gboolean
is_true_now (Run *run)
{
  InsPosition truth;
  gboolean same = TRUE;

  look (run);
  ins_sim_bench_get_position (run->bench, ins_clock_now_s (), &truth);
  for (guint axis = 0; axis < INS_N_AXES; axis++)
    same &= fabs (run->status.report.position.mm[axis] - truth.mm[axis]) <= TRUE_WITHIN_MM;

  return same && run->status.report.position_known;
}

/* ---- motion --------------------------------------------------------------------------------- */

/* Looks on until the request has ended or the time is up. @held_s: a jog is let go after it. */
static gboolean
follow (Run *run, double longest_s, double held_s)
{
  double start_s = ins_clock_now_s ();

  do
    {
      if (ins_clock_now_s () - start_s < held_s)
        ins_motion_keep_alive (run->motion);
      else
        ins_motion_release (run->motion);
      ins_clock_sleep_s (WATCH_S);
      look (run);
    }
  while (run->status.busy && ins_clock_now_s () - start_s < longest_s);

  return !run->status.busy;
}

static void
watch (Run *run, double seconds)
{
  for (double until_s = ins_clock_now_s () + seconds; ins_clock_now_s () < until_s;)
    {
      ins_clock_sleep_s (WATCH_S);
      look (run);
    }
}

/* FALSE: it has not ended. */
static gboolean
carry_out (Run *run, InsMotionVerb verb, double to_mm, GError **error)
{
  InsMotionRequest request = { .verb = verb,
                               .target = { { to_mm, (double)NAN, (double)NAN } },
                               .axis = INS_AXIS_X,
                               .distance_mm = 200.0,
                               .speed_mm_s = SPEED_MM_S,
                               .reports = run->reports,
                               .max_reports = MAX_REPORTS };
  guint64 serial = ins_motion_begin (run->motion, &request, ins_motion_get_n_stops (run->motion));
  double held_s = verb == INS_MOTION_JOG_HOLD ? JOG_S : (double)INFINITY;
  InsMotionResult result = { 0 };
  gboolean done;

  g_assert_cmpuint (serial, !=, 0);
  if (!follow (run, LONGEST_S, held_s))
    return FALSE;
  done = ins_motion_wait (run->motion, serial, 1.0, &result, error);
  g_assert_true (done || error == NULL || *error != NULL);
  if (verb == INS_MOTION_SWEEP)
    look_at_sweep (run, &result);
  ins_motion_get_status (run->motion, &run->status);

  return TRUE;
}

static gboolean
bring_about (Run *run, GError **error)
{
  switch (run->cell->state)
    {
    case FAULT_STATE_JOG:
      return carry_out (run, INS_MOTION_JOG_HOLD, 0.0, error);
    case FAULT_STATE_HOME:
      return carry_out (run, INS_MOTION_HOME, 0.0, error);
    case FAULT_STATE_SWEEP:
      return carry_out (run, INS_MOTION_SWEEP,
                        strcmp (run->cell->fault, "silence") == 0 ? LONG_SWEEP_TO_MM : SWEEP_TO_MM,
                        error);
    case FAULT_STATE_IDLE:
    case FAULT_N_STATES:
    default:
      if (!carry_out (run, INS_MOTION_MOVE, IDLE_AT_MM, error))
        return FALSE;
      watch (run, IDLE_WATCH_S);
      return TRUE;
    }
}

/* ---- how it ended --------------------------------------------------------------------------- */

static gboolean
comes_to_rest (Run *run, double within_s)
{
  double until_s = ins_clock_now_s () + within_s;

  while (!stands (run))
    {
      look (run);
      if (ins_clock_now_s () > until_s)
        return FALSE;
    }

  return TRUE;
}

/* Whoever connects again moves nothing, and what is then shown is so. */
static FaultEnd
connect_again (Run *run, FaultEnd end)
{
  carry_out (run, INS_MOTION_CONNECT, 0.0, NULL);
  if (end == FAULT_END_RAN_OUT ? !comes_to_rest (run, LONGEST_S) : !stands (run))
    return FAULT_END_HANG;
  watch (run, 0.2);
  if (run->status.link == INS_LINK_READY && run->status.report.position_known && !is_true_now (run))
    return FAULT_END_UNTRUE;

  return end;
}

static FaultEnd
judge_lost (Run *run)
{
  gboolean is_cut = strstr (run->cell->fault, "cut") != NULL;
  FaultEnd end = is_cut ? FAULT_END_RAN_OUT : FAULT_END_LOST;

  if (run->status.report.position_known || run->status.report.activity != INS_STAGE_UNKNOWN)
    return FAULT_END_UNTRUE;
  if (!comes_to_rest (run, is_cut ? LONGEST_S : STANDS_WITHIN_S))
    return FAULT_END_HANG;

  return connect_again (run, end);
}

static FaultEnd
judge_alarm (Run *run)
{
  gboolean is_known = run->status.report.position_known;

  if (!comes_to_rest (run, STANDS_WITHIN_S))
    return FAULT_END_HANG;
  carry_out (run, INS_MOTION_MOVE, 1.0, NULL);
  if (!stands (run))
    return FAULT_END_HANG;
  if (is_known && !is_true_now (run))
    return FAULT_END_UNTRUE;

  return is_known ? FAULT_END_ALARM_AT : FAULT_END_ALARM;
}

/* What no controller of this kind can see: a load that has fallen behind, a switch that was pressed
 * too early. Once the switches were found, the load is where it is shown. */
static FaultEnd
judge_unseen (Run *run)
{
  FaultEnd before = run->cell->end;
  g_autoptr (GError) error = NULL;

  if (!carry_out (run, INS_MOTION_HOME, 0.0, &error) || error != NULL)
    return FAULT_END_UNTRUE;
  run->cell->end = before;
  watch (run, 0.2);

  return is_true_now (run) ? FAULT_END_UNSEEN : FAULT_END_UNTRUE;
}

static FaultEnd
judge_idle (Run *run, const GError *error)
{
  InsPosition truth;

  if (!comes_to_rest (run, STANDS_WITHIN_S))
    return FAULT_END_HANG;
  watch (run, 0.25); /* a last look at rest */
  if (run->status.link != INS_LINK_READY)
    return judge_lost (run);
  if (run->status.report.activity == INS_STAGE_ALARM)
    return judge_alarm (run);
  if (!run->status.report.position_known)
    return FAULT_END_UNKNOWN;
  ins_sim_bench_get_position (run->bench, ins_clock_now_s (), &truth);
  if (!is_true_now (run) ||
      (run->cell->state == FAULT_STATE_HOME && error == NULL && !run->status.report.homed))
    return FAULT_END_UNTRUE;

  return error == NULL ? FAULT_END_WENT_ON : FAULT_END_SHORT;
}

static FaultEnd
judge (Run *run, const GError *error)
{
  gboolean is_unseen = strstr (run->cell->fault, "steps") != NULL ||
                       (strstr (run->cell->fault, "limit") != NULL &&
                        run->cell->state == FAULT_STATE_HOME);
  FaultEnd end;

  g_strlcpy (run->cell->message,
             error != NULL                           ? error->message
             : run->status.report.message[0] != '\0' ? run->status.report.message
                                                     : run->status.message,
             sizeof run->cell->message);
  if (run->status.link != INS_LINK_READY)
    end = judge_lost (run);
  else if (run->status.report.activity == INS_STAGE_ALARM)
    end = judge_alarm (run);
  else
    end = judge_idle (run, error);
  if (is_unseen && (end == FAULT_END_UNTRUE || run->cell->end == FAULT_END_UNTRUE))
    return judge_unseen (run);

  return run->cell->end == FAULT_END_UNTRUE ? FAULT_END_UNTRUE : end;
}

void
fault_cell_run (FaultCell *cell)
{
  Run run = { .cell = cell };
  g_autoptr (GError) error = NULL;
  double start_s;

  cell->end = FAULT_END_NONE;
  if (run_open (&run))
    {
      carry_out (&run, INS_MOTION_CONNECT, 0.0, &error);
      g_assert_no_error (error);
      g_assert_cmpint (run.status.link, ==, INS_LINK_READY);
      start_s = ins_clock_now_s ();
      if (!bring_about (&run, &error))
        cell->end = FAULT_END_HANG;
      cell->took_s = ins_clock_now_s () - start_s;
      if (cell->end != FAULT_END_HANG)
        cell->end = judge (&run, error);
    }
  run_clear (&run);
}
