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
  GtkDropDown *polarity, *amplitude, *tof;
  GtkLabel *sentence;
  GtkButton *remove;

  InsGate gates[INS_MAX_GATES];
  guint n_gates, index;
  char *name_error;
  gboolean updating;
};

G_DEFINE_FINAL_TYPE (InsGateEditor, ins_gate_editor, GTK_TYPE_POPOVER)

enum
{
  EDITED,
  REMOVE_ASKED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

static InsGate *
get_gate (InsGateEditor *self)
{
  return &self->gates[self->index];
}

/* ---- the anchor: pulse, then crossing and peak of each earlier gate ------------------------ */

static void
fill_anchors (InsGateEditor *self)
{
  g_autoptr (GtkStringList) list = gtk_string_list_new (NULL);

  gtk_string_list_append (list, _ ("Pulse"));
  for (guint i = 0; i < self->index; i++)
    {
      /* Translators: name of a gate: where another gate is anchored */
      g_autofree char *crossing = g_strdup_printf (_ ("%s, crossing"), self->gates[i].name);
      g_autofree char *peak = g_strdup_printf (_ ("%s, peak"), self->gates[i].name);

      gtk_string_list_append (list, crossing);
      gtk_string_list_append (list, peak);
    }
  gtk_drop_down_set_model (self->anchor, G_LIST_MODEL (list));
}

static guint
get_anchor_position (const InsGate *gate)
{
  switch (gate->anchor)
    {
    case INS_ANCHOR_CROSSING:
      return 1 + 2 * gate->anchor_gate;
    case INS_ANCHOR_PEAK:
      return 2 + 2 * gate->anchor_gate;
    case INS_ANCHOR_PULSE:
      break;
    }

  return 0;
}

static void
set_anchor_position (InsGate *gate, guint position)
{
  gate->anchor = position == 0       ? INS_ANCHOR_PULSE
                 : position % 2 == 1 ? INS_ANCHOR_CROSSING
                                     : INS_ANCHOR_PEAK;
  gate->anchor_gate = position == 0 ? 0 : (position - 1) / 2;
}

/* ---- names -------------------------------------------------------------------------------- */

/* One sentence, or NULL. The name is a group of the recipe file and may be an anchor there. */
static const char *
check_name (InsGateEditor *self, const char *name)
{
  if (*name == '\0')
    return _ ("Give the gate a name.");
  if (strlen (name) >= INS_GATE_NAME_SIZE)
    return _ ("This name is too long.");
  if (strpbrk (name, "[]./\\\n") != NULL || g_ascii_isspace (name[0]) ||
      g_ascii_isspace (name[strlen (name) - 1]))
    return _ ("A name has no brackets, points or slashes, and no blank at its ends.");
  if (g_ascii_strcasecmp (name, "pulse") == 0)
    return _ ("“Pulse” is what gates count from. Choose another name.");
  for (guint i = 0; i < self->n_gates; i++)
    if (i != self->index && g_str_equal (self->gates[i].name, name))
      return _ ("Another gate has this name.");

  return NULL;
}

static void
update_sentence (InsGateEditor *self)
{
  gtk_label_set_text (self->sentence, self->name_error != NULL ? self->name_error : "");
  gtk_widget_set_visible (GTK_WIDGET (self->sentence), self->name_error != NULL);
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
  self->name_error = g_strdup (check_name (self, name));
  if (self->name_error == NULL)
    g_strlcpy (gate->name, name, sizeof gate->name);
  update_sentence (self);

  set_anchor_position (gate, gtk_drop_down_get_selected (self->anchor));
  take (self->start, 1e6, &gate->start_s);
  take (self->length, 1e6, &gate->length_s);
  take (self->threshold, 1.0, &gate->threshold_percent);
  gate->polarity = (InsPolarity)gtk_drop_down_get_selected (self->polarity);
  gate->amplitude = (InsAmplitude)gtk_drop_down_get_selected (self->amplitude);
  gate->tof = (InsTof)gtk_drop_down_get_selected (self->tof);
  g_signal_emit (self, signals[EDITED], 0);
}

static void
on_remove_clicked (GtkButton *button, InsGateEditor *self)
{
  g_signal_emit (self, signals[REMOVE_ASKED], 0);
}

/* Why the gate must stay, or NULL. */
static const char *
get_keep_reason (InsGateEditor *self)
{
  if (self->n_gates <= 1)
    return _ ("A scan needs one gate at least.");
  for (guint i = self->index + 1; i < self->n_gates; i++)
    if (self->gates[i].anchor != INS_ANCHOR_PULSE && self->gates[i].anchor_gate == self->index)
      return _ ("Another gate counts from this one. Change that first.");

  return NULL;
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
ins_gate_editor_set_gates (InsGateEditor *self, const InsGate *gates, guint n_gates, guint index)
{
  const InsGate *gate = &gates[index];
  const char *reason;

  self->updating = TRUE;
  memcpy (self->gates, gates, n_gates * sizeof *gates);
  self->n_gates = n_gates;
  self->index = index;
  fill_anchors (self);
  gtk_drop_down_set_selected (self->anchor, get_anchor_position (gate));
  if (strcmp (gtk_editable_get_text (GTK_EDITABLE (self->name)), gate->name) != 0)
    gtk_editable_set_text (GTK_EDITABLE (self->name), gate->name);
  show_number (self->start, gate->start_s * 1e6);
  show_number (self->length, gate->length_s * 1e6);
  show_number (self->threshold, gate->threshold_percent);
  gtk_drop_down_set_selected (self->polarity, gate->polarity);
  gtk_drop_down_set_selected (self->amplitude, gate->amplitude);
  gtk_drop_down_set_selected (self->tof, gate->tof);
  g_clear_pointer (&self->name_error, g_free);
  update_sentence (self);
  reason = get_keep_reason (self);
  gtk_widget_set_sensitive (GTK_WIDGET (self->remove), reason == NULL);
  gtk_widget_set_tooltip_text (GTK_WIDGET (self->remove), reason);
  self->updating = FALSE;
}

const InsGate *
ins_gate_editor_get_gate (InsGateEditor *self)
{
  return get_gate (self);
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
  signals[REMOVE_ASKED] = g_signal_new ("remove-asked", G_TYPE_FROM_CLASS (klass),
                                        G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);

  g_type_ensure (INS_TYPE_FIELD);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/io/github/insonify/Insonify/ins-gate-editor.ui");
  gtk_widget_class_bind_template_child (widget_class, InsGateEditor, name);
  gtk_widget_class_bind_template_child (widget_class, InsGateEditor, anchor);
  gtk_widget_class_bind_template_child (widget_class, InsGateEditor, start);
  gtk_widget_class_bind_template_child (widget_class, InsGateEditor, length);
  gtk_widget_class_bind_template_child (widget_class, InsGateEditor, threshold);
  gtk_widget_class_bind_template_child (widget_class, InsGateEditor, polarity);
  gtk_widget_class_bind_template_child (widget_class, InsGateEditor, amplitude);
  gtk_widget_class_bind_template_child (widget_class, InsGateEditor, tof);
  gtk_widget_class_bind_template_child (widget_class, InsGateEditor, sentence);
  gtk_widget_class_bind_template_child (widget_class, InsGateEditor, remove);
  gtk_widget_class_bind_template_callback (widget_class, on_edited);
  gtk_widget_class_bind_template_callback (widget_class, on_remove_clicked);
}

static void
ins_gate_editor_init (InsGateEditor *self)
{
  self->updating = TRUE;
  self->n_gates = 1;
  gtk_widget_init_template (GTK_WIDGET (self));
  self->updating = FALSE;
}
