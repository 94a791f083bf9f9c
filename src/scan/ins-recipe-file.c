/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n.h>
#include <string.h>

#include "core/ins-error.h"
#include "core/ins-number.h"
#include "scan/ins-recipe-private.h"

/* What people write may hold a number sign. */
static gboolean
is_for_people (const char *key, gsize length)
{
  static const char *const keys[] = { "Name", "Part", "Operator", "Notes" };

  while (length > 0 && (key[length - 1] == ' ' || key[length - 1] == '\t'))
    length--;
  for (gsize i = 0; i < G_N_ELEMENTS (keys); i++)
    if (strlen (keys[i]) == length && strncmp (keys[i], key, length) == 0)
      return TRUE;

  return FALSE;
}

/* Cuts a remark ("blank, number sign, anything") off a value or a group header. */
static void
cut_remark (char *line)
{
  char *from = strchr (line, '=');
  const char *stripped = line + strspn (line, " \t");

  if (*stripped == '[')
    from = strchr (line, ']');
  else if (*stripped == '#' || from == NULL || is_for_people (stripped, (gsize)(from - stripped)))
    return;

  for (char *at = from; at != NULL && (at = strchr (at, '#')) != NULL; at++)
    if (at[-1] == ' ' || at[-1] == '\t')
      {
        *at = '\0';
        g_strchomp (line);
        return;
      }
}

/* A key file merges groups of the same name and takes the last of equal keys; in a recipe either is
 * a mistake. */
static gboolean
check_single (GHashTable *seen,
              char **group,
              const char *line,
              const InsKeyFile *context,
              GError **error)
{
  const char *stripped = line + strspn (line, " \t");
  const char *end = strchr (stripped, *stripped == '[' ? ']' : '=');
  g_autofree char *word = NULL;
  gboolean is_group = *stripped == '[';

  if (end == NULL || *stripped == '#')
    return TRUE;
  word = g_strndup (stripped + is_group, (gsize)(end - stripped) - is_group);
  if (is_group)
    {
      g_free (*group);
      *group = g_strdup (word);
    }
  else
    g_strchomp (word);

  if (g_hash_table_add (seen, g_strconcat (*group, is_group ? NULL : "\n", word, NULL)))
    return TRUE;
  ins_key_file_set_error (context, *group, is_group ? NULL : word, INS_RECIPE_ERROR_KEY, error,
                          _ ("this stands there twice."));

  return FALSE;
}

/* (transfer full): the text without remarks behind values, or NULL. */
static char *
clean_text (const char *text, const InsKeyFile *context, GError **error)
{
  g_auto (GStrv) lines = g_strsplit (text, "\n", -1);
  g_autoptr (GHashTable) seen = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  g_autofree char *group = g_strdup ("");

  for (char **line = lines; *line != NULL; line++)
    {
      cut_remark (*line);
      if (!check_single (seen, &group, *line, context, error))
        return NULL;
    }

  return g_strjoinv ("\n", lines);
}

static void
add_keys (GPtrArray *keys, const char *const *known)
{
  for (; *known != NULL; known++)
    g_ptr_array_add (keys, (gpointer)*known);
}

/* (element-type utf8) (transfer container): NULL-terminated; NULL: there is no such group */
static GPtrArray *
get_known_keys (const char *group)
{
  static const char *const groups[] = { "Scan",     "Acquisition", INS_RECIPE_PROBE,
                                        "Material", "Processing",  NULL };
  static const char *const special[] = { "Name", "ScanAxis", "IndexAxis", "StartMm",
                                         NULL }; /* of Scan */
  static const char *const anchor[] = { "Anchor", NULL };
  g_autoptr (GPtrArray) keys = g_ptr_array_new ();

  if (g_str_has_prefix (group, INS_RECIPE_GATE_PREFIX))
    {
      add_keys (keys, anchor);
      for (gsize i = 0; i < ins_gate_n_fields; i++)
        g_ptr_array_add (keys, (gpointer)ins_gate_fields[i].key);
    }
  else if (g_str_has_prefix (group, INS_RECIPE_REGION_PREFIX))
    add_keys (keys, ins_recipe_region_keys);
  else if (g_str_has_prefix (group, INS_RECIPE_PLANE_PREFIX))
    for (guint i = 0; ins_recipe_get_plane_key (i) != NULL; i++)
      g_ptr_array_add (keys, (gpointer)ins_recipe_get_plane_key (i));
  else if (g_str_has_prefix (group, INS_RECIPE_ALARM_PREFIX))
    add_keys (keys, ins_recipe_alarm_keys);
  else if (g_str_has_prefix (group, INS_RECIPE_RULE_PREFIX))
    add_keys (keys, ins_recipe_rule_keys);
  else if (!g_strv_contains (groups, group))
    return NULL;
  if (strcmp (group, "Scan") == 0)
    {
      add_keys (keys, special);
      add_keys (keys, ins_recipe_word_keys);
      add_keys (keys, ins_recipe_area_keys);
    }
  if (strcmp (group, "Processing") == 0)
    add_keys (keys, ins_recipe_curve_keys);
  for (gsize i = 0; i < ins_recipe_n_fields; i++)
    if (strcmp (group, ins_recipe_fields[i].group) == 0)
      g_ptr_array_add (keys, (gpointer)ins_recipe_fields[i].key);
  g_ptr_array_add (keys, NULL);

  return g_steal_pointer (&keys);
}

static gboolean
check_groups (const InsKeyFile *file, GError **error)
{
  g_auto (GStrv) groups = g_key_file_get_groups (file->file, NULL);

  for (char **group = groups; *group != NULL; group++)
    {
      g_autoptr (GPtrArray) keys = get_known_keys (*group);

      if (keys == NULL)
        {
          ins_key_file_set_error (file, *group, NULL, INS_RECIPE_ERROR_KEY, error,
                                  _ ("there is no such group. Known ones: Scan, Acquisition, "
                                     "Probe, Material, Processing, “Gate NAME”, “Plane NAME”, "
                                     "“Alarm NAME”, “Rule NAME”, “Region NAME”."));
          return FALSE;
        }
      if (!ins_key_file_check_keys (file, *group, (const char *const *)keys->pdata, error))
        return FALSE;
    }

  return TRUE;
}

gboolean
ins_recipe_read_field (const InsKeyFile *file,
                       const char *group,
                       const InsField *field,
                       gpointer base,
                       GError **error)
{
  gpointer at = ins_field_at (field, base);

  switch (field->kind)
    {
    case INS_FIELD_NUMBER:
      return ins_key_file_get_number (file, group, field->key, field->minimum, field->maximum, at,
                                      error);
    case INS_FIELD_COUNT:
      return ins_key_file_get_count (file, group, field->key, (guint)field->minimum,
                                     (guint)field->maximum, at, error);
    case INS_FIELD_WORD:
      return ins_key_file_get_word (file, group, field->key, field->words, at, error);
    default:
      g_assert_not_reached ();
    }
}

static gboolean
read_axis (const InsKeyFile *file, const char *key, InsAxis *axis, int *sign, GError **error)
{
  int word = (int)*axis;

  if (!ins_key_file_get_word (file, "Scan", key, ins_recipe_axis_words, &word, error))
    return FALSE;
  *axis = (InsAxis)(word % INS_N_AXES);
  *sign = word < INS_N_AXES ? 1 : -1;

  return TRUE;
}

static gboolean
has_region (const InsKeyFile *file)
{
  g_auto (GStrv) groups = g_key_file_get_groups (file->file, NULL);

  for (char **group = groups; *group != NULL; group++)
    if (g_str_has_prefix (*group, INS_RECIPE_REGION_PREFIX))
      return TRUE;

  return FALSE;
}

static gboolean
read_scan (const InsKeyFile *file, InsRecipe *self, GError **error)
{
  static const char *const required[] = { "ScanLengthMm", "IndexLengthMm" };
  guint n_required = has_region (file) ? 0 : G_N_ELEMENTS (required);

  for (guint i = 0; i < n_required; i++)
    if (!g_key_file_has_key (file->file, "Scan", required[i], NULL))
      {
        ins_key_file_set_error (file, "Scan", required[i], INS_RECIPE_ERROR_KEY, error,
                                _ ("this is missing; a recipe must say how large the area is."));
        return FALSE;
      }
  if (!ins_key_file_get_text (file, "Scan", "Name", &self->name, error) ||
      !ins_recipe_read_words (file, self, error) ||
      !read_axis (file, "ScanAxis", &self->scan_axis, &self->scan_sign, error) ||
      !read_axis (file, "IndexAxis", &self->index_axis, &self->index_sign, error) ||
      !ins_key_file_get_numbers (file, "Scan", "StartMm", self->start.mm, INS_N_AXES, error))
    return FALSE;
  for (gsize i = 0; i < ins_recipe_n_fields; i++)
    if (!ins_recipe_read_field (file, ins_recipe_fields[i].group, &ins_recipe_fields[i], self,
                                error))
      return FALSE;

  return TRUE;
}

/* @folder: (nullable): where the picture of a mask may lie */
static InsRecipe *
read_text (const char *text, const char *name, const char *folder, GError **error)
{
  g_autofree char *base = g_path_get_basename (name);
  InsKeyFile context = { .file = NULL, .name = base };
  g_autofree char *clean = NULL;
  g_autoptr (InsKeyFile) file = NULL;
  g_autoptr (InsRecipe) self = ins_recipe_new ();

  /* some editors begin a UTF-8 file with a byte order mark */
  if (g_str_has_prefix (text, "\xef\xbb\xbf"))
    text += 3;
  clean = clean_text (text, &context, error);
  if (clean == NULL)
    return NULL;
  file = ins_key_file_new_from_text (clean, name, error);
  if (file == NULL || !check_groups (file, error) || !read_scan (file, self, error) ||
      !ins_recipe_read_area (file, folder, self, error) ||
      !ins_recipe_read_regions (file, self, error) || !ins_recipe_read_curve (file, self, error) ||
      !ins_recipe_read_gates (file, self, error) || !ins_recipe_read_planes (file, self, error) ||
      !ins_recipe_read_alarms (file, self, error) || !ins_recipe_read_rules (file, self, error) ||
      !ins_recipe_check (self, file, error))
    return NULL;

  return g_steal_pointer (&self);
}

InsRecipe *
ins_recipe_new_from_text (const char *text, const char *name, GError **error)
{
  return read_text (text, name, NULL, error);
}

InsRecipe *
ins_recipe_new_from_file (const char *path, GError **error)
{
  g_autofree char *text = NULL;
  g_autofree char *folder = NULL;
  g_autoptr (GError) cause = NULL;
  gsize length = 0;

  if (!g_file_get_contents (path, &text, &length, &cause))
    {
      g_set_error (error, INS_RECIPE_ERROR, INS_RECIPE_ERROR_SYNTAX, _ ("%s cannot be read: %s"),
                   path, cause->message);
      return NULL;
    }
  if (strlen (text) != length)
    {
      g_set_error (error, INS_RECIPE_ERROR, INS_RECIPE_ERROR_SYNTAX,
                   _ ("%s is not a text file in UTF-8."), path);
      return NULL;
    }

  folder = g_path_get_dirname (path);

  return read_text (text, path, folder, error);
}

void
ins_recipe_write_number (GKeyFile *file, const char *group, const char *key, double value)
{
  /* adding nothing turns -0 into 0: equal recipes have equal text */
  g_autofree char *text = ins_number_format (value + 0.0);

  g_key_file_set_value (file, group, key, text);
}

void
ins_recipe_write_field (GKeyFile *file,
                        const char *group,
                        const InsField *field,
                        gconstpointer base,
                        gconstpointer fresh)
{
  gconstpointer at = ins_field_at (field, base);
  gsize size = field->kind == INS_FIELD_NUMBER ? sizeof (double) : sizeof (guint);

  if (field->is_late && memcmp (at, ins_field_at (field, fresh), size) == 0)
    return;
  switch (field->kind)
    {
    case INS_FIELD_NUMBER:
      ins_recipe_write_number (file, group, field->key, *(const double *)at);
      break;
    case INS_FIELD_COUNT:
      ins_recipe_write_number (file, group, field->key, *(const guint *)at);
      break;
    case INS_FIELD_WORD:
      g_key_file_set_value (file, group, field->key, field->words[*(const int *)at]);
      break;
    default:
      g_assert_not_reached ();
    }
}

char *
ins_recipe_build_text (const InsRecipe *self, gboolean with_name)
{
  g_autoptr (GKeyFile) file = g_key_file_new ();
  g_autoptr (InsRecipe) fresh = ins_recipe_new ();
  GString *start = g_string_new (NULL);
  guint scan = self->scan_axis + (self->scan_sign < 0 ? INS_N_AXES : 0);
  guint index = self->index_axis + (self->index_sign < 0 ? INS_N_AXES : 0);

  if (with_name)
    {
      g_autofree char *name = g_strstrip (g_strdup (self->name));

      g_key_file_set_string (file, "Scan", "Name", name);
      ins_recipe_write_words (self, file);
    }
  g_key_file_set_value (file, "Scan", "ScanAxis", ins_recipe_axis_words[scan]);
  g_key_file_set_value (file, "Scan", "IndexAxis", ins_recipe_axis_words[index]);
  for (guint axis = 0; axis < INS_N_AXES; axis++)
    {
      g_autofree char *number = ins_number_format (self->start.mm[axis] + 0.0);

      g_string_append_printf (start, "%s%s", axis > 0 ? ";" : "", number);
    }
  g_key_file_set_value (file, "Scan", "StartMm", start->str);
  g_string_free (start, TRUE);
  for (gsize i = 0; i < ins_recipe_n_fields; i++)
    ins_recipe_write_field (file, ins_recipe_fields[i].group, &ins_recipe_fields[i], self, fresh);
  ins_recipe_write_curve (self, file);
  ins_recipe_write_area (self, file);
  ins_recipe_write_regions (self, file);
  if (!with_name)
    {
      g_key_file_remove_key (file, "Scan", INS_RECIPE_RESCAN_KEY, NULL);
      g_key_file_remove_group (file, INS_RECIPE_PROBE, NULL);
    }
  ins_recipe_write_gates (self, file);
  ins_recipe_write_planes (self, file);
  ins_recipe_write_alarms (self, file);
  if (with_name)
    ins_recipe_write_rules (self, file);

  return g_key_file_to_data (file, NULL, NULL);
}

char *
ins_recipe_to_text (const InsRecipe *self)
{
  return ins_recipe_build_text (self, TRUE);
}

gboolean
ins_recipe_save (const InsRecipe *self, const char *path, GError **error)
{
  g_autofree char *text = ins_recipe_to_text (self);
  g_autoptr (GError) cause = NULL;

  if (g_file_set_contents (path, text, -1, &cause))
    return TRUE;
  g_set_error (error, INS_FILE_ERROR, INS_FILE_ERROR_IO, _ ("The recipe cannot be saved: %s"),
               cause->message);

  return FALSE;
}
