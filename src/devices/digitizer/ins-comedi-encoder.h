/* ins-comedi-encoder.h - a quadrature counter that is latched by every pulse
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "devices/digitizer/ins-card-wiring.h"

#include <comedilib.h>

G_BEGIN_DECLS

/* A second handle on the card, whose read subdevice is the counter. Owned by one thread.
 *
 * The drivers that latch a counter by an outside signal and hand the values on are ni_pcimio (M
 * series: A on PFI 8 and B on PFI 10 for the first counter, PFI 3 and 11 for the second, or any
 * lines) and ni_660x (the counter's SOURCE and AUX pins). NI's E series does not decode quadrature;
 * s526, the only driver with INSN_CONFIG_GPCT_QUADRATURE_ENCODER, runs no commands.
 */
typedef struct _InsComediEncoder InsComediEncoder;

/**
 * ins_comedi_encoder_new:
 * @wiring: what is latched by: encoder_latch if given; else, without a cable, the card's other
 *   counter if that is the pulser; else the trigger input; else the counter's own gate pin (PFI 9,
 *   PFI 4)
 * @latches_per_s: sizes the buffer
 * @error: %INS_DEVICE_ERROR_UNSUPPORTED: the counter does not run commands latched from outside
 *   (says which ones do), or its inputs are fixed; _NOT_FOUND, _PERMISSION, _BUSY, _LOST or _IO
 *
 * Opens and sets up; counts from now on, does not latch yet.
 */
InsComediEncoder *ins_comedi_encoder_new (const InsCardWiring *wiring,
                                          double latches_per_s,
                                          GError **error) G_GNUC_WARN_UNUSED_RESULT;
void ins_comedi_encoder_free (InsComediEncoder *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (InsComediEncoder, ins_comedi_encoder_free)

/* Before the analogue input is started, so that no pulse is without a position. The origin stays
 * the same from start to start, counting goes on in between; but what the stage moves between an
 * overrun of the counter's buffer and the next ins_comedi_encoder_take() is not counted. */
gboolean ins_comedi_encoder_start (InsComediEncoder *self,
                                   GError **error) G_GNUC_WARN_UNUSED_RESULT;
void ins_comedi_encoder_stop (InsComediEncoder *self);

/**
 * ins_comedi_encoder_take:
 * @n_pulses_come: pulses of the analogue input's start so far, counted just before this call: the
 *   index of the newest one that has fired, as far as the samples that have come tell, plus one;
 * its record need not be complete
 * @pulses: (inout) (array length=n_pulses): their encoder_mm are filled by index
 * @error: %INS_DEVICE_ERROR_LOST only: the card is gone
 *
 * To be called at every look for samples, also without pulses. Counter and input are armed one
 * after the other, so the first latches may belong to no pulse: the smallest surplus of latches
 * over many looks tells how many. Until it is known, where a latch has not come, and from the
 * moment at which the driver's buffer ran over until the next start, encoder_mm is NaN.
 */
gboolean ins_comedi_encoder_take (InsComediEncoder *self,
                                  guint64 n_pulses_come,
                                  InsPulse *pulses,
                                  guint n_pulses,
                                  GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* Whether a counter can be one; asks, changes nothing. */
gboolean ins_comedi_encoder_suits (comedi_t *device, guint subdevice);

G_END_DECLS
