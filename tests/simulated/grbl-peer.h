/* grbl-peer.h - talks to the Grbl emulator on a virtual clock
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "devices/simulated/ins-sim-controller.h"

#define LOCKED "[MSG:'$H'|'$X' to unlock]\r\n"
#define GREETING "\r\nGrbl 1.1h ['$' for help]\r\n"

/* An emulator on a virtual clock and what it has said. */
typedef struct
{
  InsSimController *grbl;
  double now_s;
  GString *heard;
} GrblPeer;

/* @config: (nullable) */
void grbl_peer_init (GrblPeer *peer, const InsSimConfig *config);
/* @fault: (nullable) */
void grbl_peer_init_protocol (GrblPeer *peer,
                              const char *protocol,
                              const char *variant,
                              const char *fault);
void grbl_peer_init_fault (GrblPeer *peer, const char *fault);
void grbl_peer_clear (GrblPeer *peer);
/* Lets time pass from event to event. */
void grbl_peer_pass (GrblPeer *peer, double seconds);
void grbl_peer_say (GrblPeer *peer, const char *text);
/* Says @text; what is heard at once has to be @wanted. */
void grbl_peer_expect (GrblPeer *peer, const char *text, const char *wanted);
/* @wanted: the part of a status report before the fields that come in turn. */
void grbl_peer_expect_status (GrblPeer *peer, const char *wanted);
void grbl_peer_expect_after (GrblPeer *peer, double seconds, const char *wanted);
