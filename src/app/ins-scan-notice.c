/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n.h>

#include "app/ins-scan-notice.h"

struct _InsScanNotice
{
  InsScanNoticeCalls calls;
  gpointer data;
  gboolean was_scanning;
  gboolean was_held; /* paused by itself */
  guint cookie;      /* 0: none, or the desktop gave none */
  gboolean is_told;
};

InsScanNotice *
ins_scan_notice_new (const InsScanNoticeCalls *calls, gpointer data)
{
  InsScanNotice *self = g_new0 (InsScanNotice, 1);

  self->calls = *calls;
  self->data = data;

  return self;
}

static void
release (InsScanNotice *self)
{
  const guint cookie = self->cookie;

  self->cookie = 0;
  if (cookie != 0)
    self->calls.uninhibit (self->data, cookie);
}

void
ins_scan_notice_seen (InsScanNotice *self)
{
  if (self->is_told)
    self->calls.withdraw (self->data);
  self->is_told = FALSE;
}

void
ins_scan_notice_free (InsScanNotice *self)
{
  release (self);
  ins_scan_notice_seen (self);
  g_free (self);
}

static void
tell (InsScanNotice *self, const InsScanNoticeState *state, const char *title, const char *body)
{
  const gboolean is_urgent = state->is_scanning || state->scan == INS_SCAN_FAILED;

  if (!state->is_wanted || state->is_looked_at)
    return;
  self->calls.notify (self->data, title, body, is_urgent);
  self->is_told = TRUE;
}

static void
tell_end (InsScanNotice *self, const InsScanNoticeState *state)
{
  g_autofree char *lines = NULL;

  switch (state->scan)
    {
    case INS_SCAN_COMPLETE:
      /* Translators: name of a scan, and how many lines were measured */
      lines = g_strdup_printf (ngettext ("%s: %u line is in the file.",
                                         "%s: all %u lines are in the file.", state->n_lines),
                               state->name, state->n_lines);
      tell (self, state, _ ("The scan is done"), lines);
      break;
    case INS_SCAN_STOPPED:
      lines = g_strdup_printf (ngettext ("%s: %u of %u line is in the file.",
                                         "%s: %u of %u lines are in the file.", state->n_lines),
                               state->name, state->n_lines_done, state->n_lines);
      tell (self, state, _ ("The scan was stopped"), lines);
      break;
    case INS_SCAN_FAILED:
      tell (self, state, _ ("The scan was stopped by a fault"), state->message);
      break;
    case INS_SCAN_NONE: /* the folder could not be made ready, or it was stopped before */
    case INS_SCAN_STARTING:
    case INS_SCAN_RUNNING:
    case INS_SCAN_PAUSING:
    case INS_SCAN_PAUSED:
    case INS_SCAN_STOPPING:
    default:
      break;
    }
}

void
ins_scan_notice_follow (InsScanNotice *self, const InsScanNoticeState *state)
{
  const gboolean is_held = state->is_scanning && state->scan == INS_SCAN_PAUSED &&
                           state->message != NULL && state->message[0] != '\0';

  if (state->is_scanning && !self->was_scanning)
    {
      ins_scan_notice_seen (self); /* of an earlier scan */
      self->cookie = self->calls.inhibit (self->data, _ ("A scan is running"));
    }
  else if (!state->is_scanning && self->was_scanning)
    {
      release (self);
      tell_end (self, state);
    }
  if (is_held && !self->was_held)
    tell (self, state, _ ("The scan has paused by itself"), state->message);
  self->was_held = is_held;
  self->was_scanning = state->is_scanning;
  if (state->is_looked_at)
    ins_scan_notice_seen (self);
}
