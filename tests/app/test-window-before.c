/* What is done before a scan, in the whole window on the simulated rig.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "config.h"

#include <math.h>
#include <string.h>

#include "app/ins-session-preview.h"
#include "app/ins-surface-page.h"
#include "window-testing.h"

static void
act (WindowFixture *fixture, const char *name)
{
  g_action_group_activate_action (G_ACTION_GROUP (fixture->window), name, NULL);
}

static void
set_recipe (WindowFixture *fixture)
{
  g_autoptr (InsRecipe) recipe = window_testing_make_recipe (20, 4, 50);

  ins_session_set_recipe (fixture->session, recipe);
}

static InsPosition wanted;

static gboolean
is_there (WindowFixture *fixture)
{
  const InsPosition *position = &window_testing_get_snapshot (fixture)->report.position;

  for (guint axis = 0; axis < INS_N_AXES; axis++)
    if (fabs (position->mm[axis] - wanted.mm[axis]) > 0.01)
      return FALSE;

  return window_testing_is_homed_and_idle (fixture);
}

static void
move_to (WindowFixture *fixture, double x, double y, double z)
{
  wanted = (InsPosition){ { x, y, z } };
  ins_engine_move (ins_session_get_engine (fixture->session), &wanted, 200.0);
  g_assert_true (window_testing_wait_until (fixture, is_there, SCAN_S));
}

/* Two corners of the part; the frame is on the picture meanwhile, and the scan could begin. */
static void
test_corners (WindowFixture *fixture, gconstpointer data)
{
  const InsRecipe *recipe;
  InsScanGrid grid;

  window_testing_home (fixture);
  set_recipe (fixture);
  move_to (fixture, 12, 18, 1);
  act (fixture, "corner");
  move_to (fixture, 6, 15, 1);
  g_assert_true (ins_scan_form_get_frame (fixture->window->scan_form, &grid));
  g_assert_cmpuint (grid.n_columns, ==, 13);
  act (fixture, "corner");
  recipe = ins_session_get_recipe (fixture->session);
  g_assert_cmpfloat_with_epsilon (recipe->start.mm[0], 6, 0.01);
  g_assert_cmpfloat_with_epsilon (recipe->start.mm[1], 15, 0.01);
  g_assert_cmpfloat_with_epsilon (recipe->start.mm[2], 1, 0.01);
  g_assert_cmpfloat_with_epsilon (recipe->scan_length_mm, 6.5, 1e-9);
  g_assert_true (window_testing_wait_until (fixture, window_testing_can_start, SHORT_S));

  act (fixture, "corner");
  act (fixture, "corner-cancel");
  g_assert_false (ins_scan_form_get_frame (fixture->window->scan_form, &grid));
}

static const InsCheck *
find_bad (WindowFixture *fixture)
{
  GPtrArray *checks = ins_session_get_checks (fixture->session);

  for (guint i = 0; i < checks->len; i++)
    if (((InsCheck *)checks->pdata[i])->level == INS_CHECK_BAD)
      return checks->pdata[i];

  return NULL;
}

/* What stops a start, mended by the buttons beside it: three clicks, and it may start. */
static void
test_fixes (WindowFixture *fixture, gconstpointer data)
{
  g_autoptr (InsRecipe) recipe = window_testing_make_recipe (20, 4, 900);

  window_testing_home (fixture);
  recipe->scan_length_mm = 400;
  recipe->timing.n_samples = 30000; /* 1.5 ms of every ms: no recipe at all */
  ins_session_set_recipe (fixture->session, recipe);
  g_assert_null (ins_session_get_plan (fixture->session));
  g_action_group_activate_action (G_ACTION_GROUP (fixture->window), "fix",
                                  g_variant_new_int32 (INS_FIX_LOWER_PRF));
  g_assert_nonnull (ins_session_get_plan (fixture->session));
  for (guint i = 0; i < 4 && find_bad (fixture) != NULL; i++)
    {
      const InsCheck *bad = find_bad (fixture);

      g_test_message ("%s [%s]", bad->text, bad->fix_label);
      g_assert_cmpstr (bad->fix_label, !=, "");
      g_action_group_activate_action (G_ACTION_GROUP (fixture->window), "fix",
                                      g_variant_new_int32 ((gint32)bad->fix));
    }
  if (!window_testing_wait_until (fixture, window_testing_can_start, SHORT_S))
    {
      const char *reason = NULL;

      ins_session_can_start (fixture->session, &reason);
      g_error ("cannot start: %s", reason);
    }
  g_assert_false (window_testing_is_moving (fixture)); /* nothing moved by itself */
}

static gboolean
can_take (WindowFixture *fixture)
{
  guint n = 0;
  const InsGate *gates = ins_ascan_view_get_gates (fixture->window->ascan_view, &n);

  return n >= 2 && g_strcmp0 (gates[n - 1].name, "B") == 0;
}

/* Over the coin: proposed gates are seen and not taken; then they are, in one step of undo. */
static void
test_auto_gates (WindowFixture *fixture, gconstpointer data)
{
  guint n_before;

  window_testing_home (fixture);
  set_recipe (fixture);
  n_before = ins_session_get_recipe (fixture->session)->n_gates;
  move_to (fixture, 15, 4.5, 0);
  act (fixture, "auto-gates");
  g_assert_true (window_testing_wait_until (fixture, can_take, SHORT_S));
  g_assert_cmpuint (ins_session_get_recipe (fixture->session)->n_gates, ==, n_before);
  act (fixture, "auto-gates-drop");
  g_assert_false (can_take (fixture));

  act (fixture, "auto-gates");
  g_assert_true (window_testing_wait_until (fixture, can_take, SHORT_S));
  act (fixture, "auto-gates-take");
  g_assert_cmpint (ins_recipe_find_gate (ins_session_get_recipe (fixture->session), "I"), >=, 0);
  g_assert_cmpint (ins_recipe_find_gate (ins_session_get_recipe (fixture->session), "B"), >=, 0);
  act (fixture, "undo");
  g_assert_cmpuint (ins_session_get_recipe (fixture->session)->n_gates, ==, n_before);
}

/* A click scans the area coarsely into a file aside; the form keeps its recipe, the plan's frame
 * lies over the picture, and a second one gets a name of its own. */
static void
test_preview (WindowFixture *fixture, gconstpointer data)
{
  g_autoptr (InsRecipe) recipe = window_testing_make_recipe (160, 96, 50);
  g_autofree char *path = NULL;
  InsScanGrid grid;

  window_testing_home (fixture);
  ins_session_set_recipe (fixture->session, recipe);
  g_assert_true (window_testing_wait_until (fixture, window_testing_can_start, SHORT_S));
  act (fixture, "preview");
  g_assert_true (window_testing_wait_until (fixture, window_testing_has_file, SCAN_S));
  g_assert_true (ins_session_shows_preview (fixture->session));
  grid = *ins_cscan_get_grid (ins_session_get_cscan (fixture->session));
  g_assert_cmpuint (grid.n_columns, ==, 20);
  g_assert_cmpuint (grid.n_rows, ==, 12);
  g_assert_cmpstr (ins_session_get_recipe (fixture->session)->name, ==, "Window test");
  g_assert_cmpfloat (ins_session_get_recipe (fixture->session)->scan_step_mm, ==,
                     recipe->scan_step_mm);
  path = g_strdup (ins_nde_file_get_path (ins_session_get_file (fixture->session)));
  g_assert_null (strstr (ins_session_get_path (fixture->session), "preview"));

  /* another area: the picture stays, for it is framed on */
  recipe->start.mm[0] += 1;
  recipe->scan_length_mm = 5;
  ins_session_set_recipe (fixture->session, recipe);
  g_assert_false (fixture->window->show_plan);
  g_assert_true (ins_session_shows_preview (fixture->session));
}

/* ---- focus and level ----------------------------------------------------------------------- */

static InsSurfacePage *
show_surface_page (WindowFixture *fixture)
{
  act (fixture, "surface");
  g_assert_cmpstr (gtk_stack_get_visible_child_name (fixture->window->side_stack), ==, "surface");

  return INS_SURFACE_PAGE (gtk_stack_get_visible_child (fixture->window->side_stack));
}

static InsSurfaceSweep *sweep;

static gboolean
has_swept (WindowFixture *fixture)
{
  return !ins_surface_sweep_get_running (sweep);
}

static gboolean
has_point (WindowFixture *fixture)
{
  guint n_points, n_steps;

  ins_surface_sweep_get_points (sweep, &n_points, &n_steps);

  return n_points > 0;
}

/* The height goes where it was said, the front echo follows it through the water, and each point
 * says so. The simulated probe has no focus: its echo is the same at each height. */
static void
test_focus_sweep (WindowFixture *fixture, gconstpointer data)
{
  const InsFocusPoint *points;
  guint n_points, n_steps;

  window_testing_home (fixture);
  set_recipe (fixture);
  move_to (fixture, 15, 4.5, 1);
  sweep = ins_surface_page_get_sweep (show_surface_page (fixture));
  g_assert_true (ins_surface_sweep_start (sweep, 0.5, 1.5, 0.5));
  g_assert_true (window_testing_wait_until (fixture, has_swept, SCAN_S));
  g_assert_cmpstr (ins_surface_sweep_get_message (sweep), ==, "");
  points = ins_surface_sweep_get_points (sweep, &n_points, &n_steps);
  g_assert_cmpuint (n_points, ==, 3);
  for (guint i = 0; i < n_points; i++)
    {
      g_assert_cmpfloat_with_epsilon (points[i].height_mm, 0.5 + 0.5 * i, 1e-9);
      g_assert_cmpfloat (points[i].amplitude_percent, >, 50);
    }
  g_assert_cmpfloat_with_epsilon ((points[2].time_s - points[0].time_s) * 0.5e3 * 1480, 1, 0.05);
  wanted = (InsPosition){ { 15, 4.5, 1.5 } };
  g_assert_true (is_there (fixture));
}

/* What lies outside of travel, too near the part or makes no sweep is refused before anything
 * moves. */
static void
test_focus_refused (WindowFixture *fixture, gconstpointer data)
{
  static const double ranges[][3] = { { 0, 1000, 1 }, { 0, 1, 0 }, { 0, 1, 5 }, { -19, 1, 1 } };

  window_testing_home (fixture);
  set_recipe (fixture);
  move_to (fixture, 15, 4.5, 1);
  sweep = ins_surface_page_get_sweep (show_surface_page (fixture));
  for (guint i = 0; i < G_N_ELEMENTS (ranges); i++)
    {
      g_assert_false (ins_surface_sweep_start (sweep, ranges[i][0], ranges[i][1], ranges[i][2]));
      g_test_message ("%s", ins_surface_sweep_get_message (sweep));
      g_assert_cmpstr (ins_surface_sweep_get_message (sweep), !=, "");
    }
  window_testing_wait_until (fixture, window_testing_never, 0.3);
  wanted = (InsPosition){ { 15, 4.5, 1 } };
  g_assert_true (is_there (fixture));
}

/* STOP while it listens, with the stage at rest: no further step. Leaving the page likewise. */
static void
test_focus_stopped (WindowFixture *fixture, gconstpointer data)
{
  for (guint way = 0; way < 2; way++)
    {
      InsPosition before;

      window_testing_home (fixture);
      set_recipe (fixture);
      move_to (fixture, 15, 4.5, 1);
      sweep = ins_surface_page_get_sweep (show_surface_page (fixture));
      g_assert_true (ins_surface_sweep_start (sweep, 0, 4, 0.5));
      g_assert_true (window_testing_wait_until (fixture, has_point, SCAN_S));
      act (fixture, way == 0 ? "stop" : "surface-done");
      g_assert_true (window_testing_wait_until (fixture, has_swept, SHORT_S));
      g_assert_cmpstr (ins_surface_sweep_get_message (sweep), !=, "");
      g_assert_true (
          window_testing_wait_until (fixture, window_testing_is_homed_and_idle, SHORT_S));
      before = window_testing_get_snapshot (fixture)->report.position;
      window_testing_wait_until (fixture, window_testing_never, 1.0);
      g_assert_cmpfloat (window_testing_get_snapshot (fixture)->report.position.mm[2], ==,
                         before.mm[2]);
    }
}

static gboolean
has_heard (WindowFixture *fixture)
{
  InsLevelPoint point;

  return !ins_surface_sweep_get_running (sweep) && ins_surface_sweep_get_heard (sweep, &point);
}

/* The coin is level; a probe that stands higher at one place changes nothing. */
static void
test_level (WindowFixture *fixture, gconstpointer data)
{
  static const double places[INS_LEVEL_POINTS][3] = { { 15, 4.5, 1 }, { 23, 17, 2 }, { 8, 17, 1 } };
  InsLevelPoint points[INS_LEVEL_POINTS];
  InsLevel level;

  window_testing_home (fixture);
  set_recipe (fixture);
  sweep = ins_surface_page_get_sweep (show_surface_page (fixture));
  for (guint i = 0; i < INS_LEVEL_POINTS; i++)
    {
      move_to (fixture, places[i][0], places[i][1], places[i][2]);
      g_assert_true (ins_surface_sweep_listen (sweep));
      g_assert_true (window_testing_wait_until (fixture, has_heard, SHORT_S));
      ins_surface_sweep_get_heard (sweep, &points[i]);
      g_test_message ("%.3f us", points[i].time_s * 1e6);
    }
  g_assert_true (ins_level_find (points, INS_AXIS_Z, 1480, &level));
  g_test_message ("%.4f %.4f", level.first_slope, level.second_slope);
  g_assert_cmpfloat (fabs (level.first_slope), <, 0.02); /* its relief is 0.2 mm */
  g_assert_cmpfloat (fabs (level.second_slope), <, 0.04);
}

static void
add_tests (void)
{
  ADD ("/window-before/corners", "sim:coin", test_corners);
  ADD ("/window-before/fixes", "sim:coin", test_fixes);
  ADD ("/window-before/auto-gates", "sim:coin", test_auto_gates);
  ADD ("/window-before/preview", "sim:coin", test_preview);
  ADD ("/window-before/focus-sweep", "sim:coin", test_focus_sweep);
  ADD ("/window-before/focus-refused", "sim:coin", test_focus_refused);
  ADD ("/window-before/focus-stopped", "sim:coin", test_focus_stopped);
  ADD ("/window-before/level", "sim:coin", test_level);
}

int
main (int argc, char **argv)
{
  const char *folder = g_getenv ("G_TEST_BUILDDIR");

  /* before anybody asks */
  g_setenv ("XDG_CACHE_HOME", folder != NULL ? folder : g_get_tmp_dir (), TRUE);

  return window_testing_run (&argc, &argv, add_tests);
}
