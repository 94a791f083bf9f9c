/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n.h>
#include <math.h>

#include "cli/ins-cli.h"
#include "core/ins-number.h"
#include "storage/ins-nde-saft.h"

static gboolean
take_number (const char *option, const char *text, double *value)
{
  if (text == NULL || ins_number_parse (text, value))
    return TRUE;
  ins_cli_complain (_ ("--%s takes a number, not “%s”."), option, text);

  return FALSE;
}

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
focus (const char *path, const char *output, const InsNdeSaft *wish)
{
  g_autoptr (InsNdeFile) file = NULL;
  GError *error = NULL;
  int last_step = 0;

  file = ins_nde_file_open (path, &error);
  if (file == NULL || !ins_nde_saft (file, wish, output, FALSE, on_progress, &last_step,
                                     ins_cli_get_cancellable (), &error))
    return ins_cli_fail (error);
  g_print ("%s: %u lines\n", output, ins_nde_file_get_grid (file)->n_rows);

  return INS_CLI_DONE;
}

InsCliStatus
ins_cli_saft (char **argv)
{
  g_autofree char *output = NULL, *angle = NULL, *diameter = NULL, *water = NULL;
  gboolean along_scan = FALSE, is_plain = FALSE;
  const GOptionEntry entries[] = {
    { "output", 'o', 0, G_OPTION_ARG_FILENAME, &output, N_ ("Scan file to write"), N_ ("OUT.nde") },
    { "angle", 0, 0, G_OPTION_ARG_STRING, &angle, N_ ("Half the beam's angle in the part"),
      N_ ("DEGREES") },
    { "diameter", 0, 0, G_OPTION_ARG_STRING, &diameter,
      N_ ("Of the probe: gives the angle with its frequency"), N_ ("MM") },
    { "water-path", 0, 0, G_OPTION_ARG_STRING, &water, N_ ("From the probe to the part, default 0"),
      N_ ("MM") },
    { "along-scan", 0, 0, G_OPTION_ARG_NONE, &along_scan, N_ ("Each line by itself: much faster"),
      NULL },
    { "no-window", 0, 0, G_OPTION_ARG_NONE, &is_plain,
      N_ ("The same weight for all: sharper, with more beside it"), NULL },
    { NULL },
  };
  g_auto (GStrv) arguments = ins_cli_parse (
      argv, _ ("FILE {--angle DEGREES|--diameter MM} -o OUT.nde"),
      _ ("Focuses the A-scans of a file by a synthetic aperture (SAFT): an unfocused probe, "
         "recorded as RF."),
      entries, FALSE, 1, 1);
  InsNdeSaft wish = { .half_angle_deg = (double)NAN, .diameter_mm = (double)NAN };

  if (arguments == NULL || !take_number ("angle", angle, &wish.half_angle_deg) ||
      !take_number ("diameter", diameter, &wish.diameter_mm) ||
      !take_number ("water-path", water, &wish.water_path_mm))
    return INS_CLI_WRONG;
  if (output == NULL)
    {
      ins_cli_complain (_ ("Say by -o which file to write."));
      return INS_CLI_WRONG;
    }
  wish.is_flat = along_scan;
  wish.is_windowed = !is_plain;

  return focus (arguments[0], output, &wish);
}
