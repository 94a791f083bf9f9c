/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <math.h>
#include <string.h>

#include "image/ins-cscan.h"
#include "scan/ins-evaluator.h"

#define RATE_HZ 100e6
#define N_SAMPLES 600
#define N_PIXELS 7
#define FULL_SCALE 2048

/* Surface at sample 100 (+80 %), wall at 300 (1 % more a pixel), one of them turned. */
static const char text[] =
    "[Scan]\nScanLengthMm=7\nIndexLengthMm=1\nScanStepMm=1\nIndexStepMm=1\n"
    "[Acquisition]\nSampleRateHz=100e6\nSamples=600\nDelayS=0\n"
    "[Gate I]\nStartS=0.8e-6\nLengthS=0.5e-6\nThresholdPercent=40\nTof=peak\n"
    "[Gate W]\nAnchor=I.peak\nStartS=1e-6\nLengthS=1.5e-6\n"
    "ThresholdPercent=10\nTof=peak\n"
    "[Plane Wall]\nQuantity=thickness\nGate=W\nFrom=I\nVelocityMPerS=6000\n"
    "[Plane dB]\nQuantity=db\nGate=W\nReferencePercent=40\n"
    "[Plane Turned]\nQuantity=phase\nGate=W\n"
    "[Plane Echoes]\nQuantity=echoes\nGate=W\nGapS=1e-7\n"
    "[Alarm Thin]\nOf=Wall\nBelowMm=6.02\n"
    "[Alarm Lost]\nOf=W.time\nMissing=yes\n"
    "[Alarm Flaw]\nOf=Turned\nAbove=0.5\n";

enum
{
  WALL,
  DB,
  TURNED,
  ECHOES
};

typedef struct
{
  InsRecipe *recipe;
  InsEvaluator *evaluator;
  InsEvaluation values;
  gint16 ascans[N_PIXELS * N_SAMPLES];
  guint8 holes[N_PIXELS];
} Fixture;

static void
put_echo (gint16 *ascan, guint at, double percent)
{
  for (int i = -8; i <= 8; i++)
    ascan[(int)at + i] = (gint16)lrint (percent / 100 * FULL_SCALE * exp (-i * i / 12.0));
}

static void
set_up (Fixture *self, gconstpointer data)
{
  const InsAscanFormat format = { .type = INS_SAMPLE_INT16,
                                  .n_samples = N_SAMPLES,
                                  .stride = N_SAMPLES,
                                  .sample_rate_hz = RATE_HZ,
                                  .full_scale_counts = FULL_SCALE };
  g_autoptr (GError) error = NULL;

  self->recipe = ins_recipe_new_from_text (text, "a", &error);
  g_assert_no_error (error);
  self->evaluator = ins_evaluator_new (self->recipe, &format);
  ins_evaluation_init (&self->values, self->recipe, N_PIXELS);
  for (guint i = 0; i < N_PIXELS; i++)
    {
      gint16 *ascan = self->ascans + i * N_SAMPLES;

      put_echo (ascan, 100, 80);
      put_echo (ascan, 300 + i, i == 4 ? -40 : 40);
    }
  /* pixel 1 has no surface, 2 no wall, 3 is a hole, 5 has two echoes */
  memset (self->ascans + 1 * N_SAMPLES, 0, 200 * sizeof *self->ascans);
  memset (self->ascans + 2 * N_SAMPLES + 200, 0, 400 * sizeof *self->ascans);
  self->holes[3] = INS_HOLE_LOST_PULSES;
  put_echo (self->ascans + 5 * N_SAMPLES, 250, 20);
}

static void
tear_down (Fixture *self, gconstpointer data)
{
  ins_evaluation_clear (&self->values);
  ins_evaluator_free (self->evaluator);
  ins_recipe_free (self->recipe);
}

static float
get (Fixture *self, guint plane, guint pixel)
{
  return self->values.derived[plane * N_PIXELS + pixel];
}

static void
evaluate (Fixture *self)
{
  ins_evaluator_measure (self->evaluator, self->ascans, self->holes, 0, N_PIXELS, N_PIXELS,
                         &self->values);
  ins_evaluator_derive (self->evaluator, N_PIXELS, &self->values);
}

static void
test_planes (Fixture *self, gconstpointer data)
{
  const guint8 *status = self->values.gate_status + N_PIXELS;

  evaluate (self);
  g_assert_cmpfloat_with_epsilon ((double)self->values.amplitude_percent[0], 80, 0.1);
  g_assert_cmpfloat_with_epsilon ((double)get (self, WALL, 0), 6.0, 1e-3);
  g_assert_cmpfloat_with_epsilon ((double)get (self, WALL, 6), 6.18, 1e-3);
  g_assert_cmpfloat_with_epsilon ((double)get (self, DB, 0), 0, 0.01);
  g_assert_cmpfloat ((double)get (self, TURNED, 0), ==, 0);
  g_assert_cmpfloat ((double)get (self, TURNED, 4), ==, 2);
  g_assert_cmpfloat ((double)get (self, ECHOES, 0), ==, 1);
  g_assert_cmpfloat ((double)get (self, ECHOES, 5), ==, 2);

  /* states are states */
  g_assert_cmpint (status[1], ==, INS_STATUS_NO_SYNCHRO);
  g_assert_cmpint (status[2], ==, INS_STATUS_HAS_DATA | INS_STATUS_NO_ECHO);
  g_assert_cmpint (status[3], ==, 0);
  for (guint pixel = 1; pixel <= 3; pixel++)
    g_assert_true (isnan (get (self, WALL, pixel)));
  g_assert_true (isnan (get (self, TURNED, 1)) && isnan (get (self, ECHOES, 1)));
  g_assert_true (isnan (get (self, TURNED, 2)));
  g_assert_cmpfloat ((double)get (self, ECHOES, 2), ==, 0);
  for (guint plane = 0; plane < 4; plane++)
    g_assert_true (isnan (get (self, plane, 3)));
  g_assert_true (isnan (self->values.amplitude_percent[3]));
}

static void
test_alarms (Fixture *self, gconstpointer data)
{
  const guint32 expected[N_PIXELS] = { 1, 2, 2, 0, 4, 0, 0 };

  evaluate (self);
  g_assert_cmpmem (self->values.alarms, sizeof expected, expected, sizeof expected);
}

/* A line at once and pixel by pixel are the same. */
static void
test_parts (Fixture *self, gconstpointer data)
{
  InsEvaluation parts;

  evaluate (self);
  ins_evaluation_init (&parts, self->recipe, N_PIXELS);
  for (guint i = 0; i < N_PIXELS; i++)
    ins_evaluator_measure (self->evaluator, self->ascans + i * N_SAMPLES, self->holes, i, 1,
                           N_PIXELS, &parts);
  ins_evaluator_derive (self->evaluator, N_PIXELS, &parts);
  g_assert_cmpmem (parts.amplitude_percent, 2 * N_PIXELS * sizeof (float),
                   self->values.amplitude_percent, 2 * N_PIXELS * sizeof (float));
  g_assert_cmpmem (parts.derived, 4 * N_PIXELS * sizeof (float), self->values.derived,
                   4 * N_PIXELS * sizeof (float));
  g_assert_cmpmem (parts.alarms, N_PIXELS * sizeof (guint32), self->values.alarms,
                   N_PIXELS * sizeof (guint32));
  ins_evaluation_clear (&parts);
}

/* One of several pulses reached the end of the range: their mean does not show it. */
static void
test_saturation (Fixture *self, gconstpointer data)
{
  const guint16 n_pulses[N_PIXELS] = { 1, 1, 1, 0, 2, 2, 1 };
  const guint8 status[N_PIXELS] = { 1, 3, 1, 0, 3, 1, 3 };

  self->ascans[100] = FULL_SCALE - 1;
  evaluate (self);
  ins_evaluator_add_saturation (self->evaluator, n_pulses, status, N_PIXELS, &self->values);
  for (guint gate = 0; gate < 2; gate++)
    for (guint i = 0; i < N_PIXELS; i++)
      g_assert_cmpint (self->values.gate_status[gate * N_PIXELS + i] & INS_STATUS_SATURATED, ==,
                       i == 4 || (gate == 0 && i == 0) ? INS_STATUS_SATURATED : 0);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add ("/evaluator/planes", Fixture, NULL, set_up, test_planes, tear_down);
  g_test_add ("/evaluator/alarms", Fixture, NULL, set_up, test_alarms, tear_down);
  g_test_add ("/evaluator/parts", Fixture, NULL, set_up, test_parts, tear_down);
  g_test_add ("/evaluator/saturation", Fixture, NULL, set_up, test_saturation, tear_down);

  return g_test_run ();
}
