/* ins-scan-job.h - all regions of a recipe in one go, each into a file of its own
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "scan/ins-preflight.h"

G_BEGIN_DECLS

/* One scan of a job: a region, or the whole area of a recipe that has none. */
typedef struct
{
  char *name;        /* of the region; NULL: the recipe has none */
  InsRecipe *recipe; /* without regions */
  InsPlan *plan;     /* NULL before ins_scan_job_plan() */
  double way_s;      /* from the end of the one before to the start of this one */
  char *path;        /* NULL before ins_scan_job_set_output() */
  gboolean exists;   /* the file was there before: it is gone on with */
  gboolean is_done;  /* every line is in it: left out */
} InsScanPart;

/* Scanned in the order of the recipe. Pure data; one thread at a time. */
typedef struct
{
  guint n_parts; /* at least 1 */
  InsScanPart *parts;
} InsScanJob;

/* @recipe: valid; copied */
InsScanJob *ins_scan_job_new (const InsRecipe *recipe);
void ins_scan_job_free (InsScanJob *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (InsScanJob, ins_scan_job_free)

/* Where the parts go: @path itself, or with regions "x.nde" makes "x-NAME.nde". */
void ins_scan_job_set_output (InsScanJob *self, const char *path);

/* The plans, as the rig of @status does them. */
void ins_scan_job_plan (InsScanJob *self, const InsRigStatus *status);

/* The first part from @index on that is still to be scanned; n_parts if there is none. */
guint ins_scan_job_find_next (const InsScanJob *self, guint index);

/* What is still to be scanned, taken together. */
typedef struct
{
  guint n_lines, n_swept; /* rows of the pictures; those with something to sweep */
  guint64 n_pixels, n_wanted;
  double total_s; /* the ways between the parts included */
  guint64 n_bytes;
} InsScanJobSum;
void ins_scan_job_get_sum (const InsScanJob *self, InsScanJobSum *sum);

/**
 * ins_scan_job_check:
 *
 * The preflight of every part, once it is planned: one check of a kind for all, the worst, with the
 * region's name where the others are better. Room on the disk and time are those of all together.
 *
 * Returns: (transfer full) (element-type InsCheck): as ins_preflight_check()
 */
GPtrArray *ins_scan_job_check (const InsScanJob *self, const InsRigStatus *status);

/* How far a job is. */
typedef struct
{
  double fraction; /* 0 to 1, of the planned time; of a single part, of its lines */
  double remaining_s;
} InsScanJobProgress;

/**
 * ins_scan_job_get_progress:
 * @index: of the part that is being scanned
 * @n_lines_done, @n_lines, @remaining_s: of that part, as the engine says
 */
void ins_scan_job_get_progress (const InsScanJob *self,
                                guint index,
                                guint n_lines_done,
                                guint n_lines,
                                double remaining_s,
                                InsScanJobProgress *progress);

G_END_DECLS
