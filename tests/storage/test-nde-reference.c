/* test-nde-reference.c - what the file says about the stage's zero
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "config.h"

#include <math.h>

#include "storage-fixture.h"
#include "storage/ins-nde-file-private.h"
#include "storage/ins-nde-job.h"
#include "storage/ins-nde-reference.h"
#include "storage/ins-nde-writer.h"

static const char recipe_text[] = "[Scan]\nName=Reference\nScanAxis=Y\nIndexAxis=X\n"
                                  "StartMm=10;10;0\nScanLengthMm=1\nIndexLengthMm=0.4\n"
                                  "ScanStepMm=0.1\nIndexStepMm=0.2\nSpeedMmPerS=20\n"
                                  "[Acquisition]\nPrfHz=1000\nSamples=64\n";

static InsNdeReference
read_record (Fixture *fixture, InsReference *reference)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (InsNdeFile) file = ins_nde_file_open (fixture->path, &error);
  InsNdeReference record;

  g_assert_no_error (error);
  g_assert_true (ins_nde_file_get_reference (file, &record));
  g_assert_true (ins_nde_reference_get (&record, reference));

  return record;
}

/* Reports lie where the stage stood in the coordinates of the file. */
static void
put_line (Fixture *fixture, gboolean resume, guint row, InsReference *then)
{
  g_autoptr (InsNdeWriter) writer = ins_nde_writer_new (fixture->path, resume, FALSE);
  InsLineSink *sink = ins_nde_writer_get_sink (writer);
  g_autoptr (GError) error = NULL;
  gboolean done[16], is_resumed;

  g_assert_true (sink->read_reference (sink, then, &is_resumed, &error));
  g_assert_cmpint (is_resumed, ==, resume);
  g_assert_true (sink->begin (sink, &fixture->info, done, &error));
  fixture_fill_line (fixture, row, 0);
  fixture->line->n_reports = 1;
  fixture->line->reports[0] = (InsTrackReport){ 1.0, 1.5, 12.5 };
  g_assert_true (sink->put_line (sink, fixture->line, &error));
  g_assert_true (sink->finish (sink, FALSE, &fixture_account, &error));
  g_assert_no_error (error);
}

static double
get_report_mm (Fixture *fixture, guint row)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (InsNdeFile) file = ins_nde_file_open (fixture->path, &error);

  g_assert_no_error (error);

  return ((const InsTrackReport *)ins_nde_file_get_row (file, INS_NDE_REPORTS, row))->position_mm;
}

static void
test_kept (void)
{
  g_autoptr (Fixture) fixture = fixture_new (recipe_text);
  InsReference reference = { .has_home = TRUE,
                             .home_mm = { { -1.0, -2.0, 3.5 } },
                             .homed_unix_us = 1234567,
                             .has_zero = TRUE,
                             .zero_mm = { { -10.0, -11.0, (double)NAN } } };
  InsReference then;
  InsNdeReference record;

  fixture->info.reference = reference;
  put_line (fixture, FALSE, 0, &then);
  g_assert_false (then.has_home || then.has_zero);
  record = read_record (fixture, &then);
  g_assert_true (then.has_home && then.has_zero);
  g_assert_cmpint (then.homed_unix_us, ==, 1234567);
  for (guint axis = 0; axis < INS_N_AXES; axis++)
    g_assert_cmpfloat (then.home_mm.mm[axis], ==, reference.home_mm.mm[axis]);
  g_assert_cmpfloat (then.zero_mm.mm[INS_AXIS_Y], ==, -11.0);
  g_assert_true (isnan (then.zero_mm.mm[INS_AXIS_Z]));
  g_assert_cmpuint (record.n_resumed, ==, 0);
  g_assert_cmpfloat (get_report_mm (fixture, 0), ==, 12.5);
}

/* What the scan was begun with stays, whatever it is gone on with. */
static void
test_gone_on_with (void)
{
  g_autoptr (Fixture) fixture = fixture_new (recipe_text);
  InsReference then;
  InsNdeReference record;

  fixture->info.reference = (InsReference){ .has_zero = TRUE };
  put_line (fixture, FALSE, 0, &then);
  fixture->info.reference.zero_mm.mm[INS_AXIS_Y] = -0.25;
  fixture->info.reference_check = (InsReferenceCheck){ .is_resumed = TRUE,
                                                       .verdict = INS_REFERENCE_SHIFTED,
                                                       .shift_mm = { { 0.0, 0.25, 0.0 } } };
  put_line (fixture, TRUE, 1, &then);
  g_assert_true (then.has_zero);
  g_assert_cmpfloat (then.zero_mm.mm[INS_AXIS_Y], ==, 0.0);
  record = read_record (fixture, &then);
  g_assert_cmpfloat (then.zero_mm.mm[INS_AXIS_Y], ==, 0.0);
  g_assert_cmpuint (record.n_resumed, ==, 1);
  g_assert_cmpuint (record.n_shifted, ==, 1);
  g_assert_cmpuint (record.verdict, ==, INS_REFERENCE_SHIFTED);
  g_assert_cmpfloat (record.shift_mm[INS_AXIS_Y], ==, 0.25);
  g_assert_cmpfloat (get_report_mm (fixture, 0), ==, 12.5);
  g_assert_cmpfloat (get_report_mm (fixture, 1), ==, 12.25);

  fixture->info.reference_check = (InsReferenceCheck){ .is_resumed = TRUE };
  put_line (fixture, TRUE, 1, &then);
  record = read_record (fixture, &then);
  g_assert_cmpuint (record.n_resumed, ==, 2);
  g_assert_cmpuint (record.n_shifted, ==, 1);
  g_assert_cmpfloat (record.shift_mm[INS_AXIS_Y], ==, 0.0);
  g_assert_cmpfloat (get_report_mm (fixture, 1), ==, 12.5);
}

/* A file that is begun when its job is gone on with on another zero has the job's. */
static void
test_begun_in_a_job (void)
{
  g_autoptr (Fixture) fixture = fixture_new (recipe_text);
  g_autoptr (InsScanJob) job = ins_scan_job_new (fixture->recipe);
  InsReference then;
  InsNdeReference record;

  ins_scan_job_set_output (job, fixture->path);
  g_assert_false (ins_nde_job_get_reference (job, &then));
  fixture->info.reference = (InsReference){ .has_zero = TRUE, .zero_mm = { { 1.0, 2.0, 3.0 } } };
  fixture->info.reference_check = (InsReferenceCheck){ .verdict = INS_REFERENCE_SHIFTED,
                                                       .shift_mm = { { 0.0, 0.25, 0.0 } } };
  put_line (fixture, FALSE, 0, &then);
  record = read_record (fixture, &then);
  g_assert_cmpfloat (then.zero_mm.mm[INS_AXIS_Y], ==, 2.0);
  g_assert_cmpuint (record.n_shifted, ==, 1);
  g_assert_cmpfloat (record.shift_mm[INS_AXIS_Y], ==, 0.25);
  g_assert_cmpfloat (get_report_mm (fixture, 0), ==, 12.25);

  job->parts[0].exists = TRUE;
  then = (InsReference){ 0 };
  g_assert_true (ins_nde_job_get_reference (job, &then));
  g_assert_cmpfloat (then.zero_mm.mm[INS_AXIS_Y], ==, 2.0);
}

/* By its name and its recipe a region's file tells which job it is of. */
static void
test_job_is_found (void)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *text = g_strconcat (
      recipe_text, "[Region rim]\nStartMm=10;10;0\nScanLengthMm=0.5\nIndexLengthMm=0.4\n",
      "[Region hub]\nStartMm=10;20;0\nScanLengthMm=1\nIndexLengthMm=0.4\n", NULL);
  g_autoptr (InsRecipe) recipe = ins_recipe_new_from_text (text, "job.scan", &error);
  g_autoptr (InsRecipe) rim = NULL;
  g_autofree char *rim_text = NULL, *hub_path = NULL;
  g_autoptr (Fixture) fixture = NULL;
  g_autoptr (InsNdeFile) file = NULL;
  g_autoptr (InsScanJob) job = NULL;
  InsReference then;

  g_assert_no_error (error);
  rim = ins_recipe_new_for_region (recipe, 0);
  rim_text = ins_recipe_to_text (rim);
  fixture = fixture_new (rim_text);
  g_free (fixture->path);
  fixture->path = g_build_filename (fixture->folder, "x-rim.nde", NULL);
  hub_path = g_build_filename (fixture->folder, "x-hub.nde", NULL);
  put_line (fixture, FALSE, 0, &then);
  file = ins_nde_file_open (fixture->path, &error);
  g_assert_no_error (error);

  job = ins_nde_job_find (recipe, file);
  g_assert_nonnull (job);
  g_assert_cmpuint (job->n_parts, ==, 2);
  g_assert_true (job->parts[0].exists && !job->parts[0].is_done && !job->parts[1].exists);
  g_assert_cmpstr (job->parts[0].path, ==, fixture->path);
  g_assert_cmpstr (job->parts[1].path, ==, hub_path);

  g_assert_null (ins_nde_job_find (rim, file));
  recipe->speed_mm_s *= 2.0;
  g_assert_null (ins_nde_job_find (recipe, file));
}

/* A record that a disk has garbled says nothing. */
static void
test_garbled (void)
{
  const InsReference reference = { .has_zero = TRUE };
  InsNdeReference record;
  InsReference then = { .has_home = TRUE };

  ins_nde_reference_fill (&record, &reference);
  record.zero_mm[0] += 1.0;
  g_assert_false (ins_nde_reference_get (&record, &then));
  g_assert_false (then.has_home || then.has_zero);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/nde-reference/kept", test_kept);
  g_test_add_func ("/nde-reference/gone-on-with", test_gone_on_with);
  g_test_add_func ("/nde-reference/begun-in-a-job", test_begun_in_a_job);
  g_test_add_func ("/nde-reference/job-is-found", test_job_is_found);
  g_test_add_func ("/nde-reference/garbled", test_garbled);

  return g_test_run ();
}
