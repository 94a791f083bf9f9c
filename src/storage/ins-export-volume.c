/* All A-scans of a scan: NumPy, VTK, CSV and a TIFF stack, piece by piece.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "config.h"

#include <errno.h>
#include <glib/gi18n.h>
#include <math.h>
#include <string.h>
#include <tiffio.h>
#include <unistd.h>

#include "core/ins-error.h"
#include "storage/ins-export-private.h"
#include "storage/ins-nde-io.h"

/* At once in memory. */
#define PIECE_BYTES (64u << 20)

/* Offsets in a TIFF file have 32 bits; the tags of a picture take less than this. */
#define TIFF_MOST_BYTES 4294967295.0
#define TIFF_PICTURE_BYTES 1024.0

const gint16 *
ins_export_volume_get_ascan (const InsExportVolume *self, guint row, guint column)
{
  int source = ins_cscan_get_source (self->cscan, row, column);

  return source < 0 ? NULL : ins_nde_file_get_ascan (self->file, row, (guint)source);
}

void
ins_export_volume_get_depth (const InsExportVolume *self, double *first_mm, double *step_mm)
{
  double mm_per_s = ins_nde_file_get_recipe (self->file)->velocity_m_s * 1e3 / 2.0;

  *first_mm = self->timing->delay_s * mm_per_s;
  *step_mm = mm_per_s / self->timing->sample_rate_hz;
}

guint
ins_export_volume_get_n_slices (const InsExportVolume *self)
{
  guint64 slice_bytes = (guint64)self->grid->n_rows * self->grid->n_columns * sizeof (float);

  return (guint)CLAMP (PIECE_BYTES / slice_bytes, 1, self->timing->n_samples);
}

gboolean
ins_export_volume_fill_slices (const InsExportVolume *self,
                               guint first,
                               guint n,
                               float *values,
                               GError **error)
{
  guint n_columns = self->grid->n_columns, n_rows = self->grid->n_rows;
  gsize slice = (gsize)n_rows * n_columns;

  for (guint row = 0; row < n_rows; row++)
    {
      double fraction = (first + n * (double)row / n_rows) / self->timing->n_samples;

      if (!ins_export_go_on (self->wish, fraction, error))
        return FALSE;
      for (guint column = 0; column < n_columns; column++)
        {
          const gint16 *ascan = ins_export_volume_get_ascan (self, row, column);
          float *to = values + (gsize)row * n_columns + column;

          for (guint i = 0; i < n; i++)
            to[i * slice] = ascan != NULL ? (float)ascan[first + i] * self->percent_per_count : NAN;
        }
    }

  return TRUE;
}

static void
fill_ascan (const InsExportVolume *self, const gint16 *ascan, float *values)
{
  for (guint i = 0; i < self->timing->n_samples; i++)
    values[i] = ascan != NULL ? (float)ascan[i] * self->percent_per_count : NAN;
}

gboolean
ins_export_npy_volume (const InsExportVolume *self, int fd, GError **error)
{
  guint n_samples = self->timing->n_samples, n_columns = self->grid->n_columns;
  gsize n_row = (gsize)n_columns * n_samples;
  g_autofree float *values = g_new (float, n_row);
  g_autoptr (GByteArray) header = g_byte_array_new ();
  g_autofree char *shape = g_strdup_printf ("%u, %u, %u", self->grid->n_rows, n_columns, n_samples);

  ins_export_append_npy_header (header, shape);
  if (!ins_nde_io_write (fd, self->path, 0, header->data, header->len, error))
    return FALSE;
  for (guint row = 0; row < self->grid->n_rows; row++)
    {
      if (!ins_export_go_on (self->wish, (double)row / self->grid->n_rows, error))
        return FALSE;
      for (guint column = 0; column < n_columns; column++)
        fill_ascan (self, ins_export_volume_get_ascan (self, row, column),
                    values + (gsize)column * n_samples);
      if (!ins_nde_io_write (fd, self->path, header->len + row * n_row * sizeof (float), values,
                             n_row * sizeof (float), error))
        return FALSE;
    }

  return TRUE;
}

/* One table row is one A-scan, columns in the order of the picture's rows. */
static void
append_ascan (const InsExportVolume *self,
              guint row,
              guint column,
              float *values,
              GByteArray *bytes)
{
  const gint16 *ascan = ins_export_volume_get_ascan (self, row, column);
  char text[2][G_ASCII_DTOSTR_BUF_SIZE];

  ins_export_append (
      bytes, "%s,%s",
      ins_export_format_number (text[0], ins_scan_grid_get_index_mm (self->grid, row)),
      ins_export_format_number (text[1], ins_scan_grid_get_scan_mm (self->grid, column)));
  fill_ascan (self, ascan, values);
  for (guint i = 0; i < self->timing->n_samples; i++)
    ins_export_append (bytes, ",%s",
                       ascan == NULL ? "" : ins_export_format_float (text[0], values[i]));
  ins_export_append (bytes, "\n");
}

gboolean
ins_export_csv_volume (const InsExportVolume *self, int fd, GError **error)
{
  g_autoptr (GByteArray) bytes = g_byte_array_new ();
  g_autofree float *values = g_new (float, self->timing->n_samples);
  char text[G_ASCII_DTOSTR_BUF_SIZE];
  guint64 offset = 0;

  ins_export_append (bytes, "%c mm,%c mm", INS_AXIS_LETTERS[self->grid->index_axis],
                     INS_AXIS_LETTERS[self->grid->scan_axis]);
  for (guint i = 0; i < self->timing->n_samples; i++)
    ins_export_append (bytes, ",%s us",
                       ins_export_format_number (
                           text, (self->timing->delay_s + i / self->timing->sample_rate_hz) * 1e6));
  ins_export_append (bytes, "\n");

  for (guint row = 0; row < self->grid->n_rows; row++)
    {
      if (!ins_export_go_on (self->wish, (double)row / self->grid->n_rows, error))
        return FALSE;
      for (guint column = 0; column < self->grid->n_columns; column++)
        {
          append_ascan (self, row, column, values, bytes);
          if (bytes->len < PIECE_BYTES / 16)
            continue;
          if (!ins_nde_io_write (fd, self->path, offset, bytes->data, bytes->len, error))
            return FALSE;
          offset += bytes->len;
          g_byte_array_set_size (bytes, 0);
        }
    }

  return ins_nde_io_write (fd, self->path, offset, bytes->data, bytes->len, error);
}

static char *
make_vti_head (const InsExportVolume *self)
{
  const InsScanGrid *grid = self->grid;
  g_autofree char *extent = g_strdup_printf ("0 %u 0 %u 0 %u", grid->n_columns - 1,
                                             grid->n_rows - 1, self->timing->n_samples - 1);
  char n[6][G_ASCII_DTOSTR_BUF_SIZE];
  double first_mm, step_mm;

  ins_export_volume_get_depth (self, &first_mm, &step_mm);

  return g_strdup_printf (
      "<?xml version=\"1.0\"?>\n<VTKFile type=\"ImageData\" version=\"1.0\" "
      "byte_order=\"LittleEndian\" header_type=\"UInt64\">\n"
      "<ImageData WholeExtent=\"%s\" Origin=\"%s %s %s\" Spacing=\"%s %s %s\" "
      "Direction=\"%d 0 0 0 %d 0 0 0 1\">\n"
      "<Piece Extent=\"%s\">\n<PointData Scalars=\"Echo\">\n"
      "<DataArray type=\"Float32\" Name=\"Echo\" format=\"appended\" offset=\"0\"/>\n"
      "</PointData>\n</Piece>\n</ImageData>\n<AppendedData encoding=\"raw\">\n_",
      extent, ins_export_format_number (n[0], ins_scan_grid_get_scan_mm (grid, 0)),
      ins_export_format_number (n[1], ins_scan_grid_get_index_mm (grid, 0)),
      ins_export_format_number (n[2], first_mm),
      ins_export_format_number (n[3], grid->scan_step_mm),
      ins_export_format_number (n[4], grid->index_step_mm),
      ins_export_format_number (n[5], step_mm), grid->scan_sign, grid->index_sign, extent);
}

/* x is the scan axis, y the index axis, z the depth; all in mm. */
gboolean
ins_export_vti_volume (const InsExportVolume *self, int fd, GError **error)
{
  static const char end[] = "\n</AppendedData>\n</VTKFile>\n";
  guint n_samples = self->timing->n_samples, n_slices = ins_export_volume_get_n_slices (self);
  gsize slice_bytes = (gsize)self->grid->n_rows * self->grid->n_columns * sizeof (float);
  const guint64 n_bytes = (guint64)slice_bytes * n_samples;
  g_autofree char *head = make_vti_head (self);
  g_autofree float *values = g_malloc (n_slices * slice_bytes);
  guint64 offset = strlen (head);

  if (!ins_nde_io_write (fd, self->path, 0, head, offset, error) ||
      !ins_nde_io_write (fd, self->path, offset, &n_bytes, sizeof n_bytes, error))
    return FALSE;
  offset += sizeof n_bytes;
  for (guint first = 0; first < n_samples; first += n_slices)
    {
      guint n = MIN (n_slices, n_samples - first);

      if (!ins_export_volume_fill_slices (self, first, n, values, error) ||
          !ins_nde_io_write (fd, self->path, offset, values, n * slice_bytes, error))
        return FALSE;
      offset += n * slice_bytes;
    }

  return ins_nde_io_write (fd, self->path, offset, end, sizeof end - 1, error);
}

/* ---- TIFF ---------------------------------------------------------------------------------- */

static char *
describe_stack (const InsExportVolume *self)
{
  char text[2][G_ASCII_DTOSTR_BUF_SIZE];
  double first_mm, step_mm;

  ins_export_volume_get_depth (self, &first_mm, &step_mm);

  return g_strdup_printf ("ImageJ=1.53t\nimages=%u\nslices=%u\nunit=mm\nspacing=%s\nzorigin=%s\n",
                          self->timing->n_samples, self->timing->n_samples,
                          ins_export_format_number (text[0], step_mm),
                          ins_export_format_number (text[1], -first_mm / step_mm));
}

static gboolean
check_tiff_size (const InsExportVolume *self, GError **error)
{
  double picture = (double)self->grid->n_rows * self->grid->n_columns * sizeof (float);

  if ((picture + TIFF_PICTURE_BYTES) * self->timing->n_samples < TIFF_MOST_BYTES)
    return TRUE;
  g_set_error (error, INS_FILE_ERROR, INS_FILE_ERROR_FORMAT,
               _ ("All A-scans take %.1f GB, and a TIFF file ends at 4 GB. Choose .npy or .vti."),
               picture * self->timing->n_samples / 1e9);

  return FALSE;
}

static gboolean
put_stack (const InsExportVolume *self, TIFF *tiff, GError **error)
{
  guint n_samples = self->timing->n_samples, n_slices = ins_export_volume_get_n_slices (self);
  gsize slice = (gsize)self->grid->n_rows * self->grid->n_columns;
  g_autofree float *values = g_new (float, n_slices *slice);
  g_autofree char *description = describe_stack (self);
  InsExportPlane plane = { .file = self->file, .grid = self->grid, .n_values = slice };

  for (guint sample = 0; sample < n_samples; sample++)
    {
      guint place = sample % n_slices;

      if (place == 0 && !ins_export_volume_fill_slices (
                            self, sample, MIN (n_slices, n_samples - sample), values, error))
        return FALSE;
      plane.values = values + place * slice;
      if (!ins_export_put_tiff_picture (tiff, &plane, sample == 0 ? description : NULL))
        {
          ins_nde_io_set_error (error, errno, self->path);
          return FALSE;
        }
    }

  return TRUE;
}

gboolean
ins_export_tiff_volume (const InsExportVolume *self, int fd, GError **error)
{
  g_autofree char *name = g_strdup_printf ("/proc/self/fd/%d", fd);
  gboolean done;
  TIFF *tiff;

  if (!check_tiff_size (self, error))
    return FALSE;
  errno = 0;
  tiff = TIFFOpen (name, "wl");
  if (tiff == NULL)
    {
      ins_nde_io_set_error (error, errno, self->path);
      return FALSE;
    }
  done = put_stack (self, tiff, error);
  TIFFClose (tiff);

  return done;
}
