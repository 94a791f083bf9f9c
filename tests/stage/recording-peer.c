/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <asm/termbits.h>
#include <errno.h>
#include <fcntl.h>
#include <glib/gstdio.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include "core/ins-clock.h"
#include "recording-peer.h"

#define SLICE_MS 1

static gboolean
is_right_speed (RecordingPeer *self)
{
  struct termios2 settings;

  return self->terminal < 0 ||
         (ioctl (self->terminal, TCGETS2, &settings) == 0 && settings.c_ospeed == self->baud);
}

static void
say (RecordingPeer *self, const guint8 *bytes, gssize n_bytes)
{
  if (n_bytes > 0 && write (self->client, bytes, (gsize)n_bytes) < 0)
    g_assert_true (errno == EPIPE || errno == EAGAIN || errno == EIO);
}

static void
hear (RecordingPeer *self)
{
  static const guint8 rubbish[] = { 0xf8, 0x80, 0x1e };
  guint8 bytes[256];
  gssize n_bytes = read (self->client, bytes, sizeof bytes);

  if (n_bytes <= 0)
    {
      if (self->terminal < 0 && n_bytes == 0)
        {
          close (self->client);
          self->client = -1;
        }
      return;
    }
  ins_lock_acquire (&self->lock);
  g_string_append_len (self->received, (const char *)bytes, n_bytes);
  ins_lock_release (&self->lock);
  if (!is_right_speed (self))
    say (self, rubbish, sizeof rubbish);
  else if (self->controller != NULL)
    ins_sim_controller_input (self->controller, bytes, (gsize)n_bytes, ins_clock_now_s ());
  else if (self->echoes)
    say (self, bytes, n_bytes);
}

static gboolean
is_quitting (RecordingPeer *self)
{
  g_autoptr (InsLocker) locker G_GNUC_UNUSED = ins_lock_acquire (&self->lock);

  return self->quit;
}

static gpointer
peer_main (gpointer data)
{
  RecordingPeer *self = data;

  while (!is_quitting (self))
    {
      struct pollfd fd = { .fd = self->client >= 0 ? self->client : self->listener,
                           .events = POLLIN };
      guint8 bytes[256];
      gsize n_bytes;

      if (poll (&fd, 1, SLICE_MS) > 0 && self->client < 0)
        self->client = accept4 (self->listener, NULL, NULL, SOCK_CLOEXEC | SOCK_NONBLOCK);
      else if (self->client >= 0 && fd.revents != 0)
        hear (self);
      while (self->controller != NULL && self->client >= 0 &&
             (n_bytes = ins_sim_controller_output (self->controller, ins_clock_now_s (), bytes,
                                                   sizeof bytes)) > 0)
        say (self, bytes, (gssize)n_bytes);
    }

  return NULL;
}

static void
make_socket (RecordingPeer *self)
{
  struct sockaddr_un address = { .sun_family = AF_UNIX };

  self->folder = g_dir_make_tmp ("insonify-XXXXXX", NULL);
  self->path = g_build_filename (self->folder, "stage", NULL);
  g_strlcpy (address.sun_path, self->path, sizeof address.sun_path);
  self->listener = socket (AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
  g_assert_cmpint (bind (self->listener, (struct sockaddr *)&address, sizeof address), ==, 0);
  g_assert_cmpint (listen (self->listener, 4), ==, 0);
}

static void
make_terminal (RecordingPeer *self)
{
  char path[64];

  self->terminal = posix_openpt (O_RDWR | O_NOCTTY | O_CLOEXEC | O_NONBLOCK);
  g_assert_cmpint (grantpt (self->terminal), ==, 0);
  g_assert_cmpint (unlockpt (self->terminal), ==, 0);
  g_assert_cmpint (ptsname_r (self->terminal, path, sizeof path), ==, 0);
  self->path = g_strdup (path);
  /* held open, so that it outlives who closes it */
  self->terminal_end = open (path, O_RDWR | O_NOCTTY | O_CLOEXEC);
  self->client = self->terminal;
}

RecordingPeer *
recording_peer_new (const char *protocol, guint baud)
{
  RecordingPeer *self = g_new0 (RecordingPeer, 1);
  InsSimConfig config;

  self->listener = self->terminal = self->terminal_end = self->client = -1;
  self->baud = baud;
  ins_lock_init (&self->lock);
  self->received = g_string_new (NULL);
  ins_sim_config_init (&config);
  self->echoes = g_strcmp0 (protocol, "echo") == 0;
  if (protocol != NULL && !self->echoes)
    {
      self->controller = ins_sim_controller_new (protocol, &config, NULL, NULL);
      g_assert_nonnull (self->controller);
      ins_sim_controller_connect (self->controller, ins_clock_now_s ());
    }
  if (baud > 0)
    make_terminal (self);
  else
    make_socket (self);
  self->thread = g_thread_new ("peer", peer_main, self);

  return self;
}

char *
recording_peer_get_transport (RecordingPeer *self)
{
  return g_strdup_printf ("%s:%s", self->baud > 0 ? "serial" : "unix", self->path);
}

char *
recording_peer_dup_received (RecordingPeer *self)
{
  g_autoptr (InsLocker) locker G_GNUC_UNUSED = ins_lock_acquire (&self->lock);

  return g_strdup (self->received->str);
}

void
recording_peer_free (RecordingPeer *self)
{
  ins_lock_acquire (&self->lock);
  self->quit = TRUE;
  ins_lock_release (&self->lock);
  g_thread_join (self->thread);
  if (self->client >= 0)
    close (self->client);
  if (self->listener >= 0)
    close (self->listener);
  if (self->terminal_end >= 0)
    close (self->terminal_end);
  if (self->folder != NULL)
    {
      g_unlink (self->path);
      g_rmdir (self->folder);
    }
  g_clear_pointer (&self->controller, ins_sim_controller_free);
  g_string_free (self->received, TRUE);
  ins_lock_clear (&self->lock);
  g_free (self->folder);
  g_free (self->path);
  g_free (self);
}
