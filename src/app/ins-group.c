/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "app/ins-group.h"

struct _InsGroup
{
  GtkBox parent_instance;

  GtkToggleButton *toggle;
  GtkImage *arrow;
  GtkLabel *heading;
  GtkLabel *summary;
  GtkRevealer *revealer;
};

G_DEFINE_FINAL_TYPE (InsGroup, ins_group, GTK_TYPE_BOX)

enum
{
  PROP_HEADING = 1,
  PROP_SUMMARY,
  PROP_OPEN,
  PROP_BODY,
  N_PROPERTIES
};

static GParamSpec *properties[N_PROPERTIES];

static void
on_toggled (GtkToggleButton *toggle, InsGroup *self)
{
  gboolean open = gtk_toggle_button_get_active (toggle);

  gtk_revealer_set_reveal_child (self->revealer, open);
  gtk_image_set_from_icon_name (self->arrow, open ? "pan-down-symbolic" : "pan-end-symbolic");
  gtk_accessible_update_state (GTK_ACCESSIBLE (toggle), GTK_ACCESSIBLE_STATE_EXPANDED, open, -1);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_OPEN]);
}

GtkWidget *
ins_group_new (void)
{
  return g_object_new (INS_TYPE_GROUP, NULL);
}

void
ins_group_set_summary (InsGroup *self, const char *summary)
{
  gtk_label_set_text (self->summary, summary != NULL ? summary : "");
}

void
ins_group_set_open (InsGroup *self, gboolean open)
{
  gtk_toggle_button_set_active (self->toggle, open);
}

gboolean
ins_group_get_open (InsGroup *self)
{
  return gtk_toggle_button_get_active (self->toggle);
}

static void
ins_group_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  InsGroup *self = INS_GROUP (object);

  switch (id)
    {
    case PROP_HEADING:
      g_value_set_string (value, gtk_label_get_text (self->heading));
      break;
    case PROP_SUMMARY:
      g_value_set_string (value, gtk_label_get_text (self->summary));
      break;
    case PROP_OPEN:
      g_value_set_boolean (value, ins_group_get_open (self));
      break;
    case PROP_BODY:
      g_value_set_object (value, gtk_revealer_get_child (self->revealer));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
ins_group_set_property (GObject *object, guint id, const GValue *value, GParamSpec *pspec)
{
  InsGroup *self = INS_GROUP (object);
  GtkWidget *body;

  switch (id)
    {
    case PROP_HEADING:
      gtk_label_set_text (self->heading, g_value_get_string (value));
      gtk_accessible_update_property (GTK_ACCESSIBLE (self->toggle), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                      g_value_get_string (value), -1);
      break;
    case PROP_SUMMARY:
      ins_group_set_summary (self, g_value_get_string (value));
      break;
    case PROP_OPEN:
      ins_group_set_open (self, g_value_get_boolean (value));
      break;
    case PROP_BODY:
      body = g_value_get_object (value);
      if (body != NULL)
        gtk_widget_add_css_class (body, "gbody");
      gtk_revealer_set_child (self->revealer, body);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
ins_group_class_init (InsGroupClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);
  const GParamFlags flags = G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS;

  object_class->get_property = ins_group_get_property;
  object_class->set_property = ins_group_set_property;

  properties[PROP_HEADING] = g_param_spec_string ("heading", NULL, NULL, "", flags);
  properties[PROP_SUMMARY] = g_param_spec_string ("summary", NULL, NULL, "", flags);
  properties[PROP_OPEN] = g_param_spec_boolean ("open", NULL, NULL, FALSE,
                                                flags | G_PARAM_EXPLICIT_NOTIFY);
  properties[PROP_BODY] = g_param_spec_object ("body", NULL, NULL, GTK_TYPE_WIDGET, flags);
  g_object_class_install_properties (object_class, N_PROPERTIES, properties);

  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/io/github/insonify/Insonify/ins-group.ui");
  gtk_widget_class_bind_template_child (widget_class, InsGroup, toggle);
  gtk_widget_class_bind_template_child (widget_class, InsGroup, arrow);
  gtk_widget_class_bind_template_child (widget_class, InsGroup, heading);
  gtk_widget_class_bind_template_child (widget_class, InsGroup, summary);
  gtk_widget_class_bind_template_child (widget_class, InsGroup, revealer);
  gtk_widget_class_bind_template_callback (widget_class, on_toggled);
}

static void
ins_group_init (InsGroup *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}
