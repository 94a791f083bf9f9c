/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <fcntl.h>
#include <glib/gstdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "core/ins-error.h"
#include "devices/transport/ins-serial-transport.h"

#define WAIT_S 10.0

/* The real libserialport on a pty, with pty-modem-shim preloaded: it wants modem lines, and a name
 * that begins with /dev/ and leads to a symbolic link also when taken as /sys/class/tty/NAME. */
static void
test_library (void)
{
  g_autofree char *folder = g_dir_make_tmp ("insonify-XXXXXX", NULL);
  g_autofree char *link = g_build_filename (folder, "port", NULL);
  g_autofree char *name = g_strconcat ("/dev/../../..", link, NULL);
  g_autoptr (InsTransport) transport = ins_serial_transport_new (name, 115200);
  g_autoptr (GError) error = NULL;
  int master = posix_openpt (O_RDWR | O_NOCTTY | O_CLOEXEC);
  char path[64], bytes[8] = "";
  guint8 answer[8] = "";

  g_assert_cmpint (grantpt (master), ==, 0);
  g_assert_cmpint (unlockpt (master), ==, 0);
  g_assert_cmpint (ptsname_r (master, path, sizeof path), ==, 0);
  g_assert_cmpint (symlink (path, link), ==, 0);

  if (!ins_transport_open (transport, &error) ||
      !ins_serial_transport_uses_library (INS_SERIAL_TRANSPORT (transport)))
    {
      g_test_skip ("this libserialport cannot be led to a pty");
      g_unlink (link);
      g_rmdir (folder);
      close (master);
      return;
    }
  g_assert_true (ins_transport_resets_on_open (transport));
  g_assert_true (ins_transport_write (transport, (const guint8 *)"?\x18\n", 3, &error));
  g_assert_cmpint (read (master, bytes, sizeof bytes), ==, 3);
  g_assert_cmpstr (bytes, ==, "?\x18\n");
  g_assert_cmpint (write (master, "\r\n\x11", 3), ==, 3);
  g_assert_cmpint (ins_transport_read (transport, answer, sizeof answer - 1, WAIT_S, &error), ==,
                   3);
  g_assert_cmpstr ((const char *)answer, ==, "\r\n\x11");
  g_assert_cmpint (ins_transport_read (transport, answer, sizeof answer, 0.0, &error), ==, 0);

  /* open again, then hang up: told apart from silence, which libserialport itself does not */
  ins_transport_close (transport);
  g_assert_false (ins_serial_transport_uses_library (INS_SERIAL_TRANSPORT (transport)));
  g_assert_true (ins_transport_open (transport, &error));
  close (master);
  g_assert_cmpint (ins_transport_read (transport, answer, sizeof answer, WAIT_S, &error), ==, -1);
  g_assert_error (error, INS_DEVICE_ERROR, INS_DEVICE_ERROR_LOST);
  g_unlink (link);
  g_rmdir (folder);
}

static void
test_list (void)
{
  g_autoptr (GPtrArray) ports = ins_serial_ports_list ();

  for (guint i = 0; i < ports->len; i++)
    {
      const InsSerialPort *port = ports->pdata[i];

      g_assert_true (g_str_has_prefix (port->path, "/dev/"));
    }
}

/* A pseudo terminal is in no list of the system. */
static void
test_named_ports (void)
{
  g_autofree char *folder = g_dir_make_tmp ("insonify-ports-XXXXXX", NULL);
  g_autofree char *two = g_build_filename (folder, "pty2", NULL);
  g_autofree char *ten = g_build_filename (folder, "pty10", NULL);
  g_autofree char *names = g_strdup_printf ("%s::%s/gone:%s:%s", ten, folder, two, ten);
  GPtrArray *ports = ins_serial_ports_list ();
  guint n_system = ports->len, n_found = 0;

  g_ptr_array_unref (ports);
  g_assert_true (g_file_set_contents (two, "", 0, NULL));
  g_assert_true (g_file_set_contents (ten, "", 0, NULL));
  g_setenv ("INSONIFY_SERIAL_PORTS", names, TRUE);
  ports = ins_serial_ports_list ();
  g_unsetenv ("INSONIFY_SERIAL_PORTS");
  g_assert_cmpuint (ports->len, ==, n_system + 2);
  for (guint i = 0; i < ports->len; i++)
    {
      const InsSerialPort *port = ports->pdata[i];

      if (g_str_has_prefix (port->path, folder))
        g_assert_cmpstr (port->path, ==, n_found++ == 0 ? two : ten);
    }
  g_assert_cmpuint (n_found, ==, 2);
  g_ptr_array_unref (ports);
  g_unlink (two);
  g_unlink (ten);
  g_rmdir (folder);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/serial-transport/library", test_library);
  g_test_add_func ("/serial-transport/list", test_list);
  g_test_add_func ("/serial-transport/named-ports", test_named_ports);

  return g_test_run ();
}
