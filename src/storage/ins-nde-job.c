/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n.h>
#include <string.h>

#include "core/ins-error.h"
#include "storage/ins-nde-file.h"
#include "storage/ins-nde-job.h"
#include "storage/ins-nde-reference.h"
#include "storage/ins-nde-resume.h"

/* With several parts each file is looked into before anything moves; a single one is looked at by
 * who goes on with it. */
static gboolean
look_into (InsScanPart *part, gboolean all_lines, GError **error)
{
  g_autoptr (InsNdeFile) file = ins_nde_file_open_own (part->path, error);

  if (file == NULL || !ins_nde_resume_check_recipe (file, part->recipe, error))
    return FALSE;
  part->is_done = all_lines &&
                  ins_nde_file_get_n_lines_done (file) == ins_nde_file_get_grid (file)->n_rows;

  return TRUE;
}

gboolean
ins_nde_job_look (InsScanJob *job, gboolean resume, gboolean all_lines, GError **error)
{
  guint n_there = 0;

  for (guint i = 0; i < job->n_parts; i++)
    {
      InsScanPart *part = &job->parts[i];

      part->is_done = FALSE;
      part->exists = g_file_test (part->path, G_FILE_TEST_EXISTS);
      n_there += part->exists ? 1 : 0;
      if (part->exists && !resume)
        {
          g_set_error (error, INS_FILE_ERROR, INS_FILE_ERROR_EXISTS,
                       _ ("%s exists already. Choose another name, or go on with it by --resume."),
                       part->path);
          return FALSE;
        }
      if (part->exists && job->n_parts > 1 && !look_into (part, all_lines, error))
        return FALSE;
    }
  if (!resume || n_there > 0)
    return TRUE;
  g_set_error (error, INS_FILE_ERROR, INS_FILE_ERROR_IO,
               _ ("There is no %s to go on with. Leave --resume out to begin a new file."),
               job->parts[0].path);

  return FALSE;
}

/* (transfer full) (nullable): what the file's name begins with, if the part's name ends it. */
static char *
dup_stem (const char *path, const InsScanPart *part)
{
  g_autofree char *end = part->name != NULL ? g_strconcat ("-", part->name, ".nde", NULL) : NULL;

  return end != NULL && g_str_has_suffix (path, end)
             ? g_strndup (path, strlen (path) - strlen (end))
             : NULL;
}

InsScanJob *
ins_nde_job_find (const InsRecipe *recipe, InsNdeFile *file)
{
  g_autoptr (InsScanJob) job = NULL;

  if (!ins_recipe_validate (recipe, NULL))
    return NULL;
  job = ins_scan_job_new (recipe);
  for (guint i = 0; i < job->n_parts; i++)
    {
      g_autofree char *stem = dup_stem (ins_nde_file_get_path (file), &job->parts[i]);
      g_autofree char *differences = NULL;

      if (stem == NULL)
        continue;
      differences = ins_nde_resume_compare (file, job->parts[i].recipe);
      if (differences != NULL)
        continue;
      ins_scan_job_set_output (job, stem);

      return ins_nde_job_look (job, TRUE, TRUE, NULL) ? g_steal_pointer (&job) : NULL;
    }

  return NULL;
}

gboolean
ins_nde_job_get_reference (const InsScanJob *job, InsReference *reference)
{
  for (guint i = 0; i < job->n_parts; i++)
    {
      g_autoptr (InsNdeFile) file = NULL;
      InsNdeReference record;

      if (!job->parts[i].exists)
        continue;
      file = ins_nde_file_open_own (job->parts[i].path, NULL);
      if (file != NULL && ins_nde_file_get_reference (file, &record))
        return ins_nde_reference_get (&record, reference);
    }

  return FALSE;
}
