/* Other programs' .nde files, made by h5py; and bad ones, which cost a sentence and no more.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "config.h"

#include <glib/gstdio.h>
#include <string.h>

#include "core/ins-error.h"
#include "storage/ins-export.h"
#include "storage/ins-nde-measure.h"
#include "storage/ins-nde-regate.h"

#define N_ROWS 3
#define N_COLUMNS 4
#define N_SAMPLES 8

static char *folder;

static InsNdeFile *
open_file (const char *name)
{
  g_autofree char *path = g_strdup_printf ("%s/%s.nde", folder, name);
  g_autoptr (GError) error = NULL;
  InsNdeFile *file = ins_nde_file_open (path, &error);

  if (file == NULL)
    g_error ("%s", error->message);
  g_assert_cmpstr (ins_nde_file_get_path (file), ==, path);
  g_assert_true (ins_nde_file_is_foreign (file));

  return file;
}

static void
assert_values (InsNdeFile *file, double full, gboolean is_unsigned)
{
  const InsScanGrid *grid = ins_nde_file_get_grid (file);
  double factor = full / ins_nde_file_get_full_scale_counts (file);

  g_assert_cmpuint (grid->n_rows, ==, N_ROWS);
  g_assert_cmpuint (grid->n_columns, ==, N_COLUMNS);
  for (guint row = 0; row < N_ROWS; row++)
    for (guint column = 0; column < N_COLUMNS; column++)
      {
        const gint16 *ascan = ins_nde_file_get_ascan (file, row, column);

        g_assert_nonnull (ascan);
        for (guint i = 0; i < N_SAMPLES; i++)
          {
            int value = (int)(row * 32 + column * 8 + i);

            if (!is_unsigned && (i + column) % 2 == 1)
              value = -value;
            g_assert_cmpfloat_with_epsilon (ascan[i] * factor, value, 0.003);
          }
      }
}

static void
assert_place (InsNdeFile *file, double scan_mm, double index_mm, double delay_s)
{
  const InsScanGrid *grid = ins_nde_file_get_grid (file);
  const InsTiming *timing = ins_nde_file_get_timing (file);

  g_assert_cmpfloat_with_epsilon (ins_scan_grid_get_scan_mm (grid, 0), scan_mm, 1e-9);
  g_assert_cmpfloat_with_epsilon (ins_scan_grid_get_index_mm (grid, 0), index_mm, 1e-9);
  g_assert_cmpfloat_with_epsilon (ins_scan_grid_get_scan_mm (grid, 3), scan_mm + 1.5, 1e-9);
  g_assert_cmpfloat_with_epsilon (ins_scan_grid_get_index_mm (grid, 2), index_mm + 4, 1e-9);
  g_assert_cmpuint (timing->n_samples, ==, N_SAMPLES);
  g_assert_cmpfloat_with_epsilon (timing->sample_rate_hz, 50e6, 1.0);
  g_assert_cmpfloat_with_epsilon (timing->delay_s, delay_s, 1e-12);
}

static void
test_orders (void)
{
  static const char *const names[] = { "order-UVT", "order-UTV", "order-VUT", "order-VTU",
                                       "order-TUV", "order-TVU", "order-beam" };

  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    {
      g_autoptr (InsNdeFile) file = open_file (names[i]);

      assert_values (file, 100.0, FALSE);
      assert_place (file, -3.0, 10.0, 1.5e-6);
      g_assert_cmpint (ins_nde_file_get_full_scale_counts (file), ==, 100);
    }
}

static void
test_types (void)
{
  static const char *const types[] = { "li1", "u1",  "li2", "bi2", "lu2", "bu2",
                                       "li4", "bi4", "lu4", "bu4", "li8", "bi8",
                                       "lu8", "lf4", "bf4", "lf8", "bf8", "lf2" };

  for (guint i = 0; i < G_N_ELEMENTS (types); i++)
    {
      g_autofree char *name = g_strdup_printf ("type-%s", types[i]);
      g_autoptr (InsNdeFile) file = open_file (name);

      assert_values (file, 100.0, strchr (types[i], 'u') != NULL);
    }
}

static void
test_scales_and_parts (void)
{
  g_autoptr (InsNdeFile) plain = open_file ("plain-12");
  g_autoptr (InsNdeFile) offset = open_file ("offset-binary");
  g_autoptr (InsNdeFile) least = open_file ("least");
  g_autoptr (InsNdeFile) status = open_file ("status");
  g_autoptr (InsNdeFile) nan = open_file ("nan");
  g_autoptr (InsNdeFile) full = open_file ("full");
  const InsRecipe *recipe = ins_nde_file_get_recipe (full);

  /* numbers are kept as they are */
  g_assert_cmpint (ins_nde_file_get_full_scale_counts (plain), ==, 2048);
  assert_values (plain, 2048.0, FALSE);
  assert_values (offset, 100.0, FALSE);
  assert_values (least, 100.0, FALSE);
  assert_place (least, 0.0, 0.0, 0.0);
  g_assert_null (ins_nde_file_get_ascan (status, 1, 2));
  g_assert_nonnull (ins_nde_file_get_ascan (status, 2, 1));
  g_assert_null (ins_nde_file_get_ascan (nan, 1, 2));
  g_assert_nonnull (ins_nde_file_get_ascan (nan, 1, 3));

  assert_place (full, -3.0, 10.0, 0.0);
  g_assert_cmpstr (recipe->name, ==, "T\303\244st");
  g_assert_cmpuint (recipe->n_gates, ==, 1);
  g_assert_cmpstr (recipe->gates[0].name, ==, "Gate_A");
  g_assert_cmpfloat_with_epsilon (recipe->gates[0].start_s, 1e-7, 1e-15);
  g_assert_cmpfloat (recipe->velocity_m_s, ==, 3200.0);
  g_assert_cmpfloat (recipe->probe_frequency_hz, ==, 1e7);
}

/* Exported and gated anew as one of ours; nothing writes into it. */
static void
test_use (void)
{
  g_autofree char *path = g_build_filename (folder, "order-TVU.nde", NULL);
  g_autofree char *png = g_build_filename (folder, "a.png", NULL);
  g_autofree char *gated = g_build_filename (folder, "gated.nde", NULL);
  g_autofree char *before = NULL;
  g_autofree char *after = NULL;
  g_autoptr (InsNdeFile) file = open_file ("order-TVU");
  g_autoptr (InsNdeFile) again = NULL;
  g_autoptr (InsRecipe) gates = ins_recipe_copy (ins_nde_file_get_recipe (file));
  g_autoptr (GKeyFile) measures = g_key_file_new ();
  g_autoptr (GError) error = NULL;
  InsCorrection correction;
  guint n_lines = 0;
  gsize n_before, n_after;

  g_assert_true (g_file_get_contents (path, &before, &n_before, NULL));
  g_assert_true (ins_export (file, png, NULL, &error));
  g_assert_no_error (error);
  gates->gates[0].length_s = 4e-8;
  g_assert_true (ins_nde_regate (path, gated, &(InsRegate){ .gates = gates }, TRUE, &correction,
                                 &n_lines, &error));
  g_assert_no_error (error);
  g_assert_cmpuint (n_lines, ==, N_ROWS);
  again = ins_nde_file_open_own (gated, &error);
  g_assert_no_error (error);
  assert_values (again, 100.0, FALSE);

  g_assert_false (ins_nde_recover (path, NULL, NULL, &error));
  g_assert_error (error, INS_FILE_ERROR, INS_FILE_ERROR_FORMAT);
  g_clear_error (&error);
  g_assert_false (ins_nde_save_measures (path, measures, &error));
  g_assert_error (error, INS_FILE_ERROR, INS_FILE_ERROR_FORMAT);
  g_assert_true (g_file_get_contents (path, &after, &n_after, NULL));
  g_assert_cmpuint (n_before, ==, n_after);
  g_assert_true (memcmp (before, after, n_before) == 0);
}

static void
test_bad (void)
{
  g_autoptr (GDir) dir = g_dir_open (folder, 0, NULL);
  guint n = 0;

  for (const char *name = g_dir_read_name (dir); name != NULL; name = g_dir_read_name (dir))
    {
      g_autofree char *path = g_build_filename (folder, name, NULL);
      g_autoptr (GError) error = NULL;
      g_autoptr (InsNdeFile) file = NULL;

      if (!g_str_has_prefix (name, "bad-") && !g_str_has_prefix (name, "noise-"))
        continue;
      file = ins_nde_file_open (path, &error);
      g_test_message ("%s: %s", name, file == NULL ? error->message : "read");
      g_assert_true (file == NULL || g_str_has_prefix (name, "noise-"));
      g_assert_true (file != NULL || error->domain == INS_FILE_ERROR ||
                     error->domain == INS_RECIPE_ERROR);
      n++;
    }
  g_assert_cmpuint (n, >=, 60);
}

int
main (int argc, char *argv[])
{
  g_autofree char *script = NULL;
  g_autofree char *cache = NULL;
  g_autoptr (GError) error = NULL;
  int status = -1, result;

  g_test_init (&argc, &argv, NULL);
  folder = g_dir_make_tmp ("insonify-foreign-XXXXXX", NULL);
  cache = g_build_filename (folder, "cache", NULL);
  g_setenv ("XDG_CACHE_HOME", cache, TRUE);
  script = g_test_build_filename (G_TEST_DIST, "storage", "make-foreign.py", NULL);
  if (!g_spawn_sync (NULL, (char *[]){ (char *)PYTHON, script, folder, NULL }, NULL,
                     G_SPAWN_DEFAULT, NULL, NULL, NULL, NULL, &status, &error) ||
      !g_spawn_check_wait_status (status, &error))
    g_error ("%s", error->message);
  g_test_add_func ("/foreign/orders", test_orders);
  g_test_add_func ("/foreign/types", test_types);
  g_test_add_func ("/foreign/scales-and-parts", test_scales_and_parts);
  g_test_add_func ("/foreign/use", test_use);
  g_test_add_func ("/foreign/bad", test_bad);
  result = g_test_run ();
  {
    char *remove[] = { (char *)"rm", (char *)"-r", folder, NULL };

    /* no copy is left behind */
    g_autofree char *copies = g_build_filename (cache, "insonify", NULL);
    g_autoptr (GDir) left = g_dir_open (copies, 0, NULL);

    g_assert_true (left == NULL || g_dir_read_name (left) == NULL);
    g_spawn_sync (NULL, remove, NULL, G_SPAWN_SEARCH_PATH, NULL, NULL, NULL, NULL, NULL, NULL);
  }
  g_free (folder);

  return result;
}
