/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "stage-conformance.h"

/* As distributed: no true position in motion, and a stop waits for the command in progress. */
static const StageConformance stock = {
  .name = "marlin-stock",
  .options = "protocol=marlin&variant=stock",
  .moves_together = TRUE,
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
  stage_conformance_add (&stock);

  return g_test_run ();
}
