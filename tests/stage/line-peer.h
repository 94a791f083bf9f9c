/* line-peer.h - the far end of the line, for tests: answers lines of text from a script
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "core/ins-lock.h"
#include "devices/transport/ins-transport.h"

typedef struct _LinePeer LinePeer;

/* (transfer full) (nullable): what goes back for one line, without its end. Runs on the peer's
 * thread with its lock held. */
typedef char *(*LinePeerAnswer) (LinePeer *peer, const char *line, gpointer data);

/* Answers from a thread of its own. */
struct _LinePeer
{
  InsTransport *near_end, *far_end; /* read-only after new */
  LinePeerAnswer answer;
  gpointer data;
  GThread *thread;

  InsLock lock;
  gboolean quit;      /* lock */
  gboolean is_silent; /* lock; hears, says nothing */
  GString *received;  /* lock; every line, each with '\n' */
};

LinePeer *line_peer_new (LinePeerAnswer answer, gpointer data);
void line_peer_free (LinePeer *self);

void line_peer_lock (LinePeer *self);
void line_peer_unlock (LinePeer *self);

/* Any thread. */
void line_peer_send (LinePeer *self, const char *text);
/* Waits up to 10 s until @text was received; fails the test otherwise. */
void line_peer_wait_for (LinePeer *self, const char *text);
gboolean line_peer_has (LinePeer *self, const char *text);
void line_peer_forget (LinePeer *self);
