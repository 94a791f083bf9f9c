/* ins-nde-card.h - what the file keeps about the card: of each line, and of the whole scan
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "scan/ins-line-data.h"

G_BEGIN_DECLS

/* One per row in /Private/Insonify/Card, little-endian, no padding; covered by the planes' CRC in
 * the line's record. Pulse numbers and card times count from the start of their stream. */
typedef struct
{
  guint64 first_pulse; /*  0 the first pulse in time that fell into a pixel of the line */
  guint64 last_pulse;  /*  8 */
  double first_card_s; /* 16 when the card heard it; NaN: none fell into a pixel */
  double last_card_s;  /* 24 */
  double first_host_s; /* 32 when that was by the clock fit, as InsNdeRecord's times; NaN none */
  double slip_mm;      /* 40 encoder against stage at rest before the line; NaN unknown */
  guint32 stream;      /* 48 number of the card's command in which the first pulse was heard */
  guint32 n_overruns;  /* 52 losses of samples within the line */
  guint32 placing;     /* 56 InsPlacing: 0 by the stage's reports, 1 by the encoder, 2 by its
                             trigger, 3 at rest */
  guint32 encoder;     /* 60 InsEncoderVerdict */
} InsNdeCard;

G_STATIC_ASSERT (sizeof (InsNdeCard) == 64);

/* The only one in /Private/Insonify/Account, written when the scan ends; all 0 before. Of a scan
 * that was gone on with: counts and times are sums, the rest is of the last part. */
typedef struct
{
  guint64 n_samples;     /*  0 delivered by the card */
  guint64 n_pulses;      /*  8 */
  guint64 n_missed;      /* 16 */
  guint64 n_restarts;    /* 24 of the card's command */
  guint64 n_residuals;   /* 32 blocks that the clock was fitted to */
  double elapsed_s;      /* 40 host time over which they came */
  double prf_hz;         /* 48 as seen; NaN not known */
  double clock_ppm;      /* 56 card against host; NaN not known */
  double residual_p50_s; /* 64 lateness of the blocks; NaN not known */
  double residual_p99_s; /* 72 */
} InsNdeAccount;

G_STATIC_ASSERT (sizeof (InsNdeAccount) == 80);

void ins_nde_card_fill (InsNdeCard *self, const InsLineCard *card);
void ins_nde_card_get (const InsNdeCard *self, InsLineCard *card);

/* @earlier: what the file already says. */
void ins_nde_account_fill (InsNdeAccount *self,
                           const InsScanAccount *account,
                           const InsNdeAccount *earlier);

/* FALSE if no scan has ended yet. */
gboolean ins_nde_account_get (const InsNdeAccount *self, InsScanAccount *account);

G_END_DECLS
