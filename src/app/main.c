/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n.h>
#include <malloc.h>

#include "app/ins-application.h"
#include "core/ins-locale.h"

int
main (int argc, char **argv)
{
  g_autoptr (InsApplication) application = NULL;

  /* A frame's buffers are a few megabytes each. Left alone, glibc maps and unmaps them every time,
   * and page faults take half of a frame. */
  mallopt (M_MMAP_THRESHOLD, 1 << 30);
  mallopt (M_TRIM_THRESHOLD, 1 << 30);
  mallopt (M_TOP_PAD, 64 << 20);

  ins_locale_init ();
  g_set_application_name (_ ("Insonify"));

  application = ins_application_new ();

  return g_application_run (G_APPLICATION (application), argc, argv);
}
