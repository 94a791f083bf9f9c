/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <unistd.h>

#include "storage/ins-nde-file-private.h"
#include "storage/ins-nde-finish.h"
#include "storage/ins-nde-io.h"
#include "storage/ins-nde-spare.h"
#include "storage/ins-nde-verdict.h"

static gboolean
recover_locked (int fd, const char *path, guint *n_lines, gboolean *complete, GError **error)
{
  g_autoptr (InsNdeFile) file = ins_nde_file_open_checked (path, error);
  InsNdeLayout layout;
  guint n_done;

  if (file == NULL)
    return FALSE;

  layout = *ins_nde_file_get_layout (file);
  n_done = ins_nde_file_get_n_lines_done (file);
  if (ins_nde_file_uses_spare (file) && !ins_nde_spare_move_home (fd, path, &layout, error))
    return FALSE;
  /* where a record promises data that are not there, readers must go on checking every line */
  if (!ins_nde_finish (
          fd, path, &layout, ins_nde_file_get_header (file), ins_nde_file_get_recipe (file),
          ins_nde_file_get_good (file), ins_nde_file_get_newest_unix_us (file),
          ins_nde_file_get_n_damaged (file) > 0 ? INS_NDE_STATE_OPEN : INS_NDE_STATE_FINISHED,
          error))
    return FALSE;

  if (n_lines != NULL)
    *n_lines = n_done;
  if (complete != NULL)
    *complete = n_done == layout.grid.n_rows;

  return TRUE;
}

gboolean
ins_nde_recover (const char *path, guint *n_lines, gboolean *complete, GError **error)
{
  int fd = ins_nde_io_open_to_write (path, 0, error);
  gboolean done;

  if (fd < 0)
    return FALSE;
  done = recover_locked (fd, path, n_lines, complete, error);
  close (fd);
  if (done)
    ins_nde_judge_if_ruled (path);

  return done;
}
