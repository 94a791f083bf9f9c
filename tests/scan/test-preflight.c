/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <math.h>
#include <string.h>

#include "core/ins-error.h"
#include "scan/ins-preflight.h"

enum
{
  STAGE,
  AREA,
  SPEED,
  PLACING,
  CARD,
  GAIN,
  DISK,
  MEMORY,
  PROBE,
  BEAM,
  TIME,
  N_CHECKS,
};

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
  c->recipe->speed_mm_s = 30.0;
  c->recipe->timing.sample_rate_hz = 50e6;
  c->status.stage_ready = c->status.digitizer_ready = c->status.timing_accepted = TRUE;
  c->status.stage_info.reports_in_motion = c->status.stage_info.can_home = TRUE;
  c->status.stage_report.activity = INS_STAGE_IDLE;
  c->status.stage_report.position_known = c->status.stage_report.homed = TRUE;
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
run (const Case *c)
{
  g_autoptr (InsPlan) plan = ins_plan_new (c->recipe, &c->status.stage_info, &c->recipe->timing);
  GPtrArray *checks = ins_preflight_check (c->recipe, plan, &c->status);

  g_assert_cmpuint (checks->len, ==, N_CHECKS);

  return checks;
}

static void
test_good (void)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) checks = NULL;
  Case c;

  case_init (&c);
  checks = run (&c);
  for (guint i = 0; i < N_CHECKS; i++)
    g_assert_cmpint (((InsCheck *)checks->pdata[i])->level, ==, INS_CHECK_OK);
  g_assert_cmpstr (((InsCheck *)checks->pdata[STAGE])->text, ==, "Stage answers and is homed");
  g_assert_cmpstr (((InsCheck *)checks->pdata[AREA])->text, ==,
                   "Area and 1.2 mm runway are inside travel");
  g_assert_cmpstr (((InsCheck *)checks->pdata[SPEED])->text, ==,
                   "30 of at most 50 mm/s for this pulse rate");
  g_assert_true (ins_preflight_passes (checks, &error));
  g_assert_no_error (error);
  ins_recipe_free (c.recipe);
}

/* Exactly one check changes, to this level, with these words; the scan starts unless it is bad. */
#define EXPECT(check, wanted, words, ...)                                                          \
  {                                                                                                \
    g_autoptr (GError) error = NULL;                                                               \
    g_autoptr (GPtrArray) checks = NULL;                                                           \
    Case c;                                                                                        \
                                                                                                   \
    case_init (&c);                                                                                \
    __VA_ARGS__;                                                                                   \
    checks = run (&c);                                                                             \
    for (guint i = 0; i < N_CHECKS; i++)                                                           \
      {                                                                                            \
        const InsCheck *done = checks->pdata[i];                                                   \
                                                                                                   \
        g_test_message ("%u %s", done->level, done->text);                                         \
        g_assert_cmpint (done->level, ==, i == check ? wanted : INS_CHECK_OK);                     \
        if (i == check)                                                                            \
          g_assert_nonnull (strstr (done->text, words));                                           \
      }                                                                                            \
    g_assert_true (ins_preflight_passes (checks, &error) == (wanted != INS_CHECK_BAD));            \
    if (wanted == INS_CHECK_BAD)                                                                   \
      {                                                                                            \
        g_assert_error (error, INS_RECIPE_ERROR, INS_RECIPE_ERROR_PREFLIGHT);                      \
        g_assert_nonnull (strstr (error->message, words));                                         \
      }                                                                                            \
    ins_recipe_free (c.recipe);                                                                    \
  }

static void
test_stage (void)
{
  EXPECT (STAGE, INS_CHECK_BAD, "Home it first", c.status.stage_report.homed = FALSE);
  EXPECT (STAGE, INS_CHECK_BAD, "Home it first", c.status.stage_report.position_known = FALSE);
  EXPECT (STAGE, INS_CHECK_BAD, "length of a step", c.status.stage_report.position_known = FALSE;
          g_strlcpy (c.status.stage_report.message, "The length of a step is not known.",
                     sizeof c.status.stage_report.message));
  EXPECT (STAGE, INS_CHECK_BAD, "alarm 3", c.status.stage_report.activity = INS_STAGE_ALARM;
          c.status.stage_report.alarm_code = 3);
  EXPECT (STAGE, INS_CHECK_BAD, "while it moves", c.status.stage_info.reports_in_motion = FALSE);
  EXPECT (STAGE, INS_CHECK_OK, "homed", c.status.stage_info.reports_in_motion = FALSE;
          c.status.digitizer_info.has_encoder = TRUE);
  EXPECT (STAGE, INS_CHECK_NOTE, "cannot home", c.status.stage_report.homed = FALSE;
          c.status.stage_info.can_home = FALSE);
  EXPECT (SPEED, INS_CHECK_BAD, "at most 20 mm/s along Y",
          c.status.stage_info.maximum_speed.mm[INS_AXIS_Y] = 20);
}

/* Said where it is not by the stage's reports; those are minor. */
static void
test_placing (void)
{
  g_autoptr (GPtrArray) checks = NULL;
  g_autoptr (InsPlan) plan = NULL;
  g_autofree char *count = NULL;
  const InsCheck *check;
  Case c;

  case_init (&c);
  checks = run (&c);
  g_assert_true (((InsCheck *)checks->pdata[PLACING])->is_minor);
  g_clear_pointer (&checks, g_ptr_array_unref);

  c.status.digitizer_info.has_encoder = TRUE;
  c.status.digitizer_info.encoder_step_mm = 0.005;
  checks = run (&c);
  check = checks->pdata[PLACING];
  g_assert_false (check->is_minor);
  g_assert_nonnull (strstr (check->text, "encoder at the card (5 µm a count)"));
  g_clear_pointer (&checks, g_ptr_array_unref);

  /* 20 mm of 0.05 mm pixels, two pulses each */
  c.status.position_trigger = c.status.stage_info.can_trigger = TRUE;
  c.status.digitizer_info.waits_for_pulse = TRUE;
  c.status.digitizer_info.mode = INS_ACQUIRE_TRIGGERED;
  c.recipe->averages = 2;
  plan = ins_plan_new_for_rig (c.recipe, &c.status.stage_info, &c.recipe->timing, TRUE, 0.0);
  checks = ins_preflight_check (c.recipe, plan, &c.status);
  check = checks->pdata[PLACING];
  g_test_message ("%s", check->text);
  g_assert_nonnull (strstr (check->text, "every 0.025 mm"));
  g_assert_true (plan->n_line_pulses >= 800);
  count = g_strdup_printf ("(%u)", plan->n_line_pulses);
  g_assert_nonnull (strstr (check->text, count));
  ins_recipe_free (c.recipe);
}

/* The area is 20 x 20 mm from 0, pixels 0.05 mm, runway 1.2 mm on Y. */
static void
test_area (void)
{
  EXPECT (AREA, INS_CHECK_BAD, "Area leaves X by 3.2 mm. Move it or shorten it.",
          c.status.stage_info.travel_maximum.mm[INS_AXIS_X] = 16.75);
  EXPECT (AREA, INS_CHECK_BAD, "Area leaves X by 5 mm", c.recipe->start.mm[INS_AXIS_X] = -30);
  EXPECT (AREA, INS_CHECK_BAD, "The 1.2 mm runway leaves Y by 0.2 mm",
          c.status.soft_minimum.mm[INS_AXIS_Y] = -1.025);
  EXPECT (AREA, INS_CHECK_BAD, "Z lies 75 mm outside", c.recipe->start.mm[INS_AXIS_Z] = 300);
  EXPECT (AREA, INS_CHECK_BAD, "leaves X by 5 mm. Move it or shorten it. Area leaves Y by",
          c.recipe->start.mm[INS_AXIS_X] = -30;
          c.recipe->start.mm[INS_AXIS_Y] = 220);
  EXPECT (AREA, INS_CHECK_NOTE, "not known",
          c.status.stage_info.travel_maximum.mm[INS_AXIS_Z] = (double)NAN);
}

static void
test_lost_stage (void)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) checks = NULL;
  Case c;

  case_init (&c);
  c.status.stage_ready = c.status.digitizer_ready = FALSE;
  checks = run (&c);
  g_assert_cmpint (((InsCheck *)checks->pdata[STAGE])->level, ==, INS_CHECK_BAD);
  g_assert_cmpint (((InsCheck *)checks->pdata[AREA])->level, ==, INS_CHECK_NOTE);
  g_assert_cmpint (((InsCheck *)checks->pdata[CARD])->level, ==, INS_CHECK_BAD);
  g_assert_false (ins_preflight_passes (checks, &error));
  g_assert_cmpstr (error->message, ==,
                   "The stage does not answer. Connect it first. The card does not answer. "
                   "Connect it first.");
  ins_recipe_free (c.recipe);
}

static void
test_acquisition (void)
{
  EXPECT (SPEED, INS_CHECK_BAD, "60 mm/s is more than the 50 mm/s", c.recipe->speed_mm_s = 60);
  EXPECT (SPEED, INS_CHECK_BAD, "at most 12.5 mm/s", c.recipe->averages = 4);
  EXPECT (SPEED, INS_CHECK_NOTE, "50 of at most 50 mm/s", c.recipe->speed_mm_s = 50);
  EXPECT (SPEED, INS_CHECK_NOTE, "50 of at most 49.98", c.recipe->speed_mm_s = 50;
          c.recipe->timing.prf_hz = 999.6);
  EXPECT (CARD, INS_CHECK_BAD, "Change the sampling", c.status.timing_accepted = FALSE);
  EXPECT (CARD, INS_CHECK_BAD, "No such rate.", c.status.timing_accepted = FALSE;
          g_strlcpy (c.status.timing_note, "No such rate.", sizeof c.status.timing_note));
  EXPECT (CARD, INS_CHECK_NOTE, "Rounded.",
          g_strlcpy (c.status.timing_note, "Rounded.", sizeof c.status.timing_note));
  EXPECT (DISK, INS_CHECK_BAD, "Make room", c.status.n_free_bytes = 300000000);
  EXPECT (DISK, INS_CHECK_NOTE, "not known", c.status.n_free_bytes = -1);
  EXPECT (PROBE, INS_CHECK_NOTE, "4 samples per period: enough, not generous",
          c.recipe->timing.sample_rate_hz = 20e6);
  EXPECT (PROBE, INS_CHECK_NOTE, "3.3 samples per period: peaks will read too low",
          c.recipe->probe_frequency_hz = 15e6);
  EXPECT (PROBE, INS_CHECK_BAD, "1 samples per period", c.recipe->probe_frequency_hz = 50e6);
  EXPECT (PROBE, INS_CHECK_OK, "Video", c.recipe->probe_frequency_hz = 50e6;
          c.recipe->signal = INS_SIGNAL_VIDEO);
  EXPECT (MEMORY, INS_CHECK_BAD, "Take shorter lines", c.recipe->timing.sample_rate_hz = 1.1e9;
          c.recipe->timing.n_samples = 1048576; c.recipe->mode = INS_MODE_GATED);
}

/* A card that gives a flaw detector's values. */
static void
make_gated (Case *c, const char *gate)
{
  InsDigitizerInfo *card = &c->status.digitizer_info;

  c->recipe->mode = INS_MODE_GATED;
  c->recipe->timing.sample_rate_hz = 1.0; /* nobody's business here */
  card->mode = INS_ACQUIRE_GATED;
  card->n_outputs = 2;
  card->outputs[0].kind = INS_OUTPUT_AMPLITUDE;
  g_strlcpy (card->outputs[0].gate, gate, sizeof card->outputs[0].gate);
  card->outputs[1].kind = INS_OUTPUT_SPARE;
}

static void
test_gated (void)
{
  EXPECT (PROBE, INS_CHECK_OK, "come from the flaw detector", make_gated (&c, "A"));
  EXPECT (CARD, INS_CHECK_BAD, "Mode=gated", make_gated (&c, "A");
          c.recipe->mode = INS_MODE_WAVEFORM);
  EXPECT (CARD, INS_CHECK_BAD,
          "The card gives gate F, which is not in the recipe. Add it or rename the output.",
          make_gated (&c, "F"));
  EXPECT (CARD, INS_CHECK_NOTE, "Rounded. The card has no output for gate B: it stays empty",
          make_gated (&c, "A");
          c.recipe->n_gates = 2; c.recipe->gates[1] = (InsGate){ .name = "B" };
          g_strlcpy (c.status.timing_note, "Rounded.", sizeof c.status.timing_note));
}

/* A trigger that does not come is said before the first line, but is no bar: a stage that gives the
 * pulses gives none at rest. */
static void
test_no_pulse (void)
{
  g_autoptr (GPtrArray) checks = NULL;
  g_autoptr (InsPlan) plan = NULL;
  const InsCheck *check;
  Case c;

  case_init (&c);
  g_strlcpy (c.status.pulse_note, "No trigger comes.", sizeof c.status.pulse_note);
  plan = ins_plan_new (c.recipe, &c.status.stage_info, &c.recipe->timing);
  checks = ins_preflight_check (c.recipe, plan, &c.status);
  g_assert_cmpuint (checks->len, ==, N_CHECKS + 1);
  check = checks->pdata[CARD + 1];
  g_assert_cmpint (check->level, ==, INS_CHECK_NOTE);
  g_assert_true (check->is_about_card);
  g_assert_cmpstr (check->text, ==, "No trigger comes.");
  g_assert_true (ins_preflight_passes (checks, NULL));
  ins_recipe_free (c.recipe);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/preflight/good", test_good);
  g_test_add_func ("/preflight/no-pulse", test_no_pulse);
  g_test_add_func ("/preflight/stage", test_stage);
  g_test_add_func ("/preflight/area", test_area);
  g_test_add_func ("/preflight/lost-stage", test_lost_stage);
  g_test_add_func ("/preflight/acquisition", test_acquisition);
  g_test_add_func ("/preflight/placing", test_placing);
  g_test_add_func ("/preflight/gated", test_gated);

  return g_test_run ();
}
