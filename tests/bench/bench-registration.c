/* bench-registration.c - how well lines lie in step, against where the emulated stage truly was
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The whole engine on links that are late in every way there is (ins-sim-link.h), in real time: the
 * motion worker polls, the conductor repeats what is doubtful, the processing worker fits. A line's
 * error is where it was put against the bench's own record, and the card's clock where the fit put
 * its pulses against the simulated crystal. Line to line: between neighbours of one direction.
 */
#include "config.h"

#include <math.h>
#include <string.h>

#include "bench.h"
#include "core/ins-clock.h"
#include "scan/ins-engine.h"
#include "track-simulation.h"

#define CONNECT_S 10.0
#define MAX_LINES 64
#define SEARCH_S 0.5 /* either side of where a line was put */
#define N_HALVINGS 50
#define PRF_HZ 2000.0
#define STEP_MM 0.05 /* a pixel */

#define LONG_LINES 10000
#define LONG_PART 1000
#define LONG_WARM_UP 500 /* until as many lines are kept as ever will be */

typedef struct
{
  const char *name, *stage, *digitizer;
  double clock_ppm, backlash_mm;
  gboolean is_loaded;
} Case;

static const Case cases[] = {
  { "a", "link=a", "sim:coin", 20, 0, FALSE },
  { "b", "link=b", "sim:coin", 20, 0, FALSE },
  { "c", "link=c", "sim:coin", 20, 0, FALSE },
  { "d", "link=d", "sim:coin", 20, 0, FALSE },
  { "e", "link=e", "sim:coin", 20, 0, FALSE },
  { "f1", "link=f1", "sim:coin", 20, 0, FALSE },
  { "f2", "link=f2&baud=1000000", "sim:coin", 20, 0, FALSE },
  { "f2_115200_baud", "link=f2", "sim:coin", 20, 0, FALSE },
  { "g", "link=g", "sim:coin", 20, 0, FALSE },
  { "h", "link=h", "sim:coin", 20, 0, FALSE },
  { "b_100ppm_80um", "link=b&backlash_mm=0.08", "sim:coin?clock_ppm=100", 100, 0.08, FALSE },
  { "b_loaded", "link=b", "sim:coin", 20, 0, TRUE },
};

typedef struct
{
  const char *prefix;
  double speed_mm_s, length_mm, acceleration_mm_s2;
  guint n_lines;
} Geometry;

/* What became of the lines of a scan: row by row is the order of sweeping. */
typedef struct
{
  InsLineSink parent;
  const Case *with;
  InsSimBench *bench;
  InsAxis axis;
  guint n_lines, n_put;
  int directions[MAX_LINES];
  double errors_s[MAX_LINES], clocks_s[MAX_LINES]; /* NaN: not placed */
  double doubts_um[MAX_LINES];                     /* of the pixel in the middle */
  InsTrackLine tracks[MAX_LINES];
} Sink;

/* When the stage's counter passed the place: the load lags on the way down. */
static double
get_true_crossing_s (const Sink *self, double place_mm, int direction, double near_s)
{
  double low_s = near_s - SEARCH_S, high_s = near_s + SEARCH_S;

  if (direction < 0)
    place_mm += self->with->backlash_mm;
  for (guint i = 0; i < N_HALVINGS; i++)
    {
      double middle_s = 0.5 * (low_s + high_s);
      InsPosition position;

      ins_sim_bench_get_position (self->bench, middle_s, &position);
      if ((position.mm[self->axis] - place_mm) * direction < 0.0)
        low_s = middle_s;
      else
        high_s = middle_s;
    }

  return 0.5 * (low_s + high_s);
}

static gboolean
put_line (InsLineSink *sink, const InsLineData *data, GError **error)
{
  Sink *self = (Sink *)sink;
  const InsTrackLine *track = &data->track;
  double start_mm = data->line.start.mm[self->axis], end_mm = data->line.end.mm[self->axis];
  double put_s = track->crossing_s + track->offset_s;
  guint n = data->line.row;

  self->n_put++;
  self->n_lines = MAX (self->n_lines, n + 1);
  self->directions[n] = end_mm > start_mm ? 1 : -1;
  self->tracks[n] = *track;
  self->errors_s[n] = self->clocks_s[n] = (double)NAN;
  if (!ins_track_is_believed (track->verdict))
    return TRUE;
  self->errors_s[n] = put_s - get_true_crossing_s (self, 0.5 * (start_mm + end_mm),
                                                   self->directions[n], put_s);
  self->doubts_um[n] = data->registration_um[data->n_pixels / 2];
  self->clocks_s[n] = data->card.first_host_s -
                      data->card.first_card_s / (1.0 + 1e-6 * self->with->clock_ppm);

  return TRUE;
}

static gboolean
begin (InsLineSink *sink, const InsScanInfo *info, gboolean *done, GError **error)
{
  return info->plan->n_lines <= MAX_LINES;
}

static gboolean
sync_nothing (InsLineSink *sink, GError **error)
{
  return TRUE;
}

static gboolean
finish (InsLineSink *sink, gboolean complete, const InsScanAccount *account, GError **error)
{
  return TRUE;
}

static guint64
get_n_bytes (InsLineSink *sink)
{
  return 0;
}

static InsRecipe *
recipe_new (const Geometry *geometry)
{
  InsRecipe *recipe = ins_recipe_new ();

  recipe->scan_length_mm = geometry->length_mm;
  recipe->scan_step_mm = STEP_MM;
  recipe->index_step_mm = 0.2;
  recipe->index_length_mm = 0.2 * geometry->n_lines;
  recipe->speed_mm_s = geometry->speed_mm_s;
  recipe->timing = (InsTiming){
    .sample_rate_hz = 20e6, .n_samples = 64, .prf_hz = PRF_HZ, .delay_s = 26e-6
  };
  recipe->gates[0].start_s = recipe->timing.delay_s;
  recipe->gates[0].length_s = 3e-6;
  for (guint axis = 0; axis < INS_N_AXES; axis++)
    recipe->start.mm[axis] = axis == 2 ? 0.0 : 10.0;

  return recipe;
}

static InsEngine *
connected_engine_new (const Case *with,
                      const Geometry *geometry,
                      const InsRecipe *recipe,
                      Sink *sink)
{
  g_autofree char *stage = g_strdup_printf ("sim?acceleration_mm_s2=%g&%s",
                                            geometry->acceleration_mm_s2, with->stage);
  g_autoptr (GError) error = NULL;
  g_autoptr (InsRig) rig = ins_rig_new (NULL, stage, with->digitizer, &error);
  double until_s = ins_clock_now_s () + CONNECT_S;
  InsSnapshot snapshot;
  InsEngine *engine;

  if (rig == NULL)
    g_error ("%s", error->message);
  sink->bench = ins_sim_bench_ref (rig->bench);
  engine = ins_engine_new (rig);
  ins_engine_set_timing (engine, &recipe->timing);
  ins_engine_connect (engine);
  do
    {
      ins_clock_sleep_s (0.05);
      ins_engine_get_snapshot (engine, &snapshot);
    }
  while ((snapshot.stage_link != INS_LINK_READY || snapshot.digitizer_link != INS_LINK_READY) &&
         ins_clock_now_s () < until_s);
  if (snapshot.digitizer_link != INS_LINK_READY || snapshot.stage_link != INS_LINK_READY)
    g_error ("The rig did not connect: %s%s", snapshot.stage_message, snapshot.digitizer_message);

  return engine;
}

static gint keeps_busy; /* atomic */

static gpointer
burn (gpointer unused)
{
  volatile guint64 n = 0;

  while (g_atomic_int_get (&keeps_busy))
    n++;

  return NULL;
}

static void
scan (const Case *with, const Geometry *geometry, Sink *sink)
{
  g_autoptr (InsRecipe) recipe = recipe_new (geometry);
  g_autoptr (InsEngine) engine = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree GThread **burners = g_new0 (GThread *, 2 * g_get_num_processors ());
  guint n_burners = with->is_loaded ? 2 * g_get_num_processors () : 0;
  InsSnapshot snapshot;

  *sink = (Sink){ .parent = { .begin = begin,
                              .put_line = put_line,
                              .sync = sync_nothing,
                              .finish = finish,
                              .get_n_bytes = get_n_bytes,
                              .can_replace = TRUE },
                  .with = with,
                  .axis = recipe->scan_axis };
  engine = connected_engine_new (with, geometry, recipe, sink);
  g_atomic_int_set (&keeps_busy, TRUE);
  for (guint i = 0; i < n_burners; i++)
    burners[i] = g_thread_new ("burn", burn, NULL);
  if (!ins_engine_start_scan (engine, recipe, &sink->parent, &error))
    g_error ("%s", error->message);
  do
    {
      ins_clock_sleep_s (0.1);
      ins_engine_get_snapshot (engine, &snapshot);
    }
  while (snapshot.scan < INS_SCAN_COMPLETE);
  g_atomic_int_set (&keeps_busy, FALSE);
  for (guint i = 0; i < n_burners; i++)
    g_thread_join (burners[i]);
  if (snapshot.scan != INS_SCAN_COMPLETE)
    g_error ("%s: %s", with->name, snapshot.scan_message);
}

static void
print (const char *prefix, const Case *with, const char *what, double value, const char *unit)
{
  g_autofree char *name = g_strdup_printf ("registration.%s.%s%s", with->name, prefix, what);

  bench_print (name, value, unit);
}

static double
get_error_um (const Geometry *geometry, const Sink *sink, guint line)
{
  return 1e6 * geometry->speed_mm_s * 1e-3 * (sink->errors_s[line] - sink->clocks_s[line]);
}

/* Of the lines of one direction; NaN none. */
static double
get_median_um (const Geometry *geometry, const Sink *sink, int direction)
{
  double values[MAX_LINES];
  guint n = 0;

  for (guint line = 0; line < sink->n_lines; line++)
    if (sink->directions[line] == direction && isfinite (sink->errors_s[line]))
      values[n++] = get_error_um (geometry, sink, line);

  return n > 0 ? bench_quantile (values, n, 0.5) : (double)NAN;
}

/* How far two neighbours of one direction lie apart: all of it, and what the reports alone make. */
typedef struct
{
  double place_um[MAX_LINES], track_um[MAX_LINES];
  guint n, n_covered, n_pixels_covered;
} Differences;

static void
add_difference (Differences *self,
                const Geometry *geometry,
                const Sink *sink,
                guint before,
                guint line)
{
  double um_per_s = 1e3 * geometry->speed_mm_s;
  double track_um = um_per_s * fabs (sink->errors_s[line] - sink->errors_s[before]);
  double place_um = fabs (get_error_um (geometry, sink, line) -
                          get_error_um (geometry, sink, before));
  double sigma_um = um_per_s * hypot (sink->tracks[line].sigma_s, sink->tracks[before].sigma_s);

  self->n_covered += track_um <= 2.0 * sigma_um;
  self->n_pixels_covered += place_um <= hypot (sink->doubts_um[line], sink->doubts_um[before]);
  self->track_um[self->n] = track_um;
  self->place_um[self->n++] = place_um;
}

static void
report_lines (const Case *with, const Geometry *geometry, const Sink *sink)
{
  Differences differences = { .n = 0 };
  double us_per_um = 1e3 / geometry->speed_mm_s;
  int before[2] = { -1, -1 };
  guint n;

  for (guint line = 0; line < sink->n_lines; line++)
    {
      gboolean forward = sink->directions[line] > 0;

      if (!isfinite (sink->errors_s[line]))
        continue;
      if (before[forward] >= 0)
        add_difference (&differences, geometry, sink, (guint)before[forward], line);
      before[forward] = (int)line;
    }
  n = differences.n;
  if (n == 0)
    return;
  print (geometry->prefix, with, "line_coverage", (double)differences.n_covered / n, "share");
  print (geometry->prefix, with, "pixel_coverage", (double)differences.n_pixels_covered / n,
         "share");
  print (geometry->prefix, with, "reports_alone_p90_um",
         bench_quantile (differences.track_um, n, 0.9), "um");
  print (geometry->prefix, with, "p50_um", bench_quantile (differences.place_um, n, 0.5), "um");
  print (geometry->prefix, with, "p90_um", bench_quantile (differences.place_um, n, 0.9), "um");
  print (geometry->prefix, with, "line_to_line_p50_us",
         us_per_um * bench_quantile (differences.place_um, n, 0.5), "us");
  print (geometry->prefix, with, "line_to_line_p90_us",
         us_per_um * bench_quantile (differences.place_um, n, 0.9), "us");
}

static void
report_states (const Case *with, const Geometry *geometry, const Sink *sink)
{
  double medians_um[] = { get_median_um (geometry, sink, -1), get_median_um (geometry, sink, 1) };
  guint n_stale = 0, n_doubted = 0, n_bounded = 0, n_placed = 0, n_wrong = 0;

  for (guint line = 0; line < sink->n_lines; line++)
    {
      const InsTrackLine *track = &sink->tracks[line];
      double late_s = track->offset_s - sink->errors_s[line];
      double aside_um = fabs (get_error_um (geometry, sink, line) -
                              medians_um[sink->directions[line] > 0]);

      n_stale += track->state == INS_TRACK_STALE;
      n_doubted += !isfinite (sink->errors_s[line]);
      n_placed += isfinite (sink->errors_s[line]);
      n_bounded += late_s >= track->offset_low_s && late_s <= track->offset_high_s;
      n_wrong += isfinite (aside_um) && aside_um > 1e3 * STEP_MM;
    }
  print (geometry->prefix, with, "stale_detected", (double)n_stale / sink->n_lines, "share");
  print (geometry->prefix, with, "within_bounds", (double)n_bounded / MAX (n_placed, 1), "share");
  print (geometry->prefix, with, "lines_left_out", n_doubted, "of lines");
  print (geometry->prefix, with, "lines_put_again", sink->n_put - sink->n_lines, "of lines");
  print (geometry->prefix, with, "wrong_by_a_pixel_unflagged", n_wrong, "of lines");
  print (geometry->prefix, with, "forward_less_backward_um", medians_um[1] - medians_um[0], "um");
}

static double
get_resident_kib (void)
{
  g_autofree char *text = NULL;
  const char *found;

  if (!g_file_get_contents ("/proc/self/status", &text, NULL, NULL))
    return (double)NAN;
  found = strstr (text, "VmRSS:");

  return found != NULL ? g_ascii_strtod (found + strlen ("VmRSS:"), NULL) : (double)NAN;
}

/* The track alone, over many lines of a stage in software: what a line costs, early and late. */
static void
measure_long_scan (void)
{
  static const TrackMotion motion = { 6, 10, 100, 2, 0.0, 0.005, 0.0 };
  g_autoptr (GRand) rand = g_rand_new_with_seed (1);
  g_autoptr (InsTrack) track = ins_track_new (motion.speed_mm_s, motion.acceleration_mm_s2, 0.001);
  g_autofree TrackSweep *sweep = g_new (TrackSweep, 1);
  double costs_ms[2] = { 0.0, 0.0 }, errors_um[2] = { 0.0, 0.0 }, resident_kib = 0.0;

  for (guint number = 0; number < LONG_LINES; number++)
    {
      guint part = number < LONG_WARM_UP + LONG_PART ? 0 : 1;
      double began_s;
      InsTrackLine line;

      track_simulate_sweep (rand, &motion, LINK_REPLY_JITTER, number, sweep);
      began_s = bench_cpu_s ();
      if (!ins_track_add_line (track, sweep->start_mm, sweep->end_mm, sweep->reports,
                               sweep->n_reports, &line))
        g_error ("A line of the long scan could not be placed.");
      if (number == LONG_WARM_UP)
        resident_kib = get_resident_kib ();
      if (number < LONG_WARM_UP ||
          (number >= LONG_WARM_UP + LONG_PART && number < LONG_LINES - LONG_PART))
        continue;
      costs_ms[part] += 1e3 * (bench_cpu_s () - began_s) / LONG_PART;
      errors_um[part] += 1e3 * motion.speed_mm_s *
                         (line.crossing_s + line.offset_s - sweep->crossing_s) / LONG_PART;
    }
  bench_print ("registration.10000_lines.first_1000_ms_per_line", costs_ms[0], "ms");
  bench_print ("registration.10000_lines.last_1000_ms_per_line", costs_ms[1], "ms");
  bench_print ("registration.10000_lines.drift_um", errors_um[1] - errors_um[0], "um");
  bench_print ("registration.10000_lines.memory_grown_kib", get_resident_kib () - resident_kib,
               "KiB");
}

int
main (int argc, char *argv[])
{
  static const Geometry geometries[] = { { "", 10, 5, 100, 24 }, { "50mm_s_", 50, 20, 500, 24 } };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    for (guint g = 0; g < G_N_ELEMENTS (geometries); g++)
      {
        Sink sink;

        if (argc > 1 && g_strcmp0 (argv[1], cases[i].name) != 0)
          continue;
        scan (&cases[i], &geometries[g], &sink);
        report_lines (&cases[i], &geometries[g], &sink);
        report_states (&cases[i], &geometries[g], &sink);
        ins_sim_bench_unref (sink.bench);
      }

  if (argc < 2)
    measure_long_scan ();

  return 0;
}
