/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n.h>
#include <math.h>
#include <string.h>

#include "cli/ins-cli.h"
#include "core/ins-number.h"
#include "storage/ins-nde-regate.h"

typedef struct
{
  char *gates, *output, *latency_ms, *backlash_mm, *comb;
} Options;

static void
options_clear (Options *options)
{
  g_free (options->gates);
  g_free (options->output);
  g_free (options->latency_ms);
  g_free (options->backlash_mm);
  g_free (options->comb);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Options, options_clear)

/* Numbers of a command line have a point under any locale. FALSE after a message. */
static gboolean
read_number (const char *option, const char *text, double most, double *value)
{
  *value = (double)NAN;
  if (text == NULL || (ins_number_parse (text, value) && fabs (*value) <= most))
    return TRUE;
  ins_cli_complain (_ ("--%s takes a number from -%g to %g, not “%s”."), option, most, most, text);

  return FALSE;
}

static gboolean
read_correction (const Options *options, InsRegate *wish)
{
  double latency_ms;

  if (!read_number ("latency-ms", options->latency_ms, 1000.0, &latency_ms) ||
      !read_number ("backlash-mm", options->backlash_mm, 10.0, &wish->backlash_mm))
    return FALSE;
  wish->latency_s = latency_ms * 1e-3;
  wish->correction = isnan (wish->latency_s) && isnan (wish->backlash_mm) ? INS_REGATE_KEEP
                                                                          : INS_REGATE_VALUES;
  if (options->comb == NULL)
    return TRUE;
  if (wish->correction == INS_REGATE_VALUES)
    {
      ins_cli_complain (_ ("--comb does not go together with --latency-ms and --backlash-mm."));
      return FALSE;
    }
  if (g_str_equal (options->comb, "auto"))
    wish->correction = INS_REGATE_PICTURE;
  else if (g_str_equal (options->comb, "off"))
    wish->correction = INS_REGATE_NOTHING;
  else
    ins_cli_complain (_ ("--comb takes “auto” or “off”, not “%s”."), options->comb);

  return wish->correction != INS_REGATE_KEEP;
}

static InsCliStatus
regate (const char *path, const Options *options, const InsRegate *wish)
{
  g_autoptr (InsNdeFile) file = NULL;
  g_autofree char *text = NULL;
  GError *error = NULL;
  InsCorrection correction;
  guint n_lines = 0;

  if (!ins_nde_regate (path, options->output, wish, FALSE, &correction, &n_lines, &error))
    return ins_cli_fail (error);
  file = ins_nde_file_open (options->output, &error);
  if (file == NULL)
    return ins_cli_fail (error);
  text = ins_correction_to_text (&correction, ins_nde_file_get_grid (file));
  g_print ("%s: %u of %u lines\n", options->output, n_lines, ins_nde_file_get_grid (file)->n_rows);
  if (*text != '\0')
    g_print ("%s\n", text);

  return INS_CLI_DONE;
}

InsCliStatus
ins_cli_regate (char **argv)
{
  g_auto (Options) options = { 0 };
  const GOptionEntry entries[] = {
    { "gates", 0, 0, G_OPTION_ARG_FILENAME, &options.gates, N_ ("Recipe with the new gates"),
      N_ ("RECIPE") },
    { "output", 'o', 0, G_OPTION_ARG_FILENAME, &options.output, N_ ("Scan file to write"),
      N_ ("OUT.nde") },
    { "latency-ms", 0, 0, G_OPTION_ARG_STRING, &options.latency_ms,
      N_ ("Latency that the rig should have had, as LatencyMs of a rig file"), N_ ("MS") },
    { "backlash-mm", 0, 0, G_OPTION_ARG_STRING, &options.backlash_mm,
      N_ ("Backlash that the rig should have had, as BacklashMm of a rig file"), N_ ("MM") },
    { "comb", 0, 0, G_OPTION_ARG_STRING, &options.comb,
      N_ ("auto: measure the shift between the two directions in the picture and remove it; off: "
          "as recorded"),
      N_ ("{auto|off}") },
    { NULL },
  };
  g_auto (GStrv) arguments = ins_cli_parse (
      argv, _ ("FILE [--gates RECIPE] [--latency-ms MS] [--backlash-mm MM] -o OUT.nde"),
      _ ("Evaluates the A-scans of a file with other gates, or corrects where lines lie. The file "
         "itself stays as it is."),
      entries, FALSE, 1, 1);
  g_autoptr (InsRecipe) gates = NULL;
  InsRegate wish = { 0 };
  GError *error = NULL;

  if (arguments == NULL || !read_correction (&options, &wish))
    return INS_CLI_WRONG;
  if (options.output == NULL)
    {
      ins_cli_complain (_ ("Say by -o which file to write."));
      return INS_CLI_WRONG;
    }
  if (options.gates == NULL && wish.correction == INS_REGATE_KEEP)
    {
      ins_cli_complain (_ ("Say what is to change: --gates RECIPE, --latency-ms, --backlash-mm or "
                           "--comb."));
      return INS_CLI_WRONG;
    }
  if (options.gates != NULL)
    {
      gates = ins_recipe_new_from_file (options.gates, &error);
      if (gates == NULL)
        {
          ins_cli_fail (error);
          return INS_CLI_WRONG;
        }
    }
  wish.gates = gates;

  return regate (arguments[0], &options, &wish);
}
