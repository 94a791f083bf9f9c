/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n.h>
#include <math.h>
#include <string.h>

#include "core/ins-clock.h"
#include "core/ins-error.h"
#include "devices/stage/ins-serial-stage-private.h"

#define GREETING_S 2.5 /* boards that reset on opening boot that long */
#define GREETING_SLICE_S 0.1
#define CLOSING_TIMEOUT_S 1.0
#define CLOSING_SLICE_S 0.02
#define OPENING_STOP_S 2.0

/* Threads: the motion worker owns everything but transport and the two counters of stops; stop()
 * and halt() on any thread write to the transport and count. See the private header. */

static void ins_serial_stage_iface_init (InsStageInterface *iface);

G_DEFINE_ABSTRACT_TYPE_WITH_CODE (InsSerialStage,
                                  ins_serial_stage,
                                  G_TYPE_OBJECT,
                                  G_ADD_PRIVATE (InsSerialStage)
                                      G_IMPLEMENT_INTERFACE (INS_TYPE_STAGE,
                                                             ins_serial_stage_iface_init))

InsSerialStagePrivate *
ins_serial_stage_get_private (InsSerialStage *self)
{
  return ins_serial_stage_get_instance_private (self);
}

InsLineLink *
ins_serial_stage_get_link (InsSerialStage *self)
{
  return &ins_serial_stage_get_private (self)->link;
}

InsSerialTraits *
ins_serial_stage_get_traits (InsSerialStage *self)
{
  return &ins_serial_stage_get_private (self)->traits;
}

const InsStageOptions *
ins_serial_stage_get_options (InsSerialStage *self)
{
  return &ins_serial_stage_get_private (self)->options;
}

void
ins_serial_stage_set_reports_in_motion (InsSerialStage *self, gboolean reports_in_motion)
{
  ins_serial_stage_get_private (self)->info.reports_in_motion = reports_in_motion;
}

gboolean
ins_serial_stage_stop_is_asked (InsSerialStage *self)
{
  InsSerialStagePrivate *priv = ins_serial_stage_get_private (self);

  return atomic_load (&priv->n_stops_begun) != atomic_load (&priv->n_stops_done);
}

const InsPosition *
ins_serial_stage_get_acceleration (InsSerialStage *self)
{
  return &ins_serial_stage_get_private (self)->acceleration;
}

void
ins_serial_stage_turn (const InsSerialStagePrivate *priv, InsPosition *position)
{
  for (guint axis = 0; axis < INS_N_AXES; axis++)
    position->mm[axis] *= priv->options.sign[axis];
}

/* ---- opening and closing -------------------------------------------------------------------- */

/* A board that resets when its port is opened says so itself; others are quiet. */
static gboolean
wait_for_greeting (InsSerialStagePrivate *priv,
                   gboolean may_reset,
                   GCancellable *cancellable,
                   GError **error)
{
  double until_s = ins_clock_now_s () + GREETING_S;

  if (!may_reset || !ins_transport_resets_on_open (priv->transport))
    return TRUE;
  while (ins_clock_now_s () < until_s)
    {
      InsLineOutcome outcome;

      if (g_cancellable_set_error_if_cancelled (cancellable, error))
        return FALSE;
      outcome = ins_line_link_read (&priv->link, ins_clock_now_s () + GREETING_SLICE_S, error);
      if (outcome == INS_LINE_FAILED)
        return FALSE;
      if (outcome == INS_LINE_READ)
        return ins_line_link_drain (&priv->link, GREETING_SLICE_S, error);
    }

  return TRUE;
}

/* What the address says wins over nothing, but not over the controller. */
static void
complete_info (InsSerialStagePrivate *priv)
{
  InsStageInfo *info = &priv->info;

  info->n_axes = 0;
  for (guint axis = 0; axis < INS_N_AXES; axis++)
    {
      double low = info->travel_minimum.mm[axis], high = info->travel_maximum.mm[axis];
      gboolean is_turned = priv->options.sign[axis] < 0;

      info->travel_minimum.mm[axis] = is_turned ? -high : low;
      info->travel_maximum.mm[axis] = is_turned ? -low : high;
      if (isnan (low))
        info->travel_minimum.mm[axis] = priv->options.travel_minimum.mm[axis];
      if (isnan (high))
        info->travel_maximum.mm[axis] = priv->options.travel_maximum.mm[axis];
      if (priv->traits.missing_mask & (1u << axis))
        info->travel_minimum.mm[axis] = info->travel_maximum.mm[axis] = 0.0;
      else
        info->n_axes++;
    }
}

static void
clear_info (InsSerialStage *self)
{
  InsSerialStagePrivate *priv = ins_serial_stage_get_private (self);
  const InsPosition unknown = { { (double)NAN, (double)NAN, (double)NAN } };

  priv->info = (InsStageInfo){ .n_axes = INS_N_AXES,
                               .travel_minimum = unknown,
                               .travel_maximum = unknown,
                               .maximum_speed = unknown,
                               .acceleration = unknown,
                               .resolution = unknown,
                               .reports_in_motion = TRUE,
                               .can_home = TRUE };
  g_strlcpy (priv->info.protocol, INS_SERIAL_STAGE_GET_CLASS (self)->protocol,
             sizeof priv->info.protocol);
  priv->state = (InsSerialState){ .position = unknown };
}

static gboolean
stands (const InsSerialStagePrivate *priv)
{
  return priv->activity == INS_STAGE_IDLE || priv->activity == INS_STAGE_ALARM ||
         priv->activity == INS_STAGE_UNKNOWN;
}

/* Left moving by an earlier session: somebody else may have it in his hand. A stop that was asked
 * for before is carried out. */
static gboolean
come_to_rest (InsSerialStage *self, GCancellable *cancellable, GError **error)
{
  InsSerialStagePrivate *priv = ins_serial_stage_get_private (self);
  double until_s = ins_clock_now_s () + OPENING_STOP_S;

  if (ins_serial_stage_stop_is_asked (self) &&
      !ins_line_link_write (&priv->link, ins_serial_stage_get_stop_bytes (priv, FALSE, FALSE),
                            error))
    return FALSE;
  if (!ins_serial_stage_update (self, error))
    return FALSE;
  while (ins_serial_stage_stop_is_asked (self) && ins_clock_now_s () < until_s)
    {
      if (g_cancellable_set_error_if_cancelled (cancellable, error) ||
          !ins_serial_stage_update (self, error))
        return FALSE;
      ins_clock_sleep_s (CLOSING_SLICE_S);
    }
  if (stands (priv))
    return TRUE;
  g_set_error (error, INS_DEVICE_ERROR, INS_DEVICE_ERROR_BUSY,
               _ ("The stage at %s is moving or held by somebody else. Wait until it stands, or "
                  "reset the controller, then connect."),
               ins_transport_get_name (priv->transport));

  return FALSE;
}

static gboolean
serial_open (InsStage *stage, GCancellable *cancellable, GError **error)
{
  InsSerialStage *self = INS_SERIAL_STAGE (stage);
  InsSerialStagePrivate *priv = ins_serial_stage_get_private (self);
  InsSerialStageClass *klass = INS_SERIAL_STAGE_GET_CLASS (self);

  if (priv->is_open)
    return TRUE;
  if (!ins_transport_open (priv->transport, error))
    return FALSE;
  ins_line_link_restart (&priv->link);
  clear_info (self);
  priv->has_state = priv->is_lost = priv->is_confirmed = priv->is_homing = FALSE;
  priv->confirmed_mask = 0;
  priv->activity = INS_STAGE_IDLE;
  priv->stop_deadline_s = priv->accepted_s = 0.0;
  ins_serial_stage_set_message (priv, "");
  priv->is_open = wait_for_greeting (priv, klass->may_reset, cancellable, error) &&
                  klass->connect (self, &priv->info, error);
  if (priv->is_open)
    {
      complete_info (priv);
      priv->is_open = come_to_rest (self, cancellable, error);
    }
  if (!priv->is_open)
    {
      priv->activity = INS_STAGE_UNKNOWN;
      ins_transport_close (priv->transport);
    }

  return priv->is_open;
}

static void
serial_close (InsStage *stage)
{
  InsSerialStage *self = INS_SERIAL_STAGE (stage);
  InsSerialStagePrivate *priv = ins_serial_stage_get_private (self);
  InsSerialStageClass *klass = INS_SERIAL_STAGE_GET_CLASS (self);
  double until_s = ins_clock_now_s () + CLOSING_TIMEOUT_S;

  if (!priv->is_open)
    return;
  if (priv->activity != INS_STAGE_IDLE && priv->activity != INS_STAGE_ALARM)
    ins_stage_stop (stage); /* one that has gone silent may still hear */
  while (priv->activity != INS_STAGE_UNKNOWN &&
         (!stands (priv) || ins_serial_stage_stop_is_asked (self)) && ins_clock_now_s () < until_s)
    {
      if (!ins_serial_stage_update (self, NULL))
        {
          priv->activity = INS_STAGE_UNKNOWN;
          break;
        }
      ins_clock_sleep_s (CLOSING_SLICE_S);
    }
  if (klass->disconnect != NULL && priv->activity != INS_STAGE_UNKNOWN)
    klass->disconnect (self);
  priv->is_open = FALSE;
  priv->activity = INS_STAGE_UNKNOWN;
  ins_transport_close (priv->transport);
}

static void
serial_get_info (InsStage *stage, InsStageInfo *info)
{
  *info = ins_serial_stage_get_private (INS_SERIAL_STAGE (stage))->info;
}

/* ---- reports and stops ---------------------------------------------------------------------- */

static gboolean
is_position_known (const InsSerialStagePrivate *priv)
{
  for (guint axis = 0; axis < INS_N_AXES; axis++)
    if (isnan (priv->state.position.mm[axis]))
      return FALSE;

  return !ins_serial_stage_is_lost (priv);
}

/* In words: what has happened, else what would be refused, else a warning. */
static const char *
get_message (const InsSerialStagePrivate *priv)
{
  if (priv->message[0] != '\0')
    return priv->message;

  return priv->traits.refusal[0] != '\0' ? priv->traits.refusal : priv->state.notice;
}

static gboolean
serial_poll (InsStage *stage, InsStageReport *report, GError **error)
{
  InsSerialStage *self = INS_SERIAL_STAGE (stage);
  InsSerialStagePrivate *priv = ins_serial_stage_get_private (self);
  const guint all = (1u << INS_N_AXES) - 1;
  gboolean done = priv->is_open && ins_serial_stage_update (self, error);

  if (!priv->is_open)
    ins_serial_stage_set_silent_error (self, 0.0, error);
  if (!done)
    {
      ins_serial_stage_tell_to_stop (self);
      priv->activity = INS_STAGE_UNKNOWN;
    }

  memset (report, 0, sizeof *report);
  report->activity = priv->activity;
  report->homed = done && !ins_serial_stage_is_lost (priv) &&
                  ((priv->state.homed_mask & all) == all || priv->is_confirmed);
  report->position = priv->state.position;
  report->position_known = done && is_position_known (priv);
  report->asked_s = priv->state.asked_s;
  report->answered_s = priv->state.answered_s;
  report->limit_mask = priv->state.limit_mask;
  report->alarm_code = priv->state.alarm_code;
  ins_serial_stage_copy_text (get_message (priv), report->message, sizeof report->message);

  return done;
}

const char *
ins_serial_stage_get_stop_bytes (InsSerialStagePrivate *priv, gboolean is_again, gboolean at_once)
{
  const InsSerialTraits *traits = &priv->traits;

  if ((at_once || atomic_load (&priv->stops_hard)) && traits->halt_bytes[0] != '\0')
    return traits->halt_bytes;

  return is_again && traits->stop_again_bytes[0] != '\0' ? traits->stop_again_bytes
                                                         : traits->stop_bytes;
}

void
ins_serial_stage_set_stops_hard (InsSerialStage *self, gboolean stops_hard)
{
  atomic_store (&ins_serial_stage_get_private (self)->stops_hard, stops_hard);
}

/* Any thread. */
static void
write_stop (InsStage *stage, gboolean at_once)
{
  InsSerialStage *self = INS_SERIAL_STAGE (stage);
  InsSerialStagePrivate *priv = ins_serial_stage_get_private (self);
  const char *bytes = ins_serial_stage_get_stop_bytes (priv, ins_serial_stage_stop_is_asked (self),
                                                       at_once);
  g_autoptr (GError) error = NULL;

  atomic_fetch_add (&priv->n_stops_begun, 1);
  if (!ins_transport_write (priv->transport, (const guint8 *)bytes, strlen (bytes), &error))
    g_debug ("stop could not be sent: %s", error->message);
  atomic_fetch_add (&priv->n_stops, 1);
}

static void
serial_stop (InsStage *stage)
{
  write_stop (stage, FALSE);
}

static void
serial_halt (InsStage *stage)
{
  write_stop (stage, TRUE);
}

void
ins_serial_stage_tell_to_stop (InsSerialStage *self)
{
  if (!stands (ins_serial_stage_get_private (self)))
    write_stop (INS_STAGE (self), FALSE);
}

gboolean
ins_serial_stage_write_motion (InsSerialStage *self, const char *text, GError **error)
{
  InsSerialStagePrivate *priv = ins_serial_stage_get_private (self);

  if (ins_serial_stage_stop_is_asked (self))
    return ins_serial_stage_refuse_for_stop (error);
  if (!ins_line_link_write (&priv->link, text, error))
    return FALSE;
  if (!ins_serial_stage_stop_is_asked (self))
    return TRUE;

  return ins_line_link_write (&priv->link, ins_serial_stage_get_stop_bytes (priv, TRUE, FALSE),
                              error) &&
         ins_serial_stage_refuse_for_stop (error);
}

/* ---- the object ----------------------------------------------------------------------------- */

static void
ins_serial_stage_dispose (GObject *object)
{
  serial_close (INS_STAGE (object));

  G_OBJECT_CLASS (ins_serial_stage_parent_class)->dispose (object);
}

static void
ins_serial_stage_finalize (GObject *object)
{
  g_object_unref (ins_serial_stage_get_private (INS_SERIAL_STAGE (object))->transport);

  G_OBJECT_CLASS (ins_serial_stage_parent_class)->finalize (object);
}

static void
ins_serial_stage_class_init (InsSerialStageClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = ins_serial_stage_dispose;
  G_OBJECT_CLASS (klass)->finalize = ins_serial_stage_finalize;
  klass->lone = "";
}

static void
ins_serial_stage_iface_init (InsStageInterface *iface)
{
  iface->open = serial_open;
  iface->close = serial_close;
  iface->get_info = serial_get_info;
  iface->poll = serial_poll;
  iface->stop = serial_stop;
  iface->halt = serial_halt;
  ins_serial_stage_commands_init (iface);
}

static void
ins_serial_stage_init (InsSerialStage *self)
{
  InsSerialStagePrivate *priv = ins_serial_stage_get_private (self);

  atomic_init (&priv->n_stops_begun, 0);
  atomic_init (&priv->n_stops, 0);
  atomic_init (&priv->n_stops_done, 0);
  atomic_init (&priv->stops_hard, FALSE);
}

InsStage *
ins_serial_stage_new (GType type, InsTransport *transport, const InsStageOptions *options)
{
  InsSerialStage *self = g_object_new (type, NULL);
  InsSerialStagePrivate *priv = ins_serial_stage_get_private (self);

  priv->transport = g_object_ref (transport);
  priv->options = *options;
  ins_line_link_init (&priv->link, transport, INS_SERIAL_STAGE_GET_CLASS (self)->lone);
  clear_info (self);
  priv->activity = INS_STAGE_UNKNOWN;

  return INS_STAGE (self);
}
