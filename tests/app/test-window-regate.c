/* test-window-regate.c - the picture follows gates that are dragged
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "config.h"

#include <glib/gstdio.h>
#include <math.h>
#include <string.h>

#include "app/ins-ascan-view-private.h"
#include "app/ins-session-gates.h"
#include "window-testing.h"

#define N_COLUMNS 40
#define N_ROWS 12

static void
activate (WindowFixture *fixture, const char *name)
{
  g_action_group_activate_action (G_ACTION_GROUP (fixture->window), name, NULL);
}

static InsRecipe *
make_recipe (guint n_rows, double speed_mm_s)
{
  InsRecipe *recipe = window_testing_make_recipe (N_COLUMNS, n_rows, speed_mm_s);

  recipe->n_gates = 1;
  recipe->gates[0] = (InsGate){ .start_s = 25.2e-6, .length_s = 5e-6, .threshold_percent = 20 };
  g_strlcpy (recipe->gates[0].name, "F", sizeof recipe->gates[0].name);

  return recipe;
}

static gboolean
shows_ascan_of_file (WindowFixture *fixture)
{
  return fixture->window->ascan_view->n_samples > 0 && fixture->window->at_cursor;
}

static gboolean
is_exact (WindowFixture *fixture)
{
  InsRegaterState state;

  return ins_session_get_regate_state (fixture->session, &state) && state.is_exact;
}

/* The end of the only gate, by the widget's gesture. */
static void
drag_end (WindowFixture *fixture, double dx)
{
  InsAscanView *view = fixture->window->ascan_view;
  InsAscanGate placed[INS_MAX_GATES];
  InsAscanTrace trace;
  InsDraw draw;

  ins_draw_init (&draw, GTK_WIDGET (view), NULL);
  ins_ascan_trace_init (&trace, &draw, view);
  ins_ascan_view_place_gates (&trace, placed);
  g_signal_emit_by_name (view->drag, "drag-begin", placed[0].shape.right, placed[0].shape.y);
  for (int i = 1; i <= 5; i++)
    g_signal_emit_by_name (view->drag, "drag-update", dx * i / 5, 0.0);
  g_signal_emit_by_name (view->drag, "drag-end", dx, 0.0);
}

typedef struct
{
  float values[64][N_COLUMNS];
  guint n_rows;
} Plane;

static void
on_row (guint row, const float *values, const guint8 *holes, const guint8 *status, gpointer data)
{
  Plane *plane = data;

  memcpy (plane->values[row], values, sizeof plane->values[row]);
  plane->n_rows++;
}

/* What the picture shows is what the gates see of the file's A-scans. */
static guint
compare_with_file (WindowFixture *fixture, const InsGate *gate)
{
  InsNdeFile *file = ins_session_get_file (fixture->session);
  const InsTiming *timing = ins_nde_file_get_timing (file);
  guint n_compared = 0;
  Plane plane = { 0 };

  ins_cscan_collect (ins_session_get_cscan (fixture->session), 0, INS_PLANE_AMPLITUDE, 0, on_row,
                     &plane);
  for (guint row = 0; row < N_ROWS; row++)
    for (guint column = 0; column < N_COLUMNS; column++)
      {
        const gint16 *ascan = ins_nde_file_get_ascan (file, row, column);
        int source = ins_cscan_get_source (ins_session_get_cscan (fixture->session), row, column);
        InsGateResult result;

        if (ascan == NULL || source != (int)column)
          continue;
        ins_gates_evaluate (gate, 1, ascan, timing->n_samples, timing->sample_rate_hz,
                            timing->delay_s, ins_nde_file_get_full_scale_counts (file), &result);
        g_assert_cmpfloat (plane.values[row][column], ==, result.amplitude_percent);
        n_compared++;
      }

  return n_compared;
}

static void
scan_and_look (WindowFixture *fixture)
{
  g_autoptr (InsRecipe) recipe = make_recipe (N_ROWS, 40.0);

  window_testing_start_recipe (fixture, recipe);
  g_assert_true (window_testing_wait_until (fixture, window_testing_is_running, SCAN_S));
  g_assert_true (window_testing_wait_until (fixture, window_testing_has_file, SCAN_S));
  ins_cscan_set_shift (ins_session_get_cscan (fixture->session), &(InsRowShift){ 0 });
  ins_cscan_view_set_cursor (fixture->window->cscan_view, N_ROWS / 2, N_COLUMNS / 2);
  g_assert_true (window_testing_wait_until (fixture, shows_ascan_of_file, SHORT_S));
}

static void
test_the_picture_follows (WindowFixture *fixture, gconstpointer data)
{
  InsWindow *window = fixture->window;
  InsCursor before, after;
  InsGate gate;

  scan_and_look (fixture);
  g_assert_true (ins_cscan_view_get_cursor (window->cscan_view, &before));
  g_assert_false (gtk_widget_get_visible (window->gates_bar));
  drag_end (fixture, -90);
  gate = ins_session_get_picture_recipe (fixture->session)->gates[0];
  g_assert_cmpfloat (gate.length_s, <, 5e-6);
  g_assert_true (gtk_widget_get_visible (window->gates_bar));
  g_assert_true (window_testing_wait_until (fixture, is_exact, SHORT_S));
  window_testing_wait_until (fixture, window_testing_never, 0.1);
  g_assert_cmpuint (compare_with_file (fixture, &gate), >, N_ROWS * N_COLUMNS / 2);
  /* the cross-hair stays, and the next scan has the same gate */
  g_assert_true (ins_cscan_view_get_cursor (window->cscan_view, &after));
  g_assert_cmpuint (after.row, ==, before.row);
  g_assert_cmpuint (after.column, ==, before.column);
  g_assert_cmpfloat (ins_session_get_recipe (fixture->session)->gates[0].length_s, ==,
                     gate.length_s);

  activate (fixture, "undo");
  gate = ins_session_get_picture_recipe (fixture->session)->gates[0];
  g_assert_cmpfloat (gate.length_s, ==, 5e-6);
  g_assert_false (gtk_widget_get_visible (window->gates_bar));
  g_assert_true (window_testing_wait_until (fixture, is_exact, SHORT_S));
  window_testing_wait_until (fixture, window_testing_never, 0.1);
  g_assert_cmpuint (compare_with_file (fixture, &gate), >, N_ROWS * N_COLUMNS / 2);
}

static gboolean
says_saved (WindowFixture *fixture)
{
  return window_testing_note_is_shown (fixture) &&
         strstr (gtk_label_get_text (fixture->window->note_label), "Saved") != NULL;
}

/* The file stays as it is until asked, and then another one is written. */
static void
test_a_copy_is_saved (WindowFixture *fixture, gconstpointer data)
{
  g_autofree char *path = NULL, *copy = NULL;
  g_autoptr (InsNdeFile) saved = NULL;
  g_autoptr (GError) error = NULL;
  GStatBuf before, after;
  double length_s;

  scan_and_look (fixture);
  path = g_strdup (ins_nde_file_get_path (ins_session_get_file (fixture->session)));
  copy = g_strdup_printf ("%.*s gates.nde", (int)strlen (path) - 4, path);
  g_assert_cmpint (g_stat (path, &before), ==, 0);
  drag_end (fixture, -60);
  length_s = ins_session_get_picture_recipe (fixture->session)->gates[0].length_s;
  g_assert_true (window_testing_wait_until (fixture, is_exact, SHORT_S));
  g_assert_cmpint (g_stat (path, &after), ==, 0);
  g_assert_cmpint (after.st_mtim.tv_nsec, ==, before.st_mtim.tv_nsec);
  activate (fixture, "gates-save");
  g_assert_true (window_testing_wait_until (fixture, says_saved, SHORT_S));
  saved = ins_nde_file_open (copy, &error);
  g_assert_no_error (error);
  g_assert_cmpfloat_with_epsilon (ins_nde_file_get_recipe (saved)->gates[0].length_s, length_s,
                                  1e-12);
  activate (fixture, "gates-restore");
  g_assert_cmpfloat (ins_session_get_picture_recipe (fixture->session)->gates[0].length_s, ==,
                     5e-6);
}

static gboolean
has_regated_rows (WindowFixture *fixture)
{
  InsRegaterState state;

  return ins_session_get_regate_state (fixture->session, &state) && state.n_rows_done >= 2;
}

/* While lines come: rows that are measured later are seen through the new gates, too. */
static void
test_a_running_scan_follows (WindowFixture *fixture, gconstpointer data)
{
  g_autoptr (InsRecipe) recipe = make_recipe (N_ROWS, 20.0);
  InsWindow *window = fixture->window;
  InsGate gate;

  window_testing_start_recipe (fixture, recipe);
  g_assert_true (window_testing_wait_until (fixture, window_testing_is_running, SCAN_S));
  ins_ascan_view_nudge_threshold (window->ascan_view, 15);
  drag_end (fixture, -80);
  gate = ins_session_get_picture_recipe (fixture->session)->gates[0];
  g_assert_cmpfloat (gate.length_s, <, 5e-6);
  g_assert_true (window_testing_wait_until (fixture, has_regated_rows, SCAN_S));
  g_assert_true (window_testing_wait_until (fixture, window_testing_has_file, SCAN_S));
  g_assert_true (window_testing_wait_until (fixture, is_exact, SHORT_S));
  window_testing_wait_until (fixture, window_testing_never, 0.3);
  g_assert_true (window_testing_wait_until (fixture, is_exact, SHORT_S));
  ins_cscan_set_shift (ins_session_get_cscan (fixture->session), &(InsRowShift){ 0 });
  g_assert_cmpuint (compare_with_file (fixture, &gate), >, N_ROWS * N_COLUMNS / 2);
}

static void
add_tests (void)
{
  ADD ("/window-regate/the-picture-follows", "sim:coin", test_the_picture_follows);
  ADD ("/window-regate/a-copy-is-saved", "sim:coin", test_a_copy_is_saved);
  ADD ("/window-regate/a-running-scan-follows", "sim:coin", test_a_running_scan_follows);
}

int
main (int argc, char *argv[])
{
  return window_testing_run (&argc, &argv, add_tests);
}
