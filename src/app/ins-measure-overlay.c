/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <math.h>

#include "app/ins-measure-overlay-private.h"

#define REACH_PX 9.0 /* of handles and lines */
#define ALL_POINTS G_MAXUINT

static const InsScanGrid *
get_grid (InsMeasureOverlay *self)
{
  InsCscan *cscan = ins_measure_model_get_cscan (self->model);

  return cscan != NULL ? ins_cscan_get_grid (cscan) : NULL;
}

static InsAreaPoint
to_point (const InsScanGrid *grid, const InsCscanPlace *place)
{
  return grid->scan_axis < grid->index_axis ? (InsAreaPoint){ place->scan_mm, place->index_mm }
                                            : (InsAreaPoint){ place->index_mm, place->scan_mm };
}

gboolean
ins_measure_overlay_to_px (InsMeasureOverlay *self, const InsAreaPoint *point, double *x, double *y)
{
  const InsScanGrid *grid = get_grid (self);
  gboolean scan_is_x = grid != NULL && grid->scan_axis < grid->index_axis;
  const InsCscanPlace place = { scan_is_x ? point->x_mm : point->y_mm,
                                scan_is_x ? point->y_mm : point->x_mm };

  return grid != NULL && ins_cscan_view_place_to_px (self->view, place, x, y);
}

guint
ins_measure_overlay_get_handles (const InsMeasure *measure, InsAreaPoint *handles, guint most)
{
  const InsAreaPoint *points = measure->points;
  guint n = MIN (measure->n_points, most);

  for (guint i = 0; i < n; i++)
    handles[i] = points[i];
  if (ins_measure_has_region (measure) && measure->shape == INS_MEASURE_RECTANGLE && n == 2 &&
      most >= 4)
    {
      handles[1] = (InsAreaPoint){ points[1].x_mm, points[0].y_mm };
      handles[2] = points[1];
      handles[3] = (InsAreaPoint){ points[0].x_mm, points[1].y_mm };
      n = 4;
    }

  return n;
}

/* ---- changing ------------------------------------------------------------------------------ */

/* Handle 1 and 3 of a rectangle are corners that share a coordinate with each of its points. */
static void
move_handle (InsMeasure *measure, guint handle, const InsAreaPoint *to)
{
  InsAreaPoint *points = measure->points;

  if (ins_measure_has_region (measure) && measure->shape == INS_MEASURE_RECTANGLE)
    {
      *(handle == 0 || handle == 3 ? &points[0].x_mm : &points[1].x_mm) = to->x_mm;
      *(handle < 2 ? &points[0].y_mm : &points[1].y_mm) = to->y_mm;
      return;
    }
  if (ins_measure_has_region (measure) && measure->shape == INS_MEASURE_CIRCLE && handle == 0)
    {
      points[1].x_mm += to->x_mm - points[0].x_mm;
      points[1].y_mm += to->y_mm - points[0].y_mm;
    }
  points[handle] = *to;
}

static void
drag_to (InsMeasureOverlay *self, const InsAreaPoint *to)
{
  int selected = ins_measure_model_get_selected (self->model);
  InsMeasure *measure;

  if (selected < 0)
    return;
  measure = ins_measure_copy (ins_measure_model_get (self->model, (guint)selected)->measure);
  if (self->handle != ALL_POINTS && self->handle < MAX (measure->n_points, 4))
    move_handle (measure, self->handle, to);
  else
    for (guint i = 0; i < measure->n_points; i++)
      {
        measure->points[i].x_mm += to->x_mm - self->pressed.x_mm;
        measure->points[i].y_mm += to->y_mm - self->pressed.y_mm;
      }
  self->pressed = *to;
  ins_measure_model_change (self->model, (guint)selected, measure, self->is_new || self->has_moved);
  self->has_moved = TRUE;
}

/* ---- finding ------------------------------------------------------------------------------- */

static double
distance_to_line (double x, double y, const double a[2], const double b[2])
{
  double dx = b[0] - a[0], dy = b[1] - a[1], length = dx * dx + dy * dy;
  double share = length > 0.0 ? ((x - a[0]) * dx + (y - a[1]) * dy) / length : 0.0;

  share = CLAMP (share, 0.0, 1.0);

  return hypot (x - a[0] - share * dx, y - a[1] - share * dy);
}

static gboolean
is_near_circle (InsMeasureOverlay *self, const InsMeasure *measure, double x, double y)
{
  double centre[2], rim[2];

  return ins_measure_overlay_to_px (self, &measure->points[0], &centre[0], &centre[1]) &&
         ins_measure_overlay_to_px (self, &measure->points[1], &rim[0], &rim[1]) &&
         fabs (hypot (x - centre[0], y - centre[1]) -
               hypot (rim[0] - centre[0], rim[1] - centre[1])) < REACH_PX;
}

static gboolean
is_near (InsMeasureOverlay *self, const InsMeasure *measure, double x, double y)
{
  InsAreaPoint handles[INS_MEASURE_MAX_POINTS];
  guint n = ins_measure_overlay_get_handles (measure, handles, G_N_ELEMENTS (handles));

  if (ins_measure_has_region (measure) && measure->shape == INS_MEASURE_CIRCLE)
    return is_near_circle (self, measure, x, y);
  for (guint i = 0; i < n; i++)
    {
      double a[2], b[2];

      if (ins_measure_overlay_to_px (self, &handles[i], &a[0], &a[1]) &&
          ins_measure_overlay_to_px (self, &handles[(i + 1) % n], &b[0], &b[1]) &&
          distance_to_line (x, y, a, b) < REACH_PX)
        return TRUE;
    }

  return FALSE;
}

static int
find_handle (InsMeasureOverlay *self, const InsMeasure *measure, double x, double y)
{
  InsAreaPoint handles[INS_MEASURE_MAX_POINTS];
  guint n = ins_measure_overlay_get_handles (measure, handles, G_N_ELEMENTS (handles));

  /* the last first: the rim of a small circle lies over its centre */
  for (guint i = n; i-- > 0;)
    {
      double hx, hy;

      if (ins_measure_overlay_to_px (self, &handles[i], &hx, &hy) &&
          hypot (hx - x, hy - y) < REACH_PX)
        return (int)i;
    }

  return -1;
}

/* Takes hold of what lies under the pointer; the selected one first. */
static gboolean
grab (InsMeasureOverlay *self, double x, double y)
{
  int selected = ins_measure_model_get_selected (self->model);
  int handle;

  if (selected >= 0)
    {
      handle = find_handle (self, ins_measure_model_get (self->model, (guint)selected)->measure, x,
                            y);
      if (handle >= 0)
        {
          self->handle = (guint)handle;
          return TRUE;
        }
    }
  for (guint i = ins_measure_model_get_n (self->model); i-- > 0;)
    if (is_near (self, ins_measure_model_get (self->model, i)->measure, x, y))
      {
        ins_measure_model_select (self->model, (int)i);
        self->handle = ALL_POINTS;
        return TRUE;
      }

  return FALSE;
}

/* ---- making -------------------------------------------------------------------------------- */

static InsMeasure *
new_measure (InsMeasureOverlay *self, const InsAreaPoint *points, guint n)
{
  static const InsMeasureKind kinds[INS_MEASURE_N_TOOLS] = {
    [INS_MEASURE_TOOL_DISTANCE] = INS_MEASURE_DISTANCE,
    [INS_MEASURE_TOOL_RECTANGLE] = INS_MEASURE_STATISTICS,
    [INS_MEASURE_TOOL_POLYGON] = INS_MEASURE_STATISTICS,
    [INS_MEASURE_TOOL_CIRCLE] = INS_MEASURE_STATISTICS,
    [INS_MEASURE_TOOL_PROFILE] = INS_MEASURE_PROFILE,
    [INS_MEASURE_TOOL_SIZE] = INS_MEASURE_SIZING,
    [INS_MEASURE_TOOL_NOTE] = INS_MEASURE_NOTE,
  };
  InsMeasure *measure = ins_measure_new (kinds[self->tool], "");

  measure->shape = self->tool == INS_MEASURE_TOOL_RECTANGLE ? INS_MEASURE_RECTANGLE
                   : self->tool == INS_MEASURE_TOOL_POLYGON ? INS_MEASURE_POLYGON
                   : self->tool == INS_MEASURE_TOOL_CIRCLE  ? INS_MEASURE_CIRCLE
                                                            : INS_MEASURE_ALL;
  ins_measure_set_points (measure, points, n);
  self->prepare (measure, self->data);

  return measure;
}

static void
close_polygon (InsMeasureOverlay *self)
{
  if (self->corners->len >= 3)
    ins_measure_model_add (
        self->model,
        new_measure (self, (const InsAreaPoint *)(void *)self->corners->data, self->corners->len));
  g_array_set_size (self->corners, 0);
  ins_cscan_view_queue_overlay (self->view);
}

/* A double click, or a click on the first corner, closes it. */
static void
add_corner (InsMeasureOverlay *self, const InsCscanPointer *pointer, const InsAreaPoint *point)
{
  double x, y;

  if (pointer->n_press > 1 || self->corners->len == INS_MEASURE_MAX_POINTS ||
      (self->corners->len >= 3 &&
       ins_measure_overlay_to_px (self, &g_array_index (self->corners, InsAreaPoint, 0), &x, &y) &&
       hypot (x - pointer->x, y - pointer->y) < REACH_PX))
    {
      close_polygon (self);
      return;
    }
  g_array_append_val (self->corners, *point);
  ins_cscan_view_queue_overlay (self->view);
}

static void
make (InsMeasureOverlay *self, const InsAreaPoint *point)
{
  const InsAreaPoint points[] = { *point, *point };
  gboolean one = self->tool == INS_MEASURE_TOOL_SIZE || self->tool == INS_MEASURE_TOOL_NOTE;

  ins_measure_model_add (self->model, new_measure (self, points, one ? 1 : 2));
  self->is_dragging = TRUE;
  self->is_new = TRUE;
  self->handle = one ? 0 : self->tool == INS_MEASURE_TOOL_RECTANGLE ? 2 : 1;
}

void
ins_measure_overlay_add_at (InsMeasureOverlay *self, const InsAreaPoint *centre)
{
  const InsScanGrid *grid = get_grid (self);
  double reach_mm;

  if (grid == NULL || self->tool == INS_MEASURE_TOOL_SELECT)
    return;
  reach_mm = 0.1 * MIN (grid->n_columns * grid->scan_step_mm, grid->n_rows * grid->index_step_mm);
  {
    const InsAreaPoint points[] = { { centre->x_mm - reach_mm, centre->y_mm - reach_mm },
                                    { centre->x_mm + reach_mm, centre->y_mm + reach_mm },
                                    { centre->x_mm - reach_mm, centre->y_mm + reach_mm } };
    gboolean one = self->tool == INS_MEASURE_TOOL_SIZE || self->tool == INS_MEASURE_TOOL_NOTE;
    gboolean round = self->tool == INS_MEASURE_TOOL_CIRCLE;
    const InsAreaPoint disc[] = { *centre, { centre->x_mm + reach_mm, centre->y_mm } };

    ins_measure_model_add (self->model, new_measure (self,
                                                     one     ? centre
                                                     : round ? disc
                                                             : points,
                                                     one                                      ? 1
                                                     : self->tool == INS_MEASURE_TOOL_POLYGON ? 3
                                                                                              : 2));
  }
}

/* ---- the view's calls ---------------------------------------------------------------------- */

static gboolean
on_press (InsCscanView *view, const InsCscanPointer *pointer, gpointer data)
{
  InsMeasureOverlay *self = data;
  const InsScanGrid *grid = get_grid (self);

  if (grid == NULL)
    return FALSE;
  self->pressed = to_point (grid, &pointer->place);
  self->is_new = self->has_moved = FALSE;
  if (self->corners->len == 0 && grab (self, pointer->x, pointer->y))
    self->is_dragging = TRUE;
  else if (self->tool == INS_MEASURE_TOOL_POLYGON)
    add_corner (self, pointer, &self->pressed);
  else if (self->tool == INS_MEASURE_TOOL_SELECT)
    ins_measure_model_select (self->model, -1);
  else
    make (self, &self->pressed);

  return TRUE;
}

static void
on_drag (InsCscanView *view, const InsCscanPointer *pointer, gpointer data)
{
  InsMeasureOverlay *self = data;
  const InsScanGrid *grid = get_grid (self);
  InsAreaPoint to;

  if (grid == NULL || !self->is_dragging)
    return;
  to = to_point (grid, &pointer->place);
  drag_to (self, &to);
}

/* A click with a tool that wants two points leaves nothing behind. */
static void
on_release (InsCscanView *view, const InsCscanPointer *pointer, gpointer data)
{
  InsMeasureOverlay *self = data;
  int selected = ins_measure_model_get_selected (self->model);
  gboolean was_new = self->is_dragging && self->is_new;

  self->is_dragging = FALSE;
  self->is_new = FALSE;
  if (was_new && selected >= 0)
    {
      const InsMeasure *measure = ins_measure_model_get (self->model, (guint)selected)->measure;

      if (measure->n_points == 2 &&
          hypot (measure->points[1].x_mm - measure->points[0].x_mm,
                 measure->points[1].y_mm - measure->points[0].y_mm) < 3.0 * pointer->mm_per_px)
        (void)ins_measure_model_undo (self->model);
    }
}

static void
on_hover (InsCscanView *view, const InsCscanPointer *pointer, gpointer data)
{
  InsMeasureOverlay *self = data;
  const InsScanGrid *grid = get_grid (self);

  if (grid == NULL || self->corners->len == 0)
    return;
  self->hover = to_point (grid, &pointer->place);
  ins_cscan_view_queue_overlay (view);
}

/* Moves the selected one by whole pixels of the picture. */
static gboolean
nudge (InsMeasureOverlay *self, int d_column, int d_row)
{
  const InsScanGrid *grid = get_grid (self);
  int selected = ins_measure_model_get_selected (self->model);
  InsAreaPoint from, to;

  if (grid == NULL || selected < 0)
    return FALSE;
  from = ins_measure_to_point (grid, 0.0, 0.0);
  to = ins_measure_to_point (grid, d_column, d_row);
  self->pressed = from;
  self->handle = ALL_POINTS;
  self->is_new = self->has_moved = FALSE;
  drag_to (self, &to);

  return TRUE;
}

static gboolean
on_key (InsCscanView *view, guint keyval, GdkModifierType state, gpointer data)
{
  InsMeasureOverlay *self = data;
  int selected = ins_measure_model_get_selected (self->model);
  int by = (state & GDK_SHIFT_MASK) != 0 ? 10 : 1;

  if ((state & GDK_CONTROL_MASK) != 0)
    return (keyval == GDK_KEY_z || keyval == GDK_KEY_Z) && ins_measure_model_undo (self->model);
  switch (keyval)
    {
    case GDK_KEY_Delete:
    case GDK_KEY_KP_Delete:
      if (selected >= 0)
        ins_measure_model_remove (self->model, (guint)selected);
      return selected >= 0;
    case GDK_KEY_BackSpace:
      if (self->corners->len == 0)
        return FALSE;
      g_array_set_size (self->corners, self->corners->len - 1);
      ins_cscan_view_queue_overlay (view);
      return TRUE;
    case GDK_KEY_Return:
    case GDK_KEY_KP_Enter:
      if (self->corners->len == 0)
        return FALSE;
      close_polygon (self);
      return TRUE;
    case GDK_KEY_Left:
    case GDK_KEY_Right:
      return nudge (self, keyval == GDK_KEY_Left ? -by : by, 0);
    case GDK_KEY_Up:
    case GDK_KEY_Down:
      return nudge (self, 0, keyval == GDK_KEY_Up ? -by : by);
    default:
      return FALSE;
    }
}

const InsCscanOverlay ins_measure_cscan_overlay = {
  ins_measure_overlay_draw, NULL, on_press, on_drag, on_release, on_hover, on_key
};

/* -------------------------------------------------------------------------------------------- */

static void
on_model_changed (InsMeasureModel *model, InsMeasureOverlay *self)
{
  ins_cscan_view_queue_overlay (self->view);
}

InsMeasureOverlay *
ins_measure_overlay_new (InsCscanView *view,
                         InsMeasureModel *model,
                         void (*prepare) (InsMeasure *measure, gpointer data),
                         gpointer data)
{
  InsMeasureOverlay *self = g_new0 (InsMeasureOverlay, 1);

  self->view = view;
  self->model = model;
  self->prepare = prepare;
  self->data = data;
  self->is_visible = TRUE;
  self->corners = g_array_new (FALSE, FALSE, sizeof (InsAreaPoint));
  self->handler = g_signal_connect (model, "changed", G_CALLBACK (on_model_changed), self);
  ins_cscan_view_set_overlay (view, &ins_measure_cscan_overlay, self);

  return self;
}

void
ins_measure_overlay_free (InsMeasureOverlay *self)
{
  g_signal_handler_disconnect (self->model, self->handler);
  ins_cscan_view_set_overlay (self->view, NULL, NULL);
  g_array_unref (self->corners);
  g_free (self);
}

void
ins_measure_overlay_set_tool (InsMeasureOverlay *self, InsMeasureTool tool)
{
  self->tool = tool;
  g_array_set_size (self->corners, 0);
  ins_cscan_view_queue_overlay (self->view);
}

void
ins_measure_overlay_set_visible (InsMeasureOverlay *self, gboolean visible)
{
  self->is_visible = visible;
  ins_cscan_view_queue_overlay (self->view);
}
