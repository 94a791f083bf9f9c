/* fake-card-rows.h - commands and what cards make of them, as rows of a table
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include <errno.h>

#include "fake-comedi.h"

/* A command as asked, and what command_test() makes of it. Channels are 0, 1, ... */
typedef struct
{
  guint start, start_arg, scan_begin, scan_begin_arg, convert, convert_arg, n_channels, stop_arg;
  int stage;
  guint scan_begin_after, convert_after;
} FakeRow;

/* The call fails with that errno. */
#define assert_fails(call, number)                                                                 \
  G_STMT_START                                                                                     \
  {                                                                                                \
    errno = 0;                                                                                     \
    g_assert_cmpint ((call), ==, -1);                                                              \
    g_assert_cmpint (errno, ==, (number));                                                         \
  }                                                                                                \
  G_STMT_END

/* Of the command that was made last. */
extern guint fake_row_chanlist[32];

/* The only card, which gives a ramp; reads do not block. */
comedi_t *fake_card_open (FakeCard **card, FakeModel model);
/* Of subdevice 0; stop_arg 0: endless. */
comedi_cmd fake_row_to_command (const FakeRow *row);
void fake_rows_check (comedi_t *device, const FakeRow *rows, gsize n);
void fake_row_start (comedi_t *device, const FakeRow *row, guint flags);
void fake_sources_check (comedi_t *device,
                         guint subdevice,
                         guint start,
                         guint scan_begin,
                         guint convert,
                         guint stop);
/* Bytes in the buffer when so much time has passed, or -1. */
int fake_contents_after (comedi_t *device, guint subdevice, double ns);
