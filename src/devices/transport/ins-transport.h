/* ins-transport.h - bytes to and from a device
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

#define INS_TYPE_TRANSPORT (ins_transport_get_type ())
G_DECLARE_INTERFACE (InsTransport, ins_transport, INS, TRANSPORT, GObject)

/* Threads: open, close and read run on the thread that owns the device. write may be called from
 * any thread at any time between open and close, also while another thread is in read: that is
 * the way a stop takes. An implementation serializes its writers with a lock of its own that is
 * held for the write only, and bounds a write to 100 ms.
 */
struct _InsTransportInterface
{
  GTypeInterface parent_iface;

  gboolean (*open) (InsTransport *self, GError **error);
  void (*close) (InsTransport *self);
  gssize (*read) (InsTransport *self, guint8 *buffer, gsize size, double timeout_s, GError **error);
  gboolean (*write) (InsTransport *self, const guint8 *bytes, gsize n_bytes, GError **error);
  const char *(*get_name) (InsTransport *self);
  gboolean (*resets_on_open) (InsTransport *self);
};

/**
 * ins_transport_open:
 *
 * Opens the port and throws away what lay in its input. May block up to 3 s (TCP).
 *
 * Returns: %FALSE with %INS_DEVICE_ERROR_NOT_FOUND, _PERMISSION (the message names the group to
 *   join), _BUSY or _IO
 */
gboolean ins_transport_open (InsTransport *self, GError **error) G_GNUC_WARN_UNUSED_RESULT;
void ins_transport_close (InsTransport *self);

/**
 * ins_transport_read:
 * @timeout_s: 0 takes what is there
 *
 * Waits for at least one byte. Returns as soon as there is one.
 *
 * Returns: bytes read; 0 when the time is up; -1 with %INS_DEVICE_ERROR_LOST when the other end
 *   is gone for good (hang-up, unplugged) or %INS_DEVICE_ERROR_IO. A port that is unplugged may
 *   look like a time-out for ever: the protocol above has its own rule for silence.
 */
gssize ins_transport_read (InsTransport *self,
                           guint8 *buffer,
                           gsize size,
                           double timeout_s,
                           GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* All of it or an error (LOST, IO). */
gboolean ins_transport_write (InsTransport *self,
                              const guint8 *bytes,
                              gsize n_bytes,
                              GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* For messages: "/dev/ttyUSB0 at 115200 baud". */
const char *ins_transport_get_name (InsTransport *self);

/* TRUE where opening may reset the controller (a serial port with DTR), so that a greeting is
 * to be waited for. */
gboolean ins_transport_resets_on_open (InsTransport *self);

/**
 * ins_transport_new_from_uri:
 * @uri: "serial:/dev/ttyUSB0[@BAUD]", "serial:usb:VENDOR:PRODUCT[:SERIAL[:N]][@BAUD]" (see
 *   ins-serial-ports.h), "tcp:HOST:PORT" or "unix:PATH" (design: TRANSPORT)
 * @default_baud: for "serial:" without @BAUD
 *
 * Opens nothing. For "serial:" libserialport is used; where it refuses a terminal without modem
 * lines, such as a pty, open() falls back to plain termios.
 *
 * Returns: (transfer full): %NULL with %INS_DEVICE_ERROR_URI
 */
InsTransport *ins_transport_new_from_uri (const char *uri,
                                          guint default_baud,
                                          GError **error) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
