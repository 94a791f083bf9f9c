/* ins-grbl-link.h - a conversation with Grbl: lines and their answers, questions and theirs
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "devices/stage/ins-grbl-settings.h"
#include "devices/transport/ins-transport.h"

G_BEGIN_DECLS

#define INS_GRBL_MAX_OPEN 8

/* What has been heard so far. Owned by the motion worker; only the transport may be written to by
 * others. Embedded in the stage, zero but for what ins_grbl_link_init() sets. */
typedef struct
{
  InsTransport *transport;
  InsGrblParser parser;
  InsGrblSettings settings;

  /* lines: each is answered once, in order; a greeting takes all open ones away */
  guint n_lines;
  guint n_answered;
  guint last_code; /* of the newest answer; 0 ok */
  guint n_refused; /* answers that were errors */
  /* length of the newest lines, by number; more are never open */
  guint8 lengths[INS_GRBL_MAX_OPEN];

  /* questions: at most two are open, and a report answers the older one */
  guint n_asked;
  double oldest_asked_s;
  double newest_asked_s;

  /* the newest report */
  guint n_reports;
  InsGrblStatus status;
  InsPosition position; /* mm, work coordinates */
  gboolean has_position;
  double asked_s, answered_s; /* bracket of that report */
  gboolean is_suspect;        /* the one after it said what no motion explains ... */
  InsPosition suspect;        /* ... and is believed when the next agrees */
  gboolean has_wco;
  gboolean has_new_wco; /* likewise: another offset is believed when it comes twice */
  InsPosition new_wco;
  InsPosition wco; /* mm */

  guint n_greetings;
  guint alarm_code;  /* ALARM:n since the last time that the state was another */
  gboolean is_deaf;  /* critical alarm: silent until reset */
  gboolean at_limit; /* "[MSG:Check Limits]" */
  guint n_alarms;    /* ALARM lines ever */
  guint n_bad_lines;
  double heard_s; /* when the last byte came */
} InsGrblLink;

void ins_grbl_link_init (InsGrblLink *self, InsTransport *transport);
void ins_grbl_link_clear (InsGrblLink *self);

/* Forgets everything that was heard; for a new connection. */
void ins_grbl_link_restart (InsGrblLink *self);

/* Reads what comes within @timeout_s (returns at the first bytes) and takes note of it.
 * FALSE: LOST or IO. */
gboolean
ins_grbl_link_pump (InsGrblLink *self, double timeout_s, GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* Takes what has already arrived. */
gboolean ins_grbl_link_drain (InsGrblLink *self, GError **error) G_GNUC_WARN_UNUSED_RESULT;

gboolean
ins_grbl_link_write (InsGrblLink *self, const char *text, GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* Asks for a report. */
gboolean ins_grbl_link_ask (InsGrblLink *self, GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* The same for a grblHAL, with every field that it has. */
gboolean ins_grbl_link_ask_all (InsGrblLink *self, GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* Gives questions up that have been open for longer than any answer takes. */
void ins_grbl_link_forget_questions (InsGrblLink *self, double older_than_s);

/* Bytes of the lines that have no answer yet: they may still lie in the receive buffer. */
gsize ins_grbl_link_get_n_open (const InsGrblLink *self);

/* Sends a line with its end. Its answer is there when n_answered reaches the number it gets,
 * n_lines. */
gboolean
ins_grbl_link_send (InsGrblLink *self, const char *line, GError **error) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
