/* ins-import-private.h - what the files of the import share
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "storage/ins-import.h"
#include "storage/ins-npy.h"

G_BEGIN_DECLS

struct _InsImport
{
  char *path, *name, *source;
  const guint8 *map;
  gsize size;
  InsImportKind kind;
  InsImportOptions options;

  InsCsv *csv; /* of csv_format; NULL: not looked at */
  InsCsvFormat csv_format;
  InsNpy npy;

  double least, greatest; /* of all samples that are numbers */
  gboolean is_whole;
  gboolean knows_range;

  InsNumberScale scale;
  double *values; /* scratch of one A-scan */
};

G_END_DECLS
