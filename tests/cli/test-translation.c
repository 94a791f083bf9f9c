/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <gio/gio.h>
#include <glib/gstdio.h>
#include <locale.h>
#include <string.h>

/* argv[1]: the program under test, argv[2]: the translations in the build folder. */
static char *program;
static char *translations;

static const char recipe_text[] = "[Scan]\nScanLengthMm=3\nIndexLengthMm=2\nScanStepMm=0.1\n"
                                  "IndexStepMm=0.2\nStartMm=10;10;0\n";

typedef struct
{
  int status;
  char *out, *err;
} Result;

static void
result_clear (Result *result)
{
  g_free (result->out);
  g_free (result->err);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Result, result_clear)

static Result
run (const char *language, const char *folder, const char *const *arguments)
{
  g_autoptr (GSubprocessLauncher) launcher = g_subprocess_launcher_new (
      G_SUBPROCESS_FLAGS_STDOUT_PIPE | G_SUBPROCESS_FLAGS_STDERR_PIPE);
  g_autoptr (GSubprocess) process = NULL;
  g_autoptr (GPtrArray) argv = g_ptr_array_new ();
  g_autoptr (GError) error = NULL;
  Result result = { 0 };

  g_ptr_array_add (argv, program);
  for (guint i = 0; arguments[i] != NULL; i++)
    g_ptr_array_add (argv, (gpointer)arguments[i]);
  g_ptr_array_add (argv, NULL);

  g_subprocess_launcher_setenv (launcher, "LC_ALL", "de_DE.UTF-8", TRUE);
  g_subprocess_launcher_setenv (launcher, "LANGUAGE", language, TRUE);
  g_subprocess_launcher_setenv (launcher, "INSONIFY_LOCALEDIR", folder, TRUE);
  process = g_subprocess_launcher_spawnv (launcher, (const char *const *)argv->pdata, &error);
  g_assert_no_error (error);
  g_subprocess_communicate_utf8 (process, NULL, NULL, &result.out, &result.err, &error);
  g_assert_no_error (error);
  g_assert_true (g_subprocess_get_if_exited (process));
  result.status = g_subprocess_get_exit_status (process);
  g_test_message ("-> %d\n%s%s", result.status, result.out, result.err);

  return result;
}

static gboolean
skip_without_locale (void)
{
  if (setlocale (LC_ALL, "de_DE.UTF-8") != NULL)
    {
      setlocale (LC_ALL, "C");
      return FALSE;
    }
  g_test_skip ("there is no locale de_DE.UTF-8 here");

  return TRUE;
}

static void
test_messages (void)
{
  static const char *const arguments[] = { "dance", NULL };

  if (skip_without_locale ())
    return;
  {
    g_auto (Result) german = run ("de", translations, arguments);
    g_auto (Result) english = run ("en", translations, arguments);
    g_auto (Result) nowhere = run ("de", "/nonexistent", arguments);

    g_assert_nonnull (strstr (german.err, "Den Befehl „dance“ gibt es nicht."));
    g_assert_nonnull (strstr (english.err, "There is no command “dance”."));
    g_assert_nonnull (strstr (nowhere.err, "There is no command “dance”."));
  }
}

static void
test_options (void)
{
  static const char *const arguments[] = { "scan", "--help", NULL };

  if (skip_without_locale ())
    return;
  {
    g_auto (Result) german = run ("de", translations, arguments);

    g_assert_cmpint (german.status, ==, 0);
    g_assert_nonnull (strstr (german.out, "REZEPT -o DATEI.nde"));
    g_assert_nonnull (strstr (german.out, "Einen gestoppten Scan fortsetzen"));
  }
}

/* What scripts read is the same in every language. */
static void
test_results (void)
{
  static const char *const move[] = { "stage", "sim", "move", "1.25", "-0.5", "0", NULL };
  g_autofree char *recipe = NULL;
  g_autoptr (GError) error = NULL;
  int fd;

  if (skip_without_locale ())
    return;
  fd = g_file_open_tmp ("insonify-XXXXXX.recipe", &recipe, &error);
  g_assert_no_error (error);
  g_close (fd, NULL);
  g_file_set_contents (recipe, recipe_text, -1, &error);
  g_assert_no_error (error);
  {
    const char *const validate[] = { "validate", recipe, NULL };
    g_auto (Result) moved = run ("de", translations, move);
    g_auto (Result) checked = run ("de", translations, validate);

    g_assert_cmpint (moved.status, ==, 0);
    g_assert_cmpstr (moved.out, ==, "X 1.250 Y -0.500 Z 0.000\n");
    g_assert_cmpint (checked.status, ==, 0);
    g_assert_true (g_str_has_prefix (checked.out, "ok: Tisch antwortet"));
  }
  g_assert_cmpint (g_remove (recipe), ==, 0);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_assert_cmpint (argc, ==, 3);
  program = argv[1];
  translations = argv[2];

  g_test_add_func ("/translation/messages", test_messages);
  g_test_add_func ("/translation/options", test_options);
  g_test_add_func ("/translation/results", test_results);

  return g_test_run ();
}
