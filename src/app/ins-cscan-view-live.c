/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n.h>
#include <math.h>

#include "app/ins-cscan-view-private.h"
#include "scan/ins-plan.h"

/* While lines arrive the view looks once a frame; when nothing came for so many frames, the frame
 * clock is let go and the view looks a few times a second. */
#define N_IDLE_TICKS 60
#define POLL_MS 250
#define LATER_MS 200

/* ---- words ------------------------------------------------------------------------------- */

static char *
dup_value (InsPlaneKind kind, double value)
{
  if (isnan (value))
    return g_strdup (_ ("no data"));
  switch (kind)
    {
    case INS_PLANE_TOF:
      return g_strdup_printf (_ ("%.2f µs"), value * 1e6);
    case INS_PLANE_REGISTRATION:
      return g_strdup_printf (_ ("±%.1f µm"), value);
    case INS_PLANE_PULSES:
      return g_strdup_printf (_ ("%.0f pulses"), value);
    case INS_PLANE_STATUS:
    case INS_PLANE_DERIVED:
    case INS_PLANE_ALARMS:
    case INS_PLANE_AMPLITUDE:
    default:
      return g_strdup_printf (_ ("%.0f %%"), value);
    }
}

static void
describe (InsCscanView *self)
{
  const InsScanGrid *grid = ins_cscan_view_get_grid (self);
  InsCursor cursor;
  g_autofree char *text = NULL;

  if (!ins_cscan_view_get_cursor (self, &cursor))
    text = g_strdup (self->rows.cscan != NULL ? _ ("No point chosen") : _ ("No picture yet"));
  else
    {
      g_autofree char *value = dup_value (self->rows.kind, (double)cursor.value);

      text = g_strdup_printf (_ ("%c %.2f mm, %c %.2f mm: %s"), INS_AXIS_LETTERS[grid->scan_axis],
                              cursor.scan_mm, INS_AXIS_LETTERS[grid->index_axis], cursor.index_mm,
                              value);
    }
  ins_draw_describe (GTK_WIDGET (self), text);
}

static gboolean
on_later (gpointer data)
{
  InsCscanView *self = data;

  self->later_id = 0;
  if (self->overview != NULL)
    gtk_widget_queue_draw (GTK_WIDGET (self));
  ins_cscan_view_drop_overview (self);
  ins_cscan_view_update_range (self);
  describe (self);
  g_signal_emit_by_name (self, "data-changed");

  return G_SOURCE_REMOVE;
}

void
ins_cscan_view_update_later (InsCscanView *self)
{
  if (self->later_id == 0)
    self->later_id = g_timeout_add (LATER_MS, on_later, self);
}

/* ---- new rows ---------------------------------------------------------------------------- */

static gboolean on_tick (GtkWidget *widget, GdkFrameClock *clock, gpointer data);

/* A new line also stands in for its neighbours. */
static void
drop_new_strips (InsCscanView *self)
{
  guint reach = self->fills_rows ? INS_PLAN_FIRST_STRIDE - 1 : 0;
  guint n_rows = ins_cscan_get_grid (self->rows.cscan)->n_rows;

  if (self->rows.end_new > self->rows.first_new)
    ins_cscan_view_drop_strips_of_rows (self,
                                        self->rows.first_new - MIN (self->rows.first_new, reach),
                                        MIN (self->rows.end_new + reach, n_rows));
  else
    gtk_widget_queue_draw (GTK_WIDGET (self));
}

gboolean
ins_cscan_view_look (InsCscanView *self)
{
  if (!ins_cscan_rows_collect (&self->rows))
    return FALSE;

  drop_new_strips (self);
  ins_cscan_view_drop_layer (self, INS_LAYER_GUTTER);
  ins_cscan_view_drop_layer (self, INS_LAYER_TO_GO);
  ins_cscan_view_drop_layer (self, INS_LAYER_PROGRESS);
  if (self->rows.holes_changed)
    ins_cscan_view_drop_layer (self, INS_LAYER_HOLES);
  if (self->rows.next_row > 0 && self->poll_id != 0 && self->tick_id == 0)
    self->tick_id = gtk_widget_add_tick_callback (GTK_WIDGET (self), on_tick, NULL, NULL);
  ins_cscan_view_update_later (self);
  if (self->has_cursor && self->cursor_row >= self->rows.first_new &&
      self->cursor_row < self->rows.end_new)
    g_signal_emit_by_name (self, "cursor-changed");

  return TRUE;
}

static gboolean
on_tick (GtkWidget *widget, GdkFrameClock *clock, gpointer data)
{
  InsCscanView *self = INS_CSCAN_VIEW (widget);

  if (ins_cscan_view_look (self))
    self->n_idle_ticks = 0;
  else if (++self->n_idle_ticks > N_IDLE_TICKS)
    {
      self->tick_id = 0;
      return G_SOURCE_REMOVE;
    }

  return G_SOURCE_CONTINUE;
}

static gboolean
on_poll (gpointer data)
{
  InsCscanView *self = data;

  if (self->tick_id == 0 && ins_cscan_view_look (self))
    {
      self->n_idle_ticks = 0;
      self->tick_id = gtk_widget_add_tick_callback (GTK_WIDGET (self), on_tick, NULL, NULL);
    }

  return G_SOURCE_CONTINUE;
}

void
ins_cscan_view_start_looking (InsCscanView *self)
{
  if (self->poll_id == 0)
    self->poll_id = g_timeout_add (POLL_MS, on_poll, self);
  ins_cscan_view_look (self);
}

void
ins_cscan_view_stop_looking (InsCscanView *self)
{
  g_clear_handle_id (&self->poll_id, g_source_remove);
  if (self->tick_id != 0)
    gtk_widget_remove_tick_callback (GTK_WIDGET (self), self->tick_id);
  self->tick_id = 0;
}
