/* ins-zaber-warnings.h - what a Zaber device warns of and why it says no, in words
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef enum
{
  INS_ZABER_NOTE,   /* nothing to do */
  INS_ZABER_NOTICE, /* to be shown; hinders nothing */
  INS_ZABER_ALARM,  /* it has stopped itself, or its position is doubtful */
} InsZaberGravity;

/* @code: two letters. An unknown one: an alarm if it begins with F, else a note. */
InsZaberGravity ins_zaber_warning_gravity (const char *code);

/* Translated sentence; @code itself within one where it is unknown. (transfer full) */
char *ins_zaber_warning_text (const char *code);

/* The position means nothing: no reference since power-up, or it was lost. */
gboolean ins_zaber_warning_is_lost (const char *code);
gboolean ins_zaber_warning_is_limit (const char *code);

/* "WR" and "WH": not homed. */
gboolean ins_zaber_warning_is_unhomed (const char *code);

/* Of a rejection: "BADDATA" ...; itself where it is unknown. */
const char *ins_zaber_reason_text (const char *reason);

G_END_DECLS
