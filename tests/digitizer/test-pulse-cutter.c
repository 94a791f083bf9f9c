/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <math.h>

#include "cutter-fixture.h"

static void
test_fixed_repetition (void)
{
  static const InsCutLayout layouts[] = {
    { .period = 100, .delay = 0, .n_samples = 100 }, /* nothing between the records */
    { .period = 101, .delay = 7, .n_samples = 93 },  /* odd, one sample between */
    { .period = 1, .delay = 0, .n_samples = 1 },     /* gated: every scan is a pulse */
    { .period = 3333, .delay = 3000, .n_samples = 333 },
    { .period = 50, .delay = 120, .n_samples = 50 }, /* delay longer than the period */
  };
  static const InsCutTrigger trigger = { .by_edge = FALSE };

  for (guint width = 0; width < N_WIDTHS; width++)
    for (guint n_channels = 1; n_channels <= 4; n_channels++)
      for (guint i = 0; i < G_N_ELEMENTS (layouts); i++)
        {
          const InsCutLayout *layout = &layouts[i];
          g_autoptr (CutterStream)
              stream = cutter_stream_new (n_channels, (width + i) % n_channels, width);
          g_autofree ExpectedPulses *expected = g_new0 (ExpectedPulses, 1);

          cutter_stream_store (stream);
          for (guint64 k = 0; k * layout->period + layout->delay + layout->n_samples <= N_SCANS;
               k++)
            {
              gint64 at = (gint64)(k * layout->period);

              expected->pulses[k] = (ExpectedPulse){ k, at + layout->delay, (double)at };
              expected->n++;
            }
          cutter_check (stream, layout, &trigger, expected);
        }
}

/* What a person would do with the numbers of the channel, one after the other. */
static guint
find_edges (const CutterStream *stream, const InsCutTrigger *trigger, double *positions)
{
  double sign = trigger->falling ? -1 : 1;
  double unit = cutter_stream_unit (stream);
  double level = sign * trigger->threshold * unit, before = 0;
  double low = level - MAX (trigger->hysteresis, 1) * unit;
  gboolean is_armed = FALSE;
  guint n = 0;

  for (gsize i = 0; i < N_SCANS; i++)
    {
      double value = sign * (*cutter_stream_at (stream, i, trigger->channel) -
                             cutter_stream_middle (stream));

      if (is_armed && value >= level)
        {
          positions[n++] = (double)i - (value - level) / (value - before);
          is_armed = FALSE;
        }
      if (value <= low)
        is_armed = TRUE;
      before = value;
    }

  return n;
}

/* Records that begin before the one before has ended are missed, and those that do not end. */
static void
expect_pulse (ExpectedPulses *expected, const InsCutLayout *layout, guint64 index, double position)
{
  const ExpectedPulse *newest = expected->n > 0 ? &expected->pulses[expected->n - 1] : NULL;
  ExpectedPulse pulse = { index, llround (position) + layout->delay, position };

  if (newest != NULL && pulse.start < newest->start + layout->n_samples)
    expected->n_missed++;
  else
    expected->pulses[expected->n++] = pulse;
}

static void
drop_unfinished (ExpectedPulses *expected, const InsCutLayout *layout)
{
  while (expected->n > 0 && expected->pulses[expected->n - 1].start + layout->n_samples > N_SCANS)
    expected->n--;
}

/* A pulser's sync output with slow edges and noise: high for a while from each pulse on. */
static void
draw_sync (CutterStream *stream,
           guint channel,
           GRand *random,
           const double *truth,
           guint n,
           gboolean falling)
{
  double sign = falling ? -1 : 1;
  double slope = g_rand_double_range (random, 0.4, 3.0); /* scans from end to end */
  guint k = 0;

  for (gsize i = 0; i < N_SCANS; i++)
    {
      double since, height = -0.5;

      while (k + 1 < n && truth[k + 1] - slope <= (double)i)
        k++;
      since = (double)i - truth[k];
      if (since > -slope && since < 12)
        height = CLAMP (since / slope, -0.5, 0.5);
      cutter_stream_draw (stream, i, channel,
                          sign * height + g_rand_double_range (random, -0.02, 0.02));
    }
}

typedef struct
{
  double period; /* real, of the pulser */
  InsCutLayout layout;
} SyncCase;

static void
check_sync (const SyncCase *c, guint width, guint n_channels, guint32 seed)
{
  g_autoptr (GRand) random = g_rand_new_with_seed (seed);
  guint signal = seed % n_channels,
        channel = (signal + 1 + (seed / 7) % (n_channels - 1)) % n_channels;
  g_autoptr (CutterStream) stream = cutter_stream_new (n_channels, signal, width);
  g_autofree ExpectedPulses *expected = g_new0 (ExpectedPulses, 1);
  g_autofree double *truth = g_new (double, N_SCANS), *seen = g_new (double, N_SCANS);
  g_autofree guint64 *indices = g_new (guint64, N_SCANS);
  int full = ins_pulse_cutter_full_scale (stream->format.maxdata);
  InsCutTrigger trigger = {
    .by_edge = TRUE, .channel = channel, .falling = seed % 2, .hysteresis = full / 10
  };
  double first = g_rand_double_range (random, 20, 20 + c->period);
  guint n = 0;

  /* single pulses are missing, jitter is 0.1 % */
  for (guint64 i = 0; first + (double)i * c->period < N_SCANS - 20; i++)
    if (i < 5 || i % 7 != seed % 7)
      {
        indices[n] = i;
        truth[n++] = first + ((double)i + g_rand_double_range (random, -1e-3, 1e-3)) * c->period;
      }
  draw_sync (stream, channel, random, truth, n, trigger.falling);
  cutter_stream_store (stream);
  g_assert_cmpuint (find_edges (stream, &trigger, seen), ==, n);
  for (guint i = 0; i < n; i++)
    {
      g_assert_cmpfloat_with_epsilon (seen[i], truth[i], 0.5);
      if (i > 0)
        expected->n_missed += indices[i] - indices[i - 1] - 1;
      expect_pulse (expected, &c->layout, indices[i], seen[i]);
    }
  drop_unfinished (expected, &c->layout);
  cutter_check (stream, &c->layout, &trigger, expected);
}

static void
test_edges_on_sync_channel (void)
{
  static const SyncCase cases[] = {
    { 300.4, { .period = 300, .delay = 20, .n_samples = 200 } },
    { 300.4, { .period = 330, .delay = 0, .n_samples = 1 } },     /* record of the nearest scan */
    { 290.7, { .period = 300, .delay = 100, .n_samples = 200 } }, /* ends after the next edge */
    { 200.0, { .period = 200, .delay = 3, .n_samples = 200 } },   /* one right after the other */
    { 120.3, { .period = 130, .delay = 700, .n_samples = 64 } },  /* many pulses on their way */
    { 100.3,
      { .period = 110, .delay = 5, .n_samples = 150 } }, /* every other one within a record */
  };
  guint32 seed = 1;

  for (guint width = 0; width < N_WIDTHS; width++)
    for (guint n_channels = 2; n_channels <= 4; n_channels++)
      for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
        check_sync (&cases[i], width, n_channels, seed++);
}

/* A spike is over the threshold but far from where a pulse could be; chatter is below hysteresis.
 */
static void
test_noise_on_sync_is_no_pulse (void)
{
  static const InsCutLayout layout = { .period = 250, .delay = 3, .n_samples = 100 };
  g_autoptr (CutterStream) stream = cutter_stream_new (2, 0, 0);
  g_autofree ExpectedPulses *expected = g_new0 (ExpectedPulses, 1);
  InsCutTrigger trigger = { .by_edge = TRUE, .channel = 1, .hysteresis = 3000 };
  g_autoptr (GRand) random = g_rand_new_with_seed (5);

  for (gsize i = 0; i < N_SCANS; i++)
    {
      gsize since = i % 250;

      cutter_stream_draw (stream, i, 1,
                          (since < 20 ? 0.06 : -0.06) + g_rand_double_range (random, -0.05, 0.05));
      if (since == 20 || since == 0)
        cutter_stream_draw (stream, i, 1, since == 0 ? 0.1 : -0.1);
      if (i / 250 % 3 == 1 && since == 60 + i / 250)
        cutter_stream_draw (stream, i, 1, 0.9);
    }
  cutter_stream_store (stream);
  for (guint64 k = 1; k < N_SCANS / 250; k++)
    {
      double before = *cutter_stream_at (stream, 250 * k - 1, 1),
             after = *cutter_stream_at (stream, 250 * k, 1);

      expect_pulse (expected, &layout, k - 1,
                    (double)(250 * k) - (after - 32768) / (after - before));
    }
  cutter_check (stream, &layout, &trigger, expected);
}

/* Quiet, a bang that rings, echoes of either sign that die away, one more in every record. */
static void
draw_echoes (CutterStream *stream, GRand *random, const guint *truth, guint n)
{
  guint signal = stream->format.signal;

  for (gsize i = 0; i < N_SCANS; i++)
    cutter_stream_draw (stream, i, signal, g_rand_double_range (random, -0.1, 0.1));
  for (guint k = 0; k < n; k++)
    for (guint i = 0; i < 12; i++)
      {
        cutter_stream_draw (stream, truth[k] + i, signal, (i + k) % 2 ? -0.9 : 0.9);
        cutter_stream_draw (stream, truth[k] + 40 + i, signal, (i + k) % 3 ? -0.8 : 0.8);
        cutter_stream_draw (stream, truth[k] + 75 + 2 * i, signal, (i + k) % 2 ? -0.4 : 0.4);
        cutter_stream_draw (stream, truth[k] + 150 + i, signal, 0.5);
      }
}

/* By the definition alone: loud, quiet before, not too soon. */
static gboolean
is_bang (const CutterStream *stream, guint at, double threshold, guint hold_off)
{
  double middle = cutter_stream_middle (stream);
  double unit = cutter_stream_unit (stream);

  if (at < hold_off)
    return FALSE;
  for (guint i = at - hold_off; i <= at; i++)
    if ((fabs (*cutter_stream_at (stream, i, stream->format.signal) - middle) > threshold * unit) !=
        (i == at))
      return FALSE;

  return TRUE;
}

static void
check_bangs (guint width, guint n_channels, guint32 seed)
{
  static const InsCutLayout layout = { .period = 400, .delay = 30, .n_samples = 180 };
  g_autoptr (GRand) random = g_rand_new_with_seed (seed);
  g_autoptr (CutterStream) stream = cutter_stream_new (n_channels, seed % n_channels, width);
  g_autofree ExpectedPulses *expected = g_new0 (ExpectedPulses, 1);
  g_autofree guint *truth = g_new (guint, N_SCANS);
  int full = ins_pulse_cutter_full_scale (stream->format.maxdata);
  InsCutTrigger trigger = {
    .by_edge = TRUE, .channel = seed % n_channels, .is_bang = TRUE, .threshold = full / 5
  };
  guint n = 0, earliest = 0;

  for (guint at = g_rand_int_range (random, 110, 400); at < N_SCANS - 400; at += 396 + seed % 9)
    truth[n++] = at;
  draw_echoes (stream, random, truth, n);
  cutter_stream_store (stream);
  for (guint i = 0; i < N_SCANS; i++)
    if (i >= earliest && is_bang (stream, i, trigger.threshold, 95))
      {
        g_assert_cmpuint (i, ==, truth[expected->n]);
        expect_pulse (expected, &layout, expected->n, (double)i);
        earliest = i + 210;
      }
  g_assert_cmpuint (expected->n, ==, n);
  cutter_check (stream, &layout, &trigger, expected);
}

static void
test_main_bang (void)
{
  guint32 seed = 1;

  for (guint width = 0; width < N_WIDTHS; width++)
    for (guint n_channels = 1; n_channels <= 4; n_channels++)
      for (guint i = 0; i < 2; i++)
        check_bangs (width, n_channels, seed++);
}

/* A signal that never falls quiet has no bang, and a sync line that lies dead has no edge. */
static void
test_no_edge_no_pulse (void)
{
  static const InsCutLayout layout = { .period = 250, .delay = 3, .n_samples = 100 };
  static const InsCutTrigger bang = { .by_edge = TRUE, .is_bang = TRUE, .threshold = 1000 };
  static const InsCutTrigger edge = { .by_edge = TRUE, .threshold = 1000, .hysteresis = 10 };
  g_autofree ExpectedPulses *expected = g_new0 (ExpectedPulses, 1);
  g_autoptr (CutterStream) loud = cutter_stream_new (1, 0, 0), dead = cutter_stream_new (1, 0, 0);

  for (gsize i = 0; i < N_SCANS; i++)
    {
      cutter_stream_draw (loud, i, 0, i % 2 ? 0.9 : -0.9);
      cutter_stream_draw (dead, i, 0, 0.3);
    }
  cutter_stream_store (loud);
  cutter_stream_store (dead);
  cutter_check (loud, &layout, &bang, expected);
  cutter_check (dead, &layout, &edge, expected);
}

static void
test_rate_is_as_seen (void)
{
  static const InsCutLayout layout = { .period = 250, .delay = 3, .n_samples = 100 };
  InsCutTrigger trigger = { .by_edge = TRUE, .channel = 1, .hysteresis = 100 };
  g_autoptr (CutterStream) stream = cutter_stream_new (2, 0, 1);
  g_autoptr (InsPulseBlock) block = ins_pulse_block_new (1000, 100);
  g_autoptr (InsPulseCutter) cutter = NULL;
  InsDigitizerCount count;

  for (gsize i = 0; i < N_SCANS; i++)
    cutter_stream_draw (stream, i, 1, i % 244 < 10 ? 0.5 : -0.5);
  cutter_stream_store (stream);
  cutter = ins_pulse_cutter_new (&stream->format, &layout, &trigger);
  ins_pulse_cutter_feed (cutter, stream->bytes, 2 * 2 * 300, block);
  ins_pulse_cutter_get_count (cutter, &count);
  g_assert_true (isnan (count.prf_hz));
  ins_pulse_cutter_feed (cutter, stream->bytes + 2 * 2 * 300, stream->n_bytes - 1200, block);
  ins_pulse_cutter_get_count (cutter, &count);
  g_assert_cmpfloat_with_epsilon (count.prf_hz, RATE_HZ / 244, 1e-6);
  g_assert_cmpuint (count.n_pulses, ==, block->n_pulses);
}

static void
test_full_block_takes_nothing (void)
{
  static const InsStreamFormat format = { 1, 0, 2, 65535, RATE_HZ };
  static const InsCutLayout layout = { .period = 4, .delay = 0, .n_samples = 2 };
  static const InsCutTrigger trigger = { .by_edge = FALSE };
  guint8 bytes[32] = { 0 };
  g_autoptr (InsPulseBlock) block = ins_pulse_block_new (1, 2);
  g_autoptr (InsPulseCutter) cutter = ins_pulse_cutter_new (&format, &layout, &trigger);

  g_assert_cmpuint (ins_pulse_cutter_feed (cutter, bytes, sizeof bytes, block), ==, 4);
  g_assert_cmpuint (block->n_pulses, ==, 1);
  g_assert_cmpuint (ins_pulse_cutter_feed (cutter, bytes, sizeof bytes, block), ==, 0);
}

static void
test_full_scale (void)
{
  g_assert_cmpint (ins_pulse_cutter_full_scale (4095), ==, 2048);
  g_assert_cmpint (ins_pulse_cutter_full_scale (65535), ==, 32768);
  g_assert_cmpint (ins_pulse_cutter_full_scale (0xffffff), ==, 32768);
  g_assert_cmpint (ins_pulse_cutter_full_scale (0xffffffff), ==, 32768);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/pulse-cutter/fixed-repetition", test_fixed_repetition);
  g_test_add_func ("/pulse-cutter/edges-on-sync-channel", test_edges_on_sync_channel);
  g_test_add_func ("/pulse-cutter/noise-on-sync-is-no-pulse", test_noise_on_sync_is_no_pulse);
  g_test_add_func ("/pulse-cutter/main-bang", test_main_bang);
  g_test_add_func ("/pulse-cutter/no-edge-no-pulse", test_no_edge_no_pulse);
  g_test_add_func ("/pulse-cutter/rate-is-as-seen", test_rate_is_as_seen);
  g_test_add_func ("/pulse-cutter/full-block-takes-nothing", test_full_block_takes_nothing);
  g_test_add_func ("/pulse-cutter/full-scale", test_full_scale);

  return g_test_run ();
}
