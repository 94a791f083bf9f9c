/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gstdio.h>
#include <math.h>

#include "storage-fixture.h"

const InsScanAccount fixture_account = {
  .count = { .n_samples = 123456, .n_pulses = 1000, .n_missed = 3, .prf_hz = 999.5 },
  .n_restarts = 2,
  .elapsed_s = 4.5,
  .clock_ppm = -12.5,
  .residual_p50_s = 1e-4,
  .residual_p99_s = 2e-3,
  .n_residuals = 500,
  .figures = { .elapsed_s = 4.5,
               .costs[INS_TIMING_CUT] = { 500, 0.25, 0.125 },
               .costs[INS_TIMING_SYNC] = { 4, 0.5, 0.25 },
               .n_buffers = 3,
               .fewest_free_buffers = 2,
               .n_lines = 5,
               .longest_dead_s = 0.5 },
};

Fixture *
fixture_new (const char *recipe_text)
{
  g_autoptr (GError) error = NULL;
  Fixture *self = g_new0 (Fixture, 1);
  InsStageInfo stage = { .name = "Stage \"one\"", .protocol = "test", .n_axes = 3 };

  for (guint axis = 0; axis < INS_N_AXES; axis++)
    stage.travel_minimum.mm[axis] = stage.travel_maximum.mm[axis] = stage.maximum_speed.mm[axis] =
        stage.acceleration.mm[axis] = stage.resolution.mm[axis] = (double)NAN;
  stage.resolution.mm[INS_AXIS_X] = 0.005;

  self->recipe = ins_recipe_new_from_text (recipe_text, "test.scan", &error);
  g_assert_no_error (error);
  self->plan = ins_plan_new (self->recipe, &stage, &self->recipe->timing);
  self->info = (InsScanInfo){
    .recipe = self->recipe,
    .plan = self->plan,
    .stage_info = stage,
    .digitizer_info = { .name = "Test card \302\265 cut \303",
                        .driver = "test",
                        .n_bits = 12,
                        .full_scale_counts = 2047,
                        .scale = { .n_terms = 2, .origin = 3.0, .coefficients = { 0.5, 0.25 } },
                        .calibration = "by hand",
                        .is_simulated = TRUE },
  };
  self->line = ins_line_data_new (self->plan, self->recipe, 400);
  self->folder = g_dir_make_tmp ("insonify-storage-XXXXXX", &error);
  g_assert_no_error (error);
  self->path = g_build_filename (self->folder, "scan.nde", NULL);

  return self;
}

void
fixture_free (Fixture *self)
{
  GDir *dir = g_dir_open (self->folder, 0, NULL);

  for (const char *name = g_dir_read_name (dir); name != NULL; name = g_dir_read_name (dir))
    {
      g_autofree char *path = g_build_filename (self->folder, name, NULL);

      g_assert_cmpint (g_unlink (path), ==, 0);
    }
  g_dir_close (dir);
  g_assert_cmpint (g_rmdir (self->folder), ==, 0);
  ins_line_data_free (self->line);
  ins_plan_free (self->plan);
  ins_recipe_free (self->recipe);
  g_free (self->folder);
  g_free (self->path);
  g_free (self);
}

static gboolean
is_hole (guint row, guint column)
{
  return row == 1 && column == 2;
}

float
fixture_get_amplitude (guint gate, guint row, guint column)
{
  return is_hole (row, column) ? NAN : (float)(1 + gate * 50 + row * 8 + column);
}

/* Gate 1 sees no echo in column 3. */
float
fixture_get_tof (guint gate, guint row, guint column)
{
  return is_hole (row, column) || (gate == 1 && column == 3)
             ? NAN
             : 1e-6f * (float)(12 + gate + row * 0.25 + column * 0.01);
}

gint16
fixture_get_sample (guint row, guint column, guint sample)
{
  return is_hole (row, column) ? 0 : (gint16)((int)(row * 300 + column * 20 + sample) - 900);
}

static void
fill_pixel (InsLineData *line, guint row, guint column, gint16 variant)
{
  gboolean hole = is_hole (row, column);

  line->holes[column] = hole ? INS_HOLE_LOST_PULSES : INS_HOLE_NONE;
  line->status[column] = hole ? 0 : INS_STATUS_HAS_DATA | (column == 6 ? INS_STATUS_SATURATED : 0);
  line->n_pulses[column] = hole ? 0 : (guint16)(row + column + 1);
  for (guint i = 0; line->ascans != NULL && i < line->n_samples; i++)
    line->ascans[column * line->n_samples + i] =
        hole ? 0 : (gint16)(fixture_get_sample (row, column, i) + variant);
  line->alarms[column] = hole ? 0 : column % 4;
  for (guint plane = 0; plane < line->n_planes; plane++)
    line->derived[plane * line->n_pixels + column] = hole ? NAN
                                                          : (float)(plane + row * 8 + column) / 4;
  for (guint gate = 0; gate < line->n_gates; gate++)
    {
      gsize place = gate * line->n_pixels + column;

      line->amplitude_percent[place] = fixture_get_amplitude (gate, row, column);
      line->tof_s[place] = fixture_get_tof (gate, row, column);
      line->gate_status[place] = hole ? 0
                                 : isnan (line->tof_s[place])
                                     ? INS_STATUS_HAS_DATA | INS_STATUS_NO_ECHO
                                     : INS_STATUS_HAS_DATA;
    }
}

void
fixture_fill_line (Fixture *self, guint row, gint16 variant)
{
  InsLineData *line = self->line;

  for (guint order = 0; order < self->plan->n_lines; order++)
    if (self->plan->rows[order] == row)
      ins_plan_get_line (self->plan, order, &line->line);
  g_assert_cmpuint (line->line.row, ==, row);
  for (guint column = 0; column < line->n_pixels; column++)
    fill_pixel (line, row, column, variant);

  line->track = (InsTrackLine){ .crossing_s = 100.0 + row,
                                .speed_mm_s = 20.0,
                                .alpha = 0.5,
                                .offset_s = 1e-3,
                                .offset_low_s = 0.0,
                                .offset_high_s = 2e-3,
                                .sigma_s = 1e-5,
                                .n_reports = 17 + row,
                                .interpolated = row == 3,
                                .state = row == 3   ? INS_TRACK_INTERPOLATED
                                         : row == 2 ? INS_TRACK_STALE
                                                    : INS_TRACK_OK,
                                .verdict = row == 3 ? INS_TRACK_LOST : INS_TRACK_GOOD };
  for (guint column = 0; column < line->n_pixels; column++)
    line->registration_um[column] = line->holes[column] != INS_HOLE_NONE
                                        ? NAN
                                        : 0.25F * (float)(row + column);
  line->n_reports = 300 + row; /* more than the file keeps */
  for (guint i = 0; i < line->n_reports; i++)
    line->reports[i] = (InsTrackReport){ i * 0.1, i * 0.1 + 0.01, row + i * 0.5 };
  line->n_lost_pulses = row * 2;
  line->card = (InsLineCard){ .first_pulse = 1000 * row + 7,
                              .last_pulse = 1000 * row + 70,
                              .first_card_s = row + 0.125,
                              .last_card_s = row + 0.25,
                              .first_host_s = row + 90.125,
                              .stream = row / 2,
                              .n_overruns = row % 2,
                              .placing = row == 4 ? INS_PLACED_BY_ENCODER : INS_PLACED_BY_REPORTS,
                              .encoder = row == 4 ? INS_ENCODER_PLACED : INS_ENCODER_NONE,
                              .slip_mm = row == 4 ? 0.01 : (double)NAN };
  line->started_s = 90.0 + row;
  line->started_unix_us = (1700000000 + (gint64)row) * 1000000;
  line->clock_rate = 1.00001;
}

void
fixture_write (Fixture *self, const gboolean *wanted, gboolean finish)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (InsNdeWriter) writer = ins_nde_writer_new (self->path, FALSE, FALSE);
  InsLineSink *sink = ins_nde_writer_get_sink (writer);
  g_autofree gboolean *done = g_new (gboolean, self->plan->n_lines);

  g_assert_true (sink->begin (sink, &self->info, done, &error));
  g_assert_no_error (error);
  for (guint order = 0; order < self->plan->n_lines; order++)
    {
      guint row = self->plan->rows[order];

      g_assert_false (done[row]);
      if (wanted != NULL && !wanted[row])
        continue;
      fixture_fill_line (self, row, 0);
      g_assert_true (sink->put_line (sink, self->line, &error));
      g_assert_no_error (error);
    }
  g_assert_true (sink->sync (sink, &error));
  g_assert_no_error (error);
  g_assert_cmpuint (sink->get_n_bytes (sink), >, 0);
  if (finish)
    {
      g_assert_true (sink->finish (sink, wanted == NULL, &fixture_account, &error));
      g_assert_no_error (error);
    }
}

void
fixture_assert_line (InsNdeFile *file, guint row)
{
  InsTrackLine track;
  InsLineCard card;

  g_assert_true (ins_nde_file_is_line_done (file, row));
  for (guint column = 0; column < 7; column++)
    {
      const gint16 *ascan = ins_nde_file_get_ascan (file, row, column);

      if (is_hole (row, column) || ins_nde_file_get_recipe (file)->mode == INS_MODE_GATED)
        {
          g_assert_null (ascan);
          continue;
        }
      g_assert_nonnull (ascan);
      for (guint i = 0; i < 16; i++)
        g_assert_cmpint (ascan[i], ==, fixture_get_sample (row, column, i));
    }
  g_assert_true (ins_nde_file_get_track (file, row, &track));
  g_assert_cmpfloat (track.crossing_s, ==, 100.0 + row);
  g_assert_true (ins_nde_file_get_line_card (file, row, &card));
  g_assert_cmpuint (card.first_pulse, ==, 1000 * row + 7);
  g_assert_cmpuint (card.last_pulse, ==, 1000 * row + 70);
  g_assert_cmpfloat (card.first_card_s, ==, row + 0.125);
  g_assert_cmpfloat (card.last_card_s, ==, row + 0.25);
  g_assert_cmpuint (card.stream, ==, row / 2);
  g_assert_cmpuint (card.n_overruns, ==, row % 2);
  g_assert_cmpint (card.placing, ==, row == 4 ? INS_PLACED_BY_ENCODER : INS_PLACED_BY_REPORTS);
  g_assert_cmpint (card.encoder, ==, row == 4 ? INS_ENCODER_PLACED : INS_ENCODER_NONE);
  g_assert_true (row == 4 ? card.slip_mm == 0.01 : isnan (card.slip_mm));
  g_assert_cmpfloat (track.speed_mm_s, ==, 20.0);
  g_assert_cmpfloat (track.sigma_s, ==, 1e-5);
  g_assert_cmpuint (track.n_reports, ==, 17 + row);
  g_assert_cmpint (track.interpolated, ==, row == 3);
  g_assert_cmpint (track.state, ==,
                   row == 3   ? INS_TRACK_INTERPOLATED
                   : row == 2 ? INS_TRACK_STALE
                              : INS_TRACK_OK);
  g_assert_cmpint (track.verdict, ==, row == 3 ? INS_TRACK_LOST : INS_TRACK_GOOD);
}
