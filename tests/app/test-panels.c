/* Number entry, ladder and form. Exits with 77 where there is no display.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "config.h"

#include <locale.h>
#include <math.h>
#include <string.h>

#include "app/ins-field.h"
#include "app/ins-gate-list.h"
#include "app/ins-group.h"
#include "app/ins-motion-panel.h"
#include "app/ins-scan-form.h"
#include "app/ins-step-ladder.h"
#include "fake-session.h"
#include "panel-test.h"

/* ---- number entry ------------------------------------------------------------------------- */

typedef struct
{
  const char *typed;
  gboolean good;
  double value;
} Typed;

static const Typed typed_numbers[] = {
  { "0,5", TRUE, 0.5 },     { "0.5", TRUE, 0.5 },     { "12", TRUE, 12.0 },
  { "12,25", TRUE, 12.25 }, { "0,125", TRUE, 0.125 }, { "\u22123", TRUE, -3.0 },
  { "60,000", FALSE, 0.0 }, { "1,234", FALSE, 0.0 },  { "1.2.3", FALSE, 0.0 },
  { "", FALSE, 0.0 },       { "12 mm", FALSE, 0.0 },  { "1e3", FALSE, 0.0 },
  { "1000", FALSE, 0.0 },   { "-101", FALSE, 0.0 },
};

static void
check_typed (InsNumberEntry *entry)
{
  ins_number_entry_set_range (entry, -100.0, 100.0);
  for (guint i = 0; i < G_N_ELEMENTS (typed_numbers); i++)
    {
      double value = 0.0;

      ins_number_entry_set_value (entry, 7.0);
      panel_test_type (entry, typed_numbers[i].typed);
      g_assert_cmpint (ins_number_entry_get_value (entry, &value), ==, typed_numbers[i].good);
      /* a wrong text leaves the last good number alone */
      g_assert_cmpfloat (value, ==, typed_numbers[i].good ? typed_numbers[i].value : 7.0);
      if (typed_numbers[i].good)
        g_assert_null (ins_number_entry_get_error (entry));
      else
        g_assert_cmpstr (ins_number_entry_get_error (entry), !=, NULL);
      g_assert_cmpint (gtk_widget_has_css_class (GTK_WIDGET (entry), "error"), ==,
                       !typed_numbers[i].good);
    }
}

static void
test_number_entry_typed (void)
{
  g_autoptr (GtkWidget) entry = g_object_ref_sink (ins_number_entry_new ());

  check_typed (INS_NUMBER_ENTRY (entry));
}

/* What the entry shows must read back as the same number, also with a comma and three decimals. */
static void
check_shown (InsNumberEntry *entry)
{
  static const double values[] = { 0.0, 0.1, 10.0, 12.125, -3.5, 0.0005, 99.999, 1.0 / 8.0 };

  ins_number_entry_set_range (entry, -100.0, 100.0);
  for (guint i = 0; i < G_N_ELEMENTS (values); i++)
    {
      g_autofree char *shown = NULL;
      double value = (double)NAN;

      ins_number_entry_set_value (entry, values[i]);
      shown = g_strdup (gtk_editable_get_text (GTK_EDITABLE (entry)));
      panel_test_type (entry, "55");
      panel_test_type (entry, shown);
      g_assert_true (ins_number_entry_get_value (entry, &value));
      g_assert_cmpfloat_with_epsilon (value, values[i], 1e-12);
    }
}

static void
test_number_entry_shown (void)
{
  g_autoptr (GtkWidget) entry = g_object_ref_sink (ins_number_entry_new ());

  check_shown (INS_NUMBER_ENTRY (entry));
}

static void
test_number_entry_comma_locale (void)
{
  g_autofree char *before = g_strdup (setlocale (LC_NUMERIC, NULL));
  g_autoptr (GtkWidget) entry = NULL;

  if (setlocale (LC_NUMERIC, "de_DE.UTF-8") == NULL)
    {
      g_test_skip ("the locale de_DE.UTF-8 is not installed");
      return;
    }
  entry = g_object_ref_sink (ins_number_entry_new ());
  check_typed (INS_NUMBER_ENTRY (entry));
  check_shown (INS_NUMBER_ENTRY (entry));
  ins_number_entry_set_value (INS_NUMBER_ENTRY (entry), 0.5);
  g_assert_cmpstr (gtk_editable_get_text (GTK_EDITABLE (entry)), ==, "0,50");
  setlocale (LC_NUMERIC, before);
}

static void
test_number_entry_steps (void)
{
  g_autoptr (GtkWidget) entry = g_object_ref_sink (ins_number_entry_new ());
  GtkEventController *keys = panel_test_get_controller (entry, GTK_TYPE_EVENT_CONTROLLER_KEY, NULL);
  double value = 0.0;
  gboolean handled;

  g_object_set (entry, "step", 0.1, "minimum", 0.0, "maximum", 0.5, NULL);
  ins_number_entry_set_value (INS_NUMBER_ENTRY (entry), 0.1);
  for (int i = 0; i < 2; i++)
    g_signal_emit_by_name (keys, "key-pressed", GDK_KEY_Up, 111, 0, &handled);
  g_assert_true (ins_number_entry_get_value (INS_NUMBER_ENTRY (entry), &value));
  g_assert_cmpstr (gtk_editable_get_text (GTK_EDITABLE (entry)), ==, "0.30");
  g_signal_emit_by_name (keys, "key-pressed", GDK_KEY_Up, 111, GDK_SHIFT_MASK, &handled);
  ins_number_entry_get_value (INS_NUMBER_ENTRY (entry), &value);
  g_assert_cmpfloat_with_epsilon (value, 0.5, 1e-12); /* not over the end */
}

static void
test_number_entry_finished (void)
{
  g_autoptr (GtkWidget) entry = g_object_ref_sink (ins_number_entry_new ());
  GtkEventController *focus = panel_test_get_controller (entry, GTK_TYPE_EVENT_CONTROLLER_FOCUS,
                                                         NULL);

  panel_test_type (entry, "3");
  g_assert_cmpstr (gtk_editable_get_text (GTK_EDITABLE (entry)), ==, "3");
  g_signal_emit_by_name (focus, "leave");
  g_assert_cmpstr (gtk_editable_get_text (GTK_EDITABLE (entry)), ==, "3.00");
  panel_test_type (entry, "0.0005");
  g_signal_emit_by_name (entry, "activate");
  g_assert_cmpstr (gtk_editable_get_text (GTK_EDITABLE (entry)), ==, "0.0005");
  panel_test_type (entry, "3x");
  g_signal_emit_by_name (focus, "leave");
  g_assert_cmpstr (gtk_editable_get_text (GTK_EDITABLE (entry)), ==, "3x");
}

/* ---- ladder ------------------------------------------------------------------------------- */

static void
test_ladder (void)
{
  g_autoptr (GtkWidget) widget = g_object_ref_sink (ins_step_ladder_new ());
  InsStepLadder *ladder = INS_STEP_LADDER (widget);
  static const double expected[] = { 0.1, 0.2, 0.5, 1.0, 2.0, 5.0 };

  for (guint i = 0; i < INS_N_LADDER_STEPS; i++)
    {
      ins_step_ladder_choose (ladder, i);
      g_assert_cmpfloat (ins_step_ladder_get_step_mm (ladder), ==, expected[i]);
    }
  /* sliding chooses nothing */
  ins_step_ladder_slide (ladder, -100);
  g_assert_cmpfloat (ins_step_ladder_get_step_mm (ladder), ==, 5.0);
  ins_step_ladder_choose (ladder, 0);
  g_assert_cmpfloat (ins_step_ladder_get_step_mm (ladder), ==, 0.001);
  ins_step_ladder_slide (ladder, 100);
  ins_step_ladder_choose (ladder, 5);
  g_assert_cmpfloat (ins_step_ladder_get_step_mm (ladder), ==, 50.0);

  g_object_set (ladder, "maximum", 10.0, NULL);
  ins_step_ladder_set_step_mm (ladder, 0.02);
  g_assert_cmpfloat (ins_step_ladder_get_step_mm (ladder), ==, 0.02);
  ins_step_ladder_slide (ladder, 100);
  ins_step_ladder_choose (ladder, 5);
  g_assert_cmpfloat (ins_step_ladder_get_step_mm (ladder), ==, 10.0);
}

/* ---- form --------------------------------------------------------------------------------- */

static void
assert_same (const InsRecipe *a, const InsRecipe *b)
{
  g_autofree char *a_text = ins_recipe_to_text (a);
  g_autofree char *b_text = ins_recipe_to_text (b);

  g_assert_cmpstr (a_text, ==, b_text);
}

static InsRecipe *
make_recipe (void)
{
  g_autoptr (GError) error = NULL;
  InsRecipe *recipe = ins_recipe_new_from_text (
      "[Scan]\nName=Panel 17\nScanAxis=-Z\nIndexAxis=X\nStartMm=10.125;-5;40\nScanLengthMm=90\n"
      "IndexLengthMm=50\nScanStepMm=0.1\nIndexStepMm=0.25\nSpeedMmPerS=30\nPattern=unidirectional\n"
      "LineOrder=interlaced\n[Acquisition]\nMode=gated\nSignal=video\nSampleRateHz=20000000\n"
      "Samples=256\nDelayS=12.3e-6\nPrfHz=1000\nAverages=4\nProbeFrequencyHz=2.25e6\n"
      "[Material]\nCouplantVelocityMPerS=1481\nVelocityMPerS=3010\n"
      "[Gate I]\nStartS=13e-6\nLengthS=2e-6\nThresholdPercent=30\n"
      "[Gate F]\nAnchor=I\nStartS=0.55e-6\nLengthS=4.2e-6\nThresholdPercent=40\n"
      "Amplitude=first-peak\nTof=peak\n",
      "test", &error);

  g_assert_no_error (error);

  return recipe;
}

typedef struct
{
  InsSession *session;
  InsScanForm *form;
} Form;

static void
form_set_up (Form *form, gconstpointer data)
{
  form->session = fake_session_new ();
  form->form = INS_SCAN_FORM (g_object_ref_sink (ins_scan_form_new ()));
  ins_scan_form_set_session (form->form, form->session);
}

static void
form_tear_down (Form *form, gconstpointer data)
{
  g_assert_finalize_object (form->form);
  g_assert_finalize_object (form->session);
}

/* Showing a recipe, and changing one field and back, leaves every other bit of it alone. */
static void
test_form_round_trip (Form *form, gconstpointer data)
{
  g_autoptr (InsRecipe) recipe = make_recipe ();
  gpointer speed = panel_test_get_child (form->form, INS_TYPE_SCAN_FORM, "speed");
  gpointer entry = ins_field_get_entry (INS_FIELD (speed));

  ins_session_set_recipe (form->session, recipe);
  assert_same (ins_session_get_recipe (form->session), recipe);
  panel_test_type (entry, "31");
  g_assert_cmpfloat (ins_session_get_recipe (form->session)->speed_mm_s, ==, 31.0);
  panel_test_type (entry, "30");
  assert_same (ins_session_get_recipe (form->session), recipe);
  g_assert_null (fake_session_get_form_error (form->session));
}

static void
test_form_comma_locale (Form *form, gconstpointer data)
{
  g_autofree char *before = g_strdup (setlocale (LC_NUMERIC, NULL));

  if (setlocale (LC_NUMERIC, "de_DE.UTF-8") == NULL)
    {
      g_test_skip ("the locale de_DE.UTF-8 is not installed");
      return;
    }
  test_form_round_trip (form, data);
  panel_test_type (panel_test_get_child (form->form, INS_TYPE_SCAN_FORM, "scan_step"), "0,5");
  g_assert_cmpfloat (ins_session_get_recipe (form->session)->scan_step_mm, ==, 0.5);
  setlocale (LC_NUMERIC, before);
}

static void
test_form_every_field (Form *form, gconstpointer data)
{
  static const char *const fields[][2] = {
    { "sample_rate", "40" }, { "samples", "512" },
    { "delay", "7,5" },      { "pulse_rate", "500" },
    { "averages", "8" },     { "probe_frequency", "10" },
    { "velocity", "6000" },  { "couplant_velocity", "1500" }
  };
  static const char *const cells[][2] = { { "scan_start", "1" },    { "scan_length", "11" },
                                          { "scan_step", "0.1" },   { "index_start", "2" },
                                          { "index_length", "22" }, { "index_step", "0.2" },
                                          { "third_start", "3" } };
  const InsRecipe *recipe;

  for (guint i = 0; i < G_N_ELEMENTS (fields); i++)
    {
      gpointer field = panel_test_get_child (form->form, INS_TYPE_SCAN_FORM, fields[i][0]);

      panel_test_type (ins_field_get_entry (INS_FIELD (field)), fields[i][1]);
    }
  for (guint i = 0; i < G_N_ELEMENTS (cells); i++)
    panel_test_type (panel_test_get_child (form->form, INS_TYPE_SCAN_FORM, cells[i][0]),
                     cells[i][1]);
  recipe = ins_session_get_recipe (form->session);
  g_assert_null (fake_session_get_form_error (form->session));
  g_assert_cmpfloat_with_epsilon (recipe->timing.sample_rate_hz, 40e6, 1e-3);
  g_assert_cmpuint (recipe->timing.n_samples, ==, 512);
  g_assert_cmpfloat_with_epsilon (recipe->timing.delay_s, 7.5e-6, 1e-15);
  g_assert_cmpfloat (recipe->timing.prf_hz, ==, 500.0);
  g_assert_cmpuint (recipe->averages, ==, 8);
  g_assert_cmpfloat_with_epsilon (recipe->probe_frequency_hz, 10e6, 1e-3);
  g_assert_cmpfloat (recipe->velocity_m_s, ==, 6000.0);
  g_assert_cmpfloat (recipe->couplant_velocity_m_s, ==, 1500.0);
  g_assert_cmpfloat (recipe->start.mm[recipe->scan_axis], ==, 1.0);
  g_assert_cmpfloat (recipe->start.mm[recipe->index_axis], ==, 2.0);
  g_assert_cmpfloat (recipe->start.mm[ins_axis_third (recipe->scan_axis, recipe->index_axis)], ==,
                     3.0);
  g_assert_cmpfloat (recipe->scan_length_mm, ==, 11.0);
  g_assert_cmpfloat (recipe->index_step_mm, ==, 0.2);
}

static gboolean
has_label (GtkWidget *widget, const char *text)
{
  if (GTK_IS_LABEL (widget) && strcmp (gtk_label_get_text (GTK_LABEL (widget)), text) == 0)
    return TRUE;
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    if (has_label (child, text))
      return TRUE;

  return FALSE;
}

/* The list has room for what a person must know; the estimate above says the time. */
static void
test_form_checks (Form *form, gconstpointer data)
{
  gpointer checks = panel_test_get_child (form->form, INS_TYPE_SCAN_FORM, "checks");

  g_assert_true (has_label (checks, "Stage answers and is homed"));
  g_assert_true (has_label (checks, "4 samples per period: enough, not generous"));
  g_assert_false (has_label (checks, "About 12 s"));
}

static void
test_form_wrong_field (Form *form, gconstpointer data)
{
  gpointer figures = panel_test_get_child (form->form, INS_TYPE_SCAN_FORM, "figures");
  gpointer checks = panel_test_get_child (form->form, INS_TYPE_SCAN_FORM, "checks");
  g_autoptr (InsRecipe) recipe = make_recipe ();
  gpointer length = panel_test_get_child (form->form, INS_TYPE_SCAN_FORM, "scan_length");
  gpointer averages = panel_test_get_child (form->form, INS_TYPE_SCAN_FORM, "averages");
  gpointer entry = ins_field_get_entry (INS_FIELD (averages));

  ins_session_set_recipe (form->session, recipe);
  panel_test_type (length, "60,000");
  g_assert_nonnull (fake_session_get_form_error (form->session));
  g_assert_cmpstr (ins_scan_form_get_error (form->form), ==,
                   fake_session_get_form_error (form->session));
  assert_same (ins_session_get_recipe (form->session), recipe);
  /* what follows from the last good number is grey, and nothing says the sentence again */
  g_assert_false (gtk_widget_is_sensitive (figures));
  g_assert_false (gtk_widget_is_sensitive (checks));
  g_assert_false (has_label (checks, fake_session_get_form_error (form->session)));

  /* one field mended, another one wrong */
  panel_test_type (length, "90");
  g_assert_null (fake_session_get_form_error (form->session));
  g_assert_true (gtk_widget_get_sensitive (figures) && gtk_widget_get_sensitive (checks));
  panel_test_type (entry, "0");
  g_assert_nonnull (fake_session_get_form_error (form->session));
  assert_same (ins_session_get_recipe (form->session), recipe);

  /* a good field is still taken meanwhile, and the wrong one stays on the screen */
  panel_test_type (length, "80");
  g_assert_cmpfloat (ins_session_get_recipe (form->session)->scan_length_mm, ==, 80.0);
  g_assert_cmpstr (gtk_editable_get_text (GTK_EDITABLE (entry)), ==, "0");
  g_assert_nonnull (fake_session_get_form_error (form->session));

  /* a recipe from elsewhere replaces it */
  recipe->averages = 16;
  ins_session_set_recipe (form->session, recipe);
  g_assert_cmpstr (gtk_editable_get_text (GTK_EDITABLE (entry)), ==, "16");
  g_assert_null (fake_session_get_form_error (form->session));
}

static void
test_form_axes (Form *form, gconstpointer data)
{
  g_autoptr (InsRecipe) recipe = make_recipe ();
  gpointer scan = panel_test_get_child (form->form, INS_TYPE_SCAN_FORM, "scan_axis");
  gpointer index = panel_test_get_child (form->form, INS_TYPE_SCAN_FORM, "index_axis");

  ins_session_set_recipe (form->session, recipe);
  g_assert_cmpuint (gtk_drop_down_get_selected (GTK_DROP_DOWN (scan)), ==, 5); /* -Z */
  gtk_drop_down_set_selected (GTK_DROP_DOWN (scan), 0); /* X was the index axis: they swap */
  g_assert_cmpint (ins_session_get_recipe (form->session)->scan_axis, ==, INS_AXIS_X);
  g_assert_cmpint (ins_session_get_recipe (form->session)->scan_sign, ==, 1);
  g_assert_cmpint (ins_session_get_recipe (form->session)->index_axis, ==, INS_AXIS_Z);
  g_assert_cmpuint (gtk_drop_down_get_selected (GTK_DROP_DOWN (index)), ==, 2);
  /* the start stays with its axis */
  g_assert_cmpfloat (ins_session_get_recipe (form->session)->start.mm[INS_AXIS_Z], ==, 40.0);
}

static void
test_form_from_here (Form *form, gconstpointer data)
{
  GtkWidget *button = panel_test_get_child (form->form, INS_TYPE_SCAN_FORM, "from_here");

  fake_session_get_snapshot (form->session)->report.position = (InsPosition){ { 12.5, -3.25,
                                                                                7.125 } };
  g_signal_emit_by_name (button, "clicked");
  g_assert_cmpfloat (ins_session_get_recipe (form->session)->start.mm[0], ==, 12.5);
  g_assert_cmpfloat (ins_session_get_recipe (form->session)->start.mm[2], ==, 7.125);

  fake_session_get_snapshot (form->session)->report.position_known = FALSE;
  fake_session_get_snapshot (form->session)->report.position.mm[0] = 99.0;
  g_signal_emit_by_name (button, "clicked");
  g_assert_cmpfloat (ins_session_get_recipe (form->session)->start.mm[0], ==, 12.5);
}

static void
test_form_gates (Form *form, gconstpointer data)
{
  g_autoptr (InsRecipe) recipe = make_recipe ();
  gpointer list = panel_test_get_child (form->form, INS_TYPE_SCAN_FORM, "gate_list");
  gpointer add = panel_test_get_child (list, INS_TYPE_GATE_LIST, "add");

  ins_session_set_recipe (form->session, recipe);
  g_signal_emit_by_name (add, "clicked");
  g_assert_cmpuint (ins_session_get_recipe (form->session)->n_gates, ==, 3);
  g_assert_cmpstr (ins_session_get_recipe (form->session)->gates[2].name, ==, "B");
  g_assert_true (ins_recipe_validate (ins_session_get_recipe (form->session), NULL));
  for (guint i = 0; i < INS_MAX_GATES + 4; i++)
    g_signal_emit_by_name (add, "clicked");
  g_assert_cmpuint (ins_session_get_recipe (form->session)->n_gates, ==, INS_MAX_GATES);
  g_assert_true (ins_recipe_validate (ins_session_get_recipe (form->session), NULL));
}

/* What means nothing for the outputs of a flaw detector cannot be typed, and it is said why. */
static void
test_form_gated_card (Form *form, gconstpointer data)
{
  InsSnapshot *snapshot = fake_session_get_snapshot (form->session);
  GtkWidget *samples = panel_test_get_child (form->form, INS_TYPE_SCAN_FORM, "samples");
  GtkWidget *rate = panel_test_get_child (form->form, INS_TYPE_SCAN_FORM, "pulse_rate");
  GtkWidget *mode = panel_test_get_child (form->form, INS_TYPE_SCAN_FORM, "mode");
  GtkWidget *note = panel_test_get_child (form->form, INS_TYPE_SCAN_FORM, "gated_note");

  g_assert_true (gtk_widget_get_sensitive (samples));
  g_assert_false (gtk_widget_get_visible (note));
  snapshot->digitizer_info.mode = INS_ACQUIRE_GATED;
  fake_session_emit_changed (form->session);
  panel_test_run_ms (150);
  g_assert_false (gtk_widget_get_sensitive (samples));
  g_assert_true (gtk_widget_get_sensitive (rate));
  g_assert_true (gtk_widget_get_sensitive (mode)); /* it must be set to the gates */
  g_assert_true (gtk_widget_get_visible (note));
}

#define ADD_FORM(path, function)                                                                   \
  g_test_add ("/panels/form/" path, Form, NULL, form_set_up, function, form_tear_down)

int
main (int argc, char **argv)
{
  if (!gtk_init_check ())
    return 77;
  setlocale (LC_ALL, "C.UTF-8");
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/panels/number-entry/typed", test_number_entry_typed);
  g_test_add_func ("/panels/number-entry/shown", test_number_entry_shown);
  g_test_add_func ("/panels/number-entry/comma-locale", test_number_entry_comma_locale);
  g_test_add_func ("/panels/number-entry/steps", test_number_entry_steps);
  g_test_add_func ("/panels/number-entry/finished", test_number_entry_finished);
  g_test_add_func ("/panels/ladder", test_ladder);
  ADD_FORM ("round-trip", test_form_round_trip);
  ADD_FORM ("comma-locale", test_form_comma_locale);
  ADD_FORM ("every-field", test_form_every_field);
  ADD_FORM ("checks", test_form_checks);
  ADD_FORM ("wrong-field", test_form_wrong_field);
  ADD_FORM ("axes", test_form_axes);
  ADD_FORM ("from-here", test_form_from_here);
  ADD_FORM ("gates", test_form_gates);
  ADD_FORM ("gated-card", test_form_gated_card);

  return g_test_run ();
}
