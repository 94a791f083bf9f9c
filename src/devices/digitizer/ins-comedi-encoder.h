/* ins-comedi-encoder.h - a quadrature counter that is latched by every pulse
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "devices/digitizer/ins-card-wiring.h"
#include "devices/digitizer/ins-comedi-board.h"

G_BEGIN_DECLS

/* A second handle on the card, whose read subdevice is the counter. Owned by one thread. */
typedef struct _InsComediEncoder InsComediEncoder;

/**
 * ins_comedi_encoder_new:
 * @latches_per_s: sizes the buffer
 * @error: %INS_DEVICE_ERROR_UNSUPPORTED: the counter does not run commands latched from outside,
 * ...
 *
 * Opens and sets up; counts, does not latch yet.
 */
InsComediEncoder *ins_comedi_encoder_new (const InsCardWiring *wiring,
                                          double latches_per_s,
                                          GError **error) G_GNUC_WARN_UNUSED_RESULT;
void ins_comedi_encoder_free (InsComediEncoder *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (InsComediEncoder, ins_comedi_encoder_free)

/* Before the analogue input is started, so that no pulse is without a position. */
gboolean ins_comedi_encoder_start (InsComediEncoder *self,
                                   GError **error) G_GNUC_WARN_UNUSED_RESULT;
void ins_comedi_encoder_stop (InsComediEncoder *self);

/**
 * ins_comedi_encoder_take:
 * @n_pulses_come: pulses that the analogue input has recorded since its start, as counted just
 *   before this call
 * @pulses: (inout) (array length=n_pulses): their encoder_mm are filled by index
 *
 * Counter and input are armed one after the other, so the first latches may belong to no record:
 * the smallest surplus of latches over many looks tells how many. Until it is known, and where a
 * latch has not come, encoder_mm is NaN.
 */
gboolean ins_comedi_encoder_take (InsComediEncoder *self,
                                  guint64 n_pulses_come,
                                  InsPulse *pulses,
                                  guint n_pulses,
                                  GError **error) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
