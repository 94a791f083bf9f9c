/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n.h>
#include <string.h>

#include "core/ins-error.h"
#include "core/ins-uri.h"
#include "devices/transport/ins-fd-transport.h"
#include "devices/transport/ins-serial-transport.h"

#define MINIMUM_BAUD 50
#define MAXIMUM_BAUD 4000000
#define USB_PREFIX "usb:"

static InsTransport *
usb_new (const InsUri *uri, const char *text, guint baud, GError **error)
{
  InsUsbAdapter *adapter = ins_usb_adapter_parse (text);

  if (adapter != NULL)
    return ins_serial_transport_new_usb (adapter, baud, ins_serial_ports_list);
  g_set_error (error, INS_DEVICE_ERROR, INS_DEVICE_ERROR_URI,
               _ ("The device address “%s” names no USB adapter. Example: "
                  "serial:usb:0403:6001:A50285BI (vendor, product, number of the adapter), as "
                  "“insonify-cli devices” lists them."),
               uri->text);

  return NULL;
}

static InsTransport *
serial_new (const InsUri *uri, guint default_baud, GError **error)
{
  const char *at = strrchr (uri->rest, '@');
  g_autofree char *path = at != NULL ? g_strndup (uri->rest, (gsize)(at - uri->rest)) : NULL;
  guint64 baud = default_baud;

  if (at != NULL &&
      !g_ascii_string_to_unsigned (at + 1, 10, MINIMUM_BAUD, MAXIMUM_BAUD, &baud, NULL))
    {
      g_set_error (error, INS_DEVICE_ERROR, INS_DEVICE_ERROR_URI,
                   _ ("In the device address “%s” a whole number of baud from %d to %d is to "
                      "follow the @."),
                   uri->text, MINIMUM_BAUD, MAXIMUM_BAUD);
      return NULL;
    }
  if (path == NULL)
    path = g_strdup (uri->rest);
  if (g_str_has_prefix (path, USB_PREFIX))
    return usb_new (uri, path + strlen (USB_PREFIX), (guint)baud, error);
  if (*path != '/')
    {
      g_set_error (
          error, INS_DEVICE_ERROR, INS_DEVICE_ERROR_URI,
          _ ("The device address “%s” names no port. Example: serial:/dev/ttyUSB0@115200."),
          uri->text);
      return NULL;
    }

  return ins_serial_transport_new (path, (guint)baud);
}

static InsTransport *
tcp_new (const InsUri *uri, GError **error)
{
  const char *colon = strrchr (uri->rest, ':');
  gsize n_host = colon != NULL ? (gsize)(colon - uri->rest) : 0;
  g_autofree char *host = NULL;
  guint64 port = 0;

  /* IPv6 addresses stand in brackets, as in URLs */
  if (n_host > 2 && uri->rest[0] == '[' && colon[-1] == ']')
    host = g_strndup (uri->rest + 1, n_host - 2);
  else if (n_host > 0 && strcspn (uri->rest, ":[]") == n_host)
    host = g_strndup (uri->rest, n_host);
  if (host == NULL || !g_ascii_string_to_unsigned (colon + 1, 10, 1, G_MAXUINT16, &port, NULL))
    {
      g_set_error (error, INS_DEVICE_ERROR, INS_DEVICE_ERROR_URI,
                   _ ("The device address “%s” is not of the form tcp:HOST:PORT."), uri->text);
      return NULL;
    }

  return ins_fd_transport_new_tcp (host, (guint16)port);
}

InsTransport *
ins_transport_new_from_uri (const char *text, guint default_baud, GError **error)
{
  static const char *const no_options[] = { NULL };
  g_autoptr (InsUri) uri = ins_uri_parse (text, error);

  if (uri == NULL || !ins_uri_check_options (uri, no_options, error))
    return NULL;
  if (g_str_equal (uri->scheme, "serial"))
    return serial_new (uri, default_baud, error);
  if (g_str_equal (uri->scheme, "tcp"))
    return tcp_new (uri, error);
  if (g_str_equal (uri->scheme, "unix") && *uri->rest != '\0')
    return ins_fd_transport_new_unix (uri->rest);

  g_set_error (error, INS_DEVICE_ERROR, INS_DEVICE_ERROR_URI,
               _ ("“%s” does not say how the device is connected. Known ways: "
                  "serial:/dev/ttyUSB0[@BAUD], tcp:HOST:PORT, unix:PATH."),
               text);

  return NULL;
}
