/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n.h>
#include <math.h>
#include <string.h>
#include <tiffio.h>

#include "core/ins-error.h"
#include "storage/ins-export-private.h"
#include "storage/ins-nde-words.h"

#define ROWS_PER_STRIP 64

/* A file in memory, as libtiff wants to see one. */
typedef struct
{
  GByteArray *bytes;
  guint64 place;
} Memory;

static tmsize_t
on_read (thandle_t handle, void *data, tmsize_t n)
{
  Memory *memory = handle;
  guint64 left = memory->place < memory->bytes->len ? memory->bytes->len - memory->place : 0;

  n = (tmsize_t)MIN ((guint64)n, left);
  memcpy (data, memory->bytes->data + memory->place, (gsize)n);
  memory->place += (guint64)n;

  return n;
}

static tmsize_t
on_write (thandle_t handle, void *data, tmsize_t n)
{
  Memory *memory = handle;
  guint64 end = memory->place + (guint64)n;
  guint old_length = memory->bytes->len;

  if (end > G_MAXUINT / 2)
    return 0;
  if (end > old_length)
    {
      g_byte_array_set_size (memory->bytes, (guint)end);
      memset (memory->bytes->data + old_length, 0, end - old_length);
    }
  memcpy (memory->bytes->data + memory->place, data, (gsize)n);
  memory->place = end;

  return n;
}

static toff_t
on_seek (thandle_t handle, toff_t offset, int whence)
{
  Memory *memory = handle;

  memory->place = whence == SEEK_SET   ? offset
                  : whence == SEEK_CUR ? memory->place + offset
                                       : memory->bytes->len + offset;

  return memory->place;
}

static int
on_close (thandle_t handle)
{
  return 0;
}

static toff_t
on_size (thandle_t handle)
{
  return ((Memory *)handle)->bytes->len;
}

/* What ImageJ reads beside the tags: the unit of the resolution, and which pixel is at 0;0. */
static char *
describe (const InsExportPlane *plane)
{
  g_auto (InsScanWords) words = { 0 };
  const InsScanGrid *grid = plane->grid;
  char x[G_ASCII_DTOSTR_BUF_SIZE], y[G_ASCII_DTOSTR_BUF_SIZE];
  GString *text = g_string_new ("ImageJ=1.53t\nunit=mm\n");

  /* its coordinates can only rise along a row or a column */
  if (grid->scan_sign > 0 && grid->index_sign > 0)
    g_string_append_printf (
        text, "xorigin=%s\nyorigin=%s\n",
        g_ascii_formatd (x, sizeof x, "%.10g",
                         -grid->start.mm[grid->scan_axis] / grid->scan_step_mm),
        g_ascii_formatd (y, sizeof y, "%.10g",
                         -grid->start.mm[grid->index_axis] / grid->index_step_mm));

  ins_nde_file_get_words (plane->file, &words);
  if (words.part != NULL)
    g_string_append_printf (text, "part=%s\n", words.part);
  if (words.operator_name != NULL)
    g_string_append_printf (text, "operator=%s\n", words.operator_name);

  return g_string_free (text, FALSE);
}

gboolean
ins_export_put_tiff_picture (void *handle, const InsExportPlane *plane, const char *description)
{
  const InsScanGrid *grid = plane->grid;
  TIFF *tiff = handle;
  gsize row_bytes = grid->n_columns * sizeof (float);

  TIFFSetField (tiff, TIFFTAG_IMAGEWIDTH, grid->n_columns);
  TIFFSetField (tiff, TIFFTAG_IMAGELENGTH, grid->n_rows);
  TIFFSetField (tiff, TIFFTAG_BITSPERSAMPLE, 32);
  TIFFSetField (tiff, TIFFTAG_SAMPLESPERPIXEL, 1);
  TIFFSetField (tiff, TIFFTAG_SAMPLEFORMAT, SAMPLEFORMAT_IEEEFP);
  TIFFSetField (tiff, TIFFTAG_PHOTOMETRIC, PHOTOMETRIC_MINISBLACK);
  TIFFSetField (tiff, TIFFTAG_PLANARCONFIG, PLANARCONFIG_CONTIG);
  TIFFSetField (tiff, TIFFTAG_COMPRESSION, COMPRESSION_NONE);
  TIFFSetField (tiff, TIFFTAG_ROWSPERSTRIP, ROWS_PER_STRIP);
  TIFFSetField (tiff, TIFFTAG_RESOLUTIONUNIT, RESUNIT_NONE);
  TIFFSetField (tiff, TIFFTAG_XRESOLUTION, 1.0 / grid->scan_step_mm);
  TIFFSetField (tiff, TIFFTAG_YRESOLUTION, 1.0 / grid->index_step_mm);
  if (description != NULL)
    TIFFSetField (tiff, TIFFTAG_IMAGEDESCRIPTION, description);
  TIFFSetField (tiff, TIFFTAG_SOFTWARE, ins_nde_file_get_software (plane->file));

  for (guint row = 0, strip = 0; row < grid->n_rows; row += ROWS_PER_STRIP, strip++)
    {
      gsize n_bytes = row_bytes * MIN (ROWS_PER_STRIP, grid->n_rows - row);
      /* libtiff does not write to it without compression and with the machine's own byte order */
      void *values = (void *)(plane->values + (gsize)row * grid->n_columns);

      if (TIFFWriteEncodedStrip (tiff, strip, values, (tmsize_t)n_bytes) < 0)
        return FALSE;
    }

  return TIFFWriteDirectory (tiff) != 0;
}

GByteArray *
ins_export_tiff (const InsExportPlane *plane, GError **error)
{
  g_autoptr (GByteArray) bytes = g_byte_array_new ();
  Memory memory = { .bytes = bytes };
  /* l: little-endian; m: do not map */
  TIFF *tiff = TIFFClientOpen ("memory", "wlm", &memory, on_read, on_write, on_seek, on_close,
                               on_size, NULL, NULL);
  g_autofree char *description = describe (plane);
  gboolean done = tiff != NULL && ins_export_put_tiff_picture (tiff, plane, description);

  if (tiff != NULL)
    TIFFClose (tiff);
  if (!done)
    {
      g_set_error (
          error, INS_FILE_ERROR, INS_FILE_ERROR_FORMAT,
          _ ("The picture has %u x %u pixels, which TIFF cannot hold. Choose .npy or .gsf."),
          plane->grid->n_columns, plane->grid->n_rows);
      return NULL;
    }

  return g_steal_pointer (&bytes);
}
