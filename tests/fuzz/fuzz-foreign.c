/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "storage/ins-foreign-setup.h"

int LLVMFuzzerTestOneInput (const guint8 *bytes, gsize n_bytes);

/* The description in another program's .nde. */
int
LLVMFuzzerTestOneInput (const guint8 *bytes, gsize n_bytes)
{
  g_autofree char *text = g_strndup (n_bytes > 0 ? (const char *)bytes : "", n_bytes);
  g_auto (InsForeignSetup) setup = { .name = NULL };

  if (ins_foreign_setup_parse (text, text, &setup, NULL) && ins_volume_check (&setup.volume, NULL))
    g_assert_cmpuint (setup.volume.n_samples, >, 0);

  return 0;
}
