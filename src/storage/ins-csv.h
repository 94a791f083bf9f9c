/* ins-csv.h - tables of A-scans as other programs write them: header lines, one A-scan per row
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

typedef struct
{
  char delimiter; /* ';', '\t', ',' or ' ', where several count as one */
  char decimal;   /* '.' or ',' */
  guint n_header_lines;
  guint n_leading; /* columns before the samples: places, numbers */
} InsCsvFormat;

/* What header and places say; 0 or NaN where they say nothing. Steps below 0 run backwards. */
typedef struct
{
  double sample_rate_hz, delay_s;
  double scan_step_mm, index_step_mm, scan_start_mm, index_start_mm;
  double velocity_m_s;
  guint n_columns;
  gboolean is_serpentine;
  char letters[2]; /* over the places: of the index axis, then of the scan axis */
} InsCsvHints;

/* What the first lines look like. Pure; any bytes. */
void ins_csv_guess_format (const char *bytes, gsize n_bytes, InsCsvFormat *format);
void ins_csv_guess_hints (const char *bytes,
                          gsize n_bytes,
                          const InsCsvFormat *format,
                          InsCsvHints *hints);

/* A table whose lines were all looked at. The bytes are borrowed. Read-only; any thread. */
typedef struct _InsCsv InsCsv;

/**
 * ins_csv_new:
 *
 * Every row behind the header has the same number of columns, each a number or nothing.
 * INS_FILE_ERROR_FORMAT names the line that has not; %G_IO_ERROR_CANCELLED.
 */
InsCsv *ins_csv_new (const char *bytes,
                     gsize n_bytes,
                     const InsCsvFormat *format,
                     GCancellable *cancellable,
                     GError **error) G_GNUC_WARN_UNUSED_RESULT;
void ins_csv_free (InsCsv *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (InsCsv, ins_csv_free)

guint ins_csv_get_n_ascans (const InsCsv *self);
guint ins_csv_get_n_samples (const InsCsv *self);
/* Of all samples; FALSE if there is none. */
gboolean
ins_csv_get_range (const InsCsv *self, double *least, double *greatest, gboolean *is_whole);

/* @values: (out caller-allocates): n_leading and n_samples numbers, NaN for nothing */
void ins_csv_read (const InsCsv *self, guint ascan, double *values);

/* The end of the line that begins at @at: where its newline is, or @end. */
const char *ins_csv_find_line_end (const char *at, const char *end);

/**
 * ins_csv_split:
 * @at: (inout): where a field begins; then where the next one does, or @end
 * @value: (out): NaN for an empty field
 *
 * FALSE if the field is not a number.
 */
gboolean
ins_csv_split (const InsCsvFormat *format, const char **at, const char *end, double *value);

G_END_DECLS
