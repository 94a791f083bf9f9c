/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <string.h>

#include "core/ins-clock.h"
#include "devices/stage/ins-line-link.h"
#include "devices/transport/ins-fd-transport.h"

typedef struct
{
  InsTransport *near_end, *far_end;
  InsLineLink link;
} Fixture;

static void
set_up (Fixture *f, gconstpointer lone)
{
  ins_fd_transport_new_loopback (&f->near_end, &f->far_end);
  g_assert_true (ins_transport_open (f->near_end, NULL));
  g_assert_true (ins_transport_open (f->far_end, NULL));
  ins_line_link_init (&f->link, f->near_end, lone);
}

static void
tear_down (Fixture *f, gconstpointer lone)
{
  ins_transport_close (f->near_end);
  ins_transport_close (f->far_end);
  g_object_unref (f->near_end);
  g_object_unref (f->far_end);
}

static void
send (Fixture *f, const char *text, gsize n)
{
  g_assert_true (ins_transport_write (f->far_end, (const guint8 *)text, n, NULL));
}

static void
expect (Fixture *f, const char *wanted)
{
  g_assert_cmpint (ins_line_link_read (&f->link, ins_clock_now_s () + 10.0, NULL), ==,
                   INS_LINE_READ);
  g_assert_cmpstr (f->link.line, ==, wanted);
}

static void
expect_nothing (Fixture *f)
{
  g_assert_cmpint (ins_line_link_read (&f->link, ins_clock_now_s () + 0.02, NULL), ==,
                   INS_LINE_NONE);
}

static void
test_ends (Fixture *f, gconstpointer lone)
{
  static const char text[] = "one\r\ntwo\rthree\n\r\n\nfo\0ur\nfi";

  for (gsize i = 0; i < sizeof text - 1; i++) /* byte by byte */
    send (f, text + i, 1);
  expect (f, "one");
  expect (f, "two");
  expect (f, "three");
  expect (f, "four");
  expect_nothing (f);
  send (f, "ve\n", 3);
  expect (f, "five");
  g_assert_cmpuint (f->link.n_lines, ==, 5);
  g_assert_cmpfloat (f->link.heard_s, <=, ins_clock_now_s ());
}

/* Dropped whole, its end included, however long it is. */
static void
test_overlong (Fixture *f, gconstpointer lone)
{
  g_autofree char *text = g_strnfill (3 * INS_LINE_LINK_BYTES, 'x');

  send (f, text, strlen (text));
  send (f, "\nok\n", 4);
  expect (f, "ok");
  g_assert_cmpuint (f->link.n_dropped, ==, 1);
}

static void
test_lone (Fixture *f, gconstpointer lone)
{
  send (f, "^X12^\r^", 7);
  expect (f, "^");
  expect (f, "X12^");
  expect (f, "^");
}

static void
test_restart_and_drain (Fixture *f, gconstpointer lone)
{
  send (f, "half", 4);
  expect_nothing (f);
  ins_line_link_restart (&f->link);
  send (f, "whole\nold\nold", 13);
  expect (f, "whole");
  g_assert_true (ins_line_link_drain (&f->link, 0.02, NULL));
  send (f, "new\n", 4);
  expect (f, "new");
}

static void
test_hang_up (Fixture *f, gconstpointer lone)
{
  g_autoptr (GError) error = NULL;

  ins_transport_close (f->far_end);
  g_assert_cmpint (ins_line_link_read (&f->link, ins_clock_now_s () + 10.0, &error), ==,
                   INS_LINE_FAILED);
  g_assert_nonnull (error);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add ("/line-link/ends", Fixture, "", set_up, test_ends, tear_down);
  g_test_add ("/line-link/overlong", Fixture, "", set_up, test_overlong, tear_down);
  g_test_add ("/line-link/lone", Fixture, "^", set_up, test_lone, tear_down);
  g_test_add ("/line-link/restart-and-drain", Fixture, "", set_up, test_restart_and_drain,
              tear_down);
  g_test_add ("/line-link/hang-up", Fixture, "", set_up, test_hang_up, tear_down);

  return g_test_run ();
}
