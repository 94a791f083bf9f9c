/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <math.h>

#include "image/ins-cscan.h"
#include "signal/ins-gate.h"

/* ---- range ------------------------------------------------------------------------------- */

static void
test_range_is_never_as_narrow_as_noise (void)
{
  const struct
  {
    InsPlaneKind kind;
    float low, high, wide_low, wide_high;
  } cases[] = {
    { INS_PLANE_AMPLITUDE, 0, 1, 0, 10 },
    { INS_PLANE_AMPLITUDE, 60, 60, 55, 65 },
    { INS_PLANE_AMPLITUDE, 99, 100, 90, 100 },
    { INS_PLANE_AMPLITUDE, 58, 68.5F, 58, 68.5F },
    { INS_PLANE_AMPLITUDE, 3, 95, 3, 95 },
    { INS_PLANE_AMPLITUDE, -4, -2, -4, 6 },
    { INS_PLANE_AMPLITUDE, 120, 121, 111, 121 },
    { INS_PLANE_TOF, 29e-6F, 29e-6F, 28.9e-6F, 29.1e-6F },
    { INS_PLANE_TOF, 29e-6F, 29.3e-6F, 29e-6F, 29.3e-6F },
    { INS_PLANE_REGISTRATION, 0.2F, 0.4F, 0, 1 },
    { INS_PLANE_REGISTRATION, 4, 300, 4, 300 },
    { INS_PLANE_PULSES, 6, 6, 4, 8 },
    { INS_PLANE_PULSES, 1, 1, 0, 4 },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      double epsilon = cases[i].kind == INS_PLANE_TOF ? 1e-11 : 1e-4;
      float low = cases[i].low, high = cases[i].high;

      ins_plane_widen_range (cases[i].kind, &low, &high);
      g_assert_cmpfloat_with_epsilon ((double)low, (double)cases[i].wide_low, epsilon);
      g_assert_cmpfloat_with_epsilon ((double)high, (double)cases[i].wide_high, epsilon);
    }
}

/* ---- collecting -------------------------------------------------------------------------- */

static void
on_row (guint row, const float *values, const guint8 *holes, const guint8 *status, gpointer data)
{
  guint *n_seen = data;

  n_seen[row]++;
  g_assert_cmpfloat (values[0], ==, (float)row);
}

static void
put (InsCscan *cscan, guint row)
{
  const float amplitude = (float)row, tof = NAN;
  const guint8 hole = INS_HOLE_NONE;

  ins_cscan_put_row (cscan, row, &amplitude, &tof, &hole);
}

/* In parts every row comes once; one put meanwhile, in front or behind, is not left out. */
static void
test_collect_in_parts (void)
{
  enum
  {
    N_ROWS = 10
  };
  const InsScanGrid grid = { N_ROWS, 1, INS_AXIS_X, INS_AXIS_Y, 1, 1, 1, 1, { { 0, 0, 0 } } };
  g_autoptr (InsCscan) cscan = ins_cscan_new (&grid, 1);
  guint n_seen[N_ROWS] = { 0 }, row = 0, n_parts = 1;
  guint64 generation;

  for (guint i = 0; i < N_ROWS; i++)
    if (i != 4)
      put (cscan, i);
  generation = ins_cscan_collect_some (cscan, 0, INS_PLANE_AMPLITUDE, 0, &row, 4, on_row, n_seen);
  g_assert_cmpuint (row, ==, 4);
  put (cscan, 1);
  put (cscan, 8);
  while (row < N_ROWS)
    {
      ins_cscan_collect_some (cscan, 0, INS_PLANE_AMPLITUDE, 0, &row, 4, on_row, n_seen);
      n_parts++;
    }
  g_assert_cmpuint (n_parts, ==, 3);
  for (guint i = 0; i < N_ROWS; i++)
    g_assert_cmpuint (n_seen[i], ==, i == 4 ? 0 : 1);

  ins_cscan_collect (cscan, 0, INS_PLANE_AMPLITUDE, generation, on_row, n_seen);
  for (guint i = 0; i < N_ROWS; i++)
    g_assert_cmpuint (n_seen[i], ==, i == 4 ? 0 : i == 1 || i == 8 ? 2 : 1);
}

/* ---- states ------------------------------------------------------------------------------ */

#define N_STATES 4

typedef struct
{
  gboolean has_status;
  guint8 status[N_STATES];
} States;

static void
on_states (guint row, const float *values, const guint8 *holes, const guint8 *status, gpointer data)
{
  States *states = data;

  states->has_status = status != NULL;
  for (guint i = 0; i < N_STATES && status != NULL; i++)
    states->status[i] = status[i];
}

static void
assert_status (InsCscan *cscan, InsPlaneKind kind, guint index, const guint8 *expected)
{
  States states = { 0 };

  ins_cscan_collect (cscan, index, kind, 0, on_states, &states);
  g_assert_true (states.has_status == (expected != NULL));
  if (expected != NULL)
    g_assert_cmpmem (states.status, N_STATES, expected, N_STATES);
}

/* Each plane has the states of its gate; "saturated" is about amplitudes only. */
static void
test_status_of_each_plane (void)
{
  enum
  {
    NO_ECHO = INS_STATUS_NO_ECHO,
    SATURATED = INS_STATUS_HAS_DATA | INS_STATUS_SATURATED,
    DATA = INS_STATUS_HAS_DATA
  };
  const InsScanGrid grid = { 1, N_STATES, INS_AXIS_X, INS_AXIS_Y, 1, 1, 1, 1, { { 0, 0, 0 } } };
  const guint8 status[2 * N_STATES] = { DATA, SATURATED, DATA, NO_ECHO,
                                        DATA, NO_ECHO,   DATA, SATURATED };
  const guint8 times[N_STATES] = { DATA, NO_ECHO, DATA, DATA };
  const guint8 moved[N_STATES] = { SATURATED, DATA, NO_ECHO, 0 };
  const float values[2 * N_STATES] = { 0 }, derived[3 * N_STATES] = { 0 };
  const guint8 holes[N_STATES] = { 0 };
  const InsRowShift shift = { 1, 0 };
  g_autoptr (InsCscan) cscan = ins_cscan_new_with (&grid, 2, 3, 0);

  ins_cscan_set_derived (cscan, 0, 1, TRUE);
  ins_cscan_set_derived (cscan, 1, 1, FALSE);
  ins_cscan_set_direction (cscan, 0, 1);
  ins_cscan_put_states (cscan, 0, status, derived, NULL);
  ins_cscan_put_row (cscan, 0, values, values, holes);
  assert_status (cscan, INS_PLANE_AMPLITUDE, 0, status);
  assert_status (cscan, INS_PLANE_AMPLITUDE, 1, status + N_STATES);
  assert_status (cscan, INS_PLANE_TOF, 1, times);
  assert_status (cscan, INS_PLANE_DERIVED, 0, status + N_STATES);
  assert_status (cscan, INS_PLANE_DERIVED, 1, times);
  assert_status (cscan, INS_PLANE_DERIVED, 2, NULL);
  assert_status (cscan, INS_PLANE_PULSES, 0, NULL);
  ins_cscan_set_shift (cscan, &shift);
  assert_status (cscan, INS_PLANE_AMPLITUDE, 0, moved);
}

/* The same places, asked for the other way round. */
static void
test_transpose (void)
{
  const InsScanGrid grid = { .n_rows = 3,
                             .n_columns = 5,
                             .scan_axis = INS_AXIS_Z,
                             .index_axis = INS_AXIS_X,
                             .scan_sign = -1,
                             .index_sign = 1,
                             .scan_step_mm = 2,
                             .index_step_mm = 0.5,
                             .start = { { 30, 7, 100 } } };
  InsScanGrid turned, back;

  ins_scan_grid_transpose (&grid, &turned);
  g_assert_cmpuint (turned.n_columns, ==, 3);
  g_assert_cmpuint (turned.n_rows, ==, 5);
  for (guint i = 0; i < 3; i++)
    g_assert_cmpfloat (ins_scan_grid_get_scan_mm (&turned, i), ==,
                       ins_scan_grid_get_index_mm (&grid, i));
  for (guint i = 0; i < 5; i++)
    g_assert_cmpfloat (ins_scan_grid_get_index_mm (&turned, i), ==,
                       ins_scan_grid_get_scan_mm (&grid, i));
  ins_scan_grid_transpose (&turned, &back);
  g_assert_cmpmem (&back, sizeof back, &grid, sizeof grid);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/cscan/range-is-never-as-narrow-as-noise",
                   test_range_is_never_as_narrow_as_noise);
  g_test_add_func ("/cscan/collect-in-parts", test_collect_in_parts);
  g_test_add_func ("/cscan/status-of-each-plane", test_status_of_each_plane);
  g_test_add_func ("/cscan/transpose", test_transpose);

  return g_test_run ();
}
