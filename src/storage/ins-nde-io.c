/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gi18n.h>
#include <glib/gstdio.h>
#include <stdio.h>
#include <sys/statvfs.h>
#include <unistd.h>

#include "core/ins-error.h"
#include "storage/ins-nde-io.h"

static gboolean
is_full (int error_number)
{
  return error_number == ENOSPC || error_number == EDQUOT || error_number == EFBIG;
}

static guint64
get_free_bytes (const char *path)
{
  g_autofree char *folder = g_path_get_dirname (path);
  struct statvfs disk;

  return statvfs (folder, &disk) == 0 ? (guint64)disk.f_bavail * disk.f_frsize : 0;
}

void
ins_nde_io_set_error (GError **error, int error_number, const char *path)
{
  if (is_full (error_number))
    {
      g_autofree char *available = g_format_size (get_free_bytes (path));

      g_set_error (error, INS_FILE_ERROR, INS_FILE_ERROR_FULL,
                   _ ("There is no room left for %s (%s free). Make room on the disk, or choose "
                      "another one."),
                   path, available);
    }
  else
    g_set_error (error, INS_FILE_ERROR, INS_FILE_ERROR_IO, _ ("%s cannot be read or written: %s."),
                 path, g_strerror (error_number));
}

gboolean
ins_nde_io_write (int fd,
                  const char *path,
                  guint64 offset,
                  gconstpointer data,
                  gsize n_bytes,
                  GError **error)
{
  const guint8 *bytes = data;

  while (n_bytes > 0)
    {
      gssize n = pwrite (fd, bytes, n_bytes, (off_t)offset);

      if (n < 0 && errno == EINTR)
        continue;
      if (n <= 0)
        {
          ins_nde_io_set_error (error, n < 0 ? errno : ENOSPC, path);
          return FALSE;
        }
      bytes += n;
      offset += (guint64)n;
      n_bytes -= (gsize)n;
    }

  return TRUE;
}

gboolean
ins_nde_io_read (int fd,
                 const char *path,
                 guint64 offset,
                 gpointer data,
                 gsize n_bytes,
                 GError **error)
{
  guint8 *bytes = data;

  while (n_bytes > 0)
    {
      gssize n = pread (fd, bytes, n_bytes, (off_t)offset);

      if (n < 0 && errno == EINTR)
        continue;
      if (n <= 0)
        {
          ins_nde_io_set_error (error, n < 0 ? errno : EIO, path);
          return FALSE;
        }
      bytes += n;
      offset += (guint64)n;
      n_bytes -= (gsize)n;
    }

  return TRUE;
}

gboolean
ins_nde_io_sync (int fd, const char *path, GError **error)
{
  if (fdatasync (fd) == 0)
    return TRUE;

  ins_nde_io_set_error (error, errno, path);

  return FALSE;
}

static void
set_no_room (GError **error, const char *path, guint64 n_bytes)
{
  g_autofree char *folder = g_path_get_dirname (path);
  g_autofree char *needed = g_format_size (n_bytes);
  guint64 n_free = get_free_bytes (path);
  g_autofree char *available = g_format_size (n_free);

  if (n_free < n_bytes)
    g_set_error (error, INS_FILE_ERROR, INS_FILE_ERROR_FULL,
                 _ ("The scan needs %s on the disk, but %s has only %s free. Make room, choose "
                    "another disk, or make the scan smaller."),
                 needed, folder, available);
  else
    g_set_error (
        error, INS_FILE_ERROR, INS_FILE_ERROR_FULL,
        _ ("The scan needs %s, which is more than you may store in %s (%s are free there). "
           "Choose another disk, or make the scan smaller."),
        needed, folder, available);
}

gboolean
ins_nde_io_reserve (int fd, const char *path, guint64 n_bytes, GError **error)
{
  int failed;

  do
    failed = posix_fallocate (fd, 0, (off_t)n_bytes);
  while (failed == EINTR);

  if (failed == 0)
    return TRUE;
  if (is_full (failed))
    set_no_room (error, path, n_bytes);
  else
    ins_nde_io_set_error (error, failed, path);

  return FALSE;
}

int
ins_nde_io_open_to_write (const char *path, int flags, GError **error)
{
  struct flock whole = { .l_type = F_WRLCK, .l_whence = SEEK_SET };
  int fd = open (path, O_RDWR | O_CLOEXEC | flags, 0666);

  if (fd < 0)
    {
      ins_nde_io_set_error (error, errno, path);
      return -1;
    }
  /* a file system without locks must not keep anyone from scanning */
  if (fcntl (fd, F_OFD_SETLK, &whole) != 0 && (errno == EAGAIN || errno == EACCES))
    {
      g_set_error (error, INS_DEVICE_ERROR, INS_DEVICE_ERROR_BUSY,
                   _ ("%s is being written by another scan. Wait until it has ended."), path);
      close (fd);
      return -1;
    }

  return fd;
}

gboolean
ins_nde_io_sync_folder (const char *path, GError **error)
{
  g_autofree char *folder = g_path_get_dirname (path);
  int fd = open (folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  gboolean done = fd >= 0 && (fsync (fd) == 0 || errno == EINVAL);

  if (!done)
    ins_nde_io_set_error (error, errno, folder);
  if (fd >= 0)
    close (fd);

  return done;
}

void
ins_nde_io_set_exists_error (GError **error, const char *path)
{
  g_set_error (error, INS_FILE_ERROR, INS_FILE_ERROR_EXISTS,
               _ ("%s exists already. Choose another name, or say that it may be replaced."), path);
}

gboolean
ins_nde_io_rename (const char *from, const char *to, gboolean replace, GError **error)
{
  int failed = renameat2 (AT_FDCWD, from, AT_FDCWD, to, replace ? 0 : RENAME_NOREPLACE);

  /* not every file system knows the flag */
  if (failed != 0 && !replace && (errno == EINVAL || errno == ENOSYS) &&
      !g_file_test (to, G_FILE_TEST_EXISTS))
    failed = rename (from, to);
  if (failed == 0)
    return TRUE;

  if (errno == EEXIST)
    ins_nde_io_set_exists_error (error, to);
  else
    ins_nde_io_set_error (error, errno, to);

  return FALSE;
}
