/* ins-scan-grid.c - where the pixels of a scan lie, and what its planes span
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "config.h"

#include <math.h>

#include "image/ins-cscan.h"

/* Narrower ranges of values are noise to the eye. */
#define LEAST_AMPLITUDE_SPAN_PERCENT 10.0F
#define LEAST_TIME_SPAN_S 0.2e-6F
#define LEAST_REGISTRATION_SPAN_UM 1.0F
#define LEAST_PULSES_SPAN 4.0F
#define LEAST_DERIVED_SPAN 0.1F /* mm, dB, percent or a number */

double
ins_scan_grid_get_scan_mm (const InsScanGrid *grid, double column)
{
  return grid->start.mm[grid->scan_axis] + grid->scan_sign * column * grid->scan_step_mm;
}

double
ins_scan_grid_get_index_mm (const InsScanGrid *grid, double row)
{
  return grid->start.mm[grid->index_axis] + grid->index_sign * row * grid->index_step_mm;
}

void
ins_scan_grid_transpose (const InsScanGrid *self, InsScanGrid *transposed)
{
  *transposed = (InsScanGrid){ .n_rows = self->n_columns,
                               .n_columns = self->n_rows,
                               .scan_axis = self->index_axis,
                               .index_axis = self->scan_axis,
                               .scan_sign = self->index_sign,
                               .index_sign = self->scan_sign,
                               .scan_step_mm = self->index_step_mm,
                               .index_step_mm = self->scan_step_mm,
                               .start = self->start };
}

void
ins_plane_widen_range (InsPlaneKind kind, float *low, float *high)
{
  static const float spans[] = { [INS_PLANE_AMPLITUDE] = LEAST_AMPLITUDE_SPAN_PERCENT,
                                 [INS_PLANE_TOF] = LEAST_TIME_SPAN_S,
                                 [INS_PLANE_REGISTRATION] = LEAST_REGISTRATION_SPAN_UM,
                                 [INS_PLANE_PULSES] = LEAST_PULSES_SPAN,
                                 [INS_PLANE_STATUS] = 1.0F,
                                 [INS_PLANE_DERIVED] = LEAST_DERIVED_SPAN,
                                 [INS_PLANE_ALARMS] = 1.0F };
  float span = spans[kind];
  float least = fminf (*low, 0);
  float most = kind == INS_PLANE_AMPLITUDE ? fmaxf (*high, 100) : INFINITY;

  if (!(*high - *low < span))
    return;

  *low = fmaxf ((*low + *high - span) / 2, least);
  *high = *low + span;
  if (*high > most)
    {
      *high = most;
      *low = most - span;
    }
}
