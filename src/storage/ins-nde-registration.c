/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "storage/ins-nde-registration.h"

static guint
gather_lines (InsNdeFile *file, InsTrackLine *lines, gboolean *both_ways)
{
  guint n_rows = ins_nde_file_get_grid (file)->n_rows, n = 0;
  gboolean forward = FALSE, back = FALSE;

  for (guint row = 0; row < n_rows; row++)
    {
      InsLineCard card = { .placing = INS_PLACED_BY_REPORTS };

      if (!ins_nde_file_get_track (file, row, &lines[n]))
        continue;
      (void)ins_nde_file_get_line_card (file, row, &card);
      /* a line of which nothing was wanted has neither speed nor doubt */
      if (card.placing != INS_PLACED_BY_REPORTS ||
          (lines[n].speed_mm_s == 0.0 && lines[n].verdict == INS_TRACK_GOOD))
        continue;
      forward = forward || lines[n].speed_mm_s > 0.0;
      back = back || lines[n].speed_mm_s < 0.0;
      n++;
    }
  *both_ways = forward && back;

  return n;
}

void
ins_nde_file_summarise_registration (InsNdeFile *self,
                                     InsRegistrationSummary *summary,
                                     gboolean *both_ways)
{
  guint n_rows = ins_nde_file_get_grid (self)->n_rows;
  g_autofree InsTrackLine *lines = g_new (InsTrackLine, n_rows);

  ins_registration_summarise (lines, gather_lines (self, lines, both_ways), summary);
}
