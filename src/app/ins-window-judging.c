/* ins-window-judging.c - good or bad of a part that is still scanned
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "config.h"

#include "app/ins-window-operator-private.h"

#define INTERVAL_US G_USEC_PER_SEC

typedef struct
{
  InsCscan *cscan;
  InsRecipe *recipe;
  InsVerdict verdict;
} Judging;

static void
judging_free (gpointer data)
{
  Judging *judging = data;

  ins_cscan_unref (judging->cscan);
  ins_recipe_free (judging->recipe);
  g_free (judging);
}

static void
judge_thread (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  Judging *judging = data;

  ins_verdict_evaluate (judging->cscan, judging->recipe, &judging->verdict);
  g_task_return_boolean (task, TRUE);
}

static void
on_judged (GObject *source, GAsyncResult *result, gpointer data)
{
  InsWindow *self = INS_WINDOW (source);
  const Judging *judging = g_task_get_task_data (G_TASK (result));
  InsWindowOperator *op = self->operating;

  if (!g_task_propagate_boolean (G_TASK (result), NULL) || op == NULL)
    return; /* cancelled: of another scan, or nobody operates any more */
  g_clear_object (&op->judging);
  if (op->step != INS_OPERATOR_SCANNING)
    return;
  op->verdict = judging->verdict;
  ins_operator_panel_show_rules (self->operator_panel, judging->recipe, &op->verdict, TRUE);
}

void
ins_window_judge_so_far (InsWindow *self)
{
  InsWindowOperator *op = self->operating;
  InsCscan *cscan = ins_session_get_cscan (self->session);
  const gint64 now_us = g_get_monotonic_time ();
  g_autoptr (GTask) task = NULL;
  Judging *judging;

  if (op->judging != NULL || cscan == NULL || op->recipe == NULL || op->recipe->n_rules == 0 ||
      now_us - op->judged_us < INTERVAL_US ||
      ins_session_get_snapshot (self->session)->n_lines_done == 0)
    return;
  op->judged_us = now_us;
  op->judging = g_cancellable_new ();
  judging = g_new0 (Judging, 1);
  judging->cscan = ins_cscan_ref (cscan);
  judging->recipe = ins_recipe_copy (op->recipe);
  task = g_task_new (self, op->judging, on_judged, NULL);
  g_task_set_task_data (task, judging, judging_free);
  g_task_run_in_thread (task, judge_thread);
}

void
ins_window_operator_stop_judging (InsWindowOperator *op)
{
  g_cancellable_cancel (op->judging);
  g_clear_object (&op->judging);
}
