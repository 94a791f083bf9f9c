/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <errno.h>
#include <glib/gi18n.h>
#if HAVE_SERIAL
#include <libserialport.h>
#endif

#include "core/ins-error.h"
#include "core/ins-lock.h"
#include "devices/transport/ins-fd-io.h"
#include "devices/transport/ins-fd-transport.h"
#include "devices/transport/ins-serial-transport.h"

/* libserialport finds, opens and sets up the port. The bytes go through its descriptor: its own
 * blocking read returns 0 for "unplugged" as for "nothing yet", and a hang-up must be told. */
struct _InsSerialTransport
{
  GObject parent_instance;

  /* read-only after new */
  char *path;
  guint baud;
  char *name;
  InsTransport *plain; /* the same terminal without libserialport */

  InsLock lock;
#if HAVE_SERIAL
  struct sp_port *port; /* lock for writing it and for writers; the owner may look without */
#endif
  int fd; /* likewise; -1: plain is in use, or nothing */
};

static void ins_serial_transport_iface_init (InsTransportInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (InsSerialTransport,
                               ins_serial_transport,
                               G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (INS_TYPE_TRANSPORT,
                                                      ins_serial_transport_iface_init))

#if HAVE_SERIAL
static void
free_port (struct sp_port *port)
{
  sp_close (port);
  sp_free_port (port);
}

static gboolean
set_up (struct sp_port *port, guint baud)
{
  return sp_set_baudrate (port, (int)baud) == SP_OK && sp_set_bits (port, 8) == SP_OK &&
         sp_set_parity (port, SP_PARITY_NONE) == SP_OK && sp_set_stopbits (port, 1) == SP_OK &&
         sp_set_flowcontrol (port, SP_FLOWCONTROL_NONE) == SP_OK &&
         sp_flush (port, SP_BUF_INPUT) == SP_OK;
}

/* Returns: TRUE: open, or an error is set. FALSE: not a port for libserialport, try without. */
static gboolean
open_by_library (InsSerialTransport *self, GError **error)
{
  g_autoptr (InsLocker) locker G_GNUC_UNUSED = NULL;
  struct sp_port *port = NULL;
  enum sp_return result = sp_get_port_by_name (self->path, &port);
  int fd = -1;

  if (result != SP_OK)
    return FALSE;
  result = sp_open (port, SP_MODE_READ_WRITE);
  if (result == SP_OK && !set_up (port, self->baud))
    {
      result = SP_ERR_FAIL;
      sp_close (port);
    }
  if (result != SP_OK)
    {
      int errnum = sp_last_error_code ();

      sp_free_port (port);
      if (result != SP_ERR_FAIL || errnum == ENOTTY || errnum == EINVAL)
        return FALSE;
      ins_fd_set_open_error (error, self->path, errnum);
      return TRUE;
    }
  if (sp_get_port_handle (port, &fd) != SP_OK ||
      !ins_terminal_configure (fd, self->path, self->baud, error))
    {
      free_port (port);
      return TRUE;
    }

  locker = ins_lock_acquire (&self->lock);
  self->port = port;
  self->fd = fd;

  return TRUE;
}
#endif

static void
ins_serial_transport_close (InsTransport *transport)
{
  InsSerialTransport *self = INS_SERIAL_TRANSPORT (transport);

  ins_transport_close (self->plain);
  ins_lock_acquire (&self->lock);
#if HAVE_SERIAL
  g_clear_pointer (&self->port, free_port);
#endif
  self->fd = -1;
  ins_lock_release (&self->lock);
}

static gboolean
ins_serial_transport_open (InsTransport *transport, GError **error)
{
  InsSerialTransport *self = INS_SERIAL_TRANSPORT (transport);

  ins_serial_transport_close (transport);
#if HAVE_SERIAL
  if (open_by_library (self, error))
    return self->fd >= 0;
#endif

  return ins_transport_open (self->plain, error);
}

static gssize
ins_serial_transport_read (InsTransport *transport,
                           guint8 *buffer,
                           gsize size,
                           double timeout_s,
                           GError **error)
{
  InsSerialTransport *self = INS_SERIAL_TRANSPORT (transport);

  if (self->fd >= 0)
    return ins_fd_read (self->fd, self->name, buffer, size, timeout_s, error);

  return ins_transport_read (self->plain, buffer, size, timeout_s, error);
}

static gboolean
ins_serial_transport_write (InsTransport *transport,
                            const guint8 *bytes,
                            gsize n_bytes,
                            GError **error)
{
  InsSerialTransport *self = INS_SERIAL_TRANSPORT (transport);
  g_autoptr (InsLocker) locker G_GNUC_UNUSED = ins_lock_acquire (&self->lock);

  if (self->fd >= 0)
    return ins_fd_write (self->fd, self->name, bytes, n_bytes, error);

  return ins_transport_write (self->plain, bytes, n_bytes, error);
}

static const char *
ins_serial_transport_get_name (InsTransport *transport)
{
  return INS_SERIAL_TRANSPORT (transport)->name;
}

static gboolean
ins_serial_transport_resets_on_open (InsTransport *transport)
{
  InsSerialTransport *self = INS_SERIAL_TRANSPORT (transport);

  return self->fd >= 0 || ins_transport_resets_on_open (self->plain);
}

gboolean
ins_serial_transport_uses_library (InsSerialTransport *self)
{
  return self->fd >= 0;
}

static void
ins_serial_transport_finalize (GObject *object)
{
  InsSerialTransport *self = INS_SERIAL_TRANSPORT (object);

  ins_serial_transport_close (INS_TRANSPORT (self));
  g_object_unref (self->plain);
  ins_lock_clear (&self->lock);
  g_free (self->path);
  g_free (self->name);

  G_OBJECT_CLASS (ins_serial_transport_parent_class)->finalize (object);
}

static void
ins_serial_transport_class_init (InsSerialTransportClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = ins_serial_transport_finalize;
}

static void
ins_serial_transport_iface_init (InsTransportInterface *iface)
{
  iface->open = ins_serial_transport_open;
  iface->close = ins_serial_transport_close;
  iface->read = ins_serial_transport_read;
  iface->write = ins_serial_transport_write;
  iface->get_name = ins_serial_transport_get_name;
  iface->resets_on_open = ins_serial_transport_resets_on_open;
}

static void
ins_serial_transport_init (InsSerialTransport *self)
{
  ins_lock_init (&self->lock);
  self->fd = -1;
}

InsTransport *
ins_serial_transport_new (const char *path, guint baud)
{
  InsSerialTransport *self = g_object_new (INS_TYPE_SERIAL_TRANSPORT, NULL);

  self->path = g_strdup (path);
  self->baud = baud;
  self->plain = ins_fd_transport_new_terminal (path, baud);
  self->name = g_strdup (ins_transport_get_name (self->plain));

  return INS_TRANSPORT (self);
}

GPtrArray *
ins_serial_transport_list (void)
{
  GPtrArray *lines = g_ptr_array_new_with_free_func (g_free);
#if HAVE_SERIAL
  struct sp_port **ports = NULL;

  if (sp_list_ports (&ports) != SP_OK)
    return lines;
  for (guint i = 0; ports[i] != NULL; i++)
    {
      const char *what = sp_get_port_description (ports[i]);

      g_ptr_array_add (lines, g_strdup_printf ("serial:%s  %s", sp_get_port_name (ports[i]),
                                               what != NULL ? what : ""));
    }
  sp_free_port_list (ports);
#endif

  return lines;
}
