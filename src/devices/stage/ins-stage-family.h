/* ins-stage-family.h - the controller families that this program speaks with
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "devices/stage/ins-stage-options.h"
#include "devices/stage/ins-stage.h"
#include "devices/transport/ins-transport.h"

G_BEGIN_DECLS

typedef struct
{
  const char *protocol; /* as in device addresses: "grbl" */
  guint baud;           /* usual speed of its serial port, 8N1 */
  gboolean has_options; /* its addresses take those of InsStageOptions */

  /* (transfer full): opens nothing. */
  InsStage *(*create) (InsTransport *transport, const InsStageOptions *options);
} InsStageFamily;

/* NULL if there is no such family. */
const InsStageFamily *ins_stage_family_find (const char *protocol);

/* Protocols, NULL-terminated. */
const char *const *ins_stage_family_names (void);

G_END_DECLS
