/* fake-counter.h - counters and pulse-width outputs of cards in software
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "fake-comedi-card.h"

/* They do with mode bits, load registers, clocks and gates what the drivers and the chips do, so
 * that a test asks what comes out, not what was called. Subdevices are added to a card that has
 * been installed; the card then goes by the driver's name. */

typedef enum
{
  FAKE_NI_E_SERIES,
  FAKE_NI_M_SERIES,
  FAKE_NI_660X,
} FakeNiSeries;

#define FAKE_NI_LATCHES_BY_OUTPUT 100 /* + counter: trigger input that means its output */

/* The PFI lines (660x: its 40 lines), then the counters, then for a MIO card the frequency output.
 * Returns: the first counter's subdevice */
guint fake_card_add_ni_counters (FakeCard *self, FakeNiSeries series, guint n_counters);
/* Without its table of routes the driver refuses signals by TRIG_EXT. */
void fake_card_forget_ni_routes (FakeCard *self);
/* The encoder's A and B are wired to these lines (M series). */
void fake_card_wire_encoder (FakeCard *self, guint line_a, guint line_b);
/* Subdevice of the counter whose output drives that line, -1 none. */
int fake_card_get_line (FakeCard *self, guint line);
/* A FakeTrigger with the card as data: edges are those of the counters' outputs. */
double fake_ni_trigger (gpointer card, guint input, gboolean falling, double after_ns);

/* An 8254. @clocks_ns: period of clock i, 0 outside or none; the driver's own number follows the
 * last one. NULL: a driver that cannot tell (as cb_pcidas). @n_busy: counters from the end that the
 * card uses itself. */
guint fake_card_add_8254 (FakeCard *self, const guint *clocks_ns, guint n_clocks, guint n_busy);
/* A counter that takes all and does nothing (as usbdux's). */
guint fake_card_add_dull_counter (FakeCard *self);

/* usbdux's pulse-width outputs, or one inside the card (as in NI's M series). */
guint fake_card_add_pwm (FakeCard *self);
guint fake_card_add_internal_pwm (FakeCard *self);

/* What an output does now. */
typedef struct
{
  double period_ns; /* 0: it does not pulse */
  double high_ns;
  double first_rise_ns; /* on the fake's clock; NAN not known */
  gboolean is_high;     /* level while it does not pulse */
} FakePulses;

FakePulses fake_card_get_pulses (FakeCard *self, guint subdevice, guint channel);

/* Of the models, for fake_card_get_pulses(). */
FakePulses fake_ni_counter_get_pulses (FakeSubdevice *it);
FakePulses fake_8254_get_pulses (FakeSubdevice *it, guint channel);
FakePulses fake_pwm_get_pulses (FakeSubdevice *it, guint channel);
gboolean fake_is_ni_counter (const FakeSubdevice *it);
gboolean fake_is_8254 (const FakeSubdevice *it);
