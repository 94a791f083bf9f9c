/* ins-card-offer.h - what a card can do, for people and forms
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

#define INS_OFFER_MAX_RANGES 16
#define INS_OFFER_MAX_RATES 16
#define INS_OFFER_MAX_COUNTERS 8

typedef struct
{
  double minimum, maximum;
  gboolean is_v; /* else mA or no unit */
} InsOfferRange;

typedef struct
{
  guint subdevice, n_channels;
  gboolean can_pulse; /* as the pulser's repetition */
  gboolean can_latch; /* an encoder's position at every pulse */
} InsOfferCounter;

/* A value without pointers; filled by asking the driver, nothing is started. */
typedef struct
{
  char address[96]; /* "comedi:/dev/comedi0" */
  char name[96];    /* board, as the driver says it */
  char driver[32];
  char problem[400]; /* why it cannot be used, and what to do; "" it can */

  guint n_channels, n_bits;
  guint n_ranges;
  InsOfferRange ranges[INS_OFFER_MAX_RANGES];
  guint references;      /* bit i: ins_card_reference_names()[i]; 0 the driver does not say */
  char calibration[160]; /* "from /var/lib/comedi/...", "by the card", "none; ...": translated */

  double maximum_rate_hz;      /* one channel without a break; 0: not at all */
  double maximum_rate_pair_hz; /* signal and sync together */
  guint n_rates;
  double rates_hz[INS_OFFER_MAX_RATES]; /* rates the card does exactly, highest first */

  gboolean can_scan_on_trigger;  /* one scan per external trigger */
  guint maximum_scan_samples;    /* of one channel in such a scan */
  gboolean can_start_on_trigger; /* one command per external trigger */
  double maximum_gated_hz;       /* scans of 4 channels a second (or as many as it has); 0 none */

  guint n_counters;
  InsOfferCounter counters[INS_OFFER_MAX_COUNTERS];
  int analogue_output; /* subdevice that streams out, -1 none */
} InsCardOffer;

/* Looks at /dev/comedi0 to 15, opens each for a moment: a blocking call, for workers and the
 * command line. (element-type InsCardOffer) (transfer full) */
GPtrArray *ins_card_offers_find (void);

/* (transfer full): plain lines for people, the first one is what the card is; no end of line after
 * the last. */
char *ins_card_offer_to_text (const InsCardOffer *self);

G_END_DECLS
