/* The form teaches an area by two corners. Exits with 77 where there is no display.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "config.h"

#include <locale.h>
#include <string.h>

#include "app/ins-scan-form.h"
#include "fake-session.h"
#include "panel-test.h"

typedef struct
{
  InsSession *session;
  InsScanForm *form;
  GtkWidget *button, *cancel, *note;
  guint n_changes;
} Form;

static void
on_frame_changed (InsScanForm *form, Form *self)
{
  self->n_changes++;
}

static void
form_set_up (Form *form, gconstpointer data)
{
  form->session = fake_session_new ();
  form->form = INS_SCAN_FORM (g_object_ref_sink (ins_scan_form_new ()));
  ins_scan_form_set_session (form->form, form->session);
  form->button = panel_test_get_child (form->form, INS_TYPE_SCAN_FORM, "corner_button");
  form->cancel = panel_test_get_child (form->form, INS_TYPE_SCAN_FORM, "corner_cancel");
  form->note = panel_test_get_child (form->form, INS_TYPE_SCAN_FORM, "corner_note");
  g_signal_connect (form->form, "frame-changed", G_CALLBACK (on_frame_changed), form);
}

static void
form_tear_down (Form *form, gconstpointer data)
{
  g_assert_finalize_object (form->form);
  g_assert_finalize_object (form->session);
}

static void
jog_to (Form *form, double x, double y, double z)
{
  fake_session_get_snapshot (form->session)->report.position = (InsPosition){ { x, y, z } };
  fake_session_emit_changed (form->session);
  panel_test_run_ms (150); /* the form looks ten times a second */
}

static void
test_two_corners (Form *form, gconstpointer data)
{
  g_autofree char *before = ins_recipe_to_text (ins_session_get_recipe (form->session));
  g_autofree char *meanwhile = NULL;
  const InsRecipe *recipe;
  InsScanGrid grid;

  jog_to (form, 42, 31, 6);
  g_assert_false (ins_scan_form_get_frame (form->form, &grid));
  g_signal_emit_by_name (form->button, "clicked");
  g_assert_true (gtk_widget_get_visible (form->cancel));
  g_assert_nonnull (strstr (gtk_label_get_text (GTK_LABEL (form->note)), "X 42.00, Y 31.00 mm"));
  g_assert_cmpstr (gtk_button_get_label (GTK_BUTTON (form->button)), ==, "Opposite corner here");

  /* the frame grows with the probe; the recipe waits */
  form->n_changes = 0;
  jog_to (form, 22, 41, 5);
  g_assert_cmpuint (form->n_changes, >, 0);
  g_assert_true (ins_scan_form_get_frame (form->form, &grid));
  /* the default scans along Y */
  g_assert_cmpfloat_with_epsilon (grid.n_columns * grid.scan_step_mm, 10, grid.scan_step_mm * 1.01);
  meanwhile = ins_recipe_to_text (ins_session_get_recipe (form->session));
  g_assert_cmpstr (meanwhile, ==, before);

  ins_scan_form_take_corner (form->form);
  recipe = ins_session_get_recipe (form->session);
  g_assert_cmpfloat (recipe->start.mm[0], ==, 22);
  g_assert_cmpfloat (recipe->start.mm[1], ==, 31);
  g_assert_cmpfloat (recipe->start.mm[2], ==, 6);
  g_assert_cmpfloat_with_epsilon (recipe->index_length_mm, 20, recipe->index_step_mm * 1.01);
  g_assert_false (ins_scan_form_get_frame (form->form, &grid));
  g_assert_false (gtk_widget_get_visible (form->cancel));
  g_assert_false (gtk_widget_get_visible (form->note));
}

/* A second corner on the first one says how far it is away, and is not the end of it. */
static void
test_too_near (Form *form, gconstpointer data)
{
  InsScanGrid grid;

  jog_to (form, 10, 10, 0);
  ins_scan_form_take_corner (form->form);
  ins_scan_form_take_corner (form->form);
  g_assert_nonnull (strstr (gtk_label_get_text (GTK_LABEL (form->note)), "are 0 mm apart along Y"));
  jog_to (form, 30, 30, 0);
  g_assert_true (ins_scan_form_get_frame (form->form, &grid));
  ins_scan_form_take_corner (form->form);
  g_assert_cmpfloat (ins_session_get_recipe (form->session)->start.mm[0], ==, 10);
}

static void
test_forgotten (Form *form, gconstpointer data)
{
  g_autofree char *before = ins_recipe_to_text (ins_session_get_recipe (form->session));
  g_autofree char *after = NULL;

  jog_to (form, 10, 10, 0);
  ins_scan_form_take_corner (form->form);
  g_signal_emit_by_name (form->cancel, "clicked");
  g_assert_false (gtk_widget_get_visible (form->note));
  after = ins_recipe_to_text (ins_session_get_recipe (form->session));
  g_assert_cmpstr (after, ==, before);
  g_assert_cmpstr (gtk_button_get_label (GTK_BUTTON (form->button)), ==, "Corner here");
}

/* A place that nobody knows is no corner; nor is one of a scan under way. */
static void
test_unknown (Form *form, gconstpointer data)
{
  InsScanGrid grid;

  fake_session_get_snapshot (form->session)->report.position_known = FALSE;
  jog_to (form, 10, 10, 0);
  g_assert_false (gtk_widget_get_sensitive (form->button));
  ins_scan_form_take_corner (form->form);
  g_assert_false (gtk_widget_get_visible (form->note));

  fake_session_get_snapshot (form->session)->report.position_known = TRUE;
  ins_scan_form_take_corner (form->form);
  fake_session_set_scanning (form->session, TRUE);
  jog_to (form, 30, 30, 0);
  g_assert_false (ins_scan_form_get_frame (form->form, &grid));
  g_assert_false (gtk_widget_get_visible (form->note));
}

/* Of several regions the one that is shown is taught. */
static void
test_region (Form *form, gconstpointer data)
{
  const InsAreaPoint a = { 1, 1 }, b = { 5, 5 };
  g_autoptr (InsRecipe) recipe = ins_recipe_copy (ins_session_get_recipe (form->session));
  const InsRecipe *taught;

  g_assert_true (ins_recipe_add_region (recipe, &a, &b));
  ins_session_set_recipe (form->session, recipe);
  jog_to (form, 60, 60, 3);
  ins_scan_form_take_corner (form->form);
  jog_to (form, 70, 75, 3);
  ins_scan_form_take_corner (form->form);
  taught = ins_session_get_recipe (form->session);
  g_assert_cmpuint (taught->n_regions, ==, 1);
  g_assert_cmpfloat (taught->regions[0].start.mm[0], ==, 60);
  g_assert_cmpfloat (taught->start.mm[0], ==, recipe->start.mm[0]);
}

int
main (int argc, char **argv)
{
  setlocale (LC_ALL, "C.UTF-8");
  g_test_init (&argc, &argv, NULL);
  if (!gtk_init_check ())
    return 77;
#define ADD(path, test) g_test_add (path, Form, NULL, form_set_up, test, form_tear_down)
  ADD ("/framing/two-corners", test_two_corners);
  ADD ("/framing/too-near", test_too_near);
  ADD ("/framing/forgotten", test_forgotten);
  ADD ("/framing/unknown", test_unknown);
  ADD ("/framing/region", test_region);

  return g_test_run ();
}
