/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <math.h>
#include <string.h>

#include "pulser-testing.h"

#define PATH "/dev/comedi0"

FakeCard *card;
comedi_t *device;

void
install (void)
{
  fake_comedi_reset ();
  card = fake_comedi_install (PATH, FAKE_COMEDI_TEST);
}

void
open_card (void)
{
  device = comedi_open (PATH);
  g_assert_nonnull (device);
}

InsComediPulser *
pulser_new (guint subdevice, guint channel, double *period_s)
{
  g_autoptr (GError) error = NULL;
  InsComediPulser *pulser = ins_comedi_pulser_new (device, subdevice, channel, period_s, &error);

  g_assert_no_error (error);
  g_assert_nonnull (pulser);

  return pulser;
}

void
start (InsComediPulser *pulser)
{
  g_autoptr (GError) error = NULL;
  gboolean is_started = ins_comedi_pulser_start (pulser, &error);

  g_assert_no_error (error);
  g_assert_true (is_started);
}

void
assert_refused (guint subdevice, guint channel, double period_s, int code, const char *words)
{
  g_autoptr (GError) error = NULL;
  InsComediPulser *pulser = ins_comedi_pulser_new (device, subdevice, channel, &period_s, &error);

  g_assert_null (pulser);
  g_assert_error (error, INS_DEVICE_ERROR, code);
  if (strstr (error->message, words) == NULL)
    g_error ("“%s” does not say “%s”", error->message, words);
}

void
assert_near (double a, double b, double tolerance)
{
  if (!(fabs (a - b) <= tolerance))
    g_error ("%.12g is not within %g of %.12g", a, tolerance, b);
}
