/* ins-kernels-loops.h - range and search with vectors, for one type of sample on one path
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The path says: Vector and how many LANES it has, the LOWER and HIGHER of two, GET_LOWEST and
 * GET_HIGHEST of one's lanes, FILL, which lanes of it are HITS (in the variables below and above),
 * their MASK with so many BITS a lane, and SHORTER, the kernels for less than one vector. The type
 * says: NAME, TYPE, SAMPLE, Bounds, LOAD, and VALUE, the number of a lane.
 */

#define ROUND (4 * LANES)
#define CACHE_LINE 64
/* Of a mask of LANES lanes, and where in one the first and the last lane with a hit lie. */
#define WIDTH (LANES * BITS)
#define GET_FIRST(mask) ((guint)__builtin_ctzll (mask) / BITS)
#define GET_LAST(mask) ((63 - (guint)__builtin_clzll (mask)) / BITS)

static void
NAME (
    get_range) (gconstpointer data, guint n, gconstpointer ahead, double *minimum, double *maximum)
{
  const SAMPLE *samples = data;
  const char *next = ahead;
  Vector low, high, other_low, other_high;
  guint i = 0;

  if (n < LANES)
    {
      SHORTER[TYPE].get_range (data, n, NULL, minimum, maximum);
      return;
    }
  low = high = other_low = other_high = LOAD (samples + n - LANES);
  for (; n - i >= ROUND; i += ROUND)
    {
      Vector a = LOAD (samples + i), b = LOAD (samples + i + LANES);
      Vector c = LOAD (samples + i + 2 * LANES), d = LOAD (samples + i + 3 * LANES);

      if (next != NULL)
        for (guint k = 0; k < ROUND * sizeof (SAMPLE); k += CACHE_LINE)
          __builtin_prefetch (next + i * sizeof (SAMPLE) + k);
      low = LOWER (low, LOWER (a, b));
      high = HIGHER (high, HIGHER (a, b));
      other_low = LOWER (other_low, LOWER (c, d));
      other_high = HIGHER (other_high, HIGHER (c, d));
    }
  for (; n - i >= LANES; i += LANES)
    {
      low = LOWER (low, LOAD (samples + i));
      high = HIGHER (high, LOAD (samples + i));
    }
  *minimum = VALUE (GET_LOWEST (LOWER (low, other_low)));
  *maximum = VALUE (GET_HIGHEST (HIGHER (high, other_high)));
}

/* The hits of one round, lane after lane, in two words. */
static inline void
NAME (get_masks) (const SAMPLE *at, Vector below, Vector above, guint64 *first, guint64 *second)
{
  *first = MASK (HITS (LOAD (at))) | MASK (HITS (LOAD (at + LANES))) << WIDTH;
  *second = MASK (HITS (LOAD (at + 2 * LANES))) | MASK (HITS (LOAD (at + 3 * LANES))) << WIDTH;
}

static guint
NAME (find_first) (gconstpointer data, guint n, double low, double high)
{
  const SAMPLE *samples = data;
  Bounds bounds;
  Vector below, above;
  guint i = 0;
  guint64 first, second;

  if (!NAME (get_bounds) (low, high, &bounds))
    return 0;
  if (n < LANES)
    return SHORTER[TYPE].find_first (data, n, low, high);
  below = FILL (bounds.below);
  above = FILL (bounds.above);
  for (; n - i >= ROUND; i += ROUND)
    {
      NAME (get_masks) (samples + i, below, above, &first, &second);
      /* a single branch that depends on where the hit is */
      if ((first | second) != 0)
        return i + (first != 0 ? GET_FIRST (first) : 2 * LANES + GET_FIRST (second));
    }
  for (; n - i >= LANES; i += LANES)
    {
      first = MASK (HITS (LOAD (samples + i)));
      if (first != 0)
        return i + GET_FIRST (first);
    }
  /* the last vector again, in part; what it has in common with the one before is no hit */
  first = MASK (HITS (LOAD (samples + n - LANES)));

  return first != 0 ? n - LANES + GET_FIRST (first) : n;
}

static guint
NAME (find_last) (gconstpointer data, guint n, double low, double high)
{
  const SAMPLE *samples = data;
  Bounds bounds;
  Vector below, above;
  guint end = n;
  guint64 first, second;

  if (!NAME (get_bounds) (low, high, &bounds))
    return n > 0 ? n - 1 : 0;
  if (n < LANES)
    return SHORTER[TYPE].find_last (data, n, low, high);
  below = FILL (bounds.below);
  above = FILL (bounds.above);
  for (; end >= ROUND; end -= ROUND)
    {
      NAME (get_masks) (samples + end - ROUND, below, above, &first, &second);
      if ((first | second) != 0)
        return end - ROUND + (second != 0 ? 2 * LANES + GET_LAST (second) : GET_LAST (first));
    }
  for (; end >= LANES; end -= LANES)
    {
      first = MASK (HITS (LOAD (samples + end - LANES)));
      if (first != 0)
        return end - LANES + GET_LAST (first);
    }
  first = MASK (HITS (LOAD (samples)));

  return first != 0 ? GET_LAST (first) : n;
}

#undef ROUND
#undef CACHE_LINE
#undef WIDTH
#undef GET_FIRST
#undef GET_LAST
#undef NAME
#undef TYPE
#undef SAMPLE
#undef LOAD
#undef VALUE
