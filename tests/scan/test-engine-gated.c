/* test-engine-gated.c - a scan of a flaw detector's outputs against one of A-scans
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "config.h"

#include <math.h>
#include <string.h>

#include "core/ins-error.h"
#include "engine-fixture.h"

#define OUTPUTS "outputs=0:I.amplitude,1:I.time,2:F.amplitude,3:F.time,4:spare&us_per_volt=4"

enum
{
  INTERFACE,
  FLAW,
};

/* Over two holes of the block, 2 and 4 mm across and 2 mm deep: front at 27.0 us, flaw 0.68 us
 * later. */
static InsRecipe *
blocks_recipe_new (InsMode mode)
{
  InsRecipe *recipe = small_recipe_new ();

  recipe->mode = mode;
  recipe->scan_axis = INS_AXIS_X;
  recipe->index_axis = INS_AXIS_Y;
  recipe->scan_length_mm = 14.0;
  recipe->index_length_mm = 1.5;
  recipe->scan_step_mm = 0.1;
  recipe->index_step_mm = 0.3;
  recipe->start.mm[INS_AXIS_X] = 9.0;
  recipe->start.mm[INS_AXIS_Y] = 4.5;
  recipe->timing.sample_rate_hz = 50e6;
  recipe->timing.n_samples = 512;
  recipe->n_gates = 2;
  recipe->gates[INTERFACE] = (InsGate){
    .name = "I", .start_s = 26e-6, .length_s = 2e-6, .threshold_percent = 10.0, .tof = INS_TOF_PEAK
  };
  recipe->gates[FLAW] = (InsGate){ .name = "F",
                                   .anchor = INS_ANCHOR_PEAK,
                                   .anchor_gate = INTERFACE,
                                   .start_s = 0.3e-6,
                                   .length_s = 2.2e-6,
                                   .threshold_percent = 10.0,
                                   .tof = INS_TOF_PEAK };

  return recipe;
}

static InsSnapshot
scan_blocks (const char *digitizer_uri, const InsRecipe *recipe, MemorySink *sink)
{
  g_autoptr (InsEngine) engine = engine_new ("sim", digitizer_uri);

  ins_engine_set_timing (engine, &recipe->timing);
  ins_engine_connect (engine);
  wait_for (engine, is_connected);
  start_scan (engine, recipe, sink);

  return wait_for (engine, is_over);
}

typedef struct
{
  guint n_both, n_one; /* pixels where both, or only one, saw an echo */
  double amplitude, time_s;
} Difference;

/* Mean differences of a gate between two scans. */
static Difference
compare (const MemorySink *one, const MemorySink *other, guint gate)
{
  Difference difference = { 0 };

  for (guint row = 0; row < one->n_rows; row++)
    for (guint column = 0; column < one->n_columns; column++)
      {
        gsize i = ((gsize)row * one->n_gates + gate) * one->n_columns + column;

        if (isnan (one->tof_s[i]) != isnan (other->tof_s[i]))
          difference.n_one++;
        if (isnan (one->tof_s[i]) || isnan (other->tof_s[i]))
          continue;
        difference.n_both++;
        difference.amplitude += fabs ((double)one->percent[i] - (double)other->percent[i]);
        difference.time_s += fabs ((double)one->tof_s[i] - (double)other->tof_s[i]);
      }
  difference.amplitude /= difference.n_both;
  difference.time_s /= difference.n_both;
  g_test_message ("gate %u: %u pixels with an echo, %u in doubt, %.3f %%, %.2f ns", gate,
                  difference.n_both, difference.n_one, difference.amplitude,
                  difference.time_s * 1e9);

  return difference;
}

static void
test_same_as_waveform (void)
{
  g_autoptr (InsRecipe) recipe = blocks_recipe_new (INS_MODE_WAVEFORM);
  g_autoptr (InsRecipe) gated_recipe = blocks_recipe_new (INS_MODE_GATED);
  g_autoptr (MemorySink) waveform = memory_sink_new ();
  g_autoptr (MemorySink) gated = memory_sink_new ();
  InsSnapshot snapshot = scan_blocks ("sim:blocks?noise_percent=0", recipe, waveform);
  Difference interface, flaw;

  g_assert_cmpstr (snapshot.scan_message, ==, "");
  g_assert_cmpuint (snapshot.n_holes, ==, 0);
  /* a record as long as a waveform's would have to be does not stand in the way */
  gated_recipe->timing.n_samples = 60000;
  snapshot = scan_blocks ("sim:blocks?" OUTPUTS, gated_recipe, gated);
  g_assert_cmpstr (snapshot.scan_message, ==, "");
  g_assert_cmpint (snapshot.scan, ==, INS_SCAN_COMPLETE);
  g_assert_cmpuint (snapshot.n_holes, ==, 0);
  g_assert_cmpint (snapshot.digitizer_info.mode, ==, INS_ACQUIRE_GATED);
  g_assert_cmpuint (snapshot.timing.n_samples, ==, 5);

  interface = compare (waveform, gated, INTERFACE);
  g_assert_cmpuint (interface.n_both, ==, 5 * 140);
  g_assert_cmpfloat (interface.amplitude, <, 1.0);
  g_assert_cmpfloat (interface.time_s, <, 3e-9);
  flaw = compare (waveform, gated, FLAW);
  /* chords of 2 and 4 mm, and nothing between them; edges fall into one pixel or the next */
  g_assert_cmpuint (flaw.n_both, >, 5 * 45);
  g_assert_cmpuint (flaw.n_both, <, 5 * 75);
  g_assert_cmpuint (flaw.n_one, <, 5 * 8);
  g_assert_cmpfloat (flaw.amplitude, <, 2.5);
  g_assert_cmpfloat (flaw.time_s, <, 5e-9);
}

/* Where there is no flaw the amplitude is 0 and the time is none, with the reason. */
static void
test_no_echo (void)
{
  g_autoptr (InsRecipe) recipe = blocks_recipe_new (INS_MODE_GATED);
  g_autoptr (MemorySink) sink = memory_sink_new ();
  const gsize at = (gsize)FLAW * 140 + 58; /* X = 14.8, between the holes */

  scan_blocks ("sim:blocks?" OUTPUTS, recipe, sink);
  g_assert_cmpint (sink->holes[58], ==, INS_HOLE_NONE);
  g_assert_cmpfloat (fabs ((double)sink->percent[at]), <, 0.1);
  g_assert_true (isnan (sink->tof_s[at]));
  g_assert_cmpint (sink->gate_status[at], ==, INS_STATUS_HAS_DATA | INS_STATUS_NO_ECHO);
  g_assert_cmpint (sink->gate_status[58], ==, INS_STATUS_HAS_DATA);
}

static void
test_refusals (void)
{
  g_autoptr (InsRecipe) recipe = blocks_recipe_new (INS_MODE_WAVEFORM);
  g_autoptr (MemorySink) sink = memory_sink_new ();
  InsSnapshot snapshot = scan_blocks ("sim:blocks?" OUTPUTS, recipe, sink);

  g_assert_cmpint (snapshot.error_code, ==, INS_RECIPE_ERROR_PREFLIGHT);
  g_assert_nonnull (strstr (snapshot.scan_message, "Mode=gated"));
  recipe->mode = INS_MODE_GATED;
  recipe->n_gates = 1;
  snapshot = scan_blocks ("sim:blocks?" OUTPUTS, recipe, sink);
  g_assert_cmpstr (snapshot.scan_message, ==,
                   "The card gives gate F, which is not in the recipe. Add it or rename the "
                   "output.");
  g_assert_cmpuint (sink->n_begun, ==, 0);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/engine-gated/same-as-waveform", test_same_as_waveform);
  g_test_add_func ("/engine-gated/no-echo", test_no_echo);
  g_test_add_func ("/engine-gated/refusals", test_refusals);

  return g_test_run ();
}
