/* ins-plan-time.c - how long a plan takes, and how much room
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "config.h"

#include <math.h>

#include "scan/ins-plan-private.h"

/* Of each point, besides its way and its rest: two questions over a link of middling speed. */
#define POINT_OVERHEAD_S 0.015

/* Estimates for the size of the file. */
#define FILE_HEADER_BYTES (256.0 * 1024.0)
#define LINE_RECORD_BYTES 512.0
#define REPORTS_PER_S 200.0
#define BYTES_PER_GATE_PIXEL (2.0 * (4.0 + 4.0 + 1.0)) /* private and public planes */
#define BYTES_PER_PIXEL 6.0                            /* pulses, hole, status twice */

double
ins_plan_move_time_s (double distance_mm, double speed_mm_s, double acceleration_mm_s2)
{
  double distance = fabs (distance_mm);

  if (distance * acceleration_mm_s2 < speed_mm_s * speed_mm_s)
    return 2.0 * sqrt (distance / acceleration_mm_s2);

  return distance / speed_mm_s + speed_mm_s / acceleration_mm_s2;
}

/* As if the points of a row that are not wanted lay evenly between the others. */
static double
get_points_s (const InsPlan *self, guint row)
{
  guint n = self->spans[row].n_wanted;
  double step_mm = n > 1 ? (self->spans[row].n - 1) * self->grid.scan_step_mm / (n - 1) : 0.0;
  double step_s = ins_plan_move_time_s (step_mm, self->speed_mm_s, self->acceleration_mm_s2);
  double first_s = ins_plan_move_time_s (self->approach_mm, self->speed_mm_s,
                                         self->acceleration_mm_s2);

  return first_s + (n - 1) * step_s + n * (self->hold_s + POINT_OVERHEAD_S);
}

static double
get_line_s (const InsPlan *self, const InsLine *line)
{
  InsAxis axis = self->grid.scan_axis;

  if (line->n_columns == 0)
    return 0.0;
  if (self->motion == INS_SCAN_POINTS)
    return get_points_s (self, line->row);

  return ins_plan_move_time_s (line->end.mm[axis] - line->start.mm[axis], self->speed_mm_s,
                               self->acceleration_mm_s2);
}

/* From the end of one line to the start of the next: one straight move, so the slower axis counts.
 */
static double
get_step_s (const InsPlan *self,
            const InsLine *line,
            const InsLine *next,
            double index_acceleration_mm_s2)
{
  InsAxis scan = self->grid.scan_axis, index = self->grid.index_axis;
  double index_s = ins_plan_move_time_s (next->start.mm[index] - line->end.mm[index],
                                         self->travel_speed_mm_s, index_acceleration_mm_s2);
  double scan_s = ins_plan_move_time_s (next->start.mm[scan] - line->end.mm[scan],
                                        self->travel_speed_mm_s, self->acceleration_mm_s2);

  return MAX (index_s, scan_s);
}

void
ins_plan_add_times (InsPlan *self, double index_acceleration_mm_s2)
{
  gboolean has_next = FALSE;
  InsLine line, next;

  self->index_s = ins_plan_move_time_s (self->grid.index_step_mm, self->travel_speed_mm_s,
                                        index_acceleration_mm_s2);
  self->left_s = g_new0 (double, self->n_lines + 1);
  for (guint order = self->n_lines; order-- > 0;)
    {
      double line_s;

      ins_plan_get_line (self, order, &line);
      line_s = get_line_s (self, &line);
      self->line_s = MAX (self->line_s, line_s);
      self->left_s[order] = self->left_s[order + 1] + line_s;
      if (line.n_columns == 0)
        continue;
      if (has_next)
        self->left_s[order] += get_step_s (self, &line, &next, index_acceleration_mm_s2);
      if (self->pattern == INS_PATTERN_UNIDIRECTIONAL)
        self->return_s = MAX (self->return_s,
                              ins_plan_move_time_s (line.end.mm[self->grid.scan_axis] -
                                                        line.start.mm[self->grid.scan_axis],
                                                    self->travel_speed_mm_s,
                                                    self->acceleration_mm_s2));
      next = line;
      has_next = TRUE;
    }
  self->total_s = self->left_s[0];
}

void
ins_plan_add_bytes (InsPlan *self, const InsRecipe *recipe)
{
  double n_pixels = (double)self->grid.n_columns * self->grid.n_rows;
  double pixel_bytes = BYTES_PER_PIXEL + BYTES_PER_GATE_PIXEL * recipe->n_gates;
  double n_reports = self->n_reports > 0 ? self->n_reports : REPORTS_PER_S * self->line_s;
  double line_bytes = LINE_RECORD_BYTES + sizeof (double) * 3.0 * n_reports;

  if (recipe->mode == INS_MODE_WAVEFORM)
    pixel_bytes += sizeof (gint16) * (double)self->timing.n_samples;
  self->n_bytes = (guint64)(FILE_HEADER_BYTES + n_pixels * pixel_bytes +
                            self->n_lines * line_bytes);
}

double
ins_plan_get_remaining_s (const InsPlan *self, guint order)
{
  return self->left_s[MIN (order, self->n_lines)];
}
