/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n.h>
#include <math.h>

#include "devices/digitizer/ins-comedi-plan-private.h"
#include "devices/digitizer/ins-comedi-ring.h"

#define SAME 1e-9          /* relative difference that is not worth a note */
#define SMALL_BUFFER_S 0.5 /* a busy computer looked away that long */
#define WISHED_S 2.0

static gboolean
is_same (double a, double b)
{
  return fabs (a - b) <= SAME * MAX (fabs (a), fabs (b));
}

static void
note_sampling (const InsComediPlan *self, const InsTiming *wanted, GPtrArray *notes)
{
  if (!is_same (wanted->sample_rate_hz, self->timing.sample_rate_hz))
    g_ptr_array_add (
        notes, g_strdup_printf (_ ("The card samples at %.6g MHz instead of %.6g MHz."),
                                self->timing.sample_rate_hz / 1e6, wanted->sample_rate_hz / 1e6));
  if (fabs (wanted->delay_s - self->timing.delay_s) > 1e-12)
    g_ptr_array_add (notes, g_strdup_printf (_ ("The record begins %.6g µs after the pulse instead "
                                                "of %.6g µs: a whole number of samples."),
                                             self->timing.delay_s * 1e6, wanted->delay_s * 1e6));
  if (self->sync_s != 0.0)
    g_ptr_array_add (notes,
                     g_strdup_printf (self->sync_s > 0
                                          ? _ ("The card converts one channel after the other: the "
                                               "sync channel %.3g µs after the signal.")
                                          : _ ("The card converts one channel after the other: the "
                                               "sync channel %.3g µs before the signal."),
                                      fabs (self->sync_s) * 1e6));
}

static void
note_repetition (const InsComediPlan *self, const InsTiming *wanted, GPtrArray *notes)
{
  double is_hz = self->timing.prf_hz, wanted_hz = wanted->prf_hz;
  char *note;

  if (is_same (wanted_hz, is_hz))
    return;
  if (self->shape == INS_SHAPE_STREAM && !self->trigger.by_edge)
    note = g_strdup_printf (_ ("The pulse repetition is %.6g Hz instead of %.6g Hz: a whole number "
                               "of samples that holds the record."),
                            is_hz, wanted_hz);
  else if (self->shape == INS_SHAPE_SCAN_PER_TIMER)
    note = g_strdup_printf (_ ("The card scans the outputs at %.6g Hz instead of %.6g Hz."), is_hz,
                            wanted_hz);
  else
    note = g_strdup_printf (_ ("The card's pulser output repeats at %.6g Hz instead of %.6g Hz."),
                            is_hz, wanted_hz);
  g_ptr_array_add (notes, note);
}

/* Small buffers work as long as this program is never kept waiting. */
static void
note_buffer (const InsComediPlan *self, const InsComediTask *task, GPtrArray *notes)
{
  const InsComediBoard *board = task->board;
  double bytes_per_s = ins_comedi_plan_get_bytes_per_s (self);
  int size = ins_comedi_ring_size_buffer (board->device, board->subdevice, bytes_per_s);

  if (size < 0) /* it runs, or will not: then as it is */
    size = comedi_get_buffer_size (board->device, board->subdevice);
  if (size > 0 && size / bytes_per_s < SMALL_BUFFER_S)
    g_ptr_array_add (notes,
                     g_strdup_printf (_ ("The driver's buffer holds only %.3g s of samples: on a "
                                         "busy computer some may be lost. The administrator can "
                                         "raise it: comedi_config --read-buffer %.0f %s"),
                                      size / bytes_per_s, ceil (WISHED_S * bytes_per_s / 1024),
                                      task->wiring->path));
}

void
ins_comedi_plan_add_notes (const InsComediPlan *self, const InsComediTask *task, GPtrArray *notes)
{
  if (task->wiring->n_outputs == 0)
    note_sampling (self, task->wanted, notes);
  note_repetition (self, task->wanted, notes);
  if (self->shape == INS_SHAPE_COMMAND_PER_TRIGGER)
    g_ptr_array_add (notes, g_strdup (_ ("The card is armed anew for every record: triggers that "
                                         "come meanwhile are missed, and counted.")));
  if (!task->board->is_calibrated)
    /* Translators: why there is none: "none; comedi_soft_calibrate makes one" */
    g_ptr_array_add (notes, g_strdup_printf (_ ("Voltages may be off by some percent; calibration: "
                                                "%s."),
                                             task->board->calibration));
  note_buffer (self, task, notes);
}
