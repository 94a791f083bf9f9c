/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <math.h>
#include <string.h>

#include "core/ins-clock.h"
#include "devices/stage/ins-line-link.h"

#define LONGEST_DRAIN_S 1.0
#define MAX_STALE_LINES 32

void
ins_line_link_init (InsLineLink *self, InsTransport *transport, const char *lone)
{
  memset (self, 0, sizeof *self);
  self->transport = transport;
  self->lone = lone;
}

void
ins_line_link_restart (InsLineLink *self)
{
  self->n_pending = self->n_incoming = self->n_looked_at = 0;
  self->is_overlong = FALSE;
  self->line[0] = '\0';
}

gboolean
ins_line_link_write (InsLineLink *self, const char *text, GError **error)
{
  return ins_transport_write (self->transport, (const guint8 *)text, strlen (text), error);
}

/* TRUE if what is pending is a line. */
static gboolean
end_line (InsLineLink *self)
{
  gboolean is_line = self->n_pending > 0 && !self->is_overlong;

  self->n_dropped += self->is_overlong;
  memcpy (self->line, self->pending, self->n_pending);
  self->line[is_line ? self->n_pending : 0] = '\0';
  self->n_pending = 0;
  self->is_overlong = FALSE;
  self->n_lines += is_line;

  return is_line;
}

/* TRUE if a line is complete. Zero bytes are noise. */
static gboolean
take_byte (InsLineLink *self, char byte)
{
  if (byte == '\r' || byte == '\n')
    return end_line (self);
  if (byte == '\0')
    return FALSE;
  if (self->n_pending + 1 >= sizeof self->pending)
    {
      self->is_overlong = TRUE;
      self->n_pending = 0;
    }
  self->pending[self->n_pending++] = byte;

  return self->n_pending == 1 && strchr (self->lone, byte) != NULL && end_line (self);
}

InsLineOutcome
ins_line_link_read (InsLineLink *self, double until_s, GError **error)
{
  for (;;)
    {
      gssize n;

      while (self->n_looked_at < self->n_incoming)
        if (take_byte (self, (char)self->incoming[self->n_looked_at++]))
          return INS_LINE_READ;
      n = ins_transport_read (self->transport, self->incoming, sizeof self->incoming,
                              fmax (until_s - ins_clock_now_s (), 0.0), error);
      if (n < 0)
        return INS_LINE_FAILED;
      if (n == 0)
        return INS_LINE_NONE;
      self->heard_s = ins_clock_now_s ();
      self->n_incoming = (gsize)n;
      self->n_looked_at = 0;
    }
}

gboolean
ins_line_link_skip (InsLineLink *self, GError **error)
{
  InsLineOutcome outcome = INS_LINE_READ;

  for (guint i = 0; i < MAX_STALE_LINES && outcome == INS_LINE_READ; i++)
    outcome = ins_line_link_read (self, 0.0, error);

  return outcome != INS_LINE_FAILED;
}

gboolean
ins_line_link_drain (InsLineLink *self, double quiet_s, GError **error)
{
  double end_s = ins_clock_now_s () + LONGEST_DRAIN_S;
  InsLineOutcome outcome;

  do
    outcome = ins_line_link_read (self, ins_clock_now_s () + quiet_s, error);
  while (outcome == INS_LINE_READ && ins_clock_now_s () < end_s);
  ins_line_link_restart (self);

  return outcome != INS_LINE_FAILED;
}
