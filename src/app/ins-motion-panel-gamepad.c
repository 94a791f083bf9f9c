/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n.h>

#include "app/ins-motion-panel-private.h"

static void
update (InsMotionPanel *self)
{
  const char *name = ins_gamepad_get_name (self->gamepad);
  g_autofree char *text = NULL;

  gtk_widget_set_visible (GTK_WIDGET (self->gamepad_label), name != NULL);
  if (name == NULL)
    return;
  text = g_strdup_printf (ins_jog_keys_get_armed (self->keys)
                              ? _ ("%s moves: hold a shoulder button and push a stick. B stops.")
                              : _ ("%s does not move yet: press J first. B stops."),
                          name);
  gtk_label_set_text (self->gamepad_label, text);
}

static void
on_changed (gpointer changed, InsMotionPanel *self)
{
  update (self);
}

static void
on_stop (InsGamepad *gamepad, InsMotionPanel *self)
{
  if (self->session != NULL)
    ins_session_stop (self->session);
}

void
ins_motion_panel_add_gamepad (InsMotionPanel *self)
{
  self->gamepad = ins_gamepad_new (self->control, self->keys);
  g_signal_connect (self->gamepad, "changed", G_CALLBACK (on_changed), self);
  g_signal_connect (self->keys, "armed-changed", G_CALLBACK (on_changed), self);
  g_signal_connect (self->gamepad, "stop", G_CALLBACK (on_stop), self);
}

void
ins_motion_panel_ignore_gamepad (InsMotionPanel *self)
{
  g_return_if_fail (INS_IS_MOTION_PANEL (self));

  self->ignores_gamepad = TRUE;
}
