/* ins-cscan-overlay.h - what others draw on the C-scan, and their pointer tools
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "app/ins-draw.h"

G_BEGIN_DECLS

/* A place on the picture: stage coordinates along its two axes. */
typedef struct
{
  double scan_mm, index_mm;
} InsCscanPlace;

/* The pointer over the picture; may lie beyond its edge while it is dragged. */
typedef struct
{
  InsCscanPlace place;
  double column, row; /* the same in pixels of the picture: pixel i covers i to i + 1 */
  double x, y;        /* the same in the widget, logical pixels */
  double mm_per_px;   /* how much a logical pixel shows: a reach of 8 px is 8 * mm_per_px */
  guint n_press;      /* 1 click, 2 double click, ...; 0: hovers */
  GdkModifierType state;
} InsCscanPointer;

/**
 * InsCscanOverlay:
 * @draw: draws over the picture, clipped to it; called again only after
 *   ins_cscan_view_queue_overlay() or when the view has moved
 * @get_bounds: (nullable): where @draw draws at most, logical pixels; NULL: anywhere. What is
 *   small is drawn fast.
 * @press: (nullable): a press with the primary button; TRUE: it is taken, @drag and @release follow
 * @drag, @release: (nullable): the pointer moved with the button down, and let go
 * @hover: (nullable): it moved with no button down
 * @key: (nullable): TRUE: it is taken
 *
 * The pointer and the keys are the overlay's while the view's tool is %INS_CSCAN_TOOL_OVERLAY; it
 * is drawn whatever the tool is. The middle button pans and the wheel zooms all the same.
 */
typedef struct
{
  void (*draw) (const InsDraw *draw, InsCscanView *view, gpointer data);
  void (*get_bounds) (InsCscanView *view, graphene_rect_t *bounds, gpointer data);
  gboolean (*press) (InsCscanView *view, const InsCscanPointer *pointer, gpointer data);
  void (*drag) (InsCscanView *view, const InsCscanPointer *pointer, gpointer data);
  void (*release) (InsCscanView *view, const InsCscanPointer *pointer, gpointer data);
  void (*hover) (InsCscanView *view, const InsCscanPointer *pointer, gpointer data);
  gboolean (*key) (InsCscanView *view, guint keyval, GdkModifierType state, gpointer data);
} InsCscanOverlay;

/* @overlay: (nullable): static, not copied; replaces the one before. */
void ins_cscan_view_set_overlay (InsCscanView *self, const InsCscanOverlay *overlay, gpointer data);

/* Its drawing has changed. */
void ins_cscan_view_queue_overlay (InsCscanView *self);

/* Logical pixels of the widget. FALSE: there is neither picture nor plan. */
gboolean ins_cscan_view_place_to_px (InsCscanView *self, InsCscanPlace place, double *x, double *y);
gboolean ins_cscan_view_px_to_place (InsCscanView *self, double x, double y, InsCscanPlace *place);

/* The visible part of the picture in the widget, logical pixels: texts are kept within it. */
gboolean ins_cscan_view_get_plot (InsCscanView *self, graphene_rect_t *plot);

G_END_DECLS
