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
typedef struct
{
  const InsKernels *kernels;
  const InsFilterKernels *filters;
  gboolean (*is_there) (void);
} Path;

static const Path paths[] = {
  { ins_kernels_scalar, &ins_filter_kernels_portable, is_always_there },
  { ins_kernels_portable, &ins_filter_kernels_portable, is_always_there },
#ifdef __x86_64__
  { ins_kernels_sse2, &ins_filter_kernels_portable, is_always_there },
  { ins_kernels_avx2, &ins_filter_kernels_avx2, has_avx2 },
  { ins_kernels_avx512, &ins_filter_kernels_avx512, has_avx512 },
#endif
};

static const Path *_Atomic chosen; /* atomic; NULL: not looked yet */

static const Path *
find_fastest (void)
{
  const Path *fastest = &paths[0];

  for (guint i = 0; i < G_N_ELEMENTS (paths); i++)
    if (paths[i].is_there ())
      fastest = &paths[i];

  return fastest;
}

static const Path *
find_path (const char *name)
{
  for (guint i = 0; i < G_N_ELEMENTS (paths); i++)
    if (strcmp (ins_kernels_paths[i], name) == 0)
      return paths[i].is_there () ? &paths[i] : NULL;

  return NULL;
}

static const Path *
get_path (void)
{
  const Path *path = atomic_load_explicit (&chosen, memory_order_relaxed);

  if (path == NULL)
    {
      path = find_fastest ();
      atomic_store_explicit (&chosen, path, memory_order_relaxed);
    }

  return path;
}

const InsKernels *
ins_kernels_get (InsSampleType type)
{
  return &get_path ()->kernels[type];
}

const InsFilterKernels *
ins_filter_kernels_get (void)
{
  return get_path ()->filters;
}

const InsKernels *
ins_kernels_get_path (const char *path, InsSampleType type)
{
  const Path *found = find_path (path);

  return found != NULL ? &found->kernels[type] : NULL;
}

gboolean
ins_kernels_force (const char *path)
{
  const Path *found = path != NULL ? find_path (path) : find_fastest ();

  if (found == NULL)
    return FALSE;
  atomic_store_explicit (&chosen, found, memory_order_relaxed);

  return TRUE;
}
