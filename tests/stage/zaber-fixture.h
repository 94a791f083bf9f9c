/* zaber-fixture.h - a stage with scripted Zaber devices at its far end
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "devices/stage/ins-zaber-stage.h"
#include "line-peer.h"

#define ZABER_MAX_DEVICES 3
#define ZABER_MAX_AXES 3

typedef struct
{
  guint n_axes; /* 0: there is no such device */
  gboolean is_there[ZABER_MAX_AXES];
  double steps[ZABER_MAX_AXES];
  const char *version;
  const char *warning; /* the gravest */
  const char *list;    /* answer to "warnings" */
  gboolean is_busy;
  gboolean knows_sums, gives_sums; /* comm.checksum */
} ZaberDevice;

/* Fields are the test's and, with the peer's lock held, the peer's. */
typedef struct
{
  LinePeer *peer;
  InsStage *stage;
  ZaberDevice devices[ZABER_MAX_DEVICES];
  const char *reject; /* what begins like this ... */
  const char *reason; /* ... is rejected with that ... */
  guint n_rejections; /* ... so often */
  guint n_garbled;    /* so many replies come out wrong */
  const char *before; /* comes before every reply */
  guint n_no_signs;   /* so many positions lose their minus signs on the way */
  double delay_s;     /* an answer takes so long */
  guint n_merged;     /* so many replies lose their line ends */
  const char *keep;   /* what begins like this is not answered */
} ZaberFixture;

#define ZABER_TEST(path, function)                                                                 \
  g_test_add (path, ZaberFixture, NULL, zaber_fixture_set_up, function, zaber_fixture_tear_down)

void zaber_fixture_set_up (ZaberFixture *f, gconstpointer data);
void zaber_fixture_tear_down (ZaberFixture *f, gconstpointer data);

/* @options: of the address; a scale of 0.5 um per step is there already unless it begins with '!'.
 */
void zaber_fixture_make (ZaberFixture *f, const char *options);
void zaber_fixture_open (ZaberFixture *f, const char *options);
InsStageReport zaber_fixture_poll (ZaberFixture *f);
void
zaber_fixture_assert_move_fails (ZaberFixture *f, double x, double z, int code, const char *word);
