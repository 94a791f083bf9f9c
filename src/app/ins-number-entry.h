/* ins-number-entry.h - an entry that holds a number and says what is wrong with it
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

#define INS_TYPE_NUMBER_ENTRY (ins_number_entry_get_type ())
G_DECLARE_FINAL_TYPE (InsNumberEntry, ins_number_entry, INS, NUMBER_ENTRY, GtkEntry)

/* A GtkEntry that takes what ins_number_parse_typed() takes, under any locale. Up and Down, and the
 * wheel while it has the focus, change it by one step. Properties: "digits" (decimals shown at
 * least), "minimum", "maximum", "step", "unit" (named in sentences).
 *
 * Signal "edited" (): a person changed it; the number, or the error, is new. Main thread.
 */
GtkWidget *ins_number_entry_new (void);

/* Shows @value with as many decimals as it needs, nothing for NaN; clears the error. No "edited".
 */
void ins_number_entry_set_value (InsNumberEntry *self, double value);

/* The last good number, NaN if there has been none. FALSE while what stands in the entry is not
 * one. */
gboolean ins_number_entry_get_value (InsNumberEntry *self, double *value);

/* One sentence, or NULL: all is well. */
const char *ins_number_entry_get_error (InsNumberEntry *self);

void ins_number_entry_set_range (InsNumberEntry *self, double minimum, double maximum);

G_END_DECLS
