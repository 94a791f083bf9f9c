/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n.h>
#include <math.h>
#include <string.h>

#include "app/ins-number-entry.h"
#include "core/ins-number.h"

#define MAXIMUM_DIGITS 6

struct _InsNumberEntry
{
  GtkEntry parent_instance;

  guint digits;
  double minimum, maximum, step;
  char *unit;

  double value; /* the last good one */
  char *error;
  gboolean setting;
};

G_DEFINE_FINAL_TYPE (InsNumberEntry, ins_number_entry, GTK_TYPE_ENTRY)

enum
{
  PROP_DIGITS = 1,
  PROP_MINIMUM,
  PROP_MAXIMUM,
  PROP_STEP,
  PROP_UNIT,
  N_PROPERTIES
};

static GParamSpec *properties[N_PROPERTIES];
static guint edited_signal;

/* As many decimals as the value needs, but never three after a comma: the parser refuses those as
 * they could be thousands. */
static char *
format_value (InsNumberEntry *self, double value)
{
  guint digits = self->digits;
  g_autofree char *text = NULL;

  for (; digits < MAXIMUM_DIGITS; digits++)
    {
      g_autofree char *fixed = ins_number_format_fixed (value, digits);

      if (fabs (g_ascii_strtod (fixed, NULL) - value) <= 1e-9 * MAX (1.0, fabs (value)))
        break;
    }
  text = ins_number_format_typed (value, digits);
  if (digits == 3 && strchr (text, ',') != NULL)
    return ins_number_format_typed (value, 4);

  return g_steal_pointer (&text);
}

static char *
describe_limit (InsNumberEntry *self, double limit)
{
  g_autofree char *number = format_value (self, limit);

  return *self->unit != '\0' ? g_strdup_printf ("%s %s", number, self->unit)
                             : g_steal_pointer (&number);
}

static char *
check_range (InsNumberEntry *self, double value)
{
  if (value < self->minimum)
    {
      g_autofree char *limit = describe_limit (self, self->minimum);

      /* Translators: a limit with its unit, such as "0.001 mm" */
      return g_strdup_printf (_ ("At least %s."), limit);
    }
  if (value > self->maximum)
    {
      g_autofree char *limit = describe_limit (self, self->maximum);

      /* Translators: a limit with its unit, such as "1000 mm/s" */
      return g_strdup_printf (_ ("At most %s."), limit);
    }

  return NULL;
}

static void
set_error (InsNumberEntry *self, char *error)
{
  g_free (self->error);
  self->error = error;
  if (error != NULL)
    gtk_widget_add_css_class (GTK_WIDGET (self), "error");
  else
    gtk_widget_remove_css_class (GTK_WIDGET (self), "error");
  gtk_accessible_update_state (
      GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_STATE_INVALID,
      error != NULL ? GTK_ACCESSIBLE_INVALID_TRUE : GTK_ACCESSIBLE_INVALID_FALSE, -1);
}

static void
on_changed (GtkEditable *editable, InsNumberEntry *self)
{
  g_autoptr (GError) error = NULL;
  double value = 0.0;
  char *complaint = NULL;

  if (self->setting)
    return;
  if (!ins_number_parse_typed (gtk_editable_get_text (editable), &value, &error))
    complaint = g_strdup (error->message);
  else
    complaint = check_range (self, value);
  if (complaint == NULL)
    self->value = value;
  set_error (self, complaint);
  g_signal_emit (self, edited_signal, 0);
}

/* "3" becomes "3.00", as everywhere; a wrong text stays for who typed it. */
static void
on_finished (InsNumberEntry *self)
{
  if (self->error == NULL && !isnan (self->value))
    ins_number_entry_set_value (self, self->value);
}

/* By whole steps, so that 0.1 + 0.1 + 0.1 stays 0.3. */
static void
step_value (InsNumberEntry *self, int n_steps)
{
  double value = isnan (self->value) ? 0.0 : self->value;

  if (self->step <= 0.0 || self->error != NULL || !gtk_editable_get_editable (GTK_EDITABLE (self)))
    return;
  value = (round (value / self->step) + n_steps) * self->step;
  value = CLAMP (value, self->minimum, self->maximum);
  if (fabs (value - self->value) < 1e-12)
    return;
  ins_number_entry_set_value (self, value);
  gtk_editable_set_position (GTK_EDITABLE (self), -1);
  g_signal_emit (self, edited_signal, 0);
}

static gboolean
on_key_pressed (GtkEventControllerKey *controller,
                guint keyval,
                guint keycode,
                GdkModifierType state,
                InsNumberEntry *self)
{
  int n_steps = (state & GDK_SHIFT_MASK) != 0 ? 10 : 1;

  if ((state & (GDK_CONTROL_MASK | GDK_ALT_MASK)) != 0)
    return FALSE;
  if (keyval == GDK_KEY_Up || keyval == GDK_KEY_KP_Up)
    step_value (self, n_steps);
  else if (keyval == GDK_KEY_Down || keyval == GDK_KEY_KP_Down)
    step_value (self, -n_steps);
  else
    return FALSE;

  return TRUE;
}

static gboolean
on_scroll (GtkEventControllerScroll *controller, double dx, double dy, InsNumberEntry *self)
{
  /* without the focus the wheel scrolls the form */
  if (!gtk_widget_has_focus (GTK_WIDGET (self)) &&
      (gtk_widget_get_state_flags (GTK_WIDGET (self)) & GTK_STATE_FLAG_FOCUS_WITHIN) == 0)
    return FALSE;
  if (dy != 0.0)
    step_value (self, dy < 0.0 ? 1 : -1);

  return TRUE;
}

GtkWidget *
ins_number_entry_new (void)
{
  return g_object_new (INS_TYPE_NUMBER_ENTRY, NULL);
}

void
ins_number_entry_set_value (InsNumberEntry *self, double value)
{
  g_autofree char *text = isnan (value) ? g_strdup ("") : format_value (self, value);

  self->value = value;
  set_error (self, NULL);
  if (strcmp (gtk_editable_get_text (GTK_EDITABLE (self)), text) == 0)
    return;
  self->setting = TRUE;
  gtk_editable_set_text (GTK_EDITABLE (self), text);
  self->setting = FALSE;
}

gboolean
ins_number_entry_get_value (InsNumberEntry *self, double *value)
{
  *value = self->value;

  return self->error == NULL;
}

const char *
ins_number_entry_get_error (InsNumberEntry *self)
{
  return self->error;
}

void
ins_number_entry_set_range (InsNumberEntry *self, double minimum, double maximum)
{
  self->minimum = minimum;
  self->maximum = maximum;
}

static void
ins_number_entry_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  InsNumberEntry *self = INS_NUMBER_ENTRY (object);

  switch (id)
    {
    case PROP_DIGITS:
      g_value_set_uint (value, self->digits);
      break;
    case PROP_MINIMUM:
      g_value_set_double (value, self->minimum);
      break;
    case PROP_MAXIMUM:
      g_value_set_double (value, self->maximum);
      break;
    case PROP_STEP:
      g_value_set_double (value, self->step);
      break;
    case PROP_UNIT:
      g_value_set_string (value, self->unit);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
ins_number_entry_set_property (GObject *object, guint id, const GValue *value, GParamSpec *pspec)
{
  InsNumberEntry *self = INS_NUMBER_ENTRY (object);

  switch (id)
    {
    case PROP_DIGITS:
      self->digits = g_value_get_uint (value);
      break;
    case PROP_MINIMUM:
      self->minimum = g_value_get_double (value);
      break;
    case PROP_MAXIMUM:
      self->maximum = g_value_get_double (value);
      break;
    case PROP_STEP:
      self->step = g_value_get_double (value);
      break;
    case PROP_UNIT:
      g_free (self->unit);
      self->unit = g_strdup (g_value_get_string (value) != NULL ? g_value_get_string (value) : "");
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
ins_number_entry_finalize (GObject *object)
{
  InsNumberEntry *self = INS_NUMBER_ENTRY (object);

  g_free (self->unit);
  g_free (self->error);

  G_OBJECT_CLASS (ins_number_entry_parent_class)->finalize (object);
}

static GParamSpec *
number_property (const char *name, double value)
{
  return g_param_spec_double (name, NULL, NULL, -G_MAXDOUBLE, G_MAXDOUBLE, value,
                              G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS);
}

static void
ins_number_entry_class_init (InsNumberEntryClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->get_property = ins_number_entry_get_property;
  object_class->set_property = ins_number_entry_set_property;
  object_class->finalize = ins_number_entry_finalize;

  properties[PROP_DIGITS] = g_param_spec_uint ("digits", NULL, NULL, 0, MAXIMUM_DIGITS, 2,
                                               G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS);
  properties[PROP_MINIMUM] = number_property ("minimum", -1e6);
  properties[PROP_MAXIMUM] = number_property ("maximum", 1e6);
  properties[PROP_STEP] = number_property ("step", 1.0);
  properties[PROP_UNIT] = g_param_spec_string ("unit", NULL, NULL, "",
                                               G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPERTIES, properties);

  edited_signal = g_signal_new ("edited", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL,
                                NULL, NULL, G_TYPE_NONE, 0);
}

static void
ins_number_entry_init (InsNumberEntry *self)
{
  GtkEventController *keys = gtk_event_controller_key_new ();
  GtkEventController *focus = gtk_event_controller_focus_new ();
  GtkEventController *wheel = gtk_event_controller_scroll_new (
      GTK_EVENT_CONTROLLER_SCROLL_VERTICAL | GTK_EVENT_CONTROLLER_SCROLL_DISCRETE);

  self->digits = 2;
  self->minimum = -1e6;
  self->maximum = 1e6;
  self->step = 1.0;
  self->unit = g_strdup ("");

  gtk_widget_add_css_class (GTK_WIDGET (self), "num");
  gtk_entry_set_alignment (GTK_ENTRY (self), 1.0f);
  gtk_entry_set_input_purpose (GTK_ENTRY (self), GTK_INPUT_PURPOSE_NUMBER);
  g_signal_connect (self, "changed", G_CALLBACK (on_changed), self);
  g_signal_connect (self, "activate", G_CALLBACK (on_finished), NULL);
  g_signal_connect_swapped (focus, "leave", G_CALLBACK (on_finished), self);
  gtk_widget_add_controller (GTK_WIDGET (self), focus);
  gtk_event_controller_set_propagation_phase (keys, GTK_PHASE_CAPTURE);
  g_signal_connect (keys, "key-pressed", G_CALLBACK (on_key_pressed), self);
  gtk_widget_add_controller (GTK_WIDGET (self), keys);
  gtk_event_controller_set_propagation_phase (wheel, GTK_PHASE_CAPTURE);
  g_signal_connect (wheel, "scroll", G_CALLBACK (on_scroll), self);
  gtk_widget_add_controller (GTK_WIDGET (self), wheel);
}
