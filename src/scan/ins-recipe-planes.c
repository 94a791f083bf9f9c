/* ins-recipe-planes.c - derived planes in a recipe
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "config.h"

#include <glib/gi18n.h>
#include <string.h>

#include "core/ins-error.h"
#include "scan/ins-recipe-private.h"

#define DEPTH (1U << INS_DERIVED_DEPTH)
#define THICKNESS (1U << INS_DERIVED_THICKNESS)
#define PHASE (1U << INS_DERIVED_PHASE)
#define SIGNED_RANGE (1U << INS_DERIVED_SIGNED_RANGE)
#define ALL ((1U << INS_N_DERIVED_KINDS) - 1)

/* A key and for which quantities there is one. */
typedef struct
{
  InsField field;
  guint kinds;
} PlaneKey;

static const char *const sides[] = { "positive", "negative", NULL };

#define NUMBER(key, member, minimum, maximum)                                                      \
  {                                                                                                \
    NULL, key, INS_FIELD_NUMBER, G_STRUCT_OFFSET (InsDerived, member), minimum, maximum, NULL,     \
        FALSE                                                                                      \
  }
#define WORD(key, member, words)                                                                   \
  {                                                                                                \
    NULL, key, INS_FIELD_WORD, G_STRUCT_OFFSET (InsDerived, member), 0, 0, words, FALSE            \
  }

static const PlaneKey keys[] = {
  { WORD ("Quantity", kind, ins_derived_words), ALL },
  { NUMBER ("OffsetS", offset_s, -10.0, 10.0), DEPTH },
  { NUMBER ("VelocityMPerS", velocity_m_s, 0.0, 1e5), DEPTH | THICKNESS },
  { NUMBER ("ReferencePercent", reference_percent, 0.001, 1000.0), 1U << INS_DERIVED_DB },
  { WORD ("Sound", sound_negative, sides), PHASE | SIGNED_RANGE },
  { NUMBER ("ConsiderPercent", consider_percent, 0.0, 100.0), PHASE },
  { NUMBER ("SoundPercent", sound_percent, 0.0, 100.0), PHASE },
  { NUMBER ("InvertedPercent", inverted_percent, 0.0, 100.0), PHASE },
  { NUMBER ("ClearlyInvertedPercent", clearly_percent, 0.0, 100.0), PHASE },
  { WORD ("Rule", rule, ins_phase_rule_words), SIGNED_RANGE },
  { NUMBER ("GapS", gap_s, 0.0, 10.0), 1U << INS_DERIVED_ECHOES },
};

#define GATE "Gate"
#define FROM "From"
#define FROM_KINDS (DEPTH | THICKNESS)

const char *
ins_recipe_get_plane_key (guint n)
{
  if (n < G_N_ELEMENTS (keys))
    return keys[n].field.key;

  return n == G_N_ELEMENTS (keys) ? GATE : n == G_N_ELEMENTS (keys) + 1 ? FROM : NULL;
}

static gboolean
is_for (guint kinds, InsDerivedKind kind)
{
  return (kinds & (1U << kind)) != 0;
}

/* -1 with an error. */
static int
read_gate (const InsKeyFile *file,
           const char *group,
           const char *key,
           const InsRecipe *self,
           GError **error)
{
  g_autofree char *name = NULL;
  int found;

  if (!ins_key_file_get_text (file, group, key, &name, error))
    return -1;
  found = name != NULL ? ins_recipe_find_gate (self, name) : 0;
  if (found < 0)
    ins_key_file_set_error (file, group, key, INS_RECIPE_ERROR_VALUE, error,
                            _ ("there is no gate “%s”."), name);

  return found;
}

static gboolean
read_gates (const InsKeyFile *file,
            const char *group,
            const InsRecipe *self,
            InsDerived *plane,
            GError **error)
{
  g_autofree char *from = g_key_file_get_value (file->file, group, FROM, NULL);
  int gate = read_gate (file, group, GATE, self, error);

  if (gate < 0)
    return FALSE;
  plane->gate = (guint)gate;
  if (from == NULL || strcmp (from, "pulse") == 0)
    return TRUE;
  plane->from_gate = read_gate (file, group, FROM, self, error);

  return plane->from_gate >= 0;
}

/* A key that does nothing is a mistake. */
static gboolean
check_use (const InsKeyFile *file, const char *group, const InsDerived *plane, GError **error)
{
  for (guint i = 0; ins_recipe_get_plane_key (i) != NULL; i++)
    {
      const char *key = ins_recipe_get_plane_key (i);
      guint kinds = i < G_N_ELEMENTS (keys)   ? keys[i].kinds
                    : strcmp (key, FROM) == 0 ? FROM_KINDS
                                              : ALL;

      if (is_for (kinds, plane->kind) || !g_key_file_has_key (file->file, group, key, NULL))
        continue;
      ins_key_file_set_error (file, group, key, INS_RECIPE_ERROR_KEY, error,
                              _ ("a plane of the quantity “%s” does not use this. Take it out."),
                              ins_derived_words[plane->kind]);
      return FALSE;
    }

  return TRUE;
}

static gboolean
read_plane (const InsKeyFile *file, const char *group, InsRecipe *self, GError **error)
{
  const char *name = group + strlen (INS_RECIPE_PLANE_PREFIX);
  InsDerived plane = INS_DERIVED_DEFAULT;

  if (!ins_recipe_check_name (name, group, file, error))
    return FALSE;
  if (self->n_planes == INS_MAX_DERIVED)
    {
      ins_key_file_set_error (file, group, NULL, INS_RECIPE_ERROR_VALUE, error,
                              _ ("there can be at most %d planes. Take this one out."),
                              INS_MAX_DERIVED);
      return FALSE;
    }
  if (!g_key_file_has_key (file->file, group, keys[0].field.key, NULL))
    {
      ins_key_file_set_error (file, group, keys[0].field.key, INS_RECIPE_ERROR_KEY, error,
                              _ ("this is missing; a plane must say what it shows."));
      return FALSE;
    }
  g_strlcpy (plane.name, name, sizeof plane.name);
  for (guint i = 0; i < G_N_ELEMENTS (keys); i++)
    if (!ins_recipe_read_field (file, group, &keys[i].field, &plane, error))
      return FALSE;
  if (!check_use (file, group, &plane, error) || !read_gates (file, group, self, &plane, error))
    return FALSE;
  self->planes[self->n_planes++] = plane;

  return TRUE;
}

gboolean
ins_recipe_read_planes (const InsKeyFile *file, InsRecipe *self, GError **error)
{
  g_auto (GStrv) groups = g_key_file_get_groups (file->file, NULL);

  for (char **group = groups; *group != NULL; group++)
    if (g_str_has_prefix (*group, INS_RECIPE_PLANE_PREFIX) &&
        !read_plane (file, *group, self, error))
      return FALSE;

  return TRUE;
}

void
ins_recipe_write_planes (const InsRecipe *self, GKeyFile *file)
{
  for (guint i = 0; i < self->n_planes; i++)
    {
      const InsDerived *plane = &self->planes[i];
      g_autofree char *group = g_strconcat (INS_RECIPE_PLANE_PREFIX, plane->name, NULL);

      g_key_file_set_value (file, group, GATE, self->gates[plane->gate].name);
      if (is_for (FROM_KINDS, plane->kind))
        g_key_file_set_value (file, group, FROM,
                              plane->from_gate >= 0 ? self->gates[plane->from_gate].name : "pulse");
      for (guint j = 0; j < G_N_ELEMENTS (keys); j++)
        if (is_for (keys[j].kinds, plane->kind))
          ins_recipe_write_field (file, group, &keys[j].field, plane, NULL);
    }
}

static gboolean
check_plane (const InsRecipe *self, guint index, const InsKeyFile *context, GError **error)
{
  const InsDerived *plane = &self->planes[index];
  g_autofree char *name = g_strndup (plane->name, INS_GATE_NAME_SIZE);
  g_autofree char *valid = g_utf8_make_valid (name, -1);
  g_autofree char *group = g_strconcat (INS_RECIPE_PLANE_PREFIX, valid, NULL);

  if (!ins_recipe_check_name (name, group, context, error))
    return FALSE;
  if (ins_recipe_find_plane (self, name) != (int)index)
    {
      ins_key_file_set_error (context, group, NULL, INS_RECIPE_ERROR_VALUE, error,
                              _ ("there are two planes of this name. Rename one."));
      return FALSE;
    }
  for (guint i = 0; i < G_N_ELEMENTS (keys); i++)
    if (!ins_recipe_check_field (&keys[i].field, plane, group, context, error))
      return FALSE;
  if (plane->gate >= self->n_gates || plane->from_gate < -1 ||
      plane->from_gate >= (int)self->n_gates)
    {
      ins_key_file_set_error (context, group, GATE, INS_RECIPE_ERROR_VALUE, error,
                              _ ("there is no such gate."));
      return FALSE;
    }
  if (plane->kind == INS_DERIVED_THICKNESS &&
      (plane->from_gate < 0 || plane->from_gate == (int)plane->gate))
    {
      ins_key_file_set_error (context, group, FROM, INS_RECIPE_ERROR_VALUE, error,
                              _ ("a thickness lies between the echoes of two gates. Name the "
                                 "other one."));
      return FALSE;
    }

  return TRUE;
}

gboolean
ins_recipe_check_planes (const InsRecipe *self, const InsKeyFile *context, GError **error)
{
  if (self->n_planes > INS_MAX_DERIVED)
    {
      ins_key_file_set_error (context, NULL, NULL, INS_RECIPE_ERROR_VALUE, error,
                              _ ("%u planes; there can be %d."), self->n_planes, INS_MAX_DERIVED);
      return FALSE;
    }
  for (guint i = 0; i < self->n_planes; i++)
    if (!check_plane (self, i, context, error))
      return FALSE;

  return TRUE;
}

int
ins_recipe_find_plane (const InsRecipe *self, const char *name)
{
  for (guint i = 0; i < self->n_planes; i++)
    if (strncmp (self->planes[i].name, name, INS_GATE_NAME_SIZE) == 0)
      return (int)i;

  return -1;
}
