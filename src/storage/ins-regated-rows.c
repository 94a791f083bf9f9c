/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "storage/ins-nde-file-private.h"
#include "storage/ins-regated-rows.h"

void
ins_regated_rows_init (InsRegatedRows *self, guint n_rows)
{
  self->n_rows = n_rows;
  self->rows = g_malloc0_n (n_rows, sizeof *self->rows);
}

void
ins_regated_rows_clear (InsRegatedRows *self)
{
  g_clear_pointer (&self->rows, g_free);
}

void
ins_regated_rows_forget (InsRegatedRows *self, gboolean picture)
{
  for (guint row = 0; row < self->n_rows; row++)
    {
      self->rows[row].is_exact = FALSE;
      if (picture)
        self->rows[row].has_maps = FALSE;
    }
}

guint
ins_regated_rows_find_to_do (InsRegatedRows *self,
                             InsNdeFile *file,
                             guint8 *is_to_do,
                             guint32 *marks)
{
  guint n = 0;

  for (guint row = 0; row < self->n_rows; row++)
    {
      InsNdeRecord record;

      is_to_do[row] = 0;
      if (!ins_nde_file_is_line_done (file, row))
        continue;
      ins_nde_file_get_record (file, row, &record);
      marks[row] = record.record_crc;
      is_to_do[row] = !self->rows[row].is_exact || marks[row] != self->rows[row].mark;
      self->rows[row].is_exact &= !is_to_do[row];
      n += is_to_do[row];
    }

  return n;
}

void
ins_regated_rows_put (InsRegatedRows *self,
                      const InsRegateRow *values,
                      guint row,
                      guint32 mark,
                      gboolean is_exact,
                      InsCscan *cscan)
{
  gboolean with_maps = !self->rows[row].has_maps || self->rows[row].mark != mark;

  if (self->rows[row].is_exact && !is_exact)
    return;
  ins_regate_row_put (values, row, with_maps, cscan);
  self->rows[row].mark = mark;
  self->rows[row].has_maps = TRUE;
  self->rows[row].is_exact = is_exact != FALSE;
}
