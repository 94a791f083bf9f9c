/* ins-sim-gcode.h - one line of G-code as Grbl 1.1 reads it
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "core/ins-axis.h"

G_BEGIN_DECLS

#define INS_SIM_GCODE_NONE (-1)

typedef struct
{
  double axis[INS_N_AXES]; /* as written; NaN: no such word */
  double feed, dwell_s;    /* F and P; NaN: no such word */
  int motion;              /* 0, 1, 80 or none */
  int distance;            /* 90, 91 or none */
  int units;               /* 20, 21 or none */
  gboolean dwell;          /* G4 */
  gboolean machine;        /* G53 */
  gboolean beyond_jog;     /* something that a $J= line may not hold */
} InsSimGcode;

/**
 * ins_sim_gcode_parse:
 * @line: upper case, without blanks and comments
 *
 * Returns: 0, or Grbl's number of the error
 */
guint ins_sim_gcode_parse (const char *line, InsSimGcode *code);

/* TRUE if there is a word for any axis. */
gboolean ins_sim_gcode_has_axes (const InsSimGcode *code);

G_END_DECLS
