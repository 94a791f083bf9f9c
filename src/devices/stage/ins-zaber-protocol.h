/* ins-zaber-protocol.h - bytes of the Zaber ASCII protocol, version 7; pure
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Message grammar: zproto (Rust) and the vendor's protocol manual; conversion factors: the Zaber
 * adapter of Micro-Manager. */
#define INS_ZABER_MAX_DEVICE 99
#define INS_ZABER_MAX_AXIS 9
#define INS_ZABER_NO_ID (-1)
#define INS_ZABER_N_IDS 100
#define INS_ZABER_DATA_BYTES 128
#define INS_ZABER_NO_WARNING "--"

typedef enum
{
  INS_ZABER_REPLY, /* '@': to a command */
  INS_ZABER_INFO,  /* '#': belongs to the reply before */
  INS_ZABER_ALERT, /* '!': of itself, when a motion has ended */
} InsZaberKind;

typedef struct
{
  InsZaberKind kind;
  guint device, axis;              /* axis 0: the whole device */
  int id;                          /* of the command, or INS_ZABER_NO_ID */
  gboolean is_accepted;            /* reply: OK, else RJ and the reason in data */
  gboolean is_busy;                /* reply and alert */
  char warning[3];                 /* reply and alert: the gravest one, "--" none */
  char data[INS_ZABER_DATA_BYTES]; /* reply and info, "" none */
  gboolean has_checksum;           /* and it fits */
} InsZaberMessage;

/* Two's complement of the sum of the bytes between the first character and the colon. */
guint8 ins_zaber_checksum (const char *text, gsize n_bytes);

/**
 * ins_zaber_format:
 * @device: 0 all of them
 * @axis: 0 the whole device
 * @id: 0 to 99, or %INS_ZABER_NO_ID
 * @command: "" asks for the state
 *
 * Returns: (transfer full): with checksum and line end, such as "/1:CF\n"
 */
char *ins_zaber_format (guint device, guint axis, int id, const char *command);

/**
 * ins_zaber_parse_line:
 * @line: without its end
 * @message: (out): undefined where it fails
 *
 * Returns: %FALSE for what is no message, or one whose checksum says that it was garbled
 */
gboolean ins_zaber_parse_line (const char *line, InsZaberMessage *message);

/**
 * ins_zaber_parse_values:
 * @data: numbers with blanks between them, one per axis; "NA" for an axis that has none: NaN
 *
 * Returns: how many; 0 if anything in it is neither
 */
guint ins_zaber_parse_values (const char *data, double *values, guint n_max);

/* What the device counts for a speed in mm/s or an acceleration in mm/s^2, and back; @um_per_step:
 * length of a microstep. */
double ins_zaber_speed_to_data (double mm_s, double um_per_step);
double ins_zaber_speed_from_data (double data, double um_per_step);
double ins_zaber_acceleration_to_data (double mm_s2, double um_per_step);
double ins_zaber_acceleration_from_data (double data, double um_per_step);

G_END_DECLS
