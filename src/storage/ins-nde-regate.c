/* Threads: one a processor, only while the gates are evaluated. They take rows from a counter, read
 * the mapped file and write each its own rows; only the first error is shared.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "config.h"

#include <gio/gio.h>
#include <glib/gi18n.h>
#include <math.h>
#include <stdatomic.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "core/ins-error.h"
#include "core/ins-lock.h"
#include "storage/ins-nde-create.h"
#include "storage/ins-nde-file-private.h"
#include "storage/ins-nde-finish.h"
#include "storage/ins-nde-io.h"
#include "storage/ins-nde-record.h"
#include "storage/ins-nde-regate.h"
#include "storage/ins-regate-row.h"
#include "storage/ins-nde-verdict.h"

#define MAX_THREADS 64
#define PROGRESS_S 0.1

typedef struct
{
  InsNdeFile *file;
  const InsNdeLayout *from;
  const char *path; /* of the one that is written */
  int fd;
  InsNdeLayout to;
  InsNdeHeader header;
  InsRecipe *recipe;
  gboolean has_new_gates;

  atomic_uint next_row;
  atomic_bool failed;
  atomic_uint n_done;
  InsLock lock;
  GError *error; /* lock; the first one */
  InsCondition left;
  guint n_left; /* lock; threads that are through */
} Regate;

static gboolean
put_row (const Regate *self, guint dataset, guint row, gconstpointer data, GError **error)
{
  return ins_nde_io_write (self->fd, self->path,
                           ins_nde_layout_get_row_offset (&self->to, dataset, row), data,
                           ins_nde_layout_get_row_bytes (&self->to, dataset), error);
}

/* What goes into that dataset; NULL: it stays as it was laid out. */
static gconstpointer
get_data (const Regate *self, guint dataset, guint row, const InsEvaluation *values)
{
  if (self->has_new_gates && dataset == INS_NDE_AMPLITUDE)
    return values->amplitude_percent;
  if (self->has_new_gates && dataset == INS_NDE_TOF)
    return values->tof_s;
  if (self->has_new_gates && dataset == INS_NDE_GATE_STATUS)
    return values->gate_status;
  if (self->has_new_gates && dataset == INS_NDE_DERIVED)
    return values->derived;
  if (self->has_new_gates && dataset == INS_NDE_ALARMS)
    return values->alarms;
  if (self->from->datasets[dataset].n_bytes == 0 ||
      ins_nde_layout_get_row_bytes (self->from, dataset) !=
          ins_nde_layout_get_row_bytes (&self->to, dataset))
    return NULL;

  return ins_nde_file_get_row (self->file, dataset, row);
}

/* A row as it was laid out, in place of the buffer. */
static guint8 *
make_nothing (const InsNdeDataset *dataset, guint8 *buffer, gsize n_bytes)
{
  const float nan = NAN;

  buffer = g_realloc (buffer, n_bytes);
  memset (buffer, 0, n_bytes);
  if (dataset->type == INS_NDE_FLOAT32 && dataset->fill == INS_NDE_FILL_NAN)
    for (gsize i = 0; i < n_bytes; i += sizeof nan)
      memcpy (buffer + i, &nan, sizeof nan);

  return buffer;
}

/* The row's data, then the record that makes them count. */
static gboolean
copy_row (const Regate *self, InsRegateRow *values, guint row, GError **error)
{
  g_autofree guint8 *nothing = NULL;
  InsNdeRecord record;

  if (self->has_new_gates)
    ins_regate_row_evaluate (values, row);
  ins_nde_file_get_record (self->file, row, &record);
  record.planes_crc = 0;
  for (guint i = 0; i < INS_NDE_N_ROW_WISE; i++)
    {
      gsize n_bytes = ins_nde_layout_get_row_bytes (&self->to, i);
      gconstpointer data = get_data (self, i, row, &values->values);

      if (n_bytes == 0)
        continue;
      if (data == NULL)
        data = nothing = make_nothing (&self->to.datasets[i], nothing, n_bytes);
      if (i != INS_NDE_ASCANS)
        record.planes_crc = ins_nde_crc (record.planes_crc, data, n_bytes);
      if (!put_row (self, i, row, data, error))
        return FALSE;
    }
  ins_nde_record_seal (&record);

  return ins_nde_io_write (self->fd, self->path, ins_nde_layout_get_record_offset (&self->to, row),
                           &record, sizeof record, error);
}

static gpointer
worker_main (gpointer data)
{
  Regate *self = data;
  InsRegateRow values = { 0 };

  if (self->has_new_gates)
    ins_regate_row_init (&values, self->file, self->recipe);
  while (!atomic_load (&self->failed))
    {
      guint row = atomic_fetch_add (&self->next_row, 1);
      GError *error = NULL;

      if (row >= self->to.grid.n_rows)
        break;
      if (!ins_nde_file_is_line_done (self->file, row))
        continue;
      atomic_fetch_add (&self->n_done, 1);
      if (copy_row (self, &values, row, &error))
        continue;
      {
        g_autoptr (InsLocker) locker G_GNUC_UNUSED = ins_lock_acquire (&self->lock);

        if (self->error == NULL)
          self->error = g_steal_pointer (&error);
      }
      g_clear_error (&error);
      atomic_store (&self->failed, TRUE);
    }
  ins_regate_row_clear (&values);
  {
    g_autoptr (InsLocker) locker G_GNUC_UNUSED = ins_lock_acquire (&self->lock);

    self->n_left++;
    ins_condition_broadcast (&self->left);
  }

  return NULL;
}

/* TRUE when every thread has left. */
static gboolean
wait_a_while (Regate *self, guint n_threads)
{
  g_autoptr (InsLocker) locker G_GNUC_UNUSED = ins_lock_acquire (&self->lock);

  if (self->n_left < n_threads)
    ins_condition_wait (&self->left, &self->lock, PROGRESS_S);

  return self->n_left == n_threads;
}

static gboolean
copy_rows (Regate *self, const InsRegate *wish, GError **error)
{
  GThread *threads[MAX_THREADS];
  guint n = CLAMP (g_get_num_processors (), 1, MAX_THREADS);

  for (guint i = 0; i < n; i++)
    threads[i] = g_thread_new ("ins-regate", worker_main, self);
  while (!wait_a_while (self, n))
    {
      if (g_cancellable_is_cancelled (wish->cancellable))
        atomic_store (&self->failed, TRUE);
      if (wish->on_progress != NULL)
        wish->on_progress (atomic_load (&self->n_done), ins_nde_file_get_n_lines_done (self->file),
                           wish->data);
    }
  for (guint i = 0; i < n; i++)
    g_thread_join (threads[i]);
  if (wish->on_progress != NULL)
    wish->on_progress (atomic_load (&self->n_done), ins_nde_file_get_n_lines_done (self->file),
                       wish->data);
  if (self->error != NULL)
    {
      g_propagate_error (error, g_steal_pointer (&self->error));
      return FALSE;
    }

  return !g_cancellable_set_error_if_cancelled (wish->cancellable, error);
}

/* What the file has once, but for the correction, its state and the spare line. */
static gboolean
copy_singles (const Regate *self, GError **error)
{
  for (guint i = INS_NDE_N_ROW_WISE; i < INS_NDE_PUBLIC; i++)
    {
      const InsNdeDataset *from = &self->from->datasets[i], *to = &self->to.datasets[i];

      if (i == INS_NDE_LINES || i == INS_NDE_STATE || i == INS_NDE_CORRECTION ||
          i == INS_NDE_SPARE || from->n_bytes == 0 || from->n_bytes != to->n_bytes)
        continue;
      if (!ins_nde_io_write (self->fd, self->path, to->offset,
                             ins_nde_file_get_single (self->file, i), to->n_bytes, error))
        return FALSE;
    }

  return TRUE;
}

/* What the rows of a file before format 3 were placed with stands in its rig. */
static void
get_placed (const Regate *self, InsNdeCorrection *record, InsCorrection *correction)
{
  g_autoptr (GKeyFile) rig = g_key_file_new ();
  double latency_ms = 0.0, backlash_mm = 0.0;

  *record = (InsNdeCorrection){ .policy = INS_NDE_CORRECT_NOTHING };
  if (self->from->datasets[INS_NDE_CORRECTION].n_bytes > 0)
    {
      memcpy (record, ins_nde_file_get_single (self->file, INS_NDE_CORRECTION), sizeof *record);
      if (ins_nde_correction_get (record, correction))
        return;
    }
  if (g_key_file_load_from_data (rig, self->header.rig, (gsize)-1, G_KEY_FILE_NONE, NULL))
    {
      latency_ms = g_key_file_get_double (rig, "Correction", "LatencyMs", NULL);
      backlash_mm = g_key_file_get_double (rig, "Correction", "BacklashMm", NULL);
    }
  *record = (InsNdeCorrection){ .policy = INS_NDE_CORRECT_NOTHING,
                                .backlash_limit_mm = INS_RIG_BACKLASH_LIMIT_MM };
  ins_correction_init (correction, latency_ms * 1e-3, backlash_mm);
}

static gboolean
put_correction (const Regate *self, const InsRegate *wish, GError **error)
{
  static const InsNdePolicy policies[] = { [INS_REGATE_NOTHING] = INS_NDE_CORRECT_NOTHING,
                                           [INS_REGATE_PICTURE] = INS_NDE_CORRECT_PICTURE,
                                           [INS_REGATE_VALUES] = INS_NDE_CORRECT_VALUES };
  InsNdeCorrection record;
  InsCorrection correction;
  InsNdePolicy policy;

  get_placed (self, &record, &correction);
  policy = wish->correction == INS_REGATE_KEEP ? (InsNdePolicy)record.policy
                                               : policies[wish->correction];
  if (wish->correction == INS_REGATE_VALUES)
    ins_correction_use_values (
        &correction, &self->to.grid, self->recipe->speed_mm_s,
        isnan (wish->latency_s) ? correction.placed_latency_s : wish->latency_s,
        isnan (wish->backlash_mm) ? correction.placed_backlash_mm : wish->backlash_mm);
  else if (wish->correction == INS_REGATE_NOTHING)
    ins_correction_use_nothing (&correction);
  ins_nde_correction_fill (&record, &correction, policy, record.backlash_limit_mm);

  return ins_nde_io_write (self->fd, self->path, self->to.datasets[INS_NDE_CORRECTION].offset,
                           &record, sizeof record, error);
}

static gboolean
check_wish (const Regate *self, const InsRegate *wish, GError **error)
{
  struct stat one, other;

  if (stat (ins_nde_file_get_path (self->file), &one) == 0 && stat (self->path, &other) == 0 &&
      one.st_dev == other.st_dev && one.st_ino == other.st_ino)
    {
      g_set_error (error, INS_FILE_ERROR, INS_FILE_ERROR_IO,
                   _ ("%s cannot be written into itself. Choose another name."), self->path);
      return FALSE;
    }
  if (wish->gates == NULL)
    return TRUE;
  if (self->from->has_ascans)
    return ins_recipe_validate (self->recipe, error);
  g_set_error (error, INS_DEVICE_ERROR, INS_DEVICE_ERROR_UNSUPPORTED,
               _ ("%s holds values of a flaw detector and no A-scans: there is nothing that other "
                  "gates could look at."),
               ins_nde_file_get_path (self->file));

  return FALSE;
}

static void
make_recipe (Regate *self, const InsRegate *wish)
{
  self->recipe = ins_recipe_copy (ins_nde_file_get_recipe (self->file));
  self->has_new_gates = wish->gates != NULL;
  if (wish->gates == NULL)
    return;
  ins_recipe_take_gates (self->recipe, wish->gates);
}

static gboolean
write_file (Regate *self, const InsRegate *wish, InsCorrection *correction, GError **error)
{
  const InsNdeDataset *dataset = &self->to.datasets[INS_NDE_CORRECTION];
  InsNdeCorrection record;

  if (!copy_rows (self, wish, error) || !copy_singles (self, error) ||
      !put_correction (self, wish, error) ||
      !ins_nde_finish (self->fd, self->path, &self->to, &self->header, self->recipe,
                       ins_nde_file_get_good (self->file),
                       ins_nde_file_get_newest_unix_us (self->file), INS_NDE_STATE_FINISHED,
                       error) ||
      !ins_nde_io_read (self->fd, self->path, dataset->offset, &record, sizeof record, error))
    return FALSE;
  ins_nde_correction_get (&record, correction);

  return TRUE;
}

gboolean
ins_nde_regate (const char *path,
                const char *output,
                const InsRegate *wish,
                gboolean overwrite,
                InsCorrection *correction,
                guint *n_lines,
                GError **error)
{
  Regate self = { .path = output, .fd = -1 };
  gboolean done = FALSE;

  self.file = ins_nde_file_open_to_copy (path, error);
  if (self.file == NULL)
    return FALSE;
  self.from = ins_nde_file_get_layout (self.file);
  ins_lock_init (&self.lock);
  ins_condition_init (&self.left);
  make_recipe (&self, wish);
  if (check_wish (&self, wish, error))
    self.fd = ins_nde_create_like (output, self.file, self.recipe, overwrite, &self.to,
                                   &self.header, error);
  if (self.fd >= 0)
    {
      done = write_file (&self, wish, correction, error);
      if (!done)
        unlink (output);
      close (self.fd);
      if (done)
        ins_nde_judge_if_ruled (output);
    }
  *n_lines = ins_nde_file_get_n_lines_done (self.file);
  ins_nde_header_clear (&self.header);
  ins_recipe_free (self.recipe);
  ins_condition_clear (&self.left);
  ins_lock_clear (&self.lock);
  ins_nde_file_unref (self.file);

  return done;
}
