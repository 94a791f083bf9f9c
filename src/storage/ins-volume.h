/* ins-volume.h - A-scans from elsewhere on their way into a scan file
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include <gio/gio.h>

#include "storage/ins-nde-file.h"

G_BEGIN_DECLS

/* A raster of A-scans; a value but for the strings, which are borrowed. */
typedef struct
{
  const char *name;   /* of the scan */
  const char *source; /* where it comes from, one plain sentence for the file */
  guint n_rows, n_columns, n_samples;
  InsAxis scan_axis, index_axis;
  int scan_sign, index_sign; /* +1 or -1 */
  double scan_step_mm, index_step_mm;
  double scan_start_mm, index_start_mm; /* centre of the first pixel */
  double sample_rate_hz;
  double delay_s;        /* pulse to first sample, not below 0 */
  int full_scale_counts; /* of what is delivered, 1 to 32767 */
  InsSignal signal;
  double velocity_m_s, couplant_velocity_m_s, probe_frequency_hz; /* 0: not known */
  const InsRecipe *like; /* (nullable): what is made of A-scans: gates and what follows from them */
  guint n_gates;         /* instead; 0 and no like: one gate over the whole record */
  InsGate gates[INS_MAX_GATES];
} InsVolume;

void ins_volume_init (InsVolume *self);

/**
 * InsVolumeReadRow:
 * @ascans: (out caller-allocates): n_columns x n_samples counts
 * @holes: (out caller-allocates): n_columns, 1 where there is none; 0 before the call
 */
typedef gboolean (
    *InsVolumeReadRow) (gpointer source, guint row, gint16 *ascans, guint8 *holes, GError **error);

typedef void (*InsVolumeProgress) (double fraction, gpointer data);

/* Whether a scan file can hold it: sizes, steps and rates; a sentence if not. */
gboolean ins_volume_check (const InsVolume *self, GError **error) G_GNUC_WARN_UNUSED_RESULT;

/**
 * ins_volume_write:
 * @path: scan file to be made; nothing is left there after an error
 * @progress: (nullable)
 *
 * Rows are asked for from the first to the last; memory is that of one row. Gates are evaluated on
 * the way. Blocks. INS_RECIPE_ERROR for a volume that no scan file holds, INS_FILE_ERROR,
 * %G_IO_ERROR_CANCELLED.
 */
gboolean ins_volume_write (const InsVolume *self,
                           const char *path,
                           gboolean overwrite,
                           InsVolumeReadRow read_row,
                           gpointer source,
                           InsVolumeProgress progress,
                           gpointer progress_data,
                           GCancellable *cancellable,
                           GError **error) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
