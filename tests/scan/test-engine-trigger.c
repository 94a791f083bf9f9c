/* test-engine-trigger.c - a card that the stage triggers at positions
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "config.h"

#include <glib/gstdio.h>
#include <math.h>
#include <string.h>

#include "core/ins-clock.h"
#include "core/ins-error.h"
#include "engine-fixture.h"

/* The bars' edges lie between the pixels' centres, not on them: half a step off bars_recipe_new().
 */
#define OFF_EDGES_MM 0.05

#define SLOW_LINK "&latency_ms=5&jitter_ms=5&seed=5"

typedef struct
{
  InsRig *rig;
  InsEngine *engine;
  InsRecipe *recipe;
} Bench;

/* With a rig whose latency is set wrong on purpose: 40 ms at 50 mm/s are 2 mm. */
static void
bench_init (Bench *self, const char *protocol, const char *digitizer_uri)
{
  g_autofree char *stage_uri = g_strdup_printf ("sim?protocol=%s" SLOW_LINK, protocol);
  g_autoptr (GError) error = NULL;

  self->rig = ins_rig_new (NULL, stage_uri, digitizer_uri, &error);
  g_assert_no_error (error);
  self->rig->latency_ms = 40.0;
  self->rig->position_trigger = TRUE;
  self->engine = ins_engine_new (self->rig);
  self->recipe = bars_recipe_new ();
  self->recipe->start.mm[INS_AXIS_Y] += OFF_EDGES_MM;
  ins_engine_set_timing (self->engine, &self->recipe->timing);
  ins_engine_connect (self->engine);
  wait_for (self->engine, is_connected);
}

static void
bench_clear (Bench *self)
{
  ins_engine_free (self->engine);
  ins_rig_unref (self->rig);
  ins_recipe_free (self->recipe);
}

static void
assert_in_register (const MemorySink *sink, guint row)
{
  double shift_mm = get_bars_shift_mm (sink, row) + OFF_EDGES_MM;

  g_test_message ("row %u: %.4f mm", row, shift_mm);
  g_assert_cmpint (sink->cards[row].placing, ==, INS_PLACED_BY_TRIGGER);
  g_assert_cmpfloat (fabs (shift_mm), <, 0.01);
}

/* Whatever the link's latency and the rig's correction, in both directions: the n-th pulse is the
 * n-th pixel. */
static void
test_in_register (gconstpointer protocol)
{
  g_autoptr (MemorySink) sink = memory_sink_new ();
  InsSnapshot snapshot;
  guint64 n_pulses;
  Bench bench;

  bench_init (&bench, protocol, "sim:resolution?noise_percent=0&trigger=stage");
  start_scan (bench.engine, bench.recipe, sink);
  snapshot = wait_for (bench.engine, is_over);
  g_assert_cmpstr (snapshot.scan_message, ==, "");
  g_assert_cmpint (snapshot.scan, ==, INS_SCAN_COMPLETE);
  g_assert_cmpuint (snapshot.n_holes, ==, 0);
  g_assert_cmpstr (snapshot.encoder_message, ==, "");
  for (guint row = 0; row < sink->n_rows; row++)
    assert_in_register (sink, row);
  for (gsize i = 0; i < (gsize)sink->n_rows * sink->n_columns; i++)
    g_assert_cmpuint (sink->n_pulses[i], ==, 1);

  /* and it is off again */
  n_pulses = ins_sim_bench_count_triggers (bench.rig->bench);
  ins_engine_move (bench.engine, &(InsPosition){ { 20.0, 30.0, (double)NAN } }, 50.0);
  for (guint i = 0; i < 400 && ins_sim_bench_count_triggers (bench.rig->bench) == n_pulses; i++)
    ins_clock_sleep_s (0.005);
  g_assert_cmpuint (ins_sim_bench_count_triggers (bench.rig->bench), ==, n_pulses);
  bench_clear (&bench);
}

/* In one direction: on its way back the stage gives none, and the card's last ones are not waited
 * for. */
static void
test_one_way (gconstpointer protocol)
{
  g_autoptr (MemorySink) sink = memory_sink_new ();
  InsSnapshot snapshot;
  guint64 n_pulses;
  Bench bench;

  bench_init (&bench, protocol, "sim:resolution?noise_percent=0&trigger=stage");
  bench.recipe->pattern = INS_PATTERN_UNIDIRECTIONAL;
  bench.recipe->index_length_mm = 0.3;
  n_pulses = ins_sim_bench_count_triggers (bench.rig->bench);
  start_scan (bench.engine, bench.recipe, sink);
  snapshot = wait_for (bench.engine, is_over);
  g_assert_cmpstr (snapshot.scan_message, ==, "");
  g_assert_cmpint (snapshot.scan, ==, INS_SCAN_COMPLETE);
  g_assert_cmpuint (snapshot.n_holes, ==, 0);
  g_assert_cmpuint (snapshot.figures.n_lines, ==, sink->n_rows); /* each was swept once */
  for (guint row = 0; row < sink->n_rows; row++)
    assert_in_register (sink, row);
  n_pulses = ins_sim_bench_count_triggers (bench.rig->bench) - n_pulses;
  g_assert_cmpuint (n_pulses, ==, (guint64)sink->n_rows * sink->cards[0].n_triggers);
  bench_clear (&bench);
}

/* Two pulses to a pixel, evenly over its width. */
static void
test_averages (void)
{
  g_autoptr (MemorySink) sink = memory_sink_new ();
  InsSnapshot snapshot;
  Bench bench;

  bench_init (&bench, "pi-gcs", "sim:resolution?noise_percent=0&trigger=stage");
  bench.recipe->averages = 2;
  bench.recipe->speed_mm_s = 25.0;
  bench.recipe->index_length_mm = 0.2;
  start_scan (bench.engine, bench.recipe, sink);
  snapshot = wait_for (bench.engine, is_over);
  g_assert_cmpstr (snapshot.scan_message, ==, "");
  g_assert_cmpuint (snapshot.n_holes, ==, 0);
  for (guint row = 0; row < sink->n_rows; row++)
    assert_in_register (sink, row);
  for (gsize i = 0; i < (gsize)sink->n_rows * sink->n_columns; i++)
    g_assert_cmpuint (sink->n_pulses[i], ==, 2);
  bench_clear (&bench);
}

/* A pulse that the card did not see: the line is swept again, or left out; never shifted. */
static void
test_missed_pulses (void)
{
  g_autoptr (MemorySink) sink = memory_sink_new ();
  InsSnapshot snapshot;
  guint n_whole = 0, n_out = 0;
  Bench bench;

  bench_init (&bench, "pi-gcs",
              "sim:resolution?noise_percent=0&trigger=stage&lost_percent=0.4&seed=4");
  start_scan (bench.engine, bench.recipe, sink);
  snapshot = wait_for (bench.engine, is_over);
  g_test_message ("%s", snapshot.scan_message);
  g_assert_cmpint (snapshot.scan, ==, INS_SCAN_COMPLETE);
  for (guint row = 0; row < sink->n_rows; row++)
    {
      const guint8 *holes = sink->holes + (gsize)row * sink->n_columns;

      for (guint column = 0; column < sink->n_columns; column++)
        g_assert_cmpint (holes[column], ==, holes[0]);
      if (holes[0] == INS_HOLE_NONE)
        assert_in_register (sink, row);
      else
        g_assert_cmpint (holes[0], ==, INS_HOLE_LOST_PULSES);
      n_whole += holes[0] == INS_HOLE_NONE;
      n_out += holes[0] != INS_HOLE_NONE;
    }
  g_test_message ("%u whole, %u left out: %s", n_whole, n_out, snapshot.encoder_message);
  g_assert_cmpuint (n_whole, >, 0);
  g_assert_cmpint (n_out > 0, ==, snapshot.encoder_message[0] != '\0');
  bench_clear (&bench);
}

/* One too many, as a disturbance on the cable gives: the line that it fell into is swept again, and
 * none is shifted by it. */
static void
test_extra_pulse (void)
{
  g_autoptr (MemorySink) sink = memory_sink_new ();
  InsSnapshot snapshot;
  guint64 n_pulses;
  Bench bench;

  bench_init (&bench, "pi-gcs", "sim:resolution?noise_percent=0&trigger=stage");
  start_scan (bench.engine, bench.recipe, sink);
  wait_for (bench.engine, has_a_line);
  n_pulses = ins_sim_bench_count_triggers (bench.rig->bench);
  for (guint i = 0; i < 4000 && ins_sim_bench_count_triggers (bench.rig->bench) == n_pulses; i++)
    ins_clock_sleep_s (0.001);
  ins_sim_bench_add_trigger (bench.rig->bench, ins_clock_now_s ());
  snapshot = wait_for (bench.engine, is_over);
  g_assert_cmpint (snapshot.scan, ==, INS_SCAN_COMPLETE);
  g_assert_cmpuint (snapshot.n_holes, ==, 0);
  g_assert_cmpuint (snapshot.figures.n_lines, >, sink->n_rows);
  for (guint row = 0; row < sink->n_rows; row++)
    assert_in_register (sink, row);
  bench_clear (&bench);
}

/* Wrong from the first line on: nobody waits for a picture that stays empty. */
static void
test_wrong_number (void)
{
  g_autoptr (MemorySink) sink = memory_sink_new ();
  InsSnapshot snapshot;
  Bench bench;

  bench_init (&bench, "pi-gcs", "sim:resolution?trigger=stage&lost_percent=20");
  start_scan (bench.engine, bench.recipe, sink);
  snapshot = wait_for (bench.engine, is_over);
  g_assert_cmpint (snapshot.scan, ==, INS_SCAN_FAILED);
  g_test_message ("%s", snapshot.scan_message);
  g_assert_nonnull (strstr (snapshot.scan_message, "PositionTrigger"));
  bench_clear (&bench);
}

/* A stop takes the pulses away, too. */
static void
test_stop (void)
{
  g_autoptr (MemorySink) sink = memory_sink_new ();
  InsSnapshot snapshot;
  guint64 n_pulses;
  Bench bench;

  bench_init (&bench, "pi-gcs", "sim:resolution?trigger=stage");
  start_scan (bench.engine, bench.recipe, sink);
  wait_for (bench.engine, has_a_line);
  ins_engine_stop (bench.engine);
  snapshot = wait_for (bench.engine, is_over);
  g_assert_cmpint (snapshot.scan, ==, INS_SCAN_STOPPED);
  n_pulses = ins_sim_bench_count_triggers (bench.rig->bench);
  ins_engine_move (bench.engine, &(InsPosition){ { 5.0, 30.0, (double)NAN } }, 50.0);
  ins_clock_sleep_s (1.0);
  g_assert_cmpuint (ins_sim_bench_count_triggers (bench.rig->bench), ==, n_pulses);
  bench_clear (&bench);
}

/* Said before anything moves. */
static void
test_refused (gconstpointer data)
{
  const char *const *words = data; /* protocol, card, what is said */
  g_autoptr (MemorySink) sink = memory_sink_new ();
  InsSnapshot snapshot;
  Bench bench;

  bench_init (&bench, words[0], words[1]);
  start_scan (bench.engine, bench.recipe, sink);
  snapshot = wait_for (bench.engine, is_over);
  g_assert_cmpint (snapshot.scan, ==, INS_SCAN_FAILED);
  g_assert_cmpuint (sink->n_begun, ==, 0);
  g_test_message ("%s", snapshot.scan_message);
  g_assert_nonnull (strstr (snapshot.scan_message, words[2]));
  bench_clear (&bench);
}

/* The wiring is the rig's, and goes into the scan file. */
static void
test_rig_file (void)
{
  static const struct
  {
    const char *line;
    gboolean is_stage, is_good;
  } cases[] = {
    { "", FALSE, TRUE },
    { "PositionTrigger=none", FALSE, TRUE },
    { "PositionTrigger=stage", TRUE, TRUE },
    { "PositionTrigger=card", FALSE, FALSE },
  };
  g_autofree char *path = NULL;
  int file = g_file_open_tmp ("insonify-XXXXXX.rig", &path, NULL);

  g_assert_cmpint (file, >=, 0);
  g_close (file, NULL);
  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *text = g_strdup_printf ("[Rig]\nName=R\n%s\n", cases[i].line);
      g_autofree char *kept = NULL;
      g_autoptr (GError) error = NULL;
      g_autoptr (InsRig) rig = NULL;

      g_assert_true (g_file_set_contents (path, text, -1, NULL));
      rig = ins_rig_new (path, NULL, NULL, &error);
      g_assert_cmpint (rig != NULL, ==, cases[i].is_good);
      if (rig == NULL)
        {
          g_assert_error (error, INS_RECIPE_ERROR, INS_RECIPE_ERROR_VALUE);
          continue;
        }
      g_assert_cmpint (rig->position_trigger, ==, cases[i].is_stage);
      kept = ins_rig_to_text (rig);
      g_assert_cmpint (strstr (kept, "PositionTrigger=stage") != NULL, ==, cases[i].is_stage);
    }
  g_unlink (path);
}

int
main (int argc, char *argv[])
{
  static const char *const no_output[] = { "grbl", "sim:resolution?trigger=stage",
                                           "gives no pulses at positions" };
  static const char *const own_pulses[] = { "pi-gcs", "sim:resolution", "takes its own pulses" };

  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/engine-trigger/rig-file", test_rig_file);
  g_test_add_data_func ("/engine-trigger/in-register/pi-gcs", "pi-gcs", test_in_register);
  g_test_add_data_func ("/engine-trigger/in-register/zaber", "zaber", test_in_register);
  g_test_add_data_func ("/engine-trigger/one-way/pi-gcs", "pi-gcs", test_one_way);
  g_test_add_data_func ("/engine-trigger/one-way/zaber", "zaber", test_one_way);
  g_test_add_func ("/engine-trigger/averages", test_averages);
  g_test_add_func ("/engine-trigger/missed-pulses", test_missed_pulses);
  g_test_add_func ("/engine-trigger/extra-pulse", test_extra_pulse);
  g_test_add_func ("/engine-trigger/wrong-number", test_wrong_number);
  g_test_add_func ("/engine-trigger/stop", test_stop);
  g_test_add_data_func ("/engine-trigger/stage-has-no-output", no_output, test_refused);
  g_test_add_data_func ("/engine-trigger/card-has-own-pulses", own_pulses, test_refused);

  return g_test_run ();
}
