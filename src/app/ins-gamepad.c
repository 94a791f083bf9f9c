/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "app/ins-gamepad-devices.h"
#include "app/ins-gamepad.h"

struct _InsGamepad
{
  GObject parent_instance;

  InsJogControl *control;
  InsJogKeys *keys;
  InsGamepadDevices *devices; /* NULL: does not listen */
  GHashTable *names;          /* pad: its name */
  gconstpointer pad;          /* the one that is heard; NULL none yet */
  InsGamepadMap map;
  gboolean started; /* what runs by hand runs for the pad */
};

G_DEFINE_FINAL_TYPE (InsGamepad, ins_gamepad, G_TYPE_OBJECT)

enum
{
  STOP,
  CHANGED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

/* Nothing starts again before the sticks were let go. */
static void
forget (InsGamepad *self)
{
  if (self->started)
    ins_jog_control_release (self->control);
  self->started = FALSE;
  self->map.runs = FALSE;
  self->map.waits_for_centre = TRUE;
}

static void
on_armed_changed (InsJogKeys *keys, InsGamepad *self)
{
  forget (self);
}

static void
carry_out (InsGamepad *self, const InsGamepadWish *wish)
{
  gboolean is_armed = ins_jog_keys_get_armed (self->keys);

  if (wish->verb == INS_GAMEPAD_STOP)
    {
      forget (self);
      ins_jog_keys_set_armed (self->keys, FALSE);
      g_signal_emit (self, signals[STOP], 0);
      return;
    }
  if (wish->verb == INS_GAMEPAD_NOTHING)
    return;
  if (!is_armed)
    {
      forget (self);
      return;
    }
  ins_jog_keys_stay_armed (self->keys);
  switch (wish->verb)
    {
    case INS_GAMEPAD_START:
      self->started = TRUE;
      ins_jog_control_push (self->control, wish->axis, wish->direction, wish->share);
      break;
    case INS_GAMEPAD_SPEED:
      if (self->started && ins_jog_control_is_pressed (self->control))
        ins_jog_control_push (self->control, wish->axis, wish->direction, wish->share);
      break;
    case INS_GAMEPAD_LET_GO:
      if (self->started)
        ins_jog_control_release (self->control);
      self->started = FALSE;
      break;
    case INS_GAMEPAD_STEP:
      if (!ins_jog_control_is_pressed (self->control))
        ins_jog_control_step (self->control, wish->axis, wish->direction, 1);
      break;
    case INS_GAMEPAD_NOTHING:
    case INS_GAMEPAD_STOP:
    default:
      break;
    }
}

InsGamepad *
ins_gamepad_new (InsJogControl *control, InsJogKeys *keys)
{
  InsGamepad *self = g_object_new (INS_TYPE_GAMEPAD, NULL);

  self->control = g_object_ref (control);
  self->keys = g_object_ref (keys);
  g_signal_connect (keys, "armed-changed", G_CALLBACK (on_armed_changed), self);

  return self;
}

void
ins_gamepad_listen (InsGamepad *self)
{
  if (self->devices == NULL)
    self->devices = ins_gamepad_devices_new (self);
}

const char *
ins_gamepad_get_name (InsGamepad *self)
{
  GHashTableIter iter;
  gpointer name = NULL;

  g_hash_table_iter_init (&iter, self->names);
  if (self->pad != NULL)
    return g_hash_table_lookup (self->names, self->pad);

  return g_hash_table_iter_next (&iter, NULL, &name) ? name : NULL;
}

void
ins_gamepad_plug (InsGamepad *self, gconstpointer pad, const char *name)
{
  g_hash_table_insert (self->names, (gpointer)pad, g_strdup (name));
  g_signal_emit (self, signals[CHANGED], 0);
}

void
ins_gamepad_unplug (InsGamepad *self, gconstpointer pad)
{
  if (pad == self->pad)
    {
      forget (self);
      self->pad = NULL;
      ins_gamepad_map_init (&self->map);
    }
  g_hash_table_remove (self->names, pad);
  g_signal_emit (self, signals[CHANGED], 0);
}

void
ins_gamepad_press (InsGamepad *self, gconstpointer pad, InsGamepadButton button, gboolean down)
{
  InsGamepadWish wish = { .verb = INS_GAMEPAD_STOP };

  if (self->pad == NULL && down)
    {
      self->pad = pad;
      g_signal_emit (self, signals[CHANGED], 0);
    }
  if (pad == self->pad)
    wish = ins_gamepad_map_take_button (&self->map, button, down);
  else if (!down || button != INS_GAMEPAD_EAST)
    return;
  carry_out (self, &wish);
}

void
ins_gamepad_push (InsGamepad *self, gconstpointer pad, InsGamepadStick stick, double value)
{
  InsGamepadWish wish;

  if (pad != self->pad)
    return;
  wish = ins_gamepad_map_take_stick (&self->map, stick, value);
  carry_out (self, &wish);
}

static void
ins_gamepad_dispose (GObject *object)
{
  InsGamepad *self = INS_GAMEPAD (object);

  g_clear_pointer (&self->devices, ins_gamepad_devices_free);
  if (self->control != NULL)
    forget (self);
  if (self->keys != NULL)
    g_signal_handlers_disconnect_by_data (self->keys, self);
  g_clear_object (&self->keys);
  g_clear_object (&self->control);

  G_OBJECT_CLASS (ins_gamepad_parent_class)->dispose (object);
}

static void
ins_gamepad_finalize (GObject *object)
{
  g_hash_table_unref (INS_GAMEPAD (object)->names);

  G_OBJECT_CLASS (ins_gamepad_parent_class)->finalize (object);
}

static void
ins_gamepad_class_init (InsGamepadClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = ins_gamepad_dispose;
  G_OBJECT_CLASS (klass)->finalize = ins_gamepad_finalize;

  signals[STOP] = g_signal_new ("stop", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                NULL, G_TYPE_NONE, 0);
  signals[CHANGED] = g_signal_new ("changed", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL,
                                   NULL, NULL, G_TYPE_NONE, 0);
}

static void
ins_gamepad_init (InsGamepad *self)
{
  self->names = g_hash_table_new_full (NULL, NULL, NULL, g_free);
  ins_gamepad_map_init (&self->map);
}
