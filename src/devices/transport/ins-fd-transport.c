/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <errno.h>
#include <fcntl.h>
#include <gio/gio.h>
#include <glib-unix.h>
#include <glib/gi18n.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include "core/ins-error.h"
#include "core/ins-lock.h"
#include "devices/transport/ins-fd-io.h"
#include "devices/transport/ins-fd-transport.h"

#define CONNECT_TIMEOUT_MS 3000
#define TCP_LOST_AFTER_MS 2000 /* bytes that nobody acknowledges */

typedef enum
{
  KIND_TERMINAL,
  KIND_TCP,
  KIND_UNIX,
  KIND_GIVEN,
} InsFdKind;

/* The owner opens, closes and reads; anyone writes. Only the owner changes fd, with the lock held;
 * so it may look at it without, and a writer looks at it with. */
struct _InsFdTransport
{
  GObject parent_instance;

  /* read-only after new */
  InsFdKind kind;
  char *address;
  guint16 port;
  guint baud;
  char *name;

  gboolean resets_on_open; /* owner */

  InsLock lock;
  int fd; /* lock */
};

static void ins_fd_transport_iface_init (InsTransportInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (InsFdTransport,
                               ins_fd_transport,
                               G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (INS_TYPE_TRANSPORT,
                                                      ins_fd_transport_iface_init))

static void
set_fd (InsFdTransport *self, int fd)
{
  g_autoptr (InsLocker) locker G_GNUC_UNUSED = ins_lock_acquire (&self->lock);

  if (self->fd >= 0)
    close (self->fd);
  self->fd = fd;
}

static int
open_terminal (InsFdTransport *self, GError **error)
{
  int fd = open (self->address, O_RDWR | O_NOCTTY | O_NONBLOCK | O_CLOEXEC);

  if (fd < 0)
    {
      ins_fd_set_open_error (error, self->address, errno);
      return -1;
    }
  if (!ins_terminal_configure (fd, self->address, self->baud, error))
    {
      close (fd);
      return -1;
    }
  self->resets_on_open = ins_terminal_has_modem_lines (fd);

  return fd;
}

static int
open_unix (InsFdTransport *self, GError **error)
{
  struct sockaddr_un address = { .sun_family = AF_UNIX };
  int fd;

  if (strlen (self->address) >= sizeof address.sun_path)
    {
      ins_fd_set_open_error (error, self->address, ENAMETOOLONG);
      return -1;
    }
  g_strlcpy (address.sun_path, self->address, sizeof address.sun_path);
  fd = socket (AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
  if (fd < 0 || connect (fd, (struct sockaddr *)&address, sizeof address) != 0)
    {
      ins_fd_set_open_error (error, self->address, errno);
      if (fd >= 0)
        close (fd);
      return -1;
    }

  return fd;
}

typedef struct
{
  GSocketConnection *connection;
  GError *error;
  gboolean done;
} Connecting;

static void
on_connected (GObject *source, GAsyncResult *result, gpointer data)
{
  Connecting *connecting = data;

  connecting->connection = g_socket_client_connect_to_host_finish (G_SOCKET_CLIENT (source), result,
                                                                   &connecting->error);
  connecting->done = TRUE;
}

static gboolean
on_connect_timeout (gpointer cancellable)
{
  g_cancellable_cancel (cancellable);

  return G_SOURCE_REMOVE;
}

static void
set_connect_error (GError **error, const char *name, const GError *cause)
{
  if (g_error_matches (cause, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    g_set_error (error, INS_DEVICE_ERROR, INS_DEVICE_ERROR_NOT_FOUND,
                 _ ("%s did not answer within %d s. Check the address and the network."), name,
                 CONNECT_TIMEOUT_MS / 1000);
  else if (g_error_matches (cause, G_IO_ERROR, G_IO_ERROR_CONNECTION_REFUSED))
    ins_fd_set_open_error (error, name, ECONNREFUSED);
  else
    g_set_error (error, INS_DEVICE_ERROR, INS_DEVICE_ERROR_NOT_FOUND,
                 _ ("No connection to %s: %s. Check the address and the network."), name,
                 cause->message);
}

/* Looking a name up may hang for long, so it runs in a context of its own with a time-out. */
static int
open_tcp (InsFdTransport *self, GError **error)
{
  g_autoptr (GMainContext) context = g_main_context_new ();
  g_autoptr (GSocketClient) client = g_socket_client_new ();
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GSource) timeout = g_timeout_source_new (CONNECT_TIMEOUT_MS);
  Connecting connecting = { 0 };
  int on = 1, lost_after_ms = TCP_LOST_AFTER_MS;
  int fd;

  g_socket_client_set_enable_proxy (client, FALSE);
  g_source_set_callback (timeout, on_connect_timeout, cancellable, NULL);
  g_source_attach (timeout, context);
  g_main_context_push_thread_default (context);
  g_socket_client_connect_to_host_async (client, self->address, self->port, cancellable,
                                         on_connected, &connecting);
  while (!connecting.done)
    g_main_context_iteration (context, TRUE);
  g_main_context_pop_thread_default (context);
  g_source_destroy (timeout);
  if (connecting.connection == NULL)
    {
      set_connect_error (error, self->name, connecting.error);
      g_error_free (connecting.error);
      return -1;
    }

  fd = fcntl (g_socket_get_fd (g_socket_connection_get_socket (connecting.connection)),
              F_DUPFD_CLOEXEC, 0);
  g_object_unref (connecting.connection);
  if (fd < 0 || !g_unix_set_fd_nonblocking (fd, TRUE, NULL) ||
      setsockopt (fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on) != 0 ||
      setsockopt (fd, IPPROTO_TCP, TCP_USER_TIMEOUT, &lost_after_ms, sizeof lost_after_ms) != 0)
    {
      ins_fd_set_open_error (error, self->name, errno);
      if (fd >= 0)
        close (fd);
      return -1;
    }

  return fd;
}

static gboolean
ins_fd_transport_open (InsTransport *transport, GError **error)
{
  InsFdTransport *self = INS_FD_TRANSPORT (transport);
  int fd = -1;

  if (self->fd >= 0)
    return TRUE;
  switch (self->kind)
    {
    case KIND_TERMINAL:
      fd = open_terminal (self, error);
      break;
    case KIND_TCP:
      fd = open_tcp (self, error);
      break;
    case KIND_UNIX:
      fd = open_unix (self, error);
      break;
    case KIND_GIVEN:
      g_set_error (error, INS_DEVICE_ERROR, INS_DEVICE_ERROR_LOST,
                   _ ("The connection to %s was closed and cannot be opened again."), self->name);
      break;
    }
  if (fd < 0)
    return FALSE;
  set_fd (self, fd);

  return TRUE;
}

static void
ins_fd_transport_close (InsTransport *transport)
{
  set_fd (INS_FD_TRANSPORT (transport), -1);
}

static gssize
ins_fd_transport_read (InsTransport *transport,
                       guint8 *buffer,
                       gsize size,
                       double timeout_s,
                       GError **error)
{
  InsFdTransport *self = INS_FD_TRANSPORT (transport);

  return ins_fd_read (self->fd, self->name, buffer, size, timeout_s, error);
}

static gboolean
ins_fd_transport_write (InsTransport *transport, const guint8 *bytes, gsize n_bytes, GError **error)
{
  InsFdTransport *self = INS_FD_TRANSPORT (transport);
  g_autoptr (InsLocker) locker G_GNUC_UNUSED = ins_lock_acquire (&self->lock);

  return ins_fd_write (self->fd, self->name, bytes, n_bytes, error);
}

static const char *
ins_fd_transport_get_name (InsTransport *transport)
{
  return INS_FD_TRANSPORT (transport)->name;
}

static gboolean
ins_fd_transport_resets_on_open (InsTransport *transport)
{
  return INS_FD_TRANSPORT (transport)->resets_on_open;
}

static void
ins_fd_transport_finalize (GObject *object)
{
  InsFdTransport *self = INS_FD_TRANSPORT (object);

  set_fd (self, -1);
  ins_lock_clear (&self->lock);
  g_free (self->address);
  g_free (self->name);

  G_OBJECT_CLASS (ins_fd_transport_parent_class)->finalize (object);
}

static void
ins_fd_transport_class_init (InsFdTransportClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = ins_fd_transport_finalize;
}

static void
ins_fd_transport_iface_init (InsTransportInterface *iface)
{
  iface->open = ins_fd_transport_open;
  iface->close = ins_fd_transport_close;
  iface->read = ins_fd_transport_read;
  iface->write = ins_fd_transport_write;
  iface->get_name = ins_fd_transport_get_name;
  iface->resets_on_open = ins_fd_transport_resets_on_open;
}

static void
ins_fd_transport_init (InsFdTransport *self)
{
  ins_lock_init (&self->lock);
  self->fd = -1;
}

static InsFdTransport *
transport_new (InsFdKind kind, const char *address, char *name)
{
  InsFdTransport *self = g_object_new (INS_TYPE_FD_TRANSPORT, NULL);

  self->kind = kind;
  self->address = g_strdup (address);
  self->name = name;

  return self;
}

InsTransport *
ins_fd_transport_new_tcp (const char *host, guint16 port)
{
  gboolean is_ipv6 = strchr (host, ':') != NULL;
  InsFdTransport *self = transport_new (KIND_TCP, host,
                                        is_ipv6 ? g_strdup_printf ("[%s]:%u", host, port)
                                                : g_strdup_printf ("%s:%u", host, port));

  self->port = port;

  return INS_TRANSPORT (self);
}

InsTransport *
ins_fd_transport_new_unix (const char *path)
{
  return INS_TRANSPORT (transport_new (KIND_UNIX, path, g_strdup (path)));
}

InsTransport *
ins_fd_transport_new_terminal (const char *path, guint baud)
{
  /* Translators: a serial port and its speed: "/dev/ttyUSB0 at 115200 baud" */
  InsFdTransport *self = transport_new (KIND_TERMINAL, path,
                                        g_strdup_printf (_ ("%s at %u baud"), path, baud));

  self->baud = baud;

  return INS_TRANSPORT (self);
}

InsTransport *
ins_fd_transport_new_from_fd (int fd, const char *name)
{
  InsFdTransport *self = transport_new (KIND_GIVEN, NULL, g_strdup (name));
  gboolean non_blocking = g_unix_set_fd_nonblocking (fd, TRUE, NULL);

  g_assert (non_blocking);
  self->fd = fd;

  return INS_TRANSPORT (self);
}

void
ins_fd_transport_new_loopback (InsTransport **near_end, InsTransport **far_end)
{
  int fds[2];
  int failed = socketpair (AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0, fds);

  g_assert (failed == 0);
  *near_end = ins_fd_transport_new_from_fd (fds[0], _ ("the built-in controller"));
  *far_end = ins_fd_transport_new_from_fd (fds[1], _ ("the built-in controller"));
}
