/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "signal/ins-echo-search.h"
#include "signal/ins-envelope.h"

/* Of Rayleigh noise the largest of a thousand samples is six times its lower quartile; of the mean
 * of n envelopes the spread shrinks with sqrt (n). */
#define NOISE_FLOOR 2.0
#define NOISE_SPREAD 5.0
#define LEAST_THRESHOLD_PERCENT 2.0

#define BANG_S 0.5e-6    /* is heard at least so long */
#define BANG_PERIODS 2.0 /* and so long after it has sunk into the noise */
#define PEAK_FALL 0.6    /* two maxima with such a valley between them are two echoes */
#define FRONT_SHARE 0.2  /* of the largest echo */
#define BACK_SHARE 0.02  /* of the front's */
#define NEAREST_PERIODS 1.5

#define MAX_ECHOES 64

typedef struct
{
  const InsAscanFormat *format;
  float *envelope; /* percent */
  guint n;
  double threshold;
} Trace;

static double
get_time_s (const Trace *trace, double index)
{
  return trace->format->delay_s + index / trace->format->sample_rate_hz;
}

static int
compare_floats (gconstpointer a, gconstpointer b)
{
  const float x = *(const float *)a, y = *(const float *)b;

  return x < y ? -1 : x > y;
}

/* (transfer full): percent of full scale */
static float *
make_mean_envelope (const gint16 *traces, guint n_traces, guint n_samples, int full_scale_counts)
{
  g_autoptr (InsEnvelope) transform = ins_envelope_new (n_samples);
  g_autofree float *one = g_new (float, n_samples);
  float *mean = g_new0 (float, n_samples);
  const float share = 100.0F / ((float)full_scale_counts * (float)n_traces);

  for (guint i = 0; i < n_traces; i++)
    {
      ins_envelope_compute (transform, traces + (gsize)i * n_samples, one);
      for (guint j = 0; j < n_samples; j++)
        mean[j] += one[j] * share;
    }

  return mean;
}

static double
get_lower_quartile (const float *values, guint n)
{
  g_autofree float *sorted = g_memdup2 (values, n * sizeof *values);

  qsort (sorted, n, sizeof *sorted, compare_floats);

  return (double)sorted[n / 4];
}

/* The first sample after the pulse itself; 0 where the record begins after it. */
static guint
find_bang_end (const Trace *trace, double period_s)
{
  const double quiet = BANG_PERIODS * period_s * trace->format->sample_rate_hz;
  const double least = (BANG_S - trace->format->delay_s) * trace->format->sample_rate_hz;
  guint last = 0;

  if (least <= 0.0)
    return 0;
  last = MIN ((guint)ceil (least), trace->n);
  for (guint i = last; i < trace->n && i < last + quiet; i++)
    if ((double)trace->envelope[i] > trace->threshold)
      last = i + 1;

  return last;
}

/* The top of the parabola through the three samples around a maximum, in samples from it. */
static double
refine_peak (const Trace *trace, guint peak)
{
  double before, here, after, curvature;

  if (peak == 0 || peak + 1 >= trace->n)
    return 0.0;
  before = (double)trace->envelope[peak - 1];
  here = (double)trace->envelope[peak];
  after = (double)trace->envelope[peak + 1];
  curvature = before - 2.0 * here + after;

  return curvature < 0.0 ? CLAMP (0.5 * (before - after) / curvature, -0.5, 0.5) : 0.0;
}

static void
set_echo (const Trace *trace, guint start, guint peak, guint end, InsEcho *echo)
{
  *echo = (InsEcho){ .is_found = TRUE,
                     .peak_s = get_time_s (trace, peak + refine_peak (trace, peak)),
                     .amplitude_percent = (double)trace->envelope[peak],
                     .start_s = get_time_s (trace, start),
                     .end_s = get_time_s (trace, end) };
}

/* Maxima over the threshold, with valleys between them. */
static guint
find_echoes (const Trace *trace, guint first, InsEcho *echoes)
{
  const float *envelope = trace->envelope;
  guint n = 0, start = 0, peak = 0, valley = 0;
  gboolean rises = FALSE, in_echo = FALSE;

  for (guint i = first; i < trace->n && n < MAX_ECHOES; i++)
    {
      const gboolean is_over = (double)envelope[i] > trace->threshold;

      if (!in_echo && is_over)
        {
          in_echo = rises = TRUE;
          start = peak = i;
        }
      else if (in_echo && rises && envelope[i] > envelope[peak])
        peak = i;
      else if (in_echo && rises && (!is_over || envelope[i] < (float)PEAK_FALL * envelope[peak]))
        {
          set_echo (trace, start, peak, i, &echoes[n++]);
          rises = FALSE;
          valley = i;
        }
      else if (in_echo && !rises && envelope[i] < envelope[valley])
        valley = i;
      else if (in_echo && !rises && (float)PEAK_FALL * envelope[i] > envelope[valley] && is_over)
        {
          rises = TRUE;
          start = valley;
          peak = i;
        }
      if (in_echo && !rises)
        echoes[n - 1].end_s = get_time_s (trace, valley);
      if (in_echo && !is_over)
        in_echo = rises = FALSE;
    }
  if (rises && n < MAX_ECHOES)
    set_echo (trace, start, peak, trace->n - 1, &echoes[n++]);

  return n;
}

static void
choose (const InsEcho *all, guint n, double period_s, InsEchoes *echoes)
{
  double largest = 0.0;
  guint front = 0;

  for (guint i = 0; i < n; i++)
    largest = MAX (largest, all[i].amplitude_percent);
  while (front < n && all[front].amplitude_percent < FRONT_SHARE * largest)
    front++;
  if (front >= n)
    return;
  echoes->front = all[front];
  /* noise on its flank is not the echo */
  while (front + 1 < n &&
         all[front + 1].peak_s - echoes->front.peak_s < NEAREST_PERIODS * period_s &&
         all[front + 1].amplitude_percent > echoes->front.amplitude_percent)
    {
      echoes->front = all[++front];
      echoes->front.start_s = all[front - 1].start_s;
    }
  for (guint i = front + 1; i < n; i++)
    {
      const double after_s = all[i].peak_s - echoes->front.peak_s;
      const gboolean is_second = all[i].peak_s > 2.0 * echoes->front.peak_s - 2.0 * period_s;

      if (after_s < NEAREST_PERIODS * period_s || is_second ||
          all[i].amplitude_percent < BACK_SHARE * echoes->front.amplitude_percent)
        continue;
      if (all[i].amplitude_percent > echoes->back.amplitude_percent)
        echoes->back = all[i];
    }
}

void
ins_echo_search (const gint16 *traces,
                 guint n_traces,
                 guint n_samples,
                 const InsAscanFormat *format,
                 double period_s,
                 InsEchoes *echoes)
{
  g_autofree float *envelope = NULL;
  InsEcho all[MAX_ECHOES];
  Trace trace = { .format = format, .n = n_samples };
  guint first;

  *echoes = (InsEchoes){ .bang_end_s = format->delay_s };
  if (n_traces == 0 || n_samples < 8 || format->full_scale_counts <= 0)
    return;
  envelope = make_mean_envelope (traces, n_traces, n_samples, format->full_scale_counts);
  trace.envelope = envelope;
  echoes->noise_percent = get_lower_quartile (envelope, n_samples);
  echoes->threshold_percent = MAX (echoes->noise_percent *
                                       (NOISE_FLOOR + NOISE_SPREAD / sqrt ((double)n_traces)),
                                   LEAST_THRESHOLD_PERCENT);
  trace.threshold = echoes->threshold_percent;
  first = find_bang_end (&trace, period_s);
  echoes->bang_end_s = get_time_s (&trace, first);
  choose (all, find_echoes (&trace, first, all), period_s, echoes);
}

/* ---- gates -------------------------------------------------------------------------------- */

#define SURFACE_S 1.0e-6 /* that the front may wander, either way: 0.7 mm of water */
#define SURFACE_PERIODS 4.0
#define BACK_S 0.25e-6 /* likewise the back wall */
#define BACK_PERIODS 2.0
#define BACK_LARGEST_SHARE 0.4 /* of its distance */
#define RESOLUTION_S 1e-8

static double
round_down_s (double s)
{
  return floor (s / RESOLUTION_S + 1e-6) * RESOLUTION_S;
}

static double
round_up_s (double s)
{
  return ceil (s / RESOLUTION_S - 1e-6) * RESOLUTION_S;
}

/* Half of the echo, over the noise. */
static double
choose_threshold (const InsEchoes *echoes, double amplitude_percent)
{
  const double half = 0.5 * MIN (amplitude_percent, 100.0);

  return ceil (MIN (MAX (half, echoes->threshold_percent), 0.9 * amplitude_percent));
}

static InsGate
make_gate (const char *name, double start_s, double end_s, double threshold_percent)
{
  InsGate gate = { .threshold_percent = MAX (threshold_percent, 1.0) };

  g_strlcpy (gate.name, name, sizeof gate.name);
  gate.start_s = round_down_s (start_s);
  gate.length_s = round_up_s (end_s) - gate.start_s;

  return gate;
}

guint
ins_echoes_propose_gates (const InsEchoes *echoes,
                          const InsAscanFormat *format,
                          double period_s,
                          InsGate gates[INS_ECHO_MAX_GATES])
{
  const double end_s = format->delay_s + format->n_samples / format->sample_rate_hz;
  const double wander_s = MAX (SURFACE_S, SURFACE_PERIODS * period_s);
  const InsEcho *front = &echoes->front, *back = &echoes->back;
  double distance_s, reach_s, crossing_s, between_s;

  if (!front->is_found)
    return 0;
  gates[0] = make_gate ("I", MAX (front->peak_s - wander_s, round_up_s (echoes->bang_end_s)),
                        MIN (front->peak_s + wander_s, end_s),
                        choose_threshold (echoes, front->amplitude_percent));
  if (!back->is_found)
    return 1;
  /* The envelope rises over the threshold about half way from its start to its peak. */
  crossing_s = front->peak_s - MIN (0.5 * (front->peak_s - front->start_s), period_s);
  distance_s = back->peak_s - crossing_s;
  reach_s = MIN (MAX (BACK_S, BACK_PERIODS * period_s), BACK_LARGEST_SHARE * distance_s);
  between_s = front->end_s - crossing_s + 0.5 * period_s;
  gates[1] = make_gate ("B", distance_s - reach_s, distance_s + reach_s,
                        choose_threshold (echoes, back->amplitude_percent));
  gates[1].anchor = INS_ANCHOR_CROSSING;
  if (distance_s - reach_s - between_s < 2.0 * period_s)
    return 2;
  gates[2] = gates[1];
  gates[1] = make_gate ("F", between_s, distance_s - reach_s,
                        MIN (ceil (2.0 * echoes->threshold_percent), gates[2].threshold_percent));
  gates[1].anchor = INS_ANCHOR_CROSSING;

  return 3;
}

/* ---- the gain ----------------------------------------------------------------------------- */

void
ins_headroom_measure (const gint16 *samples,
                      guint n_samples,
                      guint first,
                      int full_scale_counts,
                      InsHeadroom *headroom)
{
  int peak = 0;

  *headroom = (InsHeadroom){ 0 };
  for (guint i = first; i < n_samples; i++)
    {
      const int up = samples[i], height = ABS (up);

      peak = MAX (peak, height);
      if (up >= full_scale_counts - 1 || up <= -full_scale_counts)
        headroom->n_at_limit++;
    }
  headroom->n_samples = n_samples > first ? n_samples - first : 0;
  if (full_scale_counts > 0)
    headroom->peak_percent = 100.0 * peak / full_scale_counts;
}

double
ins_headroom_get_db (const InsHeadroom *headroom)
{
  if (headroom->n_at_limit > 0)
    return 0.0;

  return headroom->peak_percent > 0.0 ? MAX (20.0 * log10 (100.0 / headroom->peak_percent), 0.0)
                                      : (double)INFINITY;
}
