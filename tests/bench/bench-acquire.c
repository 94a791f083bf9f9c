/* bench-acquire.c - what an engine at rest costs, beside its simulated card alone
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "config.h"

#include "bench.h"
#include "core/ins-clock.h"
#include "scan/ins-engine.h"

#define MEASURE_S 5.0
#define CONNECT_S 10.0

static const InsTiming timing = { 20e6, 512, 10e-6, 20e3 };

static double
run_engine (void)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (InsRig) rig = ins_rig_new (NULL, "sim", "sim:coin", &error);
  g_autoptr (InsEngine) engine = NULL;
  double until_s = ins_clock_now_s () + CONNECT_S, started_s, cpu_s;
  InsSnapshot snapshot;

  if (rig == NULL)
    g_error ("%s", error->message);
  engine = ins_engine_new (rig);
  ins_engine_set_timing (engine, &timing);
  ins_engine_connect (engine);
  do
    {
      ins_clock_sleep_s (0.05);
      ins_engine_get_snapshot (engine, &snapshot);
    }
  while ((snapshot.stage_link != INS_LINK_READY || snapshot.digitizer_link != INS_LINK_READY) &&
         ins_clock_now_s () < until_s);
  if (snapshot.digitizer_link != INS_LINK_READY)
    g_error ("The simulated rig did not connect.");

  ins_clock_sleep_s (1.0);
  started_s = ins_clock_now_s ();
  cpu_s = bench_cpu_s ();
  ins_clock_sleep_s (MEASURE_S);

  return (bench_cpu_s () - cpu_s) / (ins_clock_now_s () - started_s);
}

static double
run_card (void)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (InsRig) rig = ins_rig_new (NULL, "sim", "sim:coin", &error);
  g_autoptr (InsPulseBlock) block = ins_pulse_block_new (2000, timing.n_samples);
  double started_s, cpu_s, share;

  if (rig == NULL || !ins_digitizer_open (rig->digitizer, &error) ||
      !ins_digitizer_start (rig->digitizer, &timing, &error))
    g_error ("%s", error->message);
  started_s = ins_clock_now_s ();
  cpu_s = bench_cpu_s ();
  while (ins_clock_now_s () - started_s < MEASURE_S)
    if (!ins_digitizer_read (rig->digitizer, block, 0.05, &error))
      g_error ("%s", error->message);
  share = (bench_cpu_s () - cpu_s) / (ins_clock_now_s () - started_s);
  ins_digitizer_stop (rig->digitizer);
  ins_digitizer_close (rig->digitizer);

  return share;
}

int
main (void)
{
  double engine = run_engine (), card = run_card ();

  bench_print ("acquire.cpu_percent_at_20khz", 100.0 * engine, "%");
  bench_print ("acquire.over_card_alone", engine / card, "x");

  return 0;
}
