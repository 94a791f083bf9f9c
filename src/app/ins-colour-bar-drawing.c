/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n.h>
#include <math.h>

#include "app/ins-colour-bar-private.h"

#define TOP 44
#define BOTTOM 46 /* with two legends at most */
#define LEGEND_LINE 19
#define LEGEND_GAP 6
#define BAR_X 46
#define BAR_WIDTH 18
#define HISTOGRAM_WIDTH 34
#define N_BARS 128
#define FULL_SCALE_PERCENT 100.0 /* 0 dB */

/* ---- scale ------------------------------------------------------------------------------- */

InsPlaneKind
ins_colour_bar_get_kind (InsColourBar *self)
{
  const InsCscanRows *rows = self->view != NULL ? ins_cscan_view_get_rows (self->view) : NULL;

  return rows != NULL ? rows->kind : INS_PLANE_AMPLITUDE;
}

double
ins_colour_bar_get_factor (InsColourBar *self)
{
  return ins_colour_bar_get_kind (self) == INS_PLANE_TOF ? 1e6 : 1;
}

void
ins_colour_bar_get_range (InsColourBar *self, double *low, double *high)
{
  float view_low = 0, view_high = 100;

  if (self->view != NULL)
    ins_cscan_view_get_range (self->view, &view_low, &view_high);
  *low = (double)view_low;
  *high = (double)view_high;
}

/* Amplitudes leave a part of their span free for the handles, within 0 to 100 percent. */
#define FREE_PART 0.25

/* All of the data and of the range; not while a handle is held, or it would run away from the
 * pointer. */
void
ins_colour_bar_update_scale (InsColourBar *self)
{
  const InsCscanRows *rows = self->view != NULL ? ins_cscan_view_get_rows (self->view) : NULL;
  double low, high, from, to;

  if (self->is_dragging)
    return;

  ins_colour_bar_get_range (self, &low, &high);
  from = fmin (low, high);
  to = fmax (low, high);
  if (rows != NULL && !isnan (rows->low))
    {
      from = fmin (from, (double)rows->low);
      to = fmax (to, (double)rows->high);
    }
  if (ins_colour_bar_get_kind (self) == INS_PLANE_AMPLITUDE)
    {
      double free_part = FREE_PART * (to - from);

      from = fmin (from, fmax (from - free_part, 0));
      to = fmax (to, fmin (to + free_part, 100));
    }
  self->from = from;
  self->to = to > from ? to : from + 1;
}

static gboolean
is_db (InsColourBar *self)
{
  return self->view != NULL && ins_cscan_view_get_colouring (self->view)->is_db;
}

/* As the ticks have it: even along the bar. */
double
ins_colour_bar_to_shown (InsColourBar *self, double value)
{
  if (!is_db (self))
    return value * ins_colour_bar_get_factor (self);

  return 20 * log10 (fmax (value, self->to * (double)INS_COLOURING_DB_SPAN) / FULL_SCALE_PERCENT);
}

static double
from_shown (InsColourBar *self, double shown)
{
  return is_db (self) ? FULL_SCALE_PERCENT * pow (10, shown / 20)
                      : shown / ins_colour_bar_get_factor (self);
}

/* States that the picture has some pixels of. */
static guint
get_seen (InsColourBar *self)
{
  const InsCscanRows *rows = self->view != NULL ? ins_cscan_view_get_rows (self->view) : NULL;

  return rows != NULL ? rows->seen : 0;
}

/* "No data" always. */
static guint
count_legends (InsColourBar *self)
{
  guint n = 1;

  for (guint seen = get_seen (self); seen != 0; seen &= seen - 1)
    n++;

  return n;
}

static void
get_bar (InsColourBar *self, double *top, double *height)
{
  double unit = ins_draw_get_unit (GTK_WIDGET (self));
  guint n = count_legends (self);
  double bottom = BOTTOM + (n > 2 ? LEGEND_LINE * (n - 2) + LEGEND_GAP : 0);

  *top = TOP * unit;
  *height = fmax (16, gtk_widget_get_height (GTK_WIDGET (self)) - (TOP + bottom) * unit);
}

double
ins_colour_bar_value_to_y (InsColourBar *self, double value)
{
  double from = ins_colour_bar_to_shown (self, self->from);
  double to = ins_colour_bar_to_shown (self, self->to), top, height;

  get_bar (self, &top, &height);

  return top + height * (1 - (ins_colour_bar_to_shown (self, value) - from) / (to - from));
}

double
ins_colour_bar_y_to_value (InsColourBar *self, double y)
{
  double from = ins_colour_bar_to_shown (self, self->from);
  double to = ins_colour_bar_to_shown (self, self->to), top, height;

  get_bar (self, &top, &height);

  return from_shown (self, from + (1 - (y - top) / height) * (to - from));
}

/* ---- drawing ----------------------------------------------------------------------------- */

static void
draw_histogram (const InsDraw *draw, InsColourBar *self)
{
  InsCscanRows *rows = ins_cscan_view_get_rows (self->view);
  double right = (BAR_X - 4) * draw->unit, bars[N_BARS], edges[N_BARS + 1], top, height;

  if (rows == NULL)
    return;

  get_bar (self, &top, &height);
  for (guint i = 0; i <= N_BARS; i++)
    edges[i] = ins_colour_bar_y_to_value (self, top + height * (1 - (double)i / N_BARS));
  ins_histogram_get_bars_at (ins_cscan_rows_get_histogram (rows), edges, bars, N_BARS);
  cairo_move_to (draw->cr, right, top + height);
  for (guint i = 0; i < N_BARS; i++)
    {
      /* few strong values beside a large background stay visible */
      double length = log1p (bars[i] * 1000) / log1p (1000);

      cairo_line_to (draw->cr, right - length * HISTOGRAM_WIDTH * draw->unit,
                     top + height * (1 - (i + 0.5) / N_BARS));
    }
  cairo_line_to (draw->cr, right, top);
  cairo_close_path (draw->cr);
  ins_draw_colour (draw->cr, &draw->theme->dim, 0.38);
  cairo_fill_preserve (draw->cr);
  cairo_set_line_width (draw->cr, 1);
  ins_draw_colour (draw->cr, &draw->theme->dim, 0.9);
  cairo_stroke (draw->cr);
}

static void
draw_gradient (const InsDraw *draw, InsColourBar *self)
{
  const InsColouring *colouring = ins_cscan_view_get_colouring (self->view);
  double x = BAR_X * draw->unit, width = BAR_WIDTH * draw->unit, top, height;
  cairo_surface_t *surface;
  int n;

  get_bar (self, &top, &height);
  n = (int)height;
  surface = cairo_image_surface_create (CAIRO_FORMAT_RGB24, 1, n);
  for (int i = 0; i < n; i++)
    {
      guchar *line = cairo_image_surface_get_data (surface) +
                     (gsize)i * (gsize)cairo_image_surface_get_stride (surface);
      float value = (float)ins_colour_bar_y_to_value (self, top + (i + 0.5) * height / n);

      ins_colouring_apply (colouring, &value, 1, (guint32 *)(void *)line);
    }
  cairo_surface_mark_dirty (surface);

  cairo_save (draw->cr);
  cairo_rectangle (draw->cr, x, top, width, height);
  cairo_clip (draw->cr);
  cairo_translate (draw->cr, x, top);
  cairo_scale (draw->cr, width, height / n);
  cairo_set_source_surface (draw->cr, surface, 0, 0);
  cairo_pattern_set_filter (cairo_get_source (draw->cr), CAIRO_FILTER_NEAREST);
  cairo_pattern_set_extend (cairo_get_source (draw->cr), CAIRO_EXTEND_PAD);
  cairo_paint (draw->cr);
  cairo_restore (draw->cr);
  cairo_surface_destroy (surface);

  cairo_set_line_width (draw->cr, 1);
  ins_draw_colour (draw->cr, &draw->theme->dim, 1);
  cairo_rectangle (draw->cr, floor (x) - 0.5, floor (top) - 0.5, ceil (width) + 1,
                   ceil (height) + 1);
  cairo_stroke (draw->cr);
}

typedef struct
{
  const InsDraw *draw;
  InsColourBar *self;
  double step, low_y, high_y;
} Ticks;

static void
draw_tick (double shown, gboolean is_major, gpointer data)
{
  const Ticks *ticks = data;
  const InsDraw *draw = ticks->draw;
  double y = ins_colour_bar_value_to_y (ticks->self, from_shown (ticks->self, shown));
  double x = (BAR_X + BAR_WIDTH) * draw->unit + 1, room = 15 * draw->unit;
  InsTextStyle style = { .colour = &draw->theme->dim };
  g_autofree char *label = ins_ticks_format (shown, ticks->step);

  if (fabs (y - ticks->low_y) < room || fabs (y - ticks->high_y) < room)
    return;

  ins_draw_colour (draw->cr, &draw->theme->dim, 1);
  cairo_set_line_width (draw->cr, 1);
  cairo_move_to (draw->cr, x, round (y) + 0.5);
  cairo_rel_line_to (draw->cr, 5 * draw->unit, 0);
  cairo_stroke (draw->cr);
  ins_draw_text (draw, x + 8 * draw->unit, y, label, &style);
}

static void
draw_ticks (const InsDraw *draw, InsColourBar *self)
{
  double from = ins_colour_bar_to_shown (self, self->from);
  double to = ins_colour_bar_to_shown (self, self->to), top, height, low, high;
  Ticks ticks = { draw, self, 0, 0, 0 };

  get_bar (self, &top, &height);
  ins_colour_bar_get_range (self, &low, &high);
  ticks.low_y = ins_colour_bar_value_to_y (self, low);
  ticks.high_y = ins_colour_bar_value_to_y (self, high);
  ticks.step = ins_ticks_get_step (to - from, height, 40 * draw->unit);
  ins_ticks_foreach (from, to, ticks.step, 1, draw_tick, &ticks);
}

/* A line across the bar with its value on a tag. */
static void
draw_handle (const InsDraw *draw, InsColourBar *self, InsHandle handle, double value)
{
  cairo_t *cr = draw->cr;
  double unit = draw->unit, left = BAR_X * unit, right = (BAR_X + BAR_WIDTH) * unit;
  double y = round (ins_colour_bar_value_to_y (self, value));
  double span = ins_colour_bar_to_shown (self, self->to) -
                ins_colour_bar_to_shown (self, self->from);
  gboolean has_focus = self->active == handle && gtk_widget_has_visible_focus (GTK_WIDGET (self));
  InsTextStyle style = { .bold = TRUE, .align = 0.5, .colour = &draw->theme->plot };
  g_autofree char *text = ins_ticks_format (ins_colour_bar_to_shown (self, value),
                                            pow (10, floor (log10 (span)) - 1));
  double tag = fmax (24 * unit, ins_draw_text_width (draw, text, &style) + 6 * unit);

  cairo_move_to (cr, left - 3 * unit, y);
  cairo_line_to (cr, right + 3 * unit, y);
  cairo_set_line_width (cr, 2);
  ins_draw_colour (cr, &draw->theme->ink, 1);
  cairo_stroke (cr);
  cairo_move_to (cr, right + 1, y);
  cairo_rel_line_to (cr, 9 * unit, -8 * unit);
  cairo_rel_line_to (cr, tag, 0);
  cairo_rel_line_to (cr, 0, 16 * unit);
  cairo_rel_line_to (cr, -tag, 0);
  cairo_close_path (cr);
  ins_draw_colour (cr, has_focus ? &draw->theme->accent : &draw->theme->ink, 1);
  cairo_fill (cr);
  ins_draw_text (draw, right + 1 + 9 * unit + tag / 2 - unit, y, text, &style);
}

static const char *
get_unit (InsColourBar *self)
{
  switch (ins_colour_bar_get_kind (self))
    {
    case INS_PLANE_TOF:
      return _ ("µs");
    case INS_PLANE_REGISTRATION:
      return _ ("± µm");
    case INS_PLANE_PULSES:
      return _ ("per pixel");
    case INS_PLANE_STATUS:
    case INS_PLANE_DERIVED:
    case INS_PLANE_ALARMS:
    case INS_PLANE_AMPLITUDE:
    default:
      return _ (/* xgettext:no-c-format */ "% full scale");
    }
}

static void
draw_legend (const InsDraw *draw,
             double y,
             const GdkRGBA *colour,
             gboolean hatched,
             const char *text)
{
  double unit = draw->unit, x = (BAR_X - 30) * unit;
  graphene_rect_t box = GRAPHENE_RECT_INIT ((float)round (x), (float)round (y - 6 * unit),
                                            (float)round (12 * unit), (float)round (12 * unit));
  InsTextStyle style = { .colour = &draw->theme->dim };

  cairo_rectangle (draw->cr, (double)box.origin.x - 0.5, (double)box.origin.y - 0.5,
                   (double)box.size.width + 1, (double)box.size.height + 1);
  ins_draw_colour (draw->cr, colour, 1);
  cairo_fill_preserve (draw->cr);
  cairo_set_line_width (draw->cr, 1);
  ins_draw_colour (draw->cr, &draw->theme->dim, 1);
  cairo_stroke (draw->cr);
  if (hatched)
    ins_draw_hatch (draw->cr, &box, &draw->theme->dim, 5 * unit, 1);
  ins_draw_text (draw, x + 19 * unit, y, text, &style);
}

static GdkRGBA
get_rgba (guint32 pixel)
{
  return (GdkRGBA){ (float)(pixel >> 16 & 0xff) / 255, (float)(pixel >> 8 & 0xff) / 255,
                    (float)(pixel & 0xff) / 255, 1 };
}

/* What has no colour of the bar. */
static void
draw_legends (const InsDraw *draw, InsColourBar *self)
{
  static const char *const words[INS_N_PIXEL_STATES] = {
    [INS_PIXEL_NO_ECHO] = N_ ("no echo"),
    [INS_PIXEL_NO_INTERFACE] = N_ ("no interface"),
    /* Translators: echo that was larger than the card's range */
    [INS_PIXEL_SATURATED] = N_ ("saturated"),
  };
  const double height = gtk_widget_get_height (GTK_WIDGET (self)), unit = draw->unit;
  const guint n = count_legends (self), seen = get_seen (self);
  double y = height - (n == 1 ? 24 : 13 + LEGEND_LINE * (n - 1)) * unit;

  draw_legend (draw, y, &draw->theme->no_data, TRUE, _ ("no data"));
  for (guint i = 0; i < INS_N_PIXEL_STATES; i++)
    if ((seen & 1U << i) != 0)
      {
        const GdkRGBA colour = get_rgba (ins_pixel_state_get_colour (i));

        y += LEGEND_LINE * unit;
        draw_legend (draw, y, &colour, FALSE, _ (words[i]));
      }
}

void
ins_colour_bar_draw (const InsDraw *draw, gpointer data)
{
  InsColourBar *self = data;
  double width = gtk_widget_get_width (GTK_WIDGET (self));
  InsTextStyle title = { .bold = TRUE, .align = 0.5 };
  InsTextStyle unit = { .align = 0.5, .colour = &draw->theme->dim };
  double low, high;

  ins_draw_colour (draw->cr, &draw->theme->well, 1);
  cairo_paint (draw->cr);
  if (self->view == NULL)
    return;

  ins_colour_bar_update_scale (self);
  ins_colour_bar_get_range (self, &low, &high);
  draw_histogram (draw, self);
  draw_gradient (draw, self);
  draw_ticks (draw, self);
  draw_handle (draw, self, INS_HANDLE_LOW, low);
  draw_handle (draw, self, INS_HANDLE_HIGH, high);
  if (self->title != NULL)
    ins_draw_text (draw, width / 2, 12 * draw->unit, self->title, &title);
  ins_draw_text (draw, width / 2, 27 * draw->unit,
                 is_db (self)         ? _ ("dB of full scale")
                 : self->unit != NULL ? self->unit
                                      : get_unit (self),
                 &unit);
  draw_legends (draw, self);
}
