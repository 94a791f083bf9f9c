/* marlin-fixture.h - a stage with a scripted Marlin at its far end
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "devices/stage/ins-marlin-stage.h"
#include "marlin-peer.h"

#define MARLIN_LONGEST_S 20.0

typedef struct
{
  InsTransport *near_end;
  MarlinPeer *peer;
  InsStage *stage;
} MarlinFixture;

#define MARLIN_TEST(path, function)                                                                \
  g_test_add (path, MarlinFixture, NULL, marlin_set_up, function, marlin_tear_down)

void marlin_set_up (MarlinFixture *f, gconstpointer data);
void marlin_tear_down (MarlinFixture *f, gconstpointer data);
void marlin_open (MarlinFixture *f);
InsStageReport marlin_poll (MarlinFixture *f);
InsStageReport marlin_poll_until (MarlinFixture *f, InsStageActivity activity);
gboolean marlin_try_move (MarlinFixture *f, double x_mm, GError **error);
void marlin_move_x (MarlinFixture *f, double x_mm);
void marlin_lock (MarlinFixture *f);
void marlin_unlock (MarlinFixture *f);
gboolean marlin_reports_in_motion (MarlinFixture *f);
