/* ins-measure-panel.h - tools, list and figures of what is measured on the picture
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include <gtk/gtk.h>

#include "app/ins-measure-overlay.h"

G_BEGIN_DECLS

#define INS_TYPE_MEASURE_PANEL (ins_measure_panel_get_type ())
G_DECLARE_FINAL_TYPE (InsMeasurePanel, ins_measure_panel, INS, MEASURE_PANEL, GtkBox)

/* Signal: "put-one" (): the tool is wanted at the cross-hair. Main thread. */
GtkWidget *ins_measure_panel_new (void);

/* Borrowed; NULL before they go. */
void ins_measure_panel_set_model (InsMeasurePanel *self,
                                  InsMeasureModel *model,
                                  InsMeasureOverlay *overlay);

/* What a new measurement is about, apart from the plane that is shown: @plane "amplitude" or so. */
void ins_measure_panel_prepare (InsMeasurePanel *self,
                                InsMeasure *measure,
                                const char *plane,
                                const char *gate);

/* The shown plane, for what is made without the pointer. */
void ins_measure_panel_set_plane (InsMeasurePanel *self, const char *plane, const char *gate);

/* (transfer full): the table of what is selected, or of all. */
InsMeasureTable *ins_measure_panel_dup_table (InsMeasurePanel *self);

G_END_DECLS
