/* storage-fixture.h - small scans with known, asymmetric data
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "storage/ins-nde-file.h"
#include "storage/ins-nde-writer.h"

typedef struct
{
  InsRecipe *recipe;
  InsPlan *plan;
  InsScanInfo info;
  InsLineData *line;
  char *folder; /* fresh, removed with what is in it */
  char *path;   /* of a file in it that does not exist yet */
} Fixture;

/* What every finished scan's card came to. */
extern const InsScanAccount fixture_account;

/* 7 columns (scan axis -Z, 0.5 mm) by 5 rows (X, 1 mm), 16 samples, gates I and A. */
#define FIXTURE_TEXT(axes, mode)                                                                   \
  "[Scan]\nName=T\303\244st\n" axes "StartMm=10;-5;3\nScanLengthMm=3.5\n"                          \
  "IndexLengthMm=5\nScanStepMm=0.5\nIndexStepMm=1\nSpeedMmPerS=20\nPattern=serpentine\n"           \
  "[Acquisition]\n" mode "SampleRateHz=20000000\nSamples=16\nDelayS=12e-6\nPrfHz=1000\n"           \
  "[Gate I]\nStartS=12e-6\nLengthS=0.3e-6\nThresholdPercent=30\n"                                  \
  "[Gate A]\nAnchor=I\nStartS=0.1e-6\nLengthS=0.4e-6\nThresholdPercent=10\n"                       \
  "Amplitude=peak-to-peak\n"
#define FIXTURE_RECIPE FIXTURE_TEXT ("ScanAxis=-Z\nIndexAxis=X\n", "")

/* Derived planes and alarms for the end of a recipe: plane p has (p + 8 row + column) / 4, the
 * alarms are the column's last two bits. */
#define FIXTURE_PLANES                                                                             \
  "[Processing]\nBandPassLowHz=1e6\nTcg=12e-6;0;13e-6;6;13e-6;6\n"                                 \
  "[Plane Wall]\nQuantity=thickness\nGate=A\nFrom=I\n[Plane dB]\nQuantity=db\n"                    \
  "[Alarm X]\nOf=Wall\nBelowMm=1\n[Alarm Y]\nOf=A.amplitude\nAbovePercent=90\n"

Fixture *fixture_new (const char *recipe_text);
void fixture_free (Fixture *self);

/* What the known scan has there; NaN in the hole at row 1, column 2. */
float fixture_get_amplitude (guint gate, guint row, guint column);
float fixture_get_tof (guint gate, guint row, guint column);
gint16 fixture_get_sample (guint row, guint column, guint sample);

/* Fills self->line with the known data of a row; @variant is added to the samples. */
void fixture_fill_line (Fixture *self, guint row, gint16 variant);

/* Writes the rows with a TRUE in @wanted (NULL: all) through a new writer, finishing or not. */
void fixture_write (Fixture *self, const gboolean *wanted, gboolean finish);

void fixture_assert_line (InsNdeFile *file, guint row);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Fixture, fixture_free)
