/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n.h>
#include <string.h>

#include "cli/ins-cli.h"
#include "core/ins-error.h"

void
ins_cli_complain (const char *format, ...)
{
  va_list arguments;
  g_autofree char *text = NULL;

  va_start (arguments, format);
  text = g_strdup_vprintf (format, arguments);
  va_end (arguments);
  g_printerr ("insonify-cli: %s\n", text);
}

InsCliStatus
ins_cli_get_status (GQuark domain, int code)
{
  if (domain == INS_RECIPE_ERROR || domain == G_OPTION_ERROR ||
      (domain == INS_DEVICE_ERROR && code == INS_DEVICE_ERROR_URI) ||
      (domain == INS_FILE_ERROR && code == INS_FILE_ERROR_MISMATCH))
    return INS_CLI_WRONG;
  if (domain == INS_DEVICE_ERROR && code == INS_DEVICE_ERROR_LOST)
    return INS_CLI_LOST;
  if (domain == G_IO_ERROR && code == G_IO_ERROR_CANCELLED)
    return INS_CLI_STOPPED;

  return INS_CLI_FAILED;
}

InsCliStatus
ins_cli_fail (GError *error)
{
  InsCliStatus status = ins_cli_get_status (error->domain, error->code);

  ins_cli_complain ("%s", status == INS_CLI_STOPPED ? _ ("Stopped.") : error->message);
  g_error_free (error);

  return status;
}

gint64
ins_cli_get_free_bytes (const char *folder)
{
  g_autoptr (GFile) here = g_file_new_for_path (folder);
  g_autoptr (GFileInfo) info = g_file_query_filesystem_info (here, G_FILE_ATTRIBUTE_FILESYSTEM_FREE,
                                                             ins_cli_get_cancellable (), NULL);

  if (info == NULL || !g_file_info_has_attribute (info, G_FILE_ATTRIBUTE_FILESYSTEM_FREE))
    return -1;

  return (gint64)MIN (g_file_info_get_attribute_uint64 (info, G_FILE_ATTRIBUTE_FILESYSTEM_FREE),
                      (guint64)G_MAXINT64);
}

char **
ins_cli_parse (char **argv,
               const char *usage,
               const char *summary,
               const GOptionEntry *entries,
               gboolean options_first,
               guint n_minimum,
               guint n_maximum)
{
  g_autofree char *synopsis = g_strdup_printf ("%s %s", argv[0], usage);
  g_autoptr (GOptionContext) context = g_option_context_new (synopsis);
  g_auto (GStrv) arguments = g_strdupv (argv);
  g_autoptr (GError) error = NULL;
  guint n;

  if (entries != NULL)
    g_option_context_add_main_entries (context, entries, GETTEXT_PACKAGE);
  g_option_context_set_summary (context, summary);
  g_option_context_set_strict_posix (context, options_first);
  /* it takes the first for the program's name, which the help then begins with */
  g_free (arguments[0]);
  arguments[0] = g_strdup ("insonify-cli");
  if (!g_option_context_parse_strv (context, &arguments, &error))
    {
      ins_cli_complain (_ ("%s. Try “insonify-cli %s --help”."), error->message, argv[0]);
      return NULL;
    }
  if (arguments[1] != NULL && g_str_equal (arguments[1], "--"))
    {
      g_free (arguments[1]);
      memmove (arguments + 1, arguments + 2,
               g_strv_length (arguments + 2) * sizeof *arguments + sizeof *arguments);
    }
  n = g_strv_length (arguments) - 1;
  if (n < n_minimum || n > n_maximum)
    {
      /* Translators: how a command is called wrongly; the call follows on the next line */
      ins_cli_complain (n < n_minimum ? _ ("“%s” needs more arguments. Use it like this:")
                                      : _ ("“%s” got too many arguments. Use it like this:"),
                        argv[0]);
      g_printerr ("  insonify-cli %s\n", synopsis);
      return NULL;
    }

  return g_strdupv (arguments + 1);
}
