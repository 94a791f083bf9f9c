/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n.h>
#include <math.h>

#include "core/ins-error.h"
#include "devices/digitizer/ins-comedi-command.h"

#define MAX_TESTS 10 /* comedi_command_test() needs 5 at most; some drivers refuse for ever */
#define BUFFER_S 2.0
#define MIN_BUFFER_BYTES (2 << 20) /* 811 KiB were in it once on a busy machine */
#define SAME 1e-9                  /* relative difference that is not worth a note */

/* How one sample follows the other: what sets the pace of scans (of one channel) and conversions.
 * Multiplexing cards want the first or the last, cards with one converter per channel the second.
 */
static const struct
{
  guint scan_begin;
  guint convert;
} paces[] = {
  { TRIG_FOLLOW, TRIG_TIMER },
  { TRIG_TIMER, TRIG_NOW },
  { TRIG_TIMER, TRIG_TIMER },
};

comedi_cmd *
ins_comedi_plan_get_command (InsComediPlan *self)
{
  self->command.chanlist = self->chanlist;
  self->command.chanlist_len = G_N_ELEMENTS (self->chanlist);

  return &self->command;
}

static guint
period_ns (const comedi_cmd *command)
{
  return command->scan_begin_src == TRIG_TIMER ? command->scan_begin_arg : command->convert_arg;
}

/* Lets the card correct the command until it takes it as it is. */
static gboolean
settle (const InsComediBoard *board, comedi_cmd *command)
{
  const comedi_cmd asked = *command;

  for (guint i = 0; i < MAX_TESTS; i++)
    {
      int stage = comedi_command_test (board->device, command);

      if (stage < 0)
        return FALSE;
      if (command->start_src != asked.start_src || command->stop_src != asked.stop_src ||
          command->scan_begin_src != asked.scan_begin_src ||
          command->convert_src != asked.convert_src)
        return FALSE;
      if (stage == 0)
        return period_ns (command) > 0;
    }

  return FALSE;
}

/* Tries each pace that the card has. */
static gboolean
find_command (InsComediPlan *self, const InsComediBoard *board, guint wanted_ns)
{
  comedi_cmd mask = { 0 };

  if (comedi_get_cmd_src_mask (board->device, board->subdevice, &mask) < 0 ||
      (mask.start_src & TRIG_NOW) == 0 || (mask.stop_src & TRIG_NONE) == 0)
    return FALSE;

  for (guint i = 0; i < G_N_ELEMENTS (paces); i++)
    {
      if ((mask.scan_begin_src & paces[i].scan_begin) == 0 ||
          (mask.convert_src & paces[i].convert) == 0)
        continue;
      self->chanlist[0] = board->chanspecs[0];
      self->command = (comedi_cmd){
        .subdev = board->subdevice,
        .start_src = TRIG_NOW,
        .scan_begin_src = paces[i].scan_begin,
        .scan_begin_arg = paces[i].scan_begin == TRIG_TIMER ? wanted_ns : 0,
        .convert_src = paces[i].convert,
        .convert_arg = paces[i].convert == TRIG_TIMER ? wanted_ns : 0,
        .scan_end_src = TRIG_COUNT,
        .scan_end_arg = G_N_ELEMENTS (self->chanlist),
        .stop_src = TRIG_NONE,
      };
      if (settle (board, ins_comedi_plan_get_command (self)))
        return TRUE;
    }

  return FALSE;
}

static gboolean
is_same (double a, double b)
{
  return fabs (a - b) <= SAME * MAX (fabs (a), fabs (b));
}

static void
add_notes (GPtrArray *notes, const InsTiming *wanted, const InsTiming *actual)
{
  if (notes == NULL)
    return;
  if (!is_same (wanted->sample_rate_hz, actual->sample_rate_hz))
    g_ptr_array_add (notes,
                     g_strdup_printf (_ ("The card samples at %.6g MHz instead of %.6g "
                                         "MHz."),
                                      actual->sample_rate_hz / 1e6, wanted->sample_rate_hz / 1e6));
  if (!is_same (wanted->prf_hz, actual->prf_hz))
    g_ptr_array_add (notes, g_strdup_printf (_ ("The pulse repetition is %.6g Hz instead of %.6g "
                                                "Hz: a whole number of samples that holds the "
                                                "record."),
                                             actual->prf_hz, wanted->prf_hz));
  if (fabs (wanted->delay_s - actual->delay_s) > 1e-12)
    g_ptr_array_add (notes, g_strdup_printf (_ ("The record begins %.6g µs after the pulse instead "
                                                "of %.6g µs: a whole number of samples."),
                                             actual->delay_s * 1e6, wanted->delay_s * 1e6));
}

gboolean
ins_comedi_plan_negotiate (InsComediPlan *self,
                           const InsComediBoard *board,
                           const InsTiming *wanted,
                           GPtrArray *notes,
                           GError **error)
{
  double rate, delay, period;

  g_return_val_if_fail (wanted->sample_rate_hz > 0 && wanted->prf_hz > 0, FALSE);
  g_return_val_if_fail (wanted->n_samples > 0 && wanted->delay_s >= 0, FALSE);

  if (!find_command (self, board, (guint)CLAMP (round (1e9 / wanted->sample_rate_hz), 1, G_MAXINT)))
    {
      g_set_error (error, INS_DEVICE_ERROR, INS_DEVICE_ERROR_UNSUPPORTED,
                   _ ("The card “%s” refuses to sample one channel continuously at %.6g MHz. Use "
                      "another card, or another sample rate."),
                   comedi_get_board_name (board->device), wanted->sample_rate_hz / 1e6);
      return FALSE;
    }

  rate = 1e9 / period_ns (&self->command);
  delay = round (wanted->delay_s * rate);
  period = MAX (round (rate / wanted->prf_hz), delay + wanted->n_samples);
  if (period > G_MAXINT)
    {
      g_set_error (error, INS_DEVICE_ERROR, INS_DEVICE_ERROR_UNSUPPORTED,
                   _ ("A pulse repetition of %.6g Hz is too slow for samples at %.6g MHz."),
                   wanted->prf_hz, rate / 1e6);
      return FALSE;
    }
  self->layout = (InsComediLayout){
    .period = (guint)period,
    .delay = (guint)delay,
    .n_samples = wanted->n_samples,
  };
  self->timing = (InsTiming){
    .sample_rate_hz = rate,
    .n_samples = wanted->n_samples,
    .delay_s = delay / rate,
    .prf_hz = rate / period,
  };
  add_notes (notes, wanted, &self->timing);

  return TRUE;
}

double
ins_comedi_maximum_rate_hz (const InsComediBoard *board)
{
  InsComediPlan plan;

  return find_command (&plan, board, 1) ? 1e9 / period_ns (&plan.command) : 0.0;
}

int
ins_comedi_buffer_resize (const InsComediBoard *board, double sample_rate_hz)
{
  double bytes = BUFFER_S * sample_rate_hz * board->sample_bytes;
  guint wanted = (guint)CLAMP (bytes, MIN_BUFFER_BYTES, G_MAXINT / 2);
  int most = comedi_get_max_buffer_size (board->device, board->subdevice);
  int now = comedi_get_buffer_size (board->device, board->subdevice);

  if (most >= 0 && (guint)most < wanted)
    {
      /* the administrator may raise the limit, anybody else keeps it */
      if (comedi_set_max_buffer_size (board->device, board->subdevice, wanted) >= 0)
        most = comedi_get_max_buffer_size (board->device, board->subdevice);
      wanted = MIN (wanted, (guint)MAX (most, 0));
    }
  if (now >= 0 && (guint)now >= wanted)
    return now;

  return comedi_set_buffer_size (board->device, board->subdevice, wanted);
}
