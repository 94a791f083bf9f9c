/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <math.h>
#include <string.h>

#include "app/ins-timing-button.h"
#include "window-testing.h"

/* What each step costs, of the card at rest, of a scan, and of a file. */

static GtkPopover *
get_popover (WindowFixture *fixture)
{
  GtkWidget *button = gtk_widget_get_first_child (GTK_WIDGET (fixture->window->timing_button));

  return gtk_menu_button_get_popover (GTK_MENU_BUTTON (button));
}

static const char *
get_cell (WindowFixture *fixture, InsTimingStep step, int column)
{
  GtkWidget *box = gtk_popover_get_child (get_popover (fixture));
  GtkWidget *grid = gtk_widget_get_first_child (box);

  return gtk_label_get_text (
      GTK_LABEL (gtk_grid_get_child_at (GTK_GRID (grid), column, (int)step + 1)));
}

static const char *
get_limits (WindowFixture *fixture)
{
  GtkWidget *box = gtk_popover_get_child (get_popover (fixture));

  return gtk_label_get_text (
      GTK_LABEL (gtk_widget_get_next_sibling (gtk_widget_get_first_child (box))));
}

static gboolean
shows_reading (WindowFixture *fixture)
{
  return strcmp (get_cell (fixture, INS_TIMING_CUT, 1), "–") != 0;
}

static gboolean
shows_writing (WindowFixture *fixture)
{
  return strcmp (get_cell (fixture, INS_TIMING_WRITE, 1), "–") != 0;
}

static gboolean
shows_file (WindowFixture *fixture)
{
  return window_testing_has_file (fixture) && shows_writing (fixture) &&
         g_str_has_prefix (get_limits (fixture), "The scan in the open file");
}

static void
test_shows_what_it_costs (WindowFixture *fixture, gconstpointer data)
{
  g_assert_false (shows_reading (fixture));
  gtk_popover_popup (get_popover (fixture));
  g_assert_true (window_testing_wait_until (fixture, shows_reading, SHORT_S));
  g_assert_false (shows_writing (fixture));
  g_assert_true (g_str_has_prefix (get_limits (fixture), "The card at rest"));
  gtk_popover_popdown (get_popover (fixture));
  window_testing_start_scan (fixture, 50, 6, 50.0);
  g_assert_true (window_testing_wait_until (fixture, window_testing_is_running, SCAN_S));
  gtk_popover_popup (get_popover (fixture));
  g_assert_true (window_testing_wait_until (fixture, shows_writing, SCAN_S));
  g_assert_true (window_testing_wait_until (fixture, shows_file, SCAN_S));
  gtk_popover_popdown (get_popover (fixture));
}

static void
test_durations (WindowFixture *fixture, gconstpointer data)
{
  const struct
  {
    double duration_s;
    const char *text;
  } cases[] = { { NAN, "–" },          { 0.0, "0 µs" },     { 1.2345e-5, "12.3 µs" },
                { 9.99e-4, "999 µs" }, { 1e-3, "1 ms" },    { 0.25, "250 ms" },
                { 0.99999, "1 s" },    { 12.345, "12.3 s" } };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *text = ins_timing_button_format_s (cases[i].duration_s);

      g_assert_cmpstr (text, ==, cases[i].text);
    }
}

static void
add_tests (void)
{
  ADD ("/window-timing/durations", "sim:coin", test_durations);
  ADD ("/window-timing/shows-what-it-costs", "sim:coin", test_shows_what_it_costs);
}

int
main (int argc, char **argv)
{
  return window_testing_run (&argc, &argv, add_tests);
}
