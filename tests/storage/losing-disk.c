/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <errno.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "losing-disk.h"

#define PAGE_BYTES 4096u

/* One thread. */
static struct
{
  gboolean is_on, is_dead;
  char *path;
  dev_t device;
  ino_t inode;
  guint n_left, n_calls;
  char *safe; /* what is on the disk */
  gsize size;
  GHashTable *pages; /* number of a page with unsynced writes -> GPtrArray of its contents */
} disk;

static void
read_all (char **bytes, gsize *size)
{
  g_autoptr (GError) error = NULL;

  g_assert_true (g_file_get_contents (disk.path, bytes, size, &error));
  g_assert_no_error (error);
}

void
losing_disk_start (const char *path, guint n_left)
{
  struct stat status;

  g_assert_false (disk.is_on);
  g_free (disk.path);
  g_free (disk.safe);
  g_clear_pointer (&disk.pages, g_hash_table_unref);
  disk.path = g_strdup (path);
  read_all (&disk.safe, &disk.size);
  disk.pages = g_hash_table_new_full (NULL, NULL, NULL, (GDestroyNotify)g_ptr_array_unref);
  g_assert_cmpint (stat (path, &status), ==, 0);
  disk.device = status.st_dev;
  disk.inode = status.st_ino;
  disk.n_left = n_left;
  disk.n_calls = 0;
  disk.is_dead = FALSE;
  disk.is_on = TRUE;
}

gboolean
losing_disk_stop (void)
{
  disk.is_on = FALSE;

  return disk.is_dead;
}

guint
losing_disk_get_n_calls (void)
{
  return disk.n_calls;
}

static gsize
get_page_bytes (gsize page)
{
  return MIN (PAGE_BYTES, disk.size - page * PAGE_BYTES);
}

/* What the pages hold after a write, unsynced. */
static void
note_write (int fd, off_t offset, gsize n_bytes)
{
  for (gsize page = (gsize)offset / PAGE_BYTES;
       n_bytes > 0 && page <= ((gsize)offset + n_bytes - 1) / PAGE_BYTES; page++)
    {
      GPtrArray *versions = g_hash_table_lookup (disk.pages, GSIZE_TO_POINTER (page));
      gsize n = get_page_bytes (page);
      char *content = g_malloc (PAGE_BYTES);

      if (versions == NULL)
        {
          versions = g_ptr_array_new_with_free_func (g_free);
          g_hash_table_insert (disk.pages, GSIZE_TO_POINTER (page), versions);
        }
      g_assert_cmpint (pread (fd, content, n, (off_t)(page * PAGE_BYTES)), ==, (gssize)n);
      g_ptr_array_add (versions, content);
    }
}

/* The scan file never grows, so that all of it is in disk.safe. */
static void
note_sync (void)
{
  GHashTableIter iter;
  gpointer page, value;

  g_hash_table_iter_init (&iter, disk.pages);
  while (g_hash_table_iter_next (&iter, &page, &value))
    {
      GPtrArray *versions = value;

      memcpy (disk.safe + GPOINTER_TO_SIZE (page) * PAGE_BYTES, versions->pdata[versions->len - 1],
              get_page_bytes (GPOINTER_TO_SIZE (page)));
    }
  g_hash_table_remove_all (disk.pages);
}

static gboolean
is_ours (int fd)
{
  struct stat status;

  return disk.is_on && fstat (fd, &status) == 0 && status.st_dev == disk.device &&
         status.st_ino == disk.inode;
}

/* TRUE: this call is the last one, or comes after it. */
static gboolean
is_dying (void)
{
  disk.n_calls++;
  if (disk.n_left > 0)
    disk.n_left--;
  else
    return TRUE;

  return FALSE;
}

static gssize
write_through (int fd, const void *bytes, gsize n_bytes, off_t offset)
{
  return syscall (SYS_pwrite64, fd, bytes, n_bytes, offset);
}

static gssize
write_or_lose (int fd, const void *bytes, gsize n_bytes, off_t offset)
{
  gssize n;

  if (!is_ours (fd))
    return write_through (fd, bytes, n_bytes, offset);
  if (is_dying ())
    {
      /* a part of the first one that fails */
      n = disk.is_dead ? 0 : write_through (fd, bytes, n_bytes * 5 / 8, offset);
      if (n > 0)
        note_write (fd, offset, (gsize)n);
      disk.is_dead = TRUE;
      errno = EIO;
      return -1;
    }
  n = write_through (fd, bytes, n_bytes, offset);
  if (n > 0)
    note_write (fd, offset, (gsize)n);

  return n;
}

/* The real disk is not waited for: this computer is not going to fail. */
static int
sync_or_lose (int fd)
{
  if (!is_ours (fd))
    return 0;
  if (is_dying ())
    {
      disk.is_dead = TRUE;
      errno = EIO;
      return -1;
    }
  note_sync ();

  return 0;
}

void
losing_disk_cut_power (GRand *random)
{
  g_autofree char *left = g_memdup2 (disk.safe, disk.size);
  g_autoptr (GError) error = NULL;
  GHashTableIter iter;
  gpointer page, value;

  g_hash_table_iter_init (&iter, disk.pages);
  while (g_hash_table_iter_next (&iter, &page, &value))
    {
      GPtrArray *versions = value;
      gint32 version = g_rand_int_range (random, -1, (gint32)versions->len);

      if (version >= 0)
        memcpy (left + GPOINTER_TO_SIZE (page) * PAGE_BYTES, versions->pdata[version],
                get_page_bytes (GPOINTER_TO_SIZE (page)));
    }
  g_assert_true (g_file_set_contents (disk.path, left, (gssize)disk.size, &error));
  g_assert_no_error (error);
}

/* In place of the C library's. The symbol is pwrite64, as everywhere where files may be large. */
gssize
pwrite (int fd, const void *bytes, gsize n_bytes, off_t offset)
{
  return write_or_lose (fd, bytes, n_bytes, offset);
}

int
fdatasync (int fd)
{
  return sync_or_lose (fd);
}

int
fsync (int fd)
{
  return sync_or_lose (fd);
}
