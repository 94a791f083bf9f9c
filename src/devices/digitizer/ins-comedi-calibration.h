/* ins-comedi-calibration.h - a card's numbers in volts, as well as they are known
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include <comedilib.h>

#include "devices/digitizer/ins-card-scale.h"

G_BEGIN_DECLS

#define INS_CALIBRATION_BYTES 160

/* The calibration file of a card, if it has one. Owned by one thread. */
typedef struct _InsComediCalibration InsComediCalibration;

/**
 * ins_comedi_calibration_new:
 * @device: (transfer none): must outlive it
 *
 * Looks for the file where Comedi keeps it (/var/lib/comedi/calibrations). That it is missing, or
 * damaged, or of another card is no failure: ins_comedi_calibration_get_scale() says so. Changes
 * nothing on the card.
 */
InsComediCalibration *ins_comedi_calibration_new (comedi_t *device, guint subdevice);
void ins_comedi_calibration_free (InsComediCalibration *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (InsComediCalibration, ins_comedi_calibration_free)

/**
 * ins_comedi_calibration_get_scale:
 * @chanspec: channel and range
 * @scale: (out): for counts as in InsPulseBlock; no terms where the range is not in volts
 * @source: (out) (array fixed-size=160): where it is from, a translated clause: "from FILE", "by
 *   the card" or "none; ..." with the reason
 *
 * A soft-calibrated card (%SDF_SOFT_CALIBRATED) gives raw numbers: its polynomial stands in the
 * file. Others correct themselves, so that the ends of the range hold.
 *
 * Returns: %FALSE with "none": the ends of the range stand in for a calibration that is missing
 */
gboolean ins_comedi_calibration_get_scale (const InsComediCalibration *self,
                                           guint chanspec,
                                           InsCardScale *scale,
                                           char *source);

/* Has a card that corrects itself do so as the file says: sets its calibration converters. Nothing
 * happens where there is no file for it. Not while somebody records from the card. */
void ins_comedi_calibration_apply (InsComediCalibration *self, guint chanspec);

G_END_DECLS
