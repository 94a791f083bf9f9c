/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n.h>
#include <math.h>

#include "app/ins-ascan-view-private.h"

#define TOP 30 /* units: letter tiles of the gates */
#define TILE 18

typedef struct
{
  const InsDraw *draw;
  InsAscanView *view;
  InsPlot plot;
  double from_us, to_us, step_us;
} Trace;

static double
to_x (const Trace *trace, double us)
{
  return trace->plot.left +
         (us - trace->from_us) / (trace->to_us - trace->from_us) * trace->plot.width;
}

static double
to_y (const Trace *trace, double percent)
{
  return trace->plot.top + trace->plot.height * (0.5 - CLAMP (percent, -100, 100) / 200);
}

/* ---- axes -------------------------------------------------------------------------------- */

static void
draw_time_tick (double us, gboolean is_major, gpointer data)
{
  const Trace *trace = data;
  const InsDraw *draw = trace->draw;
  double x = to_x (trace, us), bottom = trace->plot.top + trace->plot.height;
  InsTextStyle style = { .align = 0.5, .colour = &draw->theme->dim };
  g_autofree char *label = ins_ticks_format (us, trace->step_us);

  ins_draw_colour (draw->cr, &draw->theme->grid, 1);
  cairo_move_to (draw->cr, round (x) + 0.5, trace->plot.top);
  cairo_line_to (draw->cr, round (x) + 0.5, bottom);
  cairo_stroke (draw->cr);
  if (x < trace->plot.left + trace->plot.width - 40 * draw->unit)
    ins_draw_text (draw, x, bottom + 13 * draw->unit, label, &style);
}

static void
draw_axes (const Trace *trace)
{
  const InsDraw *draw = trace->draw;
  const InsPlot *plot = &trace->plot;
  InsTextStyle dim = { .align = 1, .colour = &draw->theme->dim };
  InsTextStyle title = { .align = 1, .bold = TRUE };
  double step = plot->height < 90 * draw->unit ? 100 : 50;

  cairo_set_line_width (draw->cr, 1);
  if (trace->view->n_samples > 0)
    {
      ins_ticks_foreach (trace->from_us, trace->to_us, trace->step_us, 1, draw_time_tick,
                         (gpointer)trace);
      ins_draw_text (draw, plot->left + plot->width, plot->top + plot->height + 13 * draw->unit,
                     _ ("µs"), &title);
    }
  for (double percent = -100; percent <= 100; percent += step)
    {
      g_autofree char *label = ins_ticks_format (percent, step);
      double y = to_y (trace, percent);

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
to_percent (const InsAscanView *self, int sample)
{
  return 100.0 * sample / self->full_scale_counts;
}

/* Fewer samples than pixels: straight lines from one to the next. */
static void
add_line (const Trace *trace)
{
  const InsAscanView *self = trace->view;

  for (guint i = 0; i < self->n_samples; i++)
    {
      double us = 1e6 * (self->timing.delay_s + i / self->timing.sample_rate_hz);

      cairo_line_to (trace->draw->cr, to_x (trace, us),
                     to_y (trace, to_percent (self, self->samples[i])));
    }
}

/* More: each pixel column shows the lowest and the highest sample in it, so that no spike is
 * lost. */
static void
add_columns (const Trace *trace)
{
  const InsAscanView *self = trace->view;
  guint n_columns = (guint)trace->plot.width;

  for (guint x = 0; x < n_columns; x++)
    {
      guint first = (guint)((guint64)x * self->n_samples / n_columns);
      guint end = (guint)((guint64)(x + 1) * self->n_samples / n_columns);
      int low = self->samples[first], high = low;

      for (guint i = first; i < end; i++)
        {
          low = MIN (low, self->samples[i]);
          high = MAX (high, self->samples[i]);
        }
      cairo_line_to (trace->draw->cr, trace->plot.left + x + 0.5,
                     to_y (trace, to_percent (self, x % 2 == 0 ? low : high)));
      cairo_line_to (trace->draw->cr, trace->plot.left + x + 0.5,
                     to_y (trace, to_percent (self, x % 2 == 0 ? high : low)));
    }
}

static void
draw_samples (const Trace *trace)
{
  cairo_t *cr = trace->draw->cr;

  cairo_save (cr);
  cairo_rectangle (cr, trace->plot.left, trace->plot.top - 1, trace->plot.width,
                   trace->plot.height + 2);
  cairo_clip (cr);
  if (trace->view->n_samples > 2 * trace->plot.width)
    add_columns (trace);
  else
    add_line (trace);
  cairo_set_line_width (cr, 1.25);
  cairo_set_line_join (cr, CAIRO_LINE_JOIN_ROUND);
  ins_draw_colour (cr, &trace->draw->theme->envelope, 1);
  cairo_stroke (cr);
  cairo_restore (cr);
}

/* ---- gates ------------------------------------------------------------------------------- */

typedef struct
{
  const InsGate *gate;
  const InsGateResult *result;
  const GdkRGBA *colour;
  double left, right; /* on the screen, within the plot; NaN: not known where */
} DrawnGate;

static DrawnGate
place_gate (const Trace *trace, guint i)
{
  InsAscanView *self = trace->view;
  const InsTheme *theme = trace->draw->theme;
  double start_us = 1e6 * ins_gate_get_position_s (self->gates, i, self->results);
  double low = trace->plot.left, high = low + trace->plot.width;
  DrawnGate drawn = { &self->gates[i], &self->results[i],
                      &theme->gates[i % G_N_ELEMENTS (theme->gates)], (double)NAN, (double)NAN };

  if (!isnan (start_us))
    {
      drawn.left = CLAMP (to_x (trace, start_us), low, high);
      drawn.right = CLAMP (to_x (trace, start_us + 1e6 * drawn.gate->length_s), low, high);
    }

  return drawn;
}

static void
draw_span (const Trace *trace, const DrawnGate *drawn)
{
  if (!(drawn->right > drawn->left))
    return;

  ins_draw_colour (trace->draw->cr, drawn->colour, 0.09);
  cairo_rectangle (trace->draw->cr, drawn->left, trace->plot.top, drawn->right - drawn->left,
                   trace->plot.height);
  cairo_fill (trace->draw->cr);
}

static void
draw_threshold_at (const Trace *trace, const DrawnGate *drawn, double percent)
{
  cairo_t *cr = trace->draw->cr;
  double y = round (to_y (trace, percent)) + 0.5, tick = 6 * trace->draw->unit;
  const double ends[] = { drawn->left, drawn->right };

  ins_draw_colour (cr, drawn->colour, 1);
  cairo_set_line_width (cr, 3);
  cairo_move_to (cr, drawn->left, y);
  cairo_line_to (cr, drawn->right, y);
  cairo_stroke (cr);
  cairo_set_line_width (cr, 2);
  for (guint i = 0; i < G_N_ELEMENTS (ends); i++)
    {
      cairo_move_to (cr, round (ends[i]), y - tick);
      cairo_rel_line_to (cr, 0, 2 * tick);
    }
  cairo_stroke (cr);
}

/* Letter tile over the gate, with the whole name where there is room. Returns its right end. */
static double
draw_tile (const Trace *trace, const DrawnGate *drawn, double x, double room)
{
  const InsDraw *draw = trace->draw;
  double unit = draw->unit, size = TILE * unit, y = trace->plot.top - 22 * unit;
  InsTextStyle letter_style = { .bold = TRUE, .align = 0.5, .colour = &draw->theme->plot };
  InsTextStyle name_style = { .colour = drawn->colour };
  const char *name = drawn->gate->name;
  g_autofree char *letter = g_utf8_substring (name, 0, MIN (1, g_utf8_strlen (name, -1)));
  double width = ins_draw_text_width (draw, name, &name_style);

  ins_draw_rounded (draw->cr, x, y, size, size, 4 * unit);
  ins_draw_colour (draw->cr, drawn->colour, 1);
  cairo_fill (draw->cr);
  ins_draw_text (draw, x + size / 2, y + size / 2, letter, &letter_style);
  if (g_utf8_strlen (name, -1) < 2 || size + 8 * unit + width > room)
    return x + size;

  ins_draw_text (draw, x + size + 4 * unit, y + size / 2, name, &name_style);

  return x + size + 8 * unit + width;
}

static void
draw_tiles (const Trace *trace, const DrawnGate *drawn, guint n)
{
  double end = trace->plot.left + trace->plot.width, taken = 0;
  double tile = (TILE + 3) * trace->draw->unit;

  for (guint i = 0; i < n; i++)
    {
      double next = end, x = drawn[i].left;

      if (isnan (x))
        continue;

      for (guint k = 0; k < n; k++)
        if (drawn[k].left > x)
          next = fmin (next, drawn[k].left);
      x = fmax (fmin (x - 1, end - tile), taken);
      taken = draw_tile (trace, &drawn[i], x, next - x) + 3 * trace->draw->unit;
    }
}

static void
draw_peak (const Trace *trace, const DrawnGate *drawn)
{
  const InsDraw *draw = trace->draw;
  double unit = draw->unit, percent = (double)drawn->result->amplitude_percent;
  double us = 1e6 * drawn->result->peak_s, x = to_x (trace, us), y, right;
  GdkRGBA plate = draw->theme->plot;
  InsTextStyle style = {
    .bold = TRUE, .colour = drawn->colour, .background = &plate, .padding = 2
  };
  g_autofree char *text = g_strdup_printf (_ ("%.0f %%"), percent);

  if (isnan (percent) || isnan (us) || (drawn->result->status & INS_STATUS_NO_ECHO) != 0 ||
      x < trace->plot.left || x > trace->plot.left + trace->plot.width)
    return;

  y = fmax (to_y (trace, fabs (percent)), trace->plot.top + 10 * unit) - 3;
  cairo_move_to (draw->cr, x, y);
  cairo_rel_line_to (draw->cr, -5 * unit, -8 * unit);
  cairo_rel_line_to (draw->cr, 10 * unit, 0);
  cairo_close_path (draw->cr);
  ins_draw_colour (draw->cr, drawn->colour, 1);
  cairo_fill (draw->cr);
  plate.alpha = 0.85F;
  right = x + 10 * unit + ins_draw_text_width (draw, text, &style);
  style.align = right > trace->plot.left + trace->plot.width ? 1 : 0;
  ins_draw_text (draw, x + (style.align > 0 ? -10 : 10) * unit, y - 3 * unit, text, &style);
}

static void
draw_thresholds (const Trace *trace, const DrawnGate *drawn)
{
  double percent = drawn->gate->threshold_percent;

  if (!(drawn->right > drawn->left))
    return;

  draw_threshold_at (trace, drawn,
                     drawn->gate->polarity == INS_POLARITY_NEGATIVE ? -percent : percent);
}

/* From the place of the echo that a gate follows to where the gate begins. */
static void
draw_follow (const Trace *trace, const DrawnGate *drawn, const DrawnGate *anchor, guint nth)
{
  cairo_t *cr = trace->draw->cr;
  double unit = trace->draw->unit,
         y = trace->plot.top + trace->plot.height - (6 + 9 * (nth % 3)) * unit;
  gboolean is_peak = drawn->gate->anchor == INS_ANCHOR_PEAK;
  double at_us = 1e6 * (is_peak ? anchor->result->peak_s : anchor->result->crossing_s);
  double x = to_x (trace, at_us), from_y = to_y (trace, anchor->gate->threshold_percent);
  const double dashes[] = { 3, 3 };

  if (isnan (drawn->left) || x < trace->plot.left || drawn->left - x < 8 * unit)
    return;

  ins_draw_colour (cr, anchor->colour, 1);
  cairo_set_line_width (cr, 1.25);
  cairo_set_dash (cr, dashes, G_N_ELEMENTS (dashes), 0);
  cairo_move_to (cr, x, from_y + 5 * unit);
  cairo_line_to (cr, x, y);
  cairo_line_to (cr, drawn->left - 6 * unit, y);
  cairo_stroke (cr);
  cairo_set_dash (cr, NULL, 0, 0);
  cairo_move_to (cr, drawn->left, y);
  cairo_rel_line_to (cr, -7 * unit, -4 * unit);
  cairo_rel_line_to (cr, 0, 8 * unit);
  cairo_close_path (cr);
  cairo_fill (cr);
  cairo_arc (cr, x, from_y, 4.5 * unit, 0, 2 * G_PI);
  ins_draw_colour (cr, &trace->draw->theme->plot, 1);
  cairo_fill_preserve (cr);
  cairo_set_line_width (cr, 2);
  ins_draw_colour (cr, anchor->colour, 1);
  cairo_stroke (cr);
}

void
ins_ascan_view_draw (const InsDraw *draw, gpointer view)
{
  InsAscanView *self = view;
  Trace trace = { .draw = draw, .view = self, .from_us = 0, .to_us = 1, .step_us = 1 };
  InsTextStyle none = { .size = 13,
                        .align = 0.5,
                        .colour = &draw->theme->dim,
                        .background = &draw->theme->plot,
                        .padding = 8 };
  DrawnGate drawn[INS_MAX_GATES];
  guint n_followers = 0;

  ins_draw_colour (draw->cr, &draw->theme->plot, 1);
  cairo_paint (draw->cr);
  ins_plot_init (&trace.plot, draw, TOP);
  if (self->n_samples > 0)
    {
      trace.from_us = 1e6 * self->timing.delay_s;
      trace.to_us = trace.from_us +
                    1e6 * MAX (1, self->n_samples - 1) / self->timing.sample_rate_hz;
      trace.step_us = ins_ticks_get_step (trace.to_us - trace.from_us, trace.plot.width,
                                          58 * draw->unit);
    }
  draw_axes (&trace);
  if (self->n_samples == 0)
    {
      ins_draw_text (draw, trace.plot.left + trace.plot.width / 2,
                     trace.plot.top + trace.plot.height / 2, _ ("No A-scan yet"), &none);
      return;
    }

  for (guint i = 0; i < self->n_gates; i++)
    {
      drawn[i] = place_gate (&trace, i);
      draw_span (&trace, &drawn[i]);
    }
  draw_samples (&trace);
  for (guint i = 0; i < self->n_gates; i++)
    {
      if (drawn[i].gate->anchor != INS_ANCHOR_PULSE)
        draw_follow (&trace, &drawn[i], &drawn[drawn[i].gate->anchor_gate], n_followers++);
      draw_thresholds (&trace, &drawn[i]);
    }
  draw_tiles (&trace, drawn, self->n_gates);
  for (guint i = 0; i < self->n_gates; i++)
    draw_peak (&trace, &drawn[i]);
}
