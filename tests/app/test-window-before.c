/* What is done before a scan, in the whole window on the simulated rig.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "config.h"

#include <math.h>
#include <string.h>

#include "app/ins-session-preview.h"
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

static void
add_tests (void)
{
  ADD ("/window-before/corners", "sim:coin", test_corners);
  ADD ("/window-before/fixes", "sim:coin", test_fixes);
  ADD ("/window-before/auto-gates", "sim:coin", test_auto_gates);
  ADD ("/window-before/preview", "sim:coin", test_preview);
}

int
main (int argc, char **argv)
{
  const char *folder = g_getenv ("G_TEST_BUILDDIR");

  /* before anybody asks */
  g_setenv ("XDG_CACHE_HOME", folder != NULL ? folder : g_get_tmp_dir (), TRUE);

  return window_testing_run (&argc, &argv, add_tests);
}
