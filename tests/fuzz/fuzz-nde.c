/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gstdio.h>
#include <sys/mman.h>
#include <unistd.h>

#include "image/ins-measure.h"
#include "storage/ins-nde-measure.h"

int LLVMFuzzerTestOneInput (const guint8 *bytes, gsize n_bytes);

int
LLVMFuzzerTestOneInput (const guint8 *bytes, gsize n_bytes)
{
  int fd = memfd_create ("fuzz.nde", MFD_CLOEXEC);
  g_autofree char *path = g_strdup_printf ("/proc/self/fd/%d", fd);
  g_autoptr (InsNdeFile) file = NULL;

  if (fd >= 0 && write (fd, bytes, n_bytes) == (gssize)n_bytes)
    file = ins_nde_file_open_own (path, NULL);
  if (file != NULL)
    {
      InsCscan *cscan = ins_nde_file_dup_cscan (file);
      g_autoptr (InsKeyFile) measures = ins_nde_file_dup_measures (file, NULL);
      g_autoptr (GPtrArray) all = measures != NULL ? ins_measure_read_all (measures, NULL) : NULL;

      ins_nde_file_get_ascan (file, 0, 0);
      ins_cscan_unref (cscan);
    }
  g_clear_pointer (&file, ins_nde_file_unref);
  g_close (fd, NULL);

  return 0;
}
