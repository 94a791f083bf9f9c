/* ins-stage.h - a positioner with up to three axes, real or simulated
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include <gio/gio.h>

#include "core/ins-axis.h"

G_BEGIN_DECLS

/* How long a controller may be silent, or answer nothing but noise, before it counts as lost: the
 * window has to say so within 0.5 s in motion and 2 s at rest, on a busy computer as well. */
#define INS_STAGE_SILENCE_IN_MOTION_S 0.5
#define INS_STAGE_SILENCE_AT_REST_S 1.6

typedef enum
{
  INS_STAGE_UNKNOWN, /* not connected, or silent */
  INS_STAGE_IDLE,
  INS_STAGE_MOVING,
  INS_STAGE_JOGGING,
  INS_STAGE_HOMING,
  INS_STAGE_STOPPING, /* a stop was asked for and the axes still run out */
  INS_STAGE_ALARM,    /* stopped itself; wants unlock() or home() from a person */
} InsStageActivity;

/* What the stage said, and between which two moments it was so. */
typedef struct
{
  InsStageActivity activity;
  gboolean position_known; /* FALSE: position is to be shown as "unknown" */
  gboolean homed;
  InsPosition position; /* reported, never a target */
  double asked_s;       /* ins_clock_now_s() just before the request was written */
  double answered_s;    /* and just after the last byte of the reply was read */
  guint limit_mask;     /* bit n: axis n stands on a limit switch */
  guint alarm_code;     /* the controller's own; 0 none */
  char message[240];    /* what the controller complained of, in words; "" nothing */
} InsStageReport;

/* What open() learnt from the controller. NaN: the controller does not say. */
typedef struct
{
  char name[96];     /* "Grbl 1.1h" */
  char protocol[16]; /* "grbl" */
  gboolean is_simulated;
  guint n_axes;
  InsPosition travel_minimum, travel_maximum;
  InsPosition maximum_speed;  /* mm/s */
  InsPosition acceleration;   /* mm/s^2 */
  InsPosition resolution;     /* mm per step */
  gboolean reports_in_motion; /* FALSE: no scan; some stages show it in their first move only */
  gboolean can_home;
  gboolean coordinated_axes; /* axes start and end a move together */
  gboolean stops_hard;   /* stop() has no ramp: a held jog that is let go ends by jog_cancel() */
  gboolean can_trigger;  /* gives a pulse at fixed distances: set_trigger() */
  gboolean queues_moves; /* its planner takes moves ahead of time: queue() */
  /* How near a corner between two queued moves is passed (Grbl's junction deviation), from which
   * follows at what speed; 0: it comes to rest there, or nobody knows. */
  double junction_mm;
  gboolean axes_independent; /* one axis may be moved while another moves */
  gboolean
      starts_together; /* and several by one exchange, each at a speed of its own: move_each() */
  gboolean preempts;   /* move() in motion takes the running one's place, also to turn round */
  gboolean knows_zero; /* the controller tells where position 0 is: */
  InsPosition zero;    /* in machine coordinates, which begin at the switches */
} InsStageInfo;

#define INS_TYPE_STAGE (ins_stage_get_type ())
G_DECLARE_INTERFACE (InsStage, ins_stage, INS, STAGE, GObject)

/* Threads: the motion worker owns the stage and calls everything. stop() and halt() alone may be
 * called by any thread at any time after construction, also while the motion worker is inside
 * another method; they write their bytes at once, take no lock that another method holds while it
 * waits, and return within 100 ms.
 *
 * Nothing but move(), jog() and home() moves anything; open() never does. Every method is bounded
 * to about 1 s (open: 5 s, and 20 s where it has to find out who is there). After
 * INS_DEVICE_ERROR_LOST the stage is to be closed; the position is unknown until it is open again
 * and homed or confirmed.
 */
struct _InsStageInterface
{
  GTypeInterface parent_iface;

  gboolean (*open) (InsStage *self, GCancellable *cancellable, GError **error);
  void (*close) (InsStage *self);
  void (*get_info) (InsStage *self, InsStageInfo *info);
  gboolean (*poll) (InsStage *self, InsStageReport *report, GError **error);
  gboolean (*move) (InsStage *self, const InsPosition *target, double speed_mm_s, GError **error);
  gboolean (*queue) (InsStage *self, const InsPosition *target, double speed_mm_s, GError **error);
  gboolean (*move_each) (InsStage *self,
                         const InsPosition *target,
                         const InsPosition *speed_mm_s,
                         GError **error);
  gboolean (
      *jog) (InsStage *self, InsAxis axis, double distance_mm, double speed_mm_s, GError **error);
  gboolean (*jog_hold) (InsStage *self,
                        InsAxis axis,
                        int direction,
                        double speed_mm_s,
                        double ahead_s,
                        GError **error);
  gboolean (*jog_cancel) (InsStage *self, GError **error);
  gboolean (*home) (InsStage *self, GError **error);
  gboolean (*unlock) (InsStage *self, GError **error);
  gboolean (*set_trigger) (InsStage *self,
                           InsAxis axis,
                           double start_mm,
                           double end_mm,
                           double step_mm,
                           GError **error);
  void (*stop) (InsStage *self);
  void (*halt) (InsStage *self);
};

/**
 * ins_stage_open:
 * @cancellable: (nullable): ends the wait for a greeting within 100 ms
 *
 * Opens the transport, finds out who is there and reads its settings. Moves nothing, writes no
 * setting.
 */
gboolean ins_stage_open (InsStage *self,
                         GCancellable *cancellable,
                         GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* Releases the port. What moves is told to stop first. */
void ins_stage_close (InsStage *self);

/* Valid after open(). */
void ins_stage_get_info (InsStage *self, InsStageInfo *info);

/**
 * ins_stage_poll:
 * @report: (out caller-allocates): also filled when the call fails (then activity is
 *   %INS_STAGE_UNKNOWN and position_known %FALSE, position the last one reported)
 *
 * One question, one answer. An alarm is a report, not an error. A silent but busy controller
 * (Grbl while homing) is reported as %INS_STAGE_HOMING with asked_s the time of the oldest
 * unanswered question.
 *
 * Returns: %FALSE with %INS_DEVICE_ERROR_LOST after 0.5 s of silence in motion, 2 s at rest
 */
gboolean
ins_stage_poll (InsStage *self, InsStageReport *report, GError **error) G_GNUC_WARN_UNUSED_RESULT;

/**
 * ins_stage_move:
 * @target: absolute, NaN for axes that stay
 * @speed_mm_s: along the path
 *
 * Starts a straight move and returns when the controller has accepted it. It has ended when
 * poll() reports %INS_STAGE_IDLE; whether it arrived is for the caller to compare.
 *
 * Returns: %FALSE with %INS_DEVICE_ERROR_LIMIT (nothing moves), _REFUSED, _ALARM, _LOST
 */
gboolean ins_stage_move (InsStage *self,
                         const InsPosition *target,
                         double speed_mm_s,
                         GError **error) G_GNUC_WARN_UNUSED_RESULT;

/**
 * ins_stage_move_each:
 * @target: as for move()
 * @speed_mm_s: of each axis that moves
 *
 * Sets off all axes at once, each with its own full acceleration, and each ends when it is there.
 *
 * Returns: %FALSE with %INS_DEVICE_ERROR_UNSUPPORTED without info.starts_together, or as move()
 */
gboolean ins_stage_move_each (InsStage *self,
                              const InsPosition *target,
                              const InsPosition *speed_mm_s,
                              GError **error) G_GNUC_WARN_UNUSED_RESULT;

/**
 * ins_stage_queue:
 * @target: as for move(), counted from where the last move ends
 *
 * Hands a move to the planner of a controller that has one (info.queues_moves), behind what it has
 * already, and does not wait for its answer. What the controller then refuses stops it, and drops
 * what is queued: poll() soon reports rest somewhere else. stop() drops all of it as well.
 *
 * Returns: %FALSE with %INS_DEVICE_ERROR_BUSY if there is no room now (poll, then try again), or as
 *   move()
 */
gboolean ins_stage_queue (InsStage *self,
                          const InsPosition *target,
                          double speed_mm_s,
                          GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* A relative move of one axis that jog_cancel() ends early with a ramp. The distance is clipped
 * to the travel. */
gboolean ins_stage_jog (InsStage *self,
                        InsAxis axis,
                        double distance_mm,
                        double speed_mm_s,
                        GError **error) G_GNUC_WARN_UNUSED_RESULT;

/**
 * ins_stage_jog_hold:
 * @direction: +1, -1
 * @ahead_s: 0.05 to 1
 *
 * Starts a running jog, or prolongs it: it goes on for @ahead_s from now and then ramps down by
 * itself, whatever becomes of this program. To be called again well before that. Clipped to the
 * travel; %INS_DEVICE_ERROR_LIMIT at its end.
 */
gboolean ins_stage_jog_hold (InsStage *self,
                             InsAxis axis,
                             int direction,
                             double speed_mm_s,
                             double ahead_s,
                             GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* Ramps a jog of either kind down; nothing happens in other states. */
gboolean ins_stage_jog_cancel (InsStage *self, GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* Starts homing; poll() reports HOMING, then IDLE with homed set, or ALARM. */
gboolean ins_stage_home (InsStage *self, GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* Leaves the alarm state on a person's word. The position is then as the controller believes. */
gboolean ins_stage_unlock (InsStage *self, GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* Ramped stop of every axis, from any thread; poll() reports STOPPING until they stand, then
 * IDLE with the position kept. Does nothing harmful when nothing moves or nothing is open. */
void ins_stage_stop (InsStage *self);

/* As stop(), but at once and whatever it costs (steps may be lost, the position then is unknown);
 * the same as stop() where the controller has nothing harder. */
void ins_stage_halt (InsStage *self);

/**
 * ins_stage_set_trigger:
 * @step_mm: 0 switches it off
 *
 * Makes the controller give a pulse every @step_mm of the axis from @start_mm on towards @end_mm.
 * Volatile: gone with the controller's power.
 *
 * Returns: %FALSE with %INS_DEVICE_ERROR_UNSUPPORTED where info says that it cannot
 */
gboolean ins_stage_set_trigger (InsStage *self,
                                InsAxis axis,
                                double start_mm,
                                double end_mm,
                                double step_mm,
                                GError **error) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
