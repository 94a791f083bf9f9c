/* ins-file-name.h - what scans are called on the disk
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* A pattern is text with words in braces: {name} of the scan, {part}, {operator}, {date}
 * (2026-11-25), {time} (14-52-08) and {number}, the first one that is free. */
#define INS_FILE_NAME_USUAL_PATTERN "{name}-{number}"

typedef struct
{
  const char *name, *part, *operator_name; /* NULL or "" for none */
  GDateTime *time;
} InsFileNameParts;

/* FALSE with %G_IO_ERROR_INVALID_FILENAME: a sentence about what is wrong with it. */
gboolean ins_file_name_check (const char *pattern, GError **error) G_GNUC_WARN_UNUSED_RESULT;

/**
 * ins_file_name_make:
 * @pattern: as ins_file_name_check() likes it
 * @number: counted from 1; a pattern without {number} gets it at its end from 2 on
 *
 * What is not known is left out with the separator beside it. Pure.
 *
 * Returns: (transfer full): without folder and ending; never empty, never hidden, with nothing in
 *   it that a file name cannot have
 */
char *ins_file_name_make (const char *pattern, const InsFileNameParts *parts, guint number);

/* (transfer full): the part after this one: its last number raised by one, as wide as it was; "A-9"
 * to "A-10", "B" to "B 2". "" stays. */
char *ins_file_name_next_part (const char *part);

G_END_DECLS
