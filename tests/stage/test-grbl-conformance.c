/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "stage-conformance.h"

static const StageConformance grbl = {
  .name = "grbl",
  .options = "protocol=grbl",
  .moves_together = TRUE,
  .stop_is_ramped = TRUE,
  .homes_in_order = TRUE,
  .starts_locked = TRUE,
};

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  stage_conformance_add (&grbl);

  return g_test_run ();
}
