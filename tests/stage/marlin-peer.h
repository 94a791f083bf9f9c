/* marlin-peer.h - the far end of the line, for tests: as much of Marlin as a script needs
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "core/ins-axis.h"
#include "peer-end.h"

#define MARLIN_PEER_STEPS 80

/* Answers from a thread of its own. Fields marked lock may be changed by the test at any time with
 * the lock held. */
typedef struct
{
  PeerEnd wire;                 /* received: every byte that came */
  GString *line;                /* lock; that is not whole yet */
  gboolean is_realtime;         /* lock; "M114 R" is true */
  int here[INS_N_AXES];         /* lock; steps */
  int end[INS_N_AXES];          /* lock; of the queue */
  gboolean runs_forever;        /* lock; a move never ends by itself */
  double offset_mm;             /* lock; displayed = counted + offset */
  const char *extruder;         /* lock; " E:-77.13" */
  const char *motors;           /* lock; "XYZ" */
  guint garble_positions;       /* lock; so many come with a digit lost */
  guint garble_oks;             /* lock */
  guint refuse_moves;           /* lock; so many are asked for again */
  guint swallow_moves;          /* lock; so many are taken, but their ok is lost */
  guint lost_stops;             /* lock; M410 that do not get here */
  const char *complaint;        /* lock; before the ok of the next move */
  int longest_x;                /* lock; soft endstop, steps */
  gboolean is_halted;           /* lock; no line is heard */
  gboolean keeps_m400;          /* lock; M400 gets no ok, but "busy" */
  const char *identity;         /* lock; the answer to M115 without its ok */
  const char *spoiled_settings; /* lock; instead of settings, once; NULL none */
  const char *settings;         /* lock; that to M503 */
  const char *endstops;         /* lock; that to M211 */
  const char *unknown;          /* lock; a command that this build lacks */
  int last_number;              /* lock */
} MarlinPeer;

MarlinPeer *marlin_peer_new (InsTransport *transport);
void marlin_peer_start (MarlinPeer *self);
void marlin_peer_free (MarlinPeer *self);
