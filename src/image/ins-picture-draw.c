/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n.h>
#include <math.h>
#include <pango/pangocairo.h>
#include <string.h>

#include "core/ins-number.h"
#include "image/ins-picture.h"
#include "image/ins-pixel-state.h"

/* Around the picture, px. */
#define LEFT 84
#define RIGHT 128
#define TOP 84
#define BOTTOM 104
#define LEAST_WIDTH 520
#define TICK_PX 90.0 /* between two ticks, about */
#define BAR_WIDTH 18

typedef struct
{
  const InsPicture *picture;
  InsPictureSize size;
  float low, high;
  cairo_t *cr;
} Drawing;

/* 1, 2 or 5 times a power of ten, at least @least. */
static double
get_round_step (double least)
{
  double power = pow (10.0, floor (log10 (least)));
  double factor = least / power;

  return power * (factor <= 1.0 ? 1.0 : factor <= 2.0 ? 2.0 : factor <= 5.0 ? 5.0 : 10.0);
}

static char *
format_step (double value, double step)
{
  int n_decimals = (int)CLAMP (ceil (-log10 (step) - 1e-9), 0, 9);

  return ins_number_format_typed (value, (guint)n_decimals);
}

/* @along: 0 begins, 0.5 is centred, 1 ends at x; likewise @down. @room: px that it may take before
 * it is cut with an ellipsis, 0 any. Returns the width. */
static double
put_text_within (const Drawing *self,
                 double x,
                 double y,
                 double along,
                 double down,
                 int points,
                 double room,
                 const char *text)
{
  g_autoptr (PangoLayout) layout = pango_cairo_create_layout (self->cr);
  PangoFontDescription *font = pango_font_description_from_string ("Sans");
  int width, height;

  pango_font_description_set_size (font, points * PANGO_SCALE);
  pango_layout_set_font_description (layout, font);
  pango_font_description_free (font);
  pango_layout_set_text (layout, text, -1);
  if (room > 0.0)
    {
      pango_layout_set_width (layout, (int)room * PANGO_SCALE);
      pango_layout_set_ellipsize (layout, PANGO_ELLIPSIZE_END);
    }
  pango_layout_get_pixel_size (layout, &width, &height);
  cairo_move_to (self->cr, x - along * width, y - down * height);
  pango_cairo_show_layout (self->cr, layout);

  return width;
}

static void
put_text (const Drawing *self,
          double x,
          double y,
          double along,
          double down,
          int points,
          const char *text)
{
  put_text_within (self, x, y, along, down, points, 0.0, text);
}

/* What the picture stands on, and what shows through where there are no data. */
static void
draw_hatch (const Drawing *self)
{
  double reach = self->size.height;

  cairo_save (self->cr);
  cairo_rectangle (self->cr, LEFT, TOP, self->size.width, self->size.height);
  cairo_clip (self->cr);
  cairo_set_source_rgb (self->cr, 0.93, 0.93, 0.93);
  cairo_paint (self->cr);
  cairo_set_source_rgb (self->cr, 0.72, 0.72, 0.72);
  cairo_set_line_width (self->cr, 1.0);
  for (double x = -reach; x < self->size.width; x += 8.0)
    {
      cairo_move_to (self->cr, LEFT + x, TOP + reach);
      cairo_line_to (self->cr, LEFT + x + reach, TOP);
    }
  cairo_stroke (self->cr);
  cairo_restore (self->cr);
}

/* Flat colours over the values, or where there is none. */
static void
put_states (const Drawing *self, guint8 *pixels, int stride)
{
  guint width = self->size.width, height = self->size.height;
  g_autofree float *states = g_new (float, (gsize)width *height);

  ins_picture_scale (self->picture->grid, self->picture->states, &self->size, states);
  for (guint y = 0; y < height; y++)
    {
      guint32 *line = (guint32 *)(void *)(pixels + (gsize)y * (gsize)stride);

      for (guint x = 0; x < width; x++)
        {
          float state = states[(gsize)y * width + x];

          if (state != INS_NO_DATA && (line[x] == 0 || state == INS_PIXEL_SATURATED))
            line[x] = ins_pixel_state_get_colour ((InsPixelState)state);
        }
    }
}

static void
draw_values (const Drawing *self)
{
  guint width = self->size.width, height = self->size.height;
  g_autofree float *scaled = g_new (float, (gsize)width *height);
  cairo_surface_t *surface = cairo_image_surface_create (CAIRO_FORMAT_ARGB32, (int)width,
                                                         (int)height);
  int stride = cairo_image_surface_get_stride (surface);

  ins_picture_scale (self->picture->grid, self->picture->values, &self->size, scaled);
  cairo_surface_flush (surface);
  for (guint y = 0; y < height; y++)
    {
      guint8 *line = cairo_image_surface_get_data (surface) + (gsize)y * (gsize)stride;

      ins_colour_map_apply (self->picture->colour_map, scaled + (gsize)y * width, width, self->low,
                            self->high, (guint32 *)(void *)line);
    }
  if (self->picture->states != NULL)
    put_states (self, cairo_image_surface_get_data (surface), stride);
  cairo_surface_mark_dirty (surface);
  cairo_set_source_surface (self->cr, surface, LEFT, TOP);
  cairo_pattern_set_filter (cairo_get_source (self->cr), CAIRO_FILTER_NEAREST);
  cairo_paint (self->cr);
  cairo_surface_destroy (surface);
}

/* @first: coordinate of the picture's edge; @sign: which way coordinates run. */
static void
draw_ticks (const Drawing *self, double first, int sign, double length_px, gboolean across)
{
  double length_mm = length_px / self->size.px_per_mm;
  double step = get_round_step (TICK_PX / self->size.px_per_mm);
  double from = sign > 0 ? first : first - length_mm;
  double bottom = TOP + self->size.height;

  for (double i = ceil (from / step - 1e-9); i * step <= from + length_mm + 1e-9 * step; i++)
    {
      double place = round (sign * (i * step - first) * self->size.px_per_mm) + 0.5;
      g_autofree char *text = format_step (i * step, step);

      if (across)
        {
          cairo_move_to (self->cr, LEFT + place, bottom);
          cairo_rel_line_to (self->cr, 0, 6);
          put_text (self, LEFT + place, bottom + 8, 0.5, 0, 9, text);
          cairo_move_to (self->cr, LEFT + place, bottom);
        }
      else
        {
          cairo_move_to (self->cr, LEFT, TOP + place);
          cairo_rel_line_to (self->cr, -6, 0);
          put_text (self, LEFT - 9, TOP + place, 1, 0.5, 9, text);
          cairo_move_to (self->cr, LEFT, TOP + place);
        }
    }
  cairo_stroke (self->cr);
}

static void
draw_axes (const Drawing *self)
{
  const InsScanGrid *grid = self->picture->grid;
  g_autofree char *scan = g_strdup_printf (_ ("%c in mm"), INS_AXIS_LETTERS[grid->scan_axis]);
  g_autofree char *index = g_strdup_printf (_ ("%c in mm"), INS_AXIS_LETTERS[grid->index_axis]);

  cairo_set_source_rgb (self->cr, 0.1, 0.1, 0.1);
  cairo_set_line_width (self->cr, 1.0);
  cairo_rectangle (self->cr, LEFT - 0.5, TOP - 0.5, self->size.width + 1, self->size.height + 1);
  cairo_stroke (self->cr);
  draw_ticks (self, ins_scan_grid_get_scan_mm (grid, -0.5), grid->scan_sign, self->size.width,
              TRUE);
  draw_ticks (self, ins_scan_grid_get_index_mm (grid, -0.5), grid->index_sign, self->size.height,
              FALSE);
  put_text (self, LEFT + self->size.width / 2.0, TOP + self->size.height + 30, 0.5, 0, 10, scan);

  cairo_save (self->cr);
  cairo_translate (self->cr, 14, TOP + self->size.height / 2.0);
  cairo_rotate (self->cr, -G_PI / 2);
  put_text (self, 0, 0, 0.5, 0, 10, index);
  cairo_restore (self->cr);
}

/* About a fifth of the longer side, in round millimetres. */
static void
draw_scale_bar (const Drawing *self)
{
  double longest_px = fmax (self->size.width, self->size.height);
  double length_mm = get_round_step (longest_px / self->size.px_per_mm / 8.0);
  double length_px = length_mm * self->size.px_per_mm;
  double y = TOP + self->size.height + 64;
  g_autofree char *number = format_step (length_mm, length_mm);
  g_autofree char *text = g_strdup_printf ("%s mm", number);

  cairo_set_source_rgb (self->cr, 0.1, 0.1, 0.1);
  cairo_rectangle (self->cr, LEFT, y, length_px, 5);
  cairo_fill (self->cr);
  put_text (self, LEFT + length_px / 2, y + 8, 0.5, 0, 9, text);
}

static void
set_colour (const Drawing *self, guint32 colour)
{
  cairo_set_source_rgb (self->cr, (colour >> 16 & 0xff) / 255.0, (colour >> 8 & 0xff) / 255.0,
                        (colour & 0xff) / 255.0);
}

static void
draw_colour_bar (const Drawing *self)
{
  const InsColourMap *map = self->picture->colour_map;
  double height = CLAMP (self->size.height, 120.0, 480.0);
  double x = LEFT + self->size.width + 28;
  double range = (double)self->high - (double)self->low;
  double step = get_round_step (fabs (range) / (height / 48.0));

  for (guint i = 0; i < (guint)height; i++)
    {
      guint entry = (guint)((1.0 - (i + 0.5) / height) * INS_COLOUR_MAP_SIZE);

      set_colour (self, map->entries[MIN (entry, INS_COLOUR_MAP_SIZE - 1)]);
      cairo_rectangle (self->cr, x, TOP + i, BAR_WIDTH, 1);
      cairo_fill (self->cr);
    }
  cairo_set_source_rgb (self->cr, 0.1, 0.1, 0.1);
  cairo_rectangle (self->cr, x - 0.5, TOP - 0.5, BAR_WIDTH + 1, floor (height) + 1);
  cairo_stroke (self->cr);
  put_text (self, x, TOP - 8, 0, 1, 10, self->picture->unit);
  if (!isfinite (range) || range <= 0.0)
    return;

  for (double i = ceil ((double)self->low / step - 1e-9);
       i * step <= (double)self->high + 1e-9 * step; i++)
    {
      double y = TOP + (1.0 - (i * step - (double)self->low) / range) * height;
      g_autofree char *text = format_step (i * step, step);

      cairo_rectangle (self->cr, x + BAR_WIDTH, floor (y), 5, 1);
      cairo_fill (self->cr);
      put_text (self, x + BAR_WIDTH + 9, y, 0, 0.5, 9, text);
    }
}

/* Below the colour bar, of those that there are. */
static void
draw_legend (const Drawing *self)
{
  const char *words[INS_N_PIXEL_STATES] = { [INS_PIXEL_NO_ECHO] = _ ("no echo"),
                                            [INS_PIXEL_NO_INTERFACE] = _ ("no interface"),
                                            [INS_PIXEL_SATURATED] = _ ("saturated") };
  gsize n = (gsize)self->picture->grid->n_rows * self->picture->grid->n_columns;
  double x = LEFT + self->size.width + 28;
  double y = TOP + CLAMP (self->size.height, 120.0, 480.0) + 18;
  guint seen = 0;

  for (gsize i = 0; self->picture->states != NULL && i < n; i++)
    if (self->picture->states[i] != INS_NO_DATA)
      seen |= 1U << (guint)self->picture->states[i];
  for (guint i = 0; i < INS_N_PIXEL_STATES; i++)
    if ((seen & 1U << i) != 0)
      {
        set_colour (self, ins_pixel_state_get_colour ((InsPixelState)i));
        cairo_rectangle (self->cr, x, y, 11, 11);
        cairo_fill (self->cr);
        cairo_set_source_rgb (self->cr, 0.1, 0.1, 0.1);
        put_text (self, x + 17, y + 5.5, 0, 0.5, 9, words[i]);
        y += 18;
      }
}

static void
draw_title (const Drawing *self, double width)
{
  const InsPicture *picture = self->picture;
  double room = width - LEFT - 16;

  if (picture->is_simulated)
    {
      cairo_set_source_rgb (self->cr, 0.75, 0.2, 0.0);
      room -= 16 + put_text_within (self, width - 16, 16, 1, 0, 12, 0.0, _ ("Simulated"));
    }
  cairo_set_source_rgb (self->cr, 0.1, 0.1, 0.1);
  if (picture->title != NULL)
    put_text_within (self, LEFT, 14, 0, 0, 15, room, picture->title);
  cairo_set_source_rgb (self->cr, 0.35, 0.35, 0.35);
  if (picture->subtitle != NULL)
    put_text_within (self, LEFT, 44, 0, 0, 9, width - LEFT - 16, picture->subtitle);
}

/* Given limits, or those of the data; a picture without any data shows 0 to 1. */
static void
find_range (Drawing *self)
{
  const InsPicture *picture = self->picture;
  gsize n = (gsize)picture->grid->n_rows * picture->grid->n_columns;
  float least = INFINITY, greatest = -INFINITY;

  for (gsize i = 0; i < n; i++)
    if (isfinite (picture->values[i]))
      {
        least = fminf (least, picture->values[i]);
        greatest = fmaxf (greatest, picture->values[i]);
      }
  if (least > greatest)
    {
      least = 0.0f;
      greatest = 1.0f;
    }
  self->low = isfinite (picture->low) ? picture->low : least;
  self->high = isfinite (picture->high) ? picture->high : greatest;
}

void
ins_picture_get_extent (const InsPicture *self, double *width, double *height)
{
  InsPictureSize size;

  ins_picture_get_size (self->grid, &size);
  *width = fmax (LEFT + size.width + RIGHT, LEAST_WIDTH);
  *height = TOP + fmax (size.height, 120.0) + BOTTOM;
}

void
ins_picture_paint (const InsPicture *self, cairo_t *cr)
{
  Drawing drawing = { .picture = self, .cr = cr };
  double width, height;

  ins_picture_get_extent (self, &width, &height);
  ins_picture_get_size (self->grid, &drawing.size);
  find_range (&drawing);
  cairo_set_source_rgb (cr, 1, 1, 1);
  cairo_rectangle (cr, 0, 0, width, height);
  cairo_fill (cr);

  draw_hatch (&drawing);
  draw_values (&drawing);
  draw_axes (&drawing);
  if (!self->hides_scale_bar)
    draw_scale_bar (&drawing);
  draw_colour_bar (&drawing);
  draw_legend (&drawing);
  draw_title (&drawing, width);
}

cairo_surface_t *
ins_picture_draw (const InsPicture *self)
{
  cairo_surface_t *surface;
  double width, height;
  cairo_t *cr;

  ins_picture_get_extent (self, &width, &height);
  surface = cairo_image_surface_create (CAIRO_FORMAT_RGB24, (int)width, (int)height);
  cr = cairo_create (surface);
  ins_picture_paint (self, cr);
  cairo_destroy (cr);

  return surface;
}
