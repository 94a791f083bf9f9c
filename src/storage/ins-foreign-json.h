/* ins-foreign-json.h - JSON that may hold anything
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include <json-glib/json-glib.h>

G_BEGIN_DECLS

/* A node that holds an object; refuses what is nested too deep for a parser that calls itself.
 * INS_FILE_ERROR_FORMAT. */
JsonNode *ins_foreign_json_parse (const char *text, GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* NULL, or @otherwise, for what is not there or of another type. (transfer none) */
JsonObject *ins_foreign_json_object (JsonObject *object, const char *name);
JsonArray *ins_foreign_json_array (JsonObject *object, const char *name);
JsonObject *ins_foreign_json_element (JsonArray *array, guint index);
const char *ins_foreign_json_text (JsonObject *object, const char *name);
double ins_foreign_json_number (JsonObject *object, const char *name, double otherwise);

G_END_DECLS
