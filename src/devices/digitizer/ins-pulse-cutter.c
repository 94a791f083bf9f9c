/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <math.h>
#include <string.h>

#include "devices/digitizer/ins-edge-finder.h"
#include "devices/digitizer/ins-pulse-cutter.h"
#include "devices/digitizer/ins-pulse-grid.h"
#include "devices/digitizer/ins-sample-convert.h"

#define AHEAD_SCANS                                                                                \
  4096                   /* edges are looked for that far ahead, so that the samples are in cache  \
                          */
#define MAX_WAITING 4096 /* pulses between their edge and their record */

/* A pulse whose record comes or is in work. */
typedef struct
{
  guint64 index;
  guint64 start;   /* of its record, scan */
  double position; /* of the pulse, scans */
} Cut;

struct _InsPulseCutter
{
  InsStreamFormat format;
  InsCutLayout layout;
  gboolean by_edge;
  gsize scan_bytes;

  guint64 n_taken;  /* whole scans since the start */
  guint n_partial;  /* bytes of a scan that was split between two pieces */
  guint8 *partial;  /* scan_bytes */
  gint16 newest;    /* the signal in the newest scan taken: a record may begin one scan back */
  gint16 *record;   /* in work */
  guint64 n_pulses; /* complete */
  guint64 n_missed;

  InsEdgeFinder finder;
  InsPulseGrid grid;
  guint64 free_from; /* the end of the newest record that is going to be cut, scan */
  Cut *waiting;      /* a ring */
  guint n_waiting, first_waiting, max_waiting;
};

int
ins_pulse_cutter_full_scale (guint32 maxdata)
{
  return (int)(ins_card_scale_zero (maxdata) >> ins_card_scale_shift (maxdata));
}

InsPulseCutter *
ins_pulse_cutter_new (const InsStreamFormat *format,
                      const InsCutLayout *layout,
                      const InsCutTrigger *trigger)
{
  InsPulseCutter *self;

  g_return_val_if_fail (format->sample_bytes == 2 || format->sample_bytes == 4, NULL);
  g_return_val_if_fail (format->signal < format->n_channels, NULL);
  g_return_val_if_fail (layout->n_samples > 0 && layout->period > 0, NULL);
  g_return_val_if_fail (trigger->by_edge || layout->n_samples <= layout->period, NULL);
  g_return_val_if_fail (!trigger->by_edge || trigger->channel < format->n_channels, NULL);

  self = g_new0 (InsPulseCutter, 1);
  self->format = *format;
  self->layout = *layout;
  self->by_edge = trigger->by_edge;
  self->scan_bytes = (gsize)format->n_channels * format->sample_bytes;
  self->partial = g_malloc (self->scan_bytes);
  self->record = g_new (gint16, layout->n_samples);
  if (self->by_edge)
    {
      guint64 most = ((guint64)layout->delay + AHEAD_SCANS) / layout->n_samples + 3;

      ins_edge_finder_init (&self->finder, format, layout, trigger);
      ins_pulse_grid_init (&self->grid, layout->period);
      self->max_waiting = (guint)MIN (most, MAX_WAITING);
      self->waiting = g_new (Cut, self->max_waiting);
    }

  return self;
}

void
ins_pulse_cutter_free (InsPulseCutter *self)
{
  if (self == NULL)
    return;
  ins_edge_finder_clear (&self->finder);
  g_free (self->waiting);
  g_free (self->record);
  g_free (self->partial);
  g_free (self);
}

static void
add_edge (InsPulseCutter *self, double position)
{
  gboolean is_first = !self->grid.has_pulse;
  guint64 before = self->grid.index, index;
  Cut cut;

  if (!ins_pulse_grid_add (&self->grid, position, &index))
    return;
  if (!is_first)
    self->n_missed += index - before - 1;
  cut = (Cut){
    .index = index,
    .start = (guint64)llround (position) + self->layout.delay,
    .position = position,
  };
  if (cut.start < self->free_from || self->n_waiting == self->max_waiting)
    {
      self->n_missed++;
      return;
    }
  self->free_from = cut.start + self->layout.n_samples;
  self->waiting[(self->first_waiting + self->n_waiting++) % self->max_waiting] = cut;
}

/* Looks for edges in what has not been searched of @n scans from @n_taken on. */
static void
search (InsPulseCutter *self, const guint8 *scans, gsize n)
{
  guint64 done = self->finder.n_taken - self->n_taken;

  while (done < n)
    {
      gboolean is_edge;
      double position;

      done += ins_edge_finder_take (&self->finder, scans + done * self->scan_bytes, n - done,
                                    &is_edge, &position);
      if (is_edge)
        add_edge (self, position);
    }
}

/* FALSE: no pulse is known whose record is still to come. */
static gboolean
next_cut (const InsPulseCutter *self, Cut *cut)
{
  if (!self->by_edge)
    {
      guint64 scan = self->n_pulses * self->layout.period;

      *cut = (Cut){ self->n_pulses, scan + self->layout.delay, (double)scan };
      return TRUE;
    }
  if (self->n_waiting > 0)
    *cut = self->waiting[self->first_waiting];

  return self->n_waiting > 0;
}

static void
finish_record (InsPulseCutter *self, const Cut *cut, InsPulseBlock *block)
{
  guint n_samples = self->layout.n_samples;
  guint n = block->n_pulses++;

  memcpy (block->samples + (gsize)n * n_samples, self->record, n_samples * sizeof *self->record);
  block->pulses[n] = (InsPulse){
    .index = cut->index,
    .card_s = cut->position / self->format.scan_rate_hz,
    .encoder_mm = (double)NAN,
  };
  self->n_pulses++;
  if (self->by_edge)
    {
      self->first_waiting = (self->first_waiting + 1) % self->max_waiting;
      self->n_waiting--;
    }
}

static void
convert (const InsPulseCutter *self, gint16 *to, const guint8 *scans, gsize n)
{
  ins_sample_convert (to, scans + (gsize)self->format.signal * self->format.sample_bytes, n,
                      self->format.sample_bytes, self->format.n_channels, self->format.maxdata);
}

/* Takes scans until the record of @cut is complete; returns how many. */
static gsize
take_record (InsPulseCutter *self,
             const Cut *cut,
             const guint8 *scans,
             gsize n,
             InsPulseBlock *block)
{
  guint n_samples = self->layout.n_samples;
  gsize filled, take;

  if (cut->start + 1 == self->n_taken)
    self->record[0] = self->newest;
  filled = self->n_taken - cut->start;
  take = MIN (n, n_samples - filled);
  convert (self, self->record + filled, scans, take);
  if (filled + take == n_samples)
    finish_record (self, cut, block);

  return take;
}

/* Takes whole scans; returns how many, all of them unless the block is full. */
static gsize
take_scans (InsPulseCutter *self, const guint8 *scans, gsize n, InsPulseBlock *block)
{
  gsize used = 0;
  Cut cut;

  while (used < n && block->n_pulses < block->capacity)
    {
      const guint8 *rest = scans + used * self->scan_bytes;
      gsize take = n - used;

      if (next_cut (self, &cut))
        take = self->n_taken < cut.start ? MIN (take, cut.start - self->n_taken)
                                         : take_record (self, &cut, rest, take, block);
      self->n_taken += take;
      used += take;
    }
  if (used > 0)
    convert (self, &self->newest, scans + (used - 1) * self->scan_bytes, 1);

  return used;
}

static gsize
take_pieces (InsPulseCutter *self, const guint8 *scans, gsize n, InsPulseBlock *block)
{
  gsize used = 0;

  if (!self->by_edge)
    return take_scans (self, scans, n, block);

  while (used < n && block->n_pulses < block->capacity)
    {
      const guint8 *piece = scans + used * self->scan_bytes;
      gsize n_piece = MIN (n - used, AHEAD_SCANS);

      search (self, piece, n_piece);
      used += take_scans (self, piece, n_piece, block);
    }

  return used;
}

/* Completes a scan that was split; returns the bytes used. */
static gsize
take_partial (InsPulseCutter *self, const guint8 *bytes, gsize n_bytes, InsPulseBlock *block)
{
  gsize n = MIN (n_bytes, self->scan_bytes - self->n_partial);

  memcpy (self->partial + self->n_partial, bytes, n);
  self->n_partial += (guint)n;
  if (self->n_partial == self->scan_bytes && take_pieces (self, self->partial, 1, block) == 1)
    self->n_partial = 0;

  return n;
}

gsize
ins_pulse_cutter_feed (InsPulseCutter *self,
                       const guint8 *bytes,
                       gsize n_bytes,
                       InsPulseBlock *block)
{
  gsize used = 0;

  g_return_val_if_fail (block->n_samples == self->layout.n_samples, n_bytes);

  if (block->n_pulses == block->capacity)
    return 0;

  if (self->n_partial > 0)
    used = take_partial (self, bytes, n_bytes, block);
  if (self->n_partial > 0)
    return used;

  used += self->scan_bytes *
          take_pieces (self, bytes + used, (n_bytes - used) / self->scan_bytes, block);
  if (block->n_pulses < block->capacity && used < n_bytes)
    used += take_partial (self, bytes + used, n_bytes - used, block);

  return used;
}

double
ins_pulse_cutter_get_card_s (const InsPulseCutter *self, gsize n_bytes_ahead)
{
  guint64 n_ahead = (self->n_partial + n_bytes_ahead) / self->scan_bytes;

  return (double)(self->n_taken + n_ahead) / self->format.scan_rate_hz;
}

void
ins_pulse_cutter_get_count (const InsPulseCutter *self, InsDigitizerCount *count)
{
  *count = (InsDigitizerCount){
    .n_samples = self->n_taken * self->format.n_channels +
                 self->n_partial / self->format.sample_bytes,
    .n_pulses = self->n_pulses,
    .n_missed = self->n_missed,
    .prf_hz = (double)NAN,
  };
  if (self->by_edge)
    count->prf_hz = self->format.scan_rate_hz / ins_pulse_grid_get_period (&self->grid);
}
