/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n.h>
#include <string.h>

#include "core/ins-error.h"
#include "storage/ins-foreign-json.h"

#define MAX_DEPTH 64
#define MAX_BYTES (64u << 20)

/* Brackets, those in strings too: nobody writes so many. */
static gboolean
is_shallow (const char *text)
{
  int depth = 0;

  for (; *text != '\0'; text++)
    {
      depth += *text == '{' || *text == '[';
      depth -= *text == '}' || *text == ']';
      if (depth > MAX_DEPTH)
        return FALSE;
    }

  return TRUE;
}

JsonNode *
ins_foreign_json_parse (const char *text, GError **error)
{
  g_autoptr (JsonParser) parser = json_parser_new ();
  JsonNode *root = NULL;

  if (strnlen (text, MAX_BYTES) < MAX_BYTES && g_utf8_validate (text, -1, NULL) &&
      is_shallow (text) && json_parser_load_from_data (parser, text, -1, NULL))
    root = json_parser_get_root (parser);
  if (root != NULL && JSON_NODE_HOLDS_OBJECT (root))
    return json_node_copy (root);
  g_set_error_literal (error, INS_FILE_ERROR, INS_FILE_ERROR_FORMAT,
                       _ ("The description in it is not valid JSON."));

  return NULL;
}

JsonObject *
ins_foreign_json_object (JsonObject *object, const char *name)
{
  JsonNode *node = json_object_get_member (object, name);

  return node != NULL && JSON_NODE_HOLDS_OBJECT (node) ? json_node_get_object (node) : NULL;
}

JsonArray *
ins_foreign_json_array (JsonObject *object, const char *name)
{
  JsonNode *node = json_object_get_member (object, name);

  return node != NULL && JSON_NODE_HOLDS_ARRAY (node) ? json_node_get_array (node) : NULL;
}

JsonObject *
ins_foreign_json_element (JsonArray *array, guint index)
{
  JsonNode *node = index < json_array_get_length (array) ? json_array_get_element (array, index)
                                                         : NULL;

  return node != NULL && JSON_NODE_HOLDS_OBJECT (node) ? json_node_get_object (node) : NULL;
}

const char *
ins_foreign_json_text (JsonObject *object, const char *name)
{
  JsonNode *node = json_object_get_member (object, name);

  return node != NULL && JSON_NODE_HOLDS_VALUE (node) &&
                 json_node_get_value_type (node) == G_TYPE_STRING
             ? json_node_get_string (node)
             : NULL;
}

double
ins_foreign_json_number (JsonObject *object, const char *name, double otherwise)
{
  JsonNode *node = json_object_get_member (object, name);
  GType type = node != NULL && JSON_NODE_HOLDS_VALUE (node) ? json_node_get_value_type (node)
                                                            : G_TYPE_INVALID;

  if (type == G_TYPE_DOUBLE)
    return json_node_get_double (node);
  if (type == G_TYPE_INT64)
    return (double)json_node_get_int (node);

  return otherwise;
}
