/* ins-view.h - what the picture widgets share
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include <gtk/gtk.h>

#include "app/ins-ascan-view.h"
#include "image/ins-cscan.h"
#include "image/ins-pixel-state.h"
#include "scan/ins-recipe.h"

G_BEGIN_DECLS

/* Theme colours for Cairo drawing; follow the dark preference and the wish for high contrast. */
typedef struct
{
  GdkRGBA well, plot, ink, dim, line, grid, rf, envelope, accent, danger, warn, ok;
  GdkRGBA hatch, no_data, tile;
  GdkRGBA gates[3]; /* I, F, B; further gates repeat */
} InsTheme;

const InsTheme *ins_theme_get (GtkWidget *widget);
/* By the application's preference, or by a theme that is dark by its name. */
gboolean ins_theme_is_dark (GtkSettings *settings);
/* The theme is one of the toolkit's with high contrast, as where the desktop was told so. */
gboolean ins_theme_has_high_contrast (GtkSettings *settings);

/* ---- the C-scan -------------------------------------------------------------------------- */

#define INS_TYPE_CSCAN_VIEW (ins_cscan_view_get_type ())
G_DECLARE_FINAL_TYPE (InsCscanView, ins_cscan_view, INS, CSCAN_VIEW, GtkWidget)

/* Signals: "cursor-changed" (); "rectangle-changed" (); "range-changed" (); "plan-dragged" (): the
 * rectangle is where a person has pulled the plan's frame to; "go-to" (double x_mm,
 * double y_mm, double z_mm: double click in the plan, stage coordinates, NaN for the axis that
 * stays where it is). Pulls new rows on the frame clock by itself (tick callback while a scan
 * runs). */
GtkWidget *ins_cscan_view_new (void);

/* NULL shows the plan alone. */
void ins_cscan_view_set_cscan (InsCscanView *self, InsCscan *cscan, guint gate, InsPlaneKind kind);

/* The same places evaluated anew: zoom and cross-hair stay. Looks for new rows at once. */
void
ins_cscan_view_replace_cscan (InsCscanView *self, InsCscan *cscan, guint gate, InsPlaneKind kind);

/* The frame that a scan would cover, drawn when there is no picture; NULL for none. */
void ins_cscan_view_set_plan (InsCscanView *self, const InsScanGrid *grid, double runway_mm);
/* Draws that frame over a picture too, where it has the picture's axes. */
void ins_cscan_view_set_frames_plan (InsCscanView *self, gboolean frames);
/* With others that are scanned in the same go: each has its frame and its name beside the one
 * above. All have its axes. */
void ins_cscan_view_set_regions (InsCscanView *self,
                                 const InsScanGrid *grids,
                                 const char *const *names,
                                 guint n_regions);
/* Which way the arrows of the plan's path point; serpentine at first. */
void ins_cscan_view_set_pattern (InsCscanView *self, InsPattern pattern);

/* Lines that are not measured yet show the nearest one that is, paler and hatched: for interlaced
 * scans, which are then seen coarse at first and ever finer. The view's alone. */
void ins_cscan_view_set_fills_rows (InsCscanView *self, gboolean fills);

/* Reported probe position; known FALSE draws no probe. */
void ins_cscan_view_set_probe (InsCscanView *self, const InsPosition *position, gboolean known);

/* The line being swept: row and direction, or -1. stopped_text: "Stopped at line 316. ..." or NULL.
 */
void ins_cscan_view_set_progress (InsCscanView *self,
                                  int row,
                                  int direction,
                                  guint n_lines_done,
                                  const char *stopped_text);

/* FALSE: no cursor. Values are those of the pixel under the cross-hair. */
typedef struct
{
  guint row, column;
  double scan_mm, index_mm;
  float value; /* in the plane's unit; NaN in a hole */
  InsHole hole;
  int state; /* InsPixelState; -1: none */
} InsCursor;
gboolean ins_cscan_view_get_cursor (InsCscanView *self, InsCursor *cursor);
void ins_cscan_view_set_cursor (InsCscanView *self, guint row, guint column);

/* What the first and the last colour stand for. Automatic ones are never so near that noise looks
 * like a pattern. */
typedef enum
{
  INS_CONTRAST_DATA,       /* least to greatest value */
  INS_CONTRAST_PERCENTILE, /* without the last percent at either end */
  INS_CONTRAST_VIEW,       /* of what is in view */
  INS_CONTRAST_RECTANGLE,  /* of what is in the rectangle; without one: the data */
  INS_CONTRAST_MANUAL,     /* as set */
} InsContrast;
void ins_cscan_view_set_contrast (InsCscanView *self, InsContrast contrast);
InsContrast ins_cscan_view_get_contrast (InsCscanView *self);

/* Manual contrast; NAN, NAN is INS_CONTRAST_DATA. */
void ins_cscan_view_set_range (InsCscanView *self, float low, float high);
void ins_cscan_view_get_range (InsCscanView *self, float *low, float *high);
void ins_cscan_view_set_colour_map (InsCscanView *self, const char *name);
void ins_cscan_view_set_inverted (InsCscanView *self, gboolean inverted);
/* Amplitudes in even steps of decibels; other planes are not concerned. */
void ins_cscan_view_set_decibels (InsCscanView *self, gboolean decibels);
/* What a click or drag does. The wheel zooms at the pointer whatever the tool is. */
typedef enum
{
  INS_CSCAN_TOOL_CROSS,
  INS_CSCAN_TOOL_PAN,
  INS_CSCAN_TOOL_RECTANGLE, /* draws it, pulls at its sides, moves it */
  INS_CSCAN_TOOL_OVERLAY,   /* whatever the overlay does (ins-cscan-overlay.h) */
} InsCscanTool;
void ins_cscan_view_set_tool (InsCscanView *self, InsCscanTool tool);

/* Corners in stage coordinates along the two axes of the picture, the first of X, Y, Z first.
 * FALSE: there is none. */
gboolean ins_cscan_view_get_rectangle (InsCscanView *self, InsAreaPoint *one, InsAreaPoint *other);
void ins_cscan_view_clear_rectangle (InsCscanView *self);
void ins_cscan_view_zoom (InsCscanView *self, double factor);
void ins_cscan_view_fit (InsCscanView *self);
/* What is in view, for pictures that go together: the stage coordinates of its middle along the
 * picture's two axes, NaN for the third; and its scale in logical pixels. FALSE: there is no
 * picture. What is set is brought within what the view can show. Signal "look-changed" (): it may
 * be another. */
gboolean ins_cscan_view_get_look (InsCscanView *self, InsPosition *middle, double *px_per_mm);
void ins_cscan_view_set_look (InsCscanView *self, const InsPosition *middle, double px_per_mm);
/* A pixel of the scan on one of the screen, or all of it if that is larger; the middle stays. */
void ins_cscan_view_show_one_to_one (InsCscanView *self);
/* Main-loop cost: duration of the last snapshot of this view, s. */
double ins_cscan_view_get_last_snapshot_s (InsCscanView *self);

/* ---- the colour bar ---------------------------------------------------------------------- */

#define INS_TYPE_COLOUR_BAR (ins_colour_bar_get_type ())
G_DECLARE_FINAL_TYPE (InsColourBar, ins_colour_bar, INS, COLOUR_BAR, GtkWidget)

/* Follows the view's range and map; two handles to drag set it; histogram beside it. */
GtkWidget *ins_colour_bar_new (void);
void ins_colour_bar_set_view (InsColourBar *self, InsCscanView *view);
void ins_colour_bar_set_title (InsColourBar *self, const char *title, const char *unit);

/* ---- the B-scan -------------------------------------------------------------------------- */

#define INS_TYPE_BSCAN_VIEW (ins_bscan_view_get_type ())
G_DECLARE_FINAL_TYPE (InsBscanView, ins_bscan_view, INS, BSCAN_VIEW, GtkWidget)

/* One line's A-scans side by side: scan axis across, time down, |sample| as colour. A D-scan is the
 * same along the index axis: ins_scan_grid_transpose(). Signal: "cursor-moved" (int pixel): a
 * person points there, or presses an arrow key; who owns the cross-hair moves it. */
GtkWidget *ins_bscan_view_new (void);
void ins_bscan_view_set_line (InsBscanView *self,
                              const gint16 *samples,
                              guint n_pixels,
                              guint n_samples,
                              const InsScanGrid *grid,
                              const InsTiming *timing,
                              int full_scale_counts);
void ins_bscan_view_set_gates (InsBscanView *self, const InsGate *gates, guint n_gates);
/* As ins_ascan_view_set_conditioning(): the section and where gates lie are then of that. */
void ins_bscan_view_set_conditioning (InsBscanView *self, const InsConditioning *conditioning);
/* Column of the cross-hair, -1 none. */
void ins_bscan_view_set_cursor (InsBscanView *self, int column);

G_END_DECLS
