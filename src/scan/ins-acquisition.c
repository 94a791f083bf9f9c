/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "ins-acquisition"

#include "config.h"

#include <gio/gio.h>
#include <glib/gi18n.h>
#include <math.h>
#include <string.h>

#include "core/ins-clock.h"
#include "core/ins-error.h"
#include "scan/ins-acquisition-private.h"

InsLinePulses *
ins_line_pulses_new (guint capacity, guint n_samples)
{
  InsLinePulses *self = g_new0 (InsLinePulses, 1);

  self->capacity = capacity;
  self->n_samples = n_samples;
  self->pulses = g_try_new0 (InsPulse, capacity);
  self->samples = g_try_malloc_n (capacity, n_samples * sizeof *self->samples);
  if (self->pulses == NULL || self->samples == NULL)
    g_clear_pointer (&self, ins_line_pulses_free);

  return self;
}

void
ins_line_pulses_free (InsLinePulses *self)
{
  g_free (self->pulses);
  g_free (self->samples);
  g_free (self->columns);
  g_free (self);
}

InsAcquisition *
ins_acquisition_new (InsDigitizer *digitizer, InsEngineNotify notify, gpointer data)
{
  InsAcquisition *self = g_new0 (InsAcquisition, 1);

  self->digitizer = g_object_ref (digitizer);
  self->notify = notify;
  self->notify_data = data;
  self->fit = ins_clock_fit_new ();
  self->want_scan = INS_AXIS_X;
  self->want_index = INS_AXIS_Y;
  self->status.account = INS_NO_ACCOUNT;
  ins_lock_init (&self->lock);
  ins_condition_init (&self->changed);
  self->thread = g_thread_new ("ins-acquisition", ins_acquisition_main, self);

  return self;
}

void
ins_acquisition_free (InsAcquisition *self)
{
  atomic_store (&self->quit, TRUE);
  {
    g_autoptr (InsLocker) locker G_GNUC_UNUSED = ins_lock_acquire (&self->lock);

    ins_condition_broadcast (&self->changed);
  }
  g_thread_join (self->thread);
  g_clear_error (&self->line_error);
  g_clear_pointer (&self->block, ins_pulse_block_free);
  ins_clock_fit_free (self->fit);
  g_free (self->ascan);
  g_clear_object (&self->digitizer);
  g_clear_object (&self->want_digitizer);
  g_clear_pointer (&self->offers, g_ptr_array_unref);
  ins_condition_clear (&self->changed);
  ins_lock_clear (&self->lock);
  g_free (self);
}

static void
wish_locked (InsAcquisition *self)
{
  self->wish++;
  ins_condition_broadcast (&self->changed);
}

void
ins_acquisition_connect (InsAcquisition *self)
{
  g_autoptr (InsLocker) locker G_GNUC_UNUSED = ins_lock_acquire (&self->lock);

  self->want_open = TRUE;
  wish_locked (self);
}

void
ins_acquisition_disconnect (InsAcquisition *self)
{
  g_autoptr (InsLocker) locker G_GNUC_UNUSED = ins_lock_acquire (&self->lock);

  self->want_open = FALSE;
  wish_locked (self);
}

void
ins_acquisition_set_timing (InsAcquisition *self, const InsTiming *timing)
{
  g_autoptr (InsLocker) locker G_GNUC_UNUSED = ins_lock_acquire (&self->lock);

  self->want_timing = *timing;
  wish_locked (self);
}

/* Until the worker has it open nothing of the old card is to be taken for the new one's. */
void
ins_acquisition_set_digitizer (InsAcquisition *self, InsDigitizer *digitizer)
{
  g_autoptr (InsLocker) locker G_GNUC_UNUSED = ins_lock_acquire (&self->lock);

  g_set_object (&self->want_digitizer, digitizer);
  self->want_open = TRUE;
  self->status.link = INS_LINK_OPENING;
  self->status.message[0] = '\0';
  self->status.timing_accepted = FALSE;
  self->status.timing_note[0] = '\0';
  self->n_ascan = 0;
  wish_locked (self);
}

void
ins_acquisition_find_cards (InsAcquisition *self)
{
  g_autoptr (InsLocker) locker G_GNUC_UNUSED = ins_lock_acquire (&self->lock);

  self->want_offers = TRUE;
  wish_locked (self);
}

void
ins_acquisition_begin_scan (InsAcquisition *self)
{
  g_autoptr (InsLocker) locker G_GNUC_UNUSED = ins_lock_acquire (&self->lock);

  self->want_account = TRUE;
  self->in_scan = TRUE;
  wish_locked (self);
}

void
ins_acquisition_end_scan (InsAcquisition *self)
{
  g_autoptr (InsLocker) locker G_GNUC_UNUSED = ins_lock_acquire (&self->lock);

  self->in_scan = FALSE;
}

static gpointer
copy_offer (gconstpointer offer, gpointer data)
{
  return g_memdup2 (offer, sizeof (InsCardOffer));
}

GPtrArray *
ins_acquisition_dup_offers (InsAcquisition *self)
{
  g_autoptr (InsLocker) locker G_GNUC_UNUSED = ins_lock_acquire (&self->lock);
  GPtrArray *copy;

  if (self->offers == NULL)
    return NULL;
  copy = g_ptr_array_copy (self->offers, copy_offer, NULL);
  g_ptr_array_set_free_func (copy, g_free);

  return copy;
}

void
ins_acquisition_mount (InsAcquisition *self, InsAxis scan_axis, InsAxis index_axis)
{
  g_autoptr (InsLocker) locker G_GNUC_UNUSED = ins_lock_acquire (&self->lock);

  self->want_scan = scan_axis;
  self->want_index = index_axis;
  wish_locked (self);
}

gboolean
ins_acquisition_settle (InsAcquisition *self, double timeout_s)
{
  g_autoptr (InsLocker) locker G_GNUC_UNUSED = ins_lock_acquire (&self->lock);
  double until_s = ins_clock_now_s () + timeout_s;

  while (self->granted != self->wish)
    {
      double left_s = until_s - ins_clock_now_s ();

      if (left_s <= 0.0)
        return FALSE;
      ins_condition_wait (&self->changed, &self->lock, left_s);
    }

  return TRUE;
}

InsRealtimeWorker *
ins_acquisition_get_realtime (InsAcquisition *self)
{
  return &self->realtime;
}

void
ins_acquisition_set_by_position (InsAcquisition *self, gboolean by_position)
{
  atomic_store (&self->by_position, by_position);
}

void
ins_acquisition_get_status (InsAcquisition *self, InsAcquisitionStatus *status)
{
  g_autoptr (InsLocker) locker G_GNUC_UNUSED = ins_lock_acquire (&self->lock);

  *status = self->status;
}

void
ins_acquisition_begin_line (InsAcquisition *self, InsLinePulses *pulses)
{
  g_autoptr (InsLocker) locker G_GNUC_UNUSED = ins_lock_acquire (&self->lock);

  pulses->n_pulses = 0;
  pulses->n_parts = 0;
  pulses->n_overruns = 0;
  pulses->overflow = FALSE;
  self->line = pulses;
  self->line_began_s = ins_clock_now_s ();
  self->line_end_s = (double)INFINITY;
  self->line_passed_s = (double)-INFINITY;
  self->line_ended = FALSE;
  self->line_goes_on = FALSE;
  g_clear_error (&self->line_error);
  if (self->status.link == INS_LINK_LOST)
    {
      self->line_ended = TRUE;
      self->line_error = g_error_new_literal (INS_DEVICE_ERROR, INS_DEVICE_ERROR_LOST,
                                              self->status.message);
    }
}

void
ins_acquisition_wait_passed (InsAcquisition *self, double host_s, double timeout_s)
{
  g_autoptr (InsLocker) locker G_GNUC_UNUSED = ins_lock_acquire (&self->lock);
  double until_s = ins_clock_now_s () + timeout_s, left_s = timeout_s;

  while (!self->line_ended && self->line_passed_s < host_s && left_s > 0.0)
    {
      ins_condition_wait (&self->changed, &self->lock, left_s);
      left_s = until_s - ins_clock_now_s ();
    }
}

/* The buffer goes back once the worker does not write into it. */
static void
take_back_locked (InsAcquisition *self)
{
  while (self->line_busy)
    ins_condition_wait (&self->changed, &self->lock, 1.0);
  self->line = NULL;
}

gboolean
ins_acquisition_end_line (InsAcquisition *self, double end_s, GError **error)
{
  g_autoptr (InsLocker) locker G_GNUC_UNUSED = ins_lock_acquire (&self->lock);
  double until_s = ins_clock_now_s () + INS_CARD_SILENCE_S + 2.0 +
                   3.0 / MAX (self->status.timing.prf_hz, 1e-3);

  self->line_end_s = end_s;
  self->line_ended |= self->line->n_expected == 0 && self->line_passed_s > end_s;
  while (!self->line_ended && ins_clock_now_s () < until_s)
    ins_condition_wait (&self->changed, &self->lock, 0.5);
  if (!self->line_ended)
    self->line_error = g_error_new (
        INS_DEVICE_ERROR, INS_DEVICE_ERROR_LOST, "%s",
        _ ("The card has fallen silent. Check the trigger and the card."));
  take_back_locked (self);
  if (self->line_error != NULL)
    {
      g_propagate_error (error, g_steal_pointer (&self->line_error));
      return FALSE;
    }

  return TRUE;
}

void
ins_acquisition_cancel_line (InsAcquisition *self)
{
  g_autoptr (InsLocker) locker G_GNUC_UNUSED = ins_lock_acquire (&self->lock);

  take_back_locked (self);
}

guint
ins_acquisition_copy_ascan (InsAcquisition *self,
                            gint16 *samples,
                            guint capacity,
                            InsTiming *timing)
{
  g_autoptr (InsLocker) locker G_GNUC_UNUSED = ins_lock_acquire (&self->lock);
  guint n = MIN (self->n_ascan, capacity);

  if (n > 0)
    memcpy (samples, self->ascan, n * sizeof *samples);
  *timing = self->ascan_timing;

  return n;
}
