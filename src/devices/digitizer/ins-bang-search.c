/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <stdlib.h>
#include <string.h>

#include "devices/digitizer/ins-bang-search.h"
#include "devices/digitizer/ins-card-scale.h"

#define N_LEARN 2      /* periods that tell the height */
#define QUIET 4        /* a bang comes after a quarter of a period without one */
#define STANDS_OUT 4.0 /* times the mean |sample| */
#define MIN_SHARE 50   /* of full scale that a bang has at least */
#define SAME_PLACE 4   /* scans by which its places may differ */

void
ins_bang_search_init (InsBangSearch *self, const InsStreamFormat *format, guint period)
{
  *self = (InsBangSearch){ .format = *format, .period = period };
}

gboolean
ins_bang_search_is_over (const InsBangSearch *self)
{
  return self->n_scans == (guint64)self->period * INS_BANG_SEARCH_PERIODS;
}

static void
take_scan (InsBangSearch *self, int magnitude)
{
  guint64 n = self->n_scans++;

  if (n < (guint64)self->period * N_LEARN)
    {
      self->height = MAX (self->height, magnitude);
      self->sum += magnitude;
    }
  else if (2 * magnitude < self->height)
    self->n_quiet++;
  else
    {
      if (self->n_quiet >= self->period / QUIET && self->n_onsets < G_N_ELEMENTS (self->onsets))
        self->onsets[self->n_onsets++] = (guint)(n % self->period);
      self->n_quiet = 0;
    }
}

static int
magnitude_of (const InsBangSearch *self, const guint8 *bytes)
{
  guint32 number;
  guint16 narrow;

  if (self->format.sample_bytes == 2)
    {
      memcpy (&narrow, bytes, sizeof narrow);
      number = narrow;
    }
  else
    memcpy (&number, bytes, sizeof number);

  return abs ((int)(((gint64)number - ins_card_scale_zero (self->format.maxdata)) >>
                    ins_card_scale_shift (self->format.maxdata)));
}

gsize
ins_bang_search_feed (InsBangSearch *self, const guint8 *bytes, gsize n_bytes)
{
  gsize used = 0;

  while (used + self->format.sample_bytes <= n_bytes && !ins_bang_search_is_over (self))
    {
      guint channel = self->n_channel;

      self->n_channel = (channel + 1) % self->format.n_channels;
      if (channel == self->format.signal)
        take_scan (self, magnitude_of (self, bytes + used));
      used += self->format.sample_bytes;
    }

  return used;
}

/* How far @place lies behind @from on the ring of a period, -period / 2 to period / 2. */
static int
distance (const InsBangSearch *self, guint from, guint place)
{
  int period = (int)self->period;
  int d = ((int)place - (int)from + period) % period;

  return d > period / 2 ? d - period : d;
}

int
ins_bang_search_get_place (const InsBangSearch *self)
{
  double mean = self->sum / ((double)self->period * N_LEARN);
  int full = ins_pulse_cutter_full_scale (self->format.maxdata);
  int sum = 0;

  /* one bang a period; the one that lies across the search's beginning may be missed */
  if (self->height < full / MIN_SHARE || self->height < STANDS_OUT * mean ||
      self->n_onsets < INS_BANG_SEARCH_PERIODS - N_LEARN - 1 ||
      self->n_onsets > INS_BANG_SEARCH_PERIODS - N_LEARN + 1)
    return -1;
  for (guint i = 0; i < self->n_onsets; i++)
    {
      int d = distance (self, self->onsets[0], self->onsets[i]);

      if (abs (d) > SAME_PLACE)
        return -1;
      sum += d;
    }

  return ((int)self->onsets[0] + sum / (int)self->n_onsets + (int)self->period) % (int)self->period;
}
