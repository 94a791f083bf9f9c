/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <math.h>

#include "image/ins-comb.h"

#define N_LAGS (2 * INS_COMB_MAX_PX + 1)
#define MIN_PAIRS 3
#define MIN_COLUMNS (4 * INS_COMB_MAX_PX)

#define CORRELATION_PER_SCALE 3.5 /* length over which smoothed noise is alike */
#define KERNEL_SCALES 3.0
#define LEAST_WEIGHT 0.98 /* of the kernel on pixels with a value */

#define STRUCTURE_SIGMAS 6.0
#define PEAK_RATIO 0.8
#define PEAK_DISTANCE 3.0
#define PEAK_CORRELATIONS 0.83
#define N_PASSES 10
#define MOST_MOVE_PX 1.5
#define MOST_SE_PX 0.25
#define BETTER_SE 0.8 /* a coarser scale is taken only if it is that much surer */

/* Noise in the mean gradient: half of (one row + the mean of two) has 3/8 of one row's. */
#define NOISE_SHARE 0.375

/* Rows that are compared, smoothed: the mean of the neighbours (a), the row (b), their derivatives;
 * NaN where a pixel without value is too near. */
typedef struct
{
  guint n_pairs, n_columns;
  const guint *rows; /* of the picture, those between two of the other direction */
  float *a, *b, *da, *db;

  double structure;    /* correlation of the neighbours' derivatives */
  guint64 n_structure; /* pixels that say so */
  double correlation_px;
} Scale;

static float *
new_kernel (double scale_px, int *radius)
{
  float *kernel;
  double sum = 0.0;

  *radius = (int)ceil (KERNEL_SCALES * scale_px);
  kernel = g_new (float, 2 * *radius + 1);
  for (int i = -*radius; i <= *radius; i++)
    sum += exp (-0.5 * i * i / (scale_px * scale_px));
  for (int i = -*radius; i <= *radius; i++)
    kernel[i + *radius] = (float)(exp (-0.5 * i * i / (scale_px * scale_px)) / sum);

  return kernel;
}

static void
smooth_row (const float *from, guint n, const float *kernel, int radius, float *to)
{
  for (int x = 0; x < (int)n; x++)
    {
      int first = MAX (-radius, -x), last = MIN (radius, (int)n - 1 - x);
      float sum = 0, weight = 0;

      for (int i = first; i <= last; i++)
        if (isfinite (from[x + i]))
          {
            sum += kernel[i + radius] * from[x + i];
            weight += kernel[i + radius];
          }
      to[x] = weight >= (float)LEAST_WEIGHT ? sum / weight : NAN;
    }
}

static void
derive_row (const float *from, guint n, float *to)
{
  to[0] = to[n - 1] = NAN;
  for (guint x = 1; x + 1 < n; x++)
    to[x] = 0.5F * (from[x + 1] - from[x - 1]);
}

static void
scale_init (Scale *self, const float *values, double scale_px)
{
  guint n = self->n_columns;
  gsize n_all = (gsize)self->n_pairs * n;
  int radius;
  g_autofree float *kernel = new_kernel (scale_px, &radius);
  g_autofree float *after = g_new (float, n);
  g_autofree float *d_after = g_new (float, n);
  double product = 0.0, square_before = 0.0, square_after = 0.0;

  self->correlation_px = CORRELATION_PER_SCALE * scale_px;
  self->n_structure = 0;
  self->a = g_new (float, n_all);
  self->b = g_new (float, n_all);
  self->da = g_new (float, n_all);
  self->db = g_new (float, n_all);
  for (guint pair = 0; pair < self->n_pairs; pair++)
    {
      const float *row = values + (gsize)self->rows[pair] * n;
      float *a = self->a + (gsize)pair * n, *da = self->da + (gsize)pair * n;

      smooth_row (row, n, kernel, radius, self->b + (gsize)pair * n);
      derive_row (self->b + (gsize)pair * n, n, self->db + (gsize)pair * n);
      smooth_row (row - n, n, kernel, radius, a);
      smooth_row (row + n, n, kernel, radius, after);
      derive_row (a, n, da);
      derive_row (after, n, d_after);
      for (guint x = INS_COMB_MAX_PX; x < n - INS_COMB_MAX_PX; x++)
        if (!isnan (da[x]) && !isnan (d_after[x]))
          {
            product += (double)(da[x] * d_after[x]);
            square_before += (double)(da[x] * da[x]);
            square_after += (double)(d_after[x] * d_after[x]);
            self->n_structure++;
          }
      for (guint x = 0; x < n; x++)
        {
          a[x] = 0.5F * (a[x] + after[x]);
          da[x] = 0.5F * (da[x] + d_after[x]);
        }
    }
  self->structure = square_before > 0.0 && square_after > 0.0
                        ? product / sqrt (square_before * square_after)
                        : 0.0;
}

static void
scale_clear (Scale *self)
{
  g_free (self->a);
  g_free (self->b);
  g_free (self->da);
  g_free (self->db);
}

static void
correlate (const Scale *self, double correlation[N_LAGS])
{
  guint n = self->n_columns;

  for (int lag = -INS_COMB_MAX_PX; lag <= INS_COMB_MAX_PX; lag++)
    {
      double product = 0.0, square_a = 0.0, square_b = 0.0;

      for (guint pair = 0; pair < self->n_pairs; pair++)
        {
          const float *da = self->da + (gsize)pair * n, *db = self->db + (gsize)pair * n + lag;
          float row_product = 0, row_a = 0, row_b = 0;

          for (guint x = INS_COMB_MAX_PX; x < n - INS_COMB_MAX_PX; x++)
            if (!isnan (da[x] + db[x]))
              {
                row_product += da[x] * db[x];
                row_a += da[x] * da[x];
                row_b += db[x] * db[x];
              }
          product += (double)row_product;
          square_a += (double)row_a;
          square_b += (double)row_b;
        }
      correlation[lag + INS_COMB_MAX_PX] = square_a > 0.0 && square_b > 0.0
                                               ? product / sqrt (square_a * square_b)
                                               : 0.0;
    }
}

/* The peak between lags; its shift is the start of the refinement. */
static InsCombVerdict
find_peak (const Scale *self, double *shift_px)
{
  double c[N_LAGS], apart_px = MAX (PEAK_DISTANCE, PEAK_CORRELATIONS * self->correlation_px);
  int best = 0;

  correlate (self, c);
  for (int i = 1; i < N_LAGS; i++)
    if (c[i] > c[best])
      best = i;
  if (c[best] <= 0.0)
    return INS_COMB_UNKNOWN;
  for (int i = 1; i < N_LAGS - 1; i++)
    if (c[i] >= c[i - 1] && c[i] >= c[i + 1] && abs (i - best) >= apart_px &&
        c[i] > PEAK_RATIO * c[best])
      return INS_COMB_AMBIGUOUS;
  if (best == 0 || best == N_LAGS - 1)
    return INS_COMB_UNKNOWN;
  *shift_px = best - INS_COMB_MAX_PX +
              0.5 * (c[best - 1] - c[best + 1]) / (c[best - 1] - 2.0 * c[best] + c[best + 1]);

  return INS_COMB_OK;
}

/* Catmull-Rom between four samples; NaN if one of them is. */
static inline float
interpolate (const float *at, float share)
{
  float c1 = 0.5F * (at[1] - at[-1]);
  float c2 = at[-1] - 2.5F * at[0] + 2.0F * at[1] - 0.5F * at[2];
  float c3 = 0.5F * (at[2] - at[-1]) + 1.5F * (at[0] - at[1]);

  return at[0] + share * (c1 + share * (c2 + share * c3));
}

typedef struct
{
  double gradient_error;  /* sum of g e */
  double gradient_square; /* sum of g^2 */
  double rows_square;     /* sum over the rows of (sum of g e)^2 */
  double error_square;
  guint64 n;
  guint n_rows;
} Residual;

static void
add_row_residual (const Scale *self, guint pair, double shift_px, float *g, float *e, Residual *sum)
{
  guint n = self->n_columns, n_used = 0;
  int whole = (int)floor (shift_px);
  float share = (float)(shift_px - whole);
  gsize first = (gsize)pair * n;
  double mean = 0.0, gradient_error = 0.0;

  for (guint x = INS_COMB_MAX_PX; x < n - INS_COMB_MAX_PX; x++)
    {
      gint64 at = (gint64)x + whole;
      float error, gradient;

      if (at < 1 || at + 2 >= n)
        continue;
      error = self->a[first + x] - interpolate (self->b + first + at, share);
      gradient = 0.5F * (self->da[first + x] + (1 - share) * self->db[first + (gsize)at] +
                         share * self->db[first + (gsize)at + 1]);
      if (isnan (error + gradient))
        continue;
      e[n_used] = error;
      g[n_used++] = gradient;
      mean += (double)error;
    }
  if (n_used == 0)
    return;
  mean /= n_used;
  for (guint i = 0; i < n_used; i++)
    {
      double error = (double)e[i] - mean;

      gradient_error += (double)g[i] * error;
      sum->gradient_square += (double)g[i] * (double)g[i];
      sum->error_square += error * error;
    }
  sum->gradient_error += gradient_error;
  sum->rows_square += gradient_error * gradient_error;
  sum->n += n_used;
  sum->n_rows++;
}

static void
get_residual (const Scale *self, double shift_px, float *scratch, Residual *sum)
{
  *sum = (Residual){ 0 };
  for (guint pair = 0; pair < self->n_pairs; pair++)
    add_row_residual (self, pair, shift_px, scratch, scratch + self->n_columns, sum);
}

static gboolean
refine (const Scale *self, double *shift_px, double *se_px)
{
  double shrink = 1.0 / (1.0 + NOISE_SHARE * (1.0 / self->structure - 1.0));
  double from_px = *shift_px, energy;
  g_autofree float *scratch = g_new (float, 2 * self->n_columns);
  Residual sum;

  for (guint pass = 0; pass < N_PASSES; pass++)
    {
      get_residual (self, *shift_px, scratch, &sum);
      energy = shrink * sum.gradient_square;
      if (!(energy > 0.0))
        return FALSE;
      *shift_px += CLAMP (sum.gradient_error / energy, -1.0, 1.0);
      if (fabs (*shift_px - from_px) > MAX (MOST_MOVE_PX, 0.5 * self->correlation_px))
        return FALSE;
    }
  get_residual (self, *shift_px, scratch, &sum);
  energy = shrink * sum.gradient_square;
  if (!(energy > 0.0) || sum.n_rows < MIN_PAIRS)
    return FALSE;
  *se_px = MAX (sqrt (sum.rows_square * sum.n_rows / (sum.n_rows - 1.0)) / energy,
                sqrt (sum.error_square / (double)sum.n * self->correlation_px / energy));

  return *se_px <= MOST_SE_PX && fabs (*shift_px) <= INS_COMB_MAX_PX;
}

/* One scale's answer into @comb, if it is better than what is there. */
static InsCombVerdict
try_scale (Scale *self, const float *values, double scale_px, InsComb *comb)
{
  double shift_px, se_px, sigmas;
  InsCombVerdict verdict = INS_COMB_UNKNOWN;

  scale_init (self, values, scale_px);
  sigmas = self->structure * sqrt ((double)self->n_structure / self->correlation_px);
  if (sigmas >= STRUCTURE_SIGMAS)
    verdict = find_peak (self, &shift_px);
  if (verdict == INS_COMB_OK && !refine (self, &shift_px, &se_px))
    verdict = INS_COMB_UNKNOWN;
  if (verdict == INS_COMB_OK && (comb->verdict != INS_COMB_OK || se_px < BETTER_SE * comb->se_px))
    {
      comb->verdict = INS_COMB_OK;
      /* the row swept back has at x + shift what its neighbours have at x */
      comb->comb_px = -shift_px;
      comb->se_px = se_px;
    }
  scale_clear (self);

  return verdict;
}

static gboolean
is_between (const gint8 *directions, guint row, int direction)
{
  return directions[row] == direction && directions[row - 1] == -direction &&
         directions[row + 1] == -direction;
}

/* Rows of @direction between two of the other one; at most so many, spread evenly. */
static guint *
find_pairs (const gint8 *directions, guint n_rows, int direction, guint n_most, guint *n_pairs)
{
  guint *rows = g_new (guint, MAX (n_rows, 1)), n = 0;

  for (guint row = 1; row + 1 < n_rows; row++)
    if (is_between (directions, row, direction))
      rows[n++] = row;
  *n_pairs = MIN (n, n_most);
  for (guint i = 0; i < *n_pairs; i++)
    rows[i] = rows[(guint64)i * n / *n_pairs];

  return rows;
}

/* The direction of which more rows lie between two of the other: where lines do not come one after
 * the other these may be few. */
static int
choose_direction (const gint8 *directions, guint n_rows)
{
  guint n_back = 0, n_forward = 0;

  for (guint row = 1; row + 1 < n_rows; row++)
    {
      n_back += is_between (directions, row, -1);
      n_forward += is_between (directions, row, 1);
    }

  return n_forward > n_back ? 1 : -1;
}

void
ins_comb_estimate (const float *values,
                   const gint8 *directions,
                   guint n_rows,
                   guint n_columns,
                   guint n_most,
                   InsComb *comb)
{
  static const double scales_px[] = { 1.0, 2.0, 3.5 };
  Scale scale = { .n_columns = n_columns };
  int direction = choose_direction (directions, n_rows);
  g_autofree guint *rows = find_pairs (directions, n_rows, direction, n_most, &scale.n_pairs);

  scale.rows = rows;
  *comb = INS_NO_COMB;
  comb->n_lines = scale.n_pairs;
  if (scale.n_pairs < MIN_PAIRS || n_columns < MIN_COLUMNS)
    return;
  for (guint i = 0; i < G_N_ELEMENTS (scales_px); i++)
    if (try_scale (&scale, values, scales_px[i], comb) == INS_COMB_AMBIGUOUS)
      {
        *comb = INS_NO_COMB;
        comb->verdict = INS_COMB_AMBIGUOUS;
        comb->n_lines = scale.n_pairs;
        return;
      }
  comb->comb_px *= -direction;
}

gboolean
ins_comb_is_significant (const InsComb *self)
{
  return self->verdict == INS_COMB_OK && fabs (self->comb_px) > 2.0 * self->se_px;
}
