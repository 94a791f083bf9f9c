/* fake-card-ni.h - what the cards of National Instruments have in common
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "fake-comedi-card.h"

#define FAKE_NI_TICK_NS 50u /* the 20 MHz that paces input and output */
#define FAKE_NI_TIMER 0xffffffu
#define FAKE_NI_NAMES 0x8000u /* PFI 0 by its name for the whole device, since Linux 5.0 */

/* As in the tables of ni_pcimio.c. */
typedef struct
{
  const char *name;
  gboolean is_m_series, is_611x;
  guint n_inputs, input_speed_ns, input_fifo;
  lsampl_t input_maxdata;
  const comedi_range *input_ranges;
  guint n_input_ranges;
  guint n_outputs, output_speed_ns, output_fifo;
} FakeNiBoard;

const FakeNiBoard *fake_ni_get_board (const FakeCard *card);
guint fake_ni_round_ns (guint ns, guint flags);

/**
 * fake_ni_find_pfi:
 * @offset: 1 where numbers are register values less one (analogue input and output), 0 for counters
 *
 * Returns: the PFI line that a trigger's channel means, FAKE_UNCONNECTED for another line that
 *   exists, -1 if there is none
 */
int fake_ni_find_pfi (const FakeCard *card, guint channel, guint offset);

extern const FakeDriver fake_ni_output_driver;
