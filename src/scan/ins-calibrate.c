/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <gio/gio.h>
#include <glib/gi18n.h>
#include <math.h>

#include "core/ins-error.h"
#include "scan/ins-calibrate.h"
#include "scan/ins-engine-private.h"

#define SLOW_SHARE 0.25
#define WAIT_S 0.5
#define CARD_DELAY_S 1e-3

/* What the fit learns of the link is the same at both speeds, but for its errors. */
#define SAME_DELAY_S 0.3e-3

/* Keeps nothing of a scan but its newest fit; the picture is the engine's. */
typedef struct
{
  InsLineSink sink; /* first, so that the sink is this */
  InsTrackLine track;
  guint n_by_others; /* lines that an encoder or a trigger has placed */
} Taster;

static gboolean
taster_begin (InsLineSink *sink, const InsScanInfo *info, gboolean *done, GError **error)
{
  return TRUE;
}

static gboolean
taster_put_line (InsLineSink *sink, const InsLineData *data, GError **error)
{
  Taster *self = (Taster *)sink;

  self->n_by_others += data->card.placing != INS_PLACED_BY_REPORTS;
  if (data->track.n_reports > 0 && !data->track.interpolated)
    self->track = data->track;

  return TRUE;
}

static gboolean
taster_sync (InsLineSink *sink, GError **error)
{
  return TRUE;
}

static gboolean
taster_finish (InsLineSink *sink, gboolean complete, const InsScanAccount *account, GError **error)
{
  return TRUE;
}

static guint64
taster_get_n_bytes (InsLineSink *sink)
{
  return 0;
}

InsRecipe *
ins_calibrate_make_recipe (const InsRecipe *recipe, guint n_lines, double speed_mm_s)
{
  InsRecipe *self = ins_recipe_copy (recipe);
  InsScanGrid grid;
  guint n_rows;

  ins_recipe_get_grid (recipe, &grid);
  n_rows = MIN (n_lines, grid.n_rows);
  self->start.mm[grid.index_axis] = ins_scan_grid_get_index_mm (&grid, (grid.n_rows - n_rows) / 2);
  self->index_length_mm = n_rows * grid.index_step_mm;
  self->pattern = INS_PATTERN_SERPENTINE;
  self->line_order = INS_LINE_ORDER_SEQUENTIAL;
  self->speed_mm_s = speed_mm_s;

  return self;
}

/* Both runs are placed by the same guess of the delay, so that their combs can be compared. */
static void
keep_anchor (InsEngine *engine, gboolean keeps)
{
  g_autoptr (InsLocker) locker G_GNUC_UNUSED = ins_lock_acquire (&engine->lock);

  engine->keeps_anchor = keeps;
}

static gboolean
run_scan (InsEngine *engine, const InsRecipe *recipe, Taster *taster, GError **error)
{
  InsSnapshot snapshot;

  if (!ins_engine_start_scan (engine, recipe, &taster->sink, error))
    return FALSE;
  ins_engine_get_snapshot (engine, &snapshot);
  while (snapshot.scan < INS_SCAN_COMPLETE)
    {
      ins_engine_wait (engine, snapshot.generation, WAIT_S);
      ins_engine_get_snapshot (engine, &snapshot);
    }
  if (snapshot.scan == INS_SCAN_COMPLETE)
    return TRUE;
  if (snapshot.scan == INS_SCAN_STOPPED)
    g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_CANCELLED, _ ("Stopped."));
  else
    g_set_error_literal (error, snapshot.error_domain, snapshot.error_code, snapshot.scan_message);

  return FALSE;
}

static gboolean
refuse (GError **error, const char *text)
{
  g_set_error_literal (error, INS_DEVICE_ERROR, INS_DEVICE_ERROR_REFUSED, text);

  return FALSE;
}

static gboolean
measure (InsEngine *engine, const Taster *taster, InsCorrection *correction, GError **error)
{
  g_autoptr (InsCscan) cscan = ins_engine_dup_cscan (engine);
  g_autoptr (InsRig) rig = ins_engine_dup_rig (engine);
  guint n_rows = ins_cscan_get_grid (cscan)->n_rows;

  if (taster->n_by_others > 0)
    return refuse (error, _ ("An encoder or the stage's trigger output tells where pulses belong: "
                             "there is no latency to calibrate."));
  ins_correction_init (correction, rig->latency_ms * 1e-3, rig->backlash_mm);
  ins_correction_set_bounds (correction, &taster->track, rig->backlash_limit_mm);
  ins_correction_measure (correction, cscan, 0, n_rows, n_rows);
  if (correction->comb.verdict == INS_COMB_AMBIGUOUS)
    return refuse (error, _ ("The part repeats along the lines, so the picture cannot tell how far "
                             "the two directions lie apart. Choose a place with an edge or an "
                             "irregular pattern."));
  if (correction->comb.verdict != INS_COMB_OK)
    return refuse (error, _ ("There is too little structure in the picture to calibrate by. Choose "
                             "a place with an edge across the lines, a gate that shows it, or more "
                             "lines."));

  return TRUE;
}

/* What the reports allow for the part of the delay that is still missing. */
static void
narrow_limits (const InsTrackLine *track, double latency_s, InsCalibrationLimits *limits)
{
  double known_s = track->offset_s + latency_s;

  limits->latency_low_s = MAX (limits->latency_low_s, track->offset_low_s - known_s);
  limits->latency_high_s = MIN (limits->latency_high_s,
                                track->offset_high_s + CARD_DELAY_S - known_s);
}

gboolean
ins_calibrate_check_runs (const InsTrackLine *one, const InsTrackLine *other, GError **error)
{
  double spread_s = MAX (one->round_trip_spread_s, other->round_trip_spread_s);

  /* an answer later than the others moves its line by as much as the shares differ */
  if (fabs (one->held_s - other->held_s) + fabs (one->alpha - other->alpha) * spread_s <=
      SAME_DELAY_S)
    return TRUE;
  g_set_error (
      error, INS_DEVICE_ERROR, INS_DEVICE_ERROR_REFUSED,
      _ ("The stage's answers came so irregularly that the two runs take its delay for %.2f "
         "and %.2f ms. Nothing was changed; calibrate again while the computer has nothing "
         "else to do."),
      one->offset_s * 1e3, other->offset_s * 1e3);

  return FALSE;
}

static gboolean
solve (InsEngine *engine, const Taster *tasters, InsCalibrateResult *result, GError **error)
{
  g_autoptr (InsRig) rig = ins_engine_dup_rig (engine);
  InsCalibrationLimits limits = { -(double)INFINITY, (double)INFINITY, -rig->backlash_mm,
                                  rig->backlash_limit_mm - rig->backlash_mm };

  if (!ins_calibrate_check_runs (&tasters[0].track, &tasters[1].track, error))
    return FALSE;
  for (guint i = 0; i < INS_CALIBRATE_N_SPEEDS; i++)
    narrow_limits (&tasters[i].track, rig->latency_ms * 1e-3, &limits);
  if (!ins_calibration_solve (result->points, INS_CALIBRATE_N_SPEEDS, &result->change, error) ||
      !ins_calibration_check (&result->change, &limits, error))
    return FALSE;
  result->latency_ms = rig->latency_ms;
  result->backlash_mm = rig->backlash_mm;
  if (ins_calibration_has_latency (&result->change))
    result->latency_ms += result->change.latency_s * 1e3;
  if (ins_calibration_has_backlash (&result->change))
    result->backlash_mm += result->change.backlash_mm;

  return TRUE;
}

static gboolean
check_lines (const InsRecipe *recipe, guint n_lines, GError **error)
{
  InsScanGrid grid;

  ins_recipe_get_grid (recipe, &grid);
  if (MIN (grid.n_rows, n_lines) >= INS_CALIBRATE_LEAST_LINES)
    return TRUE;
  g_set_error (error, INS_RECIPE_ERROR, INS_RECIPE_ERROR_PREFLIGHT,
               _ ("%u lines are too few to calibrate by; %d are needed. Raise IndexLengthMm."),
               MIN (grid.n_rows, n_lines), INS_CALIBRATE_LEAST_LINES);

  return FALSE;
}

gboolean
ins_calibrate (InsEngine *engine,
               const InsRecipe *recipe,
               guint n_lines,
               InsCalibrateResult *result,
               GError **error)
{
  Taster tasters[INS_CALIBRATE_N_SPEEDS];
  guint n_stops = ins_motion_get_n_stops (engine->motion);

  *result = (InsCalibrateResult){ .n_lines = n_lines };
  if (!check_lines (recipe, n_lines, error))
    return FALSE;
  for (guint i = 0; i < INS_CALIBRATE_N_SPEEDS; i++)
    {
      double speed_mm_s = recipe->speed_mm_s * (i == 0 ? 1.0 : SLOW_SHARE);
      g_autoptr (InsRecipe) run = ins_calibrate_make_recipe (recipe, n_lines, speed_mm_s);
      InsCorrection correction;
      gboolean done;

      tasters[i] = (Taster){ .sink = { .begin = taster_begin,
                                       .put_line = taster_put_line,
                                       .sync = taster_sync,
                                       .finish = taster_finish,
                                       .get_n_bytes = taster_get_n_bytes } };
      /* a stop between the two runs counts, too */
      if (ins_motion_get_n_stops (engine->motion) != n_stops)
        {
          g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_CANCELLED, _ ("Stopped."));
          return FALSE;
        }
      keep_anchor (engine, i > 0);
      done = run_scan (engine, run, &tasters[i], error);
      keep_anchor (engine, FALSE);
      if (!done || !measure (engine, &tasters[i], &correction, error))
        return FALSE;
      result->comb_px[i] = correction.comb.comb_px;
      result->se_px[i] = correction.comb.se_px;
      result->points[i] = (InsCombAtSpeed){ speed_mm_s, correction.comb.comb_px * run->scan_step_mm,
                                            correction.comb.se_px * run->scan_step_mm };
    }

  return solve (engine, tasters, result, error);
}

char *
ins_calibrate_result_to_text (const InsCalibrateResult *self)
{
  const InsCalibration *change = &self->change;
  GString *text = g_string_new (NULL);

  for (guint i = 0; i < INS_CALIBRATE_N_SPEEDS; i++)
    g_string_append_printf (
        text, _ ("At %.4g mm/s the two directions lie %+.1f ± %.1f µm apart.\n"),
        self->points[i].speed_mm_s, self->points[i].comb_mm * 1e3, self->points[i].se_mm * 1e3);
  g_string_append_printf (text,
                          ins_calibration_has_latency (change)
                              ? _ ("Latency: %.4f ms (%+.4f ± %.4f ms).\n")
                              : _ ("Latency: %.4f ms, as before (%+.4f ± %.4f ms is noise).\n"),
                          self->latency_ms, change->latency_s * 1e3, change->latency_se_s * 1e3);
  g_string_append_printf (text,
                          ins_calibration_has_backlash (change)
                              ? _ ("Backlash: %.2f µm (%+.2f ± %.2f µm).")
                              : _ ("Backlash: %.2f µm, as before (%+.2f ± %.2f µm is noise)."),
                          self->backlash_mm * 1e3, change->backlash_mm * 1e3,
                          change->backlash_se_mm * 1e3);

  return g_string_free (text, FALSE);
}
