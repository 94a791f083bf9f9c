/* test-encoder-track.c - an encoder's origin, its gaps, and what is wrong with it
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "config.h"

#include <math.h>

#include "scan/ins-encoder-track.h"

#define N 600
#define ORIGIN_MM 41.7
#define STEP_MM 0.005
#define SPEED_MM_S 50.0
#define ALLOWANCE_MM 0.05
#define REST_S 0.02 /* of the pulses; then 10 mm at 50 mm/s, 500 mm/s^2 at both ends */

typedef struct
{
  InsPulse pulses[N];
  double times_s[N], truth_mm[N], positions_mm[N];
  double slip_mm;
  int direction;
  InsEncoderRest rest;
  InsEncoderTrack track;
} Case;

static double
get_way_mm (double time_s)
{
  double ramp_s = 0.1, cruise_s = 0.1;

  if (time_s <= 0.0)
    return 0.0;
  if (time_s < ramp_s)
    return 250.0 * time_s * time_s;
  if (time_s < ramp_s + cruise_s)
    return 2.5 + SPEED_MM_S * (time_s - ramp_s);

  return 10.0 - 250.0 * pow (MAX (2.0 * ramp_s + cruise_s - time_s, 0.0), 2.0);
}

/* One pulse a millisecond, quarter of a second of motion. @scale: of the encoder, @slip_mm lost
 * before the line. */
static void
make_line (Case *c, double start_mm, int direction, double scale, double slip_mm)
{
  c->direction = direction;
  c->rest = (InsEncoderRest){
    .position_mm = start_mm, .from_s = 100.0, .until_s = 100.0 + REST_S, .acceleration_mm_s2 = 500.0
  };
  for (guint i = 0; i < N; i++)
    {
      c->times_s[i] = 100.0 + i * 5e-4;
      c->truth_mm[i] = start_mm + direction * get_way_mm (c->times_s[i] - c->rest.until_s);
      c->pulses[i] = (InsPulse){
        .index = i,
        .card_s = i * 5e-4,
        .encoder_mm = ORIGIN_MM + scale * (floor (c->truth_mm[i] / STEP_MM) * STEP_MM) + slip_mm
      };
    }
}

static InsEncoderVerdict
add (Case *c)
{
  return ins_encoder_track_add_line (&c->track, c->pulses, c->times_s, N, &c->rest, ALLOWANCE_MM,
                                     c->direction * SPEED_MM_S, c->positions_mm, &c->slip_mm);
}

static void
assert_truth (const Case *c)
{
  for (guint i = 0; i < N; i++)
    if (!isnan (c->positions_mm[i]))
      g_assert_cmpfloat (fabs (c->positions_mm[i] - c->truth_mm[i]), <, 1.5 * STEP_MM);
}

static void
test_placed (void)
{
  Case c = { 0 };

  make_line (&c, 20.0, 1, 1.0, 0.0);
  g_assert_cmpint (add (&c), ==, INS_ENCODER_PLACED);
  assert_truth (&c);
  make_line (&c, 30.0, -1, 1.0, 0.0);
  g_assert_cmpint (add (&c), ==, INS_ENCODER_PLACED);
  assert_truth (&c);
  g_assert_cmpfloat (fabs (c.slip_mm), <, 1.5 * STEP_MM);
}

/* Counts were lost between two lines: the second is not believed, and says by how much. */
static void
test_slipped (void)
{
  Case c = { 0 };

  make_line (&c, 20.0, 1, 1.0, 0.0);
  g_assert_cmpint (add (&c), ==, INS_ENCODER_PLACED);
  make_line (&c, 30.0, -1, 1.0, 0.3);
  g_assert_cmpint (add (&c), ==, INS_ENCODER_SLIPPED);
  g_assert_cmpfloat_with_epsilon (c.slip_mm, 0.3, 2.0 * STEP_MM);
  /* the origin of the first line stays */
  make_line (&c, 20.0, 1, 1.0, 0.0);
  g_assert_cmpint (add (&c), ==, INS_ENCODER_PLACED);
  assert_truth (&c);
}

static void
test_stranger (void)
{
  static const double scales[] = { -1.0, 0.5, 2.0, 4.0, 0.001, 0.9 };

  for (guint i = 0; i < G_N_ELEMENTS (scales); i++)
    {
      Case c = { 0 };

      make_line (&c, 20.0, 1, scales[i], 0.0);
      g_assert_cmpint (add (&c), ==, INS_ENCODER_STRANGER);
    }
}

/* It stands still while the stage moves: a cable is off, or the coupling. */
static void
test_still (void)
{
  Case c = { 0 };

  make_line (&c, 20.0, 1, 0.0, 0.0);
  g_assert_cmpint (add (&c), ==, INS_ENCODER_STRANGER);
}

static void
test_gaps (void)
{
  Case c = { 0 };
  guint n = 0;

  make_line (&c, 20.0, 1, 1.0, 0.0);
  for (guint i = 50; i < N; i += 7)
    c.pulses[i].encoder_mm = (double)NAN;
  for (guint i = 300; i < 400; i++)
    c.pulses[i].encoder_mm = (double)NAN; /* 50 ms: too long to run straight */
  for (guint i = 0; i < 10; i++)
    c.pulses[i].encoder_mm = c.pulses[N - 1 - i].encoder_mm = (double)NAN;
  g_assert_cmpint (add (&c), ==, INS_ENCODER_PLACED);
  assert_truth (&c);
  for (guint i = 0; i < N; i++)
    n += isnan (c.positions_mm[i]) != 0;
  /* the long one and the ends, and what touches them */
  g_assert_cmpuint (n, >=, 120);
  g_assert_cmpuint (n, <=, 124);
}

/* No position at all; none at rest: only a line whose origin is known can be placed. */
static void
test_absent (void)
{
  Case c = { 0 };

  make_line (&c, 20.0, 1, 1.0, 0.0);
  for (guint i = 0; i < N; i++)
    c.pulses[i].encoder_mm = (double)NAN;
  g_assert_cmpint (add (&c), ==, INS_ENCODER_ABSENT);

  make_line (&c, 20.0, 1, 1.0, 0.0);
  for (guint i = 0; i < 60; i++)
    c.pulses[i].encoder_mm = (double)NAN;
  g_assert_cmpint (add (&c), ==, INS_ENCODER_ABSENT);
  g_assert_true (isnan (c.slip_mm));

  make_line (&c, 20.0, 1, 1.0, 0.0);
  g_assert_cmpint (add (&c), ==, INS_ENCODER_PLACED);
  make_line (&c, 30.0, -1, 1.0, 0.0);
  for (guint i = 0; i < 60; i++)
    c.pulses[i].encoder_mm = (double)NAN;
  g_assert_cmpint (add (&c), ==, INS_ENCODER_PLACED);
  g_assert_true (isnan (c.slip_mm));
  assert_truth (&c);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/encoder-track/placed", test_placed);
  g_test_add_func ("/encoder-track/slipped", test_slipped);
  g_test_add_func ("/encoder-track/stranger", test_stranger);
  g_test_add_func ("/encoder-track/still", test_still);
  g_test_add_func ("/encoder-track/gaps", test_gaps);
  g_test_add_func ("/encoder-track/absent", test_absent);

  return g_test_run ();
}
