/* What is drawn and marked in A-scan and B-scan is what the gates of the picture have seen.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "config.h"

#include <math.h>

#include "app/ins-bscan-view-private.h"
#include "scan/ins-evaluator.h"
#include "view-data.h"
#include "view-testing.h"

#define N_PIXELS 60

/* Without band-pass and gain the gates of these A-scans hear other echoes. */
#define SCAN                                                                                       \
  "[Scan]\nScanLengthMm=6\nIndexLengthMm=1\nScanStepMm=0.1\nIndexStepMm=1\n"                       \
  "[Acquisition]\nSampleRateHz=40e6\nSamples=512\nDelayS=25e-6\n"
#define PROCESSING                                                                                 \
  "[Processing]\nBandPassLowHz=3e6\nBandPassHighHz=7e6\nTcg=26e-6;0;32e-6;12;36e-6;18\n"
#define GATES                                                                                      \
  "[Gate I]\nStartS=26e-6\nLengthS=2.4e-6\nThresholdPercent=30\nTof=crossing\n"                    \
  "[Gate F]\nAnchor=I\nStartS=0.8e-6\nLengthS=4e-6\nThresholdPercent=40\nTof=peak\n"               \
  "[Gate W]\nAnchor=F.peak\nStartS=0.5e-6\nLengthS=3e-6\nThresholdPercent=20\n"                    \
  "Detection=envelope\n"

typedef struct
{
  InsRecipe *recipe;
  InsConditioning conditioning;
  InsTiming timing;
  InsScanGrid grid;
  gint16 *samples;
  InsEvaluation values; /* as those of a scan */
} Fixture;

static void
set_up (Fixture *self, gconstpointer text)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (InsEvaluator) evaluator = NULL;
  InsAscanFormat format;

  self->recipe = ins_recipe_new_from_text (text, "a", &error);
  g_assert_no_error (error);
  ins_recipe_get_conditioning (self->recipe, &self->conditioning);
  view_data_get_timing (&self->timing);
  view_data_get_grid (&self->grid);
  self->grid.n_columns = N_PIXELS;
  self->samples = g_new (gint16, N_PIXELS * VIEW_N_SAMPLES);
  for (guint i = 0; i < N_PIXELS; i++)
    {
      gint16 *ascan = self->samples + i * VIEW_N_SAMPLES;

      view_data_get_ascan (i * 15, 140, ascan);
      for (guint at = 0; at < VIEW_N_SAMPLES; at++) /* hum, which the band-pass takes away */
        ascan[at] = (gint16)(ascan[at] / 3 + 0.25 * VIEW_FULL_SCALE * sin (at / 40.0 + i));
    }
  format = ins_ascan_format_of (VIEW_N_SAMPLES, &self->timing, VIEW_FULL_SCALE);
  evaluator = ins_evaluator_new (self->recipe, &format);
  ins_evaluation_init (&self->values, self->recipe, N_PIXELS);
  ins_evaluator_measure (evaluator, self->samples, NULL, 0, N_PIXELS, N_PIXELS, &self->values);
}

static void
tear_down (Fixture *self, gconstpointer text)
{
  ins_evaluation_clear (&self->values);
  ins_recipe_free (self->recipe);
  g_free (self->samples);
}

static const InsConditioning *
get_conditioning (const Fixture *self)
{
  return ins_recipe_is_unconditioned (self->recipe) ? NULL : &self->conditioning;
}

static void
assert_same (float a, float b)
{
  if (isnan (b))
    g_assert_true (isnan (a));
  else
    g_assert_cmpfloat (a, ==, b);
}

static void
test_ascan (Fixture *self, gconstpointer text)
{
  GtkWidget *widget = g_object_ref_sink (ins_ascan_view_new ());
  InsAscanView *view = INS_ASCAN_VIEW (widget);

  ins_ascan_view_set_conditioning (view, get_conditioning (self));
  ins_ascan_view_set_gates (view, self->recipe->gates, self->recipe->n_gates);
  for (guint i = 0; i < N_PIXELS; i++)
    {
      ins_ascan_view_set_samples (view, self->samples + i * VIEW_N_SAMPLES, VIEW_N_SAMPLES,
                                  &self->timing, VIEW_FULL_SCALE);
      for (guint gate = 0; gate < self->recipe->n_gates; gate++)
        {
          const guint at = gate * N_PIXELS + i;
          InsGateResult result;

          g_assert_true (ins_ascan_view_get_result (view, gate, &result));
          g_assert_cmpuint (result.status, ==, self->values.gate_status[at]);
          assert_same (result.amplitude_percent, self->values.amplitude_percent[at]);
          assert_same (result.tof_s, self->values.tof_s[at]);
        }
    }
  g_object_unref (widget);
}

/* Gate I's time is its crossing, F's its peak: where those begin that follow them. */
static void
test_bscan (Fixture *self, gconstpointer text)
{
  GtkWidget *widget = ins_bscan_view_new ();
  InsBscanView *view = INS_BSCAN_VIEW (widget);
  guint n_followed = 0;
  Shown shown;

  ins_bscan_view_set_line (view, self->samples, N_PIXELS, VIEW_N_SAMPLES, &self->grid,
                           &self->timing, VIEW_FULL_SCALE);
  ins_bscan_view_set_conditioning (view, get_conditioning (self));
  ins_bscan_view_set_gates (view, self->recipe->gates, self->recipe->n_gates);
  shown_init (&shown, widget, 600, 400);
  gsk_render_node_unref (shown_snapshot (&shown));
  g_assert_cmpuint (view->placed_every, ==, 1);
  for (guint gate = 1; gate < self->recipe->n_gates; gate++)
    for (guint i = 0; i < N_PIXELS; i++)
      {
        const guint anchor = (gate - 1) * N_PIXELS + i;
        const double start_s = view->gate_starts_s[gate * N_PIXELS + i];

        if (self->values.gate_status[anchor] & (INS_STATUS_NO_ECHO | INS_STATUS_NO_SYNCHRO))
          {
            g_assert_true (isnan (start_s));
            continue;
          }
        n_followed++;
        g_assert_cmpfloat_with_epsilon (
            start_s, (double)self->values.tof_s[anchor] + self->recipe->gates[gate].start_s, 1e-11);
      }
  g_assert_cmpuint (n_followed, >, N_PIXELS);
  shown_clear (&shown);
}

/* The section is of what the gates look at, sample for sample. */
static void
test_section (Fixture *self, gconstpointer text)
{
  const InsAscanFormat format = ins_ascan_format_of (VIEW_N_SAMPLES, &self->timing,
                                                     VIEW_FULL_SCALE);
  g_autoptr (InsConditioner) conditioner = ins_conditioner_new (&format, &self->conditioning);
  GtkWidget *widget = g_object_ref_sink (ins_bscan_view_new ());
  InsBscanView *view = INS_BSCAN_VIEW (widget);

  ins_bscan_view_set_conditioning (view, get_conditioning (self));
  ins_bscan_view_set_line (view, self->samples, N_PIXELS, VIEW_N_SAMPLES, &self->grid,
                           &self->timing, VIEW_FULL_SCALE);
  for (guint i = 0; i < N_PIXELS; i++)
    {
      const float *seen;

      ins_conditioner_set_ascan (conditioner, self->samples + i * VIEW_N_SAMPLES);
      seen = ins_conditioner_get (conditioner, INS_DETECTION_RF);
      for (guint at = 0; at < VIEW_N_SAMPLES; at++)
        g_assert_cmpint (view->shown[i * VIEW_N_SAMPLES + at], ==, lrintf (seen[at]));
    }
  ins_bscan_view_set_conditioning (view, NULL);
  for (guint i = 0; i < N_PIXELS * VIEW_N_SAMPLES; i++)
    g_assert_cmpint (view->shown[i], ==, self->samples[i]);
  g_object_unref (widget);
}

int
main (int argc, char *argv[])
{
  if (!gtk_init_check ())
    return 77;

  g_test_init (&argc, &argv, NULL);
  g_test_add ("/views-gates/ascan", Fixture, SCAN GATES, set_up, test_ascan, tear_down);
  g_test_add ("/views-gates/ascan-conditioned", Fixture, SCAN PROCESSING GATES, set_up, test_ascan,
              tear_down);
  g_test_add ("/views-gates/bscan", Fixture, SCAN GATES, set_up, test_bscan, tear_down);
  g_test_add ("/views-gates/bscan-conditioned", Fixture, SCAN PROCESSING GATES, set_up, test_bscan,
              tear_down);
  g_test_add ("/views-gates/section", Fixture, SCAN PROCESSING GATES, set_up, test_section,
              tear_down);

  return g_test_run ();
}
