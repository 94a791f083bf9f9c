/* fake-rtkit.h - RealtimeKit on a private message bus, for tests
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include <glib.h>

#define FAKE_RTKIT_HIGHEST 20
#define FAKE_RTKIT_RUN_TIME_US 200000

typedef enum
{
  FAKE_RTKIT_GRANTS, /* really does it, for it has the test's rights */
  FAKE_RTKIT_NICE_ONLY,
  FAKE_RTKIT_REFUSES,
  FAKE_RTKIT_SILENT, /* never answers */
} FakeRtkitMood;

/* A bus and the service on a thread of its own; the process takes that bus for the system's. */
typedef struct _FakeRtkit FakeRtkit;

FakeRtkit *fake_rtkit_new (FakeRtkitMood mood);
void fake_rtkit_free (FakeRtkit *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (FakeRtkit, fake_rtkit_free)

/* Of the last wish that came. */
int fake_rtkit_get_priority (FakeRtkit *self);
int fake_rtkit_get_nice (FakeRtkit *self);
gint64 fake_rtkit_get_run_time_us (FakeRtkit *self); /* the process's limit when it came */
