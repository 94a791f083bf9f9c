/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gstdio.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include "core/ins-clock.h"
#include "core/ins-error.h"
#include "devices/simulated/ins-sim-server.h"
#include "devices/transport/ins-transport.h"

#define PATIENCE_S 10.0

static InsSimServer *
serve (const char *spec, const char *fault)
{
  g_autoptr (GError) error = NULL;
  InsSimConfig config;
  InsSimServer *server;

  ins_sim_config_init (&config);
  g_assert_true (fault == NULL || ins_sim_fault_parse (fault, &config.fault, &error));
  server = ins_sim_server_listen ("grbl", spec, &config, &error);
  g_assert_no_error (error);
  ins_sim_server_start (server);

  return server;
}

static InsTransport *
connect_to (const char *uri)
{
  g_autoptr (GError) error = NULL;
  InsTransport *transport = ins_transport_new_from_uri (uri, 115200, &error);

  g_assert_no_error (error);
  /* a cut terminal is gone for a moment before the server has a new one behind the link */
  for (guint i = 0; i < 50 && !ins_transport_open (transport, &error); i++)
    {
      g_test_message ("%s", error->message);
      g_clear_error (&error);
      ins_clock_sleep_s (0.1);
      if (i == 49)
        g_error ("%s cannot be opened", uri);
    }

  return transport;
}

static void
say (InsTransport *transport, const char *text)
{
  g_autoptr (GError) error = NULL;

  g_assert_true (ins_transport_write (transport, (const guint8 *)text, strlen (text), &error));
  g_assert_no_error (error);
}

/* Reads until @wanted has come. */
static void
expect (InsTransport *transport, const char *wanted)
{
  g_autoptr (GString) heard = g_string_new (NULL);
  double until_s = ins_clock_now_s () + PATIENCE_S;

  while (strstr (heard->str, wanted) == NULL)
    {
      guint8 buffer[256];
      gssize n_bytes = ins_transport_read (transport, buffer, sizeof buffer, 0.1, NULL);

      g_assert_cmpint (n_bytes, >=, 0);
      g_assert_cmpfloat (ins_clock_now_s (), <, until_s);
      g_string_append_len (heard, (const char *)buffer, n_bytes);
    }
}

/* Two clients, one after the other, meet the same machine. */
static void
check_two_clients (const char *spec)
{
  g_autoptr (InsSimServer) server = serve (spec, NULL);
  const char *address = ins_sim_server_get_address (server);

  for (guint i = 0; i < 2; i++)
    {
      g_autoptr (InsTransport) client = connect_to (address);

      say (client, "?");
      expect (client, i == 0 ? "<Idle|MPos:-225.000," : "<Idle|MPos:-220.000,");
      say (client, "G0 X5\n");
      expect (client, "ok\r\n");
      say (client, "G4 P0.01\n");
      expect (client, "ok\r\n");
      ins_transport_close (client);
    }
}

static char *
make_folder (void)
{
  return g_dir_make_tmp ("sim-XXXXXX", NULL);
}

static void
test_unix (void)
{
  g_autofree char *folder = make_folder ();
  g_autofree char *path = g_build_filename (folder, "stage", NULL);
  g_autofree char *spec = g_strconcat ("unix:", path, NULL);

  check_two_clients (spec);
  g_assert_false (g_file_test (path, G_FILE_TEST_EXISTS));
  g_rmdir (folder);
}

static void
test_tcp (void)
{
  check_two_clients ("tcp:127.0.0.1:0");
}

static void
test_pty (void)
{
  g_autofree char *folder = make_folder ();
  g_autofree char *path = g_build_filename (folder, "stage", NULL);
  g_autofree char *spec = g_strconcat ("pty:", path, NULL);

  check_two_clients (spec);
  g_assert_false (g_file_test (path, G_FILE_TEST_IS_SYMLINK));
  g_rmdir (folder);
}

static void
test_stale_socket_is_replaced (void)
{
  g_autofree char *folder = make_folder ();
  g_autofree char *path = g_build_filename (folder, "stage", NULL);
  g_autofree char *spec = g_strconcat ("unix:", path, NULL);
  struct sockaddr_un address = { .sun_family = AF_UNIX };
  int fd = socket (AF_UNIX, SOCK_STREAM, 0);

  g_strlcpy (address.sun_path, path, sizeof address.sun_path);
  g_assert_cmpint (bind (fd, (struct sockaddr *)&address, sizeof address), ==, 0);
  close (fd); /* the file stays, as after a kill */
  check_two_clients (spec);
  g_rmdir (folder);
}

static void
test_taken_addresses_are_refused (void)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *folder = make_folder ();
  g_autofree char *path = g_build_filename (folder, "stage", NULL);
  g_autofree char *spec = g_strconcat ("unix:", path, NULL);
  g_autofree char *link = g_strconcat ("pty:", path, NULL);
  InsSimServer *first = serve (spec, NULL);

  g_assert_null (ins_sim_server_listen ("grbl", spec, NULL, &error));
  g_assert_error (error, INS_DEVICE_ERROR, INS_DEVICE_ERROR_BUSY);
  g_clear_error (&error);
  g_assert_null (ins_sim_server_listen ("grbl", link, NULL, &error));
  g_assert_error (error, INS_DEVICE_ERROR, INS_DEVICE_ERROR_BUSY);
  g_clear_error (&error);
  g_assert_true (g_file_test (path, G_FILE_TEST_EXISTS));
  ins_sim_server_free (first);

  g_assert_true (g_file_set_contents (path, "mine", -1, NULL));
  g_assert_null (ins_sim_server_listen ("grbl", spec, NULL, &error));
  g_assert_error (error, INS_DEVICE_ERROR, INS_DEVICE_ERROR_BUSY);
  g_assert_true (g_file_test (path, G_FILE_TEST_IS_REGULAR));
  g_unlink (path);
  g_rmdir (folder);
}

static void
test_bad_addresses (void)
{
  static const char *const bad[] = { "", "unix:", "pty:", "tcp:", "tcp:127.0.0.1", "serial:/x" };
  g_autoptr (GError) error = NULL;

  for (gsize i = 0; i < G_N_ELEMENTS (bad); i++)
    {
      g_test_message ("%s", bad[i]);
      g_assert_null (ins_sim_server_listen ("grbl", bad[i], NULL, &error));
      g_assert_error (error, INS_DEVICE_ERROR, INS_DEVICE_ERROR_URI);
      g_clear_error (&error);
    }
  g_assert_null (ins_sim_server_listen ("nobody", "tcp:127.0.0.1:0", NULL, &error));
  g_assert_error (error, INS_DEVICE_ERROR, INS_DEVICE_ERROR_UNSUPPORTED);
}

/* The firmware goes on with the move that it has. */
static void
check_cut (const char *spec)
{
  g_autoptr (InsSimServer) server = serve (spec, "cut=0.1");
  const char *address = ins_sim_server_get_address (server);
  double until_s = ins_clock_now_s () + PATIENCE_S;
  g_autoptr (GError) error = NULL;
  InsTransport *client = connect_to (address);
  guint8 byte;

  say (client, "G1 X10 F1200\n");
  while (ins_transport_read (client, &byte, 1, 0.1, &error) >= 0)
    g_assert_cmpfloat (ins_clock_now_s (), <, until_s);
  g_assert_error (error, INS_DEVICE_ERROR, INS_DEVICE_ERROR_LOST);
  ins_transport_close (client);
  g_object_unref (client);

  client = connect_to (address);
  say (client, "G4 P0.01\n");
  expect (client, "ok\r\n");
  say (client, "?");
  expect (client, "<Idle|MPos:-215.000,");
  ins_transport_close (client);
  g_object_unref (client);
}

static void
test_cut (void)
{
  check_cut ("tcp:127.0.0.1:0");
}

static void
test_cut_terminal (void)
{
  g_autofree char *folder = make_folder ();
  g_autofree char *path = g_build_filename (folder, "stage", NULL);
  g_autofree char *spec = g_strconcat ("pty:", path, NULL);

  check_cut (spec);
  g_rmdir (folder);
}

static gpointer
on_quit_soon (gpointer server)
{
  ins_clock_sleep_s (0.05);
  ins_sim_server_quit (server);

  return NULL;
}

static void
test_run_returns_on_quit (void)
{
  g_autoptr (InsSimServer) server = ins_sim_server_listen ("grbl", "tcp:127.0.0.1:0", NULL, NULL);
  GThread *thread = g_thread_new ("quit", on_quit_soon, server);

  ins_sim_server_run (server);
  g_thread_join (thread);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/sim-server/unix", test_unix);
  g_test_add_func ("/sim-server/tcp", test_tcp);
  g_test_add_func ("/sim-server/pty", test_pty);
  g_test_add_func ("/sim-server/stale-socket-is-replaced", test_stale_socket_is_replaced);
  g_test_add_func ("/sim-server/taken-addresses-are-refused", test_taken_addresses_are_refused);
  g_test_add_func ("/sim-server/bad-addresses", test_bad_addresses);
  g_test_add_func ("/sim-server/cut", test_cut);
  g_test_add_func ("/sim-server/cut-terminal", test_cut_terminal);
  g_test_add_func ("/sim-server/run-returns-on-quit", test_run_returns_on_quit);

  return g_test_run ();
}
