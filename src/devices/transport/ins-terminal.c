/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

/* The kernel's own termios2 takes any baud; the C library's headers clash with it, which is why
 * this is a file of its own. */
#include <asm/termbits.h>
#include <errno.h>
#include <glib/gi18n.h>
#include <sys/file.h>
#include <sys/ioctl.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>

#include "core/ins-error.h"
#include "devices/transport/ins-fd-io.h"

/* Majors of the slaves, Documentation/admin-guide/devices.txt of the kernel. */
static gboolean
is_pseudo_terminal (int fd)
{
  struct stat status;

  return fstat (fd, &status) == 0 && major (status.st_rdev) >= 136 && major (status.st_rdev) <= 143;
}

gboolean
ins_terminal_configure (int fd, const char *path, guint baud, GError **error)
{
  struct termios2 settings;

  if (ioctl (fd, TCGETS2, &settings) != 0)
    {
      ins_fd_set_open_error (error, path, errno);
      return FALSE;
    }
  /* TIOCEXCL does not keep root out, and nobody who was there before. On a pseudo terminal it would
   * outlive us: whoever made it often keeps it open, and nobody but root could connect again. */
  if (flock (fd, LOCK_EX | LOCK_NB) != 0 ||
      ioctl (fd, is_pseudo_terminal (fd) ? TIOCNXCL : TIOCEXCL) != 0)
    {
      ins_fd_set_open_error (error, path, errno);
      return FALSE;
    }

  settings.c_iflag = 0;
  settings.c_oflag = 0;
  settings.c_lflag = 0;
  settings.c_cflag = CS8 | CREAD | CLOCAL | BOTHER | (BOTHER << IBSHIFT);
  settings.c_ispeed = baud;
  settings.c_ospeed = baud;
  settings.c_cc[VMIN] = 1;
  settings.c_cc[VTIME] = 0;
  if (ioctl (fd, TCSETS2, &settings) != 0 || ioctl (fd, TCGETS2, &settings) != 0)
    {
      ins_fd_set_open_error (error, path, errno);
      return FALSE;
    }
  if (settings.c_ospeed < baud - baud / 40 || settings.c_ospeed > baud + baud / 40)
    {
      g_set_error (error, INS_DEVICE_ERROR, INS_DEVICE_ERROR_UNSUPPORTED,
                   _ ("%s cannot do %u baud; it offers %u. Set another rate."), path, baud,
                   settings.c_ospeed);
      return FALSE;
    }
  if (ioctl (fd, TCFLSH, TCIFLUSH) != 0)
    {
      ins_fd_set_open_error (error, path, errno);
      return FALSE;
    }

  return TRUE;
}

gboolean
ins_terminal_has_modem_lines (int fd)
{
  int lines = 0;

  return ioctl (fd, TIOCMGET, &lines) == 0;
}
