/* What the desktop is told of a scan, in its order, by a desktop that only takes note.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "config.h"

#include <locale.h>
#include <string.h>

#include "app/ins-scan-notice.h"

typedef struct
{
  GString *log;
  guint cookie; /* that it will give */
} Desktop;

static guint
inhibit (gpointer data, const char *reason)
{
  Desktop *desktop = data;

  g_assert_cmpstr (reason, ==, "A scan is running");
  g_string_append (desktop->log, "inhibit; ");

  return desktop->cookie;
}

static void
uninhibit (gpointer data, guint cookie)
{
  Desktop *desktop = data;

  g_assert_cmpuint (cookie, ==, desktop->cookie);
  g_string_append (desktop->log, "uninhibit; ");
}

static void
notify (gpointer data, const char *title, const char *body, gboolean is_urgent)
{
  Desktop *desktop = data;

  g_string_append_printf (desktop->log, "%s “%s”: %s; ", is_urgent ? "urgent" : "notify", title,
                          body);
}

static void
withdraw (gpointer data)
{
  Desktop *desktop = data;

  g_string_append (desktop->log, "withdraw; ");
}

static const InsScanNoticeCalls calls = { inhibit, uninhibit, notify, withdraw };

typedef struct
{
  Desktop desktop;
  InsScanNotice *notice;
  InsScanNoticeState state;
} Fixture;

static void
set_up (Fixture *fixture, gconstpointer data)
{
  fixture->desktop = (Desktop){ g_string_new (NULL), 7 };
  fixture->notice = ins_scan_notice_new (&calls, &fixture->desktop);
  fixture->state = (InsScanNoticeState){
    .name = "Panel", .n_lines = 500, .message = "", .is_wanted = TRUE
  };
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  g_clear_pointer (&fixture->notice, ins_scan_notice_free);
  g_string_free (fixture->desktop.log, TRUE);
}

static void
go (Fixture *fixture, gboolean is_scanning, InsScanState scan)
{
  fixture->state.is_scanning = is_scanning;
  fixture->state.scan = scan;
  /* twice: what was said is not said again */
  ins_scan_notice_follow (fixture->notice, &fixture->state);
  ins_scan_notice_follow (fixture->notice, &fixture->state);
}

static void
check (Fixture *fixture, const char *log)
{
  g_assert_cmpstr (fixture->desktop.log->str, ==, log);
  g_string_truncate (fixture->desktop.log, 0);
}

typedef struct
{
  InsScanState end;
  guint n_lines_done;
  const char *message, *log;
} Outcome;

static const Outcome outcomes[] = {
  { INS_SCAN_COMPLETE, 500, "",
    "uninhibit; notify “The scan is done”: Panel: all 500 lines are in the file.; " },
  { INS_SCAN_STOPPED, 3, "",
    "uninhibit; notify “The scan was stopped”: Panel: 3 of 500 lines are in the file.; " },
  { INS_SCAN_FAILED, 3, "The stage is gone.",
    "uninhibit; urgent “The scan was stopped by a fault”: The stage is gone.; " },
  { INS_SCAN_NONE, 0, "", "uninhibit; " },
};

/* Nobody looks. */
static void
test_outcome (Fixture *fixture, gconstpointer data)
{
  const Outcome *outcome = data;

  go (fixture, FALSE, INS_SCAN_NONE);
  check (fixture, "");
  go (fixture, TRUE, INS_SCAN_STARTING);
  go (fixture, TRUE, INS_SCAN_RUNNING);
  go (fixture, TRUE, INS_SCAN_PAUSING);
  go (fixture, TRUE, INS_SCAN_PAUSED);
  go (fixture, TRUE, INS_SCAN_RUNNING);
  go (fixture, TRUE, INS_SCAN_STOPPING);
  check (fixture, "inhibit; ");
  fixture->state.n_lines_done = outcome->n_lines_done;
  fixture->state.message = outcome->message;
  go (fixture, FALSE, outcome->end);
  check (fixture, outcome->log);
  ins_scan_notice_seen (fixture->notice);
  ins_scan_notice_seen (fixture->notice);
  check (fixture, strstr (outcome->log, "“") != NULL ? "withdraw; " : "");
}

/* Somebody looks, or wants to hear nothing: it is released all the same. */
static void
test_looked_at (Fixture *fixture, gconstpointer data)
{
  for (guint i = 0; i < G_N_ELEMENTS (outcomes); i++)
    {
      fixture->state.is_looked_at = i % 2 == 0;
      fixture->state.is_wanted = i % 2 == 0;
      fixture->state.message = outcomes[i].message;
      go (fixture, TRUE, INS_SCAN_RUNNING);
      go (fixture, FALSE, outcomes[i].end);
      check (fixture, "inhibit; uninhibit; ");
    }
}

/* What was told of the last scan is old when the next one begins. */
static void
test_next_scan (Fixture *fixture, gconstpointer data)
{
  go (fixture, TRUE, INS_SCAN_RUNNING);
  go (fixture, FALSE, INS_SCAN_COMPLETE);
  g_string_truncate (fixture->desktop.log, 0);
  go (fixture, TRUE, INS_SCAN_STARTING);
  check (fixture, "withdraw; inhibit; ");
}

/* It pauses by itself where the disk is full: said at once, once, and again if it does again. */
static void
test_held (Fixture *fixture, gconstpointer data)
{
  go (fixture, TRUE, INS_SCAN_RUNNING);
  fixture->state.message = "The disk is full.";
  go (fixture, TRUE, INS_SCAN_PAUSED);
  check (fixture, "inhibit; urgent “The scan has paused by itself”: The disk is full.; ");
  fixture->state.message = "";
  fixture->state.is_looked_at = TRUE;
  go (fixture, TRUE, INS_SCAN_RUNNING);
  check (fixture, "withdraw; ");
}

/* The window goes in the middle of a scan. */
static void
test_free (Fixture *fixture, gconstpointer data)
{
  go (fixture, TRUE, INS_SCAN_RUNNING);
  g_clear_pointer (&fixture->notice, ins_scan_notice_free);
  check (fixture, "inhibit; uninhibit; ");
}

/* A desktop that gives no cookie is asked once, and has nothing to take back. */
static void
test_no_cookie (Fixture *fixture, gconstpointer data)
{
  fixture->desktop.cookie = 0;
  fixture->state.is_looked_at = TRUE;
  go (fixture, TRUE, INS_SCAN_RUNNING);
  go (fixture, FALSE, INS_SCAN_COMPLETE);
  check (fixture, "inhibit; ");
}

#define ADD(path, data, test) g_test_add (path, Fixture, data, set_up, test, tear_down)

int
main (int argc, char **argv)
{
  setlocale (LC_ALL, "C.UTF-8");
  g_test_init (&argc, &argv, NULL);

  ADD ("/scan-notice/complete", &outcomes[0], test_outcome);
  ADD ("/scan-notice/stopped", &outcomes[1], test_outcome);
  ADD ("/scan-notice/failed", &outcomes[2], test_outcome);
  ADD ("/scan-notice/never-begun", &outcomes[3], test_outcome);
  ADD ("/scan-notice/looked-at", NULL, test_looked_at);
  ADD ("/scan-notice/next-scan", NULL, test_next_scan);
  ADD ("/scan-notice/held", NULL, test_held);
  ADD ("/scan-notice/free", NULL, test_free);
  ADD ("/scan-notice/no-cookie", NULL, test_no_cookie);

  return g_test_run ();
}
