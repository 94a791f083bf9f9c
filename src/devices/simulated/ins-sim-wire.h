/* ins-sim-wire.h - replies of an emulator on their late and faulty way to the host
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "devices/simulated/ins-sim-fault.h"
#include "devices/simulated/ins-sim-link.h"

G_BEGIN_DECLS

/* No thread, no clock. Replies keep their order, whatever their latencies. */
typedef struct _InsSimWire InsSimWire;

InsSimWire *
ins_sim_wire_new (double latency_s, double jitter_s, guint32 seed, const InsSimFault *fault);

/* How long one byte takes on a serial line; 0, as it is at first: no time. */
void ins_sim_wire_set_byte_time (InsSimWire *self, double byte_s);

/* How long replies take beside their latency; no time at first. */
void ins_sim_wire_set_link (InsSimWire *self, const InsSimLink *link);
void ins_sim_wire_free (InsSimWire *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (InsSimWire, ins_sim_wire_free)

void ins_sim_wire_send (InsSimWire *self, const char *text, double now_s);

/* Drops what is under way. */
void ins_sim_wire_clear (InsSimWire *self);

/* The next reply comes so much later, and what follows not before it. */
void ins_sim_wire_delay_next (InsSimWire *self, double delay_s);

/* While silent, everything that is sent is lost. */
void ins_sim_wire_set_silent (InsSimWire *self, gboolean silent);

/* Takes up to @size bytes that are due at @now_s. */
gsize ins_sim_wire_take (InsSimWire *self, double now_s, guint8 *buffer, gsize size);

/* When the next byte is due; INFINITY for none. */
double ins_sim_wire_next_s (InsSimWire *self);

G_END_DECLS
