/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n.h>
#include <string.h>

#include "app/ins-card-outputs.h"
#include "app/ins-choice.h"

/* Owned by the row's box. */
typedef struct
{
  GtkWidget *box;
  InsChoice *channel, *gate, *kind;
  GtkWidget *remove;
} Row;

struct _InsCardOutputs
{
  GtkBox parent_instance;

  GtkBox *rows;
  GtkButton *add;
  GtkSizeGroup *channel_column, *gate_column, *remove_column;

  InsCardWiring wiring; /* outputs only; no path */
  guint n_channels;
  InsRecipe *recipe;
  Row shown[INS_MAX_OUTPUTS];
  guint n_shown;
};

G_DEFINE_FINAL_TYPE (InsCardOutputs, ins_card_outputs, GTK_TYPE_BOX)

static guint edited_signal;

/* as the drop-down shows them */
static const InsOutputKind kinds[] = { INS_OUTPUT_AMPLITUDE, INS_OUTPUT_TIME, INS_OUTPUT_SPARE };
static const char *const kind_words[] = { N_ ("Amplitude"), N_ ("Time"), N_ ("Spare") };

GtkWidget *
ins_card_outputs_new (void)
{
  return g_object_new (INS_TYPE_CARD_OUTPUTS, NULL);
}

static gboolean
is_wired (const InsCardWiring *wiring, InsOutputKind kind, const char *gate)
{
  for (guint i = 0; i < wiring->n_outputs; i++)
    if (wiring->outputs[i].kind == kind && strcmp (wiring->outputs[i].gate, gate) == 0)
      return TRUE;

  return FALSE;
}

static gboolean
is_taken (const InsCardWiring *wiring, guint channel)
{
  for (guint i = 0; i < wiring->n_outputs; i++)
    if (wiring->outputs[i].channel == channel)
      return TRUE;

  return FALSE;
}

gboolean
ins_card_outputs_suggest (const InsCardWiring *wiring,
                          guint n_channels,
                          const InsRecipe *recipe,
                          InsCardWire *wire)
{
  *wire = (InsCardWire){ .kind = INS_OUTPUT_SPARE };
  while (wire->channel < n_channels && is_taken (wiring, wire->channel))
    wire->channel++;
  if (wire->channel >= n_channels || wiring->n_outputs >= INS_MAX_OUTPUTS)
    return FALSE;
  for (guint kind = 0; kind < 2; kind++)
    for (guint i = 0; i < recipe->n_gates; i++)
      if (!is_wired (wiring, kinds[kind], recipe->gates[i].name))
        {
          wire->kind = kinds[kind];
          g_strlcpy (wire->gate, recipe->gates[i].name, sizeof wire->gate);
          return TRUE;
        }

  return TRUE;
}

/* ---- rows ---------------------------------------------------------------------------------- */

static void
show_channel (InsCardOutputs *self, const Row *row, const InsCardWire *wire)
{
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();
  g_auto (GStrv) items = NULL;

  for (guint i = 0; i < self->n_channels; i++)
    {
      g_autofree char *number = g_strdup_printf ("%u", i);

      g_strv_builder_add (builder, number);
    }
  items = g_strv_builder_end (builder);
  ins_choice_set_items (row->channel, (const char *const *)items);
  ins_choice_set_selected (
      row->channel, wire->channel < self->n_channels ? wire->channel : GTK_INVALID_LIST_POSITION);
}

static int
find_gate (InsCardOutputs *self, const char *name)
{
  return self->recipe != NULL ? ins_recipe_find_gate (self->recipe, name) : -1;
}

static void
show_gate (InsCardOutputs *self, const Row *row, const InsCardWire *wire)
{
  const guint n_gates = self->recipe != NULL ? self->recipe->n_gates : 0;
  const int found = find_gate (self, wire->gate);
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();
  g_auto (GStrv) items = NULL;

  for (guint i = 0; i < n_gates; i++)
    g_strv_builder_add (builder, self->recipe->gates[i].name);
  /* one that the recipe does not have stays in sight */
  if (found < 0 && wire->gate[0] != '\0')
    g_strv_builder_add (builder, wire->gate);
  items = g_strv_builder_end (builder);
  ins_choice_set_items (row->gate, (const char *const *)items);
  ins_choice_set_selected (row->gate, found >= 0              ? (guint)found
                                      : wire->gate[0] != '\0' ? n_gates
                                                              : GTK_INVALID_LIST_POSITION);
  gtk_widget_set_sensitive (GTK_WIDGET (row->gate), wire->kind != INS_OUTPUT_SPARE);
}

static void
show_kind (const Row *row, const InsCardWire *wire)
{
  const char *items[G_N_ELEMENTS (kinds) + 1] = { NULL };

  for (guint i = 0; i < G_N_ELEMENTS (kinds); i++)
    items[i] = _ (kind_words[i]);
  ins_choice_set_items (row->kind, items);
  for (guint i = 0; i < G_N_ELEMENTS (kinds); i++)
    if (kinds[i] == wire->kind)
      ins_choice_set_selected (row->kind, i);
}

static void
read_row (InsCardOutputs *self, const Row *row, InsCardWire *wire)
{
  const guint channel = ins_choice_get_selected (row->channel);
  const guint gate = ins_choice_get_selected (row->gate);
  const guint kind = ins_choice_get_selected (row->kind);

  if (channel < self->n_channels)
    wire->channel = channel;
  if (kind < G_N_ELEMENTS (kinds))
    wire->kind = kinds[kind];
  if (self->recipe != NULL && gate < self->recipe->n_gates)
    g_strlcpy (wire->gate, self->recipe->gates[gate].name, sizeof wire->gate);
  /* coming back from a spare one */
  if (wire->kind != INS_OUTPUT_SPARE && wire->gate[0] == '\0' && self->recipe != NULL)
    g_strlcpy (wire->gate, self->recipe->gates[0].name, sizeof wire->gate);
  if (wire->kind == INS_OUTPUT_SPARE)
    wire->gate[0] = '\0';
}

static void
on_row_edited (InsCardOutputs *self)
{
  for (guint i = 0; i < self->n_shown; i++)
    read_row (self, &self->shown[i], &self->wiring.outputs[i]);
  g_signal_emit (self, edited_signal, 0);
}

static void
on_remove_clicked (GtkWidget *button, InsCardOutputs *self)
{
  guint index = 0;

  while (index < self->n_shown && self->shown[index].remove != button)
    index++;
  if (index >= self->wiring.n_outputs || self->wiring.n_outputs < 2)
    return;
  memmove (&self->wiring.outputs[index], &self->wiring.outputs[index + 1],
           (self->wiring.n_outputs - index - 1) * sizeof *self->wiring.outputs);
  self->wiring.n_outputs--;
  g_signal_emit (self, edited_signal, 0);
}

static InsChoice *
append_choice (GtkWidget *box, const char *label, GtkSizeGroup *column)
{
  GtkWidget *choice = ins_choice_new ();

  g_object_set (choice, "label", label, "compact", TRUE, NULL);
  /* of itself it would take as much room as the others */
  gtk_widget_set_hexpand (choice, column == NULL);
  if (column != NULL)
    gtk_size_group_add_widget (column, choice);
  gtk_box_append (GTK_BOX (box), choice);

  return INS_CHOICE (choice);
}

static void
append_row (InsCardOutputs *self)
{
  Row *row = &self->shown[self->n_shown++];

  row->box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);
  row->channel = append_choice (row->box, _ ("Channel"), self->channel_column);
  row->gate = append_choice (row->box, _ ("Gate"), self->gate_column);
  row->kind = append_choice (row->box, _ ("What it gives"), NULL);
  row->remove = gtk_button_new_from_icon_name ("list-remove-symbolic");
  gtk_widget_add_css_class (row->remove, "flat");
  gtk_widget_set_tooltip_text (row->remove, _ ("Remove this output"));
  gtk_accessible_update_property (GTK_ACCESSIBLE (row->remove), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _ ("Remove this output"), -1);
  gtk_size_group_add_widget (self->remove_column, row->remove);
  gtk_box_append (GTK_BOX (row->box), row->remove);
  gtk_box_append (self->rows, row->box);
  g_signal_connect_swapped (row->channel, "edited", G_CALLBACK (on_row_edited), self);
  g_signal_connect_swapped (row->gate, "edited", G_CALLBACK (on_row_edited), self);
  g_signal_connect_swapped (row->kind, "edited", G_CALLBACK (on_row_edited), self);
  g_signal_connect (row->remove, "clicked", G_CALLBACK (on_remove_clicked), self);
}

void
ins_card_outputs_show (InsCardOutputs *self,
                       const InsCardWiring *wiring,
                       guint n_channels,
                       const InsRecipe *recipe)
{
  InsCardWire next;

  self->n_channels = n_channels;
  g_clear_pointer (&self->recipe, ins_recipe_free);
  self->recipe = ins_recipe_copy (recipe);
  self->wiring.n_outputs = wiring->n_outputs;
  memcpy (self->wiring.outputs, wiring->outputs, sizeof self->wiring.outputs);
  while (self->n_shown > wiring->n_outputs)
    gtk_box_remove (self->rows, self->shown[--self->n_shown].box);
  while (self->n_shown < wiring->n_outputs)
    append_row (self);
  for (guint i = 0; i < self->n_shown; i++)
    {
      show_channel (self, &self->shown[i], &wiring->outputs[i]);
      show_gate (self, &self->shown[i], &wiring->outputs[i]);
      show_kind (&self->shown[i], &wiring->outputs[i]);
      gtk_widget_set_sensitive (self->shown[i].remove, self->n_shown > 1);
    }
  gtk_widget_set_sensitive (GTK_WIDGET (self->add),
                            ins_card_outputs_suggest (wiring, n_channels, recipe, &next));
}

void
ins_card_outputs_read (InsCardOutputs *self, InsCardWiring *wiring)
{
  wiring->n_outputs = self->wiring.n_outputs;
  memcpy (wiring->outputs, self->wiring.outputs, sizeof wiring->outputs);
}

static void
on_add_clicked (InsCardOutputs *self)
{
  InsCardWire wire;

  if (self->recipe == NULL ||
      !ins_card_outputs_suggest (&self->wiring, self->n_channels, self->recipe, &wire))
    return;
  self->wiring.outputs[self->wiring.n_outputs++] = wire;
  g_signal_emit (self, edited_signal, 0);
}

static void
ins_card_outputs_finalize (GObject *object)
{
  g_clear_pointer (&INS_CARD_OUTPUTS (object)->recipe, ins_recipe_free);

  G_OBJECT_CLASS (ins_card_outputs_parent_class)->finalize (object);
}

static void
ins_card_outputs_class_init (InsCardOutputsClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->finalize = ins_card_outputs_finalize;

  edited_signal = g_signal_new ("edited", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL,
                                NULL, NULL, G_TYPE_NONE, 0);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/io/github/insonify/Insonify/ins-card-outputs.ui");
  gtk_widget_class_bind_template_child (widget_class, InsCardOutputs, rows);
  gtk_widget_class_bind_template_child (widget_class, InsCardOutputs, add);
  gtk_widget_class_bind_template_child (widget_class, InsCardOutputs, channel_column);
  gtk_widget_class_bind_template_child (widget_class, InsCardOutputs, gate_column);
  gtk_widget_class_bind_template_child (widget_class, InsCardOutputs, remove_column);
  gtk_widget_class_bind_template_callback (widget_class, on_add_clicked);
}

static void
ins_card_outputs_init (InsCardOutputs *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}
