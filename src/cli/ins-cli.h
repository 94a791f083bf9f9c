/* ins-cli.h - what the verbs of insonify-cli share
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* A contract: scripts rely on it. */
typedef enum
{
  INS_CLI_DONE = 0,
  INS_CLI_FAILED = 1,
  INS_CLI_WRONG = 2, /* call, recipe, device address, or a plan that the rig cannot do */
  INS_CLI_LOST = 3,  /* a device, in the middle */
  INS_CLI_STOPPED = 4,
} InsCliStatus;

/* @argv: NULL-terminated, argv[0] the verb. Each in the file that is named after its group. */
typedef InsCliStatus (*InsCliMain) (char **argv);
InsCliStatus ins_cli_scan (char **argv);
InsCliStatus ins_cli_validate (char **argv);
InsCliStatus ins_cli_calibrate (char **argv);
InsCliStatus ins_cli_info (char **argv);
InsCliStatus ins_cli_export (char **argv);
InsCliStatus ins_cli_import (char **argv);
InsCliStatus ins_cli_measure (char **argv);
InsCliStatus ins_cli_regate (char **argv);
InsCliStatus ins_cli_saft (char **argv);
InsCliStatus ins_cli_recover (char **argv);
InsCliStatus ins_cli_devices (char **argv);
InsCliStatus ins_cli_stage (char **argv);
InsCliStatus ins_cli_simulate_stage (char **argv);

/**
 * ins_cli_parse:
 * @usage: what follows the verb: "RECIPE -o FILE.nde"
 * @entries: terminated by an empty one
 * @options_first: options end at the first argument, so that "-5" may be a number
 * @n_minimum, @n_maximum: arguments that are not options
 *
 * Returns: (transfer full) (nullable): the arguments after the verb; %NULL after a message
 */
char **ins_cli_parse (char **argv,
                      const char *usage,
                      const char *summary,
                      const GOptionEntry *entries,
                      gboolean options_first,
                      guint n_minimum,
                      guint n_maximum);

/* Prints the message and says which status it means. Takes @error. */
InsCliStatus ins_cli_fail (GError *error);
InsCliStatus ins_cli_get_status (GQuark domain, int code);

/* Room on the disk, -1 if not known. */
gint64 ins_cli_get_free_bytes (const char *folder);

/* To stderr: "insonify-cli: ...". */
void ins_cli_complain (const char *format, ...) G_GNUC_PRINTF (1, 2);

/* SIGINT, SIGTERM and SIGHUP; SIGUSR2 pauses and goes on. A thread waits for them; a stop therefore
 * never waits for a loop. */
typedef void (*InsCliStop) (gpointer data);
void ins_cli_signals_start (void);
void ins_cli_signals_end (void);
/* Called on that thread when a signal comes, at once if one came already; NULL: no longer. It is
 * not running any more when this returns. */
void ins_cli_signals_set_stop (InsCliStop stop, gpointer data);
void ins_cli_signals_set_pause (InsCliStop pause, gpointer data); /* likewise, for SIGUSR2 */
gboolean ins_cli_is_stopped (void);
/* (transfer none): cancelled by a signal. */
GCancellable *ins_cli_get_cancellable (void);

G_END_DECLS
