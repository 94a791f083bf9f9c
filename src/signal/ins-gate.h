/* ins-gate.h - gates over one A-scan
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "signal/ins-ascan-format.h"

G_BEGIN_DECLS

typedef enum
{
  INS_ANCHOR_PULSE,    /* gate start counts from the pulse */
  INS_ANCHOR_CROSSING, /* from the first crossing of an earlier gate */
  INS_ANCHOR_PEAK,     /* from the peak of an earlier gate */
} InsAnchor;

typedef enum
{
  INS_POLARITY_ABSOLUTE,
  INS_POLARITY_POSITIVE,
  INS_POLARITY_NEGATIVE,
} InsPolarity;

typedef enum
{
  INS_AMPLITUDE_PEAK,
  INS_AMPLITUDE_PEAK_TO_PEAK,
  INS_AMPLITUDE_FIRST_PEAK, /* first local maximum over the threshold */
  INS_AMPLITUDE_LAST_PEAK,
} InsAmplitude;

typedef enum
{
  INS_TOF_CROSSING,     /* first crossing of the threshold, between samples by a straight line */
  INS_TOF_PEAK,         /* the peak that gives the amplitude, by a parabola through three samples */
  INS_TOF_RELATIVE_6DB, /* last crossing of half the peak before the peak */
  INS_TOF_ZERO_CROSSING,      /* last change of sign before the peak */
  INS_TOF_RELATIVE_6DB_AFTER, /* first crossing of half the peak after the peak */
  INS_TOF_ZERO_CROSSING_AFTER,
} InsTof;

/* Keys of the recipe, in the order of the enumerations, NULL-terminated. */
extern const char *const ins_polarity_words[];
extern const char *const ins_amplitude_words[];
extern const char *const ins_tof_words[];

#define INS_GATE_NAME_SIZE 32
#define INS_MAX_GATES 64

typedef struct
{
  char name[INS_GATE_NAME_SIZE]; /* UTF-8 */
  InsAnchor anchor;
  guint anchor_gate; /* index of an earlier gate; not used for INS_ANCHOR_PULSE */
  double start_s;
  double length_s;
  double threshold_percent; /* of full screen height */
  InsPolarity polarity;
  InsAmplitude amplitude;
  InsTof tof;
  InsDetection detection;
} InsGate;

/* Bits of InsGateResult.status; 1, 2 and 4 are those of the .nde status planes. */
enum
{
  INS_STATUS_HAS_DATA = 1,
  INS_STATUS_SATURATED = 2,
  INS_STATUS_NO_SYNCHRO = 4, /* no interface: the gate that this one is anchored at saw no echo */
  INS_STATUS_NO_ECHO = 8,    /* nothing in the gate crossed its threshold */
};

/* NaN is "there is none", with the reason in status; never a stand-in number. */
typedef struct
{
  float amplitude_percent; /* of full screen height, along the polarity: below zero only where a
                            * positive or negative gate holds nothing of its sign */
  float tof_s;             /* from the pulse; NaN without an echo */
  double crossing_s;       /* first crossing, NaN none */
  double peak_s;           /* NaN if the gate lies outside the record */
  guint8 status;
} InsGateResult;

/**
 * ins_gates_evaluate:
 * @gates: (array length=n_gates): anchors point to earlier ones only
 * @samples: (array length=n_samples): one A-scan, signed around the zero line
 * @delay_s: pulse to sample 0
 * @full_scale_counts: |sample| at 100 %; a sample at or beyond it, or one less above, is saturated
 * @results: (out caller-allocates) (array length=n_gates)
 *
 * Amplitude is measured also below the threshold (peak and peak-to-peak): the threshold decides
 * about time and about INS_STATUS_NO_ECHO. A gate is clipped to the record. Pure; any thread.
 */
void ins_gates_evaluate (const InsGate *gates,
                         guint n_gates,
                         const gint16 *samples,
                         guint n_samples,
                         double sample_rate_hz,
                         double delay_s,
                         int full_scale_counts,
                         InsGateResult *results);

G_END_DECLS
