/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n.h>
#include <math.h>
#include <unistd.h>

#include "cli/ins-cli-progress.h"

#define BAR_WIDTH 30

void
ins_cli_progress_init (InsCliProgress *self, gboolean is_quiet)
{
  self->kind = is_quiet                 ? INS_CLI_PROGRESS_NONE
               : isatty (STDERR_FILENO) ? INS_CLI_PROGRESS_BAR
                                        : INS_CLI_PROGRESS_LINES;
  self->last_step = -1;
  self->has_text = FALSE;
  self->said[0] = '\0';
}

char *
ins_cli_format_duration (double seconds)
{
  guint whole_s = isfinite (seconds) && seconds > 0.0 ? (guint)fmin (ceil (seconds), 1e9) : 0;

  if (whole_s < 60)
    return g_strdup_printf (_ ("%u s"), whole_s);
  if (whole_s < 3600)
    return g_strdup_printf (_ ("%u min %02u s"), whole_s / 60, whole_s % 60);

  return g_strdup_printf (_ ("%u h %02u min"), whole_s / 3600, whole_s / 60 % 60);
}

char *
ins_cli_progress_format (InsCliProgressKind kind,
                         const char *part,
                         double fraction,
                         guint n_done,
                         guint n_lines,
                         double remaining_s)
{
  guint percent = (guint)(100.0 * fraction + 1e-9);
  g_autofree char *left = ins_cli_format_duration (remaining_s);
  g_autofree char *where = g_strconcat (part != NULL ? part : "", part != NULL ? ", " : "", NULL);
  char bar[BAR_WIDTH + 1];

  if (kind == INS_CLI_PROGRESS_LINES)
    /* Translators: the first %s is empty or, with its comma, which region of several it is */
    return g_strdup_printf (_ ("%u %%, %sline %u of %u, %s left"), percent, where, n_done, n_lines,
                            left);

  for (guint i = 0; i < BAR_WIDTH; i++)
    bar[i] = i < percent * BAR_WIDTH / 100 ? '#' : '-';
  bar[BAR_WIDTH] = '\0';

  /* Translators: the second %s is empty or, with its comma, which region of several it is */
  return g_strdup_printf (_ ("[%s] %3u %%  %sline %u of %u, %s left"), bar, percent, where, n_done,
                          n_lines, left);
}

void
ins_cli_progress_show (InsCliProgress *self,
                       const char *part,
                       double fraction,
                       guint n_done,
                       guint n_lines,
                       double remaining_s)
{
  int step = (int)(10.0 * fraction + 1e-9);
  g_autofree char *text = NULL;

  self->said[0] = '\0';
  if (self->kind == INS_CLI_PROGRESS_NONE ||
      (self->kind == INS_CLI_PROGRESS_LINES && step == self->last_step))
    return;
  self->last_step = step;
  text = ins_cli_progress_format (self->kind, part, fraction, n_done, n_lines, remaining_s);
  if (self->kind == INS_CLI_PROGRESS_LINES)
    {
      g_printerr ("%s\n", text);
      return;
    }
  g_printerr ("\r\033[K%s", text);
  self->has_text = TRUE;
}

void
ins_cli_progress_say (InsCliProgress *self, const char *text)
{
  if (self->kind == INS_CLI_PROGRESS_NONE || g_str_equal (text, self->said))
    return;
  g_strlcpy (self->said, text, sizeof self->said);
  if (self->kind == INS_CLI_PROGRESS_LINES)
    {
      g_printerr ("%s\n", text);
      return;
    }
  g_printerr ("\r\033[K%s", text);
  self->has_text = TRUE;
}

void
ins_cli_progress_end (InsCliProgress *self)
{
  if (self->has_text)
    g_printerr ("\n");
  self->has_text = FALSE;
}
