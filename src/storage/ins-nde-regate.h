/* ins-nde-regate.h - a scan file evaluated anew: other gates, another latency and backlash
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include <gio/gio.h>

#include "storage/ins-nde-correction.h"
#include "storage/ins-nde-file.h"

G_BEGIN_DECLS

/* What is to become of the correction. */
typedef enum
{
  INS_REGATE_KEEP,    /* as it is in the file; what the picture says is measured anew */
  INS_REGATE_NOTHING, /* as recorded */
  INS_REGATE_PICTURE, /* what the picture says */
  INS_REGATE_VALUES,
} InsRegateCorrection;

typedef void (*InsRegateFunc) (guint n_done, guint n_rows, gpointer data);

typedef struct
{
  const InsRecipe *gates; /* (nullable): recipe whose gates are taken; NULL: those of the file */
  InsRegateCorrection correction;
  double latency_s, backlash_mm; /* for VALUES; NaN: what the rows were placed with */
  GCancellable *cancellable; /* (nullable): %G_IO_ERROR_CANCELLED; nothing is left at the output */
  InsRegateFunc on_progress; /* (nullable): on the caller's thread, a few times a second */
  gpointer data;
} InsRegate;

/**
 * ins_nde_regate:
 * @path: the file to read; whole or cut short, but not one that is being written
 * @output: another name
 * @overwrite: @output may be there
 * @correction: (out): what was measured and is in force
 * @n_lines: (out): lines that were taken over
 *
 * Writes a file with the same lines, A-scans, reports and records; gate values are evaluated anew
 * from the A-scans by all processors, if other gates are asked for. Rows stay as they were recorded
 * also in the new file; the correction is counted from there, so it can be taken back by another
 * call, to the bit. @path is not changed. Blocks.
 *
 * %INS_DEVICE_ERROR_UNSUPPORTED for other gates where the file has no A-scans; %INS_FILE_ERROR.
 * Nothing is left at @output then.
 */
gboolean ins_nde_regate (const char *path,
                         const char *output,
                         const InsRegate *wish,
                         gboolean overwrite,
                         InsCorrection *correction,
                         guint *n_lines,
                         GError **error) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
