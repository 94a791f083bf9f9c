/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n.h>
#include <math.h>
#include <string.h>

#include "cli/ins-cli-progress.h"
#include "cli/ins-cli.h"
#include "core/ins-clock.h"
#include "core/ins-number.h"
#include "storage/ins-nde-measure.h"
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

/* Short ones say nothing. */
#define SAY_AFTER_S 1.0

typedef struct
{
  InsCliProgress bar;
  double began_s;
} Progress;

static void
on_progress (guint n_done, guint n_rows, gpointer data)
{
  Progress *self = data;
  double passed_s = ins_clock_now_s () - self->began_s;
  double fraction = n_rows > 0 ? (double)n_done / n_rows : 0.0;

  if (passed_s > SAY_AFTER_S && n_done > 0)
    ins_cli_progress_show (&self->bar, NULL, fraction, n_done, n_rows,
                           passed_s * (1.0 - fraction) / fraction);
}

static InsCliStatus
regate (const char *path, const Options *options, InsRegate *wish)
{
  Progress progress = { .began_s = ins_clock_now_s () };
  g_autoptr (InsNdeFile) file = NULL;
  g_autofree char *text = NULL;
  GError *error = NULL;
  InsCorrection correction;
  guint n_lines = 0;

  ins_cli_progress_init (&progress.bar, FALSE);
  wish->cancellable = ins_cli_get_cancellable ();
  wish->on_progress = on_progress;
  wish->data = &progress;
  if (!ins_nde_regate (path, options->output, wish, FALSE, &correction, &n_lines, &error))
    {
      ins_cli_progress_end (&progress.bar);
      return ins_cli_fail (error);
    }
  ins_cli_progress_end (&progress.bar);
  if (!ins_nde_carry_measures (path, options->output, &error))
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
