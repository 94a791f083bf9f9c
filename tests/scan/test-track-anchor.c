/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <math.h>

#include "track-simulation.h"

/* All lines of a scan lie in step, whatever is learnt about the link meanwhile. */

#define PIXEL_MM 0.05

static const TrackMotion slow = { 6, 10, 100, 2, 0.0, 0.005, 0.0 };
static const TrackMotion smooth = { 6, 10, 100, 0, 0.0, 0.005, 0.0 };
static const TrackMotion fast_polled = { 25, 50, 500, 2, 0.0, 0.005, 0.0 };

/* By a computer that is busy, before it writes and after it reads. */
static void
delay (GRand *rand, TrackSweep *sweep)
{
  for (guint i = 0; i < sweep->n_reports; i++)
    {
      sweep->reports[i].asked_s -= g_rand_double_range (rand, 0.0, 0.006);
      sweep->reports[i].answered_s += g_rand_double_range (rand, 0.0, 0.001);
    }
}

static double
get_error_s (const TrackSweep *sweep, const InsTrackLine *line)
{
  return line->crossing_s + line->offset_s - sweep->crossing_s;
}

/* Lines that turned out to lie elsewhere are swept again. */
static void
drop_moved (InsTrack *track, const TrackMotion *motion, double *errors_s)
{
  g_autoptr (GArray) rows = g_array_new (FALSE, FALSE, sizeof (guint));

  ins_track_take_moved (track, 0.5 * PIXEL_MM / motion->speed_mm_s, rows);
  for (guint i = 0; i < rows->len; i++)
    errors_s[g_array_index (rows, guint, i)] = (double)NAN;
}

/* Places a scan's lines as the processing worker does, the first ones once the delay's guess is
 * made; NaN for those that are not believed. @n_busy: lines at the start with a busy computer. */
static void
place_scan (const TrackMotion *motion,
            TrackLink link,
            guint seed,
            guint n_busy,
            double *errors_s,
            guint n_lines)
{
  g_autoptr (GRand) rand = g_rand_new_with_seed (seed);
  g_autoptr (InsTrack) track = track_new_for (motion);
  g_autofree TrackSweep *sweeps = g_new (TrackSweep, n_lines);
  g_autofree InsTrackLine *lines = g_new0 (InsTrackLine, n_lines);
  guint n_placed = 0;

  for (guint number = 0; number < n_lines; number++)
    {
      track_simulate_sweep (rand, motion, link, number, &sweeps[number]);
      if (number < n_busy)
        delay (rand, &sweeps[number]);
      g_assert_true (track_add_sweep (track, &sweeps[number], &lines[number]));
      while (ins_track_is_anchored (track) && n_placed <= number)
        {
          const TrackSweep *sweep = &sweeps[n_placed];
          InsTrackLine *line = &lines[n_placed];

          ins_track_look_again (track, sweep->reports, sweep->n_reports, line);
          ins_track_note_placed (track, sweep->reports, sweep->n_reports, n_placed, line);
          errors_s[n_placed++] = ins_track_is_believed (ins_track_judge (line, PIXEL_MM))
                                     ? get_error_s (sweep, line)
                                     : (double)NAN;
        }
      drop_moved (track, motion, errors_s);
    }
  g_assert_cmpuint (n_placed, ==, n_lines);
}

/* What is not known when the first lines come (on which side of the link the delay varies, or
 * whether a busy computer made it) puts none of them aside: all are placed by one guess. */
static void
test_first_lines_lie_with_the_others (void)
{
  const TrackMotion *motions[] = { &slow, &fast_polled };
  enum
  {
    N_LINES = 12
  };

  for (guint m = 0; m < G_N_ELEMENTS (motions); m++)
    for (guint link = 0; link < LINK_FRAMES; link++)
      for (guint seed = 0; seed < 8; seed++)
        for (guint n_busy = 0; n_busy <= 2; n_busy += 2)
          {
            double errors_s[N_LINES], pixel_s = PIXEL_MM / motions[m]->speed_mm_s;

            place_scan (motions[m], (TrackLink)link, 400 + seed, n_busy, errors_s, N_LINES);
            for (guint i = 0; i < N_LINES; i++)
              g_assert_false (fabs (errors_s[i] - errors_s[N_LINES - 1]) > pixel_s);
          }
}

/* A computer that is busy with the first lines, late with its questions, makes a link look as if
 * the delay lay on the way there. The lines after them know better, and what was put by that guess
 * is swept again. */
static void
test_wrong_side_is_left (void)
{
  enum
  {
    N_LINES = 12
  };

  for (guint seed = 0; seed < 40; seed++)
    for (guint n_busy = 2; n_busy <= 4; n_busy++)
      {
        double errors_s[N_LINES], pixel_s = PIXEL_MM / fast_polled.speed_mm_s;

        place_scan (&fast_polled, LINK_ADAPTER, 900 + seed, n_busy, errors_s, N_LINES);
        for (guint i = 0; i < N_LINES; i++)
          g_assert_false (fabs (errors_s[i]) > pixel_s);
        g_assert_false (isnan (errors_s[N_LINES - 1]));
      }
}

/* A link whose answers hardly differ: whether the computer was late with its questions or with the
 * answers says nothing of where the delay lies. Scan after scan it is taken for the same. */
static void
test_guess_is_the_same (void)
{
  static const double late_s[] = { 0.0, 60e-6, 120e-6, 600e-6 };
  g_autofree TrackSweep *sweep = g_new (TrackSweep, 1);
  double least_s = (double)INFINITY, most_s = -(double)INFINITY;

  for (guint i = 0; i < 2 * G_N_ELEMENTS (late_s); i++)
    for (guint seed = 0; seed < 5; seed++)
      {
        g_autoptr (GRand) rand = g_rand_new_with_seed (700 + 10 * i + seed);
        g_autoptr (InsTrack) track = track_new_for (&smooth);
        InsTrackLine line;

        for (guint number = 0; number < 6; number++)
          {
            track_simulate_sweep (rand, &smooth, LINK_PLAIN, number, sweep);
            for (guint r = 0; r < sweep->n_reports; r++)
              {
                double busy_s = g_rand_double_range (rand, 0.0, 1.0) * late_s[i / 2];

                sweep->reports[r].asked_s -= i % 2 == 0 ? busy_s : 0.0;
                sweep->reports[r].answered_s += i % 2 == 0 ? 0.0 : busy_s;
              }
            g_assert_true (track_add_sweep (track, sweep, &line));
          }
        least_s = MIN (least_s, get_error_s (sweep, &line));
        most_s = MAX (most_s, get_error_s (sweep, &line));
      }
  g_test_message ("%.3f to %.3f ms", least_s * 1e3, most_s * 1e3);
  g_assert_cmpfloat (most_s - least_s, <, 0.15e-3);
}

/* What a scan has learnt of the link holds for the next one. */
static void
test_anchor_is_kept (void)
{
  g_autofree TrackSweep *sweep = g_new (TrackSweep, 1);
  double latest_s = 0.0;

  for (guint seed = 0; seed < 10; seed++)
    {
      g_autoptr (GRand) rand = g_rand_new_with_seed (500 + seed);
      InsTrackAnchor anchor = { .known = FALSE };

      for (guint scan = 0; scan < 3; scan++)
        {
          g_autoptr (InsTrack) track = track_new_for (&fast_polled);
          InsTrackLine line;

          ins_track_set_anchor (track, &anchor, scan == 2);
          for (guint number = 0; number < 12; number++)
            {
              track_simulate_sweep (rand, &fast_polled, LINK_ADAPTER, number, sweep);
              if (scan == 0 && number < 2)
                delay (rand, sweep);
              g_assert_true (track_add_sweep (track, sweep, &line));
              g_assert_true (ins_track_is_anchored (track) || (scan == 0 && number == 0));
              /* the first guess may have been spoilt by the busy computer */
              if (scan == 1)
                g_assert_cmpfloat (fabs (get_error_s (sweep, &line)), <, 0.3e-3);
              if (scan == 2)
                g_assert_cmpfloat_with_epsilon (get_error_s (sweep, &line), latest_s, 0.2e-3);
            }
          latest_s = get_error_s (sweep, &line);
          ins_track_get_anchor (track, &anchor);
          g_assert_true (anchor.known);
        }
    }
}

/* And in mid scan: a line that was shifted by it is not believed. */
static void
test_busy_line (void)
{
  g_autofree TrackSweep *sweep = g_new (TrackSweep, 1);
  double pixel_s = PIXEL_MM / fast_polled.speed_mm_s;

  for (guint seed = 0; seed < 20; seed++)
    {
      g_autoptr (GRand) rand = g_rand_new_with_seed (450 + seed);
      g_autoptr (InsTrack) track = track_new_for (&fast_polled);
      gboolean is_believed = FALSE;
      double error_s = 0.0;

      for (guint number = 0; number < 12; number++)
        {
          InsTrackLine line, examined;

          track_simulate_sweep (rand, &fast_polled, LINK_ADAPTER, number, sweep);
          if (number == 10)
            delay (rand, sweep);
          track_examine_sweep (track, sweep, &examined);
          g_assert_true (track_add_sweep (track, sweep, &line));
          is_believed = ins_track_is_believed (ins_track_judge (&line, PIXEL_MM));
          error_s = fabs (line.crossing_s + line.offset_s - sweep->crossing_s);
          g_assert_true (is_believed || number == 10);
          g_assert_true (!is_believed || number == 0 || error_s < pixel_s);
          g_assert_cmpint (ins_track_judge (&examined, PIXEL_MM) == INS_TRACK_GOOD, ==,
                           is_believed);
        }
    }
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/track-anchor/first-lines-lie-with-the-others",
                   test_first_lines_lie_with_the_others);
  g_test_add_func ("/track-anchor/wrong-side-is-left", test_wrong_side_is_left);
  g_test_add_func ("/track-anchor/guess-is-the-same", test_guess_is_the_same);
  g_test_add_func ("/track-anchor/anchor-is-kept", test_anchor_is_kept);
  g_test_add_func ("/track-anchor/busy-line", test_busy_line);

  return g_test_run ();
}
