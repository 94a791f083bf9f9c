/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <locale.h>

#include "core/ins-error.h"
#include "core/ins-json-text.h"
#include "core/ins-number.h"

static void
test_typed (void)
{
  static const struct
  {
    const char *text;
    gboolean ok;
    double value;
  } table[] = {
    { "12.5", TRUE, 12.5 },
    { "12,5", TRUE, 12.5 },
    { " 7 ", TRUE, 7.0 },
    { "-3", TRUE, -3.0 },
    { "\xe2\x88\x92"
      "0,25",
      TRUE, -0.25 },
    { "+1.0", TRUE, 1.0 },
    { "0,125", TRUE, 0.125 },
    { "60.000", TRUE, 60.0 },
    { ".5", TRUE, 0.5 },
    { "60,000", FALSE, 0 },
    { "1,250", FALSE, 0 },
    { "1.000,5", FALSE, 0 },
    { "1 000", FALSE, 0 },
    { "12mm", FALSE, 0 },
    { "1e3", FALSE, 0 },
    { "nan", FALSE, 0 },
    { "0x10", FALSE, 0 },
    { "", FALSE, 0 },
    { "-", FALSE, 0 },
    { ".", FALSE, 0 },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (table); i++)
    {
      g_autoptr (GError) error = NULL;
      double value = -99.0;
      gboolean ok = ins_number_parse_typed (table[i].text, &value, &error);

      g_test_message ("case %u", (guint)i);
      g_assert_cmpint (ok, ==, table[i].ok);
      if (ok)
        g_assert_cmpfloat (value, ==, table[i].value);
      else
        g_assert_error (error, INS_RECIPE_ERROR, INS_RECIPE_ERROR_VALUE);
    }
}

static void
test_file_numbers (void)
{
  double value = 5.0;

  g_assert_true (ins_number_parse ("12e-6", &value));
  g_assert_cmpfloat (value, ==, 12e-6);
  g_assert_false (ins_number_parse ("12,5", &value));
  g_assert_false (ins_number_parse ("inf", &value));
  g_assert_false (ins_number_parse ("1e999", &value));
  g_assert_false (ins_number_parse ("1 2", &value));
  g_assert_false (ins_number_parse ("", &value));
  g_assert_false (ins_number_parse (NULL, &value));
  g_assert_cmpfloat (value, ==, 12e-6);
}

static void
assert_text (char *got, const char *wanted)
{
  g_assert_cmpstr (got, ==, wanted);
  g_free (got);
}

static void
test_format (void)
{
  assert_text (ins_number_format (0.1), "0.1");
  assert_text (ins_number_format (1e-6), "1e-06");
  assert_text (ins_number_format (10), "10");
  assert_text (ins_number_format (-20000000), "-20000000");
  assert_text (ins_number_format (12.5e-6), "1.25e-05");
  assert_text (ins_number_format (0), "0");
  assert_text (ins_number_format_fixed (-0.0004, 3), "0.000");
  assert_text (ins_number_format_fixed (1234.5678, 2), "1234.57");
  assert_text (ins_number_format_typed (-1.5, 1), "\xe2\x88\x92"
                                                  "1.5");
}

/* A comma locale must not reach a wire or a file. */
static void
test_comma_locale (void)
{
  if (setlocale (LC_ALL, "de_DE.UTF-8") == NULL)
    {
      g_test_skip ("locale de_DE.UTF-8 is not installed");
      return;
    }

  test_file_numbers ();
  test_typed ();
  assert_text (ins_number_format (0.25), "0.25");
  assert_text (ins_number_format_fixed (0.25, 2), "0.25");
  assert_text (ins_number_format_typed (-0.25, 2), "\xe2\x88\x92"
                                                   "0,25");
  setlocale (LC_ALL, "C");
}

/* Numbers of json-glib with an exponent; nothing else, and no text. */
static void
test_mend_json (void)
{
  static const struct
  {
    const char *json, *mended;
  } cases[] = {
    { "{\"a\":2e-08.0,\"b\":1.5e-07}", "{\"a\":2e-08,\"b\":1.5e-07}" },
    { "[1e+20.0, 3.0, 1.0, 0.5]", "[1e+20, 3.0, 1.0, 0.5]" },
    { "[\"2e-08.0\", \"\\\"2e-08.0\", 4e5.0]", "[\"2e-08.0\", \"\\\"2e-08.0\", 4e5]" },
    { "[true, false, null, 1e5.05]", "[true, false, null, 1e5.05]" },
    { "", "" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *text = ins_json_text_mend (g_strdup (cases[i].json));

      g_assert_cmpstr (text, ==, cases[i].mended);
    }
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/number/typed", test_typed);
  g_test_add_func ("/number/file", test_file_numbers);
  g_test_add_func ("/number/format", test_format);
  g_test_add_func ("/number/comma-locale", test_comma_locale);

  g_test_add_func ("/number/mend-json", test_mend_json);

  return g_test_run ();
}
