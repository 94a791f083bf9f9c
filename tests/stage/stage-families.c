/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "stage-conformance.h"

#define TOGETHER STAGE_MOVES_TOGETHER
#define GOES_ON STAGE_JOG_GOES_ON
#define RAMPED STAGE_STOP_IS_RAMPED
#define HARMLESS STAGE_HALT_IS_HARMLESS
#define FORGETS STAGE_FORGETS_HOMING
#define FINAL STAGE_HOMING_STOP_IS_FINAL
#define LOCKED STAGE_STARTS_LOCKED

/* Marlin: built with M114_REALTIME and EMERGENCY_PARSER; "stock" as distributed: no true position
 * in motion, and a stop waits for the command in progress. ESP301 "strict": what the manuals leave
 * open, the other way. */
static const StageConformance families[] = {
  { "grbl", "protocol=grbl", TOGETHER | GOES_ON | RAMPED | LOCKED, "split,garbage=5" },
  { "grblhal", "protocol=grblhal", TOGETHER | GOES_ON | RAMPED, "split" },
  { "marlin", "protocol=marlin", TOGETHER | GOES_ON | HARMLESS | FINAL | LOCKED,
    "split,garbage=5" },
  { "marlin-stock", "protocol=marlin&variant=stock", TOGETHER | HARMLESS | LOCKED,
    "split,garbage=5" },
  { "zaber", "protocol=zaber", TOGETHER | GOES_ON | RAMPED | HARMLESS | LOCKED,
    "split,garbage=5,drop=1" },
  { "zaber-chain", "protocol=zaber&variant=chain", TOGETHER | GOES_ON | RAMPED | HARMLESS | LOCKED,
    "split,garbage=5,drop=1" },
  { "esp301", "protocol=esp301", GOES_ON | RAMPED | FORGETS | LOCKED, "split,garbage=5" },
  { "esp301-strict", "protocol=esp301&variant=strict", RAMPED | FORGETS | LOCKED, NULL },
  { "vxm", "protocol=vxm", RAMPED | FORGETS, "split,garbage=5",
    "The joystick of the VXM is off until you disconnect." },
  { "pi-gcs", "protocol=pi-gcs", TOGETHER | GOES_ON | RAMPED | HARMLESS | LOCKED,
    "split,garbage=5" },
};

void
stage_conformance_add_families (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (families); i++)
    stage_conformance_add (&families[i]);
}
