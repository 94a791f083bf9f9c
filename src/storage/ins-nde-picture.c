/* ins-nde-picture.c - the planes and maps of a scan file as a picture
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "config.h"

#include <glib/gi18n.h>
#include <math.h>
#include <string.h>

#include "core/ins-error.h"
#include "scan/ins-evaluator.h"
#include "storage/ins-nde-file-private.h"

/* Scratch of one row. */
typedef struct
{
  float *amplitude, *tof; /* n_gates x n_columns */
  float *derived;         /* n_planes x n_columns */
  guint8 *status;         /* n_gates x n_columns */
  guint32 *alarms;
} Row;

static gboolean
has_registration (InsNdeFile *self)
{
  return ins_nde_file_get_layout (self)->datasets[INS_NDE_REGISTRATION].n_bytes > 0;
}

/* Nothing where the file has no such plane. */
static void
copy_row (InsNdeFile *self, guint dataset, guint row, gpointer to)
{
  gsize n_bytes = ins_nde_layout_get_row_bytes (ins_nde_file_get_layout (self), dataset);

  if (n_bytes > 0)
    memcpy (to, ins_nde_file_get_row (self, dataset, row), n_bytes);
}

/* States, derived planes and alarms; what the file has not stays as it is. */
static void
read_states (InsNdeFile *self, guint row, const guint8 *holes, Row *values)
{
  const InsNdeLayout *layout = ins_nde_file_get_layout (self);
  guint n_columns = layout->grid.n_columns;

  copy_row (self, INS_NDE_GATE_STATUS, row, values->status);
  copy_row (self, INS_NDE_DERIVED, row, values->derived);
  copy_row (self, INS_NDE_ALARMS, row, values->alarms);
  for (guint i = 0; i < layout->n_planes * n_columns; i++)
    if (holes[i % n_columns] != INS_HOLE_NONE)
      values->derived[i] = NAN;
}

/* Nothing is shown in a hole, whatever the file has there. */
static void
read_row (InsNdeFile *self, guint row, guint n_gates, const guint8 *holes, Row *values)
{
  guint n_columns = ins_nde_file_get_grid (self)->n_columns;
  gsize n_values = (gsize)n_gates * n_columns;

  memcpy (values->amplitude, ins_nde_file_get_row (self, INS_NDE_AMPLITUDE, row),
          n_values * sizeof *values->amplitude);
  memcpy (values->tof, ins_nde_file_get_row (self, INS_NDE_TOF, row),
          n_values * sizeof *values->tof);
  for (gsize i = 0; i < n_values; i++)
    if (holes[i % n_columns] != INS_HOLE_NONE)
      values->amplitude[i] = values->tof[i] = NAN;
}

void
ins_nde_file_put_maps (InsNdeFile *self, guint row, InsCscan *cscan)
{
  const guint8 *holes = ins_nde_file_get_row (self, INS_NDE_HOLES, row);
  guint n_columns = ins_nde_file_get_grid (self)->n_columns;
  g_autofree float *registration_um = g_new (float, n_columns);
  g_autofree guint16 *n_pulses = g_new (guint16, n_columns);

  memcpy (n_pulses, ins_nde_file_get_row (self, INS_NDE_PULSES, row), n_columns * sizeof *n_pulses);
  if (has_registration (self))
    memcpy (registration_um, ins_nde_file_get_row (self, INS_NDE_REGISTRATION, row),
            n_columns * sizeof *registration_um);
  for (guint i = 0; i < n_columns; i++)
    {
      if (holes[i] != INS_HOLE_NONE || !has_registration (self))
        registration_um[i] = NAN;
      if (holes[i] != INS_HOLE_NONE)
        n_pulses[i] = 0;
    }
  ins_cscan_put_maps (cscan, row, registration_um, n_pulses);
}

InsCscan *
ins_nde_file_dup_cscan (InsNdeFile *self)
{
  const InsScanGrid *grid = ins_nde_file_get_grid (self);
  const InsRecipe *recipe = ins_nde_file_get_recipe (self);
  guint n_gates = recipe->n_gates;
  InsCscan *cscan = ins_evaluation_new_cscan (recipe, grid);
  gsize n_values = (gsize)n_gates * grid->n_columns;
  gsize n_derived = (gsize)recipe->n_planes * grid->n_columns;
  g_autofree float *amplitude = g_new (float, n_values);
  g_autofree float *tof = g_new (float, n_values);
  g_autofree float *derived = g_new (float, n_derived);
  g_autofree guint8 *status = g_new (guint8, n_values);
  g_autofree guint32 *alarms = g_new0 (guint32, grid->n_columns);
  Row values = { amplitude, tof, derived, status, alarms };
  InsCorrection correction;

  for (gsize i = 0; i < n_derived; i++)
    derived[i] = NAN;
  if (ins_nde_file_get_correction (self, &correction))
    ins_cscan_set_shift (cscan, &correction.shift);
  for (guint row = 0; row < grid->n_rows; row++)
    {
      const guint8 *holes = ins_nde_file_get_row (self, INS_NDE_HOLES, row);

      if (!ins_nde_file_is_line_done (self, row))
        continue;
      read_row (self, row, n_gates, holes, &values);
      ins_cscan_set_direction (cscan, row, ins_nde_file_get_direction (self, row));
      ins_nde_file_put_maps (self, row, cscan);
      read_states (self, row, holes, &values);
      ins_cscan_put_states (cscan, row, status, derived, alarms);
      ins_cscan_put_row (cscan, row, amplitude, tof, holes);
    }

  return cscan;
}

gboolean
ins_nde_file_check_plane (InsNdeFile *self, InsPlaneKind kind, GError **error)
{
  if (kind != INS_PLANE_REGISTRATION || has_registration (self))
    return TRUE;
  g_set_error (error, INS_FILE_ERROR, INS_FILE_ERROR_FORMAT,
               _ ("%s was written by an older version and does not tell how well the place of "
                  "each pixel is known."),
               ins_nde_file_get_path (self));

  return FALSE;
}
