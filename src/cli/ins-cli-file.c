/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n.h>
#include <math.h>

#include "cli/ins-cli.h"
#include "core/ins-error.h"
#include "storage/ins-export.h"

/* Ten lines at most, and none for what is over at once. */
static void
on_progress (double fraction, gpointer data)
{
  int *last_step = data;

  if (floor (fraction * 10) <= *last_step)
    return;
  *last_step = (int)floor (fraction * 10);
  g_printerr ("%d %%\n", *last_step * 10);
}

static InsCliStatus
export_file (const char *path, const char *output, InsExportWish *wish)
{
  g_autoptr (InsNdeFile) file = NULL;
  GError *error = NULL;
  int last_step = 0;
  gboolean done;

  file = ins_nde_file_open (path, &error);
  if (file == NULL)
    return ins_cli_fail (error);
  wish->progress = on_progress;
  wish->progress_data = &last_step;
  wish->cancellable = ins_cli_get_cancellable ();
  done = ins_export (file, output, wish, &error);

  return done ? INS_CLI_DONE : ins_cli_fail (error);
}

InsCliStatus
ins_cli_export (char **argv)
{
  g_autofree char *output = NULL, *format = NULL, *plane = NULL, *gate = NULL;
  g_autofree char *part = NULL, *operator_name = NULL, *notes = NULL;
  const GOptionEntry entries[] = {
    { "output", 'o', 0, G_OPTION_ARG_FILENAME, &output, N_ ("File to write; its ending says how"),
      N_ ("OUT.{png,pdf,tif,npy,gsf,csv,vti}") },
    { "format", 0, 0, G_OPTION_ARG_STRING, &format, N_ ("Format, whatever the ending"),
      N_ ("{png|pdf|tif|npy|gsf|csv|vti}") },
    { "plane", 0, 0, G_OPTION_ARG_STRING, &plane,
      N_ ("amplitude (default), tof, registration, pulses, status, alarms, the name of a derived "
          "plane, or ascans for all A-scans"),
      N_ ("NAME") },
    { "gate", 0, 0, G_OPTION_ARG_STRING, &gate, N_ ("Gate, default the first"), N_ ("NAME") },
    { "part", 0, 0, G_OPTION_ARG_STRING, &part, N_ ("Part, for the report"), N_ ("TEXT") },
    { "operator", 0, 0, G_OPTION_ARG_STRING, &operator_name, N_ ("Operator, for the report"),
      N_ ("TEXT") },
    { "notes", 0, 0, G_OPTION_ARG_STRING, &notes, N_ ("Notes, for the report"), N_ ("TEXT") },
    { NULL },
  };
  g_auto (GStrv) arguments = ins_cli_parse (argv, _ ("FILE -o OUT"),
                                            _ ("Writes a C-scan, or all A-scans, for other "
                                               "programs."),
                                            entries, FALSE, 1, 1);
  InsExportWish wish = { .format = format,
                         .plane = plane,
                         .gate = gate,
                         .part = part,
                         .operator_name = operator_name,
                         .notes = notes };

  if (arguments == NULL)
    return INS_CLI_WRONG;
  if (output == NULL)
    {
      ins_cli_complain (_ ("Say by -o which file to write."));
      return INS_CLI_WRONG;
    }

  return export_file (arguments[0], output, &wish);
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
