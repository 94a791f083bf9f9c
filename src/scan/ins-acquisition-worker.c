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

#include "core/ins-error.h"
#include "devices/digitizer/ins-card-offer.h"
#include "scan/ins-acquisition-private.h"

#define BLOCK_S 0.1 /* of pulses in one block */
#define INS_ACQUISITION_PRIORITY                                                                   \
  19 /* of SCHED_FIFO; the motion worker, which only asks, is at 20 */

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

/* A wish that came meanwhile, to connect again or to take another card, stands. */
void
ins_acquisition_lose_card (InsAcquisition *self, const GError *error)
{
  ins_acquisition_stop_stream (self);
  if (self->open)
    ins_digitizer_close (self->digitizer);
  self->open = FALSE;
  {
    g_autoptr (InsLocker) locker G_GNUC_UNUSED = ins_lock_acquire (&self->lock);

    if (self->wish == self->taken)
      self->want_open = FALSE;
  }
  publish_link (self, INS_LINK_LOST, error->message);
  ins_acquisition_end_line_with (self, g_error_copy (error));
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
  InsDigitizerInfo info;
  gboolean accepted;

  if (self->streaming && is_same_timing (wanted, &self->wanted))
    return;

  self->wanted = *wanted;
  ins_acquisition_stop_stream (self);
  accepted = ins_digitizer_negotiate (self->digitizer, wanted, &actual, notes, &error);
  if (accepted)
    {
      self->timing = actual;
      make_room (self);
      accepted = ins_acquisition_start_stream (self, &error);
    }
  note = accepted ? join_notes (notes) : g_strdup (error->message);
  /* how it acquires, only the running card knows */
  ins_digitizer_get_info (self->digitizer, &info);
  {
    g_autoptr (InsLocker) locker G_GNUC_UNUSED = ins_lock_acquire (&self->lock);

    self->status.info = info;
    self->status.timing_accepted = accepted;
    self->status.clock_known = FALSE;
    self->status.timing = actual;
    self->status.refusal_domain = error != NULL ? error->domain : 0;
    self->status.refusal_code = error != NULL ? error->code : 0;
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
        ins_acquisition_lose_card (self, error);
    }
  else if (!want_open && self->open)
    {
      ins_acquisition_stop_stream (self);
      ins_digitizer_close (self->digitizer);
      self->open = FALSE;
      publish_link (self, INS_LINK_CLOSED, "");
    }
}

/* The old card is closed before the new one is opened: both may be the same board. */
static void
change_digitizer (InsAcquisition *self, InsDigitizer *digitizer)
{
  ins_acquisition_stop_stream (self);
  if (self->open)
    ins_digitizer_close (self->digitizer);
  self->open = FALSE;
  g_set_object (&self->digitizer, digitizer);
  {
    g_autoptr (InsLocker) locker G_GNUC_UNUSED = ins_lock_acquire (&self->lock);

    self->status = (InsAcquisitionStatus){
      .link = INS_LINK_OPENING,
      .account = INS_NO_ACCOUNT,
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
  gboolean open, offers, account;
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
    .account = self->want_account,
    .timing = self->want_timing,
    .scan_axis = self->want_scan,
    .index_axis = self->want_index,
  };
  self->want_offers = self->want_account = FALSE;

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
  if (wishes.account)
    ins_acquisition_begin_account (self);
  if (wishes.offers)
    look_for_cards (self);
  {
    g_autoptr (InsLocker) locker G_GNUC_UNUSED = ins_lock_acquire (&self->lock);

    self->granted = self->taken;
    ins_condition_broadcast (&self->changed);
  }
}

gpointer
ins_acquisition_main (gpointer data)
{
  InsAcquisition *self = data;

  while (!atomic_load (&self->quit))
    {
      if (ins_realtime_worker_follow (&self->realtime, INS_ACQUISITION_PRIORITY))
        self->notify (self->notify_data);
      grant_wishes (self);
      if (self->streaming)
        ins_acquisition_read_stream (self);
      else
        {
          g_autoptr (InsLocker) locker G_GNUC_UNUSED = ins_lock_acquire (&self->lock);

          if (self->wish == self->granted)
            ins_condition_wait (&self->changed, &self->lock, 0.1);
        }
    }

  ins_acquisition_stop_stream (self);
  if (self->open)
    ins_digitizer_close (self->digitizer);
  ins_acquisition_end_line_with (
      self, g_error_new (G_IO_ERROR, G_IO_ERROR_CANCELLED, "%s", _ ("Stopped.")));
  ins_realtime_worker_end (&self->realtime);

  return NULL;
}
