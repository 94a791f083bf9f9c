/* bench-gate-drag.c - what the window adds while a gate is dragged: the drag itself with the A-scan
 * drawn anew, and a C-scan of 1000 x 1000 whose every row is new, from the news until it is
 * painted. bench-regate has the evaluation between them.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "config.h"

#include <math.h>

#include "../app/view-data.h"
#include "../app/view-testing.h"
#include "app/ins-ascan-view-private.h"
#include "app/ins-cscan-view-private.h"
#include "bench.h"

#define N 1000
#define N_TURNS 40
#define TIMEOUT_S 5
#define FRAME_MS 16.0

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

/* Its time in ms, the display's part with it. */
static double
wait_for_frame (const Frames *frames)
{
  gint64 end_us = g_get_monotonic_time () + TIMEOUT_S * G_USEC_PER_SEC;
  guint before = frames->n_frames;

  while (frames->n_frames == before)
    {
      if (g_get_monotonic_time () > end_us)
        g_error ("No frame was painted in %d s.", TIMEOUT_S);
      if (!g_main_context_iteration (NULL, FALSE))
        g_usleep (100);
    }

  return 1e-3 * (double)frames->frame_us;
}

/* Main-loop time of one motion of the pointer with a gate in hand, and of drawing what came of it.
 */
static double
measure_drag (void)
{
  InsAscanView *view = INS_ASCAN_VIEW (ins_ascan_view_new ());
  g_autofree gint16 *samples = g_new (gint16, VIEW_N_SAMPLES);
  InsGate gates[INS_MAX_GATES];
  InsAscanGate placed[INS_MAX_GATES];
  double ms[N_TURNS];
  InsAscanTrace trace;
  InsTiming timing;
  InsDraw draw;
  Shown shown;

  view_data_get_timing (&timing);
  view_data_get_ascan (262, 205, samples);
  ins_ascan_view_set_gates (view, gates, view_data_get_gates (gates));
  ins_ascan_view_set_samples (view, samples, VIEW_N_SAMPLES, &timing, VIEW_FULL_SCALE);
  shown_init (&shown, GTK_WIDGET (view), 960, 292);
  ins_draw_init (&draw, GTK_WIDGET (view), NULL);
  ins_ascan_trace_init (&trace, &draw, view);
  ins_ascan_view_place_gates (&trace, placed);
  g_signal_emit_by_name (view->drag, "drag-begin", placed[1].shape.right, placed[1].shape.y);
  for (guint i = 0; i < N_TURNS; i++)
    {
      gint64 began_us = g_get_monotonic_time ();

      g_signal_emit_by_name (view->drag, "drag-update", (double)(i % 20), 0.0);
      gsk_render_node_unref (shown_snapshot (&shown));
      ms[i] = 1e-3 * (double)(g_get_monotonic_time () - began_us);
    }
  g_signal_emit_by_name (view->drag, "drag-end", 0.0, 0.0);
  shown_clear (&shown);

  return bench_quantile (ms, N_TURNS, 0.5);
}

static void
put_rows (InsCscan *cscan, guint turn)
{
  g_autofree float *amplitude = g_new (float, N), *tof = g_new (float, N);
  g_autofree guint8 *holes = g_new0 (guint8, N);

  for (guint row = 0; row < N; row++)
    {
      for (guint i = 0; i < N; i++)
        {
          amplitude[i] = (float)((row * 31 + i * 17 + turn * 7) % 100);
          tof[i] = 1e-6F * amplitude[i];
        }
      ins_cscan_put_row (cscan, row, amplitude, tof, holes);
    }
}

static double
measure_picture (void)
{
  const InsScanGrid grid = { N, N, INS_AXIS_X, INS_AXIS_Y, 1, 1, 0.1, 0.1, { { 0, 0, 0 } } };
  g_autoptr (InsCscan) cscan = ins_cscan_new (&grid, 1);
  InsCscanView *view = INS_CSCAN_VIEW (ins_cscan_view_new ());
  double ms[N_TURNS];
  Frames frames = { 0 };
  GdkFrameClock *clock;
  Shown shown;

  put_rows (cscan, 0);
  ins_cscan_view_set_cscan (view, cscan, 0, INS_PLANE_AMPLITUDE);
  shown_init (&shown, GTK_WIDGET (view), 1280, 800);
  clock = gtk_widget_get_frame_clock (shown.window);
  g_signal_connect (clock, "before-paint", G_CALLBACK (on_before_paint), &frames);
  g_signal_connect (clock, "after-paint", G_CALLBACK (on_after_paint), &frames);
  for (guint i = 0; i < N_TURNS; i++)
    {
      gint64 began_us;

      gtk_widget_queue_draw (GTK_WIDGET (view));
      wait_for_frame (&frames);
      put_rows (cscan, i + 1); /* nobody looks before the clock below runs */
      began_us = g_get_monotonic_time ();
      ins_cscan_view_replace_cscan (view, cscan, 0, INS_PLANE_AMPLITUDE);
      ms[i] = 1e-3 * (double)(g_get_monotonic_time () - began_us);
      ms[i] += wait_for_frame (&frames);
    }
  shown_clear (&shown);

  return bench_quantile (ms, N_TURNS, 0.5);
}

int
main (void)
{
  double drag_ms, picture_ms;

  if (!gtk_init_check ())
    return 77;

  drag_ms = measure_drag ();
  picture_ms = measure_picture ();
  bench_print ("gate_drag.ascan_event", drag_ms, "ms");
  bench_print ("gate_drag.picture_all_new_1000", picture_ms, "ms");
  bench_print ("gate_drag.both_per_frame_of_16_ms", (drag_ms + picture_ms) / FRAME_MS, "x");

  return 0;
}
