/* ins-acquisition-private.h - what the acquisition worker's two files share
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include <stdatomic.h>

#include "core/ins-lock.h"
#include "scan/ins-acquisition.h"

G_BEGIN_DECLS

/* A card that should stream and does not is lost. */
#define INS_CARD_SILENCE_S 2.0

struct _InsAcquisition
{
  /* set by ins_acquisition_new(), read-only afterwards */
  InsEngineNotify notify;
  gpointer notify_data;
  GThread *thread;

  atomic_bool quit;

  InsLock lock;
  InsCondition changed;
  InsAcquisitionStatus status;   /* lock */
  gboolean want_open;            /* lock */
  InsDigitizer *want_digitizer;  /* lock; (nullable): the card to take instead */
  gboolean want_offers;          /* lock */
  GPtrArray *offers;             /* lock; (nullable) (element-type InsCardOffer) */
  InsTiming want_timing;         /* lock */
  InsAxis want_scan, want_index; /* lock */
  guint64 wish;                  /* lock; raised by every wish */
  guint64 granted;               /* lock; the wish that the worker has carried out */
  InsLinePulses *line;           /* lock; NULL when no line is being collected */
  gboolean line_busy;            /* lock; the worker is writing into line */
  double line_end_s;             /* lock; INFINITY until the end is known */
  double line_passed_s;          /* lock; host time up to which the card has delivered */
  gboolean line_ended;           /* lock */
  GError *line_error;            /* lock */
  gint16 *ascan;                 /* lock */
  guint n_ascan;                 /* lock */
  InsTiming ascan_timing;        /* lock */

  /* acquisition thread only */
  InsDigitizer *digitizer;
  guint64 taken; /* the newest wish that the worker has looked at */
  gboolean open, streaming;
  InsTiming timing; /* of the running stream */
  InsTiming wanted; /* what it was negotiated from */
  InsPulseBlock *block;
  InsClockFit *fit;
  guint64 next_index;
  double ascan_s; /* when the newest was copied */
  double heard_s; /* when the last pulse came */
};

gpointer ins_acquisition_main (gpointer acquisition);

G_END_DECLS
