/* ins-sim-link.h - how long questions and answers take to and from an emulator
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "core/ins-uri.h"

G_BEGIN_DECLS

/* A value. Zeros: everything arrives at once. Times that vary are uniform from 0 but for the
 * exponential one. */
typedef struct
{
  double request_ms, request_jitter_ms; /* from the host's writing to the firmware's reading */
  double reply_exponential_ms;          /* mean; on the way back, beside latency and jitter */
  double timer_ms;      /* an adapter that hands what came on at its next tick; 0 none */
  double frame_ms;      /* firmware that looks after requests every so often; 0 at once */
  gboolean stale;       /* ... or rather answers at once, with the position of its last frame */
  double stall_percent; /* of the messages, either way: 50 to 200 ms late */
} InsSimLink;

/**
 * ins_sim_link_read:
 * @uri: "sim?link=b", or its parts one by one: request_ms, request_jitter_ms, exponential_ms,
 * timer_ms, frame_ms, stale (0 or 1), stall_percent
 * @latency_ms, @jitter_ms, @baud: (inout): which a link of a name sets too
 *
 * Links of a name, all at 115200 baud: a 0.5 ms; b 5 ms and up to 3 ms on the way back; c likewise
 * on the way there; d 1 ms and 2 ms exponential on the way back; e an adapter's timer of 16 ms; f1
 * and f2 frames of 20 ms, fresh and stale; g as b with 2 % stalls; h 1 ms and up to 3 ms either
 * way.
 *
 * Returns: %FALSE with %INS_DEVICE_ERROR_URI
 */
gboolean ins_sim_link_read (InsSimLink *self,
                            const InsUri *uri,
                            double *latency_ms,
                            double *jitter_ms,
                            double *baud,
                            GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* FALSE: the firmware reads what was written at once, but for the bytes' own time. */
gboolean ins_sim_link_delays_requests (const InsSimLink *self);

/* When the firmware reads bytes that the host has written at @now_s. */
double ins_sim_link_get_request_s (const InsSimLink *self, GRand *random, double now_s);

/* What comes on top of a reply's latency. */
double ins_sim_link_get_reply_delay_s (const InsSimLink *self, GRand *random);

/* When the host gets what arrives at the adapter at @due_s. */
double ins_sim_link_get_handed_s (const InsSimLink *self, double due_s);

/* Of which moment a position is that the firmware tells at @now_s. */
double ins_sim_link_get_taken_s (const InsSimLink *self, double now_s);

G_END_DECLS
