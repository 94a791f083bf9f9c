/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <math.h>
#include <string.h>

#include "core/ins-clock.h"
#include "storage-fixture.h"
#include "storage/ins-nde-regate.h"
#include "storage/ins-regate-row.h"
#include "storage/ins-regater.h"

#define N_ROWS 80
#define N_COLUMNS 200
#define N_SAMPLES 32
#define WAIT_S 60.0

#define SCAN                                                                                       \
  "[Scan]\nScanAxis=Y\nIndexAxis=X\nScanLengthMm=10\nIndexLengthMm=4\nScanStepMm=0.05\n"           \
  "IndexStepMm=0.05\nSpeedMmPerS=40\n"                                                             \
  "[Acquisition]\nSampleRateHz=20000000\nSamples=32\nDelayS=0\nPrfHz=1000\n"
#define OLD SCAN "[Gate A]\n"
#define NEW                                                                                        \
  SCAN "[Gate I]\nLengthS=0.6e-6\nThresholdPercent=20\nTof=peak\n"                                 \
       "[Gate W]\nAnchor=I\nStartS=0.2e-6\nLengthS=1e-6\nThresholdPercent=10\n"                    \
       "Detection=envelope\nTof=peak\n"                                                            \
       "[Plane T]\nQuantity=thickness\nGate=W\nFrom=I\n[Plane E]\nQuantity=echoes\nGate=W\n"       \
       "[Alarm X]\nOf=T\nBelowMm=1.4\nMissing=yes\n"

/* Different in each pixel. */
static void
fill_line (Fixture *fixture, guint row)
{
  fixture_fill_line (fixture, row, 0);
  for (guint column = 0; column < N_COLUMNS; column++)
    {
      gint16 *ascan = fixture->line->ascans + column * N_SAMPLES;

      memset (ascan, 0, N_SAMPLES * sizeof *ascan);
      if (fixture->line->holes[column] != INS_HOLE_NONE)
        continue;
      ascan[5] = (gint16)(400 + 7 * row + column);
      ascan[14 + (row + column) % 9] = (gint16)(-300 - 5 * (gint16)row + (gint16)column);
    }
}

/* Files of @n_rows lines. */
static void
write_rows (Fixture *fixture, guint first, guint n_rows)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (InsNdeWriter) writer = ins_nde_writer_new (fixture->path, first > 0, FALSE);
  InsLineSink *sink = ins_nde_writer_get_sink (writer);
  gboolean done[N_ROWS];

  g_assert_true (sink->begin (sink, &fixture->info, done, &error));
  g_assert_no_error (error);
  for (guint row = first; row < n_rows; row++)
    {
      fill_line (fixture, row);
      g_assert_true (sink->put_line (sink, fixture->line, &error));
    }
  if (n_rows == N_ROWS)
    g_assert_true (sink->finish (sink, TRUE, &fixture_account, &error));
  g_assert_no_error (error);
}

static InsNdeFile *
open_file (const char *path)
{
  GError *error = NULL;
  InsNdeFile *file = ins_nde_file_open (path, &error);

  g_assert_no_error (error);

  return file;
}

static InsRecipe *
read_recipe (const char *text)
{
  GError *error = NULL;
  InsRecipe *recipe = ins_recipe_new_from_text (text, "a", &error);

  g_assert_no_error (error);

  return recipe;
}

static void
wait_for_exact (InsRegater *regater, InsRegaterState *state)
{
  double until_s = ins_clock_now_s () + WAIT_S;

  for (;;)
    {
      ins_regater_get_state (regater, state);
      if (state->is_exact)
        return;
      g_assert_cmpfloat (ins_clock_now_s (), <, until_s);
      g_usleep (500);
    }
}

typedef struct
{
  float values[N_ROWS][N_COLUMNS];
} Plane;

static void
on_row (guint row, const float *values, const guint8 *holes, const guint8 *status, gpointer data)
{
  Plane *plane = data;

  memcpy (plane->values[row], values, sizeof plane->values[row]);
}

static void
assert_plane (InsCscan *one, InsCscan *other, InsPlaneKind kind, guint index)
{
  static Plane planes[2];

  memset (planes, 0, sizeof planes);
  ins_cscan_collect (one, index, kind, 0, on_row, &planes[0]);
  ins_cscan_collect (other, index, kind, 0, on_row, &planes[1]);
  g_assert_cmpmem (&planes[0], sizeof planes[0], &planes[1], sizeof planes[1]);
}

static void
assert_same (InsCscan *one, InsCscan *other)
{
  for (guint gate = 0; gate < ins_cscan_get_n_gates (one); gate++)
    {
      assert_plane (one, other, INS_PLANE_AMPLITUDE, gate);
      assert_plane (one, other, INS_PLANE_TOF, gate);
      assert_plane (one, other, INS_PLANE_STATUS, gate);
    }
  for (guint plane = 0; plane < ins_cscan_get_n_derived (one); plane++)
    assert_plane (one, other, INS_PLANE_DERIVED, plane);
  assert_plane (one, other, INS_PLANE_ALARMS, 0);
  assert_plane (one, other, INS_PLANE_PULSES, 0);
}

/* (transfer full): what re-gating into another file gives. */
static InsCscan *
regate (Fixture *fixture, const InsRecipe *recipe)
{
  g_autofree char *output = g_build_filename (fixture->folder, "new.nde", NULL);
  const InsRegate wish = { .gates = recipe };
  g_autoptr (InsNdeFile) file = NULL;
  InsCorrection correction;
  GError *error = NULL;
  guint n_lines;

  g_assert_true (
      ins_nde_regate (fixture->path, output, &wish, TRUE, &correction, &n_lines, &error));
  g_assert_no_error (error);
  file = open_file (output);

  return ins_nde_file_dup_cscan (file);
}

static void
on_news (gpointer data)
{
  g_atomic_int_inc ((int *)data);
}

static void
test_exact (void)
{
  g_autoptr (Fixture) fixture = fixture_new (OLD);
  g_autoptr (InsRecipe) recipe = read_recipe (NEW), made = NULL;
  g_autoptr (InsNdeFile) file = NULL;
  g_autoptr (InsRegater) regater = NULL;
  g_autoptr (InsCscan) expected = NULL, cscan = NULL;
  g_autofree char *text = NULL, *made_text = NULL;
  InsRegaterState state;
  int n_news = 0;

  write_rows (fixture, 0, N_ROWS);
  expected = regate (fixture, recipe);
  file = open_file (fixture->path);
  regater = ins_regater_new (file, on_news, &n_news);
  g_assert_null (ins_regater_dup_cscan (regater));
  ins_regater_get_state (regater, &state);
  g_assert_cmpuint (state.generation, ==, 0);

  ins_regater_set_gates (regater, recipe);
  cscan = ins_regater_dup_cscan (regater);
  wait_for_exact (regater, &state);
  g_assert_cmpuint (state.generation, ==, 1);
  g_assert_cmpuint (state.n_rows, ==, N_ROWS);
  g_assert_cmpuint (state.n_rows_done, ==, N_ROWS);
  g_assert_true (state.is_coarse && state.coarse_s <= state.exact_s);
  assert_same (cscan, expected);
  made = ins_regater_dup_recipe (regater);
  text = ins_recipe_to_text (recipe);
  made_text = ins_recipe_to_text (made);
  g_assert_cmpstr (text, ==, made_text);
  ins_regater_free (g_steal_pointer (&regater));
  g_assert_cmpint (g_atomic_int_get (&n_news), >=, 1);
}

/* However fast they come, the last one is what is seen in the end. */
static void
test_newest (void)
{
  g_autoptr (Fixture) fixture = fixture_new (OLD);
  g_autoptr (InsRecipe) recipe = read_recipe (NEW);
  g_autoptr (InsNdeFile) file = NULL;
  g_autoptr (InsRegater) regater = NULL;
  g_autoptr (InsCscan) expected = NULL, first = NULL, last = NULL;
  InsRegaterState state;

  write_rows (fixture, 0, N_ROWS);
  file = open_file (fixture->path);
  regater = ins_regater_new (file, NULL, NULL);
  for (guint i = 0; i < 200; i++)
    {
      recipe->gates[1].start_s = 1e-9 * i;
      ins_regater_set_gates (regater, recipe);
      if (i == 0)
        first = ins_regater_dup_cscan (regater);
      if (i % 10 == 0)
        g_usleep (500);
    }
  wait_for_exact (regater, &state);
  g_assert_cmpuint (state.generation, ==, 200);
  last = ins_regater_dup_cscan (regater);
  g_assert_true (first == last);
  expected = regate (fixture, recipe);
  assert_same (last, expected);
}

/* A picture comes even if wishes do without a pause. */
static void
test_dragging (void)
{
  g_autoptr (Fixture) fixture = fixture_new (OLD);
  g_autoptr (InsRecipe) recipe = read_recipe (NEW);
  g_autoptr (InsNdeFile) file = NULL;
  g_autoptr (InsRegater) regater = NULL;
  g_autoptr (InsCscan) cscan = NULL;
  double until_s = ins_clock_now_s () + WAIT_S;

  write_rows (fixture, 0, N_ROWS);
  file = open_file (fixture->path);
  regater = ins_regater_new (file, NULL, NULL);
  ins_regater_set_gates (regater, recipe);
  cscan = ins_regater_dup_cscan (regater);
  while (ins_cscan_get_generation (cscan) < N_ROWS)
    {
      recipe->gates[1].start_s += 1e-12;
      ins_regater_set_gates (regater, recipe);
      g_assert_cmpfloat (ins_clock_now_s (), <, until_s);
    }
}

/* Each block has what one of its pixels has. */
static void
test_coarse (void)
{
  enum
  {
    STEP = 7,
    ROW = 1 /* has a hole in column 2 */
  };
  g_autoptr (Fixture) fixture = fixture_new (OLD);
  g_autoptr (InsRecipe) recipe = read_recipe (NEW);
  g_autoptr (InsNdeFile) file = NULL;
  InsRegateRow exact, some;

  write_rows (fixture, 0, N_ROWS);
  file = open_file (fixture->path);
  ins_regate_row_init (&exact, file, recipe);
  ins_regate_row_init (&some, file, recipe);
  ins_regate_row_evaluate (&exact, ROW);
  ins_regate_row_evaluate_some (&some, ROW, STEP);
  for (guint gate = 0; gate < 2; gate++)
    for (guint column = 0; column < N_COLUMNS; column++)
      {
        guint at = gate * N_COLUMNS + column, from = gate * N_COLUMNS + column / STEP * STEP;

        g_assert_cmpmem (&some.values.amplitude_percent[at], sizeof (float),
                         &exact.values.amplitude_percent[from], sizeof (float));
        g_assert_cmpint (some.values.gate_status[at] & ~INS_STATUS_SATURATED, ==,
                         exact.values.gate_status[from] & ~INS_STATUS_SATURATED);
        g_assert_cmpint (some.values.alarms[column], ==, exact.values.alarms[column / STEP * STEP]);
      }
  g_assert_true (isnan (exact.values.amplitude_percent[2]));
  ins_regate_row_clear (&exact);
  ins_regate_row_clear (&some);
}

/* A scan that still runs. */
static void
test_growing (void)
{
  g_autoptr (Fixture) fixture = fixture_new (OLD);
  g_autoptr (InsRecipe) recipe = read_recipe (NEW);
  g_autoptr (InsNdeFile) young = NULL, whole = NULL;
  g_autoptr (InsRegater) regater = NULL;
  g_autoptr (InsCscan) cscan = NULL, expected = NULL;
  InsRegaterState state;

  write_rows (fixture, 0, 10);
  young = open_file (fixture->path);
  regater = ins_regater_new (young, NULL, NULL);
  ins_regater_set_gates (regater, recipe);
  wait_for_exact (regater, &state);
  g_assert_cmpuint (state.n_rows_done, ==, 10);
  cscan = ins_regater_dup_cscan (regater);
  g_assert_cmpuint (ins_cscan_get_n_holes (cscan), ==, 1);

  write_rows (fixture, 10, N_ROWS);
  whole = open_file (fixture->path);
  ins_regater_set_file (regater, whole);
  wait_for_exact (regater, &state);
  g_assert_cmpuint (state.n_rows_done, ==, N_ROWS);
  expected = regate (fixture, recipe);
  assert_same (cscan, expected);
}

/* A line of a scan that runs, swept again: its echoes are others. */
static void
write_again (Fixture *fixture, guint row)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (InsNdeWriter) writer = ins_nde_writer_new (fixture->path, TRUE, FALSE);
  InsLineSink *sink = ins_nde_writer_get_sink (writer);
  gboolean done[N_ROWS];

  g_assert_true (sink->begin (sink, &fixture->info, done, &error));
  g_assert_no_error (error);
  fill_line (fixture, row);
  for (guint column = 0; column < N_COLUMNS; column++)
    if (fixture->line->holes[column] == INS_HOLE_NONE)
      fixture->line->ascans[column * N_SAMPLES + 5] += 100;
  g_assert_true (sink->put_line (sink, fixture->line, &error));
  g_assert_no_error (error);
}

static guint64
follow (InsRegater *regater, Fixture *fixture)
{
  g_autoptr (InsNdeFile) file = open_file (fixture->path);
  InsRegaterState state;

  ins_regater_set_file (regater, file);
  wait_for_exact (regater, &state);
  g_assert_cmpuint (state.n_rows_done, ==, ins_nde_file_get_n_lines_done (file));

  return state.n_evaluated;
}

/* However often a file that grows is looked at, each line is evaluated once. */
static void
test_each_line_once (void)
{
  g_autoptr (Fixture) fixture = fixture_new (OLD);
  g_autoptr (InsRecipe) recipe = read_recipe (NEW);
  g_autoptr (InsNdeFile) file = NULL;
  g_autoptr (InsRegater) regater = NULL;
  g_autoptr (InsCscan) cscan = NULL, expected = NULL;
  InsRegaterState state;

  write_rows (fixture, 0, 10);
  file = open_file (fixture->path);
  regater = ins_regater_new (file, NULL, NULL);
  ins_regater_set_gates (regater, recipe);
  wait_for_exact (regater, &state);
  g_assert_cmpuint (state.n_evaluated, ==, 10);
  g_assert_cmpuint (follow (regater, fixture), ==, 10);
  write_rows (fixture, 10, 25);
  g_assert_cmpuint (follow (regater, fixture), ==, 25);
  write_again (fixture, 7);
  g_assert_cmpuint (follow (regater, fixture), ==, 26);
  recipe->gates[1].threshold_percent += 1;
  ins_regater_set_gates (regater, recipe);
  wait_for_exact (regater, &state);
  g_assert_cmpuint (state.n_evaluated, ==, 26 + 25);
  write_rows (fixture, 25, N_ROWS);
  g_assert_cmpuint (follow (regater, fixture), ==, 26 + N_ROWS);
  cscan = ins_regater_dup_cscan (regater);
  expected = regate (fixture, recipe);
  assert_same (cscan, expected);
}

static void
test_leaving (void)
{
  g_autoptr (Fixture) fixture = fixture_new (OLD);
  g_autoptr (InsRecipe) recipe = read_recipe (NEW);
  g_autoptr (InsNdeFile) file = NULL;

  write_rows (fixture, 0, N_ROWS);
  file = open_file (fixture->path);
  for (guint i = 0; i < 30; i++)
    {
      InsRegater *regater = ins_regater_new (file, NULL, NULL);

      if (i > 0)
        ins_regater_set_gates (regater, recipe);
      if (i > 10)
        g_usleep (100 * i);
      ins_regater_free (regater);
    }
}

static void
test_no_ascans (void)
{
  g_autoptr (Fixture) fixture = fixture_new (FIXTURE_TEXT ("", "Mode=gated\n"));
  g_autoptr (InsNdeFile) file = NULL;

  fixture_write (fixture, NULL, TRUE);
  file = open_file (fixture->path);
  g_assert_null (ins_regater_new (file, NULL, NULL));
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/regater/exact", test_exact);
  g_test_add_func ("/regater/newest", test_newest);
  g_test_add_func ("/regater/dragging", test_dragging);
  g_test_add_func ("/regater/coarse", test_coarse);
  g_test_add_func ("/regater/growing", test_growing);
  g_test_add_func ("/regater/each-line-once", test_each_line_once);
  g_test_add_func ("/regater/leaving", test_leaving);
  g_test_add_func ("/regater/no-ascans", test_no_ascans);

  return g_test_run ();
}
