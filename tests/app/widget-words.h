/* widget-words.h - what a tree of widgets says, and whether it can be read
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/**
 * widget_words_find_plain:
 * @top: looked through with all below it, mapped or not
 * @found: (element-type utf8): sentences are added, each once
 *
 * What people see or hear and is not in the brackets of the pseudo catalogue: labels, tooltips,
 * place holders, menus, entries of drop-downs, titles.
 */
void widget_words_find_plain (GtkWidget *top, GPtrArray *found);

/* Likewise: mapped labels that are cut off or shortened although nothing else says the whole. */
void widget_words_find_cut (GtkWidget *top, GPtrArray *found);

/* Opens one after the other what opens below @top: menus and popovers. @look is called with each
 * while it is open. */
typedef void (*WidgetWordsLook) (GtkWidget *popover, gpointer data);
void widget_words_open_each (GtkWidget *top, WidgetWordsLook look, gpointer data);

G_END_DECLS
