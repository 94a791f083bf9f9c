/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n.h>
#include <math.h>
#include <stdatomic.h>
#include <sys/stat.h>

#include "core/ins-error.h"
#include "signal/ins-saft.h"
#include "storage/ins-nde-saft.h"

#define MAX_THREADS 64

/* Read-only while threads work on a line, but for what is marked. */
typedef struct
{
  InsNdeFile *file;
  InsCscan *cscan; /* tells which A-scan is shown where */
  InsSaft *saft;
  const InsScanGrid *grid;
  guint n_samples, row;
  gint16 *ascans;
  guint8 *holes;
  GCancellable *cancellable;
  atomic_uint next_column; /* atomic */
} Focusing;

static const gint16 *
get_ascan (gpointer source, guint row, guint column)
{
  const Focusing *self = source;
  int from = ins_cscan_get_source (self->cscan, row, column);

  return from < 0 ? NULL : ins_nde_file_get_ascan (self->file, row, (guint)from);
}

static gpointer
worker_main (gpointer data)
{
  Focusing *self = data;
  g_autofree float *scratch = g_new (float, self->n_samples);
  g_autofree float *focused = g_new (float, self->n_samples);
  guint column;

  while ((column = atomic_fetch_add (&self->next_column, 1)) < self->grid->n_columns &&
         !g_cancellable_is_cancelled (self->cancellable))
    {
      gint16 *to = self->ascans + (gsize)column * self->n_samples;

      self->holes[column] = get_ascan (self, self->row, column) == NULL;
      if (self->holes[column])
        continue;
      ins_saft_focus (self->saft, get_ascan, self, self->grid->n_rows, self->grid->n_columns,
                      self->row, column, scratch, focused);
      for (guint i = 0; i < self->n_samples; i++)
        to[i] = (gint16)CLAMP (lrintf (focused[i]), -G_MAXINT16, G_MAXINT16);
    }

  return NULL;
}

static gboolean
read_row (gpointer source, guint row, gint16 *ascans, guint8 *holes, GError **error)
{
  Focusing *self = source;
  GThread *threads[MAX_THREADS];
  guint n = CLAMP (g_get_num_processors (), 1, MAX_THREADS);

  self->row = row;
  self->ascans = ascans;
  self->holes = holes;
  atomic_store (&self->next_column, 0);
  for (guint i = 0; i < n; i++)
    threads[i] = g_thread_new ("ins-saft", worker_main, self);
  for (guint i = 0; i < n; i++)
    g_thread_join (threads[i]);

  return !g_cancellable_set_error_if_cancelled (self->cancellable, error);
}

static gboolean
refuse (GError **error, const char *reason)
{
  g_set_error_literal (error, INS_RECIPE_ERROR, INS_RECIPE_ERROR_VALUE, reason);

  return FALSE;
}

static gboolean
fill_setup (InsNdeFile *file, const InsNdeSaft *wish, InsSaftSetup *setup, GError **error)
{
  const InsRecipe *recipe = ins_nde_file_get_recipe (file);
  const InsTiming *timing = ins_nde_file_get_timing (file);
  const InsScanGrid *grid = ins_nde_file_get_grid (file);
  double angle_deg = wish->half_angle_deg;

  if (isnan (angle_deg) && wish->diameter_mm > 0.0)
    angle_deg = ins_saft_get_half_angle_deg (recipe->velocity_m_s, recipe->probe_frequency_hz,
                                             wish->diameter_mm);
  if (isnan (angle_deg))
    return refuse (error, _ ("Say how wide the beam is: half its angle in the part, or the "
                             "diameter of the probe."));
  if (!(angle_deg > 0.0 && angle_deg <= 80.0))
    return refuse (error, _ ("Half the beam's angle must be above 0 and at most 80 degrees. A very "
                             "small probe needs the angle itself."));
  if (!(wish->water_path_mm >= 0.0 && wish->water_path_mm <= 1e4))
    return refuse (error, _ ("The water path must be from 0 to 10000 mm."));
  *setup = (InsSaftSetup){ .sample_rate_hz = timing->sample_rate_hz,
                           .delay_s = timing->delay_s,
                           .n_samples = timing->n_samples,
                           .scan_step_mm = grid->scan_step_mm,
                           .index_step_mm = grid->index_step_mm,
                           .velocity_m_s = recipe->velocity_m_s,
                           .couplant_velocity_m_s = recipe->couplant_velocity_m_s,
                           .water_path_mm = wish->water_path_mm,
                           .half_angle_deg = angle_deg,
                           .is_flat = wish->is_flat,
                           .is_windowed = wish->is_windowed };

  return TRUE;
}

/* As the file it comes from. */
static void
fill_volume (InsNdeFile *file, InsVolume *volume)
{
  const InsRecipe *recipe = ins_nde_file_get_recipe (file);
  const InsTiming *timing = ins_nde_file_get_timing (file);
  const InsScanGrid *grid = ins_nde_file_get_grid (file);

  ins_volume_init (volume);
  volume->name = recipe->name;
  volume->n_rows = grid->n_rows;
  volume->n_columns = grid->n_columns;
  volume->n_samples = timing->n_samples;
  volume->scan_axis = grid->scan_axis;
  volume->index_axis = grid->index_axis;
  volume->scan_sign = grid->scan_sign;
  volume->index_sign = grid->index_sign;
  volume->scan_step_mm = grid->scan_step_mm;
  volume->index_step_mm = grid->index_step_mm;
  volume->scan_start_mm = ins_scan_grid_get_scan_mm (grid, 0);
  volume->index_start_mm = ins_scan_grid_get_index_mm (grid, 0);
  volume->sample_rate_hz = timing->sample_rate_hz;
  volume->delay_s = timing->delay_s;
  volume->full_scale_counts = ins_nde_file_get_full_scale_counts (file);
  volume->signal = recipe->signal;
  volume->velocity_m_s = recipe->velocity_m_s;
  volume->couplant_velocity_m_s = recipe->couplant_velocity_m_s;
  volume->probe_frequency_hz = recipe->probe_frequency_hz;
  volume->like = recipe;
}

static gboolean
check_file (InsNdeFile *file, const char *path, GError **error)
{
  const InsRecipe *recipe = ins_nde_file_get_recipe (file);
  struct stat one, other;

  if (recipe->mode != INS_MODE_WAVEFORM || recipe->signal != INS_SIGNAL_RF)
    {
      g_set_error (error, INS_DEVICE_ERROR, INS_DEVICE_ERROR_UNSUPPORTED,
                   _ ("%s has no A-scans as recorded (RF): without their phase nothing can be "
                      "focused."),
                   ins_nde_file_get_path (file));
      return FALSE;
    }
  if (stat (ins_nde_file_get_path (file), &one) != 0 || stat (path, &other) != 0 ||
      one.st_dev != other.st_dev || one.st_ino != other.st_ino)
    return TRUE;
  g_set_error (error, INS_FILE_ERROR, INS_FILE_ERROR_IO,
               _ ("%s cannot be written into itself. Choose another name."), path);

  return FALSE;
}

gboolean
ins_nde_saft (InsNdeFile *file,
              const InsNdeSaft *wish,
              const char *path,
              gboolean overwrite,
              InsVolumeProgress progress,
              gpointer progress_data,
              GCancellable *cancellable,
              GError **error)
{
  g_autoptr (InsSaft) saft = NULL;
  g_autoptr (InsCscan) cscan = NULL;
  g_autofree char *base = g_filename_display_basename (ins_nde_file_get_path (file));
  g_autofree char *source = NULL;
  InsSaftSetup setup;
  InsVolume volume;
  Focusing self = { .file = file, .cancellable = cancellable };

  if (!check_file (file, path, error) || !fill_setup (file, wish, &setup, error))
    return FALSE;
  saft = ins_saft_new (&setup);
  if (saft == NULL)
    return refuse (error, _ ("So wide a beam takes in too many A-scans for the memory. Take a "
                             "smaller angle, or focus along the scan only."));
  cscan = ins_nde_file_dup_cscan (file);
  self.cscan = cscan;
  self.saft = saft;
  self.grid = ins_nde_file_get_grid (file);
  self.n_samples = setup.n_samples;
  fill_volume (file, &volume);
  source = g_strdup_printf ("SAFT of %s: half angle %.2f degrees, water path %.3f mm, %s, %u "
                            "A-scans at most.",
                            base, setup.half_angle_deg, setup.water_path_mm,
                            setup.is_flat ? "along the scan" : "all round",
                            ins_saft_get_n_ascans (saft));
  volume.source = source;

  return ins_volume_write (&volume, path, overwrite, read_row, &self, progress, progress_data,
                           cancellable, error);
}
