/* ins-kernels.h - the loops over samples that run at memory speed
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include <glib.h>
#include <math.h>

G_BEGIN_DECLS

typedef enum
{
  INS_SAMPLE_INT16,  /* as most cards record */
  INS_SAMPLE_UINT16, /* offset binary, or a detected signal */
  INS_SAMPLE_FLOAT,  /* after a filter, envelope or gain; never NaN */
  INS_N_SAMPLE_TYPES,
} InsSampleType;

/* Bounds for a side that is not looked for. */
#define INS_NEVER_LOW (-HUGE_VAL)
#define INS_NEVER_HIGH HUGE_VAL

/* The loops for one type of sample. Pure; any thread. Samples need only the alignment of their
 * type. Bounds may be any number, also one that no sample can reach; NaN is never reached. */
typedef struct
{
  /* Smallest and largest of at least one sample. @ahead: (nullable): the same number of samples
   * that will be wanted next, which are fetched into the cache meanwhile; any address will do. */
  void (*get_range) (gconstpointer samples,
                     guint n,
                     gconstpointer ahead,
                     double *minimum,
                     double *maximum);
  /* Index of the first (last) sample that is <= low or >= high; n if there is none. */
  guint (*find_first) (gconstpointer samples, guint n, double low, double high);
  guint (*find_last) (gconstpointer samples, guint n, double low, double high);
  /* Sum, and sum of squares: of whole numbers exact to 2^53, of floats to double rounding. */
  void (*get_sums) (gconstpointer samples, guint n, double *sum, double *squares);
  double (*get_sum) (gconstpointer samples, guint n);
} InsKernels;

/* The fastest that this processor can run, or what ins_kernels_force() said. Any thread. */
const InsKernels *ins_kernels_get (InsSampleType type);

/* Names of the paths, slowest first, NULL-terminated: "scalar" is the reference. */
extern const char *const ins_kernels_paths[];

/* NULL where this processor cannot run that path. Any thread. */
const InsKernels *ins_kernels_get_path (const char *path, InsSampleType type);

/* For tests and benchmarks: what ins_kernels_get() gives from now on; NULL: the fastest again.
 * FALSE where this processor cannot run that path. */
gboolean ins_kernels_force (const char *path);

static inline gsize
ins_sample_type_get_size (InsSampleType type)
{
  return type == INS_SAMPLE_FLOAT ? sizeof (float) : sizeof (gint16);
}

G_END_DECLS
