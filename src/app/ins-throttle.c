/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "app/ins-throttle.h"

#define INTERVAL_US 100000

static void
call (InsThrottle *self)
{
  self->called_us = g_get_monotonic_time ();
  self->func (self->data);
}

static gboolean
on_due (gpointer data)
{
  InsThrottle *self = data;

  self->source = 0;
  call (self);

  return G_SOURCE_REMOVE;
}

void
ins_throttle_init (InsThrottle *self, void (*func) (gpointer data), gpointer data)
{
  *self = (InsThrottle){ .func = func, .data = data, .called_us = -INTERVAL_US };
}

void
ins_throttle_request (InsThrottle *self)
{
  gint64 wait_us = self->called_us + INTERVAL_US - g_get_monotonic_time ();

  if (self->source != 0)
    return;
  if (wait_us <= 0)
    call (self);
  else
    self->source = g_timeout_add ((guint)(wait_us / 1000 + 1), on_due, self);
}

void
ins_throttle_stop (InsThrottle *self)
{
  g_clear_handle_id (&self->source, g_source_remove);
}
