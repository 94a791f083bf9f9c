/* ins-cli-job.h - scans the parts of a job one after the other, and tells how far it is
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "cli/ins-cli.h"
#include "scan/ins-engine.h"
#include "scan/ins-scan-job.h"

G_BEGIN_DECLS

typedef struct
{
  gboolean rescans, accepts_shift, is_quiet, prints_timing;
  gboolean confirms_position; /* a person looks at the stage, and vouches for where it is */
} InsCliJobOptions;

/* Of several parts: whether the rig can do them all, before anything moves. DONE, or what went
 * wrong after a message. @engine: connected. */
InsCliStatus ins_cli_job_check (InsScanJob *job, InsEngine *engine);

/* Those that are not done. Ends with the first that is not scanned to its end. */
InsCliStatus ins_cli_job_run (InsScanJob *job, InsEngine *engine, const InsCliJobOptions *options);

G_END_DECLS
