/* ins-composed-stage-private.h - what the files of InsComposedStage share
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include <stdatomic.h>

#include "devices/stage/ins-composed-stage.h"

G_BEGIN_DECLS

typedef struct
{
  InsComposedPart wiring; /* read-only after new; stage owned */
  guint home_rank;        /* read-only after new: when it is its turn to home */
  guint mask;             /* read-only after new: rig axes that it has */

  /* owner */
  gboolean is_open;
  InsStageInfo info;
  InsStageReport report; /* the newest, in its own axes */
  gboolean moves;        /* was told to, or said so */
  double polled_s;       /* when it was last asked */
} InsPart;

#define INS_TYPE_COMPOSED_STAGE (ins_composed_stage_get_type ())
G_DECLARE_FINAL_TYPE (InsComposedStage, ins_composed_stage, INS, COMPOSED_STAGE, GObject)

/* Threads: the motion worker owns everything but the parts' stages, whose stop() and halt() any
 * thread may call, and the counter of stops. */
struct _InsComposedStage
{
  GObject parent_instance;

  InsPart parts[INS_COMPOSED_MAXIMUM];
  guint n_parts;

  atomic_uint n_stops; /* raised by every stop, before the parts are told */

  /* owner */
  gboolean is_open;
  InsStageInfo info;       /* in the rig's axes */
  InsPosition position;    /* of the newest report, likewise */
  gboolean alarm_is_known; /* the others have been stopped for it */
  gboolean is_homing;
  guint home_rank;    /* under way */
  guint home_n_stops; /* n_stops when homing was wanted */
  char message[160];  /* why homing ended */
};

/* Reads a part's position, travel ... into the rig's axes; axes that it does not have stay. */
void ins_composed_gather (const InsPart *part, const InsPosition *theirs, InsPosition *ours);

/* ins-composed-stage-poll.c */
gboolean ins_composed_stage_poll (InsStage *stage, InsStageReport *report, GError **error);
gboolean ins_composed_stage_home (InsStage *stage, GError **error);

/* A part failed: the others do not go on. All are told to stop where it is lost (or @problem is
 * NULL), else those that move. */
void ins_composed_stage_fail (InsComposedStage *self, const InsPart *failed, const GError *problem);

gboolean ins_composed_stage_check_open (InsComposedStage *self, GError **error);

/* ins-composed-stage-commands.c */
void ins_composed_stage_commands_init (InsStageInterface *iface);

/* For messages: "XY". */
const char *ins_composed_get_letters (const InsPart *part, char letters[INS_N_AXES + 1]);

G_END_DECLS
