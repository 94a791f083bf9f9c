/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <math.h>
#include <string.h>

#include "devices/simulated/ins-sim-wire.h"

#define SPLIT_BYTE_S 87e-6 /* ten bits at 115200 baud */
#define MAX_GARBAGE 12

typedef struct
{
  double due_s;
  gsize n_bytes, n_taken;
  guint8 bytes[];
} Chunk;

struct _InsSimWire
{
  double latency_s, jitter_s;
  double garbage_share, merge_share, drop_share;
  double extra_delay_s; /* of the next reply */
  double byte_s;
  InsSimLink link;
  gboolean split, silent;
  double last_due_s;
  GRand *random;
  GQueue chunks; /* owned Chunk */
};

InsSimWire *
ins_sim_wire_new (double latency_s, double jitter_s, guint32 seed, const InsSimFault *fault)
{
  InsSimWire *self = g_new0 (InsSimWire, 1);

  self->latency_s = latency_s;
  self->jitter_s = jitter_s;
  self->garbage_share = 0.01 * fault->garbage_percent;
  self->merge_share = 0.01 * fault->merge_percent;
  self->drop_share = 0.01 * fault->drop_percent;
  self->split = fault->split;
  self->last_due_s = (double)-INFINITY;
  self->random = g_rand_new_with_seed (seed);
  g_queue_init (&self->chunks);

  return self;
}

void
ins_sim_wire_free (InsSimWire *self)
{
  ins_sim_wire_clear (self);
  g_rand_free (self->random);
  g_free (self);
}

void
ins_sim_wire_clear (InsSimWire *self)
{
  g_queue_clear_full (&self->chunks, g_free);
}

void
ins_sim_wire_set_silent (InsSimWire *self, gboolean silent)
{
  self->silent = silent;
}

void
ins_sim_wire_set_byte_time (InsSimWire *self, double byte_s)
{
  self->byte_s = byte_s;
}

void
ins_sim_wire_set_link (InsSimWire *self, const InsSimLink *link)
{
  self->link = *link;
}

void
ins_sim_wire_delay_next (InsSimWire *self, double delay_s)
{
  self->extra_delay_s = delay_s;
}

static void
push_chunk (InsSimWire *self, const guint8 *bytes, gsize n_bytes, double due_s)
{
  Chunk *chunk = g_malloc (sizeof (Chunk) + n_bytes);

  chunk->due_s = due_s;
  chunk->n_taken = 0;
  chunk->n_bytes = 0;
  for (gsize i = 0; i < n_bytes; i++)
    if (self->drop_share <= 0.0 || g_rand_double (self->random) >= self->drop_share)
      chunk->bytes[chunk->n_bytes++] = bytes[i];
  self->last_due_s = due_s;

  if (chunk->n_bytes > 0)
    g_queue_push_tail (&self->chunks, chunk);
  else
    g_free (chunk);
}

/* Anything but a line end, as noise on a line makes it. */
static void
push_garbage (InsSimWire *self, double due_s)
{
  guint8 bytes[MAX_GARBAGE];
  gsize n_bytes = (gsize)g_rand_int_range (self->random, 1, MAX_GARBAGE + 1);

  for (gsize i = 0; i < n_bytes; i++)
    do
      bytes[i] = (guint8)g_rand_int_range (self->random, 1, 256);
    while (bytes[i] == '\n' || bytes[i] == '\r');
  push_chunk (self, bytes, n_bytes, due_s);
}

static gsize
get_length_without_end (const char *text)
{
  gsize n_bytes = strlen (text);

  while (n_bytes > 0 && (text[n_bytes - 1] == '\n' || text[n_bytes - 1] == '\r'))
    n_bytes--;

  return n_bytes;
}

void
ins_sim_wire_send (InsSimWire *self, const char *text, double now_s)
{
  double delay_s = self->latency_s;
  double due_s;
  gsize n_bytes = strlen (text);

  if (self->jitter_s > 0.0)
    delay_s += self->jitter_s * g_rand_double (self->random);
  delay_s += ins_sim_link_get_reply_delay_s (&self->link, self->random);
  if (self->silent)
    return;
  due_s = MAX (now_s + delay_s + self->extra_delay_s, self->last_due_s);
  self->extra_delay_s = 0.0;

  if (self->merge_share > 0.0 && g_rand_double (self->random) < self->merge_share)
    n_bytes = get_length_without_end (text);
  if (self->garbage_share > 0.0 && g_rand_double (self->random) < self->garbage_share)
    push_garbage (self, due_s);
  if (!self->split) /* all of it when its last byte is there */
    push_chunk (self, (const guint8 *)text, n_bytes,
                ins_sim_link_get_handed_s (&self->link, due_s + self->byte_s * (double)n_bytes));
  else
    for (gsize i = 0; i < n_bytes; i++)
      push_chunk (self, (const guint8 *)text + i, 1, due_s + SPLIT_BYTE_S * (double)i);
}

gsize
ins_sim_wire_take (InsSimWire *self, double now_s, guint8 *buffer, gsize size)
{
  gsize n_done = 0;

  while (n_done < size)
    {
      Chunk *chunk = g_queue_peek_head (&self->chunks);
      gsize n_bytes;

      if (chunk == NULL || chunk->due_s > now_s)
        break;
      n_bytes = MIN (chunk->n_bytes - chunk->n_taken, size - n_done);
      memcpy (buffer + n_done, chunk->bytes + chunk->n_taken, n_bytes);
      n_done += n_bytes;
      chunk->n_taken += n_bytes;
      if (chunk->n_taken == chunk->n_bytes)
        g_free (g_queue_pop_head (&self->chunks));
    }

  return n_done;
}

double
ins_sim_wire_next_s (InsSimWire *self)
{
  const Chunk *chunk = g_queue_peek_head (&self->chunks);

  return chunk != NULL ? chunk->due_s : (double)INFINITY;
}
