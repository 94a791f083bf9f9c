/* ins-go-to-popover.h - asks for a target and moves there
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "app/ins-jog-control.h"
#include <gtk/gtk.h>

G_BEGIN_DECLS

#define INS_TYPE_GO_TO_POPOVER (ins_go_to_popover_get_type ())
G_DECLARE_FINAL_TYPE (InsGoToPopover, ins_go_to_popover, INS, GO_TO_POPOVER, GtkPopover)

GtkWidget *ins_go_to_popover_new (void);

/* Both are kept; @control knows limits and speed. Opens with the present position. A long
 * move wants a second press. */
void
ins_go_to_popover_set_session (InsGoToPopover *self, InsSession *session, InsJogControl *control);

/* With this target filled in, for a double click in the picture. NULL, NaN: the present position.
 */
void ins_go_to_popover_ask (InsGoToPopover *self, const InsPosition *target);

G_END_DECLS
