/* ins-grbl-alarms.h - Grbl's numbers in words
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Translated sentences: what happened, then what to do. Never NULL. */
const char *ins_grbl_alarm_text (guint code, gboolean is_hal);
const char *ins_grbl_error_text (guint code);

/* After such an alarm the firmware answers nothing until it is reset. */
gboolean ins_grbl_alarm_is_critical (guint code, gboolean is_hal);

/* The axes may have lost steps, or their zero: the reported position means nothing any more. */
gboolean ins_grbl_alarm_loses_position (guint code);

G_END_DECLS
