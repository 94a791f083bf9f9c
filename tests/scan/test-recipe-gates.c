/* What a recipe makes of A-scans: signal, gates, derived planes, alarms.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "config.h"

#include <math.h>
#include <string.h>

#include "core/ins-error.h"
#include "scan/ins-recipe.h"

#define SIZES "[Scan]\nScanLengthMm=20\nIndexLengthMm=10\n"
#define GATES "[Gate I]\n[Gate A]\nAnchor=I\nStartS=1e-6\nLengthS=2e-6\n"
#define THICKNESS "[Plane T]\nQuantity=thickness\nGate=A\nFrom=I\n"

static const char full[] = SIZES GATES "Detection=envelope\n"
                                       "Tof=relative-6db-after\n"
                                       "[Processing]\n"
                                       "BandPassLowHz=2e6\n"
                                       "BandPassHighHz=8e6\n"
                                       "Dac=12e-6;80;20e-6;40;30e-6;160\n"
                                       "[Plane Wall]\n"
                                       "Quantity=thickness\n"
                                       "Gate=A\n"
                                       "From=I\n"
                                       "[Plane Below]\n"
                                       "Quantity=depth\n"
                                       "Gate=A\n"
                                       "OffsetS=27e-6\n"
                                       "VelocityMPerS=2700\n"
                                       "[Plane Turned]\n"
                                       "Quantity=signed-range\n"
                                       "Sound=negative\n"
                                       "Rule=order\n"
                                       "[Alarm Thin]\n"
                                       "Of=Wall\n"
                                       "BelowMm=2.5\n"
                                       "Missing=yes\n"
                                       "[Alarm Loud]\n"
                                       "Of=A.amplitude\n"
                                       "AbovePercent=80\n"
                                       "[Alarm Early]\n"
                                       "Of=I.time\n"
                                       "BelowS=26e-6\n"
                                       "AboveS=28e-6\n";

static InsRecipe *
read_good (const char *text)
{
  GError *error = NULL;
  InsRecipe *recipe = ins_recipe_new_from_text (text, "a", &error);

  g_assert_no_error (error);

  return recipe;
}

static void
test_full (void)
{
  g_autoptr (InsRecipe) recipe = read_good (full);
  const InsAlarm *alarms = recipe->alarms;

  g_assert_cmpint (recipe->gates[1].detection, ==, INS_DETECTION_ENVELOPE);
  g_assert_cmpint (recipe->gates[1].tof, ==, INS_TOF_RELATIVE_6DB_AFTER);
  g_assert_cmpint (recipe->gates[0].detection, ==, INS_DETECTION_RF);
  g_assert_cmpfloat (recipe->band_pass_high_hz, ==, 8e6);
  g_assert_cmpint (recipe->curve_kind, ==, INS_CURVE_DAC);
  g_assert_cmpuint (recipe->n_curve_points, ==, 3);
  g_assert_cmpuint (recipe->n_planes, ==, 3);
  g_assert_cmpint (recipe->planes[0].kind, ==, INS_DERIVED_THICKNESS);
  g_assert_cmpuint (recipe->planes[0].gate, ==, 1);
  g_assert_cmpint (recipe->planes[0].from_gate, ==, 0);
  g_assert_cmpfloat (recipe->planes[0].velocity_m_s, ==, 0.0);
  g_assert_cmpint (recipe->planes[1].from_gate, ==, -1);
  g_assert_cmpfloat (recipe->planes[1].offset_s, ==, 27e-6);
  g_assert_true (recipe->planes[2].sound_negative);
  g_assert_cmpint (recipe->planes[2].rule, ==, INS_PHASE_RULE_ORDER);
  g_assert_cmpuint (recipe->n_alarms, ==, 3);
  g_assert_cmpint (alarms[0].quantity, ==, INS_ALARM_DERIVED);
  g_assert_true (alarms[0].is_for_missing && isnan (alarms[0].maximum));
  g_assert_cmpfloat (alarms[0].minimum, ==, 2.5);
  g_assert_cmpint (ins_recipe_get_alarm_unit (recipe, &alarms[0]), ==, INS_UNIT_MM);
  g_assert_cmpint (alarms[1].quantity, ==, INS_ALARM_AMPLITUDE);
  g_assert_cmpuint (alarms[1].gate, ==, 1);
  g_assert_cmpint (alarms[2].quantity, ==, INS_ALARM_TOF);
  g_assert_cmpfloat (alarms[2].maximum, ==, 28e-6);
  g_assert_cmpint (ins_recipe_find_plane (recipe, "Turned"), ==, 2);
  g_assert_cmpint (ins_recipe_find_plane (recipe, "A"), ==, -1);
}

/* A recipe that has none of this has the text that it always had: scans can be gone on with. */
static void
test_silent (void)
{
  g_autoptr (InsRecipe) recipe = read_good (SIZES GATES);
  g_autofree char *text = ins_recipe_to_text (recipe);
  InsConditioning conditioning;

  g_assert_null (strstr (text, "Detection"));
  g_assert_null (strstr (text, "Processing"));
  g_assert_true (ins_recipe_is_unconditioned (recipe));
  ins_recipe_get_conditioning (recipe, &conditioning);
  g_assert_cmpuint (conditioning.tcg.n_points, ==, 0);
  g_assert_cmpfloat (conditioning.low_hz, ==, 0.0);
}

/* Equal reflectors stand equally high under the gain that a DAC makes. */
static void
test_curve (void)
{
  g_autoptr (InsRecipe) recipe = read_good (full);
  g_autoptr (InsRecipe) tcg = read_good (SIZES "[Processing]\nTcg=1e-6;-3;2e-6;6;\n");
  const double gains_db[] = { 0.0, 6.0206, -6.0206 };
  InsConditioning conditioning;

  ins_recipe_get_conditioning (recipe, &conditioning);
  g_assert_cmpfloat (conditioning.low_hz, ==, 2e6);
  g_assert_cmpuint (conditioning.tcg.n_points, ==, G_N_ELEMENTS (gains_db));
  for (guint i = 0; i < G_N_ELEMENTS (gains_db); i++)
    g_assert_cmpfloat_with_epsilon (conditioning.tcg.points[i].gain_db, gains_db[i], 1e-3);
  g_assert_cmpfloat (conditioning.tcg.points[1].time_s, ==, 20e-6);
  g_assert_false (ins_recipe_is_unconditioned (recipe));

  ins_recipe_get_conditioning (tcg, &conditioning);
  g_assert_cmpfloat (conditioning.tcg.points[0].gain_db, ==, -3.0);
  g_assert_cmpfloat (conditioning.tcg.points[1].gain_db, ==, 6.0);
}

static const struct
{
  const char *text, *where;
  int code;
} refused[] = {
  { SIZES "[Gate A]\nDetection=loud\n", "Detection", INS_RECIPE_ERROR_VALUE },
  { SIZES "[Processing]\nBandPass=2\n", "BandPass", INS_RECIPE_ERROR_KEY },
  { SIZES "[Processing]\nBandPassLowHz=11e6\n", "BandPassLowHz", INS_RECIPE_ERROR_VALUE },
  { SIZES "[Processing]\nBandPassLowHz=5e6\nBandPassHighHz=4e6\n", "BandPassHighHz",
    INS_RECIPE_ERROR_VALUE },
  { SIZES "[Processing]\nTcg=1e-6;3;2e-6\n", "Tcg", INS_RECIPE_ERROR_VALUE },
  { SIZES "[Processing]\nTcg=\n", "Tcg", INS_RECIPE_ERROR_VALUE },
  { SIZES "[Processing]\nTcg=2e-6;3;1e-6;3\n", "order of time", INS_RECIPE_ERROR_VALUE },
  { SIZES "[Processing]\nTcg=1e-6;300\n", "-120", INS_RECIPE_ERROR_VALUE },
  { SIZES "[Processing]\nDac=1e-6;0\n", "Dac", INS_RECIPE_ERROR_VALUE },
  { SIZES "[Processing]\nDac=-1;50\n", "Dac", INS_RECIPE_ERROR_VALUE },
  { SIZES "[Processing]\nDac=1e-6;50\nTcg=1e-6;3\n", "Tcg", INS_RECIPE_ERROR_VALUE },
  { SIZES "[Plane P]\nGate=A\n", "Quantity", INS_RECIPE_ERROR_KEY },
  { SIZES "[Plane P]\nQuantity=beauty\n", "Quantity", INS_RECIPE_ERROR_VALUE },
  { SIZES "[Plane P]\nQuantity=db\nGate=B\n", "B", INS_RECIPE_ERROR_VALUE },
  { SIZES "[Plane P]\nQuantity=db\nFrom=A\n", "From", INS_RECIPE_ERROR_KEY },
  { SIZES "[Plane P]\nQuantity=db\nGapS=1e-6\n", "GapS", INS_RECIPE_ERROR_KEY },
  { SIZES "[Plane P.Q]\nQuantity=db\n", "P.Q", INS_RECIPE_ERROR_VALUE },
  { SIZES "[Plane P]\nQuantity=thickness\n", "From", INS_RECIPE_ERROR_VALUE },
  { SIZES "[Plane P]\nQuantity=thickness\nFrom=A\n", "From", INS_RECIPE_ERROR_VALUE },
  { SIZES "[Plane P]\nQuantity=depth\nVelocityMPerS=-1\n", "VelocityMPerS",
    INS_RECIPE_ERROR_VALUE },
  { SIZES "[Alarm X]\nAbovePercent=3\n", "Of", INS_RECIPE_ERROR_KEY },
  { SIZES "[Alarm X]\nOf=A\nAbove=3\n", "Of", INS_RECIPE_ERROR_VALUE },
  { SIZES "[Alarm X]\nOf=A.peak\nAbovePercent=3\n", "Of", INS_RECIPE_ERROR_VALUE },
  { SIZES "[Alarm X]\nOf=A.amplitude\nAboveMm=3\n", "AbovePercent", INS_RECIPE_ERROR_KEY },
  { SIZES GATES THICKNESS "[Alarm X]\nOf=T\nBelow=3\n", "BelowMm", INS_RECIPE_ERROR_KEY },
  { SIZES "[Alarm X]\nOf=A.amplitude\n", "never", INS_RECIPE_ERROR_VALUE },
  { SIZES "[Alarm X]\nOf=A.time\nBelowS=2\nAboveS=1\n", "always", INS_RECIPE_ERROR_VALUE },
  { SIZES "[Alarm ]\nOf=A.time\nBelowS=2\n", "name", INS_RECIPE_ERROR_VALUE },
};

/* Each is refused with a sentence that names what is wrong. */
static void
test_refused (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (refused); i++)
    {
      g_autoptr (GError) error = NULL;
      InsRecipe *recipe = ins_recipe_new_from_text (refused[i].text, "dir/a.scan", &error);

      g_test_message ("%s -> %s", refused[i].text, error != NULL ? error->message : "accepted");
      g_assert_null (recipe);
      g_assert_error (error, INS_RECIPE_ERROR, refused[i].code);
      g_assert_nonnull (strstr (error->message, refused[i].where));
    }
}

#define REFUSED(...)                                                                               \
  {                                                                                                \
    g_autoptr (InsRecipe) bad = ins_recipe_copy (good);                                            \
    g_autoptr (GError) error = NULL;                                                               \
    __VA_ARGS__;                                                                                   \
    g_assert_false (ins_recipe_validate (bad, &error));                                            \
    g_assert_error (error, INS_RECIPE_ERROR, INS_RECIPE_ERROR_VALUE);                              \
  }

/* As a form could fill it in. */
static void
test_form (void)
{
  g_autoptr (InsRecipe) good = read_good (full);

  REFUSED (bad->band_pass_low_hz = (double)NAN);
  REFUSED (bad->n_curve_points = INS_MAX_TCG_POINTS + 1);
  REFUSED (bad->curve_kind = (InsCurveKind)2);
  REFUSED (bad->curve[1].value = (double)NAN);
  REFUSED (bad->curve[0].time_s = (double)INFINITY);
  REFUSED (bad->gates[0].detection = INS_N_DETECTIONS);
  REFUSED (bad->n_planes = INS_MAX_DERIVED + 1);
  REFUSED (bad->planes[0].kind = INS_N_DERIVED_KINDS);
  REFUSED (bad->planes[0].gate = 2);
  REFUSED (bad->planes[0].from_gate = 2);
  REFUSED (bad->planes[1].from_gate = -2);
  REFUSED (bad->planes[2].sound_negative = 2);
  REFUSED (memcpy (bad->planes[1].name, "Wall", 5));
  REFUSED (memset (bad->planes[1].name, 'x', INS_GATE_NAME_SIZE));
  REFUSED (bad->n_alarms = INS_MAX_ALARMS + 1);
  REFUSED (bad->alarms[0].gate = 3);
  REFUSED (bad->alarms[1].quantity = (InsAlarmQuantity)3);
  REFUSED (bad->alarms[1].maximum = (double)INFINITY);
  REFUSED (memcpy (bad->alarms[1].name, "Thin", 5));
}

static void
fill_plane (GRand *rand, InsDerived *plane, guint index)
{
  *plane = INS_DERIVED_DEFAULT;
  g_snprintf (plane->name, sizeof plane->name, "P %u", index);
  plane->kind = (InsDerivedKind)g_rand_int_range (rand, 0, INS_N_DERIVED_KINDS);
  plane->gate = (guint)g_rand_int_range (rand, 0, 3);
  if (plane->kind == INS_DERIVED_THICKNESS)
    plane->from_gate = (int)(plane->gate + 1) % 3;
  else if (plane->kind == INS_DERIVED_DEPTH)
    plane->from_gate = g_rand_int_range (rand, -1, 3);
  plane->offset_s = plane->kind == INS_DERIVED_DEPTH ? g_rand_double_range (rand, -1, 1) : 0.0;
  if (plane->kind == INS_DERIVED_PHASE)
    plane->inverted_percent = g_rand_double_range (rand, 0, 100);
  if (plane->kind == INS_DERIVED_SIGNED_RANGE)
    plane->rule = (InsPhaseRule)g_rand_int_range (rand, 0, 3);
  if (plane->kind == INS_DERIVED_ECHOES)
    plane->gap_s = g_rand_double_range (rand, 0, 1e-6);
  if (plane->kind == INS_DERIVED_DB)
    plane->reference_percent = g_rand_double_range (rand, 1, 100);
}

static void
fill_alarm (GRand *rand, const InsRecipe *recipe, InsAlarm *alarm, guint index)
{
  guint n;

  *alarm = (InsAlarm){ .minimum = (double)NAN, .maximum = (double)NAN };
  g_snprintf (alarm->name, sizeof alarm->name, "P %u", index);
  alarm->quantity = (InsAlarmQuantity)g_rand_int_range (rand, 0, recipe->n_planes > 0 ? 3 : 2);
  n = alarm->quantity == INS_ALARM_DERIVED ? recipe->n_planes : recipe->n_gates;
  alarm->gate = (guint)g_rand_int_range (rand, 0, (gint32)n);
  alarm->is_for_missing = g_rand_boolean (rand);
  if (g_rand_boolean (rand) || !alarm->is_for_missing)
    alarm->minimum = g_rand_double_range (rand, -100, 0);
  if (g_rand_boolean (rand))
    alarm->maximum = g_rand_double_range (rand, 0, 100);
}

static void
test_round_trip (void)
{
  g_autoptr (GRand) rand = g_rand_new_with_seed (6);

  for (guint round = 0; round < 300; round++)
    {
      g_autoptr (InsRecipe) recipe = read_good (SIZES GATES "[Gate C]\n");
      g_autoptr (InsRecipe) again = NULL, taken = read_good (SIZES);
      g_autofree char *text = NULL, *again_text = NULL, *taken_text = NULL;
      g_autoptr (GError) error = NULL;

      recipe->curve_kind = (InsCurveKind)g_rand_int_range (rand, 0, 2);
      recipe->n_curve_points = (guint)g_rand_int_range (rand, 0, INS_MAX_TCG_POINTS + 1);
      for (guint i = 0; i < recipe->n_curve_points; i++)
        recipe->curve[i] = (InsCurvePoint){ i * 1e-6, g_rand_double_range (rand, 0.1, 100) };
      recipe->n_planes = (guint)g_rand_int_range (rand, 0, INS_MAX_DERIVED + 1);
      for (guint i = 0; i < recipe->n_planes; i++)
        fill_plane (rand, &recipe->planes[i], i);
      recipe->n_alarms = (guint)g_rand_int_range (rand, 0, INS_MAX_ALARMS + 1);
      for (guint i = 0; i < recipe->n_alarms; i++)
        fill_alarm (rand, recipe, &recipe->alarms[i], i);

      g_assert_true (ins_recipe_validate (recipe, &error));
      text = ins_recipe_to_text (recipe);
      again = read_good (text);
      again_text = ins_recipe_to_text (again);
      g_assert_cmpstr (text, ==, again_text);
      g_assert_cmpuint (again->n_planes, ==, recipe->n_planes);
      g_assert_cmpuint (again->n_alarms, ==, recipe->n_alarms);
      ins_recipe_take_gates (taken, recipe);
      taken_text = ins_recipe_to_text (taken);
      g_assert_cmpstr (taken_text, ==, text);
    }
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/recipe-gates/full", test_full);
  g_test_add_func ("/recipe-gates/silent", test_silent);
  g_test_add_func ("/recipe-gates/curve", test_curve);
  g_test_add_func ("/recipe-gates/refused", test_refused);
  g_test_add_func ("/recipe-gates/form", test_form);
  g_test_add_func ("/recipe-gates/round-trip", test_round_trip);

  return g_test_run ();
}
