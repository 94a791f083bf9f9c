/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n.h>

#include "app/ins-field.h"
#include "app/ins-jog-safety-popover.h"
#include "app/ins-panel-text.h"

struct _InsJogSafetyPopover
{
  GtkPopover parent_instance;

  GtkSwitch *slow_zone;
  InsField *below, *speed, *long_move;

  InsJogSafety safety;
  gboolean setting;
};

G_DEFINE_FINAL_TYPE (InsJogSafetyPopover, ins_jog_safety_popover, GTK_TYPE_POPOVER)

static guint edited_signal;

static void
show_zone (InsJogSafetyPopover *self)
{
  gtk_widget_set_sensitive (GTK_WIDGET (self->below), self->safety.has_slow_zone);
  gtk_widget_set_sensitive (GTK_WIDGET (self->speed), self->safety.has_slow_zone);
}

/* A number that is not right leaves the last good one in force; the field says what is wrong. */
static void
on_edited (InsJogSafetyPopover *self)
{
  if (self->setting)
    return;
  self->safety.has_slow_zone = gtk_switch_get_active (self->slow_zone);
  ins_number_entry_get_value (ins_field_get_entry (self->below), &self->safety.slow_below_mm);
  ins_number_entry_get_value (ins_field_get_entry (self->speed), &self->safety.slow_speed_mm_s);
  ins_number_entry_get_value (ins_field_get_entry (self->long_move), &self->safety.long_move_mm);
  show_zone (self);
  g_signal_emit (self, edited_signal, 0);
}

static void
on_switched (GObject *object, GParamSpec *pspec, InsJogSafetyPopover *self)
{
  on_edited (self);
}

GtkWidget *
ins_jog_safety_popover_new (void)
{
  return g_object_new (INS_TYPE_JOG_SAFETY_POPOVER, NULL);
}

void
ins_jog_safety_popover_get (InsJogSafetyPopover *self, InsJogSafety *safety)
{
  *safety = self->safety;
}

void
ins_jog_safety_popover_set (InsJogSafetyPopover *self, const InsJogSafety *safety)
{
  self->setting = TRUE;
  self->safety = *safety;
  gtk_switch_set_active (self->slow_zone, safety->has_slow_zone);
  ins_field_set_value (self->below, safety->slow_below_mm);
  ins_field_set_value (self->speed, safety->slow_speed_mm_s);
  ins_field_set_value (self->long_move, safety->long_move_mm);
  self->setting = FALSE;
  show_zone (self);
}

InsJogSafety
ins_jog_safety_load (GSettings *settings)
{
  InsJogSafety safety = INS_JOG_USUAL_SAFETY;

  if (settings != NULL)
    {
      safety.long_move_mm = g_settings_get_double (settings, "long-move-mm");
      safety.has_slow_zone = g_settings_get_boolean (settings, "slow-zone");
      safety.slow_below_mm = g_settings_get_double (settings, "slow-zone-z-mm");
      safety.slow_speed_mm_s = g_settings_get_double (settings, "slow-zone-speed-mm-s");
    }

  return safety;
}

void
ins_jog_safety_store (const InsJogSafety *safety, GSettings *settings)
{
  if (settings == NULL)
    return;
  g_settings_set_double (settings, "long-move-mm", safety->long_move_mm);
  g_settings_set_boolean (settings, "slow-zone", safety->has_slow_zone);
  g_settings_set_double (settings, "slow-zone-z-mm", safety->slow_below_mm);
  g_settings_set_double (settings, "slow-zone-speed-mm-s", safety->slow_speed_mm_s);
}

char *
ins_jog_safety_describe (const InsJogSafety *safety)
{
  g_autofree char *below = ins_panel_text_number (safety->slow_below_mm);
  g_autofree char *speed = ins_panel_text_number (safety->slow_speed_mm_s);

  if (!safety->has_slow_zone)
    return g_strdup (_ ("No slow zone"));

  /* Translators: a position and a speed */
  return g_strdup_printf (_ ("Slow below Z %s mm: %s mm/s"), below, speed);
}

static void
ins_jog_safety_popover_class_init (InsJogSafetyPopoverClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  edited_signal = g_signal_new ("edited", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL,
                                NULL, NULL, G_TYPE_NONE, 0);
  g_type_ensure (INS_TYPE_FIELD);
  gtk_widget_class_set_template_from_resource (
      widget_class, "/io/github/insonify/Insonify/ins-jog-safety-popover.ui");
  gtk_widget_class_bind_template_child (widget_class, InsJogSafetyPopover, slow_zone);
  gtk_widget_class_bind_template_child (widget_class, InsJogSafetyPopover, below);
  gtk_widget_class_bind_template_child (widget_class, InsJogSafetyPopover, speed);
  gtk_widget_class_bind_template_child (widget_class, InsJogSafetyPopover, long_move);
  gtk_widget_class_bind_template_callback (widget_class, on_edited);
  gtk_widget_class_bind_template_callback (widget_class, on_switched);
}

static void
ins_jog_safety_popover_init (InsJogSafetyPopover *self)
{
  const InsJogSafety usual = INS_JOG_USUAL_SAFETY;

  self->setting = TRUE;
  gtk_widget_init_template (GTK_WIDGET (self));
  ins_jog_safety_popover_set (self, &usual);
}
