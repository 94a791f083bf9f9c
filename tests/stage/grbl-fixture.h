/* grbl-fixture.h - a stage with a scripted Grbl at its far end
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "devices/stage/ins-grbl-stage.h"
#include "grbl-peer.h"

typedef struct
{
  InsTransport *near_end;
  GrblPeer *peer;
  InsStage *stage;
} Fixture;

#define GRBL_TEST(path, function)                                                                  \
  g_test_add (path, Fixture, NULL, fixture_set_up, function, fixture_tear_down)

void assert_near (double value, double expected);
void fixture_set_up (Fixture *f, gconstpointer data);
void fixture_tear_down (Fixture *f, gconstpointer data);
void open_stage (Fixture *f);
void fixture_lock (Fixture *f);
void fixture_unlock (Fixture *f);
InsStageReport fixture_poll (Fixture *f);
InsStageReport poll_until (Fixture *f, InsStageActivity activity);
void move_x (Fixture *f, double x_mm);
void assert_move_fails (Fixture *f, double x_mm, int code);
void use_resetting_port (Fixture *f);
/* After use_resetting_port(): the next read that may wait takes so long and brings nothing, as
 * where the computer is busy elsewhere. */
void fixture_stall (Fixture *f, double stall_s);
