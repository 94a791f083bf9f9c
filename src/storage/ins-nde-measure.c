/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n.h>
#include <unistd.h>

#include "core/ins-error.h"
#include "image/ins-measure-report.h"
#include "scan/ins-measure-source.h"
#include "storage/ins-nde-file-private.h"
#include "storage/ins-nde-measure.h"
#include "storage/ins-nde-places.h"
#include "storage/ins-nde-words.h"

#define MAX_TEXT (INS_NDE_MEASURE_PLACE_BYTES - sizeof (InsNdePlaceHead))

static const char magic[] = "InsMeas1";

InsKeyFile *
ins_nde_file_dup_measures (InsNdeFile *self, GError **error)
{
  g_autofree char *text = ins_nde_places_dup (self, INS_NDE_MEASUREMENTS, magic);
  InsKeyFile *file;

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

gboolean
ins_nde_save_measures (const char *path, GKeyFile *measures, GError **error)
{
  gsize length = 0;
  g_autofree char *text = g_key_file_to_data (measures, &length, NULL);
  InsNdeLayout layout;
  int fd = ins_nde_places_open (path, &layout, error);
  gboolean done;

  if (fd < 0)
    return FALSE;
  done = check_room (path, &layout.datasets[INS_NDE_MEASUREMENTS], length, error) &&
         ins_nde_places_write (fd, path, &layout.datasets[INS_NDE_MEASUREMENTS], magic, text,
                               length, error);
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

  if (measures == NULL || !ins_nde_carry_words (old, to, error))
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
