/* ins-nde-job.h - which files of a job there are
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "scan/ins-scan-job.h"

G_BEGIN_DECLS

/**
 * ins_nde_job_look:
 * @job: with its output set
 * @resume: go on with what is there; else nothing may be there
 * @all_lines: a file counts as done when all its lines are there; else it has to be gone on with
 *   whatever it has
 *
 * Looks at the files, changes none, and marks the parts. Blocks on the disk.
 *
 * Returns: FALSE with %INS_FILE_ERROR_EXISTS, or with @resume %INS_FILE_ERROR_IO if there is none
 *   at all, %INS_FILE_ERROR_MISMATCH if one was begun with another recipe, or what opening says
 */
gboolean ins_nde_job_look (InsScanJob *job, gboolean resume, gboolean all_lines, GError **error)
    G_GNUC_WARN_UNUSED_RESULT;

/* What the stage's coordinates meant when the first of the files that are there was begun: those to
 * come share them. FALSE if there is none, or it does not tell. Blocks on the disk. */
gboolean ins_nde_job_get_reference (const InsScanJob *job, InsReference *reference);

G_END_DECLS
