/* ins-import.h - tables and arrays of A-scans from other programs
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "storage/ins-csv.h"
#include "storage/ins-volume.h"

G_BEGIN_DECLS

typedef enum
{
  INS_IMPORT_CSV,
  INS_IMPORT_NPY,
} InsImportKind;

/* What is guessed and a person may change; a value. Sizes of @volume follow from the rest. */
typedef struct
{
  InsCsvFormat csv;        /* tables */
  guint order[3];          /* arrays: which dimension is row, column and sample */
  guint n_columns;         /* of a table, or an array of two dimensions: A-scans of a line */
  gboolean is_serpentine;  /* every other line was recorded, and stands there, from its end */
  gboolean is_index_first; /* A-scans that follow each other lie along the index axis */
  double zero, full;       /* number at the zero line; distance from it at 100 % */
  InsVolume volume;
} InsImportOptions;

/* A file to be imported. One thread at a time; blocks on the disk. */
typedef struct _InsImport InsImport;

/**
 * ins_import_open:
 * @path: .csv, .txt, .tsv, .dat, .asc or .npy; what it is is seen from its bytes
 *
 * Maps the file and guesses; memory grows with the number of A-scans only. INS_FILE_ERROR.
 */
InsImport *ins_import_open (const char *path, GError **error) G_GNUC_WARN_UNUSED_RESULT;
void ins_import_free (InsImport *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (InsImport, ins_import_free)

InsImportKind ins_import_get_kind (InsImport *self);
guint ins_import_get_rank (InsImport *self); /* of an array; 2 for a table */
const char *ins_import_get_path (InsImport *self);
/* As guessed, or set last. */
void ins_import_get_options (InsImport *self, InsImportOptions *options);

/* (transfer full): the first lines of a table, or what an array is, as UTF-8 for a person */
char *ins_import_make_preview (InsImport *self);

/**
 * ins_import_set_options:
 * @options: (inout): sizes of the volume are filled in, and where @options->full is not above 0 the
 *   scale
 *
 * Looks at the whole file if that is needed. FALSE with a sentence that says what does not fit
 * together; the options are kept nevertheless.
 */
gboolean ins_import_set_options (InsImport *self,
                                 InsImportOptions *options,
                                 GCancellable *cancellable,
                                 GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* Writes the scan file with the options that were set, as ins_volume_write(). */
gboolean ins_import_write (InsImport *self,
                           const char *path,
                           gboolean overwrite,
                           InsVolumeProgress progress,
                           gpointer progress_data,
                           GCancellable *cancellable,
                           GError **error) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
