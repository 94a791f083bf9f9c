/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Cards that a stage triggers, at positions. */
#include "config.h"

#include "digitizer-fixture.h"

#define FIRST_NS 3.3e6

/* As a stage gives them: now slowly, now fast, and none for a second between two lines. */
static double
positions_trigger (gpointer data, guint input, gboolean falling, double after_ns)
{
  static const double gaps_ns[] = { 4e6, 2e6, 1e6, 1e6, 1e6, 1e6, 1e6, 2e6, 5e6, 1100e6 };
  double ns = FIRST_NS;

  for (guint i = 0; ns <= after_ns; i++)
    ns += gaps_ns[i % G_N_ELEMENTS (gaps_ns)];

  return ns;
}

/* Each is numbered as it comes, from the first on, whatever was between them. */
static void
test_positions (void)
{
  static const struct
  {
    FakeModel model;
    const char *address;
    InsTiming wanted;
  } cases[] = {
    { FAKE_PCI_DAS4020, "comedi:/dev/comedi0?trigger=1", { 20e6, 1000, 1e-5, 1e3 } },
    { FAKE_PCI_6220, "comedi:/dev/comedi0?trigger=2", { 250e3, 60, 0, 1e3 } },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      FakeCard *card;
      g_autoptr (InsDigitizer) digitizer = NULL;
      g_autoptr (FixturePulses) pulses = NULL;
      InsTiming timing;
      double next_ns;
      guint n = 0;

      fake_comedi_reset ();
      card = fake_comedi_install ("/dev/comedi0", cases[i].model);
      fake_card_set_trigger (card, positions_trigger, NULL);
      card->command_cost_ns = 20e3;
      digitizer = fixture_new (cases[i].address);
      ins_digitizer_set_by_position (digitizer, TRUE);
      g_assert_true (ins_digitizer_open (digitizer, NULL));
      fixture_start (digitizer, &cases[i].wanted, &timing, NULL);
      pulses = fixture_read (digitizer, &timing, 5.0, 16, NULL);
      for (next_ns = FIRST_NS; next_ns < 4.9e9;
           next_ns = positions_trigger (NULL, 0, FALSE, next_ns))
        n++;
      g_assert_cmpuint (pulses->n_pulses, >=, n - 1);
      g_assert_cmpuint (pulses->n_pulses, <=, n + 1);
      for (guint k = 0; k < pulses->n_pulses; k++)
        g_assert_cmpuint (pulses->pulses[k].index, ==, k);
    }
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/comedi/positions", test_positions);

  return g_test_run ();
}
