/* bench-views.c - main-loop time of a frame of the C-scan at 1920 x 1080, drawn with Cairo
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "config.h"

#include <malloc.h>
#include <math.h>

#include "../app/view-testing.h"
#include "app/ins-cscan-view-private.h"
#include "bench.h"

#define N_FRAMES 100
#define N_WARM 10
#define FRAME_TIMEOUT_S 5
#define N_COLUMNS 1000
#define N_ROWS 1000

typedef struct
{
  gint64 began_us, frame_us; /* of the newest frame */
  guint n_frames;
} Frames;

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
  float amplitude[N_COLUMNS], tof[N_COLUMNS];
  guint8 holes[N_COLUMNS] = { 0 };

  for (guint i = 0; i < N_COLUMNS; i++)
    {
      amplitude[i] = (float)g_rand_double_range (random, 0, 100);
      tof[i] = 1e-6F * amplitude[i];
    }
  ins_cscan_put_row (cscan, row, amplitude, tof, holes);
}

/* Runs the main loop until one more frame is painted; its time in ms. */
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

int
main (int argc, char **argv)
{
  const InsScanGrid grid = { N_COLUMNS, N_ROWS, INS_AXIS_X, INS_AXIS_Y,     1,
                             1,         0.1,    0.1,        { { 0, 0, 0 } } };
  g_autoptr (InsCscan) cscan = ins_cscan_new (&grid, 1);
  g_autoptr (GRand) random = g_rand_new_with_seed (1);
  double line_ms[N_FRAMES], pan_ms[N_FRAMES];
  GdkFrameClock *clock;
  Frames frames = { 0 };
  InsCscanView *view;
  Shown shown;

  mallopt (M_MMAP_THRESHOLD, 1 << 30); /* as main() of the program does */
  mallopt (M_TRIM_THRESHOLD, 1 << 30);
  mallopt (M_TOP_PAD, 64 << 20);
  if (!gtk_init_check ())
    {
      g_printerr ("There is no display: run it by ./dev bench.\n");
      return 1;
    }

  view = INS_CSCAN_VIEW (ins_cscan_view_new ());
  for (guint row = 0; row < N_ROWS / 2; row++)
    put_row (cscan, random, row);
  ins_cscan_view_set_cscan (view, cscan, 0, INS_PLANE_AMPLITUDE);
  ins_cscan_view_set_range (view, 0, 100);
  shown_init (&shown, GTK_WIDGET (view), 1920, 1080);
  clock = gtk_widget_get_frame_clock (shown.window);
  g_signal_connect (clock, "before-paint", G_CALLBACK (on_before_paint), &frames);
  g_signal_connect (clock, "after-paint", G_CALLBACK (on_after_paint), &frames);

  for (guint i = 0; i < N_WARM + N_FRAMES; i++)
    {
      double frame_ms;

      put_row (cscan, random, N_ROWS / 2 + i);
      ins_cscan_view_look (view);
      ins_cscan_view_set_progress (view, (int)(N_ROWS / 2 + i + 1), 1, N_ROWS / 2 + i + 1, NULL);
      frame_ms = paint_frame (&frames);
      if (i >= N_WARM)
        line_ms[i - N_WARM] = frame_ms;
    }
  ins_cscan_view_zoom (view, 3);
  for (guint i = 0; i < N_WARM + N_FRAMES; i++)
    {
      double frame_ms;

      ins_cscan_view_move_centre (view, 40.0 + 0.1 * i, 40.0 + 0.05 * i);
      frame_ms = paint_frame (&frames);
      if (i >= N_WARM)
        pan_ms[i - N_WARM] = frame_ms;
    }
  bench_print ("draw.new_line_ms_1080p", bench_quantile (line_ms, N_FRAMES, 0.5), "ms");
  bench_print ("draw.pan_ms_1080p", bench_quantile (pan_ms, N_FRAMES, 0.5), "ms");
  shown_clear (&shown);

  return 0;
}
