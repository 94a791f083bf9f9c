/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <math.h>
#include <string.h>

#include "app/ins-ascan-view-private.h"
#include "view-data.h"
#include "view-testing.h"

typedef struct
{
  GtkWidget *widget;
  gint16 samples[VIEW_N_SAMPLES];
  InsTiming timing;
  InsGate gates[INS_MAX_GATES];
  guint n_gates;
  Shown shown;
  InsPlot plot;
} TraceFixture;

static void
trace_fixture_init (TraceFixture *self)
{
  InsDraw draw;

  view_data_get_timing (&self->timing);
  view_data_get_ascan (262, 205, self->samples);
  self->n_gates = view_data_get_gates (self->gates);
  self->widget = ins_ascan_view_new ();
  ins_ascan_view_set_gates (INS_ASCAN_VIEW (self->widget), self->gates, self->n_gates);
  ins_ascan_view_set_samples (INS_ASCAN_VIEW (self->widget), self->samples, VIEW_N_SAMPLES,
                              &self->timing, VIEW_FULL_SCALE);
  shown_init (&self->shown, self->widget, 600, 220);
  ins_draw_init (&draw, self->widget, NULL);
  ins_plot_init (&self->plot, &draw, 30);
}

static double
trace_x (const TraceFixture *self, double s)
{
  double length_s = (VIEW_N_SAMPLES - 1) / self->timing.sample_rate_hz;

  return self->plot.left + (s - self->timing.delay_s) / length_s * self->plot.width;
}

static double
trace_y (const TraceFixture *self, double percent)
{
  return self->plot.top + self->plot.height * (0.5 - percent / 200);
}

static void
test_results_are_the_gates (void)
{
  TraceFixture fixture;
  InsGateResult expected[INS_MAX_GATES], result;

  trace_fixture_init (&fixture);
  ins_gates_evaluate (fixture.gates, fixture.n_gates, fixture.samples, VIEW_N_SAMPLES,
                      fixture.timing.sample_rate_hz, fixture.timing.delay_s, VIEW_FULL_SCALE,
                      expected);
  for (guint i = 0; i < fixture.n_gates; i++)
    {
      g_assert_true (ins_ascan_view_get_result (INS_ASCAN_VIEW (fixture.widget), i, &result));
      g_assert_cmpfloat (result.amplitude_percent, ==, expected[i].amplitude_percent);
      g_assert_cmpint (result.status, ==, expected[i].status);
    }
  g_assert_cmpfloat (expected[0].amplitude_percent, >, 80);
  g_assert_false (
      ins_ascan_view_get_result (INS_ASCAN_VIEW (fixture.widget), fixture.n_gates, &result));
  ins_ascan_view_set_samples (INS_ASCAN_VIEW (fixture.widget), NULL, 0, NULL, 0);
  g_assert_false (ins_ascan_view_get_result (INS_ASCAN_VIEW (fixture.widget), 0, &result));
  shown_clear (&fixture.shown);
}

/* A gate that follows an echo lies where the echo was, not where it would be from the pulse. */
static void
test_gates_lie_where_they_are (void)
{
  TraceFixture fixture;
  g_auto (Picture) picture = { 0 };
  const InsTheme *theme;
  InsGateResult front;
  double start_s, y;

  trace_fixture_init (&fixture);
  theme = ins_theme_get (fixture.widget);
  picture = shown_render (&fixture.shown);
  y = trace_y (&fixture, fixture.gates[0].threshold_percent);
  assert_colour (picture_get (&picture, trace_x (&fixture, 26.2e-6), y),
                 pixel_of (&theme->gates[0]));

  g_assert_true (ins_ascan_view_get_result (INS_ASCAN_VIEW (fixture.widget), 0, &front));
  start_s = front.crossing_s + fixture.gates[1].start_s;
  y = trace_y (&fixture, fixture.gates[1].threshold_percent);
  assert_colour (picture_get (&picture, trace_x (&fixture, start_s) + 4, y),
                 pixel_of (&theme->gates[1]));
  assert_colour (
      picture_get (&picture, trace_x (&fixture, start_s + fixture.gates[1].length_s) - 4, y),
      pixel_of (&theme->gates[1]));
  g_assert_cmpint (colour_distance (picture_get (&picture, trace_x (&fixture, start_s) - 4, y),
                                    pixel_of (&theme->gates[1])),
                   >, 40);
  shown_clear (&fixture.shown);
}

/* Without the echo that it follows a gate stays where it was, dimmed. */
static void
test_lost_gates_stay (void)
{
  gint16 silence[VIEW_N_SAMPLES] = { 0 };
  TraceFixture fixture;
  g_auto (Picture) seen = { 0 }, lost = { 0 }, never = { 0 };
  const InsTheme *theme;
  InsGateResult front;
  double x, y;

  trace_fixture_init (&fixture);
  theme = ins_theme_get (fixture.widget);
  g_assert_true (ins_ascan_view_get_result (INS_ASCAN_VIEW (fixture.widget), 0, &front));
  x = trace_x (&fixture, front.crossing_s + fixture.gates[1].start_s) + 4;
  y = trace_y (&fixture, fixture.gates[1].threshold_percent);
  seen = shown_render (&fixture.shown);
  assert_colour (picture_get (&seen, x, y), pixel_of (&theme->gates[1]));
  ins_ascan_view_set_samples (INS_ASCAN_VIEW (fixture.widget), silence, VIEW_N_SAMPLES,
                              &fixture.timing, VIEW_FULL_SCALE);
  lost = shown_render (&fixture.shown);
  g_assert_cmpint (colour_distance (picture_get (&lost, x, y), pixel_of (&theme->gates[1])), >, 40);
  g_assert_cmpint (colour_distance (picture_get (&lost, x, y), pixel_of (&theme->plot)), >, 40);

  /* not seen yet: as from the beginning of the gate that it follows */
  fixture.gates[1].start_s = 6e-6;
  ins_ascan_view_set_gates (INS_ASCAN_VIEW (fixture.widget), fixture.gates, fixture.n_gates);
  never = shown_render (&fixture.shown);
  x = trace_x (&fixture, fixture.gates[0].start_s + 6e-6) + 4;
  g_assert_cmpint (colour_distance (picture_get (&never, x, y), pixel_of (&theme->plot)), >, 40);
  shown_clear (&fixture.shown);
}

/* The envelope lies over RF, also between the peaks; a rectified signal starts at the bottom. */
static void
test_signal_sets_axis_and_envelope (void)
{
  gint16 flat[VIEW_N_SAMPLES] = { 0 };
  TraceFixture fixture;
  g_auto (Picture) rf = { 0 }, video = { 0 };
  const InsTheme *theme;
  double x;

  trace_fixture_init (&fixture);
  theme = ins_theme_get (fixture.widget);
  ins_ascan_view_set_gates (INS_ASCAN_VIEW (fixture.widget), NULL, 0);
  for (guint i = 0; i < VIEW_N_SAMPLES; i++) /* a tone: its envelope is 60 % everywhere */
    flat[i] = (gint16)lround (0.6 * VIEW_FULL_SCALE * sin (2 * G_PI * i / 8));
  ins_ascan_view_set_samples (INS_ASCAN_VIEW (fixture.widget), flat, VIEW_N_SAMPLES,
                              &fixture.timing, VIEW_FULL_SCALE);
  rf = shown_render (&fixture.shown);
  for (x = fixture.plot.left + 100; x < fixture.plot.left + 300; x += 17)
    g_assert_cmpint (
        colour_distance (picture_get (&rf, x, trace_y (&fixture, 60)), pixel_of (&theme->envelope)),
        <, 110);

  memset (flat, 0, sizeof flat);
  ins_ascan_view_set_signal (INS_ASCAN_VIEW (fixture.widget), INS_SIGNAL_RECTIFIED);
  ins_ascan_view_set_samples (INS_ASCAN_VIEW (fixture.widget), flat, VIEW_N_SAMPLES,
                              &fixture.timing, VIEW_FULL_SCALE);
  video = shown_render (&fixture.shown);
  g_assert_cmpint (colour_distance (picture_get (&video, x, fixture.plot.top + fixture.plot.height),
                                    pixel_of (&theme->envelope)),
                   <, 110);
  shown_clear (&fixture.shown);
}

/* One strong sample among very many is still drawn. */
static void
test_no_spike_is_lost (void)
{
  enum
  {
    N = 16384,
    AT = 11111
  };
  g_autofree gint16 *samples = g_new0 (gint16, N);
  TraceFixture fixture;
  g_auto (Picture) picture = { 0 };
  guint n_dark = 0;
  double x;

  samples[AT] = -VIEW_FULL_SCALE;
  trace_fixture_init (&fixture);
  ins_ascan_view_set_gates (INS_ASCAN_VIEW (fixture.widget), NULL, 0);
  ins_ascan_view_set_samples (INS_ASCAN_VIEW (fixture.widget), samples, N, &fixture.timing,
                              VIEW_FULL_SCALE);
  picture = shown_render (&fixture.shown);
  x = fixture.plot.left + (double)AT / N * fixture.plot.width;
  for (double at = x - 3; at <= x + 3; at++)
    n_dark += colour_distance (picture_get (&picture, at, trace_y (&fixture, -70)), 0xffffffff) >
              100;
  g_assert_cmpuint (n_dark, >, 0);
  g_assert_cmpuint (n_dark, <, 5);
  shown_clear (&fixture.shown);
}

int
main (int argc, char *argv[])
{
  if (!gtk_init_check ())
    return 77;

  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/ascan-view/results-are-the-gates", test_results_are_the_gates);
  g_test_add_func ("/ascan-view/gates-lie-where-they-are", test_gates_lie_where_they_are);
  g_test_add_func ("/ascan-view/lost-gates-stay", test_lost_gates_stay);
  g_test_add_func ("/ascan-view/signal-sets-axis-and-envelope", test_signal_sets_axis_and_envelope);
  g_test_add_func ("/ascan-view/no-spike-is-lost", test_no_spike_is_lost);

  return g_test_run ();
}
