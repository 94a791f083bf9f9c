/* ins-gate-window.h - one gate laid over one A-scan
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "signal/ins-gate.h"
#include "signal/ins-kernels.h"

G_BEGIN_DECLS

/* Indices count from the gate's first sample, values from the zero line. */
typedef struct
{
  const InsKernels *kernels;
  InsSampleType type;
  gconstpointer samples; /* the gate's first one */
  gconstpointer ahead;   /* (nullable): what will be looked at next */
  guint n;
  double zero_counts; /* the number that stands for the zero line */
  InsPolarity polarity;

  /* what is found */
  double minimum, maximum;
  gboolean has_echo;
  guint crossing; /* first sample over the threshold, with has_echo and if it was wanted */
  gboolean has_peak;
  guint peak; /* with has_peak and if it was wanted */
} InsGateWindow;

static inline double
ins_gate_window_get_sample (const InsGateWindow *self, guint i)
{
  switch (self->type)
    {
    case INS_SAMPLE_UINT16:
      return ((const guint16 *)self->samples)[i] - self->zero_counts;
    case INS_SAMPLE_FLOAT:
      return (double)((const float *)self->samples)[i] - self->zero_counts;
    case INS_SAMPLE_INT16:
    case INS_N_SAMPLE_TYPES:
    default:
      return ((const gint16 *)self->samples)[i] - self->zero_counts;
    }
}

/* Range, echo, and where they are wanted crossing and peak. n at least 1. */
void ins_gate_window_search (InsGateWindow *self,
                             InsAmplitude amplitude,
                             double threshold_counts,
                             gboolean wants_crossing,
                             gboolean wants_peak);

/* Counts along the polarity; with has_peak. */
double ins_gate_window_get_amplitude (const InsGateWindow *self, InsAmplitude amplitude);

/* In samples, between them too; NaN: there is none. The last two need what they name wanted. */
double ins_gate_window_get_tof (const InsGateWindow *self, InsTof tof, double threshold_counts);
double ins_gate_window_get_crossing (const InsGateWindow *self, double threshold_counts);
double ins_gate_window_get_peak (const InsGateWindow *self);

G_END_DECLS
