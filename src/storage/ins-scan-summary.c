/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gi18n.h>
#include <math.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "core/ins-error.h"
#include "image/ins-thumbnail.h"
#include "storage/ins-nde-file-private.h"
#include "storage/ins-nde-io.h"
#include "storage/ins-nde-words.h"
#include "storage/ins-scan-summary.h"

void
ins_scan_summary_free (InsScanSummary *self)
{
  g_free (self->path);
  g_free (self->sentence);
  g_free (self->name);
  g_free (self->part);
  g_free (self->operator_name);
  g_free (self->notes);
  g_clear_pointer (&self->thumbnail, g_bytes_unref);
  g_free (self);
}

/* An open file description lock is its writer's. */
static gboolean
is_being_written (const char *path)
{
  struct flock lock = { .l_type = F_RDLCK, .l_whence = SEEK_SET };
  int fd = open (path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
  gboolean locked;

  if (fd < 0)
    return FALSE;
  locked = fcntl (fd, F_OFD_GETLK, &lock) == 0 && lock.l_type != F_UNLCK;
  close (fd);

  return locked;
}

static gint64
parse_time (const char *text)
{
  g_autoptr (GTimeZone) utc = g_time_zone_new_utc ();
  g_autoptr (GDateTime) time = text != NULL ? g_date_time_new_from_iso8601 (text, utc) : NULL;

  return time != NULL ? g_date_time_to_unix (time) * G_USEC_PER_SEC : 0;
}

static char *
make_sentence (InsScanFileState state, guint n_done, guint n_rows)
{
  switch (state)
    {
    case INS_SCAN_FILE_INCOMPLETE:
      return g_strdup_printf (
          ngettext ("%u of %u line was scanned. The scan can be gone on with.",
                    "%u of %u lines were scanned. The scan can be gone on with.", n_rows),
          n_done, n_rows);
    case INS_SCAN_FILE_INTERRUPTED:
      return g_strdup_printf (
          ngettext (
              "The scan was interrupted. %u of %u line is safe, and it can be gone on with.",
              "The scan was interrupted. %u of %u lines are safe, and it can be gone on with.",
              n_rows),
          n_done, n_rows);
    case INS_SCAN_FILE_BEING_WRITTEN:
      return g_strdup_printf (ngettext ("A scan is writing this file: %u of %u line so far.",
                                        "A scan is writing this file: %u of %u lines so far.",
                                        n_rows),
                              n_done, n_rows);
    case INS_SCAN_FILE_FOREIGN:
      return g_strdup (_ ("A scan of another program. It can be opened, and a copy of it is made "
                          "then."));
    case INS_SCAN_FILE_COMPLETE:
    case INS_SCAN_FILE_BAD:
    case INS_SCAN_FILE_N_STATES:
    default:
      return NULL;
    }
}

static InsScanFileState
find_state (InsNdeFile *file, const char *path)
{
  guint32 state;

  memcpy (&state, ins_nde_file_get_single (file, INS_NDE_STATE), sizeof state);
  if (is_being_written (path))
    return INS_SCAN_FILE_BEING_WRITTEN;
  if (ins_nde_file_get_n_lines_done (file) == ins_nde_file_get_grid (file)->n_rows)
    return INS_SCAN_FILE_COMPLETE;

  return state == INS_NDE_STATE_FINISHED ? INS_SCAN_FILE_INCOMPLETE : INS_SCAN_FILE_INTERRUPTED;
}

/* Of all gates the last one has the echo that a scan is about: the first often only follows the
 * surface. */
static GBytes *
make_thumbnail (InsCscan *cscan, const InsRecipe *recipe)
{
  const guint gate = recipe->n_gates - 1;

  return ins_thumbnail_new (cscan, gate, INS_PLANE_AMPLITUDE, INS_THUMBNAIL_PX);
}

static void
describe (InsScanSummary *self, InsNdeFile *file)
{
  const InsRecipe *recipe = ins_nde_file_get_recipe (file);
  const InsScanGrid *grid = ins_nde_file_get_grid (file);
  g_autoptr (InsCscan) cscan = ins_nde_file_dup_cscan (file);
  gint64 newest_us = ins_nde_file_get_newest_unix_us (file);
  InsScanWords words;

  ins_nde_file_get_words (file, &words);
  self->part = words.part;
  self->operator_name = words.operator_name;
  self->notes = words.notes;
  self->name = g_strdup (recipe->name);
  self->created_us = parse_time (ins_nde_file_get_created (file));
  self->n_rows = grid->n_rows;
  self->n_columns = grid->n_columns;
  self->width_mm = grid->n_columns * grid->scan_step_mm;
  self->height_mm = grid->n_rows * grid->index_step_mm;
  self->n_lines_done = ins_nde_file_get_n_lines_done (file);
  self->n_holes = ins_cscan_get_n_holes (cscan);
  self->is_simulated = ins_nde_file_is_simulated (file);
  if (self->created_us > 0 && newest_us >= self->created_us)
    self->duration_s = (double)(newest_us - self->created_us) * 1e-6;
  self->state = find_state (file, self->path);
  self->sentence = make_sentence (self->state, self->n_lines_done, self->n_rows);
  if (self->n_lines_done > 0)
    self->thumbnail = make_thumbnail (cscan, recipe);
}

/* A list shows the name anyway. */
static char *
dup_without_path (const char *message, const char *path)
{
  const gsize length = strlen (path);

  if (strncmp (message, path, length) == 0 && g_str_has_prefix (message + length, ": "))
    return g_strdup (message + length + 2);

  return g_strdup (message);
}

static gboolean
take_status (InsScanSummary *self, const char *path)
{
  struct stat status;

  if (stat (path, &status) != 0)
    return FALSE;
  self->path = g_strdup (path);
  self->modified_us = (gint64)status.st_mtim.tv_sec * G_USEC_PER_SEC +
                      status.st_mtim.tv_nsec / 1000;
  self->created_us = self->modified_us;
  self->n_bytes = (guint64)MAX (status.st_size, 0);
  self->duration_s = (double)NAN;

  return TRUE;
}

InsScanSummary *
ins_scan_summary_read (const char *path)
{
  g_autoptr (InsScanSummary) self = g_new0 (InsScanSummary, 1);
  g_autoptr (InsNdeFile) file = NULL;
  g_autoptr (GError) error = NULL;
  gboolean is_foreign = FALSE;

  if (!take_status (self, path))
    return NULL;
  file = ins_nde_file_map (path, INS_NDE_CHECK_NONE, &is_foreign, &error);
  if (file != NULL)
    {
      describe (self, file);
    }
  else if (is_foreign)
    {
      self->state = INS_SCAN_FILE_FOREIGN;
      self->sentence = make_sentence (self->state, 0, 0);
    }
  else
    {
      self->state = INS_SCAN_FILE_BAD;
      self->sentence = dup_without_path (error->message, path);
    }

  return g_steal_pointer (&self);
}

int
ins_scan_summary_compare (const InsScanSummary *a, const InsScanSummary *b)
{
  if (a->created_us != b->created_us)
    return a->created_us > b->created_us ? -1 : 1;

  return strcmp (b->path, a->path); /* names count up */
}

static char *
fold (const char *text)
{
  g_autofree char *valid = g_utf8_make_valid (text != NULL ? text : "", -1);
  g_autofree char *normal = g_utf8_normalize (valid, -1, G_NORMALIZE_ALL);

  return g_utf8_casefold (normal, -1);
}

gboolean
ins_scan_summary_matches (const InsScanSummary *self, const char *text)
{
  g_autoptr (GDateTime)
      created = g_date_time_new_from_unix_local (self->created_us / G_USEC_PER_SEC);
  g_autofree char *date = created != NULL ? g_date_time_format (created, "%Y-%m-%d %H:%M") : NULL;
  g_autofree char *base = g_path_get_basename (self->path);
  const char *const parts[] = {
    self->name, base, self->part, self->operator_name, self->notes, date
  };
  g_autoptr (GString) all = g_string_new (NULL);
  g_autofree char *folded = fold (text);
  g_autofree char *folded_all = NULL;
  g_auto (GStrv) words = g_strsplit_set (folded, " \t", -1);

  for (gsize i = 0; i < G_N_ELEMENTS (parts); i++)
    if (parts[i] != NULL)
      g_string_append_printf (all, "%s\n", parts[i]);
  folded_all = fold (all->str);
  for (char **word = words; *word != NULL; word++)
    if (strstr (folded_all, *word) == NULL)
      return FALSE;

  return TRUE;
}
