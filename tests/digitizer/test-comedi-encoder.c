/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Positions latched by a counter in software. The test plays the analogue input: it knows when the
 * pulses fire and says how many have come.
 */
#include "config.h"

#include <math.h>
#include <string.h>

#include "core/ins-error.h"
#include "devices/digitizer/ins-comedi-encoder.h"
#include "devices/digitizer/ins-comedi-pulser.h"
#include "fake-counter.h"

#define PATH "/dev/comedi0"
#define PERIOD_NS 1e6
#define FIRST_NS 0.3e6 /* of a pulse, after a whole millisecond */
#define UM 5.0
#define MAX_PULSES 4096
#define COUNTS_PER_S 12000.0 /* 60 mm/s */

static FakeCard *card;
static guint first; /* counter */
static InsCardWiring wiring;

/* A stage that never stops; in counts. */
static double slope;
static double
position_at (gpointer unused, double ns)
{
  return 1234.5 + slope * ns * 1e-9;
}

/* The pulser's output lies on one line, active high or low. */
static guint pulse_line;
static gboolean pulse_falls;
static double
pulse_edges (gpointer unused, guint input, gboolean falling, double after_ns)
{
  double shift_ns = falling == pulse_falls ? 0 : 20e3;
  double n = MAX (0, floor ((after_ns - FIRST_NS - shift_ns) / PERIOD_NS) + 1);

  return input == pulse_line ? FIRST_NS + shift_ns + n * PERIOD_NS : (double)INFINITY;
}

static void
install (FakeNiSeries series, guint n_counters)
{
  fake_comedi_reset ();
  card = fake_comedi_install (PATH, FAKE_COMEDI_TEST);
  first = fake_card_add_ni_counters (card, series, n_counters);
  fake_card_set_encoder (card, position_at, NULL);
  fake_card_set_trigger (card, pulse_edges, NULL);
  slope = COUNTS_PER_S;
  pulse_line = 9;
  pulse_falls = FALSE;
  ins_card_wiring_clear (&wiring);
  ins_card_wiring_init (&wiring, PATH);
  wiring.encoder_subdevice = (int)first;
  wiring.encoder_um = UM;
}

/* What has become of the analogue input and of the encoder in a test. */
typedef struct
{
  InsComediEncoder *encoder;
  double origin_ns; /* when the encoder was at 0 */
  double start_ns;  /* of the analogue input */
  double lag_ns;    /* by which its samples come late */
  guint64 n_done;   /* pulses whose positions were asked for */
  guint n_known, n_unknown;
} Run;

static double
pulse_ns (const Run *run, guint64 pulse)
{
  double n = ceil ((run->start_ns - FIRST_NS) / PERIOD_NS);

  return FIRST_NS + (n + (double)pulse) * PERIOD_NS;
}

static double
expected_mm (const Run *run, double ns)
{
  return (floor (position_at (NULL, ns)) - floor (position_at (NULL, run->origin_ns))) *
         wiring.encoder_um / 1000;
}

static void
open_encoder (Run *run)
{
  g_autoptr (GError) error = NULL;

  *run = (Run){ .origin_ns = fake_comedi_now_ns () };
  run->encoder = ins_comedi_encoder_new (&wiring, 1000, &error);
  g_assert_no_error (error);
  g_assert_nonnull (run->encoder);
}

/* Encoder first, the input @later_ns behind it. */
static void
start (Run *run, double later_ns)
{
  g_autoptr (GError) error = NULL;
  gboolean is_started = ins_comedi_encoder_start (run->encoder, &error);

  g_assert_no_error (error);
  g_assert_true (is_started);
  fake_comedi_advance (later_ns);
  run->start_ns = fake_comedi_now_ns ();
  run->n_done = run->n_known = run->n_unknown = 0;
}

static void
begin (Run *run, double later_ns)
{
  open_encoder (run);
  start (run, later_ns);
}

/* Lets time pass, then asks for the positions of the pulses that have come since the last look. */
static void
look (Run *run, double ns)
{
  static InsPulse pulses[MAX_PULSES];
  g_autoptr (GError) error = NULL;
  guint64 n_come = 0;
  guint n = 0;

  fake_comedi_advance (ns);
  while (pulse_ns (run, n_come) <= fake_comedi_now_ns () - run->lag_ns)
    n_come++;
  for (guint64 i = run->n_done; i < n_come; i++)
    pulses[n++] = (InsPulse){ .index = i, .encoder_mm = 1e9 };
  g_assert_true (ins_comedi_encoder_take (run->encoder, n_come, pulses, n, &error));
  g_assert_no_error (error);
  for (guint i = 0; i < n; i++)
    if (isnan (pulses[i].encoder_mm))
      run->n_unknown++;
    else
      {
        double mm = expected_mm (run, pulse_ns (run, pulses[i].index));

        run->n_known++;
        if (fabs (pulses[i].encoder_mm - mm) > 1e-9 * (1 + fabs (mm)))
          g_error ("pulse %u is at %g mm, not at %g", (guint)pulses[i].index, mm,
                   pulses[i].encoder_mm);
      }
  run->n_done = n_come;
}

/* Looks as the acquisition does: whenever, but often. */
static void
look_for (Run *run, guint n_looks)
{
  g_autoptr (GRand) random = g_rand_new_with_seed (7);

  for (guint i = 0; i < n_looks; i++)
    look (run, g_rand_double_range (random, 0.2e6, 5e6));
}

static void
end (Run *run)
{
  ins_comedi_encoder_free (run->encoder);
  g_assert_cmpuint (card->seen.n_opens, ==, card->seen.n_closes);
}

static void
assert_all_known_but (const Run *run, guint n_most_unknown)
{
  g_assert_cmpuint (run->n_known, >, 100);
  g_assert_cmpuint (run->n_unknown, <=, n_most_unknown);
}

/* --- positions ------------------------------------------------------------------------------- */

static void
test_latched (gconstpointer data)
{
  Run run;

  install ((FakeNiSeries)GPOINTER_TO_UINT (data), 2);
  if (GPOINTER_TO_UINT (data) == FAKE_NI_660X)
    pulse_line = 0;
  begin (&run, 10e3);
  look_for (&run, 300);
  assert_all_known_but (&run, 100);
  end (&run);
}

static void
test_sign (void)
{
  Run run;

  install (FAKE_NI_M_SERIES, 2);
  wiring.encoder_um = -0.5;
  begin (&run, 10e3);
  look_for (&run, 100);
  assert_all_known_but (&run, 100);
  end (&run);
}

/* Pulses that fire before the analogue input runs are latched too, and must not shift the rest. */
static void
test_surplus (void)
{
  Run run;

  install (FAKE_NI_M_SERIES, 2);
  begin (&run, 7.6e6);
  look_for (&run, 300);
  assert_all_known_but (&run, 100);
  end (&run);
}

/* The samples come a tenth of a second late, the latches at once. */
static void
test_late_pulses (void)
{
  Run run;

  install (FAKE_NI_M_SERIES, 2);
  begin (&run, 10e3);
  look_for (&run, 100);
  run.lag_ns = 100e6;
  run.n_known = run.n_unknown = 0;
  look_for (&run, 300);
  assert_all_known_but (&run, 0);
  end (&run);
}

static void
test_lines (void)
{
  Run run;

  install (FAKE_NI_M_SERIES, 2);
  wiring.encoder_subdevice = (int)first + 1;
  wiring.encoder_a = 1;
  wiring.encoder_b = 12;
  wiring.encoder_latch = 14;
  fake_card_wire_encoder (card, 1, 12);
  pulse_line = 14;
  begin (&run, 10e3);
  look_for (&run, 100);
  assert_all_known_but (&run, 100);
  end (&run);

  /* the second counter's own lines */
  install (FAKE_NI_M_SERIES, 2);
  wiring.encoder_subdevice = (int)first + 1;
  fake_card_wire_encoder (card, 3, 11);
  pulse_line = 4;
  begin (&run, 10e3);
  look_for (&run, 100);
  assert_all_known_but (&run, 100);
  end (&run);
}

/* The card's trigger input latches too, with the same edge. */
static void
test_trigger_line (void)
{
  Run run;

  install (FAKE_NI_M_SERIES, 2);
  wiring.pulses = INS_PULSES_AT_TRIGGER;
  wiring.trigger_input = 2;
  wiring.falling = TRUE;
  pulse_line = 2;
  pulse_falls = TRUE;
  begin (&run, 10e3);
  look_for (&run, 100);
  assert_all_known_but (&run, 100);
  end (&run);
}

/* The pulser is the card's other counter: no cable is needed. */
static void
test_own_pulser (void)
{
  comedi_t *device;
  double period_s = PERIOD_NS * 1e-9;
  InsComediPulser *pulser;
  Run run;

  install (FAKE_NI_M_SERIES, 2);
  fake_card_set_trigger (card, fake_ni_trigger, card);
  wiring.pulser_subdevice = (int)first + 1;
  device = comedi_open (PATH);
  pulser = ins_comedi_pulser_new (device, first + 1, 0, &period_s, NULL);
  g_assert_nonnull (pulser);
  open_encoder (&run);
  /* the first pulse comes a period, less the width of a pulse, after its start */
  fake_comedi_advance (FIRST_NS + 10e3);
  start (&run, 0);
  g_assert_true (ins_comedi_pulser_start (pulser, NULL));
  look_for (&run, 100);
  assert_all_known_but (&run, 100);
  ins_comedi_pulser_free (pulser);
  comedi_close (device);
  end (&run);
}

/* A driver without a table of its routes takes the gate as it was set. */
static void
test_no_routes (void)
{
  Run run;

  install (FAKE_NI_M_SERIES, 2);
  fake_card_forget_ni_routes (card);
  begin (&run, 10e3);
  g_assert_cmpuint (card->seen.command.scan_begin_src, ==, TRIG_OTHER);
  look_for (&run, 100);
  assert_all_known_but (&run, 100);
  end (&run);
}

/* So fast that the counter runs over after two pulses. */
static void
test_wrap (gconstpointer data)
{
  Run run;

  install (FAKE_NI_M_SERIES, 2);
  slope = GPOINTER_TO_INT (data) * 1e12;
  begin (&run, 10e3);
  look_for (&run, 100);
  assert_all_known_but (&run, 100);
  end (&run);
}

/* --- faults ---------------------------------------------------------------------------------- */

/* Nothing is wired to the latch: no position, and no error. */
static void
test_no_latches (void)
{
  Run run;

  install (FAKE_NI_M_SERIES, 2);
  pulse_line = 0;
  begin (&run, 10e3);
  look_for (&run, 200);
  g_assert_cmpuint (run.n_known, ==, 0);
  g_assert_cmpuint (run.n_unknown, >, 100);
  end (&run);
}

static void
test_overrun (void)
{
  Run run;

  install (FAKE_NI_M_SERIES, 2);
  card->faults.maximum_bytes = 4096;
  fake_card_set_buffer (card, first, 4096, 4096);
  begin (&run, 10e3);
  look_for (&run, 200);
  assert_all_known_but (&run, 100);

  run.n_known = run.n_unknown = 0;
  look (&run, 3e9);
  g_assert_cmpuint (run.n_unknown, >, 1900);
  g_assert_cmpuint (run.n_known + run.n_unknown, ==, 3000);
  run.n_known = 0;
  look_for (&run, 100);
  g_assert_cmpuint (run.n_known, ==, 0);

  ins_comedi_encoder_stop (run.encoder);
  /* what passed while the counter stood still is not known */
  run.origin_ns = fake_comedi_now_ns ();
  slope = 0;
  start (&run, 10e3);
  run.n_unknown = 0;
  for (guint i = 0; i < 100; i++)
    {
      InsPulse pulse = { .index = i };

      fake_comedi_advance (PERIOD_NS);
      g_assert_true (ins_comedi_encoder_take (run.encoder, i + 1, &pulse, 1, NULL));
      g_assert_true (i < 32 || !isnan (pulse.encoder_mm));
    }
  end (&run);
}

/* Counting goes on while nothing is latched. */
static void
test_restart (void)
{
  Run run;

  install (FAKE_NI_M_SERIES, 2);
  begin (&run, 10e3);
  look_for (&run, 100);
  ins_comedi_encoder_stop (run.encoder);
  ins_comedi_encoder_stop (run.encoder);
  fake_comedi_advance (5e9);
  start (&run, 10e3);
  look_for (&run, 200);
  assert_all_known_but (&run, 100);
  end (&run);
}

static void
test_unplug (void)
{
  g_autoptr (GError) error = NULL;
  Run run;

  install (FAKE_NI_M_SERIES, 2);
  begin (&run, 10e3);
  look_for (&run, 50);
  fake_card_unplug (card);
  g_assert_false (ins_comedi_encoder_take (run.encoder, 1000, NULL, 0, &error));
  g_assert_error (error, INS_DEVICE_ERROR, INS_DEVICE_ERROR_LOST);
  end (&run);
}

static void
assert_refused (int code, const char *words)
{
  g_autoptr (GError) error = NULL;
  InsComediEncoder *encoder = ins_comedi_encoder_new (&wiring, 1000, &error);

  g_assert_null (encoder);
  g_assert_error (error, INS_DEVICE_ERROR, code);
  if (strstr (error->message, words) == NULL)
    g_error ("“%s” does not say “%s”", error->message, words);
  g_assert_cmpuint (card->seen.n_opens, ==, card->seen.n_closes);
}

static void
test_refused (void)
{
  install (FAKE_NI_M_SERIES, 2);
  wiring.encoder_subdevice = 0;
  assert_refused (INS_DEVICE_ERROR_UNSUPPORTED, "Those that can are: 3, 4.");
  wiring.encoder_subdevice = 5;
  assert_refused (INS_DEVICE_ERROR_UNSUPPORTED, "Those that can are: 3, 4.");
  card->faults.open_errno = EACCES;
  assert_refused (INS_DEVICE_ERROR_PERMISSION, PATH);

  install (FAKE_NI_E_SERIES, 2);
  assert_refused (INS_DEVICE_ERROR_UNSUPPORTED, "pci-6071e has no counter");

  install (FAKE_NI_660X, 4);
  wiring.encoder_a = 8;
  assert_refused (INS_DEVICE_ERROR_UNSUPPORTED, "CTR 0 SOURCE");

  install (FAKE_NI_M_SERIES, 2);
  card->faults.denied_scan_begin = TRIG_EXT | TRIG_OTHER;
  assert_refused (INS_DEVICE_ERROR_UNSUPPORTED, "does not latch");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_data_func ("/digitizer/encoder/m-series", GUINT_TO_POINTER (FAKE_NI_M_SERIES),
                        test_latched);
  g_test_add_data_func ("/digitizer/encoder/660x", GUINT_TO_POINTER (FAKE_NI_660X), test_latched);
  g_test_add_func ("/digitizer/encoder/sign", test_sign);
  g_test_add_func ("/digitizer/encoder/surplus", test_surplus);
  g_test_add_func ("/digitizer/encoder/late-pulses", test_late_pulses);
  g_test_add_func ("/digitizer/encoder/lines", test_lines);
  g_test_add_func ("/digitizer/encoder/trigger-line", test_trigger_line);
  g_test_add_func ("/digitizer/encoder/own-pulser", test_own_pulser);
  g_test_add_func ("/digitizer/encoder/no-routes", test_no_routes);
  g_test_add_data_func ("/digitizer/encoder/wrap-up", GINT_TO_POINTER (1), test_wrap);
  g_test_add_data_func ("/digitizer/encoder/wrap-down", GINT_TO_POINTER (-1), test_wrap);
  g_test_add_func ("/digitizer/encoder/no-latches", test_no_latches);
  g_test_add_func ("/digitizer/encoder/overrun", test_overrun);
  g_test_add_func ("/digitizer/encoder/restart", test_restart);
  g_test_add_func ("/digitizer/encoder/unplug", test_unplug);
  g_test_add_func ("/digitizer/encoder/refused", test_refused);

  return g_test_run ();
}
