/* ins-serial-ports.h - the serial ports of this computer, and USB adapters under a lasting name
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef struct
{
  char *path;        /* "/dev/ttyUSB0" */
  char *description; /* as the system calls it; "" */
  gboolean is_usb;
  guint vendor_id, product_id;
  char *maker, *product, *serial; /* as the adapter says; "" where it does not */
  int bus, address;               /* where it is plugged in now; ports of one adapter share them */
} InsSerialPort;

/* (transfer full) (element-type InsSerialPort): in the order of their numbers; those of the system
 * (none in a build without libserialport), and those that the environment's INSONIFY_SERIAL_PORTS
 * names, with colons between them. Opens nothing. Any thread. */
GPtrArray *ins_serial_ports_list (void);
InsSerialPort *ins_serial_port_new (const char *path);
void ins_serial_port_free (InsSerialPort *self);

/* An adapter by what is burnt into it. Kinds without a number of their own (CH340) are told by
 * maker and product alone, as long as there is only one of them. */
typedef struct
{
  guint vendor_id, product_id;
  char *serial; /* "" none */
  guint nth;    /* of the ports of an adapter that has several, from 1; 0: it has one */
} InsUsbAdapter;

/**
 * ins_usb_adapter_parse:
 * @text: "VENDOR:PRODUCT[:SERIAL[:N]]", the first two in hexadecimal, SERIAL with percent escapes
 *
 * Returns: (transfer full): %NULL if it is not of that form
 */
InsUsbAdapter *ins_usb_adapter_parse (const char *text);
void ins_usb_adapter_free (InsUsbAdapter *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (InsUsbAdapter, ins_usb_adapter_free)

/* For people: "USB adapter 0403:6001 A50285BI". (transfer full) */
char *ins_usb_adapter_to_text (const InsUsbAdapter *self);

/**
 * ins_usb_adapter_find:
 * @ports: (element-type InsSerialPort)
 *
 * Returns: (transfer full): the path under which it is found now; %NULL with
 *   %INS_DEVICE_ERROR_NOT_FOUND where it is not plugged in or several could be meant
 */
char *ins_usb_adapter_find (const InsUsbAdapter *self,
                            const GPtrArray *ports,
                            GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* (transfer full): "serial:usb:0403:6001:A50285BI", which stays when the system numbers its ports
 * anew; "serial:/dev/ttyS0" for what is no USB adapter or cannot be told from another one. */
char *ins_serial_ports_get_address (const GPtrArray *ports, guint index);

/* (transfer full): what it is, for people: "FTDI, FT232R USB UART, number A50285BI"; "" where that
 * is no more than its path. */
char *ins_serial_port_to_text (const InsSerialPort *self);

G_END_DECLS
