/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "app/ins-gamepad-devices.h"

#if HAVE_MANETTE

#include <libmanette.h>
#include <linux/input-event-codes.h>

struct _InsGamepadDevices
{
  InsGamepad *gamepad;
  ManetteMonitor *monitor;
  GPtrArray *devices;
};

static const struct
{
  guint16 code;
  InsGamepadButton button;
} buttons[] = {
  { BTN_TL, INS_GAMEPAD_LEFT_SHOULDER }, { BTN_TR, INS_GAMEPAD_RIGHT_SHOULDER },
  { BTN_DPAD_UP, INS_GAMEPAD_UP },       { BTN_DPAD_DOWN, INS_GAMEPAD_DOWN },
  { BTN_DPAD_LEFT, INS_GAMEPAD_LEFT },   { BTN_DPAD_RIGHT, INS_GAMEPAD_RIGHT },
  { BTN_EAST, INS_GAMEPAD_EAST },
};

static const struct
{
  guint16 code;
  InsGamepadStick stick;
} sticks[] = {
  { ABS_X, INS_GAMEPAD_STICK_X },
  { ABS_Y, INS_GAMEPAD_STICK_Y },
  { ABS_RY, INS_GAMEPAD_STICK_Z },
};

static void
take_button (InsGamepadDevices *self, ManetteDevice *device, ManetteEvent *event, gboolean down)
{
  guint16 code;

  if (!manette_event_get_button (event, &code))
    return;
  for (guint i = 0; i < G_N_ELEMENTS (buttons); i++)
    if (buttons[i].code == code)
      ins_gamepad_press (self->gamepad, device, buttons[i].button, down);
}

static void
on_button_pressed (ManetteDevice *device, ManetteEvent *event, InsGamepadDevices *self)
{
  take_button (self, device, event, TRUE);
}

static void
on_button_released (ManetteDevice *device, ManetteEvent *event, InsGamepadDevices *self)
{
  take_button (self, device, event, FALSE);
}

static void
on_stick_moved (ManetteDevice *device, ManetteEvent *event, InsGamepadDevices *self)
{
  guint16 code;
  double value;

  if (!manette_event_get_absolute (event, &code, &value))
    return;
  for (guint i = 0; i < G_N_ELEMENTS (sticks); i++)
    if (sticks[i].code == code)
      ins_gamepad_push (self->gamepad, device, sticks[i].stick, value);
}

/* A cross that the system reports as an axis of three places. */
static void
on_hat_moved (ManetteDevice *device, ManetteEvent *event, InsGamepadDevices *self)
{
  guint16 code;
  gint8 value;

  if (!manette_event_get_hat (event, &code, &value) || value == 0)
    return;
  if (code == ABS_HAT0X)
    ins_gamepad_press (self->gamepad, device, value > 0 ? INS_GAMEPAD_RIGHT : INS_GAMEPAD_LEFT,
                       TRUE);
  else if (code == ABS_HAT0Y)
    ins_gamepad_press (self->gamepad, device, value > 0 ? INS_GAMEPAD_DOWN : INS_GAMEPAD_UP, TRUE);
}

static void
on_disconnected (ManetteDevice *device, InsGamepadDevices *self)
{
  ins_gamepad_unplug (self->gamepad, device);
  g_signal_handlers_disconnect_by_data (device, self);
  g_ptr_array_remove (self->devices, device);
}

static void
add_device (InsGamepadDevices *self, ManetteDevice *device)
{
  if (g_ptr_array_find (self->devices, device, NULL))
    return;
  g_ptr_array_add (self->devices, g_object_ref (device));
  g_signal_connect (device, "button-press-event", G_CALLBACK (on_button_pressed), self);
  g_signal_connect (device, "button-release-event", G_CALLBACK (on_button_released), self);
  g_signal_connect (device, "absolute-axis-event", G_CALLBACK (on_stick_moved), self);
  g_signal_connect (device, "hat-axis-event", G_CALLBACK (on_hat_moved), self);
  g_signal_connect (device, "disconnected", G_CALLBACK (on_disconnected), self);
  ins_gamepad_plug (self->gamepad, device, manette_device_get_name (device));
}

static void
on_connected (ManetteMonitor *monitor, ManetteDevice *device, InsGamepadDevices *self)
{
  add_device (self, device);
}

InsGamepadDevices *
ins_gamepad_devices_new (InsGamepad *gamepad)
{
  InsGamepadDevices *self = g_new0 (InsGamepadDevices, 1);
  ManetteMonitorIter *iter;
  ManetteDevice *device;

  self->gamepad = gamepad;
  self->devices = g_ptr_array_new_with_free_func (g_object_unref);
  self->monitor = manette_monitor_new ();
  g_signal_connect (self->monitor, "device-connected", G_CALLBACK (on_connected), self);
  iter = manette_monitor_iterate (self->monitor);
  while (manette_monitor_iter_next (iter, &device))
    add_device (self, device);
  manette_monitor_iter_free (iter);

  return self;
}

void
ins_gamepad_devices_free (InsGamepadDevices *self)
{
  g_signal_handlers_disconnect_by_data (self->monitor, self);
  for (guint i = 0; i < self->devices->len; i++)
    g_signal_handlers_disconnect_by_data (self->devices->pdata[i], self);
  g_ptr_array_unref (self->devices);
  g_object_unref (self->monitor);
  g_free (self);
}

#else

InsGamepadDevices *
ins_gamepad_devices_new (InsGamepad *gamepad)
{
  return NULL;
}

void
ins_gamepad_devices_free (InsGamepadDevices *self)
{
}

#endif
