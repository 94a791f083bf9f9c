/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gi18n.h>
#include <glib/gstdio.h>
#include <netdb.h>
#include <netinet/in.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <termios.h>
#include <unistd.h>

#include "core/ins-error.h"
#include "devices/simulated/ins-sim-listen.h"

#define BACKLOG 4

static void
set_system_error (const char *what, int number, GError **error)
{
  InsDeviceError code = number == EACCES || number == EPERM ? INS_DEVICE_ERROR_PERMISSION
                        : number == EADDRINUSE              ? INS_DEVICE_ERROR_BUSY
                        : number == ENOENT                  ? INS_DEVICE_ERROR_NOT_FOUND
                                                            : INS_DEVICE_ERROR_IO;

  g_set_error (error, INS_DEVICE_ERROR, (int)code,
               _ ("A simulated stage cannot be offered at “%s”: %s."), what, g_strerror (number));
}

static void
set_taken_error (const char *path, GError **error)
{
  g_set_error (error, INS_DEVICE_ERROR, INS_DEVICE_ERROR_BUSY,
               _ ("“%s” is taken: another program listens there, or the file is something else. "
                  "Choose another path or remove it."),
               path);
}

/* A socket file that nobody listens at is what a killed program leaves behind. */
static gboolean
remove_stale_socket (const char *path, const struct sockaddr_un *address, GError **error)
{
  struct stat status;
  int probe, failed;

  if (lstat (path, &status) != 0)
    return TRUE;
  probe = S_ISSOCK (status.st_mode) ? socket (AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0) : -1;
  if (probe < 0)
    {
      set_taken_error (path, error);
      return FALSE;
    }
  failed = connect (probe, (const struct sockaddr *)address, sizeof *address) != 0 ? errno : 0;
  close (probe);
  if (failed != ECONNREFUSED)
    {
      set_taken_error (path, error);
      return FALSE;
    }
  unlink (path);

  return TRUE;
}

static gboolean
listen_unix (InsSimListen *self, const char *path, GError **error)
{
  struct sockaddr_un address = { .sun_family = AF_UNIX };

  if (g_strlcpy (address.sun_path, path, sizeof address.sun_path) >= sizeof address.sun_path)
    {
      set_system_error (path, ENAMETOOLONG, error);
      return FALSE;
    }
  if (!remove_stale_socket (path, &address, error))
    return FALSE;

  self->listener = socket (AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
  if (self->listener < 0 ||
      bind (self->listener, (const struct sockaddr *)&address, sizeof address) != 0)
    {
      set_system_error (path, errno, error);
      return FALSE;
    }
  self->path = g_strdup (path);
  if (listen (self->listener, BACKLOG) != 0)
    {
      set_system_error (path, errno, error);
      return FALSE;
    }
  self->address = g_strdup_printf ("unix:%s", path);

  return TRUE;
}

static guint
get_port (int fd)
{
  struct sockaddr_storage address = { 0 };
  socklen_t size = sizeof address;

  if (getsockname (fd, (struct sockaddr *)&address, &size) != 0)
    return 0;
  if (address.ss_family == AF_INET6)
    return ntohs (((struct sockaddr_in6 *)(void *)&address)->sin6_port);

  return ntohs (((struct sockaddr_in *)(void *)&address)->sin_port);
}

static gboolean
listen_tcp (InsSimListen *self, const char *spec, GError **error)
{
  const struct addrinfo hints = { .ai_family = AF_UNSPEC,
                                  .ai_socktype = SOCK_STREAM,
                                  .ai_flags = AI_PASSIVE | AI_NUMERICSERV };
  const char *colon = strrchr (spec, ':');
  g_autofree char *host = colon != NULL ? g_strndup (spec, (gsize)(colon - spec)) : NULL;
  gsize n_host = host != NULL ? strlen (host) : 0;
  gboolean brackets = n_host > 2 && host[0] == '[' && host[n_host - 1] == ']';
  g_autofree char *bare = brackets ? g_strndup (host + 1, n_host - 2) : g_strdup (host);
  struct addrinfo *found = NULL;
  const int on = 1;
  gboolean done = FALSE;
  int failed;

  if (n_host == 0 || getaddrinfo (bare, colon + 1, &hints, &found) != 0)
    {
      g_set_error (error, INS_DEVICE_ERROR, INS_DEVICE_ERROR_URI,
                   _ ("“tcp:%s” is no address to listen at. Example: tcp:127.0.0.1:7000."), spec);
      return FALSE;
    }
  self->listener = socket (found->ai_family, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
  done = self->listener >= 0 &&
         setsockopt (self->listener, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on) == 0 &&
         bind (self->listener, found->ai_addr, found->ai_addrlen) == 0 &&
         listen (self->listener, BACKLOG) == 0;
  failed = errno;
  freeaddrinfo (found);
  if (!done)
    set_system_error (spec, failed, error);
  else
    self->address = g_strdup_printf ("tcp:%s:%u", host, get_port (self->listener));

  return done;
}

static gboolean
open_terminal (InsSimListen *self)
{
  struct termios settings;
  char name[64];

  self->terminal = posix_openpt (O_RDWR | O_NOCTTY | O_CLOEXEC | O_NONBLOCK);
  if (self->terminal < 0 || grantpt (self->terminal) != 0 || unlockpt (self->terminal) != 0 ||
      ptsname_r (self->terminal, name, sizeof name) != 0)
    return FALSE;
  self->terminal_end = open (name, O_RDWR | O_NOCTTY | O_CLOEXEC);
  if (self->terminal_end < 0 || tcgetattr (self->terminal_end, &settings) != 0)
    return FALSE;
  cfmakeraw (&settings);

  return tcsetattr (self->terminal_end, TCSANOW, &settings) == 0 && symlink (name, self->path) == 0;
}

static void
close_terminal (InsSimListen *self)
{
  if (self->terminal_end >= 0)
    close (self->terminal_end);
  if (self->terminal >= 0)
    close (self->terminal);
  self->terminal = self->terminal_end = -1;
}

gboolean
ins_sim_listen_replace_terminal (InsSimListen *self)
{
  close_terminal (self);
  unlink (self->path);

  return open_terminal (self);
}

static gboolean
listen_terminal (InsSimListen *self, const char *path, GError **error)
{
  struct stat status;

  if (lstat (path, &status) == 0)
    {
      if (!S_ISLNK (status.st_mode))
        {
          set_taken_error (path, error);
          return FALSE;
        }
      unlink (path);
    }
  self->path = g_strdup (path);
  if (!open_terminal (self))
    {
      set_system_error (path, errno, error);
      g_clear_pointer (&self->path, g_free); /* not ours */
      return FALSE;
    }
  self->address = g_strdup_printf ("serial:%s", path);

  return TRUE;
}

InsSimListen *
ins_sim_listen_new (const char *spec, GError **error)
{
  g_autoptr (InsSimListen) self = g_new0 (InsSimListen, 1);
  gboolean done = FALSE;

  self->listener = self->terminal = self->terminal_end = -1;
  if (g_str_has_prefix (spec, "unix:") && spec[5] != '\0')
    done = listen_unix (self, spec + 5, error);
  else if (g_str_has_prefix (spec, "tcp:"))
    done = listen_tcp (self, spec + 4, error);
  else if (g_str_has_prefix (spec, "pty:") && spec[4] != '\0')
    done = listen_terminal (self, spec + 4, error);
  else
    g_set_error (error, INS_DEVICE_ERROR, INS_DEVICE_ERROR_URI,
                 _ ("“%s” is no address to listen at. Known ones: unix:PATH, tcp:HOST:PORT, "
                    "pty:LINK."),
                 spec);

  return done ? g_steal_pointer (&self) : NULL;
}

void
ins_sim_listen_free (InsSimListen *self)
{
  close_terminal (self);
  if (self->listener >= 0)
    close (self->listener);
  if (self->path != NULL)
    unlink (self->path);
  g_free (self->path);
  g_free (self->address);
  g_free (self);
}
