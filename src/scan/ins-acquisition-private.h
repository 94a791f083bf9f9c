/* ins-acquisition-private.h - what the acquisition worker's two files share
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include <stdatomic.h>

#include "core/ins-lock.h"
#include "core/ins-realtime.h"
#include "core/ins-suspend.h"
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
  atomic_bool by_position; /* the stage triggers the card */
  InsRealtimeWorker realtime;

  InsLock lock;
  InsCondition changed;
  InsAcquisitionStatus status;   /* lock */
  gboolean want_open;            /* lock */
  InsDigitizer *want_digitizer;  /* lock; (nullable): the card to take instead */
  gboolean want_offers;          /* lock */
  gboolean want_account;         /* lock */
  gboolean in_scan;              /* lock; the account is a scan's */
  GPtrArray *offers;             /* lock; (nullable) (element-type InsCardOffer) */
  InsTiming want_timing;         /* lock */
  InsAxis want_scan, want_index; /* lock */
  guint64 wish;                  /* lock; raised by every wish */
  guint64 granted;               /* lock; the wish that the worker has carried out */
  InsLinePulses *line;           /* lock; NULL when no line is being collected */
  gboolean line_busy;            /* lock; the worker is writing into line */
  double line_began_s;           /* lock */
  double line_end_s;             /* lock; INFINITY until the end is known */
  double line_passed_s;          /* lock; host time up to which the card has delivered */
  gboolean line_ended;           /* lock */
  gboolean line_goes_on;         /* lock; pulses behind line_end_s are kept for the next line */
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
  gboolean waits_for_pulse, has_crystal; /* of the card, as it was started */
  char pulse_hint[INS_PULSE_HINT_BYTES]; /* likewise */
  guint stream_serial;                   /* raised by every start */
  guint n_barren;                        /* overruns since the last pulse */
  InsSuspendWatch suspend;
  guint64 next_index;
  double ascan_s; /* when the newest was copied */
  double heard_s; /* when the last pulse came */

  InsDigitizerCount origin;  /* acquisition thread; of the stream when the account began */
  InsDigitizerCount earlier; /* acquisition thread; streams that ended within the account */
  double origin_s, earlier_s;
  double residual_s; /* when the account began */
  guint n_restarts;

  InsTimingFigures figures; /* acquisition thread; as far as they are its own */
  double figures_s;         /* when they began */
  double left_s;            /* when the card was last looked at; NaN not yet */
  double waited_s, cut_s;   /* of the stream, at the last look */
};

gpointer ins_acquisition_main (gpointer acquisition);

/* Acquisition thread. The stream as self->timing says, with another card's clock. */
gboolean ins_acquisition_start_stream (InsAcquisition *self,
                                       GError **error) G_GNUC_WARN_UNUSED_RESULT;
void ins_acquisition_stop_stream (InsAcquisition *self);
void ins_acquisition_read_stream (InsAcquisition *self);

/* Acquisition thread: counts and residuals from here on. */
void ins_acquisition_begin_account (InsAcquisition *self);

/* Acquisition thread: the price of its steps (ins-acquisition-timing.c). Those that return
 * something return now. */
void ins_acquisition_begin_timing (InsAcquisition *self);
void ins_acquisition_note_stream (InsAcquisition *self); /* that has just been started */
double ins_acquisition_note_look (InsAcquisition *self); /* before each read() ... */
double ins_acquisition_note_read (InsAcquisition *self, double looked_s); /* ... and after it */
double ins_acquisition_note_step (InsAcquisition *self, InsTimingStep step, double since_s);

/* Acquisition thread. (transfer full) error: a line that is being collected ends with it. */
void ins_acquisition_end_line_with (InsAcquisition *self, GError *error);
void ins_acquisition_lose_card (InsAcquisition *self, const GError *error);

G_END_DECLS
