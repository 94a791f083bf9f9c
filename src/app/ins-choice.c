/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "app/ins-choice.h"

#define FULL_WIDTH 168 /* as every list of a form */

struct _InsChoice
{
  GtkBox parent_instance;

  GtkLabel *label;
  GtkDropDown *drop_down;
  gboolean setting;
  guint edited_source;
};

G_DEFINE_FINAL_TYPE (InsChoice, ins_choice, GTK_TYPE_BOX)

enum
{
  PROP_LABEL = 1,
  PROP_COMPACT,
  N_PROPERTIES
};

static GParamSpec *properties[N_PROPERTIES];
static guint edited_signal;

static gboolean
on_edited_later (gpointer data)
{
  InsChoice *self = data;

  self->edited_source = 0;
  g_signal_emit (self, edited_signal, 0);

  return G_SOURCE_REMOVE;
}

/* Right after the drop-down is done: GTK 4.8 does not bear another model while it tells of its
 * selection. Before anything else, which might show what was chosen before. */
static void
on_selected (InsChoice *self)
{
  if (!self->setting && self->edited_source == 0)
    self->edited_source = g_idle_add_full (G_PRIORITY_HIGH, on_edited_later, self, NULL);
}

GtkWidget *
ins_choice_new (void)
{
  return g_object_new (INS_TYPE_CHOICE, NULL);
}

static gboolean
has_items (GListModel *model, const char *const *items)
{
  const guint n_items = g_strv_length ((char **)items);

  if (!GTK_IS_STRING_LIST (model) || g_list_model_get_n_items (model) != n_items)
    return FALSE;
  for (guint i = 0; i < n_items; i++)
    if (g_strcmp0 (gtk_string_list_get_string (GTK_STRING_LIST (model), i), items[i]) != 0)
      return FALSE;

  return TRUE;
}

void
ins_choice_set_items (InsChoice *self, const char *const *items)
{
  g_autoptr (GtkStringList) model = NULL;

  if (has_items (gtk_drop_down_get_model (self->drop_down), items))
    return;
  model = gtk_string_list_new (items);
  self->setting = TRUE;
  gtk_drop_down_set_model (self->drop_down, G_LIST_MODEL (model));
  self->setting = FALSE;
}

void
ins_choice_set_selected (InsChoice *self, guint position)
{
  self->setting = TRUE;
  gtk_drop_down_set_selected (self->drop_down, position);
  self->setting = FALSE;
}

guint
ins_choice_get_selected (InsChoice *self)
{
  return gtk_drop_down_get_selected (self->drop_down);
}

static void
ins_choice_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  InsChoice *self = INS_CHOICE (object);

  if (id == PROP_LABEL)
    g_value_set_string (value, gtk_label_get_text (self->label));
  else
    g_value_set_boolean (value, !gtk_widget_get_visible (GTK_WIDGET (self->label)));
}

static void
ins_choice_set_property (GObject *object, guint id, const GValue *value, GParamSpec *pspec)
{
  InsChoice *self = INS_CHOICE (object);

  if (id == PROP_COMPACT)
    {
      const gboolean compact = g_value_get_boolean (value);

      gtk_widget_set_visible (GTK_WIDGET (self->label), !compact);
      gtk_widget_set_hexpand (GTK_WIDGET (self->drop_down), compact);
      gtk_widget_set_size_request (GTK_WIDGET (self->drop_down), compact ? -1 : FULL_WIDTH, -1);
      return;
    }
  gtk_label_set_text (self->label, g_value_get_string (value));
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->drop_down), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  g_value_get_string (value), -1);
}

static void
ins_choice_dispose (GObject *object)
{
  g_clear_handle_id (&INS_CHOICE (object)->edited_source, g_source_remove);

  G_OBJECT_CLASS (ins_choice_parent_class)->dispose (object);
}

static void
ins_choice_class_init (InsChoiceClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->get_property = ins_choice_get_property;
  object_class->set_property = ins_choice_set_property;
  object_class->dispose = ins_choice_dispose;

  properties[PROP_LABEL] = g_param_spec_string ("label", NULL, NULL, "",
                                                G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS);
  properties[PROP_COMPACT] = g_param_spec_boolean ("compact", NULL, NULL, FALSE,
                                                   G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPERTIES, properties);

  edited_signal = g_signal_new ("edited", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL,
                                NULL, NULL, G_TYPE_NONE, 0);

  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/io/github/insonify/Insonify/ins-choice.ui");
  gtk_widget_class_bind_template_child (widget_class, InsChoice, label);
  gtk_widget_class_bind_template_child (widget_class, InsChoice, drop_down);
  gtk_widget_class_bind_template_callback (widget_class, on_selected);
}

static void
ins_choice_init (InsChoice *self)
{
  self->setting = TRUE;
  gtk_widget_init_template (GTK_WIDGET (self));
  self->setting = FALSE;
}
