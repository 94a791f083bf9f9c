/* ins-nde-hdf5.h - the one moment at which HDF5 touches a scan file: making it
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "storage/ins-nde-directory.h"

G_BEGIN_DECLS

/**
 * ins_nde_hdf5_create:
 * @path: made anew, what stands there is cut to nothing
 * @layout: (inout): offsets are filled in
 * @setup: JSON of /Public/Setup
 * @properties: JSON of /Properties, already padded to the size it may grow to
 * @directory_offset: (out): where the caller is to write ins_nde_directory_new()
 *
 * All groups and datasets, allocated but not filled. On an error the file may be left behind half
 * made. Any thread; calls into HDF5 take turns.
 */
gboolean ins_nde_hdf5_create (const char *path,
                              InsNdeLayout *layout,
                              const InsNdeHeader *header,
                              const char *setup,
                              const char *properties,
                              guint64 *directory_offset,
                              GError **error) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
