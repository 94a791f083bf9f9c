/* ins-sim-controller.h - a stage controller in software, whatever language it speaks
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "core/ins-uri.h"
#include "devices/simulated/ins-sim-bench.h"
#include "devices/simulated/ins-sim-fault.h"
#include "devices/simulated/ins-sim-link.h"

G_BEGIN_DECLS

/* A state machine without thread or clock: bytes and the time go in, bytes come out when they are
 * due. Travels from -25 to 225 mm on each axis in the coordinates that the bench hears; starts
 * homed and idle at 0, as a controller that stayed powered. Each family's own header says what is
 * true to the real firmware and what is left out.
 */
typedef struct _InsSimController InsSimController;

#define INS_SIM_MINIMUM_MM (-25.0)
#define INS_SIM_MAXIMUM_MM 225.0

typedef struct
{
  double latency_ms; /* from the moment the firmware takes the position to the reply's arrival */
  double jitter_ms;  /* uniform, on top */
  double backlash_mm;
  double acceleration_mm_s2;
  double maximum_speed_mm_s;
  guint32 seed;
  InsSimFault fault;
  InsSimLink link;  /* what else delays questions and answers */
  double baud;      /* of the serial line, ten bits a byte; 0: bytes take no time */
  char variant[16]; /* "" the ordinary one; others are told in the family's header */
  char log[256];    /* path of a file for every true motion: ins_sim_bench_log(); "" none */
} InsSimConfig;

void ins_sim_config_init (InsSimConfig *config);

/**
 * ins_sim_config_read:
 * @uri: "sim?latency_ms=5&baud=115200&...": options that are there change @config
 *
 * Returns: %FALSE with %INS_DEVICE_ERROR_URI
 */
gboolean ins_sim_config_read (InsSimConfig *config,
                              const InsUri *uri,
                              GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* NULL-terminated: what ins_sim_controller_new() takes. */
const char *const *ins_sim_controller_protocols (void);

/**
 * ins_sim_controller_new:
 * @bench: (nullable)
 *
 * Returns: (transfer full): %NULL with %INS_DEVICE_ERROR_UNSUPPORTED for an unknown protocol or
 *   variant
 */
InsSimController *ins_sim_controller_new (const char *protocol,
                                          const InsSimConfig *config,
                                          InsSimBench *bench,
                                          GError **error) G_GNUC_WARN_UNUSED_RESULT;
void ins_sim_controller_free (InsSimController *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (InsSimController, ins_sim_controller_free)

/* The driver that speaks with it, as ins_stage_family_find() takes it: one family may have several
 * firmwares. */
const char *ins_sim_controller_get_family (InsSimController *self);

/* What a stage address has to say so that the driver knows the axes, as "x_um_per_step=0.5"; "". */
const char *ins_sim_controller_get_address_options (const InsSimController *self);

/* A client is there: what had not been sent to the last one is dropped. */
void ins_sim_controller_connect (InsSimController *self, double now_s);

/* Bytes that have just arrived. @now_s must not run backwards. */
void
ins_sim_controller_input (InsSimController *self, const guint8 *bytes, gsize n_bytes, double now_s);

/* Takes up to @size bytes that are due. Call until it returns 0. */
gsize ins_sim_controller_output (InsSimController *self, double now_s, guint8 *buffer, gsize size);

/* When to call output() again; INFINITY if only input can change anything. */
double ins_sim_controller_next_event_s (InsSimController *self);

/* TRUE once when the fault "cut" is due: close the connection. */
gboolean ins_sim_controller_take_cut (InsSimController *self);

/* As the firmware counts it, in the bench's coordinates while nothing has gone wrong. */
void ins_sim_controller_get_position (InsSimController *self, double now_s, InsPosition *position);

G_END_DECLS
