/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "storage/ins-nde-io.h"
#include "storage/ins-nde-spare.h"

gboolean
ins_nde_spare_put (int fd,
                   const char *path,
                   const InsNdeLayout *layout,
                   const gconstpointer *parts,
                   const InsNdeRecord *record,
                   GError **error)
{
  /* what came out of it last must be safe before it is overwritten */
  if (!ins_nde_io_sync (fd, path, error))
    return FALSE;
  for (guint i = 0; i < INS_NDE_N_ROW_WISE; i++)
    if (ins_nde_layout_get_row_bytes (layout, i) > 0 &&
        !ins_nde_io_write (fd, path, ins_nde_layout_get_spare_offset (layout, i), parts[i],
                           ins_nde_layout_get_row_bytes (layout, i), error))
      return FALSE;

  return ins_nde_io_write (fd, path, ins_nde_layout_get_spare_offset (layout, INS_NDE_LINES),
                           record, sizeof *record, error) &&
         ins_nde_io_sync (fd, path, error);
}

static gboolean
copy (int fd, const char *path, guint64 from, guint64 to, gsize n_bytes, GError **error)
{
  g_autofree guint8 *bytes = g_malloc (MAX (n_bytes, 1));

  return ins_nde_io_read (fd, path, from, bytes, n_bytes, error) &&
         ins_nde_io_write (fd, path, to, bytes, n_bytes, error);
}

gboolean
ins_nde_spare_move_home (int fd, const char *path, const InsNdeLayout *layout, GError **error)
{
  guint64 from = ins_nde_layout_get_spare_offset (layout, INS_NDE_LINES);
  InsNdeRecord record;

  if (!ins_nde_io_read (fd, path, from, &record, sizeof record, error))
    return FALSE;
  g_return_val_if_fail (record.row < layout->grid.n_rows, FALSE);
  for (guint i = 0; i < INS_NDE_N_ROW_WISE; i++)
    if (!copy (fd, path, ins_nde_layout_get_spare_offset (layout, i),
               ins_nde_layout_get_row_offset (layout, i, record.row),
               ins_nde_layout_get_row_bytes (layout, i), error))
      return FALSE;

  return ins_nde_io_write (fd, path, ins_nde_layout_get_record_offset (layout, record.row), &record,
                           sizeof record, error) &&
         ins_nde_io_sync (fd, path, error);
}
