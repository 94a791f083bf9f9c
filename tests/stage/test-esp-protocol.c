/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <math.h>
#include <string.h>

#include "devices/stage/ins-esp-protocol.h"

/* Lines as the manuals, EPICS and PyMeasure quote them. */
static void
test_replies (void)
{
  static const struct
  {
    const char *line;
    InsEspForm form;
    InsEspOutcome outcome;
    double number;
  } cases[] = {
    { "12.345", INS_ESP_FORM_NUMBER, INS_ESP_REPLY, 12.345 },
    { " -0.5", INS_ESP_FORM_NUMBER, INS_ESP_REPLY, -0.5 },
    { "1.5E-3", INS_ESP_FORM_NUMBER, INS_ESP_REPLY, 1.5e-3 },
    { "12.3.45", INS_ESP_FORM_NUMBER, INS_ESP_BAD, 0 },
    { "12,345", INS_ESP_FORM_NUMBER, INS_ESP_BAD, 0 },
    { "nan", INS_ESP_FORM_NUMBER, INS_ESP_BAD, 0 },
    { "E35", INS_ESP_FORM_NUMBER, INS_ESP_NEED_MORE, 0 },
    { "E104", INS_ESP_FORM_FLAG, INS_ESP_NEED_MORE, 0 },
    { "E", INS_ESP_FORM_NUMBER, INS_ESP_BAD, 0 },
    { " ", INS_ESP_FORM_NUMBER, INS_ESP_NEED_MORE, 0 },
    { "1", INS_ESP_FORM_FLAG, INS_ESP_REPLY, 1 },
    { "0", INS_ESP_FORM_FLAG, INS_ESP_REPLY, 0 },
    { "0.000", INS_ESP_FORM_FLAG, INS_ESP_BAD, 0 },
    { "11", INS_ESP_FORM_FLAG, INS_ESP_BAD, 0 },
    { "2", INS_ESP_FORM_FLAG, INS_ESP_BAD, 0 },
    { "0", INS_ESP_FORM_CODE, INS_ESP_REPLY, 0 },
    { "113", INS_ESP_FORM_CODE, INS_ESP_REPLY, 113 },
    { "1130", INS_ESP_FORM_CODE, INS_ESP_BAD, 0 },
    { "0.5", INS_ESP_FORM_CODE, INS_ESP_BAD, 0 },
    { "-1", INS_ESP_FORM_CODE, INS_ESP_BAD, 0 },
    { "P", INS_ESP_FORM_CODE, INS_ESP_BAD, 0 },
    { "0, NO ERROR DETECTED", INS_ESP_FORM_NUMBER, INS_ESP_BAD, 0 },
    { "ESP301 Version 3.0.1 6/1/99", INS_ESP_FORM_IDENTITY, INS_ESP_REPLY, 0 },
    { "Grbl 1.1h", INS_ESP_FORM_IDENTITY, INS_ESP_BAD, 0 },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      InsEspReply reply;

      g_test_message ("%s", cases[i].line);
      g_assert_cmpint (ins_esp_parse (cases[i].line, cases[i].form, &reply), ==, cases[i].outcome);
      if (cases[i].outcome == INS_ESP_REPLY)
        g_assert_cmpfloat (reply.number, ==, cases[i].number);
    }
}

static void
test_error_lines (void)
{
  static const struct
  {
    const char *line;
    InsEspOutcome outcome;
    guint code;
    const char *text;
  } cases[] = {
    { "0, NO ERROR DETECTED", INS_ESP_REPLY, 0, "NO ERROR DETECTED" },
    { "108, MOTOR NOT CONNECTED", INS_ESP_REPLY, 108, "MOTOR NOT CONNECTED" },
    { "0, 451322, NO ERROR DETECTED", INS_ESP_REPLY, 0, "NO ERROR DETECTED" },
    { "108", INS_ESP_BAD, 0, "" },
    { ", NO ERROR", INS_ESP_BAD, 0, "" },
    { "1x8, MOTOR", INS_ESP_BAD, 0, "" },
    { "5, ", INS_ESP_BAD, 0, "" },
    { "5, 7", INS_ESP_BAD, 0, "" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      InsEspReply reply;

      g_test_message ("%s", cases[i].line);
      g_assert_cmpint (ins_esp_parse (cases[i].line, INS_ESP_FORM_ERROR, &reply), ==,
                       cases[i].outcome);
      if (cases[i].outcome != INS_ESP_REPLY)
        continue;
      g_assert_cmpuint (reply.code, ==, cases[i].code);
      g_assert_cmpstr (reply.text, ==, cases[i].text);
    }
}

static void
test_switches (void)
{
  static const struct
  {
    const char *line;
    InsEspOutcome outcome;
    guint positive_mask, negative_mask;
  } cases[] = {
    { "0H, 0H", INS_ESP_REPLY, 0, 0 },   { "1H, 7H", INS_ESP_REPLY, 1, 0 },
    { "200H,0H", INS_ESP_REPLY, 0, 2 },  { "3F3FH, 3FH", INS_ESP_REPLY, 0x3f, 0x3f },
    { "0H", INS_ESP_BAD, 0, 0 },         { "0, 0", INS_ESP_BAD, 0, 0 },
    { "0H, 0H, 0H", INS_ESP_BAD, 0, 0 }, { "GH, 0H", INS_ESP_BAD, 0, 0 },
    { "H, H", INS_ESP_BAD, 0, 0 },       { "123456789H, 0H", INS_ESP_BAD, 0, 0 },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      InsEspReply reply;

      g_test_message ("%s", cases[i].line);
      g_assert_cmpint (ins_esp_parse (cases[i].line, INS_ESP_FORM_SWITCHES, &reply), ==,
                       cases[i].outcome);
      g_assert_cmpuint (reply.positive_mask, ==, cases[i].positive_mask);
      g_assert_cmpuint (reply.negative_mask, ==, cases[i].negative_mask);
    }
}

static void
test_names (void)
{
  static const char *const cases[][2] = {
    { "ESP301 Version 3.0.1 6/1/99", "Newport ESP301 3.0.1" },
    { "ESP300 Version 3.08 09/09/02", "Newport ESP300 3.08" },
    { "ESP300", "Newport ESP300" },
  };
  char name[96];

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_assert_true (ins_esp_parse_identity (cases[i][0], name, sizeof name));
      g_assert_cmpstr (name, ==, cases[i][1]);
    }
  g_assert_false (ins_esp_parse_identity ("XPS", name, sizeof name));
}

static void
test_units (void)
{
  static const double mm[] = { 0, 0, 1, 1e-3, 25.4, 0.0254, 25.4e-6, 0, 0 };

  for (guint code = 0; code < G_N_ELEMENTS (mm); code++)
    {
      g_assert_cmpfloat (ins_esp_get_unit_mm (code), ==, mm[code]);
      g_assert_cmpuint (strlen (ins_esp_get_unit_name (code)), >, 3);
    }
}

/* Under a comma locale, too: see the environment of the tests. */
static void
test_commands (void)
{
  g_autoptr (GString) line = g_string_new (NULL);

  ins_esp_append_value (line, 1, "VA", 20.0);
  ins_esp_append_value (line, 3, "PA", -0.0125);
  ins_esp_append_value (line, 2, "PA", 1e-9);
  ins_esp_append_command (line, 2, "MO");
  g_assert_cmpstr (line->str, ==, "1VA20.000000;3PA-0.012500;2PA0.000000;2MO;");
}

static void
test_errors (void)
{
  static const struct
  {
    guint code, axis;
    gboolean is_fault, is_limit;
  } cases[] = {
    { 100, 1, FALSE, FALSE }, { 101, 1, FALSE, FALSE }, { 102, 1, TRUE, FALSE },
    { 203, 2, TRUE, FALSE },  { 304, 3, TRUE, TRUE },   { 305, 3, TRUE, TRUE },
    { 106, 1, FALSE, TRUE },  { 107, 1, FALSE, TRUE },  { 108, 1, TRUE, FALSE },
    { 109, 1, TRUE, FALSE },  { 110, 1, FALSE, FALSE }, { 111, 1, FALSE, FALSE },
    { 113, 1, FALSE, FALSE }, { 120, 1, FALSE, FALSE }, { 124, 1, FALSE, FALSE },
    { 129, 1, TRUE, FALSE },  { 130, 1, FALSE, FALSE }, { 4, 0, TRUE, FALSE },
    { 6, 0, FALSE, FALSE },   { 7, 0, FALSE, FALSE },   { 8, 0, TRUE, FALSE },
    { 9, 0, FALSE, FALSE },   { 25, 0, FALSE, FALSE },  { 27, 0, FALSE, FALSE },
    { 37, 0, FALSE, FALSE },  { 38, 0, FALSE, FALSE },
  };
  const char *unknown = ins_esp_get_error_text (199);

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_test_message ("%u", cases[i].code);
      g_assert_cmpuint (ins_esp_get_error_axis (cases[i].code), ==, cases[i].axis);
      g_assert_cmpint (ins_esp_is_fault (cases[i].code), ==, cases[i].is_fault);
      g_assert_cmpint (ins_esp_is_limit (cases[i].code), ==, cases[i].is_limit);
      g_assert_cmpstr (ins_esp_get_error_text (cases[i].code), !=, unknown);
    }
  g_assert_cmpstr (ins_esp_get_error_text (99), ==, unknown);
}

/* Whatever comes: no crash, and never a number that is none. */
static void
test_noise (void)
{
  g_autoptr (GRand) random = g_rand_new_with_seed (301);

  for (guint i = 0; i < 20000; i++)
    {
      char line[40];
      guint n = (guint)g_rand_int_range (random, 0, sizeof line);
      InsEspReply reply;

      for (guint k = 0; k < n; k++)
        line[k] = g_rand_int_range (random, 0, 3) > 0
                      ? "0123456789.,-EHP "[g_rand_int_range (random, 0, 17)]
                      : (char)g_rand_int_range (random, 1, 256);
      line[n] = '\0';
      for (InsEspForm form = INS_ESP_FORM_IDENTITY; form <= INS_ESP_FORM_SWITCHES; form++)
        if (ins_esp_parse (line, form, &reply) == INS_ESP_REPLY)
          g_assert_true (isfinite (reply.number));
    }
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/stage/esp-protocol/replies", test_replies);
  g_test_add_func ("/stage/esp-protocol/error-lines", test_error_lines);
  g_test_add_func ("/stage/esp-protocol/switches", test_switches);
  g_test_add_func ("/stage/esp-protocol/names", test_names);
  g_test_add_func ("/stage/esp-protocol/units", test_units);
  g_test_add_func ("/stage/esp-protocol/commands", test_commands);
  g_test_add_func ("/stage/esp-protocol/errors", test_errors);
  g_test_add_func ("/stage/esp-protocol/noise", test_noise);

  return g_test_run ();
}
