/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <math.h>

#include "cli/ins-cli-verdict.h"
#include "core/ins-number.h"

/* "Voids: bad, void_percent 6.8123 %, at most 5, 0 % missing". Numbers with a point, not
 * translated.
 */
static char *
dup_line (const InsRule *rule, const InsRuleOutcome *outcome)
{
  g_autoptr (GString) text = g_string_new (NULL);
  g_autofree char *value = isfinite (outcome->value) ? ins_number_format_fixed (outcome->value, 4)
                                                     : g_strdup ("unknown");
  g_autofree char *least = isnan (rule->at_least) ? NULL : ins_number_format (rule->at_least);
  g_autofree char *most = isnan (rule->at_most) ? NULL : ins_number_format (rule->at_most);

  g_string_append_printf (text, "%s: %s, %s %s", rule->name,
                          ins_verdict_result_to_word (outcome->result), rule->figure, value);
  if (outcome->unit[0] != '\0')
    g_string_append_printf (text, " %s", outcome->unit);
  if (least != NULL)
    g_string_append_printf (text, ", at least %s", least);
  if (most != NULL)
    g_string_append_printf (text, ", at most %s", most);
  if (isfinite (outcome->missing_percent))
    {
      g_autofree char *missing = ins_number_format_fixed (outcome->missing_percent, 2);

      g_string_append_printf (text, ", %s %% missing", missing);
    }

  return g_string_free (g_steal_pointer (&text), FALSE);
}

void
ins_cli_verdict_print (const char *path)
{
  g_autoptr (InsNdeFile) file = ins_nde_file_open_own (path, NULL);
  InsVerdict verdict;

  if (file == NULL || !ins_nde_file_get_verdict (file, &verdict))
    return;
  g_print ("verdict: %s\n", ins_verdict_result_to_word (verdict.result));
  for (guint i = 0; i < verdict.n_outcomes; i++)
    {
      g_autofree char *line = dup_line (ins_nde_file_get_recipe (file)->rules[i],
                                        &verdict.outcomes[i]);

      g_print ("rule %s\n", line);
    }
}

void
ins_cli_verdict_add (JsonBuilder *builder, InsNdeFile *file)
{
  InsVerdict verdict;

  if (!ins_nde_file_get_verdict (file, &verdict))
    return;
  json_builder_set_member_name (builder, "verdict");
  json_builder_add_string_value (builder, ins_verdict_result_to_word (verdict.result));
  json_builder_set_member_name (builder, "verdict_rules");
  json_builder_begin_array (builder);
  for (guint i = 0; i < verdict.n_outcomes; i++)
    {
      g_autofree char *line = dup_line (ins_nde_file_get_recipe (file)->rules[i],
                                        &verdict.outcomes[i]);

      json_builder_add_string_value (builder, line);
    }
  json_builder_end_array (builder);
}
