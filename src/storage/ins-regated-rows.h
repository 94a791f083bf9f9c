/* ins-regated-rows.h - what of each row of a file is in a picture with other gates
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "storage/ins-regate-row.h"

G_BEGIN_DECLS

/* No lock: the owner's. */
typedef struct
{
  guint n_rows;
  struct
  {
    guint32 mark; /* of the line that it was made of */
    guint8 has_maps;
    guint8 is_exact; /* with the present gates */
  } * rows;
} InsRegatedRows;

void ins_regated_rows_init (InsRegatedRows *self, guint n_rows);
void ins_regated_rows_clear (InsRegatedRows *self);

/* Other gates; with @picture it is another picture, too. */
void ins_regated_rows_forget (InsRegatedRows *self, gboolean picture);

/**
 * ins_regated_rows_find_to_do:
 * @is_to_do: (out caller-allocates) (array length=n_rows): 1: has A-scans that the picture does not
 *   show as they are: new ones, or of a line that was swept again
 * @marks: (out caller-allocates) (array length=n_rows): of those, for ins_regated_rows_put(); to be
 *   taken before the A-scans are looked at
 *
 * Returns: how many
 */
guint ins_regated_rows_find_to_do (InsRegatedRows *self,
                                   InsNdeFile *file,
                                   guint8 *is_to_do,
                                   guint32 *marks);

/* What @values has evaluated goes into the picture, unless that has it exactly and this is not. */
void ins_regated_rows_put (InsRegatedRows *self,
                           const InsRegateRow *values,
                           guint row,
                           guint32 mark,
                           gboolean is_exact,
                           InsCscan *cscan);

G_END_DECLS
