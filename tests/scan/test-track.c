/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "track-simulation.h"

#define N_LINES 40
#define N_SEEDS 6

static const TrackMotion slow = { 6, 10, 100, 2, 0.0, 0.005, 0.0 };
static const TrackMotion fast = { 25, 50, 500, 2, 0.01, 0.03, 0.0 };
static const TrackMotion slow_smooth = { 6, 10, 100, 0, 0.0, 0.005, 0.0 };
static const TrackMotion fast_smooth = { 25, 50, 500, 0, 0.0, 0.005, 0.0 };

/* How far off the line lies in the picture, along the motion. */
static double
get_error_um (const TrackMotion *motion, const TrackSweep *sweep, const InsTrackLine *line)
{
  return (line->crossing_s + line->offset_s - sweep->crossing_s) * motion->speed_mm_s * 1e3;
}

static int
compare (gconstpointer a, gconstpointer b)
{
  double x = *(const double *)a, y = *(const double *)b;

  return x < y ? -1 : x > y;
}

typedef struct
{
  double differences[N_SEEDS * N_LINES];
  guint n, n_lines, n_covered, n_bounded, n_interpolated;
} Statistics;

/* Something else runs on the computer: for a few lines every question leaves so much later. */
static void
delay_questions (TrackSweep *sweep, double delay_s)
{
  for (guint i = 0; i < sweep->n_reports; i++)
    sweep->reports[i].asked_s -= delay_s;
}

static void
run_lines (const TrackMotion *motion,
           TrackLink link,
           guint seed,
           double busy_s,
           Statistics *statistics)
{
  g_autoptr (GRand) rand = g_rand_new_with_seed (seed);
  g_autoptr (InsTrack) track = track_new_for (motion);
  g_autofree TrackSweep *sweep = g_new (TrackSweep, 1);
  double before_um[2] = { (double)NAN, (double)NAN };

  for (guint number = 0; number < N_LINES; number++)
    {
      double error_um, late_s, difference_um;
      InsTrackLine line;

      track_simulate_sweep (rand, motion, link, number, sweep);
      delay_questions (sweep, number % 8 < 3 ? busy_s : 0.0);
      g_assert_true (track_add_sweep (track, sweep, &line));
      statistics->n_lines++;
      if (line.interpolated)
        {
          statistics->n_interpolated++;
          continue;
        }
      late_s = sweep->crossing_s - line.crossing_s;
      statistics->n_bounded += late_s >= line.offset_low_s && late_s <= line.offset_high_s;
      error_um = get_error_um (motion, sweep, &line);
      difference_um = fabs (error_um - before_um[number % 2]);
      before_um[number % 2] = error_um;
      g_assert_cmpfloat_with_epsilon (fabs (line.speed_mm_s), motion->speed_mm_s * 1.001,
                                      motion->speed_mm_s * 0.004);
      g_assert_true ((line.speed_mm_s < 0) == (number % 2 == 1));
      if (isnan (difference_um))
        continue;
      statistics->differences[statistics->n++] = difference_um;
      statistics->n_covered += difference_um <=
                               2.0 * G_SQRT2 * line.sigma_s * motion->speed_mm_s * 1e3;
    }
}

/* Neighbouring lines of one direction lie in step from the first one on, the stated uncertainty
 * holds, and the truth lies within the hard bounds. */
static void
test_line_to_line (void)
{
  const TrackMotion *motions[] = { &slow, &fast };
  static const double p90_um[] = { 0.5, 3.0 }, p90_both_um[] = { 4.0, 40.0 };

  for (guint m = 0; m < G_N_ELEMENTS (motions); m++)
    for (guint link = 0; link < LINK_FRAMES; link++)
      {
        g_autofree Statistics *statistics = g_new0 (Statistics, 1);
        double p90;

        for (guint seed = 0; seed < N_SEEDS; seed++)
          run_lines (motions[m], (TrackLink)link, 50 + seed, 0.0, statistics);
        qsort (statistics->differences, statistics->n, sizeof (double), compare);
        p90 = statistics->differences[statistics->n * 9 / 10];
        g_test_message (
            "%g mm/s, link %u: p90 %.2f um, covered %.3f, bounded %.3f, %u estimated",
            motions[m]->speed_mm_s, link, p90, (double)statistics->n_covered / statistics->n,
            (double)statistics->n_bounded / statistics->n_lines, statistics->n_interpolated);
        g_assert_cmpfloat (p90, <, link == LINK_JITTER_BOTH_WAYS ? p90_both_um[m] : p90_um[m]);
        g_assert_cmpuint (100 * statistics->n_covered, >=, 93 * statistics->n);
        g_assert_cmpuint (100 * (statistics->n_bounded + statistics->n_interpolated), >=,
                          99 * statistics->n_lines);
        g_assert_cmpuint (100 * statistics->n_interpolated, <=, 3 * statistics->n_lines);
      }
}

/* What makes all reports of a line late alike does not show in their scatter. */
static void
test_busy_computer (void)
{
  static const TrackLink links[] = { LINK_PLAIN, LINK_REPLY_JITTER, LINK_EXPONENTIAL };

  for (guint i = 0; i < G_N_ELEMENTS (links); i++)
    {
      g_autofree Statistics *statistics = g_new0 (Statistics, 1);

      for (guint seed = 0; seed < N_SEEDS; seed++)
        run_lines (&fast_smooth, links[i], 150 + seed, 30e-6, statistics);
      g_test_message ("link %d: covered %u of %u", links[i], statistics->n_covered, statistics->n);
      g_assert_cmpuint (100 * statistics->n_covered, >=, 93 * statistics->n);
    }
}

/* The live picture: already the first line lies within 0.3 ms of where it belongs. */
static void
test_first_line (void)
{
  const TrackMotion *motions[] = { &slow_smooth, &fast_smooth };
  g_autofree TrackSweep *sweep = g_new (TrackSweep, 1);

  for (guint m = 0; m < G_N_ELEMENTS (motions); m++)
    for (guint seed = 0; seed < 30; seed++)
      {
        g_autoptr (GRand) rand = g_rand_new_with_seed (200 + seed);
        g_autoptr (InsTrack) track = track_new_for (motions[m]);
        InsTrackLine line;

        track_simulate_sweep (rand, motions[m], LINK_ADAPTER, 0, sweep);
        g_assert_true (track_add_sweep (track, sweep, &line));
        g_test_message ("%g mm/s: %.1f us off, %u reports", motions[m]->speed_mm_s,
                        (line.crossing_s + line.offset_s - sweep->crossing_s) * 1e6,
                        line.n_reports);
        g_assert_cmpfloat (fabs (line.crossing_s + line.offset_s - sweep->crossing_s), <, 0.3e-3);
      }
}

/* Another origin of time shifts the crossings and nothing else; a mirrored axis turns the speed. */
static void
test_invariance (void)
{
  g_autoptr (GRand) rand = g_rand_new_with_seed (9);
  g_autoptr (InsTrack) plain = track_new_for (&slow);
  g_autoptr (InsTrack) shifted = track_new_for (&slow);
  g_autoptr (InsTrack) mirrored = track_new_for (&slow);
  g_autofree TrackSweep *sweep = g_new (TrackSweep, 1);

  for (guint number = 0; number < 20; number++)
    {
      InsTrackLine a, b, c;

      track_simulate_sweep (rand, &slow, LINK_REPLY_JITTER, number, sweep);
      g_assert_true (track_add_sweep (plain, sweep, &a));
      for (guint i = 0; i < sweep->n_reports; i++)
        {
          sweep->reports[i].asked_s += 4096.0;
          sweep->reports[i].answered_s += 4096.0;
        }
      g_assert_true (track_add_sweep (shifted, sweep, &b));
      g_assert_cmpfloat_with_epsilon (b.crossing_s, a.crossing_s + 4096.0, 1e-8);
      g_assert_cmpfloat_with_epsilon (b.offset_s, a.offset_s, 1e-8);
      g_assert_cmpfloat_with_epsilon (b.speed_mm_s, a.speed_mm_s, 1e-6);

      for (guint i = 0; i < sweep->n_reports; i++)
        sweep->reports[i].position_mm *= -1.0;
      sweep->start_mm *= -1.0;
      sweep->end_mm *= -1.0;
      g_assert_true (track_add_sweep (mirrored, sweep, &c));
      g_assert_cmpfloat_with_epsilon (c.crossing_s, b.crossing_s, 1e-9);
      g_assert_cmpfloat_with_epsilon (c.speed_mm_s, -b.speed_mm_s, 1e-6);
      g_assert_cmpuint (c.n_reports, ==, b.n_reports);
    }
}

/* Keeps at most n reports of the middle. */
static void
thin_out (TrackSweep *sweep, guint n)
{
  guint first = (sweep->n_reports - n) / 2;

  memmove (sweep->reports + 1, sweep->reports + first, n * sizeof *sweep->reports);
  sweep->n_reports = n + 1;
}

static void
test_few_reports (void)
{
  g_autoptr (GRand) rand = g_rand_new_with_seed (10);
  g_autoptr (InsTrack) track = track_new_for (&slow);
  g_autofree TrackSweep *sweep = g_new (TrackSweep, 1);
  InsTrackLine line;

  g_assert_false (ins_track_add_line (track, 0, 6, NULL, 0, &line));
  track_simulate_sweep (rand, &slow, LINK_ADAPTER, 0, sweep);
  thin_out (sweep, 2);
  g_assert_false (track_add_sweep (track, sweep, &line));

  for (guint number = 0; number < 10; number += 2)
    {
      track_simulate_sweep (rand, &slow, LINK_ADAPTER, number, sweep);
      g_assert_true (track_add_sweep (track, sweep, &line));
      g_assert_false (line.interpolated);
    }

  /* of this direction there are lines to go by, of the other there are none */
  track_simulate_sweep (rand, &slow, LINK_ADAPTER, 10, sweep);
  thin_out (sweep, 2);
  g_assert_true (track_add_sweep (track, sweep, &line));
  g_assert_true (line.interpolated);
  g_assert_cmpuint (line.n_reports, ==, 2);
  g_assert_cmpfloat (fabs (line.crossing_s + line.offset_s - sweep->crossing_s), <, 0.05);
  g_assert_cmpfloat (line.sigma_s, >=, 0.01);
  track_simulate_sweep (rand, &slow, LINK_ADAPTER, 11, sweep);
  thin_out (sweep, 2);
  g_assert_false (track_add_sweep (track, sweep, &line));

  /* three are enough, with a larger uncertainty */
  track_simulate_sweep (rand, &slow, LINK_ADAPTER, 12, sweep);
  thin_out (sweep, 3);
  g_assert_true (track_add_sweep (track, sweep, &line));
  g_assert_false (line.interpolated);
  g_assert_cmpfloat (fabs (get_error_um (&slow, sweep, &line)), <, 20.0);
}

/* A fifth of the reports is wrong by anything. */
static void
test_outliers (void)
{
  g_autoptr (GRand) rand = g_rand_new_with_seed (11);
  g_autoptr (InsTrack) track = track_new_for (&slow);
  g_autofree TrackSweep *sweep = g_new (TrackSweep, 1);

  for (guint number = 0; number < 30; number++)
    {
      InsTrackLine line;

      track_simulate_sweep (rand, &slow, LINK_ADAPTER, number, sweep);
      for (guint i = 0; i < sweep->n_reports; i++)
        if (g_rand_int_range (rand, 0, 5) == 0)
          sweep->reports[i].position_mm = g_rand_double_range (rand, 0, 6);
      g_assert_true (track_add_sweep (track, sweep, &line));
      g_assert_cmpfloat (fabs (get_error_um (&slow, sweep, &line)), <, 10.0);
    }
}

static void
spoil (GRand *rand, TrackSweep *sweep)
{
  static const double odd[] = { 0.0, -1.0, 1e300, -1e300, 5000.0, (double)NAN, (double)INFINITY };

  for (guint i = 0; i < sweep->n_reports; i++)
    {
      InsTrackReport *report = &sweep->reports[i];
      double value = odd[g_rand_int_range (rand, 0, G_N_ELEMENTS (odd))];

      switch (g_rand_int_range (rand, 0, 8))
        {
        case 0:
          report->asked_s = value;
          break;
        case 1:
          report->answered_s = value;
          break;
        case 2:
          report->position_mm = value;
          break;
        case 3:
          *report = sweep->reports[g_rand_int_range (rand, 0, (gint32)sweep->n_reports)];
          break;
        case 4:
          report->answered_s = report->asked_s - 0.001;
          break;
        default:
          break;
        }
    }
}

/* Whatever the reports say, there is an end and no number that is none. */
static void
test_garbage (void)
{
  g_autoptr (GRand) rand = g_rand_new_with_seed (12);
  g_autofree TrackSweep *sweep = g_new (TrackSweep, 1);

  for (guint turn = 0; turn < 20; turn++)
    {
      g_autoptr (InsTrack) track = track_new_for (&slow);

      for (guint number = 0; number < 30; number++)
        {
          InsTrackLine line;

          track_simulate_sweep (rand, &slow, LINK_STALLS, number, sweep);
          spoil (rand, sweep);
          if (g_rand_int_range (rand, 0, 10) == 0)
            sweep->end_mm = sweep->start_mm;
          if (!track_add_sweep (track, sweep, &line))
            continue;
          g_assert_true (isfinite (line.crossing_s) && isfinite (line.speed_mm_s) &&
                         isfinite (line.offset_s) && isfinite (line.sigma_s) &&
                         isfinite (line.offset_low_s) && isfinite (line.offset_high_s));
          g_assert_cmpfloat (line.alpha, >=, 0.0);
          g_assert_cmpfloat (line.alpha, <=, 1.0);
          g_assert_cmpfloat (fabs (line.speed_mm_s), >, 4.9);
          g_assert_cmpfloat (fabs (line.speed_mm_s), <, 20.1);
        }
    }
}

/* Old lines are folded into sums; nothing drifts. */
static void
test_long_scan (void)
{
  g_autoptr (GRand) rand = g_rand_new_with_seed (13);
  g_autoptr (InsTrack) track = track_new_for (&slow);
  g_autofree TrackSweep *sweep = g_new (TrackSweep, 1);
  double first_um = 0.0;

  for (guint number = 0; number < 500; number++)
    {
      InsTrackLine line;

      track_simulate_sweep (rand, &slow, LINK_REPLY_JITTER, number, sweep);
      g_assert_true (track_add_sweep (track, sweep, &line));
      if (number == 150)
        first_um = get_error_um (&slow, sweep, &line);
      if (number > 150)
        g_assert_cmpfloat_with_epsilon (get_error_um (&slow, sweep, &line), first_um, 1.5);
    }
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/track/line-to-line", test_line_to_line);
  g_test_add_func ("/track/busy-computer", test_busy_computer);
  g_test_add_func ("/track/first-line", test_first_line);
  g_test_add_func ("/track/invariance", test_invariance);
  g_test_add_func ("/track/few-reports", test_few_reports);
  g_test_add_func ("/track/outliers", test_outliers);
  g_test_add_func ("/track/garbage", test_garbage);
  g_test_add_func ("/track/long-scan", test_long_scan);

  return g_test_run ();
}
