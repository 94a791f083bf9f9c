/* fake-ni-lines.h - the lines of an NI card in software, and what its counters know of them
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "fake-counter.h"

#define FAKE_NI_MAX_LINES 40

typedef struct
{
  FakeNiSeries series;
  gboolean has_routes;
  guint line_a, line_b; /* where the encoder is */
  guint routing[FAKE_NI_MAX_LINES];
  gboolean is_output[FAKE_NI_MAX_LINES];
} FakeNiLines;

FakeNiLines *fake_ni_lines_find (FakeCard *card);
void fake_card_add_ni_counter (FakeCard *self, FakeNiSeries series, guint index);
guint fake_ni_counter_get_index (const FakeSubdevice *it);
