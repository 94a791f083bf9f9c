/* fault-cell.h - one family, one fault, one state of the stage: how does it end?
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include <glib.h>

typedef enum
{
  FAULT_STATE_IDLE,
  FAULT_STATE_JOG, /* held */
  FAULT_STATE_HOME,
  FAULT_STATE_SWEEP, /* a line of a scan */
  FAULT_N_STATES,
} FaultState;

/* Those but the last two are safe. */
typedef enum
{
  FAULT_END_NONE,     /* the family cannot have this fault */
  FAULT_END_WENT_ON,  /* did what was asked; the position shown is true */
  FAULT_END_SHORT,    /* stands elsewhere, the program says so, the position shown is true */
  FAULT_END_ALARM,    /* stands, takes no move; the position is unknown until a person helps */
  FAULT_END_ALARM_AT, /* stands, takes no move; the position shown is true */
  FAULT_END_UNKNOWN,  /* stands; the position is unknown */
  FAULT_END_LOST,     /* the link is given up, the stage was told to stop and stands; unknown */
  FAULT_END_RAN_OUT,  /* the link is given up, no word gets through, the move ends; unknown */
  FAULT_END_UNSEEN,   /* nothing in such a controller can see it; homing puts the position right */
  FAULT_END_UNTRUE,   /* a position was shown that was not so */
  FAULT_END_HANG,     /* no end within the bound, or it moves on */
} FaultEnd;

/* In the table. */
extern const char *const fault_state_names[FAULT_N_STATES];
extern const char *const fault_end_names[FAULT_END_HANG + 1];

typedef struct
{
  const char *protocol;
  const char *fault; /* of ins_sim_fault_parse(); "drop=0" for none */
  gboolean is_timed; /* "=SECONDS" is put behind it, so that it falls into the state */
  FaultState state;
  gboolean is_noisy; /* bytes are lost: a single report may be off, its successor not */

  FaultEnd end;
  double took_s;     /* from the start of the motion (idle: from the fault) to that end */
  double worst_mm;   /* by which a position shown was off */
  guint n_glitches;  /* single reports that were off */
  char message[400]; /* what the program says */
} FaultCell;

/* Any thread; takes at most a minute. */
void fault_cell_run (FaultCell *cell);
