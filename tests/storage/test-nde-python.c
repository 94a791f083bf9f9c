/* Files as other programs see them: written here, read by Python's HDF5.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "config.h"

#include <glib/gstdio.h>

#include "storage-fixture.h"

static char *
make (const char *folder,
      const char *name,
      const char *recipe,
      const gboolean *wanted,
      gboolean finish)
{
  g_autoptr (Fixture) fixture = fixture_new (recipe);
  char *path = g_build_filename (folder, name, NULL);

  fixture_write (fixture, wanted, finish);
  g_assert_cmpint (g_rename (fixture->path, path), ==, 0);

  return path;
}

static void
test_other_programs (void)
{
  static const char gated[] = FIXTURE_TEXT ("ScanAxis=Y\nIndexAxis=-X\n", "Mode=gated\n");
  static const char turned[] = FIXTURE_TEXT ("ScanAxis=Y\nIndexAxis=-X\n", "");
  const gboolean wanted[] = { TRUE, FALSE, TRUE, TRUE, FALSE };
  g_autoptr (GError) error = NULL;
  g_autofree char *folder = g_dir_make_tmp ("insonify-python-XXXXXX", NULL);
  g_autofree char *script = g_test_build_filename (G_TEST_DIST, "storage", "check-nde.py", NULL);
  g_autofree char *out = NULL;
  g_autofree char *complaints = NULL;
  char *arguments[] = { (char *)PYTHON,
                        script,
                        make (folder, "z-all-finished.nde", FIXTURE_RECIPE, NULL, TRUE),
                        make (folder, "z-part-finished.nde", FIXTURE_RECIPE, wanted, TRUE),
                        make (folder, "z-part-killed.nde", FIXTURE_RECIPE, wanted, FALSE),
                        make (folder, "z-part-recovered.nde", FIXTURE_RECIPE, wanted, FALSE),
                        make (folder, "y-all-finished.nde", turned, NULL, TRUE),
                        make (folder, "y-all-finished-gated.nde", gated, NULL, TRUE),
                        make (folder, "z-all-finished-planes.nde", FIXTURE_RECIPE FIXTURE_PLANES,
                              NULL, TRUE),
                        NULL };
  gboolean complete = TRUE;
  guint n_lines = 0;
  int status = -1;

  g_assert_true (ins_nde_recover (arguments[5], &n_lines, &complete, &error));
  g_assert_no_error (error);
  g_assert_cmpuint (n_lines, ==, 3);
  g_assert_false (complete);

  g_assert_true (g_spawn_sync (NULL, arguments, NULL, G_SPAWN_DEFAULT, NULL, NULL, &out,
                               &complaints, &status, &error));
  g_assert_no_error (error);
  g_test_message ("%s%s", out, complaints);
  g_assert_true (g_spawn_check_wait_status (status, &error));

  for (char **path = arguments + 2; *path != NULL; path++)
    {
      g_assert_cmpint (g_unlink (*path), ==, 0);
      g_free (*path);
    }
  g_assert_cmpint (g_rmdir (folder), ==, 0);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/nde-python/other-programs", test_other_programs);

  return g_test_run ();
}
