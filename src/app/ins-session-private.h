/* ins-session-private.h - what the files of the session share
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "app/ins-session.h"
#include "core/ins-lock.h"
#include "signal/ins-echo-search.h"
#include "storage/ins-nde-writer.h"

G_BEGIN_DECLS

typedef struct _InsSessionMailbox InsSessionMailbox;
typedef struct _InsRegateLink InsRegateLink;

/* Main thread only, but for the mailbox's flag. */
/* A column of the picture as far as it was read. */
typedef struct
{
  gconstpointer cscan; /* for comparison only */
  guint column, n_rows;
  GArray *samples; /* NULL: none */
  guint8 *has_row;
} InsColumn;

/* ins-session-gain.c */
typedef struct
{
  InsHeadroom now, said; /* of the second that goes on, and of the one before */
  gint64 look_us, said_us;
} InsSessionGain;

struct _InsSession
{
  GObject parent_instance;

  InsRig *rig;
  InsEngine *engine;
  InsSessionMailbox *mailbox;
  InsSnapshot snapshot;
  char *rig_path;       /* of the rig file; NULL none */
  GQueue rig_entries;   /* that are to be written into it */
  gboolean writing_rig; /* one of them is being written by a task */

  InsRecipe *recipe;
  InsScanJob *planned; /* the recipe's regions with their plans; NULL: it is not valid */
  guint shown_region;
  GError *recipe_error;
  char *form_error; /* a field that is not in the recipe */
  GPtrArray *checks;
  char *reason; /* of the last ins_session_can_start() */

  char *folder;
  char *file_pattern; /* NULL: the usual one */
  char *path;
  gint64 n_free_bytes;
  guint folder_source;
  GCancellable *folder_look;

  /* the scan that is being started or runs */
  GCancellable *starting; /* the folder is being made ready for it */
  InsNdeWriter *writer;
  char *scan_path;
  InsScanJob *job;         /* what was started, also when it has ended; NULL: nothing yet */
  guint job_part;          /* the one that is being scanned, or was last */
  gboolean job_held;       /* a person has stopped it: no other part begins by itself */
  InsScanOptions job_how;  /* of its parts */
  gboolean is_resumed;     /* by a recipe of its own: that of the file */
  InsCscan *earlier_cscan; /* the engine's picture before this scan */

  /* what is shown */
  InsCscan *cscan;
  InsNdeFile *file;
  guint n_flagged;       /* lines of the file */
  InsNdeFile *live_file; /* of a scan that still runs, for single A-scans */
  InsRecipe *picture_recipe;
  double file_registration_mm; /* of file; NaN unknown */
  char *picture_path;          /* of the scan's file while it is not open for reading */
  gboolean picture_is_live;
  GCancellable *opening;
  GCancellable *reading;
  GCancellable *reading_line;
  InsColumn column; /* of a scan that runs */

  /* ins-session-gates.c: the picture through other gates */
  InsRecipe *file_gates; /* that it was written with; NULL: nobody changed them */
  InsCscan *plain_cscan; /* the picture as it came; NULL: it still is */
  InsRegateLink *regate_link;
  InsNdeFile *regate_file; /* that it looks at; not owned, to compare with */
  GCancellable *regate_opening;
  gint64 regate_opened_us;

  InsSessionGain gain;
  guint n_stops;

  /* ins-session-correct.c: a task thread is calibrating with the engine */
  InsLock calibration_lock;
  InsCondition calibration_ended;
  gboolean is_calibrating; /* calibration_lock */
};

void ins_session_emit_message (InsSession *self, gboolean is_error, const char *format, ...)
    G_GNUC_PRINTF (3, 4);
void ins_session_emit_recipe_changed (InsSession *self);
void ins_session_emit_picture_changed (InsSession *self);
void ins_session_emit_changed (InsSession *self);

/* ins-session-folder.c: looks at the folder on a task thread: the next free name, room on the disk.
 */
void ins_session_look_at_folder (InsSession *self);
void ins_session_clear_folder (InsSession *self);
/* Makes the folder, then calls back with a path that does not exist. */
void ins_session_prepare_folder_async (InsSession *self,
                                       GCancellable *cancellable,
                                       GAsyncReadyCallback callback);
/* The same for a preview, in that folder, where old ones are removed. */
void ins_session_prepare_preview_async (InsSession *self,
                                        const char *folder,
                                        const char *name,
                                        GCancellable *cancellable,
                                        GAsyncReadyCallback callback,
                                        gpointer callback_data);
char *ins_session_prepare_folder_finish (InsSession *self, GAsyncResult *result, GError **error);

/* ins-session-scan.c: after each new snapshot. */
void ins_session_follow_scan (InsSession *self);
void ins_session_clear_scan (InsSession *self);

/* ins-session-job.c */
gboolean ins_session_begin_job (InsSession *self,
                                const char *path,
                                GError **error) G_GNUC_WARN_UNUSED_RESULT;
/* Of another recipe than the form's. */
gboolean ins_session_begin_job_with (InsSession *self,
                                     const InsRecipe *recipe,
                                     const char *path,
                                     GError **error) G_GNUC_WARN_UNUSED_RESULT;
/* A scan into @path has ended. FALSE: it is no part of a job, or there is no other to be scanned.
 */
gboolean ins_session_go_on_with_job (InsSession *self, const char *path);
/* By a person: with the next part after that of @path, which is whole. */
gboolean ins_session_resume_job (InsSession *self,
                                 const char *path,
                                 const InsScanOptions *how,
                                 GError **error) G_GNUC_WARN_UNUSED_RESULT;
/* The file at @path is gone on with: it is a part of the job, and the others come after it. FALSE:
 * it is not. */
gboolean ins_session_take_up_job (InsSession *self, const char *path, const InsScanOptions *how);
/* @job: (transfer full) (nullable): that the file at @path, which is shown, is a part of. */
void ins_session_take_job (InsSession *self, const char *path, InsScanJob *job);
void ins_session_clear_job (InsSession *self);

/* ins-session-file.c */
void ins_session_set_picture (InsSession *self,
                              InsCscan *cscan,
                              InsNdeFile *file,
                              const InsRecipe *recipe,
                              const char *path,
                              gboolean is_live);
/* The scan has ended: its file is opened, the picture stays. */
void ins_session_open_finished_scan (InsSession *self);
void ins_session_clear_files (InsSession *self);

/* ins-session-correct.c: stops a calibration and waits until its thread has left the engine. */
void ins_session_end_calibration (InsSession *self);

/* ins-session-gates.c */
void ins_session_drop_regater (InsSession *self);
void ins_session_replace_cscan (InsSession *self, InsCscan *cscan);
/* After each new snapshot. */
void ins_session_follow_regate (InsSession *self);

/* ins-session-gain.c: after each new snapshot. */
void ins_session_follow_gain (InsSession *self);

/* ins-session-rig.c */
void ins_session_clear_rig_file (InsSession *self);

/* ins-session-plan.c: recomputes plan and checks; emits "recipe-changed" if @force or if something
 * is new. */
void ins_session_refresh_plan (InsSession *self, gboolean force);
/* As the preflight looks at it. */
void ins_session_get_rig_status (InsSession *self, InsRigStatus *status);

/* ins-session-read.c */
void ins_session_forget_column (InsSession *self);

G_END_DECLS
