/* The panel beside a scan. Exits with 77 where there is no display.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "config.h"

#include <locale.h>
#include <string.h>

#include "app/ins-panel-text.h"
#include "app/ins-run-panel.h"
#include "fake-session.h"
#include "panel-test.h"

/* The panel changes its numbers at most ten times a second. */
#define UPDATE_MS 150

static guint
count_visible (GtkWidget *box)
{
  guint n = 0;

  for (GtkWidget *child = gtk_widget_get_first_child (box); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    n += gtk_widget_get_visible (child) ? 1 : 0;

  return n;
}

static gboolean
says (GtkWidget *widget, const char *part)
{
  if (GTK_IS_LABEL (widget) && strstr (gtk_label_get_text (GTK_LABEL (widget)), part) != NULL)
    return TRUE;
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    if (says (child, part))
      return TRUE;

  return FALSE;
}

/* A quarter of the step is where it begins to show in the picture. */
static void
check_register (InsSession *session, GtkWidget *panel)
{
  const double step_mm = ins_session_get_recipe (session)->scan_step_mm;
  gpointer checks = panel_test_get_child (panel, INS_TYPE_RUN_PANEL, "checks");
  guint n_before;

  fake_session_get_snapshot (session)->registration_rms_mm = step_mm / 4.0;
  fake_session_emit_changed (session);
  panel_test_run_ms (UPDATE_MS);
  g_assert_true (says (checks, "In register to"));
  g_assert_false (says (checks, "only"));
  n_before = count_visible (checks);
  fake_session_get_snapshot (session)->registration_rms_mm = step_mm / 3.0;
  fake_session_emit_changed (session);
  panel_test_run_ms (UPDATE_MS);
  g_assert_cmpuint (count_visible (checks), ==, n_before);
  g_assert_true (says (checks, "only, the step is"));
}

static void
test_run_panel (void)
{
  InsSession *session = fake_session_new ();
  InsSnapshot *snapshot = fake_session_get_snapshot (session);
  GtkWidget *panel = g_object_ref_sink (ins_run_panel_new ());
  gpointer line_time, written;

  fake_session_set_scanning (session, TRUE);
  snapshot->line_s = 3.2;
  snapshot->n_bytes_written = 146000000;
  ins_run_panel_set_session (INS_RUN_PANEL (panel), session);
  line_time = panel_test_get_child (panel, INS_TYPE_RUN_PANEL, "line_time");
  written = panel_test_get_child (panel, INS_TYPE_RUN_PANEL, "written");
  g_assert_cmpstr (gtk_label_get_text (line_time), ==, "3.20 s");
  g_assert_nonnull (strstr (gtk_label_get_text (written), "146"));
  g_assert_true (says (panel, "19/min"));
  check_register (session, panel);
  g_assert_finalize_object (panel);
  g_assert_finalize_object (session);
}

static void
test_durations (void)
{
  static const struct
  {
    double seconds;
    const char *text;
  } cases[] = { { 12.4, "12 s" },
                { 99.0, "99 s" },
                { 100.0, "2 min" },
                { 1620.0, "27 min" },
                { 11100.0, "3:05 h" } };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *text = ins_panel_text_duration (cases[i].seconds);

      g_assert_cmpstr (text, ==, cases[i].text);
    }
}

static int
get_width (GtkWidget *panel)
{
  int width = 0;

  gtk_widget_measure (panel, GTK_ORIENTATION_HORIZONTAL, -1, NULL, &width, NULL, NULL);

  return width;
}

/* The picture beside it must not move when a number gets longer. */
static void
test_width (void)
{
  InsSession *session = fake_session_new ();
  InsSnapshot *snapshot = fake_session_get_snapshot (session);
  GtkWidget *panel = g_object_ref_sink (ins_run_panel_new ());
  int width;

  gtk_widget_set_size_request (panel, 250, -1);
  fake_session_set_scanning (session, TRUE);
  ins_run_panel_set_session (INS_RUN_PANEL (panel), session);
  width = get_width (panel);
  g_assert_cmpint (width, ==, 250);
  snapshot->line_s = 103.25;
  snapshot->n_bytes_written = 608700;
  snapshot->n_holes = 123456;
  snapshot->n_lost_pulses = 1234567;
  fake_session_emit_changed (session);
  panel_test_run_ms (UPDATE_MS);
  g_assert_cmpint (get_width (panel), ==, width);
  g_assert_finalize_object (panel);
  g_assert_finalize_object (session);
}

int
main (int argc, char **argv)
{
  if (!gtk_init_check ())
    return 77;
  setlocale (LC_ALL, "C.UTF-8");
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/run-panel/figures", test_run_panel);
  g_test_add_func ("/run-panel/width", test_width);
  g_test_add_func ("/run-panel/durations", test_durations);

  return g_test_run ();
}
