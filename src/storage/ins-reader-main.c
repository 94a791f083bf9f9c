/* insonify-reader INPUT OUTPUT - makes a scan file of another program's .nde
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A process of its own, because HDF5 may crash on a damaged file. On stdout a line with how far it
 * is, on stderr the sentence if it fails.
 */
#include "config.h"

#include <sys/resource.h>

#include "core/ins-locale.h"
#include "storage/ins-foreign-hdf5.h"

/* More than a few rows and the planes of the largest picture take. */
#define MAX_MEMORY_BYTES (6ull << 30)

static void
on_progress (double fraction, gpointer data)
{
  g_print ("%d\n", (int)(fraction * 1000));
}

int
main (int argc, char *argv[])
{
  const struct rlimit memory = { MAX_MEMORY_BYTES, MAX_MEMORY_BYTES };
  const struct rlimit core = { 0, 0 };
  g_autoptr (GError) error = NULL;

  ins_locale_init ();
  if (argc != 3)
    return 2;
#if !defined __SANITIZE_ADDRESS__ && !defined __SANITIZE_THREAD__
  (void)setrlimit (RLIMIT_AS, &memory);
#else
  (void)memory;
#endif
  (void)setrlimit (RLIMIT_CORE, &core);
  if (ins_foreign_hdf5_convert (argv[1], argv[2], on_progress, NULL, &error))
    return 0;
  g_printerr ("%s\n", error->message);

  return 1;
}
