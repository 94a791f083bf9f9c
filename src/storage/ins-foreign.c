/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <errno.h>
#include <glib/gi18n.h>
#include <glib/gstdio.h>
#include <poll.h>
#include <signal.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "core/ins-error.h"
#include "storage/ins-foreign.h"
#include "storage/ins-nde-io.h"

#define PATIENCE_MS 60000
#define READER "insonify-reader"
#define MAX_SENTENCE 2000

/* Beside this program, where it is installed or where it was built; or as the environment says. */
static char *
find_reader (void)
{
  g_autofree char *self = g_file_read_link ("/proc/self/exe", NULL);
  g_autofree char *folder = self != NULL ? g_path_get_dirname (self) : NULL;
  const char *said = g_getenv ("INSONIFY_READER");
  char *places[] = {
    folder != NULL ? g_build_filename (folder, READER, NULL) : NULL,
    folder != NULL ? g_build_filename (folder, "..", "storage", READER, NULL) : NULL,
    g_build_filename (LIBEXECDIR, READER, NULL),
  };
  char *found = said != NULL ? g_strdup (said) : NULL;

  for (guint i = 0; i < G_N_ELEMENTS (places); i++)
    {
      if (found == NULL && places[i] != NULL && g_file_test (places[i], G_FILE_TEST_IS_EXECUTABLE))
        found = g_strdup (places[i]);
      g_free (places[i]);
    }

  return found;
}

/* Its progress on @out keeps it alive, its sentence is what comes from @err. FALSE if it is silent
 * for too long. */
static gboolean
listen_to (int out, int err, GString *sentence)
{
  struct pollfd fds[] = { { .fd = out, .events = POLLIN }, { .fd = err, .events = POLLIN } };

  while (fds[0].fd >= 0 || fds[1].fd >= 0)
    {
      int n = poll (fds, G_N_ELEMENTS (fds), PATIENCE_MS);

      if (n == 0)
        return FALSE;
      for (guint i = 0; n > 0 && i < G_N_ELEMENTS (fds); i++)
        {
          char bytes[4096];
          gssize got;

          if (fds[i].fd < 0 || fds[i].revents == 0)
            continue;
          got = read (fds[i].fd, bytes, sizeof bytes);
          if (got <= 0 && !(got < 0 && errno == EINTR))
            fds[i].fd = -1;
          else if (i == 1 && got > 0 && sentence->len < MAX_SENTENCE)
            g_string_append_len (sentence, bytes, got);
        }
    }

  return TRUE;
}

static gboolean
run_reader (const char *path, const char *output, GError **error)
{
  g_autofree char *reader = find_reader ();
  char *arguments[] = { reader, (char *)path, (char *)output, NULL };
  g_autoptr (GString) sentence = g_string_new (NULL);
  gboolean in_time;
  int out, err, status = -1;
  GPid pid;

  if (reader == NULL)
    {
      g_set_error (error, INS_FILE_ERROR, INS_FILE_ERROR_FORMAT,
                   _ ("%s: This .nde file was not made by Insonify, and the program that reads "
                      "others (%s) is not installed."),
                   path, READER);
      return FALSE;
    }
  if (!g_spawn_async_with_pipes (NULL, arguments, NULL, G_SPAWN_DO_NOT_REAP_CHILD, NULL, NULL, &pid,
                                 NULL, &out, &err, error))
    return FALSE;
  in_time = listen_to (out, err, sentence);
  if (!in_time)
    kill (pid, SIGKILL);
  close (out);
  close (err);
  while (waitpid (pid, &status, 0) < 0 && errno == EINTR)
    ;
  g_spawn_close_pid (pid);
  if (in_time && WIFEXITED (status) && WEXITSTATUS (status) == 0)
    return TRUE;

  g_strchomp (sentence->str);
  if (in_time && WIFEXITED (status) && WEXITSTATUS (status) == 1 && *sentence->str != '\0')
    {
      g_autofree char *valid = g_utf8_make_valid (sentence->str, -1);

      g_set_error_literal (error, INS_FILE_ERROR, INS_FILE_ERROR_FORMAT, valid);
    }
  else
    g_set_error (error, INS_FILE_ERROR, INS_FILE_ERROR_FORMAT,
                 _ ("%s: The file is so damaged that it cannot be read."), path);

  return FALSE;
}

char *
ins_foreign_convert (const char *path, GError **error)
{
  g_autofree char *cache = g_build_filename (g_get_user_cache_dir (), "insonify", NULL);
  char *folder = g_build_filename (cache, "read-XXXXXX", NULL);
  char *output;

  if (g_mkdir_with_parents (cache, 0700) != 0 || g_mkdtemp (folder) == NULL)
    {
      ins_nde_io_set_error (error, errno, folder);
      g_free (folder);
      return NULL;
    }
  output = g_build_filename (folder, "scan.nde", NULL);
  g_free (folder);
  if (run_reader (path, output, error))
    return output;
  ins_foreign_remove (output);

  return NULL;
}

void
ins_foreign_remove (char *path)
{
  g_autofree char *folder = g_path_get_dirname (path);
  g_autofree char *part = g_strconcat (path, ".part", NULL);

  g_unlink (path);
  g_unlink (part);
  g_rmdir (folder);
  g_free (path);
}
