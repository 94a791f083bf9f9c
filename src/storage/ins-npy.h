/* ins-npy.h - the head of a NumPy file
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "storage/ins-number-array.h"

G_BEGIN_DECLS

typedef struct
{
  InsNumberType type;
  gboolean is_swapped; /* the other byte order than the machine's */
  gboolean is_fortran; /* the first dimension runs fastest */
  guint rank;          /* 1 to 3 */
  guint64 shape[3];
  gsize data_offset;
} InsNpy;

/**
 * ins_npy_parse:
 * @bytes: (array length=n_bytes): a whole file
 *
 * Format versions 1 to 3; whole numbers and floats of 1 to 8 bytes in any byte order. All numbers
 * that the shape asks for lie within @n_bytes, and their count fits into 63 bits. Pure.
 * INS_FILE_ERROR_FORMAT.
 */
gboolean ins_npy_parse (const guint8 *bytes, gsize n_bytes, InsNpy *npy, GError **error)
    G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
