/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "core/ins-ring.h"

#define N_BLOCKS 20000

static void
test_bounds (void)
{
  g_autoptr (InsRing) ring = ins_ring_new (2);
  int a, b, c;

  g_assert_null (ins_ring_pop (ring, 0.0));
  g_assert_true (ins_ring_push (ring, &a, 0.0));
  g_assert_true (ins_ring_push (ring, &b, 0.0));
  g_assert_false (ins_ring_push (ring, &c, 0.01));
  g_assert_true (ins_ring_pop (ring, 0.0) == &a);
  ins_ring_close (ring);
  g_assert_false (ins_ring_push (ring, &c, 1.0));
  g_assert_true (ins_ring_pop (ring, 0.0) == &b);
  g_assert_null (ins_ring_pop (ring, 1.0));
  ins_ring_reopen (ring);
  g_assert_true (ins_ring_push (ring, &c, 0.0));
  g_assert_cmpuint (ins_ring_get_length (ring), ==, 1);
}

static gpointer
producer_main (gpointer data)
{
  for (guint i = 1; i <= N_BLOCKS; i++)
    g_assert_true (ins_ring_push (data, GUINT_TO_POINTER (i), 20.0));
  ins_ring_close (data);

  return NULL;
}

static void
test_order_between_threads (void)
{
  g_autoptr (InsRing) ring = ins_ring_new (8);
  GThread *thread = g_thread_new ("producer", producer_main, ring);
  guint n = 0;
  gpointer block;

  while ((block = ins_ring_pop (ring, 20.0)) != NULL)
    g_assert_cmpuint (GPOINTER_TO_UINT (block), ==, ++n);
  g_assert_cmpuint (n, ==, N_BLOCKS);
  g_thread_join (thread);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/ring/bounds", test_bounds);
  g_test_add_func ("/ring/order-between-threads", test_order_between_threads);

  return g_test_run ();
}
