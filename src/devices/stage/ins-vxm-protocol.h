/* ins-vxm-protocol.h - the bytes of the Velmex VXM; pure
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Sources: VXM user's manual (commands; page 46: "O"), mattgbiz/Velmex-XYZ-StageControl-Python. A
 * program is loaded and then run: "C,S1M1000,I1M400,R", ended by CR. Single letters act at once,
 * "^" (without CR) says that a program has ended. Motors of one program run one after the other.
 */

#define INS_VXM_MAX_MOTOR 4
#define INS_VXM_MAX_SPEED 6000 /* steps/s */
#define INS_VXM_MAX_STEPS 16777215
#define INS_VXM_LINE_BYTES 79 /* with its CR: longer ones may overrun the controller */

/* Characters that are a line by themselves. */
#define INS_VXM_LONE "^RBJbO"

#define INS_VXM_STOP "D\r"    /* with a ramp */
#define INS_VXM_KILL "K\r"    /* at once */
#define INS_VXM_ON_LINE "F\r" /* no echo; switches the joystick off */
#define INS_VXM_QUIT "Q\r"    /* gives it back */
#define INS_VXM_STATE "V\r"

typedef enum
{
  INS_VXM_NEED_MORE, /* said by itself, or the answer to an earlier question: read on */
  INS_VXM_REPLY,
  INS_VXM_BAD,
} InsVxmOutcome;

typedef enum
{
  INS_VXM_FORM_STATE,    /* V */
  INS_VXM_FORM_POSITION, /* X Y Z T */
} InsVxmForm;

typedef struct
{
  char state; /* 'R' ready, 'B' busy, 'J' joystick, 'b' somebody uses it */
  gint64 steps;
  guint n_digits;     /* of steps as they were written */
  gboolean has_ended; /* NEED_MORE: "^" */
  gboolean at_limit;  /* NEED_MORE: "O", where the controller is set to say so */
} InsVxmReply;

/**
 * ins_vxm_parse:
 * @line: without its end
 * @reply: (out caller-allocates)
 *
 * Positions come as "X+0000400" or as a bare number, with or without sign and zeros; what stands
 * before the sign is ignored.
 */
InsVxmOutcome ins_vxm_parse (const char *line, InsVxmForm form, InsVxmReply *reply);

/* "X\r" for motor 1 ... */
const char *ins_vxm_get_position_question (guint motor);

/* Programs: begin, any number of add, end. Broken into lines that are not too long. */
void ins_vxm_program_begin (GString *program);
void ins_vxm_program_add_speed (GString *program, guint motor, guint steps_s);
void ins_vxm_program_add_move (GString *program, guint motor, gint64 to_steps);

/* To the negative limit switch, @back_off_steps back, and there is 0. */
void ins_vxm_program_add_home (GString *program, guint motor, guint back_off_steps);
void ins_vxm_program_end (GString *program);

G_END_DECLS
