/* ins-echo-search.h - the front surface and the back wall in A-scans of one place, and the gain
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "signal/ins-gate.h"

G_BEGIN_DECLS

typedef struct
{
  gboolean is_found;
  double peak_s;            /* from the pulse; of the envelope */
  double amplitude_percent; /* of the envelope there */
  double start_s, end_s;    /* where it rises out of the noise or the echo before, and sinks back */
} InsEcho;

typedef struct
{
  InsEcho front, back;
  double noise_percent;     /* of the envelope where nothing is heard */
  double threshold_percent; /* that noise does not reach */
  double bang_end_s;        /* what comes before that is the pulse itself; the record's start: it is
                             * not in the record */
} InsEchoes;

/**
 * ins_echo_search:
 * @traces: (array): n_traces A-scans of n_samples each, one after the other, heard at one place;
 *   signed around the zero line
 * @period_s: of the probe
 *
 * Looks at the mean of the traces' envelopes. The noise is what its lower quarter shows. The front
 * surface is the first echo that has a fifth of the largest one's height, the back wall the largest
 * one behind it that comes before the water's second echo. Pure; allocates; any thread.
 */
void ins_echo_search (const gint16 *traces,
                      guint n_traces,
                      guint n_samples,
                      const InsAscanFormat *format,
                      double period_s,
                      InsEchoes *echoes);

#define INS_ECHO_MAX_GATES 3

/**
 * ins_echoes_propose_gates:
 * @format, @period_s: as above
 * @gates: (out caller-allocates): I on the front surface; F between the two and B on the back wall
 *   follow its crossing (anchor_gate 0). Times in whole hundredths of a microsecond, thresholds in
 *   whole percent
 *
 * Returns: how many: 0 without a front surface, 1 without a back wall, 2 where nothing fits between
 */
guint ins_echoes_propose_gates (const InsEchoes *echoes,
                                const InsAscanFormat *format,
                                double period_s,
                                InsGate gates[INS_ECHO_MAX_GATES]);

/* ---- the gain ----------------------------------------------------------------------------- */

typedef struct
{
  guint n_samples, n_at_limit; /* that were looked at; that reached the card's limit */
  double peak_percent;         /* the greatest of them, of full scale */
} InsHeadroom;

/* From sample @first on. */
void ins_headroom_measure (const gint16 *samples,
                           guint n_samples,
                           guint first,
                           int full_scale_counts,
                           InsHeadroom *headroom);
/* How much more gain would reach the limit, dB; 0 where it is reached, infinite where nothing is
 * heard. */
double ins_headroom_get_db (const InsHeadroom *headroom);

G_END_DECLS
