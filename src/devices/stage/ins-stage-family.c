/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "devices/stage/ins-esp-stage.h"
#include "devices/stage/ins-gcs-stage.h"
#include "devices/stage/ins-grbl-stage.h"
#include "devices/stage/ins-marlin-stage.h"
#include "devices/stage/ins-stage-family.h"
#include "devices/stage/ins-vxm-stage.h"
#include "devices/stage/ins-zaber-stage.h"

static InsStage *
grbl_create (InsTransport *transport, const InsStageOptions *options)
{
  return ins_grbl_stage_new (transport);
}

static const InsStageFamily families[] = {
  { "esp301", 921600, TRUE, ins_esp_stage_new },
  { "grbl", 115200, FALSE, grbl_create }, /* and grblHAL */
  { "marlin", 250000, TRUE, ins_marlin_stage_new },
  { "pi-gcs", 115200, TRUE, ins_gcs_stage_new },
  { "vxm", 9600, TRUE, ins_vxm_stage_new },
  { "zaber", 115200, TRUE, ins_zaber_stage_new },
};

const InsStageFamily *
ins_stage_family_find (const char *protocol)
{
  for (gsize i = 0; i < G_N_ELEMENTS (families); i++)
    if (g_strcmp0 (families[i].protocol, protocol) == 0)
      return &families[i];

  return NULL;
}

const char *const *
ins_stage_family_names (void)
{
  static const char *names[G_N_ELEMENTS (families) + 1];

  for (gsize i = 0; i < G_N_ELEMENTS (families); i++)
    names[i] = families[i].protocol;

  return names;
}
