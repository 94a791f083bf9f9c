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
  guint baud;
  char *name;
  InsUsbAdapter *adapter; /* NULL: the path is given */
  GPtrArray *(*list) (void);

  char *path; /* owner; NULL: not found yet */

  InsLock lock;
  InsTransport *plain; /* likewise; the same terminal without libserialport; NULL with path */
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

  if (self->plain != NULL)
    ins_transport_close (self->plain);
  ins_lock_acquire (&self->lock);
#if HAVE_SERIAL
  g_clear_pointer (&self->port, free_port);
#endif
  self->fd = -1;
  ins_lock_release (&self->lock);
}

static void
set_path (InsSerialTransport *self, const char *path)
{
  g_autoptr (InsTransport) plain = ins_fd_transport_new_terminal (path, self->baud);

  g_free (self->path);
  self->path = g_strdup (path);
  ins_lock_acquire (&self->lock);
  g_set_object (&self->plain, plain);
  ins_lock_release (&self->lock);
}

/* The system numbers its ports as they are plugged in. */
static gboolean
find_path (InsSerialTransport *self, GError **error)
{
  g_autoptr (GPtrArray) ports = NULL;
  g_autofree char *path = NULL;

  if (self->adapter == NULL)
    return TRUE;
  ports = self->list ();
  path = ins_usb_adapter_find (self->adapter, ports, error);
  if (path != NULL && g_strcmp0 (path, self->path) != 0)
    set_path (self, path);

  return path != NULL;
}

static gboolean
ins_serial_transport_open (InsTransport *transport, GError **error)
{
  InsSerialTransport *self = INS_SERIAL_TRANSPORT (transport);

  ins_serial_transport_close (transport);
  if (!find_path (self, error))
    return FALSE;
#if HAVE_SERIAL
  if (open_by_library (self, error))
    return self->fd >= 0;
#endif

  return ins_transport_open (self->plain, error);
}

static gboolean
set_closed_error (InsSerialTransport *self, GError **error)
{
  g_set_error (error, INS_DEVICE_ERROR, INS_DEVICE_ERROR_LOST, _ ("%s is not open."), self->name);

  return FALSE;
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
  if (self->plain == NULL)
    return set_closed_error (self, error) ? 0 : -1;

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
  if (self->plain == NULL)
    return set_closed_error (self, error);

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

  return self->fd >= 0 || (self->plain != NULL && ins_transport_resets_on_open (self->plain));
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
  g_clear_object (&self->plain);
  g_clear_pointer (&self->adapter, ins_usb_adapter_free);
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

  self->baud = baud;
  set_path (self, path);
  self->name = g_strdup (ins_transport_get_name (self->plain));

  return INS_TRANSPORT (self);
}

InsTransport *
ins_serial_transport_new_usb (InsUsbAdapter *adapter, guint baud, GPtrArray *(*list) (void))
{
  InsSerialTransport *self = g_object_new (INS_TYPE_SERIAL_TRANSPORT, NULL);
  g_autofree char *text = ins_usb_adapter_to_text (adapter);

  self->baud = baud;
  self->adapter = adapter;
  self->list = list;
  /* Translators: "USB adapter 0403:6001 A50285BI", a number */
  self->name = g_strdup_printf (_ ("%s at %u baud"), text, baud);

  return INS_TRANSPORT (self);
}
