/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "stage-conformance.h"

static const StageConformance pi_gcs = {
  .name = "pi-gcs",
  .options = "protocol=pi-gcs",
  .moves_together = TRUE,
  .jog_goes_on = TRUE,
  .stop_is_ramped = TRUE,
  .halt_is_harmless = TRUE,
  .homes_in_order = TRUE,
  .notices_reset = TRUE,
  .notices_limit = TRUE,
  .starts_locked = TRUE,
  .faults = "split,garbage=5",
};

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  stage_conformance_add (&pi_gcs);

  return g_test_run ();
}
