/* ins-nde-saft.h - the A-scans of a scan file, focused
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "storage/ins-volume.h"

G_BEGIN_DECLS

typedef struct
{
  double half_angle_deg; /* of the beam in the part; NaN: follows from the diameter */
  double diameter_mm;    /* of the probe; NaN: not known */
  double water_path_mm;  /* 0: the probe touches the part */
  gboolean is_flat;      /* along the scan only */
  gboolean is_windowed;
} InsNdeSaft;

/**
 * ins_nde_saft:
 * @file: with A-scans as recorded (RF)
 * @path: scan file to be made: the same raster, gates and scales
 *
 * All processors work on a line. Pixels are where the picture shows them. Blocks.
 * %INS_DEVICE_ERROR_UNSUPPORTED for a file without RF, INS_RECIPE_ERROR_VALUE for an angle that
 * cannot be, INS_FILE_ERROR, %G_IO_ERROR_CANCELLED; nothing is left at @path then.
 */
gboolean ins_nde_saft (InsNdeFile *file,
                       const InsNdeSaft *wish,
                       const char *path,
                       gboolean overwrite,
                       InsVolumeProgress progress,
                       gpointer progress_data,
                       GCancellable *cancellable,
                       GError **error) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
