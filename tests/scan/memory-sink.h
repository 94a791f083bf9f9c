/* memory-sink.h - a line sink that keeps everything in memory, and can fail on request
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include <stdatomic.h>

#include "core/ins-lock.h"
#include "scan/ins-line-data.h"

typedef struct
{
  InsLineSink parent;

  /* set before the scan */
  guint fail_at_line;    /* put_line() fails from this call on; 0 never */
  const guint *skip;     /* rows that begin() reports as done, -1 terminated */
  gboolean syncs_fail;   /* and so does finish() */
  gboolean a_sync_fails; /* the next one, and none after it */

  const InsReference *then; /* of a scan that is gone on with; NULL: it begins */

  atomic_bool is_full;    /* put_line() has no room */
  atomic_bool is_stalled; /* put_line() does not return before this is FALSE again */

  InsLock lock;
  guint n_begun, n_put, n_synced, n_finished; /* lock; n_synced: lines */
  gboolean complete;                          /* lock */
  InsScanAccount account;                     /* lock; as finish() got it */
  InsReferenceCheck check;                    /* as begin() got it ... */
  InsReference reference;                     /* ... likewise */
  guint n_rows, n_columns;
  guint8 *have;      /* lock; n_rows: times a row was put */
  guint8 *holes;     /* lock; n_rows x n_columns */
  guint16 *n_pulses; /* lock */
  float *amplitude;  /* lock; first gate, percent */
  int *directions;   /* lock; n_rows */
  guint n_gates;
  float *percent;      /* lock; n_rows x n_gates x n_columns */
  float *tof_s;        /* lock; likewise */
  guint8 *gate_status; /* lock; likewise */
  InsLineCard *cards;  /* lock; n_rows */
  double *sigma_mm;    /* lock; n_rows: stated uncertainty */
} MemorySink;

MemorySink *memory_sink_new (void);
void memory_sink_free (MemorySink *self);

/* Before the scan: it is gone on with, and was begun with that. */
void memory_sink_set_reference (MemorySink *self, const InsReference *then);
guint memory_sink_get_n_put (MemorySink *self);
/* After a scan: every row was put once, and none has a hole. */
void memory_sink_assert_whole (const MemorySink *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (MemorySink, memory_sink_free)
