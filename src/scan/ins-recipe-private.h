/* ins-recipe-private.h - the keys of a recipe, for reading, writing and checking alike
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "core/ins-key-file.h"
#include "scan/ins-recipe.h"

G_BEGIN_DECLS

#define INS_RECIPE_PROBE "Probe" /* a group that says nothing of the data */

#define INS_RECIPE_MAX_PIXELS 100000
#define INS_RECIPE_MAX_LINES 100000
#define INS_RECIPE_MAX_SAMPLES 1048576

typedef enum
{
  INS_FIELD_NUMBER, /* double */
  INS_FIELD_COUNT,  /* guint */
  INS_FIELD_WORD,   /* an enumeration */
} InsFieldKind;

typedef struct
{
  const char *group; /* NULL: the gate's own */
  const char *key;
  InsFieldKind kind;
  gsize offset;            /* in InsRecipe, or in InsGate */
  double minimum, maximum; /* inclusive; not used for words */
  const char *const *words;
  gboolean is_late; /* not written where it is as it was before there was this key: equal recipes
                       have equal text, whatever made them */
} InsField;

extern const InsField ins_recipe_fields[];
extern const gsize ins_recipe_n_fields;
extern const InsField ins_gate_fields[]; /* late ones: InsGate of 0 */
extern const gsize ins_gate_n_fields;

/* Axis words in the order X Y Z -X -Y -Z. */
extern const char *const ins_recipe_axis_words[];

static inline gpointer
ins_field_at (const InsField *field, gconstpointer base)
{
  return (gpointer)(gsize)((const char *)base + field->offset);
}

/* Everything that can be wrong in a filled-in recipe; errors carry the name of @context. */
gboolean ins_recipe_check (const InsRecipe *self,
                           const InsKeyFile *context,
                           GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* FALSE with an error at @group if gate and other names could not be told apart by it. */
gboolean ins_recipe_check_gate_name (const char *name,
                                     const char *group,
                                     const InsKeyFile *context,
                                     GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* Of planes and alarms, likewise. */
gboolean ins_recipe_check_name (const char *name,
                                const char *group,
                                const InsKeyFile *context,
                                GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* FALSE with an error if a field of a filled-in struct is out of its range. */
gboolean ins_recipe_check_field (const InsField *field,
                                 gconstpointer base,
                                 const char *group,
                                 const InsKeyFile *context,
                                 GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* ins-recipe-file.c: one field, in the file and out of it. */
gboolean ins_recipe_read_field (const InsKeyFile *file,
                                const char *group,
                                const InsField *field,
                                gpointer base,
                                GError **error) G_GNUC_WARN_UNUSED_RESULT;
void ins_recipe_write_number (GKeyFile *file, const char *group, const char *key, double value);

/* @fresh: a struct of defaults, for fields that are late */
void ins_recipe_write_field (GKeyFile *file,
                             const char *group,
                             const InsField *field,
                             gconstpointer base,
                             gconstpointer fresh);

/* The gate over the whole record that stands in where a recipe names none. */
void ins_recipe_set_whole_record_gate (InsRecipe *self);

/* FALSE if the area of @recipe has too few or too many pixels; @group is Scan or a region's. */
gboolean ins_recipe_check_sizes (const InsKeyFile *context,
                                 const char *group,
                                 const InsRecipe *recipe,
                                 GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* (transfer full): the file's text, with or without what the data do not depend on. */
char *ins_recipe_build_text (const InsRecipe *self, gboolean with_name);

/* ins-recipe-words.c: part, operator and notes. */
extern const char *const ins_recipe_word_keys[]; /* of Scan, NULL-terminated */
gboolean ins_recipe_read_words (const InsKeyFile *file,
                                InsRecipe *self,
                                GError **error) G_GNUC_WARN_UNUSED_RESULT;
void ins_recipe_write_words (const InsRecipe *self, GKeyFile *file);
/* Does not free what @self has, which is taken for a copy of the struct. */
void ins_recipe_copy_words (InsRecipe *self, const InsRecipe *from);
void ins_recipe_clear_words (InsRecipe *self);
gboolean ins_recipe_check_words (const InsRecipe *self,
                                 const InsKeyFile *context,
                                 GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* ins-recipe-gates.c */
#define INS_RECIPE_GATE_PREFIX "Gate "
#define INS_RECIPE_PLANE_PREFIX "Plane "
#define INS_RECIPE_ALARM_PREFIX "Alarm "
gboolean ins_recipe_read_gates (const InsKeyFile *file,
                                InsRecipe *self,
                                GError **error) G_GNUC_WARN_UNUSED_RESULT;
void ins_recipe_write_gates (const InsRecipe *self, GKeyFile *file);

/* ins-recipe-curve.c: the signal's curve. */
extern const char *const ins_recipe_curve_keys[]; /* of Processing, NULL-terminated */
gboolean ins_recipe_read_curve (const InsKeyFile *file,
                                InsRecipe *self,
                                GError **error) G_GNUC_WARN_UNUSED_RESULT;
void ins_recipe_write_curve (const InsRecipe *self, GKeyFile *file);
gboolean ins_recipe_check_processing (const InsRecipe *self,
                                      const InsKeyFile *context,
                                      GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* ins-recipe-planes.c: derived planes. Keys are found by name, the n-th of them; NULL at the end.
 */
const char *ins_recipe_get_plane_key (guint n);
gboolean ins_recipe_read_planes (const InsKeyFile *file,
                                 InsRecipe *self,
                                 GError **error) G_GNUC_WARN_UNUSED_RESULT;
void ins_recipe_write_planes (const InsRecipe *self, GKeyFile *file);
gboolean ins_recipe_check_planes (const InsRecipe *self,
                                  const InsKeyFile *context,
                                  GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* ins-recipe-alarms.c */
extern const char *const ins_recipe_alarm_keys[]; /* NULL-terminated */
gboolean ins_recipe_read_alarms (const InsKeyFile *file,
                                 InsRecipe *self,
                                 GError **error) G_GNUC_WARN_UNUSED_RESULT;
void ins_recipe_write_alarms (const InsRecipe *self, GKeyFile *file);
gboolean ins_recipe_check_alarms (const InsRecipe *self,
                                  const InsKeyFile *context,
                                  GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* ins-recipe-rules.c */
#define INS_RECIPE_RULE_PREFIX "Rule "
extern const char *const ins_recipe_rule_keys[]; /* NULL-terminated */
gboolean ins_recipe_read_rules (const InsKeyFile *file,
                                InsRecipe *self,
                                GError **error) G_GNUC_WARN_UNUSED_RESULT;
void ins_recipe_write_rules (const InsRecipe *self, GKeyFile *file);
gboolean ins_recipe_check_rules (const InsRecipe *self,
                                 const InsKeyFile *context,
                                 GError **error) G_GNUC_WARN_UNUSED_RESULT;
/* @self has none before. */
void ins_recipe_copy_rules (InsRecipe *self, const InsRecipe *from);
void ins_recipe_clear_rules (InsRecipe *self);

/* ins-recipe-area.c: outline, mask and regions, in the file and out of it. */
#define INS_RECIPE_REGION_PREFIX "Region "
extern const char *const ins_recipe_area_keys[];   /* of Scan, NULL-terminated */
extern const char *const ins_recipe_region_keys[]; /* likewise */
/* (element-type double) (transfer full): numbers separated by semicolons, as many as there are. */
GArray *ins_recipe_read_list (const InsKeyFile *file,
                              const char *group,
                              const char *key,
                              GError **error) G_GNUC_WARN_UNUSED_RESULT;
gboolean ins_recipe_read_area (const InsKeyFile *file,
                               const char *folder,
                               InsRecipe *self,
                               GError **error) G_GNUC_WARN_UNUSED_RESULT;
gboolean ins_recipe_read_regions (const InsKeyFile *file,
                                  InsRecipe *self,
                                  GError **error) G_GNUC_WARN_UNUSED_RESULT;
void ins_recipe_write_area (const InsRecipe *self, GKeyFile *file);
void ins_recipe_write_regions (const InsRecipe *self, GKeyFile *file);
gboolean ins_recipe_check_region_name (const char *name,
                                       const char *group,
                                       const InsKeyFile *context,
                                       GError **error) G_GNUC_WARN_UNUSED_RESULT;
gboolean ins_recipe_check_area (const InsRecipe *self,
                                const InsKeyFile *context,
                                GError **error) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
