/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n.h>
#include <math.h>
#include <string.h>

#include "core/ins-error.h"
#include "storage/ins-nde-file-private.h"
#include "storage/ins-nde-map.h"

static void
read_row (InsNdeFile *file, InsNdeMap map, guint row, float *values)
{
  guint n_columns = ins_nde_file_get_grid (file)->n_columns;
  const guint8 *holes = ins_nde_file_get_row (file, INS_NDE_HOLES, row);

  if (map == INS_NDE_MAP_REGISTRATION)
    memcpy (values, ins_nde_file_get_row (file, INS_NDE_REGISTRATION, row),
            n_columns * sizeof *values);
  else
    {
      const guint8 *pulses = ins_nde_file_get_row (file, INS_NDE_PULSES, row);

      for (guint column = 0; column < n_columns; column++)
        {
          guint16 n_pulses;

          memcpy (&n_pulses, pulses + column * sizeof n_pulses, sizeof n_pulses);
          values[column] = n_pulses;
        }
    }
  for (guint column = 0; column < n_columns; column++)
    if (holes[column] != INS_HOLE_NONE)
      values[column] = NAN;
}

InsCscan *
ins_nde_file_dup_map (InsNdeFile *file, InsNdeMap map, GError **error)
{
  const InsScanGrid *grid = ins_nde_file_get_grid (file);
  g_autofree float *values = g_new (float, grid->n_columns);
  g_autofree float *none = g_new (float, grid->n_columns);
  InsCorrection correction;
  InsCscan *cscan;

  if (map == INS_NDE_MAP_REGISTRATION &&
      ins_nde_file_get_layout (file)->datasets[INS_NDE_REGISTRATION].n_bytes == 0)
    {
      g_set_error (error, INS_FILE_ERROR, INS_FILE_ERROR_FORMAT,
                   _ ("%s was written by an older version and does not tell how well the place of "
                      "each pixel is known."),
                   ins_nde_file_get_path (file));
      return NULL;
    }
  cscan = ins_cscan_new (grid, 1);
  if (ins_nde_file_get_correction (file, &correction))
    ins_cscan_set_shift (cscan, &correction.shift);
  for (guint i = 0; i < grid->n_columns; i++)
    none[i] = NAN;
  for (guint row = 0; row < grid->n_rows; row++)
    {
      if (!ins_nde_file_is_line_done (file, row))
        continue;
      read_row (file, map, row, values);
      ins_cscan_set_direction (cscan, row, ins_nde_file_get_direction (file, row));
      ins_cscan_put_row (cscan, row, values, none, ins_nde_file_get_row (file, INS_NDE_HOLES, row));
    }

  return cscan;
}
