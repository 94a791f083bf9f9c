/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n.h>
#include <string.h>

#include "app/ins-session-private.h"
#include "core/ins-error.h"

/* A-scans out of the file of the shown picture, read by GIO's task threads. */

#define WHOLE_ROW G_MAXUINT
#define WHOLE_COLUMN G_MAXUINT

typedef struct
{
  InsCscan *cscan;  /* says which recorded pixel is shown where; NULL: as recorded */
  InsNdeFile *file; /* may be replaced: a file that still grows is opened again */
  char *path;
  gboolean is_live;
  guint row, column;
  /* of a whole column: what an earlier reading of it has found already; then what is found now */
  GArray *samples;
  guint8 *has_row;
  /* out */
  InsTiming timing;
  int full_scale_counts;
} Reading;

static void
reading_free (gpointer data)
{
  Reading *reading = data;

  g_clear_pointer (&reading->cscan, ins_cscan_unref);
  g_clear_pointer (&reading->file, ins_nde_file_unref);
  g_free (reading->path);
  g_clear_pointer (&reading->samples, g_array_unref);
  g_free (reading->has_row);
  g_free (reading);
}

static void
append_zeros (GArray *array, guint n)
{
  guint old = array->len;

  g_array_set_size (array, old + n);
  memset (&g_array_index (array, gint16, old), 0, n * sizeof (gint16));
}

/* NULL for a hole, and where a corrected row does not reach. */
static const gint16 *
get_shown_ascan (const Reading *reading, guint row, guint column)
{
  int source = reading->cscan != NULL ? ins_cscan_get_source (reading->cscan, row, column)
                                      : (int)column;

  return source < 0 ? NULL : ins_nde_file_get_ascan (reading->file, row, (guint)source);
}

/* Only rows that are not there yet: of a scan that runs that is a few, and each is checked once. */
static gboolean
copy_column (Reading *reading)
{
  guint n_rows = ins_nde_file_get_grid (reading->file)->n_rows;
  guint n_samples = reading->timing.n_samples;
  gboolean found = FALSE;

  if (reading->samples == NULL)
    {
      reading->samples = g_array_new (FALSE, FALSE, sizeof (gint16));
      append_zeros (reading->samples, n_rows * n_samples);
      reading->has_row = g_new0 (guint8, n_rows);
    }
  for (guint row = 0; row < n_rows; row++)
    {
      const gint16 *samples = reading->has_row[row]
                                  ? NULL
                                  : get_shown_ascan (reading, row, reading->column);

      if (samples != NULL)
        memcpy (&g_array_index (reading->samples, gint16, (gsize)row * n_samples), samples,
                n_samples * sizeof *samples);
      reading->has_row[row] |= samples != NULL;
      found |= reading->has_row[row];
    }

  return found;
}

/* One pixel, or the whole row for WHOLE_ROW. FALSE if nothing was kept there. */
static gboolean
copy_samples (Reading *reading)
{
  guint n_columns = ins_nde_file_get_grid (reading->file)->n_columns;
  guint n_samples = 0;
  guint first = reading->column == WHOLE_ROW ? 0 : reading->column;
  guint end = reading->column == WHOLE_ROW ? n_columns : first + 1;
  gboolean found = FALSE;

  reading->timing = *ins_nde_file_get_timing (reading->file);
  reading->full_scale_counts = ins_nde_file_get_full_scale_counts (reading->file);
  n_samples = reading->timing.n_samples;
  if (reading->row == WHOLE_COLUMN)
    return copy_column (reading);
  reading->samples = g_array_sized_new (FALSE, FALSE, sizeof (gint16), (end - first) * n_samples);
  for (guint column = first; column < end; column++)
    {
      const gint16 *samples = get_shown_ascan (reading, reading->row, column);

      if (samples != NULL)
        g_array_append_vals (reading->samples, samples, n_samples);
      else
        append_zeros (reading->samples, n_samples);
      found |= samples != NULL;
    }

  return found;
}

static void
read_thread (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  Reading *reading = data;
  GError *error = NULL;

  if (g_task_return_error_if_cancelled (task))
    return;
  if (reading->file == NULL ||
      (reading->is_live &&
       (reading->row == WHOLE_COLUMN || !ins_nde_file_is_line_done (reading->file, reading->row))))
    {
      g_clear_pointer (&reading->file, ins_nde_file_unref);
      reading->file = ins_nde_file_open_own (reading->path, &error);
      if (reading->file == NULL)
        {
          g_task_return_error (task, error);
          return;
        }
    }
  if (copy_samples (reading))
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_new_error (task, INS_FILE_ERROR, INS_FILE_ERROR_FORMAT,
                             _ ("No A-scan was kept at this place."));
}

/* What is known of the same column of the same picture. */
static void
take_known_column (InsSession *self, Reading *reading)
{
  InsColumn *known = &self->column;

  if (known->samples == NULL || known->column != reading->column ||
      known->cscan != reading->cscan || !reading->is_live)
    return;
  reading->samples = g_array_copy (known->samples);
  reading->has_row = g_memdup2 (known->has_row, known->n_rows);
}

void
ins_session_forget_column (InsSession *self)
{
  g_clear_pointer (&self->column.samples, g_array_unref);
  g_clear_pointer (&self->column.has_row, g_free);
}

static void
keep_column (InsSession *self, const Reading *reading)
{
  InsColumn *known = &self->column;

  ins_session_forget_column (self);
  if (!reading->is_live)
    return;
  known->cscan = reading->cscan;
  known->column = reading->column;
  known->n_rows = ins_nde_file_get_grid (reading->file)->n_rows;
  known->samples = g_array_ref (reading->samples);
  known->has_row = g_memdup2 (reading->has_row, known->n_rows);
}

/* @pending: the reading of that kind that this one supersedes. */
static void
start_reading (InsSession *self,
               GCancellable **pending,
               guint row,
               guint column,
               GAsyncReadyCallback callback,
               gpointer data)
{
  g_autoptr (GTask) task = NULL;
  Reading *reading = NULL;

  g_cancellable_cancel (*pending);
  g_clear_object (pending);
  *pending = g_cancellable_new ();
  task = g_task_new (self, *pending, callback, data);
  if (self->picture_path == NULL)
    {
      g_task_return_new_error (task, INS_FILE_ERROR, INS_FILE_ERROR_IO, _ ("There is no picture."));
      return;
    }
  reading = g_new0 (Reading, 1);
  if (self->file != NULL)
    reading->file = ins_nde_file_ref (self->file);
  else if (self->live_file != NULL)
    reading->file = ins_nde_file_ref (self->live_file);
  reading->cscan = self->cscan != NULL ? ins_cscan_ref (self->cscan) : NULL;
  reading->path = g_strdup (self->picture_path);
  reading->is_live = self->picture_is_live;
  reading->row = row;
  reading->column = column;
  if (row == WHOLE_COLUMN)
    take_known_column (self, reading);
  g_task_set_task_data (task, reading, reading_free);
  g_task_run_in_thread (task, read_thread);
}

static GArray *
finish_reading (InsSession *self,
                GAsyncResult *result,
                InsTiming *timing,
                int *full_scale_counts,
                GError **error)
{
  Reading *reading = NULL;

  g_return_val_if_fail (g_task_is_valid (result, self), NULL);

  if (!g_task_propagate_boolean (G_TASK (result), error))
    return NULL;
  reading = g_task_get_task_data (G_TASK (result));
  /* Kept for the next pixel of a scan that still runs. */
  if (self->picture_is_live && g_strcmp0 (self->picture_path, reading->path) == 0 &&
      self->live_file != reading->file)
    {
      g_clear_pointer (&self->live_file, ins_nde_file_unref);
      self->live_file = ins_nde_file_ref (reading->file);
    }
  *timing = reading->timing;
  *full_scale_counts = reading->full_scale_counts;

  return g_steal_pointer (&reading->samples);
}

void
ins_session_read_ascan_async (InsSession *self,
                              guint row,
                              guint column,
                              GAsyncReadyCallback callback,
                              gpointer data)
{
  g_return_if_fail (INS_IS_SESSION (self));
  g_return_if_fail (column != WHOLE_ROW);

  start_reading (self, &self->reading, row, column, callback, data);
}

GArray *
ins_session_read_ascan_finish (InsSession *self,
                               GAsyncResult *result,
                               InsTiming *timing,
                               int *full_scale_counts,
                               GError **error)
{
  return finish_reading (self, result, timing, full_scale_counts, error);
}

void
ins_session_read_line_async (InsSession *self,
                             guint row,
                             GAsyncReadyCallback callback,
                             gpointer data)
{
  g_return_if_fail (INS_IS_SESSION (self));

  start_reading (self, &self->reading_line, row, WHOLE_ROW, callback, data);
}

GArray *
ins_session_read_line_finish (InsSession *self,
                              GAsyncResult *result,
                              InsTiming *timing,
                              int *full_scale_counts,
                              GError **error)
{
  return finish_reading (self, result, timing, full_scale_counts, error);
}

void
ins_session_read_column_async (InsSession *self,
                               guint column,
                               GAsyncReadyCallback callback,
                               gpointer data)
{
  g_return_if_fail (INS_IS_SESSION (self));

  start_reading (self, &self->reading_line, WHOLE_COLUMN, column, callback, data);
}

GArray *
ins_session_read_column_finish (InsSession *self,
                                GAsyncResult *result,
                                InsTiming *timing,
                                int *full_scale_counts,
                                GError **error)
{
  GArray *samples = finish_reading (self, result, timing, full_scale_counts, error);

  if (samples != NULL)
    {
      Reading *reading = g_task_get_task_data (G_TASK (result));

      reading->samples = g_array_ref (samples);
      keep_column (self, reading);
    }

  return samples;
}
