/* test-serial-ports.c - USB adapters are found by what is burnt into them, whatever their number
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "config.h"

#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "core/ins-error.h"
#include "devices/transport/ins-serial-transport.h"

#define WAIT_S 10.0

typedef struct
{
  const char *path;
  guint vendor_id, product_id;
  const char *serial;
  int bus, address;
} Plug;

static GPtrArray *
plug_in (const Plug *plugs, guint n_plugs)
{
  GPtrArray *ports = g_ptr_array_new_with_free_func ((GDestroyNotify)ins_serial_port_free);

  for (guint i = 0; i < n_plugs; i++)
    {
      InsSerialPort *port = ins_serial_port_new (plugs[i].path);

      port->is_usb = plugs[i].vendor_id != 0;
      port->vendor_id = plugs[i].vendor_id;
      port->product_id = plugs[i].product_id;
      port->bus = plugs[i].bus;
      port->address = plugs[i].address;
      g_free (port->serial);
      port->serial = g_strdup (plugs[i].serial);
      g_ptr_array_add (ports, port);
    }

  return ports;
}

static const Plug before[] = {
  { "/dev/ttyS0", 0, 0, "", -1, -1 },
  { "/dev/ttyACM0", 0x2341, 0x43, "95530343434351", 1, 4 },
  { "/dev/ttyUSB0", 0x403, 0x6001, "A50285BI", 1, 5 },
  { "/dev/ttyUSB1", 0x403, 0x6001, "A9:@?+/1", 1, 6 },
  { "/dev/ttyUSB2", 0x1a86, 0x7523, "", 1, 7 },
  { "/dev/ttyUSB3", 0x403, 0x6011, "FT4", 1, 8 },
  { "/dev/ttyUSB4", 0x403, 0x6011, "FT4", 1, 8 },
  { "/dev/ttyUSB5", 0x67b, 0x2303, "", 1, 9 },
  { "/dev/ttyUSB6", 0x67b, 0x2303, "", 1, 10 },
};

/* The same, plugged in in another order. */
static const Plug after[] = {
  { "/dev/ttyS0", 0, 0, "", -1, -1 },
  { "/dev/ttyACM1", 0x2341, 0x43, "95530343434351", 2, 3 },
  { "/dev/ttyUSB0", 0x403, 0x6001, "A9:@?+/1", 2, 4 },
  { "/dev/ttyUSB1", 0x403, 0x6011, "FT4", 2, 5 },
  { "/dev/ttyUSB2", 0x403, 0x6011, "FT4", 2, 5 },
  { "/dev/ttyUSB3", 0x403, 0x6001, "A50285BI", 2, 6 },
  { "/dev/ttyUSB10", 0x1a86, 0x7523, "", 2, 7 },
};

static const struct
{
  const char *address; /* what the list before offers for port i */
  const char *later;   /* and where that is found after */
} expected[] = {
  { "serial:/dev/ttyS0", NULL },
  { "serial:usb:2341:0043:95530343434351", "/dev/ttyACM1" },
  { "serial:usb:0403:6001:A50285BI", "/dev/ttyUSB3" },
  { "serial:usb:0403:6001:A9%3A%40%3F%2B%2F1", "/dev/ttyUSB0" },
  { "serial:usb:1a86:7523", "/dev/ttyUSB10" },
  { "serial:usb:0403:6011:FT4:1", "/dev/ttyUSB1" },
  { "serial:usb:0403:6011:FT4:2", "/dev/ttyUSB2" },
  { "serial:/dev/ttyUSB5", NULL }, /* cannot be told from the next one */
  { "serial:/dev/ttyUSB6", NULL },
};

static void
test_addresses (void)
{
  g_autoptr (GPtrArray) ports = plug_in (before, G_N_ELEMENTS (before));
  g_autoptr (GPtrArray) later = plug_in (after, G_N_ELEMENTS (after));

  for (guint i = 0; i < ports->len; i++)
    {
      g_autofree char *address = ins_serial_ports_get_address (ports, i);
      g_autoptr (InsUsbAdapter) adapter = NULL;
      g_autoptr (GError) error = NULL;
      g_autofree char *now = NULL, *then = NULL;

      g_assert_cmpstr (address, ==, expected[i].address);
      if (expected[i].later == NULL)
        continue;
      adapter = ins_usb_adapter_parse (address + strlen ("serial:usb:"));
      now = ins_usb_adapter_find (adapter, ports, &error);
      g_assert_no_error (error);
      g_assert_cmpstr (now, ==, before[i].path);
      then = ins_usb_adapter_find (adapter, later, &error);
      g_assert_no_error (error);
      g_assert_cmpstr (then, ==, expected[i].later);
    }
}

/* What cannot be found is not guessed. */
static void
test_not_found (void)
{
  static const struct
  {
    const char *text;
    const char *says;
  } cases[] = {
    { "0403:6001:OTHER", "is not plugged in" },
    { "0403:6001", "is not plugged in" },
    { "2341:0042:95530343434351", "is not plugged in" },
    { "067b:2303", "2 adapters" },
    { "067b:2303::1", "2 adapters" },
    { "0403:6011:FT4", "has 2 ports" },
    { "0403:6011:FT4:3", "has only 2 ports" },
  };
  g_autoptr (GPtrArray) ports = plug_in (before, G_N_ELEMENTS (before));

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (InsUsbAdapter) adapter = ins_usb_adapter_parse (cases[i].text);
      g_autoptr (GError) error = NULL;

      g_assert_null (ins_usb_adapter_find (adapter, ports, &error));
      g_assert_error (error, INS_DEVICE_ERROR, INS_DEVICE_ERROR_NOT_FOUND);
      g_assert_nonnull (strstr (error->message, cases[i].says));
    }
}

static void
test_text (void)
{
  InsSerialPort *port = ins_serial_port_new ("/dev/ttyUSB0");
  g_autofree char *plain = ins_serial_port_to_text (port);
  g_autofree char *again = NULL;
  g_autofree char *other = NULL;
  g_autofree char *text = NULL;

  g_assert_cmpstr (plain, ==, "");
  g_free (port->description);
  port->description = g_strdup ("ttyUSB0"); /* what the system says where it knows nothing */
  again = ins_serial_port_to_text (port);
  g_assert_cmpstr (again, ==, "");
  g_free (port->description);
  port->description = g_strdup ("Serial port on the board");
  other = ins_serial_port_to_text (port);
  g_assert_cmpstr (other, ==, "Serial port on the board");
  port->is_usb = TRUE;
  g_free (port->maker);
  g_free (port->product);
  g_free (port->serial);
  port->maker = g_strdup ("FTDI");
  port->product = g_strdup ("FT232R USB UART");
  port->serial = g_strdup ("A50285BI");
  text = ins_serial_port_to_text (port);
  g_assert_cmpstr (text, ==, "FTDI, FT232R USB UART, number A50285BI");
  ins_serial_port_free (port);
}

static char terminal_path[64]; /* "" unplugged */

static GPtrArray *
list_terminal (void)
{
  const Plug plug = { terminal_path, 0x403, 0x6001, "A50285BI", 1, 5 };

  return plug_in (&plug, terminal_path[0] != '\0');
}

static int
make_terminal (void)
{
  int master = posix_openpt (O_RDWR | O_NOCTTY | O_CLOEXEC);

  g_assert_cmpint (grantpt (master), ==, 0);
  g_assert_cmpint (unlockpt (master), ==, 0);
  g_assert_cmpint (ptsname_r (master, terminal_path, sizeof terminal_path), ==, 0);

  return master;
}

/* Unplugged, and back as another port: the next open() finds it. */
static void
test_renumbered (void)
{
  g_autoptr (InsTransport) transport = ins_serial_transport_new_usb (
      ins_usb_adapter_parse ("0403:6001:A50285BI"), 115200, list_terminal);
  g_autoptr (GError) error = NULL;

  terminal_path[0] = '\0';
  g_assert_false (ins_transport_write (transport, (const guint8 *)"?", 1, &error));
  g_assert_error (error, INS_DEVICE_ERROR, INS_DEVICE_ERROR_LOST);
  g_clear_error (&error);
  g_assert_false (ins_transport_open (transport, &error));
  g_assert_error (error, INS_DEVICE_ERROR, INS_DEVICE_ERROR_NOT_FOUND);
  g_assert_nonnull (strstr (error->message, "0403:6001 A50285BI is not plugged in"));
  g_clear_error (&error);

  for (guint round = 0; round < 2; round++)
    {
      int master = make_terminal ();
      char byte = '\0';
      guint8 answer = 0;

      g_assert_true (ins_transport_open (transport, &error));
      g_assert_no_error (error);
      g_assert_true (ins_transport_write (transport, (const guint8 *)"?", 1, &error));
      g_assert_cmpint (read (master, &byte, 1), ==, 1);
      g_assert_cmpint (byte, ==, '?');
      g_assert_cmpint (write (master, "<", 1), ==, 1);
      g_assert_cmpint (ins_transport_read (transport, &answer, 1, WAIT_S, &error), ==, 1);
      g_assert_cmpint (answer, ==, '<');
      ins_transport_close (transport);
      close (master);
    }
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/serial-ports/addresses", test_addresses);
  g_test_add_func ("/serial-ports/not-found", test_not_found);
  g_test_add_func ("/serial-ports/text", test_text);
  g_test_add_func ("/serial-ports/renumbered", test_renumbered);

  return g_test_run ();
}
