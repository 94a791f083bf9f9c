/* test-kernels.c - every path of the sample loops beside the plain reference, to the bit
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The samples end where the readable memory ends, and begin anywhere.
 */
#include "config.h"

#include <float.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "signal/ins-kernels.h"

#define MOST 700
#define N_TURNS 6000

static char *memory_end; /* the first byte that must not be read */

static void
make_memory (void)
{
  gsize page = (gsize)sysconf (_SC_PAGESIZE);
  char *memory = mmap (NULL, 3 * page, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

  g_assert_true (memory != MAP_FAILED && MOST * sizeof (float) <= 2 * page);
  memory_end = memory + 2 * page;
  g_assert_cmpint (mprotect (memory_end, page, PROT_NONE), ==, 0);
}

/* Mostly small, sometimes all the same, sometimes of the whole range with its ends. */
static double
draw (GRand *random, InsSampleType type, guint kind)
{
  static const double least[] = { G_MININT16, 0, G_MININT16 };
  static const double most[] = { G_MAXINT16, G_MAXUINT16, G_MAXINT16 };
  guint chance = g_rand_int (random) % 100;

  if (kind == 0)
    return least[type];
  if (kind == 1)
    return most[type];
  if (kind == 2 || (kind == 3 && chance > 0))
    return 1000;
  if (kind == 4 && chance > 1)
    return g_rand_int_range (random, 990, 1011);
  if (chance < 5)
    return chance < 3 ? least[type] : most[type];
  if (type == INS_SAMPLE_FLOAT)
    return g_rand_double_range (random, -1e6, 1e6);

  return g_rand_int_range (random, (int)least[type], (int)most[type] + 1);
}

static gconstpointer
make_samples (GRand *random, InsSampleType type, guint n)
{
  gsize back = type == INS_SAMPLE_FLOAT ? 4 * (g_rand_int (random) % 3)
                                        : 2 * (g_rand_int (random) % 3);
  char *samples = memory_end - n * ins_sample_type_get_size (type) - back;
  guint kind = g_rand_int (random) % 8;

  for (guint i = 0; i < n; i++)
    {
      double value = draw (random, type, kind);
      float real = (float)value;
      gint16 whole = type == INS_SAMPLE_UINT16 ? (gint16)(guint16)value : (gint16)value;

      if (type == INS_SAMPLE_FLOAT)
        memcpy (samples + i * sizeof real, &real, sizeof real);
      else
        memcpy (samples + i * sizeof whole, &whole, sizeof whole);
    }

  return samples;
}

static double
draw_bound (GRand *random, gboolean is_low)
{
  static const double special[] = { G_MININT16, G_MAXINT16, G_MAXUINT16, 0,         -32769,  32768,
                                    65536,      -32768.5,   32767.5,     -HUGE_VAL, HUGE_VAL };

  switch (g_rand_int (random) % 6)
    {
    case 0:
      return special[g_rand_int (random) % G_N_ELEMENTS (special)];
    case 1:
      return is_low ? INS_NEVER_LOW : INS_NEVER_HIGH;
    case 2:
      return (double)NAN;
    case 3:
      return g_rand_int_range (random, 985, 1015) + 0.5 * (g_rand_int (random) % 3);
    default:
      return g_rand_double_range (random, is_low ? -70000 : 900, is_low ? 995 : 70000);
    }
}

static void
compare (const InsKernels *kernels, InsSampleType type, GRand *random, guint n)
{
  const InsKernels *reference = ins_kernels_get_path ("scalar", type);
  gconstpointer samples = make_samples (random, type, n);
  double low = draw_bound (random, TRUE), high = draw_bound (random, FALSE);
  double values[4] = { 0 }, expected[4] = { 0 };

  if (n > 0)
    {
      gconstpointer ahead = g_rand_boolean (random) ? samples : NULL;

      kernels->get_range (samples, n, ahead, &values[0], &values[1]);
      reference->get_range (samples, n, NULL, &expected[0], &expected[1]);
    }
  kernels->get_sums (samples, n, &values[2], &values[3]);
  reference->get_sums (samples, n, &expected[2], &expected[3]);
  g_assert_cmpfloat (kernels->get_sum (samples, n), ==, values[2]);
  for (guint i = 0; i < (type == INS_SAMPLE_FLOAT ? 2 : 4); i++)
    g_assert_cmpfloat (values[i], ==, expected[i]);
  /* of floats the order of adding up shows in the last digits */
  g_assert_cmpfloat_with_epsilon (values[2], expected[2], 1e-13 * sqrt (n * expected[3]) + DBL_MIN);
  g_assert_cmpfloat_with_epsilon (values[3], expected[3], 1e-13 * expected[3] + DBL_MIN);

  g_assert_cmpuint (kernels->find_first (samples, n, low, high), ==,
                    reference->find_first (samples, n, low, high));
  g_assert_cmpuint (kernels->find_last (samples, n, low, high), ==,
                    reference->find_last (samples, n, low, high));
}

static void
test_path (gconstpointer data)
{
  const char *path = data;

  if (ins_kernels_get_path (path, INS_SAMPLE_INT16) == NULL)
    {
      g_test_skip ("this processor cannot run it");
      return;
    }
  for (guint type = 0; type < INS_N_SAMPLE_TYPES; type++)
    {
      const InsKernels *kernels = ins_kernels_get_path (path, (InsSampleType)type);
      g_autoptr (GRand) random = g_rand_new_with_seed (17 + type);

      for (guint n = 0; n <= 300; n++)
        compare (kernels, (InsSampleType)type, random, n);
      for (guint turn = 0; turn < N_TURNS; turn++)
        compare (kernels, (InsSampleType)type, random,
                 (guint)g_rand_int_range (random, 0, turn % 2 == 0 ? 8 : MOST + 1));
    }
}

/* The reference itself, on what can be worked out by hand. */
static void
test_reference (void)
{
  static const gint16 samples[] = { 5, -7, G_MININT16, 5, G_MAXINT16, -7 };
  static const guint16 others[] = { 40000, 0, G_MAXUINT16 };
  const InsKernels *kernels = ins_kernels_get_path ("scalar", INS_SAMPLE_INT16);
  double low, high;

  kernels->get_range (samples, 2, NULL, &low, &high);
  g_assert_true (low == -7 && high == 5);
  kernels->get_range (samples, 6, NULL, &low, &high);
  g_assert_true (low == G_MININT16 && high == G_MAXINT16);
  g_assert_cmpuint (kernels->find_first (samples, 6, -7, INS_NEVER_HIGH), ==, 1);
  g_assert_cmpuint (kernels->find_first (samples, 6, -7.5, INS_NEVER_HIGH), ==, 2);
  g_assert_cmpuint (kernels->find_first (samples, 6, INS_NEVER_LOW, 5.5), ==, 4);
  g_assert_cmpuint (kernels->find_first (samples, 6, INS_NEVER_LOW, 32768), ==, 6);
  g_assert_cmpuint (kernels->find_last (samples, 6, -7, 5), ==, 5);
  g_assert_cmpuint (kernels->find_last (samples, 6, -8, 5), ==, 4);
  g_assert_cmpuint (kernels->find_last (samples, 2, -8, 6), ==, 2);
  g_assert_cmpuint (kernels->find_first (samples, 0, 9, -9), ==, 0);
  kernels->get_sums (samples, 3, &low, &high);
  g_assert_true (low == 5 - 7 - 32768 && high == 25 + 49 + 1073741824.0);

  kernels = ins_kernels_get_path ("scalar", INS_SAMPLE_UINT16);
  kernels->get_range (others, 3, NULL, &low, &high);
  g_assert_true (low == 0 && high == G_MAXUINT16);
  g_assert_cmpuint (kernels->find_first (others, 3, INS_NEVER_LOW, 40001), ==, 2);
  kernels->get_sums (others, 3, &low, &high);
  g_assert_true (low == 105535 && high == 1600000000.0 + 4294836225.0);
}

/* Long runs of the largest numbers: no sum runs over. */
static void
test_long_sums (void)
{
  enum
  {
    N = 100003
  };
  g_autofree guint16 *samples = g_new (guint16, N);

  for (const char *const *path = ins_kernels_paths; *path != NULL; path++)
    for (guint type = INS_SAMPLE_INT16; type <= INS_SAMPLE_UINT16; type++)
      {
        const InsKernels *kernels = ins_kernels_get_path (*path, (InsSampleType)type);
        double value = type == INS_SAMPLE_INT16 ? G_MININT16 : G_MAXUINT16, sum, squares;

        for (guint i = 0; i < N; i++)
          samples[i] = type == INS_SAMPLE_INT16 ? 0x8000 : G_MAXUINT16;
        if (kernels == NULL)
          continue;
        kernels->get_sums (samples, N, &sum, &squares);
        g_assert_cmpfloat (sum, ==, value * N);
        g_assert_cmpfloat (kernels->get_sum (samples, N), ==, sum);
        g_assert_cmpfloat (squares, ==, value * value * N);
      }
}

static void
test_choice (void)
{
  guint n = 0;

  for (const char *const *path = ins_kernels_paths; *path != NULL; path++)
    if (ins_kernels_get_path (*path, INS_SAMPLE_INT16) != NULL)
      {
        n++;
        g_assert_true (ins_kernels_force (*path));
        g_assert_true (ins_kernels_get (INS_SAMPLE_FLOAT) ==
                       ins_kernels_get_path (*path, INS_SAMPLE_FLOAT));
        g_test_message ("%s", *path);
      }
  g_assert_cmpuint (n, >=, 2);
  g_assert_false (ins_kernels_force ("abacus"));
  g_assert_true (ins_kernels_force (NULL));
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  make_memory ();
  g_test_add_func ("/kernels/reference", test_reference);
  for (const char *const *path = ins_kernels_paths; *path != NULL; path++)
    {
      g_autofree char *name = g_strconcat ("/kernels/as-the-reference/", *path, NULL);

      g_test_add_data_func (name, *path, test_path);
    }
  g_test_add_func ("/kernels/long-sums", test_long_sums);
  g_test_add_func ("/kernels/choice", test_choice);

  return g_test_run ();
}
