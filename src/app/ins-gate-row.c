/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n.h>

#include "app/ins-gate-row.h"
#include "app/ins-whole-text.h"
#include "core/ins-number.h"

#define STEP_PX 14
#define MOST_STEPS 4u

struct _InsGateRow
{
  GtkBox parent_instance;

  GtkLabel *letter;
  GtkLabel *name;
  GtkLabel *values;
};

G_DEFINE_FINAL_TYPE (InsGateRow, ins_gate_row, GTK_TYPE_BOX)

static char *
describe_values (const InsGate *gates, guint index, gboolean with_times)
{
  const InsGate *gate = &gates[index];
  g_autofree char *threshold = ins_number_format_typed (gate->threshold_percent, 0);

  if (!with_times)
    return g_strdup_printf ("%s\u00a0%%", threshold);

  {
    const guint n_digits = gate->anchor == INS_ANCHOR_PULSE ? 1 : 2;
    g_autofree char *start = ins_number_format_typed (gate->start_s * 1e6, n_digits);
    g_autofree char *end = ins_number_format_typed ((gate->start_s + gate->length_s) * 1e6,
                                                    n_digits);

    if (gate->anchor == INS_ANCHOR_PULSE)
      return g_strdup_printf ("%s–%s\u00a0µs   %s\u00a0%%", start, end, threshold);

    return g_strdup_printf ("%s + %s–%s   %s\u00a0%%", gates[gate->anchor_gate].name, start, end,
                            threshold);
  }
}

char *
ins_gate_row_describe (const char *name)
{
  if (g_str_equal (name, "I"))
    return g_strdup (_ ("Interface"));
  if (g_str_equal (name, "F"))
    return g_strdup (_ ("Flaw"));
  if (g_str_equal (name, "B"))
    return g_strdup (_ ("Back wall"));

  /* Translators: name of a gate */
  return g_strdup_printf (_ ("Gate %s"), name);
}

GtkWidget *
ins_gate_row_new (void)
{
  return g_object_new (INS_TYPE_GATE_ROW, NULL);
}

void
ins_gate_row_set (InsGateRow *self, const InsGate *gates, guint index, gboolean with_times)
{
  /* the same three colours as in the A-scan, repeated */
  static const char *const colours[] = { "I", "F", "B" };
  const char *classes[] = { "gl", colours[index % G_N_ELEMENTS (colours)], NULL };
  const char *name = gates[index].name;
  g_autofree char *letter = *name != '\0' ? g_utf8_substring (name, 0, 1) : g_strdup ("?");
  g_autofree char *upper = g_utf8_strup (letter, -1);
  g_autofree char *title = ins_gate_row_describe (name);
  g_autofree char *values = describe_values (gates, index, with_times);

  gtk_label_set_text (self->letter, upper);
  gtk_widget_set_css_classes (GTK_WIDGET (self->letter), classes);
  gtk_label_set_text (self->name, title);
  gtk_label_set_text (self->values, values);
}

void
ins_gate_row_set_depth (InsGateRow *self, guint depth)
{
  gtk_widget_set_margin_start (GTK_WIDGET (self->letter), (int)(STEP_PX * MIN (depth, MOST_STEPS)));
}

static void
ins_gate_row_class_init (InsGateRowClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/io/github/insonify/Insonify/ins-gate-row.ui");
  gtk_widget_class_bind_template_child (widget_class, InsGateRow, letter);
  gtk_widget_class_bind_template_child (widget_class, InsGateRow, name);
  gtk_widget_class_bind_template_child (widget_class, InsGateRow, values);
}

static void
ins_gate_row_init (InsGateRow *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  ins_whole_text_add (GTK_WIDGET (self));
}
