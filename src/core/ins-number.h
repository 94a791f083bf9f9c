/* ins-number.h - numbers as people type and read them, and as files and wires want them
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * ins_number_parse_typed:
 * @text: what a person typed: optional sign (also U+2212), digits, one decimal separator
 * @value: (out): the number
 * @error: (nullable): a sentence for the person
 *
 * Takes a point or a comma as the decimal separator whatever the locale, and refuses anything
 * that could be read in two ways: "60,000" may mean sixty or sixty thousand, so a single comma
 * followed by exactly three digits is refused unless what stands before it is 0. No exponent, no
 * grouping, no unit. Any thread.
 */
gboolean ins_number_parse_typed (const char *text, double *value, GError **error);

/**
 * ins_number_parse:
 * @text: a number with a point, exponent allowed, nothing before or after it but blanks
 * @value: (out): a finite number
 *
 * For files, recipes, URIs, protocols and the command line, under any locale.
 *
 * Returns: %FALSE if @text is not entirely one finite number; @value is then untouched
 */
gboolean ins_number_parse (const char *text, double *value);

/**
 * ins_number_format:
 * @value: finite
 *
 * Returns: (transfer full): the shortest text with a point that reads back as @value, for files and
 * wires
 */
char *ins_number_format (double value);

/**
 * ins_number_format_fixed:
 * @value: finite
 * @n_decimals: 0..9
 *
 * Returns: (transfer full): fixed point text with a point, never "-0.000", for wires and stdout
 */
char *ins_number_format_fixed (double value, guint n_decimals);

/**
 * ins_number_format_typed:
 *
 * As ins_number_format_fixed(), but with the decimal separator of the user's locale and U+2212 as
 * the minus, for the screen.
 */
char *ins_number_format_typed (double value, guint n_decimals);

G_END_DECLS
