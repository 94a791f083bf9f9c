/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <math.h>
#include <string.h>

#include "image/ins-cscan.h"

#define N 8

static const guint8 no_holes[N];

static void
assert_values (const float *values, const float *expected)
{
  for (guint i = 0; i < N; i++)
    if (isfinite (expected[i]))
      g_assert_cmpfloat_with_epsilon (values[i], expected[i], 1e-6F);
    else
      g_assert_true (isnan (values[i]));
}

static void
test_shift_of_zero_copies_every_bit (void)
{
  const float from[N] = { -0.0F, 1e-42F, NAN, -INFINITY, 3, 4, 5, 6 };
  const guint8 holes[N] = { 0, 0, INS_HOLE_LOST_PULSES };
  float to[N];
  guint8 to_holes[N];

  ins_row_shift_values (to, from, holes, N, 0.0, INFINITY, 7);
  g_assert_cmpmem (to, sizeof to, from, sizeof from);
  ins_row_shift_bytes (to_holes, holes, N, 0.0, 9);
  g_assert_cmpmem (to_holes, N, holes, N);
}

static void
test_values (void)
{
  const float from[N] = { 0, 10, 20, 40, 40, 40, 80, 80 };
  const struct
  {
    double shift_px;
    float to[N];
  } cases[] = {
    { 1.0, { 10, 20, 40, 40, 40, 80, 80, NAN } },
    { -2.0, { NAN, NAN, 0, 10, 20, 40, 40, 40 } },
    { 0.25, { 2.5F, 12.5F, 25, 40, 40, 50, 80, 80 } },
    { -0.25, { 0, 7.5F, 17.5F, 35, 40, 40, 70, 80 } },
    { 1.75, { 17.5F, 35, 40, 40, 70, 80, NAN, NAN } },
    { 8.0, { NAN, NAN, NAN, NAN, NAN, NAN, NAN, NAN } },
    { -1e6, { NAN, NAN, NAN, NAN, NAN, NAN, NAN, NAN } },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      float to[N];

      ins_row_shift_values (to, from, no_holes, N, cases[i].shift_px, INFINITY, NAN);
      assert_values (to, cases[i].to);
    }
}

/* A hole moves with what is around it and neither grows nor is filled; where only the neighbour has
 * no value there is nothing to average with. */
static void
test_holes_stay_holes (void)
{
  const float from[N] = { 0, 10, 20, 99, 40, 50, NAN, 70 };
  const guint8 holes[N] = { [3] = INS_HOLE_REGISTRATION };
  const float expected[N] = { 2.5F, 12.5F, 20, NAN, 42.5F, 50, NAN, 70 };
  float to[N];
  guint8 to_holes[N];

  ins_row_shift_values (to, from, holes, N, 0.25, INFINITY, NAN);
  assert_values (to, expected);
  ins_row_shift_bytes (to_holes, holes, N, 2.25, INS_HOLE_NOT_REACHED);
  for (guint i = 0; i < N; i++)
    g_assert_cmpuint (to_holes[i], ==,
                      i == 1  ? INS_HOLE_REGISTRATION
                      : i < 6 ? INS_HOLE_NONE
                              : INS_HOLE_NOT_REACHED);
}

static void
test_steps_of_time_are_not_averaged (void)
{
  const float from[N] = { 1, 1.1F, 5, 5, 5.05F, 5, 1, 1 };
  const float expected[N] = { 1.05F, 1.1F, 5, 5.025F, 5.025F, 5, 1, 1 };
  float to[N];

  ins_row_shift_values (to, from, no_holes, N, 0.5 - 1e-9, 0.2F, NAN);
  assert_values (to, expected);
}

static void
test_source (void)
{
  g_assert_cmpint (ins_row_shift_source (0.0, N, 3), ==, 3);
  g_assert_cmpint (ins_row_shift_source (1.6, N, 3), ==, 5);
  g_assert_cmpint (ins_row_shift_source (-3.4, N, 3), ==, 0);
  g_assert_cmpint (ins_row_shift_source (-3.6, N, 3), ==, -1);
  g_assert_cmpint (ins_row_shift_source (5.0, N, 3), ==, -1);
}

typedef struct
{
  float values[3][N];
  guint8 holes[3][N];
  guint n_seen[3];
} Seen;

static void
on_row (guint row, const float *values, const guint8 *holes, const guint8 *status, gpointer data)
{
  Seen *seen = data;

  memcpy (seen->values[row], values, sizeof seen->values[row]);
  memcpy (seen->holes[row], holes, N);
  seen->n_seen[row]++;
}

static InsCscan *
ramp_new (void)
{
  const InsScanGrid grid = { 3, N, INS_AXIS_X, INS_AXIS_Y, 1, 1, 1, 1, { { 0, 0, 0 } } };
  InsCscan *cscan = ins_cscan_new (&grid, 1);

  for (guint row = 0; row < 3; row++)
    {
      float amplitude[N], tof[N];

      for (guint i = 0; i < N; i++)
        {
          amplitude[i] = 10.0F * (float)i;
          tof[i] = NAN;
        }
      ins_cscan_set_direction (cscan, row, row == 0 ? 1 : row == 1 ? -1 : 0);
      ins_cscan_put_row (cscan, row, amplitude, tof, no_holes);
    }

  return cscan;
}

/* Each direction by its own shift, what has none stays; only rows that change are handed out again;
 * back to zero is what was put. */
static void
test_picture_is_shifted_and_back (void)
{
  g_autoptr (InsCscan) cscan = ramp_new ();
  InsRowShift shift = { 1.5, -1.0 };
  Seen first = { 0 }, shifted = { 0 }, back = { 0 };
  guint64 generation = ins_cscan_collect (cscan, 0, INS_PLANE_AMPLITUDE, 0, on_row, &first);

  ins_cscan_set_shift (cscan, &shift);
  generation = ins_cscan_collect (cscan, 0, INS_PLANE_AMPLITUDE, generation, on_row, &shifted);
  g_assert_cmpuint (shifted.n_seen[0], ==, 1);
  g_assert_cmpuint (shifted.n_seen[1], ==, 1);
  g_assert_cmpuint (shifted.n_seen[2], ==, 0);
  g_assert_cmpfloat_with_epsilon (shifted.values[0][2], 35.0F, 1e-5F);
  g_assert_cmpfloat_with_epsilon (shifted.values[1][2], 10.0F, 1e-5F);
  g_assert_cmpint (shifted.holes[1][0], ==, INS_HOLE_NOT_REACHED);
  g_assert_true (shifted.values[1][0] == INS_NO_DATA);
  g_assert_cmpint (ins_cscan_get_source (cscan, 1, 4), ==, 3);
  g_assert_cmpint (ins_cscan_get_source (cscan, 1, 0), ==, -1);

  ins_cscan_set_shift (cscan, &shift);
  g_assert_cmpuint (ins_cscan_get_generation (cscan), ==, generation);
  shift.forward_px = 0.0;
  ins_cscan_set_shift (cscan, &shift);
  generation = ins_cscan_collect (cscan, 0, INS_PLANE_AMPLITUDE, generation, on_row, &back);
  g_assert_cmpuint (back.n_seen[0], ==, 1);
  g_assert_cmpuint (back.n_seen[1], ==, 0);
  shift.backward_px = 0.0;
  ins_cscan_set_shift (cscan, &shift);
  ins_cscan_collect (cscan, 0, INS_PLANE_AMPLITUDE, 0, on_row, &back);
  g_assert_cmpmem (back.values, sizeof back.values, first.values, sizeof first.values);
  g_assert_cmpmem (back.holes, sizeof back.holes, first.holes, sizeof first.holes);
}

static void
test_estimates_see_what_was_recorded (void)
{
  g_autoptr (InsCscan) cscan = ramp_new ();
  const InsRowShift shift = { 1.0, -1.0 };
  float values[3 * N];
  gint8 directions[3];

  ins_cscan_set_shift (cscan, &shift);
  ins_cscan_copy_plane (cscan, 0, INS_PLANE_AMPLITUDE, 0, 3, values, directions);
  g_assert_cmpfloat (values[N + 3], ==, 30.0F);
  g_assert_cmpint (directions[0], ==, 1);
  g_assert_cmpint (directions[1], ==, -1);
  g_assert_cmpint (directions[2], ==, 0);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/row-shift/zero-copies-every-bit", test_shift_of_zero_copies_every_bit);
  g_test_add_func ("/row-shift/values", test_values);
  g_test_add_func ("/row-shift/holes-stay-holes", test_holes_stay_holes);
  g_test_add_func ("/row-shift/steps-of-time-are-not-averaged",
                   test_steps_of_time_are_not_averaged);
  g_test_add_func ("/row-shift/source", test_source);
  g_test_add_func ("/row-shift/picture-is-shifted-and-back", test_picture_is_shifted_and_back);
  g_test_add_func ("/row-shift/estimates-see-what-was-recorded",
                   test_estimates_see_what_was_recorded);

  return g_test_run ();
}
