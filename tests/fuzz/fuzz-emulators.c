/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <string.h>

#include "devices/simulated/ins-sim-controller.h"
#include "fuzz-lines.h"

#define STEP_S 0.05
#define BYTES_AT_ONCE 16
#define BEYOND_MM 1e6 /* Grbl and Marlin know no switch on the way */

int LLVMFuzzerTestOneInput (const guint8 *bytes, gsize n_bytes);

static void
drain (InsSimController *controller, double now_s)
{
  guint8 buffer[256];

  while (ins_sim_controller_output (controller, now_s, buffer, sizeof buffer) > 0)
    continue;
}

/* The first line, or if it is none its first byte, chooses the firmware; @used: its length. */
static const char *
choose (const guint8 *bytes, gsize n_bytes, gsize *used)
{
  const char *const *names = ins_sim_controller_protocols ();
  guint n_names = g_strv_length ((char **)names);

  for (guint i = 0; i < n_names; i++)
    {
      gsize n = strlen (names[i]);

      *used = n + 1;
      if (n_bytes > n && memcmp (bytes, names[i], n) == 0 && bytes[n] == '\n')
        return names[i];
    }
  *used = 1;

  return names[bytes[0] % n_names];
}

/* The rest is what a host says to it. Wherever that drives it, it stays near its rail. */
int
LLVMFuzzerTestOneInput (const guint8 *bytes, gsize n_bytes)
{
  g_autoptr (InsSimBench) bench = ins_sim_bench_new ();
  g_autoptr (InsSimController) controller = NULL;
  InsSimConfig config;
  double now_s = 100.0;
  const char *name;
  gsize at;

  if (n_bytes == 0)
    return 0;
  ins_sim_config_init (&config);
  name = choose (bytes, n_bytes, &at);
  controller = ins_sim_controller_new (name, &config, bench, NULL);
  ins_sim_controller_connect (controller, now_s);
  for (; at < n_bytes; at += BYTES_AT_ONCE)
    {
      InsPosition truth;

      ins_sim_controller_input (controller, bytes + at, MIN (n_bytes - at, BYTES_AT_ONCE), now_s);
      now_s += STEP_S;
      drain (controller, now_s);
      ins_sim_bench_get_position (bench, now_s, &truth);
      for (guint axis = 0; axis < INS_N_AXES; axis++)
        FUZZ_CHECK (truth.mm[axis] > INS_SIM_MINIMUM_MM - BEYOND_MM &&
                    truth.mm[axis] < INS_SIM_MAXIMUM_MM + BEYOND_MM);
    }

  return 0;
}
