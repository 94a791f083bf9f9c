/* ins-gcs-protocol.h - the bytes of Physik Instrumente's GCS 2.0; pure
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Sources: PI MS249E (C-863.12 user manual), PI E727T0005, EPICS motorPIGCS2, PIPython. Commands
 * end with LF; what sets something is not answered, ERR? says what became of it and forgets. Every
 * line of an answer but the last ends with a blank and LF. Single bytes are understood at any time,
 * also within a line and while the controller is busy.
 */

#define INS_GCS_ASK_MOVING "\x05"
#define INS_GCS_ASK_READY "\x07"
#define INS_GCS_ASK_ERROR "ERR?\n"
#define INS_GCS_STOP_ALL "\x18" /* abrupt; leaves error 10 */
#define INS_GCS_HALT "HLT\n"    /* all axes, with a ramp; leaves error 10 */

#define INS_GCS_MAX_ITEMS 16
#define INS_GCS_ITEM_BYTES 24

typedef enum
{
  INS_GCS_NEED_MORE, /* not all of it yet */
  INS_GCS_REPLY,
  INS_GCS_BAD, /* garbled, or the answer to something else */
} InsGcsOutcome;

typedef enum
{
  INS_GCS_FORM_TEXT,     /* *IDN? CSV? */
  INS_GCS_FORM_NAMES,    /* SAI?: one in each line */
  INS_GCS_FORM_VALUES,   /* POS? VEL? ...: KEY=NUMBER in each line */
  INS_GCS_FORM_SETTINGS, /* CTO?: KEY=VALUE, which may be a word */
  INS_GCS_FORM_CODE,     /* ERR? */
  INS_GCS_FORM_MASK,     /* #5: hex */
  INS_GCS_FORM_READY,    /* #7: byte 0xB1, or 0xB0 while busy */
} InsGcsForm;

typedef struct
{
  char key[INS_GCS_ITEM_BYTES]; /* NAMES, VALUES, SETTINGS: "1", "1 2", ... */
  char text[INS_GCS_ITEM_BYTES];
  double number; /* NaN for a word */
} InsGcsItem;

typedef struct
{
  guint n;
  InsGcsItem items[INS_GCS_MAX_ITEMS];
  char text[160]; /* TEXT */
  int code;
  guint mask;
  gboolean is_ready;
} InsGcsReply;

/**
 * ins_gcs_parse:
 * @bytes: from the beginning of an answer to the end of a line of it, or less; CR is left out
 * @reply: (out caller-allocates): filled with %INS_GCS_REPLY
 */
InsGcsOutcome ins_gcs_parse (const char *bytes, gsize n_bytes, InsGcsForm form, InsGcsReply *reply);

/* Of VALUES and SETTINGS; NULL if it is not there. */
const InsGcsItem *ins_gcs_reply_find (const InsGcsReply *self, const char *key);

/* "(c)2011 Physik Instrumente (PI) GmbH & Co. KG, C-863.12, 0115500624, 1.2.1" gives
 * "PI C-863.12 1.2.1". FALSE: not one of them. */
gboolean ins_gcs_parse_identity (const char *text, char *name, gsize size);

/* Appends " AXIS VALUE". */
void ins_gcs_append_value (GString *command, const char *axis, double value);

#define INS_GCS_ERROR_UNKNOWN_COMMAND 2
#define INS_GCS_ERROR_NOT_ALLOWED 5
#define INS_GCS_ERROR_STOPPED 10
#define INS_GCS_ERROR_MOTION 1024

/* Half a sentence for people, translated: "the target lies outside the travel". */
const char *ins_gcs_get_error_text (int code);

/* The controller has stopped something by itself and a person has to look. */
gboolean ins_gcs_is_fault (int code);

/* The target lies outside the travel or the soft limits, or the axis stands on a switch. */
gboolean ins_gcs_is_limit (int code);

G_END_DECLS
