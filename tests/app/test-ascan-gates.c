/* Gates of an A-scan taken hold of, by the widget's own gestures and keys.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "config.h"

#include <math.h>
#include <string.h>

#include "app/ins-ascan-view-private.h"
#include "view-data.h"
#include "view-testing.h"

typedef struct
{
  InsAscanView *view;
  gint16 samples[VIEW_N_SAMPLES];
  Shown shown;
  InsDraw draw;
  InsAscanTrace trace;
  guint n_edited;
} Fixture;

static void
measure (Fixture *self)
{
  ins_draw_init (&self->draw, GTK_WIDGET (self->view), NULL);
  ins_ascan_trace_init (&self->trace, &self->draw, self->view);
}

static void
fixture_init (Fixture *self)
{
  InsGate gates[INS_MAX_GATES];
  InsTiming timing;
  guint n_gates = view_data_get_gates (gates);

  self->n_edited = 0;
  view_data_get_timing (&timing);
  view_data_get_ascan (262, 205, self->samples);
  self->view = INS_ASCAN_VIEW (ins_ascan_view_new ());
  ins_ascan_view_set_gates (self->view, gates, n_gates);
  ins_ascan_view_set_samples (self->view, self->samples, VIEW_N_SAMPLES, &timing, VIEW_FULL_SCALE);
  g_signal_connect (self->view, "gates-edited", G_CALLBACK (on_count), &self->n_edited);
  shown_init (&self->shown, GTK_WIDGET (self->view), 700, 240);
  {
    g_auto (Picture) picture = shown_render (&self->shown); /* tiles get their places */
    g_assert_cmpint (picture.width, ==, 700);
  }
  measure (self);
}

static const InsGate *
get_gate (Fixture *self, guint gate)
{
  guint n_gates;
  const InsGate *gates = ins_ascan_view_get_gates (self->view, &n_gates);

  g_assert_cmpuint (gate, <, n_gates);

  return &gates[gate];
}

static InsAscanGate
place (Fixture *self, guint gate)
{
  InsAscanGate placed[INS_MAX_GATES];

  ins_ascan_view_place_gates (&self->trace, placed);

  return placed[gate];
}

static void
drag (Fixture *self, double x, double y, double dx, double dy)
{
  GtkGesture *gesture = self->view->drag;

  g_signal_emit_by_name (gesture, "drag-begin", x, y);
  g_signal_emit_by_name (gesture, "drag-update", dx / 2, dy / 2);
  g_signal_emit_by_name (gesture, "drag-update", dx, dy);
  g_signal_emit_by_name (gesture, "drag-end", dx, dy);
}

static double
get_s_per_px (Fixture *self)
{
  return 1e-6 * (self->trace.to_us - self->trace.from_us) / self->trace.plot.width;
}

static void
test_drag_start_end_and_threshold (void)
{
  Fixture fixture;
  InsGate before;
  InsGateShape shape;
  double by_s;

  fixture_init (&fixture);
  before = *get_gate (&fixture, 0);
  shape = place (&fixture, 0).shape;
  by_s = 10 * get_s_per_px (&fixture);

  drag (&fixture, shape.left, shape.y, -10, 40);
  g_assert_cmpfloat_with_epsilon (get_gate (&fixture, 0)->start_s, before.start_s - by_s, 1e-8);
  g_assert_cmpfloat_with_epsilon (get_gate (&fixture, 0)->length_s, before.length_s + by_s, 2e-8);
  g_assert_cmpfloat (get_gate (&fixture, 0)->threshold_percent, ==, before.threshold_percent);
  g_assert_cmpuint (fixture.n_edited, ==, 3);

  before = *get_gate (&fixture, 0);
  shape = place (&fixture, 0).shape;
  drag (&fixture, shape.right, shape.y, 10, 0);
  g_assert_cmpfloat_with_epsilon (get_gate (&fixture, 0)->length_s, before.length_s + by_s, 1e-8);
  g_assert_cmpfloat (get_gate (&fixture, 0)->start_s, ==, before.start_s);

  before = *get_gate (&fixture, 0);
  shape = place (&fixture, 0).shape;
  drag (&fixture, shape.knob_x, shape.y, 30,
        ins_ascan_trace_to_y (&fixture.trace, before.threshold_percent + 20) -
            ins_ascan_trace_to_y (&fixture.trace, before.threshold_percent));
  g_assert_cmpfloat_with_epsilon (get_gate (&fixture, 0)->threshold_percent,
                                  before.threshold_percent + 20, 1);
  g_assert_cmpfloat (get_gate (&fixture, 0)->start_s, ==, before.start_s);
  shown_clear (&fixture.shown);
}

/* By its tile; what follows its echo keeps following it. */
static void
test_drag_whole_gate (void)
{
  Fixture fixture;
  InsGate before, follower;
  InsGateShape shape;

  fixture_init (&fixture);
  before = *get_gate (&fixture, 0);
  follower = *get_gate (&fixture, 1);
  shape = place (&fixture, 0).shape;
  drag (&fixture, shape.tile_x + 5, shape.tile_y + 5, 6, 30);
  g_assert_cmpfloat_with_epsilon (get_gate (&fixture, 0)->start_s,
                                  before.start_s + 6 * get_s_per_px (&fixture), 1e-8);
  g_assert_cmpfloat (get_gate (&fixture, 0)->length_s, ==, before.length_s);
  g_assert_cmpfloat (get_gate (&fixture, 0)->threshold_percent, ==, before.threshold_percent);
  g_assert_cmpfloat (get_gate (&fixture, 1)->start_s, ==, follower.start_s);

  shape = place (&fixture, 1).shape;
  drag (&fixture, shape.tile_x + 5, shape.tile_y + 5, 20, 0);
  g_assert_cmpuint (ins_ascan_view_get_selected (fixture.view), ==, 1);
  g_assert_cmpfloat_with_epsilon (get_gate (&fixture, 1)->start_s,
                                  follower.start_s + 20 * get_s_per_px (&fixture), 1e-8);
  shown_clear (&fixture.shown);
}

static void
test_gates_can_be_locked (void)
{
  Fixture fixture;
  InsGate before;
  InsGateShape shape;

  fixture_init (&fixture);
  before = *get_gate (&fixture, 0);
  shape = place (&fixture, 0).shape;
  ins_ascan_view_set_editable (fixture.view, FALSE);
  drag (&fixture, shape.left, shape.y, -10, 0);
  g_assert_false (ins_ascan_view_nudge_threshold (fixture.view, 1));
  g_assert_cmpfloat (get_gate (&fixture, 0)->start_s, ==, before.start_s);
  g_assert_cmpuint (fixture.n_edited, ==, 0);
  shown_clear (&fixture.shown);
}

static void
test_keys_move_the_selected_gate (void)
{
  Fixture fixture;
  GtkWidget *widget;
  InsGate before;
  guint gesture;
  double step_s;

  fixture_init (&fixture);
  widget = GTK_WIDGET (fixture.view);
  ins_ascan_view_select (fixture.view, 2);
  before = *get_gate (&fixture, 2);
  step_s = ins_gate_drag_get_step_s (&fixture.view->timing);
  g_assert_true (press_key (widget, GDK_KEY_Right, 0));
  gesture = ins_ascan_view_get_gesture (fixture.view);
  g_assert_true (press_key (widget, GDK_KEY_Right, GDK_SHIFT_MASK));
  g_assert_cmpuint (ins_ascan_view_get_gesture (fixture.view), ==, gesture);
  g_assert_cmpfloat_with_epsilon (get_gate (&fixture, 2)->start_s, before.start_s + 11 * step_s,
                                  1e-12);
  g_assert_true (press_key (widget, GDK_KEY_Left, GDK_CONTROL_MASK));
  g_assert_cmpuint (ins_ascan_view_get_gesture (fixture.view), !=, gesture);
  g_assert_cmpfloat_with_epsilon (get_gate (&fixture, 2)->length_s, before.length_s - step_s,
                                  1e-12);
  g_assert_true (press_key (widget, GDK_KEY_Up, 0));
  g_assert_true (press_key (widget, GDK_KEY_bracketright, 0));
  g_assert_cmpfloat (get_gate (&fixture, 2)->threshold_percent, ==, before.threshold_percent + 2);
  g_assert_true (press_key (widget, GDK_KEY_g, 0));
  g_assert_cmpuint (ins_ascan_view_get_selected (fixture.view), ==, 0);
  g_assert_true (press_key (widget, GDK_KEY_g, GDK_SHIFT_MASK));
  g_assert_cmpuint (ins_ascan_view_get_selected (fixture.view), ==, 2);
  shown_clear (&fixture.shown);
}

/* The place under the pointer stays there, a drag beside the gates pans, F shows all again. */
static void
test_zoom_and_pan (void)
{
  Fixture fixture;
  GtkWidget *widget;
  double from_us, to_us, first_us, last_us, us, x;

  fixture_init (&fixture);
  widget = GTK_WIDGET (fixture.view);
  ins_ascan_view_get_range (fixture.view, &first_us, &last_us);
  x = fixture.trace.plot.left + 0.3 * fixture.trace.plot.width;
  us = ins_ascan_trace_to_us (&fixture.trace, x);
  ins_ascan_view_zoom_at (fixture.view, x, 4);
  measure (&fixture);
  g_assert_cmpfloat_with_epsilon (ins_ascan_trace_to_us (&fixture.trace, x), us, 1e-9);
  ins_ascan_view_get_range (fixture.view, &from_us, &to_us);
  g_assert_cmpfloat_with_epsilon (to_us - from_us, (last_us - first_us) / 4, 1e-9);

  drag (&fixture, x, fixture.trace.plot.top + fixture.trace.plot.height - 4, -50, 0);
  g_assert_cmpuint (fixture.n_edited, ==, 0);
  measure (&fixture);
  g_assert_cmpfloat_with_epsilon (ins_ascan_trace_to_us (&fixture.trace, x - 50), us, 1e-9);
  drag (&fixture, x, fixture.trace.plot.top + fixture.trace.plot.height - 4, 1e6, 0);
  ins_ascan_view_get_range (fixture.view, &from_us, &to_us);
  g_assert_cmpfloat (from_us, ==, first_us);

  g_assert_true (press_key (widget, GDK_KEY_f, 0));
  ins_ascan_view_get_range (fixture.view, &from_us, &to_us);
  g_assert_cmpfloat (from_us, ==, first_us);
  g_assert_cmpfloat (to_us, ==, last_us);
  shown_clear (&fixture.shown);
}

/* Counted from the surface's echo, there and back. */
static void
test_depth_counts_from_the_surface (void)
{
  Fixture fixture;
  InsGateResult front;
  double surface_s;

  fixture_init (&fixture);
  g_assert_true (ins_ascan_view_get_result (fixture.view, 0, &front));
  surface_s = get_gate (&fixture, 1)->anchor == INS_ANCHOR_PEAK ? front.peak_s : front.crossing_s;
  g_assert_cmpfloat_with_epsilon (
      ins_ascan_view_get_depth_mm (fixture.view, surface_s + 2e-6, 3000), 3, 1e-9);
  ins_ascan_view_set_velocity (fixture.view, 3000);
  measure (&fixture);
  g_assert_cmpfloat_with_epsilon (fixture.trace.origin_us, 1e6 * surface_s, 1e-9);
  g_assert_cmpfloat_with_epsilon (fixture.trace.per_us, 1.5, 1e-12);
  shown_clear (&fixture.shown);
}

static void
test_hover_says_what_is_there (void)
{
  Fixture fixture;
  g_autofree char *nowhere = NULL, *time = NULL, *depth = NULL;

  fixture_init (&fixture);
  nowhere = ins_ascan_view_dup_hover (fixture.view);
  g_assert_null (nowhere);
  fixture.view->has_pointer = TRUE;
  fixture.view->pointer_x = ins_ascan_trace_to_x (&fixture.trace, 27);
  time = ins_ascan_view_dup_hover (fixture.view);
  g_assert_true (g_str_has_prefix (time, "27.0"));
  g_assert_nonnull (strstr (time, "%"));
  g_assert_null (strstr (time, "mm"));
  ins_ascan_view_set_velocity (fixture.view, 3000);
  depth = ins_ascan_view_dup_hover (fixture.view);
  g_assert_nonnull (strstr (depth, "mm"));
  shown_clear (&fixture.shown);
}

/* Twice the gain behind a time: twice the amplitude, in the trace and for the gates. */
static void
test_gain_counts (void)
{
  InsConditioning twice = { .tcg = { .n_points = 1, .points = { { 0, 20 * log10 (2) } } } };
  Fixture fixture;
  InsGateResult before, after;

  fixture_init (&fixture);
  g_assert_true (ins_ascan_view_get_result (fixture.view, 0, &before));
  ins_ascan_view_set_conditioning (fixture.view, &twice);
  g_assert_true (ins_ascan_view_get_result (fixture.view, 0, &after));
  g_assert_cmpfloat_with_epsilon (after.amplitude_percent, 2 * before.amplitude_percent, 1e-2);
  for (guint i = 0; i < VIEW_N_SAMPLES; i++)
    g_assert_cmpfloat_with_epsilon (fixture.view->trace[i], 2.0 * fixture.samples[i], 1e-2);
  ins_ascan_view_set_conditioning (fixture.view, NULL);
  g_assert_true (ins_ascan_view_get_result (fixture.view, 0, &after));
  g_assert_cmpfloat (after.amplitude_percent, ==, before.amplitude_percent);
  shown_clear (&fixture.shown);
}

/* What was held shows where the newest record is silent. */
static void
test_peaks_are_held (void)
{
  const gint16 silence[VIEW_N_SAMPLES] = { 0 };
  Fixture fixture;
  InsTiming timing;

  fixture_init (&fixture);
  view_data_get_timing (&timing);
  ins_ascan_view_set_peak_hold (fixture.view, TRUE);
  ins_ascan_view_keep_reference (fixture.view, TRUE);
  ins_ascan_view_set_samples (fixture.view, silence, VIEW_N_SAMPLES, &timing, VIEW_FULL_SCALE);
  for (guint i = 0; i < VIEW_N_SAMPLES; i++)
    {
      g_assert_cmpint (fixture.view->greatest[i], ==, MAX (fixture.samples[i], 0));
      g_assert_cmpint (fixture.view->least[i], ==, MIN (fixture.samples[i], 0));
      g_assert_cmpint (fixture.view->reference[i], ==, fixture.samples[i]);
    }
  {
    g_auto (Picture) held = shown_render (&fixture.shown), bare = { 0 };
    guint n_different = 0;

    ins_ascan_view_set_peak_hold (fixture.view, FALSE);
    ins_ascan_view_keep_reference (fixture.view, FALSE);
    bare = shown_render (&fixture.shown);
    for (int i = 0; i < held.width * held.height; i++)
      n_different += held.pixels[i] != bare.pixels[i];
    g_assert_cmpuint (n_different, >, 200);
  }
  shown_clear (&fixture.shown);
}

int
main (int argc, char *argv[])
{
  if (!gtk_init_check ())
    return 77;

  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/ascan-gates/drag-start-end-and-threshold", test_drag_start_end_and_threshold);
  g_test_add_func ("/ascan-gates/drag-whole-gate", test_drag_whole_gate);
  g_test_add_func ("/ascan-gates/gates-can-be-locked", test_gates_can_be_locked);
  g_test_add_func ("/ascan-gates/keys-move-the-selected-gate", test_keys_move_the_selected_gate);
  g_test_add_func ("/ascan-gates/zoom-and-pan", test_zoom_and_pan);
  g_test_add_func ("/ascan-gates/depth-counts-from-the-surface",
                   test_depth_counts_from_the_surface);
  g_test_add_func ("/ascan-gates/hover-says-what-is-there", test_hover_says_what_is_there);
  g_test_add_func ("/ascan-gates/gain-counts", test_gain_counts);
  g_test_add_func ("/ascan-gates/peaks-are-held", test_peaks_are_held);

  return g_test_run ();
}
