/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Analogue outputs that play pulses: what comes out of comedi_test in software.
 */
#include "config.h"

#include <math.h>
#include <string.h>

#include "pulser-testing.h"

/* What came out, cut where it rises; the distances are all the same. */
static guint
assert_wave (guint channel, guint n_period, guint n_high)
{
  GArray *levels = fake_card_get_output (card, channel);
  guint n_pulses = 0;
  int last = -1;

  for (guint i = 0; i < levels->len; i++)
    {
      gboolean is_high = i % n_period < n_high;

      /* 5 V and 0 V of +-5 V */
      g_assert_cmpuint (g_array_index (levels, lsampl_t, i), ==, is_high ? 65535 : 32768);
      if (i % n_period == 0)
        {
          n_pulses++;
          if (last >= 0)
            g_assert_cmpuint (i - (guint)last, ==, n_period);
          last = (int)i;
        }
    }

  return n_pulses;
}

static lsampl_t
get_level (guint channel)
{
  GArray *levels = fake_card_get_output (card, channel);

  return g_array_index (levels, lsampl_t, levels->len - 1);
}

static void
feed (InsComediPulser *pulser)
{
  g_autoptr (GError) error = NULL;
  gboolean is_fed = ins_comedi_pulser_feed (pulser, &error);

  g_assert_no_error (error);
  g_assert_true (is_fed);
}

static void
test_output (void)
{
  double period_s = 1e-3;
  g_autoptr (InsComediPulser) pulser = NULL;

  install ();
  open_card ();
  pulser = pulser_new (AO, 2, &period_s);
  g_assert_cmpfloat (period_s, ==, 1e-3);
  start (pulser);
  g_assert_cmpuint (CR_CHAN (card->seen.chanlist[0]), ==, 2);
  g_assert_cmpuint (CR_RANGE (card->seen.chanlist[0]), ==, 1);
  g_assert_cmpuint (card->seen.command.scan_begin_arg, ==, 10000);
  for (guint i = 0; i < 20; i++)
    {
      fake_comedi_advance (0.5e9);
      feed (pulser);
    }
  g_assert_true (fake_card_is_running (card, AO));
  assert_near (assert_wave (2, 100, 2), 10000, 1);

  /* stopped in mid pulse */
  fake_comedi_advance (10e3);
  g_assert_cmpuint (get_level (2), ==, 65535);
  ins_comedi_pulser_stop (pulser);
  g_assert_false (fake_card_is_running (card, AO));
  g_assert_cmpuint (get_level (2), ==, 32768);
}

/* No step of whole microseconds goes into it: the nearest that does. */
static void
test_output_rounding (void)
{
  double period_s = 1 / 3000.0;
  g_autoptr (InsComediPulser) pulser = NULL;
  guint n_samples, step_ns;

  install ();
  open_card ();
  pulser = pulser_new (AO, 0, &period_s);
  assert_near (period_s, 333e-6, 1e-9);
  start (pulser);
  step_ns = card->seen.command.scan_begin_arg;
  n_samples = (guint)round (period_s * 1e9 / step_ns);
  assert_near (n_samples * (double)step_ns, period_s * 1e9, 1e-3);
  fake_comedi_advance (1e9);
  assert_near (assert_wave (0, n_samples, 1), 3003, 1);

  assert_refused (AO, 0, 11, INS_DEVICE_ERROR_UNSUPPORTED, "0.1 to");
  assert_refused (AO, 0, 15e-6, INS_DEVICE_ERROR_UNSUPPORTED, "to 5e+04 pulses");
  assert_refused (AO, 8, 1e-3, INS_DEVICE_ERROR_UNSUPPORTED, "0 to 7");
}

/* A small buffer that cannot be raised still holds a second, by slower samples. */
static void
test_output_small_buffer (void)
{
  double period_s = 1e-3;
  g_autoptr (InsComediPulser) pulser = NULL;

  install ();
  fake_card_set_buffer (card, AO, 65536, 65536);
  card->faults.maximum_bytes = 65536;
  open_card ();
  pulser = pulser_new (AO, 0, &period_s);
  assert_near (period_s, 1e-3, 1.01e-6);
  start (pulser);
  g_assert_cmpuint (card->seen.command.scan_begin_arg, >=, 30517);
  for (guint i = 0; i < 20; i++)
    {
      fake_comedi_advance (0.9e9);
      feed (pulser);
    }
  g_assert_true (fake_card_is_running (card, AO));
}

static void
test_output_underrun (void)
{
  double period_s = 1e-3;
  g_autoptr (InsComediPulser) pulser = NULL;
  g_autoptr (GError) error = NULL;

  install ();
  open_card ();
  pulser = pulser_new (AO, 0, &period_s);
  start (pulser);
  fake_comedi_advance (3e9);
  for (guint i = 0; i < 2; i++)
    {
      g_clear_error (&error);
      g_assert_false (ins_comedi_pulser_feed (pulser, &error));
      g_assert_error (error, INS_DEVICE_ERROR, INS_DEVICE_ERROR_OVERRUN);
      g_assert_nonnull (strstr (error->message, "for 2 s"));
    }

  ins_comedi_pulser_stop (pulser);
  start (pulser);
  fake_comedi_advance (1e9);
  feed (pulser);
}

static void
test_unplug (void)
{
  double period_s = 1e-3;
  g_autoptr (InsComediPulser) pulser = NULL;
  g_autoptr (GError) error = NULL;

  install ();
  open_card ();
  pulser = pulser_new (AO, 0, &period_s);
  start (pulser);
  fake_card_unplug (card);
  g_assert_false (ins_comedi_pulser_feed (pulser, &error));
  g_assert_error (error, INS_DEVICE_ERROR, INS_DEVICE_ERROR_LOST);
  ins_comedi_pulser_stop (pulser);
  g_clear_error (&error);
  g_assert_false (ins_comedi_pulser_start (pulser, &error));
  g_assert_error (error, INS_DEVICE_ERROR, INS_DEVICE_ERROR_LOST);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/digitizer/output-pulser/wave", test_output);
  g_test_add_func ("/digitizer/output-pulser/rounding", test_output_rounding);
  g_test_add_func ("/digitizer/output-pulser/small-buffer", test_output_small_buffer);
  g_test_add_func ("/digitizer/output-pulser/underrun", test_output_underrun);
  g_test_add_func ("/digitizer/output-pulser/unplug", test_unplug);

  return g_test_run ();
}
