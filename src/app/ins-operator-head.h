/* ins-operator-head.h - over the picture in operator mode: what goes on, and good or bad
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include <gtk/gtk.h>

#include "scan/ins-verdict.h"

G_BEGIN_DECLS

#define INS_TYPE_OPERATOR_HEAD (ins_operator_head_get_type ())
G_DECLARE_FINAL_TYPE (InsOperatorHead, ins_operator_head, INS, OPERATOR_HEAD, GtkBox)

GtkWidget *ins_operator_head_new (void);

/* Without progress and without a result. */
void ins_operator_head_show_words (InsOperatorHead *self, const char *title, const char *subtitle);

const char *ins_operator_head_get_title (InsOperatorHead *self);

/* @remaining_s: NaN: not known; @paused: the bar is striped */
void ins_operator_head_show_progress (InsOperatorHead *self,
                                      double fraction,
                                      double remaining_s,
                                      gboolean paused);

/* The band says good or bad by sign, word and tint, with a line for each rule that made it so. */
void ins_operator_head_show_verdict (InsOperatorHead *self,
                                     const char *part,
                                     const InsRecipe *recipe,
                                     const InsVerdict *verdict);

G_END_DECLS
