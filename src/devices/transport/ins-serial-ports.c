/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n.h>
#include <string.h>
#if HAVE_SERIAL
#include <libserialport.h>
#endif

#include "core/ins-error.h"
#include "devices/transport/ins-serial-ports.h"

#define HIGHEST_ID 0xffffu
#define MOST_PORTS 64u /* of one adapter */

/* Pseudo terminals (a serial server's client, an emulator) are listed by no system. */
#define MORE_PORTS_VARIABLE "INSONIFY_SERIAL_PORTS"

InsSerialPort *
ins_serial_port_new (const char *path)
{
  InsSerialPort *self = g_new0 (InsSerialPort, 1);

  self->path = g_strdup (path);
  self->description = g_strdup ("");
  self->maker = g_strdup ("");
  self->product = g_strdup ("");
  self->serial = g_strdup ("");

  return self;
}

void
ins_serial_port_free (InsSerialPort *self)
{
  g_free (self->path);
  g_free (self->description);
  g_free (self->maker);
  g_free (self->product);
  g_free (self->serial);
  g_free (self);
}

/* By number: ttyUSB2 before ttyUSB10. */
static int
compare_ports (gconstpointer a, gconstpointer b)
{
  const InsSerialPort *one = *(InsSerialPort *const *)a, *other = *(InsSerialPort *const *)b;
  gsize n_one = strcspn (one->path, "0123456789"), n_other = strcspn (other->path, "0123456789");
  gboolean same_kind = n_one == n_other && strncmp (one->path, other->path, n_one) == 0;
  gsize length = strlen (one->path), other_length = strlen (other->path);

  if (same_kind && length != other_length)
    return length < other_length ? -1 : 1;

  return strcmp (one->path, other->path);
}

#if HAVE_SERIAL
/* What devices say of themselves may be anything. */
static void
take_text (char **text, const char *found)
{
  if (found == NULL)
    return;
  g_free (*text);
  *text = g_strstrip (g_utf8_make_valid (found, -1));
}

static InsSerialPort *
read_port (const struct sp_port *port)
{
  InsSerialPort *self = ins_serial_port_new (sp_get_port_name (port));
  int vendor_id = 0, product_id = 0;

  take_text (&self->description, sp_get_port_description (port));
  self->is_usb = sp_get_port_transport (port) == SP_TRANSPORT_USB &&
                 sp_get_port_usb_vid_pid (port, &vendor_id, &product_id) == SP_OK;
  if (!self->is_usb)
    return self;
  self->vendor_id = (guint)vendor_id;
  self->product_id = (guint)product_id;
  take_text (&self->maker, sp_get_port_usb_manufacturer (port));
  take_text (&self->product, sp_get_port_usb_product (port));
  take_text (&self->serial, sp_get_port_usb_serial (port));
  if (sp_get_port_usb_bus_address (port, &self->bus, &self->address) != SP_OK)
    self->bus = self->address = -1;

  return self;
}
#endif

static void
list_system_ports (GPtrArray *ports)
{
#if HAVE_SERIAL
  struct sp_port **found = NULL;

  if (sp_list_ports (&found) != SP_OK)
    return;
  for (guint i = 0; found[i] != NULL; i++)
    g_ptr_array_add (ports, read_port (found[i]));
  sp_free_port_list (found);
#endif
}

static gboolean
has_path (const GPtrArray *ports, const char *path)
{
  for (guint i = 0; i < ports->len; i++)
    {
      const InsSerialPort *port = ports->pdata[i];

      if (strcmp (port->path, path) == 0)
        return TRUE;
    }

  return FALSE;
}

/* Those that are there. */
static void
list_named_ports (GPtrArray *ports, const char *names)
{
  g_auto (GStrv) paths = g_strsplit (names, G_SEARCHPATH_SEPARATOR_S, -1);

  for (guint i = 0; paths[i] != NULL; i++)
    if (paths[i][0] != '\0' && g_file_test (paths[i], G_FILE_TEST_EXISTS) &&
        !has_path (ports, paths[i]))
      g_ptr_array_add (ports, ins_serial_port_new (paths[i]));
}

GPtrArray *
ins_serial_ports_list (void)
{
  GPtrArray *ports = g_ptr_array_new_with_free_func ((GDestroyNotify)ins_serial_port_free);
  const char *names = g_getenv (MORE_PORTS_VARIABLE);

  list_system_ports (ports);
  if (names != NULL)
    list_named_ports (ports, names);
  g_ptr_array_sort (ports, compare_ports);

  return ports;
}

/* Up to four hexadecimal digits. */
static gboolean
parse_id (const char *text, guint *id)
{
  guint64 value = 0;

  if (!g_ascii_string_to_unsigned (text, 16, 0, HIGHEST_ID, &value, NULL))
    return FALSE;
  *id = (guint)value;

  return TRUE;
}

InsUsbAdapter *
ins_usb_adapter_parse (const char *text)
{
  g_autoptr (InsUsbAdapter) self = g_new0 (InsUsbAdapter, 1);
  g_auto (GStrv) words = g_strsplit (text, ":", -1);
  guint n_words = g_strv_length (words);
  guint64 nth = 0;

  if (n_words < 2 || n_words > 4 || !parse_id (words[0], &self->vendor_id) ||
      !parse_id (words[1], &self->product_id))
    return NULL;
  self->serial = n_words > 2 ? g_uri_unescape_string (words[2], NULL) : g_strdup ("");
  if (self->serial == NULL ||
      (n_words > 3 && !g_ascii_string_to_unsigned (words[3], 10, 1, MOST_PORTS, &nth, NULL)))
    return NULL;
  self->nth = (guint)nth;

  return g_steal_pointer (&self);
}

void
ins_usb_adapter_free (InsUsbAdapter *self)
{
  g_free (self->serial);
  g_free (self);
}

char *
ins_usb_adapter_to_text (const InsUsbAdapter *self)
{
  g_autofree char *which = self->nth > 0 ? g_strdup_printf (_ (", port %u of it"), self->nth)
                                         : g_strdup ("");

  /* Translators: vendor and product number, its serial number, ", port 2 of it" or nothing */
  return g_strdup_printf (_ ("USB adapter %04x:%04x%s%s%s"), self->vendor_id, self->product_id,
                          self->serial[0] != '\0' ? " " : "", self->serial, which);
}

static gboolean
is_it (const InsUsbAdapter *self, const InsSerialPort *port)
{
  return port->is_usb && port->vendor_id == self->vendor_id &&
         port->product_id == self->product_id && strcmp (port->serial, self->serial) == 0;
}

static gboolean
share_plug (const InsSerialPort *one, const InsSerialPort *other)
{
  return one->bus >= 0 && one->bus == other->bus && one->address == other->address;
}

/* How many ports it could be; @is_one: all of them in one adapter; @nth: that one (from 1). */
static guint
count_ports (const InsUsbAdapter *self,
             const GPtrArray *ports,
             guint nth,
             gboolean *is_one,
             const InsSerialPort **port)
{
  const InsSerialPort *first = NULL;
  guint n = 0;

  *is_one = TRUE;
  *port = NULL;
  for (guint i = 0; i < ports->len; i++)
    {
      if (!is_it (self, ports->pdata[i]))
        continue;
      n++;
      first = first != NULL ? first : ports->pdata[i];
      *is_one = *is_one && (n == 1 || share_plug (first, ports->pdata[i]));
      if (n == nth)
        *port = ports->pdata[i];
    }

  return n;
}

char *
ins_usb_adapter_find (const InsUsbAdapter *self, const GPtrArray *ports, GError **error)
{
  const InsSerialPort *port;
  gboolean is_one;
  guint n_ports = count_ports (self, ports, MAX (self->nth, 1), &is_one, &port);
  g_autofree char *text = NULL;

  if (port != NULL && is_one && (n_ports == 1 || self->nth > 0))
    return g_strdup (port->path);
  text = ins_usb_adapter_to_text (self);
  if (n_ports == 0)
    g_set_error (error, INS_DEVICE_ERROR, INS_DEVICE_ERROR_NOT_FOUND,
                 _ ("%s is not plugged in. Plug it in, or choose another port."), text);
  else if (port == NULL)
    g_set_error (error, INS_DEVICE_ERROR, INS_DEVICE_ERROR_NOT_FOUND,
                 _ ("%s has only %u ports. Choose another one."), text, n_ports);
  else if (is_one)
    g_set_error (error, INS_DEVICE_ERROR, INS_DEVICE_ERROR_NOT_FOUND,
                 _ ("%s has %u ports. Say which one it is, counted from 1, behind another colon."),
                 text, n_ports);
  else
    g_set_error (error, INS_DEVICE_ERROR, INS_DEVICE_ERROR_NOT_FOUND,
                 _ ("%u adapters are plugged in that say the same of themselves (%s). Unplug the "
                    "others, or choose the port by its path, such as serial:%s."),
                 n_ports, text, port->path);

  return NULL;
}

char *
ins_serial_ports_get_address (const GPtrArray *ports, guint index)
{
  const InsSerialPort *port = ports->pdata[index];
  const InsUsbAdapter adapter = { port->vendor_id, port->product_id, port->serial, 0 };
  const InsSerialPort *other;
  g_autofree char *serial = NULL;
  g_autoptr (GString) address = g_string_new ("serial:");
  gboolean is_one;
  guint n_ports, nth = 1;

  n_ports = port->is_usb ? count_ports (&adapter, ports, 1, &is_one, &other) : 0;
  if (n_ports == 0 || !is_one)
    return g_string_free (g_string_append (g_steal_pointer (&address), port->path), FALSE);
  for (guint i = 0; i < index; i++)
    nth += is_it (&adapter, ports->pdata[i]);
  serial = g_uri_escape_string (port->serial, NULL, FALSE);
  g_string_append_printf (address, "usb:%04x:%04x", port->vendor_id, port->product_id);
  if (serial[0] != '\0' || n_ports > 1)
    g_string_append_printf (address, ":%s", serial);
  if (n_ports > 1)
    g_string_append_printf (address, ":%u", nth);

  return g_string_free (g_steal_pointer (&address), FALSE);
}

char *
ins_serial_port_to_text (const InsSerialPort *self)
{
  g_autoptr (GPtrArray) words = g_ptr_array_new_with_free_func (g_free);

  if (!self->is_usb)
    return g_strdup (g_str_has_suffix (self->path, self->description) ? "" : self->description);
  if (self->maker[0] != '\0')
    g_ptr_array_add (words, g_strdup (self->maker));
  if (self->product[0] != '\0' || self->maker[0] == '\0')
    g_ptr_array_add (words,
                     g_strdup (self->product[0] != '\0' ? self->product : self->description));
  if (self->serial[0] != '\0')
    g_ptr_array_add (words, g_strdup_printf (_ ("number %s"), self->serial));
  g_ptr_array_add (words, NULL);

  return g_strjoinv (", ", (char **)words->pdata);
}
