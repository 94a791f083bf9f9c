/* ins-nde-hdf5.h - the two moments at which HDF5 touches a scan file: making and opening
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "storage/ins-nde-layout.h"

G_BEGIN_DECLS

#define INS_NDE_FORMAT_VERSION 1

/* What stands in /Private/Insonify beside the arrays. Strings are owned. */
typedef struct
{
  char *recipe;  /* key file */
  char *rig;     /* key file */
  char *devices; /* plain sentences */
  char *software;
  char *created; /* RFC 3339 */
  gboolean is_simulated;
  int full_scale_counts;
  InsTiming timing; /* as the card does it */
} InsNdeHeader;

void ins_nde_header_clear (InsNdeHeader *self);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (InsNdeHeader, ins_nde_header_clear)

/**
 * ins_nde_hdf5_create:
 * @path: made anew, what stands there is cut to nothing
 * @layout: (inout): offsets are filled in
 * @setup: JSON of /Public/Setup
 * @properties: JSON of /Properties, already padded to the size it may grow to
 *
 * All groups and datasets, allocated but not filled. On an error the file may be left behind half
 * made. Any thread; calls into HDF5 take turns.
 */
gboolean ins_nde_hdf5_create (const char *path,
                              InsNdeLayout *layout,
                              const InsNdeHeader *header,
                              const char *setup,
                              const char *properties,
                              GError **error) G_GNUC_WARN_UNUSED_RESULT;

/**
 * ins_nde_hdf5_open:
 * @header: (out): zeroed by the caller; filled also on an error, to be cleared
 * @recipe: (out) (transfer full): the parsed recipe
 *
 * Reads header and layout of a file of ours and closes it. Every dataset was found with the type
 * and the shape that the recipe asks for, and lies within the file.
 * %INS_FILE_ERROR_FORMAT with one sentence for anything else.
 */
gboolean ins_nde_hdf5_open (const char *path,
                            guint64 file_size,
                            InsNdeLayout *layout,
                            InsNdeHeader *header,
                            InsRecipe **recipe,
                            GError **error) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
