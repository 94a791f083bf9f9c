/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "stage-conformance.h"

static const StageConformance grbl = {
  .name = "grbl",
  .options = "protocol=grbl",
  .moves_together = TRUE,
  .jog_goes_on = TRUE,
  .stop_is_ramped = TRUE,
  .homes_in_order = TRUE,
  .notices_reset = TRUE,
  .notices_limit = TRUE,
  .starts_locked = TRUE,
  .faults = "split,garbage=5",
};

static const StageConformance grblhal = {
  .name = "grblhal",
  .options = "protocol=grblhal",
  .moves_together = TRUE,
  .jog_goes_on = TRUE,
  .stop_is_ramped = TRUE,
  .homes_in_order = TRUE,
  .notices_reset = TRUE,
  .notices_limit = TRUE,
  .faults = "split",
};

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  stage_conformance_add (&grbl);
  stage_conformance_add (&grblhal);

  return g_test_run ();
}
