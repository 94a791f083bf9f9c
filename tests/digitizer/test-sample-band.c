/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <string.h>

#include "devices/digitizer/ins-sample-band.h"

#define N_SCANS 400
#define N_SEEDS 400

/* One channel within a band but for a few samples; the others anywhere. At an odd address. */
typedef struct
{
  InsSampleBand band;
  guint8 bytes[N_SCANS * 4 * 4 + 1];
  const guint8 *from;
  gboolean is_outside[N_SCANS];
} Stream;

static void
put (Stream *stream, gsize sample, guint32 number)
{
  guint16 narrow = (guint16)number;
  guint8 *to = stream->bytes + 1 + sample * stream->band.sample_bytes;

  if (stream->band.sample_bytes == 2)
    memcpy (to, &narrow, sizeof narrow);
  else
    memcpy (to, &number, sizeof number);
}

static void
stream_init (Stream *stream, guint32 seed, guint n_outside)
{
  g_autoptr (GRand) random = g_rand_new_with_seed (seed);
  guint n_channels = 1 + seed % 4, channel = g_rand_int_range (random, 0, n_channels);
  guint sample_bytes = seed % 8 < 4 ? 2 : 4;
  guint32 most = sample_bytes == 2 ? G_MAXUINT16 : G_MAXUINT32;
  guint32 a = g_rand_int (random) & most, b = g_rand_int (random) & most;
  guint32 low = MAX (MIN (a, b), 1), high = MIN (MAX (a, b), most - 1);

  memset (stream, 0, sizeof *stream);
  ins_sample_band_init (&stream->band, n_channels, channel, sample_bytes, low, high);
  stream->from = stream->bytes + 1;
  for (gsize i = 0; i < (gsize)N_SCANS * n_channels; i++)
    put (stream, i,
         i % n_channels != channel ? g_rand_int (random)
                                   : (guint32)(low + g_rand_double (random) * (high - low)));
  for (guint i = 0; i < n_outside; i++)
    {
      gsize scan = (gsize)g_rand_int_range (random, 0, N_SCANS);

      stream->is_outside[scan] = TRUE;
      put (stream, scan * n_channels + channel, g_rand_boolean (random) ? low - 1 : high + 1);
    }
}

static gsize
count_until_outside (const Stream *stream, gsize from, gsize n)
{
  gsize i = 0;

  while (i < n && !stream->is_outside[from + i])
    i++;

  return i;
}

static gsize
last_outside (const Stream *stream, gsize from, gsize n)
{
  for (gsize i = n; i > 0; i--)
    if (stream->is_outside[from + i - 1])
      return i - 1;

  return n;
}

static void
test_finds (void)
{
  static Stream stream;

  for (guint32 seed = 0; seed < N_SEEDS; seed++)
    {
      gsize scan_bytes;

      stream_init (&stream, seed, seed % 5);
      scan_bytes = (gsize)stream.band.n_channels * stream.band.sample_bytes;
      for (gsize from = 0; from <= N_SCANS; from += 1 + seed % 7)
        for (gsize n = N_SCANS - from;; n /= 2)
          {
            const guint8 *bytes = stream.from + from * scan_bytes;

            g_assert_cmpuint (ins_sample_band_find (&stream.band, bytes, n), ==,
                              count_until_outside (&stream, from, n));
            g_assert_cmpuint (ins_sample_band_find_last (&stream.band, bytes, n), ==,
                              last_outside (&stream, from, n));
            if (n == 0)
              break;
          }
      ins_sample_band_clear (&stream.band);
    }
}

/* Bands that begin or end beyond what a sample can hold. */
static void
test_limits (void)
{
  static const guint16 samples[] = { 0, 1, 32767, 32768, 65534, 65535 };
  static const struct
  {
    gint64 low, high;
    gsize first;
  } cases[] = {
    { 0, G_MAXINT64, 6 }, { -5, 65535, 6 }, { -5, 65534, 5 },    { 1, 70000, 0 },
    { 0, 0, 1 },          { 0, 32767, 3 },  { 65535, 65535, 0 }, { 0, -1, 1 },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      InsSampleBand band;

      ins_sample_band_init (&band, 1, 0, 2, cases[i].low, cases[i].high);
      g_assert_cmpuint (ins_sample_band_find (&band, (const guint8 *)samples, 6), ==,
                        cases[i].first);
      ins_sample_band_clear (&band);
    }
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/sample-band/finds", test_finds);
  g_test_add_func ("/sample-band/limits", test_limits);

  return g_test_run ();
}
