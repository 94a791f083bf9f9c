/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <string.h>

#include "devices/digitizer/ins-bang-search.h"

#define PERIOD 1000
#define ZERO 2048

/* A bang of three swings at @place of each period, an echo of @echo counts 300 samples later. */
static guint16
sample_at (guint64 scan, guint place, int bang, int echo)
{
  static const int swings[] = { 80, 100, -90, -60, 30, -10 };
  guint after = (guint)((scan + PERIOD - place) % PERIOD);
  int noise = (int)(scan * 2654435761u >> 28 & 7) - 4;

  if (after < G_N_ELEMENTS (swings))
    return (guint16)(ZERO + noise + bang * swings[after] / 100);
  if (after == 300)
    return (guint16)(ZERO + noise + echo);

  return (guint16)(ZERO + noise);
}

static int
find (guint place, int bang, int echo, gsize piece)
{
  InsStreamFormat format = {
    .n_channels = 1, .sample_bytes = 2, .maxdata = 4095, .scan_rate_hz = 1e6
  };
  InsBangSearch search;
  guint16 samples[512];
  guint64 n = 0;

  g_assert_cmpuint (piece, <=, G_N_ELEMENTS (samples));
  ins_bang_search_init (&search, &format, PERIOD);
  while (!ins_bang_search_is_over (&search))
    {
      gsize used;

      for (gsize i = 0; i < piece; i++)
        samples[i] = sample_at (n + i, place, bang, echo);
      used = ins_bang_search_feed (&search, (const guint8 *)samples, piece * sizeof *samples);
      g_assert_true (used == piece * sizeof *samples || ins_bang_search_is_over (&search));
      n += used / sizeof *samples;
    }
  g_assert_cmpuint (n, ==, PERIOD * INS_BANG_SEARCH_PERIODS);

  return ins_bang_search_get_place (&search);
}

static void
test_places (void)
{
  static const guint places[] = { 0, 1, 3, 500, 996, 998, 999 };
  static const gsize pieces[] = { 1, 7, 512 };

  for (gsize i = 0; i < G_N_ELEMENTS (places); i++)
    for (gsize k = 0; k < G_N_ELEMENTS (pieces); k++)
      {
        g_assert_cmpint (find (places[i], 2000, 0, pieces[k]), ==, (int)places[i]);
        g_assert_cmpint (find (places[i], 600, 200, pieces[k]), ==, (int)places[i]);
      }
}

static void
test_none (void)
{
  g_assert_cmpint (find (10, 0, 0, 512), ==, -1);  /* noise only */
  g_assert_cmpint (find (10, 30, 0, 512), ==, -1); /* too low to be sure */
}

/* What moves from period to period is no pulser of this repetition. */
static void
test_wandering (void)
{
  InsStreamFormat format = {
    .n_channels = 1, .sample_bytes = 4, .maxdata = 4095, .scan_rate_hz = 1e6
  };
  InsBangSearch search;

  ins_bang_search_init (&search, &format, PERIOD);
  for (guint64 n = 0; !ins_bang_search_is_over (&search); n++)
    {
      guint32 sample = ZERO + (n % (PERIOD + 40) == 20 ? 1500 : 0);

      g_assert_cmpuint (ins_bang_search_feed (&search, (const guint8 *)&sample, 4), ==, 4);
    }
  g_assert_cmpint (ins_bang_search_get_place (&search), ==, -1);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/bang-search/places", test_places);
  g_test_add_func ("/bang-search/none", test_none);
  g_test_add_func ("/bang-search/wandering", test_wandering);

  return g_test_run ();
}
