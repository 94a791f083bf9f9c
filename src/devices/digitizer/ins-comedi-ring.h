/* ins-comedi-ring.h - the driver's sample buffer, seen in place
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include <comedilib.h>
#include <glib.h>

G_BEGIN_DECLS

/* The buffer of a device's read subdevice, mapped. Owned by one thread; no wait is without a bound.
 * The buffer holds a whole number of samples, so a sample is never split. */
typedef struct
{
  comedi_t *device;
  guint subdevice;
  const guint8 *bytes; /* NULL: not mapped */
  gsize n_bytes;
  gsize offset;   /* of the oldest byte that has not been marked as read */
  gsize n_unread; /* as of the last look */
} InsComediRing;

/**
 * ins_comedi_ring_open:
 * @bytes_per_s: of the command that is going to run
 *
 * Makes the driver's buffer hold 2 s, 2 MiB at least, or as much as it allows (root raises the
 * limit), and maps it. To be called while no command runs.
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

/* Asks the driver how much has come; the look of which a time stamp can be taken. Returns: unread
 * bytes, or -1 with errno EPIPE (overrun; told once, after the last good byte was marked), EINVAL
 * (the command has ended) or ENODEV. */
gssize ins_comedi_ring_look (InsComediRing *self);

/* (transfer none): the next piece that lies in one run; it may end at the ring's end although more
 * is unread. */
const guint8 *ins_comedi_ring_peek (const InsComediRing *self, gsize *n_bytes);

/* Gives @n_bytes of what was peeked at back to the driver. FALSE with errno. */
gboolean ins_comedi_ring_skip (InsComediRing *self, gsize n_bytes) G_GNUC_WARN_UNUSED_RESULT;

/* Waits until there may be more, at most @timeout_s and at most 0.2 s: poll() is not woken by an
 * unplugged card. */
void ins_comedi_ring_wait (const InsComediRing *self, double timeout_s);

G_END_DECLS
