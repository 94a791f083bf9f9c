/* fake-comedi.h - the comedilib functions that the adapter uses, scripted
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include <comedilib.h>
#include <glib.h>

/* A card in the form of answers. poll() on its file descriptor is replaced at link time; the
 * descriptor is that of the buffer's memory. The answers are those that comedi_test gave.
 */
typedef struct
{
  int open_errno; /* 0: opens */
  guint flags;
  guint32 maxdata;
  int read_subdevice; /* -1: the driver names none */

  guint start_mask;
  guint scan_begin_mask;
  guint convert_mask;
  guint stop_mask;
  guint minimum_ns;
  guint grid_ns;
  gboolean is_refusing; /* command_test() answers 1 for ever and clears the start source */

  int buffer_bytes;
  int maximum_bytes;
  int maximum_allowed_bytes; /* what set_max_buffer_size() lets through */
  int resize_errno;
  int command_errno;

  const guint8 *bytes; /* what the card records ... */
  gsize n_bytes;
  gsize n_per_look;            /* ... coming in pieces, 0: all at once */
  int end_errno;               /* after them: EAGAIN (goes on), EPIPE, ENODEV or EINVAL */
  guint n_polls_before_unplug; /* 0: never */

  /* what the adapter did */
  gsize n_read;
  gsize n_come;
  guint n_tests;
  guint n_commands;
  guint n_cancels;
  guint n_polls;
  guint n_open;
  int longest_poll_ms;
  comedi_cmd command;
  guint chanspec;
} FakeComedi;

extern FakeComedi fake_comedi;

/* As comedi_test answers: 8 channels of 16 bits, 1 us grid, not running yet. */
void fake_comedi_reset (void);
