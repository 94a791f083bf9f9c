/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Pulsers against counters in software: what comes out of them is asked of the chip's model.
 */
#include "config.h"

#include "fake-counter.h"
#include "pulser-testing.h"

static guint
install_ni (FakeNiSeries series, guint n_counters)
{
  guint first;

  install ();
  first = fake_card_add_ni_counters (card, series, n_counters);
  open_card ();

  return first;
}

/* The output pulses with the period that was announced, in ns. */
static FakePulses
assert_pulses (guint subdevice, guint channel, double period_s)
{
  FakePulses pulses = fake_card_get_pulses (card, subdevice, channel);

  assert_near (pulses.period_ns, period_s * 1e9, 1e-6 * pulses.period_ns);

  return pulses;
}

static void
assert_still (guint subdevice, guint channel)
{
  FakePulses pulses = fake_card_get_pulses (card, subdevice, channel);

  g_assert_cmpfloat (pulses.period_ns, ==, 0);
  g_assert_false (pulses.is_high);
}

/* --- NI -------------------------------------------------------------------------------------- */

static void
test_ni (gconstpointer data)
{
  FakeNiSeries series = (FakeNiSeries)GPOINTER_TO_UINT (data);
  guint first = install_ni (series, 2);
  double period_s = 1e-3;
  g_autoptr (InsComediPulser) pulser = pulser_new (first, 0, &period_s);
  FakePulses pulses;

  g_assert_cmpfloat (period_s, ==, 20000 * 50e-9);
  assert_still (first, 0);
  start (pulser);
  pulses = assert_pulses (first, 0, period_s);
  g_assert_cmpfloat (pulses.period_ns, ==, 1e6);
  g_assert_cmpfloat (pulses.high_ns, ==, 10e3);
  g_assert_cmpfloat (pulses.first_rise_ns, <=, fake_comedi_now_ns () + pulses.period_ns);

  ins_comedi_pulser_stop (pulser);
  assert_still (first, 0);
  start (pulser);
  assert_pulses (first, 0, period_s);
}

static void
test_ni_rounding (void)
{
  guint first = install_ni (FAKE_NI_M_SERIES, 2);
  double period_s = 1 / 3000.0;
  g_autoptr (InsComediPulser) pulser = pulser_new (first, 0, &period_s);

  assert_near (period_s, 6667 * 50e-9, 1e-15);
  start (pulser);
  assert_pulses (first, 0, period_s);
}

/* The fastest that the counter can, and the slowest of 24 bits. */
static void
test_ni_ends (void)
{
  guint first = install_ni (FAKE_NI_E_SERIES, 1);
  double fast_s = 200e-9, slow_s = 0.838;
  InsComediPulser *pulser = pulser_new (first, 0, &fast_s);

  start (pulser);
  assert_pulses (first, 0, 200e-9);
  ins_comedi_pulser_free (pulser);
  assert_still (first, 0);

  pulser = pulser_new (first, 0, &slow_s);
  start (pulser);
  assert_pulses (first, 0, 0.838);
  ins_comedi_pulser_free (pulser);

  assert_refused (first, 0, 0.9, INS_DEVICE_ERROR_UNSUPPORTED, "makes 1.192 to 5e+06");
  assert_refused (first, 0, 100e-9, INS_DEVICE_ERROR_UNSUPPORTED, "not 1e+07");
}

static void
test_ni_lines (void)
{
  guint first = install_ni (FAKE_NI_M_SERIES, 2);
  double period_s = 1e-3;
  InsComediPulser *pulser = pulser_new (first, 0, &period_s);

  g_assert_cmpint (fake_card_get_line (card, 12), ==, first);
  g_assert_cmpstr (ins_comedi_pulser_get_terminal (pulser), ==, "PFI 12");
  ins_comedi_pulser_free (pulser);

  pulser = pulser_new (first + 1, 0, &period_s);
  g_assert_cmpint (fake_card_get_line (card, 13), ==, first + 1);
  ins_comedi_pulser_free (pulser);

  pulser = pulser_new (first + 1, 5, &period_s);
  g_assert_cmpint (fake_card_get_line (card, 5), ==, first + 1);
  g_assert_cmpstr (ins_comedi_pulser_get_terminal (pulser), ==, "PFI 5");
  ins_comedi_pulser_free (pulser);
  assert_refused (first, 16, 1e-3, INS_DEVICE_ERROR_UNSUPPORTED, "cannot come out on PFI 16");
  comedi_close (device);

  first = install_ni (FAKE_NI_660X, 8);
  pulser = pulser_new (first + 3, 0, &period_s);
  g_assert_cmpint (fake_card_get_line (card, 24), ==, first + 3);
  g_assert_cmpstr (ins_comedi_pulser_get_terminal (pulser), ==, "CTR 3 OUT");
  ins_comedi_pulser_free (pulser);
  comedi_close (device);

  first = install_ni (FAKE_NI_E_SERIES, 2);
  pulser = pulser_new (first + 1, 0, &period_s);
  g_assert_cmpstr (ins_comedi_pulser_get_terminal (pulser), ==, "GPCTR1_OUT");
  ins_comedi_pulser_free (pulser);
}

/* --- 8254 ------------------------------------------------------------------------------------ */

static const guint dio200_clocks_ns[] = { 0, 100, 1000, 10000, 100000, 1000000, 0, 0 };
static const guint pci1710_clocks_ns[] = { 1000, 0 };

static guint
install_8254 (const guint *clocks_ns, guint n_clocks, guint n_busy)
{
  guint subdevice;

  install ();
  subdevice = fake_card_add_8254 (card, clocks_ns, n_clocks, n_busy);
  open_card ();

  return subdevice;
}

static void
test_8254 (void)
{
  static const struct
  {
    double wanted_s, made_s;
  } cases[] = {
    { 1e-3, 1e-3 },              /* 10000 of 100 ns */
    { 6.5536e-3, 6.5536e-3 },    /* 65536, written as 0 */
    { 6.6e-3, 6.6e-3 },          /* the next slower clock */
    { 1 / 3000.0, 3333 * 1e-7 }, /* an odd count */
    { 200e-9, 200e-9 },          /* 2 */
    { 65, 65 },                  /* the slowest clock */
  };
  guint subdevice = install_8254 (dio200_clocks_ns, G_N_ELEMENTS (dio200_clocks_ns), 0);

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      double period_s = cases[i].wanted_s;
      g_autoptr (InsComediPulser) pulser = pulser_new (subdevice, 2, &period_s);
      FakePulses pulses;

      assert_near (period_s, cases[i].made_s, 1e-12);
      assert_still (subdevice, 2);
      start (pulser);
      pulses = assert_pulses (subdevice, 2, period_s);
      assert_near (pulses.high_ns, pulses.period_ns / 2, 1e6);
      ins_comedi_pulser_stop (pulser);
      assert_still (subdevice, 2);
    }
  assert_refused (subdevice, 0, 66, INS_DEVICE_ERROR_UNSUPPORTED, "0.01526 to 5e+06");
  assert_refused (subdevice, 3, 1e-3, INS_DEVICE_ERROR_UNSUPPORTED, "0 to 2");
}

static void
test_8254_busy (void)
{
  guint subdevice = install_8254 (pci1710_clocks_ns, G_N_ELEMENTS (pci1710_clocks_ns), 2);
  double period_s = 1 / 3000.0;
  g_autoptr (InsComediPulser) pulser = pulser_new (subdevice, 0, &period_s);

  assert_near (period_s, 333e-6, 1e-12);
  start (pulser);
  assert_pulses (subdevice, 0, period_s);
  assert_refused (subdevice, 1, 1e-3, INS_DEVICE_ERROR_BUSY, "in use");
}

/* Whoever cannot say what the clock is cannot say what the period is. */
static void
test_8254_unknown (void)
{
  static const guint outside_ns[] = { 0, 0 };
  guint subdevice = install_8254 (NULL, 0, 0);

  assert_refused (subdevice, 0, 1e-3, INS_DEVICE_ERROR_UNSUPPORTED, "1 (analogue output)");
  comedi_close (device);

  subdevice = install_8254 (outside_ns, G_N_ELEMENTS (outside_ns), 0);
  assert_refused (subdevice, 0, 1e-3, INS_DEVICE_ERROR_UNSUPPORTED, "no clock of the card's own");
}

/* --- pulse width ----------------------------------------------------------------------------- */

static void
test_pwm (void)
{
  double period_s = 5e-3;
  guint subdevice;
  g_autoptr (InsComediPulser) pulser = NULL;
  FakePulses pulses;

  install ();
  subdevice = fake_card_add_pwm (card);
  open_card ();
  pulser = pulser_new (subdevice, 3, &period_s);
  assert_near (period_s, 53 * 93.0909e-6, 1e-8);
  assert_still (subdevice, 3);
  start (pulser);
  pulses = assert_pulses (subdevice, 3, period_s);
  g_assert_cmpfloat (pulses.high_ns, >, 10e3);
  assert_still (subdevice, 0);
  ins_comedi_pulser_stop (pulser);
  assert_still (subdevice, 3);

  assert_refused (subdevice, 0, 1e-3, INS_DEVICE_ERROR_UNSUPPORTED, "to 300 pulses");
  assert_refused (subdevice, 8, 5e-3, INS_DEVICE_ERROR_UNSUPPORTED, "0 to 7");
}

/* --- who can --------------------------------------------------------------------------------- */

static void
test_unsuitable (void)
{
  guint first, dull, internal;

  install ();
  first = fake_card_add_ni_counters (card, FAKE_NI_M_SERIES, 2);
  dull = fake_card_add_dull_counter (card);
  internal = fake_card_add_internal_pwm (card);
  card->state->driver_name = "ni_pcimio";
  open_card ();

  g_assert_false (ins_comedi_pulser_suits (device, 0));
  g_assert_true (ins_comedi_pulser_suits (device, AO));
  g_assert_false (ins_comedi_pulser_suits (device, first - 1));
  g_assert_true (ins_comedi_pulser_suits (device, first));
  g_assert_true (ins_comedi_pulser_suits (device, first + 1));
  g_assert_false (ins_comedi_pulser_suits (device, first + 2));
  g_assert_false (ins_comedi_pulser_suits (device, dull));
  g_assert_false (ins_comedi_pulser_suits (device, internal));
  assert_refused (0, 0, 1e-3, INS_DEVICE_ERROR_UNSUPPORTED,
                  "1 (analogue output), 3 (counter), 4 (counter).");
  assert_refused (dull, 0, 1e-3, INS_DEVICE_ERROR_UNSUPPORTED, "cannot make the pulser fire");
  assert_refused (99, 0, 1e-3, INS_DEVICE_ERROR_UNSUPPORTED, "cannot make the pulser fire");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_data_func ("/digitizer/pulser/ni-e-series", GUINT_TO_POINTER (FAKE_NI_E_SERIES),
                        test_ni);
  g_test_add_data_func ("/digitizer/pulser/ni-m-series", GUINT_TO_POINTER (FAKE_NI_M_SERIES),
                        test_ni);
  g_test_add_data_func ("/digitizer/pulser/ni-660x", GUINT_TO_POINTER (FAKE_NI_660X), test_ni);
  g_test_add_func ("/digitizer/pulser/ni-rounding", test_ni_rounding);
  g_test_add_func ("/digitizer/pulser/ni-ends", test_ni_ends);
  g_test_add_func ("/digitizer/pulser/ni-lines", test_ni_lines);
  g_test_add_func ("/digitizer/pulser/8254", test_8254);
  g_test_add_func ("/digitizer/pulser/8254-busy", test_8254_busy);
  g_test_add_func ("/digitizer/pulser/8254-unknown", test_8254_unknown);
  g_test_add_func ("/digitizer/pulser/pwm", test_pwm);
  g_test_add_func ("/digitizer/pulser/unsuitable", test_unsuitable);

  return g_test_run ();
}
