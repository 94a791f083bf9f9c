/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <errno.h>
#include <math.h>
#include <poll.h>
#include <sys/mman.h>

#include "devices/digitizer/ins-comedi-ring.h"

#define BUFFER_S 2.0
#define MAX_BUFFER_BYTES (128 << 20)
#define MIN_BUFFER_BYTES (2 << 20) /* 811 KiB were in it once on a busy machine */
#define MAX_PIECE_BYTES (64 << 10)
#define N_PIECES                                                                                   \
  8 /* in a small buffer at least; a power of two, so that pieces hold whole samples */
#define LOOK_S 0.2

int
ins_comedi_ring_size_buffer (comedi_t *device, guint subdevice, double bytes_per_s)
{
  guint wanted = (guint)CLAMP (BUFFER_S * bytes_per_s, MIN_BUFFER_BYTES, MAX_BUFFER_BYTES);
  int most = comedi_get_max_buffer_size (device, subdevice);
  int now = comedi_get_buffer_size (device, subdevice);

  if (most >= 0 && (guint)most < wanted)
    {
      /* the administrator may raise the limit, anybody else keeps it */
      if (comedi_set_max_buffer_size (device, subdevice, wanted) >= 0)
        most = comedi_get_max_buffer_size (device, subdevice);
      wanted = MIN (wanted, (guint)MAX (most, 0));
    }
  if (now >= 0 && (guint)now >= wanted)
    return now;

  return comedi_set_buffer_size (device, subdevice, wanted);
}

gboolean
ins_comedi_ring_open (InsComediRing *self, comedi_t *device, guint subdevice, double bytes_per_s)
{
  int size = ins_comedi_ring_size_buffer (device, subdevice, bytes_per_s);
  void *bytes;

  /* a smaller buffer than wished for works too; a card that another one uses does not */
  if (size < 0 && (errno == EBUSY || errno == EACCES || errno == ENODEV))
    return FALSE;
  size = comedi_get_buffer_size (device, subdevice);
  if (size <= 0)
    return FALSE;
  bytes = mmap (NULL, (gsize)size, PROT_READ, MAP_SHARED, comedi_fileno (device), 0);
  if (bytes == MAP_FAILED)
    return FALSE;
  *self = (InsComediRing){
    .device = device,
    .subdevice = subdevice,
    .bytes = bytes,
    .n_bytes = (gsize)size,
  };

  return TRUE;
}

void
ins_comedi_ring_close (InsComediRing *self)
{
  if (self->bytes != NULL)
    munmap ((void *)self->bytes, self->n_bytes);
  *self = (InsComediRing){ 0 };
}

/* Unread bytes as the driver counts them; -1 and the ring's error. The driver tells an overrun only
 * to who asks first, so it has to be kept. */
static gssize
ask (InsComediRing *self)
{
  int n = comedi_get_buffer_contents (self->device, self->subdevice);

  if (n < 0 && self->error_number == 0)
    self->error_number = errno;

  return n;
}

void
ins_comedi_ring_restart (InsComediRing *self)
{
  int offset = comedi_get_buffer_offset (self->device, self->subdevice);

  self->error_number = offset < 0 ? errno : 0;
  self->offset = (gsize)MAX (offset, 0) % self->n_bytes;
  self->n_unread = self->n_hand = self->n_piece = 0;
}

gssize
ins_comedi_ring_look (InsComediRing *self)
{
  gssize n = self->error_number == 0 ? ask (self) : -1;
  gsize n_kept = self->is_given ? 0 : self->n_hand;

  if (n >= 0)
    self->n_unread = (gsize)n > n_kept ? (gsize)n - n_kept : 0;
  if (self->error_number != 0 && self->n_unread + self->n_hand == 0)
    {
      errno = self->error_number;
      return -1;
    }

  return (gssize)(self->n_unread + self->n_hand);
}

/* Returns: how much the driver took back. A card that is gone takes nothing; what it had recorded
 * is still there, so it counts as given. */
static gsize
give_back (InsComediRing *self, gsize n)
{
  int n_given = (int)n;

  if (n > 0 && self->error_number == 0)
    n_given = comedi_mark_buffer_read (self->device, self->subdevice, (guint)n);

  return n_given < 0 ? n : MIN (n, (gsize)n_given);
}

const guint8 *
ins_comedi_ring_peek (InsComediRing *self, gsize *n_bytes)
{
  if (self->n_hand == 0)
    {
      gsize n = MIN (self->n_unread, self->n_bytes - self->offset);

      n = MIN (n, MIN (self->n_bytes / N_PIECES, MAX_PIECE_BYTES));
      self->is_given = self->n_unread <= self->n_bytes / 2;
      if (self->is_given)
        n = give_back (self, n);
      self->hand = self->offset;
      self->n_hand = self->n_piece = n;
      self->offset = (self->offset + n) % self->n_bytes;
      self->n_unread -= n;
    }
  *n_bytes = self->n_hand;

  return self->n_hand > 0 ? self->bytes + self->hand : NULL;
}

gboolean
ins_comedi_ring_skip (InsComediRing *self, gsize n_bytes)
{
  gssize n;

  g_return_val_if_fail (n_bytes <= self->n_hand, FALSE);

  self->hand += n_bytes;
  self->n_hand -= n_bytes;
  if (!self->is_given && give_back (self, n_bytes) == n_bytes)
    return TRUE;
  n = self->error_number == 0 ? ask (self) : -1;
  if (self->is_given && (n < 0 || (gsize)n + self->n_piece <= self->n_bytes))
    return TRUE;
  self->error_number = EPIPE;
  self->n_unread = self->n_hand = 0;

  return FALSE;
}

void
ins_comedi_ring_wait (const InsComediRing *self, double timeout_s)
{
  struct pollfd waiting = { .fd = comedi_fileno (self->device), .events = POLLIN };

  if (timeout_s > 0)
    poll (&waiting, 1, (int)ceil (MIN (timeout_s, LOOK_S) * 1e3));
}
