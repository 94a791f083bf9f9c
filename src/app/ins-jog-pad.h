/* ins-jog-pad.h - the two plates with the six jog keys
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "app/ins-jog-key.h"

G_BEGIN_DECLS

#define INS_TYPE_JOG_PAD (ins_jog_pad_get_type ())
G_DECLARE_FINAL_TYPE (InsJogPad, ins_jog_pad, INS, JOG_PAD, GtkBox)

/* Signals: "held" (int axis, int direction), "let-go" (gboolean completed), "stepped" (int
 * axis, int direction). */
GtkWidget *ins_jog_pad_new (void);

/* Texts in the middle of the plates. */
void ins_jog_pad_set_steps (InsJogPad *self, const char *xy, const char *z);
void ins_jog_pad_set_armed (InsJogPad *self, gboolean armed);
/* NULL: usable, with the keys' own tooltips; else insensitive, and why. */
void ins_jog_pad_set_reason (InsJogPad *self, const char *reason);
/* By whatever it is held: the key shows it. */
void ins_jog_pad_set_running (InsJogPad *self, gboolean running, InsAxis axis, int direction);
InsJogKey *ins_jog_pad_get_key (InsJogPad *self, InsAxis axis, int direction);

G_END_DECLS
