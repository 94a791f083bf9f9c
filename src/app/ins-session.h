/* ins-session.h - the application's one rig, recipe and scan, as the widgets see them
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include <gio/gio.h>

#include "scan/ins-engine.h"
#include "scan/ins-scan-job.h"
#include "storage/ins-nde-file.h"

G_BEGIN_DECLS

#define INS_TYPE_SESSION (ins_session_get_type ())
G_DECLARE_FINAL_TYPE (InsSession, ins_session, INS, SESSION, GObject)

/* Main thread only. Owns the engine, turns its worker-side notify into one coalesced idle (at most
 * one pending) and keeps copies for the widgets. Nothing here waits for a device; the file is
 * read and finished on GIO's task threads.
 *
 * Signals (all without arguments):
 *   "changed"         the snapshot is new; at most 20 times a second
 *   "recipe-changed"  recipe, plan, estimate or preflight are new
 *   "picture-changed" another picture (new scan, opened file, closed file); not each line
 *   "message" (char *text, gboolean is_error)  something to tell the person
 */
InsSession *ins_session_new (void);

/* (transfer none): connects; nothing moves. NULL: no rig (engine is then NULL too). */
void ins_session_set_rig (InsSession *self, InsRig *rig);
InsEngine *ins_session_get_engine (InsSession *self);

/* (transfer none) (nullable): as it is now; valid until it changes. */
const InsRig *ins_session_get_rig (InsSession *self);

/**
 * ins_session_use_rig:
 * @path: (nullable): its file, into which changes are written from now on
 * @error: as ins_engine_set_rig(); the present rig stays then
 *
 * Takes another rig in place of the present one, if there is one. Nothing moves. "changed" follows.
 */
gboolean ins_session_use_rig (InsSession *self, InsRig *rig, const char *path, GError **error)
    G_GNUC_WARN_UNUSED_RESULT;

/* Address of the card in use, NULL without a rig. Valid until it changes. */
const char *ins_session_get_card (InsSession *self);

/**
 * ins_session_set_card:
 * @address: as for --digitizer
 *
 * Takes another card in place of the present one; "changed" follows, and the snapshot says how it
 * went. FALSE, and the card stays, while a scan runs, without a rig or for a wrong address.
 */
gboolean ins_session_set_card (InsSession *self,
                               const char *address,
                               GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* The same for the stage. FALSE also while it moves. */
const char *ins_session_get_stage (InsSession *self);
gboolean ins_session_set_stage (InsSession *self,
                                const char *address,
                                GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* A wire leads from the stage's trigger output to the card. */
gboolean ins_session_get_position_trigger (InsSession *self);
gboolean ins_session_set_position_trigger (InsSession *self,
                                           gboolean on,
                                           GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* What new scans are placed with; goes into the rig file, where there is one. FALSE as
 * ins_engine_set_correction(). */
gboolean ins_session_set_correction (InsSession *self,
                                     double latency_ms,
                                     double backlash_mm,
                                     GError **error) G_GNUC_WARN_UNUSED_RESULT;
/* NULL: there is none. */
const char *ins_session_get_rig_file (InsSession *self);

/* (nullable): of the rig in use. */
void ins_session_set_rig_file (InsSession *self, const char *path);

/* Has a task put one value into the rig file; a failure is a "message". FALSE: there is no rig
 * file, and the value is to be kept elsewhere. */
gboolean
ins_session_keep_in_rig (InsSession *self, const char *group, const char *key, const char *value);

/* Never NULL; all closed without a rig. Valid until the next main loop iteration. */
const InsSnapshot *ins_session_get_snapshot (InsSession *self);

/* A scan is starting, running, pausing, paused or stopping. */
gboolean ins_session_is_scanning (InsSession *self);
/* Stage or card is simulated. */
gboolean ins_session_is_simulated (InsSession *self);

/* The recipe of the form; set copies, validates nothing, refreshes plan and preflight. */
const InsRecipe *ins_session_get_recipe (InsSession *self);
void ins_session_set_recipe (InsSession *self, const InsRecipe *recipe);

/* Of the next scan; kept in its file. (nullable): NULL or blanks are none. */
void ins_session_set_words (InsSession *self,
                            const char *part,
                            const char *operator_name,
                            const char *notes);

/* A field of the form holds something that is not in the recipe (@sentence says what), NULL: none
 * does. While it is set can_start() refuses with it and start() does nothing. Emits
 * "recipe-changed" if it is new. */
void ins_session_set_form_error (InsSession *self, const char *sentence);

/* Of a recipe with regions: the one that the plan is about. */
void ins_session_set_shown_region (InsSession *self, guint region);
guint ins_session_get_shown_region (InsSession *self);

/* What all regions, or the one area, come to. FALSE while the recipe is not valid. */
gboolean ins_session_get_sum (InsSession *self, InsScanJobSum *sum);

/* NULL while the recipe is not valid; then recipe_error says why (names the key). */
const InsPlan *ins_session_get_plan (InsSession *self);
const GError *ins_session_get_recipe_error (InsSession *self);
/* (element-type InsCheck): the preflight's sentences, always up to date. */
GPtrArray *ins_session_get_checks (InsSession *self);
/* Changes the recipe to mend one of them (ins_fix_is_in_recipe()), and what the button for it says
 * (transfer full). */
void ins_session_apply_fix (InsSession *self, InsFix fix);
char *ins_session_dup_fix_label (InsSession *self, InsFix fix);
/* A scan could start now; else reason (nullable, owned by the session) is one sentence. */
gboolean ins_session_can_start (InsSession *self, const char **reason);

/* File the next scan is written to (chosen from the recipe's name, never an existing one). */
const char *ins_session_get_path (InsSession *self);
/* Where scans go. */
void ins_session_set_folder (InsSession *self, const char *folder);
/* What they are called (ins-file-name.h); one that makes no sense stands for the usual one. */
void ins_session_set_file_pattern (InsSession *self, const char *pattern);
const char *ins_session_get_folder (InsSession *self);

void ins_session_start (InsSession *self);
/* The region that is being scanned, or was last, of several in one go; counted from 1. NULL: the
 * scan is by itself. */
const InsScanPart *ins_session_get_part (InsSession *self, guint *number, guint *n_parts);
/* Of all that was started together. */
void ins_session_get_progress (InsSession *self, InsScanJobProgress *progress);
/* At the end of the line; asked again meanwhile, at once. */
void ins_session_pause_or_resume (InsSession *self);
void ins_session_pause_now (InsSession *self);
void ins_session_stop (InsSession *self);
/* How often that was called: who moves step by step goes no further when it is more. */
guint ins_session_get_n_stops (InsSession *self);

/* Of the file that is shown, while no scan runs: lines that are still to be swept, and those that
 * are flagged. FALSE: nothing is left to do there or in other regions, or nothing can be done. */
gboolean ins_session_get_unfinished (InsSession *self, guint *n_to_go, guint *n_flagged);

/**
 * ins_session_check_resume:
 * @verdict: (out): SHIFTED or TO_HOME: a person has to agree
 * @can_resume: (out): nothing else is in the way
 *
 * Returns: (transfer full) (element-type InsCheck): what there is to know before the file that is
 *   shown is gone on with
 */
GPtrArray *
ins_session_check_resume (InsSession *self, InsReferenceVerdict *verdict, gboolean *can_resume);

/* (transfer full) (nullable): the other regions that were started with the one that is shown and
 * are not done, "hub, edge"; they are scanned after it. */
char *ins_session_dup_regions_to_go (InsSession *self);
/* Likewise, those that are. */
char *ins_session_dup_regions_done (InsSession *self);

/* Goes on with the file that is shown, by its own recipe; @rescans: then flagged lines; then the
 * other regions that were started with it. */
void ins_session_resume_file (InsSession *self, gboolean rescans, gboolean accepts_shift);

/* What is shown: the live scan, or an opened file. (transfer none) (nullable) */
InsCscan *ins_session_get_cscan (InsSession *self);
InsNdeFile *ins_session_get_file (InsSession *self);
/* How well the lines of what is shown lie beside each other: rms of one standard deviation. NaN
 * while it is not known. */
double ins_session_get_registration_mm (InsSession *self);
/* The recipe that the picture was made with. (nullable) */
const InsRecipe *ins_session_get_picture_recipe (InsSession *self);

/* Asynchronous; "picture-changed" or "message" follows. */
void ins_session_open_file (InsSession *self, const char *path);
void ins_session_export (InsSession *self, const char *path, guint gate, InsPlaneKind kind);

/**
 * ins_session_read_ascan_async:
 * @callback: gets the samples with ins_session_read_ascan_finish()
 *
 * One A-scan of the shown picture, from the file by a task thread; a later call for another pixel
 * supersedes an unfinished one (which then fails with G_IO_ERROR_CANCELLED).
 */
void ins_session_read_ascan_async (InsSession *self,
                                   guint row,
                                   guint column,
                                   GAsyncReadyCallback callback,
                                   gpointer data);
/* (transfer full): array of gint16, NULL with @error for a hole or on failure. */
GArray *ins_session_read_ascan_finish (InsSession *self,
                                       GAsyncResult *result,
                                       InsTiming *timing,
                                       int *full_scale_counts,
                                       GError **error);

/* All A-scans of one row of the picture, for the B-scan; superseded in the same way. Result:
 * n_columns x n_samples, zeros in holes. */
void ins_session_read_line_async (InsSession *self,
                                  guint row,
                                  GAsyncReadyCallback callback,
                                  gpointer data);
GArray *ins_session_read_line_finish (InsSession *self,
                                      GAsyncResult *result,
                                      InsTiming *timing,
                                      int *full_scale_counts,
                                      GError **error);

/* All A-scans of one column, for the D-scan: n_rows x n_samples, zeros in holes and in lines to go.
 * It supersedes a reading of a line, and a line one of a column. Of a scan that runs only what was
 * not read before is read. */
void ins_session_read_column_async (InsSession *self,
                                    guint column,
                                    GAsyncReadyCallback callback,
                                    gpointer data);
GArray *ins_session_read_column_finish (InsSession *self,
                                        GAsyncResult *result,
                                        InsTiming *timing,
                                        int *full_scale_counts,
                                        GError **error);

G_END_DECLS
