/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n.h>
#include <math.h>
#include <string.h>

#include "core/ins-error.h"
#include "image/ins-measure.h"

#define DEFAULT_DROP_DB 6.0
#define MOST_MM 1e6
#define MOST_DROP_DB 60.0

static const char *const kind_words[] = { "distance", "statistics", "sizing", "clusters",
                                          "voids",    "profile",    "note",   NULL };
static const char *const shape_words[] = { "all", "rectangle", "polygon", "circle", NULL };

G_STATIC_ASSERT (G_N_ELEMENTS (kind_words) == INS_MEASURE_N_KINDS + 1);

InsMeasure *
ins_measure_new (InsMeasureKind kind, const char *name)
{
  InsMeasure *self = g_new0 (InsMeasure, 1);

  self->kind = kind;
  self->name = g_strdup (name);
  self->plane = g_strdup ("amplitude");
  self->threshold = self->limit = self->reference = (double)NAN;
  self->drop_db = DEFAULT_DROP_DB;
  self->least_pixels = 1;

  return self;
}

InsMeasure *
ins_measure_copy (const InsMeasure *self)
{
  InsMeasure *copy = g_memdup2 (self, sizeof *self);

  copy->name = g_strdup (self->name);
  copy->points = g_memdup2 (self->points, self->n_points * sizeof *self->points);
  copy->plane = g_strdup (self->plane);
  copy->gate = g_strdup (self->gate);
  copy->from = g_strdup (self->from);
  copy->text = g_strdup (self->text);

  return copy;
}

void
ins_measure_free (InsMeasure *self)
{
  g_free (self->name);
  g_free (self->points);
  g_free (self->plane);
  g_free (self->gate);
  g_free (self->from);
  g_free (self->text);
  g_free (self);
}

static gboolean
is_same (double one, double other)
{
  return one == other || (isnan (one) && isnan (other));
}

gboolean
ins_measure_equal (const InsMeasure *self, const InsMeasure *other)
{
  gboolean same_points = self->n_points == other->n_points;

  for (guint i = 0; same_points && i < self->n_points; i++)
    same_points = self->points[i].x_mm == other->points[i].x_mm &&
                  self->points[i].y_mm == other->points[i].y_mm;

  return same_points && self->kind == other->kind && self->shape == other->shape &&
         self->is_below == other->is_below && self->least_pixels == other->least_pixels &&
         g_strcmp0 (self->name, other->name) == 0 && g_strcmp0 (self->plane, other->plane) == 0 &&
         g_strcmp0 (self->gate, other->gate) == 0 && g_strcmp0 (self->from, other->from) == 0 &&
         g_strcmp0 (self->text, other->text) == 0 && is_same (self->threshold, other->threshold) &&
         is_same (self->limit, other->limit) && is_same (self->merge_mm, other->merge_mm) &&
         is_same (self->drop_db, other->drop_db) && is_same (self->reference, other->reference);
}

void
ins_measure_set_points (InsMeasure *self, const InsAreaPoint *points, guint n_points)
{
  g_autofree InsAreaPoint *old = self->points;

  self->points = g_memdup2 (points, n_points * sizeof *points);
  self->n_points = n_points;
}

const char *
ins_measure_kind_to_word (InsMeasureKind kind)
{
  return kind_words[kind];
}

const char *
ins_measure_shape_to_word (InsMeasureShape shape)
{
  return shape_words[shape];
}

gboolean
ins_measure_has_region (const InsMeasure *self)
{
  return self->kind == INS_MEASURE_STATISTICS || self->kind == INS_MEASURE_CLUSTERS ||
         self->kind == INS_MEASURE_VOIDS;
}

static gboolean
fail (const InsMeasure *self, GError **error, const char *why)
{
  /* Translators: the name of a measurement, and what is wrong with it */
  g_set_error (error, INS_RECIPE_ERROR, INS_RECIPE_ERROR_VALUE, _ ("Measurement “%s”: %s"),
               self->name, why);

  return FALSE;
}

/* NULL, or what is wrong. */
static const char *
check_points (const InsMeasure *self)
{
  guint n = self->n_points;

  for (guint i = 0; i < n; i++)
    if (!(fabs (self->points[i].x_mm) <= MOST_MM && fabs (self->points[i].y_mm) <= MOST_MM))
      return _ ("a point lies more than a kilometre away.");
  if (self->kind == INS_MEASURE_SIZING || self->kind == INS_MEASURE_NOTE)
    return n == 1 ? NULL : _ ("it takes one point, x;y in mm.");
  if (!ins_measure_has_region (self))
    return n == 2 ? NULL : _ ("it takes two points, x1;y1;x2;y2 in mm.");
  if (self->shape == INS_MEASURE_ALL)
    return n == 0 ? NULL : _ ("the whole picture takes no points.");
  if (self->shape == INS_MEASURE_POLYGON)
    return n >= 3 && n <= INS_MEASURE_MAX_POINTS ? NULL : _ ("a polygon takes 3 to 1000 corners.");
  if (self->shape == INS_MEASURE_CIRCLE)
    return n == 2 ? NULL : _ ("a circle takes its centre and a point on it, x;y;x;y in mm.");

  return n == 2 ? NULL : _ ("a rectangle takes two opposite corners, x1;y1;x2;y2 in mm.");
}

/* It becomes the name of a group in a key file. */
static gboolean
is_good_name (const char *name)
{
  if (*name == '\0' || strlen (name) > INS_MEASURE_MAX_TEXT || !g_utf8_validate (name, -1, NULL))
    return FALSE;
  for (const char *at = name; *at != '\0'; at++)
    if (*at == '[' || *at == ']' || g_ascii_iscntrl (*at))
      return FALSE;

  return !g_ascii_isspace (name[0]) && !g_ascii_isspace (name[strlen (name) - 1]);
}

gboolean
ins_measure_validate (const InsMeasure *self, GError **error)
{
  const char *wrong = check_points (self);

  if (!is_good_name (self->name))
    return fail (self, error, _ ("a name is a line of words without square brackets."));
  if (wrong != NULL)
    return fail (self, error, wrong);
  if ((self->kind == INS_MEASURE_CLUSTERS || self->kind == INS_MEASURE_VOIDS) &&
      !isfinite (self->threshold))
    return fail (self, error, _ ("say by a threshold what counts."));
  if (self->kind == INS_MEASURE_SIZING && !(self->drop_db > 0.0 && self->drop_db <= MOST_DROP_DB))
    return fail (self, error, _ ("the drop must lie between 0 and 60 dB."));
  if (self->kind == INS_MEASURE_SIZING && self->is_below && !isfinite (self->reference))
    return fail (self, error,
                 _ ("a loss of echo is sized against a reference: say what is heard elsewhere."));
  if (self->kind == INS_MEASURE_NOTE && (self->text == NULL || *self->text == '\0'))
    return fail (self, error, _ ("a note needs words."));
  if (!(self->merge_mm >= 0.0 && self->merge_mm <= MOST_MM))
    return fail (self, error, _ ("the merging distance must be 0 mm or more."));

  return TRUE;
}
