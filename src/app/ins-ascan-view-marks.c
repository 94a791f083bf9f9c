/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n.h>
#include <math.h>

#include "app/ins-ascan-view-private.h"

static gboolean
is_seen (const InsAscanTrace *trace, double x)
{
  return x >= trace->plot.left && x <= trace->plot.left + trace->plot.width;
}

static void
draw_words (const InsAscanTrace *trace, const InsAscanGate *drawn, double x, double y, char *text)
{
  const InsDraw *draw = trace->draw;
  GdkRGBA plate = draw->theme->plot;
  InsTextStyle style = {
    .bold = TRUE, .colour = drawn->colour, .background = &plate, .padding = 2
  };
  double right = x + 10 * draw->unit + ins_draw_text_width (draw, text, &style);

  plate.alpha = 0.85F;
  style.align = right > trace->plot.left + trace->plot.width ? 1 : 0;
  ins_draw_text (draw, x + (style.align > 0 ? -10 : 10) * draw->unit, y, text, &style);
}

/* A triangle on the peak that gives the amplitude, with its number. */
static void
draw_peak (const InsAscanTrace *trace, const InsAscanGate *drawn)
{
  const InsDraw *draw = trace->draw;
  double unit = draw->unit, percent = (double)drawn->result->amplitude_percent;
  double x = ins_ascan_trace_to_x (trace, 1e6 * drawn->result->peak_s), y;
  gboolean is_saturated = (drawn->result->status & INS_STATUS_SATURATED) != 0;
  /* Translators: amplitude of an echo that the card could not follow to its peak */
  g_autofree char *text = g_strdup_printf (is_saturated ? _ ("%.0f %% saturated") : _ ("%.0f %%"),
                                           percent);

  if (isnan (percent) || isnan (x) || (drawn->result->status & INS_STATUS_NO_ECHO) != 0 ||
      !is_seen (trace, x))
    return;

  y = fmax (ins_ascan_trace_to_y (trace, fabs (percent)), trace->plot.top + 10 * unit) - 3;
  cairo_move_to (draw->cr, x, y);
  cairo_rel_line_to (draw->cr, -5 * unit, -8 * unit);
  cairo_rel_line_to (draw->cr, 10 * unit, 0);
  cairo_close_path (draw->cr);
  ins_draw_colour (draw->cr, drawn->colour, 1);
  cairo_fill (draw->cr);
  draw_words (trace, drawn, x, y - 3 * unit, text);
}

/* A small diamond on the bar where the time of flight was read. */
static void
draw_time (const InsAscanTrace *trace, const InsAscanGate *drawn)
{
  cairo_t *cr = trace->draw->cr;
  double size = 4 * trace->draw->unit;
  double x = ins_ascan_trace_to_x (trace, 1e6 * (double)drawn->result->tof_s);

  if (isnan (x) || !is_seen (trace, x))
    return;

  cairo_move_to (cr, x, drawn->shape.y - size);
  cairo_rel_line_to (cr, size, size);
  cairo_rel_line_to (cr, -size, size);
  cairo_rel_line_to (cr, -size, -size);
  cairo_close_path (cr);
  ins_draw_colour (cr, drawn->colour, 1);
  cairo_fill_preserve (cr);
  ins_draw_colour (cr, &trace->draw->theme->plot, 1);
  cairo_set_line_width (cr, 1);
  cairo_stroke (cr);
}

void
ins_ascan_view_draw_marks (const InsAscanTrace *trace, const InsAscanGate *gate)
{
  draw_peak (trace, gate);
  draw_time (trace, gate);
}
