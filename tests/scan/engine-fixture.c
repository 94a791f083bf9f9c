/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <math.h>

#include "core/ins-clock.h"
#include "engine-fixture.h"

#define WATCHDOG_S 60.0

InsEngine *
engine_new (const char *stage_uri, const char *digitizer_uri)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (InsRig) rig = ins_rig_new (NULL, stage_uri, digitizer_uri, &error);

  g_assert_no_error (error);

  return ins_engine_new (rig);
}

InsSnapshot
wait_for (InsEngine *engine, Condition holds)
{
  double until_s = ins_clock_now_s () + WATCHDOG_S;
  InsSnapshot snapshot;

  for (;;)
    {
      ins_engine_get_snapshot (engine, &snapshot);
      if (holds (&snapshot))
        return snapshot;
      if (ins_clock_now_s () > until_s)
        g_error ("state %d, %u of %u lines: %s", (int)snapshot.scan, snapshot.n_lines_done,
                 snapshot.n_lines, snapshot.scan_message);
      ins_engine_wait (engine, snapshot.generation, 0.5);
    }
}

gboolean
is_connected (const InsSnapshot *snapshot)
{
  return snapshot->stage_link == INS_LINK_READY && snapshot->digitizer_link == INS_LINK_READY;
}

gboolean
is_over (const InsSnapshot *snapshot)
{
  return snapshot->scan >= INS_SCAN_COMPLETE;
}

gboolean
has_a_line (const InsSnapshot *snapshot)
{
  return snapshot->n_lines_done >= 2;
}

InsEngine *
connected_engine_new (const char *stage_uri, const char *digitizer_uri)
{
  InsEngine *engine = engine_new (stage_uri, digitizer_uri);

  ins_engine_connect (engine);
  wait_for (engine, is_connected);

  return engine;
}

InsRecipe *
small_recipe_new (void)
{
  InsRecipe *recipe = ins_recipe_new ();

  recipe->scan_length_mm = 4.0;
  recipe->index_length_mm = 0.8;
  recipe->scan_step_mm = recipe->index_step_mm = 0.1;
  recipe->speed_mm_s = 50.0;
  recipe->timing.n_samples = 256;
  recipe->timing.delay_s = 22e-6;
  recipe->timing.prf_hz = 2000.0;
  recipe->gates[0].start_s = 22e-6;
  recipe->gates[0].length_s = 256 / 20e6;
  recipe->start.mm[INS_AXIS_X] = 1.0;
  recipe->start.mm[INS_AXIS_Y] = 2.0;
  recipe->start.mm[INS_AXIS_Z] = 0.0;

  return recipe;
}

void
start_scan (InsEngine *engine, const InsRecipe *recipe, MemorySink *sink)
{
  g_autoptr (GError) error = NULL;

  g_assert_true (ins_engine_start_scan (engine, recipe, &sink->parent, &error));
  g_assert_no_error (error);
}

InsRecipe *
bars_recipe_new (void)
{
  InsRecipe *recipe = small_recipe_new ();

  recipe->scan_length_mm = 11.0;
  recipe->index_length_mm = 0.6;
  recipe->start.mm[INS_AXIS_X] = 5.0;
  recipe->start.mm[INS_AXIS_Y] = 13.0;

  return recipe;
}

double
get_bars_shift_mm (const MemorySink *sink, guint row)
{
  double shift_mm = 0.0;

  for (guint bar = 0; bar < 5; bar++)
    {
      double middle_mm = 14.5 + 2.0 * bar, sum = 0.0, moment = 0.0;

      /* half a gap at either side: symmetric around the bar */
      for (guint column = 0; column < sink->n_columns; column++)
        {
          double along_mm = 13.0 + 0.1 * column - middle_mm;
          double height = (double)sink->amplitude[row * sink->n_columns + column] - 8.0;

          if (fabs (along_mm) > 0.98)
            continue;
          sum += height;
          moment += height * along_mm;
        }
      shift_mm += moment / sum / 5.0;
    }

  return shift_mm;
}

InsRecipe *
slow_recipe_new (void)
{
  InsRecipe *recipe = small_recipe_new ();

  recipe->speed_mm_s = 5.0;
  recipe->index_length_mm = 0.4;

  return recipe;
}

gboolean
is_within_a_line (const InsSnapshot *snapshot)
{
  double along_mm = snapshot->report.position.mm[INS_AXIS_Y];

  return snapshot->n_lines_done >= 1 && snapshot->report.activity == INS_STAGE_MOVING &&
         along_mm > 3.0 && along_mm < 5.0;
}
