/* ins-window-operator-private.h - what the files of operator mode share
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "app/ins-window-private.h"

G_BEGIN_DECLS

struct _InsWindowOperator
{
  InsOperatorStep step;
  InsRecipe *recipe; /* of the part that is scanned or was; NULL before */
  char *part;
  char *path; /* of its file, once it is scanned */
  InsVerdict verdict;
  gboolean has_verdict;
  GCancellable *judging; /* a task thread looks at the picture */
  gint64 judged_us;
};

/* ins-window-judging.c: the part so far, by one of GIO's task threads, now and then. */
void ins_window_judge_so_far (InsWindow *self);
void ins_window_operator_stop_judging (InsWindowOperator *op);

G_END_DECLS
