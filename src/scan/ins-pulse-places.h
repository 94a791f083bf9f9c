/* ins-pulse-places.h - when the pulses of a line were heard, and in which column
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "devices/ins-rig.h"
#include "scan/ins-acquisition.h"
#include "scan/ins-encoder-track.h"
#include "scan/ins-line-data.h"

G_BEGIN_DECLS

/* Scratch that grows to the largest line of a scan. Owned by one thread. */
typedef struct
{
  /* set by ins_pulse_places_init(), read-only afterwards */
  InsScanGrid grid;
  double prf_hz, latency_s, backlash_mm;

  guint capacity;
  double *times_s;      /* per pulse, on ins_clock_now_s() */
  double *columns;      /* per pulse, not rounded; NaN where it is not known */
  guint64 *gaps;        /* per pulse: periods since the one before, 1 where nothing was lost */
  guint16 *n_lost;      /* per column: pulses that were lost in it */
  double *positions_mm; /* per pulse, by the encoder */
} InsPulsePlaces;

void ins_pulse_places_init (InsPulsePlaces *self, const InsPlan *plan, const InsRig *rig);
void ins_pulse_places_clear (InsPulsePlaces *self);

/* First of all: times and gaps. Where samples were lost the numbers begin anew, and time tells how
 * many pulses are missing. */
void ins_pulse_places_set_times (InsPulsePlaces *self, const InsLinePulses *pulses);

/* Columns from the fitted motion, with the rig's latency and backlash. @track: to which the line
 * was added */
void ins_pulse_places_use_track (InsPulsePlaces *self,
                                 const InsLinePulses *pulses,
                                 const InsLineData *data,
                                 const InsTrack *track);

/* Columns from the encoder, which knows neither latency nor backlash. Columns are filled only with
 * the verdict %INS_ENCODER_PLACED. */
InsEncoderVerdict ins_pulse_places_use_encoder (InsPulsePlaces *self,
                                                const InsLinePulses *pulses,
                                                const InsLineData *data,
                                                const InsEncoderRest *rest,
                                                double speed_mm_s,
                                                InsEncoderTrack *encoder,
                                                double *slip_mm);

/**
 * ins_pulse_places_use_triggers:
 * @plan: where the stage triggers the card
 *
 * The n-th pulse of a sweep is at the n-th position. A count that is off by any number says that
 * nobody knows which one is missing or too many.
 *
 * Returns: %FALSE if it is off; columns are then not filled
 */
gboolean ins_pulse_places_use_triggers (InsPulsePlaces *self,
                                        const InsLinePulses *pulses,
                                        const InsLineData *data,
                                        const InsPlan *plan);

/* Fills n_lost from the columns: lost pulses lie evenly between their neighbours. Returns: how many
 * fell into pixels */
guint ins_pulse_places_count_lost (InsPulsePlaces *self, guint n_pulses);

G_END_DECLS
