/* ins-stage-finder.h - which controller is it that is plugged in here?
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "devices/stage/ins-stage-family.h"

G_BEGIN_DECLS

typedef struct
{
  const InsStageFamily *family;
  guint baud;    /* 0 for a link without */
  char name[96]; /* as it calls itself */
} InsStageFound;

/**
 * ins_stage_find:
 * @transport: its address, "serial:/dev/ttyUSB0"; with @BAUD no other speed is tried
 * @cancellable: (nullable): ends it within 0.1 s
 * @found: (out caller-allocates)
 *
 * Opens the port and asks harmless questions (ins-stage-probe.h) until a family answers; nothing
 * moves, nothing is stored. A board that restarts when its port is opened does so. Up to about 15
 * s, where nobody answers; the port is closed then as before.
 *
 * Returns: %FALSE with %INS_DEVICE_ERROR_PROTOCOL if what is there is none of the families,
 *   _NOT_FOUND if nothing answers, and what opening a port gives
 */
gboolean ins_stage_find (const char *transport,
                         GCancellable *cancellable,
                         InsStageFound *found,
                         GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* (transfer full): its device address, "zaber:serial:/dev/ttyUSB0", with @BAUD where it is not the
 * family's usual one. */
char *ins_stage_found_to_address (const InsStageFound *self, const char *transport);

/* A port and what answers there. */
typedef struct
{
  char *port;    /* what the port is, for people */
  char *address; /* of the stage, or of the port where nobody answers */
  char *name;    /* "" nobody answers */
  char *message; /* then: why; "" */
} InsStageOffer;

void ins_stage_offer_free (InsStageOffer *self);

/**
 * ins_stage_offer_find:
 * @ports: (element-type InsSerialPort): all of them, so that adapters can be told apart
 * @index: of the one to ask at
 * @cancellable: (nullable)
 *
 * Returns: (transfer full) (nullable): NULL when cancelled
 */
InsStageOffer *
ins_stage_offer_find (const GPtrArray *ports, guint index, GCancellable *cancellable);

/**
 * ins_stage_offers_find:
 * @ports: (element-type InsSerialPort): ins_serial_ports_list() but in tests
 * @cancellable: (nullable)
 *
 * Tries them one after the other; those that another program has are left alone. Motion worker, or
 * a thread of one's own: takes up to 15 s a port.
 *
 * Returns: (transfer full) (element-type InsStageOffer): in the order of the ports; when cancelled
 *   those looked at so far
 */
GPtrArray *ins_stage_offers_find (const GPtrArray *ports, GCancellable *cancellable);

G_END_DECLS
