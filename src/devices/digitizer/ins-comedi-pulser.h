/* ins-comedi-pulser.h - the card itself makes the pulser fire
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "devices/digitizer/ins-comedi-board.h"

G_BEGIN_DECLS

/* A counter that gives a pulse train, or an analogue output that plays one. Owned by one thread. */
typedef struct _InsComediPulser InsComediPulser;

/**
 * ins_comedi_pulser_new:
 * @device: (transfer none): must outlive it
 * @period_s: (inout): wanted; as the card rounds it, with its clock's step
 * @error: %INS_DEVICE_ERROR_UNSUPPORTED (no such subdevice, or it gives no pulses) or _URI
 *
 * Sets it up; it does not pulse yet.
 */
InsComediPulser *ins_comedi_pulser_new (comedi_t *device,
                                        guint subdevice,
                                        guint channel,
                                        double *period_s,
                                        GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* Stops and frees. */
void ins_comedi_pulser_free (InsComediPulser *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (InsComediPulser, ins_comedi_pulser_free)

gboolean ins_comedi_pulser_start (InsComediPulser *self, GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* To be called at least twice a second while it runs: an analogue output wants new samples. */
gboolean ins_comedi_pulser_feed (InsComediPulser *self, GError **error) G_GNUC_WARN_UNUSED_RESULT;
void ins_comedi_pulser_stop (InsComediPulser *self);

G_END_DECLS
