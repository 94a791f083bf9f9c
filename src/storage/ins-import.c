/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gi18n.h>
#include <math.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include "core/ins-error.h"
#include "storage/ins-import-private.h"
#include "storage/ins-nde-io.h"

#define PREVIEW_LINES 12
#define PREVIEW_LINE_BYTES 160

static gboolean
map_file (InsImport *self, GError **error)
{
  int fd = open (self->path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
  struct stat status;
  void *map;

  if (fd < 0)
    {
      ins_nde_io_set_error (error, errno, self->path);
      return FALSE;
    }
  if (fstat (fd, &status) != 0 || !S_ISREG (status.st_mode) || status.st_size <= 0)
    {
      close (fd);
      g_set_error (error, INS_FILE_ERROR, INS_FILE_ERROR_FORMAT, _ ("%s: The file is empty."),
                   self->path);
      return FALSE;
    }
  map = mmap (NULL, (gsize)status.st_size, PROT_READ, MAP_PRIVATE, fd, 0);
  close (fd);
  if (map == MAP_FAILED)
    {
      ins_nde_io_set_error (error, errno, self->path);
      return FALSE;
    }
  self->map = map;
  self->size = (gsize)status.st_size;

  return TRUE;
}

/* An array of two dimensions is a table of A-scans. */
static void
guess_npy (InsImport *self)
{
  InsImportOptions *options = &self->options;

  for (guint i = 0; i < 3; i++)
    options->order[i] = i;
  if (self->npy.rank == 3)
    options->n_columns = (guint)MIN (self->npy.shape[1], G_MAXUINT);
}

static void
guess_axes (const char *letters, InsVolume *volume)
{
  const char *index = letters[0] != '\0' ? strchr (INS_AXIS_LETTERS, letters[0]) : NULL;
  const char *scan = letters[1] != '\0' ? strchr (INS_AXIS_LETTERS, letters[1]) : NULL;

  if (index == NULL || scan == NULL || index == scan)
    return;
  volume->index_axis = (InsAxis)(*index - 'X');
  volume->scan_axis = (InsAxis)(*scan - 'X');
}

static void
guess_csv (InsImport *self)
{
  InsImportOptions *options = &self->options;
  InsVolume *volume = &options->volume;
  InsCsvHints hints;

  ins_csv_guess_format ((const char *)self->map, self->size, &options->csv);
  ins_csv_guess_hints ((const char *)self->map, self->size, &options->csv, &hints);
  guess_axes (hints.letters, volume);
  options->n_columns = hints.n_columns;
  options->is_serpentine = hints.is_serpentine;
  if (hints.sample_rate_hz > 0.0)
    volume->sample_rate_hz = hints.sample_rate_hz;
  if (hints.delay_s >= 0.0)
    volume->delay_s = hints.delay_s;
  if (hints.scan_step_mm != 0.0)
    volume->scan_step_mm = fabs (hints.scan_step_mm);
  if (hints.index_step_mm != 0.0)
    volume->index_step_mm = fabs (hints.index_step_mm);
  volume->scan_sign = hints.scan_step_mm < 0.0 ? -1 : 1;
  volume->index_sign = hints.index_step_mm < 0.0 ? -1 : 1;
  if (isfinite (hints.scan_start_mm))
    volume->scan_start_mm = hints.scan_start_mm;
  if (isfinite (hints.index_start_mm))
    volume->index_start_mm = hints.index_start_mm;
  volume->velocity_m_s = hints.velocity_m_s;
}

static gboolean
guess (InsImport *self, GError **error)
{
  InsVolume *volume = &self->options.volume;
  g_autofree char *base = g_filename_display_basename (self->path);
  char *end = strrchr (base, '.');

  ins_volume_init (volume);
  self->source = g_strdup_printf ("Imported from %s.", base);
  if (end != NULL && end != base)
    *end = '\0';
  self->name = g_steal_pointer (&base);
  volume->name = self->name;
  volume->source = self->source;

  if (self->size >= 6 && memcmp (self->map, "\x93NUMPY", 6) == 0)
    {
      self->kind = INS_IMPORT_NPY;
      if (!ins_npy_parse (self->map, self->size, &self->npy, error))
        {
          g_prefix_error (error, "%s: ", self->path);
          return FALSE;
        }
      guess_npy (self);
      return TRUE;
    }
  self->kind = INS_IMPORT_CSV;
  if (memchr (self->map, '\0', MIN (self->size, 65536)) != NULL)
    {
      g_set_error (error, INS_FILE_ERROR, INS_FILE_ERROR_FORMAT,
                   _ ("%s: This is neither a table nor a NumPy file. Save a table as plain text "
                      "(UTF-8)."),
                   self->path);
      return FALSE;
    }
  guess_csv (self);

  return TRUE;
}

InsImport *
ins_import_open (const char *path, GError **error)
{
  g_autoptr (InsImport) self = g_new0 (InsImport, 1);

  self->path = g_strdup (path);
  if (!map_file (self, error) || !guess (self, error))
    return NULL;

  return g_steal_pointer (&self);
}

void
ins_import_free (InsImport *self)
{
  g_clear_pointer (&self->csv, ins_csv_free);
  if (self->map != NULL)
    munmap ((void *)self->map, self->size);
  g_free (self->values);
  g_free (self->path);
  g_free (self->name);
  g_free (self->source);
  g_free (self);
}

InsImportKind
ins_import_get_kind (InsImport *self)
{
  return self->kind;
}

guint
ins_import_get_rank (InsImport *self)
{
  return self->kind == INS_IMPORT_NPY ? self->npy.rank : 2;
}

const char *
ins_import_get_path (InsImport *self)
{
  return self->path;
}

void
ins_import_get_options (InsImport *self, InsImportOptions *options)
{
  *options = self->options;
}

static char *
describe_npy (const InsNpy *npy)
{
  GString *text = g_string_new (NULL);

  for (guint i = 0; i < npy->rank; i++)
    g_string_append_printf (text, "%s%" G_GUINT64_FORMAT, i > 0 ? " × " : "", npy->shape[i]);
  g_string_append_printf (text, _ (" numbers of %u bits, %s"),
                          8 * ins_number_type_get_size (npy->type),
                          ins_number_type_is_float (npy->type) ? _ ("floating") : _ ("whole"));

  return g_string_free (text, FALSE);
}

char *
ins_import_make_preview (InsImport *self)
{
  const char *at = (const char *)self->map, *end = at + self->size;
  g_autoptr (GString) text = g_string_new (NULL);

  if (self->kind == INS_IMPORT_NPY)
    return describe_npy (&self->npy);
  for (guint i = 0; i < PREVIEW_LINES && at < end; i++)
    {
      const char *line_end = ins_csv_find_line_end (at, end);
      gsize length = (gsize)(line_end - at);

      g_string_append_len (text, at, (gssize)MIN (length, PREVIEW_LINE_BYTES));
      if (length > PREVIEW_LINE_BYTES)
        g_string_append (text, " …");
      g_string_append_c (text, '\n');
      at = MIN (line_end + 1, end);
    }

  return g_utf8_make_valid (text->str, (gssize)text->len);
}
