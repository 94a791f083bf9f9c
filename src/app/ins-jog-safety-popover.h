/* ins-jog-safety-popover.h - asks from which length on a move is asked about, and where the slow
 * zone lies
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include <gtk/gtk.h>

#include "app/ins-jog-control.h"

G_BEGIN_DECLS

#define INS_TYPE_JOG_SAFETY_POPOVER (ins_jog_safety_popover_get_type ())
G_DECLARE_FINAL_TYPE (InsJogSafetyPopover,
                      ins_jog_safety_popover,
                      INS,
                      JOG_SAFETY_POPOVER,
                      GtkPopover)

/* Signal "edited" (): get() is new; only with numbers that are right. */
GtkWidget *ins_jog_safety_popover_new (void);

void ins_jog_safety_popover_get (InsJogSafetyPopover *self, InsJogSafety *safety);
/* Shows it; no "edited". */
void ins_jog_safety_popover_set (InsJogSafetyPopover *self, const InsJogSafety *safety);

/* (nullable): what is remembered, else as usual. */
InsJogSafety ins_jog_safety_load (GSettings *settings);
void ins_jog_safety_store (const InsJogSafety *safety, GSettings *settings);

/* (transfer full): "Slow below Z 20 mm: 2 mm/s" */
char *ins_jog_safety_describe (const InsJogSafety *safety);

G_END_DECLS
