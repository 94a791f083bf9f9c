/* ins-marlin-stage-private.h - what the files of InsMarlinStage share
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "devices/stage/ins-marlin-settings.h"
#include "devices/stage/ins-marlin-stage.h"

G_BEGIN_DECLS

#define INS_MARLIN_ALL_AXES ((1u << INS_N_AXES) - 1)
#define INS_MARLIN_OK_TIMEOUT_S 0.8

typedef enum
{
  INS_MARLIN_TRUTH_OPEN, /* nothing has moved yet */
  INS_MARLIN_TRUTH_REAL, /* "M114 R" tells where it is */
  INS_MARLIN_TRUTH_PROJECTED,
} InsMarlinTruth;

/* Of the M410 and its second of silence. */
typedef struct
{
  gboolean is_under_way;
  gboolean is_done; /* for the stop that is asked for */
  double begun_s;
  guint n_oks;
  guint n_repeats;
} InsMarlinFlush;

/* Everything is the motion worker's. */
struct _InsMarlinStage
{
  InsSerialStage parent_instance;

  InsMarlinSettings settings;
  InsMarlinTruth truth;
  guint n_numbered; /* number of the last line that had one */

  /* heard */
  guint n_open; /* lines that have got no ok yet */
  guint n_bad_lines;
  guint n_positions, n_greetings;
  InsMarlinReply place;  /* the newest position */
  double place_s;        /* when it came */
  int resend;            /* -1 none */
  gboolean is_unknown;   /* the newest command is not in this build */
  gboolean is_busy;      /* it has said so */
  gboolean is_halted;    /* by kill() */
  gboolean is_restarted; /* since it was homed, or a person confirmed the position */
  guint hit_mask, heeded_hit_mask;
  char complaint[160]; /* of the newest command; "" none */

  /* position */
  InsPosition offset; /* displayed = counted + offset */
  gboolean has_offset;
  guint n_misfits;    /* positions in a row that do not agree with their counts */
  InsMarlinReply end; /* where the queue ends */
  gboolean has_end;
  InsPosition here;  /* the newest known position */
  gboolean has_busy; /* it says that it is busy */

  /* motion */
  guint homed_mask, homing_mask;
  gboolean is_marked; /* the extruder's coordinate says that it was homed */
  guint moving_mask;  /* of a move whose end only M400 can tell */
  double expected_end_s;
  double speed_mm_s;      /* along the path */
  gboolean waits_for_end; /* M400 was sent */
  gboolean was_cut_off;   /* by a stop without a ramp */
  gboolean is_shortened;  /* by a soft endstop */
  InsMarlinFlush flush;
};

/* ins-marlin-talk.c: lines and their answers. Errors are those of InsStage. */

/* Reads what comes until @until_s, at least one line if one is there. FALSE: the link failed. */
gboolean ins_marlin_stage_listen (InsMarlinStage *self,
                                  double until_s,
                                  GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* A controller that was told to stop is silent for a while: then @error is that. */
gboolean ins_marlin_stage_blame_stop (InsMarlinStage *self, GError **error);

/* Sends a line with its end, to be answered by an ok later. */
gboolean ins_marlin_stage_send (InsMarlinStage *self,
                                const char *text,
                                GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* Sends a line and waits for its ok; "busy" prolongs the wait. What it complained of is in
 * complaint, and is an error unless @forgives. */
gboolean ins_marlin_stage_command (InsMarlinStage *self,
                                   const char *text,
                                   double timeout_s,
                                   gboolean forgives,
                                   GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* A line (without end) that begins a motion, with number and checksum, again where the controller
 * wants that. */
gboolean ins_marlin_stage_command_motion (InsMarlinStage *self,
                                          const char *text,
                                          GError **error) G_GNUC_WARN_UNUSED_RESULT;

/**
 * ins_marlin_stage_locate:
 * @is_real: ask for the present position, where the build has it
 * @asked_s: (out): before the first question
 *
 * Into place. FALSE with _LOST if no good answer came by @until_s.
 */
gboolean ins_marlin_stage_locate (InsMarlinStage *self,
                                  gboolean is_real,
                                  double until_s,
                                  double *asked_s,
                                  GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* Whether both stand for the same steps. */
gboolean ins_marlin_is_same_place (const InsMarlinReply *a, const InsMarlinReply *b);

/* Of a place, mm as displayed, as fine as the steps are. */
void ins_marlin_stage_get_position (InsMarlinStage *self,
                                    const InsMarlinReply *place,
                                    InsPosition *position);

/* ins-marlin-connect.c */
gboolean ins_marlin_stage_connect (InsSerialStage *stage, InsStageInfo *info, GError **error);

/* Says in the extruder's coordinate that all axes are homed, or that they are not. */
gboolean ins_marlin_stage_mark (InsMarlinStage *self,
                                gboolean is_homed,
                                GError **error) G_GNUC_WARN_UNUSED_RESULT;
gboolean ins_marlin_is_mark (double extruder_mm);

/* Volatile settings: as at connect, also after a restart. */
gboolean ins_marlin_stage_prepare (InsMarlinStage *self, GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* ins-marlin-poll.c */
gboolean ins_marlin_stage_query (InsSerialStage *stage,
                                 InsSerialState *state,
                                 double until_s,
                                 GError **error);
void ins_marlin_stage_begin_flush (InsMarlinStage *self);

/* M410, and what comes of it. FALSE: the link failed. */
gboolean ins_marlin_stage_cut_off (InsMarlinStage *self, GError **error) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
