/* ins-comedi-board.h - an open Comedi card and the analogue inputs that are used of it
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include <comedilib.h>
#include <glib.h>

#include "devices/digitizer/ins-card-wiring.h"
#include "devices/digitizer/ins-comedi-calibration.h"

G_BEGIN_DECLS

/* What the driver says about it. */
typedef struct
{
  comedi_t *device;
  guint subdevice;
  guint n_chanspecs; /* the signal, then the sync if it has a channel; gated: the outputs */
  guint chanspecs[INS_MAX_OUTPUTS];        /* channel, range and reference as commands want them */
  InsCardScale scales[INS_MAX_OUTPUTS];    /* of each */
  char calibration[INS_CALIBRATION_BYTES]; /* of the first, where its scale comes from */
  gboolean is_calibrated;                  /* FALSE: the ends of its range stand in */
  guint reference;
  guint n_channels; /* that the card has */
  guint32 maxdata;
  guint sample_bytes; /* 2 or 4 */
  double minimum_v;   /* ends of the first one's range; both 0 where it is not in volts */
  double maximum_v;
} InsComediBoard;

/**
 * ins_comedi_board_open:
 * @self: (out): filled; untouched on failure
 * @error: %INS_DEVICE_ERROR_NOT_FOUND, _PERMISSION, _BUSY, _IO, _UNSUPPORTED (no Comedi device, no
 *   analogue input that streams) or _URI (no such channel, range or reference)
 *
 * Opens the device, finds the analogue input that can stream and makes it the one that read() on
 * the file descriptor speaks of, without blocking. Loads the card's calibration if nobody records
 * from it.
 */
gboolean ins_comedi_board_open (InsComediBoard *self,
                                const InsCardWiring *wiring,
                                GError **error) G_GNUC_WARN_UNUSED_RESULT;
void ins_comedi_board_close (InsComediBoard *self);

/* comedi_open() without its words on stderr; %NULL with the errors of ins_comedi_board_open(). */
comedi_t *ins_comedi_board_open_device (const char *path, GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* The analogue input that runs commands, made the one that this handle reads from; -1 none. */
int ins_comedi_board_find_input (comedi_t *device);

/* Bit i: ins_card_reference_names()[i]; 0 where the driver does not say. */
guint ins_comedi_board_get_references (comedi_t *device, guint subdevice);

/* SDF_ flags; 0 where the driver does not answer. */
guint ins_comedi_board_get_flags (comedi_t *device, guint subdevice);

G_END_DECLS
