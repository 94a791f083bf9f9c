/* ins-auto-stage.h - a stage that finds out which controller it is
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "core/ins-uri.h"
#include "devices/stage/ins-stage.h"

G_BEGIN_DECLS

/**
 * ins_auto_stage_new:
 * @uri: "auto:TRANSPORT[?OPTIONS]"; options are those of the family that is found
 *
 * Looks (ins_stage_find()) when it is opened, and is that family's stage from then on; open() may
 * take 20 s. Once found, the family is tried first when it is opened again.
 */
InsStage *ins_auto_stage_new (const InsUri *uri, GError **error) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
