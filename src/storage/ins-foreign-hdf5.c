/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n.h>
#include <hdf5.h>
#include <math.h>
#include <string.h>

#include "core/ins-error.h"
#include "storage/ins-foreign-hdf5.h"
#include "storage/ins-foreign-setup.h"
#include "storage/ins-number-array.h"

#define MAX_TEXT_BYTES (64u << 20)
#define MAX_CHUNK_BYTES (256u << 20)
#define BLOCK_BYTES (128u << 20)
#define CACHE_BYTES (64u << 20)
#define MAX_PIXELS (1u << 28)

typedef struct
{
  const char *path; /* for messages */
  hid_t file;
  InsForeignSetup setup;
  InsNumberScale scale;
  hid_t ascans;
  gboolean is_whole;
  guint8 *status; /* n_rows x n_columns; NULL: not told */

  /* some rows at once, in the order of the file */
  float *block;
  guint first_row, n_block_rows, most_block_rows;
  double *values;
} Reading;

static gboolean
fail (Reading *self, GError **error, const char *reason)
{
  g_set_error (error, INS_FILE_ERROR, INS_FILE_ERROR_FORMAT, "%s: %s", self->path, reason);

  return FALSE;
}

/* Link by link, so that none leads elsewhere. */
static gboolean
is_plain_path (Reading *self, const char *path)
{
  g_auto (GStrv) names = g_strsplit (path, "/", 32);
  g_autoptr (GString) way = g_string_new (NULL);
  gboolean good = path[0] == '/' && strlen (path) < 1000;

  for (guint i = 1; good && names[i] != NULL; i++)
    {
      H5L_info_t info;

      g_string_append_printf (way, "/%s", names[i]);
      good = names[i][0] != '\0' && H5Lexists (self->file, way->str, H5P_DEFAULT) > 0 &&
             H5Lget_info (self->file, way->str, &info, H5P_DEFAULT) >= 0 &&
             info.type == H5L_TYPE_HARD;
    }

  return good;
}

static gboolean
is_plain_storage (hid_t dataset)
{
  hid_t plist = H5Dget_create_plist (dataset);
  hid_t type = H5Dget_type (dataset);
  hsize_t chunk[INS_FOREIGN_MAX_DIMENSIONS], n_bytes = H5Tget_size (type);
  H5D_layout_t layout = H5Pget_layout (plist);
  gboolean good = H5Pget_external_count (plist) == 0 &&
                  (layout == H5D_CONTIGUOUS || layout == H5D_COMPACT || layout == H5D_CHUNKED);

  if (good && layout == H5D_CHUNKED)
    {
      int rank = H5Pget_chunk (plist, INS_FOREIGN_MAX_DIMENSIONS, chunk);

      good = rank >= 1 && rank <= INS_FOREIGN_MAX_DIMENSIONS;
      for (int i = 0; good && i < rank; i++)
        good = g_uint64_checked_mul (&n_bytes, n_bytes, chunk[i]) && n_bytes <= MAX_CHUNK_BYTES;
      for (int i = 0; good && i < H5Pget_nfilters (plist); i++)
        {
          unsigned flags, config;
          gsize n = 0;
          H5Z_filter_t filter = H5Pget_filter2 (plist, (unsigned)i, &flags, &n, NULL, 0, NULL,
                                                &config);

          good = filter >= 0 && H5Zfilter_avail (filter) > 0;
        }
    }
  H5Tclose (type);
  H5Pclose (plist);

  return good;
}

/* -1 after an error. */
static hid_t
open_dataset (Reading *self, const char *path, GError **error)
{
  hid_t access, dataset;

  if (!is_plain_path (self, path))
    {
      g_set_error (error, INS_FILE_ERROR, INS_FILE_ERROR_FORMAT,
                   _ ("%s: There is no %.200s in it, or only a link to elsewhere."), self->path,
                   path);
      return -1;
    }
  access = H5Pcreate (H5P_DATASET_ACCESS);
  H5Pset_chunk_cache (access, 12421, CACHE_BYTES, 1.0);
  dataset = H5Dopen2 (self->file, path, access);
  H5Pclose (access);
  if (dataset >= 0 && is_plain_storage (dataset))
    return dataset;
  if (dataset >= 0)
    H5Dclose (dataset);
  g_set_error (error, INS_FILE_ERROR, INS_FILE_ERROR_FORMAT,
               _ ("%s: %s is stored in a way that is not read: in other files, in chunks of more "
                  "than 256 MB, or with a filter that is not installed."),
               self->path, path);

  return -1;
}

/* (transfer full): one text, of fixed or variable length. */
static char *
read_text (Reading *self, const char *path, GError **error)
{
  hid_t dataset = open_dataset (self, path, error), type, space;
  char *text = NULL;

  if (dataset < 0)
    return NULL;
  type = H5Dget_type (dataset);
  space = H5Dget_space (dataset);
  if (H5Tget_class (type) == H5T_STRING && H5Sget_simple_extent_npoints (space) == 1)
    {
      gsize size = H5Tget_size (type);

      if (H5Tis_variable_str (type) > 0)
        {
          char *found = NULL;

          if (H5Dread (dataset, type, H5S_ALL, H5S_ALL, H5P_DEFAULT, &found) >= 0 && found != NULL)
            text = g_strndup (found, MAX_TEXT_BYTES);
          H5free_memory (found);
        }
      else if (size <= MAX_TEXT_BYTES)
        {
          text = g_malloc0 (size + 1);
          if (H5Dread (dataset, type, H5S_ALL, H5S_ALL, H5P_DEFAULT, text) < 0)
            g_clear_pointer (&text, g_free);
        }
    }
  H5Sclose (space);
  H5Tclose (type);
  H5Dclose (dataset);
  if (text == NULL)
    (void)fail (self, error, _ ("The description in it cannot be read."));

  return text;
}

/* Sizes in the file and in the description are the same. */
static gboolean
has_sizes (hid_t dataset, const InsForeignArray *array)
{
  hid_t space = H5Dget_space (dataset);
  hsize_t sizes[INS_FOREIGN_MAX_DIMENSIONS];
  gboolean good = H5Sget_simple_extent_ndims (space) == (int)array->n_dimensions &&
                  H5Sget_simple_extent_dims (space, sizes, NULL) == (int)array->n_dimensions;

  for (guint i = 0; good && i < array->n_dimensions; i++)
    good = sizes[i] == array->sizes[i];
  H5Sclose (space);

  return good;
}

/* ---- status -------------------------------------------------------------------------------- */

/* Columns fastest, whatever the order in the file. A status that cannot be read is not told. */
static void
read_status (Reading *self)
{
  const InsForeignArray *array = &self->setup.status;
  const InsVolume *volume = &self->setup.volume;
  gsize n = (gsize)volume->n_rows * volume->n_columns, n_found = 1;
  hid_t dataset = array->path != NULL ? open_dataset (self, array->path, NULL) : -1, type;
  g_autofree guint8 *found = NULL;
  H5T_class_t class;

  if (dataset < 0)
    return;
  type = H5Dget_type (dataset);
  class = H5Tget_class (type);
  H5Tclose (type);
  for (guint i = 0; i < array->n_dimensions; i++)
    n_found *= array->sizes[i];
  if (has_sizes (dataset, array) && n_found == n && (class == H5T_INTEGER || class == H5T_BITFIELD))
    {
      found = g_new0 (guint8, n);
      if (H5Dread (dataset, class == H5T_INTEGER ? H5T_NATIVE_UINT8 : H5T_NATIVE_B8, H5S_ALL,
                   H5S_ALL, H5P_DEFAULT, found) >= 0)
        {
          gboolean by_column = FALSE;

          for (guint i = 0; i + 1 < array->n_dimensions; i++)
            by_column = by_column || array->axes[i] == INS_FOREIGN_COLUMN;
          self->status = g_new (guint8, n);
          for (gsize i = 0; i < n; i++)
            self->status[i] =
                by_column ? found[i % volume->n_columns * volume->n_rows + i / volume->n_columns]
                          : found[i];
        }
    }
  H5Dclose (dataset);
}

/* ---- rows ---------------------------------------------------------------------------------- */

static gboolean
read_block (Reading *self, guint row, GError **error)
{
  const InsForeignArray *array = &self->setup.ascans;
  hid_t space = H5Dget_space (self->ascans), memory;
  hsize_t start[INS_FOREIGN_MAX_DIMENSIONS], count[INS_FOREIGN_MAX_DIMENSIONS];
  gboolean good;

  self->first_row = row;
  self->n_block_rows = MIN (self->most_block_rows, self->setup.volume.n_rows - row);
  for (guint i = 0; i < array->n_dimensions; i++)
    {
      gboolean is_row = array->axes[i] == INS_FOREIGN_ROW;

      start[i] = is_row ? row : 0;
      count[i] = is_row ? self->n_block_rows : array->sizes[i];
    }
  memory = H5Screate_simple ((int)array->n_dimensions, count, NULL);
  good = H5Sselect_hyperslab (space, H5S_SELECT_SET, start, NULL, count, NULL) >= 0 &&
         H5Dread (self->ascans, H5T_NATIVE_FLOAT, memory, space, H5P_DEFAULT, self->block) >= 0;
  H5Sclose (memory);
  H5Sclose (space);

  return good || fail (self, error, _ ("Its A-scans cannot be read: the file is damaged."));
}

/* Numbers from one row, column and sample to the next in the block. */
static void
get_strides (const Reading *self, gsize *strides)
{
  const InsForeignArray *array = &self->setup.ascans;
  gsize stride = 1;

  memset (strides, 0, (INS_FOREIGN_OTHER + 1) * sizeof *strides);
  for (guint i = array->n_dimensions; i-- > 0;)
    {
      strides[array->axes[i]] = stride;
      stride *= array->axes[i] == INS_FOREIGN_ROW ? self->n_block_rows : array->sizes[i];
    }
}

static gboolean
read_row (gpointer source, guint row, gint16 *ascans, guint8 *holes, GError **error)
{
  Reading *self = source;
  const InsForeignSetup *setup = &self->setup;
  guint n_samples = setup->volume.n_samples, n_columns = setup->volume.n_columns;
  gsize strides[INS_FOREIGN_OTHER + 1];

  if (row < self->first_row || row >= self->first_row + self->n_block_rows)
    if (!read_block (self, row, error))
      return FALSE;
  get_strides (self, strides);
  for (guint column = 0; column < n_columns; column++)
    {
      const float *from = self->block + (row - self->first_row) * strides[INS_FOREIGN_ROW] +
                          column * strides[INS_FOREIGN_COLUMN];
      guint8 status = self->status != NULL ? self->status[(gsize)row * n_columns + column] : 0;

      for (guint i = 0; i < n_samples; i++)
        self->values[i] = (double)from[i * strides[INS_FOREIGN_SAMPLE]];
      holes[column] = !ins_number_scale_apply (&self->scale, self->values, n_samples,
                                               ascans + (gsize)column * n_samples) ||
                      (self->status != NULL && setup->has_data != 0 &&
                       (status & setup->has_data) == 0);
    }

  return TRUE;
}

/* ---- all of it ----------------------------------------------------------------------------- */

/* Numbers that the description says nothing about: the whole range of their type. */
static void
set_scale (Reading *self)
{
  InsForeignSetup *setup = &self->setup;
  hid_t type = H5Dget_type (self->ascans);
  double bits = (double)(8 * H5Tget_size (type)), percent, zero, full, reach;
  gboolean is_signed = !self->is_whole || H5Tget_sign (type) == H5T_SGN_2;

  H5Tclose (type);
  if (isnan (setup->minimum))
    {
      setup->maximum = self->is_whole ? pow (2.0, is_signed ? bits - 1 : bits) - 1.0 : 1.0;
      setup->minimum = is_signed ? -setup->maximum : 0.0;
      setup->maximum_percent = 100.0;
      setup->minimum_percent = is_signed ? -100.0 : 0.0;
    }
  percent = (setup->maximum_percent - setup->minimum_percent) / (setup->maximum - setup->minimum);
  zero = setup->minimum - setup->minimum_percent / percent;
  full = 100.0 / percent;
  reach = fmax (fabs (setup->minimum - zero), fabs (setup->maximum - zero));
  /* two's complement has one number more below than above: half a count is not worth rounding */
  if (self->is_whole && fabs (zero) <= 0.5 && reach <= 32768.0 && full >= 64.0)
    {
      zero = 0.0;
      full = fmin (floor (full + 0.5), 32767.0);
      reach = fmin (floor (reach), 32767.0);
    }
  ins_number_scale_init (&self->scale, zero, full, reach, self->is_whole);
  setup->volume.full_scale_counts = self->scale.full_scale_counts;
}

static gboolean
open_ascans (Reading *self, GError **error)
{
  InsForeignSetup *setup = &self->setup;
  guint64 n_line = (guint64)setup->volume.n_columns * setup->volume.n_samples;
  hid_t type;
  H5T_class_t class;

  if ((guint64)setup->volume.n_rows * setup->volume.n_columns > MAX_PIXELS || n_line > BLOCK_BYTES)
    return fail (self, error, _ ("The raster in it is larger than a scan file can hold."));
  self->ascans = open_dataset (self, setup->ascans.path, error);
  if (self->ascans < 0)
    return FALSE;
  type = H5Dget_type (self->ascans);
  class = H5Tget_class (type);
  H5Tclose (type);
  self->is_whole = class == H5T_INTEGER;
  if (class != H5T_INTEGER && class != H5T_FLOAT)
    return fail (self, error, _ ("Its A-scans are not numbers."));
  if (!has_sizes (self->ascans, &setup->ascans))
    return fail (self, error, _ ("The sizes of its A-scans are not those of its description."));
  set_scale (self);
  if (!ins_volume_check (&setup->volume, error))
    return FALSE;
  self->most_block_rows = (guint)CLAMP (BLOCK_BYTES / sizeof (float) / n_line, 1,
                                        setup->volume.n_rows);
  self->block = g_new (float, self->most_block_rows *n_line);
  self->values = g_new (double, setup->volume.n_samples);

  return TRUE;
}

static gboolean
read_setup (Reading *self, GError **error)
{
  g_autofree char *setup = read_text (self, "/Public/Setup", error);
  g_autofree char *properties = NULL;

  if (setup == NULL)
    return FALSE;
  properties = read_text (self, "/Properties", NULL);
  if (ins_foreign_setup_parse (properties, setup, &self->setup, error))
    return TRUE;
  g_prefix_error (error, "%s: ", self->path);

  return FALSE;
}

static void
reading_clear (Reading *self)
{
  if (self->ascans >= 0)
    H5Dclose (self->ascans);
  if (self->file >= 0)
    H5Fclose (self->file);
  ins_foreign_setup_clear (&self->setup);
  g_free (self->block);
  g_free (self->values);
  g_free (self->status);
}

static char *
describe (const Reading *self)
{
  g_autofree char *base = g_filename_display_basename (self->path);

  if (self->setup.before_pulse_s <= 0.0)
    return g_strdup_printf ("Read from %s.", base);

  return g_strdup_printf ("Read from %s. Times count from the first sample, %.3f us before the "
                          "zero of that file.",
                          base, self->setup.before_pulse_s * 1e6);
}

gboolean
ins_foreign_hdf5_convert (const char *input,
                          const char *output,
                          InsVolumeProgress progress,
                          gpointer data,
                          GError **error)
{
  Reading self = { .path = input, .ascans = -1 };
  hid_t access = H5Pcreate (H5P_FILE_ACCESS);
  g_autofree char *source = NULL;
  gboolean done;

  H5Eset_auto2 (H5E_DEFAULT, NULL, NULL);
  H5Pset_file_locking (access, 0, 1);
  self.file = H5Fopen (input, H5F_ACC_RDONLY, access);
  H5Pclose (access);
  if (self.file < 0)
    return fail (&self, error, _ ("This is not an HDF5 file, or it is cut short or damaged."));
  done = read_setup (&self, error) && open_ascans (&self, error);
  if (done)
    {
      read_status (&self);
      source = describe (&self);
      self.setup.volume.source = source;
      done = ins_volume_write (&self.setup.volume, output, TRUE, read_row, &self, progress, data,
                               NULL, error);
    }
  reading_clear (&self);

  return done;
}
