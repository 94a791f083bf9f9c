/* ins-import-read.c - which number of the file is which sample, and writing them
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "config.h"

#include <glib/gi18n.h>
#include <math.h>

#include "core/ins-error.h"
#include "storage/ins-import-private.h"

static gboolean
fail (InsImport *self, GError **error, const char *reason)
{
  g_set_error (error, INS_FILE_ERROR, INS_FILE_ERROR_FORMAT, "%s: %s", self->path, reason);

  return FALSE;
}

/* A line of A-scans after the other; the last one has to be whole. */
static gboolean
divide (InsImport *self, guint64 n_ascans, GError **error)
{
  InsImportOptions *options = &self->options;
  InsVolume *volume = &options->volume;
  guint n_line = options->n_columns > 0 ? options->n_columns : (guint)MIN (n_ascans, G_MAXUINT);

  options->n_columns = n_line;
  if (n_ascans % n_line != 0 || n_ascans / n_line > G_MAXUINT)
    {
      g_set_error (error, INS_FILE_ERROR, INS_FILE_ERROR_FORMAT,
                   _ ("%s: %llu A-scans cannot be divided into lines of %u."), self->path,
                   (unsigned long long)n_ascans, n_line);
      return FALSE;
    }
  volume->n_columns = options->is_index_first ? (guint)(n_ascans / n_line) : n_line;
  volume->n_rows = options->is_index_first ? n_line : (guint)(n_ascans / n_line);

  return TRUE;
}

static gboolean
size_npy (InsImport *self, GError **error)
{
  InsImportOptions *options = &self->options;
  InsVolume *volume = &options->volume;
  const guint64 *shape = self->npy.shape;
  guint seen = 0;

  if (self->npy.rank == 1)
    return fail (self, error, _ ("One dimension is one A-scan, not a scan."));
  for (guint i = 0; i < self->npy.rank; i++)
    {
      if (shape[i] > G_MAXINT)
        return fail (self, error, _ ("The sizes in this NumPy file make no sense."));
      seen |= 1u << MIN (options->order[i], 31);
    }
  if (self->npy.rank == 2)
    {
      volume->n_samples = (guint)shape[1];
      return divide (self, shape[0], error);
    }
  if (seen != 7)
    return fail (self, error, _ ("Rows, columns and samples need a dimension each."));
  volume->n_rows = (guint)shape[options->order[0]];
  volume->n_columns = options->n_columns = (guint)shape[options->order[1]];
  volume->n_samples = (guint)shape[options->order[2]];

  return TRUE;
}

static gboolean
is_same_format (const InsCsvFormat *one, const InsCsvFormat *other)
{
  return one->delimiter == other->delimiter && one->decimal == other->decimal &&
         one->n_header_lines == other->n_header_lines && one->n_leading == other->n_leading;
}

static gboolean
size_csv (InsImport *self, GCancellable *cancellable, GError **error)
{
  InsImportOptions *options = &self->options;

  if (self->csv == NULL || !is_same_format (&self->csv_format, &options->csv))
    {
      g_clear_pointer (&self->csv, ins_csv_free);
      self->csv_format = options->csv;
      self->knows_range = FALSE;
      self->csv = ins_csv_new ((const char *)self->map, self->size, &options->csv, cancellable,
                               error);
      if (self->csv == NULL)
        {
          g_prefix_error (error, "%s: ", self->path);
          return FALSE;
        }
    }
  options->volume.n_samples = ins_csv_get_n_samples (self->csv);

  return divide (self, ins_csv_get_n_ascans (self->csv), error);
}

/* ---- values -------------------------------------------------------------------------------- */

static void
read_npy (const InsImport *self, const guint *place, double *values)
{
  const InsNpy *npy = &self->npy;
  gsize strides[3] = { 0 }, step = ins_number_type_get_size (npy->type);
  guint sample_dimension = npy->rank == 3 ? self->options.order[2] : 1;
  gsize offset = npy->data_offset;

  for (guint i = 0; i < npy->rank; i++)
    {
      guint dimension = npy->is_fortran ? i : npy->rank - 1 - i;

      strides[dimension] = step;
      step *= npy->shape[dimension];
    }
  for (guint i = 0; i < npy->rank; i++)
    if (i != sample_dimension)
      offset += place[i] * strides[i];
  ins_numbers_read (npy->type, npy->is_swapped, self->map + offset, strides[sample_dimension],
                    self->options.volume.n_samples, values);
}

/* Where that A-scan stands among those of a table. */
static guint64
get_number (const InsImport *self, guint row, guint column)
{
  const InsImportOptions *options = &self->options;
  guint line = options->is_index_first ? column : row;
  guint place = options->is_index_first ? row : column;

  if (options->is_serpentine && line % 2 == 1)
    place = options->n_columns - 1 - place;

  return (guint64)line * options->n_columns + place;
}

/* n_samples values, behind those of the columns before them. */
static const double *
read_ascan (const InsImport *self, guint row, guint column)
{
  const InsImportOptions *options = &self->options;
  guint64 number = get_number (self, row, column);
  guint place[3] = { (guint)number, 0, 0 };

  if (self->kind == INS_IMPORT_CSV)
    {
      ins_csv_read (self->csv, (guint)number, self->values);
      return self->values + options->csv.n_leading;
    }
  if (self->npy.rank == 3)
    {
      if (options->is_serpentine && row % 2 == 1)
        column = options->n_columns - 1 - column;
      place[options->order[0]] = row;
      place[options->order[1]] = column;
    }
  read_npy (self, place, self->values);

  return self->values;
}

static gboolean
find_range (InsImport *self, GCancellable *cancellable, GError **error)
{
  const InsVolume *volume = &self->options.volume;

  self->least = INFINITY;
  self->greatest = -INFINITY;
  self->is_whole = self->kind == INS_IMPORT_NPY && !ins_number_type_is_float (self->npy.type);
  if (self->kind == INS_IMPORT_CSV)
    {
      (void)ins_csv_get_range (self->csv, &self->least, &self->greatest, &self->is_whole);
      return TRUE;
    }
  for (guint row = 0; row < volume->n_rows; row++)
    {
      if (g_cancellable_set_error_if_cancelled (cancellable, error))
        return FALSE;
      for (guint column = 0; column < volume->n_columns; column++)
        {
          const double *values = read_ascan (self, row, column);

          for (guint i = 0; i < volume->n_samples; i++)
            if (isfinite (values[i]))
              {
                self->least = fmin (self->least, values[i]);
                self->greatest = fmax (self->greatest, values[i]);
              }
        }
    }

  return TRUE;
}

/* As a converter of 8 to 16 bits ends there: what was larger looks the same. */
static gboolean
is_end_of_range (double reach)
{
  for (guint bits = 8; bits <= 16; bits++)
    if (reach == ldexp (1, (int)bits - 1) || reach == ldexp (1, (int)bits - 1) - 1 ||
        reach == ldexp (1, (int)bits) - 1)
      return TRUE;

  return FALSE;
}

/* Where nobody says what 100 % is: the greatest is not saturated unless it looks like that. */
static double
guess_full (const InsImport *self, double reach)
{
  if (!(reach > 0.0))
    return 1.0;
  if (is_end_of_range (reach))
    return reach;

  return self->is_whole ? reach + 2.0 : reach * 1.001;
}

/* Numbers of one sign that could be offset binary are taken as what they are: a rectified signal.
 */
static gboolean
set_scale (InsImport *self, GCancellable *cancellable, GError **error)
{
  InsImportOptions *options = &self->options;
  double reach;

  if (!self->knows_range && !find_range (self, cancellable, error))
    return FALSE;
  self->knows_range = TRUE;
  if (!(self->least <= self->greatest))
    return fail (self, error, _ ("There is no number in it."));
  if (!isfinite (options->zero))
    options->zero = 0.0;
  reach = fmax (fabs (self->greatest - options->zero), fabs (self->least - options->zero));
  if (!(options->full > 0.0) || !isfinite (options->full))
    options->full = guess_full (self, reach);
  if (!isfinite (reach) || reach / options->full > 1e6 || reach > 1e300)
    /* xgettext:no-c-format */
    return fail (self, error, _ ("The number at 100 % is far too small for the numbers in it."));
  options->volume.signal = self->least >= options->zero && self->greatest > options->zero
                               ? INS_SIGNAL_RECTIFIED
                               : INS_SIGNAL_RF;
  ins_number_scale_init (&self->scale, options->zero, options->full, reach, self->is_whole);
  options->volume.full_scale_counts = self->scale.full_scale_counts;

  return TRUE;
}

gboolean
ins_import_set_options (InsImport *self,
                        InsImportOptions *options,
                        GCancellable *cancellable,
                        GError **error)
{
  gboolean good;

  if (options->volume.name != self->name)
    {
      char *name = g_strdup (options->volume.name);

      g_free (self->name);
      self->name = name;
    }
  self->options = *options;
  self->options.volume.name = self->name;
  self->options.volume.source = self->source;
  if (self->options.csv.n_leading > 1024)
    self->options.csv.n_leading = 1024;
  good = self->kind == INS_IMPORT_NPY ? size_npy (self, error)
                                      : size_csv (self, cancellable, error);
  if (good)
    {
      self->values = g_renew (double, self->values,
                              self->options.volume.n_samples + self->options.csv.n_leading);
      good = ins_volume_check (&self->options.volume, error) &&
             set_scale (self, cancellable, error);
    }
  *options = self->options;

  return good;
}

static gboolean
read_row (gpointer source, guint row, gint16 *ascans, guint8 *holes, GError **error)
{
  InsImport *self = source;
  const InsVolume *volume = &self->options.volume;

  for (guint column = 0; column < volume->n_columns; column++)
    {
      const double *values = read_ascan (self, row, column);

      holes[column] = !ins_number_scale_apply (&self->scale, values, volume->n_samples,
                                               ascans + (gsize)column * volume->n_samples);
    }

  return TRUE;
}

gboolean
ins_import_write (InsImport *self,
                  const char *path,
                  gboolean overwrite,
                  InsVolumeProgress progress,
                  gpointer progress_data,
                  GCancellable *cancellable,
                  GError **error)
{
  InsImportOptions options = self->options;

  if (!ins_import_set_options (self, &options, cancellable, error))
    return FALSE;

  return ins_volume_write (&self->options.volume, path, overwrite, read_row, self, progress,
                           progress_data, cancellable, error);
}
