/* ins-scan-notice.h - what the desktop is told of a scan
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "scan/ins-engine.h"

G_BEGIN_DECLS

/* That the computer must not sleep nor the session end while a scan runs, also while it is paused;
 * and how it ended, where nobody looks. No widget in it; main thread only. */
typedef struct _InsScanNotice InsScanNotice;

typedef struct
{
  guint (*inhibit) (gpointer data, const char *reason); /* 0: the desktop takes no such wish */
  void (*uninhibit) (gpointer data, guint cookie);
  void (*notify) (gpointer data, const char *title, const char *body, gboolean is_urgent);
  void (*withdraw) (gpointer data);
} InsScanNoticeCalls;

typedef struct
{
  gboolean is_scanning;
  InsScanState scan; /* how it ended, once it does not scan any more */
  const char *name;  /* of the scan */
  guint n_lines_done, n_lines;
  const char *message; /* why it failed, or paused by itself; "" if it did not */
  gboolean is_looked_at;
  gboolean is_wanted; /* notifications are */
} InsScanNoticeState;

/* @calls: copied; @data goes with each of them */
InsScanNotice *ins_scan_notice_new (const InsScanNoticeCalls *calls, gpointer data);

/* Gives back what it has asked for. */
void ins_scan_notice_free (InsScanNotice *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (InsScanNotice, ins_scan_notice_free)

/* After each change. Each wish is uttered once, whether the desktop takes it or not. */
void ins_scan_notice_follow (InsScanNotice *self, const InsScanNoticeState *state);

/* The window is looked at: what was told is known. */
void ins_scan_notice_seen (InsScanNotice *self);

G_END_DECLS
