/* fuzz-lines.h - what a fuzzer says, in lines as the drivers hear it
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include <glib.h>
#include <stdlib.h>

typedef void (*FuzzLine) (const char *line);

/* Through InsLineLink, a few bytes at a time. @lone: as there. */
void fuzz_lines (const guint8 *bytes, gsize n_bytes, const char *lone, FuzzLine take);

/* What is shown to people ends, and can be shown. @size: of the array that it stands in. */
void fuzz_check_text (const char *text, gsize size);

/* abort(), not g_error(): of its signal libFuzzer does not know, and would not keep the input. */
#define FUZZ_CHECK(condition)                                                                      \
  do                                                                                               \
    {                                                                                              \
      if (!(condition))                                                                            \
        {                                                                                          \
          g_printerr ("%s:%d: %s is not so\n", __FILE__, __LINE__, #condition);                    \
          abort ();                                                                                \
        }                                                                                          \
    }                                                                                              \
  while (0)
