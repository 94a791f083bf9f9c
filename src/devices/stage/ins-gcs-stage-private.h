/* ins-gcs-stage-private.h - what the files of InsGcsStage share
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "devices/stage/ins-gcs-protocol.h"
#include "devices/stage/ins-gcs-stage.h"

G_BEGIN_DECLS

#define INS_GCS_ANSWER_S 0.25 /* 5 to 10 ms is usual */

/* All of it is the motion worker's. Masks are of the rig's axes, positions as the controller
 * counts. */
struct _InsGcsStage
{
  InsSerialStage parent_instance;

  char names[INS_N_AXES][INS_STAGE_AXIS_BYTES]; /* the controller's; "" the rig has no such axis */
  guint moving_bits[INS_N_AXES];                /* of #5 */
  gboolean has_status;                          /* #4 tells of its limit switches */
  gboolean has_acceleration, has_deceleration;
  guint reference_mask, limits_mask; /* has a reference switch, limit switches to home to */

  /* found at connect() and given back at the end; as last written, NaN: not known */
  InsPosition first_speed, first_acceleration, first_deceleration;
  InsPosition speed, acceleration, deceleration;

  InsPosition position; /* the newest */
  guint moving_mask, servo_mask, homed_mask, limit_mask;
  double look_s;     /* when to look at servo, reference and switches again */
  double clear_s;    /* when it last said that it has no complaint */
  guint homing_mask; /* searching now */
  guint next_mask;   /* of them, those that wait for the others: it searches one kind at a time */
  double still_s;    /* since when they have stood; 0: they move */
  int fault_code;    /* the first one that nobody has cleared yet; 0 none */
  guint forced_mask; /* reference mode was switched off to take a person's word */
  gboolean has_trigger;
  guint n_unanswered; /* polls in a row of which the two questions at once were not answered */
};

static inline gboolean
ins_gcs_stage_has_axis (const InsGcsStage *self, guint axis)
{
  return self->names[axis][0] != '\0';
}

/* Bits of the axes that the rig has. */
guint ins_gcs_stage_get_axes (const InsGcsStage *self);

/**
 * ins_gcs_stage_ask:
 * @question: with its LF, or a single byte
 * @answered: (out): the answer came and is as it should be; if not, the line is quiet again
 *
 * Returns: %FALSE with an error if the port failed
 */
gboolean ins_gcs_stage_ask (InsGcsStage *self,
                            const char *question,
                            InsGcsForm form,
                            InsGcsReply *reply,
                            double until_s,
                            gboolean *answered,
                            GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* As ask(), @n questions at once, whose answers come in their order. @heard_s: (nullable): when. */
gboolean ins_gcs_stage_ask_several (InsGcsStage *self,
                                    const char *questions,
                                    const InsGcsForm *forms,
                                    InsGcsReply *replies,
                                    double *heard_s,
                                    guint n,
                                    double until_s,
                                    gboolean *answered,
                                    GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* As ask(), but again and again; FALSE with _LOST when the time is up. @asked_s: when what was
 * answered was asked. */
gboolean ins_gcs_stage_ask_until (InsGcsStage *self,
                                  const char *question,
                                  InsGcsForm form,
                                  InsGcsReply *reply,
                                  double until_s,
                                  double *asked_s,
                                  GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* Likewise, for the longest silence, in motion and at rest; FALSE with _LOST if no answer came. */
gboolean ins_gcs_stage_insist (InsGcsStage *self,
                               const char *question,
                               InsGcsForm form,
                               InsGcsReply *reply,
                               GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* As insist(), of all axes that the rig has: one number each, NaN for those that it has not. */
gboolean ins_gcs_stage_ask_axes (InsGcsStage *self,
                                 const char *question,
                                 InsPosition *values,
                                 GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* "POS? 1 2\n" */
char *ins_gcs_stage_make_question (const InsGcsStage *self, const char *question, guint mask);
gboolean
ins_gcs_stage_take_values (const InsGcsStage *self, const InsGcsReply *reply, InsPosition *values);

/* Reads the error, which forgets it, and notes what it means. FALSE: _LOST. */
gboolean
ins_gcs_stage_take_error (InsGcsStage *self, int *code, GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* Sends a command and asks what became of it. FALSE with _LOST, with _REFUSED if @is_motion and a
 * stop was asked for, else as ins_gcs_stage_set_code_error() has it. */
gboolean ins_gcs_stage_command (InsGcsStage *self,
                                const char *command,
                                gboolean is_motion,
                                GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* Sends commands, the last of which moves something, each with the question what became of it, in
 * one write. *answered FALSE: not all answers came as they should; what was taken is not known.
 * FALSE as of ins_gcs_stage_command(), but for refusals, which are in @codes. */
gboolean ins_gcs_stage_command_several (InsGcsStage *self,
                                        const char *const *commands,
                                        guint n,
                                        int *codes,
                                        gboolean *answered,
                                        GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* Of ERR?, which was asked beside something else: what it means. */
void ins_gcs_stage_note_code (InsGcsStage *self, int code);

/* Sets the error for what a command was refused with. */
void
ins_gcs_stage_set_code_error (InsGcsStage *self, const char *command, int code, GError **error);

/* "The stage has stopped itself: ..." */
char *ins_gcs_stage_describe_fault (int code);

/* Parts of the class, in files of their own. */
gboolean ins_gcs_stage_connect (InsSerialStage *stage, InsStageInfo *info, GError **error);
gboolean
ins_gcs_stage_query (InsSerialStage *stage, InsSerialState *state, double until_s, GError **error);
void ins_gcs_stage_commands_init (InsSerialStageClass *klass);

/**
 * ins_gcs_stage_ask_setting:
 * @answered: (out): %FALSE if the controller does not know the question
 *
 * Asks until the same was heard twice in a row: nothing protects an answer, and a digit that was
 * lost on the way leaves a good number. In ins-gcs-connect.c.
 *
 * Returns: %FALSE with an error, _PROTOCOL where no two answers agree
 */
gboolean ins_gcs_stage_ask_setting (InsGcsStage *self,
                                    const char *question,
                                    InsGcsForm form,
                                    InsGcsReply *reply,
                                    gboolean *answered,
                                    GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* ins-gcs-commands.c: to the lower limit switches. */
gboolean
ins_gcs_stage_find_limits (InsGcsStage *self, guint mask, GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* ins-gcs-poll.c: servo, reference and switches. */
gboolean ins_gcs_stage_look (InsGcsStage *self, GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* ins-gcs-trigger.c */
gboolean ins_gcs_stage_find_trigger (InsGcsStage *self,
                                     gboolean *can_trigger,
                                     GError **error) G_GNUC_WARN_UNUSED_RESULT;
gboolean ins_gcs_stage_clear_trigger (InsGcsStage *self, GError **error) G_GNUC_WARN_UNUSED_RESULT;
gboolean ins_gcs_stage_set_trigger (InsSerialStage *stage,
                                    InsAxis axis,
                                    double start_mm,
                                    double end_mm,
                                    double step_mm,
                                    GError **error);

G_END_DECLS
