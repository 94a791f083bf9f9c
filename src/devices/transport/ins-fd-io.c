/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <errno.h>
#include <glib/gi18n.h>
#include <grp.h>
#include <math.h>
#include <poll.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

#include "core/ins-clock.h"
#include "core/ins-error.h"
#include "devices/transport/ins-fd-io.h"

#define WRITE_TIMEOUT_S 0.1
#define DEFAULT_GROUP "dialout"

static void
set_lost (GError **error, const char *name)
{
  g_set_error (error, INS_DEVICE_ERROR, INS_DEVICE_ERROR_LOST,
               _ ("The connection to %s is gone. Check cable and power, then connect again."),
               name);
}

/* The other end is gone for good, as against a request that was wrong. */
static gboolean
means_lost (int errnum)
{
  return errnum == EIO || errnum == ENXIO || errnum == ENODEV || errnum == EPIPE ||
         errnum == ECONNRESET || errnum == ECONNABORTED || errnum == ETIMEDOUT ||
         errnum == EHOSTUNREACH || errnum == ENETUNREACH || errnum == ENETDOWN ||
         errnum == ENOTCONN || errnum == EBADF;
}

static void
set_io_error (GError **error, const char *name, int errnum)
{
  if (means_lost (errnum))
    set_lost (error, name);
  else
    g_set_error (error, INS_DEVICE_ERROR, INS_DEVICE_ERROR_IO,
                 _ ("The system refused to talk to %s: %s."), name, g_strerror (errnum));
}

/* Waits for @events until @until_s. Returns: what happened, 0 when the time is up, -1 with errno */
static int
wait_for (int fd, short events, double until_s)
{
  struct pollfd entry = { .fd = fd, .events = events };

  for (;;)
    {
      double left_s = fmax (until_s - ins_clock_now_s (), 0.0);
      struct timespec left = { .tv_sec = (time_t)left_s,
                               .tv_nsec = (long)((left_s - floor (left_s)) * 1e9) };
      int n = ppoll (&entry, 1, &left, NULL);

      if (n > 0)
        return entry.revents;
      if (n == 0)
        return 0;
      if (errno != EINTR)
        return -1;
    }
}

gssize
ins_fd_read (int fd, const char *name, guint8 *buffer, gsize size, double timeout_s, GError **error)
{
  double until_s = ins_clock_now_s () + timeout_s;

  if (fd < 0) /* closed; poll() would sleep on it */
    {
      set_lost (error, name);
      return -1;
    }
  for (;;)
    {
      int happened = wait_for (fd, POLLIN, until_s);
      ssize_t n = 0;

      if (happened == 0)
        return 0;
      /* Even after a hang-up there may be bytes left, so read first; end of file is the end. */
      if (happened > 0 && (happened & POLLNVAL) == 0)
        n = read (fd, buffer, size);
      if (n > 0)
        return n;
      if (happened > 0 && n < 0 && (errno == EINTR || errno == EAGAIN) && (happened & POLLHUP) == 0)
        continue;
      if (happened > 0 && (n == 0 || errno == EAGAIN))
        set_lost (error, name);
      else
        set_io_error (error, name, errno);

      return -1;
    }
}

static ssize_t
write_some (int fd, const guint8 *bytes, gsize n_bytes)
{
  ssize_t n = send (fd, bytes, n_bytes, MSG_NOSIGNAL);

  return n < 0 && errno == ENOTSOCK ? write (fd, bytes, n_bytes) : n;
}

gboolean
ins_fd_write (int fd, const char *name, const guint8 *bytes, gsize n_bytes, GError **error)
{
  double until_s = ins_clock_now_s () + WRITE_TIMEOUT_S;

  while (n_bytes > 0)
    {
      ssize_t n = write_some (fd, bytes, n_bytes);
      int happened;

      if (n >= 0)
        {
          bytes += n;
          n_bytes -= (gsize)n;
          continue;
        }
      if (errno == EINTR)
        continue;
      if (errno != EAGAIN)
        {
          set_io_error (error, name, errno);
          return FALSE;
        }

      happened = wait_for (fd, POLLOUT, until_s);
      if (happened == 0)
        {
          g_set_error (error, INS_DEVICE_ERROR, INS_DEVICE_ERROR_IO,
                       _ ("%s took no data for %d ms. Check cable and power."), name,
                       (int)(WRITE_TIMEOUT_S * 1000.0));
          return FALSE;
        }
      if (happened < 0 || (happened & (POLLERR | POLLHUP | POLLNVAL)) != 0)
        {
          set_lost (error, name);
          return FALSE;
        }
    }

  return TRUE;
}

/* The group whose members may open the node, or the usual one. */
static char *
dup_group (const char *path)
{
  struct stat status;
  struct group group, *found = NULL;
  char buffer[4096];

  /* a node of root's own group says nothing of use */
  if (stat (path, &status) == 0 && status.st_gid != 0 &&
      getgrgid_r (status.st_gid, &group, buffer, sizeof buffer, &found) == 0 && found != NULL)
    return g_strdup (found->gr_name);

  return g_strdup (DEFAULT_GROUP);
}

void
ins_fd_set_open_error (GError **error, const char *path, int errnum)
{
  if (errnum == EACCES || errnum == EPERM)
    {
      g_autofree char *group = dup_group (path);

      g_set_error (error, INS_DEVICE_ERROR, INS_DEVICE_ERROR_PERMISSION,
                   _ ("You may not open %s. Join the group “%s” (sudo usermod -aG %s $USER), "
                      "log out and in again, and connect."),
                   path, group, group);
    }
  else if (errnum == EBUSY || errnum == EWOULDBLOCK)
    g_set_error (error, INS_DEVICE_ERROR, INS_DEVICE_ERROR_BUSY,
                 _ ("Another program is using %s. Close it, then connect."), path);
  else if (errnum == EISDIR || errnum == ENOTTY)
    g_set_error (error, INS_DEVICE_ERROR, INS_DEVICE_ERROR_NOT_FOUND,
                 _ ("%s is not a serial port. Check the device address."), path);
  else if (errnum == ECONNREFUSED)
    g_set_error (error, INS_DEVICE_ERROR, INS_DEVICE_ERROR_NOT_FOUND,
                 _ ("Nobody listens at %s. Start the controller or its server, then connect."),
                 path);
  else if (errnum == ENOENT || errnum == ENXIO || errnum == ENODEV || errnum == ENOTDIR)
    g_set_error (error, INS_DEVICE_ERROR, INS_DEVICE_ERROR_NOT_FOUND,
                 _ ("There is no %s. Plug the controller in and switch it on, then connect."),
                 path);
  else
    g_set_error (error, INS_DEVICE_ERROR, INS_DEVICE_ERROR_IO, _ ("%s cannot be opened: %s."), path,
                 g_strerror (errnum));
}
