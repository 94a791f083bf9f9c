/* ins-interrupted.h - a scan that the program or the computer went down with
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "storage/ins-scan-summary.h"

G_BEGIN_DECLS

/**
 * ins_interrupted_find:
 * @folder: where scans go
 *
 * Looks at the newest files there. A scan that a person has stopped, or that has failed, was closed
 * and is none. Lines are counted with their A-scans, so what it says is safe is so. Blocks.
 *
 * Returns: (transfer full) (nullable): the newest one that no process writes
 */
InsScanSummary *ins_interrupted_find (const char *folder);

/**
 * ins_interrupted_close:
 *
 * Makes the file a closed one with the lines that are there (ins_nde_recover()), so that it is not
 * found again. It can still be gone on with. Blocks.
 */
gboolean ins_interrupted_close (const char *path, GError **error) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
