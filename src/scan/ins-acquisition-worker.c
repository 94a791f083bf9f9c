/* ins-acquisition-worker.c - the thread that owns the digitizer
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Threads
 *
 *   acquisition  runs ins_acquisition_main(); owns the digitizer, the block and the clock fit
 *   others       post wishes, lend a line buffer, read the status and the newest A-scan
 *
 * The lock guards wishes, status, the lent buffer's pointer and the newest A-scan. The lent
 * buffer's contents belong to the acquisition thread from begin_line() until end_line() or
 * cancel_line() has returned. The lock is never held across a call of the digitizer.
 */
#define G_LOG_DOMAIN "ins-acquisition"

#include "config.h"

#include <gio/gio.h>
#include <glib/gi18n.h>
#include <math.h>
#include <string.h>

#include "core/ins-clock.h"
#include "core/ins-error.h"
#include "devices/digitizer/ins-card-offer.h"
#include "scan/ins-acquisition-private.h"

#define READ_TIMEOUT_S 0.05
#define BLOCK_S 0.1         /* of pulses in one block */
#define ASCAN_PERIOD_S 0.03 /* how often the newest A-scan is copied for people */

static void
publish_link (InsAcquisition *self, InsLinkState link, const char *message)
{
  InsDigitizerInfo info = { 0 };

  if (self->open)
    ins_digitizer_get_info (self->digitizer, &info);
  {
    g_autoptr (InsLocker) locker G_GNUC_UNUSED = ins_lock_acquire (&self->lock);

    self->status.link = link;
    g_strlcpy (self->status.message, message, sizeof self->status.message);
    if (self->open)
      self->status.info = info;
  }
  self->notify (self->notify_data);
}

/* (transfer full) error: a line that is being collected ends with it. */
static void
end_line (InsAcquisition *self, GError *error)
{
  g_autoptr (InsLocker) locker G_GNUC_UNUSED = ins_lock_acquire (&self->lock);

  if (self->line == NULL || self->line_ended)
    {
      g_clear_error (&error);
      return;
    }
  self->line_ended = TRUE;
  self->line_error = error;
  ins_condition_broadcast (&self->changed);
}

static void
stop_stream (InsAcquisition *self)
{
  if (self->streaming)
    ins_digitizer_stop (self->digitizer);
  self->streaming = FALSE;
}

/* A wish that came meanwhile, to connect again or to take another card, stands. */
static void
lose_card (InsAcquisition *self, const GError *error)
{
  stop_stream (self);
  if (self->open)
    ins_digitizer_close (self->digitizer);
  self->open = FALSE;
  {
    g_autoptr (InsLocker) locker G_GNUC_UNUSED = ins_lock_acquire (&self->lock);

    if (self->wish == self->taken)
      self->want_open = FALSE;
  }
  publish_link (self, INS_LINK_LOST, error->message);
  end_line (self, g_error_copy (error));
}

static gboolean
start_stream (InsAcquisition *self, GError **error)
{
  if (!ins_digitizer_start (self->digitizer, &self->timing, error))
    return FALSE;

  ins_clock_fit_reset (self->fit);
  self->streaming = TRUE;
  self->next_index = 0;
  self->heard_s = ins_clock_now_s ();

  return TRUE;
}

static void
make_room (InsAcquisition *self)
{
  guint capacity = (guint)CLAMP (self->timing.prf_hz * BLOCK_S, 16.0, 4096.0);

  if (self->block != NULL && self->block->capacity == capacity &&
      self->block->n_samples == self->timing.n_samples)
    return;
  g_clear_pointer (&self->block, ins_pulse_block_free);
  self->block = ins_pulse_block_new (capacity, self->timing.n_samples);
  {
    g_autoptr (InsLocker) locker G_GNUC_UNUSED = ins_lock_acquire (&self->lock);

    self->ascan = g_renew (gint16, self->ascan, self->timing.n_samples);
    self->n_ascan = 0;
  }
}

static char *
join_notes (GPtrArray *notes)
{
  g_ptr_array_add (notes, NULL);

  return g_strjoinv (" ", (char **)notes->pdata);
}

static gboolean
is_same_timing (const InsTiming *a, const InsTiming *b)
{
  return a->sample_rate_hz == b->sample_rate_hz && a->n_samples == b->n_samples &&
         a->delay_s == b->delay_s && a->prf_hz == b->prf_hz;
}

static void
apply_timing (InsAcquisition *self, const InsTiming *wanted)
{
  g_autoptr (GPtrArray) notes = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (GError) error = NULL;
  g_autofree char *note = NULL;
  InsTiming actual = *wanted;
  gboolean accepted;

  if (self->streaming && is_same_timing (wanted, &self->wanted))
    return;

  self->wanted = *wanted;
  stop_stream (self);
  accepted = ins_digitizer_negotiate (self->digitizer, wanted, &actual, notes, &error);
  if (accepted)
    {
      self->timing = actual;
      make_room (self);
      accepted = start_stream (self, &error);
    }
  note = accepted ? join_notes (notes) : g_strdup (error->message);
  {
    g_autoptr (InsLocker) locker G_GNUC_UNUSED = ins_lock_acquire (&self->lock);

    self->status.timing_accepted = accepted;
    self->status.timing = actual;
    self->status.n_lost_pulses = 0;
    g_strlcpy (self->status.timing_note, note, sizeof self->status.timing_note);
  }
  self->notify (self->notify_data);
}

static void
open_or_close (InsAcquisition *self, gboolean want_open)
{
  g_autoptr (GError) error = NULL;

  if (want_open && !self->open)
    {
      publish_link (self, INS_LINK_OPENING, "");
      self->open = ins_digitizer_open (self->digitizer, &error);
      if (self->open)
        publish_link (self, INS_LINK_READY, "");
      else
        lose_card (self, error);
    }
  else if (!want_open && self->open)
    {
      stop_stream (self);
      ins_digitizer_close (self->digitizer);
      self->open = FALSE;
      publish_link (self, INS_LINK_CLOSED, "");
    }
}

/* The old card is closed before the new one is opened: both may be the same board. */
static void
change_digitizer (InsAcquisition *self, InsDigitizer *digitizer)
{
  stop_stream (self);
  if (self->open)
    ins_digitizer_close (self->digitizer);
  self->open = FALSE;
  g_set_object (&self->digitizer, digitizer);
  {
    g_autoptr (InsLocker) locker G_GNUC_UNUSED = ins_lock_acquire (&self->lock);

    self->status = (InsAcquisitionStatus){
      .link = INS_LINK_OPENING,
      .count.prf_hz = (double)NAN,
      .clock_ppm = (double)NAN,
      .clock_residual_p50_s = (double)NAN,
      .clock_residual_p99_s = (double)NAN,
      .offers_serial = self->status.offers_serial,
    };
    self->n_ascan = 0;
  }
}

static void
look_for_cards (InsAcquisition *self)
{
  GPtrArray *offers = ins_card_offers_find ();

  {
    g_autoptr (InsLocker) locker G_GNUC_UNUSED = ins_lock_acquire (&self->lock);

    g_clear_pointer (&self->offers, g_ptr_array_unref);
    self->offers = offers;
    self->status.offers_serial++;
  }
  self->notify (self->notify_data);
}

typedef struct
{
  InsDigitizer *digitizer; /* (transfer full) (nullable) */
  gboolean open, offers;
  InsTiming timing;
  InsAxis scan_axis, index_axis;
} Wishes;

/* FALSE if there is nothing new. */
static gboolean
take_wishes (InsAcquisition *self, Wishes *wishes)
{
  g_autoptr (InsLocker) locker G_GNUC_UNUSED = ins_lock_acquire (&self->lock);

  if (self->wish == self->granted)
    return FALSE;
  self->taken = self->wish;
  *wishes = (Wishes){
    .digitizer = g_steal_pointer (&self->want_digitizer),
    .open = self->want_open,
    .offers = self->want_offers,
    .timing = self->want_timing,
    .scan_axis = self->want_scan,
    .index_axis = self->want_index,
  };
  self->want_offers = FALSE;

  return TRUE;
}

static void
grant_wishes (InsAcquisition *self)
{
  Wishes wishes;

  if (!take_wishes (self, &wishes))
    return;

  if (wishes.digitizer != NULL)
    change_digitizer (self, wishes.digitizer);
  g_clear_object (&wishes.digitizer);
  open_or_close (self, wishes.open);
  ins_digitizer_mount (self->digitizer, wishes.scan_axis, wishes.index_axis);
  if (self->open && wishes.timing.n_samples > 0)
    apply_timing (self, &wishes.timing);
  if (wishes.offers)
    look_for_cards (self);
  {
    g_autoptr (InsLocker) locker G_GNUC_UNUSED = ins_lock_acquire (&self->lock);

    self->granted = self->taken;
    ins_condition_broadcast (&self->changed);
  }
}

/* Acquisition thread, outside the lock: the buffer is ours while line_busy is set. */
static void
append_pulses (InsLinePulses *line, const InsPulseBlock *block)
{
  guint n = MIN (block->n_pulses, line->capacity - line->n_pulses);

  if (block->n_samples != line->n_samples)
    return;
  memcpy (line->pulses + line->n_pulses, block->pulses, n * sizeof *line->pulses);
  memcpy (line->samples + (gsize)line->n_pulses * line->n_samples, block->samples,
          (gsize)n * line->n_samples * sizeof *line->samples);
  line->n_pulses += n;
  line->overflow |= n < block->n_pulses;
}

static void
collect_line (InsAcquisition *self, const InsClockMap *map)
{
  InsLinePulses *line;
  /* what was delivered, which a late reader finds behind what has left the card */
  double passed_s = ins_clock_map_to_host_s (map,
                                             self->block->pulses[self->block->n_pulses - 1].card_s);

  {
    g_autoptr (InsLocker) locker G_GNUC_UNUSED = ins_lock_acquire (&self->lock);

    if (self->line == NULL || self->line_ended)
      return;
    line = self->line;
    self->line_busy = TRUE;
  }
  append_pulses (line, self->block);
  line->map = *map;
  {
    g_autoptr (InsLocker) locker G_GNUC_UNUSED = ins_lock_acquire (&self->lock);

    self->line_busy = FALSE;
    self->line_passed_s = passed_s;
    if (passed_s > self->line_end_s)
      self->line_ended = TRUE;
    ins_condition_broadcast (&self->changed);
  }
}

static guint64
count_lost (InsAcquisition *self)
{
  guint64 n_lost = 0;

  for (guint i = 0; i < self->block->n_pulses; i++)
    {
      n_lost += self->block->pulses[i].index - self->next_index;
      self->next_index = self->block->pulses[i].index + 1;
    }

  return n_lost;
}

static void
publish_block (InsAcquisition *self, const InsClockMap *map)
{
  double now_s = ins_clock_now_s ();
  guint64 n_lost = count_lost (self);
  gboolean copy = now_s - self->ascan_s > ASCAN_PERIOD_S;
  const InsPulseBlock *block = self->block;

  {
    g_autoptr (InsLocker) locker G_GNUC_UNUSED = ins_lock_acquire (&self->lock);

    self->status.n_lost_pulses += n_lost;
    self->status.clock_ppm = map->span_s > 1.0 ? (1.0 / map->rate - 1.0) * 1e6 : (double)NAN;
    if (copy)
      {
        memcpy (self->ascan, block->samples + (gsize)(block->n_pulses - 1) * block->n_samples,
                block->n_samples * sizeof *self->ascan);
        self->n_ascan = block->n_samples;
        self->ascan_timing = self->timing;
      }
  }
  if (!copy)
    return;
  self->ascan_s = now_s;
  self->notify (self->notify_data);
}

/* Samples were lost on the card: what came before is good; the stream starts anew, within the
 * line too, whose missing pulses then show as holes. */
static void
restart_after_overrun (InsAcquisition *self)
{
  g_autoptr (GError) error = NULL;

  {
    g_autoptr (InsLocker) locker G_GNUC_UNUSED = ins_lock_acquire (&self->lock);

    if (self->line != NULL)
      self->line->overrun = TRUE;
  }
  stop_stream (self);
  end_line (self, NULL);
  if (!start_stream (self, &error))
    lose_card (self, error);
}

static void
read_stream (InsAcquisition *self)
{
  g_autoptr (GError) error = NULL;
  InsClockMap map;

  if (!ins_digitizer_read (self->digitizer, self->block, READ_TIMEOUT_S, &error))
    {
      if (g_error_matches (error, INS_DEVICE_ERROR, INS_DEVICE_ERROR_OVERRUN))
        restart_after_overrun (self);
      else
        lose_card (self, error);
      return;
    }
  if (self->block->n_pulses == 0)
    {
      if (ins_clock_now_s () - self->heard_s > INS_CARD_SILENCE_S + 2.0 / self->timing.prf_hz)
        {
          g_set_error (&error, INS_DEVICE_ERROR, INS_DEVICE_ERROR_LOST,
                       _ ("The card has sent no pulse for %.0f s. Check the trigger and the card."),
                       INS_CARD_SILENCE_S);
          lose_card (self, error);
        }
      return;
    }

  self->heard_s = ins_clock_now_s ();
  ins_clock_fit_add (self->fit, self->block->newest_card_s, self->block->arrival_s);
  if (!ins_clock_fit_get_map (self->fit, &map))
    return;
  collect_line (self, &map);
  publish_block (self, &map);
}

gpointer
ins_acquisition_main (gpointer data)
{
  InsAcquisition *self = data;

  while (!atomic_load (&self->quit))
    {
      grant_wishes (self);
      if (self->streaming)
        read_stream (self);
      else
        {
          g_autoptr (InsLocker) locker G_GNUC_UNUSED = ins_lock_acquire (&self->lock);

          if (self->wish == self->granted)
            ins_condition_wait (&self->changed, &self->lock, 0.1);
        }
    }

  stop_stream (self);
  if (self->open)
    ins_digitizer_close (self->digitizer);
  end_line (self, g_error_new (G_IO_ERROR, G_IO_ERROR_CANCELLED, "%s", _ ("Stopped.")));

  return NULL;
}
