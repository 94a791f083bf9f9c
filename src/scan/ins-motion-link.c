/* ins-motion-link.c - the stage's connection: made, lost, and another stage in its place
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Motion thread only, but for ins_motion_set_stage().
 */
#define G_LOG_DOMAIN "ins-motion"

#include "config.h"

#include <glib/gi18n.h>
#include <string.h>

#include "scan/ins-motion-private.h"

static void
publish_link (InsMotion *self, InsLinkState link, const char *message)
{
  {
    g_autoptr (InsLocker) locker G_GNUC_UNUSED = ins_lock_acquire (&self->lock);

    self->status.link = link;
    if (link != INS_LINK_READY) /* what it did before says nothing about what it does next */
      self->status.reference.has_home = FALSE;
    g_strlcpy (self->status.message, message, sizeof self->status.message);
    self->status.info = self->info;
    if (link != INS_LINK_READY)
      {
        self->status.report.position_known = FALSE;
        self->status.report.activity = INS_STAGE_UNKNOWN;
      }
  }
  self->notify (self->notify_data);
}

void
ins_motion_close_stage (InsMotion *self, InsLinkState link, const char *message)
{
  if (self->open)
    ins_stage_close (self->stage);
  self->open = FALSE;
  atomic_store (&self->moves, FALSE);
  publish_link (self, link, message);
}

void
ins_motion_learn_info (InsMotion *self)
{
  ins_stage_get_info (self->stage, &self->info);
  /* one that is mute in motion has no ramp either way, and is stopped at once */
  atomic_store (&self->stops_hard, self->info.stops_hard && self->info.reports_in_motion);
}

/* Another one may have other habits. */
static void
forget_arrivals (InsMotion *self)
{
  g_autoptr (InsLocker) locker G_GNUC_UNUSED = ins_lock_acquire (&self->lock);

  self->arrival = (InsArrivalWatch){ 0 };
  self->status.arrival_message[0] = '\0';
}

static void
open_stage (InsMotion *self, GError **error)
{
  InsStageReport report;

  self->open = ins_stage_open (self->stage, self->cancellable, error);
  if (!self->open)
    return;
  ins_motion_learn_info (self);
  self->index_is_late = FALSE;
  if (ins_stage_poll (self->stage, &report, error))
    {
      ins_motion_publish_report (self, &report);
      return;
    }
  ins_stage_close (self->stage);
  self->open = FALSE;
}

void
ins_motion_connect_stage (InsMotion *self, InsMotionActive *active)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *message = NULL;

  if (!self->open)
    {
      publish_link (self, INS_LINK_OPENING, "");
      forget_arrivals (self);
      open_stage (self, &error);
    }

  /* the request ends first: whoever sees the link ready may move */
  message = g_strdup (error != NULL ? error->message : "");
  ins_motion_end_request (self, active, g_steal_pointer (&error));
  publish_link (self, self->open ? INS_LINK_READY : INS_LINK_LOST, message);
}

/* Also a controller that kept its power and says that it is homed: while the link was off a hand,
 * or its own panel, may have moved it, or this may be another controller. */
void
ins_motion_lose_stage (InsMotion *self, InsMotionActive *active, const GError *error)
{
  {
    g_autoptr (InsLocker) locker G_GNUC_UNUSED = ins_lock_acquire (&self->lock);

    g_strlcpy (self->status.reference_message,
               _ ("The link to the stage was lost, and it may have moved since. Home it, or look "
                  "where it stands and confirm its position; nothing moves before."),
               sizeof self->status.reference_message);
  }
  ins_motion_close_stage (self, INS_LINK_LOST, error->message);
  if (active->serial != 0)
    ins_motion_end_request (self, active, g_error_copy (error));
}

/* A stage that nobody has heard yet. That somebody had to vouch for the old one's place is not
 * forgotten: the new address may lead to the same controller. */
static void
forget_stage_locked (InsMotion *self)
{
  const gboolean doubted = self->status.reference_message[0] != '\0';

  self->info = (InsStageInfo){ 0 };
  self->status.info = self->info;
  self->status.report = (InsStageReport){ .activity = INS_STAGE_UNKNOWN };
  self->status.report_unix_us = 0;
  if (doubted)
    g_strlcpy (self->status.reference_message,
               _ ("The stage was exchanged while its position was in doubt. Home it, or look where "
                  "it stands and confirm its position; nothing moves before."),
               sizeof self->status.reference_message);
}

void
ins_motion_exchange_stage (InsMotion *self)
{
  g_autoptr (InsStage) before = NULL;

  ins_motion_close_stage (self, INS_LINK_OPENING, "");
  {
    g_autoptr (InsLocker) locker G_GNUC_UNUSED = ins_lock_acquire (&self->lock);

    before = self->stage; /* let go without the lock */
    self->stage = g_steal_pointer (&self->next_stage);
    forget_stage_locked (self);
  }
  self->lag_s = 0.0;
}

gboolean
ins_motion_set_stage (InsMotion *self, InsStage *stage)
{
  g_autoptr (InsLocker) locker G_GNUC_UNUSED = ins_lock_acquire (&self->lock);
  const InsMotionRequest request = { .verb = INS_MOTION_EXCHANGE };

  if (self->status.busy)
    return FALSE;
  g_set_object (&self->next_stage, stage);
  ins_motion_post_locked (self, &request, atomic_load (&self->n_stops));

  return TRUE;
}
