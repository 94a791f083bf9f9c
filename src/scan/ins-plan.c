/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <math.h>

#include "scan/ins-plan.h"

/* Of a stage that does not say. */
#define DEFAULT_SPEED_MM_S 200.0
#define DEFAULT_ACCELERATION_MM_S2 500.0

/* Time at constant speed that a line is given at least, also a short one: the registration lives
 * of the reports in it, and a slow link gives one in 10 ms. The track leaves out up to 0.4 ramps or
 * a quarter of what lies between the ramps at each end. */
#define CRUISE_S 0.12
#define CRUISE_RAMPS 0.8
#define CRUISE_SHARE 0.5

/* First pass of an interlaced scan: every so many lines. */
#define FIRST_STRIDE 8

/* Estimates for the size of the file. */
#define FILE_HEADER_BYTES (256.0 * 1024.0)
#define LINE_RECORD_BYTES 512.0
#define REPORTS_PER_S 200.0
#define BYTES_PER_GATE_PIXEL (2.0 * (4.0 + 4.0 + 1.0)) /* private and public planes */
#define BYTES_PER_PIXEL 6.0                            /* pulses, hole, status twice */

static double
known_or (double value, double fallback)
{
  return isfinite (value) && value > 0.0 ? value : fallback;
}

double
ins_plan_move_time_s (double distance_mm, double speed_mm_s, double acceleration_mm_s2)
{
  double distance = fabs (distance_mm);

  if (distance * acceleration_mm_s2 < speed_mm_s * speed_mm_s)
    return 2.0 * sqrt (distance / acceleration_mm_s2);

  return distance / speed_mm_s + speed_mm_s / acceleration_mm_s2;
}

/* Fills rows with the row swept at each turn. */
static void
order_rows (guint *rows, guint n_rows, InsLineOrder order)
{
  guint n = 0;

  if (order == INS_LINE_ORDER_SEQUENTIAL)
    {
      for (guint row = 0; row < n_rows; row++)
        rows[row] = row;
      return;
    }

  for (guint row = 0; row < n_rows; row += FIRST_STRIDE)
    rows[n++] = row;
  for (guint stride = FIRST_STRIDE / 2; stride > 0; stride /= 2)
    for (guint row = stride; row < n_rows; row += 2 * stride)
      rows[n++] = row;
  g_assert (n == n_rows);
}

/* From the end of one line to the start of the next: one straight move, so the slower axis counts.
 */
static double
get_step_s (const InsPlan *self, guint order, double index_acceleration_mm_s2)
{
  double rows = fabs ((double)self->rows[order + 1] - (double)self->rows[order]);
  double index_s = ins_plan_move_time_s (rows * self->grid.index_step_mm, self->travel_speed_mm_s,
                                         index_acceleration_mm_s2);

  return MAX (index_s, self->return_s);
}

static void
add_times (InsPlan *self, double index_acceleration_mm_s2)
{
  double sweep_mm = self->grid.n_columns * self->grid.scan_step_mm + 2.0 * self->runway_mm;

  self->line_s = ins_plan_move_time_s (sweep_mm, self->speed_mm_s, self->acceleration_mm_s2);
  self->index_s = ins_plan_move_time_s (self->grid.index_step_mm, self->travel_speed_mm_s,
                                        index_acceleration_mm_s2);
  if (self->pattern == INS_PATTERN_UNIDIRECTIONAL)
    self->return_s = ins_plan_move_time_s (sweep_mm, self->travel_speed_mm_s,
                                           self->acceleration_mm_s2);

  self->left_s = g_new0 (double, self->n_lines + 1);
  for (guint order = self->n_lines; order-- > 0;)
    {
      self->left_s[order] = self->left_s[order + 1] + self->line_s;
      if (order + 1 < self->n_lines)
        self->left_s[order] += get_step_s (self, order, index_acceleration_mm_s2);
    }
  self->total_s = self->left_s[0];
}

static guint64
get_n_bytes (const InsPlan *self, const InsRecipe *recipe)
{
  double n_pixels = (double)self->grid.n_columns * self->grid.n_rows;
  double pixel_bytes = BYTES_PER_PIXEL + BYTES_PER_GATE_PIXEL * recipe->n_gates;
  double line_bytes = LINE_RECORD_BYTES + sizeof (double) * 3.0 * REPORTS_PER_S * self->line_s;

  if (recipe->mode == INS_MODE_WAVEFORM)
    pixel_bytes += sizeof (gint16) * (double)self->timing.n_samples;

  return (guint64)(FILE_HEADER_BYTES + n_pixels * pixel_bytes + self->n_lines * line_bytes);
}

static double
get_runway_mm (const InsRecipe *recipe, const InsScanGrid *grid, double acceleration_mm_s2)
{
  double speed = recipe->speed_mm_s;
  double ramp_mm = speed * speed / (2.0 * acceleration_mm_s2);
  double cruise_mm = CRUISE_S * speed;
  double wanted_mm = MIN (cruise_mm + CRUISE_RAMPS * ramp_mm, cruise_mm / CRUISE_SHARE);
  double missing_mm = wanted_mm - grid->n_columns * grid->scan_step_mm;

  return ramp_mm + MAX (MAX (INS_PLAN_MARGIN_MM, INS_PLAN_MARGIN_S * speed), 0.5 * missing_mm);
}

/* Each pixel gets as many pulses as are averaged, evenly over its width. */
static void
pace_pulses (InsPlan *self, guint n_averages)
{
  self->pulse_step_mm = self->grid.scan_step_mm / n_averages;
  self->n_runway_pulses = (guint)ceil (self->runway_mm / self->pulse_step_mm);
  self->n_line_pulses = 2 * self->n_runway_pulses + self->grid.n_columns * n_averages;
  self->runway_mm = self->n_runway_pulses * self->pulse_step_mm;
  self->pulses_per_pixel = n_averages;
}

static InsPlan *
make (const InsRecipe *recipe,
      const InsStageInfo *info,
      const InsTiming *timing,
      gboolean by_position)
{
  InsPlan *self = g_new0 (InsPlan, 1);
  InsAxis scan = recipe->scan_axis, index = recipe->index_axis;
  double index_acceleration = known_or (info->acceleration.mm[index], DEFAULT_ACCELERATION_MM_S2);

  ins_recipe_get_grid (recipe, &self->grid);
  self->timing = *timing;
  self->pattern = recipe->pattern;
  self->speed_mm_s = recipe->speed_mm_s;
  self->acceleration_mm_s2 = known_or (info->acceleration.mm[scan], DEFAULT_ACCELERATION_MM_S2);
  self->travel_speed_mm_s = MIN (known_or (info->maximum_speed.mm[scan], DEFAULT_SPEED_MM_S),
                                 known_or (info->maximum_speed.mm[index], DEFAULT_SPEED_MM_S));
  self->runway_mm = get_runway_mm (recipe, &self->grid, self->acceleration_mm_s2);
  self->n_lines = self->grid.n_rows;
  self->rows = g_new0 (guint, self->n_lines);
  order_rows (self->rows, self->n_lines, recipe->line_order);
  self->pulses_per_pixel = self->grid.scan_step_mm / self->speed_mm_s * timing->prf_hz;
  if (by_position)
    pace_pulses (self, recipe->averages);
  add_times (self, index_acceleration);
  self->n_bytes = get_n_bytes (self, recipe);

  return self;
}

InsPlan *
ins_plan_new (const InsRecipe *recipe, const InsStageInfo *info, const InsTiming *timing)
{
  return make (recipe, info, timing, FALSE);
}

InsPlan *
ins_plan_new_by_position (const InsRecipe *recipe,
                          const InsStageInfo *info,
                          const InsTiming *timing)
{
  return make (recipe, info, timing, TRUE);
}

void
ins_plan_free (InsPlan *self)
{
  g_free (self->rows);
  g_free (self->left_s);
  g_free (self);
}

void
ins_plan_get_line (const InsPlan *self, guint order, InsLine *line)
{
  const InsScanGrid *grid = &self->grid;
  double before_mm = ins_scan_grid_get_scan_mm (grid, -0.5) - grid->scan_sign * self->runway_mm;
  double after_mm = ins_scan_grid_get_scan_mm (grid, grid->n_columns - 0.5) +
                    grid->scan_sign * self->runway_mm;
  gboolean back = self->pattern == INS_PATTERN_SERPENTINE && order % 2 == 1;

  g_return_if_fail (order < self->n_lines);

  line->order = order;
  line->row = self->rows[order];
  line->direction = back ? -1 : 1;
  line->start = line->end = grid->start;
  line->start.mm[grid->index_axis] = line->end.mm[grid->index_axis] = ins_scan_grid_get_index_mm (
      grid, line->row);
  line->start.mm[grid->scan_axis] = back ? after_mm : before_mm;
  line->end.mm[grid->scan_axis] = back ? before_mm : after_mm;
}

void
ins_plan_get_extent (const InsPlan *self, InsPosition *minimum, InsPosition *maximum)
{
  const InsScanGrid *grid = &self->grid;
  double last_mm = ins_scan_grid_get_index_mm (grid, grid->n_rows - 1.0);
  InsLine line;

  ins_plan_get_line (self, 0, &line);
  *minimum = *maximum = grid->start;
  minimum->mm[grid->scan_axis] = MIN (line.start.mm[grid->scan_axis], line.end.mm[grid->scan_axis]);
  maximum->mm[grid->scan_axis] = MAX (line.start.mm[grid->scan_axis], line.end.mm[grid->scan_axis]);
  minimum->mm[grid->index_axis] = MIN (grid->start.mm[grid->index_axis], last_mm);
  maximum->mm[grid->index_axis] = MAX (grid->start.mm[grid->index_axis], last_mm);
}

double
ins_plan_get_remaining_s (const InsPlan *self, guint order)
{
  return self->left_s[MIN (order, self->n_lines)];
}
