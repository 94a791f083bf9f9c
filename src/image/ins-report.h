/* ins-report.h - a report on A4 pages: pictures, lines of label and value, tables
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "image/ins-picture.h"

G_BEGIN_DECLS

/* A4 in points. */
#define INS_REPORT_WIDTH 595.28
#define INS_REPORT_HEIGHT 841.89

/* Collects what is to stand on the pages, then makes a PDF of it. One thread at a time. */
typedef struct _InsReport InsReport;

/* @foot: at the bottom of every page, beside its number */
InsReport *ins_report_new (const char *title, const char *foot);
void ins_report_free (InsReport *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (InsReport, ins_report_free)

void ins_report_add_heading (InsReport *self, const char *text);
void ins_report_add_text (InsReport *self, const char *text);
/* A label on the left, what it stands for beside it; nothing if @value is NULL or "". */
void ins_report_add_pair (InsReport *self, const char *label, const char *value);

/* @picture: borrowed until the report is drawn; as wide as the page, or as high as two thirds of
 * it */
void ins_report_add_picture (InsReport *self, const InsPicture *picture);

/* @columns: (array zero-terminated=1); rows follow by ins_report_add_row(), which repeats the
 * columns' heads on each page. */
void ins_report_add_table (InsReport *self, const char *const *columns);
/* @cells: (array zero-terminated=1): as many as the table's columns */
void ins_report_add_row (InsReport *self, const char *const *cells);

/**
 * ins_report_draw_pdf:
 * @creator: program and version, for the file's own notes
 *
 * Returns: (transfer full): a whole PDF, text as text; %NULL with %INS_FILE_ERROR_IO
 */
GByteArray *ins_report_draw_pdf (InsReport *self, const char *creator, GError **error);

/**
 * ins_report_draw_page:
 * @page: from 0 on
 * @cr: %INS_REPORT_WIDTH x %INS_REPORT_HEIGHT units from the origin on are covered
 *
 * One page as it is in the PDF.
 *
 * Returns: how many there are
 */
guint ins_report_draw_page (InsReport *self, guint page, cairo_t *cr);

G_END_DECLS
