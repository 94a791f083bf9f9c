/* ins-derived-plane.h - which planes are worked out from gates, beside amplitude and time
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "signal/ins-feature.h"
#include "signal/ins-gate.h"

G_BEGIN_DECLS

typedef enum
{
  INS_DERIVED_DB,           /* amplitude against a reference, dB */
  INS_DERIVED_DEPTH,        /* of the gate's echo below another gate's, or below the pulse; mm */
  INS_DERIVED_THICKNESS,    /* between the echoes of two gates, mm */
  INS_DERIVED_PHASE,        /* 0 sound, 1 inverted, 2 clearly so: InsPhase less one */
  INS_DERIVED_SIGNED_RANGE, /* peak to peak, below zero where it is inverted; percent */
  INS_DERIVED_NOISE,        /* standard deviation in the gate, percent */
  INS_DERIVED_NOISE_PEAK,   /* percent */
  INS_DERIVED_ECHOES,       /* number of echoes over the threshold */
  INS_N_DERIVED_KINDS,
} InsDerivedKind;

typedef enum
{
  INS_UNIT_NONE,
  INS_UNIT_PERCENT,
  INS_UNIT_S,
  INS_UNIT_DB,
  INS_UNIT_MM,
} InsPlaneUnit;

/* Keys of the recipe, in the order of the enumerations, NULL-terminated. */
extern const char *const ins_derived_words[];
extern const char *const ins_phase_rule_words[];

#define INS_MAX_DERIVED 16

typedef struct
{
  char name[INS_GATE_NAME_SIZE]; /* UTF-8 */
  InsDerivedKind kind;
  guint gate;
  int from_gate;            /* depth, thickness: the other gate; -1: the pulse */
  double offset_s;          /* depth: added to the time that it counts from */
  double velocity_m_s;      /* depth, thickness; 0: the part's */
  double reference_percent; /* dB */
  gboolean sound_negative;  /* a sound echo begins with its negative half wave */
  double consider_percent;  /* phase: what is smaller says nothing; of full screen height */
  double sound_percent;     /* phase: thresholds in percent of the largest sample */
  double inverted_percent;  /* likewise ... */
  double clearly_percent;   /* ... */
  InsPhaseRule rule;        /* signed range */
  double gap_s;             /* echoes: nearer than this they are one; 0: a period of the probe */
} InsDerived;

/* What it is where a file or form says nothing. */
#define INS_DERIVED_DEFAULT                                                                        \
  ((InsDerived){ .from_gate = -1,                                                                  \
                 .reference_percent = 80.0,                                                        \
                 .consider_percent = 10.0,                                                         \
                 .sound_percent = 50.0,                                                            \
                 .inverted_percent = 50.0,                                                         \
                 .clearly_percent = 80.0,                                                          \
                 .rule = INS_PHASE_RULE_BOTH })

InsPlaneUnit ins_derived_get_unit (InsDerivedKind kind);

/* TRUE if it is made of the gate's samples, and not of the gates' planes. */
gboolean ins_derived_wants_samples (InsDerivedKind kind);

/* A plane of the second kind for one A-scan. @samples: what the gate looked at, with at least one
 * sample. NaN: nothing can be said. Pure. */
double ins_derived_measure (const InsDerived *self,
                            const InsGate *gate,
                            const InsSamples *samples,
                            double sample_rate_hz,
                            double full_scale_counts,
                            double probe_frequency_hz);

G_END_DECLS
