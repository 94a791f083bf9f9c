/* ins-operator-panel.h - all that an operator has to press
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include <gtk/gtk.h>

#include "scan/ins-verdict.h"

G_BEGIN_DECLS

typedef enum
{
  INS_OPERATOR_READY,    /* a part can be put in, a recipe chosen */
  INS_OPERATOR_SCANNING, /* paused, too */
  INS_OPERATOR_DONE,     /* it has ended, however */
} InsOperatorStep;

#define INS_TYPE_OPERATOR_PANEL (ins_operator_panel_get_type ())
G_DECLARE_FINAL_TYPE (InsOperatorPanel, ins_operator_panel, INS, OPERATOR_PANEL, GtkBox)

/* Start and pause are the window's actions; the rest is told by signals: "recipe-chosen" (uint),
 * "next" (), "again" (), "home" (), "unlock" (char *pin). */
GtkWidget *ins_operator_panel_new (void);

/* Its presses and clicks are the window's business. */
GtkWidget *ins_operator_panel_get_stop_button (InsOperatorPanel *self);

void ins_operator_panel_set_step (InsOperatorPanel *self, InsOperatorStep step);

/* @tooltips: of each, in its order; the choice is kept where it can be. */
void ins_operator_panel_set_recipes (InsOperatorPanel *self,
                                     const char *const *names,
                                     const char *const *tooltips);
/* -1 none. No signal. */
void ins_operator_panel_choose_recipe (InsOperatorPanel *self, int index);
int ins_operator_panel_get_recipe (InsOperatorPanel *self);

/* "" for none. */
const char *ins_operator_panel_get_part (InsOperatorPanel *self);
void ins_operator_panel_set_part (InsOperatorPanel *self, const char *part);
const char *ins_operator_panel_get_operator (InsOperatorPanel *self);
void ins_operator_panel_set_operator (InsOperatorPanel *self, const char *name);

/* What must be given and is not is marked, and gets the focus. FALSE: something is missing. */
gboolean
ins_operator_panel_check (InsOperatorPanel *self, gboolean needs_part, gboolean needs_name);

void ins_operator_panel_set_pausing (InsOperatorPanel *self, gboolean pausing, gboolean paused);
void ins_operator_panel_set_can_home (InsOperatorPanel *self, gboolean can_home);

/* One row for each rule; @verdict: (nullable): nothing is known yet; @so_far: the scan still runs.
 */
void ins_operator_panel_show_rules (InsOperatorPanel *self,
                                    const InsRecipe *recipe,
                                    const InsVerdict *verdict,
                                    gboolean so_far);

/* On top of the parts before. */
void ins_operator_panel_add_result (InsOperatorPanel *self,
                                    const char *part,
                                    const InsRecipe *recipe,
                                    const InsVerdict *verdict);

/* Answers "unlock": the sentence why not; NULL: it is unlocked. */
void ins_operator_panel_refuse (InsOperatorPanel *self, const char *sentence);

G_END_DECLS
