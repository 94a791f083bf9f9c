/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <math.h>

#include "image/ins-cscan.h"

/* ---- range ------------------------------------------------------------------------------- */

static void
test_range_is_never_as_narrow_as_noise (void)
{
  const struct
  {
    InsPlaneKind kind;
    float low, high, wide_low, wide_high;
  } cases[] = {
    { INS_PLANE_AMPLITUDE, 0, 1, 0, 10 },
    { INS_PLANE_AMPLITUDE, 60, 60, 55, 65 },
    { INS_PLANE_AMPLITUDE, 99, 100, 90, 100 },
    { INS_PLANE_AMPLITUDE, 58, 68.5F, 58, 68.5F },
    { INS_PLANE_AMPLITUDE, 3, 95, 3, 95 },
    { INS_PLANE_AMPLITUDE, -4, -2, -4, 6 },
    { INS_PLANE_AMPLITUDE, 120, 121, 111, 121 },
    { INS_PLANE_TOF, 29e-6F, 29e-6F, 28.9e-6F, 29.1e-6F },
    { INS_PLANE_TOF, 29e-6F, 29.3e-6F, 29e-6F, 29.3e-6F },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      double epsilon = cases[i].kind == INS_PLANE_TOF ? 1e-11 : 1e-4;
      float low = cases[i].low, high = cases[i].high;

      ins_plane_widen_range (cases[i].kind, &low, &high);
      g_assert_cmpfloat_with_epsilon ((double)low, (double)cases[i].wide_low, epsilon);
      g_assert_cmpfloat_with_epsilon ((double)high, (double)cases[i].wide_high, epsilon);
    }
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/cscan/range-is-never-as-narrow-as-noise",
                   test_range_is_never_as_narrow_as_noise);

  return g_test_run ();
}
