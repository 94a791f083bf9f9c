/* ins-compare-private.h - what the files of the comparison share
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "app/ins-compare-view.h"
#include "app/ins-view.h"

G_BEGIN_DECLS

enum
{
  INS_COMPARE_A,
  INS_COMPARE_B,
  INS_COMPARE_DIFFERENCE,
  INS_COMPARE_N,
};

typedef struct
{
  InsNdeFile *file;
  InsCscan *cscan;
} InsCompareScan;

typedef struct
{
  InsCscanView *view;
  InsColourBar *bar;
  GtkLabel *title, *value;
} InsComparePane;

#define INS_COMPARE_N_FIGURES 6

struct _InsCompareView
{
  GtkBox parent_instance;

  GtkDropDown *plane_drop_down, *scale_drop_down;
  GtkLabel *place_label, *sentence_label, *message_label;
  GtkStack *stack;
  GtkGrid *grid, *figures_grid;
  GtkWidget *farthest_button;
  GtkLabel *figures[INS_COMPARE_N_FIGURES];

  InsComparePane panes[INS_COMPARE_N];
  InsCompareScan scans[2];
  GPtrArray *planes;        /* (element-type InsComparePlane) */
  InsCompareResult *result; /* of the plane that is chosen; NULL: not made yet */
  GCancellable *reading, *making;
  gboolean setting; /* of the plane, by the program */
  gboolean linking; /* one picture follows another */
};

/* ins-compare-view.c */
const InsComparePlane *ins_compare_view_get_plane (InsCompareView *self);

/* ins-compare-panes.c: the pictures and how they go together. */
void ins_compare_view_make_panes (InsCompareView *self);
/* Of the plane that is chosen. */
void ins_compare_view_show_scans (InsCompareView *self);
void ins_compare_view_hide_scans (InsCompareView *self);
void ins_compare_view_show_result (InsCompareView *self);
void ins_compare_view_colour_difference (InsCompareView *self);

/* ins-compare-figures.c */
void ins_compare_view_make_figures (InsCompareView *self);
void ins_compare_view_show_figures (InsCompareView *self);
/* (transfer full): with the unit of the plane; @value: as the plane has it */
char *ins_compare_view_format (InsCompareView *self, double value, gboolean is_difference);

G_END_DECLS
