/* grbl-peer.h - the far end of the line, for tests: as much of Grbl 1.1 as a script needs
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "core/ins-axis.h"
#include "peer-end.h"

/* Answers from a thread of its own. Fields marked lock may be changed by the test at any time with
 * the lock held. */
typedef struct
{
  PeerEnd wire;  /* received: every byte that came, 0x18 and 0x85 as "^X" and "^J" */
  GString *line; /* lock; that is not whole yet */

  char state[16];         /* lock; "Idle", "Run", "Hold:1" ... */
  InsPosition position;   /* lock; machine coordinates */
  InsPosition wco;        /* lock */
  InsPosition end;        /* lock; where a move leads */
  guint run_reports;      /* lock; reports that a move takes, G_MAXUINT: it never ends */
  guint run_left;         /* lock; of the present move */
  guint n_reports;        /* lock; the offset comes with every 10th, as in the firmware */
  gboolean is_deaf;       /* lock; until 0x18, as after a hard limit */
  gboolean keeps_oks;     /* lock; lines get no answer */
  gboolean keeps_reports; /* lock; neither does '?' */
  gboolean is_homing;     /* lock; '?' is kept until homing_done */
  gboolean asked_while_homing;
  gboolean answers_homing; /* lock; grblHAL: '?' is answered then */
  const char *spoiled[3]; /* lock; the next lists have this instead of "$130=200.000"; NULL as is */
  gboolean has_latch;     /* lock; grblHAL: after an error every line fails until an empty one */
  guint latched_error;    /* lock */
  guint next_error;       /* lock; of the next line; 0 none */
  guint garble_reports;   /* lock; so many reports come out wrong */
  guint lost_digits;      /* lock; reports whose X lacks its first digit */
  guint garble_oks;       /* lock; and so many oks */
  const char *extra;      /* lock; lines added to "$$" */
  const char *identity;   /* lock; lines added to "$I" */
  const char *full; /* lock; what grblHAL's full report adds, as "|H:1,7"; NULL: deaf to 0x87 */
  const char *boot_text; /* read-only after start; sent after boot_s, before which it is silent */
  double boot_s;
} GrblPeer;

GrblPeer *grbl_peer_new (InsTransport *transport);
void grbl_peer_start (GrblPeer *self);
void grbl_peer_free (GrblPeer *self);

/* Any thread. */
void grbl_peer_finish_homing (GrblPeer *self, guint alarm_code);
