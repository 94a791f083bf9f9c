/* ins-foreign-hdf5.h - another program's .nde through HDF5, for a process of its own
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "storage/ins-volume.h"

G_BEGIN_DECLS

/**
 * ins_foreign_hdf5_convert:
 * @input: any file
 * @output: scan file to be made
 *
 * HDF5 may crash or hang on a damaged file: only for a process that may be lost. Links are not
 * followed, nothing outside of the file is opened, and memory is that of a few rows.
 */
gboolean ins_foreign_hdf5_convert (const char *input,
                                   const char *output,
                                   InsVolumeProgress progress,
                                   gpointer data,
                                   GError **error) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
