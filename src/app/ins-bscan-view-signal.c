/* ins-bscan-view-signal.c - what gates see of a line, and where they lie over it
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "config.h"

#include <math.h>

#include "app/ins-bscan-view-private.h"

static void
condition (InsBscanView *self)
{
  const InsAscanFormat format = ins_ascan_format_of (self->n_samples, &self->timing,
                                                     self->full_scale_counts);
  g_autoptr (InsConditioner) conditioner = ins_conditioner_new (&format, &self->conditioning);
  gsize n = (gsize)self->n_pixels * self->n_samples;

  if (n > self->n_conditioned)
    {
      g_free (self->conditioned);
      self->conditioned = g_new (gint16, n);
      self->n_conditioned = n;
    }
  for (guint pixel = 0; pixel < self->n_pixels; pixel++)
    {
      gint16 *to = self->conditioned + (gsize)pixel * self->n_samples;
      const float *from;

      ins_conditioner_set_ascan (conditioner, self->samples + (gsize)pixel * self->n_samples);
      from = ins_conditioner_get (conditioner, INS_DETECTION_RF);
      for (guint i = 0; i < self->n_samples; i++)
        to[i] = (gint16)lrintf (CLAMP (from[i], G_MININT16, G_MAXINT16));
    }
}

void
ins_bscan_view_update_signal (InsBscanView *self)
{
  g_clear_pointer (&self->picture, cairo_surface_destroy);
  self->placed_every = 0;
  self->shown = self->samples;
  if (self->n_pixels == 0)
    return;
  if (self->is_conditioned)
    {
      condition (self);
      self->shown = self->conditioned;
    }
  ins_bscan_view_find_brightest (self);
}

static gboolean
has_followers (const InsBscanView *self)
{
  gboolean has = FALSE;

  for (guint i = 0; i < self->n_gates; i++)
    has |= self->gates[i].anchor != INS_ANCHOR_PULSE;

  return has;
}

/* Where each gate begins over each pixel: one that follows an echo is a line that follows it. */
void
ins_bscan_view_place_gates (InsBscanView *self, guint every)
{
  const InsAscanFormat format = ins_ascan_format_of (self->n_samples, &self->timing,
                                                     self->full_scale_counts);
  const gboolean follows = has_followers (self);
  g_autoptr (InsGating) gating = NULL;
  InsGateResult results[INS_MAX_GATES];

  if (self->placed_every == every || self->n_pixels == 0)
    return;
  self->placed_every = every;
  self->gate_starts_s = g_renew (double, self->gate_starts_s,
                                 (gsize)MAX (self->n_gates, 1) * self->n_pixels);
  if (follows)
    gating = ins_gating_new (self->gates, self->n_gates, &format,
                             self->is_conditioned ? &self->conditioning : NULL);
  for (guint pixel = 0; pixel < self->n_pixels; pixel += every)
    {
      if (follows)
        ins_gating_evaluate_one (gating, self->samples + (gsize)pixel * self->n_samples, results);
      for (guint i = 0; i < self->n_gates; i++)
        self->gate_starts_s[(gsize)i * self->n_pixels + pixel] = ins_gate_get_position_s (
            self->gates, i, results);
    }
}
