/* The preferences: what is wrong is said in a sentence, and the last good value stays.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "config.h"

#include <locale.h>
#include <string.h>

#include "app/ins-choice.h"
#include "app/ins-field.h"
#include "app/ins-pin.h"
#include "app/ins-preferences.h"
#include "app/ins-settings.h"
#include "panel-test.h"

static gpointer
get (GtkWidget *preferences, const char *name)
{
  return panel_test_get_child (preferences, INS_TYPE_PREFERENCES, name);
}

static void
assert_string (const char *key, const char *expected)
{
  g_autofree char *value = g_settings_get_string (ins_settings_get (), key);

  g_assert_cmpstr (value, ==, expected);
}

static void
test_pattern (void)
{
  GtkWidget *preferences = ins_preferences_new (NULL, ins_settings_get ());
  GtkEditable *pattern = get (preferences, "pattern");
  GtkLabel *note = get (preferences, "pattern_note");

  gtk_editable_set_text (pattern, "{part}_{name}");
  assert_string ("file-name-pattern", "{part}_{name}");
  g_assert_cmpstr (gtk_label_get_text (note), ==, "Such as 17_Panel.nde");
  gtk_editable_set_text (pattern, "{part}/{name}");
  g_assert_nonnull (strstr (gtk_label_get_text (note), "slash"));
  g_assert_true (gtk_widget_has_css_class (GTK_WIDGET (pattern), "error"));
  assert_string ("file-name-pattern", "{part}_{name}");
  gtk_editable_set_text (pattern, "{name}");
  g_assert_false (gtk_widget_has_css_class (GTK_WIDGET (pattern), "error"));
  gtk_window_destroy (GTK_WINDOW (preferences));
}

static void
test_pin (void)
{
  GtkWidget *preferences = ins_preferences_new (NULL, ins_settings_get ());
  GtkEditable *pin = get (preferences, "new_pin"), *again = get (preferences, "new_pin_again");
  GtkLabel *error = get (preferences, "pin_error");
  g_autofree char *sealed = NULL;

  gtk_editable_set_text (pin, "12");
  g_signal_emit_by_name (again, "activate");
  g_assert_nonnull (strstr (gtk_label_get_text (error), "4 to 12 digits"));
  gtk_editable_set_text (pin, "1234");
  gtk_editable_set_text (again, "1235");
  g_signal_emit_by_name (again, "activate");
  g_assert_nonnull (strstr (gtk_label_get_text (error), "not the same"));
  assert_string ("operator-pin", "");
  gtk_editable_set_text (again, "1234");
  g_signal_emit_by_name (again, "activate");
  sealed = g_settings_get_string (ins_settings_get (), "operator-pin");
  g_assert_true (ins_pin_matches (sealed, "1234"));
  g_assert_cmpstr (gtk_editable_get_text (pin), ==, ""); /* not left standing there */
  g_signal_emit_by_name (get (preferences, "clear_pin_button"), "clicked");
  assert_string ("operator-pin", "");
  gtk_window_destroy (GTK_WINDOW (preferences));
}

static void
test_choices (void)
{
  GtkWidget *preferences = ins_preferences_new (NULL, ins_settings_get ());

  ins_choice_set_selected (get (preferences, "scheme"), 2);
  ins_choice_set_selected (get (preferences, "palette"), 1);
  ins_choice_set_selected (get (preferences, "depth"), 1);
  g_signal_emit_by_name (get (preferences, "depth"), "edited");
  assert_string ("colour-scheme", "dark");
  assert_string ("colour-map", "grey");
  g_assert_true (g_settings_get_boolean (ins_settings_get (), "ascan-depth"));
  gtk_switch_set_active (get (preferences, "notify"), FALSE);
  g_assert_false (g_settings_get_boolean (ins_settings_get (), "notify"));
  gtk_window_destroy (GTK_WINDOW (preferences));
}

static void
test_long_move (void)
{
  GtkWidget *preferences = ins_preferences_new (NULL, ins_settings_get ());
  InsNumberEntry *entry = ins_field_get_entry (get (preferences, "long_move"));

  panel_test_type (entry, "20");
  g_assert_cmpfloat (g_settings_get_double (ins_settings_get (), "long-move-mm"), ==, 20.0);
  panel_test_type (entry, "-3");
  g_assert_nonnull (ins_number_entry_get_error (entry));
  g_assert_cmpfloat (g_settings_get_double (ins_settings_get (), "long-move-mm"), ==, 20.0);
  gtk_window_destroy (GTK_WINDOW (preferences));
}

int
main (int argc, char **argv)
{
  if (!gtk_init_check ())
    return 77;
  setlocale (LC_ALL, "C.UTF-8");
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/preferences/pattern", test_pattern);
  g_test_add_func ("/preferences/pin", test_pin);
  g_test_add_func ("/preferences/choices", test_choices);
  g_test_add_func ("/preferences/long-move", test_long_move);

  return g_test_run ();
}
