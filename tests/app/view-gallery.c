/* view-gallery.c - the picture widgets with made-up data, to look at
 *
 *   view-gallery [--dark] [--plan | --whole | --stopped] [--size=1090x660]
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "config.h"

#include <stdlib.h>

#include "view-data.h"

static gboolean dark, plan, whole, stopped;
static int window_width = 1090, window_height = 660;
static GMainLoop *loop;

static gboolean
on_size (const char *name, const char *value, gpointer data, GError **error)
{
  char *rest;

  window_width = (int)strtol (value, &rest, 10);
  window_height = *rest == 'x' ? (int)strtol (rest + 1, NULL, 10) : window_height;

  return TRUE;
}

static void
fill_cscan_view (InsCscanView *view)
{
  InsScanGrid grid;
  g_autoptr (InsCscan) cscan = NULL;
  InsPosition probe = { { 63.4, 41.5, 5 } };
  guint n_rows = whole ? 500 : 315;

  view_data_get_grid (&grid);
  ins_cscan_view_set_plan (view, &grid, 0.9);
  ins_cscan_view_set_probe (view, &probe, !whole && !stopped);
  if (plan)
    return;

  cscan = ins_cscan_new (&grid, 1);
  for (guint row = 0; row < n_rows; row++)
    view_data_put_row (cscan, row);
  ins_cscan_view_set_cscan (view, cscan, 0, INS_PLANE_AMPLITUDE);
  ins_cscan_view_set_range (view, 3, 95);
  ins_cscan_view_set_cursor (view, 205, 262);
  if (stopped)
    ins_cscan_view_set_progress (view, -1, 1, n_rows, "Stopped at line 316.  315 lines are safe.");
  else if (!whole)
    ins_cscan_view_set_progress (view, 315, 1, n_rows, NULL);
}

static GtkWidget *
make_section (void)
{
  GtkWidget *view = ins_bscan_view_new ();
  g_autofree gint16 *samples = g_new (gint16, 900 * VIEW_N_SAMPLES);
  InsGate gates[INS_MAX_GATES];
  InsScanGrid grid;
  InsTiming timing;

  view_data_get_gates (gates);
  view_data_get_grid (&grid);
  view_data_get_timing (&timing);
  for (guint i = 0; i < 900; i++)
    view_data_get_ascan (i, 205, samples + i * VIEW_N_SAMPLES);
  ins_bscan_view_set_gates (INS_BSCAN_VIEW (view), gates, 2);
  if (!plan)
    ins_bscan_view_set_line (INS_BSCAN_VIEW (view), samples, 900, VIEW_N_SAMPLES, &grid, &timing,
                             VIEW_FULL_SCALE);
  ins_bscan_view_set_cursor (INS_BSCAN_VIEW (view), 262);

  return view;
}

static GtkWidget *
make_trace (void)
{
  GtkWidget *view = ins_ascan_view_new ();
  gint16 samples[VIEW_N_SAMPLES];
  InsGate gates[INS_MAX_GATES];
  InsTiming timing;
  guint n_gates = view_data_get_gates (gates);

  view_data_get_timing (&timing);
  view_data_get_ascan (262, 205, samples);
  ins_ascan_view_set_gates (INS_ASCAN_VIEW (view), gates, n_gates);
  ins_ascan_view_set_samples (INS_ASCAN_VIEW (view), samples, VIEW_N_SAMPLES, &timing,
                              VIEW_FULL_SCALE);

  return view;
}

static void
fill_window (GtkWindow *window)
{
  GtkWidget *column = gtk_box_new (GTK_ORIENTATION_VERTICAL, 1);
  GtkWidget *upper = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 0);
  GtkWidget *lower = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 1);
  GtkWidget *cscan = ins_cscan_view_new (), *bar = ins_colour_bar_new ();

  fill_cscan_view (INS_CSCAN_VIEW (cscan));
  ins_colour_bar_set_view (INS_COLOUR_BAR (bar), INS_CSCAN_VIEW (cscan));
  ins_colour_bar_set_title (INS_COLOUR_BAR (bar), "Gate F", NULL);
  gtk_widget_set_hexpand (cscan, TRUE);
  gtk_widget_set_vexpand (cscan, TRUE);
  gtk_box_append (GTK_BOX (upper), cscan);
  gtk_box_append (GTK_BOX (upper), bar);
  gtk_box_append (GTK_BOX (lower), make_trace ());
  gtk_box_append (GTK_BOX (lower), make_section ());
  gtk_box_set_homogeneous (GTK_BOX (lower), TRUE);
  gtk_widget_set_size_request (lower, -1, 178);
  gtk_box_append (GTK_BOX (column), upper);
  gtk_box_append (GTK_BOX (column), lower);
  gtk_window_set_child (window, column);
}

int
main (int argc, char *argv[])
{
  const GOptionEntry entries[] = {
    { "dark", 0, 0, G_OPTION_ARG_NONE, &dark, "Dark theme", NULL },
    { "plan", 0, 0, G_OPTION_ARG_NONE, &plan, "Plan without a picture", NULL },
    { "whole", 0, 0, G_OPTION_ARG_NONE, &whole, "Finished scan", NULL },
    { "stopped", 0, 0, G_OPTION_ARG_NONE, &stopped, "Stopped scan", NULL },
    { "size", 0, 0, G_OPTION_ARG_CALLBACK, on_size, "Size of the window", "WxH" },
    G_OPTION_ENTRY_NULL
  };
  g_autoptr (GOptionContext) context = g_option_context_new (NULL);
  g_autoptr (GError) error = NULL;
  GtkWidget *window;

  g_option_context_add_main_entries (context, entries, NULL);
  if (!g_option_context_parse (context, &argc, &argv, &error))
    {
      g_printerr ("%s\n", error->message);
      return 2;
    }
  if (!gtk_init_check ())
    return 77;

  g_object_set (gtk_settings_get_default (), "gtk-application-prefer-dark-theme", dark,
                "gtk-font-name", "Cantarell 11", NULL);
  window = gtk_window_new ();
  gtk_window_set_decorated (GTK_WINDOW (window), FALSE);
  gtk_window_set_default_size (GTK_WINDOW (window), window_width, window_height);
  fill_window (GTK_WINDOW (window));
  loop = g_main_loop_new (NULL, FALSE);
  g_signal_connect_swapped (window, "destroy", G_CALLBACK (g_main_loop_quit), loop);
  gtk_window_present (GTK_WINDOW (window));
  g_main_loop_run (loop);
  g_main_loop_unref (loop);

  return 0;
}
