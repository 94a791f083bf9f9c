/* emulated-stage.h - a driver with options of its own, its emulator told something beforehand
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "devices/simulated/ins-sim-controller.h"
#include "devices/simulated/ins-sim-server.h"
#include "stage-must.h"

typedef struct
{
  InsSimController *controller;
  InsSimServer *server;
  InsStage *stage;
} EmulatedStage;

/* @variant: of the emulator, "" the ordinary one
 * @bytes: that the emulator has been told by somebody else
 * @options: of the stage address behind the '?'
 * 100 mm/s and 1000 mm/s^2. */
EmulatedStage *emulated_stage_new (const char *protocol,
                                   const char *variant,
                                   const char *bytes,
                                   const char *options);
/* As above; with a fault. */
EmulatedStage *
emulated_stage_new_faulty (const char *protocol, const char *fault, const char *options);
void emulated_stage_free (EmulatedStage *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (EmulatedStage, emulated_stage_free)

/* Closes the stage; what the emulator answers to @bytes then. Free with g_free(). */
char *emulated_stage_ask_after (EmulatedStage *self, const char *bytes);
