/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <math.h>

#include "app/ins-trace.h"

#define LEFT 42
#define RIGHT 12
#define BOTTOM 26

void
ins_plot_init (InsPlot *self, const InsDraw *draw, double top_units)
{
  self->left = round (LEFT * draw->unit);
  self->top = round (top_units * draw->unit);
  self->width = fmax (
      16, floor (gtk_widget_get_width (draw->widget) - self->left - RIGHT * draw->unit));
  self->height = fmax (
      16, floor (gtk_widget_get_height (draw->widget) - self->top - BOTTOM * draw->unit));
}

InsAscanFormat
ins_ascan_format_of (guint n_samples, const InsTiming *timing, int full_scale_counts)
{
  return (InsAscanFormat){ .type = INS_SAMPLE_INT16,
                           .n_samples = n_samples,
                           .stride = n_samples,
                           .sample_rate_hz = timing->sample_rate_hz,
                           .delay_s = timing->delay_s,
                           .full_scale_counts = full_scale_counts };
}

double
ins_gate_get_position_s (const InsGate *gates, guint gate, const InsGateResult *results)
{
  const InsGate *self = &gates[gate];
  const InsGateResult *anchor;

  if (self->anchor == INS_ANCHOR_PULSE)
    return self->start_s;

  anchor = &results[self->anchor_gate];
  if ((anchor->status & (INS_STATUS_NO_ECHO | INS_STATUS_NO_SYNCHRO)) != 0)
    return (double)NAN;

  return self->start_s + (self->anchor == INS_ANCHOR_PEAK ? anchor->peak_s : anchor->crossing_s);
}
