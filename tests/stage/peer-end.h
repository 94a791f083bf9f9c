/* peer-end.h - the far end of a line that a scripted peer holds, for tests
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "core/ins-lock.h"
#include "devices/transport/ins-transport.h"

/* Part of a peer. Fields marked lock may be changed by the test at any time with the lock held, and
 * so may the peer's own. */
typedef struct
{
  InsTransport *transport; /* read-only after init */
  GThread *thread;

  InsLock lock;
  gboolean quit;      /* lock */
  gboolean is_silent; /* lock; no byte leaves */
  GString *received;  /* lock; what came, as the peer notes it */
} PeerEnd;

void peer_end_init (PeerEnd *self, InsTransport *transport);
/* Ends the thread first. */
void peer_end_clear (PeerEnd *self);

/* The thread: gives each byte that comes to @take, with the lock held, until it is to quit. */
void peer_end_serve (PeerEnd *self, void (*take) (gpointer peer, char byte), gpointer peer);

void peer_end_send_locked (PeerEnd *self, const char *text);

/* Any thread. */
void peer_end_send (PeerEnd *self, const char *text);
guint peer_end_count (PeerEnd *self, const char *bytes);
/* Waits up to 10 s until @bytes were received; fails the test otherwise. */
void peer_end_wait_for (PeerEnd *self, const char *bytes);
void peer_end_forget (PeerEnd *self);
