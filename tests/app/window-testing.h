/* window-testing.h - a window on the simulated rig, for tests in this process
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "app/ins-application.h"
#include "app/ins-window-private.h"

/* Bounds of waits. */
#define SHORT_S 10.0
#define SCAN_S 60.0

extern InsApplication *window_testing_application;

typedef struct
{
  InsWindow *window;
  InsSession *session;
  char *folder;
} WindowFixture;

typedef gboolean (*Condition) (WindowFixture *fixture);

/* Without a display 77; else registers the application, adds the tests, runs them, shuts down. */
int window_testing_run (int *argc, char ***argv, void (*add) (void));

/* @data of set_up: address of the simulated card, NULL for no rig at all. wait_until() runs the
 * main loop until the condition holds; FALSE when the time is up. */
gboolean window_testing_wait_until (WindowFixture *fixture, Condition condition, double timeout_s);
gboolean window_testing_never (WindowFixture *fixture);
void window_testing_set_up (WindowFixture *fixture, gconstpointer data);
void window_testing_tear_down (WindowFixture *fixture, gconstpointer data);
const InsSnapshot *window_testing_get_snapshot (WindowFixture *fixture);
gboolean window_testing_is_ready (WindowFixture *fixture);
gboolean window_testing_is_homed_and_idle (WindowFixture *fixture);
gboolean window_testing_is_moving (WindowFixture *fixture);
gboolean window_testing_can_start (WindowFixture *fixture);
gboolean window_testing_is_running (WindowFixture *fixture);
gboolean window_testing_is_paused (WindowFixture *fixture);
gboolean window_testing_has_ended (WindowFixture *fixture);
gboolean window_testing_has_file (WindowFixture *fixture);
gboolean window_testing_note_is_shown (WindowFixture *fixture);
void window_testing_home (WindowFixture *fixture);
InsRecipe *window_testing_make_recipe (guint n_columns, guint n_rows, double speed_mm_s);
void window_testing_start_recipe (WindowFixture *fixture, const InsRecipe *recipe);
void window_testing_start_scan (WindowFixture *fixture,
                                guint n_columns,
                                guint n_rows,
                                double speed_mm_s);

#define ADD(path, card, test)                                                                      \
  g_test_add (path, WindowFixture, card, window_testing_set_up, test, window_testing_tear_down)
