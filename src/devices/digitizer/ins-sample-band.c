/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <string.h>

#include "devices/digitizer/ins-sample-band.h"

#define SCANS INS_SAMPLE_BAND_SCANS

static void
fill_narrow (InsSampleBand *self, gsize n)
{
  guint16 *lows = g_new (guint16, n);
  gint16 *widths = g_new (gint16, n);

  for (gsize i = 0; i < n; i++)
    {
      gboolean is_channel = i % self->n_channels == self->channel;

      lows[i] = (guint16)(self->low ^ 0x8000u);
      widths[i] = is_channel ? (gint16)(self->width ^ 0x8000u) : G_MAXINT16;
    }
  self->lows = lows;
  self->widths = widths;
}

static void
fill_wide (InsSampleBand *self, gsize n)
{
  guint32 *lows = g_new (guint32, n);
  gint32 *widths = g_new (gint32, n);

  for (gsize i = 0; i < n; i++)
    {
      gboolean is_channel = i % self->n_channels == self->channel;

      lows[i] = self->low ^ 0x80000000u;
      widths[i] = is_channel ? (gint32)(self->width ^ 0x80000000u) : G_MAXINT32;
    }
  self->lows = lows;
  self->widths = widths;
}

void
ins_sample_band_init (InsSampleBand *self,
                      guint n_channels,
                      guint channel,
                      guint sample_bytes,
                      gint64 low,
                      gint64 high)
{
  gint64 most = sample_bytes == 2 ? G_MAXUINT16 : G_MAXUINT32;

  low = CLAMP (low, 0, most);
  high = CLAMP (high, low, most);
  *self = (InsSampleBand){
    .n_channels = n_channels,
    .channel = channel,
    .sample_bytes = sample_bytes,
    .low = (guint32)low,
    .width = (guint32)(high - low),
  };
  if (sample_bytes == 2)
    fill_narrow (self, (gsize)SCANS * n_channels);
  else
    fill_wide (self, (gsize)SCANS * n_channels);
}

void
ins_sample_band_clear (InsSampleBand *self)
{
  g_clear_pointer (&self->lows, g_free);
  g_clear_pointer (&self->widths, g_free);
}

guint32
ins_sample_band_read (const InsSampleBand *self, const guint8 *scan)
{
  guint32 wide;
  guint16 narrow;

  if (self->sample_bytes == 2)
    {
      memcpy (&narrow, scan + 2 * self->channel, sizeof narrow);
      return narrow;
    }
  memcpy (&wide, scan + 4 * self->channel, sizeof wide);

  return wide;
}

static gboolean
is_outside (const InsSampleBand *self, const guint8 *scan)
{
  return ins_sample_band_read (self, scan) - self->low > self->width;
}

/* The loops below have a constant number of rounds and no way out, so compilers make them vector
 * instructions also where they do not optimize for speed at any price. */
static gboolean
has_outside_narrow (const InsSampleBand *self, const guint8 *restrict bytes)
{
  const guint16 *restrict lows = self->lows;
  const gint16 *restrict widths = self->widths;
  gint16 found = 0;

  for (guint c = 0; c < self->n_channels; c++, bytes += 2 * SCANS, lows += SCANS, widths += SCANS)
    for (guint i = 0; i < SCANS; i++)
      {
        guint16 raw;

        memcpy (&raw, bytes + 2 * i, sizeof raw);
        found |= (gint16) - ((gint16)(raw - lows[i]) > widths[i]);
      }

  return found != 0;
}

static gboolean
has_outside_wide (const InsSampleBand *self, const guint8 *restrict bytes)
{
  const guint32 *restrict lows = self->lows;
  const gint32 *restrict widths = self->widths;
  gint32 found = 0;

  for (guint c = 0; c < self->n_channels; c++, bytes += 4 * SCANS, lows += SCANS, widths += SCANS)
    for (guint i = 0; i < SCANS; i++)
      {
        guint32 raw;

        memcpy (&raw, bytes + 4 * i, sizeof raw);
        found |= -((gint32)(raw - lows[i]) > widths[i]);
      }

  return found != 0;
}

static gboolean
has_outside (const InsSampleBand *self, const guint8 *bytes)
{
  return self->sample_bytes == 2 ? has_outside_narrow (self, bytes)
                                 : has_outside_wide (self, bytes);
}

gsize
ins_sample_band_find (const InsSampleBand *self, const guint8 *bytes, gsize n_scans)
{
  gsize step = (gsize)self->n_channels * self->sample_bytes;
  gsize i = 0;

  while (i + SCANS <= n_scans && !has_outside (self, bytes + i * step))
    i += SCANS;
  while (i < n_scans && !is_outside (self, bytes + i * step))
    i++;

  return i;
}

gsize
ins_sample_band_find_last (const InsSampleBand *self, const guint8 *bytes, gsize n_scans)
{
  gsize step = (gsize)self->n_channels * self->sample_bytes;
  gsize end = n_scans;

  while (end >= SCANS && !has_outside (self, bytes + (end - SCANS) * step))
    end -= SCANS;
  while (end > 0 && !is_outside (self, bytes + (end - 1) * step))
    end--;

  return end > 0 ? end - 1 : n_scans;
}
