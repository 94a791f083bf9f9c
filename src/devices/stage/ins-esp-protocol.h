/* ins-esp-protocol.h - the bytes of Newport's ESP300 and ESP301; pure
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Sources: Newport ESP300 user's manual (3-17 to 3-146, Appendix A), EPICS motorNewport
 * drvESP300.cc, PyMeasure esp300.py. Commands end with CR; several may share a line with ';'
 * between. Only questions are answered, each with a line of its own.
 */

#define INS_ESP_MAX_AXIS 6
#define INS_ESP_MAX_ERRORS 10 /* that its memory keeps */

typedef enum
{
  INS_ESP_NEED_MORE, /* not the answer: read on */
  INS_ESP_REPLY,
  INS_ESP_BAD, /* garbled, or the answer to something else */
} InsEspOutcome;

typedef enum
{
  INS_ESP_FORM_IDENTITY, /* VE? *IDN? */
  INS_ESP_FORM_NUMBER,   /* nTP? nSL? ... */
  INS_ESP_FORM_CODE,     /* TE? nSN?: a whole number */
  INS_ESP_FORM_FLAG,     /* nMD? nMO?: 0 or 1 */
  INS_ESP_FORM_ERROR,    /* TB? */
  INS_ESP_FORM_SWITCHES, /* nPH */
} InsEspForm;

typedef struct
{
  double number; /* also of codes and flags */
  guint code;
  guint positive_mask, negative_mask; /* SWITCHES: bit n: the limit switch of axis n + 1 */
  char text[64];                      /* IDENTITY, ERROR */
} InsEspReply;

/**
 * ins_esp_parse:
 * @line: without its end
 * @reply: (out caller-allocates): filled with %INS_ESP_REPLY, and code with %INS_ESP_NEED_MORE
 *
 * "Ennn" may come unasked before an answer (drvESP300.cc): %INS_ESP_NEED_MORE.
 */
InsEspOutcome ins_esp_parse (const char *line, InsEspForm form, InsEspReply *reply);

/* "ESP301 Version 3.0.1 6/1/99" gives "Newport ESP301 3.0.1". FALSE: not one of them. */
gboolean ins_esp_parse_identity (const char *text, char *name, gsize size);

/* Of nSN?: mm in one of the controller's units; 0 for one that is no length or that it does not
 * know (encoder counts, steps, degrees). */
double ins_esp_get_unit_mm (guint code);

/* (not nullable): what that code counts, in words; for refusals. */
const char *ins_esp_get_unit_name (guint code);

/* Appends such as "1PA10.000000;". */
void ins_esp_append_command (GString *line, guint axis, const char *command);
void ins_esp_append_value (GString *line, guint axis, const char *command, double value);

/* Error codes: of an axis, axis * 100 + one of these, or general ones. */
#define INS_ESP_ERROR_FOLLOWING 3
#define INS_ESP_ERROR_POSITIVE_LIMIT 4
#define INS_ESP_ERROR_NEGATIVE_LIMIT 5
#define INS_ESP_ERROR_POSITIVE_SOFT_LIMIT 6
#define INS_ESP_ERROR_NEGATIVE_SOFT_LIMIT 7
#define INS_ESP_ERROR_MOTOR_OFF 13
#define INS_ESP_ERROR_HOMING_ABORTED 20
#define INS_ESP_ERROR_IN_HOMING 30
#define INS_ESP_ERROR_NO_SUCH_AXIS 9 /* general from here on */
#define INS_ESP_ERROR_NO_PARAMETER 38

/* 0: a general error. */
guint ins_esp_get_error_axis (guint code);

/* Half a sentence for people, translated: "the limit switch at its upper end was hit". */
const char *ins_esp_get_error_text (guint code);

/* The controller has stopped something by itself and a person has to look. */
gboolean ins_esp_is_fault (guint code);

/* The target lies outside its soft limits, or the axis stands on a switch. */
gboolean ins_esp_is_limit (guint code);

G_END_DECLS
