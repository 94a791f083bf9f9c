/* test-mapped-stage.c - axes called and counted as on the rig: positions, limits, jogs, triggers
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "config.h"

#include <math.h>
#include <string.h>

#include "core/ins-clock.h"
#include "core/ins-error.h"
#include "devices/ins-rig.h"
#include "devices/stage/ins-mapped-stage.h"
#include "scripted-stage.h"

#define N_MAPS 48 /* 6 orders, 8 sets of signs */
#define WAIT_S 10.0

/* The map number so many of all there are. */
static InsAxisMap
get_map (guint number)
{
  static const InsAxis orders[6][INS_N_AXES] = {
    { 0, 1, 2 }, { 0, 2, 1 }, { 1, 0, 2 }, { 1, 2, 0 }, { 2, 0, 1 }, { 2, 1, 0 },
  };
  InsAxisMap map;

  for (guint axis = 0; axis < INS_N_AXES; axis++)
    {
      map.axis[axis] = orders[number / 8][axis];
      map.sign[axis] = (number >> axis & 1) != 0 ? -1 : 1;
    }

  return map;
}

static InsPosition
random_position (GRand *rand)
{
  InsPosition position;

  for (guint axis = 0; axis < INS_N_AXES; axis++)
    position.mm[axis] = g_rand_int_range (rand, 0, 8) == 0 ? (double)NAN
                                                           : g_rand_double_range (rand, -500, 500);

  return position;
}

static void
assert_same (const InsPosition *a, const InsPosition *b)
{
  for (guint axis = 0; axis < INS_N_AXES; axis++)
    g_assert_true (a->mm[axis] == b->mm[axis] || (isnan (a->mm[axis]) && isnan (b->mm[axis])));
}

/* There and back is where it was, for every map; limits stay the right way round and hold the same
 * places. */
static void
test_round_trip (void)
{
  g_autoptr (GRand) rand = g_rand_new_with_seed (7);

  for (guint number = 0; number < N_MAPS; number++)
    {
      const InsAxisMap map = get_map (number);

      g_assert_true (ins_axis_map_is_valid (&map));
      g_assert_cmpint (ins_axis_map_is_plain (&map), ==, number == 0);
      for (guint i = 0; i < 50; i++)
        {
          const InsPosition theirs = random_position (rand);
          const InsPosition ours = ins_axis_map_from_stage (&map, &theirs);
          const InsPosition back = ins_axis_map_to_stage (&map, &ours);
          const InsPosition sizes = ins_axis_map_sizes_from_stage (&map, &theirs);
          const InsPosition sizes_back = ins_axis_map_sizes_to_stage (&map, &sizes);
          InsPosition low = { { -25, -10, 0 } }, high = { { 225, 100, 50 } };
          gboolean inside = TRUE, inside_ours = TRUE;

          assert_same (&theirs, &back);
          assert_same (&theirs, &sizes_back);
          for (guint axis = 0; axis < INS_N_AXES; axis++)
            inside &= !(theirs.mm[axis] < low.mm[axis] || theirs.mm[axis] > high.mm[axis]);
          ins_axis_map_limits_from_stage (&map, &low, &high);
          for (guint axis = 0; axis < INS_N_AXES; axis++)
            {
              g_assert_cmpfloat (low.mm[axis], <, high.mm[axis]);
              inside_ours &= !(ours.mm[axis] < low.mm[axis] || ours.mm[axis] > high.mm[axis]);
            }
          g_assert_cmpint (inside, ==, inside_ours);
        }
    }
}

static void
test_text (void)
{
  static const char *const wrong[] = { "", "-", "W", "XY", "+X", "X ", "--X", "1" };
  InsAxisMap twice;

  for (guint number = 0; number < N_MAPS; number++)
    {
      const InsAxisMap map = get_map (number);
      InsAxisMap read;

      ins_axis_map_init (&read);
      for (guint axis = 0; axis < INS_N_AXES; axis++)
        {
          g_autofree char *text = ins_axis_map_format_axis (&map, (InsAxis)axis);

          g_assert_true (ins_axis_map_parse_axis (&read, (InsAxis)axis, text));
          g_assert_cmpint (ins_axis_map_find (&map, map.axis[axis]), ==, axis);
          g_assert_cmpuint (ins_axis_map_mask_from_stage (&map, 1u << map.axis[axis]), ==,
                            1u << axis);
        }
      g_assert_true (ins_axis_map_is_equal (&map, &read));
    }
  ins_axis_map_init (&twice);
  for (gsize i = 0; i < G_N_ELEMENTS (wrong); i++)
    g_assert_false (ins_axis_map_parse_axis (&twice, INS_AXIS_X, wrong[i]));
  g_assert_true (ins_axis_map_is_plain (&twice));
  g_assert_true (ins_axis_map_parse_axis (&twice, INS_AXIS_X, "y"));
  g_assert_false (ins_axis_map_is_valid (&twice));
}

/* X = -Y of the controller: commands reach the right axis, the right way. */
static void
test_commands (void)
{
  const InsAxisMap map = { { INS_AXIS_Y, INS_AXIS_Z, INS_AXIS_X }, { -1, 1, -1 } };
  ScriptedStage *inner = scripted_stage_new ();
  g_autoptr (InsStage) stage = ins_mapped_stage_new (INS_STAGE (inner), &map);
  g_autoptr (GError) error = NULL;
  const InsPosition target = { { 3.0, (double)NAN, 5.0 } };
  InsStageReport report;

  g_assert_true (ins_stage_open (stage, NULL, &error));
  g_assert_true (ins_stage_move (stage, &target, 4.0, &error));
  g_assert_cmpfloat (inner->target.mm[INS_AXIS_Y], ==, -3.0);
  g_assert_cmpfloat (inner->target.mm[INS_AXIS_X], ==, -5.0);
  g_assert_true (isnan (inner->target.mm[INS_AXIS_Z]));
  ins_stage_halt (stage);
  g_assert_cmpuint (inner->n_halts, ==, 1);

  g_assert_true (ins_stage_poll (stage, &report, &error));
  inner->position = (InsPosition){ { 1.0, 2.0, 3.0 } };
  g_assert_true (ins_stage_poll (stage, &report, &error));
  g_assert_cmpfloat (report.position.mm[INS_AXIS_X], ==, -2.0);
  g_assert_cmpfloat (report.position.mm[INS_AXIS_Y], ==, 3.0);
  g_assert_cmpfloat (report.position.mm[INS_AXIS_Z], ==, -1.0);

  g_assert_true (ins_stage_jog_hold (stage, INS_AXIS_Z, 1, 10.0, 0.3, &error));
  g_assert_cmpint (inner->axis, ==, INS_AXIS_X);
  g_assert_cmpint (inner->direction, ==, -1);
  ins_stage_stop (stage);
  g_assert_cmpuint (inner->n_stops, ==, 1);
  g_assert_no_error (error);
  ins_stage_close (stage);
  g_assert_cmpuint (inner->n_closes, ==, 1);
  g_object_unref (inner);
}

static gboolean
rest (InsStage *stage, InsPosition *position)
{
  const double end_s = ins_clock_now_s () + WAIT_S;
  InsStageReport report;

  do
    {
      g_autoptr (GError) error = NULL;

      g_assert_true (ins_stage_poll (stage, &report, &error));
    }
  while (report.activity != INS_STAGE_IDLE && ins_clock_now_s () < end_s);
  *position = report.position;

  return report.activity == INS_STAGE_IDLE;
}

/* On the emulator, through a rig: it goes where it is told in the rig's axes, the simulated probe
 * truly is at the controller's, travel is turned round, and a target outside is refused by the
 * rig's name. */
static void
test_emulator (void)
{
  const InsAxisMap map = { { INS_AXIS_Y, INS_AXIS_X, INS_AXIS_Z }, { -1, 1, 1 } };
  g_autoptr (GError) error = NULL;
  g_autoptr (InsRig) plain = ins_rig_new (NULL, "sim?acceleration_mm_s2=5000", "sim", &error);
  g_autoptr (InsRig) rig = ins_rig_new_with_axes (plain, &map, &error);
  const InsPosition target = { { -12.0, 7.0, 2.0 } }, outside = { { 30.0, 0.0, 0.0 } };
  InsPosition there, truly;
  InsStageInfo info;

  g_assert_no_error (error);
  g_assert_true (rig->digitizer == plain->digitizer);
  g_assert_true (ins_stage_open (rig->stage, NULL, &error));
  ins_stage_get_info (rig->stage, &info);
  g_assert_cmpfloat_with_epsilon (info.travel_minimum.mm[INS_AXIS_X], -225.0, 1e-6);
  g_assert_cmpfloat_with_epsilon (info.travel_maximum.mm[INS_AXIS_X], 25.0, 1e-6);
  g_assert_cmpfloat_with_epsilon (info.travel_maximum.mm[INS_AXIS_Y], 225.0, 1e-6);
  g_assert_true (ins_stage_move (rig->stage, &target, 150.0, &error));
  g_assert_true (rest (rig->stage, &there));
  for (guint axis = 0; axis < INS_N_AXES; axis++)
    g_assert_cmpfloat_with_epsilon (there.mm[axis], target.mm[axis], 0.01);
  ins_sim_bench_get_position (rig->bench, ins_clock_now_s (), &truly);
  g_assert_cmpfloat_with_epsilon (truly.mm[INS_AXIS_Y], 12.0, 0.02);
  g_assert_cmpfloat_with_epsilon (truly.mm[INS_AXIS_X], 7.0, 0.02);

  g_assert_false (ins_stage_move (rig->stage, &outside, 10.0, &error));
  g_assert_error (error, INS_DEVICE_ERROR, INS_DEVICE_ERROR_LIMIT);
  g_assert_nonnull (strstr (error->message, "end of the X axis, which is at 25"));
  g_clear_error (&error);

  /* on along X+, which is towards 0 of the controller's Y and beyond to its -25 */
  g_assert_true (ins_stage_jog (rig->stage, INS_AXIS_X, 2.0, 100.0, &error));
  g_assert_true (rest (rig->stage, &there));
  g_assert_cmpfloat_with_epsilon (there.mm[INS_AXIS_X], -10.0, 0.01);
  ins_stage_close (rig->stage);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/mapped-stage/round-trip", test_round_trip);
  g_test_add_func ("/mapped-stage/text", test_text);
  g_test_add_func ("/mapped-stage/commands", test_commands);
  g_test_add_func ("/mapped-stage/emulator", test_emulator);

  return g_test_run ();
}
