/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <string.h>

#include "core/ins-clock.h"
#include "peer-end.h"

#define SLICE_S 0.02
#define LONGEST_S 10.0

void
peer_end_init (PeerEnd *self, InsTransport *transport)
{
  self->transport = g_object_ref (transport);
  ins_lock_init (&self->lock);
  self->received = g_string_new (NULL);
}

void
peer_end_clear (PeerEnd *self)
{
  ins_lock_acquire (&self->lock);
  self->quit = TRUE;
  ins_lock_release (&self->lock);
  if (self->thread != NULL)
    g_thread_join (self->thread);
  g_object_unref (self->transport);
  g_string_free (self->received, TRUE);
  ins_lock_clear (&self->lock);
}

void
peer_end_serve (PeerEnd *self, void (*take) (gpointer peer, char byte), gpointer peer)
{
  gboolean quit = FALSE;

  while (!quit)
    {
      guint8 bytes[128];
      gssize n = ins_transport_read (self->transport, bytes, sizeof bytes, SLICE_S, NULL);
      g_autoptr (InsLocker) locker G_GNUC_UNUSED = ins_lock_acquire (&self->lock);

      for (gssize i = 0; i < n; i++)
        take (peer, (char)bytes[i]);
      quit = self->quit || n < 0;
    }
}

void
peer_end_send_locked (PeerEnd *self, const char *text)
{
  /* the other end may be gone already */
  if (!self->is_silent &&
      !ins_transport_write (self->transport, (const guint8 *)text, strlen (text), NULL))
    self->quit = TRUE;
}

void
peer_end_send (PeerEnd *self, const char *text)
{
  g_autoptr (InsLocker) locker G_GNUC_UNUSED = ins_lock_acquire (&self->lock);

  peer_end_send_locked (self, text);
}

guint
peer_end_count (PeerEnd *self, const char *bytes)
{
  g_autoptr (InsLocker) locker G_GNUC_UNUSED = ins_lock_acquire (&self->lock);
  guint n = 0;

  for (const char *at = self->received->str; (at = strstr (at, bytes)) != NULL; at++)
    n++;

  return n;
}

void
peer_end_wait_for (PeerEnd *self, const char *bytes)
{
  double until_s = ins_clock_now_s () + LONGEST_S;

  while (peer_end_count (self, bytes) == 0 && ins_clock_now_s () < until_s)
    ins_clock_sleep_s (0.002);
  g_assert_cmpuint (peer_end_count (self, bytes), >, 0);
}

void
peer_end_forget (PeerEnd *self)
{
  g_autoptr (InsLocker) locker G_GNUC_UNUSED = ins_lock_acquire (&self->lock);

  g_string_truncate (self->received, 0);
}
