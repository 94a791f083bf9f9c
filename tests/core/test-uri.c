/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "core/ins-error.h"
#include "core/ins-uri.h"

static void
test_parts (void)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (InsUri) plain = ins_uri_parse ("sim", &error);
  g_autoptr (InsUri)
      full = ins_uri_parse ("sim:/a b/x.png?noise_percent=2.5&seed=7&note=a%20b", &error);
  g_autoptr (InsUri) stage = ins_uri_parse ("grbl:serial:/dev/ttyACM0@115200", &error);

  g_assert_no_error (error);
  g_assert_cmpstr (plain->scheme, ==, "sim");
  g_assert_cmpstr (plain->rest, ==, "");
  g_assert_cmpstr (full->rest, ==, "/a b/x.png");
  g_assert_cmpstr (ins_uri_get_text (full, "note"), ==, "a b");
  g_assert_cmpstr (stage->scheme, ==, "grbl");
  g_assert_cmpstr (stage->rest, ==, "serial:/dev/ttyACM0@115200");
}

static void
test_numbers (void)
{
  static const char *const known[] = { "noise_percent", "seed", NULL };
  g_autoptr (GError) error = NULL;
  g_autoptr (InsUri) uri = ins_uri_parse ("sim?noise_percent=2.5&seed=x", &error);
  double noise = 0.0, beam = 0.3, seed = 1.0;

  g_assert_true (ins_uri_check_options (uri, known, &error));
  g_assert_true (ins_uri_get_number (uri, "noise_percent", 0, 100, &noise, &error));
  g_assert_cmpfloat (noise, ==, 2.5);
  g_assert_true (ins_uri_get_number (uri, "beam_mm", 0, 100, &beam, &error));
  g_assert_cmpfloat (beam, ==, 0.3);
  g_assert_false (ins_uri_get_number (uri, "seed", 0, 100, &seed, &error));
  g_assert_error (error, INS_DEVICE_ERROR, INS_DEVICE_ERROR_URI);
  g_clear_error (&error);
  g_assert_false (ins_uri_get_number (uri, "noise_percent", 0, 1, &noise, &error));
  g_assert_error (error, INS_DEVICE_ERROR, INS_DEVICE_ERROR_URI);
}

static void
test_refused (void)
{
  static const char *const bad[] = { "", ":", "?a=1", "sim?a", "sim?=1", "sim?a=%zz", "\xff" };
  static const char *const known[] = { "seed", NULL };
  g_autoptr (GError) error = NULL;
  g_autoptr (InsUri) uri = NULL;

  for (gsize i = 0; i < G_N_ELEMENTS (bad); i++)
    {
      g_test_message ("case %u", (guint)i);
      g_assert_null (ins_uri_parse (bad[i], &error));
      g_assert_error (error, INS_DEVICE_ERROR, INS_DEVICE_ERROR_URI);
      g_clear_error (&error);
    }

  uri = ins_uri_parse ("sim?sead=1", &error);
  g_assert_false (ins_uri_check_options (uri, known, &error));
  g_assert_error (error, INS_DEVICE_ERROR, INS_DEVICE_ERROR_URI);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/uri/parts", test_parts);
  g_test_add_func ("/uri/numbers", test_numbers);
  g_test_add_func ("/uri/refused", test_refused);

  return g_test_run ();
}
