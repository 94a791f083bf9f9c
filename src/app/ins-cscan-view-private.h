/* ins-cscan-view-private.h - what the files of the C-scan view share
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "app/ins-cscan-overlay.h"
#include "app/ins-draw.h"
#include "app/ins-view-rectangle.h"
#include "image/ins-colour-map.h"
#include "image/ins-histogram.h"
#include "image/ins-pixel-state.h"
#include "image/ins-pyramid.h"

G_BEGIN_DECLS

/* Picture coordinates, u to the right and v downwards, are millimetres from the left upper corner
 * of the first pixel, whichever way the stage's own coordinates run. */
typedef struct
{
  graphene_rect_t area;    /* room for the plot, logical pixels */
  double world_u, world_v; /* what "fit" shows, mm */
  double world_width, world_height;
  double scale;              /* logical pixels per mm */
  double origin_x, origin_y; /* of picture coordinate 0, 0 */
  int x, y, width, height;   /* the plot: what is visible, whole pixels */
} InsCscanGeometry;

/* What is drawn over the picture, each in a node of its own that stays until it changes: a node
 * that is the same as in the last frame is not painted again. */
typedef enum
{
  INS_LAYER_AXES,
  INS_LAYER_PLAN,
  INS_LAYER_HOLES,
  INS_LAYER_GUTTER,
  INS_LAYER_TO_GO,
  INS_LAYER_PROGRESS,
  INS_LAYER_SCALE_BAR,
  INS_LAYER_PROBE,
  INS_LAYER_RECTANGLE,
  INS_LAYER_OVERLAY,
  INS_N_LAYERS,
} InsLayer;

typedef enum
{
  INS_ROW_TO_GO,
  INS_ROW_RECORDED,
  INS_ROW_HAS_HOLES,
} InsRowState;

typedef enum
{
  INS_OVERLAY_PRESS,
  INS_OVERLAY_DRAG,
  INS_OVERLAY_RELEASE,
  INS_OVERLAY_HOVER,
} InsOverlayWhat;

typedef struct
{
  double x, y; /* in the widget */
  guint n_press;
  GdkModifierType state;
} InsOverlayEvent;

/* One more rectangle of the plan. */
typedef struct
{
  InsScanGrid grid;
  char *name;
} InsViewRegion;

/* Rows of one plane, gathered from the scan. */
typedef struct
{
  InsCscan *cscan; /* NULL: plan only */
  guint gate;
  InsPlaneKind kind;
  guint64 generation;      /* all rows up to here are taken */
  guint next_row;          /* 0, or where the next collect goes on */
  guint64 part_generation; /* when it began with row 0 */
  InsPyramid *values;
  InsPyramid *hole_map;      /* NULL until there is a hole */
  InsPyramid *state_map;     /* InsPixelState; NULL until there is such */
  guint8 *holes;             /* InsHole of every pixel */
  guint8 *row_states;        /* InsRowState */
  guint *row_fill;           /* ins_row_fill_find() */
  guint8 *row_seen, seen;    /* bit 1 << InsPixelState: of some pixel of the row, of all rows */
  float *row_low, *row_high; /* NaN: nothing in the row */
  float *scratch;            /* one row */
  InsHistogram histogram;    /* by ins_cscan_rows_get_histogram() */
  gboolean is_histogram_old; /* rows that it counts have changed */
  guint histogram_step;      /* of every so many rows */
  float low, high;           /* of the data; NaN without */
  guint first_new, end_new;  /* rows of the last collect */
  gboolean holes_changed;
} InsCscanRows;

struct _InsCscanView
{
  GtkWidget parent_instance;

  InsCscanRows rows;
  gboolean has_plan, frames_plan; /* the latter: over a picture too */
  InsScanGrid plan;
  double runway_mm;
  guint n_regions;
  InsViewRegion *regions;
  InsPattern pattern;

  InsPosition probe;
  gboolean probe_known;
  int row, direction;
  guint n_lines_done;
  char *stopped_text;

  gboolean has_cursor;
  guint cursor_row, cursor_column;

  InsColouring colouring; /* as drawn */
  InsContrast contrast;
  gboolean decibels;             /* wished for */
  float wanted_low, wanted_high; /* of manual contrast; NaN: as the data */

  gboolean is_geometry_valid;
  InsCscanGeometry geometry;
  double zoom;               /* 1: all fits */
  double centre_u, centre_v; /* in the middle of the area, mm */

  guint n_strips;
  GskRenderNode **strips; /* NULL: to be drawn anew */
  guint32 *no_data;       /* a line of the hatch and one period more, device pixels */
  guint n_no_data;
  GskRenderNode *layers[INS_N_LAYERS];
  GskRenderNode *overview; /* NULL: to be drawn anew */
  int overview_width, overview_height;
  gboolean in_overview; /* the drag under way */

  gboolean fills_rows;
  InsCscanTool tool;
  gboolean has_rectangle;
  InsAxis rectangle_axes[2];      /* scan and index, of what it was drawn on */
  InsPosition rectangle_mm[2];    /* two opposite corners */
  InsViewGrab grab;               /* while it is dragged */
  gboolean is_drawing;            /* a new one */
  InsViewRectangle dragged;       /* as it was when the drag began */
  gboolean drags_plan;            /* the rectangle is the plan's frame, under a drag */
  const InsCscanOverlay *overlay; /* NULL: none */
  gpointer overlay_data;
  gboolean overlay_has_pointer; /* it took a press that was not let go yet */
  double pointer_x, pointer_y;
  double drag_u, drag_v; /* centre when a pan began */
  guint tick_id, poll_id, later_id;
  guint n_idle_ticks;
  double snapshot_s;
};

/* ---- ins-cscan-view-rows.c */
void ins_cscan_rows_set (InsCscanRows *self, InsCscan *cscan, guint gate, InsPlaneKind kind);
/* Which pixel stands for all that share one on the screen. */
void ins_cscan_rows_set_keep (InsCscanRows *self, InsKeep keep);
/* Takes new rows, of a very large scan a part at a time: next_row is then not 0. TRUE: there were
 * new ones. */
gboolean ins_cscan_rows_collect (InsCscanRows *self);
const InsHistogram *ins_cscan_rows_get_histogram (InsCscanRows *self);

/* ---- ins-cscan-view-geometry.c */
/* The grid that is shown; NULL without picture and plan. */
const InsScanGrid *ins_cscan_view_get_grid (InsCscanView *self);
void ins_cscan_view_update_geometry (InsCscanView *self);
void ins_cscan_view_to_picture (InsCscanView *self, double x, double y, double *u, double *v);
double ins_cscan_view_to_x (InsCscanView *self, double u);
double ins_cscan_view_to_y (InsCscanView *self, double v);
/* Stage coordinates to picture coordinates and back. */
double ins_cscan_view_scan_to_u (const InsScanGrid *grid, double mm);
double ins_cscan_view_index_to_v (const InsScanGrid *grid, double mm);
double ins_cscan_view_u_to_scan (const InsScanGrid *grid, double u);
double ins_cscan_view_v_to_index (const InsScanGrid *grid, double v);
void ins_cscan_view_zoom_at (InsCscanView *self, double x, double y, double factor);
void ins_cscan_view_move_centre (InsCscanView *self, double u, double v);

/* ---- ins-cscan-view-picture.c */
void ins_cscan_view_snapshot_picture (InsCscanView *self, GtkSnapshot *snapshot);
void ins_cscan_view_drop_strips (InsCscanView *self);
/* Only those that show rows [first, end). */
void ins_cscan_view_drop_strips_of_rows (InsCscanView *self, guint first, guint end);
/* How the picture lies under pixels of the given size. */
void ins_cscan_view_get_pyramid_view (InsCscanView *self, double px, InsPyramidView *view);

/* ---- ins-cscan-view-drawing.c, -plan.c: each draws one layer */
void ins_cscan_view_draw_axes (const InsDraw *draw, gpointer view);
void ins_cscan_view_draw_holes (const InsDraw *draw, gpointer view);
void ins_cscan_view_draw_gutter (const InsDraw *draw, gpointer view);
void ins_cscan_view_draw_to_go (const InsDraw *draw, gpointer view);
/* FALSE: there is no such thing to draw now. */
gboolean ins_cscan_view_get_progress_y (InsCscanView *self, double *y);
gboolean ins_cscan_view_get_to_go_y (InsCscanView *self, double *y);
void ins_cscan_view_get_probe_place (InsCscanView *self, double *x, double *y);
/* What the words "Stopped at line ..." cover. */
gboolean ins_cscan_view_get_stopped_plate (InsCscanView *self, graphene_rect_t *plate);
/* What the word "Probe" covers, beside the mark or else above or below. */
void ins_cscan_view_get_probe_plate (InsCscanView *self, graphene_rect_t *plate);
void ins_cscan_view_draw_progress (const InsDraw *draw, gpointer view);
/* Where the plan's frame lies in the picture. FALSE: it is not shown, or has other axes. */
gboolean ins_cscan_view_get_plan_rectangle (InsCscanView *self, InsViewRectangle *rectangle);
void ins_cscan_view_draw_plan (const InsDraw *draw, gpointer view);
void ins_cscan_view_draw_probe (const InsDraw *draw, gpointer view);

/* ---- ins-cscan-view-regions.c */
void ins_cscan_view_clear_regions (InsCscanView *self);
/* Widens @world to hold all regions. */
void ins_cscan_view_add_regions (InsCscanView *self, InsViewRectangle *world);
void ins_cscan_view_draw_regions (const InsDraw *draw, InsCscanView *self);

/* ---- ins-cscan-view-rectangle.c */
/* FALSE: there is none, or it belongs to other axes. */
gboolean ins_cscan_view_shows_rectangle (InsCscanView *self);
void ins_cscan_view_begin_rectangle (InsCscanView *self, double x, double y);
void ins_cscan_view_drag_rectangle (InsCscanView *self, double dx, double dy);
void ins_cscan_view_end_rectangle (InsCscanView *self);
void ins_cscan_view_nudge_rectangle (InsCscanView *self, int rows, int columns, gboolean resize);
/* The frame of a plan without regions is pulled at its sides; FALSE: there is no side. The window
 * is told by "plan-dragged" where it then is, as the rectangle. */
gboolean ins_cscan_view_begin_plan_drag (InsCscanView *self, double x, double y);
void ins_cscan_view_end_plan_drag (InsCscanView *self);
gboolean ins_cscan_view_point_at_plan (InsCscanView *self, double x, double y);
void ins_cscan_view_draw_handles (const InsDraw *draw, double x0, double y0, double x1, double y1);
/* The pointer says what a drag would do. */
void ins_cscan_view_point_at_rectangle (InsCscanView *self, double x, double y);
/* Where it lies, picture coordinates; only if it is shown. */
void ins_cscan_view_get_rectangle_in_picture (InsCscanView *self, InsViewRectangle *rectangle);
void ins_cscan_view_get_rectangle_bounds (InsCscanView *self, graphene_rect_t *bounds);
void ins_cscan_view_draw_rectangle (const InsDraw *draw, gpointer view);

/* ---- ins-cscan-view-overview.c */
/* FALSE: all is in view, and there is none. */
gboolean ins_cscan_view_get_overview (InsCscanView *self, graphene_rect_t *area);
gboolean ins_cscan_view_is_over_overview (InsCscanView *self, double x, double y);
void ins_cscan_view_go_in_overview (InsCscanView *self, double x, double y);
void ins_cscan_view_drop_overview (InsCscanView *self);
void ins_cscan_view_snapshot_overview (InsCscanView *self, GtkSnapshot *snapshot);
void ins_cscan_view_get_scale_bar_bounds (InsCscanView *self, graphene_rect_t *bounds);
void ins_cscan_view_draw_scale_bar (const InsDraw *draw, gpointer view);

/* ---- ins-cscan-view-overlay.c: public functions are in ins-cscan-overlay.h */
void ins_cscan_view_draw_overlay (const InsDraw *draw, gpointer view);
void ins_cscan_view_get_overlay_bounds (InsCscanView *self, graphene_rect_t *bounds);
/* TRUE: the overlay has the pointer. */
gboolean ins_cscan_view_point_overlay (InsCscanView *self,
                                       InsOverlayWhat what,
                                       const InsOverlayEvent *event);
gboolean ins_cscan_view_key_overlay (InsCscanView *self, guint keyval, GdkModifierType state);

/* ---- ins-cscan-view-colours.c */
/* After another palette, sense or plane. */
void ins_cscan_view_update_keep (InsCscanView *self);
/* Recomputes the drawn range; emits range-changed and repaints if it is another. */
void ins_cscan_view_update_range (InsCscanView *self);
const InsColouring *ins_cscan_view_get_colouring (InsCscanView *self);

/* ---- ins-cscan-view-live.c: new rows on the frame clock, while the view is mapped */
void ins_cscan_view_start_looking (InsCscanView *self);
void ins_cscan_view_stop_looking (InsCscanView *self);
/* Takes what is new; TRUE if there was something. */
gboolean ins_cscan_view_look (InsCscanView *self);
/* Soon, at human speed: range, "data-changed", the description for screen readers. */
void ins_cscan_view_update_later (InsCscanView *self);

/* ---- ins-cscan-view-input.c */
/* Arrows, plus, minus, F */
void ins_cscan_view_bind_keys (GtkWidgetClass *class);
void ins_cscan_view_add_controllers (InsCscanView *self);

/* ---- ins-cscan-view.c; the colour bar uses these too */
void ins_cscan_view_drop_layer (InsCscanView *self, InsLayer layer);
void ins_cscan_view_place_cursor (InsCscanView *self, double row, double column);
/* NULL: no picture. Emits "data-changed" a few times a second while it grows. */
InsCscanRows *ins_cscan_view_get_rows (InsCscanView *self);

G_END_DECLS
