/* ins-marlin-protocol.h - the bytes of Marlin
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "core/ins-axis.h"

G_BEGIN_DECLS

/* Pure functions, no I/O, any thread. Lines are cut by InsLineLink. Sources: Marlin 2.1
 * core/language.h, gcode/host/M114.cpp, M115.cpp, gcode/queue.cpp, and replies of its build for
 * the PC. */

#define INS_MARLIN_STOP "M410\n"

typedef enum
{
  INS_MARLIN_OK,       /* number, free_blocks, free_commands: -1 where not said */
  INS_MARLIN_BUSY,     /* "echo:busy: processing": the command in progress goes on */
  INS_MARLIN_ERROR,    /* text: behind "Error:" */
  INS_MARLIN_RESEND,   /* number: of the line that is wanted */
  INS_MARLIN_HALTED,   /* kill(): it hears nothing more until it is reset by hand */
  INS_MARLIN_GREETING, /* it has just started */
  INS_MARLIN_POSITION, /* position, extruder_mm, counts */
  INS_MARLIN_FIRMWARE, /* text: behind "FIRMWARE_NAME:" */
  INS_MARLIN_CAP,      /* text: name, number: 0 or 1 */
  INS_MARLIN_SETTING,  /* number: 92 for "M92", position, value of T */
  INS_MARLIN_TRAVEL,   /* soft endstops: minimum, maximum */
  INS_MARLIN_SWITCH,   /* axis, number: 1 for pressed */
  INS_MARLIN_HIT,      /* "echo:endstops hit:  X:12.00": axis_mask */
  INS_MARLIN_UNKNOWN,  /* a command that this build does not have */
  INS_MARLIN_TEXT,     /* anything else */
} InsMarlinReplyKind;

typedef struct
{
  InsMarlinReplyKind kind;
  int number, free_blocks, free_commands;
  InsPosition position;      /* mm as displayed; NaN where not given */
  double extruder_mm;        /* NaN: there is none */
  gboolean has_counts;       /* steps of X, Y and Z; FALSE where motors are not axes (CoreXY) */
  gint64 counts[INS_N_AXES]; /* steps */
  InsPosition minimum, maximum;
  double value;
  InsAxis axis;
  guint axis_mask;
  const char *text; /* inside the line */
} InsMarlinReply;

/* One line without its end. FALSE: garbled. */
gboolean ins_marlin_parse_line (const char *line, InsMarlinReply *reply);

/**
 * ins_marlin_format_move:
 * @target: mm, NaN for axes that stay
 * @feed_mm_min: along the path
 *
 * Returns: (transfer full) (nullable): the line without its end; %NULL if a number is out of any
 *   machine's reach, or no axis moves
 */
char *ins_marlin_format_move (const InsPosition *target, double feed_mm_min);

/* "N3 G28 Z*25\n": the line @text with number, checksum (exclusive or of all bytes before "*") and
 * end. */
char *ins_marlin_format_numbered (guint number, const char *text);

/* "G28 X Y" */
char *ins_marlin_format_home (guint axis_mask);

G_END_DECLS
