/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "stage-conformance.h"

static const StageConformance vxm = {
  .name = "vxm",
  .options = "protocol=vxm",
  .stop_is_ramped = TRUE,
  .homes_in_order = TRUE,
  .forgets_homing = TRUE,
  .notice = "The joystick of the VXM is off until you disconnect.",
  .notices_reset = TRUE,
  .notices_limit = TRUE,
  .faults = "split,garbage=5",
};

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  stage_conformance_add (&vxm);

  return g_test_run ();
}
