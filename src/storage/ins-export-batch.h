/* ins-export-batch.h - several scans, several planes, in one go
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "storage/ins-export.h"

G_BEGIN_DECLS

typedef enum
{
  INS_BATCH_LAST_GATE, /* what a scan is about: the first often only follows the surface */
  INS_BATCH_FIRST_GATE,
  INS_BATCH_ALL_GATES,
} InsBatchGates;

/* Borrowed for the time of the call. */
typedef struct
{
  const char *format;        /* suffix of a format */
  const char *const *planes; /* as InsExportWish.plane, NULL-terminated; of those of gates one file
                                for each gate that @gates names */
  InsBatchGates gates;
  const char *folder; /* where the files go; made if it is not there */

  InsExportProgress progress;
  gpointer progress_data;
  GCancellable *cancellable;
} InsExportBatch;

/* Owned strings. */
typedef struct
{
  char *path;     /* of the scan */
  char *sentence; /* why it failed */
} InsExportFailure;

void ins_export_failure_free (InsExportFailure *self);

/**
 * ins_export_batch:
 * @paths: of scans, NULL-terminated
 * @n_written: (out): files
 * @failures: (element-type InsExportFailure): what failed is added; the others are made all the
 *   same
 *
 * Names are those of the scans with plane and gate behind them; a name that is taken gets a number.
 * Blocks. FALSE with an error if nothing could be begun, or with %G_IO_ERROR_CANCELLED; what was
 * written until then stays.
 */
gboolean ins_export_batch (const char *const *paths,
                           const InsExportBatch *wish,
                           guint *n_written,
                           GPtrArray *failures,
                           GError **error) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
