/* ins-line-link.h - a conversation with a controller in lines of text
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "devices/transport/ins-transport.h"

G_BEGIN_DECLS

#define INS_LINE_LINK_BYTES 512

typedef enum
{
  INS_LINE_NONE, /* the time is up */
  INS_LINE_READ,
  INS_LINE_FAILED, /* with an error */
} InsLineOutcome;

/* Cuts what comes into lines, whatever they end with (CR, LF or both); empty lines are left out. A
 * line longer than the buffer is dropped whole and counted. Owned by the motion worker; only the
 * transport may be written to by others. A value; nothing to free. */
typedef struct
{
  InsTransport *transport; /* (transfer none) */
  const char *lone;        /* characters that are a line by themselves, "" none */
  char pending[INS_LINE_LINK_BYTES];
  gsize n_pending;
  gboolean is_overlong;
  guint8 incoming[INS_LINE_LINK_BYTES]; /* read and not yet looked at */
  gsize n_incoming, n_looked_at;

  char line[INS_LINE_LINK_BYTES]; /* the newest, without its end */
  double heard_s;                 /* when it was complete, ins_clock_now_s() */
  guint n_lines, n_dropped;
} InsLineLink;

void ins_line_link_init (InsLineLink *self, InsTransport *transport, const char *lone);

/* Forgets what was heard; for a new connection, or to get in step again. */
void ins_line_link_restart (InsLineLink *self);

/* (not a line by itself): with its end. */
gboolean
ins_line_link_write (InsLineLink *self, const char *text, GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* The next line, into @self->line. */
InsLineOutcome
ins_line_link_read (InsLineLink *self, double until_s, GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* Bytes that were read are not yet looked at: another line may be there without waiting. */
static inline gboolean
ins_line_link_holds_more (const InsLineLink *self)
{
  return self->n_looked_at < self->n_incoming;
}

/* Throws away the lines that have come already: answers to questions that were given up. */
gboolean ins_line_link_skip (InsLineLink *self, GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* Throws away what comes until it has been quiet for @quiet_s, at most 1 s. */
gboolean
ins_line_link_drain (InsLineLink *self, double quiet_s, GError **error) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
