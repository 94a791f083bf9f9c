/* Tables and arrays of other programs become scan files, the right way round.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "config.h"

#include <glib/gstdio.h>
#include <math.h>
#include <string.h>

#include "core/ins-error.h"
#include "storage/ins-import.h"

#define N_ROWS 3
#define N_COLUMNS 4
#define N_SAMPLES 8

typedef struct
{
  char *folder, *output;
} Fixture;

static void
set_up (Fixture *self, gconstpointer data)
{
  self->folder = g_dir_make_tmp ("insonify-import-XXXXXX", NULL);
  self->output = g_build_filename (self->folder, "out.nde", NULL);
}

static void
tear_down (Fixture *self, gconstpointer data)
{
  g_autoptr (GDir) dir = g_dir_open (self->folder, 0, NULL);

  for (const char *name = g_dir_read_name (dir); name != NULL; name = g_dir_read_name (dir))
    {
      g_autofree char *path = g_build_filename (self->folder, name, NULL);

      g_assert_cmpint (g_unlink (path), ==, 0);
    }
  g_assert_cmpint (g_rmdir (self->folder), ==, 0);
  g_free (self->folder);
  g_free (self->output);
}

/* What stands in every file here. */
static int
get_value (guint row, guint column, guint sample, gboolean is_unsigned)
{
  int value = (int)(row * 32 + column * 8 + sample);

  return is_unsigned || (sample + column) % 2 == 0 ? value : -value;
}

static InsImport *
open_file (Fixture *self, const char *name)
{
  g_autofree char *path = g_build_filename (self->folder, name, NULL);
  g_autoptr (GError) error = NULL;
  InsImport *import = ins_import_open (path, &error);

  g_assert_no_error (error);

  return import;
}

static InsNdeFile *
write_file (Fixture *self, InsImport *import, InsImportOptions *options)
{
  g_autoptr (GError) error = NULL;
  InsNdeFile *file;

  if (!ins_import_set_options (import, options, NULL, &error) ||
      !ins_import_write (import, self->output, TRUE, NULL, NULL, NULL, &error))
    g_error ("%s", error->message);
  file = ins_nde_file_open (self->output, &error);
  g_assert_no_error (error);

  return file;
}

static void
assert_values (InsNdeFile *file, double full, gboolean is_unsigned)
{
  const InsScanGrid *grid = ins_nde_file_get_grid (file);

  g_assert_cmpuint (grid->n_rows, ==, N_ROWS);
  g_assert_cmpuint (grid->n_columns, ==, N_COLUMNS);
  g_assert_cmpuint (ins_nde_file_get_timing (file)->n_samples, ==, N_SAMPLES);
  for (guint row = 0; row < N_ROWS; row++)
    for (guint column = 0; column < N_COLUMNS; column++)
      {
        const gint16 *ascan = ins_nde_file_get_ascan (file, row, column);
        double factor = full / ins_nde_file_get_full_scale_counts (file);

        g_assert_nonnull (ascan);
        for (guint i = 0; i < N_SAMPLES; i++)
          g_assert_cmpfloat_with_epsilon (ascan[i] * factor,
                                          get_value (row, column, i, is_unsigned), 0.002);
      }
}

static void
make_arrays (Fixture *self)
{
  g_autofree char *script = g_test_build_filename (G_TEST_DIST, "storage", "make-arrays.py", NULL);
  char *arguments[] = { (char *)PYTHON, script, self->folder, NULL };
  g_autoptr (GError) error = NULL;
  int status = -1;

  g_assert_true (g_spawn_sync (NULL, arguments, NULL, G_SPAWN_DEFAULT, NULL, NULL, NULL, NULL,
                               &status, &error));
  g_assert_true (g_spawn_check_wait_status (status, &error));
}

static void
test_types (Fixture *self, gconstpointer data)
{
  static const char *const types[] = { "i1",  "u1",  "li2", "bi2", "lu2", "bu2",
                                       "li4", "bi4", "lu4", "bu4", "li8", "bi8",
                                       "lu8", "bu8", "lf4", "bf4", "lf8", "bf8" };

  make_arrays (self);
  for (guint i = 0; i < G_N_ELEMENTS (types); i++)
    {
      const char *type = types[i];
      g_autofree char *name = g_strdup_printf ("%s-%c.npy", type, i % 3 == 0 ? 'F' : 'C');
      g_autoptr (InsImport) import = open_file (self, name);
      g_autoptr (InsNdeFile) file = NULL;
      InsImportOptions options;

      g_assert_cmpint (ins_import_get_kind (import), ==, INS_IMPORT_NPY);
      ins_import_get_options (import, &options);
      file = write_file (self, import, &options);
      /* the greatest, 95, is not saturated */
      g_assert_cmpfloat (options.full, >, 95.0);
      g_assert_cmpfloat (options.full, <=, 97.0);
      assert_values (file, options.full, strchr (type, 'u') != NULL);
      /* whole numbers stay what they are */
      if (strchr (type, 'f') == NULL)
        g_assert_cmpint (ins_nde_file_get_full_scale_counts (file), ==, 97);
    }
}

static void
test_orders (Fixture *self, gconstpointer data)
{
  static const struct
  {
    const char *letters;
    guint order[3];
  } orders[] = { { "rcs", { 0, 1, 2 } }, { "rsc", { 0, 2, 1 } }, { "crs", { 1, 0, 2 } },
                 { "csr", { 2, 0, 1 } }, { "src", { 1, 2, 0 } }, { "scr", { 2, 1, 0 } } };

  make_arrays (self);
  for (guint i = 0; i < G_N_ELEMENTS (orders); i++)
    {
      g_autofree char *name = g_strdup_printf ("order-%s.npy", orders[i].letters);
      g_autoptr (InsImport) import = open_file (self, name);
      g_autoptr (InsNdeFile) file = NULL;
      InsImportOptions options;

      ins_import_get_options (import, &options);
      memcpy (options.order, orders[i].order, sizeof options.order);
      file = write_file (self, import, &options);
      assert_values (file, options.full, FALSE);
    }
}

/* Two dimensions are a table; what is not a number is a hole. */
static void
test_flat_and_holes (Fixture *self, gconstpointer data)
{
  g_autoptr (InsImport) flat = NULL;
  g_autoptr (InsImport) holes = NULL;
  g_autoptr (InsNdeFile) file = NULL;
  InsImportOptions options;

  make_arrays (self);
  flat = open_file (self, "flat.npy");
  ins_import_get_options (flat, &options);
  options.n_columns = N_COLUMNS;
  file = write_file (self, flat, &options);
  assert_values (file, options.full, FALSE);
  g_clear_pointer (&file, ins_nde_file_unref);

  holes = open_file (self, "holes.npy");
  ins_import_get_options (holes, &options);
  file = write_file (self, holes, &options);
  g_assert_null (ins_nde_file_get_ascan (file, 1, 2));
  g_assert_nonnull (ins_nde_file_get_ascan (file, 1, 1));
}

/* A table as some program writes it. @is_back: every other line from its end. */
static char *
make_table (const char *header, const char *delimiter, const char *decimal, gboolean is_back)
{
  GString *text = g_string_new (header);

  for (guint row = 0; row < N_ROWS; row++)
    for (guint i = 0; i < N_COLUMNS; i++)
      {
        guint column = is_back && row % 2 == 1 ? N_COLUMNS - 1 - i : i;

        for (guint k = 0; k < N_SAMPLES; k++)
          g_string_append_printf (text, "%s%d%s0", k > 0 ? delimiter : "",
                                  get_value (row, column, k, FALSE), decimal);
        g_string_append (text, row % 2 == 0 ? "\r\n" : "\n");
      }

  return g_string_free (text, FALSE);
}

static void
put_file (Fixture *self, const char *name, const char *text, gssize size)
{
  g_autofree char *path = g_build_filename (self->folder, name, NULL);

  g_assert_true (g_file_set_contents (path, text, size, NULL));
}

/* Which json-glib would write for the period of 50 MHz. */
static void
assert_no_text (const char *path, const char *text)
{
  g_autofree char *bytes = NULL;
  gsize n_bytes = 0;

  g_assert_true (g_file_get_contents (path, &bytes, &n_bytes, NULL));
  g_assert_null (memmem (bytes, n_bytes, text, strlen (text)));
}

static void
test_tables (Fixture *self, gconstpointer data)
{
  static const struct
  {
    const char *header, *delimiter, *decimal;
    guint n_header_lines;
    gboolean is_back;
  } tables[] = {
    { "", ";", ",", 0, FALSE },
    { "", ",", ".", 0, FALSE },
    { "", "\t", ",", 0, TRUE },
    { "", " ", ".", 0, FALSE },
    { "UT Export 3.1;\nScan resolution (mm);0,25\nIndex resolution (mm);2\nColumns;4\n"
      "Sample rate: 50 MHz\nDelay (us) = 12,5\n\n",
      ";", ",", 7, FALSE },
    { "Sampling frequency [kHz],50000\nScan step [in],0.01\nColumns,4\n", ", ", ".", 3, FALSE },
  };

  for (guint i = 0; i < G_N_ELEMENTS (tables); i++)
    {
      g_autofree char *text = make_table (tables[i].header, tables[i].delimiter, tables[i].decimal,
                                          tables[i].is_back);
      g_autoptr (InsImport) import = NULL;
      g_autoptr (InsNdeFile) file = NULL;
      InsImportOptions options;

      put_file (self, "a.csv", text, -1);
      import = open_file (self, "a.csv");
      ins_import_get_options (import, &options);
      g_assert_cmpint (options.csv.delimiter, ==, tables[i].delimiter[0]);
      g_assert_cmpint (options.csv.decimal, ==, tables[i].decimal[0]);
      g_assert_cmpuint (options.csv.n_header_lines, ==, tables[i].n_header_lines);
      g_assert_cmpuint (options.csv.n_leading, ==, 0);
      if (i >= 4)
        {
          g_assert_cmpuint (options.n_columns, ==, N_COLUMNS);
          g_assert_cmpfloat (options.volume.sample_rate_hz, ==, 50e6);
          g_assert_cmpfloat_with_epsilon (options.volume.scan_step_mm, i == 4 ? 0.25 : 0.254, 1e-9);
        }
      if (i == 4)
        g_assert_cmpfloat_with_epsilon (options.volume.delay_s, 12.5e-6, 1e-12);
      options.n_columns = N_COLUMNS;
      options.is_serpentine = tables[i].is_back;
      file = write_file (self, import, &options);
      assert_values (file, options.full, FALSE);
      assert_no_text (self->output, "2e-08.0");
    }
}

/* Places before the samples, times over them, as our own export has it; lines back and forth. */
static void
test_places (Fixture *self, gconstpointer data)
{
  g_autoptr (GString) text = g_string_new ("Y mm,Z mm");
  g_autoptr (InsImport) import = NULL;
  g_autoptr (InsNdeFile) file = NULL;
  const InsScanGrid *grid;
  InsImportOptions options;

  for (guint i = 0; i < N_SAMPLES; i++)
    g_string_append_printf (text, ",%u.%u us", 12 + i / 10, i % 10);
  for (guint row = 0; row < N_ROWS; row++)
    for (guint i = 0; i < N_COLUMNS; i++)
      {
        guint column = row % 2 == 1 ? N_COLUMNS - 1 - i : i;

        g_string_append_printf (text, "\n%u,%d", 10 + 2 * row, 7 - (int)column);
        for (guint k = 0; k < N_SAMPLES; k++)
          g_string_append_printf (text, ",%d", get_value (row, column, k, FALSE));
      }
  put_file (self, "a.csv", text->str, -1);
  import = open_file (self, "a.csv");
  ins_import_get_options (import, &options);
  g_assert_true (options.is_serpentine);
  g_assert_cmpuint (options.csv.n_leading, ==, 2);
  file = write_file (self, import, &options);
  assert_values (file, options.full, FALSE);
  grid = ins_nde_file_get_grid (file);
  g_assert_cmpint (grid->scan_axis, ==, INS_AXIS_Z);
  g_assert_cmpint (grid->index_axis, ==, INS_AXIS_Y);
  g_assert_cmpfloat (ins_scan_grid_get_scan_mm (grid, 0), ==, 7);
  g_assert_cmpfloat (ins_scan_grid_get_scan_mm (grid, 3), ==, 4);
  g_assert_cmpfloat (ins_scan_grid_get_index_mm (grid, 2), ==, 14);
  g_assert_cmpfloat_with_epsilon (ins_nde_file_get_timing (file)->delay_s, 12e-6, 1e-12);
  g_assert_cmpfloat_with_epsilon (ins_nde_file_get_timing (file)->sample_rate_hz, 10e6, 1.0);
}

static void
assert_refused (Fixture *self, const char *name)
{
  g_autofree char *path = g_build_filename (self->folder, name, NULL);
  g_autoptr (GError) error = NULL;
  g_autoptr (InsImport) import = ins_import_open (path, &error);
  InsImportOptions options;

  if (import != NULL)
    {
      ins_import_get_options (import, &options);
      g_assert_false (ins_import_set_options (import, &options, NULL, &error));
    }
  g_assert_nonnull (error);
  g_test_message ("%s", error->message);
  g_assert_cmpuint (strlen (error->message), >, 20);
}

static void
test_refused (Fixture *self, gconstpointer data)
{
  static const char huge[] = "\x93NUMPY\1\0\x50\0{'descr': '<i2', 'fortran_order': False, 'shape': "
                             "(4294967296, 4294967296, 2), }";
  static const char *const texts[] = { "",
                                       "\n\n\n",
                                       "hello\nworld\n",
                                       "1;2;3\n1;2\n1;2;x\n",
                                       "1;2;3;4\n1;2;3;4;5\n",
                                       "1,2,3,4\n1,2,3,1e999\n",
                                       ";;;;\n;;;;\n",
                                       "{\"a\": [1, 2, 3]}\n" };
  static const char *const arrays[] = { "complex.npy", "record.npy", "four.npy", "none.npy" };

  for (guint i = 0; i < G_N_ELEMENTS (texts); i++)
    {
      put_file (self, "bad.csv", texts[i], -1);
      assert_refused (self, "bad.csv");
    }
  put_file (self, "bad.npy", "\x93NUMPY", 6);
  assert_refused (self, "bad.npy");
  put_file (self, "bad.npy", huge, sizeof huge - 1);
  assert_refused (self, "bad.npy");
  put_file (self, "bad.csv", "1;2;3\0;4\n", 9);
  assert_refused (self, "bad.csv");
  assert_refused (self, "none.csv");
  make_arrays (self);
  for (guint i = 0; i < G_N_ELEMENTS (arrays); i++)
    assert_refused (self, arrays[i]);
}

/* Nothing is left behind. */
static void
test_cancelled (Fixture *self, gconstpointer data)
{
  g_autofree char *text = make_table ("", ";", ".", FALSE);
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (InsImport) import = NULL;
  g_autoptr (GError) error = NULL;
  InsImportOptions options;

  put_file (self, "a.csv", text, -1);
  import = open_file (self, "a.csv");
  ins_import_get_options (import, &options);
  options.n_columns = N_COLUMNS;
  g_assert_true (ins_import_set_options (import, &options, NULL, NULL));
  g_cancellable_cancel (cancellable);
  g_assert_false (ins_import_write (import, self->output, FALSE, NULL, NULL, cancellable, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_assert_false (g_file_test (self->output, G_FILE_TEST_EXISTS));
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
#define ADD(path, func) g_test_add (path, Fixture, NULL, set_up, func, tear_down)
  ADD ("/import/types", test_types);
  ADD ("/import/orders", test_orders);
  ADD ("/import/flat-and-holes", test_flat_and_holes);
  ADD ("/import/tables", test_tables);
  ADD ("/import/places", test_places);
  ADD ("/import/refused", test_refused);
  ADD ("/import/cancelled", test_cancelled);

  return g_test_run ();
}
