/* ins-comedi-board.h - an open Comedi card and the analogue input that is used of it
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include <comedilib.h>
#include <glib.h>

G_BEGIN_DECLS

#define INS_COMEDI_REFERENCE_ANY -1 /* ground where the card has it, else the first it has */

/* Which input, as the address says it. */
typedef struct
{
  char *path;    /* /dev/comedi0 */
  guint channel; /* from 0 */
  guint range;   /* index into the card's list, from 0 */
  int reference; /* AREF_GROUND, _COMMON, _DIFF, _OTHER or INS_COMEDI_REFERENCE_ANY */
} InsComediInput;

/* What the driver says about it. */
typedef struct
{
  comedi_t *device;
  guint subdevice;
  guint chanspec; /* channel, range and reference as commands want them */
  guint reference;
  guint n_channels;
  guint32 maxdata;
  guint sample_bytes; /* 2 or 4 */
  double minimum_v;   /* ends of the range; both 0 where it is not in volts */
  double maximum_v;
} InsComediBoard;

/**
 * ins_comedi_board_open:
 * @self: (out): filled; untouched on failure
 * @error: %INS_DEVICE_ERROR_NOT_FOUND, _PERMISSION, _BUSY, _IO, _UNSUPPORTED (no Comedi device, no
 *   analogue input that streams) or _URI (no such channel, range or reference)
 *
 * Opens the device, finds the analogue input that can stream and makes it the one that read() on
 * the file descriptor speaks of, without blocking.
 */
gboolean ins_comedi_board_open (InsComediBoard *self,
                                const InsComediInput *input,
                                GError **error) G_GNUC_WARN_UNUSED_RESULT;
void ins_comedi_board_close (InsComediBoard *self);

/* "ground", "common", "differential", "other": NULL-terminated, index as AREF_. */
const char *const *ins_comedi_reference_names (void);

/* Sets @error from errno as it stood after a call that failed. @what: a clause such as “could not
 * be started”.
 */
void ins_comedi_set_error (GError **error, const char *path, int error_number, const char *what);

G_END_DECLS
