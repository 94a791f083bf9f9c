/* cli-program.h - the program under test, in a folder of its own
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include <gio/gio.h>

/* Exit status, and what was printed. */
typedef struct
{
  int status;
  char *out, *err;
} Result;

void result_clear (Result *result);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Result, result_clear)

/* @path: of the program. Makes the folder; the other end removes it with all that is in it. */
void cli_program_begin (const char *path);
void cli_program_end (void);
const char *cli_program_get_folder (void);

GSubprocess *spawn (const char *command, GSubprocessFlags flags, const char *locale);
Result finish (GSubprocess *process);
Result run_in (const char *command, const char *locale);
Result run (const char *command);

/* In the folder. */
void put_file (const char *name, const char *text);
void drop_file (const char *name);
gboolean has_file (const char *name);
