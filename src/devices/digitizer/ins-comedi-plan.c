/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n.h>
#include <math.h>

#include "core/ins-error.h"
#include "devices/digitizer/ins-comedi-plan-private.h"
#include "devices/digitizer/ins-comedi-pulser.h"

#define N_PULSER_PERIODS 16 /* tried one after the other for one of whole samples */
#define HYSTERESIS 4        /* share of the threshold by which an edge must fall back */
#define SAME 1e-9           /* relative difference that is rounding only */

gboolean
ins_comedi_plan_is_triggered (const InsComediPlan *self)
{
  return self->shape == INS_SHAPE_SCAN_PER_TRIGGER || self->shape == INS_SHAPE_COMMAND_PER_TRIGGER;
}

double
ins_comedi_plan_get_bytes_per_s (const InsComediPlan *self)
{
  return self->format.scan_rate_hz * self->format.n_channels * self->format.sample_bytes;
}

/* How the card's own pulser rounds the period; it does not pulse. */
static gboolean
round_pulser (const InsComediTask *task, double *period_s, GError **error)
{
  const InsCardWiring *wiring = task->wiring;
  g_autoptr (InsComediPulser)
      pulser = ins_comedi_pulser_new (task->board->device, (guint)wiring->pulser_subdevice,
                                      wiring->pulser_channel, period_s, error);

  return pulser != NULL;
}

/* The pulser and the samples come from one crystal: a period that is a whole number of samples
 * stays one. */
static gboolean
match_pulser (InsComediPlan *self, const InsComediTask *task, guint *period, GError **error)
{
  double rate_hz = self->format.scan_rate_hz;

  for (guint i = 0; i < N_PULSER_PERIODS; i++)
    {
      double period_s = (*period + i) / rate_hz;

      if (!round_pulser (task, &period_s, error))
        return FALSE;
      if (fabs (period_s * rate_hz - round (period_s * rate_hz)) < SAME * period_s * rate_hz &&
          period_s >= *period / rate_hz * (1 - SAME))
        {
          *period = (guint)round (period_s * rate_hz);
          self->pulser_period_s = period_s;
          return TRUE;
        }
    }
  g_set_error (error, INS_DEVICE_ERROR, INS_DEVICE_ERROR_UNSUPPORTED,
               _ ("The card's pulser output cannot repeat in whole samples of %.6g MHz near %.6g "
                  "Hz, so that the pulses would wander. Use another sample rate, or find the "
                  "pulses by their main bang (sync=signal)."),
               rate_hz / 1e6, task->wanted->prf_hz);

  return FALSE;
}

/* The repetition where somebody else says when a pulse comes: it must leave time for the record. */
static gboolean
fit_repetition (InsComediPlan *self, const InsComediTask *task, GError **error)
{
  double period_s = 1 / task->wanted->prf_hz;

  if (task->wiring->pulser_subdevice != INS_CARD_NONE)
    {
      period_s = MAX (period_s, self->record_s);
      if (!round_pulser (task, &period_s, error))
        return FALSE;
      self->pulser_period_s = period_s;
    }
  if (self->record_s > period_s * (1 + SAME))
    {
      g_set_error (error, INS_DEVICE_ERROR, INS_DEVICE_ERROR_UNSUPPORTED,
                   _ ("A record ends %.4g µs after its pulse, but the next pulse comes after %.4g "
                      "µs (%.6g Hz). Take fewer samples, or set pulser and recipe to a lower "
                      "repetition."),
                   self->record_s * 1e6, period_s * 1e6, 1 / period_s);
      return FALSE;
    }
  self->timing.prf_hz = 1 / period_s;

  return TRUE;
}

static void
set_edge (InsComediPlan *self, const InsComediTask *task)
{
  const InsCardWiring *wiring = task->wiring;
  int full = ins_pulse_cutter_full_scale (task->board->maxdata);
  int threshold = (int)round (full * wiring->sync_percent / 100);

  self->trigger = (InsCutTrigger){
    .by_edge = TRUE,
    .is_bang = wiring->pulses == INS_PULSES_AT_MAIN_BANG,
    .channel = wiring->pulses == INS_PULSES_AT_MAIN_BANG ? self->format.signal
                                                         : 1 - self->format.signal,
    .falling = wiring->falling,
    .threshold = MAX (threshold, 1),
    .hysteresis = MAX (threshold / HYSTERESIS, 1),
  };
}

static gboolean
lay_out_stream (InsComediPlan *self, const InsComediTask *task, GError **error)
{
  const InsCardWiring *wiring = task->wiring;
  double rate_hz = self->format.scan_rate_hz;
  double delay = round (task->wanted->delay_s * rate_hz);
  double period = MAX (round (rate_hz / task->wanted->prf_hz), delay + task->wanted->n_samples);

  if (period > G_MAXINT)
    {
      g_set_error (error, INS_DEVICE_ERROR, INS_DEVICE_ERROR_UNSUPPORTED,
                   _ ("A pulse repetition of %.6g Hz is too slow for samples at %.6g MHz."),
                   task->wanted->prf_hz, rate_hz / 1e6);
      return FALSE;
    }
  self->timing.n_samples = task->wanted->n_samples;
  self->timing.delay_s = delay / rate_hz;
  self->record_s = (delay + task->wanted->n_samples) / rate_hz;
  self->layout = (InsCutLayout){
    .n_samples = task->wanted->n_samples,
    .delay = (guint)delay,
    .period = (guint)period,
  };
  if (wiring->pulses == INS_PULSES_AT_REPETITION)
    {
      if (wiring->pulser_subdevice != INS_CARD_NONE &&
          !match_pulser (self, task, &self->layout.period, error))
        return FALSE;
      self->timing.prf_hz = rate_hz / self->layout.period;
      return TRUE;
    }

  if (!fit_repetition (self, task, error))
    return FALSE;
  set_edge (self, task);
  self->layout.period = (guint)round (rate_hz / self->timing.prf_hz);

  return TRUE;
}

/* Records one after the other, as if they were a stream: each is one period of it. */
static gboolean
lay_out_records (InsComediPlan *self, const InsComediTask *task, GError **error)
{
  gboolean is_gated = task->wiring->n_outputs > 0;
  double rate_hz = self->timing.sample_rate_hz; /* 0: all at once */
  double delay = is_gated ? 0.0 : round (task->wanted->delay_s * rate_hz);
  guint n_samples = is_gated ? task->board->n_chanspecs : task->wanted->n_samples;

  self->record_s = rate_hz > 0 ? (delay + n_samples) / rate_hz : 0.0;
  if (self->shape != INS_SHAPE_SCAN_PER_TIMER && !fit_repetition (self, task, error))
    return FALSE;
  if (self->shape == INS_SHAPE_SCAN_PER_TIMER && task->wiring->pulser_subdevice != INS_CARD_NONE)
    {
      double period_s = 1 / self->timing.prf_hz;

      if (!round_pulser (task, &period_s, error))
        return FALSE;
      self->pulser_period_s = period_s;
    }

  self->timing.n_samples = n_samples;
  self->timing.delay_s = rate_hz > 0 ? delay / rate_hz : 0.0;
  /* a gated scan must fit between two pulses, also where all its channels are converted at once */
  if (is_gated)
    self->timing.sample_rate_hz = MAX (rate_hz, n_samples * self->timing.prf_hz * (1 + SAME));
  self->layout = (InsCutLayout){
    .n_samples = n_samples,
    .delay = (guint)delay,
    .period = (guint)delay + n_samples,
  };
  self->format.scan_rate_hz = self->layout.period * self->timing.prf_hz;

  return TRUE;
}

gboolean
ins_comedi_plan_negotiate (InsComediPlan *self,
                           const InsComediBoard *board,
                           const InsCardWiring *wiring,
                           const InsTiming *wanted,
                           GPtrArray *notes,
                           GError **error)
{
  InsComediTask task = { .board = board, .wiring = wiring, .wanted = wanted };

  g_return_val_if_fail (wanted->sample_rate_hz > 0 && wanted->prf_hz > 0, FALSE);
  g_return_val_if_fail (wanted->n_samples > 0 && wanted->delay_s >= 0, FALSE);

  *self = (InsComediPlan){ 0 };
  if (comedi_get_cmd_src_mask (board->device, board->subdevice, &task.mask) < 0)
    task.mask = (comedi_cmd){ 0 };
  if (!ins_comedi_plan_find_command (self, &task, error))
    return FALSE;
  if (self->shape == INS_SHAPE_STREAM ? !lay_out_stream (self, &task, error)
                                      : !lay_out_records (self, &task, error))
    return FALSE;
  if (notes != NULL)
    ins_comedi_plan_add_notes (self, &task, notes);

  return TRUE;
}
