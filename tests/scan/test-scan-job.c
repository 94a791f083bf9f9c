/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <math.h>
#include <string.h>

#include "scan/ins-scan-job.h"

static const char text[] = "[Scan]\nScanAxis=Y\nIndexAxis=X\nSpeedMmPerS=40\n"
                           "[Region rim]\nStartMm=10;10;0\nScanLengthMm=4\nIndexLengthMm=2\n"
                           "ScanStepMm=0.1\nIndexStepMm=0.5\n"
                           "[Region hub]\nStartMm=20;14;3\nScanLengthMm=3\nIndexLengthMm=1\n"
                           "ScanStepMm=0.1\nIndexStepMm=0.1\n"
                           "[Region bolt]\nStartMm=40;14;3\nScanLengthMm=3\nIndexLengthMm=3\n"
                           "ScanStepMm=0.1\nIndexStepMm=0.1\n";

static void
status_init (InsRigStatus *status)
{
  memset (status, 0, sizeof *status);
  status->stage_ready = status->digitizer_ready = TRUE;
  status->stage_info.reports_in_motion = TRUE;
  status->stage_report.position_known = status->stage_report.homed = TRUE;
  status->stage_report.activity = INS_STAGE_IDLE;
  status->timing_accepted = TRUE;
  status->timing = (InsTiming){ 20e6, 64, 0, 1000 };
  status->n_free_bytes = 1000000000;
  for (guint axis = 0; axis < INS_N_AXES; axis++)
    {
      status->stage_info.travel_minimum.mm[axis] = -25;
      status->stage_info.travel_maximum.mm[axis] = 225;
      status->stage_info.maximum_speed.mm[axis] = 200;
      status->stage_info.acceleration.mm[axis] = 500;
      status->soft_minimum.mm[axis] = status->soft_maximum.mm[axis] = (double)NAN;
    }
}

static InsScanJob *
make_job (const InsRigStatus *status)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (InsRecipe) recipe = ins_recipe_new_from_text (text, "job", &error);
  InsScanJob *job;

  g_assert_no_error (error);
  job = ins_scan_job_new (recipe);
  ins_scan_job_plan (job, status);

  return job;
}

static void
test_output (void)
{
  InsRigStatus status;
  g_autoptr (InsScanJob) job = NULL;
  g_autoptr (InsScanJob) single = NULL;
  g_autoptr (InsRecipe) plain = ins_recipe_new ();

  status_init (&status);
  job = make_job (&status);
  ins_scan_job_set_output (job, "/data/part.nde");
  g_assert_cmpuint (job->n_parts, ==, 3);
  g_assert_cmpstr (job->parts[0].path, ==, "/data/part-rim.nde");
  g_assert_cmpstr (job->parts[2].path, ==, "/data/part-bolt.nde");
  ins_scan_job_set_output (job, ".nde");
  g_assert_cmpstr (job->parts[1].path, ==, ".nde-hub.nde");
  g_assert_cmpuint (job->parts[1].recipe->n_regions, ==, 0);
  single = ins_scan_job_new (plain);
  ins_scan_job_set_output (single, "x");
  g_assert_cmpuint (single->n_parts, ==, 1);
  g_assert_null (single->parts[0].name);
  g_assert_cmpstr (single->parts[0].path, ==, "x");
}

/* Times are those of the parts and the ways between them; what is done or there does not count. */
static void
test_sum_and_progress (void)
{
  InsRigStatus status;
  g_autoptr (InsScanJob) job = NULL;
  InsScanJobSum sum, rest;
  InsScanJobProgress progress;

  status_init (&status);
  job = make_job (&status);
  ins_scan_job_get_sum (job, &sum);
  g_assert_cmpuint (sum.n_lines, ==, 4 + 10 + 30);
  g_assert_cmpuint (sum.n_wanted, ==, 40 * 4 + 30 * 10 + 30 * 30);
  /* the fourth line ends in front of column 0; from there 8.5 mm along X and 3 mm up */
  g_assert_cmpfloat (job->parts[0].way_s, ==, 0.0);
  g_assert_cmpfloat_with_epsilon (
      job->parts[1].way_s, ins_plan_move_time_s (8.5, 40, 500) + ins_plan_move_time_s (3, 40, 500),
      0.02);
  g_assert_cmpfloat_with_epsilon (sum.total_s,
                                  job->parts[0].plan->total_s + job->parts[1].plan->total_s +
                                      job->parts[2].plan->total_s + job->parts[1].way_s +
                                      job->parts[2].way_s,
                                  1e-9);
  ins_scan_job_get_progress (job, 0, 0, 4, job->parts[0].plan->total_s, &progress);
  g_assert_cmpfloat (progress.fraction, ==, 0.0);
  g_assert_cmpfloat_with_epsilon (progress.remaining_s, sum.total_s, 1e-9);
  ins_scan_job_get_progress (job, 2, 30, 30, 0.0, &progress);
  g_assert_cmpfloat_with_epsilon (progress.fraction, 1.0, 1e-9);
  g_assert_cmpfloat_with_epsilon (progress.remaining_s, 0.0, 1e-9);
  ins_scan_job_get_progress (job, 1, 5, 10, 2.0, &progress);
  g_assert_cmpfloat_with_epsilon (progress.remaining_s,
                                  2.0 + job->parts[2].plan->total_s + job->parts[2].way_s, 1e-9);

  job->parts[1].is_done = TRUE;
  job->parts[2].exists = TRUE;
  ins_scan_job_get_sum (job, &rest);
  g_assert_cmpuint (rest.n_lines, ==, 4 + 30);
  g_assert_cmpuint (rest.n_bytes, ==, job->parts[0].plan->n_bytes);
  g_assert_cmpuint (ins_scan_job_find_next (job, 1), ==, 2);
  g_assert_cmpuint (ins_scan_job_find_next (job, 3), ==, 3);
  ins_scan_job_get_progress (job, 0, 4, 4, 0.0, &progress);
  g_assert_cmpfloat_with_epsilon (progress.remaining_s,
                                  job->parts[2].plan->total_s + job->parts[2].way_s, 1e-9);
}

static const InsCheck *
find_bad (GPtrArray *checks)
{
  for (guint i = 0; i < checks->len; i++)
    if (((const InsCheck *)checks->pdata[i])->level == INS_CHECK_BAD)
      return checks->pdata[i];

  return NULL;
}

/* Whatever is wrong with one region stops the whole job, before anything moves, and is named; room
 * on the disk is needed for all together. */
static void
test_checks (void)
{
  InsRigStatus status;
  g_autoptr (InsScanJob) job = NULL;
  g_autoptr (GPtrArray) good = NULL;
  g_autoptr (GPtrArray) far = NULL;
  g_autoptr (GPtrArray) full = NULL;
  g_autoptr (GPtrArray) gone = NULL;
  InsScanJobSum sum;

  status_init (&status);
  job = make_job (&status);
  good = ins_scan_job_check (job, &status);
  g_assert_null (find_bad (good));
  status.stage_info.travel_maximum.mm[INS_AXIS_X] = 41;
  far = ins_scan_job_check (job, &status);
  g_assert_true (g_str_has_prefix (find_bad (far)->text, "Region bolt: "));
  g_assert_nonnull (strstr (find_bad (far)->text, "leaves X"));
  status.stage_info.travel_maximum.mm[INS_AXIS_X] = 225;
  ins_scan_job_get_sum (job, &sum);
  status.n_free_bytes = (gint64)sum.n_bytes - 1;
  full = ins_scan_job_check (job, &status);
  g_assert_nonnull (strstr (find_bad (full)->text, "the disk has"));
  status.stage_ready = FALSE;
  gone = ins_scan_job_check (job, &status);
  g_assert_cmpstr (find_bad (gone)->text, ==, "The stage does not answer. Connect it first.");
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/scan-job/output", test_output);
  g_test_add_func ("/scan-job/sum-and-progress", test_sum_and_progress);
  g_test_add_func ("/scan-job/checks", test_checks);

  return g_test_run ();
}
