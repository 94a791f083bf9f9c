/* gcs-peer.h - a PI controller at the far end whose line is tapped, for tests
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "core/ins-lock.h"
#include "devices/simulated/ins-sim-controller.h"
#include "stage-must.h"
#include "devices/transport/ins-transport.h"

/* The emulator, served from a thread in real time; every byte that goes to it is kept. */
typedef struct
{
  InsTransport *far_end; /* read-only after new */
  InsSimBench *bench;
  GThread *thread;

  InsLock lock;
  gboolean quit;                /* lock */
  InsSimController *controller; /* lock */
  GString *received;            /* lock; single bytes as "^E" "^G" "^X" */
  const char *deaf_to;          /* lock; (nullable): lines that begin so are not carried out */
  int deaf_error;               /* lock; what ERR? says of them; 0: 2, they are not known */
  int next_error;               /* lock; the next ERR? is answered with it; 0: as it is */
  guint n_garbled;              /* lock; so many answers come out wrong, one after the other */
  const char *garble_from;      /* lock; (nullable): from its answer on the next few, once */
  const char *lose_digit_of;    /* lock; (nullable): the answer to it lacks a digit, once */
  gboolean loses_digit;         /* lock; of the answer that comes next */
  guint n_late;                 /* lock; so many answers come later than anybody waits */

  InsStage *stage; /* the driver at the near end */
} GcsPeer;

/* @variant: of the emulator
 * @options: of the stage's address, behind '?'; "" none
 * @before: lines that the controller got before the driver came */
GcsPeer *gcs_peer_new (const char *variant, const char *options, const char *before);
void gcs_peer_free (GcsPeer *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (GcsPeer, gcs_peer_free)

gboolean gcs_peer_try_move (GcsPeer *self, double x, double y, double z, GError **error);

void gcs_peer_lock (GcsPeer *self);
void gcs_peer_unlock (GcsPeer *self);
gboolean gcs_peer_has (GcsPeer *self, const char *bytes);
void gcs_peer_forget (GcsPeer *self);
