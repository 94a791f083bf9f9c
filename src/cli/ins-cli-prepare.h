/* ins-cli-prepare.h - what a stage needs before it may scan
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "cli/ins-cli.h"
#include "scan/ins-engine.h"

G_BEGIN_DECLS

/**
 * ins_cli_rig_new:
 * @rig: (inout) (nullable): what stands behind --rig; replaced by the path of its file, also where
 *   it was the name of one of the person's rigs
 *
 * As ins_rig_new().
 */
InsRig *ins_cli_rig_new (char **rig, const char *stage, const char *digitizer, GError **error)
    G_GNUC_WARN_UNUSED_RESULT;

/* Opens both devices. DONE, or what went wrong after a message. */
InsCliStatus ins_cli_prepare_connect (InsEngine *engine, const InsRecipe *recipe);

/* A stage whose controller does not say whether it was homed has to be homed, or its position
 * confirmed by a person, in the session that scans.
 *
 * @engine: connected. DONE, or what went wrong after a message. */
InsCliStatus ins_cli_prepare_home (InsEngine *engine);
InsCliStatus ins_cli_prepare_confirm (InsEngine *engine);

G_END_DECLS
