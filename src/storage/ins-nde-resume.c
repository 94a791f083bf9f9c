/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n.h>
#include <math.h>
#include <string.h>
#include <unistd.h>

#include "core/ins-error.h"
#include "core/ins-uri.h"
#include "storage/ins-nde-file-private.h"
#include "storage/ins-nde-io.h"
#include "storage/ins-nde-reference.h"
#include "storage/ins-nde-resume.h"
#include "storage/ins-nde-spare.h"

static void
add_difference (GString *differences, const char *group, const char *key)
{
  g_autofree char *name = g_strdup_printf ("[%s] %s", group, key);

  if (strstr (differences->str, name) == NULL)
    g_string_append_printf (differences, "%s%s", differences->len > 0 ? ", " : "", name);
}

/* The data do not depend on it. */
static gboolean
is_of_no_matter (const char *group, const char *key)
{
  static const char *const keys[] = { "Name", "Part", "Operator", "Notes", INS_RECIPE_RESCAN_KEY };

  for (gsize i = 0; i < G_N_ELEMENTS (keys); i++)
    if (g_str_equal (key, keys[i]))
      return g_str_equal (group, "Scan");

  return FALSE;
}

/* Keys of @one whose values in @other are not the same or missing. */
static void
compare_keys (GKeyFile *one, GKeyFile *other, GString *differences)
{
  g_auto (GStrv) groups = g_key_file_get_groups (one, NULL);

  for (char **group = groups; *group != NULL; group++)
    {
      g_auto (GStrv) keys = g_key_file_get_keys (one, *group, NULL, NULL);

      for (char **key = keys; key != NULL && *key != NULL; key++)
        {
          g_autofree char *value = g_key_file_get_value (one, *group, *key, NULL);
          g_autofree char *other_value = g_key_file_get_value (other, *group, *key, NULL);

          if (g_strcmp0 (value, other_value) != 0 && !is_of_no_matter (*group, *key))
            add_difference (differences, *group, *key);
        }
    }
}

char *
ins_nde_resume_compare (InsNdeFile *file, const InsRecipe *recipe)
{
  const InsRecipe *old_recipe = ins_nde_file_get_recipe (file);
  g_autofree char *hash = ins_recipe_hash (recipe);
  g_autofree char *old_hash = ins_recipe_hash (old_recipe);
  g_autofree char *text = ins_recipe_to_text (recipe);
  g_autofree char *old_text = ins_recipe_to_text (old_recipe);
  g_autoptr (GKeyFile) keys = g_key_file_new ();
  g_autoptr (GKeyFile) old_keys = g_key_file_new ();
  g_autoptr (GString) differences = g_string_new (NULL);

  if (g_str_equal (hash, old_hash))
    return NULL;
  if (g_key_file_load_from_data (keys, text, (gsize)-1, G_KEY_FILE_NONE, NULL) &&
      g_key_file_load_from_data (old_keys, old_text, (gsize)-1, G_KEY_FILE_NONE, NULL))
    {
      compare_keys (keys, old_keys, differences);
      compare_keys (old_keys, keys, differences);
    }

  return g_string_free (g_steal_pointer (&differences), FALSE);
}

gboolean
ins_nde_resume_check_recipe (InsNdeFile *file, const InsRecipe *recipe, GError **error)
{
  g_autofree char *differences = ins_nde_resume_compare (file, recipe);

  if (differences == NULL)
    return TRUE;
  g_set_error (error, INS_FILE_ERROR, INS_FILE_ERROR_MISMATCH,
               /* Translators: a file, then keys of its recipe */
               _ ("%s was begun with another recipe: %s differ. Go on with the recipe it was begun "
                  "with, or scan into a new file."),
               ins_nde_file_get_path (file), differences);

  return FALSE;
}

static gboolean
is_near (double one, double other)
{
  return fabs (one - other) <= 1e-9 * fmax (fabs (one), fabs (other));
}

/* (transfer full) (nullable) */
static InsUri *
read_uri (const char *rig_text, const char *key)
{
  g_autoptr (GKeyFile) keys = g_key_file_new ();
  g_autofree char *text = NULL;

  if (!g_key_file_load_from_data (keys, rig_text, (gsize)-1, G_KEY_FILE_NONE, NULL))
    return NULL;
  text = g_key_file_get_string (keys, "Rig", key, NULL);

  return text != NULL ? ins_uri_parse (text, NULL) : NULL;
}

/* (transfer full): "/dev/ttyUSB" of "/dev/ttyUSB0", "tcp:" of "tcp:host:23" */
static char *
dup_kind (const char *path)
{
  gsize n = strlen (path);

  for (const char *const *prefix = (const char *const[]){ "tcp:", "unix:", NULL }; *prefix != NULL;
       prefix++)
    if (g_str_has_prefix (path, *prefix))
      return g_strdup (*prefix);
  while (n > 0 && g_ascii_isdigit (path[n - 1]))
    n--;

  return g_strndup (path, n);
}

static const char *
get_options (const InsUri *uri)
{
  const char *options = strchr (uri->text, '?');

  return options != NULL ? options : "";
}

gboolean
ins_nde_resume_has_same_link (const InsNdeHeader *header, const InsRig *rig)
{
  g_autoptr (InsUri) old = read_uri (header->rig, "Stage");
  g_autoptr (InsUri) now = ins_uri_parse (rig->stage_uri, NULL);
  g_autofree char *old_kind = old != NULL ? dup_kind (old->rest) : NULL;
  g_autofree char *kind = now != NULL ? dup_kind (now->rest) : NULL;

  return old_kind != NULL && kind != NULL && g_str_equal (old->scheme, now->scheme) &&
         g_str_equal (old_kind, kind) && g_str_equal (get_options (old), get_options (now));
}

/* Values of a flaw detector mean what its outputs are wired and scaled to. */
static gboolean
has_same_outputs (InsNdeFile *file, const InsRig *rig)
{
  static const char *const options[] = { "outputs", "percent_per_volt", "us_per_volt", "us_at_zero",
                                         NULL };
  g_autoptr (InsUri) old = read_uri (ins_nde_file_get_rig_text (file), "Digitizer");
  g_autoptr (InsUri) now = ins_uri_parse (rig->digitizer_uri, NULL);

  if (old == NULL || now == NULL)
    return FALSE;
  for (const char *const *option = options; *option != NULL; option++)
    if (g_strcmp0 (ins_uri_get_text (old, *option), ins_uri_get_text (now, *option)) != 0)
      return FALSE;

  return TRUE;
}

/* The same recipe on another card would not give the same lines. */
static gboolean
check_card (InsNdeFile *file, const InsScanInfo *info, GError **error)
{
  const InsTiming *old = ins_nde_file_get_timing (file), *now = &info->plan->timing;
  const char *what = NULL;

  if (old->n_samples != now->n_samples)
    what = _ ("the number of samples");
  else if (!is_near (old->sample_rate_hz, now->sample_rate_hz))
    what = _ ("the sample rate");
  else if (!is_near (old->delay_s, now->delay_s))
    what = _ ("the delay");
  else if (ins_nde_file_get_full_scale_counts (file) != info->digitizer_info.full_scale_counts)
    what = _ ("the full scale");
  else if (info->digitizer_info.n_outputs > 0 && info->rig != NULL &&
           !has_same_outputs (file, info->rig))
    what = _ ("the wiring of its outputs");
  if (what == NULL)
    return TRUE;

  g_set_error (error, INS_FILE_ERROR, INS_FILE_ERROR_MISMATCH,
               _ ("%s was begun on a card that works differently: %s differs. Go on with the card "
                  "it was begun with, or scan into a new file."),
               ins_nde_file_get_path (file), what);

  return FALSE;
}

/* That the scan was gone on with, and where. */
static gboolean
note_reference (int fd,
                const char *path,
                InsNdeFile *file,
                const InsReferenceCheck *check,
                GError **error)
{
  const InsNdeDataset *dataset = &ins_nde_file_get_layout (file)->datasets[INS_NDE_REFERENCE];
  InsNdeReference record;

  if (!ins_nde_file_get_reference (file, &record))
    return TRUE;
  ins_nde_reference_note (&record, check);

  return ins_nde_io_write (fd, path, dataset->offset, &record, sizeof record, error);
}

static gboolean
resume_locked (int fd,
               const char *path,
               const InsScanInfo *info,
               InsNdeLayout *layout,
               InsNdeHeader *header,
               guint8 *good,
               gint64 *newest_unix_us,
               GError **error)
{
  g_autoptr (InsNdeFile) file = ins_nde_file_open_checked (path, error);
  const guint32 state = INS_NDE_STATE_OPEN;

  if (file == NULL || !ins_nde_resume_check_recipe (file, info->recipe, error) ||
      !check_card (file, info, error))
    return FALSE;
  if (ins_nde_file_uses_spare (file) &&
      !ins_nde_spare_move_home (fd, path, ins_nde_file_get_layout (file), error))
    return FALSE;

  if (!note_reference (fd, path, file, &info->reference_check, error))
    return FALSE;
  *layout = *ins_nde_file_get_layout (file);
  ins_nde_header_copy (header, ins_nde_file_get_header (file));
  memcpy (good, ins_nde_file_get_good (file), layout->grid.n_rows);
  *newest_unix_us = ins_nde_file_get_newest_unix_us (file);

  return ins_nde_io_write (fd, path, layout->datasets[INS_NDE_STATE].offset, &state, sizeof state,
                           error) &&
         ins_nde_io_sync (fd, path, error);
}

int
ins_nde_resume (const char *path,
                const InsScanInfo *info,
                InsNdeLayout *layout,
                InsNdeHeader *header,
                guint8 *good,
                gint64 *newest_unix_us,
                GError **error)
{
  int fd = ins_nde_io_open_to_write (path, 0, error);

  if (fd < 0)
    return -1;
  if (!resume_locked (fd, path, info, layout, header, good, newest_unix_us, error))
    {
      close (fd);
      return -1;
    }

  return fd;
}
