/* Plain arrays: NumPy, Gwyddion, CSV and VTK.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "config.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "storage/ins-export-private.h"
#include "storage/ins-nde-words.h"

static void
append_values (GByteArray *bytes, const InsExportPlane *plane)
{
  g_byte_array_append (bytes, (const guint8 *)plane->values,
                       (guint)(plane->n_values * sizeof (float)));
}

const char *
ins_export_format_number (char *text, double number)
{
  return g_ascii_formatd (text, G_ASCII_DTOSTR_BUF_SIZE, "%.10g", number);
}

const char *
ins_export_format_float (char *text, float number)
{
  static const char *const formats[] = { "%.6g", "%.7g", "%.8g", "%.9g" };

  for (guint i = 0; i < G_N_ELEMENTS (formats); i++)
    {
      g_ascii_formatd (text, G_ASCII_DTOSTR_BUF_SIZE, formats[i], (double)number);
      if ((float)g_ascii_strtod (text, NULL) == number)
        break;
    }

  return text;
}

/* https://numpy.org/doc/stable/reference/generated/numpy.lib.format.html, version 1.0 */
void
ins_export_append_npy_header (GByteArray *bytes, const char *shape)
{
  static const guint8 magic[] = { 0x93, 'N', 'U', 'M', 'P', 'Y', 1, 0 };
  g_autofree char *header = g_strdup_printf (
      "{'descr': '<f4', 'fortran_order': False, 'shape': (%s), }", shape);
  gsize begun = sizeof magic + 2 + strlen (header) + 1;
  gsize n_blanks = (64 - begun % 64) % 64;
  gsize length = strlen (header) + n_blanks + 1;
  const guint8 size[] = { (guint8)(length & 0xff), (guint8)(length >> 8) };

  g_byte_array_append (bytes, magic, sizeof magic);
  g_byte_array_append (bytes, size, sizeof size);
  ins_export_append (bytes, "%s%*s\n", header, (int)n_blanks, "");
}

GByteArray *
ins_export_npy (const InsExportPlane *plane, GError **error)
{
  g_autofree char *shape = g_strdup_printf ("%u, %u", plane->grid->n_rows, plane->grid->n_columns);
  GByteArray *bytes = g_byte_array_new ();

  ins_export_append_npy_header (bytes, shape);
  append_values (bytes, plane);

  return bytes;
}

/* Keys of our own, which readers show as they are. */
static void
append_words (GByteArray *bytes, InsNdeFile *file)
{
  g_auto (InsScanWords) words = { 0 };

  ins_nde_file_get_words (file, &words);
  if (words.part != NULL)
    ins_export_append (bytes, "Part = %s\n", words.part);
  if (words.operator_name != NULL)
    ins_export_append (bytes, "Operator = %s\n", words.operator_name);
}

/* http://gwyddion.net/documentation/user-guide-en/gsf.html: at least one NUL before the data. */
GByteArray *
ins_export_gsf (const InsExportPlane *plane, GError **error)
{
  static const guint8 nothing[4] = { 0 };
  const InsScanGrid *grid = plane->grid;
  GByteArray *bytes = g_byte_array_new ();
  char text[G_ASCII_DTOSTR_BUF_SIZE];

  ins_export_append (bytes, "Gwyddion Simple Field 1.0\nXRes = %u\nYRes = %u\n", grid->n_columns,
                     grid->n_rows);
  ins_export_append (
      bytes, "XReal = %s\n",
      ins_export_format_number (text, grid->n_columns * grid->scan_step_mm / 1000.0));
  ins_export_append (bytes, "YReal = %s\n",
                     ins_export_format_number (text, grid->n_rows * grid->index_step_mm / 1000.0));
  /* of the picture's edge, half a step before the first pixel's centre */
  ins_export_append (
      bytes, "XOffset = %s\n",
      ins_export_format_number (text, ins_scan_grid_get_scan_mm (grid, -0.5) / 1000.0));
  ins_export_append (
      bytes, "YOffset = %s\n",
      ins_export_format_number (text, ins_scan_grid_get_index_mm (grid, -0.5) / 1000.0));
  ins_export_append (bytes, "Title = %s\nXYUnits = m\nZUnits = %s\n", plane->title, plane->unit);
  append_words (bytes, plane->file);
  g_byte_array_append (bytes, nothing, 4 - bytes->len % 4);
  append_values (bytes, plane);

  return bytes;
}

GByteArray *
ins_export_csv (const InsExportPlane *plane, GError **error)
{
  const InsScanGrid *grid = plane->grid;
  GByteArray *bytes = g_byte_array_new ();
  char text[G_ASCII_DTOSTR_BUF_SIZE];

  ins_export_append (bytes, "%c mm down; %c mm across; value %s",
                     INS_AXIS_LETTERS[grid->index_axis], INS_AXIS_LETTERS[grid->scan_axis],
                     plane->unit);
  for (guint column = 0; column < grid->n_columns; column++)
    ins_export_append (bytes, ",%s",
                       ins_export_format_number (text, ins_scan_grid_get_scan_mm (grid, column)));
  ins_export_append (bytes, "\n");

  for (guint row = 0; row < grid->n_rows; row++)
    {
      const float *values = plane->values + (gsize)row * grid->n_columns;

      ins_export_append (bytes, "%s",
                         ins_export_format_number (text, ins_scan_grid_get_index_mm (grid, row)));
      for (guint column = 0; column < grid->n_columns; column++)
        ins_export_append (bytes, ",%s",
                           isnan (values[column]) ? ""
                                                  : ins_export_format_float (text, values[column]));
      ins_export_append (bytes, "\n");
    }

  return bytes;
}

/* VTK's XML ImageData with appended raw data: x is the scan axis, y the index axis, mm. */
GByteArray *
ins_export_vti (const InsExportPlane *plane, GError **error)
{
  const InsScanGrid *grid = plane->grid;
  GByteArray *bytes = g_byte_array_new ();
  g_autofree char *name = g_markup_escape_text (plane->title, -1);
  const guint64 n_bytes = plane->n_values * sizeof (float);
  char numbers[4][G_ASCII_DTOSTR_BUF_SIZE];

  ins_export_append (bytes,
                     "<?xml version=\"1.0\"?>\n<VTKFile type=\"ImageData\" version=\"1.0\" "
                     "byte_order=\"LittleEndian\" header_type=\"UInt64\">\n"
                     "<ImageData WholeExtent=\"0 %u 0 %u 0 0\" Origin=\"%s %s 0\" "
                     "Spacing=\"%s %s 1\" Direction=\"%d 0 0 0 %d 0 0 0 1\">\n",
                     grid->n_columns - 1, grid->n_rows - 1,
                     ins_export_format_number (numbers[0], ins_scan_grid_get_scan_mm (grid, 0)),
                     ins_export_format_number (numbers[1], ins_scan_grid_get_index_mm (grid, 0)),
                     ins_export_format_number (numbers[2], grid->scan_step_mm),
                     ins_export_format_number (numbers[3], grid->index_step_mm), grid->scan_sign,
                     grid->index_sign);
  ins_export_append (bytes,
                     "<Piece Extent=\"0 %u 0 %u 0 0\">\n<PointData Scalars=\"%s\">\n"
                     "<DataArray type=\"Float32\" Name=\"%s\" format=\"appended\" offset=\"0\"/>\n"
                     "</PointData>\n</Piece>\n</ImageData>\n<AppendedData encoding=\"raw\">\n_",
                     grid->n_columns - 1, grid->n_rows - 1, name, name);
  g_byte_array_append (bytes, (const guint8 *)&n_bytes, sizeof n_bytes);
  append_values (bytes, plane);
  ins_export_append (bytes, "\n</AppendedData>\n</VTKFile>\n");

  return bytes;
}
