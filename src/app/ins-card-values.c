/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <math.h>

#include "app/ins-card-status.h"
#include "app/ins-card-values.h"

struct _InsCardValues
{
  GtkBox parent_instance;

  GtkFlowBox *cells;
  GtkLabel *names[INS_MAX_OUTPUTS];
  GtkLabel *values[INS_MAX_OUTPUTS];
  guint n_shown;
};

G_DEFINE_FINAL_TYPE (InsCardValues, ins_card_values, GTK_TYPE_BOX)

GtkWidget *
ins_card_values_new (void)
{
  return g_object_new (INS_TYPE_CARD_VALUES, NULL);
}

/* Room for "−100.00 µs", so that nothing jumps while numbers change. */
#define VALUE_WIDTH_CHARS 9

static void
append_cell (InsCardValues *self)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);
  GtkWidget *name = gtk_label_new (NULL);
  GtkWidget *value = gtk_label_new (NULL);
  GtkWidget *cell = gtk_flow_box_child_new ();

  gtk_label_set_xalign (GTK_LABEL (name), 0.0f);
  gtk_label_set_ellipsize (GTK_LABEL (name), PANGO_ELLIPSIZE_END);
  gtk_widget_add_css_class (name, "small");
  gtk_widget_add_css_class (name, "dim");
  gtk_label_set_xalign (GTK_LABEL (value), 0.0f);
  gtk_label_set_width_chars (GTK_LABEL (value), VALUE_WIDTH_CHARS);
  gtk_widget_add_css_class (value, "t-big");
  gtk_accessible_update_relation (GTK_ACCESSIBLE (value), GTK_ACCESSIBLE_RELATION_LABELLED_BY, name,
                                  NULL, -1);
  gtk_box_append (GTK_BOX (box), name);
  gtk_box_append (GTK_BOX (box), value);
  gtk_flow_box_child_set_child (GTK_FLOW_BOX_CHILD (cell), box);
  gtk_widget_set_focusable (cell, FALSE);
  gtk_flow_box_append (self->cells, cell);
  self->names[self->n_shown] = GTK_LABEL (name);
  self->values[self->n_shown++] = GTK_LABEL (value);
}

static void
set_text (GtkLabel *label, const char *text)
{
  if (g_strcmp0 (gtk_label_get_text (label), text) != 0)
    gtk_label_set_text (label, text);
}

void
ins_card_values_set (InsCardValues *self,
                     const InsDigitizerInfo *info,
                     const gint16 *samples,
                     guint n_samples)
{
  const guint n_outputs = MIN (info->n_outputs, INS_MAX_OUTPUTS);

  while (self->n_shown > n_outputs)
    gtk_flow_box_remove (self->cells, GTK_WIDGET (gtk_flow_box_get_child_at_index (
                                          self->cells, (int)--self->n_shown)));
  while (self->n_shown < n_outputs)
    append_cell (self);
  for (guint i = 0; i < n_outputs; i++)
    {
      const InsCardOutput *output = &info->outputs[i];
      const double value = i < n_samples ? ins_card_output_get_value (output, samples[i])
                                         : (double)NAN;
      g_autofree char *name = ins_card_output_describe (output, i);
      g_autofree char *text = ins_card_output_format (output, value);

      set_text (self->names[i], name);
      set_text (self->values[i], text);
    }
}

static void
ins_card_values_class_init (InsCardValuesClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/io/github/insonify/Insonify/ins-card-values.ui");
  gtk_widget_class_bind_template_child (widget_class, InsCardValues, cells);
}

static void
ins_card_values_init (InsCardValues *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}
