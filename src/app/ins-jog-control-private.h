/* ins-jog-control-private.h - what the files of InsJogControl share
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "app/ins-jog-control.h"

G_BEGIN_DECLS

/* Nearer than this is at the limit. */
#define INS_JOG_AT_LIMIT_MM 0.0005

typedef enum
{
  INS_JOG_UP,      /* no key down */
  INS_JOG_PRESSED, /* hold mode, not yet long enough to run */
  INS_JOG_RUNNING, /* the engine jogs */
  INS_JOG_DOWN,    /* the key is down, but nothing follows from it */
} InsJogState;

typedef enum
{
  INS_JOG_ASK_NOTHING,
  INS_JOG_ASK_STEP,
  INS_JOG_ASK_MOVE,
} InsJogAsk;

struct _InsJogControl
{
  GObject parent_instance;

  InsSession *session;
  gboolean hold;
  double speed_mm_s, xy_mm, z_mm;
  InsJogSafety safety;

  InsJogState state;
  InsAxis axis;
  int direction;
  gboolean fast;
  double share;           /* of the speed, as far as a stick is pushed; 1 for keys */
  double held_speed_mm_s; /* RUNNING: as it was asked for */
  guint press_source, keep_alive_source;

  gboolean outstanding; /* a step was asked for and has not ended yet */
  double asked_s;

  InsJogAsk ask;
  char *question;
  InsAxis ask_axis; /* STEP */
  double ask_mm;
  InsPosition ask_target; /* MOVE */
  guint ask_source;
};

/* NULL: no rig. */
InsEngine *ins_jog_control_get_engine (InsJogControl *self);
void ins_jog_control_say (InsJogControl *self, const char *text);

/* Millimetres left in this direction, at most @wanted; tells the person about the limit. */
double ins_jog_control_clip (InsJogControl *self, InsAxis axis, int direction, double wanted_mm);
/* What a step that ends so far away may have. */
double ins_jog_control_get_step_speed (InsJogControl *self, InsAxis axis, double distance_mm);
/* What a held jog that begins now may have. */
double ins_jog_control_get_hold_speed (InsJogControl *self);
/* By axis, direction, fast and share. */
void ins_jog_control_start_hold (InsJogControl *self);
/* FALSE, and the person is told, where the held jog has to brake now. */
gboolean ins_jog_control_may_run_on (InsJogControl *self);

G_END_DECLS
