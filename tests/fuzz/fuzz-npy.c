/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "storage/ins-npy.h"

int LLVMFuzzerTestOneInput (const guint8 *bytes, gsize n_bytes);

/* What a head promises is there: every number is read. */
int
LLVMFuzzerTestOneInput (const guint8 *bytes, gsize n_bytes)
{
  InsNpy npy;
  guint64 n = 1;

  if (!ins_npy_parse (bytes, n_bytes, &npy, NULL))
    return 0;
  for (guint i = 0; i < npy.rank; i++)
    n *= npy.shape[i];
  for (guint64 i = 0; i < n; i++)
    {
      double value;

      ins_numbers_read (npy.type, npy.is_swapped,
                        bytes + npy.data_offset + i * ins_number_type_get_size (npy.type), 0, 1,
                        &value);
    }

  return 0;
}
