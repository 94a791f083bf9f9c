/* test-engine-card.c - another card while everything is connected, and looking for cards
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "config.h"

#include <math.h>

#include "core/ins-error.h"
#include "engine-fixture.h"

static gboolean
has_timing (const InsSnapshot *snapshot)
{
  return is_connected (snapshot) && snapshot->timing_accepted;
}

static gboolean
is_card_lost (const InsSnapshot *snapshot)
{
  return snapshot->digitizer_link == INS_LINK_LOST;
}

static gboolean
has_looked (const InsSnapshot *snapshot)
{
  return snapshot->offers_serial > 0;
}

static gboolean
has_moved (const InsSnapshot *snapshot)
{
  return snapshot->report.activity == INS_STAGE_IDLE &&
         fabs (snapshot->report.position.mm[INS_AXIS_X] - 7.0) < 1e-3;
}

/* The new card is open, with the timing that was asked of the old one; the stage has not been
 * touched: it still knows where it is. */
static void
test_change_while_connected (void)
{
  g_autoptr (InsEngine) engine = connected_engine_new ("sim", "sim:resolution");
  g_autoptr (InsRecipe) recipe = small_recipe_new ();
  g_autoptr (MemorySink) sink = memory_sink_new ();
  g_autoptr (GError) error = NULL;
  g_autoptr (InsRig) old_rig = ins_engine_dup_rig (engine);
  g_autoptr (InsRig) rig = NULL;
  const InsPosition target = { { 7.0, (double)NAN, (double)NAN } };
  InsSnapshot snapshot;

  ins_engine_set_timing (engine, &recipe->timing);
  wait_for (engine, has_timing);
  ins_engine_move (engine, &target, 50.0);
  wait_for (engine, has_moved);

  g_assert_true (ins_engine_set_card (engine, "sim:blocks?seed=4", &error));
  g_assert_no_error (error);
  ins_engine_get_snapshot (engine, &snapshot);
  g_assert_cmpint (snapshot.digitizer_link, !=, INS_LINK_CLOSED);
  snapshot = wait_for (engine, has_timing);
  g_assert_cmpfloat (snapshot.timing.prf_hz, ==, recipe->timing.prf_hz);
  g_assert_cmpuint (snapshot.timing.n_samples, ==, recipe->timing.n_samples);
  g_assert_true (has_moved (&snapshot));

  rig = ins_engine_dup_rig (engine);
  g_assert_cmpstr (rig->digitizer_uri, ==, "sim:blocks?seed=4");
  g_assert_cmpstr (old_rig->digitizer_uri, ==, "sim:resolution");
  g_assert_true (rig->stage == old_rig->stage);
  g_assert_true (rig->digitizer != old_rig->digitizer);

  /* and it hears what lies under the same stage */
  start_scan (engine, recipe, sink);
  snapshot = wait_for (engine, is_over);
  g_assert_cmpstr (snapshot.scan_message, ==, "");
  g_assert_cmpint (snapshot.scan, ==, INS_SCAN_COMPLETE);
  g_assert_cmpuint (snapshot.n_holes, ==, 0);
}

static void
test_refusals (void)
{
  g_autoptr (InsEngine) engine = connected_engine_new ("sim", "sim");
  g_autoptr (InsRecipe) recipe = small_recipe_new ();
  g_autoptr (MemorySink) sink = memory_sink_new ();
  g_autoptr (GError) error = NULL;
  g_autoptr (InsRig) rig = NULL;
  InsSnapshot snapshot;

  g_assert_false (ins_engine_set_card (engine, "nonsense:1", &error));
  g_assert_error (error, INS_DEVICE_ERROR, INS_DEVICE_ERROR_URI);
  g_clear_error (&error);

  start_scan (engine, recipe, sink);
  g_assert_false (ins_engine_set_card (engine, "sim:blocks", &error));
  g_assert_error (error, INS_DEVICE_ERROR, INS_DEVICE_ERROR_BUSY);
  ins_engine_find_cards (engine);
  snapshot = wait_for (engine, is_over);
  g_assert_cmpint (snapshot.scan, ==, INS_SCAN_COMPLETE);
  g_assert_cmpuint (snapshot.offers_serial, ==, 0);
  rig = ins_engine_dup_rig (engine);
  g_assert_cmpstr (rig->digitizer_uri, ==, "sim");
}

/* A card that cannot be opened is lost with a sentence, and does not stand in the next one's way.
 */
static void
test_from_a_card_that_is_not_there (void)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (InsRig) rig = ins_rig_new (NULL, "sim", "comedi:/dev/comedi99", &error);
  g_autoptr (InsEngine) engine = NULL;
  g_autoptr (InsRecipe) recipe = small_recipe_new ();
  InsSnapshot snapshot;

  if (g_error_matches (error, INS_DEVICE_ERROR, INS_DEVICE_ERROR_UNSUPPORTED))
    {
      g_test_skip ("This build is without Comedi: it knows no card that may not be there.");
      return;
    }
  g_assert_no_error (error);
  engine = ins_engine_new (rig);
  ins_engine_set_timing (engine, &recipe->timing);
  ins_engine_connect (engine);
  snapshot = wait_for (engine, is_card_lost);
  g_assert_cmpstr (snapshot.digitizer_message, !=, "");
  g_assert_true (ins_engine_set_card (engine, "sim", &error));
  g_assert_no_error (error);
  snapshot = wait_for (engine, has_timing);
  g_assert_cmpstr (snapshot.digitizer_message, ==, "");
}

/* One change after the other, whatever the worker is at: the last one counts. */
static void
test_many_changes (void)
{
  static const char *const cards[] = { "sim", "sim:blocks", "sim:package", "sim:resolution" };
  g_autoptr (InsEngine) engine = connected_engine_new ("sim", "sim");
  g_autoptr (InsRecipe) recipe = small_recipe_new ();

  ins_engine_set_timing (engine, &recipe->timing);
  for (guint i = 0; i < 40; i++)
    {
      g_autoptr (GError) error = NULL;

      g_assert_true (ins_engine_set_card (engine, cards[i % G_N_ELEMENTS (cards)], &error));
      g_assert_no_error (error);
      if (i % 7 == 0)
        wait_for (engine, has_timing);
    }
  wait_for (engine, has_timing);
}

static void
test_find_cards (void)
{
  g_autoptr (InsEngine) engine = engine_new ("sim", "sim");
  g_autoptr (GPtrArray) offers = ins_engine_dup_offers (engine);

  g_assert_null (offers);
  ins_engine_find_cards (engine);
  wait_for (engine, has_looked);
  offers = ins_engine_dup_offers (engine);
  g_assert_nonnull (offers);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/engine-card/change-while-connected", test_change_while_connected);
  g_test_add_func ("/engine-card/refusals", test_refusals);
  g_test_add_func ("/engine-card/from-a-card-that-is-not-there",
                   test_from_a_card_that_is_not_there);
  g_test_add_func ("/engine-card/many-changes", test_many_changes);
  g_test_add_func ("/engine-card/find-cards", test_find_cards);

  return g_test_run ();
}
