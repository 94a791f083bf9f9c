/* ins-serial-transport.h - a transport over a serial port
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "devices/transport/ins-serial-ports.h"
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

/**
 * ins_serial_transport_new_usb:
 * @adapter: (transfer full)
 * @list: what tells the ports, ins_serial_ports_list() but in tests
 *
 * As above; the adapter is looked for each time it is opened, whatever port it has then.
 */
InsTransport *
ins_serial_transport_new_usb (InsUsbAdapter *adapter, guint baud, GPtrArray *(*list) (void));

G_END_DECLS
