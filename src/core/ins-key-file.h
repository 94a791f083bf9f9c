/* ins-key-file.h - strict reading of key files that people write
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* A GKeyFile with the name that errors are to mention. Every getter leaves its value alone where
 * the key is missing and returns FALSE, with an InsRecipeError that names file, group, key, what
 * stands there and what may, where the value does not fit.
 */
typedef struct
{
  GKeyFile *file;
  char *name;
} InsKeyFile;

InsKeyFile *ins_key_file_new_from_path (const char *path, GError **error) G_GNUC_WARN_UNUSED_RESULT;
InsKeyFile *ins_key_file_new_from_text (const char *text,
                                        const char *name,
                                        GError **error) G_GNUC_WARN_UNUSED_RESULT;
void ins_key_file_free (InsKeyFile *self);

/* FALSE with INS_RECIPE_ERROR_KEY if @group holds a key outside @known (NULL-terminated). */
gboolean ins_key_file_check_keys (const InsKeyFile *self,
                                  const char *group,
                                  const char *const *known,
                                  GError **error) G_GNUC_WARN_UNUSED_RESULT;

gboolean ins_key_file_get_number (const InsKeyFile *self,
                                  const char *group,
                                  const char *key,
                                  double minimum,
                                  double maximum,
                                  double *value,
                                  GError **error) G_GNUC_WARN_UNUSED_RESULT;
gboolean ins_key_file_get_count (const InsKeyFile *self,
                                 const char *group,
                                 const char *key,
                                 guint minimum,
                                 guint maximum,
                                 guint *value,
                                 GError **error) G_GNUC_WARN_UNUSED_RESULT;
/* @words: NULL-terminated; @value: index into it. */
gboolean ins_key_file_get_word (const InsKeyFile *self,
                                const char *group,
                                const char *key,
                                const char *const *words,
                                int *value,
                                GError **error) G_GNUC_WARN_UNUSED_RESULT;
/* @value: (inout) (transfer full): replaced, the old one freed. */
gboolean ins_key_file_get_text (const InsKeyFile *self,
                                const char *group,
                                const char *key,
                                char **value,
                                GError **error) G_GNUC_WARN_UNUSED_RESULT;
/* Exactly @n numbers separated by semicolons. */
gboolean ins_key_file_get_numbers (const InsKeyFile *self,
                                   const char *group,
                                   const char *key,
                                   double *values,
                                   gsize n,
                                   GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* Sets @error to "file, group, key: ..." with @code. */
void ins_key_file_set_error (const InsKeyFile *self,
                             const char *group,
                             const char *key,
                             int code,
                             GError **error,
                             const char *format,
                             ...) G_GNUC_PRINTF (6, 7);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (InsKeyFile, ins_key_file_free)

G_END_DECLS
