/* digitizer-fixture.h - a card in software, wired to a pulser and a probe
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "devices/digitizer/ins-digitizer.h"
#include "fake-signal.h"

/* A digitizer that speaks with the card at /dev/comedi0. */
InsDigitizer *fixture_new (const char *address);
InsDigitizer *fixture_open (const char *address);

/* Asks for the timing and starts with what the card made of it. (nullable) notes. */
void
fixture_start (InsDigitizer *self, const InsTiming *wanted, InsTiming *actual, GPtrArray *notes);

/* What a stream gave. */
typedef struct
{
  guint n_pulses, n_samples;
  InsPulse *pulses;
  gint16 *samples;
} FixturePulses;

/* Reads for that long on the cards' clock, in blocks of so many pulses. Checks that indices grow,
 * that no pulse is newer than the newest sample and that arrivals do not run backwards. Ends before
 * if read() fails: (nullable) error, else it must not. */
FixturePulses *fixture_read (InsDigitizer *self,
                             const InsTiming *timing,
                             double s,
                             guint capacity,
                             GError **error);
void fixture_pulses_free (FixturePulses *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (FixturePulses, fixture_pulses_free)

gboolean fixture_has_note (GPtrArray *notes, const char *part);
