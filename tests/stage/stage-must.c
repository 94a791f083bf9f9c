/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <string.h>

#include "core/ins-clock.h"
#include "core/ins-error.h"
#include "stage-must.h"

#define LONGEST_S 30.0
#define POLL_S 0.002

InsStageReport
stage_must_open (InsStage *stage)
{
  g_autoptr (GError) error = NULL;
  gboolean open = ins_stage_open (stage, NULL, &error);

  g_assert_no_error (error);
  g_assert_true (open);

  return stage_must_poll (stage);
}

void
stage_must_not_open (InsStage *stage, int code, const char *words)
{
  g_autoptr (GError) error = NULL;

  g_assert_false (ins_stage_open (stage, NULL, &error));
  g_assert_error (error, INS_DEVICE_ERROR, code);
  g_test_message ("%s", error->message);
  g_assert_nonnull (strstr (error->message, words));
}

InsStageReport
stage_must_poll (InsStage *stage)
{
  g_autoptr (GError) error = NULL;
  InsStageReport report;
  gboolean done = ins_stage_poll (stage, &report, &error);

  g_assert_no_error (error);
  g_assert_true (done);

  return report;
}

InsStageReport
stage_must_become (InsStage *stage, InsStageActivity activity)
{
  double until_s = ins_clock_now_s () + LONGEST_S;
  InsStageReport report = stage_must_poll (stage);

  while (report.activity != activity && ins_clock_now_s () < until_s)
    {
      ins_clock_sleep_s (POLL_S);
      report = stage_must_poll (stage);
    }
  g_assert_cmpint (report.activity, ==, activity);

  return report;
}

void
stage_must_move (InsStage *stage, double x, double y, double z, double speed_mm_s)
{
  const InsPosition target = { { x, y, z } };
  g_autoptr (GError) error = NULL;
  gboolean done = ins_stage_move (stage, &target, speed_mm_s, &error);

  g_assert_no_error (error);
  g_assert_true (done);
}

void
stage_must_lose_homing (InsStage *stage)
{
  double until_s = ins_clock_now_s () + LONGEST_S;
  InsStageReport report = stage_must_open (stage);

  g_assert_true (ins_stage_home (stage, NULL));
  do
    {
      report = stage_must_poll (stage);
      g_assert_false (report.homed);
      ins_clock_sleep_s (POLL_S);
    }
  while (report.activity != INS_STAGE_ALARM && ins_clock_now_s () < until_s);
  g_assert_cmpint (report.activity, ==, INS_STAGE_ALARM);
  g_assert_false (report.position_known);
}
