/* stage-conformance.h - what every stage does, whatever language its controller speaks
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include <glib.h>

/* A driver with its own emulator at the far end, in real time, and what they can. */
typedef struct
{
  const char *name;    /* of the tests: "/NAME/move-arrives" ... */
  const char *options; /* of the stage address "sim?...", "protocol=grbl" */

  gboolean moves_together;   /* a move of two axes is a straight line */
  gboolean jog_goes_on;      /* a held jog that is prolonged does not halt in between */
  gboolean stop_is_ramped;   /* and the position good behind it */
  gboolean halt_is_harmless; /* the position is known after halt() */
  gboolean homes_in_order;   /* Z before X and Y */
  gboolean forgets_homing;   /* whether it was homed it does not say: a person confirms it */
  const char *notice;        /* what it has to say though all is well; NULL nothing */
  gboolean
      homing_stop_is_final; /* a stop while homing halts the controller until it is reset by hand */
  gboolean notices_reset;   /* a controller that was switched off and on in motion is known to be */
  gboolean notices_limit;   /* a switch that was hit is an alarm */
  gboolean starts_locked;   /* fault "alarm": not homed, as after power-up */
  const char *faults;       /* that it gets over, as "split,garbage=5"; NULL none */
} StageConformance;

/* Before g_test_run(); @can has to live until its end. */
void stage_conformance_add (const StageConformance *can);

/* All of them, in stage-families.c. */
void stage_conformance_add_families (void);
