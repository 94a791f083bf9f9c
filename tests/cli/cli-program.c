/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gstdio.h>

#include "cli-program.h"

static char *program;
static char *folder;

void
result_clear (Result *result)
{
  g_free (result->out);
  g_free (result->err);
}

GSubprocess *
spawn (const char *command, GSubprocessFlags flags, const char *locale)
{
  g_autoptr (GSubprocessLauncher) launcher = g_subprocess_launcher_new (flags);
  g_autoptr (GError) error = NULL;
  g_auto (GStrv) arguments = NULL;
  g_autofree char *line = g_strdup_printf ("%s %s", program, command);
  GSubprocess *process;

  g_assert_true (g_shell_parse_argv (line, NULL, &arguments, NULL));
  g_subprocess_launcher_set_cwd (launcher, folder);
  g_subprocess_launcher_setenv (launcher, "LC_ALL", locale, TRUE);
  process = g_subprocess_launcher_spawnv (launcher, (const char *const *)arguments, &error);
  g_assert_no_error (error);

  return process;
}

Result
finish (GSubprocess *process)
{
  Result result = { 0 };
  g_autoptr (GError) error = NULL;

  g_subprocess_communicate_utf8 (process, NULL, NULL, &result.out, &result.err, &error);
  g_assert_no_error (error);
  g_assert_true (g_subprocess_get_if_exited (process));
  result.status = g_subprocess_get_exit_status (process);
  g_test_message ("-> %d\n%s%s", result.status, result.out, result.err);

  return result;
}

Result
run_in (const char *command, const char *locale)
{
  g_autoptr (GSubprocess) process = NULL;

  g_test_message ("insonify-cli %s", command);
  process = spawn (command, G_SUBPROCESS_FLAGS_STDOUT_PIPE | G_SUBPROCESS_FLAGS_STDERR_PIPE,
                   locale);

  return finish (process);
}

Result
run (const char *command)
{
  return run_in (command, "C.UTF-8");
}

void
put_file (const char *name, const char *text)
{
  g_autofree char *path = g_build_filename (folder, name, NULL);
  g_autoptr (GError) error = NULL;

  g_file_set_contents (path, text, -1, &error);
  g_assert_no_error (error);
}

void
drop_file (const char *name)
{
  g_autofree char *path = g_build_filename (folder, name, NULL);

  g_unlink (path);
}

gboolean
has_file (const char *name)
{
  g_autofree char *path = g_build_filename (folder, name, NULL);

  return g_file_test (path, G_FILE_TEST_EXISTS);
}

static void
remove_tree (const char *path)
{
  g_autoptr (GDir) dir = g_dir_open (path, 0, NULL);
  const char *name;

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *child = g_build_filename (path, name, NULL);

      if (g_file_test (child, G_FILE_TEST_IS_DIR))
        remove_tree (child);
      else
        g_unlink (child);
    }
  g_rmdir (path);
}

void
cli_program_begin (const char *path)
{
  program = g_canonicalize_filename (path, NULL);
  folder = g_dir_make_tmp ("insonify-XXXXXX", NULL);
}

void
cli_program_end (void)
{
  remove_tree (folder);
  g_clear_pointer (&folder, g_free);
  g_clear_pointer (&program, g_free);
}

const char *
cli_program_get_folder (void)
{
  return folder;
}
