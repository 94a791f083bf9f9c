/* ins-regate-row.h - a recipe's gates over rows of a file
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "scan/ins-evaluator.h"
#include "storage/ins-nde-file.h"

G_BEGIN_DECLS

/* One thread at a time. */
typedef struct
{
  InsNdeFile *file;        /* not owned */
  const InsRecipe *recipe; /* likewise: the file's with other gates */
  InsEvaluator *evaluator;
  InsEvaluation values; /* of the row that was evaluated last */
  guint n_columns;

  /* of ins_regate_row_evaluate_some() */
  guint step;
  InsEvaluator *some; /* takes every so many A-scans for a line; NULL: not asked for yet */
  InsEvaluation some_values;
  guint8 *some_holes;
} InsRegateRow;

/* @file: with A-scans */
void ins_regate_row_init (InsRegateRow *self, InsNdeFile *file, const InsRecipe *recipe);
void ins_regate_row_clear (InsRegateRow *self);

/* A row that is done (ins_nde_file_is_line_done()), from the mapped file. */
void ins_regate_row_evaluate (InsRegateRow *self, guint row);

/* Only one A-scan of @step neighbours, which all get its values. */
void ins_regate_row_evaluate_some (InsRegateRow *self, guint row, guint step);

/* What was evaluated last as that row of a picture with the recipe's planes; its maps and direction
 * need be put only once. */
void ins_regate_row_put (const InsRegateRow *self, guint row, gboolean with_maps, InsCscan *cscan);

G_END_DECLS
