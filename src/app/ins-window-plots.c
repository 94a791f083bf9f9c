/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n.h>

#include "app/ins-session-gain.h"
#include "app/ins-window-private.h"
#include "core/ins-number.h"

#define LIVE_INTERVAL_MS 100    /* numbers change at most ten times a second */
#define LINE_INTERVAL_US 250000 /* a line is megabytes */
#define MAX_LINE_SAMPLES (1 << 28)

static void
clear_ascan (InsWindow *self, const char *sub)
{
  ins_ascan_view_set_samples (self->ascan_view, NULL, 0, NULL, 0);
  gtk_label_set_text (self->a_sub, sub);
  ins_window_update_reading (self);
}

/* The newest record of the card into ascan_buffer; 0 none. */
static guint
take_newest (InsWindow *self, InsTiming *timing)
{
  InsEngine *engine = ins_session_get_engine (self->session);
  const InsSnapshot *snapshot = ins_session_get_snapshot (self->session);
  /* The card may round the length of a record upwards. */
  const guint capacity = MAX (ins_session_get_recipe (self->session)->timing.n_samples * 2, 1024);

  if (capacity > self->ascan_capacity)
    {
      self->ascan_buffer = g_renew (gint16, self->ascan_buffer, capacity);
      self->ascan_capacity = capacity;
    }
  if (engine == NULL || snapshot->digitizer_link != INS_LINK_READY)
    return 0;

  return ins_engine_copy_ascan (engine, self->ascan_buffer, self->ascan_capacity, timing);
}

/* A flaw detector's outputs stand where the A-scan would. */
static gboolean
follow_mode (InsWindow *self)
{
  const InsSnapshot *snapshot = ins_session_get_snapshot (self->session);
  const gboolean gated = !self->at_cursor && snapshot->digitizer_link == INS_LINK_READY &&
                         snapshot->digitizer_info.mode == INS_ACQUIRE_GATED;

  if (gated != gtk_widget_get_visible (GTK_WIDGET (self->card_values)))
    gtk_label_set_text (self->a_heading, gated ? _ ("Gates") : _ ("A-scan"));
  gtk_widget_set_visible (GTK_WIDGET (self->ascan_view), !gated);
  gtk_widget_set_visible (GTK_WIDGET (self->card_values), gated);

  return gated;
}

static void
set_a_sub (InsWindow *self, const char *sub)
{
  if (g_strcmp0 (gtk_label_get_text (self->a_sub), sub) != 0)
    gtk_label_set_text (self->a_sub, sub);
}

static void
show_values (InsWindow *self)
{
  const InsSnapshot *snapshot = ins_session_get_snapshot (self->session);
  InsTiming timing;
  const guint n_samples = take_newest (self, &timing);

  ins_card_values_set (self->card_values, &snapshot->digitizer_info, self->ascan_buffer, n_samples);
  set_a_sub (self, n_samples > 0             ? _ ("present values")
                   : snapshot->pulse_missing ? _ ("no pulse arrives")
                                             : _ ("no value yet"));
  ins_window_update_reading (self);
}

static const char *
get_live_words (InsWindow *self)
{
  const InsSnapshot *snapshot = ins_session_get_snapshot (self->session);
  InsHeadroom headroom;

  if (ins_session_get_headroom (self->session, &headroom) && headroom.n_at_limit > 0)
    return _ ("live, at the card's limit");

  return snapshot->report.activity == INS_STAGE_IDLE ? _ ("live, probe at rest") : _ ("live");
}

static gboolean
on_live (gpointer data)
{
  InsWindow *self = data;
  const InsSnapshot *snapshot = ins_session_get_snapshot (self->session);
  InsTiming timing;
  guint n_samples;

  if (self->at_cursor || !gtk_widget_get_mapped (self->a_box))
    return G_SOURCE_CONTINUE;
  if (follow_mode (self))
    {
      show_values (self);
      return G_SOURCE_CONTINUE;
    }
  if (ins_window_is_ascan_frozen (self))
    {
      set_a_sub (self, _ ("frozen"));
      return G_SOURCE_CONTINUE;
    }
  n_samples = take_newest (self, &timing);
  if (n_samples == 0)
    {
      clear_ascan (self, snapshot->pulse_missing ? _ ("no pulse arrives") : _ ("no echo yet"));
      return G_SOURCE_CONTINUE;
    }
  ins_ascan_view_set_samples (self->ascan_view, self->ascan_buffer, n_samples, &timing,
                              snapshot->digitizer_info.full_scale_counts);
  set_a_sub (self, get_live_words (self));
  ins_window_show_headroom (self, TRUE);
  ins_window_update_reading (self);

  return G_SOURCE_CONTINUE;
}

static void on_cursor_moved (InsBscanView *view, int pixel, InsWindow *self);

void
ins_window_start_plots (InsWindow *self)
{
  self->live_source = g_timeout_add (LIVE_INTERVAL_MS, on_live, self);
  g_signal_connect_object (self->bscan_view, "cursor-moved", G_CALLBACK (on_cursor_moved), self, 0);
}

void
ins_window_stop_plots (InsWindow *self)
{
  g_clear_handle_id (&self->live_source, g_source_remove);
  ins_window_clear_auto_gates (self);
}

/* ---- at the cross-hair --------------------------------------------------------------------- */

static void
on_ascan_read (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (InsWindow) self = data;
  g_autoptr (GError) error = NULL;
  InsTiming timing;
  int full_scale_counts = 0;
  g_autoptr (GArray) samples = ins_session_read_ascan_finish (INS_SESSION (source), result, &timing,
                                                              &full_scale_counts, &error);

  if (!self->at_cursor || g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;
  if (samples == NULL)
    {
      clear_ascan (self, error->message);
      return;
    }
  ins_ascan_view_set_samples (self->ascan_view, (const gint16 *)(const void *)samples->data,
                              samples->len, &timing, full_scale_counts);
  gtk_label_set_text (self->a_sub, _ ("at cursor"));
  ins_window_update_reading (self);
}

/* Of what the B-scan shows: a line, or a column in the D-scan. */
static guint
get_cursor_line (const InsWindow *self)
{
  return self->shows_dscan ? self->cursor.column : self->cursor.row;
}

static void
get_line_grid (const InsWindow *self, InsCscan *cscan, InsScanGrid *grid)
{
  if (self->shows_dscan)
    ins_scan_grid_transpose (ins_cscan_get_grid (cscan), grid);
  else
    *grid = *ins_cscan_get_grid (cscan);
}

static void
set_line_sub (InsWindow *self, const InsScanGrid *grid, guint row)
{
  g_autofree char *place = ins_number_format_typed (ins_scan_grid_get_index_mm (grid, row), 2);
  /* Translators: the axis along the line, then place of the line, "along X at Y 30.50". */
  g_autofree char *text = g_strdup_printf (_ ("along %c at %c %s"),
                                           INS_AXIS_LETTERS[grid->scan_axis],
                                           INS_AXIS_LETTERS[grid->index_axis], place);

  gtk_label_set_text (self->b_sub, text);
}

/* The column of the cross-hair means something only in the line that it lies on. */
static void
update_line_cursor (InsWindow *self)
{
  gboolean shown = self->at_cursor && self->line_row == (int)get_cursor_line (self);
  guint pixel = self->shows_dscan ? self->cursor.row : self->cursor.column;

  ins_bscan_view_set_cursor (self->bscan_view, shown ? (int)pixel : -1);
}

static void
clear_line (InsWindow *self, const char *sub)
{
  self->line_row = -1;
  ins_bscan_view_set_line (self->bscan_view, NULL, 0, 0, NULL, NULL, 0);
  gtk_label_set_text (self->b_sub, sub);
  update_line_cursor (self);
}

static void
on_line_read (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (InsWindow) self = data;
  InsSession *session = INS_SESSION (source);
  InsCscan *cscan = NULL;
  InsTiming timing;
  int full_scale_counts = 0;
  g_autoptr (GError) error = NULL;
  InsScanGrid grid;
  g_autoptr (GArray) samples = self->shows_dscan
                                   ? ins_session_read_column_finish (session, result, &timing,
                                                                     &full_scale_counts, &error)
                                   : ins_session_read_line_finish (session, result, &timing,
                                                                   &full_scale_counts, &error);

  cscan = ins_session_get_cscan (session);
  if (cscan == NULL || !self->at_cursor ||
      (ins_session_is_scanning (session) && !self->shows_dscan) ||
      g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;
  if (samples == NULL || timing.n_samples == 0)
    {
      clear_line (self, error != NULL ? error->message : _ ("no line yet"));
      return;
    }
  get_line_grid (self, cscan, &grid);
  ins_bscan_view_set_line (self->bscan_view, (const gint16 *)(const void *)samples->data,
                           samples->len / timing.n_samples, timing.n_samples, &grid, &timing,
                           full_scale_counts);
  self->line_row = (int)get_cursor_line (self);
  update_line_cursor (self);
  set_line_sub (self, &grid, get_cursor_line (self));
}

static void
read_cursor_line (InsWindow *self)
{
  if (self->shows_dscan)
    ins_session_read_column_async (self->session, self->cursor.column, on_line_read,
                                   g_object_ref (self));
  else
    ins_session_read_line_async (self->session, self->cursor.row, on_line_read,
                                 g_object_ref (self));
}

void
ins_window_show_cursor_plots (InsWindow *self)
{
  InsCursor cursor;
  gboolean new_line;

  if (self->show_plan || ins_session_get_cscan (self->session) == NULL ||
      !ins_cscan_view_get_cursor (self->cscan_view, &cursor))
    {
      ins_window_show_live (self);
      return;
    }
  new_line = !self->at_cursor || (self->shows_dscan ? cursor.column != self->cursor.column
                                                    : cursor.row != self->cursor.row);
  self->at_cursor = TRUE;
  follow_mode (self);
  ins_window_show_headroom (self, FALSE);
  self->cursor = cursor;
  gtk_widget_set_visible (self->live_button, TRUE);
  update_line_cursor (self);
  ins_session_read_ascan_async (self->session, cursor.row, cursor.column, on_ascan_read,
                                g_object_ref (self));
  /* While a scan runs the B-scan stays with the newest line; update_plots() reads this one then. */
  if (new_line && (self->shows_dscan || !ins_session_is_scanning (self->session)))
    read_cursor_line (self);
}

void
ins_window_show_live (InsWindow *self)
{
  self->at_cursor = FALSE;
  gtk_widget_set_visible (self->live_button, FALSE);
  update_line_cursor (self);
  on_live (self);
}

/* ---- the newest line ----------------------------------------------------------------------- */

void
ins_window_reset_plots (InsWindow *self)
{
  self->n_lines_shown = 0;
  self->line_shown_us = 0;
  clear_line (self, _ ("no line yet"));
  gtk_label_set_text (self->readout_label, "");
  ins_window_show_live (self);
}

static void
show_newest_line (InsWindow *self)
{
  InsEngine *engine = ins_session_get_engine (self->session);
  InsCscan *cscan = ins_session_get_cscan (self->session);
  const InsSnapshot *snapshot = ins_session_get_snapshot (self->session);
  const InsPlan *plan = ins_session_get_plan (self->session);
  gsize capacity = 0;
  guint row = 0;
  guint n_pixels = 0;

  if (engine == NULL || cscan == NULL || plan == NULL)
    return;
  capacity = (gsize)ins_cscan_get_grid (cscan)->n_columns * plan->timing.n_samples;
  if (capacity == 0 || capacity > MAX_LINE_SAMPLES)
    return;
  if (capacity > self->line_capacity)
    {
      self->line_buffer = g_renew (gint16, self->line_buffer, capacity);
      self->line_capacity = capacity;
    }
  n_pixels = ins_engine_copy_line (engine, &row, self->line_buffer, capacity);
  if (n_pixels == 0)
    return;
  ins_bscan_view_set_line (self->bscan_view, self->line_buffer, n_pixels, plan->timing.n_samples,
                           ins_cscan_get_grid (cscan), &plan->timing,
                           snapshot->digitizer_info.full_scale_counts);
  self->line_row = (int)row;
  update_line_cursor (self);
  set_line_sub (self, ins_cscan_get_grid (cscan), row);
}

void
ins_window_update_plots (InsWindow *self)
{
  const InsSnapshot *snapshot = ins_session_get_snapshot (self->session);
  gint64 now_us = g_get_monotonic_time ();

  if (!ins_session_is_scanning (self->session))
    {
      if (self->was_scanning && self->at_cursor)
        read_cursor_line (self);
      else if (self->was_scanning && !self->shows_dscan)
        show_newest_line (self);
      return;
    }
  if (snapshot->n_lines_done == self->n_lines_shown ||
      now_us - self->line_shown_us < LINE_INTERVAL_US ||
      !gtk_widget_get_mapped (GTK_WIDGET (self->bscan_view)))
    return;
  self->n_lines_shown = snapshot->n_lines_done;
  self->line_shown_us = now_us;
  if (!self->shows_dscan)
    show_newest_line (self);
  else if (self->at_cursor)
    read_cursor_line (self);
}

/* ---- B or D ------------------------------------------------------------------------------- */

/* A D-scan is of a place: of the cross-hair, which is in the middle if nobody has put it anywhere.
 */
void
ins_window_show_dscan (InsWindow *self, gboolean shows)
{
  InsCscan *cscan = ins_session_get_cscan (self->session);
  const InsScanGrid *grid = cscan != NULL ? ins_cscan_get_grid (cscan) : NULL;

  self->shows_dscan = shows;
  gtk_label_set_text (self->b_heading, shows ? _ ("D-scan") : _ ("B-scan"));
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->bscan_view), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  shows ? _ ("D-scan") : _ ("B-scan"), -1);
  clear_line (self, _ ("no line yet"));
  if (grid == NULL || self->show_plan)
    return;
  if (shows && !self->at_cursor)
    ins_cscan_view_set_cursor (self->cscan_view, grid->n_rows / 2, grid->n_columns / 2);
  else if (self->at_cursor && (shows || !ins_session_is_scanning (self->session)))
    read_cursor_line (self);
  else
    show_newest_line (self);
}

/* Pointing in the section moves the cross-hair along it. */
static void
on_cursor_moved (InsBscanView *view, int pixel, InsWindow *self)
{
  InsCscan *cscan = ins_session_get_cscan (self->session);

  if (cscan == NULL || self->show_plan || self->line_row < 0 || pixel < 0)
    return;
  if (self->shows_dscan)
    ins_cscan_view_set_cursor (self->cscan_view, (guint)pixel, (guint)self->line_row);
  else
    ins_cscan_view_set_cursor (self->cscan_view, (guint)self->line_row, (guint)pixel);
}
