/* ins-fd-transport.h - a transport over a file descriptor: terminal, TCP, UNIX socket, loopback
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "devices/transport/ins-transport.h"

G_BEGIN_DECLS

#define INS_TYPE_FD_TRANSPORT (ins_fd_transport_get_type ())
G_DECLARE_FINAL_TYPE (InsFdTransport, ins_fd_transport, INS, FD_TRANSPORT, GObject)

InsTransport *ins_fd_transport_new_tcp (const char *host, guint16 port);
InsTransport *ins_fd_transport_new_unix (const char *path);

/* A terminal set up raw by termios at @baud, modem lines ignored, locked (flock) and, where it is
 * no pseudo terminal, exclusive (TIOCEXCL). */
InsTransport *ins_fd_transport_new_terminal (const char *path, guint baud);

/**
 * ins_fd_transport_new_from_fd:
 * @fd: (transfer full): a connected, readable and writable descriptor; made non-blocking
 *
 * For a server that has accepted a connection. open() succeeds at once; after close() it cannot be
 * opened again.
 */
InsTransport *ins_fd_transport_new_from_fd (int fd, const char *name);

/**
 * ins_fd_transport_new_loopback:
 * @near_end, @far_end: (out) (transfer full): what one writes the other reads
 *
 * Both ends in this process, each usable from a thread of its own.
 */
void ins_fd_transport_new_loopback (InsTransport **near_end, InsTransport **far_end);

G_END_DECLS
