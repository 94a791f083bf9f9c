/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "stage-conformance.h"

static const StageConformance zaber = {
  .name = "zaber",
  .options = "protocol=zaber",
  .moves_together = TRUE,
  .jog_goes_on = TRUE,
  .stop_is_ramped = TRUE,
  .halt_is_harmless = TRUE,
  .homes_in_order = TRUE,
  .notices_reset = TRUE,
  .notices_limit = TRUE,
  .starts_locked = TRUE,
  .faults = "split,garbage=5,drop=0.2",
};

int
main (int argc, char *argv[])
{
  StageConformance chain = zaber;

  g_test_init (&argc, &argv, NULL);
  chain.name = "zaber-chain";
  chain.options = "protocol=zaber&variant=chain";
  stage_conformance_add (&zaber);
  stage_conformance_add (&chain);

  return g_test_run ();
}
