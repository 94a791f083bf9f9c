/* ins-cli-progress.h - how far a scan is, on stderr
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef enum
{
  INS_CLI_PROGRESS_NONE,
  INS_CLI_PROGRESS_BAR,   /* redrawn in place, for a terminal */
  INS_CLI_PROGRESS_LINES, /* one line per 10 % */
} InsCliProgressKind;

typedef struct
{
  InsCliProgressKind kind;
  int last_step;     /* tenth last printed; -1 none */
  gboolean has_text; /* the bar stands on the line */
  char said[200];    /* last by ins_cli_progress_say() */
} InsCliProgress;

/* As stderr is, unless @is_quiet. */
void ins_cli_progress_init (InsCliProgress *self, gboolean is_quiet);
/* @part: (nullable): which part of several it is; @fraction: 0 to 1, of everything */
void ins_cli_progress_show (InsCliProgress *self,
                            const char *part,
                            double fraction,
                            guint n_done,
                            guint n_lines,
                            double remaining_s);

/* In place of the bar: what a scan waits for, or does beside its lines. Said once. */
void ins_cli_progress_say (InsCliProgress *self, const char *text);
void ins_cli_progress_end (InsCliProgress *self);

/* "12 s", "3 min 05 s", "2 h 10 min" (transfer full) */
char *ins_cli_format_duration (double seconds);
/* The text of one state, without the bar's carriage return. (transfer full) */
char *ins_cli_progress_format (InsCliProgressKind kind,
                               const char *part,
                               double fraction,
                               guint n_done,
                               guint n_lines,
                               double remaining_s);

G_END_DECLS
