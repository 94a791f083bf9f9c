/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <string.h>

#include "devices/digitizer/ins-edge-finder.h"

#define N_SCANS 3000
#define ZERO 2048
#define N_SEEDS 200

static guint16 samples[N_SCANS * 4];
static guint8 bytes[sizeof samples + 1];

static guint16 *
sample_at (const InsStreamFormat *format, gsize scan, guint channel)
{
  return &samples[scan * format->n_channels + channel];
}

/* A walk with steps of all sizes, so that it lingers, jumps, and meets levels exactly. */
static void
draw_walk (const InsStreamFormat *format, guint channel, GRand *random)
{
  int height = 0;

  for (gsize i = 0; i < N_SCANS; i++)
    {
      int step = g_rand_int_range (random, 0, 3) == 0 ? 60 : 4;

      height = CLAMP (height + g_rand_int_range (random, -step, step + 1), -120, 120);
      *sample_at (format, i, channel) = (guint16)(ZERO + height);
    }
}

/* Loud now and then, so that it is quiet for any time. */
static void
draw_bangs (const InsStreamFormat *format, guint channel, GRand *random)
{
  int one_in = g_rand_int_range (random, 10, 120);

  for (gsize i = 0; i < N_SCANS; i++)
    {
      int height = g_rand_int_range (random, 0, one_in) == 0 ? 101 : 100;

      *sample_at (format, i,
                  channel) = (guint16)(ZERO + (g_rand_boolean (random) ? height : -height));
    }
}

/* The definition, one scan after the other. */
static guint
find_edges (const InsStreamFormat *format, const InsCutTrigger *trigger, double *edges)
{
  int sign = trigger->falling ? -1 : 1, level = sign * trigger->threshold, before = 0;
  gboolean is_armed = FALSE;
  guint n = 0;

  for (gsize i = 0; i < N_SCANS; i++)
    {
      int height = sign * (*sample_at (format, i, trigger->channel) - ZERO);

      if (is_armed && height >= level)
        {
          edges[n++] = (double)i - (double)(height - level) / (height - before);
          is_armed = FALSE;
        }
      is_armed |= height <= level - MAX (trigger->hysteresis, 1);
      before = height;
    }

  return n;
}

static guint
find_bangs (const InsStreamFormat *format, guint hold_off, guint dead, double *edges)
{
  guint n = 0, n_quiet = 0, earliest = 0;

  for (guint i = 0; i < N_SCANS; i++)
    if (ABS (*sample_at (format, i, format->signal) - ZERO) <= 100)
      n_quiet++;
    else
      {
        if (n_quiet >= hold_off && i >= earliest)
          {
            edges[n++] = i;
            earliest = i + dead;
          }
        n_quiet = 0;
      }

  return n;
}

/* Takes the scans in pieces, from an odd address too. */
static void
check_found (const InsStreamFormat *format,
             const InsCutLayout *layout,
             const InsCutTrigger *trigger,
             const double *edges,
             guint n_edges,
             GRand *random)
{
  guint offset = g_rand_int_range (random, 0, 2), n = 0;
  gsize scan_bytes = 2 * format->n_channels, done = 0;
  InsEdgeFinder finder;

  memcpy (bytes + offset, samples, scan_bytes * N_SCANS);
  ins_edge_finder_init (&finder, format, layout, trigger);
  while (done < N_SCANS)
    {
      gsize asked = (gsize)g_rand_int_range (random, 1, 300);
      gsize piece = MIN (asked, N_SCANS - done), used;
      gboolean is_edge;
      double position;

      used = ins_edge_finder_take (&finder, bytes + offset + done * scan_bytes, piece, &is_edge,
                                   &position);
      done += used;
      g_assert_true (is_edge || used == piece);
      if (is_edge)
        {
          g_assert_cmpuint (n, <, n_edges);
          g_assert_cmpfloat_with_epsilon (position, edges[n], 1e-9);
          n++;
        }
    }
  g_assert_cmpuint (n, ==, n_edges);
  ins_edge_finder_clear (&finder);
}

static InsStreamFormat
format_for (guint32 seed)
{
  guint n_channels = 1 + seed % 4;

  memset (samples, 0xff, sizeof samples);

  return (InsStreamFormat){ n_channels, (seed / 4) % n_channels, 2, 4095, 1e6 };
}

static void
test_edges (void)
{
  static const InsCutLayout layout = { .n_samples = 10, .period = 100 };
  static double edges[N_SCANS];
  guint n_all = 0;

  for (guint32 seed = 0; seed < N_SEEDS; seed++)
    {
      g_autoptr (GRand) random = g_rand_new_with_seed (seed);
      InsStreamFormat format = format_for (seed);
      InsCutTrigger trigger = {
        .by_edge = TRUE,
        .channel = format.signal,
        .falling = seed % 2,
        .threshold = g_rand_int_range (random, -100, 101),
        .hysteresis = seed % 3 * 20,
      };
      guint n;

      draw_walk (&format, format.signal, random);
      n = find_edges (&format, &trigger, edges);
      check_found (&format, &layout, &trigger, edges, n, random);
      n_all += n;
    }
  g_assert_cmpuint (n_all, >, 20 * N_SEEDS);
}

static void
test_bangs (void)
{
  static const InsCutLayout layouts[] = {
    { .n_samples = 40, .delay = 5, .period = 100 },  /* quiet for a quarter of the period */
    { .n_samples = 60, .delay = 20, .period = 100 }, /* for half of what the record leaves */
    { .n_samples = 99, .delay = 0, .period = 100 },  /* as good as nothing */
    { .n_samples = 99, .delay = 9, .period = 100 },  /* ends after the next pulse */
  };
  static const guint hold_off[] = { 25, 10, 1, 1 }, dead[] = { 50, 80, 99, 108 };
  static double edges[N_SCANS];
  guint n_all = 0;

  for (guint32 seed = 0; seed < N_SEEDS; seed++)
    for (gsize i = 0; i < G_N_ELEMENTS (layouts); i++)
      {
        g_autoptr (GRand) random = g_rand_new_with_seed (seed);
        InsStreamFormat format = format_for (seed);
        InsCutTrigger trigger = { .by_edge = TRUE, .is_bang = TRUE, .threshold = 100 };
        guint n;

        draw_bangs (&format, format.signal, random);
        n = find_bangs (&format, hold_off[i], dead[i], edges);
        check_found (&format, &layouts[i], &trigger, edges, n, random);
        n_all += n;
      }
  g_assert_cmpuint (n_all, >, 20 * N_SEEDS);
}

/* A line that goes over the threshold again and again, and once far enough below it before. */
static void
test_hysteresis (void)
{
  static const InsCutLayout layout = { .n_samples = 10, .period = 100 };
  InsCutTrigger trigger = { .by_edge = TRUE, .threshold = 10, .hysteresis = 20 };
  g_autoptr (GRand) random = g_rand_new_with_seed (1);
  InsStreamFormat format = format_for (0);
  double edges[] = { 1001.0 };

  for (gsize i = 0; i < N_SCANS; i++)
    *sample_at (&format, i, 0) = (guint16)(ZERO + (i % 2 ? 10 : -9));
  check_found (&format, &layout, &trigger, edges, 0, random);
  *sample_at (&format, 999, 0) = ZERO - 10;
  check_found (&format, &layout, &trigger, edges, 1, random);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/edge-finder/edges", test_edges);
  g_test_add_func ("/edge-finder/bangs", test_bangs);
  g_test_add_func ("/edge-finder/hysteresis", test_hysteresis);

  return g_test_run ();
}
