/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "devices/transport/ins-transport.h"

G_DEFINE_INTERFACE (InsTransport, ins_transport, G_TYPE_OBJECT)

static void
ins_transport_default_init (InsTransportInterface *iface)
{
}

gboolean
ins_transport_open (InsTransport *self, GError **error)
{
  return INS_TRANSPORT_GET_IFACE (self)->open (self, error);
}

void
ins_transport_close (InsTransport *self)
{
  INS_TRANSPORT_GET_IFACE (self)->close (self);
}

gssize
ins_transport_read (InsTransport *self,
                    guint8 *buffer,
                    gsize size,
                    double timeout_s,
                    GError **error)
{
  return INS_TRANSPORT_GET_IFACE (self)->read (self, buffer, size, timeout_s, error);
}

gboolean
ins_transport_write (InsTransport *self, const guint8 *bytes, gsize n_bytes, GError **error)
{
  return INS_TRANSPORT_GET_IFACE (self)->write (self, bytes, n_bytes, error);
}

const char *
ins_transport_get_name (InsTransport *self)
{
  return INS_TRANSPORT_GET_IFACE (self)->get_name (self);
}

gboolean
ins_transport_resets_on_open (InsTransport *self)
{
  return INS_TRANSPORT_GET_IFACE (self)->resets_on_open (self);
}
