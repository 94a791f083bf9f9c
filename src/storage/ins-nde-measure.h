/* ins-nde-measure.h - what was measured on a picture, kept in its file
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "core/ins-key-file.h"
#include "storage/ins-nde-file.h"

G_BEGIN_DECLS

/* /Private/Insonify/Measurements: see ins-nde-places.h */
#define INS_NDE_MEASURE_PLACE_BYTES (256 << 10)

/**
 * ins_nde_file_dup_measures:
 *
 * Returns: (transfer full) (nullable): a key file with a group for each measurement and one for
 *   what it came to (ins_measure_write_result()), empty if nothing was saved; %NULL with
 *   %INS_FILE_ERROR_FORMAT if there is something that makes no sense
 */
InsKeyFile *ins_nde_file_dup_measures (InsNdeFile *self, GError **error) G_GNUC_WARN_UNUSED_RESULT;

/**
 * ins_nde_save_measures:
 * @measures: replaces all that is there
 *
 * Synced when it returns. Blocks on the disk. %INS_DEVICE_ERROR_BUSY while a scan writes the file,
 * %INS_FILE_ERROR_FULL if it is too much, %INS_FILE_ERROR_FORMAT if the file is not ours, or was
 * made by an older version and has no room for any.
 */
gboolean ins_nde_save_measures (const char *path,
                                GKeyFile *measures,
                                GError **error) G_GNUC_WARN_UNUSED_RESULT;

/**
 * ins_nde_carry_measures:
 * @from: a scan file
 * @to: another one of the same picture, say with other gates
 *
 * Saves the measurements of the one in the other, with what they come to there; without results
 * where that has not what they are about. So are part, operator and notes, if a person has written
 * them afterwards. Blocks on the disk.
 */
gboolean
ins_nde_carry_measures (const char *from, const char *to, GError **error) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
