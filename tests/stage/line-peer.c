/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <string.h>

#include "core/ins-clock.h"
#include "devices/transport/ins-fd-transport.h"
#include "line-peer.h"

#define SLICE_S 0.02
#define LONGEST_S 10.0

void
line_peer_lock (LinePeer *self)
{
  ins_lock_acquire (&self->lock);
}

void
line_peer_unlock (LinePeer *self)
{
  ins_lock_release (&self->lock);
}

void
line_peer_send (LinePeer *self, const char *text)
{
  g_autoptr (GError) error = NULL;

  if (!ins_transport_write (self->far_end, (const guint8 *)text, strlen (text), &error))
    g_test_message ("peer: %s", error->message);
}

static void
answer_line (LinePeer *self, const char *line)
{
  g_autofree char *answer = NULL;

  line_peer_lock (self);
  g_string_append_printf (self->received, "%s\n", line);
  answer = self->answer (self, line, self->data);
  if (self->is_silent)
    g_clear_pointer (&answer, g_free);
  line_peer_unlock (self);
  if (answer != NULL)
    line_peer_send (self, answer);
}

static gboolean
has_quit (LinePeer *self)
{
  gboolean quit;

  line_peer_lock (self);
  quit = self->quit;
  line_peer_unlock (self);

  return quit;
}

static gpointer
peer_main (gpointer data)
{
  LinePeer *self = data;
  g_autoptr (GString) line = g_string_new (NULL);

  while (!has_quit (self))
    {
      guint8 bytes[256];
      gssize n = ins_transport_read (self->far_end, bytes, sizeof bytes, SLICE_S, NULL);

      if (n < 0)
        break;
      for (gssize i = 0; i < n; i++)
        {
          if (bytes[i] != '\r' && bytes[i] != '\n')
            g_string_append_c (line, (char)bytes[i]);
          else if (line->len > 0)
            {
              answer_line (self, line->str);
              g_string_truncate (line, 0);
            }
        }
    }

  return NULL;
}

LinePeer *
line_peer_new (LinePeerAnswer answer, gpointer data)
{
  LinePeer *self = g_new0 (LinePeer, 1);
  g_autoptr (GError) error = NULL;

  ins_fd_transport_new_loopback (&self->near_end, &self->far_end);
  g_assert_true (ins_transport_open (self->far_end, &error));
  self->answer = answer;
  self->data = data;
  self->received = g_string_new (NULL);
  ins_lock_init (&self->lock);
  self->thread = g_thread_new ("peer", peer_main, self);

  return self;
}

void
line_peer_free (LinePeer *self)
{
  line_peer_lock (self);
  self->quit = TRUE;
  line_peer_unlock (self);
  g_thread_join (self->thread);
  ins_transport_close (self->far_end);
  g_object_unref (self->far_end);
  g_object_unref (self->near_end);
  g_string_free (self->received, TRUE);
  ins_lock_clear (&self->lock);
  g_free (self);
}

gboolean
line_peer_has (LinePeer *self, const char *text)
{
  gboolean has;

  line_peer_lock (self);
  has = strstr (self->received->str, text) != NULL;
  line_peer_unlock (self);

  return has;
}

void
line_peer_wait_for (LinePeer *self, const char *text)
{
  double until_s = ins_clock_now_s () + LONGEST_S;

  while (!line_peer_has (self, text) && ins_clock_now_s () < until_s)
    ins_clock_sleep_s (0.002);
  if (!line_peer_has (self, text))
    {
      line_peer_lock (self);
      g_test_message ("received: %s", self->received->str);
      line_peer_unlock (self);
    }
  g_assert_true (line_peer_has (self, text));
}

void
line_peer_forget (LinePeer *self)
{
  line_peer_lock (self);
  g_string_truncate (self->received, 0);
  line_peer_unlock (self);
}
