/* jog-fixture.h - a motion panel in a window, before a session that takes note
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "app/ins-motion-panel.h"
#include "fake-session.h"
#include "panel-test.h"

G_BEGIN_DECLS

typedef struct
{
  InsSession *session;
  InsSnapshot *snapshot;
  InsMotionPanel *panel;
  GtkWindow *window;
} JogFixture;

void jog_fixture_set_up (JogFixture *f, gconstpointer data);
void jog_fixture_tear_down (JogFixture *f, gconstpointer data);

/* A session bus of the test's own, on which a screen can be locked; after gtk_init(), whose
 * display it hides, and after all tests. */
void jog_fixture_start_bus (void);
void jog_fixture_end_bus (void);

/* A template child of the panel. */
gpointer jog_fixture_get (JogFixture *f, const char *name);

/* The pointer on a jog key. */
void jog_fixture_press (JogFixture *f, InsAxis axis, int direction);
void jog_fixture_release (JogFixture *f, InsAxis axis, int direction);
GtkEventController *jog_fixture_get_gesture (JogFixture *f, InsAxis axis, int direction);

/* What the engine was asked for since the last look. */
void jog_fixture_assert_log (JogFixture *f, const char *expected);
/* The line below the pads says this. */
void jog_fixture_assert_message (JogFixture *f, const char *part);
/* Asks this before a long move; NULL: asks nothing. */
void jog_fixture_assert_question (JogFixture *f, const char *part);
void jog_fixture_answer (JogFixture *f, gboolean yes);
/* The button labelled so below a widget, NULL: there is none. */
GtkWidget *jog_fixture_find_button (GtkWidget *widget, const char *label);

void jog_fixture_set_hold (JogFixture *f);
/* A held jog of X+ that runs, with an empty log. */
void jog_fixture_start_hold (JogFixture *f);

/* J, and whether it holds. */
void jog_fixture_arm (JogFixture *f);
gboolean jog_fixture_is_armed (JogFixture *f);

/* Everything that ends a held jog. */
typedef struct
{
  const char *name;
  void (*stop) (JogFixture *f);
  gboolean disarms; /* the keys too */
} JogStop;

extern const JogStop jog_stops[];
extern const guint n_jog_stops;

G_END_DECLS
