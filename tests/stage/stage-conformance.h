/* stage-conformance.h - what every stage does, whatever language its controller speaks
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include <glib.h>

/* What not all of them can, and what only some do. */
typedef enum
{
  STAGE_MOVES_TOGETHER = 1 << 0,       /* a move of two axes is a straight line */
  STAGE_JOG_GOES_ON = 1 << 1,          /* a held jog that is prolonged does not halt in between */
  STAGE_STOP_IS_RAMPED = 1 << 2,       /* and the position good behind it */
  STAGE_HALT_IS_HARMLESS = 1 << 3,     /* the position is known after halt() */
  STAGE_FORGETS_HOMING = 1 << 4,       /* it does not say whether it was: a person confirms it */
  STAGE_HOMING_STOP_IS_FINAL = 1 << 5, /* a stop then halts it until it is reset by hand */
  STAGE_STARTS_LOCKED = 1 << 6,        /* fault "alarm": not homed, as after power-up */
} StageTraits;

/* A driver with its own emulator at the far end, in real time. */
typedef struct
{
  const char *name;    /* of the tests: "/NAME/move-arrives" ... */
  const char *options; /* of the stage address "sim?...", "protocol=grbl" */
  StageTraits traits;
  const char *faults; /* that it gets over, as "split,garbage=5"; NULL none */
  const char *notice; /* what it has to say though all is well; NULL nothing */
} StageConformance;

/* Before g_test_run(); @can has to live until its end. */
void stage_conformance_add (const StageConformance *can);

/* All of them, in stage-families.c. */
void stage_conformance_add_families (void);
