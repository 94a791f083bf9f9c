/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gstdio.h>
#include <math.h>
#include <string.h>

#include "core/ins-error.h"
#include "signal/ins-gate.h"
#include "storage-fixture.h"
#include "storage/ins-nde-regate.h"

#define N_ROWS 31
#define N_COLUMNS 120
#define COMB_PX 1.4

#define ACQUISITION "[Acquisition]\nSampleRateHz=20000000\nSamples=16\nDelayS=12e-6\nPrfHz=1000\n"
#define GEOMETRY                                                                                   \
  "[Scan]\nScanAxis=Y\nIndexAxis=X\nStartMm=1;1;0\nScanLengthMm=6\nIndexLengthMm=1.55\n"           \
  "ScanStepMm=0.05\nIndexStepMm=0.05\nSpeedMmPerS=50\nPattern=serpentine\n"
#define ONE_GATE "[Gate A]\nStartS=12e-6\nLengthS=0.4e-6\nThresholdPercent=10\n"
#define TWO_GATES                                                                                  \
  "[Gate B]\nStartS=12.4e-6\nLengthS=0.4e-6\nThresholdPercent=1\nTof=peak\n"                       \
  "[Gate C]\nStartS=12e-6\nLengthS=0.8e-6\nThresholdPercent=1\nAmplitude=peak-to-peak\n"

/* Slanted and irregular; what rows swept forward and back hear lies the comb apart. */
static gint16
get_peak (guint row, guint column)
{
  double x = column - (row % 2 == 0 ? 0.5 : -0.5) * COMB_PX + 0.3 * row;

  return (gint16)(900.0 + 200.0 * (sin (0.31 * x) + sin (0.53 * x + 1.0) + sin (0.97 * x + 2.0)));
}

static void
fill_line (Fixture *fixture, guint row)
{
  InsLineData *line = fixture->line;
  const InsTiming *timing = &fixture->plan->timing;

  fixture_fill_line (fixture, row, 0);
  line->track.offset_low_s = 0.0;
  line->track.offset_high_s = 3e-3;
  line->card.placing = INS_PLACED_BY_REPORTS;
  line->card.encoder = INS_ENCODER_NONE;
  for (guint column = 0; column < line->n_pixels; column++)
    {
      gboolean is_hole = line->holes[column] != INS_HOLE_NONE;
      gint16 *ascan = line->ascans + column * line->n_samples;
      InsGateResult results[INS_MAX_GATES];

      for (guint i = 0; i < line->n_samples; i++)
        ascan[i] = is_hole ? 0 : i == 4 ? get_peak (row, column) : i == 10 ? 300 : (gint16)(i * 3);
      ins_gates_evaluate (fixture->recipe->gates, line->n_gates, ascan, line->n_samples,
                          timing->sample_rate_hz, timing->delay_s,
                          fixture->info.digitizer_info.full_scale_counts, results);
      line->amplitude_percent[column] = is_hole ? NAN : results[0].amplitude_percent;
      line->tof_s[column] = is_hole ? NAN : results[0].tof_s;
      line->gate_status[column] = is_hole ? 0
                                          : results[0].status |
                                                (line->status[column] & INS_STATUS_SATURATED);
    }
}

static Fixture *
scan_new (guint n_rows)
{
  Fixture *fixture = fixture_new (GEOMETRY ACQUISITION ONE_GATE);
  g_autoptr (GError) error = NULL;
  g_autoptr (InsNdeWriter) writer = ins_nde_writer_new (fixture->path, FALSE, FALSE);
  InsLineSink *sink = ins_nde_writer_get_sink (writer);
  gboolean done[N_ROWS];

  g_assert_cmpuint (fixture->plan->grid.n_columns, ==, N_COLUMNS);
  g_assert_true (sink->begin (sink, &fixture->info, done, &error));
  for (guint row = 0; row < n_rows; row++)
    {
      fill_line (fixture, row);
      g_assert_true (sink->put_line (sink, fixture->line, &error));
    }
  if (n_rows == N_ROWS)
    g_assert_true (sink->finish (sink, TRUE, &fixture_account, &error));
  g_assert_no_error (error);

  return fixture;
}

/* (transfer full): opened anew; the name of the file goes into the fixture's folder. */
static InsNdeFile *
regate (Fixture *fixture,
        const char *from,
        const char *to,
        const InsRegate *wish,
        InsCorrection *correction)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *input = g_build_filename (fixture->folder, from, NULL);
  g_autofree char *output = g_build_filename (fixture->folder, to, NULL);
  InsNdeFile *file;
  guint n_lines;

  g_assert_true (ins_nde_regate (input, output, wish, FALSE, correction, &n_lines, &error));
  g_assert_no_error (error);
  file = ins_nde_file_open (output, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (ins_nde_file_get_n_lines_done (file), ==, n_lines);

  return file;
}

typedef struct
{
  float values[N_ROWS][N_COLUMNS];
  guint8 holes[N_ROWS][N_COLUMNS];
} Plane;

static void
on_row (guint row, const float *values, const guint8 *holes, const guint8 *status, gpointer data)
{
  Plane *plane = data;

  memcpy (plane->values[row], values, sizeof plane->values[row]);
  memcpy (plane->holes[row], holes, sizeof plane->holes[row]);
}

static void
get_plane (InsNdeFile *file, InsPlaneKind kind, Plane *plane)
{
  g_autoptr (InsCscan) cscan = ins_nde_file_dup_cscan (file);

  ins_cscan_collect (cscan, 0, kind, 0, on_row, plane);
}

static void
assert_same (InsNdeFile *one, InsNdeFile *other)
{
  static Plane planes[2];

  for (InsPlaneKind kind = INS_PLANE_AMPLITUDE; kind <= INS_PLANE_TOF; kind++)
    {
      memset (planes, 0, sizeof planes);
      get_plane (one, kind, &planes[0]);
      get_plane (other, kind, &planes[1]);
      g_assert_cmpmem (&planes[0], sizeof planes[0], &planes[1], sizeof planes[1]);
    }
  for (guint row = 0; row < N_ROWS; row++)
    for (guint column = 0; column < N_COLUMNS; column += 7)
      {
        const gint16 *ascan = ins_nde_file_get_ascan (one, row, column);
        const gint16 *other_ascan = ins_nde_file_get_ascan (other, row, column);

        g_assert_cmpint (ascan == NULL, ==, other_ascan == NULL);
        if (ascan != NULL)
          g_assert_cmpmem (ascan, 32, other_ascan, 32);
      }
}

static void
assert_rest_is_kept (InsNdeFile *old, InsNdeFile *new)
{
  InsScanAccount account;
  InsTrackLine track;
  InsLineCard card;

  g_assert_true (ins_nde_file_get_account (new, &account));
  g_assert_cmpuint (account.count.n_pulses, ==, fixture_account.count.n_pulses);
  g_assert_true (ins_nde_file_get_track (new, 3, &track));
  g_assert_cmpfloat (track.crossing_s, ==, 103.0);
  g_assert_true (ins_nde_file_get_line_card (new, 3, &card));
  g_assert_cmpuint (card.first_pulse, ==, 3007);
  g_assert_cmpstr (ins_nde_file_get_created (new), ==, ins_nde_file_get_created (old));
  g_assert_cmpstr (ins_nde_file_get_devices (new), ==, ins_nde_file_get_devices (old));
  g_assert_cmpstr (ins_nde_file_get_rig_text (new), ==, ins_nde_file_get_rig_text (old));
  g_assert_true (ins_nde_file_is_simulated (new));
}

/* The same gates and no correction: every value and every sample again. */
static void
test_nothing_changes_nothing (void)
{
  g_autoptr (Fixture) fixture = scan_new (N_ROWS);
  g_autoptr (InsNdeFile) old = ins_nde_file_open (fixture->path, NULL);
  const InsRegate gates = { .gates = fixture->recipe };
  const InsRegate zero = { .correction = INS_REGATE_VALUES };
  g_autoptr (InsNdeFile) gated = NULL;
  g_autoptr (InsNdeFile) corrected = NULL;
  InsCorrection correction;

  gated = regate (fixture, "scan.nde", "gated.nde", &gates, &correction);
  assert_same (old, gated);
  assert_rest_is_kept (old, gated);
  corrected = regate (fixture, "scan.nde", "zero.nde", &zero, &correction);
  g_assert_cmpint (correction.source, ==, INS_CORRECTION_NONE);
  assert_same (old, corrected);
}

static void
test_other_gates (void)
{
  g_autoptr (Fixture) fixture = scan_new (N_ROWS);
  g_autoptr (InsRecipe)
      recipe = ins_recipe_new_from_text (GEOMETRY ACQUISITION TWO_GATES, "x", NULL);
  const InsRegate wish = { .gates = recipe };
  g_autoptr (InsNdeFile) old = ins_nde_file_open (fixture->path, NULL);
  g_autoptr (InsNdeFile) file = NULL;
  InsCorrection correction;
  static Plane plane;

  file = regate (fixture, "scan.nde", "out.nde", &wish, &correction);
  g_assert_cmpuint (ins_nde_file_get_recipe (file)->n_gates, ==, 2);
  g_assert_cmpstr (ins_nde_file_get_recipe (file)->gates[1].name, ==, "C");
  assert_rest_is_kept (old, file);
  get_plane (file, INS_PLANE_AMPLITUDE, &plane);
  g_assert_cmpfloat_with_epsilon (plane.values[5][60], 100.0F * 300.0F / 2047.0F, 1e-3F);
  g_assert_cmpint (plane.holes[1][2], ==, INS_HOLE_LOST_PULSES);
}

/* How far a row swept back lies from its neighbours. */
static double
get_roughness (const Plane *plane)
{
  double sum = 0.0;

  for (guint column = 20; column < 100; column++)
    {
      float between = 0.5F * (plane->values[8][column] + plane->values[10][column]);
      float apart = plane->values[9][column] - between;

      sum += (double)(apart * apart);
    }

  return sum;
}

/* The comb is measured, removed, still measured, and taken back: what was recorded is still there.
 */
static void
test_picture_is_corrected_and_taken_back (void)
{
  g_autoptr (Fixture) fixture = scan_new (N_ROWS);
  const InsRegate picture = { .correction = INS_REGATE_PICTURE };
  const InsRegate nothing = { .correction = INS_REGATE_NOTHING };
  g_autoptr (InsNdeFile) old = ins_nde_file_open (fixture->path, NULL);
  g_autoptr (InsNdeFile) corrected = NULL;
  g_autoptr (InsNdeFile) back = NULL;
  static Plane before, after;
  double apart_before, apart_after;
  InsCorrection correction;

  corrected = regate (fixture, "scan.nde", "out.nde", &picture, &correction);
  g_assert_cmpint (correction.source, ==, INS_CORRECTION_PICTURE);
  g_assert_cmpfloat_with_epsilon (correction.comb.comb_px, COMB_PX, 0.03);
  get_plane (old, INS_PLANE_AMPLITUDE, &before);
  get_plane (corrected, INS_PLANE_AMPLITUDE, &after);
  apart_before = get_roughness (&before);
  apart_after = get_roughness (&after);
  g_assert_cmpfloat (apart_after, <, 0.01 * apart_before);
  back = regate (fixture, "out.nde", "back.nde", &nothing, &correction);
  g_assert_cmpint (correction.comb.verdict, ==, INS_COMB_OK);
  assert_same (old, back);
}

/* Values count from what the rows were placed with, not from an earlier correction. */
static void
test_values (void)
{
  g_autoptr (Fixture) fixture = scan_new (N_ROWS);
  /* 2 v eps = 0.05 mm, the rest by backlash */
  const InsRegate right = { .correction = INS_REGATE_VALUES,
                            .latency_s = 0.5e-3,
                            .backlash_mm = 0.02 };
  const InsRegate wrong = { .correction = INS_REGATE_VALUES,
                            .latency_s = -1e-3,
                            .backlash_mm = (double)NAN };
  g_autoptr (InsNdeFile) one = NULL;
  g_autoptr (InsNdeFile) other = NULL;
  g_autoptr (InsNdeFile) again = NULL;
  static Plane plane;
  InsCorrection correction;

  one = regate (fixture, "scan.nde", "one.nde", &right, &correction);
  g_assert_cmpint (correction.source, ==, INS_CORRECTION_GIVEN);
  g_assert_cmpfloat_with_epsilon (correction.shift.forward_px, 0.5, 1e-9);
  g_assert_cmpfloat_with_epsilon (correction.shift.backward_px, -0.9, 1e-9);
  get_plane (one, INS_PLANE_AMPLITUDE, &plane);
  g_assert_cmpint (plane.holes[1][0], ==, INS_HOLE_NOT_REACHED);
  g_assert_cmpint (plane.holes[1][3], ==, INS_HOLE_LOST_PULSES);
  g_assert_cmpint (plane.holes[1][2], ==, INS_HOLE_NONE);

  other = regate (fixture, "one.nde", "other.nde", &wrong, &correction);
  g_assert_cmpfloat_with_epsilon (correction.shift.forward_px, -1.0, 1e-9);
  g_assert_cmpfloat_with_epsilon (correction.shift.backward_px, 1.0, 1e-9);
  again = regate (fixture, "other.nde", "again.nde", &right, &correction);
  assert_same (one, again);
}

static void
test_unfinished_file (void)
{
  g_autoptr (Fixture) fixture = scan_new (20);
  const InsRegate picture = { .correction = INS_REGATE_PICTURE };
  g_autoptr (InsNdeFile) file = NULL;
  InsCorrection correction;

  file = regate (fixture, "scan.nde", "out.nde", &picture, &correction);
  g_assert_cmpuint (ins_nde_file_get_n_lines_done (file), ==, 20);
  g_assert_false (ins_nde_file_is_line_done (file, 20));
  g_assert_cmpuint (correction.comb.n_lines, ==, 9);
}

static void
assert_refused (const char *path,
                const char *output,
                const InsRegate *wish,
                GQuark domain,
                int code)
{
  g_autoptr (GError) error = NULL;
  InsCorrection correction;
  guint n_lines;

  g_assert_false (ins_nde_regate (path, output, wish, FALSE, &correction, &n_lines, &error));
  g_assert_error (error, domain, code);
}

static void
test_refusals (void)
{
  g_autoptr (Fixture) fixture = fixture_new (FIXTURE_TEXT ("", "Mode=gated\n"));
  g_autofree char *output = g_build_filename (fixture->folder, "out.nde", NULL);
  g_autofree char *missing = g_build_filename (fixture->folder, "none.nde", NULL);
  const InsRegate gates = { .gates = fixture->recipe };
  const InsRegate picture = { .correction = INS_REGATE_PICTURE };
  g_autoptr (InsNdeFile) file = NULL;
  InsCorrection correction;

  fixture_write (fixture, NULL, TRUE);
  assert_refused (fixture->path, output, &gates, INS_DEVICE_ERROR, INS_DEVICE_ERROR_UNSUPPORTED);
  g_assert_false (g_file_test (output, G_FILE_TEST_EXISTS));
  assert_refused (fixture->path, fixture->path, &picture, INS_FILE_ERROR, INS_FILE_ERROR_IO);
  g_assert_true (g_file_test (fixture->path, G_FILE_TEST_EXISTS));
  assert_refused (missing, output, &picture, INS_FILE_ERROR, INS_FILE_ERROR_IO);

  /* without A-scans lines can still be moved */
  file = regate (fixture, "scan.nde", "out.nde", &picture, &correction);
  g_assert_cmpint (correction.comb.verdict, ==, INS_COMB_UNKNOWN);
}

static void
on_progress (guint n_done, guint n_rows, gpointer data)
{
  guint *told = data;

  g_assert_cmpuint (n_rows, ==, N_ROWS);
  g_assert_cmpuint (n_done, >=, *told);
  *told = n_done;
}

static void
test_progress_and_cancel (void)
{
  g_autoptr (Fixture) fixture = scan_new (N_ROWS);
  g_autofree char *output = g_build_filename (fixture->folder, "out.nde", NULL);
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  guint told = 0;
  InsRegate wish = { .gates = fixture->recipe, .on_progress = on_progress, .data = &told };
  g_autoptr (InsNdeFile) file = NULL;
  InsCorrection correction;

  file = regate (fixture, "scan.nde", "whole.nde", &wish, &correction);
  g_assert_cmpuint (told, ==, N_ROWS);

  g_cancellable_cancel (cancellable);
  wish = (InsRegate){ .gates = fixture->recipe, .cancellable = cancellable };
  assert_refused (fixture->path, output, &wish, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_assert_false (g_file_test (output, G_FILE_TEST_EXISTS));
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/nde-regate/nothing-changes-nothing", test_nothing_changes_nothing);
  g_test_add_func ("/nde-regate/other-gates", test_other_gates);
  g_test_add_func ("/nde-regate/picture-is-corrected-and-taken-back",
                   test_picture_is_corrected_and_taken_back);
  g_test_add_func ("/nde-regate/values", test_values);
  g_test_add_func ("/nde-regate/unfinished-file", test_unfinished_file);
  g_test_add_func ("/nde-regate/refusals", test_refusals);
  g_test_add_func ("/nde-regate/progress-and-cancel", test_progress_and_cancel);

  return g_test_run ();
}
