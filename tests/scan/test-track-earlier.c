/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <math.h>

#include "track-simulation.h"

/* A scan that is gone on with knows what the lines in its file have shown of the link, and places
 * those to come as they were placed. */

#define PIXEL_MM 0.05
#define SEAM_PX 0.2    /* of the mean of the lines that follow */
#define N_SIGMAS 3.0   /* of each of them, beyond */
#define COMMON_S 60e-6 /* how well the mean of those before is known */

enum
{
  N_BEFORE = 20,
  N_AFTER = 6,
  N_BUSY = 4, /* of the lines before, the first ones */
};

static const TrackMotion slow = { 6, 10, 100, 2, 0.0, 0.005, 0.0 };
static const TrackMotion fast_polled = { 25, 50, 500, 2, 0.0, 0.005, 0.0 };

typedef struct
{
  TrackSweep sweeps[N_BEFORE];
  InsTrackLine lines[N_BEFORE];
} Before;

static double
get_error_s (const TrackSweep *sweep, const InsTrackLine *line)
{
  return line->crossing_s + line->offset_s - sweep->crossing_s;
}

static gboolean
has (const GArray *rows, guint row)
{
  for (guint i = 0; i < rows->len; i++)
    if (g_array_index (rows, guint, i) == row)
      return TRUE;

  return FALSE;
}

/* By a computer that is busy, before it writes. */
static void
delay (GRand *rand, TrackSweep *sweep)
{
  for (guint i = 0; i < sweep->n_reports; i++)
    sweep->reports[i].asked_s -= g_rand_double_range (rand, 0.0, 0.006);
}

/* As the processing worker does: the first line is placed with the second, and what is learnt later
 * is noted. With the first @n_busy of them the computer is busy. */
static void
scan_before (GRand *rand,
             const TrackMotion *motion,
             TrackLink link,
             guint n_lines,
             guint n_busy,
             Before *before)
{
  g_autoptr (InsTrack) track = track_new_for (motion);
  g_autoptr (GArray) moved = g_array_new (FALSE, FALSE, sizeof (guint));
  guint n_placed = 0;

  for (guint number = 0; number < n_lines; number++)
    {
      track_simulate_sweep (rand, motion, link, number, &before->sweeps[number]);
      if (number < n_busy)
        delay (rand, &before->sweeps[number]);
      g_assert_true (track_add_sweep (track, &before->sweeps[number], &before->lines[number]));
      ins_track_take_moved (track, 0.5 * PIXEL_MM / motion->speed_mm_s, moved);
      while (ins_track_is_anchored (track) && n_placed <= number)
        {
          TrackSweep *sweep = &before->sweeps[n_placed];

          ins_track_look_again (track, sweep->reports, sweep->n_reports,
                                &before->lines[n_placed++]);
        }
    }
}

/* Another program, which has what the file has. */
static InsTrack *
go_on (const TrackMotion *motion, const Before *before, guint n_lines)
{
  InsTrack *track = track_new_for (motion);

  for (guint i = 0; i < n_lines; i++)
    {
      const TrackSweep *sweep = &before->sweeps[i];
      const InsTrackLine *line = &before->lines[i];

      g_assert_true (ins_track_add_earlier (track, sweep->start_mm, sweep->end_mm, sweep->reports,
                                            sweep->n_reports, i, line));
    }
  g_assert_true (ins_track_hold_earlier (track, FALSE));

  return track;
}

/* Of those that stay. */
static double
get_mean_error_s (const Before *before, const GArray *moved)
{
  double sum_s = 0.0;
  guint n = 0;

  for (guint i = 0; i < N_BEFORE; i++)
    {
      if (has (moved, i))
        continue;
      sum_s += get_error_s (&before->sweeps[i], &before->lines[i]);
      n++;
    }

  return sum_s / n;
}

static void
check_seam (const TrackMotion *motion, TrackLink link, guint seed)
{
  g_autoptr (GRand) rand = g_rand_new_with_seed (seed);
  g_autofree Before *before = g_new0 (Before, 1);
  g_autofree TrackSweep *sweep = g_new (TrackSweep, 1);
  g_autoptr (InsTrack) track = NULL;
  g_autoptr (GArray) moved = g_array_new (FALSE, FALSE, sizeof (guint));
  double before_s, sum_s = 0.0, pixel_s = PIXEL_MM / motion->speed_mm_s;

  scan_before (rand, motion, link, N_BEFORE, 0, before);
  track = go_on (motion, before, N_BEFORE);
  ins_track_take_moved (track, 0.5 * pixel_s, moved);
  g_assert_cmpuint (moved->len, <=, N_BEFORE / 2);
  before_s = get_mean_error_s (before, moved);
  for (guint number = N_BEFORE; number < N_BEFORE + N_AFTER; number++)
    {
      InsTrackLine line;
      double beside_s;

      track_simulate_sweep (rand, motion, link, number, sweep);
      g_assert_true (track_add_sweep (track, sweep, &line));
      beside_s = get_error_s (sweep, &line) - before_s;
      sum_s += beside_s / N_AFTER;
      g_assert_cmpfloat (fabs (beside_s), <, N_SIGMAS * line.sigma_s + COMMON_S);
    }
  g_assert_cmpfloat (fabs (sum_s), <, SEAM_PX * pixel_s);
  /* and what is in the file is where it was put, but for a guess that nothing tells surely */
  ins_track_take_moved (track, 0.5 * pixel_s, moved);
  if (link != LINK_JITTER_BOTH_WAYS)
    g_assert_cmpuint (moved->len, ==, 0);
}

static void
test_seam (void)
{
  const TrackMotion *motions[] = { &slow, &fast_polled };

  for (guint m = 0; m < G_N_ELEMENTS (motions); m++)
    for (guint link = 0; link < LINK_FRAMES; link++)
      if (link != LINK_STALLS && link != LINK_LATENCY_TIMER)
        for (guint seed = 0; seed < 8; seed++)
          check_seam (motions[m], (TrackLink)link, 700 + seed);
}

/* What a busy computer has put on the wrong side of the link before the program was killed is found
 * and swept again, and the lines to come lie right. */
static void
test_wrong_side (void)
{
  const double pixel_s = PIXEL_MM / fast_polled.speed_mm_s;

  for (guint seed = 0; seed < 20; seed++)
    for (guint n_before = 2; n_before <= N_BUSY + 2; n_before++)
      {
        g_autoptr (GRand) rand = g_rand_new_with_seed (800 + seed);
        g_autofree Before *before = g_new0 (Before, 1);
        g_autofree TrackSweep *sweep = g_new (TrackSweep, 1);
        g_autoptr (InsTrack) track = NULL;
        g_autoptr (GArray) moved = g_array_new (FALSE, FALSE, sizeof (guint));
        InsTrackLine line;

        scan_before (rand, &fast_polled, LINK_ADAPTER, n_before, N_BUSY, before);
        track = go_on (&fast_polled, before, n_before);
        ins_track_take_moved (track, 0.5 * pixel_s, moved);
        for (guint number = n_before; number < n_before + N_AFTER; number++)
          {
            track_simulate_sweep (rand, &fast_polled, LINK_ADAPTER, number, sweep);
            g_assert_true (track_add_sweep (track, sweep, &line));
            ins_track_take_moved (track, 0.5 * pixel_s, moved);
          }
        ins_track_look_again (track, sweep->reports, sweep->n_reports, &line);
        g_assert_cmpfloat (fabs (get_error_s (sweep, &line)), <, pixel_s);
        for (guint i = 0; i < n_before; i++)
          g_assert_true (fabs (get_error_s (&before->sweeps[i], &before->lines[i])) < pixel_s ||
                         has (moved, i));
      }
}

/* A file whose reports are older than their questions tells nothing that holds now. */
static void
test_stale (void)
{
  g_autoptr (GRand) rand = g_rand_new_with_seed (3);
  g_autofree TrackSweep *sweep = g_new (TrackSweep, 1);
  g_autoptr (InsTrack) track = track_new_for (&fast_polled);
  InsTrackLine line = { .crossing_s = 1.0 };

  for (guint number = 0; number < 12; number++)
    {
      track_simulate_sweep (rand, &fast_polled, LINK_STALE, number, sweep);
      line.crossing_s = sweep->crossing_s;
      (void)ins_track_add_earlier (track, sweep->start_mm, sweep->end_mm, sweep->reports,
                                   sweep->n_reports, number, &line);
    }
  g_assert_false (ins_track_hold_earlier (track, FALSE));
  g_assert_false (ins_track_is_anchored (track));
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/track-earlier/seam", test_seam);
  g_test_add_func ("/track-earlier/wrong-side", test_wrong_side);
  g_test_add_func ("/track-earlier/stale", test_stale);

  return g_test_run ();
}
