/* ins-comedi-pulser.h - the card itself makes the pulser fire
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include <comedilib.h>
#include <glib.h>

G_BEGIN_DECLS

/* A counter or a PWM channel that gives a pulse train, or an analogue output that plays one. Owned
 * by one thread.
 *
 * Counters and outputs of a card run on the clock of its analogue input (the driver sets no other),
 * so a period that is a whole number of samples stays one for hours. Exception: the PWM of a USB
 * box, which its own firmware times.
 */
typedef struct _InsComediPulser InsComediPulser;

/**
 * ins_comedi_pulser_new:
 * @device: (transfer none): must outlive it
 * @channel: of an 8254, of a PWM and of an analogue output: the one that is wired. Of an NI
 *   counter of the M series: the PFI line on which its pulses come out, 0: the counter's own
 * @period_s: (inout): wanted; as the card rounds it, with its clock's step
 * @error: %INS_DEVICE_ERROR_UNSUPPORTED (no such subdevice, it gives no pulses, or not this fast or
 *   slow), _BUSY (another program uses it), _LOST or _IO
 *
 * Sets it up; it does not pulse yet. The card is told all it has to be told, also to which pin the
 * pulses go.
 */
InsComediPulser *ins_comedi_pulser_new (comedi_t *device,
                                        guint subdevice,
                                        guint channel,
                                        double *period_s,
                                        GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* Stops and frees. */
void ins_comedi_pulser_free (InsComediPulser *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (InsComediPulser, ins_comedi_pulser_free)

/* The first pulse comes within a period. Errors: _BUSY, _LOST or _IO; then it does not run. */
gboolean ins_comedi_pulser_start (InsComediPulser *self, GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* To be called at least twice a second while it runs: an analogue output wants new samples.
 * %INS_DEVICE_ERROR_OVERRUN if it got them too late and has stopped, _LOST if the card is gone. */
gboolean ins_comedi_pulser_feed (InsComediPulser *self, GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* The output is low afterwards. start() begins anew. */
void ins_comedi_pulser_stop (InsComediPulser *self);

/* (transfer none): where the pulses come out, for people: "PFI 12". */
const char *ins_comedi_pulser_get_terminal (const InsComediPulser *self);

/* Whether a pulser can be made of a subdevice; asks, changes nothing. */
gboolean ins_comedi_pulser_suits (comedi_t *device, guint subdevice);

G_END_DECLS
