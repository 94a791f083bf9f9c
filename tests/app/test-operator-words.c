/* File names from patterns, the part after this one, and the PIN: no widget in it.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "config.h"

#include <locale.h>
#include <string.h>

#include "app/ins-file-name.h"
#include "app/ins-pin.h"

static void
test_names (void)
{
  static const struct
  {
    const char *pattern, *name, *part, *operator_name;
    guint number;
    const char *made;
  } table[] = {
    { "{name}-{number}", "Coin", NULL, NULL, 1, "Coin-001" },
    { "{name}-{number}", "Coin", NULL, NULL, 1234, "Coin-1234" },
    { "{name}-{part}-{number}", "Coin", "17", NULL, 2, "Coin-17-002" },
    { "{name}-{part}-{number}", "Coin", "", NULL, 2, "Coin-002" },
    { "{part}-{name}-{number}", "Coin", NULL, NULL, 2, "Coin-002" },
    { "{part} {operator}", "Coin", "17", "Eve", 1, "17 Eve" },
    { "{part}", "Coin", "17", NULL, 1, "17" },
    { "{part}", "Coin", "17", NULL, 3, "17-3" },
    { "{part}", "Coin", NULL, NULL, 1, "scan" },
    { "{name}", "../../etc/passwd", NULL, NULL, 1, "scan..-..-etc-passwd" },
    { "{name}", ".hidden", NULL, NULL, 1, "scan.hidden" },
    { "{name}", "a\nb\\c", NULL, NULL, 1, "a-b-c" },
    { "{date}_{time}_{name}", "Coin", NULL, NULL, 1, "2026-11-25_14-52-08_Coin" },
    { "{name}-", "Coin", NULL, NULL, 1, "Coin" },
  };
  g_autoptr (GDateTime) time = g_date_time_new_utc (2026, 11, 25, 14, 52, 8.0);

  for (guint i = 0; i < G_N_ELEMENTS (table); i++)
    {
      const InsFileNameParts parts = { table[i].name, table[i].part, table[i].operator_name, time };
      g_autofree char *made = ins_file_name_make (table[i].pattern, &parts, table[i].number);

      g_assert_cmpstr (made, ==, table[i].made);
    }
}

/* Cut at a character, with room for the number. */
static void
test_long_name (void)
{
  g_autoptr (GDateTime) time = g_date_time_new_utc (2026, 11, 25, 14, 52, 8.0);
  g_autoptr (GString) name = g_string_new (NULL);
  InsFileNameParts parts = { .time = time };
  g_autofree char *made = NULL;

  for (guint i = 0; i < 200; i++)
    g_string_append (name, "ß");
  parts.name = name->str;
  made = ins_file_name_make ("{name}", &parts, 12);
  g_assert_true (g_utf8_validate (made, -1, NULL));
  g_assert_true (g_str_has_suffix (made, "ß-12"));
  g_assert_cmpuint (strlen (made), <=, 204);
}

static void
test_patterns (void)
{
  static const char *const good[] = { "{name}-{number}", "{date} {time}", "x{part}" };
  static const struct
  {
    const char *pattern, *part;
  } bad[] = {
    { "", "called the same" }, { "scan", "called the same" }, { "{name", "brace" },
    { "name}", "brace" },      { "{nmae}", "{nmae}" },        { "{date}/{name}", "slash" },
    { ".{name}", "hidden" },   { "{name}\n", "line breaks" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (good); i++)
    {
      g_autoptr (GError) error = NULL;

      g_assert_true (ins_file_name_check (good[i], &error));
      g_assert_no_error (error);
    }
  for (guint i = 0; i < G_N_ELEMENTS (bad); i++)
    {
      g_autoptr (GError) error = NULL;

      g_assert_false (ins_file_name_check (bad[i].pattern, &error));
      g_assert_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_FILENAME);
      g_assert_nonnull (strstr (error->message, bad[i].part));
    }
}

static void
test_next_part (void)
{
  static const char *const table[][2] = {
    { "17", "18" }, { "A-009", "A-010" }, { "A-999", "A-1000" },    { "7b", "8b" },
    { "B", "B 2" }, { "", "" },           { "2291/17", "2291/18" }, { "ß9ß", "ß10ß" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (table); i++)
    {
      g_autofree char *next = ins_file_name_next_part (table[i][0]);

      g_assert_cmpstr (next, ==, table[i][1]);
    }
}

static char *
derive (const char *pin, const char *salt, guint n_rounds)
{
  GString *text = g_string_new (NULL);
  guint8 hash[32];

  ins_pin_derive (pin, (const guint8 *)salt, strlen (salt), n_rounds, hash);
  for (guint i = 0; i < sizeof hash; i++)
    g_string_append_printf (text, "%02x", hash[i]);

  return g_string_free (text, FALSE);
}

/* RFC 7914, section 11, and the vectors of RFC 6070 with SHA-256. */
static void
test_derive (void)
{
  g_autofree char *one = derive ("passwd", "salt", 1);
  g_autofree char *two = derive ("password", "salt", 2);
  g_autofree char *many = derive ("password", "salt", 4096);

  g_assert_true (
      g_str_has_prefix (one, "55ac046e56e3089fec1691c22544b605f94185216dde0465e68b9d57c20dacbc"));
  g_assert_cmpstr (two, ==, "ae4d0c95af6b46d32d0adff928f06dd02a303f8ef3c251dfd6e2d85a95474c43");
  g_assert_cmpstr (many, ==, "c5e478d59288c841aa530db6845c4c8d962893a001ce4e11a4963873aa98134a");
}

static void
test_pin (void)
{
  static const char *const nothing[] = { "",
                                         "1234",
                                         "pbkdf2-sha256$",
                                         "pbkdf2-sha256$20000$$",
                                         "pbkdf2-sha256$0$c2FsdA==$AAAA",
                                         "pbkdf2-sha256$99999999$c2FsdA==$AAAA" };
  static const char *const no_pins[] = { "", "123", "12a4", "1234567890123", "-123", "１２３４" };
  g_autofree char *sealed = ins_pin_seal ("0042"), *again = ins_pin_seal ("0042");

  g_assert_null (strstr (sealed, "0042"));
  g_assert_cmpstr (sealed, !=, again); /* a salt of its own */
  g_assert_true (ins_pin_matches (sealed, "0042"));
  g_assert_true (ins_pin_matches (again, "0042"));
  g_assert_false (ins_pin_matches (sealed, "42"));
  g_assert_false (ins_pin_matches (sealed, "0043"));
  g_assert_false (ins_pin_matches (sealed, ""));
  for (guint i = 0; i < G_N_ELEMENTS (nothing); i++)
    g_assert_false (ins_pin_matches (nothing[i], "1234"));
  for (guint i = 0; i < G_N_ELEMENTS (no_pins); i++)
    {
      g_autoptr (GError) error = NULL;

      g_assert_false (ins_pin_check (no_pins[i], &error));
      g_assert_nonnull (error);
    }
  g_assert_true (ins_pin_check ("0042", NULL));
}

int
main (int argc, char **argv)
{
  setlocale (LC_ALL, "C.UTF-8");
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/file-name/names", test_names);
  g_test_add_func ("/file-name/long", test_long_name);
  g_test_add_func ("/file-name/patterns", test_patterns);
  g_test_add_func ("/file-name/next-part", test_next_part);
  g_test_add_func ("/pin/derive", test_derive);
  g_test_add_func ("/pin/seal", test_pin);

  return g_test_run ();
}
