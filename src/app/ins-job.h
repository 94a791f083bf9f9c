/* ins-job.h - long work on files, with progress and cancel, beside everything else
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "app/ins-window.h"

G_BEGIN_DECLS

/* Seen by the main thread and a task thread; the latter may use ins_job_get_cancellable() and
 * ins_job_set_progress(). */
typedef struct _InsJob InsJob;

/* On a task thread. */
typedef gboolean (*InsJobFunc) (InsJob *job, gpointer data, GError **error);
/* On the main thread after success. */
typedef void (*InsJobDone) (InsWindow *window, gpointer data);
/* On the main thread; @error: also %G_IO_ERROR_CANCELLED. */
typedef void (*InsJobFailed) (InsWindow *window, const GError *error, gpointer data);

/**
 * ins_job_run:
 * @title: what is done, for people
 * @done: (nullable)
 * @failed: (nullable): else a failure is a note in @window
 * @data: (transfer full): freed by @free_data on the main thread
 *
 * A small window beside @window shows how far it is; closing it cancels.
 */
void ins_job_run (InsWindow *window,
                  const char *title,
                  InsJobFunc func,
                  InsJobDone done,
                  InsJobFailed failed,
                  gpointer data,
                  GDestroyNotify free_data);

GCancellable *ins_job_get_cancellable (InsJob *job);
/* @job: an InsJob: as InsVolumeProgress and InsExportProgress want it */
void ins_job_set_progress (double fraction, gpointer job);

G_END_DECLS
