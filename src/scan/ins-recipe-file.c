/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n.h>
#include <string.h>

#include "core/ins-error.h"
#include "core/ins-number.h"
#include "scan/ins-recipe-private.h"

#define GATE_PREFIX "Gate "
#define PEAK_SUFFIX ".peak"

/* Cuts a remark ("blank, number sign, anything") off a value or a group header. A name may hold a
 * number sign. */
static void
cut_remark (char *line)
{
  char *from = strchr (line, '=');
  const char *stripped = line + strspn (line, " \t");

  if (*stripped == '[')
    from = strchr (line, ']');
  else if (*stripped == '#' || from == NULL ||
           (g_str_has_prefix (stripped, "Name") &&
            stripped + 4 + strspn (stripped + 4, " \t") == from))
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

static gboolean
check_groups (const InsKeyFile *file, GError **error)
{
  static const char *const known[] = { "Scan", "Acquisition", "Material", NULL };
  static const char *const special[] = { "Name", "ScanAxis", "IndexAxis", "StartMm",
                                         NULL }; /* of Scan */
  g_auto (GStrv) groups = g_key_file_get_groups (file->file, NULL);

  for (char **group = groups; *group != NULL; group++)
    {
      g_autoptr (GPtrArray) keys = g_ptr_array_new ();
      gboolean is_gate = g_str_has_prefix (*group, GATE_PREFIX);
      gboolean is_region = g_str_has_prefix (*group, INS_RECIPE_REGION_PREFIX);
      gboolean is_scan = strcmp (*group, "Scan") == 0;

      if (!is_gate && !is_region && !g_strv_contains (known, *group))
        {
          ins_key_file_set_error (file, *group, NULL, INS_RECIPE_ERROR_KEY, error,
                                  _ ("there is no such group. Known ones: Scan, Acquisition, "
                                     "Material, “Gate NAME”, “Region NAME”."));
          return FALSE;
        }
      for (guint i = 0; is_scan && special[i] != NULL; i++)
        g_ptr_array_add (keys, (gpointer)special[i]);
      for (guint i = 0; is_scan && ins_recipe_area_keys[i] != NULL; i++)
        g_ptr_array_add (keys, (gpointer)ins_recipe_area_keys[i]);
      for (guint i = 0; is_region && ins_recipe_region_keys[i] != NULL; i++)
        g_ptr_array_add (keys, (gpointer)ins_recipe_region_keys[i]);
      for (gsize i = 0; i < ins_recipe_n_fields; i++)
        if (strcmp (*group, ins_recipe_fields[i].group) == 0)
          g_ptr_array_add (keys, (gpointer)ins_recipe_fields[i].key);
      for (gsize i = 0; i < ins_gate_n_fields && is_gate; i++)
        g_ptr_array_add (keys, (gpointer)ins_gate_fields[i].key);
      if (is_gate)
        g_ptr_array_add (keys, (gpointer) "Anchor");
      g_ptr_array_add (keys, NULL);
      if (!ins_key_file_check_keys (file, *group, (const char *const *)keys->pdata, error))
        return FALSE;
    }

  return TRUE;
}

static gboolean
read_field (const InsKeyFile *file,
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
      !read_axis (file, "ScanAxis", &self->scan_axis, &self->scan_sign, error) ||
      !read_axis (file, "IndexAxis", &self->index_axis, &self->index_sign, error) ||
      !ins_key_file_get_numbers (file, "Scan", "StartMm", self->start.mm, INS_N_AXES, error))
    return FALSE;
  for (gsize i = 0; i < ins_recipe_n_fields; i++)
    if (!read_field (file, ins_recipe_fields[i].group, &ins_recipe_fields[i], self, error))
      return FALSE;

  return TRUE;
}

static gboolean
read_anchor (const InsKeyFile *file,
             const char *group,
             const InsRecipe *self,
             InsGate *gate,
             GError **error)
{
  g_autofree char *word = NULL;
  int found;

  if (!ins_key_file_get_text (file, group, "Anchor", &word, error))
    return FALSE;
  if (word == NULL || strcmp (word, "pulse") == 0)
    return TRUE;

  gate->anchor = INS_ANCHOR_CROSSING;
  if (g_str_has_suffix (word, PEAK_SUFFIX))
    {
      gate->anchor = INS_ANCHOR_PEAK;
      word[strlen (word) - strlen (PEAK_SUFFIX)] = '\0';
    }
  found = ins_recipe_find_gate (self, word);
  if (found < 0)
    {
      ins_key_file_set_error (file, group, "Anchor", INS_RECIPE_ERROR_VALUE, error,
                              /* Translators: pulse is a word of the file: leave it */
                              _ ("there is no gate “%s” before this one. Name an earlier gate, "
                                 "NAME%s, or pulse."),
                              word, PEAK_SUFFIX);
      return FALSE;
    }
  gate->anchor_gate = (guint)found;

  return TRUE;
}

/* The gate counts among those that ins_recipe_find_gate() sees only after this. */
static gboolean
read_gate (const InsKeyFile *file, const char *group, InsRecipe *self, GError **error)
{
  const InsTiming *timing = &self->timing;
  double record_s = timing->n_samples / timing->sample_rate_hz;
  const char *name = group + strlen (GATE_PREFIX);
  InsGate gate = { .threshold_percent = 30.0 };

  if (!ins_recipe_check_gate_name (name, group, file, error))
    return FALSE;
  if (self->n_gates == INS_MAX_GATES)
    {
      ins_key_file_set_error (file, group, NULL, INS_RECIPE_ERROR_VALUE, error,
                              _ ("there can be at most %d gates. Take this one out."),
                              INS_MAX_GATES);
      return FALSE;
    }
  g_strlcpy (gate.name, name, sizeof gate.name);
  if (!read_anchor (file, group, self, &gate, error))
    return FALSE;
  if (gate.anchor == INS_ANCHOR_PULSE)
    gate.start_s = timing->delay_s;
  gate.length_s = 0.0;
  for (gsize i = 0; i < ins_gate_n_fields; i++)
    if (!read_field (file, group, &ins_gate_fields[i], &gate, error))
      return FALSE;

  /* the rest of the record; a gate that moves with its anchor takes what comes */
  if (gate.length_s == 0.0)
    gate.length_s = gate.anchor == INS_ANCHOR_PULSE ? record_s - (gate.start_s - timing->delay_s)
                                                    : record_s;
  if (gate.length_s <= 0.0)
    {
      ins_key_file_set_error (file, group, "StartS", INS_RECIPE_ERROR_VALUE, error,
                              _ ("the gate starts behind the end of the record at %g s."),
                              timing->delay_s + record_s);
      return FALSE;
    }
  self->gates[self->n_gates++] = gate;

  return TRUE;
}

static gboolean
read_gates (const InsKeyFile *file, InsRecipe *self, GError **error)
{
  g_auto (GStrv) groups = g_key_file_get_groups (file->file, NULL);

  self->n_gates = 0;
  for (char **group = groups; *group != NULL; group++)
    if (g_str_has_prefix (*group, GATE_PREFIX) && !read_gate (file, *group, self, error))
      return FALSE;
  if (self->n_gates == 0)
    ins_recipe_set_whole_record_gate (self);

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
      !ins_recipe_read_regions (file, self, error) || !read_gates (file, self, error) ||
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

static void
write_number (GKeyFile *file, const char *group, const char *key, double value)
{
  /* adding nothing turns -0 into 0: equal recipes have equal text */
  g_autofree char *text = ins_number_format (value + 0.0);

  g_key_file_set_value (file, group, key, text);
}

static gboolean
is_default (const InsField *field, gconstpointer recipe)
{
  g_autoptr (InsRecipe) fresh = ins_recipe_new ();
  gsize size = field->kind == INS_FIELD_NUMBER ? sizeof (double) : sizeof (guint);

  return memcmp (ins_field_at (field, recipe), ins_field_at (field, fresh), size) == 0;
}

static void
write_field (GKeyFile *file, const char *group, const InsField *field, gconstpointer base)
{
  gconstpointer at = ins_field_at (field, base);

  if (field->is_late && is_default (field, base))
    return;
  switch (field->kind)
    {
    case INS_FIELD_NUMBER:
      write_number (file, group, field->key, *(const double *)at);
      break;
    case INS_FIELD_COUNT:
      write_number (file, group, field->key, *(const guint *)at);
      break;
    case INS_FIELD_WORD:
      g_key_file_set_value (file, group, field->key, field->words[*(const int *)at]);
      break;
    default:
      g_assert_not_reached ();
    }
}

static void
write_gate (GKeyFile *file, const InsRecipe *self, const InsGate *gate)
{
  g_autofree char *group = g_strconcat (GATE_PREFIX, gate->name, NULL);
  g_autofree char *anchor = NULL;

  if (gate->anchor == INS_ANCHOR_PULSE)
    anchor = g_strdup ("pulse");
  else
    anchor = g_strconcat (self->gates[gate->anchor_gate].name,
                          gate->anchor == INS_ANCHOR_PEAK ? PEAK_SUFFIX : NULL, NULL);
  g_key_file_set_value (file, group, "Anchor", anchor);
  for (gsize i = 0; i < ins_gate_n_fields; i++)
    write_field (file, group, &ins_gate_fields[i], gate);
}

char *
ins_recipe_build_text (const InsRecipe *self, gboolean with_name)
{
  g_autoptr (GKeyFile) file = g_key_file_new ();
  GString *start = g_string_new (NULL);
  guint scan = self->scan_axis + (self->scan_sign < 0 ? INS_N_AXES : 0);
  guint index = self->index_axis + (self->index_sign < 0 ? INS_N_AXES : 0);

  if (with_name)
    {
      g_autofree char *name = g_strstrip (g_strdup (self->name));

      g_key_file_set_string (file, "Scan", "Name", name);
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
    write_field (file, ins_recipe_fields[i].group, &ins_recipe_fields[i], self);
  ins_recipe_write_area (self, file);
  ins_recipe_write_regions (self, file);
  if (!with_name)
    g_key_file_remove_key (file, "Scan", INS_RECIPE_RESCAN_KEY, NULL);
  for (guint i = 0; i < self->n_gates; i++)
    write_gate (file, self, &self->gates[i]);

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
