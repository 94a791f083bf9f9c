/* ins-jog-keys.h - the keyboard as a jog pad, once a person has armed it
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include <gtk/gtk.h>

#include "app/ins-jog-control.h"

G_BEGIN_DECLS

#define INS_TYPE_JOG_KEYS (ins_jog_keys_get_type ())
G_DECLARE_FINAL_TYPE (InsJogKeys, ins_jog_keys, INS, JOG_KEYS, GObject)

/* Seconds without a key after which the keyboard no longer moves anything. */
#define INS_JOG_KEYS_ARMED_S 60

/* J arms and disarms. Armed, and while no entry has the focus: arrows X and Y, PageUp and PageDown
 * Z, with Shift farther or faster, 1 to 6 choose a step. Anything else that a key, a modifier, the
 * focus or the window does meanwhile stops a held jog. Losing the window's focus disarms.
 *
 * Signals: "armed-changed" (); "step-chosen" (guint position).
 */
InsJogKeys *ins_jog_keys_new (InsJogControl *control);

/* Listens at the window; NULL: no longer, and disarms. */
void ins_jog_keys_set_root (InsJogKeys *self, GtkRoot *root);

void ins_jog_keys_set_armed (InsJogKeys *self, gboolean armed);
gboolean ins_jog_keys_get_armed (InsJogKeys *self);
/* As a key would: another minute. */
void ins_jog_keys_stay_armed (InsJogKeys *self);

G_END_DECLS
