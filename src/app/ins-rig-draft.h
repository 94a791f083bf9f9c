/* ins-rig-draft.h - a rig that is being set up: what is known of it so far
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "devices/ins-rig.h"

G_BEGIN_DECLS

/* Which way the probe went when the controller's axis counted up, as a person in front sees it. */
typedef enum
{
  INS_WAY_UNKNOWN, /* nobody has said yet */
  INS_WAY_RIGHT,   /* X+ of the rig */
  INS_WAY_LEFT,
  INS_WAY_NEAR, /* Y+: towards the person */
  INS_WAY_FAR,
  INS_WAY_UP, /* Z+: away from the part */
  INS_WAY_DOWN,
  INS_WAY_NONE, /* there is no such axis */
  INS_N_WAYS
} InsWay;

typedef enum
{
  INS_RIG_STEP_STAGE,
  INS_RIG_STEP_CARD,
  INS_RIG_STEP_AXES,
  INS_RIG_STEP_TRAVEL,
  INS_RIG_STEP_TRIGGER,
  INS_RIG_STEP_SAVE,
  INS_N_RIG_STEPS
} InsRigStep;

/* A value with owned texts. Main thread. */
typedef struct
{
  char *name;
  char *stage_uri, *digitizer_uri; /* NULL: not chosen yet */
  gboolean position_trigger;
  InsWay ways[INS_N_AXES];      /* of the controller's axes */
  InsPosition minimum, maximum; /* in the rig's axes; NaN: as the stage has it */
  InsRigStep step;              /* where the person was */
  guint seen_mask;              /* bit n: step n was gone through */
} InsRigDraft;

void ins_rig_draft_init (InsRigDraft *self);
void ins_rig_draft_clear (InsRigDraft *self);

/* Takes over what a rig has; ways follow from its axes where they are not the plain ones. */
void ins_rig_draft_take (InsRigDraft *self, const InsRig *rig);

/**
 * ins_rig_draft_get_axes:
 * @axes: (out): as the ways say; what nobody has said is left where it is, if there is room
 * @n_axes: how many the controller has
 * @error: %INS_RECIPE_ERROR_VALUE: two axes went the same way; axes are the plain ones then
 */
gboolean ins_rig_draft_get_axes (const InsRigDraft *self,
                                 guint n_axes,
                                 InsAxisMap *axes,
                                 GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* All of the controller's axes were answered. */
gboolean ins_rig_draft_has_ways (const InsRigDraft *self, guint n_axes);

/* Limits were measured on axes that are other ones now: they go along to their new places. */
void ins_rig_draft_turn_limits (InsRigDraft *self, const InsAxisMap *from, const InsAxisMap *to);

/* FALSE with a sentence: the lower end of an axis is not below the upper. */
gboolean ins_rig_draft_check_limits (const InsRigDraft *self,
                                     GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* (transfer full): a rig file; of axes that conflict the plain ones. */
char *ins_rig_draft_to_rig_text (const InsRigDraft *self, guint n_axes);

/* The draft itself, so that it outlives the program. What cannot be read is left as it is. */
char *ins_rig_draft_to_text (const InsRigDraft *self);
gboolean ins_rig_draft_load (InsRigDraft *self, const char *text);

G_END_DECLS
