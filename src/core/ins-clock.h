/* ins-clock.h - the one clock that positions and pulses are stamped with
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * ins_clock_now_s:
 *
 * Seconds on CLOCK_MONOTONIC_RAW, which no time service slews. Origin arbitrary (boot), resolution
 * better than 1 us for any uptime. Any thread.
 */
double ins_clock_now_s (void);

/**
 * ins_clock_sleep_s:
 * @seconds: how long; negative and NaN return at once
 *
 * Any thread but the UI's.
 */
void ins_clock_sleep_s (double seconds);

/**
 * ins_clock_sleep_until_s:
 * @time_s: a time of ins_clock_now_s(); one in the past returns at once
 */
void ins_clock_sleep_until_s (double time_s);

G_END_DECLS
