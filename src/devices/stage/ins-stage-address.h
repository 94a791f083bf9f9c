/* ins-stage-address.h - a stage from its address
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "devices/stage/ins-stage.h"

G_BEGIN_DECLS

/**
 * ins_stage_new_from_address:
 * @text: "PROTOCOL:TRANSPORT[?OPTIONS]", one controller; "auto:TRANSPORT[?OPTIONS]", whatever is
 *   found there (ins-stage-finder.h); or several, joined by "+", each of which says by x=, y= and
 *   z= which axes it has: "zaber:serial:/dev/ttyUSB0?x=1&y=2+pi-gcs:serial:/dev/ttyUSB1?z=1"
 *   (ins-composed-stage.h). home= in any of them is the order of homing of them all.
 * @error: %INS_DEVICE_ERROR_URI
 *
 * Opens nothing. "sim" is not known here.
 *
 * Returns: (transfer full): %NULL with an error
 */
InsStage *ins_stage_new_from_address (const char *text, GError **error) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
