/* ins-compare-panes.c - three pictures whose cross-hair, zoom, pan and colours go together
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "config.h"

#include <glib/gi18n.h>
#include <math.h>

#include "app/ins-compare-private.h"
#include "app/ins-panel-text.h"
#include "app/ins-scan-row.h"

#define US_PER_S 1e6

/* The difference lies on the grid of A. */
static const InsScanGrid *
get_grid (InsCompareView *self, guint pane)
{
  return ins_cscan_get_grid (
      self->scans[pane == INS_COMPARE_B ? INS_COMPARE_B : INS_COMPARE_A].cscan);
}

static gboolean
is_shown (InsCompareView *self, guint pane)
{
  return self->scans[INS_COMPARE_A].cscan != NULL &&
         (pane != INS_COMPARE_DIFFERENCE || self->result != NULL);
}

/* NaN: it is none of them. */
static int
find_pane (InsCompareView *self, InsCscanView *view)
{
  for (int i = 0; i < INS_COMPARE_N; i++)
    if (self->panes[i].view == view)
      return i;

  return -1;
}

/* ---- cross-hair ---------------------------------------------------------------------------- */

static void
show_values (InsCompareView *self)
{
  for (guint i = 0; i < INS_COMPARE_N; i++)
    {
      InsCursor cursor;
      g_autofree char *text = NULL;

      if (is_shown (self, i) && ins_cscan_view_get_cursor (self->panes[i].view, &cursor))
        text = isnan (cursor.value) ? g_strdup ("–")
                                    : ins_compare_view_format (self, (double)cursor.value,
                                                               i == INS_COMPARE_DIFFERENCE);
      gtk_label_set_text (self->panes[i].value, text != NULL ? text : "");
    }
}

static void
show_place (InsCompareView *self, const InsScanGrid *grid, const InsCursor *cursor)
{
  g_autofree char *along = ins_panel_text_number (round (cursor->scan_mm * 1e3) / 1e3);
  g_autofree char *across = ins_panel_text_number (round (cursor->index_mm * 1e3) / 1e3);
  g_autofree char *text = g_strdup_printf (_ ("%c %s  %c %s mm"), INS_AXIS_LETTERS[grid->scan_axis],
                                           along, INS_AXIS_LETTERS[grid->index_axis], across);

  gtk_label_set_text (self->place_label, text);
}

static void
move_other (InsCompareView *self, guint pane, const InsScanGrid *from, const InsCursor *cursor)
{
  const InsScanGrid *grid = get_grid (self, pane);
  double row, column;

  if (!ins_difference_map_place (from, cursor->row, cursor->column, grid, &row, &column))
    return;
  row = round (row);
  column = round (column);
  if (row >= 0 && row < grid->n_rows && column >= 0 && column < grid->n_columns)
    ins_cscan_view_set_cursor (self->panes[pane].view, (guint)row, (guint)column);
}

static void
on_cursor_changed (InsCscanView *view, InsCompareView *self)
{
  const int pane = find_pane (self, view);
  InsCursor cursor;

  if (self->linking || pane < 0 || !is_shown (self, (guint)pane) ||
      !ins_cscan_view_get_cursor (view, &cursor))
    return;
  self->linking = TRUE;
  for (int i = 0; i < INS_COMPARE_N; i++)
    if (i != pane && is_shown (self, (guint)i))
      move_other (self, (guint)i, get_grid (self, (guint)pane), &cursor);
  self->linking = FALSE;
  show_place (self, get_grid (self, (guint)pane), &cursor);
  show_values (self);
}

/* ---- zoom, pan, colours -------------------------------------------------------------------- */

static void
on_look_changed (InsCscanView *view, InsCompareView *self)
{
  InsPosition middle;
  double px_per_mm;

  if (self->linking || !ins_cscan_view_get_look (view, &middle, &px_per_mm))
    return;
  self->linking = TRUE;
  for (guint i = 0; i < INS_COMPARE_N; i++)
    if (self->panes[i].view != view && is_shown (self, i))
      ins_cscan_view_set_look (self->panes[i].view, &middle, px_per_mm);
  self->linking = FALSE;
}

/* A and B always have the same colours for the same values. */
static void
on_range_changed (InsCscanView *view, InsCompareView *self)
{
  const int pane = find_pane (self, view);
  float low, high;

  if (self->linking || pane < 0 || pane == INS_COMPARE_DIFFERENCE ||
      ins_cscan_view_get_contrast (view) != INS_CONTRAST_MANUAL)
    return;
  ins_cscan_view_get_range (view, &low, &high);
  self->linking = TRUE;
  ins_cscan_view_set_range (self->panes[pane == INS_COMPARE_A ? INS_COMPARE_B : INS_COMPARE_A].view,
                            low, high);
  self->linking = FALSE;
}

void
ins_compare_view_colour_difference (InsCompareView *self)
{
  const InsComparePane *pane = &self->panes[INS_COMPARE_DIFFERENCE];
  const InsComparePlane *plane = ins_compare_view_get_plane (self);
  const float factor = plane->kind == INS_PLANE_TOF ? (float)US_PER_S : 1.0f;
  const gboolean is_same = gtk_drop_down_get_selected (self->scale_drop_down) == 1;

  ins_cscan_view_set_colour_map (pane->view, is_same ? NULL : "phase");
  if (is_same && !isnan (self->result->low))
    ins_cscan_view_set_range (pane->view, self->result->low * factor, self->result->high * factor);
  else
    ins_cscan_view_set_contrast (pane->view, INS_CONTRAST_DATA);
}

/* ---- what is shown ------------------------------------------------------------------------- */

static void
show_title (InsCompareView *self, guint pane)
{
  InsNdeFile *file = self->scans[pane].file;
  g_autofree char *base = g_path_get_basename (ins_nde_file_get_path (file));
  g_autofree char *shown = g_utf8_make_valid (base, -1);
  g_autoptr (GDateTime)
      created = g_date_time_new_from_iso8601 (ins_nde_file_get_created (file), NULL);
  g_autofree char *when = created != NULL ? ins_scan_row_format_time (
                                                g_date_time_to_unix (created) * G_USEC_PER_SEC)
                                          : g_strdup (ins_nde_file_get_created (file));
  g_autofree char *text = g_strdup_printf ("%s · %s", shown, when);

  gtk_label_set_text (self->panes[pane].title, text);
  gtk_widget_set_tooltip_text (GTK_WIDGET (self->panes[pane].title), ins_nde_file_get_path (file));
}

void
ins_compare_view_show_scans (InsCompareView *self)
{
  const InsComparePlane *plane = ins_compare_view_get_plane (self);

  if (plane == NULL)
    return;
  self->linking = TRUE;
  for (guint i = 0; i < 2; i++)
    {
      ins_cscan_view_set_cscan (self->panes[i].view, self->scans[i].cscan,
                                i == INS_COMPARE_A ? plane->index_a : plane->index_b, plane->kind);
      ins_colour_bar_set_title (self->panes[i].bar, i == INS_COMPARE_A ? _ ("A") : _ ("B"),
                                plane->unit);
      show_title (self, i);
    }
  self->linking = FALSE;
  ins_colour_bar_set_title (self->panes[INS_COMPARE_DIFFERENCE].bar, _ ("B − A"), plane->unit);
}

void
ins_compare_view_hide_scans (InsCompareView *self)
{
  self->linking = TRUE;
  for (guint i = 0; i < INS_COMPARE_N; i++)
    {
      ins_cscan_view_set_cscan (self->panes[i].view, NULL, 0, INS_PLANE_AMPLITUDE);
      gtk_label_set_text (self->panes[i].value, "");
    }
  self->linking = FALSE;
  gtk_label_set_text (self->place_label, "");
}

void
ins_compare_view_show_result (InsCompareView *self)
{
  const InsComparePane *difference = &self->panes[INS_COMPARE_DIFFERENCE];
  InsPosition middle;
  double px_per_mm;
  const gboolean has_look = ins_cscan_view_get_look (self->panes[INS_COMPARE_A].view, &middle,
                                                     &px_per_mm);
  InsCursor cursor;

  self->linking = TRUE;
  ins_cscan_view_replace_cscan (difference->view, self->result->difference, 0, INS_PLANE_DERIVED);
  if (has_look)
    ins_cscan_view_set_look (difference->view, &middle, px_per_mm);
  for (guint i = 0; i < 2 && !isnan (self->result->low); i++)
    ins_cscan_view_set_range (self->panes[i].view, self->result->low, self->result->high);
  if (ins_cscan_view_get_cursor (self->panes[INS_COMPARE_A].view, &cursor))
    ins_cscan_view_set_cursor (difference->view, cursor.row, cursor.column);
  self->linking = FALSE;
  ins_compare_view_colour_difference (self);
  ins_compare_view_show_figures (self);
  show_values (self);
}

/* ---- the widgets --------------------------------------------------------------------------- */

static GtkLabel *
append_label (GtkWidget *box, const char *text, const char *class)
{
  GtkWidget *label = gtk_label_new (text);

  gtk_widget_add_css_class (label, class);
  gtk_box_append (GTK_BOX (box), label);

  return GTK_LABEL (label);
}

static GtkWidget *
make_head (InsComparePane *pane, const char *letter)
{
  GtkWidget *head = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 9);

  (void)append_label (head, letter, "h");
  pane->title = append_label (head, "", "dim");
  gtk_label_set_ellipsize (pane->title, PANGO_ELLIPSIZE_MIDDLE);
  gtk_label_set_xalign (pane->title, 0.0f);
  gtk_widget_set_hexpand (GTK_WIDGET (pane->title), TRUE);
  pane->value = append_label (head, "", "readout");
  gtk_widget_add_css_class (head, "vhead");

  return head;
}

static void
make_pane (InsCompareView *self, guint index, const char *letter, const char *name)
{
  InsComparePane *pane = &self->panes[index];
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);
  GtkWidget *row = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 0);

  pane->view = INS_CSCAN_VIEW (ins_cscan_view_new ());
  pane->bar = INS_COLOUR_BAR (ins_colour_bar_new ());
  ins_colour_bar_set_view (pane->bar, pane->view);
  gtk_widget_set_hexpand (GTK_WIDGET (pane->view), TRUE);
  gtk_widget_set_vexpand (GTK_WIDGET (pane->view), TRUE);
  gtk_accessible_update_property (GTK_ACCESSIBLE (pane->view), GTK_ACCESSIBLE_PROPERTY_LABEL, name,
                                  -1);
  g_signal_connect_object (pane->view, "cursor-changed", G_CALLBACK (on_cursor_changed), self, 0);
  g_signal_connect_object (pane->view, "look-changed", G_CALLBACK (on_look_changed), self, 0);
  g_signal_connect_object (pane->view, "range-changed", G_CALLBACK (on_range_changed), self, 0);
  gtk_box_append (GTK_BOX (row), GTK_WIDGET (pane->view));
  gtk_box_append (GTK_BOX (row), GTK_WIDGET (pane->bar));
  gtk_box_append (GTK_BOX (box), make_head (pane, letter));
  gtk_box_append (GTK_BOX (box), row);
  if (index == INS_COMPARE_B)
    gtk_widget_add_css_class (box, "bl");
  gtk_grid_attach (self->grid, box, index == INS_COMPARE_B, index == INS_COMPARE_DIFFERENCE, 1, 1);
}

void
ins_compare_view_make_panes (InsCompareView *self)
{
  /* Translators: two scans that are compared */
  make_pane (self, INS_COMPARE_A, _ ("A"), _ ("Scan A"));
  make_pane (self, INS_COMPARE_B, _ ("B"), _ ("Scan B"));
  make_pane (self, INS_COMPARE_DIFFERENCE, _ ("B − A"), _ ("Difference, B minus A"));
  ins_compare_view_make_figures (self);
}
