/* ins-window-operator.c - operator mode: part after part by a released recipe
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "config.h"

#include <glib/gi18n.h>
#include <math.h>

#include "app/ins-file-name.h"
#include "app/ins-pin.h"
#include "app/ins-release.h"
#include "app/ins-settings.h"
#include "app/ins-window-operator-private.h"
#include "storage/ins-nde-verdict.h"

static gboolean
get_setting (const char *key)
{
  GSettings *settings = ins_settings_get ();

  return settings != NULL && g_settings_get_boolean (settings, key);
}

static GVariant *
get_releases (void)
{
  GSettings *settings = ins_settings_get ();

  return settings != NULL ? g_settings_get_value (settings, "operator-recipes") : NULL;
}

/* ---- the steps ----------------------------------------------------------------------------- */

static void
set_step (InsWindow *self, InsOperatorStep step)
{
  self->operating->step = step;
  ins_operator_panel_set_step (self->operator_panel, step);
}

static void
fill_recipes (InsWindow *self)
{
  g_autoptr (GVariant) list = get_releases ();
  const guint n = ins_release_get_n (list);
  g_autoptr (GStrvBuilder) names = g_strv_builder_new (), tooltips = g_strv_builder_new ();
  g_auto (GStrv) all_names = NULL, all_tooltips = NULL;

  for (guint i = 0; i < n; i++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (InsRecipe) recipe = ins_release_load (list, i, &error);
      g_autofree char *path = ins_release_dup_path (list, i);
      g_autofree char *base = g_path_get_basename (path);

      g_strv_builder_add (names, recipe != NULL ? recipe->name : base);
      g_strv_builder_add (tooltips, recipe != NULL ? path : error->message);
    }
  all_names = g_strv_builder_end (names);
  all_tooltips = g_strv_builder_end (tooltips);
  ins_operator_panel_set_recipes (self->operator_panel, (const char *const *)all_names,
                                  (const char *const *)all_tooltips);
}

/* (transfer full) (nullable): the note says why there is none */
static InsRecipe *
load_chosen (InsWindow *self)
{
  g_autoptr (GVariant) list = get_releases ();
  const int chosen = ins_operator_panel_get_recipe (self->operator_panel);
  g_autoptr (GError) error = NULL;
  InsRecipe *recipe;

  if (chosen < 0 || (guint)chosen >= ins_release_get_n (list))
    {
      ins_window_show_note (self, _ ("Choose a recipe first."), TRUE);
      return NULL;
    }
  recipe = ins_release_load (list, (guint)chosen, &error);
  if (recipe == NULL)
    ins_window_show_note (self, error->message, TRUE);

  return recipe;
}

static void
on_recipe_chosen (InsOperatorPanel *panel, guint index, InsWindow *self)
{
  g_autoptr (InsRecipe) recipe = load_chosen (self);

  if (recipe == NULL)
    return;
  ins_window_hide_note (self);
  ins_session_set_recipe (self->session, recipe);
  ins_operator_panel_show_rules (panel, NULL, NULL, FALSE);
  ins_window_update_operator (self);
}

/* The file is read again: it may have been changed since it was chosen. */
void
ins_window_operator_start (InsWindow *self)
{
  InsWindowOperator *op = self->operating;
  g_autoptr (InsRecipe) recipe = NULL;

  if (op->step != INS_OPERATOR_READY ||
      !ins_operator_panel_check (self->operator_panel, get_setting ("operator-needs-part"),
                                 get_setting ("operator-needs-name")))
    return;
  recipe = load_chosen (self);
  if (recipe == NULL)
    return;
  ins_window_hide_note (self);
  ins_session_set_recipe (self->session, recipe);
  ins_session_set_words (self->session, ins_operator_panel_get_part (self->operator_panel),
                         ins_operator_panel_get_operator (self->operator_panel), NULL);
  g_clear_pointer (&op->recipe, ins_recipe_free);
  op->recipe = g_steal_pointer (&recipe);
  g_free (op->part);
  op->part = g_strstrip (g_strdup (ins_operator_panel_get_part (self->operator_panel)));
  op->verdict = (InsVerdict){ 0 };
  op->has_verdict = FALSE;
  op->judged_us = 0;
  self->failure_seen = FALSE;
  ins_session_start (self->session);
}

static void
get_ready (InsWindow *self, const char *part)
{
  InsWindowOperator *op = self->operating;

  ins_window_operator_stop_judging (op);
  if (op->has_verdict)
    ins_operator_panel_add_result (self->operator_panel, op->part, op->recipe, &op->verdict);
  op->has_verdict = FALSE;
  ins_operator_panel_set_part (self->operator_panel, part);
  ins_operator_panel_show_rules (self->operator_panel, NULL, NULL, FALSE);
  self->failure_seen = TRUE;
  set_step (self, INS_OPERATOR_READY);
  fill_recipes (self);
  if (ins_session_get_cscan (self->session) != NULL)
    g_action_group_change_action_state (G_ACTION_GROUP (self), "show-plan",
                                        g_variant_new_boolean (TRUE));
  ins_window_update_state (self);
  ins_window_update_operator (self);
}

static void
on_next (InsOperatorPanel *panel, InsWindow *self)
{
  g_autofree char *next = ins_file_name_next_part (self->operating->part);

  get_ready (self, next);
}

static void
on_again (InsOperatorPanel *panel, InsWindow *self)
{
  g_autofree char *part = g_strdup (self->operating->part);

  get_ready (self, part);
}

static void
on_home (InsOperatorPanel *panel, InsWindow *self)
{
  InsEngine *engine = ins_session_get_engine (self->session);

  if (engine != NULL && !ins_session_is_scanning (self->session))
    ins_engine_home (engine);
}

/* ---- what is shown ------------------------------------------------------------------------- */

static char *
dup_part_words (const char *part)
{
  return *part != '\0' ? g_strdup_printf (_ ("part %s"), part) : g_strdup (_ ("the part"));
}

static void
show_ready (InsWindow *self)
{
  g_autofree char *part = dup_part_words (ins_operator_panel_get_part (self->operator_panel));
  const char *reason = NULL;
  const gboolean can_start = ins_session_can_start (self->session, &reason);
  const gboolean has_recipe = ins_operator_panel_get_recipe (self->operator_panel) >= 0;
  /* Translators: "part 17" */
  g_autofree char *title = g_strdup_printf (
      has_recipe && can_start ? _ ("Ready for %s") : _ ("Not ready for %s"), part);

  ins_operator_head_show_words (self->operator_head, title,
                                !has_recipe  ? _ ("Choose a recipe.")
                                : !can_start ? reason
                                             : _ ("Put the part in, then press Start."));
}

static void
show_scanning (InsWindow *self)
{
  const InsSnapshot *snapshot = ins_session_get_snapshot (self->session);
  const gboolean paused = snapshot->scan == INS_SCAN_PAUSED;
  g_autofree char *part = dup_part_words (self->operating->part);
  /* Translators: "part 17" */
  g_autofree char *title = g_strdup_printf (paused ? _ ("Paused: %s") : _ ("Scanning %s"), part);
  g_autofree char *lines = g_strdup_printf (
      _ ("line %u of %u"), MIN (snapshot->line.order + 1, snapshot->n_lines), snapshot->n_lines);
  g_autofree char *subtitle = g_strdup_printf (
      "%s, %s", self->operating->recipe != NULL ? self->operating->recipe->name : "", lines);
  InsScanJobProgress progress;

  ins_session_get_progress (self->session, &progress);
  ins_operator_head_show_words (self->operator_head, title, subtitle);
  ins_operator_head_show_progress (self->operator_head, progress.fraction, progress.remaining_s,
                                   paused);
  ins_operator_panel_set_pausing (self->operator_panel, snapshot->scan == INS_SCAN_PAUSING, paused);
}

/* The file holds the verdict once it is opened; a scan that never had one is not decided. */
static void
conclude (InsWindow *self)
{
  InsWindowOperator *op = self->operating;
  const InsSnapshot *snapshot = ins_session_get_snapshot (self->session);
  InsNdeFile *file = ins_session_get_file (self->session);
  gboolean is_there;

  if (op->has_verdict || op->recipe == NULL)
    return;
  if (file == NULL && ins_session_get_cscan (self->session) != NULL)
    {
      ins_operator_head_show_words (self->operator_head, _ ("Looking at the picture"), "");
      return; /* it comes */
    }
  op->verdict = (InsVerdict){ 0 };
  /* A scan that did not come to a picture leaves that of the part before. */
  is_there = file != NULL && g_strcmp0 (ins_nde_file_get_path (file), op->path) == 0;
  if (is_there)
    (void)ins_nde_file_get_verdict (file, &op->verdict);
  op->has_verdict = TRUE;
  if (!is_there || (snapshot->scan != INS_SCAN_COMPLETE && op->verdict.result != INS_VERDICT_BAD))
    {
      g_autofree char *part = dup_part_words (op->part);
      /* Translators: "part 17" */
      g_autofree char *title = g_strdup_printf (_ ("The scan of %s was stopped"), part);

      ins_operator_head_show_words (self->operator_head, title,
                                    snapshot->scan_message[0] != '\0'
                                        ? snapshot->scan_message
                                        : _ ("It is not decided. Scan the part again."));
    }
  else
    ins_operator_head_show_verdict (self->operator_head, op->part, op->recipe, &op->verdict);
  ins_operator_panel_show_rules (self->operator_panel, op->recipe,
                                 op->verdict.n_outcomes > 0 ? &op->verdict : NULL, FALSE);
}

static gboolean
can_home (InsWindow *self)
{
  const InsSnapshot *snapshot = ins_session_get_snapshot (self->session);

  return self->operating->step == INS_OPERATOR_READY && snapshot->stage_link == INS_LINK_READY &&
         snapshot->stage_info.can_home && !snapshot->report.homed &&
         (snapshot->report.activity == INS_STAGE_IDLE ||
          snapshot->report.activity == INS_STAGE_ALARM);
}

void
ins_window_update_operator (InsWindow *self)
{
  InsWindowOperator *op = self->operating;
  const gboolean scanning = op != NULL && ins_session_is_scanning (self->session);

  if (op == NULL)
    return;
  if (scanning && op->step != INS_OPERATOR_SCANNING)
    {
      set_step (self, INS_OPERATOR_SCANNING);
      ins_operator_panel_show_rules (self->operator_panel, op->recipe, NULL, TRUE);
    }
  else if (!scanning && op->step == INS_OPERATOR_SCANNING)
    {
      ins_window_operator_stop_judging (op);
      set_step (self, op->recipe != NULL ? INS_OPERATOR_DONE : INS_OPERATOR_READY);
    }
  if (op->step == INS_OPERATOR_SCANNING)
    {
      g_free (op->path);
      op->path = g_strdup (ins_session_get_path (self->session));
      show_scanning (self);
      ins_window_judge_so_far (self);
    }
  else if (op->step == INS_OPERATOR_DONE)
    conclude (self);
  else
    show_ready (self);
  ins_operator_panel_set_can_home (self->operator_panel, can_home (self));
  gtk_widget_set_visible (GTK_WIDGET (self->motion_panel),
                          get_setting ("operator-jog") && !scanning);
}

/* ---- in and out ---------------------------------------------------------------------------- */

/* What is there for a technician only. */
static void
show_rest (InsWindow *self, gboolean shown)
{
  GtkWidget *const widgets[] = {
    self->stop_button,
    self->start_button,
    self->pause_button,
    self->motion_panel_button,
    self->scan_panel_button,
    GTK_WIDGET (self->menu_button),
    self->picture_toolbar,
    self->plots,
    GTK_WIDGET (self->resume_bar),
    self->stat_card,
    self->stat_register,
    GTK_WIDGET (self->timing_button),
    GTK_WIDGET (self->stat_rig),
  };

  for (guint i = 0; i < G_N_ELEMENTS (widgets); i++)
    gtk_widget_set_visible (widgets[i], shown);
  gtk_widget_set_visible (GTK_WIDGET (self->operator_panel), !shown);
  gtk_widget_set_visible (GTK_WIDGET (self->operator_head), !shown);
}

static void
show_panel (InsWindow *self, const char *action, GtkWidget *panel)
{
  g_autoptr (GVariant) state = g_action_group_get_action_state (G_ACTION_GROUP (self), action);

  gtk_widget_set_visible (panel, g_variant_get_boolean (state));
}

void
ins_window_enter_operator (InsWindow *self)
{
  g_autoptr (GVariant) list = get_releases ();

  if (self->operating != NULL)
    return;
  self->operating = g_new0 (InsWindowOperator, 1);
  self->operating->part = g_strdup ("");
  ins_motion_panel_halt (self->motion_panel);
  ins_window_hide_note (self);
  g_action_group_change_action_state (G_ACTION_GROUP (self), "tool", g_variant_new_string ("pan"));
  ins_window_show_main_page (self, "scan");
  ins_window_lock_actions (self);
  gtk_widget_add_css_class (GTK_WIDGET (self), "locked");
  show_rest (self, FALSE);
  gtk_widget_set_visible (GTK_WIDGET (self->side_stack), FALSE);
  if (self->preferences != NULL)
    gtk_window_close (GTK_WINDOW (self->preferences));
  set_step (self, INS_OPERATOR_READY);
  fill_recipes (self);
  if (ins_release_get_n (list) == 1 && !ins_session_is_scanning (self->session))
    {
      ins_operator_panel_choose_recipe (self->operator_panel, 0);
      on_recipe_chosen (self->operator_panel, 0, self);
    }
  ins_window_update_state (self);
  ins_window_update_operator (self);
}

static void
leave (InsWindow *self)
{
  InsWindowOperator *op = g_steal_pointer (&self->operating);

  ins_window_operator_stop_judging (op);
  g_clear_pointer (&op->recipe, ins_recipe_free);
  g_free (op->part);
  g_free (op->path);
  g_free (op);
  ins_session_set_words (self->session, NULL, NULL, NULL);
  ins_window_unlock_actions (self);
  gtk_widget_remove_css_class (GTK_WIDGET (self), "locked");
  show_rest (self, TRUE);
  show_panel (self, "show-motion-panel", GTK_WIDGET (self->motion_panel));
  show_panel (self, "show-scan-panel", GTK_WIDGET (self->side_stack));
  g_action_group_change_action_state (G_ACTION_GROUP (self), "tool",
                                      g_variant_new_string ("cross"));
  ins_window_apply_size (self);
  ins_window_update_panels (self);
  ins_window_update_state (self);
  ins_window_update_actions (self);
}

static void
on_unlock (InsOperatorPanel *panel, const char *pin, InsWindow *self)
{
  GSettings *settings = ins_settings_get ();
  g_autofree char *sealed = settings != NULL ? g_settings_get_string (settings, "operator-pin")
                                             : g_strdup ("");

  if (sealed[0] != '\0' && !ins_pin_matches (sealed, pin))
    {
      ins_operator_panel_refuse (panel, _ ("That is not the PIN."));
      return;
    }
  ins_operator_panel_refuse (panel, NULL);
  leave (self);
}

static void
on_operator (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  ins_window_enter_operator (data);
}

void
ins_window_add_operator (InsWindow *self)
{
  static const GActionEntry entries[] = {
    { "operator", on_operator, NULL, NULL, NULL, { 0 } },
  };

  g_action_map_add_action_entries (G_ACTION_MAP (self), entries, G_N_ELEMENTS (entries), self);
  g_signal_connect (self->operator_panel, "recipe-chosen", G_CALLBACK (on_recipe_chosen), self);
  g_signal_connect (self->operator_panel, "next", G_CALLBACK (on_next), self);
  g_signal_connect (self->operator_panel, "again", G_CALLBACK (on_again), self);
  g_signal_connect (self->operator_panel, "home", G_CALLBACK (on_home), self);
  g_signal_connect (self->operator_panel, "unlock", G_CALLBACK (on_unlock), self);
}

void
ins_window_clear_operator (InsWindow *self)
{
  InsWindowOperator *op = g_steal_pointer (&self->operating);

  if (op == NULL)
    return;
  ins_window_operator_stop_judging (op);
  g_clear_pointer (&op->recipe, ins_recipe_free);
  g_free (op->part);
  g_free (op->path);
  g_free (op);
}
