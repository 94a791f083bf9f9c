/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <errno.h>
#include <glib/gi18n.h>
#include <math.h>

#include "core/ins-clock.h"
#include "core/ins-error.h"
#include "devices/digitizer/ins-comedi-error.h"
#include "devices/digitizer/ins-comedi-session-private.h"

#define LOOK_S 1e-3   /* fast cards wake us for every 0.1 ms of samples: so often is not worth it */
#define FEED_S 0.2    /* an analogue output as pulser wants samples twice a second */
#define SILENCE_S 0.5 /* without triggers: then their numbers no longer tell the time ... */
#define N_SILENCE 20.0 /* ... or this many periods, if that is longer */
#define MAX_SEARCHES 3 /* for the main bang, six periods each */

gsize
ins_comedi_session_get_record_bytes (const InsComediSession *self)
{
  return (gsize)self->plan.layout.period * self->plan.format.n_channels *
         self->plan.format.sample_bytes;
}

/* (transfer full) error: the first one ends the stream. */
static void
fail (InsComediSession *self, GError *error)
{
  if (self->failure == NULL)
    self->failure = error;
  else
    g_error_free (error);
}

/* How far a stream was at the last look: what has been used since then, and what has not. */
static void
stamp_stream (InsComediSession *self)
{
  gsize n_ahead = self->ring.n_unread + self->ring.n_hand;
  double card_s;

  if (self->plan.shape != INS_SHAPE_STREAM || self->is_searching || self->n_dropped > 0)
    return;
  card_s = ins_pulse_cutter_get_card_s (self->cutter, n_ahead);
  self->newest_card_s = MAX (self->newest_card_s, card_s);
}

/* Looks, promptly after the wake-up, how far the card is. One that is gone tells no more: then the
 * last look stands. Records that come by trigger are numbered, and the number is the time. */
static void
look (InsComediSession *self)
{
  gssize n_ahead = ins_comedi_ring_look (&self->ring);
  int error_number = errno;
  double now_s = ins_clock_now_s ();

  self->asked_s = now_s;
  if (n_ahead < 0)
    fail (self, ins_comedi_session_failure_new (self, error_number));
  if (self->ring.error_number != 0)
    return;
  if (self->plan.shape == INS_SHAPE_STREAM)
    {
      self->looked_s = now_s;
      stamp_stream (self);
    }
  else if (self->plan.shape == INS_SHAPE_COMMAND_PER_TRIGGER)
    self->complete_s = now_s;
  else
    {
      gsize record = ins_comedi_session_get_record_bytes (self);
      guint64 n_records = (self->n_bytes + (gsize)n_ahead) / record;

      if (n_records == self->n_records)
        return;
      self->n_records = n_records;
      self->newest_card_s = (double)(n_records - 1) / self->plan.timing.prf_hz +
                            self->plan.record_s;
      self->looked_s = now_s;
    }
}

/* The pulser was off for a while: what its triggers' numbers say about time is over, and what came
 * after it is not used. */
static void
check_silence (InsComediSession *self, guint64 n_records, InsPulseBlock *block)
{
  double silence_s = self->quiet_s - self->heard_s;

  if (self->n_records == n_records)
    {
      self->quiet_s = ins_clock_now_s ();
      return;
    }
  self->heard_s = ins_clock_now_s ();
  if (n_records == 0 || self->wiring->by_position ||
      silence_s < MAX (SILENCE_S, N_SILENCE / self->plan.timing.prf_hz) || self->failure != NULL)
    return;
  block->n_pulses = 0;
  g_set_error (&self->failure, INS_DEVICE_ERROR, INS_DEVICE_ERROR_OVERRUN,
               _ ("No trigger came to %s for %.1f s. Check the pulser; its pulses are counted "
                  "anew."),
               self->wiring->path, silence_s);
}

static void
end_search (InsComediSession *self)
{
  guint scan_bytes = self->plan.format.n_channels * self->plan.format.sample_bytes;

  self->place = ins_bang_search_get_place (&self->search);
  if (self->place < 0 && ++self->n_searches < MAX_SEARCHES)
    {
      ins_bang_search_init (&self->search, &self->plan.format, self->plan.layout.period);
      return;
    }
  self->is_searching = FALSE;
  self->n_dropped = (guint64)MAX (self->place, 0) * scan_bytes;
}

/* What is used of a piece that lies in one run. */
static gsize
use (InsComediSession *self, const guint8 *bytes, gsize n_bytes, InsPulseBlock *block)
{
  if (self->n_dropped > 0)
    {
      gsize n = (gsize)MIN (n_bytes, self->n_dropped);

      self->n_dropped -= n;
      return n;
    }
  if (self->is_searching)
    {
      gsize n = ins_bang_search_feed (&self->search, bytes, n_bytes);

      if (ins_bang_search_is_over (&self->search))
        end_search (self);
      return n;
    }
  if (self->plan.shape == INS_SHAPE_COMMAND_PER_TRIGGER)
    n_bytes = MIN (n_bytes, ins_comedi_session_get_record_bytes (self) - self->n_of_record);

  return ins_pulse_cutter_feed (self->cutter, bytes, n_bytes, block);
}

/* Uses what the last look has seen. */
static void
take_pulses (InsComediSession *self, InsPulseBlock *block)
{
  const guint8 *bytes;
  gsize n_bytes;

  while (block->n_pulses < block->capacity &&
         (bytes = ins_comedi_ring_peek (&self->ring, &n_bytes)) != NULL)
    {
      guint n_before = block->n_pulses;
      gsize used = use (self, bytes, n_bytes, block);

      self->n_bytes += used;
      self->n_of_record += used;
      if (!ins_comedi_ring_skip (&self->ring, used))
        block->n_pulses = n_before; /* written over while it was cut */
      else if (self->plan.shape == INS_SHAPE_COMMAND_PER_TRIGGER &&
               self->n_of_record == ins_comedi_session_get_record_bytes (self))
        ins_comedi_session_finish_record (self, block);
    }
  stamp_stream (self); /* the first pulse may only just have been found */
}

/* The encoder's latches belong to pulses by number. */
static void
take_positions (InsComediSession *self, InsPulseBlock *block)
{
  guint64 n_come = self->n_records;
  InsDigitizerCount count;
  GError *error = NULL;

  if (self->encoder == NULL)
    return;
  if (self->plan.shape == INS_SHAPE_STREAM && self->plan.trigger.by_edge)
    {
      ins_pulse_cutter_get_count (self->cutter, &count);
      n_come = count.n_pulses + count.n_missed;
    }
  else if (self->plan.shape == INS_SHAPE_STREAM)
    n_come = (guint64)(self->newest_card_s * self->plan.timing.prf_hz) + 1;
  else if (self->plan.shape == INS_SHAPE_COMMAND_PER_TRIGGER)
    n_come = self->n_records > 0 ? self->clock.index + 1 : 0;
  if (!ins_comedi_encoder_take (self->encoder, n_come, block->pulses, block->n_pulses, &error))
    fail (self, error);
}

/* Asleep since then, by our own wish or in the kernel. Returns now. */
static double
count_wait (InsComediSession *self, double asleep_s)
{
  double now_s = ins_clock_now_s ();

  self->waited_s += now_s - asleep_s;

  return now_s;
}

static void
feed_pulser (InsComediSession *self)
{
  GError *error = NULL;

  if (self->pulser != NULL && !ins_comedi_pulser_feed (self->pulser, &error))
    fail (self, error);
}

gboolean
ins_comedi_session_read (InsComediSession *self,
                         InsPulseBlock *block,
                         double timeout_s,
                         GError **error)
{
  double now_s = ins_clock_now_s (), deadline_s = now_s + timeout_s;

  block->n_pulses = 0;
  for (;;)
    {
      guint64 n_records = self->n_records;

      /* arming anew and what is known to wait are done at once, else a millisecond may pass */
      if (self->plan.shape != INS_SHAPE_COMMAND_PER_TRIGGER &&
          self->ring.n_unread + self->ring.n_hand == 0)
        {
          ins_clock_sleep_until_s (MIN (self->asked_s + LOOK_S, deadline_s));
          now_s = count_wait (self, now_s);
        }
      look (self);
      take_pulses (self, block);
      now_s = ins_clock_now_s ();
      self->cut_s += now_s - self->asked_s;
      if (ins_comedi_plan_is_triggered (&self->plan))
        check_silence (self, n_records, block);
      feed_pulser (self);
      if (block->n_pulses > 0)
        break;
      if (self->failure != NULL)
        {
          g_propagate_error (error, g_error_copy (self->failure));
          return FALSE;
        }
      if (self->ring.error_number != 0)
        continue; /* all is used: the next look tells it */
      if (deadline_s <= now_s)
        break;
      ins_comedi_ring_wait (&self->ring, MIN (deadline_s - now_s, FEED_S));
      now_s = count_wait (self, now_s);
    }
  take_positions (self, block);
  self->n_pulses += block->n_pulses;
  block->newest_card_s = self->newest_card_s;
  block->arrival_s = self->looked_s;

  return TRUE;
}

void
ins_comedi_session_get_count (const InsComediSession *self, InsDigitizerCount *count)
{
  if (self->plan.shape == INS_SHAPE_STREAM)
    ins_pulse_cutter_get_count (self->cutter, count);
  else
    *count = (InsDigitizerCount){ .prf_hz = (double)NAN };
  if (self->plan.shape == INS_SHAPE_COMMAND_PER_TRIGGER && !self->wiring->by_position)
    {
      count->n_missed = self->clock.n_missed;
      count->prf_hz = ins_trigger_clock_get_rate_hz (&self->clock);
    }
  count->n_samples = self->n_bytes / self->plan.format.sample_bytes;
  count->n_pulses = self->n_pulses;
  count->waited_s = self->waited_s;
  count->cut_s = self->cut_s;
}
