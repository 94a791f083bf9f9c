/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <arpa/inet.h>
#include <asm/termbits.h>
#include <fcntl.h>
#include <glib/gstdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include "core/ins-error.h"
#include "devices/transport/ins-fd-transport.h"
#include "devices/transport/ins-serial-transport.h"

#define WAIT_S 10.0 /* a bound, not an expectation */

static void
write_text (InsTransport *transport, const char *text)
{
  g_autoptr (GError) error = NULL;
  gboolean done = ins_transport_write (transport, (const guint8 *)text, strlen (text), &error);

  g_assert_no_error (error);
  g_assert_true (done);
}

static void
assert_reads (InsTransport *transport, const char *expected)
{
  char text[64] = "";
  gsize n = 0;

  while (n < strlen (expected))
    {
      g_autoptr (GError) error = NULL;
      gssize n_read = ins_transport_read (transport, (guint8 *)text + n, sizeof text - 1 - n,
                                          WAIT_S, &error);

      g_assert_no_error (error);
      g_assert_cmpint (n_read, >, 0);
      n += (gsize)n_read;
    }
  g_assert_cmpstr (text, ==, expected);
}

static void
assert_open (InsTransport *transport)
{
  g_autoptr (GError) error = NULL;
  gboolean open = ins_transport_open (transport, &error);

  g_assert_no_error (error);
  g_assert_true (open);
}

static void
assert_open_fails (InsTransport *transport, int code)
{
  g_autoptr (GError) error = NULL;

  g_assert_false (ins_transport_open (transport, &error));
  g_assert_error (error, INS_DEVICE_ERROR, code);
}

static void
assert_lost (InsTransport *transport)
{
  guint8 byte;
  g_autoptr (GError) read_error = NULL;
  g_autoptr (GError) write_error = NULL;

  g_assert_cmpint (ins_transport_read (transport, &byte, 1, WAIT_S, &read_error), ==, -1);
  g_assert_error (read_error, INS_DEVICE_ERROR, INS_DEVICE_ERROR_LOST);
  ins_transport_close (transport);
  g_assert_false (ins_transport_write (transport, &byte, 1, &write_error));
  g_assert_error (write_error, INS_DEVICE_ERROR, INS_DEVICE_ERROR_LOST);
  g_clear_error (&read_error);
  g_assert_cmpint (ins_transport_read (transport, &byte, 1, WAIT_S, &read_error), ==, -1);
  g_assert_error (read_error, INS_DEVICE_ERROR, INS_DEVICE_ERROR_LOST);
}

static void
test_loopback (void)
{
  g_autoptr (InsTransport) near_end = NULL;
  g_autoptr (InsTransport) far_end = NULL;
  guint8 byte;

  ins_fd_transport_new_loopback (&near_end, &far_end);
  assert_open (near_end);
  assert_open (far_end);
  g_assert_false (ins_transport_resets_on_open (near_end));
  g_assert_cmpint (ins_transport_read (near_end, &byte, 1, 0.0, NULL), ==, 0);
  g_assert_cmpint (ins_transport_read (near_end, &byte, 1, 0.01, NULL), ==, 0);
  write_text (near_end, "there\n");
  assert_reads (far_end, "there\n");
  write_text (far_end, "and back\n");
  assert_reads (near_end, "and back\n");

  /* what was written before a hang-up still arrives */
  write_text (far_end, "last");
  ins_transport_close (far_end);
  assert_reads (near_end, "last");
  assert_lost (near_end);
  assert_open_fails (near_end, INS_DEVICE_ERROR_LOST);
}

static void
test_full_line_is_bounded (void)
{
  g_autoptr (InsTransport) near_end = NULL;
  g_autoptr (InsTransport) far_end = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree guint8 *much = g_malloc0 (16 << 20);

  ins_fd_transport_new_loopback (&near_end, &far_end);
  g_assert_false (ins_transport_write (near_end, much, 16 << 20, &error));
  g_assert_error (error, INS_DEVICE_ERROR, INS_DEVICE_ERROR_IO);
}

static gpointer
write_main (gpointer transport)
{
  g_usleep (20000);
  for (guint i = 0; i < 1000; i++)
    write_text (transport, "!");

  return NULL;
}

/* The way of a stop: others write while the owner lies in wait for a reply. */
static void
test_write_during_blocked_read (void)
{
  g_autoptr (InsTransport) near_end = NULL;
  g_autoptr (InsTransport) far_end = NULL;
  GThread *writers[2];
  guint n = 0;

  ins_fd_transport_new_loopback (&near_end, &far_end);
  for (guint i = 0; i < G_N_ELEMENTS (writers); i++)
    writers[i] = g_thread_new ("writer", write_main, near_end);
  while (n < 2000)
    {
      guint8 bytes[64], none;
      gssize n_read = ins_transport_read (far_end, bytes, sizeof bytes, WAIT_S, NULL);

      g_assert_cmpint (n_read, >, 0);
      n += (guint)n_read;
      g_assert_cmpint (ins_transport_read (near_end, &none, 1, 0.0005, NULL), ==, 0);
    }
  for (guint i = 0; i < G_N_ELEMENTS (writers); i++)
    g_thread_join (writers[i]);
  g_assert_cmpuint (n, ==, 2000);
}

/* Accepts one connection, sends back four bytes, hangs up. */
static gpointer
echo_main (gpointer data)
{
  int listener = GPOINTER_TO_INT (data);
  int fd = accept (listener, NULL, NULL);
  char bytes[4];

  g_assert_cmpint (fd, >=, 0);
  g_assert_cmpint (recv (fd, bytes, sizeof bytes, MSG_WAITALL), ==, sizeof bytes);
  g_assert_cmpint (send (fd, bytes, sizeof bytes, MSG_NOSIGNAL), ==, sizeof bytes);
  close (fd);
  close (listener);

  return NULL;
}

static void
check_echo (InsTransport *transport, int listener)
{
  GThread *thread = g_thread_new ("echo", echo_main, GINT_TO_POINTER (listener));

  assert_open (transport);
  g_assert_false (ins_transport_resets_on_open (transport));
  write_text (transport, "$I?\n");
  assert_reads (transport, "$I?\n");
  assert_lost (transport);
  g_thread_join (thread);
  assert_open_fails (transport, INS_DEVICE_ERROR_NOT_FOUND);
}

static void
test_tcp (void)
{
  struct sockaddr_in address = { .sin_family = AF_INET,
                                 .sin_addr.s_addr = htonl (INADDR_LOOPBACK) };
  socklen_t size = sizeof address;
  int listener = socket (AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  g_autoptr (InsTransport) transport = NULL;

  g_assert_cmpint (bind (listener, (struct sockaddr *)&address, sizeof address), ==, 0);
  g_assert_cmpint (listen (listener, 1), ==, 0);
  g_assert_cmpint (getsockname (listener, (struct sockaddr *)&address, &size), ==, 0);
  transport = ins_fd_transport_new_tcp ("127.0.0.1", ntohs (address.sin_port));
  check_echo (transport, listener);
}

static void
test_unix (void)
{
  struct sockaddr_un address = { .sun_family = AF_UNIX };
  g_autofree char *folder = g_dir_make_tmp ("insonify-XXXXXX", NULL);
  g_autofree char *path = g_build_filename (folder, "stage", NULL);
  g_autofree char *too_long = g_strnfill (200, 'x');
  g_autoptr (InsTransport) transport = ins_fd_transport_new_unix (path);
  g_autoptr (InsTransport) nowhere = ins_fd_transport_new_unix (too_long);
  int listener = socket (AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);

  assert_open_fails (transport, INS_DEVICE_ERROR_NOT_FOUND);
  assert_open_fails (nowhere, INS_DEVICE_ERROR_IO);
  g_strlcpy (address.sun_path, path, sizeof address.sun_path);
  g_assert_cmpint (bind (listener, (struct sockaddr *)&address, sizeof address), ==, 0);
  g_assert_cmpint (listen (listener, 1), ==, 0);
  check_echo (transport, listener);
  g_unlink (path);
  g_rmdir (folder);
}

typedef struct
{
  int master;
  char path[64];
} Pty;

static void
pty_open (Pty *pty)
{
  pty->master = posix_openpt (O_RDWR | O_NOCTTY | O_CLOEXEC);
  g_assert_cmpint (pty->master, >=, 0);
  g_assert_cmpint (grantpt (pty->master), ==, 0);
  g_assert_cmpint (unlockpt (pty->master), ==, 0);
  g_assert_cmpint (ptsname_r (pty->master, pty->path, sizeof pty->path), ==, 0);
}

/* Through the serial transport: libserialport refuses a pty, termios takes it. */
static void
test_pty (void)
{
  Pty pty;
  g_autoptr (InsTransport) transport = NULL;
  g_autoptr (InsTransport) second = NULL;
  char bytes[8] = "";

  pty_open (&pty);
  transport = ins_serial_transport_new (pty.path, 250000);
  second = ins_serial_transport_new (pty.path, 250000);
  assert_open (transport);
  g_assert_false (ins_serial_transport_uses_library (INS_SERIAL_TRANSPORT (transport)));
  g_assert_false (ins_transport_resets_on_open (transport));
  assert_open_fails (second, INS_DEVICE_ERROR_BUSY);

  /* raw: neither echo, nor line buffering, nor any byte translated */
  write_text (transport, "?\x18\n");
  g_assert_cmpint (read (pty.master, bytes, sizeof bytes), ==, 3);
  g_assert_cmpstr (bytes, ==, "?\x18\n");
  g_assert_cmpint (write (pty.master, "\r\n\x03\x11", 4), ==, 4);
  assert_reads (transport, "\r\n\x03\x11");

  /* what nobody read before is not taken for an answer */
  g_assert_cmpint (write (pty.master, "stale", 5), ==, 5);
  ins_transport_close (transport);
  assert_open (transport);
  write_text (transport, "a");
  g_assert_cmpint (write (pty.master, "fresh", 5), ==, 5);
  assert_reads (transport, "fresh");

  close (pty.master);
  assert_lost (transport);
  assert_open_fails (transport, INS_DEVICE_ERROR_NOT_FOUND);
}

static void
test_baud_is_set (void)
{
  Pty pty;
  g_autoptr (InsTransport) transport = NULL;
  struct termios2 settings;

  pty_open (&pty);
  transport = ins_fd_transport_new_terminal (pty.path, 250000);
  assert_open (transport);
  g_assert_cmpint (ioctl (pty.master, TCGETS2, &settings), ==, 0);
  g_assert_cmpuint (settings.c_ospeed, ==, 250000);
  g_assert_cmpuint (settings.c_ispeed, ==, 250000);
  g_assert_cmpuint (settings.c_cflag & (CSIZE | PARENB | CSTOPB | CRTSCTS | HUPCL), ==, CS8);
  close (pty.master);
}

static void
test_not_a_port (void)
{
  g_autofree char *folder = g_dir_make_tmp ("insonify-XXXXXX", NULL);
  g_autofree char *path = g_build_filename (folder, "port", NULL);
  g_autoptr (InsTransport) port = ins_serial_transport_new (path, 115200);
  g_autoptr (InsTransport) directory = ins_serial_transport_new (folder, 115200);

  assert_open_fails (port, INS_DEVICE_ERROR_NOT_FOUND);
  assert_open_fails (directory, INS_DEVICE_ERROR_NOT_FOUND);
  g_assert_true (g_file_set_contents (path, "", 0, NULL));
  assert_open_fails (port, INS_DEVICE_ERROR_NOT_FOUND);
  g_unlink (path);
  g_rmdir (folder);
}

static void
test_permission_names_the_group (void)
{
  g_autofree char *folder = g_dir_make_tmp ("insonify-XXXXXX", NULL);
  g_autofree char *path = g_build_filename (folder, "port", NULL);
  g_autoptr (InsTransport) port = ins_serial_transport_new (path, 115200);
  g_autoptr (GError) error = NULL;
  gboolean was_root = geteuid () == 0;
  gboolean open;

  g_assert_true (g_file_set_contents (path, "", 0, NULL));
  g_assert_cmpint (g_chmod (folder, 0755), ==, 0);
  g_assert_cmpint (g_chmod (path, 0), ==, 0);
  if (was_root) /* whom nothing is forbidden */
    g_assert_cmpint (seteuid (65534), ==, 0);
  open = ins_transport_open (port, &error);
  if (was_root)
    g_assert_cmpint (seteuid (0), ==, 0);
  g_assert_false (open);
  g_assert_error (error, INS_DEVICE_ERROR, INS_DEVICE_ERROR_PERMISSION);
  if (was_root)
    g_assert_nonnull (strstr (error->message, "dialout"));
  g_assert_nonnull (strstr (error->message, "usermod -aG"));
  g_unlink (path);
  g_rmdir (folder);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/fd-transport/loopback", test_loopback);
  g_test_add_func ("/fd-transport/full-line-is-bounded", test_full_line_is_bounded);
  g_test_add_func ("/fd-transport/write-during-blocked-read", test_write_during_blocked_read);
  g_test_add_func ("/fd-transport/tcp", test_tcp);
  g_test_add_func ("/fd-transport/unix", test_unix);
  g_test_add_func ("/fd-transport/pty", test_pty);
  g_test_add_func ("/fd-transport/baud-is-set", test_baud_is_set);
  g_test_add_func ("/fd-transport/not-a-port", test_not_a_port);
  g_test_add_func ("/fd-transport/permission-names-the-group", test_permission_names_the_group);

  return g_test_run ();
}
