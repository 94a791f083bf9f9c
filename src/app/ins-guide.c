/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n.h>

#include "app/ins-guide.h"

#define GUIDE "guide.html"

typedef struct
{
  InsGuideComplain complain;
  gpointer data;
  char *path;
} Wish;

/* NULL, or the canonical path if there is a file. Takes @path. */
static char *
take_if_there (char *path)
{
  g_autofree char *place = path;

  return g_file_test (place, G_FILE_TEST_IS_REGULAR) ? g_canonicalize_filename (place, NULL) : NULL;
}

char *
ins_guide_find (void)
{
  const char *const *data_folders = g_get_system_data_dirs ();
  g_autofree char *program = g_file_read_link ("/proc/self/exe", NULL);
  char *found = NULL;

  if (program != NULL)
    {
      g_autofree char *folder = g_path_get_dirname (program);

      found = take_if_there (g_build_filename (folder, "../../docs/guide", GUIDE, NULL));
      if (found == NULL)
        found = take_if_there (g_build_filename (folder, "../share/insonify", GUIDE, NULL));
    }
  for (guint i = 0; found == NULL && data_folders[i] != NULL; i++)
    found = take_if_there (g_build_filename (data_folders[i], "insonify", GUIDE, NULL));

  return found;
}

static void
on_shown (GObject *parent, GAsyncResult *result, gpointer data)
{
  Wish *wish = data;
  g_autoptr (GError) error = NULL;
  g_autofree char *sentence = NULL;

  if (!gtk_show_uri_full_finish ((GtkWindow *)parent, result, &error) &&
      !g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    {
      sentence = g_strdup_printf (
          /* Translators: a path, and a reason */
          _ ("No browser could be started. The guide is in “%s”. (%s)"), wish->path,
          error->message);
      wish->complain (sentence, wish->data);
    }
  g_free (wish->path);
  g_free (wish);
}

void
ins_guide_show (GtkWindow *parent, InsGuideComplain complain, gpointer data)
{
  g_autofree char *path = ins_guide_find ();
  g_autofree char *address = NULL;
  Wish *wish;

  if (path == NULL)
    {
      complain (_ ("The user's guide is not installed with this program. It is in docs/guide of "
                   "its sources."),
                data);
      return;
    }
  address = g_filename_to_uri (path, NULL, NULL);
  wish = g_new0 (Wish, 1);
  *wish = (Wish){ .complain = complain, .data = data, .path = g_steal_pointer (&path) };
  gtk_show_uri_full (parent, address, GDK_CURRENT_TIME, NULL, on_shown, wish);
}
