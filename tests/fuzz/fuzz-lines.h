/* fuzz-lines.h - what a fuzzer says, in lines as the drivers hear it
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include <glib.h>

typedef void (*FuzzLine) (const char *line);

/* Through InsLineLink, a few bytes at a time. @lone: as there. */
void fuzz_lines (const guint8 *bytes, gsize n_bytes, const char *lone, FuzzLine take);

/* What is shown to people ends, and can be shown. @size: of the array that it stands in. */
void fuzz_check_text (const char *text, gsize size);

#define FUZZ_CHECK(condition)                                                                      \
  do                                                                                               \
    {                                                                                              \
      if (!(condition))                                                                            \
        g_error ("%s is not so", #condition);                                                      \
    }                                                                                              \
  while (0)
