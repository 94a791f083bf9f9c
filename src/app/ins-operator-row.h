/* ins-operator-row.h - a result in one line: sign, name, figure, word
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include <gtk/gtk.h>

#include "scan/ins-verdict.h"

G_BEGIN_DECLS

/* @outcome: (nullable): nothing is known yet; @so_far: of a scan that runs, where only what cannot
 * become good again is bad */
GtkWidget *
ins_operator_row_new_for_rule (const InsRule *rule, const InsRuleOutcome *outcome, gboolean so_far);

GtkWidget *ins_operator_row_new_for_part (const char *part,
                                          const InsRecipe *recipe,
                                          const InsVerdict *verdict);

/* How a result is shown, never by colour alone. */
const char *ins_operator_row_get_icon (InsVerdictResult result);
const char *ins_operator_row_get_css_class (InsVerdictResult result);

G_END_DECLS
