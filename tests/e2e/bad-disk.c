/* bad-disk.c - preloaded into a program: a disk that goes wrong, for its scan files, while it is
 * told to
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * BAD_DISK names a file whose first byte says what the disk does: 0 its work, 1 stalls, 2 is full,
 * 3 fails to write, 4 fails to sync.
 */
#undef _FILE_OFFSET_BITS /* both names of each function are ours */
#ifndef _GNU_SOURCE
#define _GNU_SOURCE
#endif
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

enum
{
  GOOD,
  STALLED,
  FULL,
  NO_WRITE,
  NO_SYNC
};

#define LONGEST_STALL_MS 30000

static const volatile unsigned char *mode;

__attribute__ ((constructor)) static void
attach (void)
{
  const char *path = getenv ("BAD_DISK");
  int fd = path != NULL ? open (path, O_RDONLY | O_CLOEXEC) : -1;
  void *place = fd >= 0 ? mmap (NULL, 1, PROT_READ, MAP_SHARED, fd, 0) : MAP_FAILED;

  if (place != MAP_FAILED)
    mode = place;
  if (fd >= 0)
    close (fd);
}

static int
is_scan_file (int fd)
{
  char link[64], path[4096];
  ssize_t n;

  snprintf (link, sizeof link, "/proc/self/fd/%d", fd);
  n = readlink (link, path, sizeof path - 1);
  if (n <= 0)
    return 0;
  path[n] = '\0';

  return strstr (path, ".nde") != NULL;
}

/* What the disk is at, once it does not stall any more. */
static int
look (int fd)
{
  const struct timespec nap = { 0, 1000000 };

  if (mode == NULL || *mode == GOOD || !is_scan_file (fd))
    return GOOD;
  for (int ms = 0; *mode == STALLED && ms < LONGEST_STALL_MS; ms++)
    nanosleep (&nap, NULL);

  return *mode;
}

ssize_t
pwrite (int fd, const void *bytes, size_t n, off_t offset)
{
  int now = look (fd);

  if (now == FULL || now == NO_WRITE)
    {
      errno = now == FULL ? ENOSPC : EIO;
      return -1;
    }

  return syscall (SYS_pwrite64, fd, bytes, n, offset);
}

ssize_t
pwrite64 (int fd, const void *bytes, size_t n, off64_t offset)
{
  return pwrite (fd, bytes, n, offset);
}

int
fdatasync (int fd)
{
  if (look (fd) == NO_SYNC)
    {
      errno = EIO;
      return -1;
    }

  return (int)syscall (SYS_fdatasync, fd);
}

int
posix_fallocate (int fd, off_t offset, off_t n)
{
  if (look (fd) == FULL)
    return ENOSPC;

  return syscall (SYS_fallocate, fd, 0, offset, n) == 0 ? 0 : errno;
}

int
posix_fallocate64 (int fd, off64_t offset, off64_t n)
{
  return posix_fallocate (fd, offset, n);
}
