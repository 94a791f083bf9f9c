/* ins-settings.h - what the program remembers
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* The program's settings, also when it runs from its build folder. (transfer none) (nullable): NULL
 * where no schema is installed; then everything has its usual value and nothing is remembered.
 * Main thread. */
GSettings *ins_settings_get (void);

G_END_DECLS
