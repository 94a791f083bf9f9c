/* Named places: kept, gone to, and distances shown from them. Exits with 77 where there is no
 * display.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "config.h"

#include <locale.h>
#include <string.h>

#include "app/ins-go-to-popover.h"
#include "app/ins-field.h"
#include "app/ins-mark-list.h"
#include "app/ins-marks.h"
#include "app/ins-position-card.h"
#include "jog-fixture.h"

/* ---- the marks themselves ------------------------------------------------------------------ */

static GSettings *
get_settings (void)
{
  GSettings *settings = g_settings_new (APP_ID);

  g_settings_reset (settings, "marks");

  return settings;
}

static void
test_kept_per_stage (void)
{
  const InsPosition a = { { 1.0, 2.0, 3.0 } }, b = { { 0.0001, -5.0, 1e-9 } };
  g_autoptr (GSettings) settings = get_settings ();
  InsMarks *marks = ins_marks_new (settings, "sim");
  InsMarks *others = ins_marks_new (settings, "grbl:tcp:rig:23");

  g_assert_cmpuint (ins_marks_add (marks, NULL, &a), ==, 0);
  g_assert_cmpuint (ins_marks_add (others, "Edge", &b), ==, 0);
  g_assert_cmpuint (ins_marks_add (marks, "Block", &b), ==, 1);
  g_assert_true (ins_marks_rename (marks, 0, "  Corner "));
  ins_marks_free (marks);
  ins_marks_free (others);

  marks = ins_marks_new (settings, "sim");
  g_assert_cmpuint (ins_marks_get_n (marks), ==, 2);
  g_assert_cmpstr (ins_marks_get (marks, 0)->name, ==, "Corner");
  g_assert_cmpmem (&ins_marks_get (marks, 1)->position, sizeof b, &b, sizeof b); /* not rounded */
  ins_marks_remove (marks, 0);
  ins_marks_free (marks);
  others = ins_marks_new (settings, "grbl:tcp:rig:23");
  g_assert_cmpuint (ins_marks_get_n (others), ==, 1);
  g_assert_cmpstr (ins_marks_get (others, 0)->name, ==, "Edge");
  ins_marks_free (others);
}

static void
test_names (void)
{
  const InsPosition here = { { 0.0, 0.0, 0.0 } };
  InsMarks *marks = ins_marks_new (NULL, "sim");
  g_autofree char *long_name = g_strnfill (200, 'x');

  for (guint i = 0; i < INS_MAX_MARKS; i++)
    g_assert_cmpuint (ins_marks_add (marks, NULL, &here), ==, i);
  g_assert_cmpuint (ins_marks_add (marks, NULL, &here), ==, G_MAXUINT);
  g_assert_cmpstr (ins_marks_get (marks, 25)->name, ==, "Z");
  g_assert_cmpstr (ins_marks_get (marks, 26)->name, ==, "26");
  g_assert_false (ins_marks_rename (marks, 0, "B"));
  g_assert_false (ins_marks_rename (marks, 0, " "));
  g_assert_true (ins_marks_rename (marks, 0, "A"));
  memcpy (long_name + 62, "\xc3\xa4", 2); /* its second byte would not fit */
  g_assert_true (ins_marks_rename (marks, 0, long_name));
  g_assert_cmpuint (strlen (ins_marks_get (marks, 0)->name), ==, 62);
  ins_marks_free (marks);
}

/* ---- in the panel -------------------------------------------------------------------------- */

static GtkWidget *
get_row (JogFixture *f, int index)
{
  gpointer rows = panel_test_get_child (jog_fixture_get (f, "mark_list"), INS_TYPE_MARK_LIST,
                                        "rows");

  return GTK_WIDGET (gtk_list_box_get_row_at_index (rows, index));
}

static gpointer
get_in_card (JogFixture *f, const char *name)
{
  return panel_test_get_child (jog_fixture_get (f, "position_card"), INS_TYPE_POSITION_CARD, name);
}

static void
click (JogFixture *f, GtkWidget *top, const char *label)
{
  GtkWidget *button = jog_fixture_find_button (top, label);

  g_assert_nonnull (button);
  g_assert_true (gtk_widget_is_sensitive (button));
  g_signal_emit_by_name (button, "clicked");
  panel_test_run_ms (150);
}

static void
stand_at (JogFixture *f, double x, double y, double z)
{
  f->snapshot->report.position = (InsPosition){ { x, y, z } };
  panel_test_run_ms (300);
  fake_session_emit_changed (f->session);
  panel_test_run_ms (150);
}

static void
test_go (JogFixture *f, gconstpointer data)
{
  click (f, jog_fixture_get (f, "mark_list"), "Mark here");
  stand_at (f, 120.0, 100.0, 100.0);
  click (f, get_row (f, 0), "Go");
  jog_fixture_assert_log (f, "move 100000 100000 100000 at 10000");
}

static void
test_go_far_asks (JogFixture *f, gconstpointer data)
{
  click (f, jog_fixture_get (f, "mark_list"), "Mark here");
  stand_at (f, 160.0, 100.0, 100.0);
  click (f, get_row (f, 0), "Go");
  jog_fixture_assert_log (f, "");
  jog_fixture_assert_question (f, "Go to \u201cA\u201d, 60.0 mm away?");
  jog_fixture_answer (f, TRUE);
  jog_fixture_assert_log (f, "move 100000 100000 100000 at 10000");
}

/* Nobody knows where a mark lies while the stage does not know where it is. */
static void
test_not_homed (JogFixture *f, gconstpointer data)
{
  click (f, jog_fixture_get (f, "mark_list"), "Mark here");
  f->snapshot->report.homed = FALSE;
  stand_at (f, 0.0, 0.0, 0.0);
  g_assert_false (gtk_widget_is_sensitive (jog_fixture_find_button (get_row (f, 0), "Go")));
  g_assert_false (gtk_widget_is_sensitive (
      jog_fixture_find_button (jog_fixture_get (f, "mark_list"), "Mark here")));
  g_assert_false (gtk_widget_is_sensitive (
      jog_fixture_find_button (jog_fixture_get (f, "mark_list"), "Zero here")));
}

/* "Set zero" is a way to show positions: said so, undone by a click, and never sent anywhere. */
static void
test_zero (JogFixture *f, gconstpointer data)
{
  click (f, jog_fixture_get (f, "mark_list"), "Zero here");
  stand_at (f, 101.5, 100.0, 99.0);
  g_assert_cmpstr (gtk_label_get_text (get_in_card (f, "title")), ==, "From \u201cZero\u201d");
  g_assert_cmpstr (gtk_label_get_text (get_in_card (f, "axis_x")), ==, "\u0394X");
  g_assert_cmpstr (gtk_label_get_text (get_in_card (f, "position_x")), ==, "1.500");
  g_assert_cmpstr (gtk_label_get_text (get_in_card (f, "position_z")), ==, "\u22121.000");
  g_assert_cmpstr (gtk_label_get_text (get_in_card (f, "note")), ==,
                   "Stage: X 101.500   Y 100.000   Z 99.000");
  gtk_test_accessible_assert_property (GTK_ACCESSIBLE (get_in_card (f, "position_x")),
                                       GTK_ACCESSIBLE_PROPERTY_LABEL, "X distance");
  f->snapshot->report.position_known = FALSE;
  stand_at (f, 101.5, 100.0, 99.0);
  g_assert_cmpstr (gtk_label_get_text (get_in_card (f, "position_x")), ==, "unknown");
  f->snapshot->report.position_known = TRUE;
  g_signal_emit_by_name (get_in_card (f, "clear_origin"), "clicked");
  stand_at (f, 101.5, 100.0, 99.0);
  g_assert_cmpstr (gtk_label_get_text (get_in_card (f, "position_x")), ==, "101.500");
  g_assert_cmpstr (gtk_label_get_text (get_in_card (f, "axis_x")), ==, "X");
  jog_fixture_assert_log (f, "");
}

static void
test_rename_and_delete (JogFixture *f, gconstpointer data)
{
  gpointer entry;

  click (f, jog_fixture_get (f, "mark_list"), "Zero here");
  entry = panel_test_get_child (get_row (f, 0), G_OBJECT_TYPE (get_row (f, 0)), "entry");
  gtk_editable_set_text (GTK_EDITABLE (entry), "Edge");
  g_signal_emit_by_name (entry, "activate");
  panel_test_run_ms (50);
  g_assert_cmpstr (gtk_label_get_text (get_in_card (f, "title")), ==, "From \u201cEdge\u201d");
  click (f, get_row (f, 0), "Delete");
  g_assert_null (get_row (f, 0));
  g_assert_cmpstr (gtk_label_get_text (get_in_card (f, "title")), ==, "Position");
}

/* ---- numbers that a person types ----------------------------------------------------------- */

/* micro-manager#776: "60,000" was taken for 60 000 and moved 60 mm. */
/* What is shown is rounded; what goes to the stage is not. */
static void
test_never_rounded (JogFixture *f, gconstpointer data)
{
  const InsPosition place = { { 12.00004, 7.123456789, 3.00001 } };
  gpointer popover = jog_fixture_get (f, "go_to_popover");
  gpointer go = panel_test_get_child (popover, INS_TYPE_GO_TO_POPOVER, "go");
  gpointer field = panel_test_get_child (popover, INS_TYPE_GO_TO_POPOVER, "x");
  InsPosition target;

  stand_at (f, place.mm[0], place.mm[1], place.mm[2]);
  ins_motion_panel_ask_go_to (f->panel, NULL);
  panel_test_run_ms (50);
  panel_test_type (ins_field_get_entry (field), "12.0001");
  g_signal_emit_by_name (go, "clicked");
  jog_fixture_assert_log (f, "move 12000 7123 3000 at 10000");
  target = fake_session_target;
  g_assert_cmpfloat (target.mm[0], ==, 12.0001);
  g_assert_cmpfloat (target.mm[1], ==, place.mm[1]);
  g_assert_cmpfloat (target.mm[2], ==, place.mm[2]);
  ins_motion_panel_ask_go_to (f->panel, &place); /* as from the picture */
  panel_test_run_ms (350);
  fake_session_emit_changed (f->session);
  g_signal_emit_by_name (go, "clicked");
  target = fake_session_target;
  g_assert_cmpmem (&target, sizeof target, &place, sizeof place);
}

static void
test_typed_comma (JogFixture *f, gconstpointer data)
{
  gpointer popover = jog_fixture_get (f, "go_to_popover");
  gpointer go = panel_test_get_child (popover, INS_TYPE_GO_TO_POPOVER, "go");
  gpointer field = panel_test_get_child (popover, INS_TYPE_GO_TO_POPOVER, "x");
  gpointer entry = ins_field_get_entry (field);
  static const char *const same[] = { "110,5", "110.5" };

  for (guint i = 0; i < G_N_ELEMENTS (same); i++)
    {
      ins_motion_panel_ask_go_to (f->panel, NULL);
      panel_test_run_ms (50);
      panel_test_type (entry, same[i]);
      g_signal_emit_by_name (go, "clicked");
      jog_fixture_assert_log (f, "move 110500 100000 100000 at 10000");
      stand_at (f, 100.0, 100.0, 100.0);
    }
  ins_motion_panel_ask_go_to (f->panel, NULL);
  panel_test_run_ms (50);
  panel_test_type (entry, "60,000");
  g_assert_false (gtk_widget_is_sensitive (go));
  g_assert_nonnull (strstr (ins_number_entry_get_error (entry), "read in two ways"));
  g_signal_emit_by_name (go, "clicked");
  jog_fixture_assert_log (f, "");
}

#define ADD(path, function)                                                                        \
  g_test_add ("/marks/" path, JogFixture, NULL, jog_fixture_set_up, function, jog_fixture_tear_down)

int
main (int argc, char **argv)
{
  if (!gtk_init_check ())
    return 77;
  setlocale (LC_ALL, "C.UTF-8");
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/marks/kept-per-stage", test_kept_per_stage);
  g_test_add_func ("/marks/names", test_names);
  ADD ("go", test_go);
  ADD ("go-far-asks", test_go_far_asks);
  ADD ("not-homed", test_not_homed);
  ADD ("zero", test_zero);
  ADD ("rename-and-delete", test_rename_and_delete);
  ADD ("never-rounded", test_never_rounded);
  ADD ("typed-comma", test_typed_comma);

  return g_test_run ();
}
