/* ins-window-gates.c - gates that a person moved: who follows, and the way back
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "config.h"

#include <glib/gi18n.h>
#include <math.h>
#include <string.h>

#include "app/ins-session-gates.h"
#include "app/ins-window-private.h"

/* The window shows the gates of the picture or, without one, of the next scan. As long as these
 * were the same they stay the same, whichever was changed. */

#define FORM_RUN_US (2 * G_USEC_PER_SEC) /* typing that comes faster is one step */
#define FORM_GESTURES 0x80000000u        /* numbers that the A-scan does not reach */

static gboolean
shows_picture (InsWindow *self)
{
  return ins_window_get_shown_recipe (self) != ins_session_get_recipe (self->session);
}

static void update_bar (InsWindow *self);

static void
update_actions (InsWindow *self)
{
  GActionMap *map = G_ACTION_MAP (self);

  g_simple_action_set_enabled (G_SIMPLE_ACTION (g_action_map_lookup_action (map, "undo")),
                               ins_gate_history_can_undo (self->gate_history));
  g_simple_action_set_enabled (G_SIMPLE_ACTION (g_action_map_lookup_action (map, "redo")),
                               ins_gate_history_can_redo (self->gate_history));
  update_bar (self);
}

static void
set_recipe_gates (InsWindow *self, const InsGateSet *set)
{
  g_autoptr (InsRecipe) recipe = ins_recipe_copy (ins_session_get_recipe (self->session));

  ins_gate_set_give (set, recipe);
  ins_session_set_recipe (self->session, recipe);
}

static void
set_picture_gates (InsWindow *self, const InsGateSet *set)
{
  g_autoptr (InsRecipe) recipe = ins_recipe_copy (ins_session_get_picture_recipe (self->session));

  ins_gate_set_give (set, recipe);
  ins_session_set_picture_gates (self->session, recipe);
}

/* One sentence why no scan could have such gates; NULL: all is well. */
static char *
dup_objection (InsWindow *self, const InsGateSet *set)
{
  g_autoptr (InsRecipe) recipe = ins_recipe_copy (ins_window_get_shown_recipe (self));
  g_autoptr (GError) error = NULL;

  ins_gate_set_give (set, recipe);

  return ins_recipe_validate (recipe, &error) ? NULL : g_strdup (error->message);
}

/* Everything that shows gates follows. */
static void
use (InsWindow *self, const InsGateSet *set)
{
  const gboolean in_picture = shows_picture (self);

  self->using_gates = TRUE;
  if ((in_picture || self->gates_linked) && ins_session_can_regate (self->session))
    set_picture_gates (self, set);
  if (!in_picture || self->gates_linked)
    set_recipe_gates (self, set);
  self->using_gates = FALSE;
  if (in_picture)
    ins_window_show_gates (self);
  update_actions (self);
  ins_window_update_reading (self);
}

/* Whatever was done to the set: checked, kept for undo, and followed. */
static void
change (InsWindow *self, const InsGateSet *set, guint gesture)
{
  g_autofree char *objection = NULL;
  InsGateSet present;

  ins_gate_set_take (&present, ins_window_get_shown_recipe (self));
  if (ins_gate_set_equal (set, &present)) /* an exact picture is not begun anew for nothing */
    return;
  objection = dup_objection (self, set);
  if (objection != NULL)
    {
      ins_window_show_note (self, objection, TRUE);
      ins_window_give_gates (self, ins_window_get_shown_recipe (self));
      return;
    }
  ins_gate_history_push (self->gate_history, set, gesture);
  use (self, set);
}

void
ins_window_change_gates (InsWindow *self, const InsGateSet *set)
{
  change (self, set, 0);
}

static void
on_gates_edited (InsAscanView *view, InsWindow *self)
{
  InsGateSet set;

  ins_gate_set_take (&set, ins_window_get_shown_recipe (self));
  memcpy (set.gates, ins_ascan_view_get_gates (view, &set.n_gates), sizeof set.gates);
  ins_window_drop_auto_gates (self); /* what was proposed and then dragged is taken */
  change (self, &set, ins_ascan_view_get_gesture (view));
}

static void
on_gain_edited (InsAscanView *view, InsWindow *self)
{
  const InsTcg *gain = ins_ascan_view_get_gain (view);
  InsGateSet set;

  ins_gate_set_take (&set, ins_window_get_shown_recipe (self));
  for (guint i = 0; i < MIN (gain->n_points, set.n_curve_points); i++)
    {
      set.curve[i].time_s = gain->points[i].time_s;
      if (set.curve_kind == INS_CURVE_TCG)
        set.curve[i].value = gain->points[i].gain_db;
      else if (i > 0) /* the first one is what the others are lifted to */
        set.curve[i].value = set.curve[0].value / pow (10, gain->points[i].gain_db / 20);
    }
  change (self, &set, ins_ascan_view_get_gesture (view));
}

/* The selected gate's echo as one more point of a distance-amplitude curve. */
static void
on_add_point (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  InsWindow *self = data;
  guint gate = ins_ascan_view_get_selected (self->ascan_view), at = 0;
  InsGateResult result;
  InsGateSet set;
  double gain_db;

  ins_gate_set_take (&set, ins_window_get_shown_recipe (self));
  if (!ins_ascan_view_get_result (self->ascan_view, gate, &result) ||
      (result.status & INS_STATUS_NO_ECHO) != 0 || !isfinite (result.peak_s))
    {
      ins_window_show_note (
          self, _ ("The chosen gate has no echo. Put it on the echo of a reference reflector."),
          TRUE);
      return;
    }
  if (set.n_curve_points >= INS_MAX_TCG_POINTS)
    {
      ins_window_show_note (self, _ ("The curve has as many points as it can have."), TRUE);
      return;
    }
  if (set.n_curve_points == 0)
    set.curve_kind = INS_CURVE_DAC;
  gain_db = ins_tcg_get_gain_db (ins_ascan_view_get_gain (self->ascan_view), result.peak_s);
  while (at < set.n_curve_points && set.curve[at].time_s < result.peak_s)
    at++;
  memmove (&set.curve[at + 1], &set.curve[at], (set.n_curve_points - at) * sizeof *set.curve);
  set.n_curve_points++;
  set.curve[at].time_s = result.peak_s;
  set.curve[at].value = set.curve_kind == INS_CURVE_TCG
                            ? gain_db
                            : (double)result.amplitude_percent / pow (10, gain_db / 20);
  change (self, &set, 0);
}

static void
on_clear_curve (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  InsGateSet set;

  ins_gate_set_take (&set, ins_window_get_shown_recipe (data));
  set.n_curve_points = 0;
  change (data, &set, 0);
}

static void
on_undo (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  InsWindow *self = data;
  const InsGateSet *set = ins_gate_history_undo (self->gate_history);

  if (set != NULL)
    use (self, set);
}

static void
on_redo (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  InsWindow *self = data;
  const InsGateSet *set = ins_gate_history_redo (self->gate_history);

  if (set != NULL)
    use (self, set);
}

static gboolean
are_linked (InsWindow *self)
{
  const InsRecipe *picture = ins_session_get_picture_recipe (self->session);
  InsGateSet shown, next;

  if (picture == NULL)
    return FALSE;
  ins_gate_set_take (&shown, picture);
  ins_gate_set_take (&next, ins_session_get_recipe (self->session));

  return ins_gate_set_equal (&shown, &next);
}

void
ins_window_reset_gates (InsWindow *self)
{
  InsGateSet set;

  ins_gate_set_take (&set, ins_window_get_shown_recipe (self));
  ins_gate_history_reset (self->gate_history, &set);
  self->gates_linked = are_linked (self);
  ins_ascan_view_set_editable (self->ascan_view,
                               !shows_picture (self) || ins_session_can_regate (self->session));
  update_actions (self);
}

/* Another recipe is another matter than other gates in the same one. */
static gboolean
is_about_picture (InsWindow *self)
{
  const InsRecipe *picture = ins_session_get_picture_recipe (self->session);

  return self->gates_linked && ins_session_can_regate (self->session) &&
         g_strcmp0 (picture->name, ins_session_get_recipe (self->session)->name) == 0;
}

void
ins_window_follow_gates (InsWindow *self)
{
  const gint64 now_us = g_get_monotonic_time ();
  InsGateSet set;

  if (self->using_gates)
    return;
  ins_gate_set_take (&set, ins_session_get_recipe (self->session));
  if (shows_picture (self) && (!is_about_picture (self) || are_linked (self)))
    {
      self->gates_linked = are_linked (self);
      return;
    }
  if (now_us - self->form_gates_us > FORM_RUN_US)
    self->form_gesture++;
  self->form_gates_us = now_us;
  ins_gate_history_push (self->gate_history, &set, FORM_GESTURES + self->form_gesture);
  if (is_about_picture (self) && !are_linked (self) && ins_session_get_plan (self->session) != NULL)
    use (self, &set);
  update_actions (self);
}

/* ---- the picture follows ----------------------------------------------------------------- */

static void
update_bar (InsWindow *self)
{
  const gboolean has_other = shows_picture (self) && ins_session_has_other_gates (self->session);
  InsRegaterState state;
  g_autofree char *text = NULL;

  gtk_widget_set_visible (self->gates_bar, has_other);
  if (!has_other)
    return;
  if (ins_session_get_regate_state (self->session, &state) && !state.is_exact && state.n_rows > 0)
    /* Translators: how much of the picture is evaluated with gates that a person changed */
    text = g_strdup_printf (_ ("Other gates than in the file: %u %%"),
                            100 * state.n_rows_done / state.n_rows);
  else
    text = g_strdup (_ ("Other gates than in the file"));
  if (g_strcmp0 (gtk_label_get_text (self->gates_label), text) != 0)
    gtk_label_set_text (self->gates_label, text);
}

static void
on_picture_regated (InsSession *session, InsWindow *self)
{
  ins_window_show_regated (self);
  update_bar (self);
}

void
ins_window_connect_gates (InsWindow *self)
{
  g_signal_connect_object (self->session, "picture-regated", G_CALLBACK (on_picture_regated), self,
                           0);
}

static void
on_save (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  ins_session_save_gates (INS_WINDOW (data)->session);
}

static void
on_restore (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  InsWindow *self = data;
  InsGateSet set;

  if (!ins_session_has_other_gates (self->session))
    return;
  ins_gate_set_take (&set, ins_session_get_file_gates (self->session));
  ins_gate_history_push (self->gate_history, &set, 0);
  use (self, &set);
}

/* ---- keys and actions -------------------------------------------------------------------- */

gboolean
ins_window_take_gate_key (InsWindow *self, guint keyval, GdkModifierType state)
{
  const GdkModifierType other = GDK_ALT_MASK | GDK_SUPER_MASK;
  GtkWidget *widget = GTK_WIDGET (self);

  if ((state & other) != 0)
    return FALSE;
  if ((state & GDK_CONTROL_MASK) != 0)
    return gdk_keyval_to_lower (keyval) == GDK_KEY_z &&
           gtk_widget_activate_action (
               widget, (state & GDK_SHIFT_MASK) != 0 ? "win.redo" : "win.undo", NULL);
  switch (keyval)
    {
    case GDK_KEY_bracketleft:
      return gtk_widget_activate_action (widget, "win.gate-threshold", "i", -1);
    case GDK_KEY_bracketright:
      return gtk_widget_activate_action (widget, "win.gate-threshold", "i", 1);
    case GDK_KEY_h:
    case GDK_KEY_H:
      return gtk_widget_activate_action (widget, "win.ascan-freeze", NULL);
    default:
      return FALSE;
    }
}

void
ins_window_add_gate_actions (InsWindow *self)
{
  static const GActionEntry entries[] = {
    { "undo", on_undo, NULL, NULL, NULL, { 0 } },
    { "redo", on_redo, NULL, NULL, NULL, { 0 } },
    { "curve-add", on_add_point, NULL, NULL, NULL, { 0 } },
    { "curve-clear", on_clear_curve, NULL, NULL, NULL, { 0 } },
    { "gates-save", on_save, NULL, NULL, NULL, { 0 } },
    { "gates-restore", on_restore, NULL, NULL, NULL, { 0 } },
  };

  ins_window_add_ascan_actions (self);
  self->gate_history = ins_gate_history_new ();
  g_action_map_add_action_entries (G_ACTION_MAP (self), entries, G_N_ELEMENTS (entries), self);
  g_signal_connect_object (self->ascan_view, "gates-edited", G_CALLBACK (on_gates_edited), self, 0);
  g_signal_connect_object (self->ascan_view, "gain-edited", G_CALLBACK (on_gain_edited), self, 0);
}
