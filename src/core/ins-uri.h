/* ins-uri.h - device addresses such as "sim:coin?noise_percent=2&seed=7"
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* SCHEME[:REST][?OPTION=VALUE[&OPTION=VALUE]...]; a value object, made once and then only read. */
typedef struct
{
  char *text;          /* as given */
  char *scheme;        /* up to the first colon or question mark */
  char *rest;          /* between the two, "" if there is nothing */
  GHashTable *options; /* char* -> char* */
} InsUri;

/**
 * ins_uri_parse:
 * @text: the address; percent escapes are decoded in option values only
 * @error: %INS_DEVICE_ERROR_URI with a sentence that names @text
 *
 * Returns: (transfer full): free with ins_uri_free()
 */
InsUri *ins_uri_parse (const char *text, GError **error) G_GNUC_WARN_UNUSED_RESULT;
void ins_uri_free (InsUri *self);

/**
 * ins_uri_check_options:
 * @allowed: %NULL-terminated option names
 *
 * Returns: %FALSE with an error that names the first unknown option and lists the known ones
 */
gboolean ins_uri_check_options (const InsUri *self,
                                const char *const *allowed,
                                GError **error) G_GNUC_WARN_UNUSED_RESULT;

/**
 * ins_uri_get_number:
 * @minimum, @maximum: inclusive bounds
 * @value: (inout): the default on entry, kept where the option is not given
 */
gboolean ins_uri_get_number (const InsUri *self,
                             const char *option,
                             double minimum,
                             double maximum,
                             double *value,
                             GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* NULL where the option is not given. */
const char *ins_uri_get_text (const InsUri *self, const char *option);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (InsUri, ins_uri_free)

G_END_DECLS
