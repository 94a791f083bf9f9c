/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n.h>
#include <math.h>

#include "app/ins-ascan-view-private.h"

/* ---- axes -------------------------------------------------------------------------------- */

static void
draw_time_tick (double value, gboolean is_major, gpointer data)
{
  const InsAscanTrace *trace = data;
  const InsDraw *draw = trace->draw;
  double x = ins_ascan_trace_to_x (trace, value / trace->per_us + trace->origin_us);
  double bottom = trace->plot.top + trace->plot.height;
  InsTextStyle style = { .align = 0.5, .colour = &draw->theme->dim };
  g_autofree char *label = ins_ticks_format (value, trace->step);

  ins_draw_colour (draw->cr, &draw->theme->grid, 1);
  cairo_move_to (draw->cr, round (x) + 0.5, trace->plot.top);
  cairo_line_to (draw->cr, round (x) + 0.5, bottom);
  cairo_stroke (draw->cr);
  if (x < trace->plot.left + trace->plot.width - 40 * draw->unit)
    ins_draw_text (draw, x, bottom + 13 * draw->unit, label, &style);
}

static void
draw_axes (const InsAscanTrace *trace)
{
  const InsDraw *draw = trace->draw;
  const InsPlot *plot = &trace->plot;
  InsTextStyle dim = { .align = 1, .colour = &draw->theme->dim };
  InsTextStyle title = { .align = 1, .bold = TRUE };
  double span = 100 - trace->least_percent;
  double step = plot->height / span < 0.45 * draw->unit ? 100 : span > 100 ? 50 : 25;

  cairo_set_line_width (draw->cr, 1);
  if (trace->view->n_samples > 0)
    {
      ins_ticks_foreach ((trace->from_us - trace->origin_us) * trace->per_us,
                         (trace->to_us - trace->origin_us) * trace->per_us, trace->step, 1,
                         draw_time_tick, (gpointer)trace);
      ins_draw_text (draw, plot->left + plot->width, plot->top + plot->height + 13 * draw->unit,
                     trace->per_us == 1 ? _ ("µs") : _ ("mm"), &title);
    }
  for (double percent = trace->least_percent; percent <= 100; percent += step)
    {
      g_autofree char *label = ins_ticks_format (percent, step);
      double y = ins_ascan_trace_to_y (trace, percent);

      ins_draw_colour (draw->cr, percent == 0 ? &draw->theme->line : &draw->theme->grid, 1);
      cairo_move_to (draw->cr, plot->left, round (y) + 0.5);
      cairo_rel_line_to (draw->cr, plot->width, 0);
      cairo_stroke (draw->cr);
      ins_draw_text (draw, plot->left - 6 * draw->unit, y, label, &dim);
    }
  title.align = 0;
  ins_draw_text (draw, 6 * draw->unit, plot->top - 17 * draw->unit, "%", &title);
}

/* ---- samples ----------------------------------------------------------------------------- */

static double
to_percent (const InsAscanView *self, double sample)
{
  return 100.0 * sample / self->full_scale_counts;
}

static double
get_us (const InsAscanView *self, guint i)
{
  return 1e6 * (self->timing.delay_s + i / self->timing.sample_rate_hz);
}

/* Fewer samples than pixels: straight lines from one to the next. */
static void
add_line (const InsAscanTrace *trace, guint first, guint end)
{
  const InsAscanView *self = trace->view;

  for (guint i = first; i < end; i++)
    cairo_line_to (trace->draw->cr, ins_ascan_trace_to_x (trace, get_us (self, i)),
                   ins_ascan_trace_to_y (trace, to_percent (self, (double)self->trace[i])));
}

/* More: each pixel column shows the lowest and the highest sample in it, so that no spike is
 * lost. */
static void
add_columns (const InsAscanTrace *trace, guint first, guint end)
{
  const InsAscanView *self = trace->view;
  guint n_columns = (guint)trace->plot.width;

  for (guint x = 0; x < n_columns; x++)
    {
      guint from = first + (guint)((guint64)x * (end - first) / n_columns);
      guint to = first + (guint)((guint64)(x + 1) * (end - first) / n_columns);
      float low = self->trace[from], high = low;

      for (guint i = from; i < to; i++)
        {
          low = fminf (low, self->trace[i]);
          high = fmaxf (high, self->trace[i]);
        }
      cairo_line_to (
          trace->draw->cr, trace->plot.left + x + 0.5,
          ins_ascan_trace_to_y (trace, to_percent (self, (double)(x % 2 == 0 ? low : high))));
      cairo_line_to (
          trace->draw->cr, trace->plot.left + x + 0.5,
          ins_ascan_trace_to_y (trace, to_percent (self, (double)(x % 2 == 0 ? high : low))));
    }
}

static void
stroke_trace (const InsAscanTrace *trace, const GdkRGBA *colour, double width)
{
  cairo_t *cr = trace->draw->cr;

  cairo_set_line_width (cr, width);
  cairo_set_line_join (cr, CAIRO_LINE_JOIN_ROUND);
  ins_draw_colour (cr, colour, 1);
  cairo_stroke (cr);
}

/* The greatest of each pixel column where there are more samples than pixels. */
static void
add_envelope (const InsAscanTrace *trace, guint first, guint end)
{
  const InsAscanView *self = trace->view;
  guint n_points = MIN (end - first, (guint)trace->plot.width);

  for (guint point = 0; point < n_points; point++)
    {
      guint from = first + (guint)((guint64)point * (end - first) / n_points);
      guint to = first + (guint)((guint64)(point + 1) * (end - first) / n_points);
      float greatest = 0;

      for (guint i = from; i < to; i++)
        greatest = fmaxf (greatest, self->envelope[i]);
      cairo_line_to (trace->draw->cr, ins_ascan_trace_to_x (trace, get_us (self, from)),
                     ins_ascan_trace_to_y (trace, to_percent (self, (double)greatest)));
    }
}

/* What oscillates is thin and grey, and its envelope says how strong it is. */
static void
draw_samples (const InsAscanTrace *trace)
{
  cairo_t *cr = trace->draw->cr;
  const InsTheme *theme = trace->draw->theme;
  gboolean is_rf = trace->view->signal == INS_SIGNAL_RF;
  guint first, end;

  ins_ascan_trace_get_samples (trace, &first, &end);
  cairo_save (cr);
  cairo_rectangle (cr, trace->plot.left, trace->plot.top - 1, trace->plot.width,
                   trace->plot.height + 2);
  cairo_clip (cr);
  ins_ascan_view_draw_overlays (trace);
  ins_ascan_view_draw_gain (trace);
  if (end - first > 2 * trace->plot.width)
    add_columns (trace, first, end);
  else
    add_line (trace, first, end);
  stroke_trace (trace, is_rf ? &theme->rf : &theme->envelope, is_rf ? 1 : 1.25);
  if (is_rf)
    {
      add_envelope (trace, first, end);
      stroke_trace (trace, &theme->envelope, 1.6);
    }
  cairo_restore (cr);
}

void
ins_ascan_view_draw (const InsDraw *draw, gpointer view)
{
  InsAscanView *self = view;
  InsAscanTrace trace;
  InsTextStyle none = { .size = 13,
                        .align = 0.5,
                        .colour = &draw->theme->dim,
                        .background = &draw->theme->plot,
                        .padding = 8 };

  ins_draw_colour (draw->cr, &draw->theme->plot, 1);
  cairo_paint (draw->cr);
  ins_ascan_trace_init (&trace, draw, self);
  draw_axes (&trace);
  if (self->n_samples == 0)
    {
      ins_draw_text (draw, trace.plot.left + trace.plot.width / 2,
                     trace.plot.top + trace.plot.height / 2, _ ("No A-scan yet"), &none);
      return;
    }

  ins_ascan_view_draw_with_gates (&trace, draw_samples);
}
