/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n.h>
#include <math.h>

#include "app/ins-ascan-view-private.h"

#define TILE 18 /* units */
#define LOST_ALPHA 0.35

typedef struct
{
  const InsGate *gate;
  const InsGateResult *result;
  const GdkRGBA *colour;
  double left, right; /* on the screen, within the plot */
  double start_s;
  double alpha; /* less where the echo that it follows is not there */
} DrawnGate;

/* A gate that follows an echo which is not there stays, dimmed, where it was last, or at first
 * where it would be if the echo came as early as it can. */
static void
place_gate (const InsAscanTrace *trace, guint i, DrawnGate *all)
{
  InsAscanView *self = trace->view;
  const InsTheme *theme = trace->draw->theme;
  double low = trace->plot.left, high = low + trace->plot.width, start_us;
  DrawnGate *drawn = &all[i];

  *drawn = (DrawnGate){ &self->gates[i], &self->results[i],
                        &theme->gates[i % G_N_ELEMENTS (theme->gates)] };
  drawn->start_s = ins_gate_get_position_s (self->gates, i, self->results);
  drawn->alpha = isnan (drawn->start_s) ? LOST_ALPHA : 1;
  if (isnan (drawn->start_s))
    drawn->start_s = self->last_starts_s[i];
  if (isnan (drawn->start_s))
    drawn->start_s = all[drawn->gate->anchor_gate].start_s + drawn->gate->start_s;
  start_us = 1e6 * drawn->start_s;
  drawn->left = CLAMP (ins_ascan_trace_to_x (trace, start_us), low, high);
  drawn->right = CLAMP (ins_ascan_trace_to_x (trace, start_us + 1e6 * drawn->gate->length_s), low,
                        high);
}

static void
draw_span (const InsAscanTrace *trace, const DrawnGate *drawn)
{
  if (!(drawn->right > drawn->left))
    return;

  ins_draw_colour (trace->draw->cr, drawn->colour, 0.09 * drawn->alpha);
  cairo_rectangle (trace->draw->cr, drawn->left, trace->plot.top, drawn->right - drawn->left,
                   trace->plot.height);
  cairo_fill (trace->draw->cr);
}

static void
draw_threshold_at (const InsAscanTrace *trace, const DrawnGate *drawn, double percent)
{
  cairo_t *cr = trace->draw->cr;
  double y = round (ins_ascan_trace_to_y (trace, percent)) + 0.5, tick = 6 * trace->draw->unit;
  const double ends[] = { drawn->left, drawn->right };

  ins_draw_colour (cr, drawn->colour, drawn->alpha);
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

static char *
dup_letter (const InsGate *gate)
{
  return g_utf8_substring (gate->name, 0, MIN (1, g_utf8_strlen (gate->name, -1)));
}

/* (transfer full) (nullable): the longest words about a gate that are not wider than room */
static char *
dup_words (const InsAscanTrace *trace, const DrawnGate *drawn, double room)
{
  const InsGate *gate = drawn->gate;
  gboolean has_name = g_utf8_strlen (gate->name, -1) > 1;
  const InsTextStyle style = { 0 };
  g_autofree char *words = NULL;

  if (gate->anchor != INS_ANCHOR_PULSE)
    {
      g_autofree char *anchor = dup_letter (&trace->view->gates[gate->anchor_gate]);

      /* Translators: beside the letter of a gate that begins where another gate, whose letter is
       * the last %s, saw its echo; the first %s is the gate's own name */
      words = has_name ? g_strdup_printf (_ ("%s, follows %s"), gate->name, anchor)
                       : g_strdup_printf (_ ("follows %s"), anchor);
      if (ins_draw_text_width (trace->draw, words, &style) <= room)
        return g_steal_pointer (&words);
    }
  if (has_name && ins_draw_text_width (trace->draw, gate->name, &style) <= room)
    return g_strdup (gate->name);

  return NULL;
}

/* Letter tile over the gate, with words where there is room. Returns its right end. */
static double
draw_tile (const InsAscanTrace *trace, const DrawnGate *drawn, double x, double room)
{
  const InsDraw *draw = trace->draw;
  double unit = draw->unit, size = TILE * unit, y = trace->plot.top - 22 * unit;
  InsTextStyle letter_style = { .bold = TRUE, .align = 0.5, .colour = &draw->theme->plot };
  GdkRGBA colour = *drawn->colour;
  InsTextStyle words_style = { .colour = &colour };
  g_autofree char *letter = dup_letter (drawn->gate);
  g_autofree char *words = dup_words (trace, drawn, room - size - 8 * unit);

  colour.alpha = drawn->alpha < 1 ? 0.6F : 1;
  ins_draw_rounded (draw->cr, x, y, size, size, 4 * unit);
  ins_draw_colour (draw->cr, drawn->colour, drawn->alpha < 1 ? 0.5 : 1);
  cairo_fill (draw->cr);
  ins_draw_text (draw, x + size / 2, y + size / 2, letter, &letter_style);
  if (words == NULL)
    return x + size;

  return x + size + 8 * unit +
         ins_draw_text (draw, x + size + 4 * unit, y + size / 2, words, &words_style);
}

static void
draw_tiles (const InsAscanTrace *trace, const DrawnGate *drawn, guint n)
{
  double end = trace->plot.left + trace->plot.width, taken = 0;
  double tile = (TILE + 3) * trace->draw->unit;

  for (guint i = 0; i < n; i++)
    {
      double next = end, x = drawn[i].left;

      for (guint k = 0; k < n; k++)
        if (drawn[k].left > x)
          next = fmin (next, drawn[k].left);
      x = fmax (fmin (x - 1, end - tile), taken);
      taken = draw_tile (trace, &drawn[i], x, next - x) + 3 * trace->draw->unit;
    }
}

static void
draw_peak (const InsAscanTrace *trace, const DrawnGate *drawn)
{
  const InsDraw *draw = trace->draw;
  double unit = draw->unit, percent = (double)drawn->result->amplitude_percent;
  double us = 1e6 * drawn->result->peak_s, x = ins_ascan_trace_to_x (trace, us), y, right;
  GdkRGBA plate = draw->theme->plot;
  InsTextStyle style = {
    .bold = TRUE, .colour = drawn->colour, .background = &plate, .padding = 2
  };
  g_autofree char *text = g_strdup_printf (_ ("%.0f %%"), percent);

  if (isnan (percent) || isnan (us) || (drawn->result->status & INS_STATUS_NO_ECHO) != 0 ||
      x < trace->plot.left || x > trace->plot.left + trace->plot.width)
    return;

  y = fmax (ins_ascan_trace_to_y (trace, fabs (percent)), trace->plot.top + 10 * unit) - 3;
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
draw_thresholds (const InsAscanTrace *trace, const DrawnGate *drawn)
{
  double percent = drawn->gate->threshold_percent;

  if (!(drawn->right > drawn->left))
    return;

  draw_threshold_at (trace, drawn,
                     drawn->gate->polarity == INS_POLARITY_NEGATIVE ? -percent : percent);
}

/* From the place of the echo that a gate follows to where the gate begins. */
static void
draw_follow (const InsAscanTrace *trace, const DrawnGate *drawn, const DrawnGate *anchor, guint nth)
{
  cairo_t *cr = trace->draw->cr;
  double unit = trace->draw->unit,
         y = trace->plot.top + trace->plot.height - (6 + 9 * (nth % 3)) * unit;
  gboolean is_peak = drawn->gate->anchor == INS_ANCHOR_PEAK;
  double at_us = 1e6 * (is_peak ? anchor->result->peak_s : anchor->result->crossing_s);
  double x = ins_ascan_trace_to_x (trace, at_us),
         from_y = ins_ascan_trace_to_y (trace, anchor->gate->threshold_percent);
  const double dashes[] = { 3, 3 };

  if (isnan (x) || drawn->alpha < 1 || x < trace->plot.left || drawn->left - x < 8 * unit)
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
ins_ascan_view_draw_with_gates (const InsAscanTrace *trace, InsAscanSamplesFunc draw_samples)
{
  DrawnGate drawn[INS_MAX_GATES];
  guint n_gates = trace->view->n_gates, n_followers = 0;

  for (guint i = 0; i < n_gates; i++)
    {
      place_gate (trace, i, drawn);
      draw_span (trace, &drawn[i]);
    }
  draw_samples (trace);
  for (guint i = 0; i < n_gates; i++)
    {
      if (drawn[i].gate->anchor != INS_ANCHOR_PULSE)
        draw_follow (trace, &drawn[i], &drawn[drawn[i].gate->anchor_gate], n_followers++);
      draw_thresholds (trace, &drawn[i]);
    }
  draw_tiles (trace, drawn, n_gates);
  for (guint i = 0; i < n_gates; i++)
    draw_peak (trace, &drawn[i]);
}
