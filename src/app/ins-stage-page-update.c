/* ins-stage-page-update.c - what the stage's page shows of the session
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "config.h"

#include <glib/gi18n.h>
#include <string.h>

#include "app/ins-check-row.h"
#include "app/ins-stage-page-private.h"

/* ---- the list ------------------------------------------------------------------------------ */

static InsStageOffer *
offer_new (const char *address, const char *name, const char *port, const char *message)
{
  InsStageOffer *offer = g_new (InsStageOffer, 1);

  offer->address = g_strdup (address);
  offer->name = g_strdup (name);
  offer->port = g_strdup (port);
  offer->message = g_strdup (message);

  return offer;
}

static gboolean
is_simulated (const char *address)
{
  return address != NULL && ins_stage_list_is_same_stage (address, "sim");
}

static gboolean
has_stage (GPtrArray *offers, const char *address)
{
  for (guint i = 0; i < offers->len; i++)
    {
      const InsStageOffer *offer = offers->pdata[i];

      if (ins_stage_list_is_same_stage (offer->address, address))
        return TRUE;
    }

  return FALSE;
}

static void
add_offers (GPtrArray *offers, const GPtrArray *found, gboolean answering)
{
  for (guint i = 0; found != NULL && i < found->len; i++)
    {
      const InsStageOffer *offer = found->pdata[i];

      if ((offer->message[0] == '\0') == answering)
        g_ptr_array_add (offers,
                         offer_new (offer->address, offer->name, offer->port, offer->message));
    }
}

/* The one in use, what was found, the simulated one, which is always there, and last the ports
 * where nobody answers. */
static GPtrArray *
collect_offers (InsStagePage *self, const char *address)
{
  const InsSnapshot *snapshot = ins_session_get_snapshot (self->session);
  GPtrArray *offers = g_ptr_array_new_with_free_func ((GDestroyNotify)ins_stage_offer_free);
  InsEngine *engine = ins_session_get_engine (self->session);
  g_autoptr (GPtrArray) found = engine != NULL ? ins_engine_dup_stage_offers (engine) : NULL;

  add_offers (offers, found, TRUE);
  if (address != NULL && !is_simulated (address) && !has_stage (offers, address))
    g_ptr_array_insert (offers, 0, offer_new (address, snapshot->stage_info.name, address, ""));
  g_ptr_array_add (offers, offer_new (self->sim_address, _ ("Simulated stage"),
                                      _ ("A stage in software. Needs no hardware."), ""));
  add_offers (offers, found, FALSE);

  return offers;
}

static void
update_list (InsStagePage *self)
{
  const char *address = ins_session_get_stage (self->session);
  g_autoptr (GPtrArray) offers = NULL;

  if (is_simulated (address) && strcmp (address, self->sim_address) != 0)
    {
      g_free (self->sim_address);
      self->sim_address = g_strdup (address);
    }
  offers = collect_offers (self, address);
  ins_stage_list_set_offers (self->list, offers, address);
  /* only after a look */
  gtk_widget_set_visible (GTK_WIDGET (self->none_found), self->look == INS_LOOK_NONE &&
                                                             self->offers_serial > 0 &&
                                                             offers->len == 1);
}

/* ---- the connection ------------------------------------------------------------------------ */

static void
update_connection (InsStagePage *self)
{
  const InsSnapshot *snapshot = ins_session_get_snapshot (self->session);
  const InsLinkState link = snapshot->stage_link;
  const gboolean moves = link == INS_LINK_READY && snapshot->report.activity != INS_STAGE_IDLE &&
                         snapshot->report.activity != INS_STAGE_ALARM;

  gtk_label_set_text (self->connection_label, link == INS_LINK_READY ? snapshot->stage_info.name
                                              : link == INS_LINK_OPENING
                                                  ? _ ("Connecting. Nothing moves.")
                                              : link == INS_LINK_LOST ? _ ("No answer")
                                                                      : _ ("Not connected"));
  gtk_button_set_label (self->connect_button,
                        link == INS_LINK_READY ? _ ("Disconnect") : _ ("Connect"));
  gtk_widget_set_sensitive (GTK_WIDGET (self->connect_button),
                            link != INS_LINK_OPENING && !moves && self->look == INS_LOOK_NONE &&
                                ins_session_get_engine (self->session) != NULL);
  gtk_widget_set_tooltip_text (GTK_WIDGET (self->connect_button),
                               moves ? _ ("The stage moves. Stop it first.") : NULL);
  gtk_widget_set_sensitive (self->find_button, !moves && link != INS_LINK_OPENING);
  gtk_widget_set_tooltip_text (
      self->find_button,
      moves
          ? _ ("The stage moves. Stop it first.")
          : _ ("Asks at each serial port which stage is there. Nothing moves, nothing is stored."));
}

static void
update_look (InsStagePage *self)
{
  const InsSnapshot *snapshot = ins_session_get_snapshot (self->session);
  g_autofree char *text = NULL;

  gtk_widget_set_visible (self->find_button, self->look == INS_LOOK_NONE);
  gtk_widget_set_visible (self->question_box, self->look == INS_LOOK_ASKED);
  gtk_widget_set_visible (self->finding_box, self->look > INS_LOOK_ASKED);
  if (self->look <= INS_LOOK_ASKED)
    return;
  if (snapshot->finding_at[0] != '\0')
    /* Translators: a port, as in "Asking at /dev/ttyUSB0 (2 of 4)" */
    text = g_strdup_printf (
        _ ("Asking at %s. Nothing moves. A port takes up to 15 s; you may leave "
           "this page meanwhile."),
        snapshot->finding_at);
  else
    text = g_strdup (_ ("Looking for ports. Nothing moves."));
  gtk_label_set_text (self->finding_label, text);
}

/* ---- the trigger --------------------------------------------------------------------------- */

static void
update_trigger (InsStagePage *self)
{
  const InsSnapshot *snapshot = ins_session_get_snapshot (self->session);
  const gboolean on = ins_session_get_position_trigger (self->session);
  const gboolean can = snapshot->stage_link == INS_LINK_READY && snapshot->stage_info.can_trigger;
  g_autofree char *reason = NULL;

  gtk_switch_set_active (self->trigger, on);
  /* off it can always be switched */
  gtk_widget_set_sensitive (GTK_WIDGET (self->trigger), on || can);
  gtk_widget_set_visible (self->trigger_card, on && !self->bare);
  if (snapshot->stage_link != INS_LINK_READY)
    reason = g_strdup (_ ("Connect the stage: whether it can is known then."));
  else if (!can)
    reason = g_strdup_printf (_ ("%s gives no pulses at positions."), snapshot->stage_info.name);
  else
    reason = g_strdup (
        _ ("A wire leads from the controller's trigger output to the card's trigger "
           "input. The card is to record at its trigger; each pulse is then a place, "
           "whatever the clocks say."));
  gtk_label_set_text (self->trigger_reason, reason);
  ins_group_set_summary (self->trigger_group, on ? _ ("by the stage") : _ ("none"));
}

/* ---- how it stands ------------------------------------------------------------------------- */

static gboolean
is_shown (InsStagePage *self, const InsCheck *check)
{
  if (self->bare)
    return FALSE; /* what a scan needs is not the question yet */

  return check->is_about_stage || (check->is_about_card && check->level != INS_CHECK_OK &&
                                   ins_session_get_position_trigger (self->session));
}

static GtkWidget *
put_row (InsStagePage *self, GtkWidget *row, InsCheckLevel level, const char *text)
{
  if (row == NULL)
    {
      row = ins_check_row_new ();
      gtk_box_append (self->state, row);
    }
  ins_check_row_set (INS_CHECK_ROW (row), level, text);

  return gtk_widget_get_next_sibling (row);
}

/* What the preflight will say of the stage, and why it does not answer. */
static void
update_state (InsStagePage *self)
{
  const InsSnapshot *snapshot = ins_session_get_snapshot (self->session);
  GtkWidget *row = gtk_widget_get_first_child (GTK_WIDGET (self->state));
  GPtrArray *checks = ins_session_get_checks (self->session);

  if (snapshot->stage_link == INS_LINK_LOST && snapshot->stage_message[0] != '\0')
    row = put_row (self, row, INS_CHECK_BAD, snapshot->stage_message);
  for (guint i = 0; i < checks->len; i++)
    {
      const InsCheck *check = checks->pdata[i];

      if (is_shown (self, check) &&
          (snapshot->stage_link != INS_LINK_LOST || check->level != INS_CHECK_BAD))
        row = put_row (self, row, check->level, check->text);
    }
  while (row != NULL)
    {
      GtkWidget *next = gtk_widget_get_next_sibling (row);

      gtk_box_remove (self->state, row);
      row = next;
    }
  gtk_widget_set_visible (GTK_WIDGET (self->state),
                          gtk_widget_get_first_child (GTK_WIDGET (self->state)) != NULL);
}

void
ins_stage_page_update (InsStagePage *self)
{
  const gboolean scanning = ins_session_is_scanning (self->session);

  self->updating = TRUE;
  gtk_widget_set_sensitive (self->form, !scanning);
  gtk_widget_set_visible (self->scan_note, scanning);
  update_list (self);
  update_connection (self);
  update_look (self);
  update_trigger (self);
  update_state (self);
  self->updating = FALSE;
}
