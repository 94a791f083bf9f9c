/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <string.h>

#include "devices/stage/ins-line-link.h"
#include "devices/transport/ins-transport.h"
#include "fuzz-lines.h"

/* A port at whose other end the fuzzer sits. */
#define FUZZ_TYPE_PORT (fuzz_port_get_type ())
G_DECLARE_FINAL_TYPE (FuzzPort, fuzz_port, FUZZ, PORT, GObject)

struct _FuzzPort
{
  GObject parent_instance;

  const guint8 *bytes;
  gsize n_bytes, at;
};

static gssize
fuzz_port_read (InsTransport *transport,
                guint8 *buffer,
                gsize size,
                double timeout_s,
                GError **error)
{
  FuzzPort *self = FUZZ_PORT (transport);
  gsize n = MIN (MIN (self->n_bytes - self->at, size), 1 + self->at % 7);

  if (n > 0)
    memcpy (buffer, self->bytes + self->at, n);
  self->at += n;

  return (gssize)n;
}

static void
fuzz_port_iface_init (InsTransportInterface *iface)
{
  iface->read = fuzz_port_read;
}

G_DEFINE_FINAL_TYPE_WITH_CODE (FuzzPort,
                               fuzz_port,
                               G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (INS_TYPE_TRANSPORT, fuzz_port_iface_init))

static void
fuzz_port_class_init (FuzzPortClass *klass)
{
}

static void
fuzz_port_init (FuzzPort *self)
{
}

void
fuzz_lines (const guint8 *bytes, gsize n_bytes, const char *lone, FuzzLine take)
{
  g_autoptr (FuzzPort) port = g_object_new (FUZZ_TYPE_PORT, NULL);
  InsLineLink link;

  port->bytes = bytes;
  port->n_bytes = n_bytes;
  ins_line_link_init (&link, INS_TRANSPORT (port), lone);
  while (port->at < n_bytes || link.n_looked_at < link.n_incoming)
    if (ins_line_link_read (&link, 0.0, NULL) == INS_LINE_READ)
      take (link.line);
}

void
fuzz_check_text (const char *text, gsize size)
{
  FUZZ_CHECK (memchr (text, '\0', size) != NULL);
  FUZZ_CHECK (g_utf8_validate (text, -1, NULL));
}
