/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "stage-conformance.h"

static const StageConformance families[] = {
  {
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
  },
  {
      .name = "grblhal",
      .options = "protocol=grblhal",
      .moves_together = TRUE,
      .jog_goes_on = TRUE,
      .stop_is_ramped = TRUE,
      .homes_in_order = TRUE,
      .notices_reset = TRUE,
      .notices_limit = TRUE,
      .faults = "split",
  },
  {
      /* built with M114_REALTIME and EMERGENCY_PARSER */
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
  },
  {
      /* as distributed: no true position in motion, and a stop waits for the command in progress */
      .name = "marlin-stock",
      .options = "protocol=marlin&variant=stock",
      .moves_together = TRUE,
      .halt_is_harmless = TRUE,
      .homes_in_order = TRUE,
      .notices_reset = TRUE,
      .notices_limit = TRUE,
      .starts_locked = TRUE,
      .faults = "split,garbage=5",
  },
  {
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
      .faults = "split,garbage=5,drop=1",
  },
  {
      .name = "zaber-chain",
      .options = "protocol=zaber&variant=chain",
      .moves_together = TRUE,
      .jog_goes_on = TRUE,
      .stop_is_ramped = TRUE,
      .halt_is_harmless = TRUE,
      .homes_in_order = TRUE,
      .notices_reset = TRUE,
      .notices_limit = TRUE,
      .starts_locked = TRUE,
      .faults = "split,garbage=5,drop=1",
  },
  {
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
  },
  {
      /* what the manuals leave open, the other way */
      .name = "esp301-strict",
      .options = "protocol=esp301&variant=strict",
      .stop_is_ramped = TRUE,
      .homes_in_order = TRUE,
      .forgets_homing = TRUE,
      .notices_reset = TRUE,
      .notices_limit = TRUE,
      .starts_locked = TRUE,
  },
  {
      .name = "vxm",
      .options = "protocol=vxm",
      .stop_is_ramped = TRUE,
      .homes_in_order = TRUE,
      .forgets_homing = TRUE,
      .notice = "The joystick of the VXM is off until you disconnect.",
      .notices_reset = TRUE,
      .notices_limit = TRUE,
      .faults = "split,garbage=5",
  },
  {
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
  },
};

void
stage_conformance_add_families (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (families); i++)
    stage_conformance_add (&families[i]);
}
