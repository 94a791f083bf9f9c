/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n.h>
#include <math.h>
#include <stdlib.h>

#include "app/ins-bscan-view-private.h"
#include "image/ins-colour-map.h"
#include "image/ins-resample.h"

#define TOP 8 /* units */

typedef struct
{
  const InsDraw *draw;
  InsBscanView *view;
  const InsPlot *plot;
  double first_us, end_us; /* at the plot's upper and lower end: half a sample beyond the samples */
  double step;
  guint n_names;
  double names_y[INS_MAX_GATES]; /* of the gates' names that are drawn already */
} Section;

static double
to_y (const Section *section, double us)
{
  return section->plot->top +
         (us - section->first_us) / (section->end_us - section->first_us) * section->plot->height;
}

/* ---- picture ----------------------------------------------------------------------------- */

/* Greatest |sample| of pixels [first, end) at each sample. */
static void
fold_pixels (const InsBscanView *self, InsCellSpan pixels, guint16 *folded)
{
  for (guint i = 0; i < self->n_samples; i++)
    folded[i] = 0;
  for (guint pixel = pixels.first; pixel < pixels.end; pixel++)
    {
      const gint16 *samples = self->shown + (gsize)pixel * self->n_samples;

      for (guint i = 0; i < self->n_samples; i++)
        {
          guint16 magnitude = (guint16)abs (samples[i]);

          folded[i] = MAX (folded[i], magnitude);
        }
    }
}

/* Column by column, so that each A-scan is read once and in order. */
static void
fill_picture (const InsBscanView *self, guint width, guint height, float *values)
{
  g_autofree InsCellSpan *columns = g_new (InsCellSpan, width);
  g_autofree InsCellSpan *lines = g_new (InsCellSpan, height);
  g_autofree guint16 *folded = g_new (guint16, self->n_samples);

  ins_resample_spans (0, (double)self->n_pixels / width, self->n_pixels, columns, width);
  ins_resample_spans (0, (double)self->n_samples / height, self->n_samples, lines, height);
  for (guint x = 0; x < width; x++)
    {
      if (x == 0 || columns[x].first != columns[x - 1].first ||
          columns[x].end != columns[x - 1].end)
        fold_pixels (self, columns[x], folded);
      for (guint y = 0; y < height; y++)
        {
          guint16 greatest = 0;

          for (guint i = lines[y].first; i < lines[y].end; i++)
            greatest = MAX (greatest, folded[i]);
          values[(gsize)y * width + x] = greatest;
        }
    }
}

static cairo_surface_t *
create_picture (const InsBscanView *self, guint width, guint height)
{
  cairo_surface_t *surface = cairo_image_surface_create (CAIRO_FORMAT_RGB24, (int)width,
                                                         (int)height);
  gsize stride = (gsize)cairo_image_surface_get_stride (surface);
  g_autofree float *values = g_new (float, (gsize)width *height);

  fill_picture (self, width, height, values);
  for (guint y = 0; y < height; y++)
    ins_colour_map_apply (ins_colour_map_get ("deep"), values + (gsize)y * width, width, 0,
                          (float)self->brightest_counts,
                          (guint32 *)(void *)(cairo_image_surface_get_data (surface) + y * stride));
  cairo_surface_mark_dirty (surface);

  return surface;
}

/* It stays while gates are moved over it. */
static void
draw_picture (const Section *section)
{
  InsBscanView *self = section->view;
  const InsPlot *plot = section->plot;
  cairo_t *cr = section->draw->cr;
  int scale = gtk_widget_get_scale_factor (section->draw->widget);
  guint width = (guint)plot->width * scale, height = (guint)plot->height * scale;

  if (self->picture != NULL && (cairo_image_surface_get_width (self->picture) != (int)width ||
                                cairo_image_surface_get_height (self->picture) != (int)height))
    g_clear_pointer (&self->picture, cairo_surface_destroy);
  if (self->picture == NULL)
    self->picture = create_picture (self, width, height);

  cairo_save (cr);
  cairo_translate (cr, plot->left, plot->top);
  cairo_scale (cr, 1.0 / scale, 1.0 / scale);
  cairo_set_source_surface (cr, self->picture, 0, 0);
  cairo_pattern_set_filter (cairo_get_source (cr), CAIRO_FILTER_NEAREST);
  cairo_rectangle (cr, 0, 0, width, height);
  cairo_fill (cr);
  cairo_restore (cr);
}

/* ---- axes -------------------------------------------------------------------------------- */

static void
draw_scan_tick (double mm, gboolean is_major, gpointer data)
{
  const Section *section = data;
  const InsDraw *draw = section->draw;
  const InsPlot *plot = section->plot;
  const InsScanGrid *grid = &section->view->grid;
  double first_mm = ins_scan_grid_get_scan_mm (grid, -0.5);
  double column = grid->scan_sign * (mm - first_mm) / grid->scan_step_mm;
  double x = plot->left + column * plot->width / section->view->n_pixels;
  double bottom = plot->top + plot->height;
  InsTextStyle style = { .align = 0.5, .colour = &draw->theme->dim };
  g_autofree char *label = ins_ticks_format (mm, section->step);

  ins_draw_colour (draw->cr, &draw->theme->dim, 1);
  cairo_move_to (draw->cr, round (x) + 0.5, bottom + 1);
  cairo_rel_line_to (draw->cr, 0, 4 * draw->unit);
  cairo_stroke (draw->cr);
  if (x < plot->left + plot->width - 46 * draw->unit)
    ins_draw_text (draw, x, bottom + 14 * draw->unit, label, &style);
}

static void
draw_time_tick (double us, gboolean is_major, gpointer data)
{
  const Section *section = data;
  const InsDraw *draw = section->draw;
  double y = to_y (section, us), x = section->plot->left;
  InsTextStyle style = { .align = 1, .colour = &draw->theme->dim };
  g_autofree char *label = ins_ticks_format (us, section->step);

  if (y < section->plot->top + 20 * draw->unit)
    return;

  ins_draw_colour (draw->cr, &draw->theme->dim, 1);
  cairo_move_to (draw->cr, x - 1, round (y) + 0.5);
  cairo_rel_line_to (draw->cr, -4 * draw->unit, 0);
  cairo_stroke (draw->cr);
  ins_draw_text (draw, x - 7 * draw->unit, y, label, &style);
}

static void
draw_axes (Section *section)
{
  const InsDraw *draw = section->draw;
  const InsPlot *plot = section->plot;
  const InsScanGrid *grid = &section->view->grid;
  double from_mm = ins_scan_grid_get_scan_mm (grid, -0.5);
  double to_mm = ins_scan_grid_get_scan_mm (grid, section->view->n_pixels - 0.5);
  InsTextStyle style = { .align = 1, .bold = TRUE };
  g_autofree char *title = g_strdup_printf (_ ("%c mm"), INS_AXIS_LETTERS[grid->scan_axis]);

  section->step = ins_ticks_get_step (fabs (to_mm - from_mm), plot->width, 58 * draw->unit);
  ins_ticks_foreach (from_mm, to_mm, section->step, 1, draw_scan_tick, section);
  section->step = ins_ticks_get_step (section->end_us - section->first_us, plot->height,
                                      30 * draw->unit);
  ins_ticks_foreach (section->first_us, section->end_us, section->step, 1, draw_time_tick, section);
  ins_draw_text (draw, plot->left + plot->width, plot->top + plot->height + 14 * draw->unit, title,
                 &style);
  ins_draw_text (draw, plot->left - 7 * draw->unit, plot->top + 8 * draw->unit, _ ("µs"), &style);
}

/* ---- gates ------------------------------------------------------------------------------- */

static void
stroke_gate_line (cairo_t *cr)
{
  const double dashes[] = { 6, 4 };

  cairo_set_line_width (cr, 3);
  cairo_set_source_rgba (cr, 0, 0, 0, 0.5);
  cairo_stroke_preserve (cr);
  cairo_set_line_width (cr, 1.25);
  cairo_set_dash (cr, dashes, G_N_ELEMENTS (dashes), 0);
  cairo_set_source_rgba (cr, 1, 1, 1, 0.95);
  cairo_stroke (cr);
  cairo_set_dash (cr, NULL, 0, 0);
}

static guint
get_every (const Section *section)
{
  return (guint)fmax (1, section->view->n_pixels / section->plot->width);
}

/* Along the pixels; broken where the gate has no place. */
static void
draw_gate_line (const Section *section, const double *starts_s, double offset_s)
{
  const InsBscanView *self = section->view;
  const InsPlot *plot = section->plot;
  guint every = get_every (section);
  gboolean has_point = FALSE;

  for (guint i = 0; i < self->n_pixels; i += every)
    {
      double y = to_y (section, 1e6 * (starts_s[i] + offset_s));
      double x = plot->left + i * plot->width / self->n_pixels;

      if (isnan (y))
        {
          has_point = FALSE;
          continue;
        }
      if (!has_point)
        cairo_move_to (section->draw->cr, x, round (y) + 0.5);
      cairo_line_to (section->draw->cr,
                     plot->left + fmin (i + every, self->n_pixels) * plot->width / self->n_pixels,
                     round (y) + 0.5);
      has_point = TRUE;
    }
  stroke_gate_line (section->draw->cr);
}

/* Names stand below one another where two would lie on one another. */
static double
find_free_y (const Section *section, double y, double height)
{
  gboolean is_free = FALSE;

  while (!is_free)
    {
      is_free = TRUE;
      for (guint i = 0; i < section->n_names; i++)
        if (fabs (section->names_y[i] - y) < height)
          {
            y = section->names_y[i] + height + 0.01;
            is_free = FALSE;
          }
    }

  return y;
}

static void
draw_gate (Section *section, guint gate)
{
  const InsBscanView *self = section->view;
  const InsDraw *draw = section->draw;
  const InsPlot *plot = section->plot;
  const double *starts_s = self->gate_starts_s + (gsize)gate * self->n_pixels;
  const GdkRGBA plate = { 0, 0, 0, 0.65F };
  InsTextStyle style = { .colour = &ins_draw_white, .background = &plate, .padding = 4 };
  /* Translators: %s is the name of a gate */
  g_autofree char *text = g_strdup_printf (_ ("gate %s"), self->gates[gate].name);
  double y = to_y (section, 1e6 * starts_s[0]), height = 21 * draw->unit;

  draw_gate_line (section, starts_s, 0);
  draw_gate_line (section, starts_s, self->gates[gate].length_s);
  if (isnan (y) || y > plot->top + plot->height - 20 * draw->unit)
    return;

  y = find_free_y (section, fmax (y, plot->top) + height / 2, height);
  if (y + height / 2 > plot->top + plot->height)
    return;

  section->names_y[section->n_names++] = y;
  ins_draw_text (draw, plot->left + 6 * draw->unit, y, text, &style);
}

void
ins_bscan_view_draw (const InsDraw *draw, gpointer view)
{
  InsBscanView *self = view;
  const InsPlot *plot = &self->plot;
  Section section = { .draw = draw, .view = self, .plot = plot };
  InsTextStyle none = { .size = 13,
                        .align = 0.5,
                        .colour = &draw->theme->dim,
                        .background = &draw->theme->plot,
                        .padding = 8 };

  ins_draw_colour (draw->cr, &draw->theme->plot, 1);
  cairo_paint (draw->cr);
  ins_plot_init (&self->plot, draw, TOP);
  cairo_set_line_width (draw->cr, 1);
  if (self->n_pixels == 0)
    {
      graphene_rect_t area = GRAPHENE_RECT_INIT ((float)plot->left, (float)plot->top,
                                                 (float)plot->width, (float)plot->height);

      ins_draw_hatch (draw->cr, &area, &draw->theme->hatch, 9 * draw->unit, 1.5);
      ins_draw_text (draw, plot->left + plot->width / 2, plot->top + plot->height / 2,
                     _ ("No line yet"), &none);
    }
  else
    {
      double half_us = 0.5e6 / self->timing.sample_rate_hz;

      section.first_us = 1e6 * self->timing.delay_s - half_us;
      section.end_us = section.first_us + 2 * half_us * self->n_samples;
      draw_picture (&section);
      cairo_set_line_width (draw->cr, 1);
      draw_axes (&section);
      cairo_save (draw->cr);
      cairo_rectangle (draw->cr, plot->left, plot->top, plot->width, plot->height);
      cairo_clip (draw->cr);
      ins_bscan_view_place_gates (self, get_every (&section));
      for (guint i = 0; i < self->n_gates; i++)
        draw_gate (&section, i);
      cairo_restore (draw->cr);
    }
  cairo_set_line_width (draw->cr, 1);
  ins_draw_colour (draw->cr, &draw->theme->line, 1);
  cairo_rectangle (draw->cr, plot->left - 0.5, plot->top - 0.5, plot->width + 1, plot->height + 1);
  cairo_stroke (draw->cr);
}
