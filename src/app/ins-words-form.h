/* ins-words-form.h - fields for part number, operator and notes
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include <gtk/gtk.h>

#include "storage/ins-nde-words.h"

G_BEGIN_DECLS

#define INS_TYPE_WORDS_FORM (ins_words_form_get_type ())
G_DECLARE_FINAL_TYPE (InsWordsForm, ins_words_form, INS, WORDS_FORM, GtkBox)

/* Signal "edited" (): a person changed one of them. */
GtkWidget *ins_words_form_new (void);

/* No "edited"; what a person is typing just now is left alone if it says the same. */
void ins_words_form_set (InsWordsForm *self, const InsScanWords *words);
/* @words: (out): owned by the caller; NULL for none */
void ins_words_form_get (InsWordsForm *self, InsScanWords *words);

G_END_DECLS
