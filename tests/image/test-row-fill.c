/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "image/ins-row-fill.h"

#define N_ROWS 64

/* Against the plain search. */
static void
test_nearest (void)
{
  g_autoptr (GRand) rand = g_rand_new_with_seed (7);

  for (guint i = 0; i < 500; i++)
    {
      guint n_rows = (guint)g_rand_int_range (rand, 1, N_ROWS + 1);
      guint reach = (guint)g_rand_int_range (rand, 0, 12);
      double share = g_rand_double (rand);
      guint8 is_there[N_ROWS];
      guint from[N_ROWS];

      for (guint row = 0; row < n_rows; row++)
        is_there[row] = g_rand_double (rand) < share;
      ins_row_fill_find (is_there, n_rows, reach, from);
      for (guint row = 0; row < n_rows; row++)
        {
          guint best = INS_ROW_FILL_NONE, distance = reach + 1;

          for (guint other = 0; other < n_rows; other++)
            {
              guint d = other > row ? other - row : row - other;

              if (is_there[other] != 0 && d < distance)
                {
                  best = other;
                  distance = d;
                }
            }
          g_assert_cmpuint (from[row], ==, best);
          if (is_there[row] != 0)
            g_assert_cmpuint (from[row], ==, row);
        }
    }
}

/* As an interlaced scan fills it: every eighth line shows the whole part. */
static void
test_coarse_to_fine (void)
{
  guint8 is_there[20] = { [0] = 1, [8] = 1, [16] = 1 };
  guint from[20];

  ins_row_fill_find (is_there, 20, 7, from);
  g_assert_cmpuint (from[4], ==, 0);
  g_assert_cmpuint (from[5], ==, 8);
  g_assert_cmpuint (from[19], ==, 16);
  is_there[4] = 1;
  ins_row_fill_find (is_there, 20, 7, from);
  g_assert_cmpuint (from[3], ==, 4);
  g_assert_cmpuint (from[2], ==, 0);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/row-fill/nearest", test_nearest);
  g_test_add_func ("/row-fill/coarse-to-fine", test_coarse_to_fine);

  return g_test_run ();
}
