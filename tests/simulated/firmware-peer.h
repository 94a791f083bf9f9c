/* firmware-peer.h - talks to any of the firmware emulators on a virtual clock
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "devices/simulated/ins-sim-controller.h"

#define GREETING "\r\nGrbl 1.1h ['$' for help]\r\n"
#define LOCKED "[MSG:'$H'|'$X' to unlock]\r\n"

/* An emulator and what it has said. */
typedef struct
{
  InsSimController *controller;
  double now_s;
  GString *heard;
} FirmwarePeer;

/* @fault: as in ins_sim_fault_parse(), "" for none. 200 mm/s and 500 mm/s^2. */
void firmware_peer_init (FirmwarePeer *peer, const char *protocol, const char *fault);
void firmware_peer_init_variant (FirmwarePeer *peer,
                                 const char *protocol,
                                 const char *variant,
                                 const char *fault);
/* @bench: (nullable) */
void firmware_peer_init_config (FirmwarePeer *peer,
                                const char *protocol,
                                const InsSimConfig *config,
                                InsSimBench *bench);
void firmware_peer_clear (FirmwarePeer *peer);

/* Lets time pass from event to event. */
void firmware_peer_pass (FirmwarePeer *peer, double seconds);
void firmware_peer_say (FirmwarePeer *peer, const char *text);

/* Says @text; what is heard at once has to be @wanted. */
void firmware_peer_expect (FirmwarePeer *peer, const char *text, const char *wanted);

/* The same with what was heard since the last expectation in front. */
void firmware_peer_expect_since (FirmwarePeer *peer, const char *text, const char *wanted);

/* Grbl: @wanted is the part of a status report before the fields that come in turn. */
void firmware_peer_expect_status (FirmwarePeer *peer, const char *wanted);

/* Lets time pass; what is heard meanwhile has to be @wanted. */
void firmware_peer_expect_after (FirmwarePeer *peer, double seconds, const char *wanted);

/* A row of what is quoted of a protocol. Behind "+" in @said stands no text but seconds that pass.
 * @heard: a pattern (of g_pattern_match_simple()) if there is a star in it. */
typedef struct
{
  const char *said, *heard;
} FirmwareRow;

/* Says all of them. @end: of a line. @understands: (nullable): must be %TRUE for each line that is
 * heard. Clears the peer. */
void firmware_peer_check_rows (FirmwarePeer *peer,
                               const FirmwareRow *rows,
                               gsize n_rows,
                               const char *end,
                               gboolean (*understands) (const char *line));
