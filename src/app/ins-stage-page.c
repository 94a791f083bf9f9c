/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n.h>
#include <string.h>

#include "app/ins-stage-page-private.h"

G_DEFINE_FINAL_TYPE (InsStagePage, ins_stage_page, GTK_TYPE_BOX)

static InsEngine *
get_engine (InsStagePage *self)
{
  return self->session != NULL ? ins_session_get_engine (self->session) : NULL;
}

static void
say (GtkLabel *label, const GError *error)
{
  gtk_label_set_text (label, error != NULL ? error->message : "");
  gtk_widget_set_visible (GTK_WIDGET (label), error != NULL);
}

/* ---- another stage ------------------------------------------------------------------------- */

static void
keep_stage (InsStagePage *self, const char *address)
{
  if (!ins_session_keep_in_rig (self->session, "Rig", "Stage", address) && self->settings != NULL)
    g_settings_set_string (self->settings, "stage", address);
}

static gboolean
use (InsStagePage *self, const char *address)
{
  g_autoptr (GError) error = NULL;

  /* the one that was disconnected for the look is not wanted any more */
  self->reconnect = FALSE;
  if (ins_session_set_stage (self->session, address, &error))
    keep_stage (self, address);
  say (self->address_error, error);
  if (error != NULL)
    ins_group_set_open (self->address_group, TRUE);

  return error == NULL;
}

static void
on_stage_chosen (InsStagePage *self, const char *address)
{
  if (self->session != NULL && !ins_session_is_scanning (self->session))
    use (self, address);
}

static void
on_address_used (InsStagePage *self)
{
  g_autofree char *address = g_strdup (gtk_editable_get_text (self->address_entry));

  g_strstrip (address);
  if (self->session != NULL && address[0] != '\0' && !ins_session_is_scanning (self->session) &&
      use (self, address))
    gtk_editable_set_text (self->address_entry, "");
}

static void
on_connect_clicked (InsStagePage *self)
{
  InsEngine *engine = get_engine (self);

  if (engine == NULL || ins_session_is_scanning (self->session))
    return;
  if (ins_session_get_snapshot (self->session)->stage_link == INS_LINK_READY)
    ins_engine_disconnect_stage (engine);
  else
    ins_engine_connect (engine);
}

/* ---- looking ------------------------------------------------------------------------------- */

static void
on_find_clicked (InsStagePage *self)
{
  if (get_engine (self) == NULL || ins_session_is_scanning (self->session))
    return;
  if (ins_session_get_snapshot (self->session)->stage_link == INS_LINK_READY)
    self->look = INS_LOOK_ASKED;
  else
    {
      self->reconnect = FALSE;
      self->look = INS_LOOK_RUNNING;
      ins_engine_find_stages (get_engine (self));
    }
  ins_stage_page_update (self);
}

static void
on_question_confirmed (InsStagePage *self)
{
  if (get_engine (self) == NULL || self->look != INS_LOOK_ASKED)
    return;
  self->look = INS_LOOK_FREEING;
  self->reconnect = TRUE;
  ins_engine_disconnect_stage (get_engine (self));
  ins_stage_page_update (self);
}

static void
on_question_cancelled (InsStagePage *self)
{
  self->look = INS_LOOK_NONE;
  ins_stage_page_update (self);
}

static void
on_stop_clicked (InsStagePage *self)
{
  if (get_engine (self) != NULL)
    ins_engine_stop_finding_stages (get_engine (self));
}

static void
end_look (InsStagePage *self)
{
  self->look = INS_LOOK_NONE;
  if (self->reconnect && get_engine (self) != NULL && !ins_session_is_scanning (self->session))
    ins_engine_connect (get_engine (self));
  self->reconnect = FALSE;
}

/* A stage that is let go, or a request that is just ending, may still be in the way: then the look
 * is asked for again. */
static void
follow_look (InsStagePage *self)
{
  const InsSnapshot *snapshot = ins_session_get_snapshot (self->session);
  const gboolean is_done = snapshot->stage_offers_serial != self->offers_serial;
  const gboolean is_free = snapshot->stage_link == INS_LINK_CLOSED ||
                           snapshot->stage_link == INS_LINK_LOST;

  self->offers_serial = snapshot->stage_offers_serial;
  if (self->look == INS_LOOK_NONE)
    return;
  if (self->look == INS_LOOK_ASKED)
    {
      if (snapshot->stage_link != INS_LINK_READY)
        self->look = INS_LOOK_NONE;
      return;
    }
  if (is_done)
    end_look (self);
  else if (self->look == INS_LOOK_FREEING && is_free)
    self->look = INS_LOOK_RUNNING;
  if (self->look == INS_LOOK_RUNNING && !is_free)
    self->look = INS_LOOK_NONE; /* somebody has connected it */
  else if (self->look == INS_LOOK_RUNNING && !snapshot->is_finding_stages)
    ins_engine_find_stages (get_engine (self));
}

/* ---- the trigger --------------------------------------------------------------------------- */

static void
on_trigger_changed (InsStagePage *self)
{
  const gboolean on = gtk_switch_get_active (self->trigger);
  g_autoptr (GError) error = NULL;

  if (self->updating || self->session == NULL ||
      on == ins_session_get_position_trigger (self->session))
    return;
  if (ins_session_set_position_trigger (self->session, on, &error) &&
      !ins_session_keep_in_rig (self->session, "Rig", "PositionTrigger", on ? "stage" : "none") &&
      self->settings != NULL)
    g_settings_set_boolean (self->settings, "position-trigger", on);
  say (self->trigger_error, error);
  ins_stage_page_update (self);
}

/* ---- the session --------------------------------------------------------------------------- */

static void
on_throttle (gpointer data)
{
  InsStagePage *self = data;

  follow_look (self);
  ins_stage_page_update (self);
}

static void
on_changed (InsSession *session, InsStagePage *self)
{
  ins_throttle_request (&self->throttle);
}

static void
on_map (InsStagePage *self)
{
  if (self->session != NULL)
    ins_stage_page_update (self);
}

GtkWidget *
ins_stage_page_new (void)
{
  return g_object_new (INS_TYPE_STAGE_PAGE, NULL);
}

void
ins_stage_page_set_bare (InsStagePage *self)
{
  self->bare = TRUE;
  gtk_widget_set_visible (self->head, FALSE);
}

void
ins_stage_page_set_settings (InsStagePage *self, GSettings *settings)
{
  g_set_object (&self->settings, settings);
}

void
ins_stage_page_set_session (InsStagePage *self, InsSession *session)
{
  ins_throttle_stop (&self->throttle);
  if (self->session != NULL)
    g_signal_handlers_disconnect_by_data (self->session, self);
  g_set_object (&self->session, session);
  gtk_widget_set_sensitive (GTK_WIDGET (self), session != NULL);
  self->look = INS_LOOK_NONE;
  if (session == NULL)
    return;
  g_signal_connect (session, "changed", G_CALLBACK (on_changed), self);
  g_signal_connect (session, "recipe-changed", G_CALLBACK (on_changed), self);
  self->offers_serial = ins_session_get_snapshot (session)->stage_offers_serial;
  ins_stage_page_update (self);
}

/* ---- the widget ---------------------------------------------------------------------------- */

static void
ins_stage_page_dispose (GObject *object)
{
  InsStagePage *self = INS_STAGE_PAGE (object);

  ins_stage_page_set_session (self, NULL);
  g_clear_object (&self->settings);

  G_OBJECT_CLASS (ins_stage_page_parent_class)->dispose (object);
}

static void
ins_stage_page_finalize (GObject *object)
{
  g_free (INS_STAGE_PAGE (object)->sim_address);

  G_OBJECT_CLASS (ins_stage_page_parent_class)->finalize (object);
}

#define BIND(name) gtk_widget_class_bind_template_child (widget_class, InsStagePage, name)
#define CALL(name) gtk_widget_class_bind_template_callback (widget_class, name)

static void
bind_template (GtkWidgetClass *widget_class)
{
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/io/github/insonify/Insonify/ins-stage-page.ui");
  BIND (head);
  BIND (form);
  BIND (scan_note);
  BIND (stage_group);
  BIND (list);
  BIND (connection_label);
  BIND (connect_button);
  BIND (find_button);
  BIND (question_box);
  BIND (finding_box);
  BIND (finding_label);
  BIND (none_found);
  BIND (stop_button);
  BIND (address_group);
  BIND (address_entry);
  BIND (address_error);
  BIND (trigger_group);
  BIND (trigger);
  BIND (trigger_reason);
  BIND (trigger_error);
  BIND (trigger_card);
  BIND (state);
  CALL (on_stage_chosen);
  CALL (on_connect_clicked);
  CALL (on_find_clicked);
  CALL (on_question_confirmed);
  CALL (on_question_cancelled);
  CALL (on_stop_clicked);
  CALL (on_address_used);
  CALL (on_trigger_changed);
}

static void
ins_stage_page_class_init (InsStagePageClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = ins_stage_page_dispose;
  G_OBJECT_CLASS (klass)->finalize = ins_stage_page_finalize;

  g_type_ensure (INS_TYPE_GROUP);
  g_type_ensure (INS_TYPE_STAGE_LIST);
  bind_template (widget_class);
}

static void
ins_stage_page_init (InsStagePage *self)
{
  self->updating = TRUE;
  self->sim_address = g_strdup ("sim");
  ins_throttle_init (&self->throttle, on_throttle, self);
  gtk_widget_init_template (GTK_WIDGET (self));
  gtk_widget_set_sensitive (GTK_WIDGET (self), FALSE);
  g_signal_connect (self, "map", G_CALLBACK (on_map), NULL);
  self->updating = FALSE;
}
