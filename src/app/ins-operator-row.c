/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n.h>

#include "app/ins-operator-row.h"

const char *
ins_operator_row_get_icon (InsVerdictResult result)
{
  switch (result)
    {
    case INS_VERDICT_GOOD:
      return "emblem-ok-symbolic";
    case INS_VERDICT_BAD:
      return "dialog-error-symbolic";
    case INS_VERDICT_UNDECIDED:
    case INS_VERDICT_N_RESULTS:
    default:
      return "dialog-information-symbolic";
    }
}

const char *
ins_operator_row_get_css_class (InsVerdictResult result)
{
  switch (result)
    {
    case INS_VERDICT_GOOD:
      return "c-ok";
    case INS_VERDICT_BAD:
      return "c-bad";
    case INS_VERDICT_UNDECIDED:
    case INS_VERDICT_N_RESULTS:
    default:
      return "c-note";
    }
}

static GtkWidget *
add_label (GtkWidget *box, const char *text, gboolean expands, const char *css_class)
{
  GtkWidget *label = gtk_label_new (text);

  gtk_label_set_xalign (GTK_LABEL (label), expands ? 0.0F : 1.0F);
  gtk_widget_set_hexpand (label, expands);
  if (expands)
    gtk_label_set_ellipsize (GTK_LABEL (label), PANGO_ELLIPSIZE_END);
  if (css_class != NULL)
    gtk_widget_add_css_class (label, css_class);
  gtk_box_append (GTK_BOX (box), label);

  return label;
}

/* @is_open: nothing can be said of it yet */
static GtkWidget *
make_row (InsVerdictResult result,
          gboolean is_open,
          const char *name,
          const char *value,
          const char *word)
{
  const char *css_class = is_open ? "dim" : ins_operator_row_get_css_class (result);
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 9);
  GtkWidget *image = gtk_image_new_from_icon_name (is_open ? "content-loading-symbolic"
                                                           : ins_operator_row_get_icon (result));

  gtk_widget_add_css_class (box, "o-row");
  gtk_widget_add_css_class (image, css_class);
  gtk_box_append (GTK_BOX (box), image);
  add_label (box, name, TRUE, NULL);
  add_label (box, value, FALSE, "o-value");
  if (*word != '\0')
    add_label (box, word, FALSE, css_class);

  return box;
}

static const char *
get_word (InsVerdictResult result, const InsRule *rule, const InsRuleOutcome *outcome)
{
  if (result == INS_VERDICT_GOOD)
    return _ ("good");
  if (result == INS_VERDICT_UNDECIDED)
    return _ ("not decided");
  if (outcome == NULL)
    return _ ("bad");

  return outcome->value > rule->at_most ? _ ("too much") : _ ("too little");
}

GtkWidget *
ins_operator_row_new_for_rule (const InsRule *rule, const InsRuleOutcome *outcome, gboolean so_far)
{
  const InsRuleOutcome none = { 0 };
  InsVerdictResult result = outcome != NULL ? outcome->result : INS_VERDICT_UNDECIDED;
  g_autofree char *value = outcome != NULL ? ins_rule_dup_value (rule, outcome) : g_strdup ("–");
  g_autofree char *limit = ins_rule_dup_limit (rule, outcome != NULL ? outcome->unit : none.unit);
  GtkWidget *row;

  /* It may yet become good: the limit is said, and no word of it. */
  row = make_row (result, so_far && (outcome == NULL || !outcome->is_beyond), rule->name, value,
                  so_far && result != INS_VERDICT_BAD ? limit : get_word (result, rule, outcome));
  if (outcome != NULL)
    {
      g_autofree char *reason = ins_rule_dup_reason (rule, outcome);

      gtk_widget_set_tooltip_text (row, reason);
    }

  return row;
}

GtkWidget *
ins_operator_row_new_for_part (const char *part, const InsRecipe *recipe, const InsVerdict *verdict)
{
  const int cause = ins_verdict_find_cause (verdict);
  const InsRule *rule = cause >= 0 ? recipe->rules[cause] : NULL;
  const InsRuleOutcome *outcome = cause >= 0 ? &verdict->outcomes[cause] : NULL;
  g_autofree char *name = *part != '\0' ? g_strdup_printf (_ ("Part %s"), part)
                                        : g_strdup (_ ("Part without a number"));
  g_autofree char *value = cause >= 0 ? ins_rule_dup_value (rule, outcome) : g_strdup ("");
  const char *word = cause >= 0             ? get_word (verdict->result, rule, outcome)
                     : recipe->n_rules == 0 ? ""
                                            : _ ("not decided");
  GtkWidget *row = make_row (verdict->result, FALSE, name, value, word);

  if (cause >= 0)
    {
      g_autofree char *reason = ins_rule_dup_reason (rule, outcome);

      gtk_widget_set_tooltip_text (row, reason);
    }

  return row;
}
