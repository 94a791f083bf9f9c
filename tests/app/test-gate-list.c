/* The tree of gates in a form: its editors, by what a person does with them.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "config.h"

#include <string.h>

#include "app/ins-field.h"
#include "app/ins-gate-editor.h"
#include "app/ins-gate-list.h"
#include "panel-test.h"

typedef struct
{
  GtkWidget *editor;
  guint n_edited, n_changed;
} Fixture;

static void
on_count (GtkWidget *editor, guint *count)
{
  (*count)++;
}

/* I, F after it, B after F. */
static void
fixture_init (Fixture *self, guint index)
{
  InsGateSet set = { .n_gates = 3 };

  for (guint i = 0; i < 3; i++)
    {
      set.gates[i] = (InsGate){ .anchor = i == 0 ? INS_ANCHOR_PULSE : INS_ANCHOR_CROSSING,
                                .anchor_gate = i == 0 ? 0 : i - 1,
                                .start_s = 1e-6,
                                .length_s = 2e-6,
                                .threshold_percent = 30 };
      set.gates[i].name[0] = "IFB"[i];
    }
  *self = (Fixture){ .editor = g_object_ref_sink (ins_gate_editor_new ()) };
  ins_gate_editor_set_gates (INS_GATE_EDITOR (self->editor), &set, index);
  g_signal_connect (self->editor, "edited", G_CALLBACK (on_count), &self->n_edited);
  g_signal_connect (self->editor, "tree-changed", G_CALLBACK (on_count), &self->n_changed);
}

static gpointer
get_child (Fixture *self, const char *name)
{
  return panel_test_get_child (self->editor, INS_TYPE_GATE_EDITOR, name);
}

static const InsGateSet *
get_set (Fixture *self)
{
  return ins_gate_editor_get_set (INS_GATE_EDITOR (self->editor));
}

/* Offered are the other gates; what would go in a circle is refused with a sentence. */
static void
test_circles_are_refused (void)
{
  Fixture fixture;
  GtkDropDown *anchor;

  fixture_init (&fixture, 0);
  anchor = get_child (&fixture, "anchor");
  g_assert_cmpuint (g_list_model_get_n_items (gtk_drop_down_get_model (anchor)), ==, 5);
  gtk_drop_down_set_selected (anchor, 3); /* B, crossing */
  g_assert_cmpuint (fixture.n_changed, ==, 0);
  g_assert_cmpuint (gtk_drop_down_get_selected (anchor), ==, 0);
  g_assert_true (gtk_widget_get_visible (get_child (&fixture, "sentence")));
  g_assert_nonnull (
      strstr (gtk_label_get_text (get_child (&fixture, "sentence")), "B counts from I"));
  g_object_unref (fixture.editor);

  fixture_init (&fixture, 2);
  anchor = get_child (&fixture, "anchor");
  g_assert_cmpuint (gtk_drop_down_get_selected (anchor), ==, 3); /* F, crossing */
  gtk_drop_down_set_selected (anchor, 2);                        /* I, peak */
  g_assert_cmpuint (fixture.n_changed, ==, 1);
  g_assert_cmpint (get_set (&fixture)->gates[2].anchor, ==, INS_ANCHOR_PEAK);
  g_assert_cmpuint (get_set (&fixture)->gates[2].anchor_gate, ==, 0);
  g_assert_false (gtk_widget_get_visible (get_child (&fixture, "sentence")));
  g_object_unref (fixture.editor);
}

static void
test_gates_are_ordered (void)
{
  Fixture fixture;

  fixture_init (&fixture, 1);
  g_signal_emit_by_name (get_child (&fixture, "up"), "clicked");
  g_assert_cmpuint (fixture.n_changed, ==, 0);
  g_assert_true (gtk_widget_get_visible (get_child (&fixture, "sentence")));
  g_signal_emit_by_name (get_child (&fixture, "remove"), "clicked");
  g_assert_cmpuint (fixture.n_changed, ==, 0);
  g_signal_emit_by_name (get_child (&fixture, "duplicate"), "clicked");
  g_assert_cmpuint (fixture.n_changed, ==, 1);
  g_assert_cmpuint (get_set (&fixture)->n_gates, ==, 4);
  g_assert_cmpstr (get_set (&fixture)->gates[3].name, ==, "A");
  g_object_unref (fixture.editor);
}

/* A point or a comma; what is no number, or out of range, leaves the gate alone and is said. */
static void
test_numbers_are_typed (void)
{
  Fixture fixture;
  InsNumberEntry *length;

  fixture_init (&fixture, 1);
  length = ins_field_get_entry (get_child (&fixture, "length"));
  panel_test_type (length, "0,5");
  g_assert_cmpfloat_with_epsilon (get_set (&fixture)->gates[1].length_s, 0.5e-6, 1e-15);
  panel_test_type (length, "0.25");
  g_assert_cmpfloat_with_epsilon (get_set (&fixture)->gates[1].length_s, 0.25e-6, 1e-15);
  panel_test_type (length, "-1");
  g_assert_nonnull (ins_gate_editor_get_error (INS_GATE_EDITOR (fixture.editor)));
  g_assert_cmpfloat_with_epsilon (get_set (&fixture)->gates[1].length_s, 0.25e-6, 1e-15);
  panel_test_type (length, "1");
  g_assert_null (ins_gate_editor_get_error (INS_GATE_EDITOR (fixture.editor)));
  gtk_drop_down_set_selected (get_child (&fixture, "detection"), INS_DETECTION_ENVELOPE);
  g_assert_cmpint (get_set (&fixture)->gates[1].detection, ==, INS_DETECTION_ENVELOPE);
  gtk_drop_down_set_selected (get_child (&fixture, "tof"), INS_TOF_ZERO_CROSSING_AFTER);
  g_assert_cmpint (get_set (&fixture)->gates[1].tof, ==, INS_TOF_ZERO_CROSSING_AFTER);
  gtk_editable_set_text (get_child (&fixture, "name"), "I");
  g_assert_nonnull (ins_gate_editor_get_error (INS_GATE_EDITOR (fixture.editor)));
  g_assert_cmpstr (get_set (&fixture)->gates[1].name, ==, "F");
  g_object_unref (fixture.editor);
}

static void
test_a_band_pass_is_typed (void)
{
  g_autoptr (InsRecipe) recipe = ins_recipe_new ();
  g_autoptr (GtkWidget) list = g_object_ref_sink (ins_gate_list_new ());
  guint n_edited = 0;

  g_signal_connect (list, "edited", G_CALLBACK (on_count), &n_edited);
  ins_gate_list_set_recipe (INS_GATE_LIST (list), recipe);
  panel_test_type (
      ins_field_get_entry (INS_FIELD (panel_test_get_child (list, INS_TYPE_GATE_LIST, "low"))),
      "2,5");
  panel_test_type (
      ins_field_get_entry (INS_FIELD (panel_test_get_child (list, INS_TYPE_GATE_LIST, "high"))),
      "8");
  g_assert_cmpuint (n_edited, >=, 2);
  ins_gate_list_get_gates (INS_GATE_LIST (list), recipe);
  g_assert_cmpfloat (recipe->band_pass_low_hz, ==, 2.5e6);
  g_assert_cmpfloat (recipe->band_pass_high_hz, ==, 8e6);
}

/* As many as a recipe takes: each has its row, and the button says why there are no more. */
static void
test_limit (void)
{
  g_autoptr (InsRecipe) recipe = ins_recipe_new ();
  GtkWidget *list = g_object_ref_sink (ins_gate_list_new ());
  GtkWidget *add = panel_test_get_child (list, INS_TYPE_GATE_LIST, "add");
  GtkWidget *rows = panel_test_get_child (list, INS_TYPE_GATE_LIST, "rows");
  g_autoptr (GListModel) children = gtk_widget_observe_children (rows);
  g_autoptr (GError) error = NULL;
  InsGateSet set;

  ins_gate_set_take (&set, recipe);
  while (set.n_gates < INS_MAX_GATES)
    g_assert_null (ins_gate_set_add (&set, &recipe->timing));
  ins_gate_set_give (&set, recipe);
  g_assert_true (ins_recipe_validate (recipe, &error));
  g_assert_no_error (error);
  ins_gate_list_set_recipe (INS_GATE_LIST (list), recipe);
  g_assert_cmpuint (g_list_model_get_n_items (children), ==, INS_MAX_GATES);
  g_assert_false (gtk_widget_get_sensitive (add));
  g_assert_nonnull (strstr (gtk_widget_get_tooltip_text (add), "64"));
  g_free (ins_gate_set_add (&set, &recipe->timing));
  g_assert_cmpuint (set.n_gates, ==, INS_MAX_GATES);

  set.n_gates--;
  ins_gate_set_give (&set, recipe);
  ins_gate_list_set_recipe (INS_GATE_LIST (list), recipe);
  g_assert_true (gtk_widget_get_sensitive (add));
  g_assert_null (gtk_widget_get_tooltip_text (add));
  g_object_unref (list);
}

int
main (int argc, char *argv[])
{
  if (!gtk_init_check ())
    return 77;

  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/gate-list/circles-are-refused", test_circles_are_refused);
  g_test_add_func ("/gate-list/gates-are-ordered", test_gates_are_ordered);
  g_test_add_func ("/gate-list/numbers-are-typed", test_numbers_are_typed);
  g_test_add_func ("/gate-list/a-band-pass-is-typed", test_a_band_pass_is_typed);
  g_test_add_func ("/gate-list/limit", test_limit);

  return g_test_run ();
}
