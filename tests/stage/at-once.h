/* at-once.h - a test's items on several threads
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* @run with each of @items and @data, the first ones first, @n_threads of them at any time; returns
 * when all are done. Not a GThreadPool, whose hand-over ThreadSanitizer cannot see.
 */
void run_at_once (GFunc run, const GPtrArray *items, guint n_threads, gpointer data);

G_END_DECLS
