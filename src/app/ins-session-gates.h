/* ins-session-gates.h - the shown picture seen through other gates
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "app/ins-session.h"
#include "storage/ins-regater.h"

G_BEGIN_DECLS

/* Main thread. The file never changes: the picture does, and ins_session_save_gates() writes
 * another file. Signal of the session: "picture-regated" (): the picture has new rows, or is
 * another InsCscan of the same place. */

/* A-scans of the picture are kept. */
gboolean ins_session_can_regate (InsSession *self);

/* Takes gates and what else ins_recipe makes of A-scans. Returns at once; the picture follows,
 * coarse at first. That of a running scan grows on with the lines that come to the file. */
void ins_session_set_picture_gates (InsSession *self, const InsRecipe *gates);

/* The picture's gates are not those that the file was written with. */
gboolean ins_session_has_other_gates (InsSession *self);
/* (nullable): those. */
const InsRecipe *ins_session_get_file_gates (InsSession *self);

/* FALSE: nothing was evaluated anew yet. */
gboolean ins_session_get_regate_state (InsSession *self, InsRegaterState *state);

/* A copy of the file with the picture's gates beside it; "message" follows. */
void ins_session_save_gates (InsSession *self);

G_END_DECLS
