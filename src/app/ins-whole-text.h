/* ins-whole-text.h - shortened labels say all of their text in a tooltip
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/**
 * ins_whole_text_add:
 * @top: looked through with all below it; once for each label, more do no harm
 *
 * A label that may be shortened for want of room gets a tooltip with its text, shown only while it
 * is shortened. Labels with a tooltip of their own are left alone. Rows that are made later need a
 * call of their own.
 */
void ins_whole_text_add (GtkWidget *top);

G_END_DECLS
