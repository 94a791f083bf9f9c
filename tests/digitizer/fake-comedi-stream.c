/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <math.h>
#include <string.h>

#include "fake-counter.h"

/* --- when ----------------------------------------------------------------------------------- */

static double
next_edge_ns (const FakeSubdevice *self, guint input, gboolean falls, double after_ns)
{
  const FakeCardState *state = self->card->state;

  if (input != FAKE_UNCONNECTED && input >= FAKE_NI_LATCHES_BY_OUTPUT)
    return fake_ni_trigger (self->card, input, falls, after_ns);
  if (state->trigger == NULL || input == FAKE_UNCONNECTED)
    return (double)INFINITY;

  return state->trigger (state->trigger_data, input, falls, after_ns);
}

/* When the command begins, as far as can be said now. */
static double
get_begin_ns (const FakeSubdevice *self)
{
  const FakeRun *run = &self->run;

  if (run->has_begun)
    return run->begin_ns;
  if (run->waits_for_edge)
    return next_edge_ns (self, run->start_input, run->start_falls, run->armed_ns);

  return (double)INFINITY;
}

/* The edge of that scan. Edges that come while a scan is still being converted start none. */
static double
get_edge_ns (FakeSubdevice *self, guint64 scan)
{
  FakeRun *run = &self->run;
  double busy_ns = run->convert_ns * self->command.chanlist_len;

  while (run->first_edge + run->edges->len <= scan)
    {
      double last_ns = get_begin_ns (self);

      if (run->edges->len > 0)
        last_ns = g_array_index (run->edges, double, run->edges->len - 1) + busy_ns;
      else if (run->first_edge > 0)
        last_ns = run->last_edge_ns + busy_ns;
      last_ns = next_edge_ns (self, run->scan_input, run->scan_falls, last_ns);
      if (!isfinite (last_ns))
        return last_ns;
      g_array_append_val (run->edges, last_ns);
    }

  return g_array_index (run->edges, double, scan - run->first_edge);
}

/* Moment of the so many-th conversion since the start. */
static double
get_sample_ns (FakeSubdevice *self, guint64 sample)
{
  FakeRun *run = &self->run;
  guint64 scan = sample / self->command.chanlist_len;
  double in_scan_ns = run->convert_ns * (double)(sample % self->command.chanlist_len);

  if (run->scan_ns == 0.0)
    return get_edge_ns (self, scan) + in_scan_ns;

  return get_begin_ns (self) + run->first_ns + run->scan_ns * (double)scan + in_scan_ns;
}

/* Conversions until now. */
static guint64
count_samples (FakeSubdevice *self, double now_ns)
{
  FakeRun *run = &self->run;
  guint n_channels = self->command.chanlist_len;
  guint64 n = run->n_taken + run->n_dropped;

  if (run->scan_ns > 0.0 && now_ns > get_sample_ns (self, n))
    n = (guint64)((now_ns - get_begin_ns (self) - run->first_ns) / run->scan_ns) * n_channels;
  n = MAX (n, run->n_taken + run->n_dropped);
  while (get_sample_ns (self, n) <= now_ns)
    n++;

  return n;
}

/* The last moment at which the driver looked. */
static double
get_look_ns (const FakeRun *run, double now_ns)
{
  if (run->tick_ns == 0.0)
    return now_ns;

  return run->armed_ns + floor ((now_ns - run->armed_ns) / run->tick_ns) * run->tick_ns;
}

/* Samples that the driver has handed on by now. */
static guint64
count_due (FakeSubdevice *self, double now_ns)
{
  FakeRun *run = &self->run;
  guint64 n_hidden = run->n_dropped + (guint64)run->n_late * self->command.chanlist_len;
  guint64 n = count_samples (self, get_look_ns (run, now_ns));
  guint64 n_blocks;

  n = n > n_hidden ? n - n_hidden : 0;
  n_blocks = n / run->block * run->block;
  if (n >= run->n_samples && (!run->ends_at_block || n_blocks >= run->n_samples))
    return run->n_samples;

  return MIN (n_blocks, run->n_samples);
}

double
fake_stream_get_next_ns (FakeSubdevice *self)
{
  FakeRun *run = &self->run;
  guint64 next = (run->n_taken / run->block + 1) * run->block;
  double ns;

  if (!self->is_running || self->driver->sample == NULL || self->card->faults.is_stalled)
    return (double)INFINITY;
  if (!run->ends_at_block)
    next = MIN (next, run->n_samples);
  ns = get_sample_ns (self, next - 1 + run->n_dropped +
                                (guint64)run->n_late * self->command.chanlist_len);
  if (run->tick_ns > 0.0)
    ns = run->armed_ns + ceil ((ns - run->armed_ns) / run->tick_ns) * run->tick_ns;

  return ns;
}

/* --- what ----------------------------------------------------------------------------------- */

static void
store (FakeSubdevice *self, guint64 byte, lsampl_t value)
{
  sampl_t narrow = (sampl_t)value;

  if ((self->flags & SDF_LSAMPL) != 0)
    memcpy (self->buffer + byte % self->n_buffer, &value, sizeof value);
  else
    memcpy (self->buffer + byte % self->n_buffer, &narrow, sizeof narrow);
}

static void
make_samples (FakeSubdevice *self, guint64 from, guint64 to)
{
  guint n_channels = self->command.chanlist_len;
  guint sample_bytes = fake_subdevice_get_sample_bytes (self);

  for (guint64 i = from; i < to; i++)
    {
      guint chanspec = self->chanlist[i % n_channels];
      FakeMoment at = { CR_CHAN (chanspec), get_sample_ns (self, i + self->run.n_dropped),
                        i / n_channels };

      store (self, i * sample_bytes, self->driver->sample (self, chanspec, &at));
    }
}

/* Edges of scans that have been handed on are not wanted any more. */
static void
forget_edges (FakeSubdevice *self)
{
  FakeRun *run = &self->run;
  guint64 scan = (run->n_taken + run->n_dropped) / self->command.chanlist_len;
  guint n = (guint)MIN (scan - run->first_edge, run->edges->len);

  if (run->scan_ns > 0.0 || n == 0)
    return;
  run->last_edge_ns = g_array_index (run->edges, double, n - 1);
  run->first_edge += n;
  g_array_remove_range (run->edges, 0, n);
}

/* As comedi_buf_write_samples() of the kernel: what fits is taken, then it is an overrun. */
static void
take_samples (FakeSubdevice *self, guint64 n_due)
{
  FakeRun *run = &self->run;
  guint sample_bytes = fake_subdevice_get_sample_bytes (self);
  guint64 n_free = (self->n_buffer - (self->n_written - self->n_read)) / sample_bytes;
  guint64 n = MIN (n_due - run->n_taken, n_free);
  gboolean is_overrun = run->n_taken + n < n_due;

  if (!self->card->state->is_free)
    make_samples (self, run->n_taken, run->n_taken + n);
  run->n_taken += n;
  self->n_written += n * sample_bytes;
  forget_edges (self);
  if (is_overrun)
    fake_stream_stop (self, TRUE);
  else if (run->n_taken == run->n_samples)
    fake_stream_stop (self, FALSE);
}

void
fake_stream_run (FakeSubdevice *self, double now_ns)
{
  FakeRun *run = &self->run;
  guint64 n_due;

  if (!self->is_running || self->card->faults.is_stalled)
    return;
  if (self->driver->run != NULL)
    {
      self->driver->run (self, now_ns);
      return;
    }
  if (!run->has_begun)
    {
      double begin_ns = get_begin_ns (self);

      if (begin_ns > now_ns)
        return;
      fake_stream_begin (self, begin_ns);
    }
  n_due = count_due (self, now_ns);
  if (n_due > run->n_taken)
    {
      take_samples (self, n_due);
      if (self->driver->interrupt != NULL)
        self->driver->interrupt (self);
    }
}

void
fake_stream_sync (FakeSubdevice *self, guint block)
{
  guint usual = self->run.block;

  self->run.block = block;
  fake_stream_run (self, fake_comedi_now_ns ());
  self->run.block = usual;
}

void
fake_stream_begin (FakeSubdevice *self, double now_ns)
{
  self->run.has_begun = TRUE;
  self->run.begin_ns = now_ns;
  if (self->card->state->is_free && self->driver->sample != NULL)
    {
      double started_ns = fake_comedi_now_ns ();

      make_samples (self, 0, self->n_buffer / fake_subdevice_get_sample_bytes (self));
      self->run.begin_ns += fake_comedi_now_ns () - started_ns; /* at real time */
    }
}

void
fake_stream_stop (FakeSubdevice *self, gboolean is_failure)
{
  if (self->is_running && self->driver->cancel != NULL)
    self->driver->cancel (self);
  self->is_running = FALSE;
  self->is_failed |= is_failure;
}

void
fake_stream_clear (FakeSubdevice *self)
{
  fake_stream_stop (self, FALSE);
  self->is_failed = FALSE;
  self->busy = NULL;
  self->n_written = self->n_read = 0;
  g_clear_pointer (&self->run.edges, g_array_unref);
  self->run = (FakeRun){ 0 };
}
