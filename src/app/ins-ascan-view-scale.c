/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <math.h>

#include "app/ins-ascan-view-private.h"

#define TOP 30 /* units: letter tiles of the gates */
#define LEAST_SAMPLES 8.0
#define TICK 58 /* units */
#define MM_PER_US_AND_M_S 0.5e-3

/* ---- what of the record is shown --------------------------------------------------------- */

static void
get_record (InsAscanView *self, double *from_us, double *to_us)
{
  *from_us = 1e6 * self->timing.delay_s;
  *to_us = *from_us + 1e6 * MAX (1, self->n_samples - 1) / self->timing.sample_rate_hz;
}

void
ins_ascan_view_get_range (InsAscanView *self, double *from_us, double *to_us)
{
  double first_us, last_us;

  *from_us = 0;
  *to_us = 1;
  if (self->n_samples == 0)
    return;

  get_record (self, &first_us, &last_us);
  *from_us = first_us;
  *to_us = last_us;
  /* a record that lies elsewhere is shown whole */
  if (self->to_us > self->from_us && self->from_us < last_us && self->to_us > first_us)
    {
      *from_us = self->from_us;
      *to_us = self->to_us;
    }
}

void
ins_ascan_view_set_range (InsAscanView *self, double from_us, double to_us)
{
  double first_us, last_us, span_us;

  if (self->n_samples > 0 && to_us > from_us)
    {
      get_record (self, &first_us, &last_us);
      span_us = CLAMP (to_us - from_us, LEAST_SAMPLES * 1e6 / self->timing.sample_rate_hz,
                       last_us - first_us);
      from_us = CLAMP (from_us, first_us, last_us - span_us);
      to_us = from_us + span_us;
      if (span_us >= last_us - first_us)
        from_us = to_us = 0;
    }
  self->from_us = from_us;
  self->to_us = to_us;
  ins_ascan_view_redraw (self);
}

void
ins_ascan_view_pan_to (InsAscanView *self, double from_us)
{
  if (self->to_us > self->from_us)
    ins_ascan_view_set_range (self, from_us, from_us + self->to_us - self->from_us);
}

void
ins_ascan_view_zoom_at (InsAscanView *self, double x, double factor)
{
  InsAscanTrace trace;
  InsDraw draw;
  double us, from_us, to_us;

  if (self->n_samples == 0)
    return;
  ins_draw_init (&draw, GTK_WIDGET (self), NULL);
  ins_ascan_trace_init (&trace, &draw, self);
  us = CLAMP (ins_ascan_trace_to_us (&trace, x), trace.from_us, trace.to_us);
  from_us = us - (us - trace.from_us) / factor;
  to_us = us + (trace.to_us - us) / factor;
  if (from_us < to_us)
    ins_ascan_view_set_range (self, from_us, to_us);
}

/* ---- depth ------------------------------------------------------------------------------- */

double
ins_ascan_view_get_surface_us (InsAscanView *self)
{
  for (guint i = 0; i < self->n_gates; i++)
    {
      const InsGate *gate = &self->gates[i];
      const InsGateResult *surface;
      double at_s;

      if (gate->anchor == INS_ANCHOR_PULSE)
        continue;
      surface = &self->results[gate->anchor_gate];
      at_s = gate->anchor == INS_ANCHOR_PEAK ? surface->peak_s : surface->crossing_s;
      if (self->n_samples > 0 && (surface->status & INS_STATUS_NO_ECHO) == 0 && isfinite (at_s))
        self->last_surface_us = 1e6 * at_s;

      return self->last_surface_us;
    }

  return 0;
}

double
ins_ascan_view_get_depth_mm (InsAscanView *self, double time_s, double velocity_m_s)
{
  return (1e6 * time_s - ins_ascan_view_get_surface_us (self)) * velocity_m_s * MM_PER_US_AND_M_S;
}

void
ins_ascan_view_set_velocity (InsAscanView *self, double velocity_m_s)
{
  g_return_if_fail (INS_IS_ASCAN_VIEW (self));

  self->velocity_m_s = velocity_m_s;
  ins_ascan_view_redraw (self);
}

/* ---- to the screen and back -------------------------------------------------------------- */

void
ins_ascan_trace_init (InsAscanTrace *trace, const InsDraw *draw, InsAscanView *view)
{
  double surface_us = ins_ascan_view_get_surface_us (view);

  *trace = (InsAscanTrace){ .draw = draw,
                            .view = view,
                            .per_us = 1,
                            .least_percent = view->signal == INS_SIGNAL_RF ? -100 : 0 };
  ins_plot_init (&trace->plot, draw, TOP);
  ins_ascan_view_get_range (view, &trace->from_us, &trace->to_us);
  if (isfinite (view->velocity_m_s) && isfinite (surface_us))
    {
      trace->origin_us = surface_us;
      trace->per_us = view->velocity_m_s * MM_PER_US_AND_M_S;
    }
  trace->step = ins_ticks_get_step ((trace->to_us - trace->from_us) * trace->per_us,
                                    trace->plot.width, TICK * draw->unit);
}

double
ins_ascan_trace_to_x (const InsAscanTrace *trace, double us)
{
  return trace->plot.left +
         (us - trace->from_us) / (trace->to_us - trace->from_us) * trace->plot.width;
}

double
ins_ascan_trace_to_us (const InsAscanTrace *trace, double x)
{
  return trace->from_us +
         (x - trace->plot.left) / trace->plot.width * (trace->to_us - trace->from_us);
}

double
ins_ascan_trace_to_y (const InsAscanTrace *trace, double percent)
{
  double part = (CLAMP (percent, trace->least_percent, 100) - trace->least_percent) /
                (100 - trace->least_percent);

  return trace->plot.top + trace->plot.height * (1 - part);
}

double
ins_ascan_trace_to_percent (const InsAscanTrace *trace, double y)
{
  double part = 1 - (y - trace->plot.top) / trace->plot.height;

  return trace->least_percent + part * (100 - trace->least_percent);
}

void
ins_ascan_trace_get_samples (const InsAscanTrace *trace, guint *first, guint *end)
{
  const InsAscanView *self = trace->view;
  double per_us = 1e-6 * self->timing.sample_rate_hz, delay_us = 1e6 * self->timing.delay_s;

  *first = (guint)CLAMP (floor ((trace->from_us - delay_us) * per_us), 0, self->n_samples);
  *end = (guint)CLAMP (ceil ((trace->to_us - delay_us) * per_us) + 1, *first, self->n_samples);
}
