/* ins-comedi-ring.h - the driver's sample buffer, seen in place
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include <comedilib.h>
#include <glib.h>

G_BEGIN_DECLS

/* The buffer of a device's read subdevice, mapped. Owned by one thread; no wait is without a bound.
 * The buffer holds a whole number of samples, so a sample is never split.
 *
 * While the buffer is less than half full, a piece is given back to the driver before it is looked
 * at, not after: the driver counts a sample as come before it has put its bits in order, and only
 * what it lets be given back is in order (Linux drivers/comedi/comedi_buf.c,
 * comedi_buf_write_free() and comedi_buf_read_alloc()). So pieces are small against the buffer, and
 * ins_comedi_ring_skip() says whether one was written over meanwhile. In a fuller one the oldest
 * samples have long been in order, and are given back after use.
 */
typedef struct
{
  comedi_t *device;
  guint subdevice;
  const guint8 *bytes; /* NULL: not mapped */
  gsize n_bytes;
  gsize offset;      /* of the oldest byte that is not in hand */
  gsize n_unread;    /* from there on, as of the last look */
  gsize hand;        /* where the piece in hand is ... */
  gsize n_hand;      /* ... how much of it is left ... */
  gsize n_piece;     /* ... how long it was ... */
  gboolean is_given; /* ... and whether it was given back already */
  int error_number;  /* told by a look when all bytes are used; 0: none */
} InsComediRing;

/**
 * ins_comedi_ring_size_buffer:
 * @bytes_per_s: of the command that is going to run
 *
 * Makes the driver's buffer hold 2 s, 2 to 128 MiB, or as much as it allows (root raises the
 * limit). To be called while no command runs and nothing is mapped.
 *
 * Returns: the size in bytes, or -1 with errno set
 */
int ins_comedi_ring_size_buffer (comedi_t *device, guint subdevice, double bytes_per_s);

/**
 * ins_comedi_ring_open:
 * @self: (out caller-allocates): untouched on failure
 *
 * Sizes the buffer, if it lets itself be, and maps it. To be called while no command runs.
 *
 * Returns: %FALSE with errno set
 */
gboolean ins_comedi_ring_open (InsComediRing *self,
                               comedi_t *device,
                               guint subdevice,
                               double bytes_per_s) G_GNUC_WARN_UNUSED_RESULT;
void ins_comedi_ring_close (InsComediRing *self);

/* A command has just been started: everything in the ring is new. */
void ins_comedi_ring_restart (InsComediRing *self);

/* Asks the driver how much has come; the look of which a time stamp can be taken. Returns: bytes
 * not used yet, or -1 when there are none and none will come, with errno EPIPE (overrun), EINVAL
 * (the command has ended) or ENODEV. */
gssize ins_comedi_ring_look (InsComediRing *self);

/* (transfer none): the next piece that lies in one run, NULL none; more may follow it. */
const guint8 *ins_comedi_ring_peek (InsComediRing *self, gsize *n_bytes);

/* Uses up @n_bytes of what was peeked at. Returns: FALSE if the card has meanwhile run once around
 * and written over the piece; then it is an overrun, and the ring's error. */
gboolean ins_comedi_ring_skip (InsComediRing *self, gsize n_bytes) G_GNUC_WARN_UNUSED_RESULT;

/* Waits until there may be more, at most @timeout_s and at most 0.2 s: poll() is not woken by an
 * unplugged card. */
void ins_comedi_ring_wait (const InsComediRing *self, double timeout_s);

G_END_DECLS
