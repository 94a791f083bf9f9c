/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n.h>

#include "app/ins-rig-assistant-private.h"

G_DEFINE_FINAL_TYPE (InsRigAssistant, ins_rig_assistant, GTK_TYPE_BOX)

static guint saved_signal;

static const char *const step_names[INS_N_RIG_STEPS] = { "stage",  "card",    "axes",
                                                         "travel", "trigger", "save" };

GtkWidget *
ins_rig_assistant_new (void)
{
  return g_object_new (INS_TYPE_RIG_ASSISTANT, NULL);
}

gboolean
ins_rig_assistant_is_active (InsRigAssistant *self)
{
  return self->active;
}

void
ins_rig_assistant_say (InsRigAssistant *self, const char *sentence)
{
  gtk_label_set_text (self->note_label, sentence != NULL ? sentence : "");
}

guint
ins_rig_assistant_get_n_axes (InsRigAssistant *self)
{
  const InsSnapshot *snapshot = ins_session_get_snapshot (self->session);
  const guint n_axes = snapshot->stage_info.n_axes;

  return snapshot->stage_link == INS_LINK_READY && n_axes > 0 ? MIN (n_axes, INS_N_AXES)
                                                              : INS_N_AXES;
}

/* ---- the steps ----------------------------------------------------------------------------- */

static void
set_badge (InsRigNav *nav, guint number, const char *state, gboolean done)
{
  static const char *const states[] = { "done", "now", "later" };
  g_autofree char *text = done ? g_strdup ("✓") : g_strdup_printf ("%u", number);

  for (gsize i = 0; i < G_N_ELEMENTS (states); i++)
    if (g_str_equal (states[i], state))
      gtk_widget_add_css_class (GTK_WIDGET (nav->badge), states[i]);
    else
      gtk_widget_remove_css_class (GTK_WIDGET (nav->badge), states[i]);
  if (g_str_equal (state, "now"))
    gtk_widget_add_css_class (nav->button, "now");
  else
    gtk_widget_remove_css_class (nav->button, "now");
  gtk_label_set_text (nav->badge, text);
  gtk_accessible_update_state (GTK_ACCESSIBLE (nav->button), GTK_ACCESSIBLE_STATE_SELECTED,
                               g_str_equal (state, "now"), -1);
}

static char *
dup_card_caption (InsRigAssistant *self)
{
  const InsSnapshot *snapshot = ins_session_get_snapshot (self->session);

  return g_strdup (snapshot->digitizer_link == INS_LINK_READY  ? snapshot->digitizer_info.name
                   : snapshot->digitizer_link == INS_LINK_LOST ? _ ("No answer")
                                                               : _ ("Not connected"));
}

static char *
dup_trigger_caption (InsRigAssistant *self)
{
  const InsSnapshot *snapshot = ins_session_get_snapshot (self->session);

  return g_strdup (snapshot->digitizer_link != INS_LINK_READY ? _ ("Needs a card")
                   : snapshot->pulse_missing                  ? _ ("No pulse arrives")
                                                              : _ ("Pulses, live A-scan"));
}

static char *
dup_caption (InsRigAssistant *self, InsRigStep step)
{
  const InsSnapshot *snapshot = ins_session_get_snapshot (self->session);

  switch (step)
    {
    case INS_RIG_STEP_STAGE:
      return g_strdup (snapshot->stage_link == INS_LINK_READY  ? snapshot->stage_info.name
                       : snapshot->stage_link == INS_LINK_LOST ? _ ("No answer")
                                                               : _ ("Not connected"));
    case INS_RIG_STEP_CARD:
      return dup_card_caption (self);
    case INS_RIG_STEP_AXES:
      return ins_rig_assistant_dup_ways (self);
    case INS_RIG_STEP_TRAVEL:
      return ins_rig_assistant_dup_limits (self);
    case INS_RIG_STEP_TRIGGER:
      return dup_trigger_caption (self);
    case INS_RIG_STEP_SAVE:
    case INS_N_RIG_STEPS:
    default:
      return g_strdup (self->draft.name != NULL && self->draft.name[0] != '\0'
                           ? self->draft.name
                           : _ ("So that it can be chosen"));
    }
}

static gboolean
is_done (InsRigAssistant *self, InsRigStep step)
{
  const InsSnapshot *snapshot = ins_session_get_snapshot (self->session);

  if ((self->draft.seen_mask & (1u << step)) == 0)
    return FALSE;
  switch (step)
    {
    case INS_RIG_STEP_STAGE:
      return snapshot->stage_link == INS_LINK_READY;
    case INS_RIG_STEP_CARD:
      return snapshot->digitizer_link == INS_LINK_READY;
    case INS_RIG_STEP_AXES:
      return ins_rig_draft_has_ways (&self->draft, ins_rig_assistant_get_n_axes (self));
    case INS_RIG_STEP_TRAVEL:
      return ins_rig_draft_check_limits (&self->draft, NULL);
    case INS_RIG_STEP_TRIGGER:
      return snapshot->digitizer_link == INS_LINK_READY && !snapshot->pulse_missing;
    case INS_RIG_STEP_SAVE:
    case INS_N_RIG_STEPS:
    default:
      return FALSE;
    }
}

static void
update_buttons (InsRigAssistant *self)
{
  const InsRigStep step = self->draft.step;
  g_autofree char *next = NULL;

  if (step == INS_RIG_STEP_SAVE)
    next = g_strdup (_ ("Save and Use"));
  else if (step == INS_RIG_STEP_AXES && self->axis + 1 < ins_rig_assistant_get_n_axes (self))
    /* Translators: the axis that is asked about next */
    next = g_strdup_printf (_ ("Next: %c"), INS_AXIS_LETTERS[self->axis + 1]);
  else
    next = g_strdup (_ ("Next"));
  if (g_strcmp0 (gtk_button_get_label (GTK_BUTTON (self->next_button)), next) != 0)
    gtk_button_set_label (GTK_BUTTON (self->next_button), next);
  gtk_widget_set_sensitive (self->back_button, step != INS_RIG_STEP_STAGE);
}

void
ins_rig_assistant_update (InsRigAssistant *self)
{
  if (!self->active)
    return;
  for (guint step = 0; step < INS_N_RIG_STEPS; step++)
    {
      const gboolean done = is_done (self, (InsRigStep)step);
      const gboolean now = step == self->draft.step;
      g_autofree char *caption = dup_caption (self, (InsRigStep)step);

      set_badge (&self->nav[step], step + 1, now ? "now" : done ? "done" : "later", done && !now);
      if (g_strcmp0 (gtk_label_get_text (self->nav[step].caption), caption) != 0)
        gtk_label_set_text (self->nav[step].caption, caption);
    }
  update_buttons (self);
  if (self->draft.step == INS_RIG_STEP_AXES)
    ins_rig_assistant_show_axes (self);
  else if (self->draft.step == INS_RIG_STEP_TRAVEL)
    ins_rig_assistant_show_travel (self);
  else if (self->draft.step == INS_RIG_STEP_SAVE)
    ins_rig_assistant_show_save (self);
}

void
ins_rig_assistant_show_step (InsRigAssistant *self, InsRigStep step)
{
  ins_motion_panel_halt (self->motion_panel);
  ins_rig_assistant_say (self, NULL);
  self->draft.step = step;
  self->draft.seen_mask |= 1u << step;
  gtk_stack_set_visible_child_name (self->steps, step_names[step]);
  ins_rig_assistant_keep_draft (self);
  ins_rig_assistant_update (self);
  if (gtk_widget_get_mapped (GTK_WIDGET (self)))
    ins_rig_assistant_focus (self);
}

void
ins_rig_assistant_focus (InsRigAssistant *self)
{
  /* never to what moves something: the key that led here may still be down and repeat */
  gtk_widget_grab_focus (self->nav[self->draft.step].button);
}

/* What a step that is left still has to say. */
static gboolean
may_leave_step (InsRigAssistant *self, InsRigStep to)
{
  if (self->draft.step == INS_RIG_STEP_AXES && to > INS_RIG_STEP_AXES)
    return ins_rig_assistant_apply_axes (self);
  if (self->draft.step == INS_RIG_STEP_TRAVEL && to > INS_RIG_STEP_TRAVEL)
    return ins_rig_assistant_check_travel (self);

  return TRUE;
}

static void
on_next_clicked (InsRigAssistant *self)
{
  const InsRigStep step = self->draft.step;

  if (step == INS_RIG_STEP_SAVE)
    {
      g_autofree char *path = ins_rig_assistant_save (self);

      if (path == NULL)
        return;
      ins_rig_assistant_end (self);
      ins_rig_assistant_forget_draft ();
      g_signal_emit (self, saved_signal, 0, path);
      ins_rig_assistant_forget_before (self);
      return;
    }
  if (step == INS_RIG_STEP_AXES && ins_rig_assistant_next_axis (self))
    return;
  if (may_leave_step (self, (InsRigStep)(step + 1)))
    ins_rig_assistant_show_step (self, (InsRigStep)(step + 1));
}

static void
on_back_clicked (InsRigAssistant *self)
{
  const InsRigStep step = self->draft.step;

  if (step == INS_RIG_STEP_STAGE ||
      (step == INS_RIG_STEP_AXES && ins_rig_assistant_previous_axis (self)))
    return;
  if (may_leave_step (self, (InsRigStep)(step - 1)))
    ins_rig_assistant_show_step (self, (InsRigStep)(step - 1));
}

static void
on_leave_clicked (InsRigAssistant *self)
{
  ins_rig_assistant_leave (self);
}

static void
on_nav_clicked (InsRigAssistant *self, GtkWidget *button)
{
  for (guint step = 0; step < INS_N_RIG_STEPS; step++)
    if (self->nav[step].button == button && step != self->draft.step &&
        may_leave_step (self, (InsRigStep)step))
      {
        ins_rig_assistant_show_step (self, (InsRigStep)step);
        return;
      }
}

/* ---- the widget ---------------------------------------------------------------------------- */

static void
on_throttle (gpointer data)
{
  ins_rig_assistant_update (data);
}

static void
on_changed (InsSession *session, InsRigAssistant *self)
{
  if (self->active)
    ins_throttle_request (&self->throttle);
}

void
ins_rig_assistant_set_settings (InsRigAssistant *self, GSettings *settings)
{
  g_set_object (&self->settings, settings);
  ins_motion_panel_set_settings (self->motion_panel, settings);
}

void
ins_rig_assistant_set_session (InsRigAssistant *self, InsSession *session)
{
  ins_throttle_stop (&self->throttle);
  if (self->session != NULL)
    g_signal_handlers_disconnect_by_data (self->session, self);
  g_set_object (&self->session, session);
  ins_stage_page_set_session (self->stage_page, session);
  ins_card_page_set_session (self->card_page, session);
  ins_card_page_set_session (self->wiring_page, session);
  ins_motion_panel_set_session (self->motion_panel, session);
  ins_jog_control_set_session (self->jog, session);
  if (session != NULL)
    g_signal_connect (session, "changed", G_CALLBACK (on_changed), self);
}

static void
ins_rig_assistant_dispose (GObject *object)
{
  InsRigAssistant *self = INS_RIG_ASSISTANT (object);

  ins_rig_assistant_stop_live (self);
  if (self->session != NULL)
    ins_rig_assistant_set_session (self, NULL);
  g_clear_object (&self->settings);
  g_clear_object (&self->jog);
  ins_rig_assistant_forget_before (self);

  G_OBJECT_CLASS (ins_rig_assistant_parent_class)->dispose (object);
}

static void
ins_rig_assistant_finalize (GObject *object)
{
  InsRigAssistant *self = INS_RIG_ASSISTANT (object);

  ins_rig_draft_clear (&self->draft);
  g_free (self->samples);

  G_OBJECT_CLASS (ins_rig_assistant_parent_class)->finalize (object);
}

#define BIND(name) gtk_widget_class_bind_template_child (widget_class, InsRigAssistant, name)
#define CALL(name) gtk_widget_class_bind_template_callback (widget_class, name)

static void
bind_nav (GtkWidgetClass *widget_class)
{
  for (guint step = 0; step < INS_N_RIG_STEPS; step++)
    {
      const gssize nav = G_STRUCT_OFFSET (InsRigAssistant, nav) +
                         (gssize)(step * sizeof (InsRigNav));
      g_autofree char *button = g_strdup_printf ("nav_%s", step_names[step]);
      g_autofree char *badge = g_strdup_printf ("badge_%s", step_names[step]);
      g_autofree char *caption = g_strdup_printf ("caption_%s", step_names[step]);

      gtk_widget_class_bind_template_child_full (widget_class, button, FALSE,
                                                 nav + (gssize)G_STRUCT_OFFSET (InsRigNav, button));
      gtk_widget_class_bind_template_child_full (widget_class, badge, FALSE,
                                                 nav + (gssize)G_STRUCT_OFFSET (InsRigNav, badge));
      gtk_widget_class_bind_template_child_full (
          widget_class, caption, FALSE, nav + (gssize)G_STRUCT_OFFSET (InsRigNav, caption));
    }
}

static void
ins_rig_assistant_class_init (InsRigAssistantClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = ins_rig_assistant_dispose;
  G_OBJECT_CLASS (klass)->finalize = ins_rig_assistant_finalize;

  g_signal_new ("left", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                G_TYPE_NONE, 0);
  saved_signal = g_signal_new ("saved", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                               NULL, G_TYPE_NONE, 1, G_TYPE_STRING);
  g_type_ensure (INS_TYPE_ASCAN_VIEW);
  g_type_ensure (INS_TYPE_CARD_PAGE);
  g_type_ensure (INS_TYPE_MOTION_PANEL);
  g_type_ensure (INS_TYPE_NUMBER_ENTRY);
  g_type_ensure (INS_TYPE_RIG_DRAWING);
  g_type_ensure (INS_TYPE_STAGE_PAGE);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/io/github/insonify/Insonify/ins-rig-assistant.ui");
  bind_nav (widget_class);
  BIND (steps);
  BIND (note_label);
  BIND (back_button);
  BIND (next_button);
  BIND (stage_page);
  BIND (card_page);
  BIND (wiring_page);
  ins_rig_assistant_bind_axes (widget_class);
  ins_rig_assistant_bind_travel (widget_class);
  ins_rig_assistant_bind_finish (widget_class);
  CALL (on_nav_clicked);
  CALL (on_next_clicked);
  CALL (on_back_clicked);
  CALL (on_leave_clicked);
}

static void
ins_rig_assistant_init (InsRigAssistant *self)
{
  ins_rig_draft_init (&self->draft);
  ins_throttle_init (&self->throttle, on_throttle, self);
  self->jog = ins_jog_control_new ();
  gtk_widget_init_template (GTK_WIDGET (self));
  ins_stage_page_set_bare (self->stage_page);
  ins_card_page_set_parts (self->card_page, INS_CARD_PAGE_CHOICE);
  ins_card_page_set_parts (self->wiring_page, INS_CARD_PAGE_WIRING);
  ins_motion_panel_ignore_gamepad (self->motion_panel);
  ins_rig_assistant_start_axes (self);
  ins_rig_assistant_start_travel (self);
  ins_rig_assistant_start_finish (self);
}
