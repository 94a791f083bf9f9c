/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <math.h>
#include <stdlib.h>

#include "track-simulation.h"

/* What a track says about its lines, and what it makes of stages that are not as they should be. */

#define PIXEL_MM 0.05

static const TrackMotion slow = { 6, 10, 100, 2, 0.0, 0.005, 0.0 };
static const TrackMotion slow_polls = { 6, 10, 100, 2, 0.015, 0.035, 0.0 };
static const TrackMotion fast_polled = { 25, 50, 500, 2, 0.0, 0.005, 0.0 };

static int
compare (gconstpointer a, gconstpointer b)
{
  double x = *(const double *)a, y = *(const double *)b;

  return (x > y) - (x < y);
}

/* A stage that answers with an old position is found out within six lines. On every other link it
 * is never suspected, and the range of the offset is never empty. */
static void
test_stale_is_detected (void)
{
  g_autofree TrackSweep *sweep = g_new (TrackSweep, 1);
  const TrackMotion *motions[] = { &slow, &slow_polls };

  for (guint m = 0; m < G_N_ELEMENTS (motions); m++)
    for (guint link = 0; link < LINK_STALE_TOO_SLOW; link++)
      for (guint seed = 0; seed < 5; seed++)
        {
          g_autoptr (GRand) rand = g_rand_new_with_seed (300 + seed);
          g_autoptr (InsTrack) track = track_new_for (motions[m]);
          InsTrackLine line;

          for (guint number = 0; number < 6; number++)
            {
              track_simulate_sweep (rand, motions[m], (TrackLink)link, number, sweep);
              g_assert_true (track_add_sweep (track, sweep, &line));
              if (link >= LINK_STALE && number < 5)
                continue;
              g_assert_cmpfloat (line.offset_low_s, <=, line.offset_high_s);
              g_assert_true ((line.state == INS_TRACK_STALE) == (link >= LINK_STALE));
            }
        }
}

typedef struct
{
  const TrackMotion *motion;
  TrackLink link;
  guint n_unsure; /* of the first lines, at most */
  double range_s; /* of the constant delay: what an answer takes, and a little */
  double p90_um;  /* line to line */
} FramesCase;

static void
run_frames (const FramesCase *with, guint seed)
{
  g_autoptr (GRand) rand = g_rand_new_with_seed (seed);
  g_autoptr (InsTrack) track = track_new_for (with->motion);
  g_autofree TrackSweep *sweep = g_new (TrackSweep, 1);
  double before_um[2] = { (double)NAN, (double)NAN }, apart_um[80];
  guint n = 0, n_covered = 0;

  for (guint number = 0; number < 80; number++)
    {
      double late_s, error_um;
      InsTrackLine line;

      track_simulate_sweep (rand, with->motion, with->link, number, sweep);
      g_assert_true (track_add_sweep (track, sweep, &line));
      late_s = sweep->crossing_s - line.crossing_s;
      g_assert_cmpfloat (late_s, >=, line.offset_low_s);
      g_assert_cmpfloat (late_s, <=, line.offset_high_s);
      if (number < with->n_unsure && !ins_track_is_believed (ins_track_judge (&line, PIXEL_MM)))
        continue;
      g_assert_cmpint (ins_track_judge (&line, PIXEL_MM), ==, INS_TRACK_GOOD);
      if (number >= 10)
        g_assert_cmpfloat (line.offset_high_s - line.offset_low_s, <, with->range_s);
      error_um = (line.crossing_s + line.offset_s - sweep->crossing_s) * with->motion->speed_mm_s *
                 1e3;
      apart_um[n] = fabs (error_um - before_um[number % 2]);
      if (!isnan (apart_um[n]))
        n_covered += apart_um[n++] <= 2.0 * G_SQRT2 * line.sigma_s * with->motion->speed_mm_s * 1e3;
      before_um[number % 2] = error_um;
    }
  g_assert_cmpfloat_with_epsilon (ins_track_get_frame_s (track), 0.02, 1e-5);
  qsort (apart_um, n, sizeof *apart_um, compare);
  g_test_message ("%g mm/s, link %d: p90 %.2f um, covered %u of %u", with->motion->speed_mm_s,
                  with->link, apart_um[n * 9 / 10], n_covered, n);
  g_assert_cmpfloat (apart_um[n * 9 / 10], <, with->p90_um);
  g_assert_cmpuint (100 * n_covered, >=, 93 * n);
}

/* Fast polls tell the frames, also where an answer takes a third of one: the lines lie as well as
 * on a good link, and the truth within the bounds. */
static void
test_frames (void)
{
  static const TrackMotion slow_asked = { 6, 10, 100, 2, 0.0, 0.00167, 0.0 };
  static const TrackMotion fast_asked = { 25, 50, 500, 2, 0.0, 0.00167, 0.0 };
  static const FramesCase cases[] = { { &slow, LINK_STALE, 0, 5e-3, 0.5 },
                                      { &fast_polled, LINK_STALE, 0, 5e-3, 5.0 },
                                      { &slow_asked, LINK_STALE_SLOW, 4, 13e-3, 1.0 },
                                      { &fast_asked, LINK_STALE_SLOW, 12, 13e-3, 5.0 } };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    for (guint seed = 0; seed < 3; seed++)
      run_frames (&cases[i], 70 + seed);
}

/* After a gap, or on a sweep with few answers, nobody knows which frame is which: no line is placed
 * by a wrong one. */
static void
test_frames_after_a_gap (void)
{
  static const TrackMotion asked = { 6, 10, 100, 2, 0.0, 0.00167, 0.0 };
  g_autofree TrackSweep *sweep = g_new (TrackSweep, 1);

  for (guint seed = 0; seed < 8; seed++)
    {
      g_autoptr (GRand) rand = g_rand_new_with_seed (600 + seed);
      g_autoptr (InsTrack) track = track_new_for (&asked);
      double least_um = (double)INFINITY, most_um = -(double)INFINITY;
      guint n_believed = 0;

      for (guint number = 0; number < 30; number++)
        {
          double error_um;
          InsTrackLine line;

          track_simulate_sweep (rand, &asked, LINK_STALE_SLOW, 20 * number + number % 2, sweep);
          for (guint i = 0; number % 3 == 2 && i < sweep->n_reports / 4; i++)
            sweep->reports[i] = sweep->reports[4 * i];
          if (number % 3 == 2)
            sweep->n_reports /= 4;
          if (!track_add_sweep (track, sweep, &line) || number < 6 ||
              !ins_track_is_believed (ins_track_judge (&line, PIXEL_MM)))
            continue;
          n_believed++;
          error_um = (line.crossing_s + line.offset_s - sweep->crossing_s) * asked.speed_mm_s * 1e3;
          least_um = MIN (least_um, error_um);
          most_um = MAX (most_um, error_um);
        }
      g_test_message ("seed %u: %u believed, %.1f um apart", seed, n_believed, most_um - least_um);
      g_assert_cmpuint (n_believed, >=, 4);
      g_assert_cmpfloat (most_um - least_um, <, 1e3 * PIXEL_MM);
    }
}

/* Polls that are too slow for the frames, or answers: no line is placed as if it were known. */
static void
check_frames_too_fast (const TrackMotion *motion, TrackLink link, guint seed)
{
  g_autofree TrackSweep *sweep = g_new (TrackSweep, 1);
  g_autoptr (GRand) rand = g_rand_new_with_seed (seed);
  g_autoptr (InsTrack) track = track_new_for (motion);
  guint n_bounded = 0;

  for (guint number = 0; number < 36; number++)
    {
      double late_s;
      InsTrackLine line;

      track_simulate_sweep (rand, motion, link, number, sweep);
      g_assert_true (track_add_sweep (track, sweep, &line));
      if (number < 6)
        continue;
      late_s = sweep->crossing_s - line.crossing_s;
      n_bounded += late_s >= line.offset_low_s && late_s <= line.offset_high_s;
      g_assert_cmpint (line.state, ==, INS_TRACK_STALE);
      g_assert_cmpint (ins_track_judge (&line, PIXEL_MM), ==, INS_TRACK_UNSURE);
    }
  g_assert_cmpuint (n_bounded, >=, 29);
  g_assert_cmpfloat (ins_track_get_frame_s (track), >, 0.01);
}

static void
test_frames_too_fast (void)
{
  for (guint seed = 0; seed < 5; seed++)
    {
      check_frames_too_fast (&slow_polls, LINK_STALE, 71 + seed);
      check_frames_too_fast (&fast_polled, LINK_STALE_TOO_SLOW, 81 + seed);
    }
}

/* Where few other lines tell the speed, a line that is bent looks contradictory. */
static void
check_is (const InsTrackLine *line, InsTrackVerdict wanted)
{
  InsTrackVerdict verdict = ins_track_judge (line, PIXEL_MM);

  if (wanted == INS_TRACK_BENT && verdict == INS_TRACK_CONTRADICTORY)
    return;
  g_assert_cmpint (verdict, ==, wanted);
}

/* What an odd line is judged to be: by the track it was added to, and by whoever examines it
 * before. */
static void
check_verdict (TrackSweep *odd, TrackLink link, guint n_before, InsTrackVerdict wanted)
{
  g_autofree TrackSweep *sweep = g_new (TrackSweep, 1);
  g_autoptr (GRand) rand = g_rand_new_with_seed (72);
  g_autoptr (InsTrack) track = track_new_for (&slow);
  InsTrackLine line;

  for (guint number = 0; number < n_before; number++)
    {
      track_simulate_sweep (rand, &slow, link, number, sweep);
      track_examine_sweep (track, sweep, &line);
      g_assert_cmpint (ins_track_judge (&line, PIXEL_MM), ==, INS_TRACK_GOOD);
      g_assert_true (track_add_sweep (track, sweep, &line));
      g_assert_cmpint (ins_track_judge (&line, PIXEL_MM), ==, INS_TRACK_GOOD);
    }
  track_examine_sweep (track, odd, &line);
  check_is (&line, wanted);
  if (track_add_sweep (track, odd, &line))
    check_is (&line, wanted);
  else
    g_assert_cmpint (wanted, ==, INS_TRACK_LOST);
}

static void
test_verdicts (void)
{
  static const guint befores[] = { 0, 4, 20 };
  TrackMotion hesitating = slow;

  hesitating.hesitation_s = 0.02; /* 0.2 mm of 0.05 mm pixels */
  for (guint link = 0; link < LINK_JITTER_BOTH_WAYS; link++)
    for (guint i = 0; i < G_N_ELEMENTS (befores); i++)
      {
        g_autofree TrackSweep *sweep = g_new (TrackSweep, 1);
        g_autoptr (GRand) rand = g_rand_new_with_seed (73);
        guint n = befores[i];

        track_simulate_sweep (rand, &slow, (TrackLink)link, n, sweep);
        check_verdict (sweep, (TrackLink)link, n, INS_TRACK_GOOD);
        sweep->n_reports = 4;
        check_verdict (sweep, (TrackLink)link, n, INS_TRACK_LOST);
        track_simulate_sweep (rand, &hesitating, (TrackLink)link, n, sweep);
        check_verdict (sweep, (TrackLink)link, n, INS_TRACK_BENT);
      }
}

/* Now and then an answer that belongs to an earlier question, which the brackets exclude. */
static void
test_mixed_up (void)
{
  g_autofree TrackSweep *sweep = g_new (TrackSweep, 1);
  g_autoptr (GRand) rand = g_rand_new_with_seed (74);

  track_simulate_sweep (rand, &slow, LINK_ADAPTER, 10, sweep);
  for (guint i = sweep->n_reports - 1; i >= 4; i--)
    sweep->reports[i].position_mm = sweep->reports[i - i % 5].position_mm;
  check_verdict (sweep, LINK_ADAPTER, 10, INS_TRACK_CONTRADICTORY);
}

/* The judge alone. */
static void
test_judge (void)
{
  const InsTrackLine good = { .speed_mm_s = -10.0, .sigma_s = 1e-3, .n_reports = 5 };
  InsTrackLine line = good;

  g_assert_cmpint (ins_track_judge (&good, 0.05), ==, INS_TRACK_GOOD);
  line.n_reports = 4;
  g_assert_cmpint (ins_track_judge (&line, 0.05), ==, INS_TRACK_FEW);
  g_assert_true (ins_track_is_believed (INS_TRACK_FEW));
  line = good;
  line.sigma_s = 1.3e-3; /* 26 um of 25 */
  g_assert_cmpint (ins_track_judge (&line, 0.05), ==, INS_TRACK_UNSURE);
  g_assert_false (ins_track_is_believed (INS_TRACK_UNSURE));
  line = good;
  line.contradiction_s = 2.6e-3;
  g_assert_cmpint (ins_track_judge (&line, 0.05), ==, INS_TRACK_CONTRADICTORY);
  line.bend_s = 2.6e-3;
  g_assert_cmpint (ins_track_judge (&line, 0.05), ==, INS_TRACK_BENT);
  line.sigma_s = (double)NAN;
  g_assert_cmpint (ins_track_judge (&line, 0.05), ==, INS_TRACK_LOST);
  line = good;
  line.interpolated = TRUE;
  g_assert_cmpint (ins_track_judge (&line, 0.05), ==, INS_TRACK_LOST);
  for (guint state = 0; state <= INS_TRACK_N_STATES; state++)
    g_assert_nonnull (ins_track_state_get_name ((InsTrackState)state));
}

/* Round trips that differ from line to line but not within one say nothing about where they are
 * late. */
static void
test_share_unknown (void)
{
  g_autofree TrackSweep *sweep = g_new (TrackSweep, 1);
  g_autoptr (GRand) rand = g_rand_new_with_seed (75);
  g_autoptr (InsTrack) track = track_new_for (&slow);
  InsTrackLine line;

  for (guint number = 0; number < 20; number++)
    {
      track_simulate_sweep (rand, &slow, LINK_PLAIN, number, sweep);
      for (guint i = 0; i < sweep->n_reports; i++)
        {
          double middle_s = 0.5 * (sweep->reports[i].asked_s + sweep->reports[i].answered_s);
          double half_s = 2e-3 + 1e-3 * (number % 4);

          sweep->reports[i].asked_s = middle_s - half_s;
          sweep->reports[i].answered_s = middle_s + half_s;
        }
      g_assert_true (track_add_sweep (track, sweep, &line));
    }
  g_assert_cmpint (line.state, ==, INS_TRACK_SHARE_UNKNOWN);
}

/* In the ramps too: after some lines each place is where the stage was, within a few um, and never
 * further off than stated. */
static void
test_ramps (void)
{
  const TrackMotion *motions[] = { &slow, &fast_polled };
  static const double worst_um[] = { 12.0, 25.0 };
  g_autofree TrackSweep *sweep = g_new (TrackSweep, 1);

  for (guint m = 0; m < G_N_ELEMENTS (motions); m++)
    {
      g_autoptr (GRand) rand = g_rand_new_with_seed (76);
      g_autoptr (InsTrack) track = track_new_for (motions[m]);
      double largest_um = 0.0;

      for (guint number = 0; number < 100; number++)
        {
          InsTrackLine line;
          double first_s, last_s;

          track_simulate_sweep (rand, motions[m], LINK_REPLY_JITTER, number, sweep);
          g_assert_true (track_add_sweep (track, sweep, &line));
          if (number < 90)
            continue;
          first_s = sweep->reports[0].asked_s;
          last_s = sweep->reports[sweep->n_reports - 1].answered_s;
          line.offset_s = sweep->crossing_s - line.crossing_s; /* as if it were measured */
          for (guint i = 0; i <= 400; i++)
            {
              double time_s = first_s + (last_s - first_s) * i / 400.0;
              double mm = ins_track_get_mm (track, &line, sweep->start_mm, sweep->end_mm, time_s);
              double doubt_mm = ins_track_get_doubt_mm (track, &line, sweep->start_mm,
                                                        sweep->end_mm, mm);
              double error_mm = fabs (mm - track_get_true_mm (sweep, time_s));

              largest_um = MAX (largest_um, 1e3 * error_mm);
              g_assert_cmpfloat (doubt_mm, >, 0.0);
              g_assert_cmpfloat (doubt_mm, <, 0.1);
            }
        }
      g_test_message ("%g mm/s: %.1f um off at most", motions[m]->speed_mm_s, largest_um);
      g_assert_cmpfloat (largest_um, <, worst_um[m]);
    }
}

/* Before a ramp was seen often enough it is the nominal one. */
static void
test_nominal_ramp (void)
{
  g_autoptr (InsTrack) track = ins_track_new (10.0, 100.0, TRACK_QUANTUM_MM);
  const InsTrackLine line = { .crossing_s = 100.0, .speed_mm_s = 10.0 };

  /* 6 mm with ramps of 0.5 mm and 0.1 s, 0.7 s in all */
  g_assert_cmpfloat_with_epsilon (ins_track_get_mm (track, &line, 0, 6, 100.0), 3.0, 1e-9);
  g_assert_cmpfloat_with_epsilon (ins_track_get_mm (track, &line, 0, 6, 100.25), 5.5, 1e-9);
  g_assert_cmpfloat_with_epsilon (ins_track_get_mm (track, &line, 0, 6, 100.3), 5.875, 1e-9);
  g_assert_cmpfloat_with_epsilon (ins_track_get_mm (track, &line, 0, 6, 100.35), 6.0, 1e-9);
  g_assert_cmpfloat_with_epsilon (ins_track_get_mm (track, &line, 0, 6, 101.0), 6.0, 1e-9);
  g_assert_cmpfloat_with_epsilon (ins_track_get_mm (track, &line, 0, 6, 99.65), 0.0, 1e-9);
}

/* Over hours the stage's clock wanders against the host's; the speed follows. */
static void
test_drift (void)
{
  g_autofree TrackSweep *sweep = g_new (TrackSweep, 1);
  g_autoptr (GRand) rand = g_rand_new_with_seed (77);
  g_autoptr (InsTrack) track = track_new_for (&slow);

  for (guint number = 0; number < 1500; number++)
    {
      TrackMotion motion = slow;
      InsTrackLine line;

      motion.speed_mm_s *= 1.0 + 2e-3 * number / 1500.0;
      track_simulate_sweep (rand, &motion, LINK_REPLY_JITTER, number, sweep);
      g_assert_true (track_add_sweep (track, sweep, &line));
      if (number > 100)
        g_assert_cmpfloat_with_epsilon (fabs (line.speed_mm_s), 1.001 * motion.speed_mm_s, 0.006);
    }
}

/* Few reports are all of them on a slow link; a gap is a busy computer's, or a lost answer. */
static void
test_all_reports (void)
{
  static const struct
  {
    double answered_s[6];
    guint n;
    gboolean has_all;
  } cases[] = {
    { { 0.10, 0.135, 0.17, 0.22 }, 4, TRUE },         /* 30 ms and random waits */
    { { 0.1, 0.3, 0.52, 0.73 }, 4, TRUE },            /* 2 x 100 ms */
    { { 0.1, 0.3, 0.75 }, 3, FALSE },                 /* and one is missing */
    { { 0.1, 0.102, 0.105, 0.14, 0.143 }, 5, FALSE }, /* a fast link, and 35 ms of something else */
    { { 0.1, 0.102, 0.105, 0.127, 0.13 }, 5, TRUE },  /* a long wait between polls */
    { { 0.1, 0.3 }, 2, FALSE },
    { { 0.0 }, 0, FALSE },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      InsTrackReport reports[6];

      for (guint r = 0; r < cases[i].n; r++)
        reports[r] = (InsTrackReport){ cases[i].answered_s[r] - 0.001, cases[i].answered_s[r], r };
      g_assert_cmpint (ins_track_has_all_reports (reports, cases[i].n), ==, cases[i].has_all);
    }
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/track-states/stale-is-detected", test_stale_is_detected);
  g_test_add_func ("/track-states/frames", test_frames);
  g_test_add_func ("/track-states/frames-after-a-gap", test_frames_after_a_gap);
  g_test_add_func ("/track-states/frames-too-fast", test_frames_too_fast);
  g_test_add_func ("/track-states/verdicts", test_verdicts);
  g_test_add_func ("/track-states/mixed-up", test_mixed_up);
  g_test_add_func ("/track-states/judge", test_judge);
  g_test_add_func ("/track-states/share-unknown", test_share_unknown);
  g_test_add_func ("/track-states/ramps", test_ramps);
  g_test_add_func ("/track-states/nominal-ramp", test_nominal_ramp);
  g_test_add_func ("/track-states/drift", test_drift);
  g_test_add_func ("/track-states/all-reports", test_all_reports);

  return g_test_run ();
}
