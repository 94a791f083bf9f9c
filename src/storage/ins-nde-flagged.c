/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "storage/ins-nde-file-private.h"

static gboolean
is_flagged (InsNdeFile *file, guint row)
{
  const guint8 *holes = ins_nde_file_get_row (file, INS_NDE_HOLES, row);
  guint n_columns = ins_nde_file_get_grid (file)->n_columns;
  InsLineQuality quality = { 0, INS_TRACK_GOOD };
  InsTrackLine track;
  InsLineCard card;

  for (guint column = 0; column < n_columns; column++)
    quality.n_missing += ins_hole_is_missing (holes[column]);
  if (ins_nde_file_get_track (file, row, &track) &&
      (!ins_nde_file_get_line_card (file, row, &card) || card.placing == INS_PLACED_BY_REPORTS))
    quality.verdict = track.verdict;

  return ins_line_quality_is_flagged (&quality);
}

guint
ins_nde_file_count_flagged (InsNdeFile *self)
{
  guint n = 0;

  for (guint row = 0; row < ins_nde_file_get_grid (self)->n_rows; row++)
    n += ins_nde_file_is_line_done (self, row) && is_flagged (self, row);

  return n;
}

gboolean
ins_nde_file_can_replace (InsNdeFile *self)
{
  return ins_nde_layout_has_spare (ins_nde_file_get_layout (self));
}
