/* recording-peer.h - an emulator at the far end of a port, and every byte that was ever sent to it
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "core/ins-lock.h"
#include "devices/simulated/ins-sim-controller.h"

typedef struct
{
  char *folder, *path;
  int listener, terminal, terminal_end, client;
  guint baud; /* of a terminal: at another speed it hears and says nothing but rubbish */
  InsSimController *controller; /* NULL: nobody */
  gboolean echoes;              /* instead: says what it hears */
  GThread *thread;

  InsLock lock;
  gboolean quit;     /* lock */
  GString *received; /* lock */
} RecordingPeer;

/* @protocol: NULL: silent. At a UNIX socket, or at a pseudo terminal with a speed. */
RecordingPeer *recording_peer_new (const char *protocol, guint baud);

/* "unix:PATH" or "serial:PATH". (transfer full) */
char *recording_peer_get_transport (RecordingPeer *self);

/* (transfer full) */
char *recording_peer_dup_received (RecordingPeer *self);
void recording_peer_free (RecordingPeer *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (RecordingPeer, recording_peer_free)
