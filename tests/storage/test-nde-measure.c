/* test-nde-measure.c - measurements are kept, whatever is cut short, and nonsense is not believed
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "config.h"

#include <fcntl.h>
#include <string.h>
#include <unistd.h>

#include "core/ins-error.h"
#include "image/ins-measure.h"
#include "storage-fixture.h"
#include "storage/ins-nde-file-private.h"
#include "storage/ins-nde-io.h"
#include "storage/ins-nde-measure.h"
#include "storage/ins-nde-places.h"

static void
save (Fixture *fixture, const char *name)
{
  g_autoptr (GKeyFile) file = g_key_file_new ();
  g_autoptr (InsMeasure) measure = ins_measure_new (INS_MEASURE_NOTE, name);
  g_autoptr (GError) error = NULL;
  const InsAreaPoint point = { 10.0, 3.0 };

  measure->text = g_strdup ("words");
  ins_measure_set_points (measure, &point, 1);
  ins_measure_write (measure, file);
  g_assert_true (ins_nde_save_measures (fixture->path, file, &error));
  g_assert_no_error (error);
}

/* (transfer full): name of the only one that is there; NULL none */
static char *
read_name (Fixture *fixture)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (InsNdeFile) file = ins_nde_file_open (fixture->path, &error);
  g_autoptr (InsKeyFile) saved = NULL;
  g_autoptr (GPtrArray) all = NULL;

  g_assert_no_error (error);
  saved = ins_nde_file_dup_measures (file, &error);
  g_assert_no_error (error);
  all = ins_measure_read_all (saved, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (all->len, <=, 1);

  return all->len > 0 ? g_strdup (((InsMeasure *)g_ptr_array_index (all, 0))->name) : NULL;
}

static void
assert_name (Fixture *fixture, const char *expected)
{
  g_autofree char *name = read_name (fixture);

  g_assert_cmpstr (name, ==, expected);
}

static guint64
get_offset (Fixture *fixture)
{
  g_autoptr (InsNdeFile) file = ins_nde_file_open (fixture->path, NULL);

  return ins_nde_file_get_layout (file)->datasets[INS_NDE_MEASUREMENTS].offset;
}

static void
overwrite (Fixture *fixture, guint64 offset, gconstpointer bytes, gsize n_bytes)
{
  int fd = open (fixture->path, O_RDWR | O_CLOEXEC);

  g_assert_cmpint (pwrite (fd, bytes, n_bytes, (off_t)offset), ==, (gssize)n_bytes);
  close (fd);
}

static void
test_newest_counts (void)
{
  g_autoptr (Fixture) fixture = fixture_new (FIXTURE_RECIPE);
  g_autoptr (InsNdeFile) file = NULL;

  fixture_write (fixture, NULL, TRUE);
  assert_name (fixture, NULL);
  save (fixture, "one");
  assert_name (fixture, "one");
  save (fixture, "two");
  assert_name (fixture, "two");
  save (fixture, "three");
  assert_name (fixture, "three");
  file = ins_nde_file_open (fixture->path, NULL);
  for (guint row = 0; row < 5; row++)
    fixture_assert_line (file, row);
}

/* Wherever the third writing is cut short the second one is still there. */
static void
test_cut_short (void)
{
  g_autoptr (Fixture) fixture = fixture_new (FIXTURE_RECIPE);
  guint64 offset;

  fixture_write (fixture, NULL, TRUE);
  save (fixture, "one");
  save (fixture, "two");
  offset = get_offset (fixture);
  for (guint n = 0; n < sizeof (InsNdePlaceHead); n++)
    {
      const guint8 byte = (guint8)(0x5a + n);

      /* the place of "one", which the third would take */
      overwrite (fixture, offset + n, &byte, 1);
      assert_name (fixture, "two");
    }
  save (fixture, "three");
  assert_name (fixture, "three");
  overwrite (fixture, offset + sizeof (InsNdePlaceHead) + 3, "x", 1);
  assert_name (fixture, "two");
}

/* A text with a good sum that is none of ours is an error, and the file opens all the same. */
static void
test_nonsense (void)
{
  g_autoptr (Fixture) fixture = fixture_new (FIXTURE_RECIPE);
  InsNdePlaceHead head = { .number = G_MAXUINT64 - 1 };
  const char text[] = "[Measurement \xff]\nKind";
  g_autoptr (InsNdeFile) file = NULL;
  g_autoptr (InsKeyFile) saved = NULL;
  g_autoptr (GError) error = NULL;
  guint64 offset;

  fixture_write (fixture, NULL, TRUE);
  offset = get_offset (fixture);
  memcpy (head.magic, "InsMeas1", sizeof head.magic);
  head.length = sizeof text - 1;
  head.crc = ins_nde_crc (0, &head.number, sizeof head.number);
  head.crc = ins_nde_crc (head.crc, &head.length, sizeof head.length);
  head.crc = ins_nde_crc (head.crc, text, head.length);
  overwrite (fixture, offset, &head, sizeof head);
  overwrite (fixture, offset + sizeof head, text, sizeof text - 1);
  file = ins_nde_file_open (fixture->path, NULL);
  g_assert_nonnull (file);
  saved = ins_nde_file_dup_measures (file, &error);
  g_assert_null (saved);
  g_assert_nonnull (error);

  /* a length that reaches beyond the place is not followed */
  head.length = G_MAXUINT32;
  overwrite (fixture, offset, &head, sizeof head);
  assert_name (fixture, NULL);
}

static void
test_refusals (void)
{
  g_autoptr (Fixture) fixture = fixture_new (FIXTURE_RECIPE);
  g_autoptr (GKeyFile) big = g_key_file_new ();
  g_autofree char *text = g_strnfill (INS_NDE_MEASURE_PLACE_BYTES, 'x');
  g_autofree char *other = g_build_filename (fixture->folder, "other.nde", NULL);
  g_autoptr (GError) error = NULL;
  int fd;

  fixture_write (fixture, NULL, TRUE);
  save (fixture, "one");
  g_key_file_set_string (big, "Measurement a", "Text", text);
  g_assert_false (ins_nde_save_measures (fixture->path, big, &error));
  g_assert_error (error, INS_FILE_ERROR, INS_FILE_ERROR_FULL);
  g_clear_error (&error);
  assert_name (fixture, "one");

  fd = ins_nde_io_open_to_write (fixture->path, 0, NULL);
  g_assert_cmpint (fd, >=, 0);
  g_assert_false (ins_nde_save_measures (fixture->path, big, &error));
  g_assert_error (error, INS_DEVICE_ERROR, INS_DEVICE_ERROR_BUSY);
  g_clear_error (&error);
  close (fd);

  g_assert_true (g_file_set_contents (other, "\x89HDF\r\n\x1a\n, but not ours", -1, NULL));
  g_assert_false (ins_nde_save_measures (other, big, &error));
  g_assert_error (error, INS_FILE_ERROR, INS_FILE_ERROR_FORMAT);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/nde-measure/newest-counts", test_newest_counts);
  g_test_add_func ("/nde-measure/cut-short", test_cut_short);
  g_test_add_func ("/nde-measure/nonsense", test_nonsense);
  g_test_add_func ("/nde-measure/refusals", test_refusals);

  return g_test_run ();
}
