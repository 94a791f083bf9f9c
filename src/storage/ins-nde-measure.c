/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <errno.h>
#include <glib/gi18n.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include "core/ins-error.h"
#include "image/ins-measure-report.h"
#include "scan/ins-measure-source.h"
#include "storage/ins-nde-directory.h"
#include "storage/ins-nde-file-private.h"
#include "storage/ins-nde-io.h"
#include "storage/ins-nde-measure.h"

#define MAX_TEXT (INS_NDE_MEASURE_PLACE_BYTES - sizeof (InsNdeMeasureHead))

static const char magic[] = "InsMeas1";

static guint32
get_crc (const InsNdeMeasureHead *head, const guint8 *text)
{
  guint32 crc = ins_nde_crc (0, &head->number, sizeof head->number);

  crc = ins_nde_crc (crc, &head->length, sizeof head->length);

  return ins_nde_crc (crc, text, head->length);
}

/* Number of the newest place that is whole; -1 none. @heads: of both, number 0 where not whole */
static int
find_newest (const guint8 *places, InsNdeMeasureHead heads[2])
{
  for (guint i = 0; i < 2; i++)
    {
      const guint8 *place = places + (gsize)i * INS_NDE_MEASURE_PLACE_BYTES;

      memcpy (&heads[i], place, sizeof heads[i]);
      if (memcmp (heads[i].magic, magic, sizeof heads[i].magic) != 0 ||
          heads[i].length > MAX_TEXT ||
          get_crc (&heads[i], place + sizeof heads[i]) != heads[i].crc)
        heads[i].number = 0;
    }
  if (heads[0].number == 0 && heads[1].number == 0)
    return -1;

  return heads[1].number > heads[0].number ? 1 : 0;
}

InsKeyFile *
ins_nde_file_dup_measures (InsNdeFile *self, GError **error)
{
  const InsNdeDataset *dataset = &ins_nde_file_get_layout (self)->datasets[INS_NDE_MEASUREMENTS];
  g_autofree guint8 *places = NULL;
  g_autofree char *text = NULL;
  InsNdeMeasureHead heads[2];
  InsKeyFile *file;
  int newest = -1;

  if (dataset->n_bytes > 0)
    {
      /* copied, because the file may be written meanwhile */
      places = g_memdup2 (ins_nde_file_get_single (self, INS_NDE_MEASUREMENTS), dataset->n_bytes);
      newest = find_newest (places, heads);
    }
  if (newest >= 0)
    text = g_strndup ((const char *)places + (gsize)newest * INS_NDE_MEASURE_PLACE_BYTES +
                          sizeof heads[newest],
                      heads[newest].length);
  if (text == NULL || *text == '\0')
    {
      file = g_new0 (InsKeyFile, 1);
      file->file = g_key_file_new ();
      file->name = g_path_get_basename (ins_nde_file_get_path (self));
      return file;
    }

  return ins_key_file_new_from_text (text, ins_nde_file_get_path (self), error);
}

static gboolean
write_text (int fd,
            const char *path,
            const InsNdeDataset *dataset,
            const char *text,
            gsize length,
            GError **error)
{
  g_autofree guint8 *places = g_malloc (dataset->n_bytes);
  InsNdeMeasureHead heads[2];
  InsNdeMeasureHead head = { .length = (guint32)length };
  int newest, place;

  if (!ins_nde_io_read (fd, path, dataset->offset, places, dataset->n_bytes, error))
    return FALSE;
  newest = find_newest (places, heads);
  place = newest == 0 ? 1 : 0;
  memcpy (head.magic, magic, sizeof head.magic);
  head.number = newest >= 0 ? heads[newest].number + 1 : 1;
  head.crc = get_crc (&head, (const guint8 *)text);
  memcpy (places, &head, sizeof head);
  memcpy (places + sizeof head, text, length);

  return ins_nde_io_write (fd, path, dataset->offset + (guint64)place * INS_NDE_MEASURE_PLACE_BYTES,
                           places, sizeof head + length, error) &&
         ins_nde_io_sync (fd, path, error);
}

static gboolean
check_room (const char *path, const InsNdeDataset *dataset, gsize length, GError **error)
{
  if (dataset->n_bytes == 0)
    {
      g_set_error (error, INS_FILE_ERROR, INS_FILE_ERROR_FORMAT,
                   _ ("%s was written by an older version and has no room for measurements. "
                      "“insonify-cli regate FILE --comb auto -o NEW.nde” makes a copy that has."),
                   path);
      return FALSE;
    }
  if (length <= MAX_TEXT)
    return TRUE;
  g_set_error (error, INS_FILE_ERROR, INS_FILE_ERROR_FULL,
               _ ("%s: the measurements take %u kB, and the file has room for %u kB. Remove some."),
               path, (guint)(length / 1000), (guint)(MAX_TEXT / 1000));

  return FALSE;
}

/* Of the very file that is written, and of ours only: what others made has no place for it. */
static gboolean
find_room (int fd, const char *path, InsNdeLayout *layout, GError **error)
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

gboolean
ins_nde_save_measures (const char *path, GKeyFile *measures, GError **error)
{
  gsize length = 0;
  g_autofree char *text = g_key_file_to_data (measures, &length, NULL);
  int fd = ins_nde_io_open_to_write (path, 0, error);
  InsNdeLayout layout;
  gboolean done;

  if (fd < 0)
    return FALSE;
  done = find_room (fd, path, &layout, error) &&
         check_room (path, &layout.datasets[INS_NDE_MEASUREMENTS], length, error) &&
         write_text (fd, path, &layout.datasets[INS_NDE_MEASUREMENTS], text, length, error);
  close (fd);

  return done;
}

/* What cannot be evaluated there is kept as it is defined. */
static void
evaluate_all (InsNdeFile *file, const GPtrArray *measures, GKeyFile *results)
{
  g_autoptr (InsCscan) cscan = ins_nde_file_dup_cscan (file);

  for (guint i = 0; i < measures->len; i++)
    {
      const InsMeasure *measure = g_ptr_array_index (measures, i);
      g_autoptr (InsMeasureSource)
          source = ins_measure_source_new (cscan, ins_nde_file_get_recipe (file), measure, NULL);
      g_autoptr (InsMeasureResult)
          result = source != NULL
                       ? ins_measure_evaluate (measure, ins_measure_source_get_input (source), NULL)
                       : NULL;

      if (result != NULL)
        ins_measure_write_result (measure, result, "Insonify " PACKAGE_VERSION, results);
      else
        ins_measure_write (measure, results);
    }
}

gboolean
ins_nde_carry_measures (const char *from, const char *to, GError **error)
{
  g_autoptr (InsNdeFile) old = ins_nde_file_open (from, error);
  g_autoptr (InsKeyFile) saved = old != NULL ? ins_nde_file_dup_measures (old, error) : NULL;
  g_autoptr (GPtrArray) measures = saved != NULL ? ins_measure_read_all (saved, error) : NULL;
  g_autoptr (GKeyFile) results = NULL;
  g_autoptr (InsNdeFile) new = NULL;

  if (measures == NULL)
    return FALSE;
  if (measures->len == 0)
    return TRUE;
  new = ins_nde_file_open (to, error);
  if (new == NULL)
    return FALSE;
  results = g_key_file_new ();
  evaluate_all (new, measures, results);

  return ins_nde_save_measures (to, results, error);
}
