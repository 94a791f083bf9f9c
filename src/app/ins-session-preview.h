/* ins-session-preview.h - a quick coarse scan of the area, kept aside
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "app/ins-session.h"

G_BEGIN_DECLS

/* As ins_session_start(), of ins_recipe_new_for_preview(). Its file goes to the person's cache
 * folder under a name of its own; those older than a week are removed there. The recipe of the form
 * stays as it is. */
void ins_session_start_preview (InsSession *self);

/* What is shown is one. */
gboolean ins_session_shows_preview (InsSession *self);

G_END_DECLS
