/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <math.h>
#include <string.h>

#include "scan/ins-preflight-fix.h"
#include "scan/ins-recipe-frame.h"

/* ---- what mends a check --------------------------------------------------------------------- */

typedef struct
{
  InsRecipe *recipe;
  InsRigStatus status;
} Case;

static void
case_init (Case *c)
{
  memset (c, 0, sizeof *c);
  c->recipe = ins_recipe_new ();
  c->recipe->scan_axis = INS_AXIS_X;
  c->recipe->index_axis = INS_AXIS_Y;
  c->recipe->speed_mm_s = 30.0;
  c->recipe->timing.sample_rate_hz = 50e6;
  c->status.stage_ready = c->status.digitizer_ready = c->status.timing_accepted = TRUE;
  c->status.stage_info.reports_in_motion = c->status.stage_info.can_home = TRUE;
  c->status.stage_report.activity = INS_STAGE_IDLE;
  c->status.stage_report.position_known = c->status.stage_report.homed = TRUE;
  c->status.digitizer_info.maximum_sample_rate_hz = 200e6;
  c->status.digitizer_info.maximum_prf_hz = 20e3;
  c->status.n_free_bytes = 10000000000;
  for (guint axis = 0; axis < INS_N_AXES; axis++)
    {
      c->status.stage_info.travel_minimum.mm[axis] = -25;
      c->status.stage_info.travel_maximum.mm[axis] = 225;
      c->status.stage_info.maximum_speed.mm[axis] = 200;
      c->status.stage_info.acceleration.mm[axis] = 500;
      c->status.soft_minimum.mm[axis] = c->status.soft_maximum.mm[axis] = (double)NAN;
    }
}

static GPtrArray *
check (const Case *c)
{
  g_autoptr (InsPlan) plan = NULL;

  c->recipe->timing.n_samples = MAX (c->recipe->timing.n_samples, 2);
  plan = ins_plan_new (c->recipe, &c->status.stage_info, &c->recipe->timing);

  return ins_preflight_check (c->recipe, plan, &c->status);
}

/* (nullable): the worst of the checks; NULL: all are good. */
static const InsCheck *
find_worst (GPtrArray *checks)
{
  const InsCheck *worst = NULL;

  for (guint i = 0; i < checks->len; i++)
    {
      const InsCheck *one = checks->pdata[i];

      if (one->level != INS_CHECK_OK && (worst == NULL || one->level > worst->level))
        worst = one;
      if (one->level == INS_CHECK_BAD)
        g_assert_cmpstr (one->fix_label, !=, "");
    }

  return worst;
}

/* One bad check with that button; after a click (and, where they follow, those that come then) none
 * is left. */
#define EXPECT_MENDED(words, ...)                                                                  \
  {                                                                                                \
    Case c;                                                                                        \
    const InsCheck *worst;                                                                         \
    g_autoptr (GPtrArray) checks = NULL;                                                           \
                                                                                                   \
    case_init (&c);                                                                                \
    __VA_ARGS__;                                                                                   \
    checks = check (&c);                                                                           \
    worst = find_worst (checks);                                                                   \
    g_assert_nonnull (worst);                                                                      \
    g_test_message ("%s [%s]", worst->text, worst->fix_label);                                     \
    g_assert_cmpint (worst->level, ==, INS_CHECK_BAD);                                             \
    g_assert_cmpstr (worst->fix_label, ==, words);                                                 \
    for (guint i = 0; i < 3 && worst != NULL; i++)                                                 \
      {                                                                                            \
        InsRecipe *mended = ins_fix_apply (worst->fix, c.recipe, &c.status);                       \
                                                                                                   \
        g_assert_nonnull (mended);                                                                 \
        ins_recipe_free (c.recipe);                                                                \
        c.recipe = mended;                                                                         \
        g_ptr_array_unref (checks);                                                                \
        checks = check (&c);                                                                       \
        worst = find_worst (checks);                                                               \
      }                                                                                            \
    g_assert_null (worst);                                                                         \
    ins_recipe_free (c.recipe);                                                                    \
  }

/* A note with that button; after a click all is good. */
#define EXPECT_NOTE(words, ...)                                                                    \
  {                                                                                                \
    Case c;                                                                                        \
    const InsCheck *worst;                                                                         \
    InsRecipe *mended;                                                                             \
    g_autoptr (GPtrArray) checks = NULL;                                                           \
                                                                                                   \
    case_init (&c);                                                                                \
    __VA_ARGS__;                                                                                   \
    checks = check (&c);                                                                           \
    worst = find_worst (checks);                                                                   \
    g_assert_nonnull (worst);                                                                      \
    g_test_message ("%s [%s]", worst->text, worst->fix_label);                                     \
    g_assert_cmpint (worst->level, ==, INS_CHECK_NOTE);                                            \
    g_assert_cmpstr (worst->fix_label, ==, words);                                                 \
    mended = ins_fix_apply (worst->fix, c.recipe, &c.status);                                      \
    ins_recipe_free (c.recipe);                                                                    \
    c.recipe = mended;                                                                             \
    g_ptr_array_unref (checks);                                                                    \
    checks = check (&c);                                                                           \
    g_assert_null (find_worst (checks));                                                           \
    ins_recipe_free (c.recipe);                                                                    \
  }

static void
test_mended (void)
{
  EXPECT_MENDED ("Shorten to fit", c.recipe->start.mm[0] = 210);
  EXPECT_MENDED ("Shorten to fit", c.recipe->start.mm[1] = -30);
  EXPECT_MENDED ("Shorten to fit", c.recipe->start.mm[0] = -10; c.recipe->scan_sign = -1);
  EXPECT_MENDED ("Shorten to fit", c.recipe->start.mm[0] = -24.5);
  EXPECT_MENDED ("Shorten to fit", c.recipe->scan_length_mm = 300);
  EXPECT_MENDED ("Shorten to fit", c.status.soft_maximum.mm[1] = 10);
  EXPECT_MENDED ("Move into travel", c.recipe->start.mm[0] = 400);
  EXPECT_MENDED ("Move into travel", c.recipe->start.mm[1] = -80; c.recipe->index_sign = -1);
  EXPECT_MENDED ("Shorten to fit", c.recipe->start.mm[2] = 300); /* the height */
  /* the runways alone are longer than the travel */
  EXPECT_MENDED ("Slow down to 190 mm/s", c.recipe->speed_mm_s = 380;
                 c.recipe->timing.prf_hz = 20e3; c.status.stage_info.maximum_speed.mm[0] = 500;
                 c.recipe->timing.n_samples = 64);
  EXPECT_MENDED ("Slow down to 45 mm/s", c.recipe->speed_mm_s = 100);
  EXPECT_MENDED ("Slow down to 20 mm/s", c.status.stage_info.maximum_speed.mm[0] = 20);
  EXPECT_MENDED ("Slow down to 5.6 mm/s", c.recipe->averages = 8);
  EXPECT_MENDED ("Sample at 80 MHz", c.recipe->probe_frequency_hz = 10e6;
                 c.recipe->timing.sample_rate_hz = 15e6);
  EXPECT_NOTE ("Take steps of 0.6 mm", c.recipe->probe_element_mm = 12.7;
               c.recipe->probe_focus_mm = 50.8; c.recipe->scan_step_mm = 1);
  EXPECT_NOTE ("Pulse at 3600 Hz", c.recipe->probe_element_mm = 12.7;
               c.recipe->probe_focus_mm = 50.8; c.recipe->timing.prf_hz = 10e3;
               c.recipe->timing.n_samples = 64);
  EXPECT_MENDED ("Stop at each pixel", c.status.stage_info.reports_in_motion = FALSE);
}

/* These mend what lies outside of the recipe, so only the button is there. */
#define EXPECT_FIX(wanted, words, ...)                                                             \
  {                                                                                                \
    Case c;                                                                                        \
    const InsCheck *worst;                                                                         \
    g_autoptr (GPtrArray) checks = NULL;                                                           \
                                                                                                   \
    case_init (&c);                                                                                \
    __VA_ARGS__;                                                                                   \
    checks = check (&c);                                                                           \
    worst = find_worst (checks);                                                                   \
    g_assert_nonnull (worst);                                                                      \
    g_test_message ("%s [%s]", worst->text, worst->fix_label);                                     \
    g_assert_cmpint (worst->fix, ==, wanted);                                                      \
    g_assert_cmpstr (worst->fix_label, ==, words);                                                 \
    ins_recipe_free (c.recipe);                                                                    \
  }

static void
test_elsewhere (void)
{
  EXPECT_FIX (INS_FIX_HOME, "Home…", c.status.stage_report.homed = FALSE);
  EXPECT_FIX (INS_FIX_HOME, "Home…", c.status.stage_report.homed = FALSE;
              c.status.stage_report.activity = INS_STAGE_ALARM);
  EXPECT_FIX (INS_FIX_STAGE_PAGE, "Stage…", c.status.stage_report.position_known = FALSE;
              c.status.stage_report.homed = c.status.stage_info.can_home = FALSE);
  EXPECT_FIX (INS_FIX_STAGE_PAGE, "Stage…",
              g_strlcpy (c.status.stage_doubt, "It slips.", sizeof c.status.stage_doubt));
  EXPECT_FIX (INS_FIX_CONNECT, "Connect", c.status.stage_ready = FALSE);
  EXPECT_FIX (INS_FIX_CONNECT, "Connect", c.status.digitizer_ready = FALSE);
  EXPECT_FIX (INS_FIX_TRIGGER_OFF, "Do without the trigger", c.status.position_trigger = TRUE);
  EXPECT_FIX (INS_FIX_FOLDER, "Choose a folder…", c.status.n_free_bytes = 1000);
  EXPECT_FIX (INS_FIX_CARD_PAGE, "Card…", c.status.digitizer_info.maximum_sample_rate_hz = 15e6;
              c.recipe->probe_frequency_hz = 10e6; c.recipe->timing.sample_rate_hz = 15e6);
  EXPECT_FIX (INS_FIX_LOWER_PRF, "Pulse at 20000 Hz", c.status.timing_accepted = FALSE;
              c.recipe->timing.prf_hz = 30e3);
  EXPECT_FIX (INS_FIX_SAMPLE_FASTER, "Sample at 40 MHz", c.status.timing_accepted = FALSE;
              c.recipe->timing.sample_rate_hz = 300e6);
}

/* Every region is mended, and what was good stays to the bit. */
static void
test_regions (void)
{
  const InsAreaPoint a = { 10, 10 }, b = { 20, 20 }, far_a = { 200, 10 }, far_b = { 240, 30 };
  g_autoptr (InsRecipe) mended = NULL;
  Case c;

  case_init (&c);
  g_assert_true (ins_recipe_add_region (c.recipe, &a, &b));
  g_assert_true (ins_recipe_add_region (c.recipe, &far_a, &far_b));
  mended = ins_fix_apply (INS_FIX_SHORTEN, c.recipe, &c.status);
  g_assert_nonnull (mended);
  g_assert_cmpint (memcmp (&mended->regions[0], &c.recipe->regions[0], sizeof mended->regions[0]),
                   ==, 0);
  g_assert_cmpfloat (mended->regions[1].start.mm[0], ==, c.recipe->regions[1].start.mm[0]);
  g_assert_cmpfloat (mended->regions[1].start.mm[0] + mended->regions[1].scan_length_mm, <, 225);
  g_assert_cmpfloat (mended->regions[1].scan_length_mm, >, 20);
  ins_recipe_free (c.recipe);
}

/* ---- the gain ------------------------------------------------------------------------------- */

#define EXPECT_GAIN(wanted, words, ...)                                                            \
  {                                                                                                \
    Case c;                                                                                        \
    g_autoptr (GPtrArray) checks = NULL;                                                           \
    const InsCheck *gain = NULL;                                                                   \
                                                                                                   \
    case_init (&c);                                                                                \
    c.status.gain_known = TRUE;                                                                    \
    c.status.headroom = (InsHeadroom){ __VA_ARGS__ };                                              \
    checks = check (&c);                                                                           \
    for (guint i = 0; i < checks->len; i++)                                                        \
      if (strstr (((InsCheck *)checks->pdata[i])->text, words) != NULL)                            \
        gain = checks->pdata[i];                                                                   \
    g_assert_nonnull (gain);                                                                       \
    g_assert_cmpint (gain->level, ==, wanted);                                                     \
    ins_recipe_free (c.recipe);                                                                    \
  }

static void
test_gain (void)
{
  EXPECT_GAIN (INS_CHECK_NOTE, "2 % of the A-scan is at the card's limit", 1000, 20, 100);
  EXPECT_GAIN (INS_CHECK_OK, "6 dB to the card's limit", 1000, 0, 50);
  EXPECT_GAIN (INS_CHECK_NOTE, "14 dB more gain", 1000, 0, 15);
  EXPECT_GAIN (INS_CHECK_OK, "nothing is heard", 1000, 0, 3);
}

/* A recipe that no card could take at all. */
static void
test_recipe (void)
{
  Case c;
  g_autoptr (InsRecipe) mended = NULL;

  case_init (&c);
  g_assert_cmpint (ins_fix_find_for_recipe (c.recipe), ==, INS_FIX_NONE);
  c.recipe->timing.n_samples = 100000; /* 2 ms, once a millisecond */
  g_assert_false (ins_recipe_validate (c.recipe, NULL));
  g_assert_cmpint (ins_fix_find_for_recipe (c.recipe), ==, INS_FIX_LOWER_PRF);
  mended = ins_fix_apply (INS_FIX_LOWER_PRF, c.recipe, &c.status);
  g_assert_nonnull (mended);
  g_assert_true (ins_recipe_validate (mended, NULL));
  g_assert_cmpfloat (mended->timing.prf_hz, <, 500);
  ins_recipe_free (c.recipe);
}

/* ---- two corners ----------------------------------------------------------------------------- */

static InsRecipe *
frame (InsRecipe *recipe, InsPosition one, InsPosition other)
{
  g_autoptr (GError) error = NULL;
  InsRecipe *framed = ins_recipe_new_for_corners (recipe, &one, &other, &error);

  g_assert_no_error (error);
  g_assert_true (ins_recipe_validate (framed, &error));
  g_assert_no_error (error);

  return framed;
}

/* Whichever corner was taught first, and whichever way the axes count. */
static void
test_corners (void)
{
  const InsPosition corners[4] = {
    { { 10, 20, 5 } }, { { 40, 20, 5 } }, { { 40, 50.1, 5 } }, { { 10, 50.1, 5 } }
  };

  for (guint way = 0; way < 4; way++)
    for (guint i = 0; i < 4; i++)
      {
        g_autoptr (InsRecipe) recipe = ins_recipe_new ();
        g_autoptr (InsRecipe) framed = NULL;
        InsScanGrid grid;

        recipe->scan_axis = INS_AXIS_X;
        recipe->index_axis = INS_AXIS_Y;
        recipe->scan_step_mm = 0.5;
        recipe->index_step_mm = 0.25;
        recipe->scan_sign = (way & 1) != 0 ? -1 : 1;
        recipe->index_sign = (way & 2) != 0 ? -1 : 1;
        framed = frame (recipe, corners[i], corners[(i + 2) % 4]);
        ins_recipe_get_grid (framed, &grid);
        g_assert_cmpfloat (framed->start.mm[0], ==, recipe->scan_sign > 0 ? 10 : 40);
        g_assert_cmpfloat_with_epsilon (framed->start.mm[1], recipe->index_sign > 0 ? 20 : 50.1,
                                        1e-9);
        g_assert_cmpfloat (framed->start.mm[2], ==, 5);
        g_assert_cmpuint (grid.n_columns, ==, 61);
        g_assert_cmpuint (grid.n_rows, ==, 121); /* the corner is within half a step */
      }
}

/* Z swept or stepped; the axis that stays out keeps away from the part. */
static void
test_corners_with_z (void)
{
  g_autoptr (InsRecipe) recipe = ins_recipe_new ();
  g_autoptr (InsRecipe) framed = NULL;
  InsScanGrid grid;

  recipe->scan_axis = INS_AXIS_Z;
  recipe->index_axis = INS_AXIS_X;
  recipe->scan_sign = -1;
  recipe->scan_step_mm = recipe->index_step_mm = 0.1;
  framed = frame (recipe, (InsPosition){ { 3, 7.5, 2 } }, (InsPosition){ { 1, 7, 4 } });
  ins_recipe_get_grid (framed, &grid);
  g_assert_cmpfloat (framed->start.mm[2], ==, 4);
  g_assert_cmpfloat (framed->start.mm[0], ==, 1);
  g_assert_cmpfloat (framed->start.mm[1], ==, 7.5);
  g_assert_cmpuint (grid.n_columns, ==, 21);
  g_assert_cmpuint (grid.n_rows, ==, 21);
}

static void
test_corners_alike (void)
{
  const InsPosition one = { { 10, 20, 5 } }, other = { { 30, 20.02, 5 } };
  g_autoptr (InsRecipe) recipe = ins_recipe_new ();
  g_autoptr (GError) error = NULL;

  recipe->index_step_mm = 0.05;
  g_assert_null (ins_recipe_new_for_corners (recipe, &one, &other, &error));
  g_assert_nonnull (strstr (error->message, "0.02 mm apart along Y"));
}

/* What was left out of the old area says nothing of the new one. */
static void
test_corners_outline (void)
{
  const InsAreaPoint triangle[] = { { 0, 0 }, { 5, 0 }, { 0, 5 } };
  g_autoptr (InsRecipe) recipe = ins_recipe_new ();
  g_autoptr (InsRecipe) framed = NULL;

  ins_recipe_set_outline (recipe, triangle, G_N_ELEMENTS (triangle));
  framed = frame (recipe, (InsPosition){ { 50, 50, 0 } }, (InsPosition){ { 60, 60, 0 } });
  g_assert_cmpuint (framed->n_corners, ==, 0);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/preflight-fix/mended", test_mended);
  g_test_add_func ("/preflight-fix/elsewhere", test_elsewhere);
  g_test_add_func ("/preflight-fix/regions", test_regions);
  g_test_add_func ("/preflight-fix/recipe", test_recipe);
  g_test_add_func ("/preflight/gain", test_gain);
  g_test_add_func ("/recipe-frame/corners", test_corners);
  g_test_add_func ("/recipe-frame/with-z", test_corners_with_z);
  g_test_add_func ("/recipe-frame/alike", test_corners_alike);
  g_test_add_func ("/recipe-frame/outline", test_corners_outline);

  return g_test_run ();
}
