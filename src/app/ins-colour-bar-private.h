/* ins-colour-bar-private.h - what the files of the colour bar share
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "app/ins-cscan-view-private.h"

G_BEGIN_DECLS

#define INS_COLOUR_BAR_WIDTH 104 /* units */

typedef enum
{
  INS_HANDLE_LOW,
  INS_HANDLE_HIGH,
} InsHandle;

struct _InsColourBar
{
  GtkWidget parent_instance;

  InsCscanView *view;
  char *title, *unit;
  double from, to; /* values at the bar's lower and upper end */
  InsHandle active;
  gboolean is_dragging;
  gboolean is_moving; /* not a handle but what lies between them */
  double grabbed_low_y, grabbed_high_y;
  GskRenderNode *node; /* NULL: to be drawn anew */
};

InsPlaneKind ins_colour_bar_get_kind (InsColourBar *self);
/* Values are shown in percent or microseconds: times this. */
double ins_colour_bar_get_factor (InsColourBar *self);
void ins_colour_bar_get_range (InsColourBar *self, double *low, double *high);
void ins_colour_bar_update_scale (InsColourBar *self);
/* A value as it is written beside the bar: in percent, microseconds, decibels, ... */
double ins_colour_bar_to_shown (InsColourBar *self, double value);
double ins_colour_bar_value_to_y (InsColourBar *self, double value);
double ins_colour_bar_y_to_value (InsColourBar *self, double y);
void ins_colour_bar_draw (const InsDraw *draw, gpointer bar);

G_END_DECLS
