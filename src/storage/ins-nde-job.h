/* ins-nde-job.h - which files of a job there are
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "scan/ins-scan-job.h"
#include "storage/ins-nde-file.h"

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

/**
 * ins_nde_job_find:
 * @file: one that was scanned, wholly or not
 *
 * The job that the file is a part of, if @recipe is the one that it was begun with: the file has
 * the name and the recipe of one of its regions. Looks at the others; blocks on the disk.
 *
 * Returns: (transfer full) (nullable): NULL also if others were begun with another recipe
 */
InsScanJob *ins_nde_job_find (const InsRecipe *recipe, InsNdeFile *file);

/* What the stage's coordinates meant when the first of the files that are there was begun: those to
 * come share them. FALSE if there is none, or it does not tell. Blocks on the disk. */
gboolean ins_nde_job_get_reference (const InsScanJob *job, InsReference *reference);

G_END_DECLS
