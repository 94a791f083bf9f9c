/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <math.h>

#include "fake-signal.h"

/* A number in [0, 1) that depends on k and nothing else. */
static double
random_of (gint64 k)
{
  guint64 x = (guint64)k + 0x9e3779b97f4a7c15u;

  x = (x ^ (x >> 30)) * 0xbf58476d1ce4e5b9u;
  x = (x ^ (x >> 27)) * 0x94d049bb133111ebu;

  return (double)((x ^ (x >> 31)) >> 11) * 0x1p-53;
}

double
fake_pulser_get_ns (const FakePulser *self, gint64 k)
{
  if (k < 0 || (self->missing_every > 0 && (k + 1) % self->missing_every == 0))
    return (double)NAN;

  return self->first_ns + (double)k * self->period_ns +
         self->jitter_ns * (2.0 * random_of (k) - 1.0);
}

gint64
fake_pulser_find (const FakePulser *self, double ns)
{
  gint64 k = (gint64)floor ((ns - self->first_ns) / self->period_ns) + 1;

  while (k >= 0 && !(fake_pulser_get_ns (self, k) <= ns))
    k--;

  return MAX (k, -1);
}

double
fake_pulser_trigger (gpointer pulser, guint input, gboolean falling, double after_ns)
{
  const FakePulser *self = pulser;
  double late_ns = falling ? self->width_ns : 0.0;

  for (gint64 k = MAX (fake_pulser_find (self, after_ns - late_ns), 0);; k++)
    if (fake_pulser_get_ns (self, k) + late_ns > after_ns)
      return fake_pulser_get_ns (self, k) + late_ns;
}

/* From 0 to 1 around t = 0. */
static double
step (double t_ns, double rise_ns)
{
  if (rise_ns <= 0.0)
    return t_ns >= 0.0 ? 1.0 : 0.0;

  return CLAMP (t_ns / rise_ns + 0.5, 0.0, 1.0);
}

static double
sync_v (const FakePulser *self, double ns)
{
  gint64 k = fake_pulser_find (self, ns + self->rise_ns / 2);
  double t_ns;

  if (k < 0)
    return 0.0;
  t_ns = ns - fake_pulser_get_ns (self, k);

  return self->sync_v * (step (t_ns, self->rise_ns) - step (t_ns - self->width_ns, self->rise_ns));
}

/* The main bang falls off, echoes ring under a Gaussian envelope of three periods. */
static double
probe_v (const FakeTrace *self, double ns)
{
  gint64 k = fake_pulser_find (&self->pulser, ns);
  double t_ns, v = 0.0;

  if (k < 0)
    return 0.0;
  t_ns = ns - fake_pulser_get_ns (&self->pulser, k);
  if (self->bang_ns > 0.0)
    v = self->bang_v * exp (-t_ns / self->bang_ns);
  for (guint i = 0; i < self->n_echoes; i++)
    {
      double cycles = (t_ns - self->echoes[i].delay_ns) * 1e-9 * self->centre_hz;

      if (fabs (cycles) < 5.0)
        v += self->echoes[i].v * cos (2.0 * G_PI * cycles) * exp (-cycles * cycles / 2.0);
    }

  return v;
}

double
fake_trace_signal (gpointer trace, const FakeMoment *at)
{
  const FakeTrace *self = trace;

  if (at->channel == self->sync_channel && self->sync_channel != self->signal_channel)
    return sync_v (&self->pulser, at->ns);

  return at->channel == self->signal_channel ? probe_v (self, at->ns) : 0.0;
}
