/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <math.h>
#include <string.h>

#include "scan/ins-plan-private.h"

/* Of a stage that does not say. */
#define DEFAULT_SPEED_MM_S 200.0
#define DEFAULT_ACCELERATION_MM_S2 500.0

/* Time at constant speed that a line is given at least, also a short one: the registration lives
 * of the reports in it, and a slow link gives one in 10 ms. The track leaves out up to 0.4 ramps or
 * a quarter of what lies between the ramps at each end. */
#define CRUISE_S 0.12
#define CRUISE_RAMPS 0.8
#define CRUISE_SHARE 0.5

/* Points are reached from so far beyond the backlash. */
#define APPROACH_MARGIN_MM 0.1

static double
known_or (double value, double fallback)
{
  return isfinite (value) && value > 0.0 ? value : fallback;
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

  for (guint row = 0; row < n_rows; row += INS_PLAN_FIRST_STRIDE)
    rows[n++] = row;
  for (guint stride = INS_PLAN_FIRST_STRIDE / 2; stride > 0; stride /= 2)
    for (guint row = stride; row < n_rows; row += 2 * stride)
      rows[n++] = row;
  g_assert (n == n_rows);
}

/* Columns of each row, and the way each line is swept: to and fro, so it counts which are. */
static void
find_spans (InsPlan *self)
{
  g_autofree guint8 *wanted = g_malloc (self->grid.n_columns);
  guint n_columns = self->grid.n_columns;

  self->spans = g_malloc0_n (self->n_lines, sizeof *self->spans);
  for (guint row = 0; row < self->n_lines; row++)
    {
      guint first = 0, n = n_columns;

      self->spans[row].n_wanted = ins_plan_get_wanted (self, row, wanted);
      self->n_wanted += self->spans[row].n_wanted;
      if (self->spans[row].n_wanted == 0)
        continue;
      while (wanted[first] == 0)
        first++;
      while (wanted[n - 1] == 0)
        n--;
      self->spans[row].first = first;
      self->spans[row].n = n - first;
    }
}

/* Where points have to be reached towards plus each row begins at its low end. */
static void
find_directions (InsPlan *self)
{
  gboolean to_and_fro = self->pattern == INS_PATTERN_SERPENTINE && self->approach_mm == 0.0;
  gboolean always_back = self->approach_mm > 0.0 && self->grid.scan_sign < 0;

  self->is_back = g_new0 (guint8, self->n_lines);
  for (guint order = 0; order < self->n_lines; order++)
    {
      self->is_back[order] = to_and_fro ? self->n_swept % 2 : (guint8)always_back;
      self->n_swept += self->spans[self->rows[order]].n_wanted > 0 ? 1 : 0;
    }
}

static double
get_runway_mm (const InsPlan *self, guint n_columns)
{
  double speed = self->speed_mm_s;
  double ramp_mm = speed * speed / (2.0 * self->acceleration_mm_s2);
  double cruise_mm = CRUISE_S * speed;
  double wanted_mm = MIN (cruise_mm + CRUISE_RAMPS * ramp_mm, cruise_mm / CRUISE_SHARE);
  double missing_mm = wanted_mm - n_columns * self->grid.scan_step_mm;

  return ramp_mm + MAX (MAX (INS_PLAN_MARGIN_MM, INS_PLAN_MARGIN_S * speed), 0.5 * missing_mm);
}

/* Each pixel gets as many pulses as are averaged, evenly over its width. */
static void
pace_pulses (const InsPlan *self, InsLine *line)
{
  line->n_runway_pulses = (guint)ceil (line->runway_mm / self->pulse_step_mm);
  line->n_pulses = 2 * line->n_runway_pulses + line->n_columns * self->n_averages;
  line->runway_mm = line->n_runway_pulses * self->pulse_step_mm;
}

/* The longest of everything, for buffers and to keep clear. */
static void
find_longest (InsPlan *self)
{
  for (guint order = 0; order < self->n_lines; order++)
    {
      InsLine line;

      ins_plan_get_line (self, order, &line);
      self->runway_mm = MAX (self->runway_mm, line.runway_mm);
      self->n_line_pulses = MAX (self->n_line_pulses, line.n_pulses);
    }
}

static void
plan_points (InsPlan *self, const InsRecipe *recipe, double backlash_mm)
{
  self->dwell_s = recipe->dwell_s;
  self->hold_s = recipe->dwell_s + (recipe->averages + 1.0) / self->timing.prf_hz;
  self->pulses_per_pixel = recipe->averages;
  self->n_reports = 2 * self->grid.n_columns;
  if (backlash_mm != 0.0)
    self->approach_mm = fabs (backlash_mm) + APPROACH_MARGIN_MM;
}

static void
plan_sweeps (InsPlan *self, const InsRecipe *recipe, gboolean by_position)
{
  double most = self->grid.scan_step_mm * self->timing.prf_hz / recipe->averages;

  self->pulses_per_pixel = self->grid.scan_step_mm / self->speed_mm_s * self->timing.prf_hz;
  self->greatest_speed_mm_s = MIN (self->greatest_speed_mm_s, most);
  if (!by_position)
    return;
  self->pulse_step_mm = self->grid.scan_step_mm / recipe->averages;
  self->pulses_per_pixel = recipe->averages;
}

InsPlan *
ins_plan_new_for_rig (const InsRecipe *recipe,
                      const InsStageInfo *info,
                      const InsTiming *timing,
                      gboolean by_position,
                      double backlash_mm)
{
  InsPlan *self = g_new0 (InsPlan, 1);
  InsAxis scan = recipe->scan_axis, index = recipe->index_axis;

  ins_recipe_get_grid (recipe, &self->grid);
  self->timing = *timing;
  self->pattern = recipe->pattern;
  self->motion = recipe->motion;
  self->n_averages = recipe->averages;
  self->speed_mm_s = recipe->speed_mm_s;
  self->greatest_speed_mm_s = known_or (info->maximum_speed.mm[scan], (double)INFINITY);
  self->acceleration_mm_s2 = known_or (info->acceleration.mm[scan], DEFAULT_ACCELERATION_MM_S2);
  self->travel_speed_mm_s = MIN (known_or (info->maximum_speed.mm[scan], DEFAULT_SPEED_MM_S),
                                 known_or (info->maximum_speed.mm[index], DEFAULT_SPEED_MM_S));
  self->n_lines = self->grid.n_rows;
  self->rows = g_new0 (guint, self->n_lines);
  self->area = ins_recipe_make_area (recipe);
  order_rows (self->rows, self->n_lines, recipe->line_order);
  if (self->motion == INS_SCAN_POINTS)
    plan_points (self, recipe, backlash_mm);
  else
    plan_sweeps (self, recipe, by_position);
  find_spans (self);
  find_directions (self);
  find_longest (self);
  ins_plan_add_times (self, known_or (info->acceleration.mm[index], DEFAULT_ACCELERATION_MM_S2));
  ins_plan_add_bytes (self, recipe);

  return self;
}

InsPlan *
ins_plan_new (const InsRecipe *recipe, const InsStageInfo *info, const InsTiming *timing)
{
  return ins_plan_new_for_rig (recipe, info, timing, FALSE, 0.0);
}

void
ins_plan_shift (InsPlan *self, const InsPosition *shift_mm)
{
  for (guint axis = 0; axis < INS_N_AXES; axis++)
    self->grid.start.mm[axis] += shift_mm->mm[axis];
}

void
ins_plan_free (InsPlan *self)
{
  g_free (self->rows);
  g_free (self->is_back);
  g_free (self->spans);
  g_free (self->left_s);
  g_clear_pointer (&self->area, ins_area_unref);
  g_free (self);
}

guint
ins_plan_get_wanted (const InsPlan *self, guint row, guint8 *wanted)
{
  if (self->area != NULL)
    return ins_area_get_row (self->area, row, wanted);
  memset (wanted, 1, self->grid.n_columns);

  return self->grid.n_columns;
}

/* From the centre of the first point to the last one's; both from below. */
static void
set_ends_of_points (const InsPlan *self, InsLine *line)
{
  const InsScanGrid *grid = &self->grid;
  guint last = line->first_column + line->n_columns - 1;
  gboolean back = line->direction < 0;

  ins_plan_get_point (self, line, back ? last : line->first_column, &line->start);
  ins_plan_get_point (self, line, back ? line->first_column : last, &line->end);
  line->start.mm[grid->scan_axis] -= self->approach_mm;
  line->start.mm[grid->index_axis] -= self->approach_mm;
  line->runway_mm = self->approach_mm;
}

static void
set_ends_of_sweep (const InsPlan *self, InsLine *line)
{
  const InsScanGrid *grid = &self->grid;
  double first = line->first_column - 0.5, end = first + line->n_columns, before_mm, after_mm;

  line->runway_mm = get_runway_mm (self, line->n_columns);
  if (self->pulse_step_mm > 0.0)
    pace_pulses (self, line);
  before_mm = ins_scan_grid_get_scan_mm (grid, first) - grid->scan_sign * line->runway_mm;
  after_mm = ins_scan_grid_get_scan_mm (grid, end) + grid->scan_sign * line->runway_mm;
  line->start.mm[grid->scan_axis] = line->direction < 0 ? after_mm : before_mm;
  line->end.mm[grid->scan_axis] = line->direction < 0 ? before_mm : after_mm;
}

void
ins_plan_get_line (const InsPlan *self, guint order, InsLine *line)
{
  const InsScanGrid *grid = &self->grid;
  guint row;

  g_return_if_fail (order < self->n_lines);

  row = self->rows[order];
  *line = (InsLine){ .order = order,
                     .row = row,
                     .direction = self->is_back[order] != 0 ? -1 : 1,
                     .start = grid->start,
                     .end = grid->start,
                     .first_column = self->spans[row].first,
                     .n_columns = self->spans[row].n };
  line->start.mm[grid->index_axis] = line->end.mm[grid->index_axis] = ins_scan_grid_get_index_mm (
      grid, row);
  if (line->n_columns == 0)
    return;
  if (self->motion == INS_SCAN_POINTS)
    set_ends_of_points (self, line);
  else
    set_ends_of_sweep (self, line);
}

gboolean
ins_plan_is_same_line (const InsLine *a, const InsLine *b)
{
  for (guint axis = 0; axis < INS_N_AXES; axis++)
    if (a->start.mm[axis] != b->start.mm[axis] || a->end.mm[axis] != b->end.mm[axis])
      return FALSE;

  return a->order == b->order && a->row == b->row;
}

void
ins_plan_get_point (const InsPlan *self, const InsLine *line, guint column, InsPosition *point)
{
  const InsScanGrid *grid = &self->grid;

  *point = grid->start;
  point->mm[grid->scan_axis] = ins_scan_grid_get_scan_mm (grid, column);
  point->mm[grid->index_axis] = ins_scan_grid_get_index_mm (grid, line->row);
}

static void
widen (InsPosition *minimum, InsPosition *maximum, const InsPosition *position)
{
  for (guint axis = 0; axis < INS_N_AXES; axis++)
    {
      minimum->mm[axis] = MIN (minimum->mm[axis], position->mm[axis]);
      maximum->mm[axis] = MAX (maximum->mm[axis], position->mm[axis]);
    }
}

void
ins_plan_get_extent (const InsPlan *self, InsPosition *minimum, InsPosition *maximum)
{
  gboolean first = TRUE;

  *minimum = *maximum = self->grid.start;
  for (guint order = 0; order < self->n_lines; order++)
    {
      InsLine line;

      ins_plan_get_line (self, order, &line);
      if (line.n_columns == 0)
        continue;
      if (first)
        *minimum = *maximum = line.start;
      first = FALSE;
      widen (minimum, maximum, &line.start);
      widen (minimum, maximum, &line.end);
    }
}
