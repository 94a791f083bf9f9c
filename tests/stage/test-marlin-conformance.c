/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "stage-conformance.h"

/* Built with M114_REALTIME and EMERGENCY_PARSER. */
static const StageConformance realtime = {
  .name = "marlin",
  .options = "protocol=marlin",
  .moves_together = TRUE,
  .jog_goes_on = TRUE,
  .halt_is_harmless = TRUE,
  .homes_in_order = TRUE,
  .homing_stop_is_final = TRUE,
  .notices_reset = TRUE,
  .notices_limit = TRUE,
  .starts_locked = TRUE,
  .faults = "split,garbage=5",
};

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  stage_conformance_add (&realtime);

  return g_test_run ();
}
