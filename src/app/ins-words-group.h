/* ins-words-group.h - part number, operator and notes of the next scan, in the form
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "app/ins-session.h"
#include "app/ins-words-form.h"

G_BEGIN_DECLS

#define INS_TYPE_WORDS_GROUP (ins_words_group_get_type ())
G_DECLARE_FINAL_TYPE (InsWordsGroup, ins_words_group, INS, WORDS_GROUP, GtkBox)

/* Shows what the session's recipe has, and gives it what a person types. */
GtkWidget *ins_words_group_new (void);

/* (nullable) */
void ins_words_group_set_session (InsWordsGroup *self, InsSession *session);

/* The fields can be seen without a click: for those who have to fill them in. */
void ins_words_group_set_open (InsWordsGroup *self, gboolean open);

G_END_DECLS
