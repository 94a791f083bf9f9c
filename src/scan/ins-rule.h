/* ins-rule.h - when a part is good
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "image/ins-measure-result.h"

G_BEGIN_DECLS

#define INS_MAX_RULES 16

/* A figure of the picture and what it may be. Owned strings; copy with ins_rule_copy(). */
typedef struct
{
  char *name;
  char *alarm;              /* (nullable): its pixels are counted */
  InsMeasure *measure;      /* (nullable): what is measured; %NULL with an alarm */
  char *figure;             /* "void_percent": see ins_rule_get_figures() */
  double at_least, at_most; /* NaN: no such limit; one of them is there */
  double missing_percent;   /* so many of its pixels may have no value */
} InsRule;

InsRule *ins_rule_new (const char *name);
InsRule *ins_rule_copy (const InsRule *self);
void ins_rule_free (InsRule *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (InsRule, ins_rule_free)

/* The words that can stand for @figure of such a measurement, the usual one first, %NULL at the
 * end; @kind < 0: of an alarm. %NULL: nothing can be ruled by it. */
const char *const *ins_rule_get_figures (int kind);

typedef enum
{
  INS_VERDICT_UNDECIDED, /* no rule, or not enough was measured */
  INS_VERDICT_GOOD,
  INS_VERDICT_BAD,
  INS_VERDICT_N_RESULTS,
} InsVerdictResult;

/* In files and on stdout: "undecided", "good", "bad". */
const char *ins_verdict_result_to_word (InsVerdictResult result);
/* -1 if it is none. */
int ins_verdict_result_from_word (const char *word);

typedef struct
{
  InsVerdictResult result;
  gboolean is_beyond;     /* of what is there, also where that is not enough to decide */
  double value;           /* NaN: there is none */
  char unit[8];           /* "%", "mm2", "" for a count */
  double missing_percent; /* of the pixels that it is about; NaN: there are none */
} InsRuleOutcome;

/* Pure: by the limits, from a value and how much is missing. */
void ins_rule_decide (const InsRule *self,
                      double value,
                      double missing_percent,
                      InsRuleOutcome *outcome);

/* (transfer full): for people: "6.8 %", "not measured"; as many decimals as it takes to tell it
 * from the limit. */
char *ins_rule_dup_value (const InsRule *self, const InsRuleOutcome *outcome);
/* (transfer full): "at most 5 %" */
char *ins_rule_dup_limit (const InsRule *self, const char *unit);
/* (transfer full): one sentence with numbers: why it is as it is */
char *ins_rule_dup_reason (const InsRule *self, const InsRuleOutcome *outcome);

G_END_DECLS
