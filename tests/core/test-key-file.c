/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <string.h>

#include "core/ins-error.h"
#include "core/ins-key-file.h"

static const char text[] = "[A]\nNumber=2.5\nCount=7\nWord=two\nThree=1;2;3\nTail=4;5;\nBad=x\n";

static void
test_values (void)
{
  static const char *const words[] = { "one", "two", NULL };
  g_autoptr (GError) error = NULL;
  g_autoptr (InsKeyFile) file = ins_key_file_new_from_text (text, "dir/a.scan", &error);
  double number = 0.0, missing = 9.0, three[3] = { 0 }, two[2] = { 0 };
  guint count = 0;
  int word = 0;

  g_assert_no_error (error);
  g_assert_true (ins_key_file_get_number (file, "A", "Number", 0, 10, &number, &error));
  g_assert_cmpfloat (number, ==, 2.5);
  g_assert_true (ins_key_file_get_number (file, "A", "Missing", 0, 10, &missing, &error));
  g_assert_cmpfloat (missing, ==, 9.0);
  g_assert_true (ins_key_file_get_count (file, "A", "Count", 1, 10, &count, &error));
  g_assert_cmpuint (count, ==, 7);
  g_assert_true (ins_key_file_get_word (file, "A", "Word", words, &word, &error));
  g_assert_cmpint (word, ==, 1);
  g_assert_true (ins_key_file_get_numbers (file, "A", "Three", three, 3, &error));
  g_assert_cmpfloat (three[2], ==, 3.0);
  g_assert_true (ins_key_file_get_numbers (file, "A", "Tail", two, 2, &error));
  g_assert_cmpfloat (two[1], ==, 5.0);
}

/* An error tells file, group, key and what stands there. */
static void
test_errors (void)
{
  static const char *const known[] = { "Number", "Count", "Word", "Three", "Tail", NULL };
  g_autoptr (GError) error = NULL;
  g_autoptr (InsKeyFile) file = ins_key_file_new_from_text (text, "dir/a.scan", &error);
  double value = 1.0, two[2] = { 8, 8 };
  guint count = 3;

  g_assert_false (ins_key_file_check_keys (file, "A", known, &error));
  g_assert_error (error, INS_RECIPE_ERROR, INS_RECIPE_ERROR_KEY);
  g_assert_nonnull (strstr (error->message, "a.scan, [A] Bad"));
  g_clear_error (&error);
  g_assert_false (ins_key_file_get_number (file, "A", "Bad", 0, 10, &value, &error));
  g_assert_error (error, INS_RECIPE_ERROR, INS_RECIPE_ERROR_VALUE);
  g_clear_error (&error);
  g_assert_false (ins_key_file_get_number (file, "A", "Number", 3, 10, &value, &error));
  g_assert_error (error, INS_RECIPE_ERROR, INS_RECIPE_ERROR_VALUE);
  g_clear_error (&error);
  g_assert_false (ins_key_file_get_count (file, "A", "Number", 0, 10, &count, &error));
  g_assert_error (error, INS_RECIPE_ERROR, INS_RECIPE_ERROR_VALUE);
  g_clear_error (&error);
  g_assert_false (ins_key_file_get_numbers (file, "A", "Three", two, 2, &error));
  g_assert_error (error, INS_RECIPE_ERROR, INS_RECIPE_ERROR_VALUE);
  g_assert_cmpfloat (value, ==, 1.0);
  g_assert_cmpuint (count, ==, 3);
  g_assert_cmpfloat (two[0], ==, 8.0);
}

static void
test_not_a_key_file (void)
{
  static const char *const bad[] = { "", "hello", "[A\n", "\xff\xfe", "Key=1\n" };

  for (gsize i = 0; i < G_N_ELEMENTS (bad); i++)
    {
      g_autoptr (GError) error = NULL;

      g_assert_null (ins_key_file_new_from_text (bad[i], "a", &error));
      g_assert_error (error, INS_RECIPE_ERROR, INS_RECIPE_ERROR_SYNTAX);
    }
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/key-file/values", test_values);
  g_test_add_func ("/key-file/errors", test_errors);
  g_test_add_func ("/key-file/not-a-key-file", test_not_a_key_file);

  return g_test_run ();
}
