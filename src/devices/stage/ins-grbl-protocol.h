/* ins-grbl-protocol.h - the bytes of Grbl 1.1 and grblHAL
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "core/ins-axis.h"

G_BEGIN_DECLS

/* Pure functions, no I/O, any thread. Sources: gnea/grbl doc/markdown/interface.md and jogging.md
 * (v1.1h), grblHAL/core report.c; sizes from grbl/config.h. */

/* Single bytes that are taken out of the stream on reception and get no ok. */
#define INS_GRBL_STATUS "?"
#define INS_GRBL_HOLD "!"
#define INS_GRBL_RESET "\x18"
#define INS_GRBL_JOG_CANCEL "\x85"
#define INS_GRBL_HAL_FULL_STATUS "\x87" /* grblHAL: with every field; Grbl ignores it */

#define INS_GRBL_MAX_LINE 79 /* LINE_BUFFER_SIZE 80 less the end */

typedef enum
{
  INS_GRBL_IDLE,
  INS_GRBL_RUN,
  INS_GRBL_HOLD_STATE,
  INS_GRBL_JOG,
  INS_GRBL_ALARM,
  INS_GRBL_DOOR,
  INS_GRBL_CHECK,
  INS_GRBL_HOME,
  INS_GRBL_SLEEP,
  INS_GRBL_TOOL,
} InsGrblState;

/* "<Idle|MPos:...>"; numbers in the controller's report unit (mm, or inch with $13=1). */
typedef struct
{
  InsGrblState state;
  int substate;         /* "Hold:1", -1 where none is given */
  gboolean is_work;     /* position is WPos, not MPos */
  guint n_axes;         /* given in the report; the first three are kept */
  InsPosition position; /* 0 for axes that are not given */
  gboolean has_wco;     /* work coordinate offset: WPos = MPos - WCO */
  InsPosition wco;
  guint limit_mask;             /* bit n: limit switch of axis n is pressed */
  gboolean has_homed, is_homed; /* grblHAL, in a full report: "H:1,7" */
} InsGrblStatus;

typedef enum
{
  INS_GRBL_REPLY_EMPTY,
  INS_GRBL_REPLY_OK,
  INS_GRBL_REPLY_ERROR,    /* code */
  INS_GRBL_REPLY_ALARM,    /* code */
  INS_GRBL_REPLY_STATUS,   /* status */
  INS_GRBL_REPLY_TAG,      /* text: "[VER:...]" and so on */
  INS_GRBL_REPLY_SETTING,  /* code = its number, value (NaN where it is a text) */
  INS_GRBL_REPLY_STARTUP,  /* "$N0=..." or ">...:ok" */
  INS_GRBL_REPLY_GREETING, /* text: "Grbl 1.1h" */
} InsGrblReplyKind;

typedef struct
{
  InsGrblReplyKind kind;
  guint code;
  double value;
  InsGrblStatus status;
  const char *text; /* the line without its end; belongs to the parser, until the next feed */
} InsGrblReply;

typedef enum
{
  INS_GRBL_NEED_MORE, /* all bytes are used up, no line is complete */
  INS_GRBL_GOT_REPLY,
  INS_GRBL_BAD_LINE, /* a complete line that is none of these; thrown away */
} InsGrblOutcome;

/* Zero-initialized. */
typedef struct
{
  char line[256];
  gsize n;
  gboolean is_spoilt; /* too long, or a byte that no reply has: bad until its end */
} InsGrblParser;

/**
 * ins_grbl_parser_feed:
 * @bytes: as they came, split anywhere
 * @n_used: (out): how many were taken; feed the rest again
 * @reply: (out): filled with %INS_GRBL_GOT_REPLY
 *
 * Takes bytes up to the end of the first line.
 */
InsGrblOutcome ins_grbl_parser_feed (InsGrblParser *self,
                                     const guint8 *bytes,
                                     gsize n_bytes,
                                     gsize *n_used,
                                     InsGrblReply *reply);

/* One line without its end. FALSE: bad line. */
gboolean ins_grbl_parse_line (const char *line, InsGrblReply *reply);

/* "1.500,-2.000,0.000" as in MPos and WCO: at least one number, all with as many decimals; n_axes
 * as given. */
gboolean ins_grbl_parse_position (const char *text, InsPosition *position, guint *n_axes);

/**
 * ins_grbl_format_move:
 * @target: mm, work coordinates; NaN for axes that stay
 * @feed_mm_min: along the path
 *
 * Returns: (transfer full) (nullable): the line with its end; %NULL if a number is out of any
 *   machine's reach, or no axis moves
 */
char *ins_grbl_format_move (const InsPosition *target, double feed_mm_min);
char *ins_grbl_format_jog (InsAxis axis, double distance_mm, double feed_mm_min);

G_END_DECLS
