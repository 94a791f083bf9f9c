/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "app/ins-display-memory.h"

#if HAVE_X11
#include <cairo-xlib.h>
#include <gdk/x11/gdkx.h>

#define CORNER_WIDTH 256
#define CORNER_HEIGHT 64
#define USUAL_WIDTH 1920
#define USUAL_HEIGHT 1080

/* Never let go of: Cairo closes it with the display. */
static cairo_surface_t *corner;

static void
find_largest_monitor (GdkDisplay *display, int *width, int *height)
{
  GListModel *monitors = gdk_display_get_monitors (display);

  *width = USUAL_WIDTH;
  *height = USUAL_HEIGHT;
  for (guint i = 0; i < g_list_model_get_n_items (monitors); i++)
    {
      g_autoptr (GdkMonitor) monitor = g_list_model_get_item (monitors, i);
      const int scale = gdk_monitor_get_scale_factor (monitor);
      GdkRectangle area;

      gdk_monitor_get_geometry (monitor, &area);
      if ((gint64)area.width * scale * area.height * scale > (gint64)*width * *height)
        {
          *width = area.width * scale;
          *height = area.height * scale;
        }
    }
}

/* Cairo 1.16 and 1.18 take memory from the system in pools of eight times what is wanted first, so
 * a picture of the screen's size comes first, and the corner is cut from the same pool. */
static void
keep (GdkDisplay *display)
{
  Display *x = gdk_x11_display_get_xdisplay (display);
  cairo_surface_t *root = cairo_xlib_surface_create (x, DefaultRootWindow (x),
                                                     DefaultVisual (x, DefaultScreen (x)), 1, 1);
  cairo_surface_t *frame;
  int width, height;

  find_largest_monitor (display, &width, &height);
  frame = cairo_surface_create_similar_image (root, CAIRO_FORMAT_RGB24, width, height);
  corner = cairo_surface_create_similar_image (root, CAIRO_FORMAT_RGB24, CORNER_WIDTH,
                                               CORNER_HEIGHT);
  cairo_surface_destroy (frame);
  cairo_surface_destroy (root);
}
#endif

void
ins_display_memory_keep (GdkDisplay *display)
{
#if HAVE_X11
  if (corner == NULL && GDK_IS_X11_DISPLAY (display))
    keep (display);
#endif
}
