/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <math.h>
#include <string.h>

#include "app/ins-ascan-view-private.h"

/* ---- peak hold --------------------------------------------------------------------------- */

void
ins_ascan_view_hold_peaks (InsAscanView *self)
{
  if (!self->holds_peaks || self->n_samples == 0)
    return;

  if (self->n_held != self->n_samples)
    {
      self->n_held = self->n_samples;
      self->least = g_renew (gint16, self->least, self->n_held);
      self->greatest = g_renew (gint16, self->greatest, self->n_held);
      memcpy (self->least, self->samples, self->n_held * sizeof *self->samples);
      memcpy (self->greatest, self->samples, self->n_held * sizeof *self->samples);
    }
  for (guint i = 0; i < self->n_samples; i++)
    {
      self->least[i] = MIN (self->least[i], self->samples[i]);
      self->greatest[i] = MAX (self->greatest[i], self->samples[i]);
    }
}

void
ins_ascan_view_set_peak_hold (InsAscanView *self, gboolean hold)
{
  g_return_if_fail (INS_IS_ASCAN_VIEW (self));

  self->holds_peaks = hold;
  self->n_held = 0;
  ins_ascan_view_hold_peaks (self);
  ins_ascan_view_redraw (self);
}

/* ---- reference --------------------------------------------------------------------------- */

void
ins_ascan_view_keep_reference (InsAscanView *self, gboolean keep)
{
  g_return_if_fail (INS_IS_ASCAN_VIEW (self));

  g_clear_pointer (&self->reference, g_free);
  self->n_reference = 0;
  if (keep && self->n_samples > 0)
    {
      self->reference = g_memdup2 (self->samples, self->n_samples * sizeof *self->samples);
      self->n_reference = self->n_samples;
      self->reference_timing = self->timing;
    }
  ins_ascan_view_redraw (self);
}

void
ins_ascan_view_clear_overlays (InsAscanView *self)
{
  g_clear_pointer (&self->reference, g_free);
  g_clear_pointer (&self->least, g_free);
  g_clear_pointer (&self->greatest, g_free);
  self->n_reference = self->n_held = 0;
}

/* ---- drawing ----------------------------------------------------------------------------- */

/* The extremes of each pixel column. */
static void
stroke_extremes (const InsAscanTrace *trace,
                 const gint16 *low,
                 const gint16 *high,
                 guint n,
                 const InsTiming *timing,
                 const GdkRGBA *colour)
{
  const InsAscanView *self = trace->view;
  cairo_t *cr = trace->draw->cr;
  double column = -1;
  int least = 0, greatest = 0;

  cairo_new_path (cr);
  for (guint i = 0; i < n; i++)
    {
      double us = 1e6 * (timing->delay_s + i / timing->sample_rate_hz);
      double x = ins_ascan_trace_to_x (trace, us);

      if (floor (x) != column)
        {
          column = floor (x);
          least = low[i];
          greatest = high[i];
        }
      else if (low[i] >= least && high[i] <= greatest)
        continue;
      least = MIN (least, low[i]);
      greatest = MAX (greatest, high[i]);
      if (x < trace->plot.left - 2 || x > trace->plot.left + trace->plot.width + 2)
        continue;
      cairo_line_to (cr, x, ins_ascan_trace_to_y (trace, 100.0 * least / self->full_scale_counts));
      cairo_line_to (cr, x,
                     ins_ascan_trace_to_y (trace, 100.0 * greatest / self->full_scale_counts));
    }
  cairo_set_line_width (cr, 1);
  ins_draw_colour (cr, colour, 0.7);
  cairo_stroke (cr);
}

void
ins_ascan_view_draw_overlays (const InsAscanTrace *trace)
{
  const InsAscanView *self = trace->view;
  const InsTheme *theme = trace->draw->theme;

  if (self->holds_peaks && self->n_held > 0)
    stroke_extremes (trace, self->least, self->greatest, self->n_held, &self->timing,
                     &theme->accent);
  if (self->reference != NULL)
    stroke_extremes (trace, self->reference, self->reference, self->n_reference,
                     &self->reference_timing, &theme->ok);
}
