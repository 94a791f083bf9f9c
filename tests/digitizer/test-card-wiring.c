/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <locale.h>
#include <math.h>
#include <string.h>

#include "core/ins-error.h"
#include "devices/digitizer/ins-card-wiring.h"

#define N_RANDOM 3000
#define N_MUTATED 20000

static gboolean
parse (const char *text, InsCardWiring *wiring, GError **error)
{
  g_autoptr (InsUri) uri = ins_uri_parse (text, error);

  return uri != NULL && ins_card_wiring_parse (wiring, uri, error);
}

static InsCardWiring
parse_good (const char *text)
{
  g_autoptr (GError) error = NULL;
  InsCardWiring wiring;

  g_test_message ("%s", text);
  parse (text, &wiring, &error);
  g_assert_no_error (error);

  return wiring;
}

static void
assert_same_number (double a, double b)
{
  if (!isnan (a) || !isnan (b))
    g_assert_cmpfloat (a, ==, b);
}

static void
assert_same (const InsCardWiring *a, const InsCardWiring *b)
{
  g_assert_cmpstr (a->path, ==, b->path);
  g_assert_cmpuint (a->channel, ==, b->channel);
  g_assert_cmpuint (a->range, ==, b->range);
  g_assert_cmpint (a->reference, ==, b->reference);
  g_assert_cmpint (a->pulses, ==, b->pulses);
  g_assert_cmpuint (a->sync_channel, ==, b->sync_channel);
  g_assert_cmpfloat (a->sync_percent, ==, b->sync_percent);
  g_assert_cmpuint (a->trigger_input, ==, b->trigger_input);
  g_assert_cmpint (a->falling, ==, b->falling);
  g_assert_cmpuint (a->n_outputs, ==, b->n_outputs);
  for (guint i = 0; i < a->n_outputs; i++)
    {
      g_assert_cmpuint (a->outputs[i].channel, ==, b->outputs[i].channel);
      g_assert_cmpint (a->outputs[i].kind, ==, b->outputs[i].kind);
      g_assert_cmpstr (a->outputs[i].gate, ==, b->outputs[i].gate);
    }
  assert_same_number (a->percent_per_v, b->percent_per_v);
  assert_same_number (a->us_per_v, b->us_per_v);
  assert_same_number (a->us_at_zero, b->us_at_zero);
  g_assert_cmpint (a->pulser_subdevice, ==, b->pulser_subdevice);
  g_assert_cmpuint (a->pulser_channel, ==, b->pulser_channel);
  g_assert_cmpint (a->encoder_subdevice, ==, b->encoder_subdevice);
  assert_same_number (a->encoder_um, b->encoder_um);
  g_assert_cmpint (a->encoder_a, ==, b->encoder_a);
  g_assert_cmpint (a->encoder_b, ==, b->encoder_b);
  g_assert_cmpint (a->encoder_latch, ==, b->encoder_latch);
}

static void
assert_reads_back (const InsCardWiring *wiring)
{
  g_autofree char *text = ins_card_wiring_to_uri (wiring);
  InsCardWiring again = parse_good (text);

  assert_same (wiring, &again);
  ins_card_wiring_clear (&again);
}

static void
test_defaults (void)
{
  InsCardWiring wiring = parse_good ("comedi:/dev/comedi3");
  g_autofree char *text = ins_card_wiring_to_uri (&wiring);
  InsCardWiring copy;

  g_assert_cmpstr (wiring.path, ==, "/dev/comedi3");
  g_assert_cmpuint (wiring.channel, ==, 0);
  g_assert_cmpint (wiring.reference, ==, INS_CARD_REFERENCE_ANY);
  g_assert_cmpint (wiring.pulses, ==, INS_PULSES_AT_REPETITION);
  g_assert_cmpfloat (wiring.sync_percent, ==, 20);
  g_assert_false (wiring.falling);
  g_assert_cmpuint (wiring.n_outputs, ==, 0);
  g_assert_cmpfloat (wiring.percent_per_v, ==, 10);
  g_assert_true (isnan (wiring.us_per_v));
  g_assert_cmpint (wiring.pulser_subdevice, ==, INS_CARD_NONE);
  g_assert_cmpint (wiring.encoder_subdevice, ==, INS_CARD_NONE);
  g_assert_cmpint (wiring.encoder_latch, ==, INS_CARD_NONE);
  g_assert_cmpstr (text, ==, "comedi:/dev/comedi3");

  ins_card_wiring_copy (&copy, &wiring);
  ins_card_wiring_clear (&wiring);
  ins_card_wiring_clear (&wiring);
  g_assert_cmpstr (copy.path, ==, "/dev/comedi3");
  ins_card_wiring_clear (&copy);
}

static void
test_good (void)
{
  InsCardWiring wiring = parse_good (
      "comedi:/dev/comedi0?channel=2&range=1&reference=differential&sync=3&sync_percent=12.5&"
      "edge=falling&pulser=4.10&encoder=3&encoder_um=-2.5&encoder_a=8&encoder_b=9&"
      "encoder_latch=10");

  g_assert_cmpuint (wiring.channel, ==, 2);
  g_assert_cmpuint (wiring.range, ==, 1);
  g_assert_cmpstr (ins_card_reference_names ()[wiring.reference], ==, "differential");
  g_assert_cmpint (wiring.pulses, ==, INS_PULSES_AT_SYNC);
  g_assert_cmpuint (wiring.sync_channel, ==, 3);
  g_assert_cmpfloat (wiring.sync_percent, ==, 12.5);
  g_assert_true (wiring.falling);
  g_assert_cmpint (wiring.pulser_subdevice, ==, 4);
  g_assert_cmpuint (wiring.pulser_channel, ==, 10);
  g_assert_cmpint (wiring.encoder_subdevice, ==, 3);
  g_assert_cmpfloat (wiring.encoder_um, ==, -2.5);
  g_assert_cmpint (wiring.encoder_a, ==, 8);
  g_assert_cmpint (wiring.encoder_b, ==, 9);
  g_assert_cmpint (wiring.encoder_latch, ==, 10);
  assert_reads_back (&wiring);
  ins_card_wiring_clear (&wiring);

  wiring = parse_good ("comedi:/dev/comedi0?sync=signal&sync_percent=40");
  g_assert_cmpint (wiring.pulses, ==, INS_PULSES_AT_MAIN_BANG);
  g_assert_cmpfloat (wiring.sync_percent, ==, 40);
  assert_reads_back (&wiring);
  ins_card_wiring_clear (&wiring);

  wiring = parse_good ("comedi:/dev/comedi0?trigger=0&edge=rising");
  g_assert_cmpint (wiring.pulses, ==, INS_PULSES_AT_TRIGGER);
  g_assert_false (wiring.falling);
  assert_reads_back (&wiring);
  ins_card_wiring_clear (&wiring);
}

static void
test_outputs (void)
{
  InsCardWiring wiring = parse_good (
      "comedi:/dev/comedi0?trigger=1&percent_per_volt=20&us_per_volt=1e1&us_at_zero=-3&"
      "outputs=0:A.amplitude,1:A.time,2:Front%20wall-2%2Bx.time,7:spare");

  g_assert_cmpint (wiring.pulses, ==, INS_PULSES_AT_TRIGGER);
  g_assert_cmpuint (wiring.n_outputs, ==, 4);
  g_assert_cmpuint (wiring.outputs[0].channel, ==, 0);
  g_assert_cmpint (wiring.outputs[0].kind, ==, INS_OUTPUT_AMPLITUDE);
  g_assert_cmpstr (wiring.outputs[0].gate, ==, "A");
  g_assert_cmpint (wiring.outputs[1].kind, ==, INS_OUTPUT_TIME);
  g_assert_cmpstr (wiring.outputs[2].gate, ==, "Front wall-2+x");
  g_assert_cmpuint (wiring.outputs[3].channel, ==, 7);
  g_assert_cmpint (wiring.outputs[3].kind, ==, INS_OUTPUT_SPARE);
  g_assert_cmpstr (wiring.outputs[3].gate, ==, "");
  g_assert_cmpfloat (wiring.percent_per_v, ==, 20);
  g_assert_cmpfloat (wiring.us_per_v, ==, 10);
  g_assert_cmpfloat (wiring.us_at_zero, ==, -3);
  assert_reads_back (&wiring);
  ins_card_wiring_clear (&wiring);

  wiring = parse_good ("comedi:/dev/comedi0?outputs=3:Rückwand.amplitude,4:spare.amplitude");
  g_assert_cmpstr (wiring.outputs[0].gate, ==, "Rückwand");
  g_assert_cmpstr (wiring.outputs[1].gate, ==, "spare");
  assert_reads_back (&wiring);
  ins_card_wiring_clear (&wiring);
}

/* What is wrong, and an example that the sentence must give. */
static const struct
{
  const char *options;
  const char *example;
} bad[] = {
  { "gain=2", "channel range" },
  { "channel=x", "channel=0" },
  { "channel=-1", "channel=0" },
  { "channel=+1", "channel=0" },
  { "channel=256", "channel=0" },
  { "channel=", "channel=0" },
  { "channel=4294967296", "channel=0" },
  { "range=1.5", "range=0" },
  { "range=1 ", "range=0" },
  { "reference=moon", "reference=differential" },
  { "reference=", "reference=differential" },
  { "sync=bang", "sync=signal" },
  { "sync=", "sync=signal" },
  { "sync=0", "sync=1" },
  { "channel=1&sync=1", "sync=0" },
  { "sync=1&trigger=0", "trigger=0" },
  { "trigger=PFI0", "trigger=0" },
  { "trigger=65536", "trigger=0" },
  { "sync=1&sync_percent=0", "sync_percent=20" },
  { "sync=1&sync_percent=99.5", "sync_percent=20" },
  { "sync=1&sync_percent=12,5", "sync_percent=20" },
  { "sync=1&sync_percent=nan", "sync_percent=20" },
  { "sync_percent=30", "sync=1&sync_percent=20" },
  { "trigger=0&sync_percent=30", "sync=1&sync_percent=20" },
  { "sync=1&edge=up", "edge=falling" },
  { "edge=falling", "trigger=0&edge=falling" },
  { "sync=signal&edge=falling", "trigger=0&edge=falling" },
  { "outputs=", "outputs=0:A.amplitude" },
  { "outputs=0", "outputs=0:A.amplitude" },
  { "outputs=0:A", "outputs=0:A.amplitude" },
  { "outputs=0:A.size", "outputs=0:A.amplitude" },
  { "outputs=0:.amplitude", "outputs=0:A.amplitude" },
  { "outputs=x:A.amplitude", "outputs=0:A.amplitude" },
  { "outputs=0:A.B.amplitude", "outputs=0:A.amplitude" },
  { "outputs=0:A.amplitude,", "outputs=0:A.amplitude" },
  { "outputs=0:%FF%FE.amplitude", "outputs=0:A.amplitude" },
  { "outputs=0:a_name_that_is_much_too_long_for_us.amplitude", "outputs=0:A.amplitude" },
  { "outputs=0:A.amplitude,0:B.amplitude", "outputs=0:A.amplitude" },
  { "outputs=0:A.amplitude,1:A.amplitude", "outputs=0:A.amplitude" },
  { "outputs=0:spare,1:spare,2:spare,3:spare,4:spare,5:spare,6:spare,7:spare,8:spare",
    "outputs=0:A.amplitude" },
  { "outputs=0:A.amplitude&sync=1", "trigger=0" },
  { "outputs=0:A.amplitude&sync=signal", "trigger=0" },
  { "outputs=0:A.amplitude&channel=1", "outputs=0:A.amplitude" },
  { "outputs=0:A.amplitude&percent_per_volt=0", "percent_per_volt=10" },
  { "outputs=0:A.amplitude&percent_per_volt=ten", "percent_per_volt=10" },
  { "outputs=0:A.amplitude&us_per_volt=10", "us_per_volt=10" },
  { "outputs=0:A.time", "us_per_volt=10" },
  { "outputs=0:A.time&us_per_volt=0", "us_per_volt=10" },
  { "outputs=0:A.time&us_per_volt=1e300", "us_per_volt=10" },
  { "outputs=0:A.time&us_per_volt=10&percent_per_volt=10", "percent_per_volt=10" },
  { "percent_per_volt=10", "outputs=0:A.amplitude&percent_per_volt=10" },
  { "us_at_zero=1", "outputs=1:A.time&us_per_volt=10" },
  { "pulser=", "pulser=4" },
  { "pulser=4.", "pulser=4.1" },
  { "pulser=.1", "pulser=4.1" },
  { "pulser=4.1.2", "pulser=4.1" },
  { "pulser=4e1", "pulser=4.1" },
  { "encoder=A", "encoder=3&encoder_um=5" },
  { "encoder=3", "encoder_um=5" },
  { "encoder=3&encoder_um=0", "encoder_um=5" },
  { "encoder=3&encoder_um=5um", "encoder_um=5" },
  { "encoder=3&encoder_um=5&pulser=3.1", "pulser=4&encoder=3" },
  { "encoder=3&encoder_um=5&encoder_a=-1", "encoder_a=0" },
  { "encoder_um=5", "encoder=3&encoder_um=5" },
  { "encoder_latch=2", "encoder=3&encoder_um=5" },
};

static void
assert_refused (const char *text, const char *example)
{
  g_autoptr (GError) error = NULL;
  InsCardWiring wiring;

  g_assert_false (parse (text, &wiring, &error));
  g_assert_error (error, INS_DEVICE_ERROR, INS_DEVICE_ERROR_URI);
  g_test_message ("%s", error->message);
  g_assert_nonnull (strstr (error->message, text));
  g_assert_nonnull (strstr (error->message, example));
  g_assert_true (g_str_has_suffix (error->message, "."));
}

static void
test_bad (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (bad); i++)
    {
      g_autofree char *text = g_strdup_printf ("comedi:/dev/comedi0?%s", bad[i].options);

      assert_refused (text, bad[i].example);
    }
  assert_refused ("comedi", "comedi:/dev/comedi0");
  assert_refused ("comedi:comedi0", "comedi:/dev/comedi0");
}

static void
random_outputs (GRand *random, InsCardWiring *wiring)
{
  static const char *const gates[] = { "A", "B 2", "Rückwand", "x+y", "a_b-c" };

  wiring->n_outputs = (guint)g_rand_int_range (random, 1, INS_MAX_OUTPUTS + 1);
  for (guint i = 0; i < wiring->n_outputs; i++)
    {
      InsCardWire *wire = &wiring->outputs[i];

      wire->channel = 31 * i;
      wire->kind = i < 2 * G_N_ELEMENTS (gates) ? (InsOutputKind)g_rand_int_range (random, 0, 3)
                                                : INS_OUTPUT_SPARE;
      if (wire->kind != INS_OUTPUT_SPARE)
        g_strlcpy (wire->gate, gates[i % G_N_ELEMENTS (gates)], sizeof wire->gate);
      for (guint k = 0; k < i; k++) /* no value twice */
        if (wire->kind == wiring->outputs[k].kind &&
            strcmp (wire->gate, wiring->outputs[k].gate) == 0)
          {
            wire->kind = INS_OUTPUT_SPARE;
            wire->gate[0] = '\0';
          }
      if (wire->kind == INS_OUTPUT_AMPLITUDE)
        wiring->percent_per_v = wiring->percent_per_v != 10 ? wiring->percent_per_v
                                                            : g_rand_double_range (random, 1, 99);
      if (wire->kind == INS_OUTPUT_TIME && isnan (wiring->us_per_v))
        {
          wiring->us_per_v = g_rand_double_range (random, -50, 50);
          wiring->us_at_zero = g_rand_double_range (random, -1e-6, 1e3);
        }
    }
  if (g_rand_boolean (random))
    wiring->pulses = INS_PULSES_AT_TRIGGER;
}

static void
random_wiring (GRand *random, InsCardWiring *wiring)
{
  ins_card_wiring_init (wiring, g_rand_boolean (random) ? "/dev/comedi0" : "/tmp/a card,0:1");
  wiring->range = (guint)g_rand_int_range (random, 0, 256);
  wiring->reference = g_rand_int_range (random, INS_CARD_REFERENCE_ANY, 4);
  if (g_rand_boolean (random))
    random_outputs (random, wiring);
  else
    {
      wiring->channel = (guint)g_rand_int_range (random, 0, 256);
      wiring->pulses = (InsPulseSource)g_rand_int_range (random, 0, 4);
    }
  if (wiring->pulses == INS_PULSES_AT_TRIGGER)
    wiring->trigger_input = (guint)g_rand_int_range (random, 0, 65536);
  if (wiring->pulses == INS_PULSES_AT_SYNC)
    wiring->sync_channel = (wiring->channel + 1) % 256;
  if (wiring->pulses == INS_PULSES_AT_SYNC || wiring->pulses == INS_PULSES_AT_MAIN_BANG)
    wiring->sync_percent = g_rand_double_range (random, 1, 99);
  if (wiring->pulses == INS_PULSES_AT_SYNC || wiring->pulses == INS_PULSES_AT_TRIGGER)
    wiring->falling = g_rand_boolean (random);
  if (g_rand_boolean (random))
    {
      wiring->pulser_subdevice = g_rand_int_range (random, 0, 100);
      wiring->pulser_channel = (guint)g_rand_int_range (random, 0, 12);
    }
  if (g_rand_boolean (random))
    {
      wiring->encoder_subdevice = g_rand_int_range (random, 100, 200);
      wiring->encoder_um = g_rand_double_range (random, -10, -1e-4);
      wiring->encoder_a = g_rand_int_range (random, -1, 65536);
      wiring->encoder_b = g_rand_int_range (random, -1, 3);
      wiring->encoder_latch = g_rand_int_range (random, -1, 3);
    }
}

static void
test_round_trip (void)
{
  g_autoptr (GRand) random = g_rand_new_with_seed (7);

  for (guint i = 0; i < N_RANDOM; i++)
    {
      InsCardWiring wiring;

      random_wiring (random, &wiring);
      assert_reads_back (&wiring);
      ins_card_wiring_clear (&wiring);
    }
}

/* Options that mean nothing in the wiring are not printed, so what a form holds can be read. */
static void
test_leaves_out (void)
{
  InsCardWiring wiring;
  g_autofree char *text = NULL;

  ins_card_wiring_init (&wiring, "/dev/comedi0");
  wiring.falling = TRUE;
  wiring.sync_percent = 50;
  wiring.sync_channel = 3;
  wiring.trigger_input = 1;
  wiring.percent_per_v = 20;
  wiring.us_per_v = 10;
  wiring.encoder_um = 5;
  wiring.encoder_a = 1;
  wiring.pulser_channel = 1;
  text = ins_card_wiring_to_uri (&wiring);
  g_assert_cmpstr (text, ==, "comedi:/dev/comedi0");
  ins_card_wiring_clear (&wiring);
}

/* Whatever is typed: an answer, and what is taken reads back. */
static void
test_mutated (void)
{
  static const char pool[] = "0123456789.,:&=?%+-eE_ aA/\xc3\xbc\xff";
  g_autoptr (GRand) random = g_rand_new_with_seed (11);
  guint n_good = 0;

  for (guint i = 0; i < N_MUTATED; i++)
    {
      g_autofree char *text = NULL;
      InsCardWiring wiring;

      random_wiring (random, &wiring);
      text = ins_card_wiring_to_uri (&wiring);
      ins_card_wiring_clear (&wiring);
      for (int k = g_rand_int_range (random, 1, 4); k > 0; k--)
        text[g_rand_int_range (random, 0, (gint32)strlen (text))] =
            pool[g_rand_int_range (random, 0, sizeof pool - 1)];
      if (!parse (text, &wiring, NULL))
        continue;
      n_good++;
      assert_reads_back (&wiring);
      ins_card_wiring_clear (&wiring);
    }
  g_assert_cmpuint (n_good, >, N_MUTATED / 20);
  g_assert_cmpuint (n_good, <, N_MUTATED);
}

static void
test_comma_locale (void)
{
  if (setlocale (LC_ALL, "de_DE.UTF-8") == NULL)
    {
      g_test_skip ("locale de_DE.UTF-8 is not installed");
      return;
    }
  test_good ();
  test_outputs ();
  test_bad ();
  test_round_trip ();
  setlocale (LC_ALL, "C");
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/card-wiring/defaults", test_defaults);
  g_test_add_func ("/card-wiring/good", test_good);
  g_test_add_func ("/card-wiring/outputs", test_outputs);
  g_test_add_func ("/card-wiring/bad", test_bad);
  g_test_add_func ("/card-wiring/round-trip", test_round_trip);
  g_test_add_func ("/card-wiring/leaves-out", test_leaves_out);
  g_test_add_func ("/card-wiring/mutated", test_mutated);
  g_test_add_func ("/card-wiring/comma-locale", test_comma_locale);

  return g_test_run ();
}
