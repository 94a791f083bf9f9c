/* ins-compare-view.h - two scans side by side, and their difference
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include <gtk/gtk.h>

#include "app/ins-compare-data.h"

G_BEGIN_DECLS

#define INS_TYPE_COMPARE_VIEW (ins_compare_view_get_type ())
G_DECLARE_FINAL_TYPE (InsCompareView, ins_compare_view, INS, COMPARE_VIEW, GtkBox)

/* Cross-hair, zoom and pan of the three pictures go together, by place in stage coordinates. The
 * difference is made by one of GIO's task threads. Signal "done" (): back. */
GtkWidget *ins_compare_view_new (void);

/* Reads both; one sentence in place of the pictures if that fails. */
void ins_compare_view_open (InsCompareView *self, const char *path_a, const char *path_b);
/* Lets go of the files. */
void ins_compare_view_close (InsCompareView *self);

/* For tests. (nullable): while there is none */
const InsCompareResult *ins_compare_view_get_result (InsCompareView *self);

G_END_DECLS
