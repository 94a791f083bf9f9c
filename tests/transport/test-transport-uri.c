/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "core/ins-error.h"
#include "devices/transport/ins-fd-transport.h"
#include "devices/transport/ins-serial-transport.h"

static void
test_good (void)
{
  static const struct
  {
    const char *uri;
    const char *name;
    gboolean serial;
  } cases[] = {
    { "serial:/dev/ttyUSB0", "/dev/ttyUSB0 at 115200 baud", TRUE },
    { "serial:/dev/ttyACM0@250000", "/dev/ttyACM0 at 250000 baud", TRUE },
    { "serial:/dev/serial/by-id/usb-1a86@9600", "/dev/serial/by-id/usb-1a86 at 9600 baud", TRUE },
    { "serial:usb:0403:6001:A50285BI", "USB adapter 0403:6001 A50285BI at 115200 baud", TRUE },
    { "serial:usb:1a86:7523@9600", "USB adapter 1a86:7523 at 9600 baud", TRUE },
    { "serial:usb:403:6011:FT%40%3a1:2@19200",
      "USB adapter 0403:6011 FT@:1, port 2 of it at 19200 baud", TRUE },
    { "tcp:localhost:23", "localhost:23", FALSE },
    { "tcp:[::1]:4001", "[::1]:4001", FALSE },
    { "unix:/run/stage.sock", "/run/stage.sock", FALSE },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (InsTransport)
          transport = ins_transport_new_from_uri (cases[i].uri, 115200, &error);

      g_assert_no_error (error);
      g_assert_cmpstr (ins_transport_get_name (transport), ==, cases[i].name);
      g_assert_true (INS_IS_SERIAL_TRANSPORT (transport) == cases[i].serial);
    }
}

static void
test_bad (void)
{
  static const char *const cases[] = {
    "",
    "serial:",
    "serial:ttyUSB0",
    "serial:@9600",
    "serial:/dev/ttyUSB0@",
    "serial:/dev/ttyUSB0@fast",
    "serial:/dev/ttyUSB0@9600.5",
    "serial:/dev/ttyUSB0@0",
    "serial:/dev/ttyUSB0?parity=even",
    "serial:usb:",
    "serial:usb:0403",
    "serial:usb:0403:",
    "serial:usb:0403:10000",
    "serial:usb:0403:6001:x:0",
    "serial:usb:0403:6001:x:1:2",
    "serial:usb:0403:6001:%zz",
    "serial:usb:0403:6001:x@",
    "tcp:",
    "tcp:host",
    "tcp:host:",
    "tcp:host:0",
    "tcp:host:65536",
    "tcp::23",
    "tcp:::1:23",
    "tcp:[]:23",
    "unix:",
    "usb:1:2",
    "/dev/ttyUSB0",
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GError) error = NULL;

      g_assert_null (ins_transport_new_from_uri (cases[i], 115200, &error));
      g_assert_error (error, INS_DEVICE_ERROR, INS_DEVICE_ERROR_URI);
    }
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/transport-uri/good", test_good);
  g_test_add_func ("/transport-uri/bad", test_bad);

  return g_test_run ();
}
