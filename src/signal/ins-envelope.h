/* ins-envelope.h - envelope of an A-scan
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "signal/ins-kernels.h"

G_BEGIN_DECLS

/* For records of one length. Plans are made once a length and shared; one thread at a time may use
 * one of these. */
typedef struct _InsEnvelope InsEnvelope;

/* For records of n_samples > 0. Any thread. */
InsEnvelope *ins_envelope_new (guint n_samples);
void ins_envelope_free (InsEnvelope *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (InsEnvelope, ins_envelope_free)

guint ins_envelope_get_n_samples (const InsEnvelope *self);

/**
 * ins_envelope_compute:
 * @samples: (array): signed around their mean, as many as ins_envelope_new() was told
 * @envelope: (out caller-allocates) (array): in the samples' unit, never below 0
 *
 * Magnitude of the analytic signal (the spectrum without its negative frequencies), with the mean
 * taken off first.
 */
void ins_envelope_compute (InsEnvelope *self, const gint16 *samples, float *envelope);

/* The same of samples of any type; @envelope may be @samples. */
void ins_envelope_compute_of (InsEnvelope *self,
                              gconstpointer samples,
                              InsSampleType type,
                              float *envelope);

G_END_DECLS
