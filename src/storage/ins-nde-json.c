/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <json-glib/json-glib.h>
#include <math.h>
#include <string.h>

#include "core/ins-json-text.h"
#include "core/ins-json-text.h"
#include "storage/ins-nde-json-private.h"

#define FORMAT_VERSION "4.3.0"

void
ins_nde_json_text (JsonBuilder *builder, const char *key, const char *text)
{
  json_builder_set_member_name (builder, key);
  json_builder_add_string_value (builder, text);
}

void
ins_nde_json_number (JsonBuilder *builder, const char *key, double number)
{
  json_builder_set_member_name (builder, key);
  json_builder_add_double_value (builder, number);
}

void
ins_nde_json_count (JsonBuilder *builder, const char *key, gint64 number)
{
  json_builder_set_member_name (builder, key);
  json_builder_add_int_value (builder, number);
}

void
ins_nde_json_begin (JsonBuilder *builder, const char *key, char kind)
{
  if (key != NULL)
    json_builder_set_member_name (builder, key);
  if (kind == '[')
    json_builder_begin_array (builder);
  else
    json_builder_begin_object (builder);
}

/* Some readers of the format count characters where they mean bytes, so that only ASCII is safe.
 * Characters beyond it stand inside strings only, where an escape means the same. */
static char *
escape_to_ascii (const char *json)
{
  GString *ascii = g_string_sized_new (strlen (json) + 64);

  for (const char *place = json; *place != '\0'; place = g_utf8_next_char (place))
    {
      gunichar character = g_utf8_get_char (place);

      if (character < 0x80)
        g_string_append_c (ascii, (char)character);
      else if (character < 0x10000)
        g_string_append_printf (ascii, "\\u%04x", character);
      else
        g_string_append_printf (ascii, "\\u%04x\\u%04x", 0xd800 + ((character - 0x10000) >> 10),
                                0xdc00 + ((character - 0x10000) & 0x3ff));
    }

  return g_string_free (ascii, FALSE);
}

char *
ins_nde_json_to_text (JsonBuilder *builder)
{
  g_autoptr (JsonNode) root = json_builder_get_root (builder);
  g_autoptr (JsonGenerator) generator = json_generator_new ();
  g_autofree char *json = NULL;

  json_generator_set_root (generator, root);
  json = ins_json_text_mend (json_generator_to_data (generator, NULL));

  return escape_to_ascii (json);
}

/* English on purpose: it is read by whoever gets the file. */
static char *
make_notice (const InsNdeProperties *properties)
{
  GString *notice = g_string_new (NULL);

  if (properties->n_lines_done < properties->n_lines)
    g_string_append_printf (notice,
                            "Incomplete: %u of %u scan lines were measured; the others have no "
                            "data (status without hasData). ",
                            properties->n_lines_done, properties->n_lines);
  else
    g_string_append_printf (notice, "Complete: all %u scan lines were measured. ",
                            properties->n_lines);
  g_string_append (notice,
                   "All times count from the pulse. Offsets of U and V are stage coordinates of "
                   "the first cell's centre. NaN in a C-scan time means that no echo crossed the "
                   "threshold; NaN with a status without hasData means not measured.");
  if (properties->is_simulated)
    g_string_append (notice, " Simulated data: no real part was measured.");

  return g_string_free (notice, FALSE);
}

/* (transfer full): its first characters, "" for NULL */
static char *
dup_start (const char *text, glong n_most)
{
  if (text == NULL)
    return g_strdup ("");

  return g_utf8_substring (text, 0, MIN (n_most, g_utf8_strlen (text, -1)));
}

/* The format's only place for them. */
static char *
make_words (const InsRecipe *recipe)
{
  const char *const texts[] = { recipe->part, recipe->operator_name, recipe->notes };
  static const char *const labels[] = { "Part", "Operator", "Notes" };
  GString *words = g_string_new (NULL);

  for (gsize i = 0; i < G_N_ELEMENTS (texts); i++)
    {
      g_autofree char *start = dup_start (texts[i], 500);

      if (*start != '\0')
        g_string_append_printf (words, " %s: %s.", labels[i], start);
    }

  return g_string_free (words, FALSE);
}

static char *
make_description (const InsRecipe *recipe)
{
  g_autofree char *name = dup_start (recipe->name, 200);
  g_autofree char *words = make_words (recipe);
  char step[2][G_ASCII_DTOSTR_BUF_SIZE];

  g_ascii_formatd (step[0], sizeof step[0], "%g", recipe->scan_step_mm);
  g_ascii_formatd (step[1], sizeof step[1], "%g", recipe->index_step_mm);

  return g_strdup_printf (
      "%s%sUltrasonic C-scan, scan axis %s%c, index axis %s%c, steps of %s x %s "
      "mm.%s",
      name, *name != '\0' ? ": " : "", recipe->scan_sign < 0 ? "-" : "",
      INS_AXIS_LETTERS[recipe->scan_axis], recipe->index_sign < 0 ? "-" : "",
      INS_AXIS_LETTERS[recipe->index_axis], step[0], step[1], words);
}

char *
ins_nde_json_properties (const InsNdeProperties *properties)
{
  g_autoptr (JsonBuilder) builder = json_builder_new ();
  g_autofree char *notice = make_notice (properties);
  g_autofree char *description = make_description (properties->recipe);
  g_auto (GStrv) words = g_strsplit (properties->software, " ", 2);
  const char *name = words[0] != NULL && *words[0] != '\0' ? words[0] : "Insonify";
  const char *version = words[0] != NULL && words[1] != NULL && *words[1] != '\0' ? words[1] : "0";

  ins_nde_json_begin (builder, NULL, '{');
  ins_nde_json_text (builder, "$schema", "./Properties-Schema-" FORMAT_VERSION ".json");
  ins_nde_json_begin (builder, "file", '{');
  ins_nde_json_text (builder, "createdByAppName", name);
  ins_nde_json_text (builder, "createdByAppVersion", version);
  ins_nde_json_text (builder, "creationDate", properties->created);
  ins_nde_json_text (builder, "creationFormatVersion", FORMAT_VERSION);
  ins_nde_json_text (builder, "formatVersion", FORMAT_VERSION);
  if (properties->modified != NULL)
    {
      ins_nde_json_text (builder, "modifiedByAppName", name);
      ins_nde_json_text (builder, "modifiedByAppVersion", version);
      ins_nde_json_text (builder, "modificationDate", properties->modified);
    }
  ins_nde_json_text (builder, "notice", notice);
  ins_nde_json_text (builder, "description", description);
  json_builder_end_object (builder);
  ins_nde_json_begin (builder, "methods", '[');
  json_builder_add_string_value (builder, "UT");
  json_builder_end_array (builder);
  json_builder_end_object (builder);

  return ins_nde_json_to_text (builder);
}

char *
ins_nde_json_pad (const char *json, gsize size)
{
  gsize length = strlen (json);
  char *padded;

  if (length > size)
    return NULL;

  padded = g_malloc (size + 1);
  memcpy (padded, json, length);
  memset (padded + length, ' ', size - length);
  padded[size] = '\0';

  return padded;
}
