/* ins-processor-private.h - the processor's parts
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "scan/ins-gated-values.h"
#include "scan/ins-processor.h"
#include "scan/ins-pulse-places.h"

G_BEGIN_DECLS

struct _InsProcessor
{
  InsRecipe *recipe;
  const InsPlan *plan; /* outlives us */
  int full_scale_counts;
  gboolean is_gated; /* by the flaw detector: pulses have values, no A-scan */
  InsGatedValues gated;
  InsEvaluator *evaluator;
  double quantum_mm; /* of the stage's reports */
  InsTrack *track;
  gboolean has_encoder;
  double encoder_sigma_mm; /* of one position; NaN not known */
  InsEncoderTrack encoder;

  /* scratch of one line */
  InsPulsePlaces places;
  gint32 *sums;    /* n_samples */
  gint16 *scratch; /* n_samples: an A-scan that nobody keeps */
  guint8 *wanted;  /* n_columns */
};

/* ins-processor-pixels.c: no measurement there, for that reason. */
void ins_processor_clear_pixels (InsLineData *data, guint first, guint n, InsHole reason);

/* What pulses @first to @first + @n - 1 say becomes that of a pixel. */
void ins_processor_fill_pixel (InsProcessor *self,
                               const InsLinePulses *pulses,
                               guint first,
                               guint n,
                               InsLineData *data,
                               guint column);

/* When every pixel has what it gets: gates, derived planes, alarms. */
void ins_processor_gate_line (InsProcessor *self, InsLineData *data);

G_END_DECLS
