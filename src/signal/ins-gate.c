/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "signal/ins-gate.h"

const char *const ins_polarity_words[] = { "absolute", "positive", "negative", NULL };
const char *const ins_amplitude_words[] = { "peak", "peak-to-peak", "first-peak", "last-peak",
                                            NULL };
const char *const ins_tof_words[] = { "crossing", "peak", "relative-6db", "zero-crossing", NULL };
