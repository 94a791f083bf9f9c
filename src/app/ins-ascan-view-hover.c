/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n.h>
#include <math.h>

#include "app/ins-ascan-view-private.h"
#include "core/ins-number.h"

static gboolean
get_hover (InsAscanView *self, InsAscanTrace *trace, InsDraw *draw, double *us)
{
  if (!self->has_pointer || self->n_samples == 0)
    return FALSE;

  ins_draw_init (draw, GTK_WIDGET (self), NULL);
  ins_ascan_trace_init (trace, draw, self);
  *us = ins_ascan_trace_to_us (trace, self->pointer_x);

  return *us >= trace->from_us && *us <= trace->to_us;
}

/* What the trace says there, not the height of the pointer; with an envelope that. */
static double
get_percent (InsAscanView *self, double us)
{
  double place = (1e-6 * us - self->timing.delay_s) * self->timing.sample_rate_hz;
  guint i = (guint)CLAMP (rint (place), 0, self->n_samples - 1);
  double counts = self->signal == INS_SIGNAL_RF && self->envelope != NULL
                      ? (double)self->envelope[i]
                      : (double)self->trace[i];

  return 100 * counts / self->full_scale_counts;
}

char *
ins_ascan_view_dup_hover (InsAscanView *self)
{
  g_autofree char *time = NULL, *depth = NULL, *percent = NULL;
  InsAscanTrace trace;
  InsDraw draw;
  double us;

  g_return_val_if_fail (INS_IS_ASCAN_VIEW (self), NULL);

  if (!get_hover (self, &trace, &draw, &us))
    return NULL;
  time = ins_number_format_typed (us, 2);
  percent = ins_number_format_typed (get_percent (self, us), 0);
  if (trace.per_us == 1)
    /* Translators: time and amplitude under the pointer */
    return g_strdup_printf (_ ("%s µs   %s %%"), time, percent);
  depth = ins_number_format_typed ((us - trace.origin_us) * trace.per_us, 2);

  /* Translators: time, depth and amplitude under the pointer */
  return g_strdup_printf (_ ("%s µs   %s mm   %s %%"), time, depth, percent);
}

static void
draw_plate (const InsDraw *draw, gpointer view)
{
  InsAscanView *self = view;
  g_autofree char *text = ins_ascan_view_dup_hover (self);
  GdkRGBA ink = draw->theme->ink;
  InsTextStyle style = { .colour = &draw->theme->plot, .background = &ink, .padding = 5 };
  double unit = draw->unit, width, x = self->pointer_x, right = gtk_widget_get_width (draw->widget);

  if (text == NULL)
    return;
  ink.alpha = 0.88F;
  width = ins_draw_text_width (draw, text, &style);
  style.align = x + width + 20 * unit > right ? 1 : 0;
  ins_draw_text (draw, x + (style.align > 0 ? -12 : 12) * unit,
                 gtk_widget_get_height (draw->widget) - 38 * unit, text, &style);
}

/* Over what is drawn, which stays as it is. */
void
ins_ascan_view_snapshot_hover (InsAscanView *self, GtkSnapshot *snapshot)
{
  GtkWidget *widget = GTK_WIDGET (self);
  GskRenderNode *plate;
  GdkRGBA colour;
  InsAscanTrace trace;
  InsDraw draw;
  double us;

  if (!get_hover (self, &trace, &draw, &us))
    return;
  colour = draw.theme->dim;
  gtk_snapshot_append_color (snapshot, &colour,
                             &GRAPHENE_RECT_INIT ((float)floor (self->pointer_x),
                                                  (float)trace.plot.top, 1,
                                                  (float)trace.plot.height));
  plate = ins_draw_to_node (widget,
                            &GRAPHENE_RECT_INIT (0, 0, (float)gtk_widget_get_width (widget),
                                                 (float)gtk_widget_get_height (widget)),
                            draw_plate, self);
  gtk_snapshot_append_node (snapshot, plate);
  gsk_render_node_unref (plate);
}
