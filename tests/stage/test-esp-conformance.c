/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "stage-conformance.h"

static const StageConformance esp = {
  .name = "esp301",
  .options = "protocol=esp301",
  .jog_goes_on = TRUE,
  .stop_is_ramped = TRUE,
  .homes_in_order = TRUE,
  .forgets_homing = TRUE,
  .notices_reset = TRUE,
  .notices_limit = TRUE,
  .starts_locked = TRUE,
  .faults = "split,garbage=5",
};

/* What the manuals leave open, the other way. */
static const StageConformance strict = {
  .name = "esp301-strict",
  .options = "protocol=esp301&variant=strict",
  .stop_is_ramped = TRUE,
  .homes_in_order = TRUE,
  .forgets_homing = TRUE,
  .notices_reset = TRUE,
  .notices_limit = TRUE,
  .starts_locked = TRUE,
};

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  stage_conformance_add (&esp);
  stage_conformance_add (&strict);

  return g_test_run ();
}
