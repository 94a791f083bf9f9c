/* ins-nde-file.h - reading a scan file, finished or not
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "scan/ins-correction.h"
#include "scan/ins-line-data.h"

G_BEGIN_DECLS

/* Read-only view of a .nde, also of one of ours that is still being written or was cut short. A
 * line counts when its record's CRC holds. Ref-counted, immutable once open; any thread. */
typedef struct _InsNdeFile InsNdeFile;

/**
 * ins_nde_file_open:
 *
 * Another program's .nde (version 4, A-scans over U and V) is copied into our own format first, in
 * the user's cache folder, by a process that may crash on a damaged one (ins-foreign.h); its path
 * stays what was asked for, and nothing is ever written into it.
 *
 * INS_FILE_ERROR_FORMAT, _IO. Blocks on the disk: not for the UI thread.
 */
InsNdeFile *ins_nde_file_open (const char *path, GError **error) G_GNUC_WARN_UNUSED_RESULT;
/* One of ours only, without a copy or another process. */
InsNdeFile *ins_nde_file_open_own (const char *path, GError **error) G_GNUC_WARN_UNUSED_RESULT;
/* The file at its path is another program's: nothing can be written into it. */
gboolean ins_nde_file_is_foreign (InsNdeFile *self);
InsNdeFile *ins_nde_file_ref (InsNdeFile *self);
void ins_nde_file_unref (InsNdeFile *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (InsNdeFile, ins_nde_file_unref)

const char *ins_nde_file_get_path (InsNdeFile *self);
const InsRecipe *ins_nde_file_get_recipe (InsNdeFile *self);
const InsScanGrid *ins_nde_file_get_grid (InsNdeFile *self);
const InsTiming *ins_nde_file_get_timing (InsNdeFile *self); /* as the card did it */
int ins_nde_file_get_full_scale_counts (InsNdeFile *self);
/* How the A-scans of a row lie and what they mean. */
void ins_nde_file_get_format (InsNdeFile *self, InsAscanFormat *format);
const char *ins_nde_file_get_rig_text (InsNdeFile *self);
const char *ins_nde_file_get_software (InsNdeFile *self);
const char *ins_nde_file_get_created (InsNdeFile *self); /* RFC 3339 */
gboolean ins_nde_file_is_simulated (InsNdeFile *self);
guint ins_nde_file_get_n_lines_done (InsNdeFile *self);
gboolean ins_nde_file_is_line_done (InsNdeFile *self, guint row);
/* Finished rows that have holes, or are doubted by half a pixel. Looks at every pixel's hole. */
guint ins_nde_file_count_flagged (InsNdeFile *self);
/* A row can be swept again: from format 3 on. */
gboolean ins_nde_file_can_replace (InsNdeFile *self);
/* FALSE if the row was not finished. */
gboolean ins_nde_file_get_track (InsNdeFile *self, guint row, InsTrackLine *track);
/* FALSE if the row was not finished, or the file does not tell (format 1). */
gboolean ins_nde_file_get_line_card (InsNdeFile *self, guint row, InsLineCard *card);
/* FALSE while the scan runs, if it was cut short, or if the file does not tell. */
gboolean ins_nde_file_get_account (InsNdeFile *self, InsScanAccount *account);

/* What the steps of the scan's pipeline cost; FALSE likewise, and before format 3. */
gboolean ins_nde_file_get_timing_figures (InsNdeFile *self, InsTimingFigures *figures);
/* What was measured between lines swept forward and back, and what is in force; FALSE where the
 * file does not tell (before format 3) */
gboolean ins_nde_file_get_correction (InsNdeFile *self, InsCorrection *correction);
/* Plain sentences: stage and card, how the card acquired, its scale. */
const char *ins_nde_file_get_devices (InsNdeFile *self);

/* (transfer full): all planes as a picture, corrected as the file says (ins_cscan_set_shift()). */
InsCscan *ins_nde_file_dup_cscan (InsNdeFile *self);

/* %FALSE with %INS_FILE_ERROR_FORMAT if the file is of a format that has no such map. */
gboolean ins_nde_file_check_plane (InsNdeFile *self,
                                   InsPlaneKind kind,
                                   GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* As recorded: where a correction is in force the pixel that is shown in a place is another one
 * (ins_cscan_get_source()). n_samples values of the mapped file, valid as long as @self; NULL for a
 * hole or in gated mode. May wait for the disk. */
const gint16 *ins_nde_file_get_ascan (InsNdeFile *self, guint row, guint column);

/**
 * ins_nde_recover:
 * @n_lines: (out) (optional): lines with a good record
 * @complete: (out) (optional): every line of the scan is there
 *
 * Completes a file that a crash left behind: writes the public planes from the private ones of all
 * lines whose CRC holds, marks the rest as holes and finishes the JSON. Idempotent; refuses a file
 * that another process is writing (%INS_DEVICE_ERROR_BUSY).
 */
gboolean ins_nde_recover (const char *path, guint *n_lines, gboolean *complete, GError **error)
    G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
