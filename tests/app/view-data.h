/* view-data.h - made-up scan for tests and the gallery of views
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include <math.h>

#include "app/ins-view.h"

#define VIEW_N_SAMPLES 512
#define VIEW_FULL_SCALE 2048

static inline void
view_data_get_grid (InsScanGrid *grid)
{
  *grid = (InsScanGrid){ .n_rows = 500,
                         .n_columns = 900,
                         .scan_axis = INS_AXIS_X,
                         .index_axis = INS_AXIS_Y,
                         .scan_sign = 1,
                         .index_sign = 1,
                         .scan_step_mm = 0.1,
                         .index_step_mm = 0.1,
                         .start = { { 10, 10, 5 } } };
}

static inline void
view_data_get_timing (InsTiming *timing)
{
  *timing = (InsTiming){
    .sample_rate_hz = 40e6, .n_samples = VIEW_N_SAMPLES, .delay_s = 25e-6, .prf_hz = 1000
  };
}

static inline guint
view_data_get_gates (InsGate *gates)
{
  gates[0] = (InsGate){
    .name = "Interface", .start_s = 26e-6, .length_s = 2.4e-6, .threshold_percent = 30
  };
  gates[1] = (InsGate){ .name = "Flaw",
                        .anchor = INS_ANCHOR_CROSSING,
                        .start_s = 0.8e-6,
                        .length_s = 4e-6,
                        .threshold_percent = 40 };
  gates[2] = (InsGate){ .name = "Back wall",
                        .anchor = INS_ANCHOR_CROSSING,
                        .start_s = 5e-6,
                        .length_s = 1e-6,
                        .threshold_percent = 25 };

  return 3;
}

/* Flaw amplitude at a place of the part, percent: holes that shrink to the right and a blob. */
static inline double
view_data_get_flaw (double u_mm, double v_mm)
{
  double best = 8 + 3 * sin (u_mm * 2.9) * sin (v_mm * 2.9) + 2 * sin (u_mm / 5 + v_mm / 9);
  double angle = atan2 (v_mm - 24, u_mm - 24), distance = hypot (u_mm - 24, (v_mm - 24) * 0.9);

  for (int row = 0; row < 3; row++)
    for (int i = row == 2 ? 1 : 0; i < 5; i++)
      if (hypot (u_mm - 49 - 9.5 * i, v_mm - 14 - 10 * row) < (4.2 - 0.85 * i) - 0.4 * row)
        best = 90 - 4 * row;
  if (distance < 9 + 2.2 * sin (5 * angle) + sin (9 * angle + 1) && distance > 1.4)
    best = fmax (best, 62 + 12 * sin (u_mm * 1.7) * cos (v_mm * 1.3) - distance);
  if (u_mm - v_mm > 77 || (u_mm < 9.5 && v_mm > 39.5))
    best = 2;

  return CLAMP (best, 0, 100);
}

static inline void
view_data_put_row (InsCscan *cscan, guint row)
{
  const InsScanGrid *grid = ins_cscan_get_grid (cscan);
  g_autofree float *amplitude = g_new (float, grid->n_columns);
  g_autofree float *tof = g_new (float, grid->n_columns);
  g_autofree guint8 *holes = g_new0 (guint8, grid->n_columns);

  for (guint i = 0; i < grid->n_columns; i++)
    {
      amplitude[i] = (float)view_data_get_flaw (i * grid->scan_step_mm, row * grid->index_step_mm);
      tof[i] = amplitude[i] > 40 ? 29e-6F + 1e-8F * (float)row : NAN;
      if ((row - 118 < 2 && i - 531 < 9) || (row == 246 && i - 300 < 14))
        {
          holes[i] = INS_HOLE_LOST_PULSES;
          amplitude[i] = tof[i] = NAN;
        }
    }
  ins_cscan_put_row (cscan, row, amplitude, tof, holes);
}

static inline double
view_data_echo (double us, double at_us, double percent)
{
  return percent * exp (-pow ((us - at_us) / 0.22, 2)) * cos (2 * G_PI * 5 * (us - at_us));
}

static inline void
view_data_get_ascan (guint column, guint row, gint16 *samples)
{
  double flaw = view_data_get_flaw (column * 0.1, row * 0.1);
  double front_us = 27.03 + 0.15 * sin (column / 140.0);

  for (guint i = 0; i < VIEW_N_SAMPLES; i++)
    {
      double us = 25 + i / 40.0;
      double percent = view_data_echo (us, front_us, 92) -
                       view_data_echo (us, front_us + 1.5 + flaw / 40, flaw) +
                       view_data_echo (us, front_us + 5.3, flaw > 40 ? 12 : 78) +
                       1.5 * sin (i * 1.7 + column) * sin (i * 0.31);

      samples[i] = (gint16)lround (percent * VIEW_FULL_SCALE / 100);
    }
}
