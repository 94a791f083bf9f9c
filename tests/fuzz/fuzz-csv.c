/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "storage/ins-csv.h"

int LLVMFuzzerTestOneInput (const guint8 *bytes, gsize n_bytes);

/* A table as the import looks at it: the guess, then all of it. */
int
LLVMFuzzerTestOneInput (const guint8 *bytes, gsize n_bytes)
{
  const char *text = (const char *)bytes;
  g_autoptr (InsCsv) csv = NULL;
  InsCsvFormat format;
  InsCsvHints hints;

  ins_csv_guess_format (text, n_bytes, &format);
  ins_csv_guess_hints (text, n_bytes, &format, &hints);
  csv = ins_csv_new (text, n_bytes, &format, NULL, NULL);
  if (csv != NULL)
    {
      g_autofree double *values = g_new (double, format.n_leading + ins_csv_get_n_samples (csv));

      for (guint i = 0; i < ins_csv_get_n_ascans (csv); i++)
        ins_csv_read (csv, i, values);
    }

  return 0;
}
