/* ins-stage-list.h - the stages to choose from
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include <gtk/gtk.h>

#include "devices/stage/ins-stage-finder.h"

G_BEGIN_DECLS

#define INS_TYPE_STAGE_LIST (ins_stage_list_get_type ())
G_DECLARE_FINAL_TYPE (InsStageList, ins_stage_list, INS, STAGE_LIST, GtkBox)

/* Signal "chosen" (char *address): a person wants this one. */
GtkWidget *ins_stage_list_new (void);

/* (element-type InsStageOffer): copied; those with a message cannot be chosen. @address: of the one
 * in use, its options aside; NULL: none. */
void ins_stage_list_set_offers (InsStageList *self, GPtrArray *offers, const char *address);

/* The same stage, whatever the options behind the question mark. */
gboolean ins_stage_list_is_same_stage (const char *address, const char *other);

G_END_DECLS
