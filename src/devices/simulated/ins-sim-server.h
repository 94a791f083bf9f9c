/* ins-sim-server.h - serves a firmware emulator to whoever connects
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "devices/simulated/ins-sim-controller.h"

G_BEGIN_DECLS

/* One thread at a time runs the emulator: the one in ins_sim_server_run(), or the one that
 * ins_sim_server_start() makes. Replies leave within about 0.2 ms of their due time.
 */
typedef struct _InsSimServer InsSimServer;

/**
 * ins_sim_server_new:
 * @controller: (transfer none): has to outlive the server; nobody else may touch it while that runs
 * @fd: (transfer full): connected and bidirectional, such as one end of a socket pair
 */
InsSimServer *ins_sim_server_new (InsSimController *controller, int fd);

/**
 * ins_sim_server_listen:
 * @protocol: which firmware, of ins_sim_controller_protocols()
 * @listen_spec: "unix:PATH", "tcp:HOST:PORT" (port 0: any free one) or "pty:LINK" (a symbolic link
 *   to a pseudo-terminal is made at LINK)
 * @config: (nullable): imperfections of the stage; %NULL for the ordinary one
 *
 * Takes the address at once but serves nobody yet. Clients are served one after another; the
 * emulator keeps its state between them. A stale socket file or link is replaced.
 *
 * Returns: (transfer full): %NULL with %INS_DEVICE_ERROR_URI, _UNSUPPORTED, _BUSY (somebody listens
 *   there, or a file stands there that is not ours), _PERMISSION, _NOT_FOUND or _IO
 */
InsSimServer *ins_sim_server_listen (const char *protocol,
                                     const char *listen_spec,
                                     const InsSimConfig *config,
                                     GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* Where clients find it, as a transport URI: "tcp:127.0.0.1:40321", "serial:LINK". */
const char *ins_sim_server_get_address (InsSimServer *self);

/* See ins_sim_controller_get_address_options(). */
const char *ins_sim_server_get_address_options (InsSimServer *self);

/* Serves in this thread until ins_sim_server_quit(), or until the only fd is closed. */
void ins_sim_server_run (InsSimServer *self);

/* Makes run() return soon. Any thread; also a signal handler. */
void ins_sim_server_quit (InsSimServer *self);

/* Serves in a thread of its own until ins_sim_server_free(). */
void ins_sim_server_start (InsSimServer *self);

/* Ends and joins the thread, closes and removes what listen() made. */
void ins_sim_server_free (InsSimServer *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (InsSimServer, ins_sim_server_free)

G_END_DECLS
