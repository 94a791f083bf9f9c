/* test-motion-chain.c - which line a report belongs to, and how two lines are joined
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "config.h"

#include <math.h>

#include "scan/ins-motion-chain.h"

#define MAX_REPORTS 64
#define SPEED_MM_S 50.0

static const InsPosition tolerance = { { 0.003, 0.003, 0.003 } };
static InsTrackReport reports[MAX_REPORTS];

/* 20 mm of pixels from 1 mm on, 2.6 mm of runway; rows are 0.1 mm apart. */
static InsMotionLine
make_line (guint row, gboolean back)
{
  InsMotionLine line = { .scan_axis = INS_AXIS_X,
                         .start = { { back ? 23.6 : -1.6, 0.1 * row, 0.0 } },
                         .end = { { back ? -1.6 : 23.6, 0.1 * row, 0.0 } },
                         .pixels_start_mm = back ? 21.0 : 1.0,
                         .pixels_end_mm = back ? 1.0 : 21.0,
                         .speed_mm_s = SPEED_MM_S,
                         .acceleration_mm_s2 = 500.0,
                         .travel_speed_mm_s = 200.0,
                         .reports = reports,
                         .max_reports = MAX_REPORTS };

  line.exit = line.end;
  line.exit.mm[INS_AXIS_Y] += 0.1;

  return line;
}

static InsStageReport
report_at (double x_mm, double y_mm, double asked_s)
{
  return (InsStageReport){ .activity = INS_STAGE_MOVING,
                           .position_known = TRUE,
                           .position = { { x_mm, y_mm, 0.0 } },
                           .asked_s = asked_s,
                           .answered_s = asked_s + 0.006 };
}

/* From one place to the next; TRUE if the sweep has no pixel any more. */
static gboolean
go_to (InsMotionChainLine *line, InsPosition *before, double x_mm, double y_mm, double asked_s)
{
  InsStageReport report = report_at (x_mm, y_mm, asked_s);
  gboolean is_past = ins_motion_chain_line_is_past (line, &report, before, &tolerance);

  if (!is_past)
    ins_motion_chain_line_take (line, &report, before, &tolerance);
  *before = report.position;

  return is_past;
}

static void
test_serpentine (void)
{
  InsMotionLine line = make_line (1, TRUE);
  InsMotionChainLine chain;
  InsPosition before = { { 22.0, 0.0, 0.0 } };

  ins_motion_chain_line_init (&chain, &line);
  /* the line before runs out, then the index axis goes, then the sweep */
  g_assert_false (go_to (&chain, &before, 23.0, 0.0, 0.0));
  g_assert_false (go_to (&chain, &before, 23.6, 0.02, 0.0));
  g_assert_false (go_to (&chain, &before, 23.6, 0.09, 0.0));
  g_assert_cmpuint (chain.result.n_reports, ==, 0);
  g_assert_false (go_to (&chain, &before, 23.5, 0.1, 1.0));
  g_assert_false (go_to (&chain, &before, 11.0, 0.1, 2.0));
  g_assert_false (go_to (&chain, &before, 6.0, 0.1, 2.1));
  g_assert_cmpuint (chain.result.n_reports, ==, 3);
  /* 5 mm before the last pixel's edge: 0.1 s later, but for the bracket and the slack */
  g_assert_cmpfloat (chain.result.low_s, <=, 2.2);
  g_assert_cmpfloat (chain.result.high_s, >=, 2.206);
  g_assert_cmpfloat (chain.result.high_s - chain.result.low_s, <, 0.025);
  g_assert_false (go_to (&chain, &before, 0.9, 0.1, 2.2)); /* within the grain of the edge */
  g_assert_true (go_to (&chain, &before, 0.2, 0.1, 2.21));
}

/* A slow link shows nothing of the end: only that the stage is on its way back, or on the next row.
 */
static void
test_end_unseen (void)
{
  InsMotionLine line = make_line (1, FALSE);
  InsMotionChainLine chain;
  InsPosition before;

  for (guint turn = 0; turn < 2; turn++)
    {
      before = (InsPosition){ { -1.6, 0.1, 0.0 } };
      ins_motion_chain_line_init (&chain, &line);
      g_assert_false (go_to (&chain, &before, 3.0, 0.1, 0.0));
      g_assert_false (go_to (&chain, &before, 18.0, 0.1, 0.3));
      g_assert_true (turn == 0 ? go_to (&chain, &before, 12.0, 0.1, 0.7)
                               : go_to (&chain, &before, 19.0, 0.2, 0.7));
      g_assert_cmpuint (chain.result.n_reports, ==, 2);
    }
}

/* The fast way back crosses the pixels, too, at last on the next line's row, and is not its sweep.
 */
static void
test_way_back (void)
{
  InsMotionLine line = make_line (1, FALSE);
  InsMotionChainLine chain;
  InsPosition before = { { 23.6, 0.0, 0.0 } };

  ins_motion_chain_line_init (&chain, &line);
  for (double x = 23.0; x > -1.6; x -= 1.0)
    g_assert_false (go_to (&chain, &before, x, 0.1 * (23.6 - x) / 25.2, 0.0));
  g_assert_false (go_to (&chain, &before, -1.6, 0.1, 0.0));
  g_assert_cmpuint (chain.result.n_reports, ==, 0);
  g_assert_false (go_to (&chain, &before, -1.0, 0.1, 0.0));
  g_assert_cmpuint (chain.result.n_reports, ==, 1);
}

/* A stage that runs 4 % slower than it was told: the index axis does not move too early. */
static void
test_slow_stage (void)
{
  InsMotionLine line = make_line (0, FALSE);
  InsMotionChainLine chain;
  InsPosition before = line.start;

  ins_motion_chain_line_init (&chain, &line);
  for (double time_s = 0.1; time_s < 0.4; time_s += 0.013) /* at 21 mm at 0.4 s */
    g_assert_false (
        go_to (&chain, &before, 21.0 - 0.96 * SPEED_MM_S * (0.4 - time_s), 0.0, time_s - 0.003));
  g_assert_cmpfloat (chain.result.high_s, >=, 0.4);
  g_assert_cmpfloat (chain.result.high_s, <, 0.42);
  g_assert_cmpfloat (chain.result.low_s, <=, 0.4);
}

static InsStageInfo
make_info (double junction_mm)
{
  return (InsStageInfo){ .queues_moves = TRUE,
                         .junction_mm = junction_mm,
                         .acceleration = { { 500.0, 500.0, 500.0 } } };
}

static gboolean
can_turn (const InsMotionLine *line, double junction_mm, InsPosition *turn)
{
  InsStageInfo info = make_info (junction_mm);
  InsMotionChainLine chain;

  ins_motion_chain_line_init (&chain, line);

  return ins_motion_chain_line_find_turn (&chain, &info, &tolerance, turn);
}

/* The index move lies in the ramp behind the last pixel, or is one of its own. */
static void
test_turn (void)
{
  InsMotionLine line = make_line (0, FALSE), other = line;
  InsPosition turn = line.end;

  g_assert_true (can_turn (&line, 0.01, &turn));
  g_assert_cmpfloat_with_epsilon (turn.mm[INS_AXIS_X], 21.1, 1e-9); /* v^2/2a before the end */
  g_assert_cmpfloat (turn.mm[INS_AXIS_Y], ==, 0.0);

  /* not where it would be slowed down, or nobody knows; what was asked for is left alone then */
  turn = line.end;
  g_assert_false (can_turn (&line, 0.0, &turn));
  g_assert_false (can_turn (&line, (double)NAN, &turn));
  g_assert_false (can_turn (&line, 1e-5, &turn));
  other.exit.mm[INS_AXIS_Y] = 5.0;
  g_assert_false (can_turn (&other, 0.01, &turn));
  /* nor where the stage has to go back first, or no line follows */
  other.exit = (InsPosition){ { -1.6, 0.1, 0.0 } };
  g_assert_false (can_turn (&other, 0.01, &turn));
  other.exit.mm[INS_AXIS_X] = (double)NAN;
  g_assert_false (can_turn (&other, 0.01, &turn));
  /* nor within the pixels */
  other = line;
  other.end.mm[INS_AXIS_X] = other.exit.mm[INS_AXIS_X] = 23.5;
  g_assert_false (can_turn (&other, 0.01, &turn));
  for (guint axis = 0; axis < INS_N_AXES; axis++)
    g_assert_cmpfloat (turn.mm[axis], ==, line.end.mm[axis]);
}

static void
test_lead (void)
{
  InsMotionLine line = make_line (1, FALSE);
  InsMotionChainLine chain;
  InsPosition from = line.start;

  ins_motion_chain_line_init (&chain, &line);
  from.mm[INS_AXIS_X] += 0.002;
  g_assert_false (ins_motion_chain_line_needs_lead (&chain, &from, &tolerance));
  from.mm[INS_AXIS_Y] -= 0.1;
  g_assert_true (ins_motion_chain_line_needs_lead (&chain, &from, &tolerance));
}

static gboolean
fits (const InsMotionLine *line, const InsStageInfo *info, double x_mm, double y_mm)
{
  const InsPosition from = { { x_mm, y_mm, 0.0 } };
  InsMotionChainLine chain;

  ins_motion_chain_line_init (&chain, line);

  return ins_motion_chain_line_fits_beside (&chain, info, &from, &tolerance);
}

/* From 23.6 mm at rest the first pixel is 0.102 s away: 0.074 s may go for the index move. */
static void
test_beside (void)
{
  InsMotionLine line = make_line (1, TRUE);
  InsStageInfo info = make_info (0.0);

  g_assert_true (fits (&line, &info, 23.6, 0.0));
  g_assert_true (fits (&line, &info, 23.602, 0.1 - 0.6));
  g_assert_false (fits (&line, &info, 23.6, 0.1 - 0.8));
  g_assert_false (fits (&line, &info, 23.5, 0.0)); /* the sweep itself has a way to go before */
  info.acceleration.mm[INS_AXIS_Y] = 1.0;
  g_assert_false (fits (&line, &info, 23.6, 0.0));
  info.acceleration.mm[INS_AXIS_Y] = (double)NAN;
  g_assert_false (fits (&line, &info, 23.6, 0.0));
  info = make_info (0.0);
  line.pixels_start_mm = 23.6; /* no runway */
  g_assert_false (fits (&line, &info, 23.6, 0.0));
}

static void
take_at (InsMotionChainLine *line, InsPosition *before, double x_mm, double y_mm, double asked_s)
{
  InsStageReport report = report_at (x_mm, y_mm, asked_s);

  ins_motion_chain_line_take (line, &report, before, &tolerance);
  *before = report.position;
}

/* An axis that was set off with the sweep and is not there at the first pixel spoils the line;
 * before the first pixel it may be on its way. */
static void
test_off_row (void)
{
  InsMotionLine line = make_line (1, TRUE);
  InsMotionChainLine chain;
  InsPosition before = { { 23.6, 0.0, 0.0 } };

  ins_motion_chain_line_init (&chain, &line);
  chain.is_beside = TRUE;
  take_at (&chain, &before, 22.0, 0.05, 0.1);
  g_assert_false (chain.is_off_row);
  take_at (&chain, &before, 21.5, 0.1, 0.12);
  take_at (&chain, &before, 20.0, 0.1, 0.14);
  g_assert_cmpuint (chain.result.n_reports, ==, 2);
  take_at (&chain, &before, 19.0, 0.09, 0.16);
  g_assert_true (chain.is_off_row);
  take_at (&chain, &before, 10.0, 0.1, 0.3);
  g_assert_cmpuint (chain.result.n_reports, ==, 0);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/motion-chain/serpentine", test_serpentine);
  g_test_add_func ("/motion-chain/end-unseen", test_end_unseen);
  g_test_add_func ("/motion-chain/way-back", test_way_back);
  g_test_add_func ("/motion-chain/slow-stage", test_slow_stage);
  g_test_add_func ("/motion-chain/turn", test_turn);
  g_test_add_func ("/motion-chain/lead", test_lead);
  g_test_add_func ("/motion-chain/beside", test_beside);
  g_test_add_func ("/motion-chain/off-row", test_off_row);

  return g_test_run ();
}
