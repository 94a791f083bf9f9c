/* ins-field.h - a form row: label, number, unit, and below it what is wrong
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "app/ins-number-entry.h"

G_BEGIN_DECLS

#define INS_TYPE_FIELD (ins_field_get_type ())
G_DECLARE_FINAL_TYPE (InsField, ins_field, INS, FIELD, GtkBox)

/* Properties "label", "unit", and those of InsNumberEntry: "digits", "minimum", "maximum", "step".
 * Signal "edited" () as the entry's. */
GtkWidget *ins_field_new (void);

InsNumberEntry *ins_field_get_entry (InsField *self);

/* Shows @value and clears the error; no "edited". */
void ins_field_set_value (InsField *self, double value);

/* Replaces the unit's text, for a unit that says more ("12.8 µs"). */
void ins_field_set_unit (InsField *self, const char *unit);

G_END_DECLS
