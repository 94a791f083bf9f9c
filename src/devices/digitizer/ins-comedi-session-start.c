/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <errno.h>
#include <glib/gi18n.h>
#include <math.h>

#include "core/ins-clock.h"
#include "core/ins-error.h"
#include "devices/digitizer/ins-comedi-error.h"
#include "devices/digitizer/ins-comedi-session-private.h"

#define BLOCK_S 0.01 /* of samples that a card may keep before it hands them on */
#define N_SETTLE 2   /* periods of the card's own pulser that are not looked at */

GError *
ins_comedi_session_failure_new (const InsComediSession *self, int error_number)
{
  const char *path = self->wiring->path;

  if (error_number == EPIPE)
    return g_error_new (INS_DEVICE_ERROR, INS_DEVICE_ERROR_OVERRUN,
                        _ ("The card at %s recorded faster than this computer fetched the samples, "
                           "and some were lost. Close other programs or lower the sample rate."),
                        path);
  if (error_number == EINVAL)
    return g_error_new (INS_DEVICE_ERROR, INS_DEVICE_ERROR_LOST,
                        _ ("The card at %s stopped recording by itself. Check its cable, then "
                           "connect again."),
                        path);
  if (error_number == ENODEV || error_number == ENXIO || error_number == EIO)
    return g_error_new (INS_DEVICE_ERROR, INS_DEVICE_ERROR_LOST,
                        _ ("The card at %s is gone: it was unplugged or its driver was removed. "
                           "Plug it in, then connect again."),
                        path);

  return g_error_new (INS_DEVICE_ERROR, INS_DEVICE_ERROR_IO,
                      _ ("Reading from %s failed: %s. Connect the card again."), path,
                      g_strerror (error_number));
}

gboolean
ins_comedi_session_arm (InsComediSession *self)
{
  comedi_t *device = self->board->device;
  comedi_cmd *command = ins_comedi_command_get (&self->plan.command);
  int result;

  self->armed_s = ins_clock_now_s ();
  result = comedi_command (device, command);
  /* drivers that count samples themselves may run on behind the last one asked for */
  if (result < 0 && errno == EBUSY && self->has_command)
    {
      comedi_cancel (device, self->board->subdevice);
      self->armed_s = ins_clock_now_s ();
      result = comedi_command (device, command);
    }
  if (result < 0)
    return FALSE;
  self->has_command = TRUE;
  ins_comedi_ring_restart (&self->ring);

  return TRUE;
}

void
ins_comedi_session_finish_record (InsComediSession *self, InsPulseBlock *block)
{
  InsPulse *pulse = &block->pulses[block->n_pulses - 1];

  self->n_of_record = 0;
  self->n_records++;
  if (ins_trigger_clock_add (&self->clock, self->armed_s, self->complete_s - self->handed_s,
                             &pulse->index))
    {
      pulse->card_s = (double)pulse->index / self->plan.timing.prf_hz;
      self->newest_card_s = pulse->card_s + self->handed_s;
      self->looked_s = self->complete_s;
    }
  else
    block->n_pulses--;
  if (ins_comedi_session_arm (self))
    self->rearm_s += ins_clock_now_s () - self->complete_s;
  else if (self->failure == NULL)
    self->failure = ins_comedi_session_failure_new (self, errno);
}

static gboolean
set_start_error (InsComediSession *self, int error_number, GError **error)
{
  /* the device is open, so EACCES is another program's lock and not a missing right */
  if (error_number == ENODEV)
    g_propagate_error (error, ins_comedi_session_failure_new (self, error_number));
  else
    ins_comedi_set_error (error, self->wiring->path, error_number == EACCES ? EBUSY : error_number,
                          _ ("could not be started"));

  return FALSE;
}

/* Some cards hand samples on in blocks whose size can be set (Linux
 * drivers/comedi/drivers/cb_pcidas64.c, ai_config_block_size()): half a second of gated scans would
 * be in the largest. Others say no, and have no such blocks. */
static void
set_block_size (InsComediSession *self)
{
  double bytes = BLOCK_S * ins_comedi_plan_get_bytes_per_s (&self->plan);
  gsize record = ins_comedi_session_get_record_bytes (self);
  guint most = self->plan.command.habits->most_block_bytes;
  lsampl_t data[2] = { INSN_CONFIG_BLOCK_SIZE, (lsampl_t)CLAMP (bytes, 1, G_MAXINT) };
  comedi_insn instruction = {
    .insn = INSN_CONFIG, .n = G_N_ELEMENTS (data), .data = data, .subdev = self->board->subdevice
  };

  self->handed_s = self->plan.record_s;
  if (self->plan.shape == INS_SHAPE_COMMAND_PER_TRIGGER)
    data[1] = (lsampl_t)record;
  if (comedi_do_insn (self->board->device, &instruction) >= 0 && most > 0)
    {
      gsize block = MIN (data[1], most);

      self->handed_s *= (double)((record + block - 1) / block * block) / (double)record;
    }
}

static gboolean
start_input (InsComediSession *self, GError **error)
{
  const InsComediBoard *board = self->board;

  if (!ins_comedi_ring_open (&self->ring, board->device, board->subdevice,
                             ins_comedi_plan_get_bytes_per_s (&self->plan)))
    return set_start_error (self, errno, error);
  if (self->encoder != NULL && !ins_comedi_encoder_start (self->encoder, error))
    return FALSE;
  set_block_size (self);
  if (!ins_comedi_session_arm (self))
    return set_start_error (self, errno, error);

  return TRUE;
}

/* The stream runs already, so where the first pulse lies in it has to be found. */
static gboolean
start_pulser (InsComediSession *self, GError **error)
{
  const InsComediPlan *plan = &self->plan;
  double period_s = plan->pulser_period_s;
  gssize n_waiting;

  if (period_s <= 0)
    return TRUE;
  self->pulser = ins_comedi_pulser_new (self->board->device, (guint)self->wiring->pulser_subdevice,
                                        self->wiring->pulser_channel, &period_s, error);
  if (self->pulser == NULL)
    return FALSE;
  if (fabs (period_s - plan->pulser_period_s) > 1e-9 * period_s)
    {
      g_set_error (error, INS_DEVICE_ERROR, INS_DEVICE_ERROR_UNSUPPORTED,
                   _ ("The card's pulser output repeats at %.6g Hz, not at %.6g Hz. Ask the card "
                      "for its timing first."),
                   1 / period_s, 1 / plan->pulser_period_s);
      return FALSE;
    }
  if (!ins_comedi_pulser_start (self->pulser, error))
    return FALSE;

  if (plan->shape == INS_SHAPE_STREAM && !plan->trigger.by_edge)
    {
      n_waiting = ins_comedi_ring_look (&self->ring);
      self->n_dropped = (guint64)MAX (n_waiting, 0) +
                        (guint64)N_SETTLE * ins_comedi_session_get_record_bytes (self);
      self->is_searching = TRUE;
      ins_bang_search_init (&self->search, &plan->format, plan->layout.period);
    }

  return TRUE;
}

InsComediSession *
ins_comedi_session_new (const InsComediBoard *board,
                        const InsCardWiring *wiring,
                        const InsComediPlan *plan,
                        InsComediEncoder *encoder,
                        GError **error)
{
  g_autoptr (InsComediSession) self = g_new0 (InsComediSession, 1);

  self->board = board;
  self->wiring = wiring;
  self->plan = *plan;
  self->encoder = encoder;
  self->place = -1;
  self->cutter = ins_pulse_cutter_new (&plan->format, &plan->layout, &plan->trigger);
  ins_trigger_clock_init (&self->clock, plan->timing.prf_hz);
  if (!start_input (self, error) || !start_pulser (self, error))
    return NULL;
  self->looked_s = self->heard_s = self->quiet_s = ins_clock_now_s ();

  return g_steal_pointer (&self);
}

void
ins_comedi_session_free (InsComediSession *self)
{
  if (self == NULL)
    return;
  g_clear_pointer (&self->pulser, ins_comedi_pulser_free);
  if (self->has_command)
    comedi_cancel (self->board->device, self->board->subdevice); /* fails only on a lost card */
  ins_comedi_ring_close (&self->ring);
  if (self->encoder != NULL)
    ins_comedi_encoder_stop (self->encoder);
  g_clear_pointer (&self->cutter, ins_pulse_cutter_free);
  g_clear_error (&self->failure);
  g_free (self);
}

char *
ins_comedi_session_describe (const InsComediSession *self)
{
  gboolean has_place = self->plan.shape == INS_SHAPE_STREAM && !self->plan.trigger.by_edge &&
                       self->pulser != NULL && !self->is_searching;

  if (has_place && self->place < 0)
    return g_strdup (_ ("No main bang was seen: when the card's pulser fires is not known to the "
                        "sample."));
  if (has_place)
    return g_strdup_printf (_ ("Main bang found %.4g µs into the repetition."),
                            self->place / self->plan.format.scan_rate_hz * 1e6);
  if (self->plan.shape == INS_SHAPE_COMMAND_PER_TRIGGER && self->n_records > 0)
    return g_strdup_printf (_ ("Armed anew in %.3g ms; %.0f triggers missed."),
                            self->rearm_s / (double)self->n_records * 1e3,
                            (double)self->clock.n_missed);

  return NULL;
}
