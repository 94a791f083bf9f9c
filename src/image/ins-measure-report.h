/* ins-measure-report.h - results as text: tables and key files
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Numbers have a point and as many digits as they need, under any locale; "" is "there is none".
 */
#pragma once

#include "image/ins-measure-result.h"

G_BEGIN_DECLS

/* A table: rows of cells, the first row its heading. */
typedef struct
{
  guint n_columns;
  GPtrArray *cells; /* (element-type utf8): row by row */
} InsMeasureTable;

/* One row a figure: measurement, kind, plane, gate, figure, value, unit, text. */
InsMeasureTable *ins_measure_table_new_figures (void);
void ins_measure_table_add_figures (InsMeasureTable *self,
                                    const InsMeasure *measure,
                                    const InsMeasureResult *result);

/* Clusters, or the samples of a profile; (nullable): %NULL if the result has neither. */
InsMeasureTable *ins_measure_table_new_rows (const InsMeasure *measure,
                                             const InsMeasureResult *result,
                                             const char *unit);
void ins_measure_table_free (InsMeasureTable *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (InsMeasureTable, ins_measure_table_free)

guint ins_measure_table_get_n_rows (const InsMeasureTable *self);
const char *ins_measure_table_get (const InsMeasureTable *self, guint row, guint column);

/* (transfer full): RFC 4180: commas, cells in quotation marks where they need it. */
char *ins_measure_table_to_csv (const InsMeasureTable *self);

/* (transfer full): with tabs, which spreadsheets take from the clipboard. */
char *ins_measure_table_to_tabs (const InsMeasureTable *self);

/* The measurement, and what it came to in a group "Result NAME": a key for each figure, and of
 * clusters a key "Cluster N" each, the biggest thousand. */
void ins_measure_write_result (const InsMeasure *measure,
                               const InsMeasureResult *result,
                               const char *software,
                               GKeyFile *file);

/**
 * ins_measure_compare_result:
 * @file: with both groups of @measure
 * @result: what it comes to now
 *
 * Returns: (transfer full) (nullable): %NULL if every figure is the same to the last digit, else
 *   those that differ: "key: SAVED, now NEW" in lines
 */
char *ins_measure_compare_result (const InsMeasure *measure,
                                  const InsMeasureResult *result,
                                  GKeyFile *file);

G_END_DECLS
