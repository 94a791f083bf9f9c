/* test-window-gates.c - gates moved in the window: who follows, and the way back
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "config.h"

#include <math.h>
#include <string.h>

#include "app/ins-ascan-view-private.h"
#include "window-testing.h"

static gboolean
is_enabled (WindowFixture *fixture, const char *name)
{
  return g_action_group_get_action_enabled (G_ACTION_GROUP (fixture->window), name);
}

static void
activate (WindowFixture *fixture, const char *name)
{
  g_action_group_activate_action (G_ACTION_GROUP (fixture->window), name, NULL);
}

static gboolean
shows_ascan (WindowFixture *fixture)
{
  return fixture->window->ascan_view->n_samples > 0 &&
         gtk_widget_get_width (GTK_WIDGET (fixture->window->ascan_view)) > 0;
}

/* By the widget's own gesture. @part: what of it is taken hold of. */
static void
drag_gate (WindowFixture *fixture, guint gate, InsGatePart part, double dx, double dy)
{
  InsAscanView *view = fixture->window->ascan_view;
  InsAscanGate placed[INS_MAX_GATES];
  InsAscanTrace trace;
  InsDraw draw;
  double x;

  ins_draw_init (&draw, GTK_WIDGET (view), NULL);
  ins_ascan_trace_init (&trace, &draw, view);
  ins_ascan_view_place_gates (&trace, placed);
  x = part == INS_GATE_PART_START ? placed[gate].shape.left
      : part == INS_GATE_PART_END ? placed[gate].shape.right
                                  : placed[gate].shape.knob_x;
  g_signal_emit_by_name (view->drag, "drag-begin", x, placed[gate].shape.y);
  for (int i = 1; i <= 4; i++)
    g_signal_emit_by_name (view->drag, "drag-update", dx * i / 4, dy * i / 4);
  g_signal_emit_by_name (view->drag, "drag-end", dx, dy);
}

static const InsGate *
get_gate (WindowFixture *fixture, guint gate)
{
  return &ins_session_get_recipe (fixture->session)->gates[gate];
}

static void
test_next_scan_follows (WindowFixture *fixture, gconstpointer data)
{
  InsWindow *window = fixture->window;
  g_autoptr (InsRecipe) recipe = window_testing_make_recipe (50, 20, 20.0);
  double threshold, length_s;

  recipe->n_gates = 1;
  recipe->gates[0] = (InsGate){ .start_s = 26e-6, .length_s = 3e-6, .threshold_percent = 30 };
  g_strlcpy (recipe->gates[0].name, "F", sizeof recipe->gates[0].name);
  ins_session_set_recipe (fixture->session, recipe);
  g_assert_true (window_testing_wait_until (fixture, shows_ascan, SHORT_S));

  drag_gate (fixture, 0, INS_GATE_PART_THRESHOLD, 0, -20);
  threshold = get_gate (fixture, 0)->threshold_percent;
  g_assert_cmpfloat (threshold, >, 30);
  drag_gate (fixture, 0, INS_GATE_PART_END, 30, 0);
  length_s = get_gate (fixture, 0)->length_s;
  g_assert_cmpfloat (length_s, >, 3e-6);

  g_assert_true (is_enabled (fixture, "undo"));
  activate (fixture, "undo");
  g_assert_cmpfloat (get_gate (fixture, 0)->length_s, ==, 3e-6);
  g_assert_cmpfloat (get_gate (fixture, 0)->threshold_percent, ==, threshold);
  activate (fixture, "undo");
  g_assert_cmpfloat (get_gate (fixture, 0)->threshold_percent, ==, 30);
  g_assert_cmpfloat (window->ascan_view->gates[0].threshold_percent, ==, 30);
  activate (fixture, "redo");
  activate (fixture, "redo");
  g_assert_false (is_enabled (fixture, "redo"));
  g_assert_cmpfloat (get_gate (fixture, 0)->length_s, ==, length_s);
}

/* What the form changes can be taken back as well. */
static void
test_the_form_is_undone (WindowFixture *fixture, gconstpointer data)
{
  g_autoptr (InsRecipe) recipe = window_testing_make_recipe (50, 20, 20.0);
  double before;

  ins_session_set_recipe (fixture->session, recipe);
  before = get_gate (fixture, 0)->threshold_percent;
  fixture->window->form_gates_us = 0; /* long ago */
  recipe->gates[0].threshold_percent = before + 12;
  ins_session_set_recipe (fixture->session, recipe);
  g_assert_true (ins_window_take_gate_key (fixture->window, GDK_KEY_z, GDK_CONTROL_MASK));
  g_assert_cmpfloat (get_gate (fixture, 0)->threshold_percent, ==, before);
  g_assert_true (
      ins_window_take_gate_key (fixture->window, GDK_KEY_Z, GDK_CONTROL_MASK | GDK_SHIFT_MASK));
  g_assert_cmpfloat (get_gate (fixture, 0)->threshold_percent, ==, before + 12);
  g_assert_true (ins_window_take_gate_key (fixture->window, GDK_KEY_bracketleft, 0));
}

static gboolean
is_frozen (WindowFixture *fixture)
{
  return strcmp (gtk_label_get_text (fixture->window->a_sub), "frozen") == 0;
}

static gboolean
is_live (WindowFixture *fixture)
{
  return g_str_has_prefix (gtk_label_get_text (fixture->window->a_sub), "live");
}

static void
test_freeze (WindowFixture *fixture, gconstpointer data)
{
  g_autoptr (InsRecipe) recipe = window_testing_make_recipe (50, 20, 20.0);

  ins_session_set_recipe (fixture->session, recipe);
  g_assert_true (window_testing_wait_until (fixture, is_live, SHORT_S));
  g_assert_true (ins_window_take_gate_key (fixture->window, GDK_KEY_h, 0));
  g_assert_true (window_testing_wait_until (fixture, is_frozen, SHORT_S));
  activate (fixture, "ascan-freeze");
  g_assert_true (window_testing_wait_until (fixture, is_live, SHORT_S));
}

static void
test_the_reading (WindowFixture *fixture, gconstpointer data)
{
  InsWindow *window = fixture->window;
  g_autoptr (InsRecipe) recipe = window_testing_make_recipe (50, 20, 20.0);
  const char *text;

  recipe->gates[0] = (InsGate){ .start_s = 25e-6, .length_s = 6e-6, .threshold_percent = 1 };
  g_strlcpy (recipe->gates[0].name, "F", sizeof recipe->gates[0].name);
  ins_session_set_recipe (fixture->session, recipe);
  g_assert_true (window_testing_wait_until (fixture, shows_ascan, SHORT_S));
  ins_window_update_reading (window);
  text = gtk_label_get_text (window->a_value);
  g_assert_true (g_str_has_prefix (text, "F "));
  g_assert_nonnull (strstr (text, "µs"));
  g_assert_nonnull (strstr (text, "mm"));
  for (int i = 0; i < 100; i++)
    ins_ascan_view_nudge_threshold (window->ascan_view, 1);
  text = gtk_label_get_text (window->a_value);
  g_assert_nonnull (strstr (text, "below gate"));
  activate (fixture, "ascan-depth");
  g_assert_cmpfloat (window->ascan_view->velocity_m_s, ==, recipe->velocity_m_s);
  activate (fixture, "ascan-depth");
  g_assert_true (isnan (window->ascan_view->velocity_m_s));
}

/* Echoes of reference reflectors one after the other; points are dragged; all of it is undone. */
static void
test_a_curve_is_made (WindowFixture *fixture, gconstpointer data)
{
  InsWindow *window = fixture->window;
  g_autoptr (InsRecipe) recipe = window_testing_make_recipe (50, 20, 20.0);
  const InsRecipe *now;
  InsAscanTrace trace;
  InsDraw draw;

  recipe->gates[0] = (InsGate){ .start_s = 25e-6, .length_s = 6e-6, .threshold_percent = 1 };
  g_strlcpy (recipe->gates[0].name, "F", sizeof recipe->gates[0].name);
  ins_session_set_recipe (fixture->session, recipe);
  g_assert_true (window_testing_wait_until (fixture, shows_ascan, SHORT_S));
  activate (fixture, "ascan-freeze");
  activate (fixture, "curve-add");
  now = ins_session_get_recipe (fixture->session);
  g_assert_cmpuint (now->n_curve_points, ==, 1);
  g_assert_cmpint (now->curve_kind, ==, INS_CURVE_DAC);
  g_assert_cmpfloat (now->curve[0].value, >, 1);

  ins_draw_init (&draw, GTK_WIDGET (window->ascan_view), NULL);
  ins_ascan_trace_init (&trace, &draw, window->ascan_view);
  g_signal_emit_by_name (window->ascan_view->drag, "drag-begin",
                         ins_ascan_trace_to_x (&trace, 1e6 * now->curve[0].time_s),
                         ins_ascan_trace_to_y (&trace, 0));
  g_signal_emit_by_name (window->ascan_view->drag, "drag-update", 20.0, 0.0);
  g_signal_emit_by_name (window->ascan_view->drag, "drag-end", 20.0, 0.0);
  g_assert_cmpfloat (ins_session_get_recipe (fixture->session)->curve[0].time_s, >,
                     recipe->timing.delay_s);
  activate (fixture, "curve-clear");
  g_assert_cmpuint (ins_session_get_recipe (fixture->session)->n_curve_points, ==, 0);
  activate (fixture, "undo");
  g_assert_cmpuint (ins_session_get_recipe (fixture->session)->n_curve_points, ==, 1);
  activate (fixture, "undo");
  activate (fixture, "undo");
  g_assert_cmpuint (ins_session_get_recipe (fixture->session)->n_curve_points, ==, 0);
}

static void
add_tests (void)
{
  ADD ("/window-gates/next-scan-follows", "sim:coin", test_next_scan_follows);
  ADD ("/window-gates/the-form-is-undone", NULL, test_the_form_is_undone);
  ADD ("/window-gates/freeze", "sim:coin", test_freeze);
  ADD ("/window-gates/a-curve-is-made", "sim:coin", test_a_curve_is_made);
  ADD ("/window-gates/the-reading", "sim:coin", test_the_reading);
}

int
main (int argc, char *argv[])
{
  return window_testing_run (&argc, &argv, add_tests);
}
