/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n.h>

#include "app/ins-check-row.h"

struct _InsCheckRow
{
  GtkBox parent_instance;

  GtkImage *icon;
  GtkLabel *label;
  GtkButton *button;
  char *action; /* of the button */
};

G_DEFINE_FINAL_TYPE (InsCheckRow, ins_check_row, GTK_TYPE_BOX)

static const char *const level_classes[] = { "c-ok", "c-note", "c-bad" };
static const char *const level_icons[] = { "emblem-ok-symbolic", "dialog-information-symbolic",
                                           "dialog-error-symbolic" };
/* what the icon says, for who cannot see it */
static const char *const level_words[] = { N_ ("Good"), N_ ("Note"), N_ ("Not yet") };

GtkWidget *
ins_check_row_new (void)
{
  return g_object_new (INS_TYPE_CHECK_ROW, NULL);
}

void
ins_check_row_set (InsCheckRow *self, InsCheckLevel level, const char *text)
{
  const char *icon_classes[] = { level_classes[level], NULL };
  const char *label_classes[] = { "ck", level != INS_CHECK_OK ? level_classes[level] : NULL, NULL };

  gtk_image_set_from_icon_name (self->icon, level_icons[level]);
  gtk_widget_set_css_classes (GTK_WIDGET (self->icon), icon_classes);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->icon), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _ (level_words[level]), -1);
  gtk_label_set_text (self->label, text);
  gtk_widget_set_css_classes (GTK_WIDGET (self->label), label_classes);
}

/* The target first: GTK looks at both as soon as it has the name. */
void
ins_check_row_set_action (InsCheckRow *self, const char *action, const char *label)
{
  GtkActionable *button = GTK_ACTIONABLE (self->button);
  g_autofree char *name = NULL;
  g_autoptr (GVariant) target = NULL;

  gtk_widget_set_visible (GTK_WIDGET (self->button), action != NULL);
  if (action == NULL || !g_action_parse_detailed_name (action, &name, &target, NULL))
    return;
  gtk_button_set_label (self->button, label);
  if (g_strcmp0 (self->action, action) == 0)
    return;
  g_free (self->action);
  self->action = g_strdup (action);
  gtk_actionable_set_action_name (button, NULL);
  gtk_actionable_set_action_target_value (button, target);
  gtk_actionable_set_action_name (button, name);
}

static void
ins_check_row_finalize (GObject *object)
{
  g_free (INS_CHECK_ROW (object)->action);

  G_OBJECT_CLASS (ins_check_row_parent_class)->finalize (object);
}

static void
ins_check_row_class_init (InsCheckRowClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->finalize = ins_check_row_finalize;

  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/io/github/insonify/Insonify/ins-check-row.ui");
  gtk_widget_class_bind_template_child (widget_class, InsCheckRow, icon);
  gtk_widget_class_bind_template_child (widget_class, InsCheckRow, label);
  gtk_widget_class_bind_template_child (widget_class, InsCheckRow, button);
}

static void
ins_check_row_init (InsCheckRow *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}
