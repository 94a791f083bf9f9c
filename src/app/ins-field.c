/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "app/ins-field.h"

struct _InsField
{
  GtkBox parent_instance;

  GtkLabel *label;
  InsNumberEntry *entry;
  GtkLabel *unit;
  GtkLabel *error;
};

G_DEFINE_FINAL_TYPE (InsField, ins_field, GTK_TYPE_BOX)

enum
{
  PROP_LABEL = 1,
  PROP_UNIT,
  PROP_DIGITS,
  PROP_MINIMUM,
  PROP_MAXIMUM,
  PROP_STEP,
  N_PROPERTIES
};

static GParamSpec *properties[N_PROPERTIES];
static guint edited_signal;

static void
update_error (InsField *self)
{
  const char *error = ins_number_entry_get_error (self->entry);

  gtk_label_set_text (self->error, error != NULL ? error : "");
  gtk_widget_set_visible (GTK_WIDGET (self->error), error != NULL);
}

static void
on_edited (InsNumberEntry *entry, InsField *self)
{
  update_error (self);
  g_signal_emit (self, edited_signal, 0);
}

GtkWidget *
ins_field_new (void)
{
  return g_object_new (INS_TYPE_FIELD, NULL);
}

InsNumberEntry *
ins_field_get_entry (InsField *self)
{
  return self->entry;
}

void
ins_field_set_value (InsField *self, double value)
{
  ins_number_entry_set_value (self->entry, value);
  update_error (self);
}

void
ins_field_set_unit (InsField *self, const char *unit)
{
  gtk_label_set_text (self->unit, unit);
}

static void
ins_field_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  InsField *self = INS_FIELD (object);

  if (id == PROP_LABEL)
    g_value_set_string (value, gtk_label_get_text (self->label));
  else
    g_object_get_property (G_OBJECT (self->entry), pspec->name, value);
}

static void
ins_field_set_property (GObject *object, guint id, const GValue *value, GParamSpec *pspec)
{
  InsField *self = INS_FIELD (object);

  if (id == PROP_LABEL)
    {
      gtk_label_set_text (self->label, g_value_get_string (value));
      gtk_accessible_update_property (GTK_ACCESSIBLE (self->entry), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                      g_value_get_string (value), -1);
      return;
    }
  if (id == PROP_UNIT)
    gtk_label_set_text (self->unit, g_value_get_string (value));
  g_object_set_property (G_OBJECT (self->entry), pspec->name, value);
}

static void
ins_field_dispose (GObject *object)
{
  GtkWidget *child;

  while ((child = gtk_widget_get_first_child (GTK_WIDGET (object))) != NULL)
    gtk_widget_unparent (child);

  G_OBJECT_CLASS (ins_field_parent_class)->dispose (object);
}

static void
ins_field_class_init (InsFieldClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);
  const GParamFlags flags = G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS;

  object_class->get_property = ins_field_get_property;
  object_class->set_property = ins_field_set_property;
  object_class->dispose = ins_field_dispose;

  properties[PROP_LABEL] = g_param_spec_string ("label", NULL, NULL, "", flags);
  properties[PROP_UNIT] = g_param_spec_string ("unit", NULL, NULL, "", flags);
  properties[PROP_DIGITS] = g_param_spec_uint ("digits", NULL, NULL, 0, 6, 2, flags);
  properties[PROP_MINIMUM] = g_param_spec_double ("minimum", NULL, NULL, -G_MAXDOUBLE, G_MAXDOUBLE,
                                                  -1e6, flags);
  properties[PROP_MAXIMUM] = g_param_spec_double ("maximum", NULL, NULL, -G_MAXDOUBLE, G_MAXDOUBLE,
                                                  1e6, flags);
  properties[PROP_STEP] = g_param_spec_double ("step", NULL, NULL, -G_MAXDOUBLE, G_MAXDOUBLE, 1.0,
                                               flags);
  g_object_class_install_properties (object_class, N_PROPERTIES, properties);

  edited_signal = g_signal_new ("edited", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL,
                                NULL, NULL, G_TYPE_NONE, 0);

  g_type_ensure (INS_TYPE_NUMBER_ENTRY);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/io/github/insonify/Insonify/ins-field.ui");
  gtk_widget_class_bind_template_child (widget_class, InsField, label);
  gtk_widget_class_bind_template_child (widget_class, InsField, entry);
  gtk_widget_class_bind_template_child (widget_class, InsField, unit);
  gtk_widget_class_bind_template_child (widget_class, InsField, error);
  gtk_widget_class_bind_template_callback (widget_class, on_edited);
}

static void
ins_field_init (InsField *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  gtk_accessible_update_relation (GTK_ACCESSIBLE (self->entry),
                                  GTK_ACCESSIBLE_RELATION_DESCRIBED_BY, self->error, NULL, -1);
}
