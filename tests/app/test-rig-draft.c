/* test-rig-draft.c - a rig that is being set up: axes from answers, limits, drafts
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "config.h"

#include <glib/gstdio.h>
#include <math.h>
#include <string.h>

#include "app/ins-rig-draft.h"
#include "core/ins-error.h"

/* Whatever a controller's axes are, what a person sees of each gives the very map that turns the
 * controller's motion into what was seen. */
static void
test_axes (void)
{
  guint n_good = 0;

  for (guint number = 0; number < 8 * 8 * 8; number++)
    {
      InsRigDraft draft;
      InsAxisMap axes;
      g_autoptr (GError) error = NULL;

      ins_rig_draft_init (&draft);
      for (guint axis = 0; axis < INS_N_AXES; axis++)
        draft.ways[axis] = (InsWay)(number >> (3 * axis) & 7);
      if (!ins_rig_draft_get_axes (&draft, INS_N_AXES, &axes, &error))
        {
          g_assert_error (error, INS_RECIPE_ERROR, INS_RECIPE_ERROR_VALUE);
          g_assert_true (ins_axis_map_is_plain (&axes));
          continue;
        }
      n_good++;
      g_assert_true (ins_axis_map_is_valid (&axes));
      for (guint theirs = 0; theirs < INS_N_AXES; theirs++)
        {
          InsPosition moved = { { 0.0 } }, seen;
          const InsWay way = draft.ways[theirs];

          if (way < INS_WAY_RIGHT || way > INS_WAY_DOWN)
            continue;
          moved.mm[theirs] = 1.0;
          seen = ins_axis_map_from_stage (&axes, &moved);
          g_assert_cmpfloat (seen.mm[(way - INS_WAY_RIGHT) / 2], ==,
                             (way - INS_WAY_RIGHT) % 2 == 0 ? 1.0 : -1.0);
        }
    }
  g_assert_cmpuint (n_good, ==, 272);
}

static void
test_conflict (void)
{
  InsRigDraft draft;
  InsAxisMap axes;
  g_autoptr (GError) error = NULL;

  ins_rig_draft_init (&draft);
  draft.ways[INS_AXIS_X] = INS_WAY_UP;
  draft.ways[INS_AXIS_Z] = INS_WAY_DOWN;
  g_assert_false (ins_rig_draft_get_axes (&draft, INS_N_AXES, &axes, &error));
  g_assert_nonnull (strstr (error->message, "X and Z"));
  g_assert_false (ins_rig_draft_has_ways (&draft, INS_N_AXES));
  g_clear_error (&error);
  /* of a controller with two axes the third says nothing */
  g_assert_true (ins_rig_draft_get_axes (&draft, 2, &axes, &error));
  g_assert_cmpint (axes.axis[INS_AXIS_Z], ==, INS_AXIS_X);
}

/* Limits that were taught go with the axes, there and back. */
static void
test_limits_turn (void)
{
  const InsAxisMap plain = { { 0, 1, 2 }, { 1, 1, 1 } };
  const InsAxisMap turned = { { 1, 0, 2 }, { -1, 1, 1 } };
  InsRigDraft draft;

  ins_rig_draft_init (&draft);
  draft.minimum = (InsPosition){ { 0.0, 10.0, (double)NAN } };
  draft.maximum = (InsPosition){ { 200.0, 90.0, 40.0 } };
  ins_rig_draft_turn_limits (&draft, &plain, &turned);
  g_assert_cmpfloat (draft.minimum.mm[INS_AXIS_X], ==, -90.0);
  g_assert_cmpfloat (draft.maximum.mm[INS_AXIS_X], ==, -10.0);
  g_assert_cmpfloat (draft.maximum.mm[INS_AXIS_Y], ==, 200.0);
  g_assert_true (isnan (draft.minimum.mm[INS_AXIS_Z]));
  g_assert_true (ins_rig_draft_check_limits (&draft, NULL));
  ins_rig_draft_turn_limits (&draft, &turned, &plain);
  g_assert_cmpfloat (draft.minimum.mm[INS_AXIS_Y], ==, 10.0);
  g_assert_cmpfloat (draft.maximum.mm[INS_AXIS_X], ==, 200.0);
  g_assert_cmpfloat (draft.maximum.mm[INS_AXIS_Z], ==, 40.0);
  draft.minimum.mm[INS_AXIS_Z] = 40.0;
  g_assert_false (ins_rig_draft_check_limits (&draft, NULL));
}

/* The rig file has what the draft says; a limit that is open at one end is none. */
static void
test_rig_file (void)
{
  g_autofree char *folder = g_dir_make_tmp ("insonify-draft-XXXXXX", NULL);
  g_autofree char *path = g_build_filename (folder, "t.rig", NULL);
  g_autofree char *text = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (InsRig) rig = NULL;
  InsRigDraft draft, again;

  ins_rig_draft_init (&draft);
  ins_rig_draft_init (&again);
  draft.name = g_strdup ("Tank; 2");
  draft.stage_uri = g_strdup ("grbl:serial:/dev/ttyUSB7");
  draft.digitizer_uri = g_strdup ("sim:blocks");
  draft.ways[INS_AXIS_X] = INS_WAY_FAR;
  draft.ways[INS_AXIS_Y] = INS_WAY_RIGHT;
  draft.ways[INS_AXIS_Z] = INS_WAY_UP;
  draft.minimum.mm[INS_AXIS_X] = -7.5;
  draft.maximum.mm[INS_AXIS_Z] = 12.0;
  text = ins_rig_draft_to_rig_text (&draft, INS_N_AXES);
  g_assert_true (g_file_set_contents (path, text, -1, NULL));
  rig = ins_rig_new (path, NULL, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (rig->name, ==, "Tank; 2");
  g_assert_cmpstr (rig->stage_uri, ==, draft.stage_uri);
  g_assert_cmpint (rig->axes.axis[INS_AXIS_Y], ==, INS_AXIS_X);
  g_assert_cmpint (rig->axes.sign[INS_AXIS_Y], ==, -1);
  g_assert_cmpfloat (rig->soft_minimum.mm[INS_AXIS_X], ==, -7.5);
  g_assert_cmpfloat (rig->soft_minimum.mm[INS_AXIS_Y], ==, -INS_RIG_FAR_MM);
  ins_rig_draft_take (&again, rig);
  g_assert_cmpfloat (again.minimum.mm[INS_AXIS_X], ==, -7.5);
  g_assert_true (isnan (again.minimum.mm[INS_AXIS_Y]));
  for (guint axis = 0; axis < INS_N_AXES; axis++)
    g_assert_cmpint (again.ways[axis], ==, draft.ways[axis]);
  ins_rig_draft_clear (&draft);
  ins_rig_draft_clear (&again);
  g_remove (path);
  g_rmdir (folder);
}

/* A draft is read as it was written; a damaged one costs what is damaged, never more. */
static void
test_draft (void)
{
  g_autoptr (GRand) rand = g_rand_new_with_seed (11);
  g_autofree char *text = NULL;
  InsRigDraft draft, again;

  ins_rig_draft_init (&draft);
  ins_rig_draft_init (&again);
  draft.name = g_strdup ("Tank");
  draft.stage_uri = g_strdup ("sim?protocol=vxm");
  draft.position_trigger = TRUE;
  draft.ways[INS_AXIS_Y] = INS_WAY_NONE;
  draft.maximum.mm[INS_AXIS_Y] = 33.25;
  draft.step = INS_RIG_STEP_TRAVEL;
  draft.seen_mask = 0xf;
  text = ins_rig_draft_to_text (&draft);
  g_assert_true (ins_rig_draft_load (&again, text));
  g_assert_cmpstr (again.name, ==, "Tank");
  g_assert_cmpstr (again.stage_uri, ==, draft.stage_uri);
  g_assert_null (again.digitizer_uri);
  g_assert_true (again.position_trigger);
  g_assert_cmpint (again.ways[INS_AXIS_Y], ==, INS_WAY_NONE);
  g_assert_cmpfloat (again.maximum.mm[INS_AXIS_Y], ==, 33.25);
  g_assert_true (isnan (again.minimum.mm[INS_AXIS_X]));
  g_assert_cmpint (again.step, ==, INS_RIG_STEP_TRAVEL);
  g_assert_cmpuint (again.seen_mask, ==, 0xf);
  for (guint i = 0; i < 500; i++)
    {
      g_autofree char *damaged = g_strdup (text);
      InsRigDraft read;

      damaged[g_rand_int_range (rand, 0, (gint32)strlen (text))] = (char)g_rand_int_range (rand, 1,
                                                                                           128);
      ins_rig_draft_init (&read);
      if (ins_rig_draft_load (&read, damaged))
        {
          g_assert_cmpint (read.step, <, INS_N_RIG_STEPS);
          for (guint axis = 0; axis < INS_N_AXES; axis++)
            g_assert_cmpint (read.ways[axis], <, INS_N_WAYS);
        }
      ins_rig_draft_clear (&read);
    }
  ins_rig_draft_clear (&draft);
  ins_rig_draft_clear (&again);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/rig-draft/axes", test_axes);
  g_test_add_func ("/rig-draft/conflict", test_conflict);
  g_test_add_func ("/rig-draft/limits-turn", test_limits_turn);
  g_test_add_func ("/rig-draft/rig-file", test_rig_file);
  g_test_add_func ("/rig-draft/draft", test_draft);

  return g_test_run ();
}
