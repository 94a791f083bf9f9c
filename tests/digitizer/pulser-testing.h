/* pulser-testing.h - what the tests of the pulsers share
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "core/ins-error.h"
#include "devices/digitizer/ins-comedi-pulser.h"
#include "fake-comedi.h"

#define AO 1 /* of comedi_test */

extern FakeCard *card;
extern comedi_t *device;

/* A comedi_test card; open_card() after its subdevices have been added. */
void install (void);
void open_card (void);

InsComediPulser *pulser_new (guint subdevice, guint channel, double *period_s);
void start (InsComediPulser *pulser);

/* ins_comedi_pulser_new() fails with that code and says these words. */
void assert_refused (guint subdevice, guint channel, double period_s, int code, const char *words);
void assert_near (double a, double b, double tolerance);
