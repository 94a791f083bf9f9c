/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <math.h>
#include <string.h>

#include "app/ins-marks.h"

#define KEY "marks"
#define MARK_FORMAT "(ss(ddd))" /* stage, name, position in mm */

struct _InsMarks
{
  GSettings *settings;
  char *stage;
  GArray *marks;
};

static gboolean
is_finite (const InsPosition *position)
{
  return isfinite (position->mm[0]) && isfinite (position->mm[1]) && isfinite (position->mm[2]);
}

static void
set_name (InsMark *mark, const char *name)
{
  g_autofree char *stripped = g_strstrip (g_strdup (name));

  g_strlcpy (mark->name, stripped, sizeof mark->name);
  /* not in the middle of a character */
  if (!g_utf8_validate (mark->name, -1, NULL))
    {
      const char *end = NULL;

      g_utf8_validate (mark->name, -1, &end);
      mark->name[end - mark->name] = '\0';
    }
}

static void
load (InsMarks *self, GSettings *settings)
{
  g_autoptr (GVariant) all = NULL;
  GVariantIter iter;
  const char *stage, *name;
  InsPosition position;

  all = g_settings_get_value (settings, KEY);
  g_variant_iter_init (&iter, all);
  while (g_variant_iter_next (&iter, "(&s&s(ddd))", &stage, &name, &position.mm[0], &position.mm[1],
                              &position.mm[2]))
    if (g_str_equal (stage, self->stage) && is_finite (&position))
      ins_marks_add (self, name, &position);
}

/* Those of other stages stay as they are. */
static void
store (InsMarks *self)
{
  g_autoptr (GVariant) old = NULL;
  GVariantBuilder all;
  GVariantIter iter;
  GVariant *one;

  if (self->settings == NULL)
    return;
  g_variant_builder_init (&all, G_VARIANT_TYPE ("a" MARK_FORMAT));
  old = g_settings_get_value (self->settings, KEY);
  g_variant_iter_init (&iter, old);
  while ((one = g_variant_iter_next_value (&iter)) != NULL)
    {
      const char *stage;

      g_variant_get_child (one, 0, "&s", &stage);
      if (!g_str_equal (stage, self->stage))
        g_variant_builder_add_value (&all, one);
      g_variant_unref (one);
    }
  for (guint i = 0; i < self->marks->len; i++)
    {
      const InsMark *mark = ins_marks_get (self, i);

      g_variant_builder_add (&all, MARK_FORMAT, self->stage, mark->name, mark->position.mm[0],
                             mark->position.mm[1], mark->position.mm[2]);
    }
  g_settings_set_value (self->settings, KEY, g_variant_builder_end (&all));
}

InsMarks *
ins_marks_new (GSettings *settings, const char *stage)
{
  InsMarks *self = g_new0 (InsMarks, 1);

  self->stage = g_strdup (stage);
  self->marks = g_array_new (FALSE, TRUE, sizeof (InsMark));
  if (settings != NULL)
    {
      load (self, settings);
      self->settings = g_object_ref (settings); /* from now on changes are kept */
    }

  return self;
}

void
ins_marks_free (InsMarks *self)
{
  g_clear_object (&self->settings);
  g_array_unref (self->marks);
  g_free (self->stage);
  g_free (self);
}

guint
ins_marks_get_n (InsMarks *self)
{
  return self->marks->len;
}

const InsMark *
ins_marks_get (InsMarks *self, guint index)
{
  return &g_array_index (self->marks, InsMark, index);
}

guint
ins_marks_find (InsMarks *self, const char *name)
{
  for (guint i = 0; i < self->marks->len; i++)
    if (g_str_equal (ins_marks_get (self, i)->name, name))
      return i;

  return G_MAXUINT;
}

/* A to Z, then numbers. */
static void
choose_name (InsMarks *self, InsMark *mark)
{
  for (guint n = 0; n <= INS_MAX_MARKS + 26; n++)
    {
      if (n < 26)
        g_snprintf (mark->name, sizeof mark->name, "%c", 'A' + n);
      else
        g_snprintf (mark->name, sizeof mark->name, "%u", n);
      if (ins_marks_find (self, mark->name) == G_MAXUINT)
        return;
    }
}

guint
ins_marks_add (InsMarks *self, const char *name, const InsPosition *position)
{
  InsMark mark = { .position = *position };

  if (self->marks->len >= INS_MAX_MARKS)
    return G_MAXUINT;
  if (name != NULL)
    set_name (&mark, name);
  if (mark.name[0] == '\0' || ins_marks_find (self, mark.name) != G_MAXUINT)
    choose_name (self, &mark);
  g_array_append_val (self->marks, mark);
  store (self);

  return self->marks->len - 1;
}

void
ins_marks_remove (InsMarks *self, guint index)
{
  g_array_remove_index (self->marks, index);
  store (self);
}

void
ins_marks_move (InsMarks *self, guint index, const InsPosition *position)
{
  g_array_index (self->marks, InsMark, index).position = *position;
  store (self);
}

gboolean
ins_marks_rename (InsMarks *self, guint index, const char *name)
{
  InsMark mark = { 0 };
  guint other;

  set_name (&mark, name);
  other = ins_marks_find (self, mark.name);
  if (mark.name[0] == '\0' || (other != G_MAXUINT && other != index))
    return FALSE;
  g_strlcpy (g_array_index (self->marks, InsMark, index).name, mark.name, sizeof mark.name);
  store (self);

  return TRUE;
}
