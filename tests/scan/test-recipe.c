/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gstdio.h>
#include <locale.h>
#include <math.h>
#include <string.h>

#include "core/ins-error.h"
#include "scan/ins-recipe.h"

#define SIZES "[Scan]\nScanLengthMm=20\nIndexLengthMm=10\n"

static const char full[] = "# a recipe\n"
                           "[Scan]\n"
                           "Name=Coin #3\n"
                           "ScanAxis=-Z             # Z with - is down\n"
                           "IndexAxis=X\n"
                           "StartMm=10;-10.5;5      # X;Y;Z of the first pixel\n"
                           "ScanLengthMm=20\n"
                           "IndexLengthMm=12.5\n"
                           "ScanStepMm=0.05\n"
                           "IndexStepMm=0.1\n"
                           "SpeedMmPerS=40\n"
                           "Pattern=unidirectional\n"
                           "LineOrder=interlaced\n"
                           "[Acquisition]\n"
                           "Mode=gated\n"
                           "Signal=video\n"
                           "SampleRateHz=25e6\n"
                           "Samples=512\n"
                           "DelayS=12e-6            # trigger to first sample\n"
                           "PrfHz=2000\n"
                           "Averages=2\n"
                           "ProbeFrequencyHz=10e6\n"
                           "[Material]\n"
                           "CouplantVelocityMPerS=1490\n"
                           "VelocityMPerS=6320\n"
                           "[Gate I]                # gates in file order\n"
                           "StartS=12e-6\n"
                           "LengthS=3e-6\n"
                           "ThresholdPercent=40\n"
                           "Polarity=positive\n"
                           "Amplitude=first-peak\n"
                           "Tof=relative-6db\n"
                           "[Gate Back wall]\n"
                           "Anchor=I.peak\n"
                           "StartS=1e-6\n"
                           "[Gate C]\n"
                           "Anchor=I\n"
                           "Tof=zero-crossing-after\n"
                           "Detection=quick-envelope\n"
                           "[Processing]\n"
                           "BandPassLowHz=2e6\n"
                           "BandPassHighHz=9e6\n"
                           "Dac=10e-6;80;20e-6;40;20e-6;20\n"
                           "[Plane Depth]\n"
                           "Quantity=depth\n"
                           "Gate=C\n"
                           "From=I\n"
                           "OffsetS=-1e-7\n"
                           "VelocityMPerS=2700\n"
                           "[Alarm Thin]\n"
                           "Of=Depth\n"
                           "BelowMm=2.5\n"
                           "[Alarm Loud]\n"
                           "Of=C.amplitude\n"
                           "AbovePercent=80\n"
                           "BelowPercent=-5\n"
                           "Missing=yes\n";

static void
test_full (void)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (InsRecipe) recipe = ins_recipe_new_from_text (full, "coin.scan", &error);
  InsScanGrid grid;

  g_assert_no_error (error);
  g_assert_cmpstr (recipe->name, ==, "Coin #3");
  g_assert_cmpint (recipe->scan_axis, ==, INS_AXIS_Z);
  g_assert_cmpint (recipe->scan_sign, ==, -1);
  g_assert_cmpint (recipe->index_axis, ==, INS_AXIS_X);
  g_assert_cmpint (recipe->index_sign, ==, 1);
  g_assert_cmpfloat (recipe->start.mm[1], ==, -10.5);
  g_assert_cmpfloat (recipe->speed_mm_s, ==, 40.0);
  g_assert_cmpint (recipe->pattern, ==, INS_PATTERN_UNIDIRECTIONAL);
  g_assert_cmpint (recipe->line_order, ==, INS_LINE_ORDER_INTERLACED);
  g_assert_cmpint (recipe->mode, ==, INS_MODE_GATED);
  g_assert_cmpint (recipe->signal, ==, INS_SIGNAL_VIDEO);
  g_assert_cmpuint (recipe->timing.n_samples, ==, 512);
  g_assert_cmpuint (recipe->averages, ==, 2);
  g_assert_cmpuint (recipe->n_gates, ==, 3);
  g_assert_cmpint (recipe->gates[0].polarity, ==, INS_POLARITY_POSITIVE);
  g_assert_cmpint (recipe->gates[0].amplitude, ==, INS_AMPLITUDE_FIRST_PEAK);
  g_assert_cmpint (recipe->gates[0].tof, ==, INS_TOF_RELATIVE_6DB);
  g_assert_cmpstr (recipe->gates[1].name, ==, "Back wall");
  g_assert_cmpint (recipe->gates[1].anchor, ==, INS_ANCHOR_PEAK);
  g_assert_cmpuint (recipe->gates[1].anchor_gate, ==, 0);
  g_assert_cmpint (recipe->gates[2].anchor, ==, INS_ANCHOR_CROSSING);
  g_assert_cmpfloat (recipe->gates[2].threshold_percent, ==, 30.0);
  g_assert_cmpint (ins_recipe_find_gate (recipe, "C"), ==, 2);
  g_assert_cmpint (ins_recipe_find_gate (recipe, "D"), ==, -1);

  ins_recipe_get_grid (recipe, &grid);
  g_assert_cmpuint (grid.n_columns, ==, 400);
  g_assert_cmpuint (grid.n_rows, ==, 125);
}

/* As some editors on other systems leave it. */
static void
test_foreign_text (void)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (InsRecipe) recipe = ins_recipe_new_from_text (
      "\xef\xbb\xbf[Scan]\r\nScanLengthMm=20 # mm\r\nIndexLengthMm=10\r\n[Gate B]\r\n", "a",
      &error);

  g_assert_no_error (error);
  g_assert_cmpfloat (recipe->scan_length_mm, ==, 20.0);
  g_assert_cmpfloat (recipe->index_length_mm, ==, 10.0);
  g_assert_cmpstr (recipe->gates[0].name, ==, "B");
}

static void
test_defaults (void)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (InsRecipe) recipe = ins_recipe_new_from_text (SIZES, "a", &error);

  g_assert_no_error (error);
  g_assert_cmpstr (recipe->name, ==, "Scan");
  g_assert_cmpint (recipe->scan_axis, ==, INS_AXIS_Y);
  g_assert_cmpfloat (recipe->start.mm[0], ==, 0.0);
  g_assert_cmpfloat (recipe->scan_step_mm, ==, 0.05);
  g_assert_cmpfloat (recipe->speed_mm_s, ==, 50.0);
  g_assert_cmpint (recipe->pattern, ==, INS_PATTERN_SERPENTINE);
  g_assert_cmpfloat (recipe->timing.sample_rate_hz, ==, 20e6);
  g_assert_cmpuint (recipe->timing.n_samples, ==, 1024);
  g_assert_cmpfloat (recipe->velocity_m_s, ==, 5900.0);
  g_assert_cmpuint (recipe->n_gates, ==, 1);
  g_assert_cmpstr (recipe->gates[0].name, ==, "A");
  g_assert_cmpfloat (recipe->gates[0].start_s, ==, 12e-6);
  g_assert_cmpfloat_with_epsilon (recipe->gates[0].length_s, 51.2e-6, 1e-12);
}

static const struct
{
  const char *text;
  int code;
  const char *where;
} refused[] = {
  { "", INS_RECIPE_ERROR_SYNTAX, "a.scan" },
  { "Scan\n", INS_RECIPE_ERROR_SYNTAX, "a.scan" },
  { "[Scan]\nScanLengthMm=2\n", INS_RECIPE_ERROR_KEY, "a.scan, [Scan] IndexLengthMm" },
  { "[Material]\n", INS_RECIPE_ERROR_KEY, "a.scan, [Scan] ScanLengthMm" },
  { SIZES "Speed=3\n", INS_RECIPE_ERROR_KEY, "a.scan, [Scan] Speed" },
  { SIZES "[Scann]\n", INS_RECIPE_ERROR_KEY, "a.scan, [Scann]" },
  { SIZES "[Gate]\n", INS_RECIPE_ERROR_KEY, "a.scan, [Gate]" },
  { SIZES "[Scan]\n", INS_RECIPE_ERROR_KEY, "a.scan, [Scan]" },
  { SIZES "Pattern=serpentine\nPattern=serpentine\n", INS_RECIPE_ERROR_KEY, "[Scan] Pattern" },
  { SIZES "SpeedMmPerS=50 mm/s\n", INS_RECIPE_ERROR_VALUE, "a.scan, [Scan] SpeedMmPerS" },
  { SIZES "SpeedMmPerS=1,5\n", INS_RECIPE_ERROR_VALUE, "[Scan] SpeedMmPerS" },
  { SIZES "SpeedMmPerS=0\n", INS_RECIPE_ERROR_VALUE, "[Scan] SpeedMmPerS" },
  { SIZES "SpeedMmPerS=nan\n", INS_RECIPE_ERROR_VALUE, "[Scan] SpeedMmPerS" },
  { SIZES "SpeedMmPerS=\n", INS_RECIPE_ERROR_VALUE, "[Scan] SpeedMmPerS" },
  { SIZES "ScanStepMm=-1\n", INS_RECIPE_ERROR_VALUE, "[Scan] ScanStepMm" },
  { SIZES "ScanStepMm=50\n", INS_RECIPE_ERROR_VALUE, "[Scan] ScanLengthMm" },
  { SIZES "IndexStepMm=0.00005\n", INS_RECIPE_ERROR_VALUE, "[Scan] IndexLengthMm" },
  { SIZES "ScanStepMm=0.001\nIndexStepMm=0.0005\n", INS_RECIPE_ERROR_VALUE, "IndexLengthMm" },
  { SIZES "ScanAxis=A\n", INS_RECIPE_ERROR_VALUE, "[Scan] ScanAxis" },
  { SIZES "ScanAxis=X\n", INS_RECIPE_ERROR_VALUE, "[Scan] IndexAxis" },
  { SIZES "ScanAxis=-X\n", INS_RECIPE_ERROR_VALUE, "[Scan] IndexAxis" },
  { SIZES "StartMm=1;2\n", INS_RECIPE_ERROR_VALUE, "[Scan] StartMm" },
  { SIZES "StartMm=1;2;99999\n", INS_RECIPE_ERROR_VALUE, "[Scan] StartMm" },
  { SIZES "Pattern=zigzag\n", INS_RECIPE_ERROR_VALUE, "[Scan] Pattern" },
  { SIZES "Name=a\\nb\n", INS_RECIPE_ERROR_VALUE, "[Scan] Name" },
  { SIZES "[Acquisition]\nSamples=10.5\n", INS_RECIPE_ERROR_VALUE, "[Acquisition] Samples" },
  { SIZES "[Acquisition]\nSamples=0\n", INS_RECIPE_ERROR_VALUE, "[Acquisition] Samples" },
  { SIZES "[Acquisition]\nSamples=1048577\n", INS_RECIPE_ERROR_VALUE, "[Acquisition] Samples" },
  { SIZES "[Acquisition]\nPrfHz=20000\n", INS_RECIPE_ERROR_VALUE, "[Acquisition] PrfHz" },
  { SIZES "[Acquisition]\nAverages=0\n", INS_RECIPE_ERROR_VALUE, "[Acquisition] Averages" },
  { SIZES "[Gate A]\nStart=1\n", INS_RECIPE_ERROR_KEY, "[Gate A] Start" },
  { SIZES "[Gate A]\nAnchor=A\n", INS_RECIPE_ERROR_VALUE, "[Gate A] Anchor" },
  { SIZES "[Gate A]\nAnchor=B\n[Gate B]\n", INS_RECIPE_ERROR_VALUE, "[Gate A] Anchor" },
  { SIZES "[Gate A]\n[Gate A]\n", INS_RECIPE_ERROR_KEY, "[Gate A]" },
  { SIZES "[Gate A]\nLengthS=0\n", INS_RECIPE_ERROR_VALUE, "[Gate A] LengthS" },
  { SIZES "[Gate A]\nStartS=1\n", INS_RECIPE_ERROR_VALUE, "[Gate A] StartS" },
  { SIZES "[Gate A]\nThresholdPercent=101\n", INS_RECIPE_ERROR_VALUE, "[Gate A] Threshold" },
  { SIZES "[Gate pulse]\n", INS_RECIPE_ERROR_VALUE, "[Gate pulse]" },
  { SIZES "[Gate a.peak]\n", INS_RECIPE_ERROR_VALUE, "[Gate a.peak]" },
  { SIZES "[Gate ../x]\n", INS_RECIPE_ERROR_VALUE, "[Gate ../x]" },
  { SIZES "[Gate  A]\n", INS_RECIPE_ERROR_VALUE, "[Gate  A]" },
  { SIZES "[Gate ]\n", INS_RECIPE_ERROR_VALUE, "[Gate ]" },
  { SIZES "[Gate 0123456789012345678901234567890]\n[Gate 01234567890123456789012345678901]\n",
    INS_RECIPE_ERROR_VALUE, "[Gate 01234567890123456789012345678901]" },
};

/* Each is refused with a sentence that names file, group and key. */
static void
test_errors (void)
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

static void
test_too_many_gates (void)
{
  GString *text = g_string_new (SIZES);

  for (guint i = 0; i <= INS_MAX_GATES; i++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (InsRecipe) recipe = NULL;

      g_string_append_printf (text, "[Gate G%u]\n", i);
      recipe = ins_recipe_new_from_text (text->str, "a", &error);
      if (i < INS_MAX_GATES)
        g_assert_no_error (error);
      else
        g_assert_error (error, INS_RECIPE_ERROR, INS_RECIPE_ERROR_VALUE);
    }
  g_string_free (text, TRUE);
}

/* What a form can fill in wrongly. */
static void
test_validate (void)
{
  g_autoptr (InsRecipe) good = ins_recipe_new ();
  g_autoptr (GError) error = NULL;

  g_assert_true (ins_recipe_validate (good, &error));
  g_assert_no_error (error);

#define REFUSED(key, ...)                                                                          \
  {                                                                                                \
    g_autoptr (InsRecipe) bad = ins_recipe_copy (good);                                            \
                                                                                                   \
    __VA_ARGS__;                                                                                   \
    g_assert_false (ins_recipe_validate (bad, &error));                                            \
    g_assert_error (error, INS_RECIPE_ERROR, INS_RECIPE_ERROR_VALUE);                              \
    g_assert_nonnull (strstr (error->message, key));                                               \
    g_clear_error (&error);                                                                        \
  }
  REFUSED ("SpeedMmPerS", bad->speed_mm_s = (double)NAN);
  REFUSED ("ScanStepMm", bad->scan_step_mm = (double)INFINITY);
  REFUSED ("StartMm", bad->start.mm[2] = (double)NAN);
  REFUSED ("ScanLengthMm", bad->scan_length_mm = (double)-INFINITY);
  REFUSED ("IndexAxis", bad->index_axis = bad->scan_axis);
  REFUSED ("ScanAxis", bad->scan_sign = 0);
  REFUSED ("ScanAxis", bad->scan_axis = (InsAxis)7);
  REFUSED ("Pattern", bad->pattern = (InsPattern)9);
  REFUSED ("Samples", bad->timing.n_samples = 0);
  REFUSED ("gates", bad->n_gates = 0);
  REFUSED ("gates", bad->n_gates = INS_MAX_GATES + 1);
  REFUSED ("Gate", memset (bad->gates[0].name, 'x', INS_GATE_NAME_SIZE));
  REFUSED ("two gates", bad->gates[bad->n_gates++] = good->gates[0]);
  REFUSED ("Anchor", bad->gates[0].anchor = INS_ANCHOR_PEAK);
  REFUSED ("StartS", bad->gates[0].start_s = (double)NAN);
  REFUSED ("Tof", bad->gates[0].tof = (InsTof)6);
  REFUSED ("Name", memset (bad->name, '\xff', 4));
#undef REFUSED
}

static void
assert_equal (const InsRecipe *a, const InsRecipe *b)
{
  g_autofree char *a_text = ins_recipe_to_text (a);
  g_autofree char *b_text = ins_recipe_to_text (b);

  g_assert_cmpstr (a_text, ==, b_text);
  g_assert_cmpstr (a->name, ==, b->name);
  for (guint axis = 0; axis < INS_N_AXES; axis++)
    g_assert_cmpfloat (a->start.mm[axis], ==, b->start.mm[axis]);
  g_assert_cmpfloat (a->scan_length_mm, ==, b->scan_length_mm);
  g_assert_cmpfloat (a->timing.delay_s, ==, b->timing.delay_s);
  for (guint i = 0; i < a->n_gates; i++)
    {
      g_assert_cmpstr (a->gates[i].name, ==, b->gates[i].name);
      g_assert_cmpint (a->gates[i].anchor, ==, b->gates[i].anchor);
      g_assert_cmpuint (a->gates[i].anchor_gate, ==, b->gates[i].anchor_gate);
      g_assert_cmpfloat (a->gates[i].start_s, ==, b->gates[i].start_s);
      g_assert_cmpfloat (a->gates[i].length_s, ==, b->gates[i].length_s);
    }
}

static InsRecipe *
random_recipe (GRand *rand)
{
  static const char *const names[] = { "Coin", "Impact #17", "Prüfling \"a\"; b", "=", "[x]", "" };
  InsRecipe *recipe = ins_recipe_new ();
  double length = g_rand_double_range (rand, 1, 60);

  g_free (recipe->name);
  recipe->name = g_strdup (names[g_rand_int_range (rand, 0, G_N_ELEMENTS (names))]);
  recipe->scan_axis = (InsAxis)g_rand_int_range (rand, 0, 3);
  recipe->index_axis = (InsAxis)((recipe->scan_axis + g_rand_int_range (rand, 1, 3)) % 3);
  recipe->scan_sign = g_rand_boolean (rand) ? 1 : -1;
  recipe->index_sign = g_rand_boolean (rand) ? 1 : -1;
  for (guint axis = 0; axis < INS_N_AXES; axis++)
    recipe->start.mm[axis] = g_rand_double_range (rand, -100, 100);
  recipe->scan_length_mm = length;
  recipe->index_length_mm = g_rand_double_range (rand, 1, 60);
  recipe->scan_step_mm = length / g_rand_int_range (rand, 1, 2000);
  recipe->speed_mm_s = g_rand_double_range (rand, 0.1, 300);
  recipe->pattern = (InsPattern)g_rand_int_range (rand, 0, 2);
  recipe->line_order = (InsLineOrder)g_rand_int_range (rand, 0, 2);
  recipe->mode = (InsMode)g_rand_int_range (rand, 0, 2);
  recipe->signal = (InsSignal)g_rand_int_range (rand, 0, 3);
  recipe->timing.delay_s = g_rand_double_range (rand, 0, 1e-4);
  recipe->n_gates = (guint)g_rand_int_range (rand, 1, INS_MAX_GATES + 1);
  for (guint i = 0; i < recipe->n_gates; i++)
    {
      InsGate *gate = &recipe->gates[i];

      g_snprintf (gate->name, sizeof gate->name, "Tor_%u Ö", i);
      gate->anchor = i > 0 ? (InsAnchor)g_rand_int_range (rand, 0, 3) : INS_ANCHOR_PULSE;
      gate->anchor_gate = gate->anchor != INS_ANCHOR_PULSE
                              ? (guint)g_rand_int_range (rand, 0, (gint32)i)
                              : 0;
      gate->start_s = g_rand_double_range (rand, -1e-6, 5e-5);
      gate->length_s = g_rand_double_range (rand, 1e-9, 5e-5);
      gate->threshold_percent = g_rand_double_range (rand, 0, 100);
      gate->polarity = (InsPolarity)g_rand_int_range (rand, 0, 3);
      gate->amplitude = (InsAmplitude)g_rand_int_range (rand, 0, 4);
      gate->tof = (InsTof)g_rand_int_range (rand, 0, 6);
      gate->detection = (InsDetection)g_rand_int_range (rand, 0, INS_N_DETECTIONS);
    }

  return recipe;
}

static void
test_round_trip (void)
{
  g_autoptr (GRand) rand = g_rand_new_with_seed (1);

  for (guint i = 0; i < 500; i++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (InsRecipe) recipe = random_recipe (rand);
      g_autofree char *text = ins_recipe_to_text (recipe);
      g_autoptr (InsRecipe) again = NULL;

      g_assert_true (ins_recipe_validate (recipe, &error));
      again = ins_recipe_new_from_text (text, "a", &error);
      g_assert_no_error (error);
      assert_equal (recipe, again);
    }
}

static void
test_save (void)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *directory = g_dir_make_tmp ("insonify-recipe-XXXXXX", &error);
  g_autofree char *path = g_build_filename (directory, "a.scan", NULL);
  g_autofree char *nowhere = g_build_filename (directory, "no", "a.scan", NULL);
  g_autoptr (InsRecipe) recipe = ins_recipe_new_from_text (full, "a", &error);
  g_autoptr (InsRecipe) again = NULL;

  g_assert_true (ins_recipe_save (recipe, path, &error));
  again = ins_recipe_new_from_file (path, &error);
  g_assert_no_error (error);
  assert_equal (recipe, again);
  g_assert_true (g_file_set_contents (path, SIZES "\0x", sizeof SIZES + 1, &error));
  g_assert_null (ins_recipe_new_from_file (path, &error));
  g_assert_error (error, INS_RECIPE_ERROR, INS_RECIPE_ERROR_SYNTAX);
  g_clear_error (&error);

  g_assert_false (ins_recipe_save (recipe, nowhere, &error));
  g_assert_error (error, INS_FILE_ERROR, INS_FILE_ERROR_IO);
  g_clear_error (&error);
  g_assert_null (ins_recipe_new_from_file (nowhere, &error));
  g_assert_error (error, INS_RECIPE_ERROR, INS_RECIPE_ERROR_SYNTAX);
  g_unlink (path);
  g_rmdir (directory);
}

static void
test_hash (void)
{
  g_autoptr (InsRecipe) recipe = ins_recipe_new ();
  g_autofree char *hash = ins_recipe_hash (recipe);
  g_autofree char *renamed = NULL;
  g_autofree char *changed = NULL;

  g_assert_cmpuint (strlen (hash), ==, 64);
  g_free (recipe->name);
  recipe->name = g_strdup ("Other");
  recipe->start.mm[0] = -0.0;
  renamed = ins_recipe_hash (recipe);
  g_assert_cmpstr (hash, ==, renamed);
  recipe->gates[0].threshold_percent += 1e-12;
  changed = ins_recipe_hash (recipe);
  g_assert_cmpstr (hash, !=, changed);
}

/* Whatever the bytes, there is a valid recipe or an error. */
static void
read_anything (const char *text)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (InsRecipe) recipe = ins_recipe_new_from_text (text, "fuzz", &error);

  g_assert_true ((recipe == NULL) == (error != NULL));
  if (recipe != NULL)
    {
      g_assert_true (ins_recipe_validate (recipe, &error));
      g_assert_no_error (error);
    }
  else
    g_assert_true (error->domain == INS_RECIPE_ERROR);
}

static void
test_fuzz (void)
{
  g_autoptr (GRand) rand = g_rand_new_with_seed (2);
  static const char bits[] = "[]=#\n\r\t ;.-\\\"0123456789eEGateNamScn\xc3\xa9\xff";

  for (guint i = 0; i < 20000; i++)
    {
      char text[sizeof full + 8];
      guint n_changes = (guint)g_rand_int_range (rand, 1, 6);

      memcpy (text, full, sizeof full);
      for (guint j = 0; j < n_changes; j++)
        {
          guint at = (guint)g_rand_int_range (rand, 0, sizeof full - 2);

          if (g_rand_boolean (rand))
            text[at] = bits[g_rand_int_range (rand, 0, sizeof bits - 1)];
          else
            memmove (text + at, text + at + 1, strlen (text + at));
        }
      if (g_rand_int_range (rand, 0, 10) == 0)
        text[g_rand_int_range (rand, 0, sizeof full)] = '\0';
      read_anything (text);
    }
  for (guint i = 0; i < 5000; i++)
    {
      char text[64] = "";

      for (guint j = 0; j + 1 < sizeof text; j++)
        text[j] = g_rand_boolean (rand) ? bits[g_rand_int_range (rand, 0, sizeof bits - 1)]
                                        : (char)g_rand_int_range (rand, 0, 256);
      read_anything (text);
    }
}

static void
test_comma_locale (void)
{
  if (setlocale (LC_ALL, "de_DE.UTF-8") == NULL)
    {
      g_test_skip ("locale de_DE.UTF-8 is not installed");
      return;
    }

  test_full ();
  test_round_trip ();
  setlocale (LC_ALL, "C");
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/recipe/full", test_full);
  g_test_add_func ("/recipe/foreign-text", test_foreign_text);
  g_test_add_func ("/recipe/defaults", test_defaults);
  g_test_add_func ("/recipe/errors", test_errors);
  g_test_add_func ("/recipe/too-many-gates", test_too_many_gates);
  g_test_add_func ("/recipe/validate", test_validate);
  g_test_add_func ("/recipe/round-trip", test_round_trip);
  g_test_add_func ("/recipe/save", test_save);
  g_test_add_func ("/recipe/hash", test_hash);
  g_test_add_func ("/recipe/fuzz", test_fuzz);
  g_test_add_func ("/recipe/comma-locale", test_comma_locale);

  return g_test_run ();
}
