/* ins-session-gain.h - how near the live A-scan comes to the card's limit
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "app/ins-session.h"
#include "signal/ins-echo-search.h"

G_BEGIN_DECLS

/* The worst of about the last second, without the pulse itself. FALSE: no A-scan comes. */
gboolean ins_session_get_headroom (InsSession *self, InsHeadroom *headroom);

G_END_DECLS
