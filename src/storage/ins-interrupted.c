/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n.h>
#include <glib/gstdio.h>

#include "storage/ins-interrupted.h"

#define N_MOST 12 /* files that are looked into: a start does not wait for thousands */

typedef struct
{
  char *path;
  gint64 modified_s;
} Candidate;

static void
candidate_clear (gpointer data)
{
  g_free (((Candidate *)data)->path);
}

static int
compare (gconstpointer a, gconstpointer b)
{
  const gint64 one = ((const Candidate *)a)->modified_s;
  const gint64 other = ((const Candidate *)b)->modified_s;

  return one > other ? -1 : one < other;
}

/* (transfer full) (element-type Candidate): the newest first */
static GArray *
list_files (const char *folder)
{
  GArray *files = g_array_new (FALSE, FALSE, sizeof (Candidate));
  g_autoptr (GDir) dir = g_dir_open (folder, 0, NULL);
  const char *name;

  g_array_set_clear_func (files, candidate_clear);
  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *path = g_build_filename (folder, name, NULL);
      Candidate candidate;
      GStatBuf status;

      if (!g_str_has_suffix (name, ".nde") || g_stat (path, &status) != 0)
        continue;
      candidate = (Candidate){ g_steal_pointer (&path), (gint64)status.st_mtime };
      g_array_append_val (files, candidate);
    }
  g_array_sort (files, compare);

  return files;
}

/* A line whose A-scans are damaged is not safe. */
static gboolean
count_safe_lines (InsScanSummary *summary)
{
  g_autoptr (InsNdeFile) file = ins_nde_file_open_own (summary->path, NULL);

  if (file == NULL)
    return FALSE;
  summary->n_lines_done = ins_nde_file_get_n_lines_done (file);

  return summary->n_lines_done > 0;
}

InsScanSummary *
ins_interrupted_find (const char *folder)
{
  g_autoptr (GArray) files = list_files (folder);

  for (guint i = 0; i < MIN (files->len, N_MOST); i++)
    {
      g_autoptr (InsScanSummary)
          summary = ins_scan_summary_read (g_array_index (files, Candidate, i).path);

      if (summary != NULL && summary->state == INS_SCAN_FILE_INTERRUPTED &&
          summary->n_lines_done > 0 && count_safe_lines (summary))
        return g_steal_pointer (&summary);
    }

  return NULL;
}

gboolean
ins_interrupted_close (const char *path, GError **error)
{
  return ins_nde_recover (path, NULL, NULL, error);
}
