/* ins-nde-words.h - part, operator and notes of a scan, as they are now
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "storage/ins-nde-file.h"

G_BEGIN_DECLS

/* /Private/Insonify/Words: see ins-nde-places.h. A key file with one group, [Words], whose keys are
 * those of the recipe's [Scan]: Part, Operator, Notes; what was scanned with stays in the recipe.
 */
#define INS_NDE_WORDS_PLACE_BYTES (16 << 10)

/* Owned; NULL for none. */
typedef struct
{
  char *part, *operator_name, *notes;
} InsScanWords;

void ins_scan_words_clear (InsScanWords *self);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (InsScanWords, ins_scan_words_clear)

/* What a person has written afterwards, else what the recipe has. @words: (out): owned by the
 * caller */
void ins_nde_file_get_words (InsNdeFile *self, InsScanWords *words);

/* A person can change them: the file is ours, and new enough to have room. */
gboolean ins_nde_file_takes_words (InsNdeFile *self);

/**
 * ins_nde_save_words:
 *
 * Replaces all three; synced when it returns. Blocks on the disk. %INS_DEVICE_ERROR_BUSY while a
 * scan writes the file, %INS_FILE_ERROR_FULL if one is too long, %INS_FILE_ERROR_FORMAT if the file
 * is not ours or was made by an older version and has no room.
 */
gboolean ins_nde_save_words (const char *path,
                             const InsScanWords *words,
                             GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* Saves what a person has written in @from in another file of the same picture. */
gboolean
ins_nde_carry_words (InsNdeFile *from, const char *to, GError **error) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
