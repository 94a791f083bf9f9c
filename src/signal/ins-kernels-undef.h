/* ins-kernels-undef.h - forgets the names of a path's vectors, for the next ones
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#undef LANES
#undef BITS
#undef Vector
#undef LOWER
#undef HIGHER
#undef MASK
#undef HITS
#undef FILL
#undef GET_LOWEST
#undef GET_HIGHEST
