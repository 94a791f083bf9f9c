/* ins-esp-stage-private.h - what the files of InsEspStage share
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "devices/stage/ins-esp-protocol.h"
#include "devices/stage/ins-esp-stage.h"

G_BEGIN_DECLS

#define INS_ESP_ANSWER_S 0.25 /* 10 to 25 ms each at 19200 baud */

/* All of it is the motion worker's. Masks are of the rig's axes. */
struct _InsEspStage
{
  InsSerialStage parent_instance;

  guint numbers[INS_N_AXES]; /* the controller's; 0: the rig has no such axis */
  double mm_per_unit[INS_N_AXES];
  gboolean has_switches; /* answers nPH */

  double speeds[INS_N_AXES];  /* as last written, units/s; NaN: not yet */
  double targets[INS_N_AXES]; /* of the last move, mm */
  InsPosition position;       /* the newest, mm */
  double unanswered_s;        /* when the oldest question was asked that may still be answered; 0 */
  double given_up_s;          /* and the newest of them */
  guint n_marks;              /* of the last question that was marked */
  guint old_code;             /* an error that was said where nobody waited for one; 0 none */
  guint moving_mask, off_mask, limit_mask;
  guint homed_mask;             /* by us, since the connection and the motor's last being off */
  guint lost_mask;              /* motor was off or failed since; until homed or unlocked */
  guint homing_mask;            /* searching now */
  double powered_s[INS_N_AXES]; /* when it was last seen to have its motor on */
  double still_s[INS_N_AXES];   /* since when a searching axis has stood; 0: it moves */
  guint fault_code;             /* the first one that nobody has cleared yet; 0 none */
  guint next_extra;             /* of the questions that are asked in turn */
  double clear_s;               /* when it last said that it has no complaint */
};

static inline gboolean
ins_esp_stage_has_axis (const InsEspStage *self, guint axis)
{
  return self->numbers[axis] != 0;
}

/* Bits of the axes that the rig has. */
guint ins_esp_stage_get_axes (const InsEspStage *self);

/**
 * ins_esp_stage_ask:
 * @line: without its end
 * @is_motion: it begins a motion, which a stop must not find under way
 * @forms: (array length=n): of the answers that @line brings, in order
 * @replies: (out caller-allocates) (array length=n)
 * @answered: (out): all of them came, and as they should; if not, the line is quiet again and the
 *   next questions are marked, so that a late answer is not taken for theirs
 *
 * Returns: %FALSE with an error if the port failed, or with _REFUSED for a stop
 */
gboolean ins_esp_stage_ask (InsEspStage *self,
                            const char *line,
                            gboolean is_motion,
                            const InsEspForm *forms,
                            guint n,
                            InsEspReply *replies,
                            double until_s,
                            gboolean *answered,
                            GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* Reads the memory of errors until it is empty, and notes what they mean. FALSE: _LOST. */
gboolean ins_esp_stage_take_errors (InsEspStage *self, GError **error) G_GNUC_WARN_UNUSED_RESULT;
void ins_esp_stage_note_error (InsEspStage *self, guint code);

/* Sends commands (each with its ';') and asks what became of them: they are not acknowledged. FALSE
 * with _LOST if that question finds no answer, with _REFUSED if @is_motion and a stop was asked
 * for. */
gboolean ins_esp_stage_command (InsEspStage *self,
                                const char *commands,
                                gboolean is_motion,
                                guint *code,
                                GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* Sets the error for what a command was refused with. */
void
ins_esp_stage_set_code_error (InsEspStage *self, const char *commands, guint code, GError **error);

/* "Axis X: the limit switch ... Unlock it ..." */
char *ins_esp_stage_describe_fault (const InsEspStage *self, guint code);

/* Parts of the class, in files of their own. */
gboolean ins_esp_stage_connect (InsSerialStage *stage, InsStageInfo *info, GError **error);
gboolean
ins_esp_stage_query (InsSerialStage *stage, InsSerialState *state, double until_s, GError **error);
void ins_esp_stage_commands_init (InsSerialStageClass *klass);

G_END_DECLS
