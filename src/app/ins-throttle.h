/* ins-throttle.h - numbers that change at a speed a person can read
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* At most ten calls a second; the last request is always served. Main thread; embedded in its
 * owner, which calls ins_throttle_stop() before it goes. */
typedef struct
{
  void (*func) (gpointer data);
  gpointer data;
  guint source;
  gint64 called_us;
} InsThrottle;

void ins_throttle_init (InsThrottle *self, void (*func) (gpointer data), gpointer data);
/* Calls func now, or when its time has come. */
void ins_throttle_request (InsThrottle *self);
void ins_throttle_stop (InsThrottle *self);

G_END_DECLS
