/* ins-locale.h - the user's language and number format
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * ins_locale_init:
 *
 * Takes the locale of the environment and finds the translations: where they are installed, or in
 * the folder that INSONIFY_LOCALEDIR names, so that a program runs translated from its build
 * folder. First thing in main(), before there are threads.
 */
void ins_locale_init (void);

G_END_DECLS
