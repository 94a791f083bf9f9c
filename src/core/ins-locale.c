/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "core/ins-locale.h"

#include <libintl.h>
#include <locale.h>

void
ins_locale_init (void)
{
  const char *folder = g_getenv ("INSONIFY_LOCALEDIR");

  setlocale (LC_ALL, "");
  bindtextdomain (GETTEXT_PACKAGE, folder != NULL ? folder : LOCALEDIR);
  bind_textdomain_codeset (GETTEXT_PACKAGE, "UTF-8");
  textdomain (GETTEXT_PACKAGE);
}
