/* test-window-planes.c - every plane of a scan can be chosen, and says what it is
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "config.h"

#include <string.h>

#include "window-testing.h"

#define N_COLUMNS 40
#define N_ROWS 4

/* Two gates, a thickness and a level in dB of them, and an alarm that everything sets off. */
static InsRecipe *
make_recipe (void)
{
  InsRecipe *recipe = window_testing_make_recipe (N_COLUMNS, N_ROWS, 40.0);

  recipe->n_gates = 2;
  recipe->gates[0] = (InsGate){ .start_s = 25.2e-6, .length_s = 3e-6, .threshold_percent = 5 };
  g_strlcpy (recipe->gates[0].name, "F", sizeof recipe->gates[0].name);
  recipe->gates[1] = recipe->gates[0];
  recipe->gates[1].start_s = 28e-6;
  g_strlcpy (recipe->gates[1].name, "B", sizeof recipe->gates[1].name);
  recipe->n_planes = 2;
  recipe->planes[0] = INS_DERIVED_DEFAULT;
  recipe->planes[0].kind = INS_DERIVED_DB;
  g_strlcpy (recipe->planes[0].name, "Level", sizeof recipe->planes[0].name);
  recipe->planes[1] = INS_DERIVED_DEFAULT;
  recipe->planes[1].kind = INS_DERIVED_ECHOES;
  g_strlcpy (recipe->planes[1].name, "Echoes", sizeof recipe->planes[1].name);
  recipe->n_alarms = 1;
  recipe->alarms[0] = (InsAlarm){ .quantity = INS_ALARM_AMPLITUDE,
                                  .minimum = 0.001,
                                  .maximum = 0.01 };
  g_strlcpy (recipe->alarms[0].name, "Loud", sizeof recipe->alarms[0].name);

  return recipe;
}

/* By the words in the list. */
static void
choose (WindowFixture *fixture, const char *words)
{
  GtkDropDown *drop_down = fixture->window->plane_drop_down;
  GListModel *model = gtk_drop_down_get_model (drop_down);

  for (guint i = 0; i < g_list_model_get_n_items (model); i++)
    if (strcmp (gtk_string_list_get_string (GTK_STRING_LIST (model), i), words) == 0)
      {
        gtk_drop_down_set_selected (drop_down, i);
        return;
      }
  g_error ("no plane “%s”", words);
}

static gboolean
counts_alarms (WindowFixture *fixture)
{
  return gtk_widget_get_visible (fixture->window->stat_alarms) &&
         strcmp (gtk_label_get_text (fixture->window->stat_alarms_label), "Alarms: 0 px") != 0;
}

static void
test_every_plane_is_shown (WindowFixture *fixture, gconstpointer data)
{
  static const struct
  {
    const char *words;
    InsPlaneKind kind;
    const char *says;
  } table[] = {
    { "Gate B  amplitude", INS_PLANE_AMPLITUDE, "%" },
    { "Gate F  time", INS_PLANE_TOF, "µs" },
    { "Level", INS_PLANE_DERIVED, "dB" },
    { "Echoes", INS_PLANE_DERIVED, "echo" },
    { "Alarms", INS_PLANE_ALARMS, "alarm" },
    { "Gate F  state", INS_PLANE_STATUS, "" },
    { "Pulses per pixel", INS_PLANE_PULSES, "pulse" },
    { "Gate F  amplitude", INS_PLANE_AMPLITUDE, "%" },
  };
  InsWindow *window = fixture->window;
  g_autoptr (InsRecipe) recipe = make_recipe ();

  g_assert_true (ins_recipe_validate (recipe, NULL));
  window_testing_start_recipe (fixture, recipe);
  g_assert_true (window_testing_wait_until (fixture, window_testing_is_running, SCAN_S));
  g_assert_true (window_testing_wait_until (fixture, window_testing_has_file, SCAN_S));
  ins_cscan_view_set_cursor (window->cscan_view, N_ROWS / 2, N_COLUMNS / 2);
  for (guint i = 0; i < G_N_ELEMENTS (table); i++)
    {
      InsCursor cursor;

      choose (fixture, table[i].words);
      g_assert_cmpint (window->kind, ==, table[i].kind);
      g_assert_true (ins_cscan_view_get_cursor (window->cscan_view, &cursor));
      g_test_message ("%s: %s", table[i].words, gtk_label_get_text (window->readout_label));
      g_assert_true (strstr (gtk_label_get_text (window->readout_label), table[i].says) != NULL ||
                     !(cursor.value > -1e30F));
    }
  g_assert_true (window_testing_wait_until (fixture, counts_alarms, SHORT_S));
  g_assert_cmpuint (window->n_alarm_px, <=, N_ROWS * N_COLUMNS);

  /* without alarms there is neither plane nor count */
  recipe->n_alarms = recipe->n_planes = 0;
  choose (fixture, "Alarms");
  ins_window_fill_planes (window, recipe);
  g_assert_cmpint (window->kind, ==, INS_PLANE_AMPLITUDE);
}

static void
add_tests (void)
{
  ADD ("/window-planes/every-plane-is-shown", "sim:coin", test_every_plane_is_shown);
}

int
main (int argc, char *argv[])
{
  return window_testing_run (&argc, &argv, add_tests);
}
