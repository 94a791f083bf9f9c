/* ins-nde-writer.h - the .nde file while it is measured
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "scan/ins-line-data.h"

G_BEGIN_DECLS

/* The sink of a scan: creates the file whole (groups, both JSON strings padded, contiguous datasets
 * allocated early, disk space reserved), closes HDF5, then writes each line in place with its
 * record and CRC last. HDF5 metadata never changes during a scan. */
typedef struct _InsNdeWriter InsNdeWriter;

/**
 * ins_nde_writer_new:
 * @path: file to be made by begin(); an existing one is %INS_FILE_ERROR_EXISTS unless @overwrite
 * @resume: open it and go on; %INS_FILE_ERROR_MISMATCH unless the recipe's hash is the same
 *
 * Touches no file before begin().
 */
InsNdeWriter *ins_nde_writer_new (const char *path, gboolean resume, gboolean overwrite);
void ins_nde_writer_free (InsNdeWriter *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (InsNdeWriter, ins_nde_writer_free)

InsLineSink *ins_nde_writer_get_sink (InsNdeWriter *self);

G_END_DECLS
