/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n.h>
#include <string.h>

#include "app/ins-field.h"
#include "app/ins-gate-editor.h"

struct _InsGateEditor
{
  GtkPopover parent_instance;

  GtkEntry *name;
  GtkDropDown *anchor;
  InsField *start, *length, *threshold;
  GtkDropDown *detection, *polarity, *amplitude, *tof;
  GtkLabel *sentence;
  GtkButton *up, *down, *duplicate, *remove;

  InsGateSet set;
  guint index;
  char *name_error;
  gboolean updating;
};

G_DEFINE_FINAL_TYPE (InsGateEditor, ins_gate_editor, GTK_TYPE_POPOVER)

enum
{
  EDITED,
  TREE_CHANGED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

static InsGate *
get_gate (InsGateEditor *self)
{
  return &self->set.gates[self->index];
}

/* ---- the anchor: pulse, then crossing and peak of each other gate -------------------------- */

static void
fill_anchors (InsGateEditor *self)
{
  g_autoptr (GtkStringList) list = gtk_string_list_new (NULL);

  gtk_string_list_append (list, _ ("Pulse"));
  for (guint i = 0; i < self->set.n_gates; i++)
    {
      /* Translators: name of a gate: where another gate is anchored */
      g_autofree char *crossing = g_strdup_printf (_ ("%s, crossing"), self->set.gates[i].name);
      g_autofree char *peak = g_strdup_printf (_ ("%s, peak"), self->set.gates[i].name);

      if (i == self->index)
        continue;
      gtk_string_list_append (list, crossing);
      gtk_string_list_append (list, peak);
    }
  gtk_drop_down_set_model (self->anchor, G_LIST_MODEL (list));
}

static guint
get_anchor_position (InsGateEditor *self)
{
  const InsGate *gate = get_gate (self);
  guint other = gate->anchor_gate - (gate->anchor_gate > self->index ? 1 : 0);

  if (gate->anchor == INS_ANCHOR_PULSE)
    return 0;

  return (gate->anchor == INS_ANCHOR_CROSSING ? 1 : 2) + 2 * other;
}

static void
show_anchor (InsGateEditor *self)
{
  self->updating = TRUE;
  gtk_drop_down_set_selected (self->anchor, get_anchor_position (self));
  self->updating = FALSE;
}

/* What was refused is said, too, but is no error: the gate is as it was. */
static void
show_sentence (InsGateEditor *self, const char *refusal)
{
  const char *text = refusal != NULL ? refusal : self->name_error;

  gtk_label_set_text (self->sentence, text != NULL ? text : "");
  gtk_widget_set_visible (GTK_WIDGET (self->sentence), text != NULL);
  if (self->name_error != NULL)
    gtk_widget_add_css_class (GTK_WIDGET (self->name), "error");
  else
    gtk_widget_remove_css_class (GTK_WIDGET (self->name), "error");
}

/* ---- editing ------------------------------------------------------------------------------ */

static void
take (InsField *field, double unit, double *value)
{
  double number;

  if (ins_number_entry_get_value (ins_field_get_entry (field), &number))
    *value = number / unit;
}

static void
on_edited (InsGateEditor *self)
{
  InsGate *gate = get_gate (self);
  const char *name = gtk_editable_get_text (GTK_EDITABLE (self->name));

  if (self->updating)
    return;
  g_free (self->name_error);
  self->name_error = ins_gate_set_check_name (&self->set, self->index, name);
  if (self->name_error == NULL)
    g_strlcpy (gate->name, name, sizeof gate->name);
  show_sentence (self, NULL);

  take (self->start, 1e6, &gate->start_s);
  take (self->length, 1e6, &gate->length_s);
  take (self->threshold, 1.0, &gate->threshold_percent);
  gate->detection = (InsDetection)gtk_drop_down_get_selected (self->detection);
  gate->polarity = (InsPolarity)gtk_drop_down_get_selected (self->polarity);
  gate->amplitude = (InsAmplitude)gtk_drop_down_get_selected (self->amplitude);
  gate->tof = (InsTof)gtk_drop_down_get_selected (self->tof);
  g_signal_emit (self, signals[EDITED], 0);
}

/* @refusal: (transfer full) (nullable) */
static void
finish_change (InsGateEditor *self, InsGateRefusal refusal)
{
  if (refusal != NULL)
    {
      show_sentence (self, refusal);
      show_anchor (self);
      g_free (refusal);
      return;
    }
  show_sentence (self, NULL);
  g_signal_emit (self, signals[TREE_CHANGED], 0);
}

static void
on_anchor_selected (InsGateEditor *self)
{
  guint position = gtk_drop_down_get_selected (self->anchor), gate = 0, moved;

  /* what show_anchor() put back is told late */
  if (self->updating || position == GTK_INVALID_LIST_POSITION ||
      position == get_anchor_position (self))
    return;
  if (position > 0)
    {
      gate = (position - 1) / 2;
      gate += gate >= self->index ? 1 : 0;
    }
  finish_change (self, ins_gate_set_anchor (&self->set, self->index,
                                            position == 0       ? INS_ANCHOR_PULSE
                                            : position % 2 == 1 ? INS_ANCHOR_CROSSING
                                                                : INS_ANCHOR_PEAK,
                                            gate, &moved));
}

static void
on_up_clicked (InsGateEditor *self)
{
  guint moved;

  finish_change (self, ins_gate_set_move (&self->set, self->index, -1, &moved));
}

static void
on_down_clicked (InsGateEditor *self)
{
  guint moved;

  finish_change (self, ins_gate_set_move (&self->set, self->index, 1, &moved));
}

static void
on_duplicate_clicked (InsGateEditor *self)
{
  guint copy;

  finish_change (self, ins_gate_set_duplicate (&self->set, self->index, &copy));
}

static void
on_remove_clicked (InsGateEditor *self)
{
  finish_change (self, ins_gate_set_remove (&self->set, self->index));
}

GtkWidget *
ins_gate_editor_new (void)
{
  return g_object_new (INS_TYPE_GATE_EDITOR, NULL);
}

static void
show_number (InsField *field, double value)
{
  double shown;

  /* what a person is typing stays as typed */
  if (ins_number_entry_get_value (ins_field_get_entry (field), &shown) && shown == value)
    return;
  ins_field_set_value (field, value);
}

void
ins_gate_editor_set_gates (InsGateEditor *self, const InsGateSet *set, guint index)
{
  const InsGate *gate = &set->gates[index];

  self->updating = TRUE;
  self->set = *set;
  self->index = index;
  fill_anchors (self);
  gtk_drop_down_set_selected (self->anchor, get_anchor_position (self));
  if (strcmp (gtk_editable_get_text (GTK_EDITABLE (self->name)), gate->name) != 0)
    gtk_editable_set_text (GTK_EDITABLE (self->name), gate->name);
  show_number (self->start, gate->start_s * 1e6);
  show_number (self->length, gate->length_s * 1e6);
  show_number (self->threshold, gate->threshold_percent);
  gtk_drop_down_set_selected (self->detection, gate->detection);
  gtk_drop_down_set_selected (self->polarity, gate->polarity);
  gtk_drop_down_set_selected (self->amplitude, gate->amplitude);
  gtk_drop_down_set_selected (self->tof, gate->tof);
  g_clear_pointer (&self->name_error, g_free);
  show_sentence (self, NULL);
  self->updating = FALSE;
}

const InsGateSet *
ins_gate_editor_get_set (InsGateEditor *self)
{
  return &self->set;
}

const char *
ins_gate_editor_get_error (InsGateEditor *self)
{
  InsField *fields[] = { self->start, self->length, self->threshold };

  if (self->name_error != NULL)
    return self->name_error;
  for (guint i = 0; i < G_N_ELEMENTS (fields); i++)
    {
      const char *error = ins_number_entry_get_error (ins_field_get_entry (fields[i]));

      if (error != NULL)
        return error;
    }

  return NULL;
}

static void
ins_gate_editor_finalize (GObject *object)
{
  g_free (INS_GATE_EDITOR (object)->name_error);

  G_OBJECT_CLASS (ins_gate_editor_parent_class)->finalize (object);
}

static void
ins_gate_editor_class_init (InsGateEditorClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->finalize = ins_gate_editor_finalize;

  signals[EDITED] = g_signal_new ("edited", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL,
                                  NULL, NULL, G_TYPE_NONE, 0);
  signals[TREE_CHANGED] = g_signal_new ("tree-changed", G_TYPE_FROM_CLASS (klass),
                                        G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);

  g_type_ensure (INS_TYPE_FIELD);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/io/github/insonify/Insonify/ins-gate-editor.ui");
  gtk_widget_class_bind_template_child (widget_class, InsGateEditor, name);
  gtk_widget_class_bind_template_child (widget_class, InsGateEditor, anchor);
  gtk_widget_class_bind_template_child (widget_class, InsGateEditor, start);
  gtk_widget_class_bind_template_child (widget_class, InsGateEditor, length);
  gtk_widget_class_bind_template_child (widget_class, InsGateEditor, threshold);
  gtk_widget_class_bind_template_child (widget_class, InsGateEditor, detection);
  gtk_widget_class_bind_template_child (widget_class, InsGateEditor, polarity);
  gtk_widget_class_bind_template_child (widget_class, InsGateEditor, amplitude);
  gtk_widget_class_bind_template_child (widget_class, InsGateEditor, tof);
  gtk_widget_class_bind_template_child (widget_class, InsGateEditor, sentence);
  gtk_widget_class_bind_template_child (widget_class, InsGateEditor, up);
  gtk_widget_class_bind_template_child (widget_class, InsGateEditor, down);
  gtk_widget_class_bind_template_child (widget_class, InsGateEditor, duplicate);
  gtk_widget_class_bind_template_child (widget_class, InsGateEditor, remove);
  gtk_widget_class_bind_template_callback (widget_class, on_edited);
  gtk_widget_class_bind_template_callback (widget_class, on_anchor_selected);
  gtk_widget_class_bind_template_callback (widget_class, on_up_clicked);
  gtk_widget_class_bind_template_callback (widget_class, on_down_clicked);
  gtk_widget_class_bind_template_callback (widget_class, on_duplicate_clicked);
  gtk_widget_class_bind_template_callback (widget_class, on_remove_clicked);
}

static void
ins_gate_editor_init (InsGateEditor *self)
{
  self->updating = TRUE;
  self->set.n_gates = 1;
  gtk_widget_init_template (GTK_WIDGET (self));
  self->updating = FALSE;
}
