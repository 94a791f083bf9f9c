/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <math.h>

#include "scan/ins-registration-map.h"

/* Of a value that was rounded to a step. */
#define STEP_SIGMA (1.0 / sqrt (12.0))

static double
get_doubt_mm (const InsTrack *track,
              const InsScanGrid *grid,
              double clock_sigma_s,
              double quantum_mm,
              const InsLineData *data,
              guint column)
{
  const InsTrackLine *line = &data->track;
  double clock_mm, track_mm;

  switch (data->card.placing)
    {
    case INS_PLACED_BY_ENCODER:
      return 2.0 * line->sigma_s * fabs (line->speed_mm_s);
    case INS_PLACED_BY_TRIGGER:
    case INS_PLACED_AT_REST:
      return 2.0 * STEP_SIGMA * quantum_mm;
    case INS_PLACED_BY_REPORTS:
    default:
      break;
    }
  clock_mm = 2.0 * clock_sigma_s * line->speed_mm_s;
  track_mm = ins_track_get_doubt_mm (track, line, data->line.start.mm[grid->scan_axis],
                                     data->line.end.mm[grid->scan_axis],
                                     ins_scan_grid_get_scan_mm (grid, column));

  return hypot (clock_mm, track_mm);
}

void
ins_registration_map_fill (const InsTrack *track,
                           const InsScanGrid *grid,
                           double clock_sigma_s,
                           double quantum_mm,
                           InsLineData *data)
{
  for (guint column = 0; column < data->n_pixels; column++)
    data->registration_um[column] = data->holes[column] != INS_HOLE_NONE
                                        ? NAN
                                        : (float)(1e3 * get_doubt_mm (track, grid, clock_sigma_s,
                                                                      quantum_mm, data, column));
}
