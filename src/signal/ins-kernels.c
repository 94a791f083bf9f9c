/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <stdatomic.h>
#include <string.h>

#include "signal/ins-kernels-private.h"

static gboolean
is_always_there (void)
{
  return TRUE;
}

#ifdef __x86_64__
static gboolean
has_avx2 (void)
{
  return __builtin_cpu_supports ("avx2") && __builtin_cpu_supports ("fma");
}

static gboolean
has_avx512 (void)
{
  return has_avx2 () && __builtin_cpu_supports ("avx512f") && __builtin_cpu_supports ("avx512bw") &&
         __builtin_cpu_supports ("avx512vl");
}
#endif

const char *const ins_kernels_paths[] = { "scalar", "portable",
#ifdef __x86_64__
                                          "sse2",   "avx2",     "avx512",
#endif
                                          NULL };

/* In the order of the names. */
static const struct
{
  const InsKernels *kernels;
  gboolean (*is_there) (void);
} paths[] = {
  { ins_kernels_scalar, is_always_there }, { ins_kernels_portable, is_always_there },
#ifdef __x86_64__
  { ins_kernels_sse2, is_always_there },   { ins_kernels_avx2, has_avx2 },
  { ins_kernels_avx512, has_avx512 },
#endif
};

static const InsKernels *_Atomic chosen; /* atomic; NULL: not looked yet */

static const InsKernels *
find_fastest (void)
{
  const InsKernels *fastest = ins_kernels_scalar;

  for (guint i = 0; i < G_N_ELEMENTS (paths); i++)
    if (paths[i].is_there ())
      fastest = paths[i].kernels;

  return fastest;
}

static const InsKernels *
find_path (const char *path)
{
  for (guint i = 0; i < G_N_ELEMENTS (paths); i++)
    if (strcmp (ins_kernels_paths[i], path) == 0)
      return paths[i].is_there () ? paths[i].kernels : NULL;

  return NULL;
}

const InsKernels *
ins_kernels_get (InsSampleType type)
{
  const InsKernels *kernels = atomic_load_explicit (&chosen, memory_order_relaxed);

  if (kernels == NULL)
    {
      kernels = find_fastest ();
      atomic_store_explicit (&chosen, kernels, memory_order_relaxed);
    }

  return &kernels[type];
}

const InsKernels *
ins_kernels_get_path (const char *path, InsSampleType type)
{
  const InsKernels *kernels = find_path (path);

  return kernels != NULL ? &kernels[type] : NULL;
}

gboolean
ins_kernels_force (const char *path)
{
  const InsKernels *kernels = path != NULL ? find_path (path) : find_fastest ();

  if (kernels == NULL)
    return FALSE;
  atomic_store_explicit (&chosen, kernels, memory_order_relaxed);

  return TRUE;
}
