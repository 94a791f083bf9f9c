/* motion-fixture.h - the motion worker on a stage without a controller
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "scan/ins-motion-private.h"
#include "scripted-stage.h"

#define WATCHDOG_S 20.0

typedef struct
{
  ScriptedStage *stage;
  InsMotion *motion;
} Fixture;

extern const InsMotionRequest hold_request;

void set_up (Fixture *f, gconstpointer data);
void tear_down (Fixture *f, gconstpointer data);

InsMotionStatus get_status (Fixture *f);
/* Until no request is under way. */
InsMotionStatus wait_until_free (Fixture *f);
InsMotionStatus do_verb (Fixture *f, InsMotionVerb verb);
void wait_for_link (Fixture *f, InsLinkState link);
void connect_stage (Fixture *f);

/* Holds the key until the stage was asked @n times. */
void hold_until (Fixture *f, guint n);
/* Nothing more is asked of the stage, and it stands. */
void assert_rests (Fixture *f);
/* For the reason that the status gives; the stage is not told. */
void assert_refused (Fixture *f, InsMotionVerb verb);

guint read_counter (Fixture *f, const guint *counter);

#define READ(f, field) read_counter (f, &(f)->stage->field)
#define WRITE(f, field, value)                                                                     \
  G_STMT_START                                                                                     \
  {                                                                                                \
    scripted_stage_lock ((f)->stage);                                                              \
    (f)->stage->field = (value);                                                                   \
    scripted_stage_unlock ((f)->stage);                                                            \
  }                                                                                                \
  G_STMT_END
