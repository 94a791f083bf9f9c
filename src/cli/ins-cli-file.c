/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n.h>

#include "cli/ins-cli.h"
#include "core/ins-error.h"
#include "storage/ins-export.h"

InsCliStatus
ins_cli_export (char **argv)
{
  g_autofree char *output = NULL;
  g_autofree char *plane = NULL;
  g_autofree char *gate = NULL;
  const GOptionEntry entries[] = {
    { "output", 'o', 0, G_OPTION_ARG_FILENAME, &output, N_ ("File to write; its ending says how"),
      N_ ("OUT.{png,tif,npy,gsf,csv,vti}") },
    { "plane", 0, 0, G_OPTION_ARG_STRING, &plane,
      N_ ("amplitude (default), tof, registration or pulses"), N_ ("NAME") },
    { "gate", 0, 0, G_OPTION_ARG_STRING, &gate, N_ ("Gate, default the first"), N_ ("NAME") },
    { NULL },
  };
  g_auto (GStrv) arguments = ins_cli_parse (
      argv, _ ("FILE -o OUT"), _ ("Writes a C-scan for other programs."), entries, FALSE, 1, 1);
  g_autoptr (InsNdeFile) file = NULL;
  GError *error = NULL;

  if (arguments == NULL)
    return INS_CLI_WRONG;
  if (output == NULL)
    {
      ins_cli_complain (_ ("Say by -o which file to write."));
      return INS_CLI_WRONG;
    }
  file = ins_nde_file_open (arguments[0], &error);
  if (file == NULL || !ins_export (file, output, plane, gate, &error))
    return ins_cli_fail (error);

  return INS_CLI_DONE;
}

InsCliStatus
ins_cli_recover (char **argv)
{
  g_auto (GStrv) arguments = ins_cli_parse (
      argv, _ ("FILE.nde"), _ ("Completes a scan file that a crash or a power cut left behind."),
      NULL, FALSE, 1, 1);
  GError *error = NULL;
  guint n_lines = 0;
  gboolean complete = FALSE;

  if (arguments == NULL)
    return INS_CLI_WRONG;
  if (!ins_nde_recover (arguments[0], &n_lines, &complete, &error))
    return ins_cli_fail (error);
  g_print ("lines %u\ncomplete %s\n", n_lines, complete ? "yes" : "no");

  return INS_CLI_DONE;
}
