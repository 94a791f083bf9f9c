/* ins-nde-directory.h - the file's own table of contents, which needs no HDF5 to be read
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "storage/ins-nde-layout.h"

G_BEGIN_DECLS

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
void ins_nde_header_copy (InsNdeHeader *to, const InsNdeHeader *from);

/**
 * ins_nde_directory_new:
 *
 * The bytes of /Private/Insonify/Directory: 16 bytes "Insonify-NDE-1" and zeros, then 32-bit
 * little-endian format version, length and CRC-32 of what follows, and a zero; then a serialized
 * GVariant with header, sizes, and path, offset and size of every dataset. Their number depends on
 * neither offset. HDF5 1.10 can be brought to crash by a damaged file; reading through this cannot,
 * and gets at the data even where the tables of HDF5 are damaged.
 */
GBytes *ins_nde_directory_new (const InsNdeLayout *layout, const InsNdeHeader *header);

/* An HDF5 file without a directory of ours. */
gboolean ins_nde_directory_is_foreign (const guint8 *file, gsize file_size);

/**
 * ins_nde_directory_read:
 * @file: (array length=file_size): the whole file, mapped
 * @path: for messages
 * @header: (out): zeroed by the caller, who clears it also after an error
 * @recipe: (out) (transfer full)
 *
 * Every dataset has the size that the recipe asks for and lies within the file.
 * %INS_FILE_ERROR_FORMAT with one sentence for anything else.
 */
gboolean ins_nde_directory_read (const guint8 *file,
                                 gsize file_size,
                                 const char *path,
                                 InsNdeLayout *layout,
                                 InsNdeHeader *header,
                                 InsRecipe **recipe,
                                 GError **error) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
