/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <math.h>

#include "app/ins-ascan-view-private.h"

#define REACH 8 /* units */
#define HALF 3  /* units: of a point's square */
#define MOST_DB 100.0

/* 1 dB to 1 %, upwards from the zero line. */
static void
get_point (const InsAscanTrace *trace, guint i, double *x, double *y)
{
  const InsTcg *tcg = &trace->view->conditioning.tcg;

  *x = ins_ascan_trace_to_x (trace, 1e6 * tcg->points[i].time_s);
  *y = ins_ascan_trace_to_y (trace, tcg->points[i].gain_db);
}

void
ins_ascan_view_draw_gain (const InsAscanTrace *trace)
{
  const InsAscanView *self = trace->view;
  const InsTcg *tcg = &self->conditioning.tcg;
  const GdkRGBA *colour = &trace->draw->theme->accent;
  cairo_t *cr = trace->draw->cr;
  const double dashes[] = { 6, 3 }, half = HALF * trace->draw->unit;

  if (!self->is_conditioned || tcg->n_points == 0)
    return;

  cairo_new_path (cr);
  for (double x = trace->plot.left; x <= trace->plot.left + trace->plot.width; x += 2)
    {
      double time_s = 1e-6 * ins_ascan_trace_to_us (trace, x);

      cairo_line_to (cr, x, ins_ascan_trace_to_y (trace, ins_tcg_get_gain_db (tcg, time_s)));
    }
  cairo_set_line_width (cr, 1.25);
  cairo_set_dash (cr, dashes, G_N_ELEMENTS (dashes), 0);
  ins_draw_colour (cr, colour, 1);
  cairo_stroke (cr);
  cairo_set_dash (cr, NULL, 0, 0);
  for (guint i = 0; i < tcg->n_points; i++)
    {
      double x, y;

      get_point (trace, i, &x, &y);
      cairo_rectangle (cr, x - half, y - half, 2 * half, 2 * half);
    }
  cairo_fill (cr);
}

int
ins_ascan_view_find_gain_point (const InsAscanTrace *trace, double x, double y)
{
  const InsAscanView *self = trace->view;
  double least = REACH * trace->draw->unit;
  int found = -1;

  if (!self->is_conditioned || !self->is_editable)
    return -1;
  for (guint i = 0; i < self->conditioning.tcg.n_points; i++)
    {
      double point_x, point_y, distance;

      get_point (trace, i, &point_x, &point_y);
      distance = hypot (x - point_x, y - point_y);
      if (distance < least)
        {
          least = distance;
          found = (int)i;
        }
    }

  return found;
}

/* Points stay in the order of time. */
void
ins_ascan_view_drag_gain_point (InsAscanView *self, double by_s, double by_db)
{
  InsTcg *tcg = &self->conditioning.tcg;
  const InsTcg *before = &self->grabbed_gain;
  const double step_s = ins_gate_drag_get_step_s (&self->timing);
  guint i = (guint)self->grabbed_point;
  double low = i > 0 ? before->points[i - 1].time_s + step_s : 0;
  double high = i + 1 < before->n_points ? before->points[i + 1].time_s - step_s : 1;

  if (i >= tcg->n_points)
    return;
  tcg->points[i].time_s = CLAMP (
      rint ((before->points[i].time_s + by_s) / step_s) / rint (1 / step_s), low, high);
  tcg->points[i].gain_db = CLAMP (rint (10 * (before->points[i].gain_db + by_db)) / 10, -MOST_DB,
                                  MOST_DB);
  ins_ascan_view_set_conditioning (self, &(InsConditioning){ .low_hz = self->conditioning.low_hz,
                                                             .high_hz = self->conditioning.high_hz,
                                                             .tcg = *tcg });
  g_signal_emit_by_name (self, "gain-edited");
}

const InsTcg *
ins_ascan_view_get_gain (InsAscanView *self)
{
  g_return_val_if_fail (INS_IS_ASCAN_VIEW (self), NULL);

  return &self->conditioning.tcg;
}
