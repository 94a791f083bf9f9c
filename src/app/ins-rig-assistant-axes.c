/* ins-rig-assistant-axes.c - which way each axis of the controller goes
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "config.h"

#include <glib/gi18n.h>
#include <math.h>

#include "app/ins-rig-assistant-private.h"
#include "core/ins-number.h"

#define LOOK_MM 1.0         /* enough to be seen, little enough to do no harm */
#define LOOK_SPEED_MM_S 2.0 /* slowly: STOP is within reach */

static const InsRig *
get_rig (InsRigAssistant *self)
{
  return ins_session_get_rig (self->session);
}

/* Of the controller's axis, as it counts; NaN unknown. The session's axes may be mapped already. */
static double
get_theirs_mm (InsRigAssistant *self)
{
  const InsSnapshot *snapshot = ins_session_get_snapshot (self->session);
  InsPosition theirs;

  if (snapshot->stage_link != INS_LINK_READY)
    return (double)NAN;
  theirs = ins_axis_map_to_stage (&get_rig (self)->axes, &snapshot->report.position);

  return theirs.mm[self->axis];
}

/* ---- moving -------------------------------------------------------------------------------- */

static void
move (InsRigAssistant *self, int direction)
{
  const InsAxisMap *axes = &get_rig (self)->axes;
  const InsAxis ours = ins_axis_map_find (axes, (InsAxis)self->axis);
  const double from_mm = get_theirs_mm (self);

  if (ins_jog_control_get_reason (self->jog) != NULL)
    return;
  ins_rig_assistant_say (self, NULL);
  self->from_mm = from_mm;
  ins_jog_control_step (self->jog, ours, direction * axes->sign[ours], 1);
}

static void
on_move_clicked (InsRigAssistant *self)
{
  move (self, 1);
}

static void
on_move_back_clicked (InsRigAssistant *self)
{
  move (self, -1);
}

static void
on_home_clicked (InsRigAssistant *self)
{
  if (ins_jog_control_get_home_reason (self->jog) == NULL)
    ins_engine_home (ins_session_get_engine (self->session));
}

/* A person has looked. */
static void
on_confirm_clicked (InsRigAssistant *self)
{
  ins_engine_unlock (ins_session_get_engine (self->session));
}

static void
on_jog_message (InsJogControl *jog, const char *text, InsRigAssistant *self)
{
  ins_rig_assistant_say (self, text);
}

/* ---- answers ------------------------------------------------------------------------------- */

static void
on_way_toggled (InsRigAssistant *self, GtkToggleButton *button)
{
  InsWay way = INS_WAY_UNKNOWN;

  if (self->updating)
    return;
  for (guint i = INS_WAY_RIGHT; i < INS_N_WAYS; i++)
    if (gtk_toggle_button_get_active (self->ways[i]))
      way = (InsWay)i;
  self->draft.ways[self->axis] = way;
  ins_rig_assistant_say (self, NULL);
  ins_rig_assistant_keep_draft (self);
  ins_rig_assistant_update (self);
}

static void
show_axis (InsRigAssistant *self, guint axis)
{
  self->axis = axis;
  self->from_mm = (double)NAN;
  ins_rig_assistant_say (self, NULL);
  ins_rig_assistant_update (self);
}

gboolean
ins_rig_assistant_next_axis (InsRigAssistant *self)
{
  if (self->axis + 1 >= ins_rig_assistant_get_n_axes (self))
    return FALSE;
  show_axis (self, self->axis + 1);

  return TRUE;
}

gboolean
ins_rig_assistant_previous_axis (InsRigAssistant *self)
{
  if (self->axis == 0)
    return FALSE;
  show_axis (self, self->axis - 1);

  return TRUE;
}

gboolean
ins_rig_assistant_apply_axes (InsRigAssistant *self)
{
  const InsRig *present = get_rig (self);
  g_autoptr (GError) error = NULL;
  g_autoptr (InsRig) rig = NULL;
  const InsAxisMap before = present->axes;
  InsAxisMap axes;

  if (!ins_rig_draft_get_axes (&self->draft, ins_rig_assistant_get_n_axes (self), &axes, &error))
    {
      ins_rig_assistant_say (self, error->message);
      return FALSE;
    }
  if (ins_axis_map_is_equal (&axes, &before))
    return TRUE;
  rig = ins_rig_new_with_axes (present, &axes, &error);
  if (rig == NULL || !ins_session_use_rig (self->session, rig, NULL, &error))
    {
      ins_rig_assistant_say (self, error->message);
      return FALSE;
    }
  ins_rig_draft_turn_limits (&self->draft, &before, &axes);
  ins_rig_assistant_load_travel (self);

  return TRUE;
}

/* ---- what is shown ------------------------------------------------------------------------- */

static const char *
get_way_name (InsWay way)
{
  switch (way)
    {
    case INS_WAY_RIGHT:
      return _ ("right");
    case INS_WAY_LEFT:
      return _ ("left");
    case INS_WAY_NEAR:
      return _ ("to you");
    case INS_WAY_FAR:
      return _ ("away");
    case INS_WAY_UP:
      return _ ("up");
    case INS_WAY_DOWN:
      return _ ("down");
    case INS_WAY_NONE:
      return _ ("none");
    case INS_WAY_UNKNOWN:
    case INS_N_WAYS:
    default:
      return "?";
    }
}

char *
ins_rig_assistant_dup_ways (InsRigAssistant *self)
{
  const guint n_axes = ins_rig_assistant_get_n_axes (self);
  g_autoptr (GString) text = g_string_new (NULL);
  guint n_known = 0;

  for (guint axis = 0; axis < n_axes; axis++)
    {
      const InsWay way = self->draft.ways[axis];

      n_known += way != INS_WAY_UNKNOWN;
      g_string_append_printf (text, "%s%c %s", axis > 0 ? ", " : "", INS_AXIS_LETTERS[axis],
                              get_way_name (way));
    }

  return g_strdup (n_known > 0 ? text->str : _ ("Move a little, look, say"));
}

static void
show_report (InsRigAssistant *self)
{
  const double mm = get_theirs_mm (self);
  g_autofree char *now = isnan (mm) ? g_strdup ("–") : ins_number_format_typed (mm, 3);
  g_autofree char *text = NULL;

  if (isnan (self->from_mm))
    text = g_strdup_printf ("%c %s", INS_AXIS_LETTERS[self->axis], now);
  else
    {
      g_autofree char *from = ins_number_format_typed (self->from_mm, 3);

      text = g_strdup_printf ("%c %s → %s", INS_AXIS_LETTERS[self->axis], from, now);
    }
  gtk_label_set_text (self->axes_reported, text);
  gtk_label_set_text (self->axes_detail, isnan (self->from_mm) ? _ ("Not moved yet")
                                         : fabs (mm - self->from_mm) < 0.5 * LOOK_MM
                                             ? _ ("The controller reports no motion yet")
                                             : _ ("In the controller’s own coordinates"));
}

static void
show_ways (InsRigAssistant *self)
{
  const InsWay way = self->draft.ways[self->axis];

  self->updating = TRUE;
  for (guint i = INS_WAY_RIGHT; i < INS_N_WAYS; i++)
    if (gtk_toggle_button_get_active (self->ways[i]) != (i == way))
      gtk_toggle_button_set_active (self->ways[i], i == way);
  self->updating = FALSE;
  ins_rig_drawing_set_axis (self->drawing, way >= INS_WAY_RIGHT && way <= INS_WAY_DOWN
                                               ? (int)(way - INS_WAY_RIGHT) / 2
                                               : -1);
}

static void
show_reason (InsRigAssistant *self)
{
  const InsSnapshot *snapshot = ins_session_get_snapshot (self->session);
  const char *reason = ins_jog_control_get_reason (self->jog);
  const gboolean ready = snapshot->stage_link == INS_LINK_READY;
  const gboolean doubted = ready && (snapshot->report.activity == INS_STAGE_ALARM ||
                                     snapshot->reference_message[0] != '\0');

  gtk_label_set_text (self->axes_reason, reason != NULL ? reason : "");
  gtk_widget_set_visible (GTK_WIDGET (self->axes_reason), reason != NULL);
  gtk_widget_set_visible (self->confirm_button, doubted);
  gtk_widget_set_visible (self->home_button,
                          doubted && ins_jog_control_get_home_reason (self->jog) == NULL);
  gtk_widget_set_sensitive (GTK_WIDGET (self->move_button), reason == NULL);
  gtk_widget_set_sensitive (GTK_WIDGET (self->move_back_button), reason == NULL);
}

void
ins_rig_assistant_show_axes (InsRigAssistant *self)
{
  const char letter = INS_AXIS_LETTERS[self->axis];
  g_autofree char *title = g_strdup_printf (_ ("Which way does %c go?"), letter);
  g_autofree char *move = g_strdup_printf (_ ("Move %c by +1 mm"), letter);
  g_autofree char *back = g_strdup_printf (_ ("Move %c by −1 mm"), letter);

  if (g_strcmp0 (gtk_label_get_text (self->axes_title), title) != 0)
    {
      gtk_label_set_text (self->axes_title, title);
      gtk_button_set_label (self->move_button, move);
      gtk_button_set_label (self->move_back_button, back);
    }
  show_report (self);
  show_ways (self);
  show_reason (self);
}

#define BIND(name) gtk_widget_class_bind_template_child (widget_class, InsRigAssistant, name)
#define CALL(name) gtk_widget_class_bind_template_callback (widget_class, name)

void
ins_rig_assistant_bind_axes (GtkWidgetClass *widget_class)
{
  static const char *const names[INS_N_WAYS] = { NULL,      "way_right", "way_left", "way_near",
                                                 "way_far", "way_up",    "way_down", "way_none" };

  BIND (axes_title);
  BIND (axes_reported);
  BIND (axes_detail);
  BIND (axes_reason);
  BIND (drawing);
  BIND (move_button);
  BIND (move_back_button);
  BIND (home_button);
  BIND (confirm_button);
  for (guint i = INS_WAY_RIGHT; i < INS_N_WAYS; i++)
    gtk_widget_class_bind_template_child_full (widget_class, names[i], FALSE,
                                               G_STRUCT_OFFSET (InsRigAssistant, ways) +
                                                   (gssize)(i * sizeof (GtkToggleButton *)));
  CALL (on_move_clicked);
  CALL (on_move_back_clicked);
  CALL (on_home_clicked);
  CALL (on_confirm_clicked);
  CALL (on_way_toggled);
}

void
ins_rig_assistant_start_axes (InsRigAssistant *self)
{
  self->from_mm = (double)NAN;
  ins_jog_control_set_steps (self->jog, LOOK_MM, LOOK_MM);
  ins_jog_control_set_speed (self->jog, LOOK_SPEED_MM_S);
  ins_jog_control_set_hold (self->jog, FALSE);
  g_signal_connect (self->jog, "message", G_CALLBACK (on_jog_message), self);
}
