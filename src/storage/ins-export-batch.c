/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <errno.h>
#include <glib/gi18n.h>
#include <glib/gstdio.h>
#include <string.h>

#include "core/ins-error.h"
#include "storage/ins-export-batch.h"

#define MOST_NUMBER 9999 /* of files with the same name */

typedef struct
{
  const InsExportBatch *wish;
  guint n_written;
  GPtrArray *failures;
  /* of the scan at hand */
  InsNdeFile *file;
  guint scan, n_scans;
  guint output, n_outputs;
} Batch;

void
ins_export_failure_free (InsExportFailure *self)
{
  g_free (self->path);
  g_free (self->sentence);
  g_free (self);
}

static void
add_failure (Batch *self, const char *path, const char *sentence)
{
  InsExportFailure *failure = g_new0 (InsExportFailure, 1);

  failure->path = g_strdup (path);
  failure->sentence = g_strdup (sentence);
  g_ptr_array_add (self->failures, failure);
}

static void
on_progress (double fraction, gpointer data)
{
  const Batch *self = data;
  double of_scan = (self->output + fraction) / MAX (self->n_outputs, 1);

  if (self->wish->progress != NULL)
    self->wish->progress ((self->scan + of_scan) / self->n_scans, self->wish->progress_data);
}

/* Not of the whole scan and not derived. */
static gboolean
is_of_gate (const char *plane)
{
  static const char *const planes[] = { "amplitude", "tof", "status", NULL };

  return g_strv_contains (planes, plane);
}

static guint
count_gates (const Batch *self)
{
  return self->wish->gates == INS_BATCH_ALL_GATES ? ins_nde_file_get_recipe (self->file)->n_gates
                                                  : 1;
}

static guint
get_gate (const Batch *self, guint index)
{
  switch (self->wish->gates)
    {
    case INS_BATCH_FIRST_GATE:
      return 0;
    case INS_BATCH_LAST_GATE:
      return ins_nde_file_get_recipe (self->file)->n_gates - 1;
    case INS_BATCH_ALL_GATES:
    default:
      return index;
    }
}

/* "coin-003-A-amplitude.png"; (nullable) if all are taken */
static char *
find_name (const Batch *self, const char *path, const char *plane, const char *gate)
{
  g_autofree char *base = g_path_get_basename (path);
  g_autofree char *stem = g_strndup (base,
                                     strlen (base) - (g_str_has_suffix (base, ".nde") ? 4 : 0));
  g_autofree char *what = gate != NULL ? g_strdup_printf ("%s-%s", gate, plane) : g_strdup (plane);

  for (guint number = 1; number <= MOST_NUMBER; number++)
    {
      g_autofree char *end = number == 1 ? g_strdup ("") : g_strdup_printf ("-%u", number);
      g_autofree char *name = g_strdup_printf ("%s-%s%s.%s", stem, what, end, self->wish->format);
      g_autofree char *whole = g_build_filename (self->wish->folder, name, NULL);

      if (g_access (whole, F_OK) != 0 && !g_file_test (whole, G_FILE_TEST_IS_SYMLINK))
        return g_steal_pointer (&whole);
    }

  return NULL;
}

/* FALSE once cancelled. */
static gboolean
write_one (Batch *self, const char *path, const char *plane, const char *gate, GError **error)
{
  g_autofree char *output = find_name (self, path, plane, gate);
  const InsExportWish wish = { .format = self->wish->format,
                               .plane = plane,
                               .gate = gate,
                               .progress = on_progress,
                               .progress_data = self,
                               .cancellable = self->wish->cancellable };
  g_autoptr (GError) cause = NULL;

  if (g_cancellable_set_error_if_cancelled (self->wish->cancellable, error))
    return FALSE;
  if (output == NULL)
    {
      add_failure (self, path, _ ("Every name for it is taken. Choose another folder."));
    }
  else if (ins_export (self->file, output, &wish, &cause))
    {
      self->n_written++;
    }
  else if (g_error_matches (cause, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    {
      g_propagate_error (error, g_steal_pointer (&cause));
      return FALSE;
    }
  else
    {
      add_failure (self, path, cause->message);
    }
  self->output++;
  on_progress (0.0, self);

  return TRUE;
}

static gboolean
write_scan (Batch *self, const char *path, GError **error)
{
  const InsRecipe *recipe = ins_nde_file_get_recipe (self->file);
  const char *const *planes = self->wish->planes;

  self->output = self->n_outputs = 0;
  for (guint i = 0; planes[i] != NULL; i++)
    self->n_outputs += is_of_gate (planes[i]) ? count_gates (self) : 1;
  for (guint i = 0; planes[i] != NULL; i++)
    {
      if (!is_of_gate (planes[i]))
        {
          if (!write_one (self, path, planes[i], NULL, error))
            return FALSE;
          continue;
        }
      for (guint gate = 0; gate < count_gates (self); gate++)
        if (!write_one (self, path, planes[i], recipe->gates[get_gate (self, gate)].name, error))
          return FALSE;
    }

  return TRUE;
}

gboolean
ins_export_batch (const char *const *paths,
                  const InsExportBatch *wish,
                  guint *n_written,
                  GPtrArray *failures,
                  GError **error)
{
  Batch self = { .wish = wish,
                 .failures = failures,
                 .n_scans = g_strv_length ((char **)(gsize)paths) };
  gboolean goes_on = TRUE;

  *n_written = 0;
  if (g_mkdir_with_parents (wish->folder, 0777) != 0)
    {
      g_set_error (error, INS_FILE_ERROR, INS_FILE_ERROR_IO,
                   _ ("The folder %s cannot be made: %s. Choose another one."), wish->folder,
                   g_strerror (errno));
      return FALSE;
    }
  for (self.scan = 0; goes_on && self.scan < self.n_scans; self.scan++)
    {
      const char *path = paths[self.scan];
      g_autoptr (GError) cause = NULL;

      self.file = ins_nde_file_open (path, &cause);
      if (self.file == NULL)
        add_failure (&self, path, cause->message);
      else
        goes_on = write_scan (&self, path, error);
      g_clear_pointer (&self.file, ins_nde_file_unref);
    }
  *n_written = self.n_written;

  return goes_on;
}
