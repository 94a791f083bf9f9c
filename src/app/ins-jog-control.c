/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n.h>
#include <math.h>

#include "app/ins-jog-control.h"
#include "core/ins-clock.h"
#include "core/ins-number.h"

#define SHORT_PRESS_MS 200
#define KEEP_ALIVE_MS 100
#define FAST_FACTOR 4.0
#define FAST_STEPS 10

/* A probe is lowered into a part slowly, and an unhomed stage knows no limits. */
#define Z_SPEED_MM_S 10.0
#define UNHOMED_SPEED_MM_S 5.0

/* Reports take this long to show that a step has begun. */
#define START_S 0.25
/* Nearer than this is at the limit. */
#define AT_LIMIT_MM 0.0005

typedef enum
{
  STATE_UP,      /* no key down */
  STATE_PRESSED, /* hold mode, not yet long enough to run */
  STATE_RUNNING, /* the engine jogs */
  STATE_DOWN,    /* the key is down, but nothing follows from it */
} State;

struct _InsJogControl
{
  GObject parent_instance;

  InsSession *session;
  gboolean hold;
  double speed_mm_s, xy_mm, z_mm;

  State state;
  InsAxis axis;
  int direction;
  gboolean fast;
  guint press_source, keep_alive_source;

  gboolean outstanding; /* a step was asked for and has not ended yet */
  double asked_s;
};

G_DEFINE_FINAL_TYPE (InsJogControl, ins_jog_control, G_TYPE_OBJECT)

static guint message_signal;

static const char axis_letters[] = INS_AXIS_LETTERS;

static InsEngine *
get_engine (InsJogControl *self)
{
  return self->session != NULL ? ins_session_get_engine (self->session) : NULL;
}

static void
say (InsJogControl *self, const char *text)
{
  g_signal_emit (self, message_signal, 0, text);
}

static double
get_travel (InsJogControl *self, InsAxis axis, int direction, gboolean *soft)
{
  const InsSnapshot *snapshot = ins_session_get_snapshot (self->session);
  g_autoptr (InsRig) rig = ins_engine_dup_rig (get_engine (self));
  double travel = direction > 0 ? snapshot->stage_info.travel_maximum.mm[axis]
                                : snapshot->stage_info.travel_minimum.mm[axis];
  double limit = direction > 0 ? rig->soft_maximum.mm[axis] : rig->soft_minimum.mm[axis];

  *soft = isfinite (limit) && (!isfinite (travel) || (limit - travel) * direction < 0.0);
  if (*soft)
    return limit;

  return isfinite (travel) ? travel : direction * (double)INFINITY;
}

/* The limit in this direction; infinite while the stage does not know where it is. */
static double
get_limit (InsJogControl *self, InsAxis axis, int direction, gboolean *soft)
{
  *soft = FALSE;
  if (get_engine (self) == NULL)
    return direction * (double)INFINITY;
  if (!ins_session_get_snapshot (self->session)->report.homed ||
      !ins_session_get_snapshot (self->session)->report.position_known)
    return direction * (double)INFINITY;

  return get_travel (self, axis, direction, soft);
}

static void
say_limit (InsJogControl *self, InsAxis axis, double limit_mm, gboolean soft)
{
  g_autofree char *number = ins_number_format_typed (limit_mm, 1);
  const char letter[2] = { axis_letters[axis], '\0' };
  g_autofree char *text = NULL;

  if (soft)
    /* Translators: axis, then position: "X stops at 200.0 mm: ..." */
    text = g_strdup_printf (_ ("%s stops at %s mm: limit set for this rig."), letter, number);
  else
    text = g_strdup_printf (_ ("%s stops at %s mm: end of travel."), letter, number);
  say (self, text);
}

/* Millimetres left in this direction, at most @wanted; tells the person about the limit. */
static double
clip_to_limit (InsJogControl *self, InsAxis axis, int direction, double wanted_mm)
{
  gboolean soft = FALSE;
  double limit_mm = get_limit (self, axis, direction, &soft);
  double room_mm;

  if (!isfinite (limit_mm))
    return wanted_mm;
  room_mm = (limit_mm - ins_session_get_snapshot (self->session)->report.position.mm[axis]) *
            direction;
  if (room_mm >= wanted_mm)
    return wanted_mm;
  say_limit (self, axis, limit_mm, soft);

  return room_mm > AT_LIMIT_MM ? room_mm : 0.0;
}

static void
drop_sources (InsJogControl *self)
{
  g_clear_handle_id (&self->press_source, g_source_remove);
  g_clear_handle_id (&self->keep_alive_source, g_source_remove);
}

static void
end_hold (InsJogControl *self, State next)
{
  gboolean running = self->state == STATE_RUNNING;

  drop_sources (self);
  self->state = next;
  if (running && get_engine (self) != NULL)
    ins_engine_jog_release (get_engine (self));
}

static gboolean
on_keep_alive (gpointer data)
{
  InsJogControl *self = data;

  if (get_engine (self) == NULL || ins_jog_control_get_reason (self) != NULL)
    {
      self->keep_alive_source = 0;
      end_hold (self, STATE_DOWN);
      return G_SOURCE_REMOVE;
    }
  ins_engine_jog_keep_alive (get_engine (self));

  return G_SOURCE_CONTINUE;
}

static gboolean
on_long_press (gpointer data)
{
  InsJogControl *self = data;
  double speed_mm_s = ins_jog_control_get_speed (self, self->axis);

  self->press_source = 0;
  self->state = STATE_DOWN;
  if (ins_jog_control_get_reason (self) != NULL ||
      clip_to_limit (self, self->axis, self->direction, AT_LIMIT_MM * 2.0) < AT_LIMIT_MM)
    return G_SOURCE_REMOVE;
  self->state = STATE_RUNNING;
  ins_engine_jog_hold (get_engine (self), self->axis, self->direction, speed_mm_s);
  self->keep_alive_source = g_timeout_add (KEEP_ALIVE_MS, on_keep_alive, self);

  return G_SOURCE_REMOVE;
}

/* A limit of the rig is not known to the controller, so the program brakes before it. */
static void
watch_limit (InsJogControl *self, const InsSnapshot *snapshot)
{
  gboolean soft = FALSE;
  double limit_mm = get_limit (self, self->axis, self->direction, &soft);
  double acceleration = snapshot->stage_info.acceleration.mm[self->axis];
  double speed = ins_jog_control_get_speed (self, self->axis);
  double room_mm, brake_mm = AT_LIMIT_MM;

  if (!isfinite (limit_mm))
    return;
  if (soft)
    brake_mm = speed * START_S + speed * speed / 2.0 / (acceleration > 0.0 ? acceleration : 100.0);
  room_mm = (limit_mm - snapshot->report.position.mm[self->axis]) * self->direction;
  if (room_mm > brake_mm)
    return;
  end_hold (self, STATE_DOWN);
  say_limit (self, self->axis, limit_mm, soft);
}

static void
on_session_changed (InsSession *session, InsJogControl *self)
{
  const InsSnapshot *snapshot = ins_session_get_snapshot (session);

  if (self->outstanding && snapshot->report.activity != INS_STAGE_MOVING &&
      snapshot->report.activity != INS_STAGE_JOGGING &&
      (snapshot->report.asked_s > self->asked_s + START_S ||
       ins_clock_now_s () > self->asked_s + 2.0))
    self->outstanding = FALSE;
  if (self->state == STATE_UP)
    return;
  if (ins_jog_control_get_reason (self) != NULL)
    ins_jog_control_halt (self);
  else if (self->state == STATE_RUNNING)
    watch_limit (self, snapshot);
}

InsJogControl *
ins_jog_control_new (void)
{
  return g_object_new (INS_TYPE_JOG_CONTROL, NULL);
}

void
ins_jog_control_set_session (InsJogControl *self, InsSession *session)
{
  ins_jog_control_halt (self);
  if (self->session != NULL)
    g_signal_handlers_disconnect_by_data (self->session, self);
  g_set_object (&self->session, session);
  if (session != NULL)
    g_signal_connect (session, "changed", G_CALLBACK (on_session_changed), self);
}

void
ins_jog_control_set_hold (InsJogControl *self, gboolean hold)
{
  ins_jog_control_halt (self);
  self->hold = hold;
}

void
ins_jog_control_set_speed (InsJogControl *self, double speed_mm_s)
{
  ins_jog_control_halt (self);
  self->speed_mm_s = speed_mm_s;
}

void
ins_jog_control_set_steps (InsJogControl *self, double xy_mm, double z_mm)
{
  ins_jog_control_halt (self);
  self->xy_mm = xy_mm;
  self->z_mm = z_mm;
}

void
ins_jog_control_press (InsJogControl *self, InsAxis axis, int direction, gboolean fast)
{
  if (self->state != STATE_UP)
    {
      /* two keys at once are no clear wish */
      ins_jog_control_halt (self);
      return;
    }
  say (self, "");
  if (ins_jog_control_get_reason (self) != NULL)
    return;
  self->axis = axis;
  self->direction = direction;
  self->fast = fast;
  if (self->hold)
    {
      self->state = STATE_PRESSED;
      self->press_source = g_timeout_add (SHORT_PRESS_MS, on_long_press, self);
      return;
    }
  self->state = STATE_DOWN;
  ins_jog_control_step (self, axis, direction, fast ? FAST_STEPS : 1);
}

void
ins_jog_control_release (InsJogControl *self)
{
  gboolean is_short = self->state == STATE_PRESSED;

  end_hold (self, STATE_UP);
  if (is_short)
    ins_jog_control_step (self, self->axis, self->direction, 1);
}

void
ins_jog_control_halt (InsJogControl *self)
{
  end_hold (self, self->state == STATE_UP ? STATE_UP : STATE_DOWN);
}

void
ins_jog_control_reset (InsJogControl *self)
{
  end_hold (self, STATE_UP);
}

void
ins_jog_control_step (InsJogControl *self, InsAxis axis, int direction, guint n_steps)
{
  double step_mm = (axis == INS_AXIS_Z ? self->z_mm : self->xy_mm) * n_steps;

  if (ins_jog_control_get_reason (self) != NULL)
    return;
  if (self->outstanding ||
      ins_session_get_snapshot (self->session)->report.activity != INS_STAGE_IDLE)
    {
      say (self, _ ("Still moving. Press again when the stage stands."));
      return;
    }
  if (step_mm > INS_LONG_MOVE_MM * (1.0 + 1e-9))
    {
      g_autofree char *number = ins_number_format_typed (step_mm, 0);
      g_autofree char *text = g_strdup_printf (
          _ ("Ten steps would be %s mm. Use “Go to…” for so long a move."), number);

      say (self, text);
      return;
    }
  step_mm = clip_to_limit (self, axis, direction, step_mm);
  if (step_mm <= 0.0)
    return;
  self->outstanding = TRUE;
  self->asked_s = ins_clock_now_s ();
  ins_engine_jog (get_engine (self), axis, direction * step_mm,
                  ins_jog_control_get_speed (self, axis));
}

gboolean
ins_jog_control_is_pressed (InsJogControl *self)
{
  return self->state != STATE_UP;
}

const char *
ins_jog_control_get_reason (InsJogControl *self)
{
  const InsSnapshot *snapshot;

  if (get_engine (self) == NULL)
    return _ ("No rig is set up yet.");
  snapshot = ins_session_get_snapshot (self->session);
  if (snapshot->stage_link == INS_LINK_OPENING)
    return _ ("The stage is being connected.");
  if (snapshot->stage_link != INS_LINK_READY || snapshot->report.activity == INS_STAGE_UNKNOWN)
    return _ ("The stage does not answer. Connect it first.");
  if (ins_session_is_scanning (self->session) && snapshot->scan != INS_SCAN_PAUSED)
    return _ ("A scan is running. Pause it to move by hand.");
  if (snapshot->report.activity == INS_STAGE_ALARM)
    return _ ("The controller has stopped itself. Unlock it first.");
  if (snapshot->report.activity == INS_STAGE_HOMING)
    return _ ("The stage is homing.");

  return NULL;
}

const char *
ins_jog_control_get_home_reason (InsJogControl *self)
{
  const char *reason = ins_jog_control_get_reason (self);
  const InsSnapshot *snapshot;

  if (get_engine (self) == NULL)
    return reason;
  snapshot = ins_session_get_snapshot (self->session);
  if (snapshot->stage_link != INS_LINK_READY)
    return reason;
  if (ins_session_is_scanning (self->session))
    return _ ("A scan is not finished. Stop it before homing.");
  if (!snapshot->stage_info.can_home)
    return _ ("This stage has no switches to home to.");

  /* an alarm is a reason to home */
  return snapshot->report.activity == INS_STAGE_ALARM ? NULL : reason;
}

const char *
ins_jog_control_get_go_to_reason (InsJogControl *self)
{
  const char *reason = ins_jog_control_get_reason (self);

  if (reason != NULL)
    return reason;
  if (!ins_session_get_snapshot (self->session)->report.homed ||
      !ins_session_get_snapshot (self->session)->report.position_known)
    return _ ("Home the stage first: it does not know where it is.");

  return NULL;
}

void
ins_jog_control_get_limits (InsJogControl *self, InsAxis axis, double *minimum, double *maximum)
{
  gboolean soft = FALSE;

  *minimum = get_limit (self, axis, -1, &soft);
  *maximum = get_limit (self, axis, 1, &soft);
}

double
ins_jog_control_get_speed (InsJogControl *self, InsAxis axis)
{
  double speed_mm_s = self->speed_mm_s;

  if (get_engine (self) != NULL)
    {
      const InsSnapshot *snapshot = ins_session_get_snapshot (self->session);
      double maximum = snapshot->stage_info.maximum_speed.mm[axis];

      if (self->hold && self->fast && self->state != STATE_UP)
        speed_mm_s *= FAST_FACTOR;
      if (maximum > 0.0)
        speed_mm_s = MIN (speed_mm_s, maximum);
      if (!snapshot->report.homed)
        speed_mm_s = MIN (speed_mm_s, UNHOMED_SPEED_MM_S);
    }

  return axis == INS_AXIS_Z ? MIN (speed_mm_s, Z_SPEED_MM_S) : speed_mm_s;
}

static void
ins_jog_control_dispose (GObject *object)
{
  ins_jog_control_set_session (INS_JOG_CONTROL (object), NULL);

  G_OBJECT_CLASS (ins_jog_control_parent_class)->dispose (object);
}

static void
ins_jog_control_class_init (InsJogControlClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = ins_jog_control_dispose;

  message_signal = g_signal_new ("message", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL,
                                 NULL, NULL, G_TYPE_NONE, 1, G_TYPE_STRING);
}

static void
ins_jog_control_init (InsJogControl *self)
{
  self->speed_mm_s = 10.0;
  self->xy_mm = 1.0;
  self->z_mm = 0.1;
}
