/* ins-serial-transport.h - a transport over a serial port
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "devices/transport/ins-transport.h"

G_BEGIN_DECLS

#define INS_TYPE_SERIAL_TRANSPORT (ins_serial_transport_get_type ())
G_DECLARE_FINAL_TYPE (InsSerialTransport, ins_serial_transport, INS, SERIAL_TRANSPORT, GObject)

/**
 * ins_serial_transport_new:
 * @path: "/dev/ttyUSB0"
 * @baud: bits per second, 8N1 without flow control
 *
 * Opened and set up by libserialport. It refuses terminals without modem lines (a pty) or without
 * an entry of their own in /sys/class/tty; those, and all in a build without it, are set up by
 * termios.
 */
InsTransport *ins_serial_transport_new (const char *path, guint baud);

/* TRUE while open through libserialport. Owner. */
gboolean ins_serial_transport_uses_library (InsSerialTransport *self);

/* Plain-text lines about the serial ports found, for `insonify-cli devices`. (element-type utf8) */
GPtrArray *ins_serial_transport_list (void);

G_END_DECLS
