/* ins-session-words.c - part, operator and notes of the next scan
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "config.h"

#include "app/ins-session.h"

static void
take (char **word, const char *text)
{
  g_autofree char *stripped = g_strstrip (g_strdup (text != NULL ? text : ""));

  g_free (*word);
  *word = *stripped != '\0' ? g_steal_pointer (&stripped) : NULL;
}

void
ins_session_set_words (InsSession *self,
                       const char *part,
                       const char *operator_name,
                       const char *notes)
{
  g_autoptr (InsRecipe) recipe = NULL;

  g_return_if_fail (INS_IS_SESSION (self));

  recipe = ins_recipe_copy (ins_session_get_recipe (self));
  take (&recipe->part, part);
  take (&recipe->operator_name, operator_name);
  take (&recipe->notes, notes);
  ins_session_set_recipe (self, recipe);
}
