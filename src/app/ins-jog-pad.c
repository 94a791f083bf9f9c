/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n.h>

#include "app/ins-jog-pad.h"

struct _InsJogPad
{
  GtkBox parent_instance;

  GtkWidget *plate_xy, *plate_z;
  GtkLabel *middle_xy, *middle_z;
  InsJogKey *x_minus, *x_plus, *y_minus, *y_plus, *z_minus, *z_plus;
};

G_DEFINE_FINAL_TYPE (InsJogPad, ins_jog_pad, GTK_TYPE_BOX)

enum
{
  HELD,
  LET_GO,
  STEPPED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

static void
on_key_held (InsJogKey *key, InsJogPad *self)
{
  g_signal_emit (self, signals[HELD], 0, (int)ins_jog_key_get_axis (key),
                 ins_jog_key_get_direction (key));
}

static void
on_key_let_go (InsJogKey *key, gboolean completed, InsJogPad *self)
{
  g_signal_emit (self, signals[LET_GO], 0, completed);
}

static void
on_key_clicked (InsJogKey *key, InsJogPad *self)
{
  g_signal_emit (self, signals[STEPPED], 0, (int)ins_jog_key_get_axis (key),
                 ins_jog_key_get_direction (key));
}

GtkWidget *
ins_jog_pad_new (void)
{
  return g_object_new (INS_TYPE_JOG_PAD, NULL);
}

void
ins_jog_pad_set_steps (InsJogPad *self, const char *xy, const char *z)
{
  gtk_label_set_text (self->middle_xy, xy);
  gtk_label_set_text (self->middle_z, z);
}

void
ins_jog_pad_set_armed (InsJogPad *self, gboolean armed)
{
  GtkWidget *plates[] = { self->plate_xy, self->plate_z };

  for (guint i = 0; i < G_N_ELEMENTS (plates); i++)
    if (armed)
      gtk_widget_add_css_class (plates[i], "armed");
    else
      gtk_widget_remove_css_class (plates[i], "armed");
}

void
ins_jog_pad_set_reason (InsJogPad *self, const char *reason)
{
  static const char *const tooltips[INS_N_AXES][2] = {
    { N_ ("Move to smaller X (Left)"), N_ ("Move to larger X (Right)") },
    { N_ ("Move to smaller Y (Up)"), N_ ("Move to larger Y (Down)") },
    { N_ ("Move to smaller Z (Page Down)"), N_ ("Move to larger Z (Page Up)") },
  };

  gtk_widget_set_sensitive (GTK_WIDGET (self), reason == NULL);
  for (int axis = 0; axis < INS_N_AXES; axis++)
    for (int way = 0; way < 2; way++)
      gtk_widget_set_tooltip_text (
          GTK_WIDGET (ins_jog_pad_get_key (self, (InsAxis)axis, way == 0 ? -1 : 1)),
          reason != NULL ? reason : _ (tooltips[axis][way]));
}

InsJogKey *
ins_jog_pad_get_key (InsJogPad *self, InsAxis axis, int direction)
{
  switch (axis)
    {
    case INS_AXIS_X:
      return direction < 0 ? self->x_minus : self->x_plus;
    case INS_AXIS_Y:
      return direction < 0 ? self->y_minus : self->y_plus;
    case INS_AXIS_Z:
      break;
    }

  return direction < 0 ? self->z_minus : self->z_plus;
}

void
ins_jog_pad_set_running (InsJogPad *self, gboolean running, InsAxis axis, int direction)
{
  for (int other = 0; other < INS_N_AXES; other++)
    for (int way = -1; way <= 1; way += 2)
      {
        GtkWidget *key = GTK_WIDGET (ins_jog_pad_get_key (self, (InsAxis)other, way));

        if (running && other == (int)axis && way == direction)
          gtk_widget_add_css_class (key, "runs");
        else
          gtk_widget_remove_css_class (key, "runs");
      }
}

static void
ins_jog_pad_class_init (InsJogPadClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  signals[HELD] = g_signal_new ("held", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                NULL, G_TYPE_NONE, 2, G_TYPE_INT, G_TYPE_INT);
  signals[LET_GO] = g_signal_new ("let-go", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL,
                                  NULL, NULL, G_TYPE_NONE, 1, G_TYPE_BOOLEAN);
  signals[STEPPED] = g_signal_new ("stepped", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL,
                                   NULL, NULL, G_TYPE_NONE, 2, G_TYPE_INT, G_TYPE_INT);

  g_type_ensure (INS_TYPE_JOG_KEY);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/io/github/insonify/Insonify/ins-jog-pad.ui");
  gtk_widget_class_bind_template_child (widget_class, InsJogPad, plate_xy);
  gtk_widget_class_bind_template_child (widget_class, InsJogPad, plate_z);
  gtk_widget_class_bind_template_child (widget_class, InsJogPad, middle_xy);
  gtk_widget_class_bind_template_child (widget_class, InsJogPad, middle_z);
  gtk_widget_class_bind_template_child (widget_class, InsJogPad, x_minus);
  gtk_widget_class_bind_template_child (widget_class, InsJogPad, x_plus);
  gtk_widget_class_bind_template_child (widget_class, InsJogPad, y_minus);
  gtk_widget_class_bind_template_child (widget_class, InsJogPad, y_plus);
  gtk_widget_class_bind_template_child (widget_class, InsJogPad, z_minus);
  gtk_widget_class_bind_template_child (widget_class, InsJogPad, z_plus);
  gtk_widget_class_bind_template_callback (widget_class, on_key_held);
  gtk_widget_class_bind_template_callback (widget_class, on_key_let_go);
  gtk_widget_class_bind_template_callback (widget_class, on_key_clicked);
}

static void
ins_jog_pad_init (InsJogPad *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  ins_jog_pad_set_reason (self, NULL);
}
