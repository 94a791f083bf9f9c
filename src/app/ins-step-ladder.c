/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n.h>
#include <math.h>

#include "app/ins-step-ladder.h"
#include "core/ins-number.h"

static const double steps_mm[] = { 0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2,
                                   0.5,   1.0,   2.0,   5.0,  10.0, 20.0, 50.0 };

struct _InsStepLadder
{
  GtkBox parent_instance;

  GtkButton *less, *more;
  GtkBox *values;
  GtkToggleButton *buttons[INS_N_LADDER_STEPS];
  char *title;
  double maximum_mm;
  int first;  /* index into steps_mm of the leftmost value shown */
  int chosen; /* index into steps_mm */
  gboolean updating;
};

G_DEFINE_FINAL_TYPE (InsStepLadder, ins_step_ladder, GTK_TYPE_BOX)

enum
{
  PROP_TITLE = 1,
  PROP_MAXIMUM,
  N_PROPERTIES
};

static GParamSpec *properties[N_PROPERTIES];
static guint chosen_signal;

static int
get_last (InsStepLadder *self)
{
  int last = (int)G_N_ELEMENTS (steps_mm) - 1;

  while (last > INS_N_LADDER_STEPS && steps_mm[last] > self->maximum_mm * (1.0 + 1e-9))
    last--;

  return last;
}

static guint
get_n_decimals (double step_mm)
{
  return step_mm >= 1.0 ? 0 : step_mm >= 0.1 ? 1 : step_mm >= 0.01 ? 2 : 3;
}

static void
show_values (InsStepLadder *self)
{
  self->updating = TRUE;
  for (int i = 0; i < INS_N_LADDER_STEPS; i++)
    {
      double step_mm = steps_mm[self->first + i];
      g_autofree char *number = ins_number_format_typed (step_mm, get_n_decimals (step_mm));
      /* Translators: "Step XY 0.1 mm", a value to choose */
      g_autofree char *name = g_strdup_printf (_ ("%s %s mm"), self->title, number);
      GtkLabel *label = GTK_LABEL (gtk_button_get_child (GTK_BUTTON (self->buttons[i])));

      /* six fit in only without the zero of hundredths */
      gtk_label_set_text (label, step_mm < 0.1 ? number + 1 : number);
      gtk_accessible_update_property (GTK_ACCESSIBLE (self->buttons[i]),
                                      GTK_ACCESSIBLE_PROPERTY_LABEL, name, -1);
      gtk_toggle_button_set_active (self->buttons[i], self->first + i == self->chosen);
    }
  self->updating = FALSE;
  gtk_widget_set_sensitive (GTK_WIDGET (self->less), self->first > 0);
  gtk_widget_set_sensitive (GTK_WIDGET (self->more),
                            self->first + INS_N_LADDER_STEPS - 1 < get_last (self));
}

static void
on_toggled (GtkToggleButton *button, InsStepLadder *self)
{
  if (self->updating)
    return;
  for (int i = 0; i < INS_N_LADDER_STEPS; i++)
    if (button == self->buttons[i] && gtk_toggle_button_get_active (button))
      self->chosen = self->first + i;
  show_values (self); /* also presses the chosen one again if it was clicked off */
  g_signal_emit (self, chosen_signal, 0);
}

static void
on_less_clicked (GtkButton *button, InsStepLadder *self)
{
  ins_step_ladder_slide (self, -1);
}

static void
on_more_clicked (GtkButton *button, InsStepLadder *self)
{
  ins_step_ladder_slide (self, 1);
}

static gboolean
on_scroll (GtkEventControllerScroll *controller, double dx, double dy, InsStepLadder *self)
{
  ins_step_ladder_slide (self, dy < 0.0 ? 1 : -1);

  return TRUE;
}

static gboolean
on_key_pressed (GtkEventControllerKey *controller,
                guint keyval,
                guint keycode,
                GdkModifierType state,
                InsStepLadder *self)
{
  if (keyval == GDK_KEY_Page_Up)
    ins_step_ladder_slide (self, 1);
  else if (keyval == GDK_KEY_Page_Down)
    ins_step_ladder_slide (self, -1);
  else
    return FALSE;

  return TRUE;
}

GtkWidget *
ins_step_ladder_new (void)
{
  return g_object_new (INS_TYPE_STEP_LADDER, NULL);
}

double
ins_step_ladder_get_step_mm (InsStepLadder *self)
{
  return steps_mm[self->chosen];
}

void
ins_step_ladder_set_step_mm (InsStepLadder *self, double step_mm)
{
  int nearest = 0;

  for (int i = 0; i <= get_last (self); i++)
    if (fabs (log (steps_mm[i] / step_mm)) < fabs (log (steps_mm[nearest] / step_mm)))
      nearest = i;
  self->chosen = nearest;
  if (nearest < self->first || nearest >= self->first + INS_N_LADDER_STEPS)
    self->first = CLAMP (nearest - INS_N_LADDER_STEPS / 2, 0,
                         get_last (self) - INS_N_LADDER_STEPS + 1);
  show_values (self);
  g_signal_emit (self, chosen_signal, 0);
}

void
ins_step_ladder_choose (InsStepLadder *self, guint position)
{
  g_return_if_fail (position < INS_N_LADDER_STEPS);

  self->chosen = self->first + (int)position;
  show_values (self);
  g_signal_emit (self, chosen_signal, 0);
}

void
ins_step_ladder_slide (InsStepLadder *self, int n_values)
{
  self->first = CLAMP (self->first + n_values, 0, get_last (self) - INS_N_LADDER_STEPS + 1);
  show_values (self);
}

static void
ins_step_ladder_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  InsStepLadder *self = INS_STEP_LADDER (object);

  if (id == PROP_TITLE)
    g_value_set_string (value, self->title);
  else
    g_value_set_double (value, self->maximum_mm);
}

static void
ins_step_ladder_set_property (GObject *object, guint id, const GValue *value, GParamSpec *pspec)
{
  InsStepLadder *self = INS_STEP_LADDER (object);

  if (id == PROP_TITLE)
    {
      g_free (self->title);
      self->title = g_value_dup_string (value);
    }
  else
    self->maximum_mm = g_value_get_double (value);
  show_values (self);
}

static void
ins_step_ladder_finalize (GObject *object)
{
  g_free (INS_STEP_LADDER (object)->title);

  G_OBJECT_CLASS (ins_step_ladder_parent_class)->finalize (object);
}

static void
ins_step_ladder_class_init (InsStepLadderClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);
  const GParamFlags flags = G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS;

  object_class->get_property = ins_step_ladder_get_property;
  object_class->set_property = ins_step_ladder_set_property;
  object_class->finalize = ins_step_ladder_finalize;

  properties[PROP_TITLE] = g_param_spec_string ("title", NULL, NULL, "", flags);
  properties[PROP_MAXIMUM] = g_param_spec_double ("maximum", NULL, NULL, 0.05, 50.0, 50.0, flags);
  g_object_class_install_properties (object_class, N_PROPERTIES, properties);

  chosen_signal = g_signal_new ("chosen", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL,
                                NULL, NULL, G_TYPE_NONE, 0);

  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/io/github/insonify/Insonify/ins-step-ladder.ui");
  gtk_widget_class_bind_template_child (widget_class, InsStepLadder, less);
  gtk_widget_class_bind_template_child (widget_class, InsStepLadder, values);
  gtk_widget_class_bind_template_child (widget_class, InsStepLadder, more);
  gtk_widget_class_bind_template_callback (widget_class, on_less_clicked);
  gtk_widget_class_bind_template_callback (widget_class, on_more_clicked);
  gtk_widget_class_bind_template_callback (widget_class, on_key_pressed);
  gtk_widget_class_bind_template_callback (widget_class, on_scroll);
}

static void
ins_step_ladder_init (InsStepLadder *self)
{
  self->title = g_strdup ("");
  self->maximum_mm = 50.0;
  self->first = 6; /* 0.1 to 5 mm */
  self->chosen = 9;
  gtk_widget_init_template (GTK_WIDGET (self));
  for (int i = 0; i < INS_N_LADDER_STEPS; i++)
    {
      GtkWidget *button = gtk_toggle_button_new_with_label ("");

      self->buttons[i] = GTK_TOGGLE_BUTTON (button);
      gtk_label_set_width_chars (GTK_LABEL (gtk_button_get_child (GTK_BUTTON (button))), 2);
      g_signal_connect (button, "toggled", G_CALLBACK (on_toggled), self);
      gtk_box_append (self->values, button);
    }
  show_values (self);
}
