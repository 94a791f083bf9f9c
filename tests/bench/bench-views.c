/* bench-views.c - main-loop time of a frame of the C-scan at 1920 x 1080, drawn with Cairo: with
 * one new line, panned, zoomed; and that it is the screen that costs, not the data
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "config.h"

#include <malloc.h>
#include <math.h>

#include "../app/view-testing.h"
#include "app/ins-cscan-view-private.h"
#include "app/ins-display-memory.h"
#include "bench.h"

#define N_FRAMES 60
#define N_WARM 10
#define FRAME_TIMEOUT_S 5
#define SMALL 1000
#define LARGE 4000

typedef struct
{
  gint64 began_us, frame_us; /* of the newest frame */
  guint n_frames;
} Frames;

/* Medians, ms. */
typedef struct
{
  double line, pan, zoom;
} Cost;

static void
on_before_paint (GdkFrameClock *clock, Frames *frames)
{
  frames->began_us = g_get_monotonic_time ();
}

static void
on_after_paint (GdkFrameClock *clock, Frames *frames)
{
  frames->frame_us = g_get_monotonic_time () - frames->began_us;
  frames->n_frames++;
}

static void
put_row (InsCscan *cscan, GRand *random, guint row)
{
  const guint n = ins_cscan_get_grid (cscan)->n_columns;
  g_autofree float *amplitude = g_new (float, n), *tof = g_new (float, n);
  g_autofree guint8 *holes = g_new0 (guint8, n);

  for (guint i = 0; i < n; i++)
    {
      amplitude[i] = (float)g_rand_double_range (random, 0, 100);
      tof[i] = 1e-6F * amplitude[i];
    }
  ins_cscan_put_row (cscan, row, amplitude, tof, holes);
}

/* Runs the main loop until one more frame is painted; its time in ms, the display's part with it.
 */
static double
paint_frame (Frames *frames)
{
  gint64 end_us = g_get_monotonic_time () + FRAME_TIMEOUT_S * G_USEC_PER_SEC;
  guint n_frames = frames->n_frames;

  while (frames->n_frames == n_frames)
    {
      if (g_get_monotonic_time () > end_us)
        g_error ("No frame was painted in %d s.", FRAME_TIMEOUT_S);
      if (!g_main_context_iteration (NULL, FALSE))
        g_usleep (200);
    }

  return 1e-3 * (double)frames->frame_us;
}

static double
measure_lines (InsCscanView *view, InsCscan *cscan, GRand *random, Frames *frames)
{
  const guint first = ins_cscan_get_grid (cscan)->n_rows / 2;
  double ms[N_FRAMES];

  for (guint i = 0; i < N_WARM + N_FRAMES; i++)
    {
      double frame_ms;

      put_row (cscan, random, first + i);
      ins_cscan_view_look (view);
      ins_cscan_view_set_progress (view, (int)(first + i + 1), 1, first + i + 1, NULL);
      frame_ms = paint_frame (frames);
      if (i >= N_WARM)
        ms[i - N_WARM] = frame_ms;
    }

  return bench_quantile (ms, N_FRAMES, 0.5);
}

/* As a person drags it: some pixels to either side in each frame. */
static double
measure_pan (InsCscanView *view, Frames *frames)
{
  double ms[N_FRAMES];

  ins_cscan_view_zoom (view, 3);
  for (guint i = 0; i < N_WARM + N_FRAMES; i++)
    {
      const double step = 7.3 / view->geometry.scale;
      double frame_ms;

      ins_cscan_view_move_centre (view, view->centre_u + step, view->centre_v + 0.4 * step);
      frame_ms = paint_frame (frames);
      if (i >= N_WARM)
        ms[i - N_WARM] = frame_ms;
    }

  return bench_quantile (ms, N_FRAMES, 0.5);
}

/* From all of it inwards and out again. */
static double
measure_zoom (InsCscanView *view, Frames *frames)
{
  double ms[N_FRAMES];

  ins_cscan_view_fit (view);
  for (guint i = 0; i < N_WARM + N_FRAMES; i++)
    {
      double frame_ms;

      ins_cscan_view_zoom_at (view, 900, 500, i < N_WARM + N_FRAMES / 2 ? 1.07 : 1 / 1.07);
      frame_ms = paint_frame (frames);
      if (i >= N_WARM)
        ms[i - N_WARM] = frame_ms;
    }

  return bench_quantile (ms, N_FRAMES, 0.5);
}

/* The same part, in finer pixels if there are more. Wide, so that it fills the screen. */
static Cost
measure (guint n)
{
  const double step = 100.0 / n;
  const InsScanGrid grid = { n, n * 16 / 9, INS_AXIS_X, INS_AXIS_Y,     1,
                             1, step,       step,       { { 0, 0, 0 } } };
  g_autoptr (InsCscan) cscan = ins_cscan_new (&grid, 1);
  g_autoptr (GRand) random = g_rand_new_with_seed (1);
  InsCscanView *view = INS_CSCAN_VIEW (ins_cscan_view_new ());
  Frames frames = { 0 };
  GdkFrameClock *clock;
  Shown shown;
  Cost cost;

  for (guint row = 0; row < grid.n_rows / 2; row++)
    put_row (cscan, random, row);
  ins_cscan_view_set_cscan (view, cscan, 0, INS_PLANE_AMPLITUDE);
  while (ins_cscan_view_look (view))
    ;
  ins_cscan_view_set_range (view, 0, 100);
  shown_init (&shown, GTK_WIDGET (view), 1920, 1080);
  clock = gtk_widget_get_frame_clock (shown.window);
  g_signal_connect (clock, "before-paint", G_CALLBACK (on_before_paint), &frames);
  g_signal_connect (clock, "after-paint", G_CALLBACK (on_after_paint), &frames);

  cost.line = measure_lines (view, cscan, random, &frames);
  for (guint row = grid.n_rows / 2; row < grid.n_rows; row++)
    put_row (cscan, random, row);
  while (ins_cscan_view_look (view))
    ;
  cost.pan = measure_pan (view, &frames);
  cost.zoom = measure_zoom (view, &frames);
  shown_clear (&shown);

  return cost;
}

static void
print (const char *what, double small_ms, double large_ms)
{
  g_autofree char *small = g_strdup_printf ("draw.%s_ms_1080p_%u", what, SMALL);
  g_autofree char *large = g_strdup_printf ("draw.%s_ms_1080p_%u", what, LARGE);
  g_autofree char *ratio = g_strdup_printf ("draw.%s_large_to_small_data", what);

  bench_print (small, small_ms, "ms");
  bench_print (large, large_ms, "ms");
  bench_print (ratio, large_ms / small_ms, "x");
}

int
main (int argc, char **argv)
{
  Cost small, large;

  mallopt (M_MMAP_THRESHOLD, 1 << 30); /* as main() of the program does */
  mallopt (M_TRIM_THRESHOLD, 1 << 30);
  mallopt (M_TOP_PAD, 64 << 20);
  if (!gtk_init_check ())
    {
      g_printerr ("There is no display: run it by ./dev bench.\n");
      return 1;
    }

  ins_display_memory_keep (gdk_display_get_default ());
  small = measure (SMALL);
  large = measure (LARGE);
  print ("new_line", small.line, large.line);
  print ("pan", small.pan, large.pan);
  print ("zoom", small.zoom, large.zoom);

  return 0;
}
