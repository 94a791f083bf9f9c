/* test-display-memory.c - a frame goes to the display in the same shared memory as the one before
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "config.h"

#include <string.h>

#if HAVE_X11
#include <gdk/x11/gdkx.h>
#endif

#include "app/ins-cscan-view-private.h"
#include "app/ins-display-memory.h"
#include "view-testing.h"

/* Shared segments that are mapped now, one a line: "... /SYSV00000000 (deleted)". */
static char *
dup_segments (void)
{
  g_autofree char *maps = NULL;
  g_auto (GStrv) lines = NULL;
  g_autoptr (GString) segments = g_string_new (NULL);

  g_assert_true (g_file_get_contents ("/proc/self/maps", &maps, NULL, NULL));
  lines = g_strsplit (maps, "\n", -1);
  for (guint i = 0; lines[i] != NULL; i++)
    if (strstr (lines[i], "/SYSV") != NULL)
      g_string_append_printf (segments, "%s\n", lines[i]);

  return g_string_free (g_steal_pointer (&segments), FALSE);
}

static void
paint_frame (InsCscanView *view)
{
  GdkFrameClock *clock = gtk_widget_get_frame_clock (GTK_WIDGET (view));
  gint64 end_us = g_get_monotonic_time () + WAIT_S * G_USEC_PER_SEC;
  guint n_painted = 0;
  gulong handler = g_signal_connect (clock, "after-paint", G_CALLBACK (on_count), &n_painted);

  ins_cscan_view_zoom_at (view, 600, 400, 1.05); /* all of the frame is new */
  while (n_painted == 0)
    {
      g_assert_cmpint (g_get_monotonic_time (), <, end_us);
      if (!g_main_context_iteration (NULL, FALSE))
        g_usleep (1000);
    }
  g_signal_handler_disconnect (clock, handler);
}

static void
test_stays (void)
{
  const InsScanGrid grid = { 100, 100, INS_AXIS_X, INS_AXIS_Y, 1, 1, 0.1, 0.1, { { 0, 0, 0 } } };
  g_autoptr (InsCscan) cscan = ins_cscan_new (&grid, 1);
  GtkWidget *widget = ins_cscan_view_new ();
  Shown shown;

#if HAVE_X11
  if (!GDK_IS_X11_DISPLAY (gdk_display_get_default ()))
#endif
    {
      g_test_skip ("It is X11's alone.");
      return;
    }
  ins_display_memory_keep (gdk_display_get_default ());
  ins_cscan_view_set_cscan (INS_CSCAN_VIEW (widget), cscan, 0, INS_PLANE_AMPLITUDE);
  shown_init (&shown, widget, 1200, 800);
  paint_frame (INS_CSCAN_VIEW (widget));
  paint_frame (INS_CSCAN_VIEW (widget));
  {
    g_autofree char *first = dup_segments ();

    g_assert_cmpstr (first, !=, "");
    for (guint i = 0; i < 5; i++)
      {
        g_autofree char *next = NULL;

        paint_frame (INS_CSCAN_VIEW (widget));
        next = dup_segments ();
        g_assert_cmpstr (next, ==, first);
      }
  }
  shown_clear (&shown);
}

int
main (int argc, char *argv[])
{
  if (!gtk_init_check ())
    return 77;
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/display-memory/stays", test_stays);

  return g_test_run ();
}
