/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gstdio.h>
#include <math.h>
#include <stdlib.h>
#include <unistd.h>

#include "core/ins-clock.h"
#include "core/ins-error.h"
#include "devices/simulated/ins-sim-digitizer.h"
#include "devices/simulated/ins-sim-shape.h"

#define PATIENCE_S 10.0

static InsDigitizer *
make (const char *text, InsSimBench *bench)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (InsUri) uri = ins_uri_parse (text, &error);
  InsDigitizer *digitizer = ins_sim_digitizer_new (uri, bench, &error);

  g_assert_no_error (error);
  g_assert_true (ins_digitizer_open (digitizer, &error));

  return digitizer;
}

static void
read_some (InsDigitizer *digitizer, InsPulseBlock *block)
{
  g_autoptr (GError) error = NULL;

  g_assert_true (ins_digitizer_read (digitizer, block, PATIENCE_S, &error));
  g_assert_no_error (error);
  g_assert_cmpuint (block->n_pulses, >, 0);
}

static void
stand_at (InsSimBench *bench, double x, double y, double z)
{
  const InsPosition still = { { 0.0 } }, place = { { x, y, z } };
  double now_s = ins_clock_now_s ();

  ins_sim_bench_add_segment (bench, now_s, now_s, &place, &still, &still);
}

static void
test_negotiate (void)
{
  g_autoptr (InsSimBench) bench = ins_sim_bench_new ();
  g_autoptr (InsDigitizer) card = make ("sim", bench);
  g_autoptr (GPtrArray) notes = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (GError) error = NULL;
  InsTiming wanted = { 20e6, 1024, 12e-6, 1000.0 }, actual;

  g_assert_true (ins_digitizer_negotiate (card, &wanted, &actual, notes, &error));
  g_assert_cmpfloat (actual.prf_hz, ==, 1000.0);
  g_assert_cmpuint (notes->len, ==, 0);

  wanted.prf_hz = 3000.0;
  g_assert_true (ins_digitizer_negotiate (card, &wanted, &actual, notes, &error));
  g_assert_cmpfloat_with_epsilon (actual.prf_hz, 20e6 / 6667.0, 1e-9);
  g_assert_cmpuint (notes->len, ==, 1);

  /* just fits, and would not if the period were rounded down */
  wanted = (InsTiming){ 1e6, 332, 1e-6, 3000.0 };
  g_assert_true (ins_digitizer_negotiate (card, &wanted, &actual, notes, &error));
  g_assert_true (ins_digitizer_start (card, &actual, &error));
  ins_digitizer_stop (card);
}

static void
test_refused_timings (void)
{
  static const InsTiming bad[] = {
    { 20e6, 1024, 12e-6, 20001.0 }, { 20e6, 1024, 12e-6, 17000.0 }, { 201e6, 1024, 0.0, 1000.0 },
    { 999.0, 1, 0.0, 1.0 },         { 20e6, 0, 0.0, 1000.0 },       { 20e6, 10, -1e-6, 1000.0 },
    { 20e6, 10, 0.0, 0.0 },         { (double)NAN, 10, 0.0, 10.0 },
  };
  g_autoptr (InsSimBench) bench = ins_sim_bench_new ();
  g_autoptr (InsDigitizer) card = make ("sim", bench);

  for (gsize i = 0; i < G_N_ELEMENTS (bad); i++)
    {
      g_autoptr (GError) error = NULL;
      InsTiming actual;

      g_test_message ("timing %u", (guint)i);
      g_assert_false (ins_digitizer_negotiate (card, &bad[i], &actual, NULL, &error));
      g_assert_error (error, INS_DEVICE_ERROR, INS_DEVICE_ERROR_UNSUPPORTED);
      g_clear_error (&error);
      g_assert_false (ins_digitizer_start (card, &bad[i], &error));
      g_assert_error (error, INS_DEVICE_ERROR, INS_DEVICE_ERROR_UNSUPPORTED);
    }
}

static void
test_stream_counts_every_pulse (void)
{
  const InsTiming timing = { 10e6, 256, 10e-6, 10000.0 };
  g_autoptr (InsSimBench) bench = ins_sim_bench_new ();
  g_autoptr (InsDigitizer) card = make ("sim", bench);
  g_autoptr (InsPulseBlock) block = ins_pulse_block_new (30, 256);
  guint64 next = 0;

  g_assert_true (ins_digitizer_start (card, &timing, NULL));
  while (next < 1000)
    {
      read_some (card, block);
      for (guint i = 0; i < block->n_pulses; i++, next++)
        {
          g_assert_cmpuint (block->pulses[i].index, ==, next);
          g_assert_cmpfloat_with_epsilon (block->pulses[i].card_s, (double)next * 1e-4, 1e-9);
          g_assert_cmpfloat (block->pulses[i].card_s, <=, block->newest_card_s);
        }
      g_assert_cmpfloat (block->arrival_s, <=, ins_clock_now_s ());
    }
  ins_digitizer_stop (card);
}

static void
test_lost_pulses_are_gaps (void)
{
  const InsTiming timing = { 10e6, 64, 10e-6, 20000.0 };
  g_autoptr (InsSimBench) bench = ins_sim_bench_new ();
  g_autoptr (InsDigitizer) card = make ("sim?lost_percent=10&seed=3", bench);
  g_autoptr (InsPulseBlock) block = ins_pulse_block_new (512, 64);
  guint64 n_there = 0, last = 0;

  g_assert_true (ins_digitizer_start (card, &timing, NULL));
  while (last < 10000)
    {
      read_some (card, block);
      for (guint i = 0; i < block->n_pulses; i++)
        {
          g_assert_true (n_there == 0 || block->pulses[i].index > last);
          last = block->pulses[i].index;
          g_assert_cmpfloat_with_epsilon (block->pulses[i].card_s, (double)last * 5e-5, 1e-9);
          n_there++;
        }
    }
  g_assert_cmpfloat_with_epsilon (1.0 - (double)n_there / (double)(last + 1), 0.1, 0.015);
}

/* Nothing arrives before it was recorded; a fast clock counts more than the host's seconds. */
static double
measure_rate (const char *uri)
{
  const InsTiming timing = { 1e6, 32, 10e-6, 1000.0 };
  g_autoptr (InsSimBench) bench = ins_sim_bench_new ();
  g_autoptr (InsDigitizer) card = make (uri, bench);
  g_autoptr (InsPulseBlock) block = ins_pulse_block_new (4096, 32);
  double before_s = ins_clock_now_s (), card_s;

  g_assert_true (ins_digitizer_start (card, &timing, NULL));
  do
    {
      read_some (card, block);
      card_s = block->newest_card_s;
      g_assert_cmpfloat (card_s, <=, (block->arrival_s - before_s) * 1.011);
    }
  while (card_s < 0.5);

  return card_s / (block->arrival_s - before_s);
}

static void
test_clock_runs_fast_or_slow (void)
{
  /* The delay of the last block and of the start makes the ratio smaller, never larger. */
  g_assert_cmpfloat (measure_rate ("sim?clock_ppm=-10000"), <=, 0.99);
  g_assert_cmpfloat (measure_rate ("sim?clock_ppm=10000"), <=, 1.01);
}

/* The probe passes a place at a known host time; the pulse of that time hears it. */
static void
check_pulse_time (double clock_ppm)
{
  const InsTiming timing = { 20e6, 64, 26e-6, 1000.0 };
  const InsPosition still = { { 0.0 } };
  const InsPosition velocity = { { 20.0, 0.0, 0.0 } };
  g_autofree char *uri = g_strdup_printf ("sim:blocks?noise_percent=0&clock_ppm=%.0f", clock_ppm);
  g_autoptr (InsSimBench) bench = ins_sim_bench_new ();
  g_autoptr (InsDigitizer) card = make (uri, bench);
  g_autoptr (InsPulseBlock) block = ins_pulse_block_new (4096, 64);
  double before_s, after_s, heard_card_s = 0.0, passed_s = 0.4;

  before_s = ins_clock_now_s ();
  g_assert_true (ins_digitizer_start (card, &timing, NULL));
  after_s = ins_clock_now_s ();
  /* from u = -8 at 20 mm/s: over the edge of the block, at u = 0, after passed_s */
  ins_sim_bench_add_segment (bench, before_s, before_s + 2.0,
                             &(InsPosition){ { -20.0 * passed_s, 1.0, 0.0 } }, &velocity, &still);
  while (heard_card_s <= 0.0)
    {
      read_some (card, block);
      for (guint i = 0; i < block->n_pulses && heard_card_s <= 0.0; i++)
        for (guint k = 0; k < 64; k++)
          if (abs (block->samples[i * 64 + k]) > 1000)
            heard_card_s = block->pulses[i].card_s;
    }
  heard_card_s /= 1.0 + 1e-6 * clock_ppm;
  g_assert_cmpfloat (heard_card_s, >=, passed_s - (after_s - before_s) - 1e-6);
  g_assert_cmpfloat (heard_card_s, <=, passed_s + 0.00102);
}

static void
test_pulses_hear_the_true_moment (void)
{
  check_pulse_time (0.0);
  check_pulse_time (10000.0); /* 4 ms in 0.4 s */
  check_pulse_time (-10000.0);
}

static int
largest_at (InsDigitizer *card, InsPulseBlock *block, const InsTiming *timing)
{
  int largest = 0;

  g_assert_true (ins_digitizer_start (card, timing, NULL));
  read_some (card, block);
  ins_digitizer_stop (card);
  for (guint k = 0; k < block->n_samples; k++)
    largest = MAX (largest, abs (block->samples[k]));

  return largest;
}

static void
test_mount (void)
{
  static const struct
  {
    InsAxis scan, index;
    double x, y, z; /* near an edge of the block */
  } cases[] = {
    { INS_AXIS_X, INS_AXIS_Y, 29.0, 1.0, 0.0 }, { INS_AXIS_Y, INS_AXIS_X, 29.0, 1.0, 0.0 },
    { INS_AXIS_X, INS_AXIS_Z, 29.0, 0.0, 1.0 }, { INS_AXIS_Z, INS_AXIS_X, 29.0, 0.0, 1.0 },
    { INS_AXIS_Y, INS_AXIS_Z, 0.0, 29.0, 1.0 }, { INS_AXIS_Z, INS_AXIS_Y, 0.0, 29.0, 1.0 },
  };
  const InsTiming timing = { 20e6, 64, 25.5e-6, 1000.0 };
  g_autoptr (InsSimBench) bench = ins_sim_bench_new ();
  g_autoptr (InsDigitizer) card = make ("sim:blocks?noise_percent=0", bench);
  g_autoptr (InsPulseBlock) block = ins_pulse_block_new (1, 64);

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_test_message ("case %u", (guint)i);
      ins_digitizer_mount (card, cases[i].scan, cases[i].index);
      stand_at (bench, cases[i].x, cases[i].y, cases[i].z);
      g_assert_cmpint (largest_at (card, block, &timing), ==, 1638);
      /* one axis beyond the part, the plane's first or second */
      stand_at (bench, cases[i].x > 0.0 ? 31.0 : 0.0, cases[i].x > 0.0 ? cases[i].y : 31.0,
                cases[i].z);
      g_assert_cmpint (largest_at (card, block, &timing), ==, 0);
      /* away by 1 mm of the third axis: 1.35 us later, out of the window */
      stand_at (bench, cases[i].x > 0.0 ? cases[i].x : 4.0,
                cases[i].x > 0.0 && cases[i].y <= 0.0 ? 4.0 : cases[i].y,
                cases[i].z <= 0.0 ? 4.0 : cases[i].z);
      g_assert_cmpint (largest_at (card, block, &timing), ==, 0);
    }
}

static void
test_late_reader_overruns (void)
{
  const InsTiming timing = { 1e6, 32, 10e-6, 1000.0 };
  g_autoptr (InsSimBench) bench = ins_sim_bench_new ();
  g_autoptr (InsDigitizer) card = make ("sim", bench);
  g_autoptr (InsPulseBlock) block = ins_pulse_block_new (16, 32);
  g_autoptr (GError) error = NULL;

  g_assert_true (ins_digitizer_start (card, &timing, &error));
  read_some (card, block);
  ins_clock_sleep_s (2.1);
  g_assert_false (ins_digitizer_read (card, block, 0.1, &error));
  g_assert_error (error, INS_DEVICE_ERROR, INS_DEVICE_ERROR_OVERRUN);
  g_assert_true (ins_digitizer_start (card, &timing, NULL));
  read_some (card, block);
  g_assert_cmpuint (block->pulses[0].index, ==, 0);
}

static void
test_time_out (void)
{
  const InsTiming timing = { 1e6, 32, 10e-6, 0.5 };
  g_autoptr (InsSimBench) bench = ins_sim_bench_new ();
  g_autoptr (InsDigitizer) card = make ("sim", bench);
  g_autoptr (InsPulseBlock) block = ins_pulse_block_new (16, 32);
  g_autoptr (GError) error = NULL;

  g_assert_true (ins_digitizer_start (card, &timing, &error));
  read_some (card, block);
  g_assert_true (ins_digitizer_read (card, block, 0.01, &error));
  g_assert_cmpuint (block->n_pulses, ==, 0);
}

/* Whole counts of the load's place on the scan axis, from an origin of its own. */
static void
test_encoder (void)
{
  static const double places_mm[] = { 3.0, 3.0149, 3.0151, -2.0 };
  g_autoptr (InsSimBench) bench = ins_sim_bench_new ();
  g_autoptr (InsDigitizer) card = make ("sim?encoder_um=15", bench);
  g_autoptr (InsPulseBlock) block = ins_pulse_block_new (64, 16);
  g_autoptr (GError) error = NULL;
  const InsTiming timing = { 20e6, 16, 12e-6, 1000.0 };
  double first_mm = 0.0;
  InsDigitizerInfo info;

  ins_digitizer_get_info (card, &info);
  g_assert_true (info.has_encoder);
  g_assert_cmpfloat (info.encoder_step_mm, ==, 0.015);
  ins_digitizer_mount (card, INS_AXIS_Y, INS_AXIS_X);
  for (guint i = 0; i < G_N_ELEMENTS (places_mm); i++)
    {
      stand_at (bench, 77.0, places_mm[i], 0.0);
      g_assert_true (ins_digitizer_start (card, &timing, &error));
      read_some (card, block);
      if (i == 0)
        first_mm = block->pulses[0].encoder_mm;
      g_assert_cmpfloat_with_epsilon (block->pulses[block->n_pulses - 1].encoder_mm - first_mm,
                                      0.015 * floor (places_mm[i] / 0.015 + 1e-9) - 3.0, 1e-9);
    }
}

/* Over the front alone, and over a hole of the block: amplitudes and times as volts. */
static void
test_detector (void)
{
  g_autoptr (InsSimBench) bench = ins_sim_bench_new ();
  g_autoptr (InsDigitizer) card = make ("sim:blocks?outputs=0:I.amplitude,1:I.time,2:F.amplitude,"
                                        "3:F.time,4:spare&us_per_volt=4&us_at_zero=10",
                                        bench);
  g_autoptr (GError) error = NULL;
  const InsTiming wanted = { 20e6, 1024, 12e-6, 1000.0 };
  g_autoptr (InsPulseBlock) block = NULL;
  InsDigitizerInfo info;
  InsTiming timing;
  double value[5];

  ins_digitizer_get_info (card, &info);
  g_assert_cmpint (info.mode, ==, INS_ACQUIRE_GATED);
  g_assert_cmpuint (info.n_outputs, ==, 5);
  g_assert_true (ins_digitizer_negotiate (card, &wanted, &timing, NULL, &error));
  g_assert_cmpuint (timing.n_samples, ==, 5);
  block = ins_pulse_block_new (64, 5);
  stand_at (bench, 20.0, 5.0, 0.0); /* the middle of a hole of 4 mm, 2 mm deep */
  g_assert_true (ins_digitizer_start (card, &timing, &error));
  read_some (card, block);
  for (guint i = 0; i < 5; i++)
    value[i] = info.outputs[i].at_zero_v +
               info.outputs[i].per_v *
                   ins_card_scale_to_v (&info.outputs[i].scale, block->samples[i]);
  g_assert_cmpfloat (value[0], >, 10.0);
  g_assert_cmpfloat_with_epsilon (value[1], 2.0 * 20e-3 / 1480.0, 5e-9);
  g_assert_cmpfloat (value[2], >, 10.0);
  g_assert_cmpfloat_with_epsilon (value[3] - value[1], 2.0 * 2e-3 / INS_SIM_STEEL_M_PER_S, 5e-9);
  g_assert_cmpfloat (value[4], ==, 0.0);

  stand_at (bench, 16.0, 1.0, 0.0); /* no hole */
  g_assert_true (ins_digitizer_start (card, &timing, &error));
  read_some (card, block);
  g_assert_cmpint (block->samples[2], ==, 0);
  g_assert_cmpint (block->samples[3], ==, info.full_scale_counts - 1);
}

static void
test_detector_knows_its_gates (void)
{
  g_autoptr (InsSimBench) bench = ins_sim_bench_new ();
  static const char *const wrong[] = { "sim?outputs=0:X.amplitude", "sim?outputs=0:I.time",
                                       "sim?outputs=nonsense", "sim?us_per_volt=3" };

  for (guint i = 0; i < G_N_ELEMENTS (wrong); i++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (InsUri) uri = ins_uri_parse (wrong[i], &error);

      g_assert_null (ins_sim_digitizer_new (uri, bench, &error));
      g_assert_error (error, INS_DEVICE_ERROR, INS_DEVICE_ERROR_URI);
    }
}

/* Where the probe is now, by the card's encoder. */
static double
get_place_mm (InsDigitizer *card, InsPulseBlock *block)
{
  for (guint i = 0; i < 3; i++) /* the last ones were heard after the call */
    read_some (card, block);

  return block->pulses[block->n_pulses - 1].encoder_mm;
}

/* A stage in another process writes where it is; it is started anew, with its log. */
static void
test_follow (void)
{
  g_autofree char *path = g_strdup_printf ("%s/insonify-follow-%d.log", g_get_tmp_dir (),
                                           getpid ());
  g_autofree char *address = g_strdup_printf ("sim?encoder_um=1&follow=%s", path);
  g_autoptr (InsSimBench) nobody = ins_sim_bench_new ();
  g_autoptr (InsDigitizer) card = make (address, nobody);
  g_autoptr (InsPulseBlock) block = ins_pulse_block_new (4096, 16);
  const InsTiming timing = { 20e6, 16, 0.0, 1000.0 };
  const double places_mm[] = { 3.0, 7.5, -2.25 };
  g_autoptr (GError) error = NULL;
  double origin_mm;

  g_assert_true (ins_digitizer_start (card, &timing, &error));
  origin_mm = get_place_mm (card, block); /* there is no log yet */
  for (guint i = 0; i < G_N_ELEMENTS (places_mm); i++)
    {
      g_autoptr (InsSimBench) truth = ins_sim_bench_new ();

      g_assert_true (ins_sim_bench_log (truth, path, &error));
      stand_at (truth, 100.0, 0.0, 0.0);
      stand_at (truth, places_mm[i], 0.0, 0.0);
      g_assert_cmpfloat_with_epsilon (get_place_mm (card, block) - origin_mm, places_mm[i], 0.0011);
      g_assert_cmpint (g_unlink (path), ==, 0);
    }
}

static void
test_overrun_on_request (void)
{
  g_autoptr (InsSimBench) bench = ins_sim_bench_new ();
  g_autoptr (InsDigitizer) card = make ("sim?overrun_after_s=0.05", bench);
  g_autoptr (InsPulseBlock) block = ins_pulse_block_new (4096, 16);
  const InsTiming timing = { 20e6, 16, 0.0, 1000.0 };
  double until_s = ins_clock_now_s () + PATIENCE_S;
  g_autoptr (GError) error = NULL;

  g_assert_true (ins_digitizer_start (card, &timing, &error));
  while (ins_digitizer_read (card, block, 0.01, &error))
    g_assert_cmpfloat (ins_clock_now_s (), <, until_s);
  g_assert_error (error, INS_DEVICE_ERROR, INS_DEVICE_ERROR_OVERRUN);
  g_clear_error (&error);
  ins_digitizer_stop (card);

  /* once only */
  g_assert_true (ins_digitizer_start (card, &timing, &error));
  until_s = ins_clock_now_s () + 0.1;
  while (ins_clock_now_s () < until_s)
    read_some (card, block);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/sim-digitizer/negotiate", test_negotiate);
  g_test_add_func ("/sim-digitizer/refused-timings", test_refused_timings);
  g_test_add_func ("/sim-digitizer/stream-counts-every-pulse", test_stream_counts_every_pulse);
  g_test_add_func ("/sim-digitizer/lost-pulses-are-gaps", test_lost_pulses_are_gaps);
  g_test_add_func ("/sim-digitizer/clock-runs-fast-or-slow", test_clock_runs_fast_or_slow);
  g_test_add_func ("/sim-digitizer/pulses-hear-the-true-moment", test_pulses_hear_the_true_moment);
  g_test_add_func ("/sim-digitizer/mount", test_mount);
  g_test_add_func ("/sim-digitizer/late-reader-overruns", test_late_reader_overruns);
  g_test_add_func ("/sim-digitizer/overrun-on-request", test_overrun_on_request);
  g_test_add_func ("/sim-digitizer/follow", test_follow);
  g_test_add_func ("/sim-digitizer/time-out", test_time_out);
  g_test_add_func ("/sim-digitizer/encoder", test_encoder);
  g_test_add_func ("/sim-digitizer/detector", test_detector);
  g_test_add_func ("/sim-digitizer/detector-knows-its-gates", test_detector_knows_its_gates);

  return g_test_run ();
}
