/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <errno.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include "storage/ins-nde-file-private.h"
#include "storage/ins-nde-io.h"
#include "storage/ins-nde-places.h"

static guint32
get_crc (const InsNdePlaceHead *head, const guint8 *text)
{
  guint32 crc = ins_nde_crc (0, &head->number, sizeof head->number);

  crc = ins_nde_crc (crc, &head->length, sizeof head->length);

  return ins_nde_crc (crc, text, head->length);
}

/* Number of the newest place that is whole; -1 none. @heads: of both, number 0 where not whole */
static int
find_newest (const guint8 *places, gsize n_bytes, const char *magic, InsNdePlaceHead heads[2])
{
  const gsize place_bytes = n_bytes / 2;

  for (guint i = 0; i < 2; i++)
    {
      const guint8 *place = places + i * place_bytes;

      memcpy (&heads[i], place, sizeof heads[i]);
      if (memcmp (heads[i].magic, magic, sizeof heads[i].magic) != 0 ||
          heads[i].length > place_bytes - sizeof heads[i] ||
          get_crc (&heads[i], place + sizeof heads[i]) != heads[i].crc)
        heads[i].number = 0;
    }
  if (heads[0].number == 0 && heads[1].number == 0)
    return -1;

  return heads[1].number > heads[0].number ? 1 : 0;
}

char *
ins_nde_places_dup (InsNdeFile *file, guint dataset, const char *magic)
{
  const gsize n_bytes = ins_nde_file_get_layout (file)->datasets[dataset].n_bytes;
  g_autofree guint8 *places = NULL;
  InsNdePlaceHead heads[2];
  int newest;

  if (n_bytes == 0)
    return NULL;
  /* copied, because the file may be written meanwhile */
  places = g_memdup2 (ins_nde_file_get_single (file, dataset), n_bytes);
  newest = find_newest (places, n_bytes, magic, heads);
  if (newest < 0)
    return NULL;

  return g_strndup ((const char *)places + (gsize)newest * (n_bytes / 2) + sizeof heads[newest],
                    heads[newest].length);
}

/* Ours only: what others made has no place for it. */
static gboolean
find_layout (int fd, const char *path, InsNdeLayout *layout, GError **error)
{
  g_auto (InsNdeHeader) header = { 0 };
  g_autoptr (InsRecipe) recipe = NULL;
  struct stat status;
  gboolean done;
  void *map;

  if (fstat (fd, &status) != 0 || status.st_size <= 0)
    {
      ins_nde_io_set_error (error, EINVAL, path);
      return FALSE;
    }
  map = mmap (NULL, (gsize)status.st_size, PROT_READ, MAP_SHARED, fd, 0);
  if (map == MAP_FAILED)
    {
      ins_nde_io_set_error (error, errno, path);
      return FALSE;
    }
  done = ins_nde_directory_read (map, (gsize)status.st_size, path, layout, &header, &recipe, error);
  munmap (map, (gsize)status.st_size);

  return done;
}

int
ins_nde_places_open (const char *path, InsNdeLayout *layout, GError **error)
{
  int fd = ins_nde_io_open_to_write (path, 0, error);

  if (fd >= 0 && !find_layout (fd, path, layout, error))
    {
      close (fd);
      return -1;
    }

  return fd;
}

gboolean
ins_nde_places_write (int fd,
                      const char *path,
                      const InsNdeDataset *dataset,
                      const char *magic,
                      const char *text,
                      gsize length,
                      GError **error)
{
  g_autofree guint8 *places = g_malloc (dataset->n_bytes);
  InsNdePlaceHead heads[2];
  InsNdePlaceHead head = { .length = (guint32)length };
  int newest, place;

  g_return_val_if_fail (length <= dataset->n_bytes / 2 - sizeof head, FALSE);

  if (!ins_nde_io_read (fd, path, dataset->offset, places, dataset->n_bytes, error))
    return FALSE;
  newest = find_newest (places, dataset->n_bytes, magic, heads);
  place = newest == 0 ? 1 : 0;
  memcpy (head.magic, magic, sizeof head.magic);
  head.number = newest >= 0 ? heads[newest].number + 1 : 1;
  head.crc = get_crc (&head, (const guint8 *)text);
  memcpy (places, &head, sizeof head);
  memcpy (places + sizeof head, text, length);

  return ins_nde_io_write (fd, path, dataset->offset + (guint64)place * (dataset->n_bytes / 2),
                           places, sizeof head + length, error) &&
         ins_nde_io_sync (fd, path, error);
}
