/* ins-export-private.h - what every export format is given
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "storage/ins-export.h"

G_BEGIN_DECLS

/* One plane of one gate, or a map of the whole scan. */
typedef struct
{
  InsNdeFile *file;
  const InsScanGrid *grid;
  InsPlaneKind kind;
  guint gate;
  const char *title;   /* "Gate A amplitude", ASCII but for the gate's name */
  const char *unit;    /* "%", "s", "um" or "1" */
  const float *values; /* n_rows x n_columns, NaN for holes */
  gsize n_values;
} InsExportPlane;

/* Each makes the bytes of a whole file. (transfer full); NULL with an error */
typedef GByteArray *(*InsExportFunc) (const InsExportPlane *plane, GError **error);

GByteArray *ins_export_png (const InsExportPlane *plane, GError **error);
GByteArray *ins_export_tiff (const InsExportPlane *plane, GError **error);
GByteArray *ins_export_npy (const InsExportPlane *plane, GError **error);
GByteArray *ins_export_gsf (const InsExportPlane *plane, GError **error);
GByteArray *ins_export_csv (const InsExportPlane *plane, GError **error);
GByteArray *ins_export_vti (const InsExportPlane *plane, GError **error);

/* Text with a point in numbers under any locale: only %s, %u and %d. */
void ins_export_append (GByteArray *bytes, const char *format, ...) G_GNUC_PRINTF (2, 3);

G_END_DECLS
