/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n.h>
#include <math.h>

#include "app/ins-ascan-view-private.h"

#define TILE 18 /* units */
#define LOST_ALPHA 0.35

/* A gate that follows an echo which is not there stays, dimmed, where it was last, or at first
 * where it would be if the echo came as early as it can. */
static void
place_gate (const InsAscanTrace *trace, guint i, InsAscanGate *all)
{
  InsAscanView *self = trace->view;
  const InsTheme *theme = trace->draw->theme;
  double low = trace->plot.left, high = low + trace->plot.width, percent;
  InsAscanGate *drawn = &all[i];
  InsGateShape *shape = &drawn->shape;

  *drawn = (InsAscanGate){ .gate = &self->gates[i],
                           .result = &self->results[i],
                           .colour = &theme->gates[i % G_N_ELEMENTS (theme->gates)] };
  drawn->start_s = ins_gate_get_position_s (self->gates, i, self->results);
  drawn->alpha = isnan (drawn->start_s) ? LOST_ALPHA : 1;
  if (isnan (drawn->start_s))
    drawn->start_s = self->last_starts_s[i];
  if (isnan (drawn->start_s))
    drawn->start_s = all[drawn->gate->anchor_gate].start_s + drawn->gate->start_s;
  shape->left = ins_ascan_trace_to_x (trace, 1e6 * drawn->start_s);
  shape->right = ins_ascan_trace_to_x (trace, 1e6 * (drawn->start_s + drawn->gate->length_s));
  drawn->left = CLAMP (shape->left, low, high);
  drawn->right = CLAMP (shape->right, low, high);
  percent = drawn->gate->threshold_percent;
  shape->y = round (ins_ascan_trace_to_y (
                 trace, drawn->gate->polarity == INS_POLARITY_NEGATIVE ? -percent : percent)) +
             0.5;
  shape->knob_x = (drawn->left + drawn->right) / 2;
  shape->tile_x = self->tiles_x[i];
  shape->tile_y = trace->plot.top - 22 * trace->draw->unit;
  shape->tile_size = TILE * trace->draw->unit;
}

void
ins_ascan_view_place_gates (const InsAscanTrace *trace, InsAscanGate *gates)
{
  for (guint i = 0; i < trace->view->n_gates; i++)
    place_gate (trace, i, gates);
}

static void
draw_span (const InsAscanTrace *trace, const InsAscanGate *drawn)
{
  if (!(drawn->right > drawn->left))
    return;

  ins_draw_colour (trace->draw->cr, drawn->colour, 0.09 * drawn->alpha);
  cairo_rectangle (trace->draw->cr, drawn->left, trace->plot.top, drawn->right - drawn->left,
                   trace->plot.height);
  cairo_fill (trace->draw->cr);
}

/* What the threshold is taken by. */
static void
draw_knob (const InsAscanTrace *trace, const InsAscanGate *drawn)
{
  cairo_t *cr = trace->draw->cr;
  double unit = trace->draw->unit, width = ins_gate_shape_get_knob_width (&drawn->shape, unit);
  double height = 8 * unit;

  if (drawn->right - drawn->left < width)
    return;

  ins_draw_rounded (cr, drawn->shape.knob_x - width / 2, drawn->shape.y - height / 2, width, height,
                    fmin (width, height) / 2);
  ins_draw_colour (cr, &trace->draw->theme->plot, 1);
  cairo_fill_preserve (cr);
  ins_draw_colour (cr, drawn->colour, drawn->alpha);
  cairo_set_line_width (cr, 1.5);
  cairo_stroke (cr);
}

static void
draw_bar (const InsAscanTrace *trace, const InsAscanGate *drawn, gboolean is_selected)
{
  cairo_t *cr = trace->draw->cr;
  double y = drawn->shape.y, tick = (is_selected ? 8 : 6) * trace->draw->unit;
  const double ends[] = { drawn->shape.left, drawn->shape.right };

  if (!(drawn->right > drawn->left))
    return;

  ins_draw_colour (cr, drawn->colour, drawn->alpha);
  cairo_set_line_width (cr, is_selected ? 4 : 3);
  cairo_move_to (cr, drawn->left, y);
  cairo_line_to (cr, drawn->right, y);
  cairo_stroke (cr);
  cairo_set_line_width (cr, 2);
  for (guint i = 0; i < G_N_ELEMENTS (ends); i++)
    if (ends[i] >= trace->plot.left - 1 && ends[i] <= trace->plot.left + trace->plot.width + 1)
      {
        cairo_move_to (cr, round (ends[i]), y - tick);
        cairo_rel_line_to (cr, 0, 2 * tick);
      }
  cairo_stroke (cr);
  draw_knob (trace, drawn);
}

static char *
dup_letter (const InsGate *gate)
{
  return g_utf8_substring (gate->name, 0, MIN (1, g_utf8_strlen (gate->name, -1)));
}

/* Why there is no time, or NULL. */
static const char *
get_state (const InsGateResult *result)
{
  if ((result->status & INS_STATUS_NO_SYNCHRO) != 0)
    return _ ("no interface");

  return (result->status & INS_STATUS_NO_ECHO) != 0 ? _ ("no echo") : NULL;
}

static char *
dup_follows (const InsAscanTrace *trace, const InsGate *gate)
{
  g_autofree char *anchor = NULL;

  if (gate->anchor == INS_ANCHOR_PULSE)
    return NULL;
  anchor = dup_letter (&trace->view->gates[gate->anchor_gate]);

  /* Translators: of a gate that begins where another gate, whose letter is %s, saw its echo */
  return g_strdup_printf (_ ("follows %s"), anchor);
}

/* (transfer full) (nullable): the longest words about a gate that are not wider than room */
static char *
dup_words (const InsAscanTrace *trace, const InsAscanGate *drawn, double room)
{
  const InsTextStyle style = { 0 };
  const char *state = get_state (drawn->result);
  const char *name = g_utf8_strlen (drawn->gate->name, -1) > 1 ? drawn->gate->name : NULL;
  g_autofree char *follows = dup_follows (trace, drawn->gate);
  const char *other = state != NULL ? state : follows;
  g_autofree char *both = name != NULL && other != NULL ? g_strdup_printf ("%s, %s", name, other)
                                                        : NULL;
  /* a state is worth more than a name */
  const char *wishes[] = { both, state, name, other };

  for (guint i = 0; i < G_N_ELEMENTS (wishes); i++)
    if (wishes[i] != NULL && ins_draw_text_width (trace->draw, wishes[i], &style) <= room)
      return g_strdup (wishes[i]);

  return NULL;
}

/* Letter tile over the gate, with words where there is room. Returns its right end. */
static double
draw_tile (const InsAscanTrace *trace, const InsAscanGate *drawn, double x, double room)
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
draw_tiles (const InsAscanTrace *trace, const InsAscanGate *drawn, guint n)
{
  InsAscanView *self = trace->view;
  double end = trace->plot.left + trace->plot.width, taken = 0;
  double tile = (TILE + 3) * trace->draw->unit;

  for (guint i = 0; i < n; i++)
    {
      double next = end, x = drawn[i].left;

      for (guint k = 0; k < n; k++)
        if (drawn[k].left > x)
          next = fmin (next, drawn[k].left);
      x = fmax (fmin (x - 1, end - tile), taken);
      self->tiles_x[i] = x;
      taken = draw_tile (trace, &drawn[i], x, next - x) + 3 * trace->draw->unit;
    }
}

/* From the place of the echo that a gate follows to where the gate begins. */
static void
draw_follow (const InsAscanTrace *trace,
             const InsAscanGate *drawn,
             const InsAscanGate *anchor,
             guint nth)
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
  InsAscanView *self = trace->view;
  InsAscanGate drawn[INS_MAX_GATES];
  guint n_gates = self->n_gates, n_followers = 0;

  ins_ascan_view_place_gates (trace, drawn);
  for (guint i = 0; i < n_gates; i++)
    draw_span (trace, &drawn[i]);
  draw_samples (trace);
  for (guint i = 0; i < n_gates; i++)
    if (drawn[i].gate->anchor != INS_ANCHOR_PULSE)
      draw_follow (trace, &drawn[i], &drawn[drawn[i].gate->anchor_gate], n_followers++);
  for (guint i = 0; i < n_gates; i++)
    if (i != self->selected)
      draw_bar (trace, &drawn[i], FALSE);
  if (self->selected < n_gates)
    draw_bar (trace, &drawn[self->selected], gtk_widget_has_focus (trace->draw->widget));
  draw_tiles (trace, drawn, n_gates);
  for (guint i = 0; i < n_gates; i++)
    ins_ascan_view_draw_marks (trace, &drawn[i]);
}
