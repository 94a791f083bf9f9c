/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n.h>
#include <string.h>

#include "app/ins-field.h"
#include "app/ins-gate-editor.h"
#include "app/ins-gate-list.h"
#include "app/ins-gate-row.h"

struct _InsGateList
{
  GtkBox parent_instance;

  GtkBox *rows;
  GtkButton *add;
  InsField *low, *high;

  InsGateSet set;
  InsTiming timing;
  GPtrArray *buttons; /* GtkMenuButton, one a gate; owned by rows */
};

G_DEFINE_FINAL_TYPE (InsGateList, ins_gate_list, GTK_TYPE_BOX)

static guint edited_signal;

static InsGateEditor *
get_editor (InsGateList *self, guint index)
{
  return INS_GATE_EDITOR (gtk_menu_button_get_popover (self->buttons->pdata[index]));
}

static guint
find_editor (InsGateList *self, InsGateEditor *editor)
{
  for (guint i = 0; i < self->buttons->len; i++)
    if (get_editor (self, i) == editor)
      return i;
  g_assert_not_reached ();
}

static void
update_row (InsGateList *self, guint index)
{
  GtkMenuButton *button = self->buttons->pdata[index];
  g_autofree char *title = ins_gate_row_describe (self->set.gates[index].name);

  ins_gate_row_set (INS_GATE_ROW (gtk_menu_button_get_child (button)), self->set.gates, index,
                    TRUE);
  ins_gate_row_set_depth (INS_GATE_ROW (gtk_menu_button_get_child (button)),
                          ins_gate_set_get_depth (&self->set, index));
  gtk_accessible_update_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL, title,
                                  -1);
}

static void
on_editor_edited (InsGateEditor *editor, InsGateList *self)
{
  guint index = find_editor (self, editor);

  self->set = *ins_gate_editor_get_set (editor);
  for (guint i = 0; i < self->set.n_gates; i++)
    {
      update_row (self, i); /* others may name this one as their anchor */
      if (i != index)
        ins_gate_editor_set_gates (get_editor (self, i), &self->set, i);
    }
  g_signal_emit (self, edited_signal, 0);
}

static void show_gates (InsGateList *self);

/* Later, as the button that asked lies in the popover that goes. */
static gboolean
on_shown_later (gpointer data)
{
  InsGateList *self = data;

  show_gates (self);
  g_signal_emit (self, edited_signal, 0);

  return G_SOURCE_REMOVE;
}

static void
on_tree_changed (InsGateEditor *editor, InsGateList *self)
{
  self->set = *ins_gate_editor_get_set (editor);
  gtk_popover_popdown (GTK_POPOVER (editor));
  g_idle_add_full (G_PRIORITY_DEFAULT, on_shown_later, g_object_ref (self), g_object_unref);
}

static GtkWidget *
create_row (InsGateList *self)
{
  GtkWidget *button = gtk_menu_button_new ();
  GtkWidget *editor = ins_gate_editor_new ();
  GtkWidget *row = ins_gate_row_new ();

  gtk_menu_button_set_has_frame (GTK_MENU_BUTTON (button), FALSE);
  gtk_menu_button_set_direction (GTK_MENU_BUTTON (button), GTK_ARROW_LEFT);
  gtk_menu_button_set_child (GTK_MENU_BUTTON (button), row);
  /* GtkMenuButton centres what it holds */
  for (GtkWidget *widget = row; widget != button; widget = gtk_widget_get_parent (widget))
    {
      gtk_widget_set_halign (widget, GTK_ALIGN_FILL);
      gtk_widget_set_hexpand (widget, TRUE);
    }
  gtk_menu_button_set_popover (GTK_MENU_BUTTON (button), editor);
  gtk_widget_set_tooltip_text (button, _ ("Change this gate"));
  gtk_widget_add_css_class (button, "gate-button");
  g_signal_connect (editor, "edited", G_CALLBACK (on_editor_edited), self);
  g_signal_connect (editor, "tree-changed", G_CALLBACK (on_tree_changed), self);

  return button;
}

/* A button that does nothing says why. */
static void
show_limit (InsGateList *self)
{
  const gboolean is_full = self->set.n_gates >= INS_MAX_GATES;
  g_autofree char *text = NULL;

  if (is_full)
    text = g_strdup_printf (_ ("There are %d gates, as many as there can be."), INS_MAX_GATES);
  gtk_widget_set_sensitive (GTK_WIDGET (self->add), !is_full);
  gtk_widget_set_tooltip_text (GTK_WIDGET (self->add), text);
}

static void
show_gates (InsGateList *self)
{
  while (self->buttons->len > self->set.n_gates)
    {
      gtk_box_remove (self->rows, self->buttons->pdata[self->buttons->len - 1]);
      g_ptr_array_set_size (self->buttons, (int)self->buttons->len - 1);
    }
  while (self->buttons->len < self->set.n_gates)
    {
      GtkWidget *button = create_row (self);

      gtk_box_append (self->rows, button);
      g_ptr_array_add (self->buttons, button);
    }
  for (guint i = 0; i < self->set.n_gates; i++)
    {
      update_row (self, i);
      ins_gate_editor_set_gates (get_editor (self, i), &self->set, i);
    }
  show_limit (self);
}

static void
on_add_clicked (GtkButton *button, InsGateList *self)
{
  g_autofree char *refusal = ins_gate_set_add (&self->set, &self->timing);

  if (refusal != NULL)
    return; /* the button is insensitive then */
  show_gates (self);
  g_signal_emit (self, edited_signal, 0);
}

static void
on_band_pass_edited (InsGateList *self)
{
  double low_mhz, high_mhz;

  if (ins_number_entry_get_value (ins_field_get_entry (self->low), &low_mhz))
    self->set.band_pass_low_hz = low_mhz * 1e6;
  if (ins_number_entry_get_value (ins_field_get_entry (self->high), &high_mhz))
    self->set.band_pass_high_hz = high_mhz * 1e6;
  for (guint i = 0; i < self->set.n_gates; i++)
    ins_gate_editor_set_gates (get_editor (self, i), &self->set, i);
  g_signal_emit (self, edited_signal, 0);
}

/* What a person is typing stays as typed. */
static void
show_frequency (InsField *field, double hz)
{
  double shown;

  if (!ins_number_entry_get_value (ins_field_get_entry (field), &shown) || shown != hz / 1e6)
    ins_field_set_value (field, hz / 1e6);
}

GtkWidget *
ins_gate_list_new (void)
{
  return g_object_new (INS_TYPE_GATE_LIST, NULL);
}

void
ins_gate_list_set_recipe (InsGateList *self, const InsRecipe *recipe)
{
  InsGateSet set;

  self->timing = recipe->timing;
  ins_gate_set_take (&set, recipe);
  if (ins_gate_set_equal (&set, &self->set))
    return;
  self->set = set;
  show_gates (self);
  show_frequency (self->low, set.band_pass_low_hz);
  show_frequency (self->high, set.band_pass_high_hz);
}

void
ins_gate_list_get_gates (InsGateList *self, InsRecipe *recipe)
{
  ins_gate_set_give (&self->set, recipe);
}

const char *
ins_gate_list_get_error (InsGateList *self)
{
  for (guint i = 0; i < self->set.n_gates && i < self->buttons->len; i++)
    {
      const char *error = ins_gate_editor_get_error (get_editor (self, i));

      if (error != NULL)
        return error;
    }

  if (ins_number_entry_get_error (ins_field_get_entry (self->low)) != NULL)
    return ins_number_entry_get_error (ins_field_get_entry (self->low));
  if (ins_number_entry_get_error (ins_field_get_entry (self->high)) != NULL)
    return ins_number_entry_get_error (ins_field_get_entry (self->high));

  return NULL;
}

static void
ins_gate_list_finalize (GObject *object)
{
  g_ptr_array_unref (INS_GATE_LIST (object)->buttons);

  G_OBJECT_CLASS (ins_gate_list_parent_class)->finalize (object);
}

static void
ins_gate_list_class_init (InsGateListClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->finalize = ins_gate_list_finalize;

  edited_signal = g_signal_new ("edited", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL,
                                NULL, NULL, G_TYPE_NONE, 0);
  g_type_ensure (INS_TYPE_FIELD);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/io/github/insonify/Insonify/ins-gate-list.ui");
  gtk_widget_class_bind_template_child (widget_class, InsGateList, rows);
  gtk_widget_class_bind_template_child (widget_class, InsGateList, add);
  gtk_widget_class_bind_template_child (widget_class, InsGateList, low);
  gtk_widget_class_bind_template_child (widget_class, InsGateList, high);
  gtk_widget_class_bind_template_callback (widget_class, on_band_pass_edited);
  gtk_widget_class_bind_template_callback (widget_class, on_add_clicked);
}

static void
ins_gate_list_init (InsGateList *self)
{
  self->buttons = g_ptr_array_new ();
  gtk_widget_init_template (GTK_WIDGET (self));
  ins_field_set_value (self->low, 0);
  ins_field_set_value (self->high, 0);
}
