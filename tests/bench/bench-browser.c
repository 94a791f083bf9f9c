/* bench-browser.c - a folder with many scans
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
/* When they are listed, when all are known, and how long the window does not answer meanwhile:
 *
 *   xvfb-run build/tests/bench/bench-browser [FILES]
 */
#include "config.h"

#include <glib/gstdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "../app/window-testing.h"
#include "../storage/storage-fixture.h"
#include "app/ins-scan-browser.h"
#include "app/ins-window-middle.h"

#define TICK_MS 2
#define MOST_S 300.0

static guint n_files = 2000;
static gint64 last_us, longest_us;

static gboolean
on_tick (gpointer data)
{
  const gint64 now_us = g_get_monotonic_time ();

  longest_us = MAX (longest_us, now_us - last_us);
  last_us = now_us;

  return G_SOURCE_CONTINUE;
}

static InsScanBrowser *
get_browser (WindowFixture *fixture)
{
  return INS_SCAN_BROWSER (gtk_stack_get_child_by_name (fixture->window->middle, "scans"));
}

static gboolean
is_listed (WindowFixture *fixture)
{
  return g_list_model_get_n_items (ins_scan_browser_get_shown (get_browser (fixture))) == n_files;
}

static gboolean
is_known (WindowFixture *fixture)
{
  guint n_looked, n;

  return !ins_scan_folder_get_progress (ins_scan_browser_get_folder (get_browser (fixture)),
                                        &n_looked, &n);
}

/* The same file under many names: what is read is in the computer's memory. */
static void
make_files (const char *folder)
{
  g_autoptr (Fixture) scan = fixture_new (FIXTURE_RECIPE);

  fixture_write (scan, NULL, TRUE);
  for (guint i = 0; i < n_files; i++)
    {
      g_autofree char *base = g_strdup_printf ("scan-%05u.nde", i);
      g_autofree char *path = g_build_filename (folder, base, NULL);

      g_assert_cmpint (link (scan->path, path), ==, 0);
    }
}

static void
look (WindowFixture *fixture, const char *what)
{
  const gint64 start_us = g_get_monotonic_time ();
  double listed_s, known_s;

  last_us = start_us;
  longest_us = 0;
  g_action_group_activate_action (G_ACTION_GROUP (fixture->window), "scans", NULL);
  g_assert_true (window_testing_wait_until (fixture, is_listed, MOST_S));
  listed_s = (double)(g_get_monotonic_time () - start_us) * 1e-6;
  g_assert_true (window_testing_wait_until (fixture, is_known, MOST_S));
  known_s = (double)(g_get_monotonic_time () - start_us) * 1e-6;
  g_print ("%s: %u files listed after %.2f s, known after %.2f s; the window's longest pause %.0f "
           "ms\n",
           what, n_files, listed_s, known_s, (double)longest_us * 1e-3);
}

static void
bench (WindowFixture *fixture, gconstpointer data)
{
  guint tick = g_timeout_add (TICK_MS, on_tick, NULL);

  make_files (fixture->folder);
  look (fixture, "first look");
  ins_scan_folder_set_path (ins_scan_browser_get_folder (get_browser (fixture)), NULL);
  g_action_group_activate_action (G_ACTION_GROUP (fixture->window), "scans", NULL);
  look (fixture, "from the cache");
  g_source_remove (tick);
}

static void
add (void)
{
  ADD ("/bench/browser", NULL, bench);
}

int
main (int argc, char **argv)
{
  g_autofree char *cache = g_dir_make_tmp ("insonify-cache-XXXXXX", NULL);
  g_autofree char *command = g_strdup_printf ("rm -rf '%s'", cache);
  int status;

  if (argc > 1)
    n_files = (guint)g_ascii_strtoull (argv[1], NULL, 10);
  argc = 1;
  g_setenv ("XDG_CACHE_HOME", cache, TRUE);
  g_setenv ("GSETTINGS_BACKEND", "memory", TRUE);
  status = window_testing_run (&argc, &argv, add);
  g_assert_cmpint (system (command), ==, 0);

  return status;
}
